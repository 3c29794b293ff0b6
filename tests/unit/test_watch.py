from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tallystick import api
from tallystick.errors import SettingsError, UsageError
from tallystick.fetch.agenda import Agenda
from tallystick.fetch.politeness import BACK_OFF
from tallystick.ledger.memory import MemoryLedger
from tallystick.watch import EVERY, MOST_FAILURES, REVISITS
from tests.site import Site, answer, article, opml, redirect, rss, site, tagged

ROOT = Path(__file__).parents[2]


class Days:
    """A clock of our own, in seconds since 1970."""

    def __init__(self) -> None:
        self.now = 1_700_000_000.0

    def __call__(self) -> float:
        return self.now


class Watched:
    """A watch over one site, round by round."""

    def __init__(self, news: Site, folder: Path) -> None:
        self.news = news
        self.folder = folder
        self.clock = Days()
        self.book = MemoryLedger()
        (folder / "feeds.opml").write_text(opml(news.url("/feed")))

    def round(self, *, after: float = 0.0) -> api.Added:
        """One round, so many seconds later."""
        self.clock.now += after
        return api.watch(
            [str(self.folder / "feeds.opml")],
            ledger=self.book,
            state=self.folder / "watch.db",
            once=True,
            polite=self.news.polite(),
            clock=self.clock,
        )

    def status(self) -> api.WatchStatus:
        """How it stands."""
        return api.watch_status(self.folder / "watch.db")


@pytest.fixture
def watched(tmp_path: Path) -> Iterator[Watched]:
    """A feed with two pages."""
    with site() as news:
        news.pages["/feed"] = rss(news.url("/one"), news.url("/two"))
        news.pages["/one"] = article(9)
        news.pages["/two"] = article(7, title="Shelling of the town")
        yield Watched(news, tmp_path)


def test_new_pages_are_read_once(watched: Watched) -> None:
    """The first round reads what the feed names; the second asks the feed only."""
    first = watched.round()
    assert (first.new, first.inputs) == (2, 2)
    assert watched.round(after=60).inputs == 0
    assert watched.news.paths() == ["/feed", "/one", "/two", "/feed"]


def test_a_page_that_changed_revises_the_old_one(watched: Watched) -> None:
    """A known page is visited again after an hour; changed, it is a new report that revises the old one."""
    watched.round()
    watched.news.pages["/one"] = article(57, published="2021-01-14T08:00:00Z")
    added = watched.round(after=REVISITS[0])
    assert (added.revised, added.same) == (1, 1)
    newer = next(reading.report for reading in watched.book.readings() if reading.report.revises)
    found = api.provenance(watched.book, newer.id)
    assert [(change.wording_before, change.wording_after) for change in found.changes] == [
        ("at least 9", "at least 57")
    ]
    assert found.captures[0].told["feed"] == watched.news.url("/feed")
    assert found.captures[0].fetched_at is not None


def test_visits_become_rarer_and_end(watched: Watched) -> None:
    """After the last visit a page is left alone, unless its feed dates it anew."""
    watched.round()
    for wait in REVISITS:
        assert watched.round(after=wait).inputs == 2
    assert watched.round(after=30 * 86_400).inputs == 0
    watched.news.pages["/feed"] = rss(watched.news.url("/one"), dates=["Wed, 13 Jan 2021 10:00:00 GMT"])
    assert watched.round(after=EVERY).inputs == 1


def test_what_did_not_change_is_not_sent_again(watched: Watched) -> None:
    """Feeds and pages with a version are asked for by it, and answer 304."""
    watched.news.pages["/feed"] = tagged(rss(watched.news.url("/one")), '"f1"')
    watched.news.pages["/one"] = tagged(article(), '"p1"')
    watched.round()
    added = watched.round(after=REVISITS[0])
    asked = [headers.get("if-none-match") for _, path, headers in watched.news.asked if path in ("/feed", "/one")]
    assert asked == [None, None, '"f1"', '"p1"']
    assert added.inputs == 0


