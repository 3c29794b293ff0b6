"""`ibc`: documented deaths of civilians, as the range that credible sources give; with one origin it is provisional."""

from __future__ import annotations

from tallystick.model import Estimate, Grade, Passage, Tally
from tallystick.reconcile.case import Case
from tallystick.reconcile.figure import Figure
from tallystick.reconcile.profiles.civilians import ByStatus, by_status
from tallystick.reconcile.profiles.working import UNKNOWN, Why, beyond_scope, superseded, tally, told_by

_SOURCE = "Iraq Body Count, Methods, www.iraqbodycount.org/about/methods"
CIVILIANS = Passage(
    id="ibc.civilians",
    says="Deaths of civilians that are documented; none are estimated, and combatants are left out.",
    source=_SOURCE,
)
TWO_SOURCES = Passage(
    id="ibc.two-sources",
    says="At least two independent sources; an entry on one is marked provisional.",
    source=_SOURCE,
)
RANGE = Passage(
    id="ibc.range",
    says="Minimum and maximum of what credible sources give. Where it is unclear whether the dead were civilians, the "
    "minimum leaves them out and the maximum counts them.",
    source=f"{_SOURCE} (the second sentence from memory; check before quoting)",
)


def ibc(case: Case) -> Tally:
    """The range of civilian dead and wounded, and whether the entry is provisional.

    Returns:
        `best` is always None. Uncertain status widens the range: 0 to n. Out of scope where every figure of the
        dead counts combatants.
    Rule:
        The passages above. A source without a name may be any of the others, and makes no second one.
    """
    dead, hurt = by_status(case, "killed"), by_status(case, "wounded")
    if dead.combatants is not None and dead.civilians is None and dead.undetermined is None:
        return beyond_scope(
            case, "ibc", "IBC records civilians; every figure of the dead counts combatants.", CIVILIANS
        )
    trace = ["IBC records documented deaths of civilians.", *superseded(case), *told_by(case, case.tolls("killed"))]
    killed = _range(dead)
    if dead.undetermined is not None:
        trace.append(f"Of up to {dead.undetermined.high} nobody says whether they were civilians: 0 of them enter the "
                     "minimum, all the maximum.")  # fmt: skip
    if dead.combatants is not None:
        trace.append("Combatants are left out.")
    return tally(
        case,
        "ibc",
        killed=killed,
        wounded=_range(hurt),
        used=(dead.claims | hurt.claims) - _combatants(case),
        trace=trace,
        otherwise=_why,
        passages=[CIVILIANS, TWO_SOURCES, RANGE],
        grades=(_entry(case, dead),),
    )


def _range(told: ByStatus) -> Estimate:
    """Civilians, and in the maximum those who may be."""
    if told.civilians is None and told.undetermined is None:
        return UNKNOWN
    low = told.civilians.low if told.civilians else 0
    tops = [told.civilians.high if told.civilians else 0, told.undetermined.high if told.undetermined else 0]
    high = None if None in tops else sum(top for top in tops if top is not None)
    return Estimate(low=low, best=None, high=high)


def _entry(case: Case, dead: ByStatus) -> Grade:
    origins = {f.origin for f in case.standing("killed") if f.id in dead.claims}
    named = sorted(origin.name for origin in case.origins if origin.named and origin.id in origins)
    who = ", ".join(named) or "unnamed"
    if len(named) >= 2:
        return Grade(name="entry", value="two independent sources", why=f"{len(named)} named origins: {who}")
    return Grade(
        name="entry", value="provisional", why=f"a single origin: {who}" if origins else "no origin gives a number"
    )


def _combatants(case: Case) -> set[str]:
    return {figure.id for figure in case.figures if figure.harm.group.status == "combatant"}


def _why(figure: Figure) -> Why:
    if figure.harm.outcome == "casualties":
        return Why("not_split", "dead and wounded together; never split by guess", CIVILIANS)
    if figure.harm.outcome not in ("killed", "wounded"):
        return Why("not_coded", "IBC counts killed and injured", CIVILIANS)
    if figure.harm.group.status == "combatant":
        return Why("combatants", "it counts combatants", CIVILIANS)
    if figure.quantity.hedge == "vague":
        return Why("vague", f"{figure.quantity.wording!r} documents no number", CIVILIANS)
    if figure.bears == "party":
        return Why("party_figure", "a party to the fighting counts one group; it bounds that group only")
    return Why("group_elsewhere", "its people are counted in the total of its origin", RANGE)
