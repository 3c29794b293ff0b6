"""Which days and places of an event ACLED writes rows for, and a total divided over them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from tallystick.model import DatePrecision, Place
from tallystick.reference.places import within_km

POINTS = ("site", "town", "near")
NEARBY_KM = 25
"""A site this near to a town is in it; so far UCDP's "near a known place" reaches too."""
MOST_DAYS = 7
"""A fight reported over longer than a week is coded by the days that are named, which nobody here names."""

_EACH_DAY = re.compile(
    r"\b(?:days of|for \w+ days|over \w+ days|from .* to|through|until|each day|every day|daily)\b", re.I
)
""" "three days of fighting", "from Monday to Wednesday": it happened on each; "at the weekend", "between Monday and
Wednesday" does not say so."""


def towns(places: Iterable[Place]) -> list[Place]:
    """The towns and sites, each once, by name; a site in a town, or of no known place, counts with the town."""
    points = [place for place in places if place.precision in POINTS]
    named = [place for place in points if place.precision != "site"]
    kept = [place for place in points if place.precision != "site" or not _is_in_one(place, named)]
    once: dict[object, Place] = {}
    for place in kept:
        once.setdefault(place.geonames_id or _name(place).casefold(), place)
    return sorted(once.values(), key=lambda place: (_name(place), place.wording))


def days(
    first: date | None, last: date | None, precision: DatePrecision, wordings: Sequence[str | None]
) -> tuple[date, ...]:
    """The days that have rows: each on which it went on, or the one that stands for a span; none where none is told.

    A night has the day that the reports state ("early on Wednesday"), else the one on which it ends. Any other span
    on which it happened once has the day in its middle.

    Args:
        wordings: the reports' words for when; where there are none, a span of days is taken to have gone on.
    Rule:
        ACLED codebook, event date and time precision. Which words say that it went on is ours.
    """
    if first is None or last is None:
        return ()
    length = (last - first).days
    if precision == "night" and length == 1:
        return stated_day(first, last, wordings) or (last,)
    told = [wording for wording in wordings if wording]
    went_on = not told or any(map(_EACH_DAY.search, told))
    if precision in ("days", "week") and 0 < length < MOST_DAYS and went_on:
        return tuple(first + timedelta(days=number) for number in range(length + 1))
    return (first + timedelta(days=length // 2),)


def stated_day(first: date, last: date, wordings: Sequence[str | None]) -> tuple[date, ...]:
    """The one day of a night whose name the reports give; nothing where they name none or both."""
    told = " ".join(wording for wording in wordings if wording)
    named = tuple(day for day in (first, last) if re.search(rf"\b{day:%A}\b", told, re.I))
    return named if len(named) == 1 else ()


def split(total: int, parts: int) -> list[int]:
    """A total over parts, evenly, what is left over to the first.

    Rule:
        ACLED codebook, fatalities over several days or places.
    """
    share, over = divmod(total, parts)
    return [share + over, *[share] * (parts - 1)]


def _is_in_one(site: Place, named: Sequence[Place]) -> bool:
    return any(site.latitude is None or _distance_km(site, town) <= NEARBY_KM for town in named)


def _distance_km(one: Place, other: Place) -> float:
    if one.latitude is None or one.longitude is None or other.latitude is None or other.longitude is None:
        return float("inf")
    return within_km(one.latitude, one.longitude, other.latitude, other.longitude)


def _name(place: Place) -> str:
    return place.name or place.wording
