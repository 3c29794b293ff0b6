"""The outlines of land, lakes, countries and provinces, as `outlines_compile.py` made them from Natural Earth.

They are for drawing: good to a kilometre or two, with the borders as they are held in fact, which says nothing of whose
land it is. Where the file was not made there are no outlines, and a map is drawn without.
"""

from __future__ import annotations

import itertools
import sqlite3
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Literal, NamedTuple

from tallystick.reference.outlines_compile import FIRST_WITH_PROVINCES, LEVELS, OUTLINES
from tallystick.reference.stepped import Line, unpacked

Kind = Literal["land", "lake", "country", "province"]


class Tile(NamedTuple):
    """What one tile holds of one kind: lines, or for land and lakes rings that fill by the even-odd rule."""

    lines: list[Line]
    west: float
    south: float
    side: float

    def edges(self) -> Iterator[Line]:
        """The rings without what runs along the border of the tile or of the world, where they were cut."""
        for ring in self.lines:
            part = ring[:1]
            for one, other in itertools.pairwise(ring):
                if self._is_cut(one, other):
                    if len(part) > 1:
                        yield part
                    part = [other]
                else:
                    part.append(other)
            if len(part) > 1:
                yield part

    def _is_cut(self, one: tuple[float, float], other: tuple[float, float]) -> bool:
        for axis, low in ((0, self.west), (1, self.south)):
            for edge in (low, low + self.side):
                if abs(one[axis] - edge) < 1e-6 and abs(other[axis] - edge) < 1e-6:
                    return True
        return False


class Outlines:
    """One file of outlines; any number of threads may read it."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._lock = Lock()
        self.about: dict[str, str] = dict(connection.execute("SELECT key, value FROM meta"))
        """`source` and `fingerprint`."""

    def tiles(self, kind: Kind, *, level: int, west: float, south: float, east: float, north: float) -> Iterator[Tile]:
        """Every tile that touches a window.

        Args:
            level: number of the scale, 0 the coarsest.
            west, south, east, north: degrees within -180 to 180 and -90 to 90.
        """
        side, quantum = LEVELS[level].tile, LEVELS[level].quantum
        # A line that begins in one tile ends in the next: the tiles around are read, too.
        first, last = int((west + 180) // side) - 1, int((east + 180) // side) + 1
        low, high = int((south + 90) // side) - 1, int((north + 90) // side) + 1
        with self._lock:
            rows = self._connection.execute(
                "SELECT x, y, lines FROM tile WHERE level = ? AND kind = ? AND x BETWEEN ? AND ? AND y BETWEEN ? AND ?",
                (level, kind, first, last, low, high),
            ).fetchall()
        for x, y, data in rows:
            corner = x * side - 180.0, y * side - 90.0
            yield Tile(unpacked(data, size="h", corner=corner, quantum=quantum), *corner, side)


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
