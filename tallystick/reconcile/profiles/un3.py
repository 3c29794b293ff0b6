"""`un3`: verified is what three independent kinds of source bear out, corroborated what two origins do."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tallystick.model import Estimate, Grade, Outcome, Passage, Tally
from tallystick.reconcile.case import Case, Toll
from tallystick.reconcile.figure import Figure
from tallystick.reconcile.profiles.working import UNKNOWN, Why, claims_of, highest, superseded, tally, told_by

VERIFIED = Passage(
    id="un3.verified",
    says="Verified harm rests on at least three independent kinds of source, such as a victim, a medical worker and an "
    "authority; with fewer it is only corroborated, or reported.",
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
    trace = ["The UN's practice asks how many independent kinds of source bear a number out.", *superseded(case)]
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
    trace += [f"{outcome.capitalize()}, {line}" for line in told_by(case, tolls)]
    kinds = _most_of((toll.kind, toll) for toll in tolls if toll.kind and toll.kind not in NO_KIND and toll.named)
    named = [toll for toll in tolls if toll.named]
    origins = _most_of((toll.origin if toll.named else "unnamed", toll) for toll in named or tolls)
    if len(kinds) >= 3:
        value, ranked, need = "verified", kinds, 3
    elif len(origins) >= 2:
        value, ranked, need = "corroborated", origins, 2
    else:
        value, ranked, need = "reported", origins, 1
    number = ranked[need - 1].low
    top = highest(toll.high for toll in tolls)
    bearers = {(toll.kind or "a source of unknown kind").replace("_", " ") for toll in ranked if toll.low >= number}
    counts = f"{_counted(len(kinds), 'kind')} of source, {_counted(len(origins), 'origin')}"
    why = f"{outcome}: {counts}; at least {number} is borne out by {', '.join(sorted(bearers))}"
    trace.append(f"{why[0].upper()}{why[1:]}: {value}.")
    estimate = Estimate(low=number, best=number, high=None if top is None else max(top, number))
    used = [toll for toll in tolls if toll.low >= number]
    return estimate, claims_of(used), Grade(name=f"verification of {outcome}", value=value, why=why)


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _most_of(told: Iterable[tuple[str, Toll]]) -> Sequence[Toll]:
    """The highest toll of each kind or origin, highest first."""
    best: dict[str, Toll] = {}
    for name, toll in told:
        if name not in best or (toll.low, toll.claims) > (best[name].low, best[name].claims):
            best[name] = toll
    return sorted(best.values(), key=lambda toll: (-toll.low, toll.claims))


def _why(figure: Figure) -> Why:
    if figure.harm.outcome == "casualties":
        return Why("not_split", "dead and wounded together; never split by guess", VERIFIED)
    if figure.harm.outcome not in ("killed", "wounded"):
        return Why("not_coded", "only killed and wounded have numbers here", VERIFIED)
    if figure.bears == "party":
        return Why("party_figure", "a party to the fighting counts one group; it bounds that group only")
    if figure.bears == "group":
        return Why("group_not_coded", "the grade is given to the total", VERIFIED)
    return Why("not_chosen", "it does not bear out the number of the grade", VERIFIED)
