"""`airwars`: minimum and maximum of civilian harm, a grade that is proposed, and everything else beside it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tallystick.model import Estimate, Grade, GroupTally, Outcome, Passage, Tally
from tallystick.reconcile.case import Case
from tallystick.reconcile.figure import Figure
from tallystick.reconcile.interest import speaks_for
from tallystick.reconcile.profiles.civilians import ByStatus, by_status
from tallystick.reconcile.profiles.ledger import concessions
from tallystick.reconcile.profiles.working import UNKNOWN, Why, group_row, hull, superseded, tally
from tallystick.shapes import N_, Shape

CIVILIANS, COMBATANTS = Shape("civilians %(figure)s", figure=""), Shape("combatants %(figure)s", figure="")
UNDETERMINED = Shape("undetermined %(figure)s", figure="")
COUNTED_KILLED, COUNTED_WOUNDED = Shape("Killed: %(parts)s.", parts=", "), Shape("Wounded: %(parts)s.", parts=", ")
NO_KILLED, NO_WOUNDED = N_("Killed: no report gives a number."), N_("Wounded: no report gives a number.")
OR_MORE = Shape("%(low)d or more")
ITSELF = Shape("%(name)s itself gives civilian harm (%(figure)s)")
SEVERAL_DID = Shape("several parties are said to have done it: %(names)s")
INDEPENDENT = Shape("%(number)d independent sources (%(names)s), and the strike is %(value)s", value="")
SINGLE = Shape("a single independent source (%(names)s), whatever the number of outlets")
SINGLE_UNNAMED = N_("a single independent source, unnamed, whatever the number of outlets")
OWNS = Shape("%(name)s owns it")
SAID_TO_BE = Shape("said to be done by %(names)s", names=" or by ")
CONFIRMED = Shape("confirmed by %(name)s, declared by nobody who did it")
TOLD_BY_SOURCES = Shape("%(number)d independent sources tell of it")
NAMED = Shape("reports name %(names)s; nobody owns it")
PARTY_IN = Shape("%(name)s, in %(ref)s")
STAYS_UNKNOWN = Shape("%(wording)s is no number; the category stays unknown")
GRADES = (N_("harm"), N_("strike"), N_("attribution"), N_("assessment"))

_SOURCE = "Airwars methodology, airwars.org/about/methodology"
RANGE = Passage(
    id="airwars.range",
    says=N_(
        "Every category of people has a minimum and a maximum over all credible sources; what is missing is unknown, "
        "never 0."
    ),
    source=_SOURCE,
)
CATEGORIES = Passage(
    id="airwars.categories",
    says=N_("Civilians, undetermined people and belligerents are counted apart."),
    source=_SOURCE,
)
GRADE = Passage(
    id="airwars.grade",
    says=N_(
        "Confirmed: a belligerent has accepted responsibility for civilian harm. Fair: two or more credible sources, "
        "with likely or confirmed action nearby. Weak: a single source. Contested: competing claims of responsibility. "
        "Discounted: those killed were combatants, or others most likely did it."
    ),
    source=_SOURCE,
)
CONCEDED = Passage(
    id="airwars.conceded",
    says=N_("What a belligerent concedes, and how it assesses the harm, is recorded for it apart."),
    source=_SOURCE,
)


def airwars(case: Case) -> Tally:
    """Civilian harm as a range, with the grade, the strike's status and the attribution as three judgements.

    Returns:
        `killed` and `wounded` are of civilians; unknown where no report tells of any. Undetermined people and
        belligerents are groups. `best` is always None. Every grade is proposed, for a person to sign.
    Rule:
        The passages above. Ours: credible = a named origin that is no party to the fighting; unnamed origins
        together are one source. Words without a number set no bound.
    """
    dead, hurt = by_status(case, "killed"), by_status(case, "wounded")
    killed, wounded = _range(dead), _range(hurt)
    trace = [N_("Civilians, undetermined people and belligerents are counted apart."), *superseded(case)]
    trace += [_told("killed", dead), _told("wounded", hurt)]
    used = dead.claims | hurt.claims
    return tally(
        case,
        "airwars",
        killed=killed,
        wounded=wounded,
        groups=(*_rows(case, dead, "killed"), *_rows(case, hurt, "wounded")),
        used=used,
        trace=trace,
        otherwise=_why,
        passages=[RANGE, CATEGORIES, GRADE],
        grades=_grades(case, dead, hurt),
        concessions=concessions(case),
    )


def _range(told: ByStatus) -> Estimate:
    """Civilians told of; people of unknown status may be civilians, unless others of them are told to be fighters."""
    if told.civilians is None:
        if told.undetermined is None or told.combatants is not None:
            return UNKNOWN
        return Estimate(low=0, best=None, high=told.undetermined.high)
    return told.civilians


def _told(what: str, told: ByStatus) -> str:
    names = ((CIVILIANS, told.civilians), (COMBATANTS, told.combatants), (UNDETERMINED, told.undetermined))
    parts = [shape(figure=_words(estimate)) for shape, estimate in names if estimate is not None]
    if not parts:
        return NO_KILLED if what == "killed" else NO_WOUNDED
    return (COUNTED_KILLED if what == "killed" else COUNTED_WOUNDED)(parts=", ".join(parts))


def _words(estimate: Estimate) -> str:
    if estimate.high is None:
        return OR_MORE(low=estimate.low)
    return str(estimate.low) if estimate.low == estimate.high else f"{estimate.low}–{estimate.high}"


# ---------------------------------------------------------------------------------------- categories


def _rows(case: Case, told: ByStatus, outcome: Outcome) -> list[GroupTally]:
    figures = [f for f in case.standing(outcome) if f.bears in ("total", "group") and f.quantity.hedge != "vague"]
    rows = []
    for name, picked in (
        (N_("children"), [f for f in figures if f.harm.group.age == "child"]),
        (N_("women"), [f for f in figures if f.harm.group.sex == "female" and f.harm.group.age != "child"]),
        (N_("men"), [f for f in figures if f.harm.group.sex == "male" and f.harm.group.age != "child"]),
    ):
        if picked:
            rows.append(group_row(name, picked, hull(picked), part_of="civilians"))
    fighters = [f for f in figures if f.harm.group.status == "combatant"]
    if told.combatants is not None and fighters:
        rows.append(group_row(N_("belligerents"), fighters, _belligerents(told)))
    if told.undetermined is not None:
        rows.append(
            GroupTally(
                group=N_("undetermined"),
                outcome=outcome,
                estimate=Estimate(low=0, best=None, high=told.undetermined.high),
                status="unknown",
                claims=tuple(sorted(claim for toll in case.tolls(outcome) for claim in toll.claims)),
            )
        )
    return rows


def _belligerents(told: ByStatus) -> Estimate:
    """From those who are told to be fighters to everybody who may be one: where no civilian is told of, all."""
    fighters = told.combatants or UNKNOWN
    if told.civilians is not None or told.undetermined is None or fighters.high is None:
        return fighters
    more = told.undetermined.high
    return Estimate(low=fighters.low, best=None, high=None if more is None else fighters.high + more)


# -------------------------------------------------------------------------------------------- grades


def _grades(case: Case, dead: ByStatus, hurt: ByStatus) -> tuple[Grade, ...]:
    sources, names = _credible(case)
    doers = _doers(case)
    strike = _strike(case, sources, doers)
    return (
        _harm(case, (dead, hurt), sources, names, strike, doers),
        strike,
        _attribution(case, doers),
        *_assessments(case),
    )


def _credible(case: Case) -> tuple[int, list[str]]:
    """How many independent sources tell of harm: named ones that are no party, and at most one unnamed."""
    actors = {party.actor for party in case.incident.initiators if party.actor}
    told = {
        f.origin
        for f in case.standing()
        if f.bears in ("total", "group") and f.harm.outcome in ("killed", "wounded", "casualties")
    }
    named = sorted(o.name for o in case.origins if o.id in told and o.named and not speaks_for(o.id) & actors)
    return len(named) or int(bool(told)), named


def _doers(case: Case) -> list[str]:
    """The parties that are said to have done it, each once."""
    once = {party.actor or party.wording.casefold(): party.wording for party in case.incident.initiators}
    return list(once.values())


def _owned(case: Case) -> list[str]:
    """Parties that own it. To admit is to own only for the side that is said to have done it: a victim's army that
    admits losses owns nothing."""
    actors = {party.actor for party in case.incident.initiators if party.actor}
    return [
        stand.party
        for stand in case.incident.positions
        if stand.act == "claims_responsibility"
        or (stand.act == "admits" and stand.source and speaks_for(stand.source) & actors)
    ]


def _conceded_by_doer(case: Case) -> Figure | None:
    """Civilian harm in the doer's own words."""
    actors = {party.actor for party in case.incident.initiators if party.actor}
    return next(
        (f for f in case.standing() if speaks_for(f.origin) & actors and f.harm.group.status == "civilian" and f.low),
        None,
    )


