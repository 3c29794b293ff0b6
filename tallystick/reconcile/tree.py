"""Breakdowns as systems of counts: what the figures leave for each group, and which of them cannot all hold."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tallystick.model import Estimate
from tallystick.reconcile.bounds import Limit, System, partition, solve
from tallystick.reconcile.breakdown import Breakdown
from tallystick.reconcile.figure import Figure

WHOLE = ""
"""Name of the count of all; groups are called by their topics."""


def limit(count: str, figure: Figure) -> Limit:
    """What one figure says of a count."""
    return Limit(count, figure.low, figure.quantity.high, figure.id)


def system_of(one: Breakdown, totals: Iterable[Figure] = ()) -> System:
    """A breakdown, or its parts against somebody else's totals.

    Args:
        totals: what is said of the whole; none = the breakdown's own total.
    """
    limits = [limit(WHOLE, total) for total in totals or (one.total,)]
    limits += [limit(part.topic, part) for cut in (one.parts, *one.others) for part in cut]
    because = one.parts[-1].id if one.closed else None
    relations = [partition(WHOLE, topics(one.parts), because=because, closed=one.closed)]
    relations += [partition(WHOLE, topics(cut)) for cut in one.others]
    return System(tuple(limits), tuple(relations))


def topics(parts: Sequence[Figure]) -> list[str]:
    """The names of these parts' counts."""
    return [part.topic for part in parts]


def implied(one: Breakdown) -> dict[str, Estimate]:
    """What a breakdown leaves for each of its groups, where that is sharper than the words of the group itself."""
    found = solve(system_of(one))
    if found is None:
        return {}
    sharper = {}
    for part in (part for cut in (one.parts, *one.others) for part in cut):
        bound = found[part.topic]
        if bound != (part.low, part.quantity.high):
            sharper[part.topic] = Estimate(low=bound.low, best=None, high=bound.high)
    return sharper
