"""Updates and corrections: which figure a later one replaces.

"At least 15" in the evening and 57 the next day do not contradict each other: the words of the first allow the
second. A superseded figure sets no bound any more; it stays on the time line.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from tallystick.model import Revision
from tallystick.reconcile.figure import Figure, ancestors, are_disjoint


def without_superseded(figures: Sequence[Figure]) -> list[Figure]:
    """The same figures, the replaced ones set aside with the reason."""
    standing = sorted((f for f in figures if f.stands), key=lambda figure: (figure.when, figure.id))
    marked = [_marked(figure, [new for new in standing if replaces(new, figure)]) for figure in figures]
    by_id = {figure.id: figure for figure in marked}
    return [_with_its_total(figure, by_id) for figure in marked]


def _with_its_total(part: Figure, by_id: dict[str, Figure]) -> Figure:
    """A replaced toll takes its parts along, where the new one is broken down too: 31 of 40 is no part of 57."""
    if part.bears != "group" or not part.stands:
        return part
    for total in ancestors(part, by_id):
        newer = by_id.get(total.superseded_by or "")
        if newer is None:
            continue
        parts = [f for f in by_id.values() if f.stands and f.bears == "group" and newer in ancestors(f, by_id)]
        if parts:
            why = f"part of {total.number}, which {newer.id} replaced with {newer.number} and a breakdown of its own"
            return replace(part, superseded_by=newer.id, aside=f"superseded by {newer.id}: {why}")
    return part


def _marked(old: Figure, newer: list[Figure]) -> Figure:
    if not newer or not old.stands:
        return old
    last = newer[-1]
    return replace(old, superseded_by=last.id, aside=f"superseded by {last.id}: {_why(last, old)}")


def replaces(new: Figure, old: Figure) -> bool:
    """Whether the later figure takes the place of the earlier one.

    It must bear on the same people and come from the same origin, or stand in a later section of the same page
    over an unnamed one. Then a higher bound updates a compatible lower one; and where the two cannot both
    hold, the later corrects the earlier, unless a lower number comes through another outlet: that is as
    likely to be an old figure printed late. An equal number is a repetition, not an update.
    """
    if new.said_at is None or old.said_at is None or new.said_at <= old.said_at:
        return False
    if (new.bears, new.harm.outcome, new.topic) != (old.bears, old.harm.outcome, old.topic):
        return False
    same_page = new.report == old.report and not old.named
    if new.origin != old.origin and not same_page:
        return False
    if not are_disjoint(new.quantity, old.quantity) or new.low > old.low:
        return new.low > old.low
    return new.outlet == old.outlet


def _why(new: Figure, old: Figure) -> str:
    whose = "the same origin" if new.origin == old.origin else "the same page"
    if are_disjoint(new.quantity, old.quantity):
        return f"{whose} later corrected {old.number} to {new.number}"
    return f"{whose} later gave {new.number}, which {old.number} allows"


def revisions(figures: Sequence[Figure]) -> tuple[Revision, ...]:
    """What was said of the event's toll, step by step in time order; origins by their ids.

    Figures of groups are no steps: the army's one soldier must not look like a toll that fell from 57 to 1.
    """
    steps: dict[tuple[object, ...], list[Figure]] = {}
    for figure in sorted(figures, key=lambda figure: (figure.when, figure.id)):
        if figure.bears == "total" and figure.harm.outcome in {"killed", "wounded"} and _was_said(figure):
            batch = (figure.when, figure.origin, figure.report)
            clash = any(
                other.harm.outcome == figure.harm.outcome and other.quantity != figure.quantity
                for other in steps.get(batch, ())
            )
            steps.setdefault((*batch, figure.id) if clash else batch, []).append(figure)
    return tuple(_revision(step) for step in steps.values())


def _was_said(figure: Figure) -> bool:
    """Standing, or superseded: not what was denied, rejected or of no number."""
    return figure.stands or figure.superseded_by is not None


def _revision(step: list[Figure]) -> Revision:
    quantities = {figure.harm.outcome: figure.quantity for figure in reversed(step)}
    return Revision(
        said_at=step[0].said_at,
        origin=step[0].origin,
        killed=quantities.get("killed"),
        wounded=quantities.get("wounded"),
        claims=tuple(figure.id for figure in step),
        superseded=not any(figure.stands for figure in step),
    )
