"""Compile the areas of provinces: `python -m tallystick.reference.areas_compile`.

Natural Earth draws provinces as lines. Together with coasts and borders of countries they divide the Earth into faces;
which province a face belongs to is told by the towns of the gazetteer that lie in it. A face in which the towns do not
agree belongs to nobody, and a province of which the faces do not hold most of its towns gets no area: it is drawn as a
circle then, which claims less. Towns at a border are given less exactly than the border: where at least half of a
province's towns lie in its faces, and the point that the gazetteer has it at, and no other's, towns just outside count,
too. The same inputs give the same file. Standard library only, as for the gazetteer.
"""

from __future__ import annotations

import hashlib
import itertools
import os
import sqlite3
import sys
import zlib
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import atan2, hypot
from pathlib import Path
from typing import NamedTuple

from tallystick.reference.compile import GAZETTEER
from tallystick.reference.outlines_compile import FILES, Line, fingerprint_of, installed, lines_in, simplified

Node = tuple[int, int]
"""A point in units of `GRID`, longitude first."""
Ring = list[Node]
Face = int
Province = int
"""Number of the gazetteer's division."""

AREAS = Path(__file__).parent / "data/areas.sqlite"
GRID = 0.001
"""Degrees: points nearer to each other are one. The shapes are good to 0.01."""
REACH = 60
"""In units of the grid: so far a line that ends in nothing is led on to the next; the files leave such gaps."""
TOLERANCES = (0.05, 0.01)
"""Degrees by which a drawn outline may be off, for a map of a continent and for one of a province."""
MOST_TOWNS = 60
"""Towns of a province that are asked, the largest: enough for islands, and quick."""
AGREE = 0.7
"""Of the towns in a face, so many must be of one province; of a province's towns, so many must lie in its faces."""
NEAR = 30
"""In units of the grid: a town so near to a border may belong to either side of it."""
NEARLY = 0.8
"""Of a province's towns, so many must lie in its faces or near to them, where fewer than `AGREE` lie in them: more, for
less is known. Looked at by name: from 0.7 on old divisions come in, of which the new one is a part."""
_ROW = 250
"""In units of the grid: the height of the rows by which towns are looked up."""
_SCHEMA = """
    CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
    CREATE TABLE area (
        latitude REAL, longitude REAL, level INTEGER, rings BLOB NOT NULL,
        PRIMARY KEY (latitude, longitude, level)) WITHOUT ROWID;
"""


class Town(NamedTuple):
    """A town with the province that the gazetteer has it in."""

    longitude: float
    latitude: float
    province: Province


def compile_areas(target: Path = AREAS, folder: Path | None = None, gazetteer: Path = GAZETTEER) -> bool:
    """Write the areas to `target`.

    Args:
        folder: where the shape files lie; None = in the installed package.
        gazetteer: the compiled one, whose provinces these are.
    Returns:
        False where nothing was to be done: it is there already, or there are no shapes or no gazetteer to be had.
    """
    folder = folder or installed()
    if folder is None or not gazetteer.is_file():
        return False
    wanted = _fingerprint(folder, gazetteer)
    if fingerprint_of(target) == wanted:
        return False
    draft = target.with_name(f"{target.name}.{os.getpid()}.tmp")
    draft.unlink(missing_ok=True)
    try:
        _write(draft, folder, gazetteer, wanted)
        os.replace(draft, target)
    finally:
        draft.unlink(missing_ok=True)
    return True


def _fingerprint(folder: Path, gazetteer: Path) -> str:
    digest = hashlib.sha256(Path(__file__).read_bytes())
    for name in ("land", "country", "province"):
        digest.update((folder / FILES[name]).read_bytes())
    digest.update((fingerprint_of(gazetteer) or "").encode())
    return digest.hexdigest()


def _write(path: Path, folder: Path, gazetteer: Path, fingerprint: str) -> None:
    lines = [
        [(round(x / GRID), round(y / GRID)) for x, y in line]
        for kind in ("land", "country", "province")
        for line in lines_in((folder / FILES[kind]).read_bytes())
    ]
    areas = dict(outlined(lines, *_provinces(gazetteer)))
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        connection.executescript(f"PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; {_SCHEMA}")
        connection.execute("BEGIN")
        for (latitude, longitude), rings in sorted(areas.items()):
            for level, tolerance in enumerate(TOLERANCES):
                thin: list[Line] = [simplified(ring, tolerance / GRID) for ring in rings]
                kept = [ring for ring in thin if len(ring) > 3] or [[(x, y) for x, y in max(rings, key=len)]]
                connection.execute("INSERT INTO area VALUES (?, ?, ?, ?)", (latitude, longitude, level, packed(kept)))
        about = {"fingerprint": fingerprint, "provinces": str(len(areas))}
        connection.executemany("INSERT INTO meta VALUES (?, ?)", sorted(about.items()))
        connection.execute("COMMIT")
        connection.execute("VACUUM")
    finally:
        connection.close()


