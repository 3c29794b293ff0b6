from __future__ import annotations

import csv
import io
import re
import shutil
from hashlib import sha256
from pathlib import Path

import pytest
from lxml import html
from starlette.testclient import TestClient

from tallystick import api
from tallystick.export.page import anchor, dossier_page
from tallystick.model import global_id
from tallystick.settings import end_of_day, moment_of
from tallystick.web import fulltext, pages
from tallystick.web.app import create
from tallystick.web.desk import Desk
from tests.unit.web.conftest import ARABIC, HERE, HOSTILE

PAGES = ["/", "/?disputed=1&background=1", "/reports", "/sources", "/problems", "/search", "/search?q=killed"]


def tree(client: TestClient, address: str, status: int = 200) -> html.HtmlElement:
    """A page, parsed."""
    answer = client.get(address)
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    return html.fromstring(answer.text)


def ids(page: html.HtmlElement) -> list[str]:
    """The events of a list, in its order."""
    return page.xpath("//ol[@class='events']/li/@id")


def every_address(client: TestClient, disputed: str) -> list[str]:
    """Each kind of page, one dossier and one report among them."""
    report = tree(client, "/reports").xpath("//ol[@class='events']//h2/a/@href")[0]
    return [*PAGES, f"/events/{disputed}", f"/events/{disputed}?as_of=2021-01-13&profile=ucdp", report]


def test_pages_load_nothing_from_elsewhere(client: TestClient, disputed: str) -> None:
    """Style and script come from this server; nothing is inline, so that the policy can forbid it."""
    for address in every_address(client, disputed):
        page = tree(client, address)
        loaded = page.xpath(
            "//link/@href | //script/@src | //img/@src | //source/@srcset | //iframe/@src | //source/@src"
        )
        assert loaded
        assert all(each.startswith(("/static/", "/map/ground.svg?")) for each in loaded)
        assert page.xpath("//style | //script[not(@src)] | //@style | //@*[starts-with(name(), 'on')]") == []


def test_every_answer_carries_the_policy(client: TestClient) -> None:
    """Pages, files and faults alike: no inline script or style, no foreign frame, no guessing of types."""
    for address in ("/", "/events.csv", "/static/site.css", "/nothing", "/?since=x"):
        headers = client.get(address).headers
        assert "default-src 'none'" in headers["content-security-policy"]
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert "unsafe" not in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"


def test_every_link_of_a_page_leads_somewhere(client: TestClient, disputed: str) -> None:
    """Each address and each anchor that a page links to is there."""
    seen: dict[str, set[str]] = {}
    for address in every_address(client, disputed):
        for link in tree(client, address).xpath("//a/@href"):
            where, _, place = link.partition("#")
            where = where or address
            if not where.startswith("/"):
                continue
            if where not in seen:
                answer = client.get(where)
                assert answer.status_code == 200, (address, link)
                kind = answer.headers["content-type"]
                seen[where] = set(html.fromstring(answer.text).xpath("//@id")) if "html" in kind else set()
            assert not place or place in seen[where], (address, link)


# -------------------------------------------------------------------------------------------- events


@pytest.mark.parametrize(
    ("query", "asked"),
    [
        ("place=al-Bukamal", {"place": "al-Bukamal"}),
        ("since=2021-01-01&until=2021-01-31", {"since": "2021-01-01", "until": "2021-01-31"}),
        ("min_killed=40", {"min_killed": 40}),
        ("actor=act:ISR-MIL&profile=ucdp", {"actor": "act:ISR-MIL", "profile": "ucdp"}),
        ("as_of=2021-01-13", {"as_of": "2021-01-13"}),
    ],
)
def test_the_filters_are_those_of_the_library(client: TestClient, ledger: Path, query: str, asked: dict) -> None:
    """The page lists what `api.events` gives for the same question."""
    given = dict(asked)
    if "as_of" in given:
        given["as_of"] = moment_of(given["as_of"], option="as_of")
    for key in ("since", "until"):
        if key in given:
            given[key] = moment_of(given[key], option=key).date()
    found = {event.id for event in api.events(ledger, **given)}
    assert found
    assert set(ids(tree(client, f"/?background=1&{query}"))) == found


def test_the_list_narrows_to_what_is_ticked(client: TestClient, ledger: Path) -> None:
    """Disputed ones, those from one origin and those without a place: each of them and no other."""
    known = api.events(ledger)
    expected = {
        "disputed": {event.id for event in known if event.disputes},
        "single_origin": {event.id for event in known if sum(origin.named for origin in event.origins) <= 1},
        "unplaced": {event.id for event in known if all(place.latitude is None for place in event.places)},
    }
    for key, events in expected.items():
        assert 0 < len(events) < len(known)
        assert set(ids(tree(client, f"/?background=1&{key}=1"))) == events


