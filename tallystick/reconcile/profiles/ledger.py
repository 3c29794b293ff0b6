"""`ledger`: no single number. The bounds of everything that still stands, and who stands behind each.

This is the default view, because choosing is a codebook's business: it shows what was said and lets it differ.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from tallystick.model import Concession, GroupTally, Outcome, Tally
from tallystick.reconcile.case import Case, Toll
from tallystick.reconcile.cuts import cut_name
from tallystick.reconcile.figure import Figure, ancestors
from tallystick.reconcile.profiles.working import (
    UNUSED,
    by_topic,
    group_row,
    hull,
    lines,
    standing,
    superseded,
    tally,
    told_by,
)
from tallystick.reconcile.tree import implied
from tallystick.shapes import N_, Shape

FULLEST = Shape("The fullest breakdown accounts for %(sum)d of %(total)s.")
FULLEST_OF_ANOTHER = Shape(
    "The fullest breakdown accounts for %(sum)d of %(total)s; the bounds begin at another number, so no remainder is "
    "told."
)
ACCORDING_TO = Shape("%(group)s, according to %(name)s")


def ledger(case: Case) -> Tally:
    """Intervals only: the hull of the standing totals, the groups beside them.

    Returns:
        `best` is always None. `high` is None where any standing total is open above. A party's figure about its
        own people is a group of its own and never moves the total. `remainder` is what the fullest breakdown leaves
        of the lower bound; where it divides another number none is told, for the two would not add up.
    """
    killed, wounded = case.tolls("killed"), case.tolls("wounded")
    trace = [N_("The ledger profile keeps every standing figure and chooses none.")]
    trace += superseded(case)
    trace += lines("killed", told_by(case, killed))
    trace += lines("wounded", told_by(case, wounded))
    bounds = hull(_in_numbers(killed))
    own = next((one for one in case.breakdowns[:1] if one.total.low == bounds.low), None)
    if case.breakdowns:
        one = case.breakdowns[0]
        trace.append((FULLEST if own else FULLEST_OF_ANOTHER)(sum=one.accounted, total=one.total.number))
    return tally(
        case,
        "ledger",
        killed=bounds,
        wounded=hull(_in_numbers(wounded)),
        groups=(*_groups(case), *_parties(case), *_other_outcomes(case)),
        remainder=max(0, own.remainder) if own else None,
        used=[figure.id for figure in standing(case)],
        trace=trace,
        otherwise=lambda figure: UNUSED,
        concessions=concessions(case),
    )


def _in_numbers(tolls: Sequence[Toll]) -> Sequence[Toll]:
    """Without the words ("dozens") that a number of somebody else bears out: they say less, and would open the bounds.

    Words that no number agrees with stay, and so do numbers with a hedge: "at least 40" beside 43 may be more.
    """
    numbers = [toll.low for toll in tolls if toll.hedge != "vague"]
    return [toll for toll in tolls if toll.hedge != "vague" or not any(toll.low <= number for number in numbers)]


def _groups(case: Case) -> list[GroupTally]:
    """One row a group, with its cut of the fullest breakdown and what the others leave for it."""
    cuts: dict[str, str] = {}
    left: dict[str, object] = {}
    for one in case.breakdowns[:1]:
        for cut in (one.parts, *one.others):
            cuts |= dict.fromkeys((part.topic for part in cut), cut_name(cut))
        left = dict(implied(one))
    found = []
    for (topic, outcome), members in by_topic(f for f in standing(case) if f.bears == "group").items():
        row = group_row(topic, members, hull(members), part_of=_container(members, case))
        if outcome == "killed":
            row = replace(row, cut=cuts.get(topic), implied=left.get(topic))
        found.append(row)
    return found


def _parties(case: Case) -> list[GroupTally]:
    """One row a group and speaker: what a party concedes, or claims, stays apart from what others count."""
    counted = {figure.topic for figure in standing(case) if figure.bears == "group"}
    by_speaker: dict[tuple[str, str, str], list[Figure]] = {}
    for figure in standing(case):
        if figure.bears == "party":
            by_speaker.setdefault((figure.topic, figure.harm.outcome, figure.origin), []).append(figure)
    return [
        group_row(
            ACCORDING_TO(group=members[0].harm.group.wording, name=case.name_of(origin)),
            members,
            hull(members),
            part_of=topic if topic in counted else None,
        )
        for (topic, _, origin), members in by_speaker.items()
    ]


def concessions(case: Case) -> tuple[Concession, ...]:
    """What parties to the violence give for one group: their own losses, the enemy's, or those they own to."""
    return case.once("concessions", lambda: _concessions(case))


def _concessions(case: Case) -> tuple[Concession, ...]:
    found = []
    for figure in standing(case):
        if figure.bears == "party":
            speakers = figure.claim.attribution.speakers
            found.append(
                Concession(
                    party=case.name_of(figure.origin),
                    source=speakers[-1].source if speakers else None,
                    outcome=figure.harm.outcome,
                    low=figure.quantity.low,
                    high=figure.quantity.high,
                    group=figure.harm.group.wording,
                    claims=(figure.id,),
                )
            )
    return tuple(found)


def _other_outcomes(case: Case) -> list[GroupTally]:
    """Totals that are neither killed nor wounded: abducted, displaced, or "casualties", which nobody may split."""
    others = [f for f in standing(case) if f.bears == "total" and f.harm.outcome not in {"killed", "wounded"}]
    by_outcome: dict[Outcome, list[Figure]] = {}
    for figure in others:
        by_outcome.setdefault(figure.harm.outcome, []).append(figure)
    return [group_row(members[0].harm.group.wording, members, hull(members)) for members in by_outcome.values()]


def _container(members: list[Figure], case: Case) -> str | None:
    """The counted group that a report lists this one within."""
    if all(figure.part_of is None for figure in members):
        return None
    by_id = {figure.id: figure for figure in case.figures}
    above = (up for figure in members for up in ancestors(figure, by_id) if up.stands and up.bears == "group")
    return next((up.topic for up in above), None)
