"""A ledger page by page: each transaction with all that was written in it. What is copied, moved or merged is this.

A book and an archive are both read so, and a book is written so, transaction by transaction.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Protocol

from tallystick.errors import LedgerDamagedError
from tallystick.ledger.chain import GENESIS, entry_hash, transaction_hash
from tallystick.ledger.entries import Entry, Transaction
from tallystick.ledger.lines import ReadingLine, Row, decode, row_of
from tallystick.ledger.originals import Packed, unpack
from tallystick.ledger.store import Store
from tallystick.model import Capture, Record, Report


class Page(Record, frozen=True, kw_only=True):
    """One transaction, whole."""

    transaction: Transaction
    entries: tuple[Entry, ...]


class Paged(Protocol):
    """What can be read page by page."""

    def pages(self, *, after: int = 0) -> Iterator[Page]:
        """The pages after this transaction, in order; those written while this lasts may or may not come."""
        ...

    def packed(self, sha256: str) -> Packed | None:
        """An original as it is held; None where it is not."""
        ...

    def bands_of(self, report_id: str) -> Collection[int]:
        """The bands under which a report is filed."""
        ...


def check(page: Page, before: Transaction | None) -> None:
    """Make sure that a page is what was written, and follows the one before.

    Raises:
        LedgerDamagedError: it is not, or does not.
    """
    transaction = page.transaction
    follows = (transaction.tx, transaction.prev_hash) == ((before.tx + 1, before.hash) if before else (1, GENESIS))
    whole = all(entry.hash == entry_hash(entry) and entry.tx == transaction.tx for entry in page.entries)
    if not (follows and whole and page.entries and transaction.hash == transaction_hash(transaction, page.entries)):
        raise LedgerDamagedError(
            f"Transaction {transaction.tx}: it is not what was written, or does not follow from the one before. "
            "What comes before it was taken. `tally verify` on the ledger that it came from says more."
        )


def copy(store: Store, page: Page, source: Paged) -> None:
    """Write a page as it stands, with its originals, its row of the index and its bands.

    Raises:
        LedgerDamagedError: an original that it names is missing or is not what was written.
    """
    for capture in captures_of(page):
        if capture.kept and store.original(capture.sha256) is None:
            store.keep(held_by(source, capture))
    row = _row(store, page)
    store.append(page.transaction, page.entries, row)
    if row is not None and not store.bands_of(row.report_id) and (bands := source.bands_of(row.report_id)):
        store.file(row.report_id, bands)


def captures_of(page: Page) -> list[Capture]:
    """What a page says about the bytes that it came of."""
    return [decode(entry, Capture) for entry in page.entries if entry.kind == "capture"]


def held_by(source: Paged, capture: Capture) -> Packed:
    """The bytes of a capture that were kept, looked at before they are handed on.

    Raises:
        LedgerDamagedError: they are not there, or are not what was written.
    """
    held = source.packed(capture.sha256)
    if held is None:
        raise LedgerDamagedError(f"The original {capture.sha256} is missing in what is taken over.")
    unpack(held)
    return held


def _row(store: Store, page: Page) -> Row | None:
    """What the index says about the reading of a page; None where it has none."""
    for entry in page.entries:
        if entry.kind == "reading":
            return row_of(entry, decode(report_entry(store, page.entries, decode(entry, ReadingLine)), Report))
    return None


def report_entry(store: Store, entries: Sequence[Entry], line: ReadingLine) -> Entry:
    """The entry that holds the report of a reading: on its own page, or on an earlier one.

    Raises:
        LedgerDamagedError: it is not there.
    """
    held = [entry for entry in entries if entry.id == line.report] or list(store.entries(ids=[line.report]))
    if not held or held[0].kind != "report":
        raise LedgerDamagedError(f"Entry {line.report}, which should hold the report of a reading, does not.")
    return held[0]
