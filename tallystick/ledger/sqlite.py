"""A ledger in one SQLite file.

Write-ahead logging lets readers read while somebody writes. Every writing transaction starts with
BEGIN IMMEDIATE: SQLite's plain BEGIN takes the lock only at the first write, and a program that read before
that is then turned away at once, whatever its timeout.
"""

from __future__ import annotations

import random
import sqlite3
import time
from pathlib import Path
from typing import Self

from sqlalchemy import Connection, QueuePool, create_engine, event
from sqlalchemy.exc import DBAPIError

from tallystick.errors import LedgerBusyError, LedgerDamagedError, LedgerError, SettingsError
from tallystick.ledger.database import DatabaseLedger
from tallystick.ledger.guards import SqliteGuards

BUSY_SECONDS = 30.0
"""How long to wait for other writers; a transaction takes a few milliseconds, but a disk may be slow."""

_BEGIN = "tallystick_begin_writing"
_NAP = (0.001, 0.008)
"""Seconds between two looks at a lock that somebody else has."""


class SqliteLedger(DatabaseLedger):
    """A ledger in a file; any number of processes and threads may use it at once."""

    guards = SqliteGuards()
    drivers_errors = (sqlite3.Error,)

    def __init__(self, path: Path | str, *, create: bool = True, busy_seconds: float = BUSY_SECONDS) -> None:
        """Open the ledger, or make one where there is none.

        Raises:
            SettingsError: there is none and `create` is False, or the path cannot be one.
            LedgerVersionError: it was written by a newer version of tallystick.
            LedgerDamagedError: the file is no ledger.
        """
        self.path = Path(path).absolute()
        self.name = str(self.path)
        self._busy_seconds = busy_seconds
        self._mode = "rwc" if create else "rw"
        _check_path(self.path, create=create)
        self._engine = create_engine("sqlite://", creator=self._connect, poolclass=QueuePool, max_overflow=60)
        event.listen(self._engine, "begin", _begin)
        self._writer = self._engine.execution_options(**{_BEGIN: busy_seconds})
        try:
            self._prepare(create=create)
            self._mode = "rw"  # a file that goes away later is not silently begun anew
        except BaseException:
            self.close()
            raise

    @classmethod
    def open(cls, path: Path | str, *, create: bool = False, busy_seconds: float = BUSY_SECONDS) -> Self:
        """Open a ledger that is there already; never makes a file unless told to."""
        return cls(path, create=create, busy_seconds=busy_seconds)

    def _storage_faults(self) -> list[str]:
        with self._connected(self._engine) as connection:
            said = connection.exec_driver_sql("PRAGMA integrity_check").scalars().all()
        return [f"The file {self.path} is damaged: {line}." for line in said if line != "ok"]

    def _translate(self, error: BaseException) -> LedgerError:
        return translate(error, self.path)

    def _none_here(self) -> SettingsError:
        return _none_at(self.path)

    def _no_ledger(self) -> LedgerDamagedError:
        return LedgerDamagedError(f"{self.path} is a database, but not a ledger. Give the ledger's file with --ledger.")

    def _connect(self) -> sqlite3.Connection:
        # A URI, because only a URI can say "do not make the file" (mode=rw).
        connection = sqlite3.connect(
            f"{self.path.as_uri()}?mode={self._mode}",
            uri=True,
            timeout=self._busy_seconds,
            isolation_level=None,  # the driver begins nothing by itself: `_begin` does
            check_same_thread=False,  # the pool hands a connection to one thread at a time
        )
        connection.text_factory = _text
        return connection

    def _before_making(self) -> None:
        """Use a write-ahead log: not in a transaction, and SQLite does not wait for others here, so we do."""
        deadline = time.monotonic() + self._busy_seconds
        with self._translated():
            raw = self._engine.raw_connection()
            try:
                while True:
                    try:
                        raw.cursor().execute("PRAGMA journal_mode = WAL")
                    except sqlite3.OperationalError:
                        if time.monotonic() > deadline:
                            raise
                        time.sleep(0.02)
                    else:
                        return
            finally:
                raw.close()


