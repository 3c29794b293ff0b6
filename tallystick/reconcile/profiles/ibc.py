"""`ibc`: documented deaths of civilians, as the range that credible sources give; with one origin it is provisional."""

from __future__ import annotations

from tallystick.model import Estimate, Grade, Passage, Tally
from tallystick.reconcile.case import Case
from tallystick.reconcile.figure import Figure
from tallystick.reconcile.profiles.civilians import ByStatus, by_status
from tallystick.reconcile.profiles.working import UNKNOWN, Why, beyond_scope, superseded, tally, told_by
from tallystick.shapes import N_, Shape

ONLY_COMBATANTS = N_("IBC records civilians; every figure of the dead counts combatants.")
UP_TO = Shape(
    "Of up to %(high)d nobody says whether they were civilians: 0 of them enter the minimum, all the maximum."
)
UNDETERMINED = N_(
    "Of an open number nobody says whether they were civilians: 0 of them enter the minimum, all the maximum."
)
SEVERAL = Shape("%(number)d named origins: %(names)s")
SINGLE = Shape("a single origin: %(name)s")
SINGLE_UNNAMED = N_("a single origin: unnamed")
DOCUMENTS_NONE = Shape("%(wording)s documents no number")

_SOURCE = "Iraq Body Count, Methods, www.iraqbodycount.org/about/methods"
CIVILIANS = Passage(
    id="ibc.civilians",
    says=N_("Deaths of civilians that are documented; none are estimated, and combatants are left out."),
    source=_SOURCE,
)
TWO_SOURCES = Passage(
    id="ibc.two-sources",
    says=N_("At least two independent sources; an entry on one is marked provisional."),
    source=_SOURCE,
)
RANGE = Passage(
    id="ibc.range",
    says=N_(
        "Minimum and maximum of what credible sources give. Where it is unclear whether the dead were civilians, the "
        "minimum leaves them out and the maximum counts them."
    ),
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
        return beyond_scope(case, "ibc", ONLY_COMBATANTS, CIVILIANS)
    trace = [N_("IBC records documented deaths of civilians."), *superseded(case), *told_by(case, case.tolls("killed"))]
    killed = _range(dead)
    if dead.undetermined is not None:
        trace.append(UNDETERMINED if dead.undetermined.high is None else UP_TO(high=dead.undetermined.high))
    if dead.combatants is not None:
        trace.append(N_("Combatants are left out."))
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
    entry = N_("entry")
    if len(named) >= 2:
        why = SEVERAL(number=len(named), names=", ".join(named))
        return Grade(name=entry, value=N_("two independent sources"), why=why)
    why = N_("no origin gives a number") if not origins else SINGLE(name=named[0]) if named else SINGLE_UNNAMED
    return Grade(name=entry, value=N_("provisional"), why=why)


def _combatants(case: Case) -> set[str]:
    return {figure.id for figure in case.figures if figure.harm.group.status == "combatant"}


def _why(figure: Figure) -> Why:
    if figure.harm.outcome == "casualties":
        return Why("not_split", N_("dead and wounded together; never split by guess"), CIVILIANS)
    if figure.harm.outcome not in ("killed", "wounded"):
        return Why("not_coded", N_("IBC counts killed and injured"), CIVILIANS)
    if figure.harm.group.status == "combatant":
        return Why("combatants", N_("it counts combatants"), CIVILIANS)
    if figure.quantity.hedge == "vague":
        return Why("vague", DOCUMENTS_NONE(wording=repr(figure.quantity.wording)), CIVILIANS)
    if figure.bears == "party":
        return Why("party_figure", N_("a party to the fighting counts one group; it bounds that group only"))
    return Why("group_elsewhere", N_("its people are counted in the total of its origin"), RANGE)
