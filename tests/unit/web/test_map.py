from __future__ import annotations

import itertools
import re
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import numpy as np
import pytest
from lxml import html
from msgspec.structs import replace
from starlette.testclient import TestClient

from tallystick import api
from tallystick.errors import UsageError
from tallystick.model import Event, Place
from tallystick.reference import areas, outlines, places
from tallystick.reference.outlines_compile import LEVELS
from tallystick.reference.stepped import Lines
from tallystick.web import basemap
from tallystick.web.areas import Bounds, area_at, bounds_at
from tallystick.web.gathered import CELL, Placed, placed, radius
from tallystick.web.picture import Addresses, Words, drawing
from tallystick.web.spots import Spot, where
from tallystick.web.window import CLOSEST, KM_PER_DEGREE, SIZES, Circles, Window, fitting, window_of
from tests import plain
from tests.dossiers import dossier

BESIDE = SIZES["beside"]
IDLIB = Place(wording="Idlib", name="Idlib", latitude=35.93, longitude=36.63, country="SY", precision="town")


def page(client: TestClient, address: str) -> html.HtmlElement:
    """A page, parsed."""
    answer = client.get(address)
    assert answer.status_code == 200, answer.text
    return html.fromstring(answer.text)


def spot(latitude: float, longitude: float) -> Spot:
    """A town."""
    return Spot(latitude, longitude, "town", f"{latitude} {longitude}")


def placed_at(*spots: Spot) -> Placed:
    """One event at each of these."""
    columns = plain.columns_of([plain.row(number, spots=(one,)) for number, one in enumerate(spots)])
    return placed(columns, np.arange(len(columns)))


def circles(*found: tuple[float, float, float]) -> Circles:
    """Latitude, longitude and km of each, as columns."""
    return Circles(*np.array(found).reshape(-1, 3).T)


def drawn(*spots: Spot, zoom: int = 6) -> html.HtmlElement:
    """The drawing of these spots, around the first of them."""
    window = Window(spots[0].latitude, spots[0].longitude, zoom, BESIDE)
    there = Addresses(event=lambda _: "/e", list_at=lambda _: "/", map_at=lambda _: "/map")
    told = Words(
        map="Map", events=lambda ids: {one: one for one in ids}, several=lambda number, names: f"{number}: {names}"
    )
    return html.fromstring(drawing(placed_at(*spots), window, there, told))


def province(name: str, country: str) -> Spot:
    """A province of the gazetteer, of which no more is known."""
    found = next(one for one in places.load().candidates(name, country=country) if one.feature == "admin1")
    assert found.latitude is not None
    assert found.longitude is not None
    return Spot(found.latitude, found.longitude, "province", name)


# ----------------------------------------------------------------------------------------------- areas


@pytest.mark.skipif(areas.load() is None, reason="the areas were not made")
def test_a_province_is_drawn_as_what_it_is() -> None:
    """Hatched within its border, which runs around its point; no circle claims to know better."""
    there = province("Deir ez-Zor", "SY")
    (path,) = drawn(there).xpath("//*[@class='somewhere bordered']")
    steps = [tuple(map(float, pair)) for pair in re.findall(r"(-?[\d.]+) (-?[\d.]+)", path.get("d"))]
    assert len(steps) > 15
    assert min(x for x, _ in steps) < BESIDE.width / 2 < max(x for x, _ in steps)
    assert min(y for _, y in steps) < BESIDE.height / 2 < max(y for _, y in steps)
    assert drawn(there).xpath("//ellipse") == []
    assert len(drawn(there, zoom=2).xpath("//*[@class='somewhere bordered']/@d")[0]) < len(path.get("d"))


def test_a_province_without_an_outline_stays_a_circle(monkeypatch: pytest.MonkeyPatch) -> None:
    """As does a point that somebody set by hand, and every province where no areas were made."""
    by_hand = Spot(35.123, 40.456, "province", "somewhere")
    assert len(drawn(by_hand).xpath("//ellipse[@class='somewhere']")) == 1
    there = province("Deir ez-Zor", "SY")
    monkeypatch.setattr(areas, "load", lambda: None)
    for kept in (area_at, bounds_at):
        kept.cache_clear()
    assert len(drawn(there).xpath("//ellipse[@class='somewhere']")) == 1
    for kept in (area_at, bounds_at):
        kept.cache_clear()