def _provinces(gazetteer: Path) -> tuple[list[Town], dict[Province, tuple[float, float]]]:
    """The largest towns of each province, and where the gazetteer has the province itself."""
    connection = sqlite3.connect(f"{gazetteer.resolve().as_uri()}?mode=ro", uri=True)
    try:
        rows = connection.execute(
            "SELECT longitude, latitude, admin1 FROM place WHERE feature = 'town' AND admin1 IS NOT NULL"
            " AND latitude IS NOT NULL ORDER BY admin1, population DESC, id"
        )
        taken: Counter[Province] = Counter()
        towns = []
        for longitude, latitude, province in rows:
            taken[province] += 1
            if taken[province] <= MOST_TOWNS:
                towns.append(Town(longitude, latitude, province))
        points = connection.execute(
            "SELECT admin1, latitude, longitude FROM place WHERE feature = 'admin1' AND latitude IS NOT NULL"
            " AND admin1 IS NOT NULL ORDER BY id"
        )
        found: dict[Province, tuple[float, float]] = {}
        for province, latitude, longitude in points:
            found.setdefault(province, (latitude, longitude))
        return towns, found
    finally:
        connection.close()


def outlined(
    lines: Iterable[Sequence[Node]], towns: Sequence[Town], points: Mapping[Province, tuple[float, float]]
) -> Iterator[tuple[tuple[float, float], list[Ring]]]:
    """The outline of each province that can be told, by the point that the gazetteer has it at.

    Args:
        lines: coasts, as rings, and borders; in units of the grid.
    """
    faces = faces_of(graph(lines))
    home = _faces_at(faces, towns)
    votes: dict[Face, Counter[Province]] = defaultdict(Counter)
    asked: Counter[Province] = Counter()
    for town, face in zip(towns, home, strict=True):
        asked[town.province] += 1
        if face is not None:
            votes[face][town.province] += 1
    own: dict[Province, list[Face]] = defaultdict(list)
    held: Counter[Province] = Counter()
    for face, counted in votes.items():
        province, most = counted.most_common(1)[0]
        if most >= AGREE * counted.total():
            own[province].append(face)
            held[province] += most
    middles = [Town(x, y, province) for province, (y, x) in points.items()]
    seats = {one.province: face for one, face in zip(middles, _faces_at(faces, middles), strict=True)}
    seated = Counter(seats.values())
    outside: dict[Province, list[Town]] = defaultdict(list)
    for town, face in zip(towns, home, strict=True):
        if face not in own.get(town.province, ()):
            outside[town.province].append(town)
    for province, theirs in own.items():
        if province not in points:
            continue
        rings = dissolved([faces[face] for face in theirs])
        if held[province] >= AGREE * asked[province]:
            yield points[province], rings
        elif 2 * held[province] >= asked[province] and (seat := seats[province]) in theirs and seated[seat] == 1:
            near = sum(_is_near(town, rings) for town in outside[province])
            if held[province] + near >= NEARLY * asked[province]:
                yield points[province], rings


def _is_near(town: Town, rings: Sequence[Ring]) -> bool:
    """Whether a town lies within `NEAR` of an outline."""
    x, y = round(town.longitude / GRID), round(town.latitude / GRID)
    for ring in rings:
        for one, other in itertools.pairwise(ring):
            if one != other:
                at = _nearest((x, y), one, other)
                if hypot(at[0] - x, at[1] - y) <= NEAR:
                    return True
    return False


# ------------------------------------------------------------------------------------------- faces


def graph(lines: Iterable[Sequence[Node]]) -> dict[Node, set[Node]]:
    """Which points are joined to which: every line, those that end in nothing led on to what is near, or taken away."""
    joined: dict[Node, set[Node]] = defaultdict(set)
    for line in lines:
        for one, other in itertools.pairwise(line):
            if one != other:
                joined[one].add(other)
                joined[other].add(one)
    _led_on(joined)
    _noded(joined)
    loose = [node for node, others in joined.items() if len(others) == 1]
    while loose:
        node = loose.pop()
        for other in joined.pop(node, ()):
            joined[other].discard(node)
            if len(joined[other]) == 1:
                loose.append(other)
    return {node: others for node, others in joined.items() if others}


