"""Where a ledger is, which files belong to it, and writing a file.

A ledger is given as the path of its file, as the address of a PostgreSQL database, or as an open `Ledger`, which is
then left open.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tallystick.errors import SettingsError, UnknownReportError
from tallystick.ledger import opening
from tallystick.ledger.base import Ledger
from tallystick.model import Reading

Book = Path | str | Ledger


@contextmanager
def opened(ledger: Book, *, create: bool = False) -> Iterator[Ledger]:
    """A ledger, open for as long as this lasts; one that is given open stays open.

    Raises:
        SettingsError: there is no such ledger, and none is to be made.
    """
    if not isinstance(ledger, (str, Path)):
        yield ledger
        return
    with opening.open_ledger(ledger, create=create) as book:
        yield book


def link(book: Ledger) -> None:
    """Link what was recorded now, so that whoever asks next need not wait."""
    with book.links():
        pass


def files_of(ledger: Book) -> tuple[Path, ...]:
    """The files that a ledger is kept in: `tally add .` does not read the ledger."""
    if not isinstance(ledger, (str, Path)) or opening.is_address(ledger):
        return ()
    beside = (
        "-watch",
        "-watch-wal",
        "-watch-shm",
        "-watch-lock",
        "-notify",
        "-desk",
        "-desk-wal",
        "-desk-shm",
        "-desk-lock",
    )
    endings = ("", "-wal", "-shm", "-journal", *beside)
    return tuple(Path(f"{ledger}{ending}") for ending in endings)


def beside(ledger: Path | str | Ledger, given: Path | str | None, ending: str, option: str, what: str) -> Path:
    """The path that was given, else one beside the ledger; of a database, in the current folder.

    Raises:
        SettingsError: there is none, because the ledger is open already.
    """
    if given is not None:
        return Path(given)
    if not isinstance(ledger, (str, Path)):
        raise SettingsError(f"Say where the {what} kept, with {option}: this ledger is open already, and is no file.")
    return opening.beside(ledger, f"-{ending}")


def reading_of(book: Ledger, report_id: str) -> Reading:
    """The reading of the report with this id.

    Raises:
        UnknownReportError: there is none.
    """
    reading = book.reading(report_id.strip())
    if reading is None:
        raise UnknownReportError(
            f"There is no report {report_id!r} in this ledger. Give its whole id, as `tally show EVENT --json` has it."
        )
    return reading


def write_text(path: Path, text: str) -> None:
    """Write a file.

    Raises:
        SettingsError: it cannot be written.
    """
    write_bytes(path, text.encode("utf-8"))


def write_bytes(path: Path, data: bytes) -> None:
    """Write a file.

    Raises:
        SettingsError: it cannot be written.
    """
    try:
        path.write_bytes(data)
    except OSError as error:
        raise SettingsError(f"Cannot write {path}: {error.strerror or error}.") from error
