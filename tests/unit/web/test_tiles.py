from __future__ import annotations

from pathlib import Path

import pytest
from starlette.testclient import TestClient

from tallystick.errors import SettingsError
from tallystick.model import PlacePrecision
from tallystick.reference import areas, places
from tallystick.reference.areas import Ring
from tallystick.web import assets, tiles
from tallystick.web.app import create
from tallystick.web.desk import Desk
from tallystick.web.guard import policy
from tallystick.web.spots import Spot
from tallystick.web.tiles import LIBRARY, _feature, _polygons, tiles_set
from tests.tiling import archive, png
from tests.unit.web.conftest import HERE

needs_library = pytest.mark.skipif(
    any(assets.asset(name) is None for name in LIBRARY), reason="maplibre-gl is not here: npm ci --ignore-scripts"
)


def test_with_nothing_set_no_other_host_is_let_through(client: TestClient) -> None:
    """Nor is any code of others loaded, nor is there a file to be had."""
    answer = client.get("/map")
    assert answer.headers["content-security-policy"] == policy()
    assert "http" not in policy()
    assert "maplibre" not in answer.text
    assert "tiles.js" not in answer.text
    assert client.get("/tiles/map.pmtiles").status_code == 404


@needs_library
def test_one_host_is_let_through_where_it_is_set(ledger: Path) -> None:
    """For tiles only: no script, no style, no picture and no form of it."""
    chosen = tiles_set("https://tiles.example.org:8443/osm/{z}/{x}/{y}.png", "", "Somebody")
    desk = Desk(ledger)
    with TestClient(create(desk, tiles=chosen), base_url=HERE) as browser:
        told = browser.get("/map")
        parts = dict(part.split(" ", 1) for part in told.headers["content-security-policy"].split("; "))
        assert parts.pop("connect-src") == "'self' https://tiles.example.org:8443"
        assert not any("example" in part for part in parts.values())
        assert "Somebody" in told.text
        assert "maplibre" not in browser.get("/").text  # the list keeps its small drawn map
        assert browser.get(assets.address("maplibre-gl.mjs")).headers["content-type"].startswith("text/javascript")
    desk.close()


@needs_library
def test_a_file_is_served_in_ranges(ledger: Path, tmp_path: Path) -> None:
    """As PMTiles are read; no host is let through for it."""
    held = archive(png())
    (tmp_path / "world.pmtiles").write_bytes(held)
    chosen = tiles_set("", str(tmp_path / "world.pmtiles"), "")
    desk = Desk(ledger)
    with TestClient(create(desk, tiles=chosen), base_url=HERE) as browser:
        part = browser.get("/tiles/map.pmtiles", headers={"range": "bytes=8-15"})
        assert (part.status_code, part.content) == (206, held[8:16])
        assert part.headers["content-security-policy"] == policy()
        assert browser.get("/tiles/map.pmtiles", headers={"range": f"bytes={len(held)}-"}).status_code == 416
    desk.close()


@needs_library
@pytest.mark.parametrize(
    "url",
    [
        "tiles.example.org/{z}/{x}/{y}.png",
        "ftp://tiles.example.org/{z}/{x}/{y}.png",
        "https://tiles.example.org/{z}/{x}.png",
        "https://{s}.tiles.example.org/{z}/{x}/{y}.png",
        "https://me:word@tiles.example.org/{z}/{x}/{y}.png",
        "https://tiles.example.org; script-src *;/{z}/{x}/{y}.png",
        "https://tiles.example.org' *'/{z}/{x}/{y}.png",
        "javascript:{z}{x}{y}",
    ],
)
def test_an_address_that_cannot_be_is_refused(url: str) -> None:
    """Also one that would widen the policy."""
    with pytest.raises(SettingsError, match="expected an address with"):
        tiles_set(url, "", "")


