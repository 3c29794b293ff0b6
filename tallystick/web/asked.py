"""What a page is asked for, as its address says it: the filters, the profile, the time.

An address holds everything that decides what a page shows, so that it can be passed on ("deep link"), and nothing
of who asks. Empty values are those of a form that was left alone, and are no question.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import get_args
from urllib.parse import urlencode

from tallystick import settings
from tallystick.errors import SettingsError, UsageError
from tallystick.model import EventType, Record
from tallystick.reconcile.profiles import profile_named
from tallystick.search import Search
from tallystick.web.window import SIZES, Size, Window, window_of

TYPES: tuple[str, ...] = get_args(EventType)
LONGEST = 200
"""Characters of one value: a name of a place or a few words, no text."""
LARGEST = 10_000_000
"""The largest number of a filter: more people than any event ever harmed, and far below what SQLite can count."""
MARKS = ("disputed", "single_origin", "unplaced", "needs_review", "background", "in_view")
VIEW = ("at", "zoom", "size")
"""Which part of the map is shown: no filter, unless `in_view` makes it one."""


class Asked(Record, frozen=True, kw_only=True):
    """One question to the ledger."""

    given: dict[str, str]
    """The values as typed, without the empty ones: what a form shows again and a link carries on."""
    search: Search
    words: str = ""
    """To be found in claims and reports."""
    needs_review: bool = False
    """Only events that the review queue asks about."""
    background: bool = False
    """With events that are only mentioned in reports about others."""
    profile: str
    as_of: datetime | None = None
    recorded_as_of: datetime | None = None
    page: int = 1
    in_view: bool = False
    """Only events a place of which is on the map that is asked for."""

    def window(self, size: Size) -> Window | None:
        """The part of the map that is asked for; None = whichever holds all that is found."""
        return window_of(self.given["at"], self.given.get("zoom", "5"), size) if "at" in self.given else None

    @property
    def viewed(self) -> Window | None:
        """The part of the map to which what is found is to keep; None = to none."""
        return self.window(SIZES.get(self.value("size"), SIZES["beside"])) if self.in_view else None

    @property
    def filters(self) -> frozenset[tuple[str, str]]:
        """What decides which events are found, and with which figures: for keeping what follows from it."""
        aside = {"page", "lang"} if self.in_view else {"page", "lang", *VIEW}
        return frozenset(item for item in self.given.items() if item[0] not in aside)

    def value(self, key: str) -> str:
        """A value as typed; empty where it was not."""
        return self.given.get(key, "")

    @property
    def is_narrowed(self) -> bool:
        """Whether some filter is set."""
        return bool(self.given.keys() - {"page", "profile", "as_of", "recorded_as_of", "lang", *VIEW})

    def link(self, path: str, *, keep: bool = True, **changes: str | int | None) -> str:
        """An address with this question in it.

        Args:
            keep: with the filters, too; otherwise only with the profile and the times, which hold for the whole visit.
            changes: values instead of those asked for; None takes one out.
        """
        carried = {
            key: value
            for key, value in self.given.items()
            if key != "page" and (keep or key in ("profile", "as_of", "recorded_as_of"))
        }
        carried |= {key: str(value) for key, value in changes.items() if value is not None}
        query = urlencode(
            {key: value for key, value in carried.items() if key not in changes or changes[key] is not None}
        )
        return f"{path}?{query}" if query else path


def asked(query: Mapping[str, str], *, profile: str) -> Asked:
    """Read an address.

    Args:
        profile: the one that holds where none is asked for.
    Raises:
        UsageError: a value cannot be used; the message names it.
    """
    given = {key: value.strip() for key, value in query.items() if value.strip()}
    for key, value in given.items():
        if len(value) > LONGEST:
            raise UsageError(f"Cannot use {key}: expected at most {LONGEST} characters, found {len(value)}.")
    day = {key: settings.day_of(given[key], option=key) for key in ("since", "until") if key in given}
    at = {key: settings.moment_of(given[key], option=key) for key in ("as_of", "recorded_as_of") if key in given}
    chosen = given.get("profile", profile)
    profile_named(chosen)
    if given.get("type", TYPES[0]) not in TYPES:
        raise UsageError(f"There is no type {given['type']!r}. Expected one of: {', '.join(TYPES)}.")
    if "at" in given:
        window_of(given["at"], given.get("zoom", "5"), SIZES["beside"])
    mark = {key: _yes(given, key) for key in MARKS}
    # A form's tick is "1", the API's truth is "true": carried on, both are the same.
    given = {key: value for key, value in given.items() if key not in MARKS}
    given |= {key: "true" for key in MARKS if mark[key]}
    search = Search(
        since=day.get("since"),
        until=day.get("until"),
        place=given.get("place"),
        actor=given.get("actor"),
        min_killed=_number(given, "min_killed", least=0),
        type=given.get("type"),  # type: ignore[arg-type]  # one of TYPES, as checked
        disputed=mark["disputed"],
        single_origin=mark["single_origin"],
        unplaced=mark["unplaced"],
    )
    return Asked(
        given=given,
        search=search,
        words=given.get("q", ""),
        needs_review=mark["needs_review"],
        background=mark["background"],
        in_view=mark["in_view"] and "at" in given,
        profile=chosen,
        as_of=at.get("as_of"),
        recorded_as_of=at.get("recorded_as_of"),
        page=_number(given, "page", least=1) or 1,
    )


def _number(given: Mapping[str, str], key: str, *, least: int) -> int | None:
    if key not in given:
        return None
    text = given[key]
    if not (text.isascii() and text.isdecimal() and len(text) < 9 and least <= int(text) <= LARGEST):
        raise SettingsError(f"Cannot use {key} {text!r}: expected a whole number from {least} to {LARGEST:,}.")
    return int(text)


def _yes(given: Mapping[str, str], key: str) -> bool:
    answers = {"1": True, "true": True, "0": False, "false": False}
    if given.get(key, "0").lower() not in answers:
        raise SettingsError(f"Cannot use {key} {given[key]!r}: expected 1 or 0.")
    return answers[given.get(key, "0").lower()]
