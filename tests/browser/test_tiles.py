from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tallystick.web import assets
from tallystick.web.app import create
from tallystick.web.desk import Desk
from tallystick.web.tiles import LIBRARY, tiles_set
from tests.browser.conftest import AXE, PATIENCE, served
from tests.tiling import RED, archive, named_tile, png, tile_server, vector_tile

pytestmark = pytest.mark.skipif(
    any(assets.asset(name) is None for name in LIBRARY), reason="maplibre-gl is not here: npm ci --ignore-scripts"
)
MAP = "/map?at=34.5,40.9&zoom=5"


@pytest.fixture
def browse(chromium: Browser) -> Iterator:
    """Open a page, and tell what it complained of and which hosts it asked."""
    contexts = []

    def open_(address: str, **options) -> tuple[Page, list[str], set[str]]:
        context = chromium.new_context(viewport={"width": 1280, "height": 900}, **options)
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        page, told, hosts = context.new_page(), [], set[str]()
        page.on("console", lambda said: told.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: told.append(str(error)))
        page.on("request", lambda sent: hosts.add("/".join(sent.url.split("/")[:3])))
        page.goto(address)
        return page, told, hosts

    yield open_
    for context in contexts:
        context.close()


def colour_at(page: Page, x: int, y: int) -> tuple[int, ...]:
    """The colour of a point of the map, as it is seen."""
    box = page.locator(".tiles .canvas").bounding_box()
    shot = page.screenshot(clip={"x": box["x"] + x, "y": box["y"] + y, "width": 1, "height": 1})
    data, at = b"", 8
    while at < len(shot):
        length = int.from_bytes(shot[at : at + 4], "big")
        data += shot[at + 8 : at + 8 + length] if shot[at + 4 : at + 8] == b"IDAT" else b""
        at += 12 + length
    return tuple(zlib.decompress(data)[1:4])  # a picture of one point, its filter first


def near(one: tuple[int, ...], other: tuple[int, ...]) -> bool:
    """Whether two colours are one to the eye."""
    return all(abs(a - b) < 5 for a, b in zip(one, other, strict=True))


@pytest.fixture
def tiled(ledger: Path) -> Iterator:
    """A site with tiles."""
    with ExitStack() as open_until_then:

        def serve(url: str = "", file: str = "", credit: str = "") -> str:
            desk = Desk(ledger)
            open_until_then.callback(desk.close)
            return open_until_then.enter_context(served(create(desk, tiles=tiles_set(url, file, credit))))

        yield serve


def test_a_server_of_tiles_lies_under_the_same_events(browse, tiled) -> None:
    """Its tiles are seen, the events lie over them with the same links, and no third host is asked."""
    with tile_server(png()) as (server, asked):
        site = tiled(url=f"{server}/{{z}}/{{x}}/{{y}}.png", credit="Tiles by the test")
        page, told, hosts = browse(site + MAP)
        expect(page.locator("[data-ready]")).to_be_visible()
        expect(page.locator(".map .ground")).to_be_hidden()
        expect(page.get_by_text("Tiles by the test")).to_be_visible()
        assert near(colour_at(page, 12, 12), RED)
        drawn = page.locator(".spots a").evaluate_all("all => all.map(one => one.getAttribute('aria-label'))")
        marked = page.locator(".tiles a").evaluate_all("all => all.map(one => one.getAttribute('aria-label'))")
        assert sorted(marked) == sorted(drawn) != []
        assert {path.partition("?")[0].count("/") for path in asked} == {3}
        assert hosts == {site, server}
        assert told == []
        page.locator(".tiles a").first.focus()
        page.keyboard.press("Enter")
        page.wait_for_url(lambda url: url != site + MAP)


LAND = (251, 250, 247)


@pytest.mark.parametrize(
    ("held", "colour"),
    [
        (archive(png()), RED),
        (archive(vector_tile("earth"), tile_type=1, metadata=b'{"vector_layers": [{"id": "earth"}]}'), LAND),
    ],
)
def test_a_file_of_tiles_is_served_from_here(
    browse, tiled, tmp_path: Path, held: bytes, colour: tuple[int, int, int]
) -> None:
    """In ranges, raster or vector, and nobody else is asked; land has the colour of the drawn map."""
    (tmp_path / "world.pmtiles").write_bytes(held)
    site = tiled(file=str(tmp_path / "world.pmtiles"))
    page, told, hosts = browse(site + MAP)
    expect(page.locator("[data-ready]")).to_be_visible()
    assert near(colour_at(page, 12, 12), colour)
    assert (hosts, told) == ({site}, [])


