"""A ledger that is gone when the program ends: for a demo, a test, or a look at a few files."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from copy import copy
from threading import RLock
from typing import Any

from tallystick.errors import LedgerError
from tallystick.ledger.book import Book
from tallystick.ledger.entries import Counts, Entry, EntryKind, Transaction
from tallystick.ledger.lines import Row, order
from tallystick.ledger.linking import MemoryLinks
from tallystick.ledger.originals import Packed
from tallystick.ledger.store import Loose


class MemoryStore:
    """Transactions, entries and rows in lists; an entry's place is its id less one."""

    def __init__(self) -> None:
        self._transactions: list[Transaction] = []
        self._entries: list[Entry] = []
        self._rows: list[Row] = []
        self._originals: dict[str, Packed] = {}
        self._bands: defaultdict[int, list[str]] = defaultdict(list)
        self._filed: dict[str, list[int]] = {}
        self._links = MemoryLinks()
        self._by: defaultdict[tuple[str, str | int | None], list[Entry]] = defaultdict(list)

    def copied(self) -> MemoryStore:
        """All that is held, apart from what is written from now on; what it holds itself never changes."""
        other = MemoryStore()
        vars(other).update({name: _copied(value) for name, value in vars(self).items()})
        return other

    def last(self, at: str | None = None) -> Transaction | None:
        """The last transaction, or the last one known at an instant."""
        known = (each for each in reversed(self._transactions) if at is None or each.known_at <= at)
        return next(known, None)

    def next_entry(self) -> int:
        """The number that the next entry gets."""
        return len(self._entries) + 1

    def transactions(self, *, after: int, limit: int) -> Sequence[Transaction]:
        """Transactions after this one, in order."""
        return self._transactions[after : after + limit]

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
        found = self._candidates(ids, txs, report_id, item_id, kind)
        return [
            entry
            for entry in found
            if (kind is None or entry.kind == kind)
            and (report_id is None or entry.report_id == report_id)
            and (item_id is None or entry.item_id == item_id)
            and (upto is None or entry.tx <= upto)
        ]

    def _candidates(
        self,
        ids: Collection[int] | None,
        txs: Collection[int] | None,
        report_id: str | None,
        item_id: str | None,
        kind: EntryKind | None,
    ) -> Iterable[Entry]:
        """The entries by the narrowest index that applies: a scan at each `record` would be quadratic."""
        if ids is not None:
            return [self._entries[number - 1] for number in sorted(ids) if 0 < number <= len(self._entries)]
        if txs is not None:
            return [entry for tx in sorted(txs) for entry in self._by["tx", tx]]
        if report_id is not None:
            return self._by["report_id", report_id]
        if item_id is not None:
            return self._by["item_id", item_id]
        return self._entries if kind is None else self._by["kind", kind]

    def _retracted(self, upto: int) -> set[str | None]:
        return {entry.item_id for entry in self.entries(kind="retraction", upto=upto)}

    def rows(
        self,
        *,
        upto: int,
        report_id: str | None = None,
        page: tuple[str | None, str] | None = None,
    ) -> Sequence[Row]:
        """Readings not retracted, of one report or of one page (outlet, url), in order of writing."""
        gone = self._retracted(upto)
        return [
            row
            for row in self._rows
            if row.tx <= upto
            and str(row.entry) not in gone
            and (report_id is None or row.report_id == report_id)
            and (page is None or (row.outlet, row.url) == page)
        ]

    def in_force(self, *, upto: int) -> Sequence[Row]:
        """The last reading not retracted of each report, in `order`."""
        latest = {row.report_id: row for row in self.rows(upto=upto)}
        return sorted(latest.values(), key=order)

    def active(self, kind: EntryKind, *, upto: int, item_id: str | None = None) -> Sequence[Entry]:
        """Judgements, or problems outside of readings, that are not retracted, in order of writing."""
        gone = self._retracted(upto)
        readings = {row.tx for row in self._rows}
        found = self.entries(kind=kind, item_id=item_id, upto=upto)
        return [entry for entry in found if str(entry.id) not in gone and entry.tx not in readings]

    def count(self, *, upto: int) -> Counts:
        """How much is in force."""
        txs = {row.tx for row in self.in_force(upto=upto)}
        kinds = [entry.kind for entry in self._entries if entry.tx in txs]
        return Counts(
            reports=len(txs),
            mentions=kinds.count("mention"),
            claims=kinds.count("claim"),
            problems=kinds.count("problem") + len(self.active("problem", upto=upto)),
            judgements=len(self.active("judgement", upto=upto)),
            transactions=min(upto, len(self._transactions)),
        )

    def loose(self) -> Loose:
        """Nothing: what is in memory was put there by `append` alone."""
        return Loose()

    def indexed(self, txs: Collection[int]) -> Sequence[Row]:
        """The rows of these transactions, as they stand in the index."""
        return [row for row in self._rows if row.tx in txs]

    def links(self) -> MemoryLinks:
        """Where the links of the ledger are kept."""
        return self._links

    def append(self, transaction: Transaction, entries: Sequence[Entry], row: Row | None) -> None:
        """Write one transaction."""
        self._transactions.append(transaction)
        self._entries.extend(entries)
        for entry in entries:
            self._by["tx", entry.tx].append(entry)
            self._by["report_id", entry.report_id].append(entry)
            self._by["kind", entry.kind].append(entry)
            self._by["item_id", entry.item_id].append(entry)
        if row is not None:
            self._rows.append(row)

    def original(self, sha256: str) -> Packed | None:
        """The row of these bytes; None where they are not held."""
        return self._originals.get(sha256)

    def keep(self, original: Packed) -> None:
        """Hold these bytes, which are not held yet."""
        self._originals[original.sha256] = original

    def bands_of(self, report_id: str) -> list[int]:
        """The bands under which a report is filed."""
        return self._filed.get(report_id, [])

    def in_bands(self, bands: Collection[int]) -> list[tuple[str, int]]:
        """The reports in these bands, by id, with the number of bands that each is in."""
        found = Counter(report_id for band in set(bands) for report_id in self._bands.get(band, ()))
        return sorted(found.items())

    def file(self, report_id: str, bands: Collection[int]) -> None:
        """File a report, which is not filed yet, under bands."""
        self._filed[report_id] = sorted(set(bands))
        for band in self._filed[report_id]:
            self._bands[band].append(report_id)


def _copied(value: Any) -> Any:
    """Lists, sets and tables, and those that they hold, copied; the records in them stay the same."""
    if isinstance(value, MemoryLinks):
        links = MemoryLinks()
        vars(links).update({name: _copied(held) for name, held in vars(value).items()})
        return links
    if isinstance(value, dict):
        table = copy(value)
        table.update((key, copy(held)) for key, held in value.items() if isinstance(held, (list, set)))
        return table
    return copy(value)


class MemoryLedger(Book):
    """A ledger in memory, with the meaning of every other ledger; safe to share between threads."""

    def __init__(self) -> None:
        self._store: MemoryStore | None = MemoryStore()
        self._lock = RLock()

    @contextmanager
    def _looking(self) -> Iterator[MemoryStore]:
        with self._lock:
            if self._store is None:
                raise LedgerError("The ledger is closed: open it again to use it.")
            yield self._store

    _writing = _looking

    @contextmanager
    def together(self) -> Iterator[Book]:
        """As `Ledger.together`."""
        with self._lock, super().together() as book:
            before = self._store.copied() if self._store else None
            try:
                yield book
            except BaseException:
                self._store = before
                raise

    def close(self) -> None:
        """Forget everything."""
        self._store = None