def test_the_list_finds_events_by_words_of_their_reports(client: TestClient, disputed: str) -> None:
    """Words in a report find the event that it tells of."""
    assert disputed in ids(tree(client, "/?q=Fatimid+Brigade"))
    assert ids(tree(client, "/?q=zzzz")) == []


def test_a_link_carries_the_whole_question(client: TestClient, disputed: str) -> None:
    """From a list as of a day, under a profile, one comes to the dossier as of that day, under that profile."""
    page = tree(client, "/?as_of=2021-01-13&profile=ucdp&place=Syria")
    (link,) = page.xpath(f"//li[@id='{disputed}']/h2/a/@href")
    assert link == f"/events/{disputed}?as_of=2021-01-13&profile=ucdp"
    (sheet,) = page.xpath("//a[starts-with(@href, '/events.csv')]/@href")
    assert "place=Syria" in sheet


def test_the_sheet_holds_what_the_page_shows(client: TestClient) -> None:
    """Same events, same order; what is not known is an empty cell, what is open above has no high."""
    query = "min_killed=1&profile=ledger"
    rows = list(csv.DictReader(io.StringIO(client.get(f"/events.csv?{query}").text, newline="")))
    assert [row["id"] for row in rows] == ids(tree(client, f"/?{query}"))
    told = next(row for row in rows if row["killed_low"] == "57")
    assert (told["killed_best"], told["killed_high"]) == ("", "")
    assert told["disputed"] == "yes"


# ------------------------------------------------------------------------------------------- dossier


def test_the_site_and_the_exported_page_tell_the_same(client: TestClient, ledger: Path, disputed: str) -> None:
    """Every section of the page that `tally show --html` writes stands on the site, word for word."""
    alone = html.fromstring(dossier_page(api.dossier(ledger, disputed), compare=api.compare(ledger, disputed)))
    site = tree(client, f"/events/{disputed}")

    def told(page: html.HtmlElement) -> dict[str, str]:
        words = {
            part.get("aria-labelledby"): " ".join(part.text_content().split()) for part in page.xpath("//main//section")
        }
        own = re.compile("· all its claims |· its original beside it ")
        return {key: own.sub("", text) for key, text in words.items()}

    assert len(told(alone)) >= 9
    assert told(site) == told(alone)


def test_the_slider_leads_to_the_day(client: TestClient, ledger: Path, disputed: str) -> None:
    """Each step is the end of a day on which something was said; the dossier is the one of that time."""
    days = tree(client, f"/events/{disputed}").xpath("//datalist/option/@label")
    assert days == ["13 January 2021", "14 January 2021", "everything recorded"]
    answer = client.get(f"/events/{disputed}/at?step=0&profile=ucdp", follow_redirects=False)
    assert answer.status_code == 303
    page = tree(client, answer.headers["location"])
    then = api.dossier(ledger, disputed, as_of=end_of_day(moment_of("2021-01-13", option="").date()), profile="ucdp")
    assert len(page.xpath("//section[@aria-labelledby='reports']//article")) == len(then.reports) < 6
    assert "as known at the end of 13 January 2021" in page.text_content()


def test_a_day_before_the_first_report_is_told(client: TestClient, ledger: Path) -> None:
    """Not a fault: the page says that nothing had been told yet, and leads to the first day."""
    dated = (event for event in api.events(ledger) if all(report.published_at for report in event.reports))
    event = next(event for event in dated if event.role == "main")
    first = min(report.published_at.date() for report in event.reports if report.published_at)
    page = tree(client, f"/events/{event.id}?as_of=1999-06-01", status=404)
    assert "Not told of yet" in page.text_content()
    assert page.xpath(f"//a[@href='/events/{event.id}?as_of={first}']")


def test_every_profile_is_one_click_away(client: TestClient, disputed: str) -> None:
    """The one in force is marked, the others are links that keep the time."""
    page = tree(client, f"/events/{disputed}?as_of=2021-01-14&profile=ucdp")
    (bar,) = page.xpath("//nav[@class='profiles']")
    assert bar.xpath(".//*[@aria-current]/text()") == ["ucdp"]
    assert all("as_of=2021-01-14" in link for link in bar.xpath(".//a[contains(@href, 'profile=')]/@href"))


# ------------------------------------------------------------------------------------------- reports


def test_a_report_shows_each_claim_in_its_words(client: TestClient, ledger: Path) -> None:
    """Every claim of every report is marked where it stands, and linked from the list of claims."""
    for reading in api.known(ledger).readings:
        page = tree(client, f"/reports/{reading.report.id}")
        marked = page.xpath("//mark/@id")
        wanted = [anchor(global_id(reading.report.id, claim.id)) for claim in reading.claims]
        assert sorted(marked) == sorted(wanted)
        assert len(page.xpath("//section[@aria-labelledby='claims']//li")) >= len(wanted)