def test_a_network_fault_is_tried_again_and_not_lost(watched: Watched) -> None:
    """A page that fails is visited again with growing pauses; had at last, nothing is missing and nothing told."""
    watched.news.pages["/two"] = lambda handler: answer(handler, status=503)
    assert watched.round().new == 1
    assert watched.status().pages["retried"] == 1
    watched.round(after=BACK_OFF[0])
    watched.news.pages["/two"] = article(7, title="Shelling of the town")
    assert watched.round(after=BACK_OFF[1]).new == 1
    assert watched.status().pages["retried"] == 0
    assert list(watched.book.problems()) == []


def test_a_page_that_stays_away_becomes_a_problem(watched: Watched) -> None:
    """After eight failures in a row it is given up, once, and that is in the ledger."""
    watched.news.pages["/two"] = lambda handler: answer(handler, status=500)
    watched.round()
    for _ in range(MOST_FAILURES + 3):
        watched.round(after=BACK_OFF[-1])
    assert [(problem.code, problem.report) for problem in watched.book.problems()] == [
        ("refused", watched.news.url("/two"))
    ]
    assert watched.status().pages["failed"] == 1


def test_a_page_that_is_gone_is_not_asked_for_again(watched: Watched) -> None:
    """404, and a robots file that says no, are told at once."""
    del watched.news.pages["/two"]
    assert [problem.code for problem in watched.round().problems] == ["gone"]
    watched.round(after=BACK_OFF[-1])
    assert watched.news.paths().count("/two") == 1


def test_a_feed_that_fails_is_asked_less_often(watched: Watched) -> None:
    """A feed in trouble is asked again later, and its pages are kept; the status says what is wrong."""
    watched.round()
    watched.news.pages["/feed"] = lambda handler: answer(handler, status=503, Retry_After="86400")
    watched.round(after=EVERY)
    (feed,) = watched.status().feeds
    assert (feed.failures, feed.due - watched.clock.now) == (1, 86_400.0)
    assert any("503" in problem for problem in watched.status().problems)
    watched.news.pages["/feed"] = rss(watched.news.url("/one"))
    watched.round(after=86_400)
    assert watched.status().feeds[0].failures == 0
    assert watched.status().problems == ()


def test_a_bad_feed_is_one_problem_until_it_is_good(watched: Watched) -> None:
    """A feed that cannot be read is told once, however often it is asked."""
    watched.news.pages["/feed"] = "<html>we are being rebuilt</html>"
    for _ in range(3):
        watched.round(after=EVERY)
    assert [problem.code for problem in watched.book.problems()] == ["bad-feed"]
    watched.news.pages["/feed"] = rss(watched.news.url("/one"))
    assert watched.round(after=EVERY).new == 1


def test_lists_of_lists_are_followed(watched: Watched) -> None:
    """An index of sitemaps, a news sitemap, a JSON feed and Atom, from one list."""
    url = watched.news.url
    sitemaps, news = "http://www.sitemaps.org/schemas/sitemap/0.9", "http://www.google.com/schemas/sitemap-news/0.9"
    dated = "<n:news><n:publication_date>2021-01-13T10:00:00Z</n:publication_date></n:news>"
    watched.news.pages |= {
        "/index.xml": f'<sitemapindex xmlns="{sitemaps}"><sitemap><loc>/map.xml</loc></sitemap></sitemapindex>',
        "/map.xml": f'<urlset xmlns="{sitemaps}" xmlns:n="{news}"><url><loc>{url("/a")}</loc>{dated}</url></urlset>',
        "/feed.json": json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": [{"url": url("/b")}]}),
        "/atom": '<feed xmlns="http://www.w3.org/2005/Atom"><entry><link href="/c"/></entry></feed>',
    }
    for number, path in enumerate(("/a", "/b", "/c"), start=20):
        watched.news.pages[path] = article(number, title=f"Raid {number}")
    (watched.folder / "feeds.opml").write_text(opml(url("/index.xml"), url("/feed.json"), url("/atom")))
    added = watched.round()
    assert (added.new, added.unread) == (3, 0)
    assert set(watched.news.paths()) >= {"/a", "/b", "/c", "/map.xml"}


