"""`gtd`: attacks by sub-national perpetrators; the most recent valid number, then the majority's, then the lowest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date

from tallystick.model import Estimate, Grade, Outcome, Passage, Tally
from tallystick.reconcile.case import Case, Toll
from tallystick.reconcile.figure import Figure
from tallystick.reconcile.interest import is_state, speaks_for
from tallystick.reconcile.profiles.working import (
    UNKNOWN,
    Why,
    beyond_scope,
    claims_of,
    group_row,
    highest,
    hull,
    lines,
    superseded,
    tally,
    told_by,
)
from tallystick.shapes import N_, Shape

OF_A_STATE = Shape("GTD records sub-national perpetrators only; those named act for a state: %(names)s.")
WERE_IT = Shape("Were it in scope, its rule would give %(best)d killed.")
ONLY_RECENT = Shape("%(low)d is the only one of the most recent valid numbers.")
OF_MAJORITY = Shape("%(low)d is the majority's of the most recent valid numbers.")
LOWEST_RECENT = Shape("%(low)d is the lowest of the most recent valid numbers.")
LEFT_BLANK = Shape("%(wording)s is no number; GTD leaves it blank")

_SOURCE = "Global Terrorism Database Codebook, www.start.umd.edu/gtd"
SUBNATIONAL = Passage(
    id="gtd.subnational",
    says=N_("The perpetrators are sub-national actors; violence by states is not recorded."),
    source=_SOURCE,
)
RECENT = Passage(
    id="gtd.recent",
    says=N_(
        "Where sources differ, the most recent one of high validity; of equally recent ones the majority's number, "
        "and without a majority the lowest. A perpetrator's own claim counts last."
    ),
    source=f"{_SOURCE} (from memory of the codebook; check before quoting)",
)
BLANK = Passage(
    id="gtd.blank",
    says=N_(
        "Confirmed fatalities, victims and attackers together; blank where unknown, never 0. "
        "Words without a number stay blank."
    ),
    source=_SOURCE,
)


def gtd(case: Case) -> Tally:
    """One number of dead and one of wounded, for attacks by sub-national perpetrators.

    Returns:
        Out of scope where every known perpetrator is a state's force. Attackers are counted with the victims.
    Rule:
        The passages above. Ours: high validity = a named origin that does not speak for the perpetrators.
    """
    actors = [party.actor for party in case.incident.initiators if party.actor]
    if actors and all(map(is_state, actors)):
        named = ", ".join(dict.fromkeys(party.wording for party in case.incident.initiators if party.actor))
        why = OF_A_STATE(names=named)
        forced, _ = _chosen(case, case.tolls("killed"), "killed", [])
        instead = [] if forced.best is None else [WERE_IT(best=forced.best)]
        return beyond_scope(case, "gtd", why, SUBNATIONAL, instead)
    trace = [N_("GTD counts victims and attackers together."), *superseded(case)]
    killed, used = _chosen(case, case.tolls("killed"), "killed", trace)
    wounded, more = _chosen(case, case.tolls("wounded"), "wounded", trace)
    attackers = [f for f in case.standing("killed") if f.bears in ("group", "party") and _is_attacker(f, actors)]
    groups = [group_row(N_("attackers"), attackers, hull(attackers))] if attackers else []
    return tally(
        case,
        "gtd",
        killed=killed,
        wounded=wounded,
        groups=tuple(groups),
        used=used | more | {figure.id for figure in attackers},
        trace=trace,
        otherwise=_why,
        passages=[RECENT, BLANK],
        grades=() if actors else (_DOUBT,),
    )


_DOUBT = Grade(
    name=N_("scope"),
    value=N_("in doubt"),
    why=N_("no report names a perpetrator that is known, so that it was none of a state's is not shown"),
)


def _is_attacker(figure: Figure, actors: Sequence[str]) -> bool:
    return figure.harm.group.affiliation in actors


def _chosen(case: Case, tolls: Sequence[Toll], what: Outcome, trace: list[str]) -> tuple[Estimate, set[str]]:
    """The number of the rule, and the claims that give it."""
    numbers = [toll for toll in tolls if toll.hedge not in ("vague", "at_most")]
    if not numbers:
        return UNKNOWN, set()
    trace += lines(what, told_by(case, numbers))
    actors = {party.actor for party in case.incident.initiators if party.actor}
    valid = [toll for toll in numbers if toll.named and not speaks_for(toll.origin) & actors]
    pool = valid or [toll for toll in numbers if not speaks_for(toll.origin) & actors] or numbers
    latest = max(_day(toll) for toll in pool)
    recent = [toll for toll in pool if _day(toll) == latest]
    counts = Counter(_number(toll) for toll in {(toll.origin, _number(toll)): toll for toll in recent}.values())
    most = max(counts.values())
    leading = [number for number, count in counts.items() if count == most]
    has_majority = len(leading) == 1 and 2 * most > sum(counts.values())
    best = min(leading) if has_majority else min(counts)
    shape = ONLY_RECENT if len(counts) == 1 else OF_MAJORITY if has_majority else LOWEST_RECENT
    trace += lines(what, [shape(low=best)])
    used = [toll for toll in recent if _number(toll) == best]
    top = highest(toll.high for toll in used)
    return Estimate(low=best, best=best, high=best if top is None else max(best, top)), claims_of(used)


def _day(toll: Toll) -> date:
    return toll.said_at.date() if toll.said_at else date.min


def _number(toll: Toll) -> int:
    return max(0, toll.low - 1) if toll.hedge == "more_than" else toll.low


def _why(figure: Figure) -> Why:
    if figure.harm.outcome == "casualties":
        return Why("not_split", N_("dead and wounded together; never split by guess"), BLANK)
    if figure.harm.outcome not in ("killed", "wounded"):
        return Why("not_coded", N_("GTD records killed, wounded and hostages; this outcome has no number here"), BLANK)
    if figure.bears in ("group", "party"):
        return Why("group_not_coded", N_("GTD divides its numbers by attackers and victims only"), BLANK)
    if figure.quantity.hedge == "vague":
        return Why("vague", LEFT_BLANK(wording=repr(figure.quantity.wording)), BLANK)
    if figure.quantity.hedge == "at_most":
        return Why("upper_bound", N_("an upper bound is no number"), BLANK)
    return Why("older", N_("a more recent or more valid source gives another number"), RECENT)
