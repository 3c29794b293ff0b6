"""Parts of a total: what they add up to, and what is left over."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tallystick.model import Note, Outcome, Record
from tallystick.reconcile.cuts import cuts_of
from tallystick.reconcile.figure import Figure, ancestors
from tallystick.shapes import Shape

OPEN_LIST = Shape(
    "Of %(total)s %(outcome)s the groups named are %(listed)s = %(sum)d; %(rest)d are accounted for by no group. "
    "The list is open, so this is no error."
)
FULL_LIST = Shape("Of %(total)s %(outcome)s the groups named are %(listed)s = %(sum)d; nobody is left over.")
LONG_LIST = Shape(
    "Of %(total)s %(outcome)s the groups named are %(listed)s = %(sum)d. That is %(rest)d more than %(total)s, "
    "which the words leave room for."
)

_CLOSED = re.compile(r"\b(compris(?:ing|es|ed)|consist(?:ing|s|ed) of|namely|made up of|composed of)\b", re.I)
""" "the dead, namely 3 soldiers and 2 drivers" is complete; "including 3 soldiers" is not."""


class Breakdown(Record, frozen=True, kw_only=True):
    """One passage's total and the parts that it lists side by side."""

    total: Figure
    parts: tuple[Figure, ...]
    """Top-level parts of one cut: what is listed within a counted part, or divides the same dead in another way,
    is not added again."""
    others: tuple[tuple[Figure, ...], ...] = ()
    """Further cuts of the same total, each of which may overlap with the parts."""
    closed: bool
    """The words say that the list is complete."""

    @property
    def accounted(self) -> int:
        """Least number of people that the parts account for."""
        return sum(part.low for part in self.parts)

    @property
    def remainder(self) -> int:
        """How many of the total no part accounts for; negative where the parts are too many."""
        return self.total.low - self.accounted

    @property
    def claims(self) -> tuple[str, ...]:
        """The total's claim, then the parts'."""
        return (self.total.id, *(part.id for part in self.parts))

    @property
    def is_impossible(self) -> bool:
        """The parts exceed a total that is not open, or a complete list does not add up."""
        high = self.total.quantity.high
        over = high is not None and self.accounted > high
        exact = all(part.quantity.high == part.low for part in self.parts)
        short = self.closed and exact and high is not None and self.accounted < self.total.low
        return over or short


def breakdowns(figures: Sequence[Figure], outcome: Outcome) -> list[Breakdown]:
    """Every total of this outcome with listed parts; the fullest list first."""
    of_outcome = sorted((f for f in figures if f.harm.outcome == outcome and f.stands), key=lambda f: f.id)
    groups: dict[str, list[Figure]] = {}
    for figure in of_outcome:
        if figure.bears == "group":
            groups.setdefault(figure.report, []).append(figure)
    if not groups:
        return []
    by_id = {figure.id: figure for figure in figures}
    totals = [figure for figure in of_outcome if figure.bears == "total" and figure.report in groups]
    found = [_breakdown(total, groups[total.report], figures, by_id) for total in totals]
    return sorted(
        (one for one in found if one.parts),
        key=lambda one: (-len(one.parts), -one.accounted, one.total.id),
    )


def top_level(parts: Sequence[Figure], figures: Sequence[Figure]) -> tuple[Figure, ...]:
    """The parts that lie in no other counted part.

    A container that is only a share in words ("the rest, including 16 of them ...") counts nobody, so its parts
    stand for themselves.
    """
    by_id = {figure.id: figure for figure in figures}
    ids = {part.id for part in parts}
    return tuple(part for part in parts if not any(above.id in ids for above in ancestors(part, by_id)))


def _breakdown(
    total: Figure, groups: Sequence[Figure], figures: Sequence[Figure], by_id: dict[str, Figure]
) -> Breakdown:
    parts = [
        figure
        for figure in groups
        if _is_loose(figure, total) or any(above.id == total.id for above in ancestors(figure, by_id))
    ]
    listed = _once_each(top_level(parts, figures))
    found = [tuple(cut) for cut in cuts_of(listed)] if len(listed) > 1 else [listed]
    quotes = (figure.claim.quote for figure in (total, *found[0]))
    closed = any(_CLOSED.search(quote) for quote in quotes)
    return Breakdown(total=total, parts=found[0], others=tuple(found[1:]), closed=closed)


def _is_loose(part: Figure, total: Figure) -> bool:
    """A part without a named whole belongs to the total of its own origin and passage."""
    return part.part_of is None and part.origin == total.origin and part.said_at == total.said_at


def _once_each(parts: Sequence[Figure]) -> tuple[Figure, ...]:
    """One figure a group: the same group told twice in a passage is not two groups."""
    first: dict[str, Figure] = {}
    for part in sorted(parts, key=lambda part: (-part.low, part.id)):
        first.setdefault(part.topic or part.id, part)
    return tuple(sorted(first.values(), key=lambda part: (part.claim.span, part.id)))


# ------------------------------------------------------------------------------------------ notes


def breakdown_notes(found: Sequence[Breakdown]) -> list[Note]:
    """The remainder of the fullest breakdown, where there is one and it is no error."""
    notes = []
    for one in found[:1]:
        if one.is_impossible:
            continue
        listed = " + ".join(f"{part.low} {part.harm.group.wording}".strip() for part in one.parts)
        shape = OPEN_LIST if one.remainder > 0 else FULL_LIST if one.remainder == 0 else LONG_LIST
        text = shape(
            total=one.total.number,
            outcome=one.total.harm.outcome,
            listed=listed,
            sum=one.accounted,
            rest=abs(one.remainder),
        )
        notes.append(Note(claims=one.claims, text=text))
    return notes
