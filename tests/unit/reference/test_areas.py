from __future__ import annotations

import sqlite3
from itertools import pairwise
from pathlib import Path

import pytest

from tallystick.reference import areas
from tallystick.reference.areas_compile import (
    AREAS,
    GRID,
    REACH,
    TOLERANCES,
    Town,
    compile_areas,
    dissolved,
    faces_of,
    graph,
    outlined,
)
from tallystick.reference.compile import GAZETTEER
from tests.unit.reference.test_outlines import folder

SQUARE = [(0, 0), (4000, 0), (4000, 4000), (0, 4000), (0, 0)]
HALF = [(2000, 0), (2000, 4000)]
POINTS = {1: (2.0, 1.0), 2: (2.0, 3.0)}


def towns(*at: tuple[float, float, int]) -> list[Town]:
    """Towns, ten at each of these points."""
    return [Town(*one) for one in at for _ in range(10)]


def size(rings: list) -> float:
    """Square degrees, holes taken away where they run the other way round."""
    return abs(sum(x0 * y1 - x1 * y0 for ring in rings for (x0, y0), (x1, y1) in pairwise(ring))) / 2 * GRID * GRID


@pytest.mark.parametrize(
    "border",
    [
        HALF,
        [(2000, -5), (2000, 4005)],  # beyond the coast, without a corner on it
        [(2000, 20), (2000, 3980)],  # short of the coast
        [(2000, 0), (2000, 2000), (1990, 2000), (2000, 2000), (2000, 4000)],  # with a spur that leads nowhere
    ],
)
def test_a_line_across_an_island_makes_two_provinces(border: list) -> None:
    """However exactly the file lets it end at the coast."""
    found = dict(outlined([SQUARE, border], towns((1, 2, 1), (3, 2, 2)), POINTS))
    assert set(found) == set(POINTS.values())
    for rings in found.values():
        assert len(rings) == 1
        assert size(rings) == pytest.approx(8, rel=0.01)


@pytest.mark.parametrize(
    ("inside", "beside", "middle", "is_told"),
    [
        (3, 2, (2.0, 1.0), True),  # more than half inside, the rest a few hundred metres across the border
        (2, 3, (2.0, 1.0), False),  # most of them outside: which of the two is wrong is not told
        (3, 2, (2.0, 2.01), False),  # the province itself lies elsewhere
        (6, 1, (2.0, 1.0), True),
    ],
)
def test_towns_just_across_a_border_may_belong_to_either_side(
    inside: int, beside: int, middle: tuple[float, float], is_told: bool
) -> None:
    """Where most of a province lies in its face with its own point."""
    found = [Town(1.0 + number / 10, 2.0, 1) for number in range(inside)]
    found += [Town(2.005, 1.0 + number / 10, 1) for number in range(beside)]
    found += towns((3, 2, 2))
    points = {1: middle, 2: (2.0, 3.0)}
    told = dict(outlined([SQUARE, HALF], found, points))
    assert (middle in told) == is_told
    assert points[2] in told


def test_towns_far_across_a_border_speak_against_it() -> None:
    """An older division, of which the new one is only a part, is no outline of the new one."""
    found = [Town(1.0 + number / 10, 2.0, 1) for number in range(6)]
    found += [Town(3.0, 1.0 + number / 10, 1) for number in range(4)]
    told = dict(outlined([SQUARE, HALF], [*found, *towns((3, 2, 2))], POINTS))
    assert POINTS[1] not in told


def test_a_line_that_leaves_a_gap_makes_none() -> None:
    """One face, whose towns do not agree: nobody gets it, rather than one of them all of it."""
    border = [(2000, 0), (2000, 4000 - 2 * REACH)]
    assert dict(outlined([SQUARE, border], towns((1, 2, 1), (3, 2, 2)), POINTS)) == {}
    few = [*towns((1, 2, 1)), Town(3, 2, 2)]
    assert set(dict(outlined([SQUARE, border], few, {1: POINTS[1]}))) == {POINTS[1]}


def test_a_province_of_which_most_lies_elsewhere_has_no_outline() -> None:
    """A part of it would say that the rest is ruled out."""
    mixed = towns((1, 2, 1), (3, 2, 2), (3, 3, 2), (3, 1, 1))
    found = dict(outlined([SQUARE, HALF], [*mixed, *towns((3, 2.5, 2), (3, 1.5, 2))], POINTS))
    assert set(found) == {POINTS[2]}


