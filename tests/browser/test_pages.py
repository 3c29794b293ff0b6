from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from bench.web import write
from tallystick.web.app import create
from tallystick.web.desk import Desk
from tests.browser.conftest import AXE, served

PAGES = {
    "events": "/",
    "map": "/map?background=1",
    "map of a place": "/map?at=34.5,40.9&zoom=6",
    "filtered": "/?disputed=1&background=1&place=Syria",
    "nothing": "/?q=zzzz",
    "dossier": "/events/{event}",
    "dossier then": "/events/{event}?as_of=2021-01-13&profile=ucdp",
    "judge": "/events/{event}/judge",
    "reports": "/reports",
    "report": "/reports/{report}",
    "beside": "/reports/{report}/beside",
    "add": "/reports/{report}/add",
    "added": "/reports/{report}/add?sentence=1",
    "added damage": "/reports/{report}/add?sentence=1&kind=damage&lang=ar",
    "edit": "/reports/{report}/claims/{claim}",
    "arabic": "/?lang=ar&background=1",
    "arabic map": "/map?lang=ar",
    "arabic queue": "/review?lang=ar",
    "arabic dossier": "/events/{event}?lang=ar",
    "search": "/search?q=killed",
    "sources": "/sources",
    "review": "/review",
    "judgements": "/judgements",
    "problems": "/problems",
    "sign in": "/sign-in",
}
LOOKS = {
    "light": {},
    "dark": {"color_scheme": "dark"},
    "narrow": {"viewport": {"width": 360, "height": 740}},
}
MANY = 2_100
"""Events of a ledger that is larger than a desk keeps in memory."""
WHOLE_KB = {"dossier": 400, "dossier then": 300}
"""Most that a page and all it loads may weigh, in kB; 200 where nothing is said. A dossier holds its reports' texts."""


@pytest.fixture(scope="module")
def report(site: str, chromium) -> tuple[str, str]:
    """The ids of a report with claims, and of a figure in it."""
    page = chromium.new_page()
    page.goto(f"{site}/search?q=57")
    link = page.locator("ol.events a").first.get_attribute("href") or ""
    found = link.split("/")[2].split("#")[0]
    page.goto(f"{site}/reports/{found}")
    claim = page.locator(f"a[href^='/reports/{found}/claims/']").first.get_attribute("href") or ""
    page.close()
    return found, claim.rpartition("/")[2]


@pytest.mark.parametrize("look", LOOKS)
def test_axe_finds_nothing(opened, site: str, disputed: str, report: tuple[str, str], look: str) -> None:
    """No violation of WCAG 2.2 A and AA, nor of the best practices that axe knows, on any page in any look."""
    if not AXE.exists():
        pytest.skip("axe-core is not here: npm ci --ignore-scripts")
    page = opened(site, bypass_csp=True, **LOOKS[look])
    found = {}
    for name, address in PAGES.items():
        page.goto(site + address.format(event=disputed, report=report[0], claim=report[1]))
        page.evaluate(AXE.read_text(encoding="utf-8"))
        result = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
        for each in result["violations"]:
            found[name, each["id"]] = [node["html"][:160] for node in each["nodes"][:3]]
    assert found == {}


@pytest.mark.parametrize("look", LOOKS)
def test_nothing_runs_out_of_the_page(opened, site: str, disputed: str, report: tuple[str, str], look: str) -> None:
    """No page scrolls sideways, on the narrowest telephone either (WCAG 1.4.10)."""
    page = opened(site, **LOOKS[look])
    for name, address in PAGES.items():
        page.goto(site + address.format(event=disputed, report=report[0], claim=report[1]))
        over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert over <= 0, name


def test_pages_are_light(opened, site: str, disputed: str, report: tuple[str, str]) -> None:
    """A page with all that it loads but the ground of a map, uncompressed."""
    page = opened(site)
    for name, address in PAGES.items():
        weight = _weight_of(page, site + address.format(event=disputed, report=report[0], claim=report[1]))
        assert 1_000 < weight < 1_000 * WHOLE_KB.get(name, 200), name


WEIGHT = """
performance.getEntries().filter(one => one.decodedBodySize && !one.name.includes("/map/ground.svg"))
  .reduce((sum, one) => sum + one.decodedBodySize, 0)
"""


def _weight_of(page: Page, address: str) -> int:
    """What a page and all that it loads weighs, uncompressed, without the ground of a map; as the browser has it."""
    page.goto(address, wait_until="networkidle")
    return page.evaluate(WEIGHT)


@pytest.fixture(scope="module")
def crowded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A site over some thousand made events."""
    path = tmp_path_factory.mktemp("crowded") / "tally.db"
    write(str(path), MANY)
    desk = Desk(path)
    desk.sight()  # so that no browser waits for what is derived once
    with served(create(desk)) as address:
        yield address
    desk.close()


def test_the_first_page_is_light_with_many_events(opened, crowded: str) -> None:
    """It weighs no more with thousands of events than the limit for a few: the list is cut, and so are map and line."""
    page = opened(crowded)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert int(re.sub(r"\D", "", page.locator("[role=status]").first.inner_text().split("event")[0])) > MANY // 2
    for address in ("/", "/?background=1", "/map"):
        assert 1_000 < _weight_of(page, crowded + address) < 200_000, address


def test_a_dossier_is_printed_without_what_only_a_screen_needs(opened, site: str, disputed: str) -> None:
    """No search field, no slider; the figures and the reports are there."""
    page = opened(f"{site}/events/{disputed}")
    page.emulate_media(media="print")
    assert not page.get_by_role("searchbox").is_visible()
    assert not page.locator("form.slider").is_visible()
    assert page.locator("#figures").is_visible()
    assert page.locator("article.report").first.is_visible()
