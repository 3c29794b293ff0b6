"""What every ledger offers, wherever it is kept; the shapes that it hands out are in `entries.py`."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import AbstractContextManager
from datetime import datetime
from types import TracebackType
from typing import Protocol

from tallystick.ledger.entries import Counts, Entry, EntryKind, Merged, News, Recorded, Transaction
from tallystick.ledger.originals import Packed
from tallystick.ledger.pages import Page, Paged
from tallystick.link.incremental import NOTHING_BEFOREHAND, Beforehand, Shelf
from tallystick.model import Capture, Judgement, Original, Problem, Reading


class Ledger(Protocol):
    """An append-only record of reports, claims and judgements.

    `known_at` is the caller's clock. Where it is earlier than the last transaction's (a clock was set
    back, two machines differ), the last transaction's is recorded instead: order is that of writing.
    `recorded_as_of` = what the ledger knew at that instant; None = all it knows.
    """

    def record(
        self,
        reading: Reading,
        *,
        known_at: datetime,
        reader: str,
        original: Original | None = None,
        bands: Collection[int] = (),
    ) -> Recorded:
        """Take down one reading in one transaction, with the bytes that it was read from.

        Args:
            original: written with the first reading of the report; a report that has one gets no second one.
            bands: the keys of its text (`text.minhash`), by which near-copies find each other.
            reader: name and version of what read it; the same reader reading the same report again
                changes nothing, and neither does another reader that found the same.
        Raises:
            DataError: the reading contradicts itself, such as a span that does not cut its quote.
        """
        ...

    def record_problem(self, problem: Problem, *, known_at: datetime, original: Original | None = None) -> int:
        """Take down an input that could not be used, with its bytes; returns its entry, the old one if held already."""
        ...

    def judge(self, judgement: Judgement, *, known_at: datetime) -> int:
        """Take down a person's verdict and return its entry.

        Raises:
            UsageError: an item was never recorded.
        """
        ...

    def retract(self, entry_id: int, *, known_at: datetime, by: str, why: str) -> int:
        """Withdraw a reading, a problem or a judgement; returns the entry that says so.

        Withdrawing a reading brings back the one that it replaced, if any.

        Raises:
            UsageError: there is no such entry, or its kind cannot be withdrawn alone.
        """
        ...

    def together(self) -> AbstractContextManager[Ledger]:
        """The same ledger, less its end: what is written to it within the context is all kept at its end, or none.

        For many records at once, which costs a database less than one after the other. Nobody else writes meanwhile.
        """
        ...

    def readings(self, *, recorded_as_of: datetime | None = None) -> Iterator[Reading]:
        """The reading in force of each report, by publication, then id; reports without a time last."""
        ...

    def reading(self, report_id: str, *, recorded_as_of: datetime | None = None) -> Reading | None:
        """The reading in force of one report; None when none was known."""
        ...

    def judgements(self, *, recorded_as_of: datetime | None = None) -> Iterator[Judgement]:
        """Judgements not retracted, oldest first: of two on the same items the later one counts."""
        ...

    def since(self, tx: int) -> News:
        """What was written after this transaction; 0 = from the beginning."""
        ...

    def links(self, beforehand: Beforehand = NOTHING_BEFOREHAND) -> AbstractContextManager[Shelf]:
        """Which mentions are one event, and what events are called, brought up to date with all that is recorded.

        Args:
            beforehand: what is known of the mentions of reports that were recorded since.
        """
        ...

    def problems(self, *, recorded_as_of: datetime | None = None) -> Iterator[Problem]:
        """Problems not retracted, those of the readings in force included, oldest first."""
        ...

    def captures(self, report_id: str) -> list[Capture]:
        """What the reports with this id were read from, in order of writing; empty = never recorded."""
        ...

    def captured(self, sha256: str) -> list[tuple[str | None, Capture]]:
        """Every capture of these bytes, in order of writing, with the report (or named input) it was taken down for."""
        ...

    def original(self, sha256: str) -> bytes | None:
        """The bytes with this SHA-256; None where they were not kept.

        Raises:
            LedgerDamagedError: what is held is something else.
        """
        ...

    def versions(self, report_id: str) -> list[str]:
        """Ids of the reports that are versions of this one's page (same outlet and address), by publication."""
        ...

    def near_copies(self, report_id: str) -> list[str]:
        """Ids of reports of other pages that have nearly the same words as this one."""
        ...

    def readers(self, report_id: str) -> list[str]:
        """Who has read this report, in order of writing; of readings that were retracted, nobody."""
        ...

    def entries(
        self,
        *,
        kind: EntryKind | None = None,
        report_id: str | None = None,
        recorded_as_of: datetime | None = None,
    ) -> Iterator[Entry]:
        """Every line as written, replaced and retracted ones included."""
        ...

    def transactions(self, *, recorded_as_of: datetime | None = None) -> Iterator[Transaction]:
        """Every transaction in order of writing."""
        ...

    def transaction(self, tx: int | None = None) -> Transaction | None:
        """The transaction with this number, or the last one; None where there is none."""
        ...

    def pages(self, *, after: int = 0) -> Iterator[Page]:
        """Every transaction after this one with its entries, in order of writing."""
        ...

    def packed(self, sha256: str) -> Packed | None:
        """An original as it is held; None where it is not."""
        ...

    def bands_of(self, report_id: str) -> Collection[int]:
        """The bands under which a report is filed."""
        ...

    def restore(self, source: Paged) -> int:
        """Go on from here with what another ledger, or an archive of one, holds; returns how many transactions.

        Raises:
            UsageError: this ledger holds something that the other one does not.
            LedgerDamagedError: a transaction there is not what was written; what comes before it was taken.
        """
        ...

    def merge(self, source: Paged, *, known_at: datetime) -> Merged:
        """Take over what another desk recorded and judged, with where it came from.

        Raises:
            LedgerDamagedError: a transaction there is not what was written; what comes before it was taken over.
        """
        ...

    def counts(self, *, recorded_as_of: datetime | None = None) -> Counts:
        """How much is in force."""
        ...

    def head(self) -> str:
        """Hash of the last transaction: whoever noted it can tell later that nothing before it changed."""
        ...

    def verify(self) -> list[str]:
        """Check everything; one sentence a fault, naming transaction and entry. Empty = whole."""
        ...

    def close(self) -> None:
        """Let go of files; using the ledger afterwards is an error."""
        ...

    def __enter__(self) -> Ledger: ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...
