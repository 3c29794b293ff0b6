"""One state of what follows from a ledger, as pages look at it, whatever is written meanwhile (`digest.py`)."""

from __future__ import annotations

import weakref
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path
from threading import Lock
from typing import Any

from tallystick.model import Event, Reading
from tallystick.web import tables
from tallystick.web.rows import Row

MOST_STEPS = 1_000
"""Of so many steps it is told which events they moved; who looked last before them reads all events anew."""


class Snapshot:
    """One state of a digest, to be read by any number of threads."""

    def __init__(self, path: Path) -> None:
        self._lock = Lock()
        self._connection = tables.connected(path, "ro")
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

    def moved_since(self, before: Snapshot) -> set[str] | None:
        """The events that are others than in an earlier state, or are no more; None = any may be."""
        step, now = int(before.state("step") or 0), int(self.state("step") or 0)
        if self.state("life") != before.state("life") or now - step > MOST_STEPS:
            return None
        return {event for (event,) in self.rows("SELECT DISTINCT event FROM moved WHERE step > ?", (step,))}

    def readings(self, reports: Collection[str]) -> dict[str, Reading]:
        """Covered readings by report id, of those that are held."""
        with self._lock:
            return tables.readings_in(self._connection, reports)

    def told_by(self, reports: Collection[str]) -> set[str]:
        """The events that these reports tell of or mention."""
        with self._lock:
            return tables.told_by_in(self._connection, reports)

    def events(self, ids: Collection[str]) -> dict[str, Event]:
        """Events by id, of those that are held."""
        with self._lock:
            return {
                id_: tables.decode_event(body)
                for id_, body in tables.among(self._connection, "SELECT id, body FROM events WHERE id IN", ids)
            }

    def small(self, ids: Collection[str] | None = None) -> list[Row]:
        """Events in little: these, or all."""
        with self._lock:
            if ids is None:
                found: Iterable[Any] = self._connection.execute("SELECT small FROM events")
            else:
                found = tables.among(self._connection, "SELECT small FROM events WHERE id IN", ids)
            return [tables.decode_row(small) for (small,) in found]

    def rows(self, statement: str, values: Sequence[Any] = ()) -> list[Any]:
        """What a statement finds."""
        with self._lock:
            return self._connection.execute(statement, values).fetchall()

    def among(self, statement: str, values: Collection[Any]) -> list[Any]:
        """What a statement that ends in "IN" finds of these values."""
        with self._lock:
            return list(tables.among(self._connection, statement, values))
