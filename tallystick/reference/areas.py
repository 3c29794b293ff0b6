"""The areas of provinces, as `areas_compile.py` made them.

They are for drawing where somewhere in a province is all that is known; good to a kilometre or two. Not every province
has one: where Natural Earth divides a country otherwise than the gazetteer, or not at all, there is none.
"""

from __future__ import annotations

import sqlite3
from functools import cache
from pathlib import Path
from threading import Lock

from tallystick.reference.areas_compile import AREAS, GRID, TOLERANCES
from tallystick.reference.stepped import Line, unpacked

Ring = Line
"""Longitude and latitude of its points; the last is the first again."""


class Areas:
    """One file of areas; any number of threads may read it."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._lock = Lock()
        self.about: dict[str, str] = dict(connection.execute("SELECT key, value FROM meta"))
        """`provinces`, their number, and `fingerprint`."""

    def at(self, latitude: float, longitude: float, *, level: int) -> tuple[Ring, ...]:
        """The outline of the province that the gazetteer has at this point; rings in rings are holes; none = unknown.

        Args:
            level: number of the scale, 0 the coarsest.
        """
        with self._lock:
            row = self._connection.execute(
                "SELECT rings FROM area WHERE latitude = ? AND longitude = ? AND level = ?",
                (latitude, longitude, level),
            ).fetchone()
        return tuple(unpacked(row[0], size="i", corner=(0.0, 0.0), quantum=GRID)) if row else ()


def level_for(pixels_per_degree: float) -> int:
    """The coarsest scale whose simplifying is hardly seen, or the finest there is."""
    for number, tolerance in enumerate(TOLERANCES):
        if tolerance * pixels_per_degree <= 1.5:
            return number
    return len(TOLERANCES) - 1


@cache
def load(path: Path = AREAS) -> Areas | None:
    """Open the areas; None where they were not made, or the file is none."""
    if not path.is_file():
        return None
    connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False)
    try:
        return Areas(connection)
    except sqlite3.DatabaseError:
        connection.close()
        return None
