""" "Two more died": a number that adds to a toll, and which toll that is.

An addition belongs to the last toll that its own origin gave, told no later than it. Where nobody gave one, it stays
a claim that enters no figure. Somebody who died of wounds was counted among the wounded: one more dead is one fewer
wounded, of the same origin.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from msgspec.structs import replace

from tallystick.model import Quantity
from tallystick.reconcile.figure import Figure
from tallystick.shapes import N_, Shape

NO_BASE = N_("it adds to an earlier toll, and no report here gives one of the same origin")
COUNTED_ALREADY = Shape("%(ref)s gives %(figure)s after it, which counts it already")
SAME_ADDITION = Shape("%(ref)s tells the same addition")

_RAISING = re.compile(
    r"\b(rose|rises?|risen|rais(?:e[sd]?|ing)|br(?:ings?|inging|ought)|climb(?:s|ed|ing)?|now|stands?|stood|total)\b",
    re.I,
)
""" "raising the toll to 12": the total counts those added; "nine were killed on Monday" does not."""
_OF_WOUNDS = re.compile(
    r"\b(?:died|dies|dying|succumb\w*)\b.*\b(?:wound|injur)\w*|\bof (?:the|those) (?:wounded|injured)\b", re.I
)


def with_additions(figures: Sequence[Figure]) -> list[Figure]:
    """The same figures, each addition bound to the toll that it adds to, or set aside with the reason."""
    added = [figure for figure in figures if figure.bears == "addition" and figure.stands]
    if not added:
        return list(figures)
    bound: dict[str, Figure] = {}
    told: dict[tuple[object, ...], str] = {}
    for figure in sorted(added, key=lambda figure: (figure.when, figure.id)):
        bound[figure.id] = _bound(figure, figures, told)
    return [bound.get(figure.id, figure) for figure in figures]


def _bound(addition: Figure, figures: Sequence[Figure], told: dict[tuple[object, ...], str]) -> Figure:
    tolls = [f for f in figures if f.bears == "total" and f.harm.outcome == addition.harm.outcome and f.is_told]
    base = _base(addition, [f for f in tolls if f.when <= addition.when])
    if base is None:
        return replace(addition, code="no_base", aside=NO_BASE)
    counted = next((f for f in tolls if _counts(f, addition, base)), None)
    if counted is None and not base.stands:
        counted = next((f for f in tolls if f.id == base.superseded_by), base)
    if counted is not None:
        why = COUNTED_ALREADY(ref=counted.id, figure=counted.number)
        return replace(addition, code="counted_already", aside=why)
    day = addition.said_at.date() if addition.said_at else None
    key = (base.origin, addition.harm.outcome, addition.low, addition.quantity.high, day)
    first = told.setdefault(key, addition.id)
    if first != addition.id:
        return replace(addition, code="counted_already", aside=SAME_ADDITION(ref=first))
    return replace(addition, adds_to=base.id)


def _base(addition: Figure, earlier: Sequence[Figure]) -> Figure | None:
    """The last toll of the same origin; for one whose origin has no name, also of the same report."""
    own = [f for f in earlier if f.origin == addition.origin]
    same_page = [f for f in earlier if f.report == addition.report and not addition.named]
    return max(own or same_page, key=lambda figure: (figure.when, figure.low, figure.id), default=None)


def _counts(toll: Figure, addition: Figure, base: Figure) -> bool:
    """Whether a toll, told later or as the result, holds the people added."""
    if toll.origin != base.origin or toll.low < addition.low:
        return False
    if toll.when > addition.when:
        return toll.stands
    if toll.report != addition.report or toll.when != addition.when:
        return False
    return _RAISING.search(toll.claim.quote) is not None or toll.claim.span[0] >= addition.claim.span[0]


def sum_of(
    base: Figure, figures: Iterable[Figure], twins: frozenset[str] = frozenset()
) -> tuple[Quantity, tuple[str, ...]]:
    """A toll with what was added to it since, and what left it; and the claims that say so.

    Args:
        twins: tolls that are this one told again, as by a copy: what was added to them was added to it.
    Returns:
        The toll's own quantity and claim where nothing changed it.
    """
    low, high, words, claims = base.quantity.low, base.quantity.high, base.number, [base.id]
    for other in figures:
        sign = (
            1 if other.adds_to is not None and other.adds_to in twins | {base.id} else -1 if _leaves(other, base) else 0
        )
        if not sign:
            continue
        if low is not None and other.quantity.low is not None:
            low = max(0, low + sign * other.low)
        change = other.quantity.high if sign > 0 else other.quantity.low
        high = None if high is None or change is None else max(0, high + sign * change)
        words += f" {'+' if sign > 0 else '−'} {other.number}"
        claims.append(other.id)
    if len(claims) == 1:
        return base.quantity, (base.id,)
    hedge = "at_least" if high is None else "exact" if low == high else "range"
    return Quantity(low=low, high=high, wording=words, hedge=hedge), tuple(claims)  # type: ignore[arg-type]


def _leaves(death: Figure, toll: Figure) -> bool:
    """Whether somebody counted among these wounded has died since."""
    return (
        death.adds_to is not None
        and death.harm.outcome == "killed"
        and toll.harm.outcome == "wounded"
        and toll.origin == death.origin
        and toll.when <= death.when
        and _OF_WOUNDS.search(death.claim.quote) is not None
    )
