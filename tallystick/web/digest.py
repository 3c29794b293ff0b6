"""What follows from a ledger, in a file of its own: covered reports, events, and an index over their words.

The file is no part of the ledger: all in it can be made again. Who makes it (`following.py`) writes through one
connection; who reads sees one state of it for as long as it is looked at (`Snapshot`), whatever is written meanwhile.

Names of private victims are covered in all that is written here. A name that becomes known as a victim's only later is
covered then, and the text where it stood is overwritten; with an SQLite before 3.42 the bare word may stay in the index
of words until that is merged. The ledger itself, beside which the file lies, holds the words as they were printed. The
file can be read by its owner only.
"""

from __future__ import annotations

import os
import re
import sqlite3
import tempfile
import weakref
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, suppress
from pathlib import Path
from threading import Lock
from typing import IO, Any
from urllib.parse import unquote

import msgspec

from tallystick.ledger.chain import instant
from tallystick.link.incremental import Placed
from tallystick.locks import locked
from tallystick.model import Claim, Event, Reading, global_id
from tallystick.web.rows import Row

VERSION = "1"
"""Changes whenever another file would be made of the same ledger by the same code."""
NAMES, COVERED = 1, 2
"""Marks of a report: it gives names of harmed people; something in it is covered."""
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
CREATE INDEX mentions_event ON mentions (event);
CREATE INDEX mentions_filed ON mentions (filed, part);
CREATE TABLE events (id TEXT PRIMARY KEY, small BLOB NOT NULL, body BLOB NOT NULL);
CREATE VIRTUAL TABLE told USING fts5 (
    report UNINDEXED, words, beside, tokenize = 'unicode61 remove_diacritics 2'
);
CREATE VIRTUAL TABLE said USING fts5 (
    report UNINDEXED, claim UNINDEXED, words, tokenize = 'unicode61 remove_diacritics 2'
);
"""

_OF_REPORT = "ref > ? || '/' AND ref < ? || '0'"
"""The mentions of a report: "0" is the sign after "/"."""

_encode = msgspec.msgpack.Encoder().encode
_decode_reading = msgspec.msgpack.Decoder(Reading).decode
_decode_event = msgspec.msgpack.Decoder(Event).decode
_decode_row = msgspec.msgpack.Decoder(Row).decode


class Digest:
    """The file, for who makes it."""

    def __init__(self, path: Path | None = None) -> None:
        """Open the file, or make one.

        Args:
            path: where it lies; None = a file of the moment, gone when this is closed. So is it where the path cannot
                be written to, or another server has it.
        """
        self._lock: IO[bytes] | None = None
        if path is not None:
            with suppress(OSError):
                self._lock = locked(path)
        self.is_kept = self._lock is not None
        self.path = path if path is not None and self.is_kept else _of_the_moment()
        self._connection = self._open()
        self._end = weakref.finalize(self, _end, self._connection, None if self.is_kept else self.path, self._lock)

    def close(self) -> None:
        """Let go of the file."""
        self._end()

    def state(self, key: str) -> str | None:
        """Something noted of the whole."""
        found = self._connection.execute("SELECT value FROM state WHERE key = ?", (key,)).fetchone()
        return found[0] if found else None

    def note(self, **values: str) -> None:
        """Note something of the whole."""
        self._connection.executemany("INSERT OR REPLACE INTO state VALUES (?, ?)", values.items())

    def begin_anew(self) -> None:
        """Throw everything away."""
        self._connection.commit()
        if self.path.stat().st_size > 10**6:  # a new file is made faster than a full one is emptied
            self._connection.close()
            for ending in ("", "-wal", "-shm"):
                Path(f"{self.path}{ending}").unlink(missing_ok=True)
            self._end.detach()
            self._connection = self._open()
            self._end = weakref.finalize(self, _end, self._connection, None if self.is_kept else self.path, self._lock)
            return
        for table in ("reports", "mentions", "events", "told", "said"):
            self._connection.execute(f"DELETE FROM {table}")
        self._connection.execute("DELETE FROM state WHERE key <> 'tables'")

    def commit(self) -> None:
        """Have what was written be seen."""
        self._connection.commit()

    def roll_back(self) -> None:
        """Have nothing of it be seen."""
        self._connection.rollback()

    def snapshot(self) -> Snapshot:
        """What the file holds now."""
        return Snapshot(self.path)

    # --------------------------------------------------------------------------------------- reports

    def put_readings(self, readings: Iterable[tuple[Reading, int]]) -> None:
        """Hold covered readings, each with its marks, in place of those that were held of the same reports."""
        for reading, marks in readings:
            report = reading.report
            self.drop_reading(report.id)
            ((start,),) = self._rows("SELECT coalesce(max(said_to), 0) FROM reports", ())
            self._connection.executemany(
                "INSERT INTO said (rowid, report, claim, words) VALUES (?, ?, ?, ?)",
                [
                    (start + number, report.id, global_id(report.id, claim.id), _claim_words(claim))
                    for number, claim in enumerate(reading.claims)
                ],
            )
            published = instant(report.published_at) if report.published_at else None
            row = (report.id, published, marks, start, start + len(reading.claims), _encode(reading))
            number = self._connection.execute(
                "INSERT INTO reports (id, published, marks, said_from, said_to, body) VALUES (?, ?, ?, ?, ?, ?)", row
            ).lastrowid
            self._connection.execute(
                "INSERT INTO told (rowid, report, words, beside) VALUES (?, ?, ?, ?)",
                (number, report.id, plain(f"{report.title}\n{report.text}"), plain(_beside(reading))),
            )

    def drop_reading(self, report: str) -> None:
        """Forget a report."""
        for number, start, end in self._rows("SELECT n, said_from, said_to FROM reports WHERE id = ?", (report,)):
            self._connection.execute("DELETE FROM said WHERE rowid >= ? AND rowid < ?", (start, end))
            self._connection.execute("DELETE FROM told WHERE rowid = ?", (number,))
            self._connection.execute("DELETE FROM reports WHERE n = ?", (number,))

    def readings(self, reports: Collection[str]) -> dict[str, Reading]:
        """Covered readings by report id, of those that are held."""
        return _readings(self._connection, reports)

    def marked(self, mark: int, among: Collection[str] | None = None) -> set[str]:
        """The reports with a mark."""
        if among is None:
            return {id_ for (id_,) in self._rows("SELECT id FROM reports WHERE marks > 0 AND marks & ?", (mark,))}
        rows = _among(self._connection, "SELECT id, marks FROM reports WHERE id IN", among)
        return {id_ for id_, marks in rows if marks & mark}

    def all_reports(self) -> set[str]:
        """Every report."""
        return {id_ for (id_,) in self._rows("SELECT id FROM reports", ())}

    def with_any(self, words: Iterable[str]) -> set[str]:
        """The reports that hold any of these words, in their texts, addresses or the names of places."""
        wanted = " OR ".join(f'"{word}"' for word in sorted(set(words)))
        return (
            {id_ for (id_,) in self._rows("SELECT report FROM told WHERE told MATCH ?", (wanted,))} if wanted else set()
        )

    # -------------------------------------------------------------------------------------- mentions

    def placed(self) -> Iterator[tuple[str, Placed]]:
        """Every mention, and where it stands."""
        with closing(self._connection.cursor()) as cursor:
            for ref, part, event, filed in cursor.execute("SELECT ref, part, event, filed FROM mentions"):
                yield ref, Placed(part=part, event=event, filed=filed)

    def refs_of(self, report: str) -> list[str]:
        """The mentions of a report."""
        return [ref for (ref,) in self._rows(f"SELECT ref FROM mentions WHERE {_OF_REPORT}", (report, report))]

    def placed_of(self, refs: Collection[str]) -> dict[str, Placed]:
        """Where these mentions stand, as far as they do."""
        rows = _among(self._connection, "SELECT ref, part, event, filed FROM mentions WHERE ref IN", refs)
        return {ref: Placed(part=part, event=event, filed=filed) for ref, part, event, filed in rows}

    def place(self, placed: Mapping[str, Placed]) -> None:
        """Say where mentions stand."""
        self._connection.executemany(
            "INSERT OR REPLACE INTO mentions VALUES (?, ?, ?, ?)",
            [(ref, where.part, where.event, where.filed) for ref, where in placed.items()],
        )

    def drop_mentions(self, refs: Iterable[str]) -> None:
        """Forget mentions."""
        self._connection.executemany("DELETE FROM mentions WHERE ref = ?", [(ref,) for ref in refs])

    def members(self, events: Collection[str]) -> dict[str, tuple[str, ...]]:
        """Each of these events with its mentions, sorted; one that has none is left out."""
        found: dict[str, list[str]] = {}
        for event, ref in _among(self._connection, "SELECT event, ref FROM mentions WHERE event IN", events):
            found.setdefault(event, []).append(ref)
        return {event: tuple(sorted(refs)) for event, refs in found.items()}

    def event_ids(self) -> list[str]:
        """The id of every event that mentions make, by id."""
        return [id_ for (id_,) in self._rows("SELECT DISTINCT event FROM mentions ORDER BY event", ())]

    def told_by(self, reports: Collection[str]) -> set[str]:
        """The events that these reports tell of or mention."""
        return _told_by(self._connection, reports)

    # ---------------------------------------------------------------------------------------- events

    def put_events(self, events: Iterable[tuple[Row, Event]]) -> None:
        """Hold events, in place of those with the same ids."""
        self._connection.executemany(
            "INSERT OR REPLACE INTO events VALUES (?, ?, ?)",
            [(row.id, _encode(row), _encode(event)) for row, event in events],
        )

    def drop_events(self, ids: Iterable[str]) -> None:
        """Forget events."""
        self._connection.executemany("DELETE FROM events WHERE id = ?", [(id_,) for id_ in ids])

    def _rows(self, statement: str, values: Sequence[Any]) -> list[Any]:
        return self._connection.execute(statement, values).fetchall()

    def _open(self) -> sqlite3.Connection:
        with suppress(FileExistsError):
            os.close(os.open(self.path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        connection = sqlite3.connect(self.path, check_same_thread=False)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute(f"PRAGMA synchronous = {'NORMAL' if self.is_kept else 'OFF'}")
        connection.execute("PRAGMA secure_delete = ON")
        connection.execute("PRAGMA cache_size = -65536")  # KiB
        try:
            found = connection.execute("SELECT value FROM state WHERE key = 'tables'").fetchone()
        except sqlite3.Error:
            found = None
        if not found or found[0] != VERSION:
            self._make(connection)
        return connection

    def _make(self, connection: sqlite3.Connection) -> None:
        held = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
        if held:
            for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
                with suppress(sqlite3.Error):  # the tables behind an index over words go with it
                    connection.execute(f"DROP TABLE {name}")
        connection.executescript(_TABLES)
        if sqlite3.sqlite_version_info >= (
            3,
            42,
        ):  # before, a word that is deleted stays in the index until it is merged
            for table in ("told", "said"):
                connection.execute(f"INSERT INTO {table} ({table}, rank) VALUES ('secure-delete', 1)")
        connection.execute("INSERT INTO state VALUES ('tables', ?)", (VERSION,))
        connection.commit()


class Snapshot:
    """One state of a digest, to be read by any number of threads."""

    def __init__(self, path: Path) -> None:
        self._lock = Lock()
        self._connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, check_same_thread=False)
        self._connection.execute("PRAGMA cache_size = -32768")
        self._connection.execute("PRAGMA query_only = ON")
        self._connection.isolation_level = None
        self._connection.execute("BEGIN")
        self._connection.execute("SELECT count(*) FROM state").fetchone()
        self._end = weakref.finalize(self, self._connection.close)

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            self._end()

    def state(self, key: str) -> str | None:
        """As `Digest.state`."""
        found = self.rows("SELECT value FROM state WHERE key = ?", (key,))
        return found[0][0] if found else None

    def readings(self, reports: Collection[str]) -> dict[str, Reading]:
        """Covered readings by report id, of those that are held."""
        with self._lock:
            return _readings(self._connection, reports)

    def told_by(self, reports: Collection[str]) -> set[str]:
        """The events that these reports tell of or mention."""
        with self._lock:
            return _told_by(self._connection, reports)

    def events(self, ids: Collection[str]) -> dict[str, Event]:
        """Events by id, of those that are held."""
        with self._lock:
            return {
                id_: _decode_event(body)
                for id_, body in _among(self._connection, "SELECT id, body FROM events WHERE id IN", ids)
            }

    def small(self, ids: Collection[str] | None = None) -> list[Row]:
        """Events in little: these, or all."""
        with self._lock:
            if ids is None:
                found: Iterable[Any] = self._connection.execute("SELECT small FROM events")
            else:
                found = _among(self._connection, "SELECT small FROM events WHERE id IN", ids)
            return [_decode_row(small) for (small,) in found]

    def rows(self, statement: str, values: Sequence[Any] = ()) -> list[Any]:
        """What a statement finds."""
        with self._lock:
            return self._connection.execute(statement, values).fetchall()

    def among(self, statement: str, values: Collection[Any]) -> list[Any]:
        """What a statement that ends in "IN" finds of these values."""
        with self._lock:
            return list(_among(self._connection, statement, values))


def _among(connection: sqlite3.Connection, statement: str, values: Collection[Any]) -> Iterator[Any]:
    wanted = sorted(values)
    for first in range(0, len(wanted), _MOST):
        some = wanted[first : first + _MOST]
        yield from connection.execute(f"{statement} ({', '.join('?' * len(some))})", some).fetchall()


def _readings(connection: sqlite3.Connection, reports: Collection[str]) -> dict[str, Reading]:
    rows = _among(connection, "SELECT id, body FROM reports WHERE id IN", reports)
    return {id_: _decode_reading(body) for id_, body in rows}


def _told_by(connection: sqlite3.Connection, reports: Collection[str]) -> set[str]:
    statement = f"SELECT DISTINCT event FROM mentions WHERE {_OF_REPORT}"
    return {event for report in reports for (event,) in connection.execute(statement, (report, report))}


# ------------------------------------------------------------------------------------------- words


def plain(text: str) -> str:
    """Without the two signs that mark a hit, and without what SQLite cannot store."""
    return text.translate({2: " ", 3: " "}).encode("utf-8", "replace").decode("utf-8")


def _claim_words(claim: Claim) -> str:
    speakers = " ".join(speaker.wording for speaker in claim.attribution.speakers)
    return plain(f"{claim.quote} · {speakers}" if speakers else claim.quote)


def _beside(reading: Reading) -> str:
    """Words of a reading that need not stand in its text: what its address spells, and names of places."""
    report = reading.report
    spelled = re.findall(r"[^\W_]+", unquote(f"{report.url or ''} {report.external_id or ''}"))
    names = [f"{place.name or ''} {place.wording}" for mention in reading.mentions for place in mention.places]
    return " ".join([*spelled, *dict.fromkeys(names)])


# -------------------------------------------------------------------------------------------- files


def _of_the_moment() -> Path:
    handle, name = tempfile.mkstemp(prefix="tallystick-desk-")
    os.close(handle)
    return Path(name)


def _end(connection: sqlite3.Connection, gone: Path | None, lock: IO[bytes] | None) -> None:
    connection.close()
    for ending in ("", "-wal", "-shm") if gone else ():
        with suppress(OSError):
            Path(f"{gone}{ending}").unlink(missing_ok=True)
    if lock:
        lock.close()