def _led_on(joined: dict[Node, set[Node]]) -> None:
    """Lead each loose end to the nearest line within reach, and divide that line there."""
    ends = sorted(node for node, others in joined.items() if len(others) == 1)
    wanted = {(x // REACH + dx, y // REACH + dy) for x, y in ends for dx in (-1, 0, 1) for dy in (-1, 0, 1)}
    near: dict[tuple[int, int], set[tuple[Node, Node]]] = defaultdict(set)
    for one, others in joined.items():
        for other in others:
            if one < other:
                for cell in _cells(one, other):
                    if cell in wanted:
                        near[cell].add((one, other))
    for end in ends:
        if len(joined[end]) != 1:
            continue
        (before,) = joined[end]
        best: tuple[float, Node, tuple[Node, Node]] | None = None
        cell = end[0] // REACH, end[1] // REACH
        around = {edge for dx in (-1, 0, 1) for dy in (-1, 0, 1) for edge in near[cell[0] + dx, cell[1] + dy]}
        for one, other in sorted(around):
            if other not in joined[one] or end in (one, other):
                continue
            at = _nearest(end, one, other)
            far = hypot(at[0] - end[0], at[1] - end[1])
            if far <= REACH and (best is None or far < best[0]) and at != before:
                best = far, at, (one, other)
        if best is None:
            continue
        _, at, (one, other) = best
        if at not in (one, other):
            joined[one].discard(other)
            joined[other].discard(one)
            for each in (one, other):
                joined[each].add(at)
                joined[at].add(each)
                for piece in _cells(each, at):
                    near[piece].add((min(each, at), max(each, at)))
        if at != end:
            joined[end].add(at)
            joined[at].add(end)


def _noded(joined: dict[Node, set[Node]]) -> None:
    """Put a point where two lines cross and have none: coasts and borders are drawn by different hands."""
    cells: dict[tuple[int, int], list[tuple[Node, Node]]] = defaultdict(list)
    for one, others in joined.items():
        for other in others:
            if one < other:
                for cell in _cells(one, other):
                    cells[cell].append((one, other))
    parted: dict[tuple[Node, Node], set[Node]] = defaultdict(set)
    for edges in cells.values():
        for number, edge in enumerate(edges):
            for another in edges[:number]:
                at = _crossing(edge, another)
                if at is not None:
                    parted[edge].add(at)
                    parted[another].add(at)
    for (one, other), points in sorted(parted.items()):
        joined[one].discard(other)
        joined[other].discard(one)
        whole = sorted({one, other, *points}, key=lambda point: hypot(point[0] - one[0], point[1] - one[1]))
        for here, there in itertools.pairwise(whole):
            joined[here].add(there)
            joined[there].add(here)


def _crossing(edge: tuple[Node, Node], other: tuple[Node, Node]) -> Node | None:
    """Where two lines meet that share no end; None = nowhere."""
    (ax, ay), (bx, by) = edge
    (cx, cy), (dx, dy) = other
    if max(cx, dx) < min(ax, bx) or max(ax, bx) < min(cx, dx) or max(cy, dy) < min(ay, by) or max(ay, by) < min(cy, dy):
        return None
    if edge[0] in other or edge[1] in other:
        return None
    one = (bx - ax) * (cy - ay) - (by - ay) * (cx - ax), (bx - ax) * (dy - ay) - (by - ay) * (dx - ax)
    two = (dx - cx) * (ay - cy) - (dy - cy) * (ax - cx), (dx - cx) * (by - cy) - (dy - cy) * (bx - cx)
    if one[0] * one[1] > 0 or two[0] * two[1] > 0 or one[0] == one[1]:
        return None
    share = two[0] / (two[0] - two[1])
    return round(ax + share * (bx - ax)), round(ay + share * (by - ay))


def _cells(one: Node, other: Node) -> Iterator[tuple[int, int]]:
    """The squares that a line may touch."""
    for x in range(min(one[0], other[0]) // REACH, max(one[0], other[0]) // REACH + 1):
        for y in range(min(one[1], other[1]) // REACH, max(one[1], other[1]) // REACH + 1):
            yield x, y


def _nearest(point: Node, one: Node, other: Node) -> Node:
    """The point of a line that is nearest to another point."""
    dx, dy = other[0] - one[0], other[1] - one[1]
    share = ((point[0] - one[0]) * dx + (point[1] - one[1]) * dy) / (dx * dx + dy * dy)
    share = min(max(share, 0.0), 1.0)
    return round(one[0] + share * dx), round(one[1] + share * dy)


def faces_of(joined: Mapping[Node, set[Node]]) -> list[Ring]:
    """What the lines enclose: each face with its border on the left, walked by turning right as sharply as can be."""
    after: dict[tuple[Node, Node], Node] = {}
    for node, others in joined.items():
        around = sorted(others, key=lambda other: atan2(other[1] - node[1], other[0] - node[0]))
        for number, other in enumerate(around):
            after[other, node] = around[number - 1]
    found: list[Ring] = []
    seen: set[tuple[Node, Node]] = set()
    for start in after:
        if start in seen:
            continue
        ring, edge = [], start
        while edge not in seen:
            seen.add(edge)
            ring.append(edge[0])
            edge = edge[1], after[edge]
        if _twice_area(ring) > 0:
            found.append([*ring, ring[0]])
    return found


def _twice_area(ring: Sequence[Node]) -> int:
    return sum(one[0] * other[1] - other[0] * one[1] for one, other in zip(ring, [*ring[1:], ring[0]], strict=True))


def dissolved(faces: Sequence[Ring]) -> list[Ring]:
    """The outline of faces together, without the borders between them; rings within rings are holes (even-odd)."""
    edges = {edge for face in faces for edge in itertools.pairwise(face)}
    leads: dict[Node, list[Node]] = defaultdict(list)
    for one, other in sorted(edges):
        if (other, one) not in edges:
            leads[one].append(other)
    rings = []
    for start in sorted(leads):
        while leads[start]:
            ring = [start]
            while leads[ring[-1]]:
                ring.append(leads[ring[-1]].pop())
            rings.append(ring)
    return [ring for ring in rings if len(ring) > 3 and ring[0] == ring[-1]]


def _faces_at(faces: Sequence[Ring], towns: Sequence[Town]) -> list[Face | None]:
    """The face that each town lies in, the smallest where one lies within another; None = in the sea, or in none."""
    # Each face by the rows of latitude that it crosses, with its edges there: a town looks at one row only.
    rows: dict[int, list[tuple[Face, float, float, list[tuple[Node, Node]]]]] = defaultdict(list)
    size = [_twice_area(face) for face in faces]
    for number, face in enumerate(faces):
        own: dict[int, list[tuple[Node, Node]]] = defaultdict(list)
        for one, other in itertools.pairwise(face):
            for row in range(min(one[1], other[1]) // _ROW, max(one[1], other[1]) // _ROW + 1):
                own[row].append((one, other))
        west, east = min(x for x, _ in face), max(x for x, _ in face)
        for row, edges in own.items():
            rows[row].append((number, west, east, edges))
    found: list[Face | None] = []
    for town in towns:
        x, y = town.longitude / GRID, town.latitude / GRID + 0.5  # between two lines of the grid: it meets no corner
        inside = [
            number
            for number, west, east, edges in rows[int(y // _ROW)]
            if west <= x <= east and _crosses(edges, x, y) % 2
        ]
        found.append(min(inside, key=lambda number: size[number], default=None))
    return found


def _crosses(edges: Iterable[tuple[Node, Node]], x: float, y: float) -> int:
    """How many edges lie east of a point."""
    count = 0
    for (ax, ay), (bx, by) in edges:
        if (ay > y) != (by > y) and ax + (y - ay) * (bx - ax) / (by - ay) > x:
            count += 1
    return count


def packed(rings: Iterable[Iterable[tuple[float, float]]]) -> bytes:
    """Rings as bytes: for each the number of its points, then steps from point to point, the first from 0, 0."""
    numbers = array("i")
    for ring in rings:
        points = [(round(x), round(y)) for x, y in ring]
        numbers.append(len(points))
        at = (0, 0)
        for x, y in points:
            numbers.extend((x - at[0], y - at[1]))
            at = x, y
    if sys.byteorder == "big":
        numbers.byteswap()
    return zlib.compress(numbers.tobytes(), 9)


if __name__ == "__main__":
    made = compile_areas()
    print(f"{AREAS}: {'compiled' if made else 'nothing to do'}", file=sys.stderr)
