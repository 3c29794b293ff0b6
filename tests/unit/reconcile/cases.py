"""One event's worth of claims, without linking: what the tests of this folder reconcile."""

from __future__ import annotations

from datetime import datetime

from tallystick.model import Event, MentionRef, Reading
from tallystick.reconcile.case import Case, build_case
from tallystick.reconcile.tally import reconcile

Figures = tuple[int | None, int | None, int | None]


def one_event(*readings: Reading, profile: str = "ledger", as_of: datetime | None = None) -> Event:
    """The mentions `m1` of these readings as one event."""
    return reconcile(refs(readings), {r.report.id: r for r in readings}, profiles=(profile,), as_of=as_of)[0]


def one_case(*readings: Reading) -> Case:
    """The same, before a profile chooses."""
    return build_case(refs(readings), {r.report.id: r for r in readings})


def refs(readings: tuple[Reading, ...]) -> list[MentionRef]:
    """All their mentions `m1`."""
    return [MentionRef(report=reading.report.id, mention="m1", role="main") for reading in readings]


def killed(event: Event) -> Figures:
    """Low, best and high of the dead."""
    return event.tally.killed.low, event.tally.killed.best, event.tally.killed.high
