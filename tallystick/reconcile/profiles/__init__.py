"""Codebooks as functions: each turns the same case into its own tally, with its working.

The references contradict each other on purpose when numbers differ, so there is no hidden formula here but a
choice of named ones. A profile is a pure function of a `Case`.
"""

from __future__ import annotations

from typing import Protocol

from tallystick.errors import UsageError
from tallystick.model import Tally
from tallystick.reconcile.case import Case
from tallystick.reconcile.profiles.acled import acled
from tallystick.reconcile.profiles.ledger import ledger
from tallystick.reconcile.profiles.ucdp import ucdp


class Profile(Protocol):
    """One codebook's rule for figures that differ."""

    def __call__(self, case: Case) -> Tally:
        """The event's figures; `used` and `set_aside` partition its harm claims."""
        ...


PROFILES: dict[str, Profile] = {"ledger": ledger, "ucdp": ucdp, "acled": acled}


def profile_named(name: str) -> Profile:
    """The profile of this name.

    Raises:
        UsageError: there is none.
    """
    if name not in PROFILES:
        raise UsageError(f"There is no profile {name!r}. Expected one of: {', '.join(PROFILES)}.")
    return PROFILES[name]
