"""How the ledger is kept, whatever it is kept in.

`Book` holds the rules; a `Store` only appends and looks up. Memory, SQLite and PostgreSQL share every rule, so they
cannot differ in meaning, and another store has one small class to write.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from itertools import groupby, islice
from types import TracebackType
from typing import Self

from tallystick.corrections import corrected
from tallystick.errors import DataError, UsageError
from tallystick.ledger import audit, grounding, lookup, writing
from tallystick.ledger.chain import GENESIS, Draft, instant
from tallystick.ledger.entries import Counts, Entry, EntryKind, Merged, News, Recorded, Transaction
from tallystick.ledger.lines import Withdrawal, body_of, decode
from tallystick.ledger.linking import catch_up, is_up_to_date, news_since
from tallystick.ledger.merging import Merge, follow
from tallystick.ledger.originals import Packed, capture_draft, unpack
from tallystick.ledger.pages import Page, Paged, check, copy
from tallystick.ledger.store import BATCH, Store
from tallystick.link.incremental import NOTHING_BEFOREHAND, Beforehand, Shelf
from tallystick.model import Capture, Judgement, Original, Problem, Reading

PATIENCE = 3
"""How often somebody who wants the links looks for a moment in which nobody has just written; then others must wait."""


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
            upto = lookup.tx_of(store.last())
            rows = store.rows(upto=upto, report_id=report_id)
            if original and store.entries(kind="capture", report_id=report_id):
                original = None
            if writing.is_known(store, rows, reading, reader):
                tx = writing.append_capture(store, original, report_id, at=at) if original else None
                return Recorded(report=report_id, outcome="same", tx=tx)
            transaction, report = writing.append_reading(store, reading, at=at, reader=reader, original=original)
            copies: list[str] = []
            if bands and not rows and not store.bands_of(report_id):
                store.file(report_id, bands)
                copies = lookup.near_copies(store, report_id)
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
            held = store.active("problem", upto=lookup.tx_of(store.last()), item_id=problem.code)
            for entry in held:
                if entry.body == body and writing.holds_capture(store, entry, original):
                    return entry.id
            writing.keep(store, original)
            return writing.append(store, drafts, at=at, what="problem")

    def judge(self, judgement: Judgement, *, known_at: datetime) -> int:
        """As `Ledger.judge`."""
        at = instant(known_at)
        body = body_of(judgement, "the judgement")
        about = " ".join(sorted(judgement.items))
        with self._writing() as store:
            for item in lookup.missing(store, judgement):
                raise UsageError(f"Cannot judge {item}: no such claim or mention was ever recorded.")
            given = lookup.judgements(store, upto=lookup.tx_of(store.last()))
            held = [entry for entry in given if entry.item_id == about]
            if held and held[-1].body == body:
                return held[-1].id
            draft = Draft(kind="judgement", item_id=about, body=body)
            return writing.append(store, [draft], at=at, what="judgement")

    def retract(self, entry_id: int, *, known_at: datetime, by: str, why: str) -> int:
        """As `Ledger.retract`."""
        at = instant(known_at)
        with self._writing() as store:
            held = store.entries(ids=[entry_id])
            if not held:
                raise UsageError(f"Cannot retract entry {entry_id}: there is none with this number.")
            writing.check_retractable(store, held[0])
            item = str(entry_id)
            for done in store.entries(kind="retraction", item_id=item):
                return done.id
            body = body_of(Withdrawal(entry=entry_id, by=by, why=why), f"the retraction of entry {item}")
            draft = Draft(kind="retraction", report_id=held[0].report_id, item_id=item, body=body)
            return writing.append(store, [draft], at=at, what="retraction")

    # --------------------------------------------------------------------------------- looking things up

    def readings(self, *, recorded_as_of: datetime | None = None) -> Iterator[Reading]:
        """As `Ledger.readings`."""
        with self._looking() as store:
            upto = lookup.last_at(store, recorded_as_of)
            rows, told = store.in_force(upto=upto), lookup.corrections(store, upto)
        # Fetched in batches, each in a transaction of its own: nothing is ever changed, so they agree, and
        # a caller who stops half-way leaves no transaction open.
        for first in range(0, len(rows), BATCH):
            with self._looking() as store:
                batch = lookup.readings(store, rows[first : first + BATCH])
            yield from (corrected(reading, told.get(reading.report.id, ())) for reading in batch)

    def reading(self, report_id: str, *, recorded_as_of: datetime | None = None) -> Reading | None:
        """As `Ledger.reading`."""
        with self._looking() as store:
            upto = lookup.last_at(store, recorded_as_of)
            rows = store.rows(upto=upto, report_id=report_id)
            if not rows:
                return None
            return corrected(lookup.readings(store, rows[-1:])[0], lookup.corrections(store, upto).get(report_id, ()))

    def judgements(self, *, recorded_as_of: datetime | None = None) -> Iterator[Judgement]:
        """As `Ledger.judgements`."""
        with self._looking() as store:
            entries = lookup.judgements(store, upto=lookup.last_at(store, recorded_as_of))
        return (decode(entry, Judgement) for entry in entries)

    def problems(self, *, recorded_as_of: datetime | None = None) -> Iterator[Problem]:
        """As `Ledger.problems`."""
        with self._looking() as store:
            upto = lookup.last_at(store, recorded_as_of)
            alone = {entry.id for entry in store.active("problem", upto=upto)}
            entries = store.entries(kind="problem", upto=upto)
            # Of a ledger without problems not every reading need be looked at for them.
            txs = {row.tx for row in store.in_force(upto=upto)} if len(entries) > len(alone) else set[int]()
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
            return lookup.versions(store, report_id)

    def near_copies(self, report_id: str) -> list[str]:
        """As `Ledger.near_copies`."""
        with self._looking() as store:
            return lookup.near_copies(store, report_id)

    def readers(self, report_id: str) -> list[str]:
        """As `Ledger.readers`."""
        with self._looking() as store:
            return [row.reader for row in store.rows(upto=lookup.tx_of(store.last()), report_id=report_id)]

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
                upto = lookup.last_at(store, recorded_as_of)
                found = store.entries(kind=kind, report_id=report_id, upto=upto)
            yield from found
            return
        if kind in ("judgement", "retraction", "merged"):  # there are few of them, among many transactions
            with self._looking() as store:
                found = store.entries(kind=kind, upto=lookup.last_at(store, recorded_as_of))
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

    def _batches(self, recorded_as_of: datetime | None, *, after: int = 0) -> Iterator[list[Transaction]]:
        with self._looking() as store:
            upto = lookup.last_at(store, recorded_as_of)
        while after < upto:
            with self._looking() as store:
                batch = [each for each in store.transactions(after=after, limit=BATCH) if each.tx <= upto]
            if not batch:
                return
            yield batch
            after = batch[-1].tx

    def pages(self, *, after: int = 0) -> Iterator[Page]:
        """As `Paged.pages`: those that the ledger holds when this begins."""
        for batch in self._batches(None, after=after):
            with self._looking() as store:
                found = store.entries(txs=[each.tx for each in batch])
            by_tx = {tx: tuple(group) for tx, group in groupby(found, key=lambda entry: entry.tx)}
            yield from (Page(transaction=each, entries=by_tx.get(each.tx, ())) for each in batch)

    def packed(self, sha256: str) -> Packed | None:
        """As `Paged.packed`."""
        with self._looking() as store:
            return store.original(sha256)

    def bands_of(self, report_id: str) -> Collection[int]:
        """As `Paged.bands_of`."""
        with self._looking() as store:
            return store.bands_of(report_id)

    def restore(self, source: Paged) -> int:
        """As `Ledger.restore`.

        The same transactions with the same hashes: one that broke off goes on where it was, and an older copy is
        brought up to the newer one.
        """
        with self._looking() as store:
            begun = store.last()
        pages = source.pages(after=begun.tx - 1 if begun else 0)
        if begun:
            shared = next(pages, None)
            if shared is None or shared.transaction.hash != begun.hash:
                raise UsageError(
                    f"Cannot restore into this ledger: its transaction {begun.tx} is not in what is restored. "
                    "Give a ledger that is not there yet; or `tally merge`, to take over what another desk recorded."
                )
        before, written = begun, 0
        while batch := list(islice(pages, BATCH)):
            with self._writing() as store:
                for page in batch:
                    check(page, before)
                    if lookup.tx_of(store.last()) != page.transaction.tx - 1:
                        raise UsageError("Cannot restore into this ledger: somebody else has written to it meanwhile.")
                    copy(store, page, source)
                    before, written = page.transaction, written + 1
        return written

    def merge(self, source: Paged, *, known_at: datetime) -> Merged:
        """As `Ledger.merge`; `merging` says how."""
        at = instant(known_at)
        merge = Merge(source, at=at)
        pages = source.pages()
        while batch := list(islice(pages, BATCH)):
            with self._writing() as store:
                for page in batch:
                    merge.take(store, page)
        with self._writing() as store:
            follow(store, at=at)
        return merge.merged

    def counts(self, *, recorded_as_of: datetime | None = None) -> Counts:
        """As `Ledger.counts`."""
        with self._looking() as store:
            return store.count(upto=lookup.last_at(store, recorded_as_of))

    def head(self) -> str:
        """As `Ledger.head`."""
        with self._looking() as store:
            last = store.last()
        return last.hash if last else GENESIS

    def since(self, tx: int) -> News:
        """As `Ledger.since`."""
        with self._looking() as store:
            return news_since(store, tx)

    @contextmanager
    def links(self, beforehand: Beforehand = NOTHING_BEFOREHAND) -> Iterator[Shelf]:
        """As `Ledger.links`."""
        for _ in range(PATIENCE):
            with self._looking() as store:
                if is_up_to_date(store, store.links()):
                    yield store.links()
                    return
            while not self._link_some(beforehand):
                pass
        with self._writing() as store:
            catch_up(store, store.links(), beforehand=beforehand)
            yield store.links()

    def _link_some(self, beforehand: Beforehand) -> bool:
        """Link a batch, in a transaction of its own so that others may write between two; whether that was all."""
        with self._writing() as store:
            return catch_up(store, store.links(), most=BATCH, beforehand=beforehand)

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