LAYERS = b'{"vector_layers": [{"id": "earth"}, {"id": "places"}]}'


@pytest.mark.parametrize(
    ("language", "names", "is_written"),
    [
        ("fr", {"name": "Urmia"}, True),
        ("fr", {"name": "\u0627\u0631\u0648\u0645\u06cc\u0647", "name_en": "Urmia"}, True),
        ("ar", {"name": "\u0627\u0631\u0648\u0645\u06cc\u0647"}, True),
        ("en", {}, False),
    ],
)
def test_places_of_a_vector_map_are_named(
    browse, tiled, tmp_path: Path, language: str, names: dict[str, str], is_written: bool
) -> None:
    """With the fonts of the machine, asking nobody, whatever the script."""
    tile = named_tile(46.0, 37.0, **names)
    (tmp_path / "world.pmtiles").write_bytes(archive(tile, tile_type=1, metadata=LAYERS))
    site = tiled(file=str(tmp_path / "world.pmtiles"))
    page, told, hosts = browse(f"{site}/map?at=37,46&zoom=5&lang={language}")
    expect(page.locator("[data-ready]")).to_be_visible()
    page.wait_for_timeout(300)
    box = page.locator(".tiles .canvas").bounding_box()
    middle = int(box["width"] / 2), int(box["height"] / 2)
    line = [colour_at(page, middle[0] + step, middle[1]) for step in range(-14, 15, 2)]
    assert any(not near(colour, LAND) for colour in line) == is_written
    assert (hosts, told) == ({site}, [])


def test_the_map_of_tiles_is_moved_by_keys_and_links(browse, tiled, tmp_path: Path) -> None:
    """The address, the list of what is seen and the events go with it."""
    (tmp_path / "world.pmtiles").write_bytes(archive(png()))
    page, told, _ = browse(tiled(file=str(tmp_path / "world.pmtiles")) + MAP)
    expect(page.locator("[data-ready]")).to_be_visible()
    expect(page.locator("[aria-labelledby=seen] li")).not_to_have_count(0)
    page.locator(".tiles canvas").focus()
    for _ in range(30):
        page.keyboard.press("ArrowLeft")
        page.wait_for_timeout(60)
    expect(page.locator("[aria-labelledby=seen] li")).to_have_count(0)
    expect(page.locator(".tiles a")).to_have_count(0)
    for _ in range(5):
        page.keyboard.press("-")
        page.wait_for_timeout(60)
    page.wait_for_url(re.compile("zoom=[0-3]"))
    expect(page.locator("[aria-labelledby=seen] li")).not_to_have_count(0)
    page.get_by_role("link", name="Closer").click()
    expect(page.locator("[data-ready]")).to_be_visible()
    assert told == []


@pytest.mark.parametrize(("look", "language"), [("light", "en"), ("dark", "ar"), ("light", "fr")])
def test_axe_finds_nothing_on_a_map_of_tiles(browse, tiled, tmp_path: Path, look: str, language: str) -> None:
    """With the tiles there and events over them: no violation of WCAG 2.2 A and AA."""
    if not AXE.exists():
        pytest.skip("axe-core is not here: npm ci --ignore-scripts")
    (tmp_path / "world.pmtiles").write_bytes(archive(png()))
    site = tiled(file=str(tmp_path / "world.pmtiles"), credit="Tiles by the test")
    page, _, _ = browse(f"{site}{MAP}&lang={language}", color_scheme=look, bypass_csp=True)
    expect(page.locator("[data-ready]")).to_be_visible()
    expect(page.locator(".tiles a")).not_to_have_count(0)
    page.evaluate(AXE.read_text(encoding="utf-8"))
    result = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    found = {each["id"]: [node["html"][:300] for node in each["nodes"][:3]] for each in result["violations"]}
    assert found == {}


def test_without_script_or_webgl_the_drawn_map_stays(browse, tiled, tmp_path: Path) -> None:
    """Tiles are an addition, and no condition."""
    (tmp_path / "world.pmtiles").write_bytes(archive(png()))
    site = tiled(file=str(tmp_path / "world.pmtiles"))
    page, _, _ = browse(site + MAP, java_script_enabled=False)
    expect(page.locator(".map .ground")).to_be_visible()
    expect(page.locator(".tiles")).to_be_hidden()
    page, _, _ = browse(site)
    page.add_init_script("HTMLCanvasElement.prototype.getContext = () => null")
    page.goto(site + MAP)
    expect(page.locator(".map .ground")).to_be_visible()
    expect(page.locator(".tiles")).to_be_hidden()
