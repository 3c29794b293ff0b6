"""How the ledger is kept, whatever it is kept in.

`Book` holds the rules; a `Store` only appends and looks up. Memory and SQLite share every rule, so they
cannot differ in meaning, and a third store has one small class to write.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from itertools import groupby
from types import TracebackType
from typing import Protocol, Self

import msgspec

from tallystick.errors import DataError, UsageError
from tallystick.ledger import audit, grounding
from tallystick.ledger.base import Counts, Entry, EntryKind, Recorded, Transaction, What
from tallystick.ledger.chain import GENESIS, Draft, instant, seal
from tallystick.ledger.lines import (
    Row,
    Withdrawal,
    assemble,
    body_of,
    decode,
    earlier_version,
    order,
    reading_drafts,
    report_draft,
    row_of,
    same_content,
    without_revises,
)
from tallystick.ledger.linking import KeptShelf, catch_up, is_up_to_date
from tallystick.ledger.originals import Packed, capture_draft, pack, unpack
from tallystick.link.incremental import Shelf
from tallystick.model import Capture, Judgement, Original, Problem, Reading, Report
from tallystick.text import minhash

BATCH = 200
"""Readings or transactions fetched at a time; SQLite allows 999 values in one statement in old builds."""

RETRACTABLE: tuple[EntryKind, ...] = ("reading", "problem", "judgement")


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

    def loose(self) -> audit.Loose:
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


class Book(ABC):
    """A ledger, less the place where it is kept. `base.Ledger` documents the methods."""

    @abstractmethod
    def _looking(self) -> AbstractContextManager[Store]:
        """A store to look things up in."""

    @abstractmethod
    def _writing(self) -> AbstractContextManager[Store]:
        """A store that nobody else writes to meanwhile; all or nothing is kept at the end."""

    @abstractmethod
    def close(self) -> None:
        """As `Ledger.close`."""

    @contextmanager
    def together(self) -> Iterator[Book]:
        """As `Ledger.together`."""
        with self._writing() as store:
            yield _Together(store)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    # ------------------------------------------------------------------------------------ taking down

    def record(
        self,
        reading: Reading,
        *,
        known_at: datetime,
        reader: str,
        original: Original | None = None,
        bands: Collection[int] = (),
    ) -> Recorded:
        """As `Ledger.record`."""
        at = instant(known_at)
        report_id = reading.report.id
        for fault in grounding.faults(reading):
            raise DataError(f"Cannot record {report_id}: {fault.item} {fault.why}.")
        with self._writing() as store:
            upto = _tx(store.last())
            rows = store.rows(upto=upto, report_id=report_id)
            if original and store.entries(kind="capture", report_id=report_id):
                original = None
            if _is_known(store, rows, reading, reader):
                tx = _append_capture(store, original, report_id, at=at) if original else None
                return Recorded(report=report_id, outcome="same", tx=tx)
            transaction, report = _append_reading(store, reading, at=at, reader=reader, original=original)
            copies: list[str] = []
            if bands and not rows and not store.bands_of(report_id):
                store.file(report_id, bands)
                copies = _near_copies(store, report_id)
        return Recorded(
            report=report_id,
            outcome="reread" if rows else "new",
            tx=transaction.tx,
            revises=report.revises,
            near_copies=tuple(copies),
        )

    def record_problem(self, problem: Problem, *, known_at: datetime, original: Original | None = None) -> int:
        """As `Ledger.record_problem`."""
        at = instant(known_at)
        body = body_of(problem, problem.report or "the problem")
        drafts = [Draft(kind="problem", report_id=problem.report, item_id=problem.code, body=body)]
        if original:
            drafts.append(capture_draft(original.capture, problem.report))
        with self._writing() as store:
            held = store.active("problem", upto=_tx(store.last()), item_id=problem.code)
            for entry in held:
                if entry.body == body and _with_capture(store, entry, original):
                    return entry.id
            _keep(store, original)
            return _append(store, drafts, at=at, what="problem")

    def judge(self, judgement: Judgement, *, known_at: datetime) -> int:
        """As `Ledger.judge`."""
        at = instant(known_at)
        body = body_of(judgement, "the judgement")
        about = " ".join(sorted(judgement.items))
        with self._writing() as store:
            for item in (*judgement.items, *judgement.against):
                if not audit.has_item(store, item):
                    raise UsageError(f"Cannot judge {item}: no such claim or mention was ever recorded.")
            held = store.active("judgement", upto=_tx(store.last()), item_id=about)
            if held and held[-1].body == body:
                return held[-1].id
            draft = Draft(kind="judgement", item_id=about, body=body)
            return _append(store, [draft], at=at, what="judgement")

    def retract(self, entry_id: int, *, known_at: datetime, by: str, why: str) -> int:
        """As `Ledger.retract`."""
        at = instant(known_at)
        with self._writing() as store:
            held = store.entries(ids=[entry_id])
            if not held:
                raise UsageError(f"Cannot retract entry {entry_id}: there is none with this number.")
            _check_retractable(store, held[0])
            item = str(entry_id)
            for done in store.entries(kind="retraction", item_id=item):
                return done.id
            body = body_of(Withdrawal(entry=entry_id, by=by, why=why), f"the retraction of entry {item}")
            draft = Draft(kind="retraction", report_id=held[0].report_id, item_id=item, body=body)
            return _append(store, [draft], at=at, what="retraction")

    # --------------------------------------------------------------------------------- looking things up

    def readings(self, *, recorded_as_of: datetime | None = None) -> Iterator[Reading]:
        """As `Ledger.readings`."""
        with self._looking() as store:
            rows = store.in_force(upto=_upto(store, recorded_as_of))
        # Fetched in batches, each in a transaction of its own: nothing is ever changed, so they agree, and
        # a caller who stops half-way leaves no transaction open.
        for first in range(0, len(rows), BATCH):
            with self._looking() as store:
                batch = _readings(store, rows[first : first + BATCH])
            yield from batch

    def reading(self, report_id: str, *, recorded_as_of: datetime | None = None) -> Reading | None:
        """As `Ledger.reading`."""
        with self._looking() as store:
            rows = store.rows(upto=_upto(store, recorded_as_of), report_id=report_id)
            return _readings(store, rows[-1:])[0] if rows else None

    def judgements(self, *, recorded_as_of: datetime | None = None) -> Iterator[Judgement]:
        """As `Ledger.judgements`."""
        with self._looking() as store:
            entries = store.active("judgement", upto=_upto(store, recorded_as_of))
        return (decode(entry, Judgement) for entry in entries)

    def problems(self, *, recorded_as_of: datetime | None = None) -> Iterator[Problem]:
        """As `Ledger.problems`."""
        with self._looking() as store:
            upto = _upto(store, recorded_as_of)
            alone = {entry.id for entry in store.active("problem", upto=upto)}
            txs = {row.tx for row in store.in_force(upto=upto)}
            entries = store.entries(kind="problem", upto=upto)
        return (decode(entry, Problem) for entry in entries if entry.id in alone or entry.tx in txs)

    def captures(self, report_id: str) -> list[Capture]:
        """As `Ledger.captures`."""
        with self._looking() as store:
            found = store.entries(kind="capture", report_id=report_id)
        return [decode(entry, Capture) for entry in found]

    def captured(self, sha256: str) -> list[tuple[str | None, Capture]]:
        """As `Ledger.captured`."""
        with self._looking() as store:
            found = store.entries(kind="capture", item_id=sha256)
        return [(entry.report_id, decode(entry, Capture)) for entry in found]

    def original(self, sha256: str) -> bytes | None:
        """As `Ledger.original`."""
        with self._looking() as store:
            row = store.original(sha256)
        return unpack(row) if row else None

    def versions(self, report_id: str) -> list[str]:
        """As `Ledger.versions`."""
        with self._looking() as store:
            return _versions(store, report_id)

    def near_copies(self, report_id: str) -> list[str]:
        """As `Ledger.near_copies`."""
        with self._looking() as store:
            return _near_copies(store, report_id)

    def readers(self, report_id: str) -> list[str]:
        """As `Ledger.readers`."""
        with self._looking() as store:
            return [row.reader for row in store.rows(upto=_tx(store.last()), report_id=report_id)]

    def entries(
        self,
        *,
        kind: EntryKind | None = None,
        report_id: str | None = None,
        recorded_as_of: datetime | None = None,
    ) -> Iterator[Entry]:
        """As `Ledger.entries`."""
        if report_id is not None:
            with self._looking() as store:
                upto = _upto(store, recorded_as_of)
                found = store.entries(kind=kind, report_id=report_id, upto=upto)
            yield from found
            return
        for batch in self._batches(recorded_as_of):
            txs = [each.tx for each in batch]
            with self._looking() as store:
                found = store.entries(txs=txs, kind=kind)
            yield from found

    def transactions(self, *, recorded_as_of: datetime | None = None) -> Iterator[Transaction]:
        """As `Ledger.transactions`."""
        for batch in self._batches(recorded_as_of):
            yield from batch

    def transaction(self, tx: int | None = None) -> Transaction | None:
        """As `Ledger.transaction`."""
        with self._looking() as store:
            if tx is None:
                return store.last()
            return next((each for each in store.transactions(after=tx - 1, limit=1) if each.tx == tx), None)

    def _batches(self, recorded_as_of: datetime | None) -> Iterator[list[Transaction]]:
        with self._looking() as store:
            upto = _upto(store, recorded_as_of)
        after = 0
        while after < upto:
            with self._looking() as store:
                batch = [each for each in store.transactions(after=after, limit=BATCH) if each.tx <= upto]
            if not batch:
                return
            yield batch
            after = batch[-1].tx

    def counts(self, *, recorded_as_of: datetime | None = None) -> Counts:
        """As `Ledger.counts`."""
        with self._looking() as store:
            return store.count(upto=_upto(store, recorded_as_of))

    def head(self) -> str:
        """As `Ledger.head`."""
        with self._looking() as store:
            last = store.last()
        return last.hash if last else GENESIS

    @contextmanager
    def links(self) -> Iterator[Shelf]:
        """As `Ledger.links`."""
        with self._looking() as store:
            if is_up_to_date(store, store.links()):
                yield store.links()
                return
        with self._writing() as store:
            catch_up(store, store.links(), lambda row: _readings(store, [row])[0])
            yield store.links()

    def verify(self) -> list[str]:
        """As `Ledger.verify`."""
        with self._looking() as store:
            return list(audit.faults(store, batch=BATCH))


class _Together(Book):
    """A book whose every step is a part of one transaction of the store."""

    def __init__(self, store: Store) -> None:
        self._store = store

    @contextmanager
    def _looking(self) -> Iterator[Store]:
        yield self._store

    @contextmanager
    def _writing(self) -> Iterator[Store]:
        yield self._store

    def close(self) -> None:
        """Nothing of its own to let go of."""


# ------------------------------------------------------------------------------------------- steps


def _tx(transaction: Transaction | None) -> int:
    return transaction.tx if transaction else 0


def _upto(store: Store, recorded_as_of: datetime | None) -> int:
    """The last transaction that the ledger knew at an instant; 0 = none."""
    return _tx(store.last(instant(recorded_as_of) if recorded_as_of else None))


def _is_known(store: Store, rows: Sequence[Row], reading: Reading, reader: str) -> bool:
    """Whether this was read by this reader before, or says what is in force already."""
    if not rows:
        return False
    if same_content(_readings(store, rows[-1:])[0], reading):
        return True
    given = without_revises(reading.report)
    ids = {row.report_entry for row in rows if row.reader == reader}
    held = store.entries(ids=ids)
    return any(without_revises(decode(entry, Report)) == given for entry in held)


def _append_reading(
    store: Store, reading: Reading, *, at: str, reader: str, original: Original | None
) -> tuple[Transaction, Report]:
    last, number = store.last(), store.next_entry()
    held = store.entries(kind="report", report_id=reading.report.id)
    report = _with_revises(store, reading.report, held, upto=_tx(last))
    drafts: list[Draft] = []
    known = next((entry.id for entry in held if decode(entry, Report) == report), None)
    if known is None:
        drafts.append(report_draft(report))
    report_entry = number if known is None else known
    drafts += reading_drafts(reading, reader=reader, report_entry=report_entry)
    if original:
        drafts.append(capture_draft(original.capture, report.id))
        _keep(store, original)
    transaction, entries = seal(drafts, after=last, first_id=number, known_at=at, what="reading")
    line = next(entry for entry in entries if entry.kind == "reading")
    store.append(transaction, entries, row_of(line, report))
    return transaction, report


def _append_capture(store: Store, original: Original, report_id: str, *, at: str) -> int:
    """A report of which no original is held gets one; returns the transaction."""
    _keep(store, original)
    number = _append(store, [capture_draft(original.capture, report_id)], at=at, what="capture")
    return store.entries(ids=[number])[0].tx


def _keep(store: Store, original: Original | None) -> None:
    if original and original.capture.kept and store.original(original.capture.sha256) is None:
        store.keep(pack(original))


def _with_capture(store: Store, problem: Entry, original: Original | None) -> bool:
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


def _versions(store: Store, report_id: str) -> list[str]:
    upto = _tx(store.last())
    rows = store.rows(upto=upto, report_id=report_id)
    if rows and rows[-1].url is not None:
        rows = store.rows(upto=upto, page=(rows[-1].outlet, rows[-1].url))
    latest = {row.report_id: row for row in rows}
    return [row.report_id for row in sorted(latest.values(), key=order)]


def _near_copies(store: Store, report_id: str) -> list[str]:
    bands = store.bands_of(report_id)
    found = [other for other, shared in store.in_bands(bands) if shared >= minhash.LEAST_SHARED] if bands else []
    own = {report_id, *_versions(store, report_id)} if len(found) > 1 else {report_id}
    return [other for other in found if other not in own]


def _append(store: Store, drafts: Sequence[Draft], *, at: str, what: What) -> int:
    """Write entries that are no reading; returns the first one's number."""
    transaction, entries = seal(drafts, after=store.last(), first_id=store.next_entry(), known_at=at, what=what)
    store.append(transaction, entries, None)
    return entries[0].id


def _check_retractable(store: Store, entry: Entry) -> None:
    if entry.kind not in RETRACTABLE:
        raise UsageError(
            f"Cannot retract entry {entry.id}: it is a {entry.kind}. Retract the reading it belongs to, "
            "or judge a claim with accept or reject."
        )
    if entry.kind == "problem" and store.entries(txs=[entry.tx], kind="reading"):
        raise UsageError(f"Cannot retract entry {entry.id}: this problem is part of a reading; retract the reading.")


def _readings(store: Store, rows: Sequence[Row]) -> list[Reading]:
    texts = {entry.id: entry for entry in store.entries(ids={row.report_entry for row in rows})}
    found = store.entries(txs={row.tx for row in rows})
    by_tx = {tx: list(group) for tx, group in groupby(found, key=lambda entry: entry.tx)}
    return [assemble(decode(audit.present(texts, row), Report), by_tx.get(row.tx, ())) for row in rows]