@needs_library
@pytest.mark.parametrize("held", [b"", b"PMTiles\x02" + bytes(200), b"PMTiles\x03" + bytes(200), b"SQLite format 3"])
def test_a_file_that_is_none_is_refused(tmp_path: Path, held: bytes) -> None:
    """At the start, with what was expected."""
    (tmp_path / "world.pmtiles").write_bytes(held)
    with pytest.raises(SettingsError, match="PMTiles archive, version 3"):
        tiles_set("", str(tmp_path / "world.pmtiles"), "")


def test_what_cannot_be_used_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No such file, two kinds of tiles at once, or nothing here that draws them."""
    assert tiles_set("", "", "Somebody") is None
    with pytest.raises(SettingsError, match="one of them"):
        tiles_set("https://t.example/{z}/{x}/{y}.png", "world.pmtiles", "")
    monkeypatch.setattr(tiles.assets, "asset", lambda name: None)
    with pytest.raises(SettingsError, match="npm ci"):
        tiles_set("https://t.example/{z}/{x}/{y}.png", "", "")
    monkeypatch.undo()
    if all(assets.asset(name) for name in LIBRARY):
        with pytest.raises(SettingsError, match="No such file"):
            tiles_set("", str(tmp_path / "none.pmtiles"), "")


def test_the_events_of_a_window_are_those_of_the_drawn_map(client: TestClient) -> None:
    """The same marks with the same links, around each how uncertain it is."""
    window = "at=34.5,40.9&zoom=5"
    told = client.get(f"/map/events.json?{window}").json()
    page = client.get(f"/map?{window}").text
    assert told["marks"]
    for mark in told["marks"]:
        assert mark["href"].replace("&", "&amp;") in page
    kinds = {one["properties"]["kind"] for one in told["around"]["features"]}
    assert kinds <= {"around", "near", "somewhere"}
    assert client.get("/map/events.json?at=north&zoom=5").status_code == 400


@pytest.mark.parametrize(("precision", "kind"), [("town", "around"), ("near", "near"), ("district", "somewhere")])
def test_a_circle_is_as_wide_as_it_is(precision: PlacePrecision, kind: str) -> None:
    """Also as a polygon, far north, too."""
    spot = Spot(60.0, 30.0, precision, "x")
    feature = _feature(spot)
    ((ring,),) = feature["geometry"]["coordinates"]
    assert feature["properties"] == {"kind": kind, "bordered": False}
    assert ring[0] == pytest.approx(ring[-1])
    tall = max(y for _, y in ring) - min(y for _, y in ring)
    wide = max(x for x, _ in ring) - min(x for x, _ in ring)
    assert tall * 111.2 == pytest.approx(2 * spot.km)
    assert wide == pytest.approx(2 * tall)  # a degree of longitude is half as long there


@pytest.mark.skipif(areas.load() is None, reason="the areas were not made")
def test_a_province_is_its_area() -> None:
    """Where that is known: the outline of the drawn map, in degrees."""
    (found,) = (one for one in places.load().candidates("Idlib", country="SY") if one.feature == "admin1")
    assert found.latitude is not None
    assert found.longitude is not None
    feature = _feature(Spot(found.latitude, found.longitude, "province", "Idlib"))
    assert feature["properties"] == {"kind": "somewhere", "bordered": True}
    ((ring,),) = feature["geometry"]["coordinates"]
    assert min(x for x, _ in ring) < found.longitude < max(x for x, _ in ring)


def test_holes_stay_holes() -> None:
    """Each ring that runs the other way round follows the one that it lies in."""

    def square(west: float, south: float, side: float, *, hole: bool = False) -> Ring:
        ring = [(west, south), (west + side, south), (west + side, south + side), (west, south + side), (west, south)]
        return ring[::-1] if hole else ring

    one, other, hole = square(0, 0, 4), square(10, 0, 4), square(11, 1, 1, hole=True)
    found = _polygons([hole, one, other])
    assert [len(polygon) for polygon in found] == [1, 2]
    assert found[1][1][0] == list(hole[0])
