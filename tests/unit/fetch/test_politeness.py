from __future__ import annotations

from collections.abc import Iterator

import pytest

from tallystick.errors import FetchError
from tallystick.fetch.limits import Limits
from tallystick.fetch.politeness import BACK_OFF, Polite, back_off, origin_of
from tests.site import Site, answer, article, site


@pytest.fixture
def news() -> Iterator[Site]:
    """A site with one page."""
    with site() as served:
        served.pages["/page"] = article()
        served.pages["/private/page"] = article()
        yield served


class Clock:
    """A clock that stands still but for sleeping."""

    def __init__(self) -> None:
        self.now = 1_000.0
        self.slept: list[float] = []

    def sleep(self, seconds: float) -> None:
        """Let time pass."""
        self.slept.append(round(seconds, 3))
        self.now += seconds

    def polite(self, news: Site, limits: Limits) -> Polite:
        """A fetcher by this clock."""
        return Polite(news.fetcher(limits), clock=lambda: self.now, sleep=self.sleep)


def test_a_robots_file_is_obeyed(news: Site) -> None:
    """What it disallows for us is not asked for; wildcards and line ends hold as RFC 9309 says."""
    news.pages["/robots.txt"] = (
        "User-agent: *\nDisallow: /private/\nDisallow: /*.pdf$\n\nUser-agent: other\nDisallow: /"
    )
    polite = news.polite()
    assert polite.get(news.url("/page")).status == 200
    for path in ("/private/page", "/x.pdf"):
        with pytest.raises(FetchError, match=r"robots\.txt does not allow") as caught:
            polite.get(news.url(path))
        assert (caught.value.code, caught.value.temporary) == ("robots", False)
    assert news.paths() == ["/page"]


def test_our_own_name_in_a_robots_file_counts(news: Site) -> None:
    """A rule for us wins over the rule for everybody."""
    news.pages["/robots.txt"] = "User-agent: *\nAllow: /\n\nUser-agent: tallystick\nDisallow: /"
    with pytest.raises(FetchError, match="robots"):
        news.polite().get(news.url("/page"))


def test_no_robots_file_allows_and_a_server_in_trouble_does_not(news: Site) -> None:
    """RFC 9309: 404 = everything is allowed; 500 = nothing, until it answers."""
    assert news.polite().get(news.url("/page")).status == 200
    news.pages["/robots.txt"] = lambda handler: answer(handler, status=503)
    with pytest.raises(FetchError, match="could not be had") as caught:
        news.polite().get(news.url("/page"))
    assert caught.value.temporary


def test_hosts_are_asked_one_request_at_a_time_with_a_pause(news: Site) -> None:
    """The pause that we keep, or the longer one that the robots file asks for; other hosts do not wait."""
    news.pages["/robots.txt"] = "User-agent: *\nCrawl-delay: 7"
    clock = Clock()
    polite = clock.polite(news, Limits(delay=2))
    for _ in range(3):
        polite.get(news.url("/page"))
    assert clock.slept == [0.0, 2.0, 7.0, 7.0]
    assert polite.ready_in(news.url("/page")) == 7.0
    assert polite.ready_in(news.url("/page", host="other.example")) == 0.0


def test_a_host_is_not_asked_without_bound(news: Site) -> None:
    """After so many requests in a round the rest waits for the next round."""
    polite = news.polite(Limits(pages=2, delay=0))
    for _ in range(2):
        polite.get(news.url("/page"))
    with pytest.raises(FetchError) as caught:
        polite.get(news.url("/page"))
    assert (caught.value.code, caught.value.temporary) == ("bound", True)
    polite.new_round()
    assert polite.get(news.url("/page")).status == 200


def test_a_robots_file_is_asked_for_once_a_day(news: Site) -> None:
    """Every page of a host is fetched by the same robots file, until it is a day old."""
    clock = Clock()
    polite = clock.polite(news, Limits(delay=0))
    for _ in range(3):
        polite.get(news.url("/page"))
    clock.now += 86_401
    polite.get(news.url("/page"))
    assert [path for _, path, _ in news.asked].count("/robots.txt") == 2


def test_we_say_who_we_are_and_send_nothing_else(news: Site) -> None:
    """No cookie, no referrer, no identity but our own name."""
    news.pages["/set"] = lambda handler: answer(handler, b"x", Set_Cookie="id=7")
    polite = news.polite()
    polite.get(news.url("/set"))
    polite.get(news.url("/page"))
    _, _, headers = news.asked[-1]
    assert headers["user-agent"].startswith("tallystick/")
    assert set(headers) == {"host", "user-agent", "accept", "accept-encoding", "connection"}


@pytest.mark.parametrize(("failures", "seconds"), [(1, BACK_OFF[0]), (3, BACK_OFF[2]), (99, BACK_OFF[-1])])
def test_backing_off_grows(failures: int, seconds: float) -> None:
    """Each failure in a row waits longer, up to half a day, and never shorter than the server asks for."""
    assert back_off(failures) == seconds
    assert back_off(failures, retry_after=seconds + 100) == seconds + 100


def test_a_robots_file_speaks_for_scheme_host_and_port() -> None:
    """Another port or scheme of a host has a robots file of its own."""
    found = {
        origin_of(url)
        for url in ("http://a.example/x", "http://a.example:80/y", "https://a.example/", "http://a.example:81/")
    }
    assert found == {"http://a.example", "https://a.example", "http://a.example:81"}
