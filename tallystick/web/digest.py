"""What follows from a ledger, in a file of its own: covered reports, events, and an index over their words.

The file is no part of the ledger: all in it can be made again. Any number of servers share it, if all of them would
make the same: whoever finds first that the ledger moved writes (`held`, `following.py`), the others wait and then read
which events became others. Who reads sees one state of it for as long as it is looked at (`Snapshot`).

Names of private victims are covered in all that is written here. A name that becomes known as a victim's only later is
covered then, and the text where it stood is overwritten; with an SQLite before 3.42 the bare word may stay in the index
of words until that is merged. The ledger itself, beside which the file lies, holds the words as they were printed. The
file can be read by its owner only.
"""

from __future__ import annotations

import os
import re
import secrets
import sqlite3
import tempfile
import weakref
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager, suppress
from pathlib import Path
from typing import IO, Any
from urllib.parse import unquote

from tallystick.ledger.chain import instant
from tallystick.link.incremental import Placed
from tallystick.locks import locked, share
from tallystick.model import Claim, Event, Reading, global_id
from tallystick.web import tables
from tallystick.web.rows import Row
from tallystick.web.snapshot import MOST_STEPS, Snapshot

NAMES, COVERED = 1, 2
"""Marks of a report: it gives names of harmed people; something in it is covered."""


