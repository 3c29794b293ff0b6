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

_SOURCE = "Airwars methodology, airwars.org/about/methodology"
RANGE = Passage(
    id="airwars.range",
    says="Every category of people has a minimum and a maximum over all credible sources; what is missing is unknown, "
    "never 0.",
    source=_SOURCE,
)
CATEGORIES = Passage(
    id="airwars.categories",
    says="Civilians, undetermined people and belligerents are counted apart.",
    source=_SOURCE,
)
GRADE = Passage(
    id="airwars.grade",
    says="Confirmed: a belligerent has accepted responsibility for civilian harm. Fair: two or more credible sources, "
    "with likely or confirmed action nearby. Weak: a single source. Contested: competing claims of responsibility. "
    "Discounted: those killed were combatants, or others most likely did it.",
    source=_SOURCE,
)
CONCEDED = Passage(
    id="airwars.conceded",
    says="What a belligerent concedes, and how it assesses the harm, is recorded for it apart.",
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
    trace = ["Civilians, undetermined people and belligerents are counted apart.", *superseded(case)]
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
    names = (("civilians", told.civilians), ("combatants", told.combatants), ("undetermined", told.undetermined))
    parts = [f"{name} {_words(estimate)}" for name, estimate in names if estimate is not None]
    return f"{what.capitalize()}: {', '.join(parts)}." if parts else f"{what.capitalize()}: no report gives a number."


def _words(estimate: Estimate) -> str:
    if estimate.high is None:
        return f"{estimate.low} or more"
    return str(estimate.low) if estimate.low == estimate.high else f"{estimate.low}–{estimate.high}"


# ---------------------------------------------------------------------------------------- categories


def _rows(case: Case, told: ByStatus, outcome: Outcome) -> list[GroupTally]:
    figures = [f for f in case.standing(outcome) if f.bears in ("total", "group") and f.quantity.hedge != "vague"]
    rows = []
    for name, picked in (
        ("children", [f for f in figures if f.harm.group.age == "child"]),
        ("women", [f for f in figures if f.harm.group.sex == "female" and f.harm.group.age != "child"]),
        ("men", [f for f in figures if f.harm.group.sex == "male" and f.harm.group.age != "child"]),
    ):
        if picked:
            rows.append(group_row(name, picked, hull(picked), part_of="civilians"))
    fighters = [f for f in figures if f.harm.group.status == "combatant"]
    if told.combatants is not None and fighters:
        rows.append(group_row("belligerents", fighters, _belligerents(told)))
    if told.undetermined is not None:
        rows.append(
            GroupTally(
                group="undetermined",
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
        return _grade("harm", "confirmed", f"{case.name_of(own.origin)} itself gives civilian harm ({own.number})")
    fighters_only = any(one.combatants for one in counts) and not any(
        one.civilians or one.undetermined for one in counts
    )
    if fighters_only:
        return _grade("harm", "discounted", "every figure counts combatants")
    if len(doers) > 1 and _are_rivals(case):
        return _grade("harm", "contested", f"several parties are said to have done it: {', '.join(doers)}")
    listed = f" ({', '.join(names)})" if names else ""
    if sources >= 2 and strike.value in ("declared", "likely"):
        return _grade("harm", "fair", f"{sources} independent sources{listed}, and the strike is {strike.value}")
    if not sources:
        return _grade("harm", "no harm reported", "no report gives a figure")
    return _grade("harm", "weak", f"a single independent source{listed or ', unnamed'}, whatever the number of outlets")


def _are_rivals(case: Case) -> bool:
    """Whether those said to have done it are different actors, and not one under several wordings."""
    return len({party.actor for party in case.incident.initiators if party.actor}) > 1


def _strike(case: Case, sources: int, doers: Sequence[str]) -> Grade:
    if owned := _owned(case):
        return _grade("strike", "declared", f"{owned[0]} owns it")
    if len(doers) > 1 and _are_rivals(case):
        return _grade("strike", "contested", f"said to be done by {' or by '.join(doers)}")
    confirmed = [stand.party for stand in case.incident.positions if stand.act == "confirms"]
    if confirmed:
        return _grade("strike", "likely", f"confirmed by {confirmed[0]}, declared by nobody who did it")
    if sources >= 2:
        return _grade("strike", "likely", f"{sources} independent sources tell of it")
    return _grade("strike", "single source claim", "one independent source tells of it")


def _attribution(case: Case, doers: Sequence[str]) -> Grade:
    if owned := _owned(case):
        return _grade("attribution", "known", f"{owned[0]} owns it")
    if not doers:
        return _grade("attribution", "unknown", "no report says who did it")
    return _grade("attribution", "suspected", f"reports name {', '.join(doers)}; nobody owns it")


def _assessments(case: Case) -> list[Grade]:
    """How each party that is said to have done it speaks of it, in its own act: silence is not told here."""
    acts = {
        "declines_comment": "no comment",
        "denies": "denied",
        "admits": "admitted",
        "claims_responsibility": "claimed",
    }
    actors = {party.actor for party in case.incident.initiators if party.actor}
    found: dict[tuple[str, str], Grade] = {}
    for stand in case.incident.positions:
        if stand.act in acts and stand.source and speaks_for(stand.source) & actors:
            found.setdefault(
                (stand.source, stand.act),
                Grade(name="assessment", value=acts[stand.act], why=f"{stand.party}, in {stand.claim}", proposed=False),
            )
    return list(found.values())


def _grade(name: str, value: str, why: str) -> Grade:
    return Grade(name=name, value=value, why=why)


def _why(figure: Figure) -> Why:
    if figure.harm.outcome == "casualties":
        return Why("not_split", "dead and wounded together; never split by guess", RANGE)
    if figure.harm.outcome not in ("killed", "wounded"):
        return Why("not_coded", "Airwars counts killed and injured", RANGE)
    if figure.bears == "party":
        return Why("party_figure", "a belligerent's own figure: recorded as its concession, apart", CONCEDED)
    if figure.quantity.hedge == "vague":
        return Why("vague", f"{figure.quantity.wording!r} is no number; the category stays unknown", RANGE)
    if figure.bears == "addition":
        return Why("not_chosen", "it is in the sum with the toll that it adds to", RANGE)
    return Why("group_elsewhere", "its people are counted in a wider category", CATEGORIES)
