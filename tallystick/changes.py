"""What a ledger learned, and which events came out differently for it: for those who follow along."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Literal

from tallystick.ledger.base import Ledger
from tallystick.ledger.entries import EntryKind, What
from tallystick.model import Estimate, Event, Record

_KINDS: tuple[EntryKind, ...] = ("reading", "problem", "judgement", "retraction")


class Written(Record, frozen=True, kw_only=True):
    """One thing that was written to the ledger."""

    tx: int
    """Number of the transaction: grows by one with each, and is never given twice."""
    entry: int
    known_at: datetime
    what: What
    report: str | None
    """The report that was read, or that a problem is about."""
    item: str | None
    """What a judgement is about, or the entry that a retraction takes back."""


class Figures(Record, frozen=True, kw_only=True):
    """An event's figures at one time."""

    killed: Estimate
    wounded: Estimate
    reports: tuple[str, ...]
    disputed: bool


class EventChange(Record, frozen=True, kw_only=True):
    """One event that is not what it was."""

    event: str
    change: Literal["new", "changed", "gone"]
    """gone = its mentions are held to be other events now, or were taken back."""
    before: Figures | None
    after: Figures | None


def changes(ledger: Ledger, *, after: int = 0) -> Iterator[Written]:
    """What was written after a transaction, oldest first: one line for each thing that is, or takes back one."""
    for page in ledger.pages(after=after):
        transaction = page.transaction
        for entry in page.entries:
            if entry.kind not in _KINDS or (entry.kind == "problem" and transaction.what != "problem"):
                continue  # a problem that is a part of its reading, which has a line of its own
            yield Written(
                tx=entry.tx,
                entry=entry.id,
                known_at=datetime.fromisoformat(transaction.known_at),
                what=transaction.what,
                report=entry.report_id,
                item=entry.item_id if transaction.what in ("judgement", "retraction") else None,
            )


def before(ledger: Ledger, *, entry: int = 0, known_at: datetime | None = None) -> int:
    """A transaction before which there is nothing after an entry, nor after a time: where looking can begin."""
    last = ledger.transaction()
    low, high = 0, last.tx if last else 0
    while low < high:
        middle = (low + high + 1) // 2
        page = next(ledger.pages(after=middle - 1), None)
        is_early = page is not None and all(each.id <= entry for each in page.entries)
        if page is not None and known_at is not None and not is_early:
            is_early = datetime.fromisoformat(page.transaction.known_at) <= known_at
        low, high = (middle, high) if is_early else (low, middle - 1)
    return low


def event_changes(before: Iterable[Event], after: Iterable[Event]) -> list[EventChange]:
    """The events that differ between two states of a ledger, under one profile, by id."""
    then, now = ({event.id: _figures(event) for event in events} for events in (before, after))
    found = []
    for event in sorted(then.keys() | now.keys()):
        left, right = then.get(event), now.get(event)
        if left != right:
            change: Literal["new", "changed", "gone"] = (
                "gone" if right is None else "new" if left is None else "changed"
            )
            found.append(EventChange(event=event, change=change, before=left, after=right))
    return found


def _figures(event: Event) -> Figures:
    return Figures(
        killed=event.tally.killed,
        wounded=event.tally.wounded,
        reports=tuple(sorted(report.id for report in event.reports)),
        disputed=bool(event.disputes),
    )
