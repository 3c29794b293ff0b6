"""`un3`: verified is what three independent kinds of source bear out, corroborated what two origins do."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tallystick.model import Estimate, Grade, Outcome, Passage, Tally
from tallystick.reconcile.case import Case, Toll
from tallystick.reconcile.figure import Figure
from tallystick.reconcile.profiles.working import (
    UNKNOWN,
    Why,
    claims_of,
    highest,
    lines,
    superseded,
    tally,
    told_by,
)
from tallystick.shapes import N_, Shape

BORNE_OUT = Shape(
    "%(outcome)s: %(kinds)s, %(origins)s; at least %(low)d is borne out by %(bearers)s",
    kinds="",
    origins="",
    bearers=", ",
)
BEHIND = Shape(
    "%(kinds)s, %(origins)s; at least %(low)d is borne out by %(bearers)s", kinds="", origins="", bearers=", "
)
KIND, KINDS = Shape("%(number)d kind of source"), Shape("%(number)d kinds of source")
ORIGIN, ORIGINS = Shape("%(number)d origin"), Shape("%(number)d origins")
GRADED_KILLED = Shape("Killed: %(why)s: %(value)s.", why="", value="")
GRADED_WOUNDED = Shape("Wounded: %(why)s: %(value)s.", why="", value="")
VERIFICATION = Shape("verification of %(outcome)s")

VERIFIED = Passage(
    id="un3.verified",
    says=N_(
        "Verified harm rests on at least three independent kinds of source, such as a victim, a medical worker and an "
        "authority; with fewer it is only corroborated, or reported."
    ),
    source="Practice of United Nations human rights monitoring; Every Casualty Standards, everycasualty.org",
)
NO_KIND = frozenset({"unnamed", "own_voice", "outlet", "agency"})
"""Not kinds of evidence: nobody knows who stands behind "sources", and an outlet passes on what others saw."""


def un3(case: Case) -> Tally:
    """The number that the best grade bears out: "at least n", where each of three kinds gives n or more.

    Returns:
        low = best = the borne-out minimum; high = the highest that stands. The grade says how far it is verified.
        Unnamed sources corroborate nobody.
    Rule:
        The passage above. A source that gives 30 bears out "at least 20" too. One origin is one kind.
    """
    trace = [N_("The UN's practice asks how many independent kinds of source bear a number out."), *superseded(case)]
    killed, used, grade = _borne_out(case, "killed", trace)
    wounded, more, second = _borne_out(case, "wounded", trace)
    return tally(
        case,
        "un3",
        killed=killed,
        wounded=wounded,
        used=used | more,
        trace=trace,
        otherwise=_why,
        passages=[VERIFIED],
        grades=tuple(each for each in (grade, second) if each is not None),
    )


def _borne_out(case: Case, outcome: Outcome, trace: list[str]) -> tuple[Estimate, set[str], Grade | None]:
    tolls = case.tolls(outcome)
    if not tolls:
        return UNKNOWN, set(), None
    trace += lines(outcome, told_by(case, tolls))
    kinds = _most_of((toll.kind, toll) for toll in tolls if toll.kind and toll.kind not in NO_KIND and toll.named)
    named = [toll for toll in tolls if toll.named]
    origins = _most_of((toll.origin if toll.named else "unnamed", toll) for toll in named or tolls)
    if len(kinds) >= 3:
        value, ranked, need = N_("verified"), kinds, 3
    elif len(origins) >= 2:
        value, ranked, need = N_("corroborated"), origins, 2
    else:
        value, ranked, need = N_("reported"), origins, 1
    number = ranked[need - 1].low
    top = highest(toll.high for toll in tolls)
    bearers = {(toll.kind or N_("a source of unknown kind")).replace("_", " ") for toll in ranked if toll.low >= number}
    why = BORNE_OUT(
        outcome=outcome,
        kinds=(KIND if len(kinds) == 1 else KINDS)(number=len(kinds)),
        origins=(ORIGIN if len(origins) == 1 else ORIGINS)(number=len(origins)),
        low=number,
        bearers=", ".join(sorted(bearers)),
    )
    trace.append((GRADED_KILLED if outcome == "killed" else GRADED_WOUNDED)(why=why.partition(": ")[2], value=value))
    estimate = Estimate(low=number, best=number, high=None if top is None else max(top, number))
    used = [toll for toll in tolls if toll.low >= number]
    return estimate, claims_of(used), Grade(name=VERIFICATION(outcome=outcome), value=value, why=why)


def _most_of(told: Iterable[tuple[str, Toll]]) -> Sequence[Toll]:
    """The highest toll of each kind or origin, highest first."""
    best: dict[str, Toll] = {}
    for name, toll in told:
        if name not in best or (toll.low, toll.claims) > (best[name].low, best[name].claims):
            best[name] = toll
    return sorted(best.values(), key=lambda toll: (-toll.low, toll.claims))


def _why(figure: Figure) -> Why:
    if figure.harm.outcome == "casualties":
        return Why("not_split", N_("dead and wounded together; never split by guess"), VERIFIED)
    if figure.harm.outcome not in ("killed", "wounded"):
        return Why("not_coded", N_("only killed and wounded have numbers here"), VERIFIED)
    if figure.bears == "party":
        return Why("party_figure", N_("a party to the fighting counts one group; it bounds that group only"))
    if figure.bears == "group":
        return Why("group_not_coded", N_("the grade is given to the total"), VERIFIED)
    return Why("not_chosen", N_("it does not bear out the number of the grade"), VERIFIED)
