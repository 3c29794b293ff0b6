"""`ledger`: no single number. The bounds of everything that still stands, and who stands behind each.

This is the default view, because choosing is a codebook's business: it shows what was said and lets it differ.
"""

from __future__ import annotations

from collections.abc import Sequence

from tallystick.model import Estimate, GroupTally, Outcome, Tally
from tallystick.reconcile.case import Case, Toll
from tallystick.reconcile.figure import Figure, ancestors
from tallystick.reconcile.profiles.working import (
    UNKNOWN,
    by_topic,
    highest,
    standing,
    superseded,
    tally,
    told_by,
)


def ledger(case: Case) -> Tally:
    """Intervals only: the hull of the standing totals, the groups beside them.

    Returns:
        `best` is always None. `high` is None where any standing total is open above. A party's figure about its
        own people is a group of its own and never moves the total.
    """
    killed, wounded = case.tolls("killed"), case.tolls("wounded")
    trace = ["The ledger profile keeps every standing figure and chooses none."]
    trace += superseded(case)
    trace += [f"Killed, {line}" for line in told_by(case, killed)]
    trace += [f"Wounded, {line}" for line in told_by(case, wounded)]
    if case.breakdowns:
        one = case.breakdowns[0]
        trace.append(f"The fullest breakdown accounts for {one.accounted} of {one.total.number}.")
    return tally(
        case,
        "ledger",
        killed=_hull(killed),
        wounded=_hull(wounded),
        groups=[*_groups(case), *_parties(case), *_other_outcomes(case)],
        remainder=max(0, case.breakdowns[0].remainder) if case.breakdowns else None,
        used=[figure.id for figure in standing(case)],
        trace=trace,
        otherwise={},
    )


def _hull(tolls: Sequence[Toll]) -> Estimate:
    if not tolls:
        return UNKNOWN
    return Estimate(low=min(toll.low for toll in tolls), best=None, high=highest(toll.high for toll in tolls))


def _groups(case: Case) -> list[GroupTally]:
    return [
        _row(topic, members, part_of=_container(members, case))
        for (topic, _), members in by_topic(f for f in standing(case) if f.bears == "group").items()
    ]


def _parties(case: Case) -> list[GroupTally]:
    """One row a group and speaker: what a party concedes, or claims, stays apart from what others count."""
    counted = {figure.topic for figure in standing(case) if figure.bears == "group"}
    by_speaker: dict[tuple[str, str, str], list[Figure]] = {}
    for figure in standing(case):
        if figure.bears == "party":
            by_speaker.setdefault((figure.topic, figure.harm.outcome, figure.origin), []).append(figure)
    return [
        _row(
            f"{members[0].harm.group.wording}, according to {case.name_of(origin)}",
            members,
            part_of=topic if topic in counted else None,
        )
        for (topic, _, origin), members in by_speaker.items()
    ]


def _other_outcomes(case: Case) -> list[GroupTally]:
    """Totals that are neither killed nor wounded: abducted, displaced, or "casualties", which nobody may split."""
    others = [f for f in standing(case) if f.bears == "total" and f.harm.outcome not in {"killed", "wounded"}]
    by_outcome: dict[Outcome, list[Figure]] = {}
    for figure in others:
        by_outcome.setdefault(figure.harm.outcome, []).append(figure)
    return [_row(members[0].harm.group.wording, members, part_of=None) for members in by_outcome.values()]


def _row(name: str, members: Sequence[Figure], *, part_of: str | None) -> GroupTally:
    statuses = {figure.harm.group.status for figure in members} - {"unknown"}
    return GroupTally(
        group=name,
        outcome=members[0].harm.outcome,
        estimate=Estimate(
            low=min(figure.low for figure in members),
            best=None,
            high=highest(figure.quantity.high for figure in members),
        ),
        status=statuses.pop() if len(statuses) == 1 else "mixed" if statuses else "unknown",
        claims=tuple(figure.id for figure in members),
        part_of=part_of,
    )


def _container(members: Sequence[Figure], case: Case) -> str | None:
    """The counted group that a report lists this one within."""
    by_id = {figure.id: figure for figure in case.figures}
    above = (up for figure in members for up in ancestors(figure, by_id) if up.stands and up.bears == "group")
    return next((up.topic for up in above), None)
