"""The tables in which a digest is kept, and how they are opened and asked (`digest.py`, `snapshot.py`)."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Collection, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import msgspec

from tallystick.model import Event, Reading
from tallystick.web.rows import Row

VERSION = "3"
"""Changes whenever another file would be made of the same ledger by the same code."""
_MOST = 500
"""How many values stand in one statement."""
_TABLES = """
CREATE TABLE state (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE reports (
    n INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, published TEXT, marks INTEGER NOT NULL,
    said_from INTEGER NOT NULL, said_to INTEGER NOT NULL, body BLOB NOT NULL
);
CREATE INDEX reports_published ON reports (published IS NULL, published, id);
CREATE INDEX reports_said ON reports (said_to);
CREATE INDEX reports_marked ON reports (n) WHERE marks > 0;
CREATE TABLE mentions (
    ref TEXT PRIMARY KEY, part TEXT NOT NULL, event TEXT NOT NULL, filed TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX mentions_part ON mentions (part);
CREATE INDEX mentions_event ON mentions (event);
CREATE INDEX mentions_filed ON mentions (filed, part);
CREATE TABLE events (id TEXT PRIMARY KEY, small BLOB NOT NULL, body BLOB NOT NULL);
CREATE TABLE moved (step INTEGER NOT NULL, event TEXT NOT NULL, PRIMARY KEY (step, event)) WITHOUT ROWID;
CREATE VIRTUAL TABLE told USING fts5 (
    report UNINDEXED, words, beside, tokenize = 'unicode61 remove_diacritics 2'
);
CREATE VIRTUAL TABLE said USING fts5 (
    report UNINDEXED, claim UNINDEXED, words, tokenize = 'unicode61 remove_diacritics 2'
);
"""

OF_REPORT = "ref > ? || '/' AND ref < ? || '0'"
"""The mentions of a report: "0" is the sign after "/"."""

encode = msgspec.msgpack.Encoder().encode
decode_reading = msgspec.msgpack.Decoder(Reading).decode
decode_event = msgspec.msgpack.Decoder(Event).decode
decode_row = msgspec.msgpack.Decoder(Row).decode


def connected(path: Path, mode: str) -> sqlite3.Connection:
    """The file as it is, to be read (ro) or written to (rw)."""
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode={mode}", uri=True, check_same_thread=False)


def opened(path: Path, *, is_kept: bool) -> sqlite3.Connection:
    """The file to be written to, with its tables; made where there is none."""
    with suppress(FileExistsError):
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    connection = connected(path, "rw")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute(f"PRAGMA synchronous = {'NORMAL' if is_kept else 'OFF'}")
    connection.execute("PRAGMA secure_delete = ON")
    connection.execute("PRAGMA cache_size = -65536")  # KiB
    try:
        found = connection.execute("SELECT value FROM state WHERE key = 'tables'").fetchone()
    except sqlite3.Error:
        found = None
    if not found or found[0] != VERSION:
        _make_tables(connection)
    return connection


def _make_tables(connection: sqlite3.Connection) -> None:
    held = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    if held:
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            with suppress(sqlite3.Error):  # the tables behind an index over words go with it
                connection.execute(f"DROP TABLE {name}")
    connection.executescript(_TABLES)
    if sqlite3.sqlite_version_info >= (3, 42):  # before, a word that is deleted stays in the index until it is merged
        for table in ("told", "said"):
            connection.execute(f"INSERT INTO {table} ({table}, rank) VALUES ('secure-delete', 1)")
    connection.execute("INSERT INTO state VALUES ('tables', ?)", (VERSION,))
    connection.commit()


def among(connection: sqlite3.Connection, statement: str, values: Collection[Any]) -> Iterator[Any]:
    """What a statement that ends in "IN" finds of these values."""
    wanted = sorted(values)
    for first in range(0, len(wanted), _MOST):
        some = wanted[first : first + _MOST]
        yield from connection.execute(f"{statement} ({', '.join('?' * len(some))})", some).fetchall()


def readings_in(connection: sqlite3.Connection, reports: Collection[str]) -> dict[str, Reading]:
    """Readings by report id, of those that are held."""
    rows = among(connection, "SELECT id, body FROM reports WHERE id IN", reports)
    return {id_: decode_reading(body) for id_, body in rows}


def told_by_in(connection: sqlite3.Connection, reports: Collection[str]) -> set[str]:
    """The events that reports tell of or mention."""
    statement = "SELECT DISTINCT event FROM json_each(?) JOIN mentions ON ref > value || '/' AND ref < value || '0'"
    return {event for (event,) in connection.execute(statement, (json.dumps(sorted(reports)),))}
