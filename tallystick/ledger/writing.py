"""What a transaction of each kind writes."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from tallystick.errors import UsageError
from tallystick.ledger import lookup
from tallystick.ledger.chain import Draft, seal
from tallystick.ledger.entries import Entry, EntryKind, Transaction, What
from tallystick.ledger.lines import (
    Row,
    decode,
    earlier_version,
    reading_drafts,
    report_draft,
    row_of,
    same_content,
    without_revises,
)
from tallystick.ledger.originals import capture_draft, pack
from tallystick.ledger.store import Store
from tallystick.model import Original, Reading, Report

RETRACTABLE: tuple[EntryKind, ...] = ("reading", "problem", "judgement")


def is_known(store: Store, rows: Sequence[Row], reading: Reading, reader: str) -> bool:
    """Whether this was read by this reader before, or says what is in force already."""
    if not rows:
        return False
    if same_content(lookup.readings(store, rows[-1:])[0], reading):
        return True
    given = without_revises(reading.report)
    ids = {row.report_entry for row in rows if row.reader == reader}
    held = store.entries(ids=ids)
    return any(without_revises(decode(entry, Report)) == given for entry in held)


def append_reading(
    store: Store,
    reading: Reading,
    *,
    at: str,
    reader: str,
    original: Original | None,
    more: Sequence[Draft] = (),
) -> tuple[Transaction, Report]:
    """One reading, with its report where that is new or has changed; returns the report as it is kept.

    Args:
        more: lines that stand beside it.
    """
    last, number = store.last(), store.next_entry()
    held = store.entries(kind="report", report_id=reading.report.id)
    report = _with_revises(store, reading.report, held, upto=lookup.tx_of(last))
    drafts: list[Draft] = []
    known = next((entry.id for entry in held if decode(entry, Report) == report), None)
    if known is None:
        drafts.append(report_draft(report))
    report_entry = number if known is None else known
    drafts += reading_drafts(reading, reader=reader, report_entry=report_entry)
    if original:
        drafts.append(capture_draft(original.capture, report.id))
        keep(store, original)
    drafts += more
    transaction, entries = seal(drafts, after=last, first_id=number, known_at=at, what="reading")
    line = next(entry for entry in entries if entry.kind == "reading")
    store.append(transaction, entries, row_of(line, report))
    return transaction, report


def append_capture(store: Store, original: Original, report_id: str, *, at: str) -> int:
    """A report of which no original is held gets one; returns the transaction."""
    keep(store, original)
    number = append(store, [capture_draft(original.capture, report_id)], at=at, what="capture")
    return store.entries(ids=[number])[0].tx


def keep(store: Store, original: Original | None) -> None:
    """Hold the bytes of an original that is to be kept, once."""
    if original and original.capture.kept and store.original(original.capture.sha256) is None:
        store.keep(pack(original))


def holds_capture(store: Store, problem: Entry, original: Original | None) -> bool:
    """Whether this problem was recorded with these bytes; without bytes, every one with its words is the same."""
    if original is None:
        return True
    held = store.entries(txs=[problem.tx], kind="capture")
    return any(entry.item_id == original.capture.sha256 for entry in held)


def _with_revises(store: Store, report: Report, held: Sequence[Entry], *, upto: int) -> Report:
    """The report with `revises` as given, else as recorded before, else as the page's history says."""
    if report.revises is not None:
        return report
    if held:
        revises = decode(held[-1], Report).revises
    elif report.url is None:
        revises = None
    else:
        revises = earlier_version(report, store.rows(upto=upto, page=(report.outlet, report.url)))
    return msgspec.structs.replace(report, revises=revises)


def append(store: Store, drafts: Sequence[Draft], *, at: str, what: What) -> int:
    """Write entries that are no reading; returns the first one's number."""
    transaction, entries = seal(drafts, after=store.last(), first_id=store.next_entry(), known_at=at, what=what)
    store.append(transaction, entries, None)
    return entries[0].id


def check_retractable(store: Store, entry: Entry) -> None:
    """Make sure that an entry can be withdrawn alone.

    Raises:
        UsageError: it cannot.
    """
    if entry.kind not in RETRACTABLE:
        raise UsageError(
            f"Cannot retract entry {entry.id}: it is a {entry.kind}. Retract the reading it belongs to, "
            "or judge a claim with accept or reject."
        )
    if entry.kind == "problem" and store.entries(txs=[entry.tx], kind="reading"):
        raise UsageError(f"Cannot retract entry {entry.id}: this problem is part of a reading; retract the reading.")
