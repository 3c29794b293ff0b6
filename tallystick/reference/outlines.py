"""The outlines of land, lakes, countries and provinces, as `outlines_compile.py` made them from Natural Earth.

They are for drawing: good to a kilometre or two, with the borders as they are held in fact, which says nothing of whose
land it is. Where the file was not made there are no outlines, and a map is drawn without.
"""

from __future__ import annotations

import sqlite3
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Literal

import numpy as np

from tallystick.reference.outlines_compile import FIRST_WITH_PROVINCES, LEVELS, OUTLINES, Level
from tallystick.reference.stepped import Lines, joined, unpacked

Kind = Literal["land", "lake", "country", "province"]


class Outlines:
    """One file of outlines; any number of threads may read it. What was asked for once is held: 23 MB, if it is all."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._lock = Lock()
        self._held: dict[tuple[str, int, bool], Lines] = {}
        self.about: dict[str, str] = dict(connection.execute("SELECT key, value FROM meta"))
        """`source` and `fingerprint`."""

    def lines(self, kind: Kind, *, level: int) -> Lines:
        """All of a kind: lines, or for land and lakes rings that fill by the even-odd rule, cut where tiles end.

        Args:
            level: number of the scale, 0 the coarsest.
        """
        return self._read(kind, level, cut=False)

    def edges(self, kind: Kind, *, level: int) -> Lines:
        """The same without what runs along the border of a tile or of the world: of land its coasts."""
        return self._read(kind, level, cut=True)

    def _read(self, kind: Kind, level: int, *, cut: bool) -> Lines:
        with self._lock:
            if (kind, level, cut) not in self._held:
                statement = "SELECT x, y, lines FROM tile WHERE level = ? AND kind = ?"
                rows = self._connection.execute(statement, (level, kind)).fetchall()
                self._held[kind, level, cut] = joined([_tile(LEVELS[level], *row, cut=cut) for row in rows])
            return self._held[kind, level, cut]


def _tile(level: Level, x: int, y: int, data: bytes, *, cut: bool) -> Lines:
    """What one tile holds; cut: without what runs along its border."""
    corner = x * level.tile - 180.0, y * level.tile - 90.0
    lines = unpacked(data, size="h", corner=corner, quantum=level.quantum)
    if not cut:
        return lines
    along = np.zeros(len(lines.points), np.bool_)
    for axis in (0, 1):
        for border in (corner[axis], corner[axis] + level.tile):
            on = np.abs(lines.points[:, axis] - border) < 1e-6
            along[:-1] |= on[:-1] & on[1:]
    return lines.cut(along)


def level_for(pixels_per_degree: float) -> int:
    """The coarsest scale whose simplifying is not seen, or the finest there is."""
    for number, level in enumerate(LEVELS):
        if level.tolerance * pixels_per_degree <= 1.2:
            return number
    return len(LEVELS) - 1


def has_provinces(level: int) -> bool:
    """Whether borders of provinces are drawn at a scale."""
    return level >= FIRST_WITH_PROVINCES


@cache
def load(path: Path = OUTLINES) -> Outlines | None:
    """Open the outlines; None where they were not made, or the file is none."""
    if not path.is_file():
        return None
    connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False)
    try:
        return Outlines(connection)
    except sqlite3.DatabaseError:
        connection.close()
        return None
