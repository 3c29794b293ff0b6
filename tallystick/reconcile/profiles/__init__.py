"""Codebooks as functions: each turns the same case into its own tally, with its working.

The references contradict each other on purpose when numbers differ, so there is no hidden formula here but a
choice of named ones. A profile is a pure function of a `Case`. Those of other people are found by entry point
(`tallystick.profiles`; docs/howto/write-a-profile.md), and ours come through the same door.
"""

from __future__ import annotations

from functools import cache
from importlib.metadata import EntryPoint, entry_points
from typing import Protocol

from tallystick.errors import SettingsError, UsageError
from tallystick.model import Tally
from tallystick.reconcile.case import Case

GROUP = "tallystick.profiles"
OURS = ("ledger", "ucdp", "acled", "gtd", "airwars", "ibc", "un3")
"""In the order in which they are shown. They are entry points made here and not in the package's metadata, so that
they are there in a source tree, a zip and a worker of another engine too."""


class Profile(Protocol):
    """One codebook's rule for figures that differ."""

    def __call__(self, case: Case) -> Tally:
        """The event's figures; `used` and `set_aside` partition its harm claims."""
        ...


@cache
def _doors() -> dict[str, EntryPoint]:
    """Every profile that can be had, not loaded yet: ours first, then others by name. Nobody replaces ours."""
    doors = {name: EntryPoint(name, f"tallystick.reconcile.profiles.{name}:{name}", GROUP) for name in OURS}
    for door in sorted(entry_points(group=GROUP), key=lambda door: (door.name, door.value)):
        doors.setdefault(door.name, door)
    return doors


def profile_names() -> tuple[str, ...]:
    """The names of all profiles, ours first."""
    return tuple(_doors())


@cache
def profile_named(name: str) -> Profile:
    """The profile of this name.

    Raises:
        UsageError: there is none.
        SettingsError: it is installed and cannot be loaded.
    """
    if name not in _doors():
        raise UsageError(f"There is no profile {name!r}. Expected one of: {', '.join(_doors())}.")
    door = _doors()[name]
    try:
        profile = door.load()
    except Exception as error:
        raise SettingsError(
            f"Cannot load the profile {name!r} ({door.value}): {type(error).__name__}: {error}. "
            "Mend or uninstall the package that brings it."
        ) from error
    if not callable(profile):
        raise SettingsError(
            f"Cannot use the profile {name!r} ({door.value}): expected a function from a Case to a Tally, "
            f"found {type(profile).__name__}."
        )
    return profile  # type: ignore[no-any-return]
