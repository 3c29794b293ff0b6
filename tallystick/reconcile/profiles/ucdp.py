"""`ucdp`: the most reliable figure, the lower one in doubt; low and high from what reliable origins still hold."""

from __future__ import annotations

from collections.abc import Sequence

from tallystick.model import Estimate, GroupTally, Passage, Tally
from tallystick.reconcile.breakdown import Breakdown
from tallystick.reconcile.case import Case, Toll
from tallystick.reconcile.figure import Figure
from tallystick.reconcile.profiles.working import (
    UNKNOWN,
    Why,
    claims_of,
    group_row,
    superseded,
    tally,
    told_by,
)
from tallystick.shapes import N_, Shape

ONLY_UPPER = Shape("There is only %(wording)s, an upper bound; best stays unknown.")
BEST_ONLY = Shape("Best is %(low)d, from %(name)s: the only reliable number.")
BEST_LOWEST = Shape("Best is %(low)d, from %(name)s: the lowest reliable one.")
HIGH = Shape("High is %(high)d, though the words leave it open above.")
RATED_MOST = Shape("The desk's file rates %(letter)s the most reliable origin here; the others are not taken.")
MORE_THAN_BEST = Shape("The groups listed add up to %(sum)d, more than best; no split is given.")
ADDS_UP = Shape("Deaths by group %(parts)s + %(rest)d unknown = %(best)d: in GED the columns always add up to best.")

_SOURCE = "UCDP Methodology, www.uu.se; UCDP GED Codebook"
DEATHS = Passage(
    id="ucdp.deaths",
    says=N_("An event is armed force with at least one direct death; wounded and other harm are not recorded."),
    source=_SOURCE,
)
RELIABLE = Passage(
    id="ucdp.reliable",
    says=N_(
        "Where reports differ, the more reliable source gives best; where that cannot be told, the lower figure does. "
        "Low and high are the lowest and highest estimates that are still reliable."
    ),
    source=_SOURCE,
)
IDENTITY = Passage(
    id="ucdp.identity",
    says=N_("Deaths of side A, of side B, of civilians and of unknown people add up to best."),
    source="UCDP GED: true of all of 1,000 rows of the 2023 release",
)
LETTERS = "ABCDEF"


def ucdp(case: Case) -> Tally:
    """Best, low and high as UCDP GED codes them, and the best split over groups.

    Returns:
        low <= best <= high; the groups and `remainder` (GED's `deaths_unknown`) add up to best.
    Rule:
        The passages above. Ours, for want of a published ranking of sources: the desk's letters where its file has
        any; else a named origin is more reliable than an unnamed one.
    """
    tolls = case.tolls("killed")
    trace = [N_("UCDP codes deaths only; wounded and other harm are set aside."), *superseded(case)]
    if not tolls:
        trace.append(N_("Nobody gives a number of dead; the estimate stays unknown."))
        return _tally(case, UNKNOWN, [], (), None, trace)
    reliable = _reliable(case, tolls, trace)
    trace += told_by(case, tolls)
    best, killed = _estimate(reliable)
    if best is None:
        trace.append(ONLY_UPPER(wording=repr(reliable[0].wording)))
        return _tally(case, killed, reliable, (), None, trace)
    shape = BEST_ONLY if len({toll.low for toll in reliable}) == 1 else BEST_LOWEST
    trace.append(shape(low=best.low, name=case.name_of(best.origin)))
    if any(toll.high is None for toll in reliable):
        trace.append(HIGH(high=killed.high))
    groups, remainder, why = _split(case, best)
    return _tally(case, killed, reliable, groups, remainder, trace + why)


def _reliable(case: Case, tolls: Sequence[Toll], trace: list[str]) -> Sequence[Toll]:
    """Those of the best letter that the desk's file gives; where it gives none, those of named origins."""
    rated = {toll.origin: case.letters[toll.origin] for toll in tolls if toll.origin in case.letters}
    letters = [letter for letter in rated.values() if letter != "F"]
    if letters:
        best = min(letters, key=LETTERS.index)
        trace.append(RATED_MOST(letter=best))
        return [toll for toll in tolls if rated.get(toll.origin) == best]
    return [toll for toll in tolls if toll.named] or tolls


def _estimate(reliable: Sequence[Toll]) -> tuple[Toll | None, Estimate]:
    """The toll chosen as best, and the three numbers. "Up to n" widens high and is never best."""
    high = max(toll.low if toll.high is None else toll.high for toll in reliable)
    numbers = [toll for toll in reliable if toll.hedge != "at_most"]
    if not numbers:
        return None, Estimate(low=0, best=None, high=high)
    best = min(numbers, key=lambda toll: (toll.low, toll.claims))
    return best, Estimate(low=best.low, best=best.low, high=high)


def _split(case: Case, best: Toll) -> tuple[list[GroupTally], int | None, list[str]]:
    """The fullest breakdown as groups of the best, what is over as unknown."""
    if best.derived:
        figures = [figure for figure in case.figures if figure.id in best.claims]
        if sum(figure.low for figure in figures) != best.low:
            return [], None, []
        return [_group(figure) for figure in figures], 0, [N_("Best is the sum of the groups listed.")]
    fitting = next((one for one in case.breakdowns if one.accounted <= best.low), None)
    if fitting is None:
        over = [MORE_THAN_BEST(sum=one.accounted) for one in case.breakdowns[:1]]
        return [], None, over
    remainder = best.low - fitting.accounted
    return [_group(part) for part in fitting.parts], remainder, [_identity(fitting, remainder, best.low)]


def _identity(one: Breakdown, remainder: int, best: int) -> str:
    parts = " + ".join(str(part.low) for part in one.parts)
    return ADDS_UP(parts=parts, rest=remainder, best=best)


def _group(figure: Figure) -> GroupTally:
    high = figure.low if figure.quantity.high is None else figure.quantity.high
    return group_row(
        figure.harm.group.wording, [figure], Estimate(low=figure.low, best=figure.low, high=high), cut=N_("group")
    )


def _tally(
    case: Case,
    killed: Estimate,
    tolls: Sequence[Toll],
    groups: Sequence[GroupTally],
    remainder: int | None,
    trace: Sequence[str],
) -> Tally:
    return tally(
        case,
        "ucdp",
        killed=killed,
        groups=tuple(groups),
        remainder=remainder,
        used=claims_of(tolls) | {claim for row in groups for claim in row.claims},
        trace=trace,
        otherwise=_why,
        passages=[RELIABLE, IDENTITY] if groups else [RELIABLE],
    )


def _why(figure: Figure) -> Why:
    if figure.harm.outcome == "casualties":
        return Why("not_split", N_("dead and wounded together; never split by guess"), DEATHS)
    if figure.harm.outcome != "killed":
        return Why("not_coded", N_("UCDP counts deaths only"), DEATHS)
    if figure.bears == "party":
        return Why("party_figure", N_("a party to the fighting counts one group; it bounds that group, not the total"))
    if figure.bears == "group":
        return Why("group_elsewhere", N_("it repeats or refines a group of the breakdown that is used"), IDENTITY)
    if figure.bears == "addition":
        return Why("not_chosen", N_("it adds to a toll that is not chosen"), RELIABLE)
    if figure.named:
        return Why("less_reliable", N_("the desk's file rates another origin higher"), RELIABLE)
    return Why("less_reliable", N_("its origin is unnamed while a named one gives a number"), RELIABLE)