@pytest.mark.skipif(areas.load() is None, reason="the areas were not made")
def test_a_province_is_seen_while_any_part_of_it_is() -> None:
    """Also where its point is off the map; on both sides of 180°, too."""
    there = province("Deir ez-Zor", "SY")
    away = Spot(there.latitude + 0.6, there.longitude + 0.4, "town", "x")
    assert len(drawn(away, there, zoom=8).xpath("//*[@class='somewhere bordered']")) == 1
    far = Spot(there.latitude + 40, there.longitude, "town", "x")
    assert drawn(far, there, zoom=6).xpath("//*[@class='somewhere bordered']") == []
    edge = Bounds(*np.array([[-180.0], [1.0], [180.0], [2.0]]))
    assert edge.touch(Window(1, -179, 6, BESIDE)).all()


# --------------------------------------------------------------------------------------------- windows


@pytest.mark.parametrize(
    "circle", [(34.45, 40.92, 5.0), (-1.68, 29.22, 90.0), (71.0, 25.0, 30.0), (-17.7, 179.9, 40.0)]
)
def test_a_circle_is_drawn_as_wide_as_it_is(circle: tuple[float, float, float]) -> None:
    """As many pixels as its kilometres are of a degree, in both directions, at any latitude."""
    latitude, longitude, km = circle
    window = fitting(circles(circle), BESIDE)
    x, y = window.xy(latitude, longitude)
    wide, tall = window.radii(latitude, km)
    _, north = window.xy(latitude + km / KM_PER_DEGREE, longitude)
    assert y - north == pytest.approx(tall)
    assert wide == pytest.approx(tall, rel=0.01)
    assert (x, y) == pytest.approx((BESIDE.width / 2, BESIDE.height / 2), abs=1)


def test_the_window_holds_everything_with_its_uncertainty() -> None:
    """Whichever way round the Earth it is nearer, over the date line, too."""
    for found in ([(34, 36, 5), (34, 44, 90)], [(-17, 179, 40), (-19, -178, 40)], [(60, -170, 5), (60, 170, 5)]):
        window = fitting(circles(*found), BESIDE)
        for latitude, longitude, km in found:
            x, y = window.xy(latitude, longitude)
            wide, tall = window.radii(latitude, km)
            assert wide <= x <= BESIDE.width - wide
            assert tall <= y <= BESIDE.height - tall


def test_of_nothing_the_world_is_shown() -> None:
    """All of it, from east to west."""
    window = fitting(circles(), BESIDE)
    assert window.east - window.west > 359


@pytest.mark.parametrize(
    ("at", "zoom"),
    [
        ("x", "5"),
        ("91,0", "5"),
        ("0,181", "5"),
        ("nan,0", "5"),
        ("1,2,3", "5"),
        ("1,2", "11"),
        ("1,2", "-1"),
        ("1,2", "٣"),
    ],
)
def test_what_is_no_window_is_refused(at: str, zoom: str) -> None:
    """With what was expected."""
    with pytest.raises(UsageError, match="expected"):
        window_of(at, zoom, BESIDE)


# ------------------------------------------------------------------------------------------------ spots


def placed_where(events: list[Event]) -> Placed:
    """Where these events are."""
    found = [where(event) for event in events]
    rows = [plain.row(n, spots=one.spots, countries=one.countries) for n, one in enumerate(found)]
    return placed(plain.columns_of(rows), np.arange(len(rows)))