def test_what_belongs_together_has_one_outline() -> None:
    """Borders within a province are not drawn; what lies within it and is none of it is a hole."""
    inner = [(500, 1000), (1500, 1000), (1500, 2000), (500, 2000), (500, 1000)]
    faces = faces_of(graph([SQUARE, HALF, inner]))
    assert sorted(round(size([face])) for face in faces) == [1, 8, 8]
    both = dissolved([face for face in faces if size([face]) > 2])
    assert len(both) == 1
    assert size(both) == pytest.approx(16)
    city, around = towns((1, 1.5, 2)), towns((0.2, 3, 1), (3, 3, 1))
    found = dict(outlined([SQUARE, HALF, inner], city + around, POINTS))
    assert size(found[POINTS[2]]) == pytest.approx(1)


def test_what_is_compiled_is_read_again(tmp_path: Path) -> None:
    """At each scale within its tolerance; the same inputs are not compiled twice."""
    gazetteer = tmp_path / "gazetteer.sqlite"
    with sqlite3.connect(gazetteer) as made:
        made.execute("CREATE TABLE meta (key TEXT, value TEXT)")
        made.execute(
            "CREATE TABLE place (id INTEGER PRIMARY KEY, latitude REAL, longitude REAL, admin1 INTEGER, feature TEXT,"
            " population INTEGER)"
        )
        for number, latitude in ((1, 5.0), (2, -5.0)):
            made.execute("INSERT INTO place VALUES (NULL, ?, 0, ?, 'admin1', 0)", (latitude, number))
            made.execute("INSERT INTO place VALUES (NULL, ?, 1, ?, 'town', 9)", (latitude, number))
    target = tmp_path / "areas.sqlite"
    assert compile_areas(target, folder(tmp_path), gazetteer)
    assert not compile_areas(target, tmp_path, gazetteer)
    found = areas.load(target)
    assert found is not None
    for level, tolerance in enumerate(TOLERANCES):
        (north,) = found.at(5.0, 0.0, level=level)
        assert north[0] == north[-1]
        assert max(y for _, y in north) == pytest.approx(9.3, abs=tolerance)
        assert min(y for _, y in north) == pytest.approx(0.5, abs=tolerance)
    assert found.at(5.0, 1.0, level=0) == ()


def test_without_shapes_or_gazetteer_there_are_none(tmp_path: Path) -> None:
    """Nothing is written, and what is no file of areas is none."""
    assert not compile_areas(tmp_path / "areas.sqlite", tmp_path, tmp_path / "none.sqlite")
    assert areas.load(tmp_path / "areas.sqlite") is None
    (tmp_path / "broken.sqlite").write_bytes(b"no database at all, but long enough to be looked at" * 9)
    assert areas.load(tmp_path / "broken.sqlite") is None


@pytest.mark.skipif(not AREAS.exists(), reason="the shapes are not installed")
def test_the_areas_are_those_of_the_earth() -> None:
    """Within a fifth of what statistics give these provinces, in thousands of square km; Natural Earth is no survey."""
    known = areas.load()
    assert known is not None
    assert int(known.about["provinces"]) > 2_300
    with sqlite3.connect(GAZETTEER) as gazetteer:
        for name, country, thousands in (
            ("Deir ez-Zor", "SY", 33.1), ("Idlib", "SY", 6.1), ("Herat", "AF", 54.8), ("Helmand", "AF", 58.6),
            ("Donetsk", "UA", 26.5), ("Kano", "NG", 20.1),
        ):  # fmt: skip
            row = gazetteer.execute(
                "SELECT latitude, longitude FROM place WHERE feature = 'admin1' AND name = ? AND country = ?",
                (name, country),
            ).fetchone()
            assert row, name
            rings = known.at(*row, level=1)
            assert rings, name
            km = sum(
                (x0 * y1 - x1 * y0) / 2 * 111.2**2 * _cosine(row[0])
                for ring in rings
                for (x0, y0), (x1, y1) in pairwise(ring)
            )
            assert abs(km) / 1000 == pytest.approx(thousands, rel=0.2), name


def _cosine(latitude: float) -> float:
    from math import cos, radians

    return cos(radians(latitude))