def _harm(
    case: Case, told: Iterable[ByStatus], sources: int, names: Sequence[str], strike: Grade, doers: Sequence[str]
) -> Grade:
    counts = list(told)
    if (own := _conceded_by_doer(case)) is not None:
        return _grade("harm", N_("confirmed"), ITSELF(name=case.name_of(own.origin), figure=own.number))
    fighters_only = any(one.combatants for one in counts) and not any(
        one.civilians or one.undetermined for one in counts
    )
    if fighters_only:
        return _grade("harm", N_("discounted"), N_("every figure counts combatants"))
    if len(doers) > 1 and _are_rivals(case):
        return _grade("harm", N_("contested"), SEVERAL_DID(names=", ".join(doers)))
    if sources >= 2 and strike.value in ("declared", "likely"):
        why = INDEPENDENT(number=sources, names=", ".join(names), value=strike.value)
        return _grade("harm", N_("fair"), why)
    if not sources:
        return _grade("harm", N_("no harm reported"), N_("no report gives a figure"))
    return _grade("harm", N_("weak"), SINGLE(names=", ".join(names)) if names else SINGLE_UNNAMED)


def _are_rivals(case: Case) -> bool:
    """Whether those said to have done it are different actors, and not one under several wordings."""
    return len({party.actor for party in case.incident.initiators if party.actor}) > 1


