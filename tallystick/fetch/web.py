"""Addresses to originals: a page, or every page that a feed, a sitemap or a list of feeds names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tallystick.errors import FetchError, UnreadableReportError
from tallystick.fetch.captures import Passed, captured
from tallystick.fetch.http import Answer, Fetcher
from tallystick.fetch.limits import Limits
from tallystick.fetch.politeness import Polite
from tallystick.model import Original, Problem
from tallystick.read import addresses, feeds

STAGE = "fetch"


def is_address(path: str) -> bool:
    """Whether an input is meant as a web address."""
    return path.lower().startswith(("http://", "https://"))


def from_address(url: str, polite: Polite) -> Iterator[Original | Problem]:
    """The page at an address; or the pages that the list there names, and the lists that it names."""
    try:
        answer = polite.get(url)
    except FetchError as error:
        yield problem(url, error)
        return
    if feeds.looks_like_feed(answer.body):
        yield from from_list(answer.body, polite, url=answer.url)
    else:
        yield original_of(answer, asked=url)


def from_list(
    data: bytes, polite: Polite, *, url: str | None = None, name: str | None = None, seen: set[str] | None = None
) -> Iterator[Original | Problem]:
    """The pages that a feed, a sitemap or an OPML list names, and those of the lists that it names.

    Args:
        url: where the list was had; `name`, of its file.
        seen: addresses that were fetched already; each is fetched once.
    """
    where = url or name or "feed"
    seen = set() if seen is None else seen
    try:
        feed = feeds.read_feed(data, url=url, most=polite.limits.entries)
    except UnreadableReportError as error:
        yield Problem(stage=STAGE, report=where, code=error.code, message=f"{where}: {error}")
        return
    for doubt in feed.doubts:
        yield doubtful(where, doubt)
    for entry in feed.entries:
        if entry.url in seen:
            continue
        seen.add(entry.url)
        try:
            answer = polite.get(entry.url)
        except FetchError as error:
            yield problem(entry.url, error)
            continue
        if not feeds.looks_like_feed(answer.body):
            yield original_of(answer, asked=entry.url, told=told_by(feed, entry, where))
        elif feed.kind in ("opml", "index") and len(seen) < polite.limits.pages:
            yield from from_list(answer.body, polite, url=answer.url, seen=seen)
        else:
            yield doubtful(where, f"its entry {entry.url} is a list again, which is not followed")


def told_by(feed: feeds.Feed, entry: feeds.Entry, where: str) -> dict[str, str | None]:
    """What a list says about a page: kept beside the page, and used where the page does not say it itself."""
    told = {"feed": where, "title": entry.title, "published": entry.published, "updated": entry.updated}
    return told if feed.kind != "opml" else {"feed": where}


def original_of(answer: Answer, *, asked: str, told: dict[str, str | None] | None = None) -> Original:
    """An answer as an original."""
    return captured(
        answer.body,
        name=addresses.last_name(answer.url),
        url=answer.url,
        asked=addresses.tidy(asked) or asked,
        fetched_at=answer.fetched_at,
        media_type=answer.media_type,
        headers=answer.kept_headers,
        told=told,
    )


def problem(url: str, error: FetchError) -> Problem:
    """What could not be fetched, as a problem."""
    return Problem(stage=STAGE, report=url, code=error.code, message=f"{url}: {error}")


def doubtful(where: str, doubt: str) -> Problem:
    """What of a list could not be used."""
    return Problem(stage=STAGE, report=where, code="bad-feed", message=f"{where}: {doubt}")


class WebInputs:
    """What the addresses among the inputs give; nothing is fetched, and nothing needed for it, before one is asked."""

    def __init__(self, polite: Polite | None, limits: Limits | None = None) -> None:
        """Prepare; without `polite` it is from public addresses only, within these limits."""
        self._polite = polite
        self._limits = limits

    def prepare(self) -> Polite:
        """What fetches.

        Raises:
            ExtraMissingError: it is not installed.
        """
        if self._polite is None:
            self._polite = Polite(Fetcher(limits=self._limits))
        return self._polite

    def at(self, url: str) -> Iterator[Original | Problem]:
        """The page at an address, or the pages that are listed there."""
        return from_address(url, self.prepare())

    def followed(self, items: Iterable[Original | Problem | Passed]) -> Iterator[Original | Problem | Passed]:
        """These, and in the place of each list of pages the pages that it names."""
        for item in items:
            if isinstance(item, Original) and feeds.looks_like_feed(item.data):
                yield from from_list(item.data, self.prepare(), name=item.capture.name)
            else:
                yield item
