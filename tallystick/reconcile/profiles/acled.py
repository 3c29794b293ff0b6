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

_SOURCE = "ACLED Codebook, acleddata.com/methodology/acled-codebook"
FATALITIES = Passage(
    id="acled.fatalities",
    says="Fatalities are recorded, injuries are not; they are attributed to no side or group.",
    source=_SOURCE,
)
LOWEST = Passage(
    id="acled.lowest",
    says="The lowest number reported, until a more reliable or corroborated one appears; revised up or down later.",
    source=_SOURCE,
)
VAGUE_WORDS = Passage(
    id="acled.vague",
    says="Vague words have numbers: several, many, few 3 or 10 by the scale of the fighting; tens 10, dozens 12, "
    "hundreds 100; no mention of deaths, or of casualties only, 0.",
    source=_SOURCE,
)
SPLIT = Passage(
    id="acled.split",
    says="One row a place and day: a total over several is divided evenly, what is left over goes to the first.",
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
    trace = ["ACLED codes fatalities only, as one number not attributed to a side.", *superseded(case)]
    if not tolls:
        trace.append("No report gives deaths; ACLED then writes 0, which is a convention and no finding.")
        return _tally(case, 0, [], trace, [FATALITIES, VAGUE_WORDS])
    trace += told_by(case, tolls)
    preferred = [toll for toll in tolls if case.letters.get(toll.origin) == "A"]
    corroborated = _corroborated(tolls)
    chosen = min(preferred or corroborated or tolls, key=lambda toll: (as_number(toll), toll.claims))
    number = as_number(chosen)
    how = "of an origin that the desk's file rates A" if preferred else "corroborated" if corroborated else "standing"
    trace.append(f"{number} is the lowest {how} number." if not preferred else f"{number} is the lowest {how}.")
    passages = [FATALITIES, LOWEST]
    if chosen.hedge == "vague":
        trace.append(f"{chosen.wording!r} counts as {number} by ACLED's table of vague words.")
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
    what = [*([", ".join(places)] if len(places) > 1 else []), *([f"{len(days)} days"] if len(days) > 1 else [])]
    kind = "a place and day" if len(what) > 1 else "a place" if len(places) > 1 else "a day"
    left = f" and the {over} left over to the first" if over else ""
    each = f"over {' and '.join(what)} that is {split[-1].killed} each{left}"
    return f"ACLED writes a row {kind}: {each}. Derived: no report says so."


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
        return Why("not_split", "dead and wounded together count as 0 dead", VAGUE_WORDS)
    if figure.harm.outcome != "killed":
        return Why("not_coded", "ACLED counts deaths only", FATALITIES)
    if figure.bears in ("total", "addition"):
        return Why("not_chosen", "another number is lower or better supported", LOWEST)
    return Why(
        "group_not_coded", "ACLED does not attribute deaths to a group or side; at most the notes hold it", FATALITIES
    )
