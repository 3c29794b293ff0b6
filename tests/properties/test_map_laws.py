from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tallystick.reference import places
from tallystick.reference.stepped import Line, Lines
from tallystick.web.basemap import path
from tallystick.web.gathered import placed
from tallystick.web.picture import Addresses, Words, drawing
from tallystick.web.rows import Row
from tallystick.web.spots import Spot, Where
from tallystick.web.timeline import When, timeline
from tallystick.web.window import CLOSEST, SIZES, Circles, Window, fitting
from tests import plain

PRECISIONS = ("site", "town", "near", "district", "area", "water", "province")
PROVINCES = [
    (one.latitude, one.longitude)
    for name, country in (("Deir ez-Zor", "SY"), ("Idlib", "SY"), ("Chukotka", "RU"), ("Nangarhar", "AF"))
    for one in places.load().candidates(name, country=country)
    if one.feature == "admin1" and one.latitude is not None and one.longitude is not None
]
degrees = st.floats(-1, 1).map(lambda part: round(part, 3))
points = st.one_of(
    st.tuples(degrees.map(lambda part: 80 * part), degrees.map(lambda part: 180 * part)),
    st.tuples(degrees.map(lambda part: 34 + part), degrees.map(lambda part: 40 + part)),
    st.tuples(degrees.map(lambda part: -17 + part), degrees.map(lambda part: (359 + 2 * part) % 360 - 180)),
    st.sampled_from([(34.0, 40.0), (34.5, 40.5), *PROVINCES]),
)
spots = st.builds(
    lambda point, precision, name: Spot(*point, precision, name),
    points,
    st.sampled_from(PRECISIONS),
    st.sampled_from("abcdef"),
)
windows = st.builds(
    lambda point, zoom, size: Window(*point, zoom, size),
    points,
    st.integers(0, CLOSEST),
    st.sampled_from(list(SIZES.values())),
)
events = st.lists(
    st.tuples(st.lists(spots, max_size=4), st.lists(st.sampled_from("xyz"), max_size=2, unique=True)), max_size=30
)


def rows_of(world: list[tuple[list[Spot], list[str]]]) -> list[Row]:
    """Events at these spots, or of these countries where there are none."""
    return [
        plain.row(n, spots=tuple(spots), countries=() if spots else tuple(countries))
        for n, (spots, countries) in enumerate(world)
    ]


@given(events, windows, st.randoms(use_true_random=False))
def test_a_map_of_columns_is_that_of_the_events(
    world: list[tuple[list[Spot], list[str]]], window: Window, dice: Any
) -> None:
    """Byte for byte, with the same countries beside it; whichever events are found, in whatever order."""
    rows = rows_of(world)
    chosen = dice.sample(range(len(rows)), dice.randint(0, len(rows)))
    one = placed(columns := plain.columns_of(rows), np.array(chosen, np.int64))
    other = plain.PlainlyPlaced((rows[n].id, Where(rows[n].spots, rows[n].countries)) for n in chosen)
    everything = np.arange(len(other.all))
    assert (one.spots(everything), one.countries, one.nowhere) == (other.all, other.countries, other.nowhere)
    assert plain.ids_at(one) == other.held
    there = Addresses(event=str, list_at=lambda at: f"/?{at.at}&{at.zoom}", map_at=lambda at: f"/map?{at.at}&{at.zoom}")
    told = Words(map="Map", events=lambda ids: {id_: id_ for id_ in ids}, several=lambda number, at: f"{number}: {at}")
    assert drawing(one, window, there, told) == drawing(other, window, there, told)  # type: ignore[arg-type]
    for most in (1, 5, 12):
        assert one.ringed(window, most).tolist() == other.ringed(window, most)
    seen = {event for n, spot in enumerate(other.all) if _is_on(spot, window) for event in other.held[n]}
    assert set(columns.ids[chosen, 0][columns.on_map(window)[chosen]]) == seen


def _is_on(spot: Spot, window: Window) -> bool:
    x, y = window.xy(spot.latitude, spot.longitude)
    return 0 <= x <= window.size.width and 0 <= y <= window.size.height


@given(st.lists(spots, min_size=1, max_size=12), st.sampled_from(list(SIZES.values())))
def test_a_fitting_window_holds_every_circle(found: list[Spot], size: Any) -> None:
    """Whichever way round the Earth it is nearer: unless they are further apart than the widest window is wide."""
    circles = Circles(*np.array([(spot.latitude, spot.longitude, spot.km) for spot in found]).T)
    window = fitting(circles, size)
    x, y = window.xy(circles.latitude, circles.longitude)
    if window.zoom:
        assert np.all((x >= 0) & (x <= size.width) & (y >= 0) & (y <= size.height))
    assert window.touches(circles).all() or not window.zoom


days = st.one_of(st.none(), st.dates(), st.integers(0, 70).map(lambda n: date(2021, 1, 1) + timedelta(days=n)))


@given(st.lists(st.tuples(days, days, days), max_size=30))
def test_a_time_line_of_columns_is_that_of_the_events(found: list[tuple[date | None, ...]]) -> None:
    """In days, months and years; with what has no day, and what is too early."""
    whens = [When(*(sorted((first, last)) if first and last else (None, None)), told) for first, last, told in found]
    columns = np.array([[plain.day_number(day) for day in when] for when in whens], np.int64).reshape(-1, 3)
    assert timeline(*columns.T) == plain.timeline(whens)


steps = st.tuples(st.integers(-9, 9), st.integers(-9, 9))
walks = st.builds(
    lambda point, quantum, walked: [
        (point[1] + quantum * sum(x for x, _ in walked[:n]), point[0] + quantum * sum(y for _, y in walked[:n]))
        for n in range(len(walked) + 1)
    ],
    points,
    st.sampled_from([0.001, 0.02, 0.5]),
    st.lists(steps, min_size=1, max_size=25),
)


def lines_of(walked: list[Line]) -> Lines:
    """Lines as columns."""
    starts = np.cumsum([0, *map(len, walked)])
    return Lines(np.array([point for line in walked for point in line]).reshape(-1, 2), starts)


@given(st.lists(walks, max_size=5), windows, st.booleans())
def test_a_ground_of_columns_is_that_of_its_lines(walked: list[Line], window: Window, closed: bool) -> None:
    """To a tenth of a pixel, near points left out one after the other; seen twice where the window is so wide."""
    shifts = [each for each in (-360.0, 0.0, 360.0) if window.zoom or not each]
    seen = [each for each in shifts if max(window.west - each, -180) < min(window.east - each, 180)]
    expected = [plain.path(window, line, shift, closed=closed) for shift in seen for line in walked]
    assert path(window, lines_of(walked), closed=closed) == "".join(expected)


@given(st.lists(walks, max_size=5), st.randoms(use_true_random=False))
def test_lines_are_cut_where_they_are_to_be(walked: list[Line], dice: Any) -> None:
    """No part crosses a cut or the end of a line, and nothing else is lost than points by themselves."""
    after = [[dice.random() < 0.3 for _ in line] for line in walked]
    cut = lines_of(walked).cut(np.array([ends for each in after for ends in each], np.bool_))
    assert list(cut) == [part for line, ends in zip(walked, after, strict=True) for part in plain.parts(line, ends)]
