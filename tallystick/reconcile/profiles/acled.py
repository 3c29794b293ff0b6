"""`acled`: the lowest number reported, until a better supported one appears; one row a place and day."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from tallystick.model import Estimate, Passage, Place, SplitRow, Tally
from tallystick.reconcile.case import Case, Incident, Toll
from tallystick.reconcile.figure import Figure
from tallystick.reconcile.profiles import acled_rows as rows
from tallystick.reconcile.profiles.working import Why, claims_of, superseded, tally, told_by
from tallystick.shapes import N_, Shape

LOWEST_RATED = Shape("%(low)d is the lowest of an origin that the desk's file rates A.")
LOWEST_CORROBORATED = Shape("%(low)d is the lowest corroborated number.")
LOWEST_STANDING = Shape("%(low)d is the lowest standing number.")
BY_TABLE = Shape("%(wording)s counts as %(low)d by ACLED's table of vague words.")
NOT_ATTRIBUTED = N_("ACLED does not attribute deaths to a group or side; at most the notes hold it")
ROWS_BOTH = Shape(
    "ACLED writes a row a place and day: over %(places)s and %(days)d days that is %(each)s. Derived: no report says "
    "so.",
    each="",
)
ROWS_PLACES = Shape(
    "ACLED writes a row a place: over %(places)s that is %(each)s. Derived: no report says so.", each=""
)
ROWS_DAYS = Shape("ACLED writes a row a day: over %(days)d days that is %(each)s. Derived: no report says so.", each="")
EACH = Shape("%(low)d each")
EACH_AND_OVER = Shape("%(low)d each and the %(rest)d left over to the first")

_SOURCE = "ACLED Codebook, acleddata.com/methodology/acled-codebook"
FATALITIES = Passage(
    id="acled.fatalities",
    says=N_("Fatalities are recorded, injuries are not; they are attributed to no side or group."),
    source=_SOURCE,
)
LOWEST = Passage(
    id="acled.lowest",
    says=N_("The lowest number reported, until a more reliable or corroborated one appears; revised up or down later."),
    source=_SOURCE,
)
VAGUE_WORDS = Passage(
    id="acled.vague",
    says=N_(
        "Vague words have numbers: several, many, few 3 or 10 by the scale of the fighting; tens 10, dozens 12, "
        "hundreds 100; no mention of deaths, or of casualties only, 0."
    ),
    source=_SOURCE,
)
SPLIT = Passage(
    id="acled.split",
    says=N_("One row a place and day: a total over several is divided evenly, what is left over goes to the first."),
    source=_SOURCE,
)
VAGUE = (("hundreds", 100), ("dozens", 12), ("tens", 10), ("several", 3), ("many", 3), ("few", 3), ("multiple", 3))
"""Words to numbers as ACLED's codebook has them. For "several" and "many" it allows 3 or 10 by the scale of the
fighting; we take 3, the cautious one, because the scale is for a desk to judge."""


def acled(case: Case) -> Tally:
    """One number of fatalities, not split by side or group, and its rows over places and days.

    Returns:
        low = best = high. 0 where nobody reports deaths, as ACLED writes it; the trace says so.
    Rule:
        The passages above. Ours: corroborated = given by at least two independent named origins; more reliable =
        rated A by the desk's file.
    """
    tolls = case.tolls("killed")
    trace = [N_("ACLED codes fatalities only, as one number not attributed to a side."), *superseded(case)]
    if not tolls:
        trace.append(N_("No report gives deaths; ACLED then writes 0, which is a convention and no finding."))
        return _tally(case, 0, [], trace, [FATALITIES, VAGUE_WORDS])
    trace += told_by(case, tolls)
    preferred = [toll for toll in tolls if case.letters.get(toll.origin) == "A"]
    corroborated = _corroborated(tolls)
    chosen = min(preferred or corroborated or tolls, key=lambda toll: (as_number(toll), toll.claims))
    number = as_number(chosen)
    shape = LOWEST_RATED if preferred else LOWEST_CORROBORATED if corroborated else LOWEST_STANDING
    trace.append(shape(low=number))
    passages = [FATALITIES, LOWEST]
    if chosen.hedge == "vague":
        trace.append(BY_TABLE(wording=repr(chosen.wording), low=number))
        passages.append(VAGUE_WORDS)
    return _tally(case, number, [toll for toll in tolls if as_number(toll) == number], trace, passages)


def _corroborated(tolls: Sequence[Toll]) -> list[Toll]:
    """Those whose very number at least two independent named origins give."""
    origins: dict[int, set[str]] = {}
    for toll in tolls:
        if toll.named:
            origins.setdefault(as_number(toll), set()).add(toll.origin)
    return [toll for toll in tolls if len(origins.get(as_number(toll), ())) >= 2]


def as_number(toll: Toll) -> int:
    """A toll as the one number that ACLED would write."""
    if toll.hedge == "vague":
        for word, number in VAGUE:
            if re.search(rf"\b{word}\b", toll.wording, re.I):
                return number
    if toll.hedge == "more_than":
        return max(0, toll.low - 1)  # "more than 57" is kept as 58 or more; ACLED writes the number named
    return toll.low


# --------------------------------------------------------------------------------------------- rows


def split_rows(number: int, incident: Incident) -> tuple[SplitRow, ...]:
    """A number over places and days; empty where one row holds it all."""
    days = rows.days(incident.occurred_from, incident.occurred_to, incident.date_precision, incident.date_wordings)
    places = rows.towns(incident.places)
    cells: list[tuple[Place | None, date | None]]
    cells = [(place, day) for day in (days or (None,)) for place in (places or (None,))]
    if len(cells) < 2:
        return ()
    return tuple(
        SplitRow(
            place=(place.name or place.wording) if place else None,
            geonames_id=place.geonames_id if place else None,
            occurred_on=day,
            killed=share,
        )
        for (place, day), share in zip(cells, rows.split(number, len(cells)), strict=True)
    )


def _split_sentence(split: Sequence[SplitRow]) -> str:
    places = list(dict.fromkeys(row.place for row in split if row.place))
    days = list(dict.fromkeys(row.occurred_on for row in split if row.occurred_on))
    over = split[0].killed - split[-1].killed
    each = (EACH_AND_OVER if over else EACH)(low=split[-1].killed, rest=over)
    if len(places) > 1 and len(days) > 1:
        return ROWS_BOTH(places=", ".join(places), days=len(days), each=each)
    if len(places) > 1:
        return ROWS_PLACES(places=", ".join(places), each=each)
    return ROWS_DAYS(days=len(days), each=each)


# ------------------------------------------------------------------------------------------ the tally


def _tally(case: Case, number: int, used: Sequence[Toll], trace: Sequence[str], passages: Sequence[Passage]) -> Tally:
    split = split_rows(number, case.incident) if number else ()
    return tally(
        case,
        "acled",
        killed=Estimate(low=number, best=number, high=number),
        used=claims_of(used),
        trace=[*trace, _split_sentence(split)] if split else trace,
        otherwise=_why,
        passages=[*passages, SPLIT] if split else passages,
        split=split,
    )


def _why(figure: Figure) -> Why:
    if figure.harm.outcome == "casualties":
        return Why("not_split", N_("dead and wounded together count as 0 dead"), VAGUE_WORDS)
    if figure.harm.outcome != "killed":
        return Why("not_coded", N_("ACLED counts deaths only"), FATALITIES)
    if figure.bears in ("total", "addition"):
        return Why("not_chosen", N_("another number is lower or better supported"), LOWEST)
    return Why("group_not_coded", NOT_ATTRIBUTED, FATALITIES)
