"""`acled`: the lowest number reported, until a better supported one appears."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tallystick.model import Estimate, Tally
from tallystick.reconcile.case import Case, Toll
from tallystick.reconcile.figure import Figure
from tallystick.reconcile.profiles.working import UNKNOWN, standing, superseded, tally, told_by

VAGUE = (("hundreds", 100), ("dozens", 12), ("tens", 10), ("several", 3), ("many", 3), ("few", 3), ("multiple", 3))
"""Words to numbers as ACLED's codebook has them. For "several" and "many" it allows 3 or 10 by the scale of the
fighting; we take 3, the cautious one, because the scale is for a desk to judge."""


def acled(case: Case) -> Tally:
    """One number of fatalities, not split by side or group.

    Returns:
        low = best = high. 0 where nobody reports deaths, as ACLED writes it; the trace says so.
    Rule:
        ACLED codebook, fatalities: the lowest number reported, until a more reliable or corroborated one
        appears; vague words have fixed numbers; "casualties" alone and no mention are 0; injuries are not coded.
        Ours: corroborated = given by at least two independent named origins.
    """
    tolls = case.tolls("killed")
    trace = ["ACLED codes fatalities only, as one number not attributed to a side.", *superseded(case)]
    if not tolls:
        trace.append("No report gives deaths; ACLED then writes 0, which is a convention and no finding.")
        return _tally(case, 0, [], trace)
    trace += told_by(case, tolls)
    corroborated = [toll for toll in tolls if _named_origins(tolls, toll) >= 2]
    chosen = min(corroborated or tolls, key=lambda toll: (_as_number(toll), toll.claims))
    number = _as_number(chosen)
    trace.append(f"{number} is the lowest {'corroborated' if corroborated else 'standing'} number.")
    if chosen.hedge == "vague":
        trace.append(f"{chosen.wording!r} counts as {number} by ACLED's table of vague words.")
    if len(case.towns) > 1:
        trace.append(_split_sentence(number, case.towns))
    return _tally(case, number, [toll for toll in tolls if _as_number(toll) == number], trace)


def _named_origins(tolls: Sequence[Toll], toll: Toll) -> int:
    """Independent named origins of this very number."""
    return len({other.origin for other in tolls if other.named and _as_number(other) == _as_number(toll)})


def _as_number(toll: Toll) -> int:
    if toll.hedge == "vague":
        for word, number in VAGUE:
            if re.search(rf"\b{word}\b", toll.wording, re.I):
                return number
    if toll.hedge == "more_than":
        return max(0, toll.low - 1)  # "more than 57" is kept as 58 or more; ACLED writes the number named
    return toll.low


def _split_sentence(number: int, towns: Sequence[str]) -> str:
    share, over = divmod(number, len(towns))
    return f"ACLED writes a row a place: over {', '.join(towns)} that is {share} each" + (
        f" and the {over} left over to the first." if over else "."
    )


def _tally(case: Case, number: int, used: Sequence[Toll], trace: Sequence[str]) -> Tally:
    return tally(
        case,
        "acled",
        killed=Estimate(low=number, best=number, high=number),
        wounded=UNKNOWN,
        used={claim for toll in used for claim in toll.claims},
        trace=trace,
        otherwise={figure.id: _reason(figure) for figure in standing(case)},
    )


def _reason(figure: Figure) -> str:
    if figure.harm.outcome != "killed":
        return "ACLED counts deaths only"
    if figure.bears == "total":
        return "another number is lower or better supported"
    return "ACLED does not attribute deaths to a group or side; at most the notes hold it"
