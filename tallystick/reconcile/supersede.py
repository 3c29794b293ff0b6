"""Updates, corrections and retractions: which figure a later one replaces.

"At least 15" in the evening and 57 the next day do not contradict each other: the words of the first allow the
second. A superseded figure sets no bound any more; it stays on the time line.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from msgspec.structs import replace

from tallystick.model import Quantity, Revision
from tallystick.reconcile.additions import sum_of
from tallystick.reconcile.figure import Figure, ancestors, are_disjoint
from tallystick.shapes import Shape

TAKEN_BACK = Shape("its own speaker took %(figure)s back in %(ref)s")
PAGE_CHANGED = Shape("the page was changed since: its later version is %(ref)s")
REPLACED_WITH_TOTAL = Shape(
    "superseded by %(ref)s: part of %(old)s, which %(ref)s replaced with %(new)s and a breakdown of its own"
)
CORRECTED_BY_ORIGIN = Shape("superseded by %(ref)s: the same origin later corrected %(old)s to %(new)s")
CORRECTED_BY_PAGE = Shape("superseded by %(ref)s: the same page later corrected %(old)s to %(new)s")
RAISED_BY_ORIGIN = Shape("superseded by %(ref)s: the same origin later gave %(new)s, which %(old)s allows")
RAISED_BY_PAGE = Shape("superseded by %(ref)s: the same page later gave %(new)s, which %(old)s allows")

_CORRECTING = re.compile(
    r"\b(?:revised|corrected|lowered|amended|down from|instead of|and not|rather than|not the|mistaken(?:ly)?|"
    r"miscount\w*|counted twice|earlier (?:figure|count|toll|report)s?|wrongly|in error)\b",
    re.I,
)
""" "revised down to 12", "12 and not 20": words that take an earlier number back, whoever prints them."""


def without_superseded(figures: Sequence[Figure], revised: Mapping[str, str] | None = None) -> list[Figure]:
    """The same figures, the replaced ones set aside with the reason.

    Args:
        revised: report id to the id of the later version of the same page, which takes its place.
    """
    figures = _without_old_pages(_without_retracted(figures), revised or {})
    newest = _Newest(figures)
    marked = [_marked(figure, newest) if figure.stands else figure for figure in figures]
    if all(figure.superseded_by is None for figure in marked):
        return marked
    by_id = {figure.id: figure for figure in marked}
    parted = _totals_with_parts(by_id)
    return [_with_its_total(figure, by_id, parted) for figure in marked]


class _Newest:
    """Standing figures of the same people, latest first: by origin, each number once, and by report."""

    def __init__(self, figures: Sequence[Figure]) -> None:
        self._of_origin: dict[tuple[str, ...], dict[tuple[object, ...], Figure]] = {}
        self._of_report: dict[tuple[str, ...], list[Figure]] = {}
        for figure in sorted(figures, key=lambda figure: (figure.when, figure.id), reverse=True):
            if not figure.stands:
                continue
            people = _same_people(figure)
            # Of equal numbers of one origin only the latest is ever named: it replaces whatever they replace.
            says_so = _CORRECTING.search(figure.claim.quote) is not None
            number = figure.outlet, figure.quantity.low, figure.quantity.high, says_so
            self._of_origin.setdefault((figure.origin, *people), {}).setdefault(number, figure)
            self._of_report.setdefault((figure.report, *people), []).append(figure)

    def that_replaces(self, old: Figure) -> Figure | None:
        """The latest figure that takes the place of this one."""
        people = _same_people(old)
        candidates = list(self._of_origin.get((old.origin, *people), {}).values())
        if not old.named:
            candidates += self._of_report.get((old.report, *people), ())
        found = (new for new in candidates if new.when > old.when and replaces(new, old))
        return max(found, key=lambda new: (new.when, new.id), default=None)


def _same_people(figure: Figure) -> tuple[str, str, str]:
    return figure.bears, figure.harm.outcome, figure.topic


def _without_retracted(figures: Sequence[Figure]) -> list[Figure]:
    """An origin that later denies its own number has taken it back."""
    denials = [f for f in figures if f.code == "denied" and f.origin and f.harm.quantity.low is not None]
    if not denials:
        return list(figures)
    return [_retracted(figure, denials) if figure.stands else figure for figure in figures]


def _retracted(figure: Figure, denials: Sequence[Figure]) -> Figure:
    for denial in denials:
        same = (denial.origin, denial.harm.outcome, denial.low) == (figure.origin, figure.harm.outcome, figure.low)
        if same and denial.when >= figure.when and denial.id != figure.id:
            why = TAKEN_BACK(figure=figure.number, ref=denial.id)
            return replace(figure, superseded_by=denial.id, code="retracted", aside=why)
    return figure


def _without_old_pages(figures: Sequence[Figure], revised: Mapping[str, str]) -> list[Figure]:
    """A page that was changed says what it says now; what it said before stays on the time line."""
    told = {figure.report for figure in figures if figure.stands}
    return [
        replace(
            figure,
            superseded_by=revised[figure.report],
            code="page_revised",
            aside=PAGE_CHANGED(ref=revised[figure.report]),
        )
        if figure.stands and revised.get(figure.report) in told
        else figure
        for figure in figures
    ]


def _totals_with_parts(by_id: dict[str, Figure]) -> frozenset[str]:
    """The tolls that standing groups are parts of."""
    standing = (figure for figure in by_id.values() if figure.stands and figure.bears == "group")
    return frozenset(above.id for figure in standing for above in ancestors(figure, by_id))


def _with_its_total(part: Figure, by_id: dict[str, Figure], parted: frozenset[str]) -> Figure:
    """A replaced toll takes its parts along, where the new one is broken down too: 31 of 40 is no part of 57."""
    if part.bears != "group" or not part.stands:
        return part
    for total in ancestors(part, by_id):
        newer = by_id.get(total.superseded_by or "")
        if newer is not None and newer.id in parted:
            aside = REPLACED_WITH_TOTAL(ref=newer.id, old=total.number, new=newer.number)
            return replace(part, superseded_by=newer.id, code="superseded", aside=aside)
    return part


def _marked(old: Figure, newest: _Newest) -> Figure:
    """The figure, replaced by the last one that takes its place."""
    new = newest.that_replaces(old)
    if new is None:
        return old
    return replace(old, superseded_by=new.id, code="superseded", aside=_why(new, old))


def replaces(new: Figure, old: Figure) -> bool:
    """Whether the later figure takes the place of the earlier one.

    It must bear on the same people and come from the same origin, or stand in a later section of the same page
    over an unnamed one. Then a higher bound updates a compatible lower one; and where the two cannot both
    hold, the later corrects the earlier. A lower number that comes through another outlet is a correction only
    where its words say so ("revised down"): else it is as likely to be an old figure printed late. An equal
    number is a repetition, not an update.
    """
    if new.said_at is None or old.said_at is None or new.said_at <= old.said_at:
        return False
    if _same_people(new) != _same_people(old):
        return False
    same_page = new.report == old.report and not old.named
    if new.origin != old.origin and not same_page:
        return False
    if not are_disjoint(new.quantity, old.quantity) or new.low > old.low:
        return new.low > old.low
    return new.outlet == old.outlet or _CORRECTING.search(new.claim.quote) is not None


def _why(new: Figure, old: Figure) -> str:
    is_same = new.origin == old.origin
    if are_disjoint(new.quantity, old.quantity):
        shape = CORRECTED_BY_ORIGIN if is_same else CORRECTED_BY_PAGE
    else:
        shape = RAISED_BY_ORIGIN if is_same else RAISED_BY_PAGE
    return shape(ref=new.id, old=old.number, new=new.number)


# --------------------------------------------------------------------------------------- the time line


def revisions(figures: Sequence[Figure]) -> tuple[Revision, ...]:
    """What was said of the event's toll, step by step in time order, what has no time last; origins by their ids.

    Figures of groups are no steps: the army's one soldier must not look like a toll that fell from 57 to 1. An
    addition is a step that carries the sum.
    """
    steps: dict[tuple[object, ...], list[Figure]] = {}
    for figure in sorted(figures, key=lambda figure: (figure.said_at is None, figure.when, figure.id)):
        if figure.harm.outcome in {"killed", "wounded"} and (
            figure.adds_to is not None or (figure.bears == "total" and figure.is_told)
        ):
            batch = (figure.when, figure.origin, figure.report, figure.adds_to)
            clash = any(
                other.harm.outcome == figure.harm.outcome and other.quantity != figure.quantity
                for other in steps.get(batch, ())
            )
            steps.setdefault((*batch, figure.id) if clash else batch, []).append(figure)
    return tuple(_revision(step, figures) for step in steps.values())


def _revision(step: list[Figure], figures: Sequence[Figure]) -> Revision:
    quantities = {figure.harm.outcome: _quantity(figure, figures) for figure in reversed(step)}
    return Revision(
        said_at=step[0].said_at,
        origin=step[0].origin,
        killed=quantities.get("killed"),
        wounded=quantities.get("wounded"),
        claims=tuple(figure.id for figure in step),
        superseded=not any(figure.stands for figure in step),
    )


def _quantity(figure: Figure, figures: Sequence[Figure]) -> Quantity:
    """The figure's own, or for an addition the sum that it makes with those before it."""
    if figure.adds_to is None:
        return figure.quantity
    base = next(other for other in figures if other.id == figure.adds_to)
    by_then = [other for other in figures if (other.when, other.id) <= (figure.when, figure.id)]
    return sum_of(base, by_then)[0]