def test_nothing_is_put_where_only_a_country_is_known() -> None:
    """The middle of a country is no place: such events are counted beside the map, by country."""
    base = dossier().event
    country = Place(wording="Syria", name="Syria", latitude=35.0, longitude=38.0, country="SY", precision="country")
    unknown = Place(wording="Xyzzy", country=None)
    events = [replace(base, places=places) for places in ((IDLIB, country), (country,), (unknown,), ())]
    found = placed_where(events)
    assert [one.name for one in found.spots(np.arange(len(found.circles.km)))] == ["Idlib"]
    assert plain.ids_at(found) == [["evt_000"]]
    assert found.countries == (("Syria", 1),)
    assert found.nowhere == 2


def test_events_of_one_place_are_one_spot() -> None:
    """And an event of two places is at both."""
    base = dossier().event
    other = replace(IDLIB, name="Aleppo", latitude=36.2, longitude=37.16)
    found = placed_where([replace(base, places=(IDLIB, other)), replace(base, places=(IDLIB,))])
    assert [one.name for one in found.spots(np.arange(2))] == ["Aleppo", "Idlib"]
    assert plain.ids_at(found) == [["evt_000"], ["evt_000", "evt_001"]]


def test_marks_hold_every_event_once() -> None:
    """Whatever the zoom: near ones as one number, far ones by themselves."""
    towns = [spot(34 + n / 50, 40 + n % 7 / 30) for n in range(60)]
    found = placed_at(*towns, *towns)  # two events of each town
    for zoom in range(CLOSEST + 1):
        window = Window(34.6, 40.1, zoom, SIZES["large"])
        seen = int(window.holds(found.circles).sum())
        assert sum(mark.spots for mark in found.marks(window)) == seen
        assert sum(mark.events for mark in found.marks(window)) == 2 * seen
    assert len(found.marks(Window(34.6, 40.1, 3, BESIDE))) < 5
    assert sum(mark.events for mark in found.marks(Window(34.6, 40.1, 3, BESIDE))) == 120


def test_of_very_many_places_rings_are_drawn_where_no_number_stands() -> None:
    """Not of those that come first: a crowd in the south must not look as if all had happened in the north."""
    crowd = [spot(34 + n / 500, 40 + n % 7 / 300) for n in range(40)]
    lone, wide = spot(31.5, 38), Spot(34, 40, "area", "somewhere")
    found, window = placed_at(*crowd, lone, wide), Window(34, 40, 6, SIZES["large"])
    assert len(found.ringed(window, 42)) == len(found.touching(window)) == 42
    assert {one.name for one in found.spots(found.ringed(window, 41))} == {lone.name, wide.name}
    assert len(found.ringed(window, 1)) == 1


def test_numbers_do_not_cover_each_other() -> None:
    """Each stays within the square of its places, so that a thousand here hides no two there."""
    found = placed_at(*(spot(30 + n % 40 / 5, 36 + n / 200) for n in range(1_600)))
    for zoom, latitude in itertools.product(range(3, 7), (31, 34, 37)):
        window = Window(latitude, 40, zoom, SIZES["large"])
        numbers = [
            (*window.xy(mark.latitude, mark.longitude), radius(mark.events))
            for mark in found.marks(window)
            if mark.spots > 1
        ]
        assert len(numbers) > 3
        for (x, y, one), (u, v, other) in itertools.combinations(numbers, 2):
            assert max(abs(x - u), abs(y - v)) > 0.9 * (one + other) or (x - u) ** 2 + (y - v) ** 2 > (one + other) ** 2


def test_marks_stay_together_while_the_map_is_moved() -> None:
    """Squares belong to the Earth, not to the window."""
    found = placed_at(*(spot(34 + n / 10, 40 + n % 5 / 4) for n in range(20)))
    one = {mark.names for mark in found.marks(Window(35, 40.5, 5, SIZES["large"]))}
    other = {mark.names for mark in found.marks(Window(35.7, 41.2, 5, SIZES["large"]))}
    assert one == other
    assert CELL >= 44


# ---------------------------------------------------------------------------------------------- outlines


