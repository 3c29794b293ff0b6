"""Keeping at it: feeds asked again and again, each new page read, each known one visited a few times more.

A page is fetched, handed to the ledger, and then marked: killed in between, it is fetched again, and the ledger knows
it. Nothing is lost, and nothing is recorded twice.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from msgspec.structs import replace

from tallystick.errors import FetchError, UnreadableReportError, UsageError
from tallystick.fetch import web
from tallystick.fetch.agenda import Agenda, FeedState, PageState, is_running
from tallystick.fetch.politeness import Polite, back_off
from tallystick.intake import Intake
from tallystick.model import Problem, Record
from tallystick.read import addresses, feeds

EVERY = 900.0
"""Seconds between two looks at a feed."""
REVISITS = (3_600.0, 6 * 3_600.0, 86_400.0, 3 * 86_400.0)
"""Seconds after a visit until the next one: news changes most in its first hours; after the last, only when its feed
says so."""
MOST_FAILURES = 8
"""Visits of a page in a row that fail before it is given up: four days."""
LONGEST_NAP = 60.0


class WatchStatus(Record, frozen=True, kw_only=True):
    """How a watch stands."""

    running: bool
    feeds: tuple[FeedState, ...]
    pages: dict[str, int]
    """`pages` in all: `waiting` for their first visit, `had`, `failed` for good; and `retried` after a failure."""
    next_at: datetime | None
    problems: tuple[str, ...]
    """The latest, one sentence each."""


class Watch:
    """Feeds and pages under watch, with the agenda that says what is next."""

    def __init__(
        self,
        agenda: Agenda,
        polite: Polite,
        intake: Intake,
        *,
        every: float = EVERY,
        clock: Callable[[], float] = time.time,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """Prepare; `clock` in seconds since 1970."""
        self._agenda = agenda
        self._polite = polite
        self._intake = intake
        self._every = every
        self._clock = clock
        self._sleep = sleep

    def run(self, sources: Sequence[str], *, once: bool = False) -> None:
        """Watch until stopped; or ask each feed once, and visit what is due by then.

        Args:
            sources: OPML files, and addresses of feeds, sitemaps and OPML lists.
        Raises:
            UsageError: a file is no OPML list.
        """
        first = True
        while first or not once:
            now = self._clock()
            self._polite.new_round()
            if first:
                self._tell_doubts(sources)
            wanted = [url for source in sources for url in feeds_in(source)]
            self._agenda.watch_feeds(wanted, now=now)
            self._agenda.only_feeds(wanted)
            if once:
                self._ask_all_now(now)
            self._round(now)
            first = False
            if not once:
                self._nap()

    def _tell_doubts(self, sources: Sequence[str]) -> None:
        """Entries of the lists given that are at no address are problems, and not passed over without a word."""
        for source in sources:
            if not web.is_address(source):
                for doubt in _list_in(source).doubts:
                    self._intake.take(web.doubtful(source, doubt))

    def _ask_all_now(self, now: float) -> None:
        for feed in self._agenda.feeds():
            self._agenda.put_feed(replace(feed, due=min(feed.due, now)))

    def _nap(self) -> None:
        due = self._agenda.next_due()
        left = self._every if due is None else due - self._clock()
        self._sleep(min(max(left, 0.5), LONGEST_NAP))

    def _round(self, now: float) -> None:
        """Everything that is due: feeds first, then pages, whichever host is ready next."""
        asked: set[str] = set()
        while due := [feed for feed in self._agenda.due_feeds(now) if feed.url not in asked]:
            for feed in due:
                asked.add(feed.url)
                self._ask(feed)
        now = self._clock()  # what the feeds have just named is due, too
        visited: set[str] = set()
        while pages := [page for page in self._agenda.due_pages(now) if page.url not in visited]:
            page = min(pages, key=lambda each: self._polite.ready_in(each.url))
            visited.add(page.url)
            self._visit(page)

    # ----------------------------------------------------------------------------------------- feeds

    def _ask(self, feed: FeedState) -> None:
        now = self._clock()
        try:
            answer = self._polite.get(feed.url, etag=feed.etag, last_modified=feed.last_modified)
        except FetchError as error:
            failures = feed.failures + 1
            wait = max(back_off(failures, retry_after=error.retry_after), self._every)
            self._agenda.put_feed(replace(feed, failures=failures, due=now + wait, problem=str(error)))
            if not error.temporary:  # nothing but a person can mend it
                self._tell_once(feed, web.problem(feed.url, error))
            return
        # What was wrong with the list itself holds until it is had anew; a fault on the way to it is over.
        rested = replace(
            feed, failures=0, had_at=now, due=now + self._every, problem=None if feed.failures else feed.problem
        )
        if answer.status == 304:
            self._agenda.put_feed(rested)
            return
        try:
            found = feeds.read_feed(answer.body, url=answer.url, most=self._polite.limits.entries)
        except UnreadableReportError as error:
            # The next look asks for it whole again: no mark of a version that could not be read.
            self._agenda.put_feed(replace(rested, problem=str(error), failures=feed.failures + 1))
            self._tell_once(feed, Problem(stage=web.STAGE, report=feed.url, code=error.code, message=str(error)))
            return
        rested = replace(
            rested,
            etag=answer.headers.get("etag"),
            last_modified=answer.headers.get("last-modified"),
            entries=len(found.entries),
            problem="; ".join(found.doubts) or None,
        )
        for doubt in found.doubts:
            self._tell_once(feed, web.doubtful(feed.url, doubt))
        if found.kind in ("opml", "index"):
            self._agenda.watch_feeds([entry.url for entry in found.entries], now=now, parent=feed.url)
            self._agenda.put_feed(rested)
        else:
            self._agenda.feed_had(rested, found.entries, now=now)

    def _tell_once(self, feed: FeedState, problem: Problem) -> None:
        """A feed that is bad in the same way at each look is one problem."""
        if feed.problem is None or problem.message not in (feed.problem, f"{feed.url}: {feed.problem}"):
            self._intake.take(problem)

    # ----------------------------------------------------------------------------------------- pages

    def _visit(self, page: PageState) -> None:
        now = self._clock()
        try:
            answer = self._polite.get(page.url, etag=page.etag, last_modified=page.last_modified)
        except FetchError as error:
            self._failed(page, error, now)
            return
        seen = replace(page, visits=page.visits + 1, failures=0, had_at=now, problem=None)
        seen = replace(seen, due=now + REVISITS[page.visits] if page.visits < len(REVISITS) else None)
        if answer.status == 304:
            self._agenda.put_page(seen)
            return
        if feeds.looks_like_feed(answer.body):
            doubt = "it is a list again, where a page was expected"
            self._intake.take(web.doubtful(page.url, doubt))
            self._agenda.put_page(replace(seen, due=None, problem=doubt))
            return
        told = {"feed": page.feed, "title": page.title, "published": page.published}
        self._intake.take(web.original_of(answer, asked=page.url, told=told))
        headers = answer.headers
        seen = replace(seen, etag=headers.get("etag"), last_modified=headers.get("last-modified"))
        self._agenda.put_page(seen)

    def _failed(self, page: PageState, error: FetchError, now: float) -> None:
        """Try again later; or give the page up, which is a problem of the record."""
        failures = page.failures + (error.code != "bound")
        if error.temporary and failures < MOST_FAILURES:
            wait = back_off(max(failures, 1), retry_after=error.retry_after)
            self._agenda.put_page(replace(page, failures=failures, due=now + wait, problem=str(error)))
            return
        self._intake.take(web.problem(page.url, error))
        self._agenda.put_page(replace(page, failures=failures, due=None, problem=str(error)))


def feeds_in(source: str) -> list[str]:
    """The addresses that a source of a watch names: those in an OPML file, or the address that it is.

    Raises:
        UsageError: it is neither.
    """
    if web.is_address(source):
        tidied = addresses.tidy(source)
        if tidied is None:
            raise UsageError(f"Cannot watch {source}: it is no web address.")
        return [tidied]
    return [entry.url for entry in _list_in(source).entries]


def _list_in(source: str) -> feeds.Feed:
    """The OPML list in a file.

    Raises:
        UsageError: there is none.
    """
    try:
        data = Path(source).read_bytes()
    except OSError as error:
        raise UsageError(
            f"Cannot watch {source}: {error.strerror or error}. Give an OPML file or an address."
        ) from error
    try:
        found = feeds.read_feed(data)
    except UnreadableReportError as error:
        raise UsageError(f"Cannot watch {source}: {error}. Give an OPML file, or the address of a feed.") from error
    if found.kind != "opml":
        raise UsageError(f"Cannot watch {source}: it is a {found.kind}, not a list of feeds. Give its address.")
    return found


def status_of(path: Path) -> WatchStatus:
    """How the watch with this agenda stands.

    Raises:
        SettingsError: there is none.
    """
    running = is_running(path)
    agenda = Agenda(path, exclusive=False)
    try:
        due = agenda.next_due()
        told = [(feed.url, feed.problem) for feed in agenda.feeds()]
        told += [(page.url, page.problem) for page in agenda.problems()]
        return WatchStatus(
            running=running,
            feeds=tuple(agenda.feeds()),
            pages=agenda.page_counts(),
            next_at=None if due is None else datetime.fromtimestamp(due, UTC),
            problems=tuple(f"{url}: {problem}" for url, problem in told if problem),
        )
    finally:
        agenda.close()
