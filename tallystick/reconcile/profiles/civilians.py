"""What is said of civilians, of combatants, and of people whose status nobody tells: for codebooks of civilian harm."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from tallystick.model import Estimate, Outcome, Status
from tallystick.reconcile.case import Case, Toll
from tallystick.reconcile.cuts import widest_cut
from tallystick.reconcile.figure import Figure
from tallystick.reconcile.profiles.working import hull


class ByStatus(NamedTuple):
    """Counts of one outcome by status, each with the claims that it rests on; None = no report tells of any."""

    civilians: Estimate | None
    combatants: Estimate | None
    undetermined: Estimate | None
    """Those of a total whose status no report tells; bounds, for it is what the others leave."""
    claims: frozenset[str]
    parties: frozenset[str]
    """Origins of parties to the fighting among them."""


def by_status(case: Case, outcome: Outcome) -> ByStatus:
    """Divide one outcome by status, from every figure that gives a number.

    Rule: nobody becomes a civilian because nobody says otherwise. Words without a number ("dozens") and bare upper
    bounds set no minimum.
    """
    return case.once(("by status", outcome), lambda: _by_status(case, outcome))


def _by_status(case: Case, outcome: Outcome) -> ByStatus:
    figures = [f for f in case.standing(outcome) if f.bears in ("total", "group") and f.quantity.hedge != "vague"]
    civilian, fighting = _of(figures, "civilian"), _of(figures, "combatant")
    tolls = [t for t in case.tolls(outcome) if t.hedge != "vague" and t.status in ("unknown", "mixed")]
    undetermined = _left(tolls, [told for told in (civilian, fighting) if told is not None])
    used = {f.id for f in figures if f.harm.group.status in ("civilian", "combatant")}
    used |= {claim for toll in tolls for claim in toll.claims if not toll.derived}
    parties = frozenset(f.origin for f in case.standing(outcome) if f.bears == "party")
    return ByStatus(civilian, fighting, undetermined, frozenset(used), parties)


def _of(figures: Sequence[Figure], status: Status) -> Estimate | None:
    """What all reports together say of one status: the hull of its totals; without any, the groups of the fullest
    list, each with the hull of what all reports say of that group."""
    told = [figure for figure in figures if figure.harm.group.status == status]
    totals = [figure for figure in told if figure.bears == "total"]
    if totals:
        return hull(totals)
    lists: dict[tuple[object, ...], list[Figure]] = {}
    for figure in told:
        lists.setdefault((figure.when, figure.report, figure.origin), []).append(figure)
    if not lists:
        return None
    fullest = min((_topics(batch) for batch in lists.values()), key=lambda names: (-len(names), sorted(names)))
    rows = [hull([figure for figure in told if (figure.topic or figure.id) == name]) for name in sorted(fullest)]
    return Estimate(low=sum(row.low or 0 for row in rows), best=None, high=_added([row.high for row in rows]))


def _topics(batch: Sequence[Figure]) -> frozenset[str]:
    """The groups of one list that may be added: of one cut, and not within each other."""
    ids = {figure.id for figure in batch}
    outer = [figure for figure in batch if figure.part_of not in ids]
    return frozenset(figure.topic or figure.id for figure in widest_cut(outer or batch))


def _left(tolls: Sequence[Toll], known: Sequence[Estimate]) -> Estimate | None:
    """Of totals that say nothing of status, those who are in no group of known status; None where nobody is."""
    if not tolls:
        return None
    least, most = sum(one.low or 0 for one in known), _added([one.high for one in known])
    top = max(toll.low if toll.high is None else toll.high for toll in tolls)
    if top <= least:
        return None
    low = 0 if most is None else max(0, min(toll.low for toll in tolls) - most)
    return Estimate(low=low, best=None, high=top - least)


def _added(tops: Sequence[int | None]) -> int | None:
    return None if None in tops else sum(top for top in tops if top is not None)
