"""`gtd`: attacks by sub-national perpetrators; the most recent valid number, then the majority's, then the lowest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date

from tallystick.model import Estimate, Grade, Passage, Tally
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
    superseded,
    tally,
    told_by,
)

_SOURCE = "Global Terrorism Database Codebook, www.start.umd.edu/gtd"
SUBNATIONAL = Passage(
    id="gtd.subnational",
    says="The perpetrators are sub-national actors; violence by states is not recorded.",
    source=_SOURCE,
)
RECENT = Passage(
    id="gtd.recent",
    says="Where sources differ, the most recent one of high validity; of equally recent ones the majority's number, "
    "and without a majority the lowest. A perpetrator's own claim counts last.",
    source=f"{_SOURCE} (from memory of the codebook; check before quoting)",
)
BLANK = Passage(
    id="gtd.blank",
    says="Confirmed fatalities, victims and attackers together; blank where unknown, never 0. "
    "Words without a number stay blank.",
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
        why = f"GTD records sub-national perpetrators only; those named act for a state: {named}."
        forced, _ = _chosen(case, case.tolls("killed"), "killed", [])
        instead = [] if forced.best is None else [f"Were it in scope, its rule would give {forced.best} killed."]
        return beyond_scope(case, "gtd", why, SUBNATIONAL, instead)
    trace = ["GTD counts victims and attackers together.", *superseded(case)]
    killed, used = _chosen(case, case.tolls("killed"), "killed", trace)
    wounded, more = _chosen(case, case.tolls("wounded"), "wounded", trace)
    attackers = [f for f in case.standing("killed") if f.bears in ("group", "party") and _is_attacker(f, actors)]
    groups = [group_row("attackers", attackers, hull(attackers))] if attackers else []
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
    name="scope",
    value="in doubt",
    why="no report names a perpetrator that is known, so that it was none of a state's is not shown",
)


def _is_attacker(figure: Figure, actors: Sequence[str]) -> bool:
    return figure.harm.group.affiliation in actors


def _chosen(case: Case, tolls: Sequence[Toll], what: str, trace: list[str]) -> tuple[Estimate, set[str]]:
    """The number of the rule, and the claims that give it."""
    numbers = [toll for toll in tolls if toll.hedge not in ("vague", "at_most")]
    if not numbers:
        return UNKNOWN, set()
    trace += [f"{what.capitalize()}, {line}" for line in told_by(case, numbers)]
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
    how = "the only one" if len(counts) == 1 else "the majority's" if has_majority else "the lowest"
    trace.append(f"{what.capitalize()}, {best} is {how} of the most recent valid numbers.")
    used = [toll for toll in recent if _number(toll) == best]
    top = highest(toll.high for toll in used)
    return Estimate(low=best, best=best, high=best if top is None else max(best, top)), claims_of(used)


def _day(toll: Toll) -> date:
    return toll.said_at.date() if toll.said_at else date.min


def _number(toll: Toll) -> int:
    return max(0, toll.low - 1) if toll.hedge == "more_than" else toll.low


def _why(figure: Figure) -> Why:
    if figure.harm.outcome == "casualties":
        return Why("not_split", "dead and wounded together; never split by guess", BLANK)
    if figure.harm.outcome not in ("killed", "wounded"):
        return Why("not_coded", "GTD records killed, wounded and hostages; this outcome has no number here", BLANK)
    if figure.bears in ("group", "party"):
        return Why("group_not_coded", "GTD divides its numbers by attackers and victims only", BLANK)
    if figure.quantity.hedge == "vague":
        return Why("vague", f"{figure.quantity.wording!r} is no number; GTD leaves it blank", BLANK)
    if figure.quantity.hedge == "at_most":
        return Why("upper_bound", "an upper bound is no number", BLANK)
    return Why("older", "a more recent or more valid source gives another number", RECENT)