def test_the_outlines_are_those_of_the_earth() -> None:
    """Known points are on land or at sea, by the rings of the tile that holds them."""
    found = outlines.load()
    assert found is not None, "the set-up makes them: python -m tallystick.reference.outlines_compile"
    for latitude, longitude, is_land in (
        (33.5, 36.3, True),
        (35.0, 33.2, True),
        (34.0, 30.0, False),
        (0.0, -30.0, False),
    ):
        for level in range(4):
            inside = _crossings(found.lines("land", level=level), longitude, latitude)
            assert inside % 2 == int(is_land), (latitude, longitude, level)


def _crossings(rings: Lines, x: float, y: float) -> int:
    """How many edges a ray to the east crosses."""
    return sum(
        (one[1] > y) != (other[1] > y) and x < one[0] + (y - one[1]) / (other[1] - one[1]) * (other[0] - one[0])
        for ring in rings
        for one, other in itertools.pairwise(ring)
    )


def test_a_coast_is_no_border_of_a_tile() -> None:
    """Where land was cut into tiles nothing is stroked."""
    found = outlines.load()
    assert found is not None
    side = LEVELS[3].tile

    def runs_along(lines: Lines) -> int:
        """How many steps of two points lie on one meridian where tiles end."""
        on = np.abs((lines.points[:, 0] + side / 2) % side - side / 2) < 1e-6
        same = np.abs(np.diff(lines.points[:, 0])) < 1e-6
        within = np.ones(len(same), np.bool_)
        within[lines.starts[1:-1] - 1] = False
        return int((on[1:] & on[:-1] & same & within).sum())

    assert runs_along(found.lines("land", level=3)) > 1000
    assert runs_along(found.edges("land", level=3)) == 0


def test_without_outlines_the_net_of_degrees_remains(monkeypatch: pytest.MonkeyPatch, client: TestClient) -> None:
    """And the page says why nothing else is there."""
    monkeypatch.setattr(outlines, "load", lambda: None)
    basemap.drawn.cache_clear()
    picture = basemap.drawn(Window(34, 40, 5, BESIDE), "light").decode()
    basemap.drawn.cache_clear()
    assert picture.count("<path") == 1
    assert "outlines of countries were not made" in client.get("/map").text


def test_no_file_or_a_broken_one_gives_no_outlines(tmp_path: Path) -> None:
    """A map is drawn without them."""
    assert outlines.load(tmp_path / "none.sqlite") is None
    (tmp_path / "broken.sqlite").write_bytes(b"no database")
    assert outlines.load(tmp_path / "broken.sqlite") is None


def test_the_ground_is_the_same_for_everybody(client: TestClient) -> None:
    """It holds nothing of the ledger, so a browser may keep it; what is no window is refused."""
    answer = client.get("/map/ground.svg?at=34.5,40.9&zoom=6&look=dark&v=1")
    assert answer.headers["content-type"] == "image/svg+xml"
    assert "immutable" in answer.headers["cache-control"]
    assert "Deir ez-Zor" in answer.text
    assert client.get("/map/ground.svg?at=0,0&zoom=99").status_code == 400


def test_a_ground_is_light(client: TestClient) -> None:
    """At every zoom, over a crowded part of the Earth, uncompressed."""
    for zoom in range(CLOSEST + 1):
        for size in SIZES:
            assert len(client.get(f"/map/ground.svg?at=48,12&zoom={zoom}&size={size}").content) < 700_000


# ------------------------------------------------------------------------------------------------- pages


def test_every_placed_event_of_the_list_is_on_the_map(client: TestClient, ledger: Path) -> None:
    """By its own link or within a number; the numbers of the map add up to the events of the list."""
    shown = page(client, "/?background=1")
    listed = shown.xpath("//ol[@class='events']/li/@id")
    everything = plain.PlainlyPlaced((event.id, where(event)) for event in api.events(ledger))
    drawn = {event for ids in everything.held for event in ids}
    links = shown.xpath("//*[local-name()='svg'][@class='spots']//a")
    single = [urlsplit(link.get("href")).path.split("/")[-1] for link in links if "/events/" in link.get("href")]
    assert set(single) <= drawn
    assert len(drawn) + sum(number for _, number in everything.countries) + everything.nowhere == len(listed)
    several = [link for link in links if "/events/" not in link.get("href")]
    counted = sum(int(link.get("aria-label").split()[0].replace(",", "")) for link in several)
    assert counted + len(single) >= len(drawn)
    assert all(link.get("aria-label") for link in links)