def test_a_quote_from_right_to_left_has_its_own_direction(client: TestClient) -> None:
    """The paragraph with Arabic in it, and the excerpt that finds it, run as their first letters do."""
    (hit,) = tree(client, f"/search?q={ARABIC.split()[2]}").xpath("//ol[@class='events']/li[.//mark]")
    assert hit.xpath(".//span[@dir='auto']")
    page = tree(client, hit.xpath(".//a/@href")[0])
    assert [each.get("dir") for each in page.xpath("//p") if ARABIC in each.text_content()] == ["auto"]


def test_what_holds_the_words_comes_in_pages(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each follows the one before; all of them together are what one page would have."""

    def hits(page: html.HtmlElement) -> list[str]:
        return [each.text_content() for each in page.xpath("//ol[@class='events']/li")]

    whole = hits(tree(client, "/search?q=killed"))
    assert len(whole) > 10
    monkeypatch.setattr(pages, "PER_PAGE", 5)
    page = tree(client, "/search?q=killed")
    found = hits(page)
    while more := page.xpath("//a[@rel='next']/@href"):
        assert len(hits(page)) == 5
        page = tree(client, more[0])
        found += hits(page)
    assert found == whole


def test_a_list_of_hits_that_is_cut_says_so(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where more may hold the words than are listed, no number is told as if it were all."""
    assert "Only the first" not in client.get("/search?q=killed").text
    monkeypatch.setattr(fulltext, "MOST_HITS", 3)
    assert "Only the first 3 are listed" in client.get("/search?q=killed").text


def test_foreign_texts_stay_texts(client: TestClient) -> None:
    """A script in a headline, an outlet or a sentence is shown, not run; an address that is none is no link."""
    line = next(each for each in tree(client, "/reports").xpath("//li") if HOSTILE in each.text_content())
    page = client.get(line.xpath(".//h2/a/@href")[0]).text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page
    assert "javascript:" not in page


def test_names_of_the_harmed_are_covered(client: TestClient) -> None:
    """No page shows the name, and nobody is found by it."""
    (line,) = [each for each in tree(client, "/reports").xpath("//li") if "A strike in Aleppo" in each.text_content()]
    page = client.get(line.xpath(".//h2/a/@href")[0]).text
    assert "█" in page
    assert "Yusufova" not in page
    assert "No claim and no report" in client.get("/search?q=Yusufova").text


def test_a_report_leads_to_the_bytes_it_was_read_from(client: TestClient, ledger: Path) -> None:
    """Their hash stands on the page; they come as a file to keep, which no browser shows, and are those bytes."""
    for reading in api.known(ledger).readings:
        report_id = reading.report.id
        page = tree(client, f"/reports/{report_id}")
        answer = client.get(f"/reports/{report_id}/original")
        digest = sha256(answer.content).hexdigest()
        assert digest in page.text_content()
        assert answer.content == api.source(ledger, report_id).data
        assert answer.headers["content-type"] == "application/octet-stream"
        assert answer.headers["content-disposition"].startswith(f'attachment; filename="{report_id}.')
    assert client.get("/reports/rep_none/original").status_code == 404


# -------------------------------------------------------------------------------------------- faults


@pytest.mark.parametrize(
    ("address", "status", "words"),
    [
        ("/events/evt_none", 404, "There is no event"),
        ("/reports/rep_none", 404, "There is no report"),
        ("/nothing", 404, "Nothing here"),
        ("/?since=yesterday", 400, "expected a day"),
        ("/?profile=mine", 400, "mine"),
        ("/?min_killed=-3", 400, "whole number"),
        (f"/?place={'x' * 201}", 400, "at most 200"),
        ("/search?page=0", 400, "page"),
    ],
)
def test_what_cannot_be_had_is_told_on_a_page(client: TestClient, address: str, status: int, words: str) -> None:
    """The page says what was expected, and is a page like every other."""
    page = tree(client, address, status)
    assert words in page.text_content()
    assert page.xpath("//nav")


def test_what_is_written_shows_on_the_next_page(ledger: Path, tmp_path: Path) -> None:
    """Nothing derived outlives a change of the ledger, and nothing is derived twice without one."""
    copy = tmp_path / "tally.db"
    shutil.copy(ledger, copy)
    desk = Desk(copy)
    with TestClient(create(desk), base_url=HERE) as client:
        before = client.get("/").text
        assert desk.sight() is desk.sight()
        first = desk.sight()
        story = tmp_path / "story.txt"
        story.write_text("Shelling of a school in Homs killed nine people on Tuesday, a monitor said.")
        api.add([story], ledger=copy, published_at="2022-05-11", outlet="Gate Post")
        assert desk.sight() is not first
        assert "Homs" not in before
        assert "Homs" in client.get("/").text


def test_pages_are_light(client: TestClient, disputed: str) -> None:
    """The first page with all that it loads is under 200 kB, uncompressed."""
    page = client.get("/").text
    loaded = re.findall(r'(?:href|src)="(/static/[^"]+)"', page)
    whole = len(page.encode()) + sum(len(client.get(each).content) for each in loaded)
    assert whole < 200_000