def _begin(connection: Connection) -> None:
    options = connection.get_execution_options()
    if _BEGIN in options:
        _begin_writing(connection, options[_BEGIN])
    else:
        connection.exec_driver_sql("BEGIN DEFERRED")


def _begin_writing(connection: Connection, seconds: float) -> None:
    """Wait for the lock, looking again after a few thousandths of a second each time.

    SQLite's own waiting looks less and less often, so that of many writers those who came first wait longest. Eight at
    once, on two busy cores: of 100 writes one waited 6.3 seconds, the longest 10; this way 3.8 and 6.2, for a third
    fewer writes a second. Whoever waits in front of a page counts more here than how much is written.
    """
    deadline = time.monotonic() + seconds
    raw = connection.connection.dbapi_connection
    assert isinstance(raw, sqlite3.Connection)
    raw.execute("PRAGMA busy_timeout = 0")
    try:
        while True:
            try:
                raw.execute(
                    "BEGIN IMMEDIATE"
                )  # of the driver itself: asked hundreds of times a second, this must be cheap
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                    raise
                time.sleep(random.uniform(*_NAP))
            else:
                return
    finally:
        raw.execute(f"PRAGMA busy_timeout = {int(seconds * 1000)}")


def _text(raw: bytes) -> str:
    # Strict decoding would make one damaged byte an error of the whole query; this way `verify` names it.
    return raw.decode("utf-8", "surrogateescape")


def _none_at(path: Path) -> SettingsError:
    return SettingsError(f"There is no ledger at {path}. Make one with `tally add`, or give --ledger FILE.")


def _check_path(path: Path, *, create: bool) -> None:
    try:
        is_folder, is_there = path.is_dir(), path.exists()
        has_folder = path.parent.is_dir()
    except (OSError, ValueError) as error:
        raise SettingsError(f"{path} cannot be a ledger: {error}.") from error
    if is_folder:
        raise SettingsError(f"{path} is a folder, not a ledger. Give a file with --ledger.")
    if not is_there and not create:
        raise _none_at(path)
    if not has_folder:
        raise SettingsError(f"Cannot make a ledger at {path}: there is no folder {path.parent}.")


# ------------------------------------------------------------------------------------------- errors

_BY_CODE: dict[int, tuple[type[LedgerError], str]] = {
    sqlite3.SQLITE_BUSY: (
        LedgerBusyError,
        "Another process is writing to {path}. Try again when it is done.",
    ),
    sqlite3.SQLITE_LOCKED: (LedgerBusyError, "The ledger {path} is locked. Try again."),
    sqlite3.SQLITE_NOTADB: (
        LedgerDamagedError,
        "{path} is not a ledger: it is no database. Give the ledger's file with --ledger.",
    ),
    sqlite3.SQLITE_CORRUPT: (
        LedgerDamagedError,
        "The ledger {path} is damaged: {error}. Restore it from a copy.",
    ),
    sqlite3.SQLITE_READONLY: (
        LedgerError,
        "Cannot write to {path}: the file or its folder is read-only.",
    ),
    sqlite3.SQLITE_PERM: (LedgerError, "Cannot use {path}: access was denied."),
    sqlite3.SQLITE_CANTOPEN: (
        LedgerError,
        "Cannot open {path}: the file or its folder cannot be read or written by you (SQLite makes two "
        "more files beside it).",
    ),
    sqlite3.SQLITE_FULL: (
        LedgerError,
        "Cannot write to {path}: the disk is full. Nothing was recorded; make room and try again.",
    ),
    sqlite3.SQLITE_IOERR: (
        LedgerError,
        "Cannot read or write {path}: {error}. Nothing was recorded; check the disk and try again.",
    ),
    sqlite3.SQLITE_CONSTRAINT: (
        LedgerError,
        "The ledger {path} refused a change: {error}.",
    ),
}


def translate(error: BaseException, path: Path) -> LedgerError:
    """An error of the database or its driver as ours, with what to do about it."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    code = getattr(cause, "sqlite_errorcode", None)
    # The low byte is the kind of error; the rest says more, such as which of a file's uses failed.
    kind, message = _BY_CODE.get(
        code & 0xFF if code is not None else -1, (LedgerError, "The ledger {path} failed: {error}.")
    )
    return kind(message.format(path=path, error=cause))
