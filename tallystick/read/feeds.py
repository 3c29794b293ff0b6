"""Lists of pages: RSS, Atom, JSON Feed, news sitemaps, indexes of sitemaps, and OPML lists of feeds.

A list only says where pages are, and when each was published. It is written by strangers: an address in it that is no
web address is a problem, a list that defines entities of its own is refused, and of a very long one only the first
entries count.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any, Literal

import msgspec
from lxml import etree

from tallystick.errors import UnreadableReportError
from tallystick.model import Record
from tallystick.read import addresses

Kind = Literal["feed", "sitemap", "index", "opml"]

LIMIT_BYTES = 20_000_000
MOST_ENTRIES = 2_000

_ROOT = re.compile(
    rb"\s*(?:<\?[^>]{0,500}\?>\s*+)*+(?:<!--(?:(?!-->).)*+-->\s*+)*+"
    rb"(?:<!DOCTYPE[^>\[]{0,300}(?:\[.{0,9000}?\]\s*)?>\s*)?"
    rb"<(?:\w+:)?(?P<root>rss|feed|RDF|urlset|sitemapindex|opml)\b",
    re.DOTALL,
)
_JSON_FEED = re.compile(rb"\s*\{.{0,2000}?\"version\"\s*:\s*\"https?://jsonfeed\.org/version/", re.DOTALL)
_KINDS: dict[bytes, Kind] = {
    b"rss": "feed",
    b"feed": "feed",
    b"RDF": "feed",
    b"urlset": "sitemap",
    b"sitemapindex": "index",
    b"opml": "opml",
}
_BOM = b"\xef\xbb\xbf"
_ABOUT = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about"


class Entry(Record, frozen=True, kw_only=True):
    """One page, or feed, or sitemap that a list names."""

    url: str
    title: str = ""
    published: str | None = None
    """As the list has it."""
    updated: str | None = None
    text: str | None = None
    """The text that the list itself gives, as HTML; most give none, or a summary."""


class Feed(Record, frozen=True, kw_only=True):
    """A list of pages."""

    kind: Kind
    entries: tuple[Entry, ...]
    doubts: tuple[str, ...] = ()
    """What of it could not be used, one phrase each."""


def looks_like_feed(data: bytes) -> Kind | None:
    """Which kind of list these bytes begin as; None = none."""
    head = data[:10_000].removeprefix(_BOM)
    if found := _ROOT.match(head):
        return _KINDS[found["root"]]
    return "feed" if _JSON_FEED.match(head) else None


def read_feed(data: bytes, *, url: str | None = None, most: int = MOST_ENTRIES) -> Feed:
    """Read a list of pages.

    Args:
        url: where it was had: its relative addresses stand on it.
        most: entries that are read of it.
    Raises:
        UnreadableReportError: it is no list that can be read; code bad-feed or too-large.
    """
    kind = looks_like_feed(data)
    if kind is None:
        raise UnreadableReportError("bad-feed", "expected a feed, a sitemap or an OPML list, found something else")
    if len(data) > LIMIT_BYTES:
        what = f"expected a list of at most {LIMIT_BYTES:,} bytes, found {len(data):,}"
        raise UnreadableReportError("too-large", what)
    if re.search(rb"<!\s*ENTITY", data):
        raise UnreadableReportError("bad-feed", "it defines entities of its own, which no feed needs; it is not read")
    found = _json_feed(data) if data.lstrip().startswith(b"{") else _xml_list(data, kind)
    return _settled(kind, found, base=url, most=most)


def _settled(kind: Kind, found: Iterator[Entry], *, base: str | None, most: int) -> Feed:
    """Web addresses only, each once, and not too many."""
    entries: dict[str, Entry] = {}
    doubts: list[str] = []
    try:
        for number, entry in enumerate(found, start=1):
            if len(entries) >= most:
                doubts.append(f"it has more than {most:,} entries, of which the first were read")
                break
            url = addresses.tidy(entry.url, base=base)
            if url is None:
                doubts.append(f"entry {number} is at no web address ({entry.url[:100]!r})")
            else:
                entries.setdefault(url, msgspec.structs.replace(entry, url=url))
    except (etree.LxmlError, ValueError, RecursionError) as error:
        if not entries:
            raise UnreadableReportError("bad-feed", f"expected a feed, found what cannot be read ({error})") from error
        doubts.append(f"it breaks off or is damaged after entry {len(entries)} ({error})")
    return Feed(kind=kind, entries=tuple(entries.values()), doubts=tuple(doubts))


# --------------------------------------------------------------------------------------- RSS and Atom

_PUBLISHED = ("pubDate", "published", "date", "issued")
_UPDATED = ("updated", "modified", "lastBuildDate")
_TEXTS = ("encoded", "content", "description", "summary")


def _items(parser: Any) -> Iterator[Entry]:
    """The entries of RSS 0.9 to 2.0, of its RDF kind, and of Atom 0.3 and 1.0, as they come in the wild."""
    inside: Any = None
    for event, element in parser:
        name = _local(element)
        if event == "start" and name in ("item", "entry") and inside is None:
            inside = element
        elif event == "end" and element is inside:
            yield _item(element)
            inside = None
            element.clear()


def _item(item: Any) -> Entry:
    told: dict[str, str] = {}
    links: dict[str, str] = {}
    for child in item:
        name = _local(child)
        if name == "link":
            kind = child.get("rel", "alternate") if child.get("href") else "text"
            links.setdefault(kind, (child.get("href") or child.text or "").strip())
        elif name in ("guid", "id") and child.get("isPermaLink", "true") != "false":
            links.setdefault("id", (child.text or "").strip())
        elif name:
            told.setdefault(name, "".join(child.itertext()).strip())
    address = links.get("alternate") or links.get("text") or item.get(_ABOUT)
    if not address and addresses.parts_of(links.get("id", "")):
        address = links["id"]
    return Entry(
        url=_on_base(address or "", item),
        title=_tidy(told.get("title")),
        published=_first(told, _PUBLISHED),
        updated=_first(told, _UPDATED),
        text=_first(told, _TEXTS),
    )


def _on_base(address: str, item: Any) -> str:
    """The address on the base that its feed or entry declares, if any."""
    return addresses.tidy(address, base=item.base) or address if item.base and address else address


def _first(told: dict[str, str], names: tuple[str, ...]) -> str | None:
    return next((told[name] for name in names if told.get(name)), None)


def _json_feed(data: bytes) -> Iterator[Entry]:
    """Rule: JSON Feed 1.1."""
    try:
        value = msgspec.json.decode(data)
    except (ValueError, RecursionError) as error:
        raise UnreadableReportError("bad-feed", f"expected a JSON feed, found what cannot be read ({error})") from error
    items = value.get("items") if isinstance(value, dict) else None
    if not isinstance(items, list):
        raise UnreadableReportError("bad-feed", 'expected the entries of a JSON feed under "items", found none')
    return (
        Entry(
            url=_string(item, "url") or _string(item, "external_url") or "",
            title=_tidy(_string(item, "title")),
            published=_string(item, "date_published"),
            updated=_string(item, "date_modified"),
            text=_string(item, "content_html") or _string(item, "content_text"),
        )
        for item in items
        if isinstance(item, dict)
    )


def _string(value: dict[str, Any], key: str) -> str | None:
    found = value.get(key)
    return found if isinstance(found, str) and found else None


# ---------------------------------------------------------------------------- sitemaps and OPML lists


def _xml_list(data: bytes, kind: Kind) -> Iterator[Entry]:
    """Rules: RSS 2.0, RFC 4287 (Atom); sitemaps.org 0.9 with Google's news extension; OPML 2.0."""
    parser = etree.iterparse(
        io.BytesIO(data),
        events=("start", "end"),
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        recover=True,
        remove_comments=True,
        remove_pis=True,
    )
    readers = {"feed": _items, "opml": _outlines, "sitemap": _locations, "index": _locations}
    return readers[kind](parser)


def _outlines(parser: Any) -> Iterator[Entry]:
    """The feeds of an OPML list, however deep in its folders."""
    for event, element in parser:
        if event == "start" and _local(element) == "outline":
            url = element.get("xmlUrl") or element.get("xmlurl")
            if url:
                yield Entry(url=url, title=_tidy(element.get("title") or element.get("text")))
        elif event == "end":
            element.clear()


def _locations(parser: Any) -> Iterator[Entry]:
    """The pages of a sitemap, or the sitemaps of an index."""
    found: dict[str, str] = {}
    for event, element in parser:
        name = _local(element)
        if event == "start":
            if name in ("url", "sitemap"):
                found = {}
        elif name in ("url", "sitemap"):
            yield Entry(
                url=found.get("loc", ""),
                title=_tidy(found.get("title")),
                published=found.get("publication_date"),
                updated=found.get("lastmod"),
            )
            element.clear()
        elif name in ("loc", "title", "publication_date", "lastmod") and element.text:
            found.setdefault(name, element.text.strip())  # the page's own comes first; its images have a loc, too


def _local(element: Any) -> str:
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def _tidy(wording: str | None) -> str:
    """One line without markup."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]{0,300}>", "", wording or "")).strip()[:500]
