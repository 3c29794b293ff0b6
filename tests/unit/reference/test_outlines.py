from __future__ import annotations

import itertools
import struct
from math import cos, dist, sin
from pathlib import Path

from tallystick.reference import outlines
from tallystick.reference.outlines_compile import LEVELS, compile_outlines, joined, simplified
from tallystick.reference.stepped import Line

NAMES = (
    "ne_10m_land", "ne_10m_lakes", "ne_10m_admin_0_boundary_lines_land", "ne_10m_admin_1_states_provinces_lines",
)  # fmt: skip


def shape_file(lines: list[list[tuple[float, float]]], kind: int) -> bytes:
    """An ESRI shape file with one record a line."""
    records = b""
    for number, line in enumerate(lines, 1):
        body = struct.pack("<i4d2i", kind, 0, 0, 0, 0, 1, len(line)) + struct.pack("<i", 0)
        body += b"".join(struct.pack("<2d", *point) for point in line)
        records += struct.pack(">2i", number, len(body) // 2) + body
    return bytes(100) + records


def folder(tmp_path: Path) -> Path:
    """Land that is a square over the corner of four tiles, a lake, and two borders."""
    square = [(-9.3, -9.3), (-9.3, 9.3), (9.3, 9.3), (9.3, -9.3), (-9.3, -9.3)]
    lake = [(1.0, 1.0), (1.0, 4.0), (4.0, 4.0), (4.0, 1.0), (1.0, 1.0)]
    border = [(-9.8, 0.5), (0.2, 0.5)]
    rest = [(10.2, 0.5), (0.2, 0.5)]
    for name, kind, lines in zip(NAMES, (5, 5, 3, 3), ([square], [lake], [border, rest], [border]), strict=True):
        (tmp_path / f"{name}.shp").write_bytes(shape_file(lines, kind))
    return tmp_path


def test_what_is_read_is_what_was_given(tmp_path: Path) -> None:
    """Within the tolerance of the scale; cut into tiles, and whole again when they are put together."""
    target = tmp_path / "outlines.sqlite"
    assert compile_outlines(target, folder(tmp_path))
    assert not compile_outlines(target, tmp_path)
    found = outlines.load(target)
    assert found is not None
    for level, made in enumerate(LEVELS):
        area = sum(_area(ring) for ring in found.lines("land", level=level))
        assert abs(area - 346) < 40 * 4 * made.tolerance
        edge = sum(dist(*pair) for part in found.edges("land", level=level) for pair in itertools.pairwise(part))
        assert abs(edge - 74.4) < 16 * made.tolerance + 1
        border = found.lines("country", level=level)
        length = sum(dist(*pair) for line in border for pair in itertools.pairwise(line))
        assert abs(length - 20) < 0.1 + 4 * made.tolerance


def _area(ring: Line) -> float:
    return abs(sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in itertools.pairwise(ring))) / 2


def test_no_point_strays_further_than_the_tolerance() -> None:
    """Of a spiral and of a circle, which has no ends."""
    spiral = [(n * cos(n / 30) / 100, n * sin(n / 30) / 100) for n in range(1000)]
    circle = [(cos(n / 100 * 6.283185307), sin(n / 100 * 6.283185307)) for n in range(100)]
    circle.append(circle[0])
    for line in (spiral, circle):
        for tolerance in (0.01, 0.1):
            thin = simplified(line, tolerance)
            assert len(thin) < len(line) / 2
            for point in line:
                assert min(_away(point, *pair) for pair in itertools.pairwise(thin)) <= tolerance * 1.0001


def _away(point: tuple[float, float], one: tuple[float, float], other: tuple[float, float]) -> float:
    length = dist(one, other) or 1
    along = sum((p - a) * (b - a) for p, a, b in zip(point, one, other, strict=True)) / length**2
    foot = [a + min(max(along, 0), 1) * (b - a) for a, b in zip(one, other, strict=True)]
    return dist(point, foot)


def test_pieces_that_meet_are_one_line() -> None:
    """Unless a third one meets them there; nothing is lost and nothing is drawn twice."""
    a, b, c, d, e = (0.0, 0.0), (1.0, 0.0), (2.0, 0.0), (3.0, 1.0), (3.0, -1.0)
    assert sorted(map(len, joined([[a, b], [c, b]]))) == [3]
    assert sorted(map(len, joined([[a, b], [b, c], [c, d], [e, c]]))) == [2, 2, 3]
    (ring,) = joined([[a, b], [b, d], [d, a]])
    assert len(ring) == 4
    assert ring[0] == ring[-1]