def _strike(case: Case, sources: int, doers: Sequence[str]) -> Grade:
    if owned := _owned(case):
        return _grade("strike", N_("declared"), OWNS(name=owned[0]))
    if len(doers) > 1 and _are_rivals(case):
        return _grade("strike", N_("contested"), SAID_TO_BE(names=" or by ".join(doers)))
    confirmed = [stand.party for stand in case.incident.positions if stand.act == "confirms"]
    if confirmed:
        return _grade("strike", N_("likely"), CONFIRMED(name=confirmed[0]))
    if sources >= 2:
        return _grade("strike", N_("likely"), TOLD_BY_SOURCES(number=sources))
    return _grade("strike", N_("single source claim"), N_("one independent source tells of it"))


def _attribution(case: Case, doers: Sequence[str]) -> Grade:
    if owned := _owned(case):
        return _grade("attribution", N_("known"), OWNS(name=owned[0]))
    if not doers:
        return _grade("attribution", "unknown", N_("no report says who did it"))
    return _grade("attribution", N_("suspected"), NAMED(names=", ".join(doers)))


def _assessments(case: Case) -> list[Grade]:
    """How each party that is said to have done it speaks of it, in its own act: silence is not told here."""
    acts = {
        "declines_comment": N_("no comment"),
        "denies": N_("denied"),
        "admits": N_("admitted"),
        "claims_responsibility": N_("claimed"),
    }
    actors = {party.actor for party in case.incident.initiators if party.actor}
    found: dict[tuple[str, str], Grade] = {}
    for stand in case.incident.positions:
        if stand.act in acts and stand.source and speaks_for(stand.source) & actors:
            found.setdefault(
                (stand.source, stand.act),
                Grade(
                    name="assessment",
                    value=acts[stand.act],
                    why=PARTY_IN(name=stand.party, ref=stand.claim),
                    proposed=False,
                ),
            )
    return list(found.values())


def _grade(name: str, value: str, why: str) -> Grade:
    return Grade(name=name, value=value, why=why)


def _why(figure: Figure) -> Why:
    if figure.harm.outcome == "casualties":
        return Why("not_split", N_("dead and wounded together; never split by guess"), RANGE)
    if figure.harm.outcome not in ("killed", "wounded"):
        return Why("not_coded", N_("Airwars counts killed and injured"), RANGE)
    if figure.bears == "party":
        return Why("party_figure", N_("a belligerent's own figure: recorded as its concession, apart"), CONCEDED)
    if figure.quantity.hedge == "vague":
        return Why("vague", STAYS_UNKNOWN(wording=repr(figure.quantity.wording)), RANGE)
    if figure.bears == "addition":
        return Why("not_chosen", N_("it is in the sum with the toll that it adds to"), RANGE)
    return Why("group_elsewhere", N_("its people are counted in a wider category"), CATEGORIES)