def test_a_number_leads_to_its_events(client: TestClient) -> None:
    """Nearer and nearer, until each is by itself or they are a list."""
    shown = page(client, "/?place=Syria")
    whole = set(shown.xpath("//ol[@class='events']/li/@id"))
    (first, *_) = [a for a in shown.xpath("//*[@class='spots']//a") if "/events/" not in a.get("href")]
    wanted = int(first.get("aria-label").split()[0])
    for _ in range(8):
        address = first.get("href")
        assert parse_qs(urlsplit(address).query)["place"] == ["Syria"]
        if "in_view=true" in address:
            break
        shown = page(client, address)
        several = [a for a in shown.xpath("//*[@class='spots']//a") if "/events/" not in a.get("href")]
        if not several:
            return
        first = several[0]
    found = page(client, first.get("href")).xpath("//ol[@class='events']/li/@id")
    assert 1 < len(found) <= wanted
    assert set(found) <= whole


def test_the_list_keeps_to_the_part_of_the_map(client: TestClient) -> None:
    """When asked to; the filters hold on map and list alike."""
    everything = page(client, "/").xpath("//ol[@class='events']/li/@id")
    kunduz = page(client, "/?at=36.7,68.9&zoom=6&in_view=1").xpath("//ol[@class='events']/li/@id")
    assert 0 < len(kunduz) < len(everything)
    assert page(client, "/?at=36.7,68.9&zoom=6").xpath("//ol[@class='events']/li/@id") == everything
    assert page(client, "/map?at=0,-30&zoom=5").xpath("//*[@class='spots']//a") == []


def test_below_the_large_map_stands_how_many_the_list_has(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """Though the map beside the list is smaller."""
    monkeypatch.setattr("tallystick.web.atlas.MOST_LISTED", 1)
    (link,) = page(client, "/map?at=34,52&zoom=4&background=1").xpath("//section[@aria-labelledby='seen']/p/a")
    listed = page(client, link.get("href")).xpath("//ol[@class='events']/li")
    assert link.text_content() == f"All {len(listed)} in the list"
    beside = page(client, link.get("href").replace("size=large", "size=beside")).xpath("//ol[@class='events']/li")
    assert 0 < len(beside) < len(listed)


def test_the_map_moves_by_links(client: TestClient) -> None:
    """Each of them leads to a map of the same question."""
    shown = page(client, "/map?place=Syria&at=34.5,40.9&zoom=6")
    controls = shown.xpath("//nav[@class='controls']/a")
    assert {a.get("aria-label") for a in controls} >= {"Closer", "Further away", "West", "East", "Everything found"}
    for link in controls:
        asked = parse_qs(urlsplit(link.get("href")).query)
        assert asked["place"] == ["Syria"]
        assert page(client, link.get("href").partition("#")[0]).xpath("//figure[@class='map']")


@pytest.mark.parametrize("query", ["at=x", "at=1,2&zoom=x", "at=95,0", "in_view=maybe"])
def test_a_window_that_cannot_be_is_refused(client: TestClient, query: str) -> None:
    """On the list and on the map, with 400."""
    assert client.get(f"/?{query}").status_code == 400
    assert client.get(f"/map?{query}").status_code == 400


def test_the_slider_goes_back_on_the_list_and_on_the_map(client: TestClient) -> None:
    """With the filters that hold."""
    for on, path in (("list", "/"), ("map", "/map")):
        answer = client.get(f"/at?on={on}&step=0&place=Syria", follow_redirects=False)
        assert answer.status_code == 303
        where = urlsplit(answer.headers["location"])
        assert where.path == path
        assert parse_qs(where.query).keys() == {"place", "as_of"}
    assert "as_of" not in client.get("/at?on=map&step=999", follow_redirects=False).headers["location"]
    assert re.search(r'id="step"[^>]*min="0"', client.get("/").text)