class Digest:
    """The file, for who makes it: everything below but `snapshot` and `progress` is done while it is `held`."""

    def __init__(self, path: Path | None = None, *, stamp: str = "") -> None:
        """Name the file; it is opened when it is held.

        Args:
            path: where it lies; None = a file of the moment, gone when this is closed. So is it where the path cannot
                be written to, or a server that runs uses what was made by another stamp.
            stamp: names all that what is derived depends on, besides the ledger. What was made by another one is thrown
                away.
        """
        self._kept, self._stamp = path, stamp
        self._use: IO[bytes] | None = None
        self._connection: sqlite3.Connection
        self.path = path or _of_the_moment()
        self._end = weakref.finalize(self, _remove, None if path else self.path)

    def close(self) -> None:
        """Let go of the file, after all its snapshots."""
        if self._use:
            # Whoever closes it last brings what was written beside it into the file, over what stood there before.
            with suppress(OSError, sqlite3.Error), self.held():
                pass
            self._use.close()
            self._use = None
        self._end()

    @contextmanager
    def held(self, patience: float = 0.0) -> Iterator[None]:
        """The file open to be written to, while nobody else writes; what was not committed in it is not kept.

        Args:
            patience: seconds to wait for another server that writes.
        Raises:
            BlockingIOError: it still does.
        """
        with ExitStack() as at_end:
            if self._kept:
                try:
                    at_end.enter_context(locked(self._kept, patience=patience))
                except BlockingIOError:
                    raise
                except OSError:
                    self._do_without()
            self._connection = tables.opened(self.path, is_kept=self._kept is not None)
            at_end.callback(lambda: self._connection.close())  # it may be another one by then
            if self._kept and self._use is None and not self._may_use():
                self._connection.close()
                self._do_without()
                self._connection = tables.opened(self.path, is_kept=False)
            yield

    def _may_use(self) -> bool:
        """Take up the file, as it is or, if it was made by another stamp that nobody uses, emptied."""
        assert self._kept is not None
        is_ours = self.state("stamp") == self._stamp
        try:
            self._use = locked(Path(f"{self._kept}-use"), shared=is_ours)
        except BlockingIOError:
            return False
        if not is_ours:
            self.begin_anew()
            self.commit()
            share(self._use)
        return True

    def _do_without(self) -> None:
        self._kept, self.path = None, _of_the_moment()
        self._end = weakref.finalize(self, _remove, self.path)

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
            _remove(self.path)
            self._connection = tables.opened(self.path, is_kept=self._kept is not None)
        else:
            for table in ("reports", "mentions", "events", "moved", "told", "said"):
                self._connection.execute(f"DELETE FROM {table}")
            self._connection.execute("DELETE FROM state WHERE key <> 'tables'")
        self.note(stamp=self._stamp, life=secrets.token_hex(8))

    def progress(self) -> str:
        """How far the server is that makes everything anew; "" = none does, as far as is told."""
        with suppress(sqlite3.Error), closing(tables.connected(self.path, "ro")) as connection:
            found = connection.execute("SELECT value FROM state WHERE key = 'progress'").fetchone()
            return str(found[0]) if found else ""
        return ""

    def note_moved(self, events: Collection[str]) -> None:
        """Note which events are others than before, for those who looked before."""
        if not events:
            return
        step = int(self.state("step") or 0) + 1
        self._connection.executemany("INSERT INTO moved VALUES (?, ?)", [(step, event) for event in sorted(events)])
        self._connection.execute("DELETE FROM moved WHERE step <= ?", (step - MOST_STEPS,))
        self.note(step=str(step))

    def commit(self) -> None:
        """Have what was written be seen."""
        self._connection.commit()

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
            row = (report.id, published, marks, start, start + len(reading.claims), tables.encode(reading))
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
        return tables.readings_in(self._connection, reports)

    def marked(self, mark: int, among: Collection[str] | None = None) -> set[str]:
        """The reports with a mark."""
        if among is None:
            return {id_ for (id_,) in self._rows("SELECT id FROM reports WHERE marks > 0 AND marks & ?", (mark,))}
        rows = tables.among(self._connection, "SELECT id, marks FROM reports WHERE id IN", among)
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
        return [ref for (ref,) in self._rows(f"SELECT ref FROM mentions WHERE {tables.OF_REPORT}", (report, report))]

    def placed_of(self, refs: Collection[str]) -> dict[str, Placed]:
        """Where these mentions stand, as far as they do."""
        rows = tables.among(self._connection, "SELECT ref, part, event, filed FROM mentions WHERE ref IN", refs)
        return {ref: Placed(part=part, event=event, filed=filed) for ref, part, event, filed in rows}

    def together(self, refs: Collection[str]) -> set[str]:
        """All mentions that hang together with any of these, and these."""
        parts = {part for (part,) in tables.among(self._connection, "SELECT part FROM mentions WHERE ref IN", refs)}
        return {ref for (ref,) in tables.among(self._connection, "SELECT ref FROM mentions WHERE part IN", parts)}

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
        for event, ref in tables.among(self._connection, "SELECT event, ref FROM mentions WHERE event IN", events):
            found.setdefault(event, []).append(ref)
        return {event: tuple(sorted(refs)) for event, refs in found.items()}

    def event_ids(self) -> list[str]:
        """The id of every event that mentions make, by id."""
        return [id_ for (id_,) in self._rows("SELECT DISTINCT event FROM mentions ORDER BY event", ())]

    def told_by(self, reports: Collection[str]) -> set[str]:
        """The events that these reports tell of or mention."""
        return tables.told_by_in(self._connection, reports)

    # ---------------------------------------------------------------------------------------- events

    def put_events(self, events: Iterable[tuple[Row, Event]]) -> None:
        """Hold events, in place of those with the same ids."""
        self._connection.executemany(
            "INSERT OR REPLACE INTO events VALUES (?, ?, ?)",
            [(row.id, tables.encode(row), tables.encode(event)) for row, event in events],
        )

    def drop_events(self, ids: Iterable[str]) -> None:
        """Forget events."""
        self._connection.executemany("DELETE FROM events WHERE id = ?", [(id_,) for id_ in ids])

    def _rows(self, statement: str, values: Sequence[Any]) -> list[Any]:
        return self._connection.execute(statement, values).fetchall()


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


def _remove(path: Path | None) -> None:
    for ending in ("", "-wal", "-shm") if path else ():
        with suppress(OSError):
            Path(f"{path}{ending}").unlink(missing_ok=True)
