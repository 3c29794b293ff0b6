"""Shares in words: "most of them", "half", "the rest", "all but two". They count nobody, and are checked instead.

A share says how many of a total belong to a group; the breakdown says how many are counted in it and how many in none.
What is missing must come from those who are in none: that is what a share demands of them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from tallystick.model import Note, Quantity, Record
from tallystick.reconcile.bounds import System, all_but, conflict, half, majority, partition, rest
from tallystick.reconcile.breakdown import Breakdown
from tallystick.reconcile.cuts import exclude
from tallystick.reconcile.figure import Figure
from tallystick.reconcile.groups import same_group
from tallystick.reconcile.tree import WHOLE, system_of, topics
from tallystick.shapes import Shape
from tallystick.text import numerals

AT_LEAST = Shape("at least %(low)d")
ONE_OR_OTHER = Shape("%(low)d or %(high)d")
FROM_TO = Shape("%(low)d to %(high)d")
HOLDS = Shape("%(share)s being %(group)s means %(means)s of %(total)d; %(counted)d are counted.", means="")
TOO_MANY = Shape(
    "%(share)s being %(group)s means %(means)s of %(total)d; %(counted)d are counted, which is more.", means=""
)
TOO_FEW = Shape(
    "%(share)s being %(group)s means %(means)s of %(total)d; %(counted)d are counted and only %(rest)d are unaccounted "
    "for.",
    means="",
)
DEPENDS = Shape(
    "%(share)s being %(group)s means %(means)s of %(total)d; %(counted)d are counted, so it holds only if %(them)s of "
    "the %(rest)d unaccounted for belong to them too (all %(rest)d would make %(most)d, %(percent)s).",
    means="",
    them="",
)

_HALF = re.compile(r"\bhalf\b", re.I)
_ALL_BUT = re.compile(r"\ball but (\w+)\b", re.I)
_MOST = re.compile(r"\b(most|mostly|majority|bulk)\b", re.I)


class Share(Record, frozen=True, kw_only=True):
    """One share, and what it means for one breakdown's total."""

    figure: Figure
    one: Breakdown
    least: int
    """Of the total that must belong to the group; `most`, that can."""
    most: int
    counted: int
    """In groups of the breakdown that are of it."""
    kind: str

    @property
    def unaccounted(self) -> int:
        """Those of the total whom no group of the breakdown accounts for."""
        return max(0, self.one.remainder)

    @property
    def holds(self) -> bool | None:
        """Whether the breakdown bears it out; None = it depends on people of whom nothing is told."""
        if self.counted > self.most or self.counted + self.unaccounted < self.least:
            return False
        return True if self.least <= self.counted and self.counted + self.unaccounted <= self.most else None


def shares(figures: Sequence[Figure], found: Sequence[Breakdown]) -> list[Share]:
    """Every share of the dead that is asserted, against the fullest breakdown of its outcome."""
    told = [f for f in figures if f.bears == "share" and f.code == "share" and f.harm.group.wording]
    read = []
    for figure in sorted(told, key=lambda figure: figure.id):
        one = next((one for one in found if one.total.harm.outcome == figure.harm.outcome), None)
        made = None if one is None else _share(figure, one)
        if made is not None:
            read.append(made)
    return read


def _share(figure: Figure, one: Breakdown) -> Share | None:
    total = one.total.low
    meant = _meaning(figure.quantity, total, _others(figure, one))
    if meant is None:
        return None
    kind, least, most = meant
    counted = sum(part.low for part in _within(figure, one))
    return Share(figure=figure, one=one, least=least, most=most, counted=counted, kind=kind)


def _meaning(quantity: Quantity, total: int, others: Sequence[Figure]) -> tuple[str, int, int] | None:
    """What kind of share the words are, and from how many to how many of a total they mean."""
    wording = quantity.wording
    if (match := _ALL_BUT.search(wording)) is not None:
        number = numerals.number(match.group(1))
        return None if number is None else ("all but", max(0, total - number), max(0, total - number))
    if _MOST.search(wording):
        return "most", total // 2 + 1, total
    if _HALF.search(wording):
        return "half", total // 2, (total + 1) // 2
    left = max(0, total - sum(part.low for part in others))
    return ("rest", left, left) if others else None


def _within(figure: Figure, one: Breakdown) -> list[Figure]:
    """The groups of the breakdown that are of the share's group."""
    return [part for part in one.parts if same_group(part.harm.group, figure.harm.group)]


def _others(figure: Figure, one: Breakdown) -> list[Figure]:
    """The groups that "the rest" leaves out: those that its own report counts beside it, not those it lists in it."""
    within = {part.id for part in _within(figure, one)}
    return [
        part
        for part in one.parts
        if part.report == figure.report and part.id not in within and part.part_of != figure.id
    ]


def _apart(figure: Figure, one: Breakdown) -> list[Figure]:
    """The groups that nobody of the share's group can be in."""
    within = {part.id for part in _within(figure, one)}
    return [part for part in one.parts if part.id not in within and exclude(part.harm.group, figure.harm.group)]


def share_notes(read: Sequence[Share]) -> list[Note]:
    """What each share demands of the people whom the breakdown leaves unaccounted."""
    return [Note(claims=(share.figure.id, *share.one.claims), text=_text(share), holds=share.holds) for share in read]


def _text(share: Share) -> str:
    total, left = share.one.total.low, share.unaccounted
    means = AT_LEAST(low=share.least) if share.kind == "most" else _range(share.least, share.most)
    said = {
        "share": repr(share.figure.quantity.wording),
        "group": share.figure.harm.group.wording,
        "means": means,
        "total": total,
        "counted": share.counted,
    }
    if share.holds:
        return HOLDS(**said)
    if share.holds is False and share.counted > share.most:
        return TOO_MANY(**said)
    if share.holds is False:
        return TOO_FEW(**said, rest=left)
    missing, most = share.least - share.counted, share.counted + left
    if share.kind == "most":
        them = AT_LEAST(low=missing)
    else:
        them = _range(max(0, missing), min(left, share.most - share.counted))
    return DEPENDS(**said, them=them, rest=left, most=most, percent=f"{most / total:.1%}")


def _range(low: int, high: int) -> str:
    return str(low) if low == high else (ONE_OR_OTHER if high == low + 1 else FROM_TO)(low=low, high=high)


def system_with(share: Share) -> System:
    """The breakdown and the share as one system of counts."""
    base, figure = system_of(share.one), share.figure
    group = f"share {figure.id}"
    within = topics(_within(figure, share.one))
    apart = topics((_others if share.kind == "rest" else _apart)(figure, share.one))
    relations = [*base.relations, partition(WHOLE, [group, *apart]), partition(group, within)]
    if share.kind == "all but":
        relations.append(all_but(group, WHOLE, share.one.total.low - share.least, figure.id))
    elif share.kind == "rest":
        relations.append(rest(group, WHOLE, apart, figure.id))
    else:
        relations.append((majority if share.kind == "most" else half)(group, WHOLE, figure.id))
    return System(base.limits, tuple(relations))


def impossible(share: Share) -> tuple[str, ...]:
    """A smallest set of claims with which the share cannot hold; empty where it can, or where they cannot anyway."""
    found = conflict(system_with(share))
    return found if share.figure.id in found else ()
