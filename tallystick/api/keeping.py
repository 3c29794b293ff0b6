"""Keeping: whether a ledger is whole, archives of it, and what another desk recorded."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from tallystick.api.books import Book, link, opened
from tallystick.errors import LedgerDamagedError
from tallystick.ledger import archive
from tallystick.ledger.entries import Counts, Merged
from tallystick.ledger.memory import MemoryLedger
from tallystick.model import Record


class Verdict(Record, frozen=True, kw_only=True):
    """Whether a ledger is whole."""

    faults: tuple[str, ...]
    """One sentence each; empty = whole."""
    counts: Counts | None
    """None where the file is no ledger at all."""
    head: str | None
    """Hash of the last transaction: whoever notes it can tell later that nothing before it changed."""


class Restored(Record, frozen=True, kw_only=True):
    """What was made of an archive."""

    written: int
    """Transactions."""
    counts: Counts
    head: str


def head(ledger: Book) -> str:
    """The hash of a ledger's last transaction: it names the state that everything derived follows from.

    Raises:
        SettingsError: there is no such ledger.
    """
    with opened(ledger) as book:
        return book.head()


def verify(ledger: Book) -> Verdict:
    """Check that a ledger, or an archive of one, is whole: hashes, references, spans.

    Raises:
        SettingsError: there is no such ledger.
    """
    if isinstance(ledger, (str, Path)) and archive.is_archive(ledger):
        return _verify_archive(ledger)
    try:
        with opened(ledger) as book:
            faults = tuple(book.verify())
            try:
                return Verdict(faults=faults, counts=book.counts(), head=book.head())
            except LedgerDamagedError:
                return Verdict(faults=faults, counts=None, head=None)
    except LedgerDamagedError as error:
        return Verdict(faults=(str(error),), counts=None, head=None)


def backup(ledger: Book, path: Path | str) -> archive.Manifest:
    """Write a whole ledger, as it is now, into one open file, from which it can be restored in any database.

    Others may write to the ledger meanwhile. docs/archive.md describes the file.

    Raises:
        SettingsError: there is no such ledger, or the file cannot be written.
        LedgerDamagedError: an original is missing, or is not what was written.
    """
    with opened(ledger) as book:
        return archive.write(book, Path(path))


def restore(path: Path | str, *, ledger: Book) -> Restored:
    """Make a ledger of an archive: the same transactions with the same hashes, in whichever database.

    A ledger that holds the beginning of the archive is brought up to it, so that a restore that broke off can be
    done again.

    Raises:
        SettingsError: there is no such archive.
        UsageError: the ledger holds something that the archive does not.
        LedgerDamagedError: the archive is not what was written.
    """
    with archive.Archive(path) as held, opened(ledger, create=True) as book:
        written = book.restore(held)
        if book.head() != held.head():
            raise LedgerDamagedError(
                f"{path} announces the head {held.head()}, and its transactions lead to {book.head()}: it is not "
                "whole. What it holds was restored."
            )
        link(book)
        return Restored(written=written, counts=book.counts(), head=book.head())


def merge(ledger: Book, other: Book, *, known_at: datetime | None = None) -> Merged:
    """Take over what another desk recorded and judged, with where it came from; nothing twice, conflicts told.

    Args:
        other: the other desk's ledger, or an archive of it; it is left as it is.
        known_at: when our ledger learns it; None = now.
    Raises:
        SettingsError: there is no such ledger.
        LedgerDamagedError: the other ledger is not what was written; what comes before the fault was taken over.
    """
    at = known_at or datetime.now(UTC)
    with opened(ledger) as book:
        if isinstance(other, (str, Path)) and archive.is_archive(other):
            with archive.Archive(other) as held:
                merged = book.merge(held, known_at=at)
        else:
            with opened(other) as source:
                merged = book.merge(source, known_at=at)
        link(book)
    return merged


def _verify_archive(path: Path | str) -> Verdict:
    """An archive is whole when its parts are, and when what can be made of it is."""
    with archive.Archive(path) as held, MemoryLedger() as book:
        faults = held.faults()
        try:
            book.restore(held)
        except LedgerDamagedError as error:
            return Verdict(faults=(*faults, str(error)), counts=None, head=None)
        if book.head() != held.head():
            faults.append(f"{path} announces the head {held.head()}; its transactions lead to {book.head()}.")
        return Verdict(faults=(*faults, *book.verify()), counts=book.counts(), head=book.head())