def test_a_feed_that_was_taken_off_the_list_is_left_alone(watched: Watched) -> None:
    """The list is read anew each round."""
    watched.round()
    (watched.folder / "feeds.opml").write_text(opml(watched.news.url("/other")))
    watched.news.pages["/other"] = rss()
    watched.round(after=EVERY)
    assert [feed.url for feed in watched.status().feeds] == [watched.news.url("/other")]


def test_a_page_that_moved_is_read_where_it_is(watched: Watched) -> None:
    """Both addresses are kept: the one that was asked, and the one that answered."""
    watched.news.pages["/two"] = redirect("/moved")
    watched.news.pages["/moved"] = article(7, title="Shelling of the town")
    watched.round()
    (capture,) = (
        capture
        for reading in watched.book.readings()
        for capture in watched.book.captures(reading.report.id)
        if capture.asked
    )
    assert (capture.asked, capture.url) == (watched.news.url("/two"), watched.news.url("/moved"))


def test_two_watches_do_not_share_a_state(watched: Watched) -> None:
    """The second one is refused, and the state says that one is running."""
    agenda = Agenda(watched.folder / "watch.db")
    try:
        assert watched.status().running
        with pytest.raises(UsageError, match="Another watch is at work"):
            watched.round()
    finally:
        agenda.close()
    assert watched.round().new == 2
    assert not watched.status().running


@pytest.mark.parametrize("source", ["nowhere.opml", "feed.xml", "page.html"])
def test_what_is_no_list_is_wrong_usage(watched: Watched, source: str) -> None:
    """A file that is missing, a feed in a file, and a page are refused before anything is asked."""
    (watched.folder / "feed.xml").write_text(rss())
    (watched.folder / "page.html").write_text(article())
    with pytest.raises(UsageError, match="Cannot watch"):
        api.watch(
            [str(watched.folder / source)],
            ledger=watched.book,
            state=watched.folder / "watch.db",
            once=True,
            polite=watched.news.polite(),
        )
    assert watched.news.asked == []


def test_no_watch_has_no_status(tmp_path: Path) -> None:
    """Asked before anything was watched, it says so and makes nothing."""
    with pytest.raises(SettingsError, match="nothing was watched"):
        api.watch_status(tmp_path / "watch.db")
    assert list(tmp_path.iterdir()) == []


# ----------------------------------------------------------------------------------------- kill -9

PROGRAM = """
import sys
from tallystick import api
from tests.site import Site
news = Site(int(sys.argv[1]))
api.watch([sys.argv[2]], ledger=sys.argv[3], state=sys.argv[4], once=True, polite=news.polite())
"""


def test_killed_in_the_middle_it_goes_on(tmp_path: Path) -> None:
    """kill -9 at any moment, again and again: at the end each page is there once, and the ledger is whole."""
    with site() as news:
        count = 12
        news.pages["/feed"] = rss(*(news.url(f"/p{number}") for number in range(count)))
        for number in range(count):
            news.pages[f"/p{number}"] = article(number + 10, title=f"Raid number {number}")
        (tmp_path / "feeds.opml").write_text(opml(news.url("/feed")))
        arguments = [str(news.port), *(str(tmp_path / name) for name in ("feeds.opml", "tally.db", "watch.db"))]
        command = [sys.executable, "-c", PROGRAM, *arguments]
        for pages_before_the_end in (1, 4, 8):
            process = subprocess.Popen(command, cwd=ROOT)
            deadline = time.monotonic() + 60
            while len(set(news.paths())) < 1 + pages_before_the_end and time.monotonic() < deadline:
                assert process.poll() is None
                time.sleep(0.01)
            os.kill(process.pid, signal.SIGKILL)
            assert process.wait() == -signal.SIGKILL
        subprocess.run(command, cwd=ROOT, check=True, timeout=120)
    readings = [each.report.title for each in _readings(tmp_path / "tally.db")]
    assert sorted(readings) == sorted(f"Raid number {number}" for number in range(count))
    assert api.verify(tmp_path / "tally.db").faults == ()


def _readings(ledger: Path) -> list[object]:
    from tallystick.ledger.sqlite import SqliteLedger

    with SqliteLedger.open(ledger) as book:
        return list(book.readings())
