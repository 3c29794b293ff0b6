"""What a book is kept in: it appends and looks up, and knows no rules.

Memory and databases each have one; the rules stand above them, once.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Protocol

from tallystick.ledger.entries import Counts, Entry, EntryKind, Transaction
from tallystick.ledger.lines import Row
from tallystick.ledger.originals import Packed
from tallystick.link.incremental import Shelf
from tallystick.model import Record

BATCH = 200
"""Readings or transactions fetched at a time; SQLite allows 999 values in one statement in old builds."""


class Loose(Record, frozen=True, kw_only=True):
    """What hangs in the air: entries whose transaction is missing, index rows and originals whose entry is."""

    entries: tuple[int, ...] = ()
    rows: tuple[int, ...] = ()
    originals: tuple[str, ...] = ()


class KeptShelf(Shelf, Protocol):
    """A shelf that knows how far it has come."""

    def state(self, key: str) -> str | None:
        """Something noted about the links as a whole; None on a shelf that was never begun."""
        ...

    def note(self, key: str, value: str) -> None:
        """Note something about the links as a whole."""
        ...

    def begin_anew(self) -> None:
        """Throw away all links."""
        ...


class Store(Protocol):
    """What a book is kept in, within one transaction. `upto` = the last transaction that counts."""

    def last(self, at: str | None = None) -> Transaction | None:
        """The last transaction, or the last one known at an instant."""
        ...

    def next_entry(self) -> int:
        """The number that the next entry gets."""
        ...

    def transactions(self, *, after: int, limit: int) -> Sequence[Transaction]:
        """Transactions after this one, in order."""
        ...

    def entries(
        self,
        *,
        ids: Collection[int] | None = None,
        txs: Collection[int] | None = None,
        kind: EntryKind | None = None,
        report_id: str | None = None,
        item_id: str | None = None,
        upto: int | None = None,
    ) -> Sequence[Entry]:
        """Entries for which all that is given holds, in order of their ids."""
        ...

    def rows(
        self,
        *,
        upto: int,
        report_id: str | None = None,
        page: tuple[str | None, str] | None = None,
    ) -> Sequence[Row]:
        """Readings not retracted, of one report or of one page (outlet, url), in order of writing."""
        ...

    def in_force(self, *, upto: int) -> Sequence[Row]:
        """The last reading not retracted of each report, in `order`."""
        ...

    def active(self, kind: EntryKind, *, upto: int, item_id: str | None = None) -> Sequence[Entry]:
        """Judgements, or problems outside of readings, that are not retracted, in order of writing."""
        ...

    def count(self, *, upto: int) -> Counts:
        """How much is in force."""
        ...

    def loose(self) -> Loose:
        """What belongs to no transaction."""
        ...

    def indexed(self, txs: Collection[int]) -> Sequence[Row]:
        """The rows of these transactions, as they stand in the index."""
        ...

    def append(self, transaction: Transaction, entries: Sequence[Entry], row: Row | None) -> None:
        """Write one transaction."""
        ...

    def original(self, sha256: str) -> Packed | None:
        """The row of these bytes; None where they are not held."""
        ...

    def keep(self, original: Packed) -> None:
        """Hold these bytes, which are not held yet."""
        ...

    def bands_of(self, report_id: str) -> list[int]:
        """The bands under which a report is filed."""
        ...

    def in_bands(self, bands: Collection[int]) -> list[tuple[str, int]]:
        """The reports in these bands, by id, with the number of bands that each is in."""
        ...

    def file(self, report_id: str, bands: Collection[int]) -> None:
        """File a report, which is not filed yet, under bands."""
        ...

    def links(self) -> KeptShelf:
        """Where the links of the ledger are kept."""
        ...
