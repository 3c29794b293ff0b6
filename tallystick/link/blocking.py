"""Which pairs of mentions are worth comparing: those near in time, and undated ones of the same place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta

from tallystick.link.telling import Telling, each_day
from tallystick.reference.fold import folded

REACH_DAYS = 2
LONGEST_SPAN_DAYS = 14
"""A mention with a longer span is looked for by place, not by day: it would be near everything."""


def candidates(told: Sequence[Telling]) -> set[tuple[str, str]]:
    """Pairs of ids, smaller first, of mentions of different reports that could be one event.

    Args:
        told: any order; aggregates never meet incidents, so leave them out.
    """
    by_day: dict[date, list[Telling]] = defaultdict(list)
    by_place: dict[str, list[Telling]] = defaultdict(list)
    undated = []
    for telling in told:
        for key in _place_keys(telling):
            by_place[key].append(telling)
        days = _short_span(telling)
        if days is None:
            undated.append(telling)
            continue
        # Its days and the two after: mentions at most two days apart meet in one of them.
        for day in each_day(days[0], days[1] + timedelta(days=REACH_DAYS)):
            by_day[day].append(telling)
    near_in_time = (pair for block in by_day.values() for pair in _all_pairs(block))
    near_in_space = ((one, other) for one in undated for key in _place_keys(one) for other in by_place[key])
    return {
        (min(one.ref, other.ref), max(one.ref, other.ref))
        for pairs in (near_in_time, near_in_space)
        for one, other in pairs
        if one.report.id != other.report.id
    }


def _all_pairs(block: Sequence[Telling]) -> Iterator[tuple[Telling, Telling]]:
    for index, one in enumerate(block):
        for other in block[index + 1 :]:
            yield one, other


def _place_keys(telling: Telling) -> Iterable[str]:
    for place in telling.mention.places:
        if place.geonames_id is not None:
            yield f"geonames {place.geonames_id}"
        if place.admin1:
            yield f"admin1 {place.country} {place.admin1}"
        yield f"name {folded(place.name or place.wording)}"


def _short_span(telling: Telling) -> tuple[date, date] | None:
    days = telling.days
    return days if days and (days[1] - days[0]).days <= LONGEST_SPAN_DAYS else None
