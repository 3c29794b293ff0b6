"""What a page says about itself: title, outlet, address, language, and every date with its zone.

Authors are not taken down: the record needs outlets, and names of people only where they are a source.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html import unescape
from typing import Any
from urllib.parse import urlsplit

from tallystick.model import DateEvidence, Record
from tallystick.read.dates import evidence
from tallystick.read.language import to_iso639

_META_DATES = {
    "article:published_time": "meta article:published_time",
    "og:article:published_time": "meta article:published_time",
    "article:modified_time": "meta article:modified_time",
    "og:article:modified_time": "meta article:modified_time",
    "og:updated_time": "meta og:updated_time",
}
_OLD_META = frozenset(
    """
    date dc.date dc.date.issued dcterms.date dcterms.issued dcterms.created dc.date.created pubdate
    publishdate publish-date publish_date publication_date parsely-pub-date sailthru.date cxenseparse:recs:publishtime
    article.published og:pubdate citation_publication_date displaydate
    """.split()
)
_ARTICLE_TYPE = re.compile(r"Article$|Posting$|^Report$|^LiveBlog")
_JSON_DATE = re.compile(r'"(datePublished|dateModified)"\s*:\s*"([^"\\]{4,80})"')
_SPACE = re.compile(r"\s+")
_MOST_DATES = 50  # places; a live page may have thousands of <time> elements


class Metadata(Record, frozen=True):
    """What a page says about itself."""

    title: str = ""
    outlet: str | None = None
    url: str | None = None
    language: str | None = None
    dates: tuple[DateEvidence, ...] = ()


def read_metadata(tree: Any) -> Metadata:
    """Read the metadata of a parsed page."""
    metas = _metas(tree)
    things, broken = _json_ld(tree)
    outlet = _tidy(metas.get("og:site_name")) or _publisher(things) or _tidy(metas.get("publisher"))
    return Metadata(
        title=_title(tree, metas, things, outlet),
        outlet=outlet,
        url=_url(tree, metas),
        language=to_iso639(_first(tree, "/html/@lang | /html/@xml:lang") or metas.get("content-language")),
        dates=tuple(_unique(_dates(tree, things, broken)))[:_MOST_DATES],
    )


def _first(tree: Any, path: str) -> str | None:
    found = tree.xpath(path)
    return str(found[0]) if found else None


def _tidy(wording: Any) -> str | None:
    """One line, or None for what is empty or no text. Many pages escape twice ("&amp;#8216;")."""
    return _SPACE.sub(" ", unescape(wording)).strip()[:500] or None if isinstance(wording, str) else None


def _metas(tree: Any) -> dict[str, str]:
    """The first content of each `<meta>` by its name in small letters."""
    metas: dict[str, str] = {}
    for meta in tree.iter("meta"):
        name = meta.get("property") or meta.get("name") or meta.get("http-equiv")
        if name and (content := meta.get("content")):
            metas.setdefault(name.strip().lower(), content)
    return metas


# ------------------------------------------------------------------------------------------ JSON-LD


def _json_ld(tree: Any) -> tuple[list[dict[str, Any]], list[str]]:
    """The things a page describes at the top, articles first, and the scripts that are no valid JSON.

    Only the top and `@graph`: deeper things are other articles, list entries, comments.
    """
    things: list[dict[str, Any]] = []
    broken: list[str] = []
    for script in tree.iter("script"):
        if "ld+json" not in (script.get("type") or "").lower() or not script.text:
            continue
        try:
            things.extend(_top(json.loads(script.text, strict=False)))
        except (ValueError, RecursionError):
            broken.append(script.text)
    things.sort(key=lambda thing: not _is_article(thing))
    return things, broken


def _top(value: Any) -> Iterator[dict[str, Any]]:
    for thing in value if isinstance(value, list) else [value]:
        if isinstance(thing, dict):
            graph = thing.get("@graph")
            yield from ((each for each in graph if isinstance(each, dict)) if isinstance(graph, list) else (thing,))


def _is_article(thing: dict[str, Any]) -> bool:
    kinds = thing.get("@type")
    return any(
        isinstance(kind, str) and _ARTICLE_TYPE.search(kind) for kind in (kinds if isinstance(kinds, list) else [kinds])
    )


def _publisher(things: list[dict[str, Any]]) -> str | None:
    for thing in filter(_is_article, things):
        publisher = thing.get("publisher")
        publisher = publisher[0] if isinstance(publisher, list) and publisher else publisher
        name = publisher.get("name") if isinstance(publisher, dict) else publisher
        if tidy := _tidy(name):
            return tidy
    return None


# ----------------------------------------------------------------------------------- title, address


def _title(tree: Any, metas: dict[str, str], things: list[dict[str, Any]], outlet: str | None) -> str:
    """The headline: JSON-LD, Open Graph, the only `<h1>`, `<title>`; without the outlet's name behind it."""
    headings = [_tidy("".join(heading.itertext())) for heading in tree.iter("h1")]
    candidates = [
        *(_tidy(thing.get("headline")) for thing in things if _is_article(thing)),
        _tidy(metas.get("og:title")),
        headings[0] if len(headings) == 1 else None,
        _tidy("".join(found[0].itertext())) if (found := tree.xpath("//head/title")) else None,
        *headings,
    ]
    title = next((candidate for candidate in candidates if candidate), "")
    if outlet and title.endswith(outlet):
        shorter = title.removesuffix(outlet).rstrip()
        if shorter.endswith(("|", "-", "–", "—", "·", ":")):
            return shorter[:-1].rstrip()
    return title


def _url(tree: Any, metas: dict[str, str]) -> str | None:
    canonical = _first(tree, "//link[contains(concat(' ', @rel, ' '), ' canonical ')]/@href")
    for address in (canonical, metas.get("og:url")):
        if not address or len(address) > 2000:
            continue
        try:
            parts = urlsplit(address.strip())
        except ValueError:
            continue
        if parts.scheme in ("http", "https") and parts.netloc:
            return address.strip()
    return None


# -------------------------------------------------------------------------------------------- dates


def _dates(tree: Any, things: list[dict[str, Any]], broken: list[str]) -> Iterator[DateEvidence]:
    yield from _meta_dates(tree)
    for thing in things:
        for key in ("datePublished", "dateModified"):
            if wording := _tidy(thing.get(key)):
                yield evidence(f"json-ld {key}", wording)
    for script in broken:
        for key, wording in _JSON_DATE.findall(script[:200_000])[:2]:
            yield evidence(f"json-ld {key}", wording)
    for element in tree.xpath("//*[@itemprop='datePublished' or @itemprop='dateModified']"):
        wording = element.get("content") or element.get("datetime") or "".join(element.itertext())
        if wording := _tidy(wording):
            yield evidence(f"itemprop {element.get('itemprop')}", wording)
    for element in tree.iter("time"):
        if element.get("itemprop") is None and (wording := _tidy(element.get("datetime"))):
            yield evidence("time pubdate" if element.get("pubdate") is not None else "time element", wording)


def _meta_dates(tree: Any) -> Iterator[DateEvidence]:
    for meta in tree.iter("meta"):
        name = (meta.get("property") or meta.get("name") or "").strip().lower()
        wording = _tidy(meta.get("content"))
        if wording and name in _META_DATES:
            yield evidence(_META_DATES[name], wording)
        elif wording and name in _OLD_META:
            yield evidence(f"meta {name}", wording)


def _unique(found: Iterator[DateEvidence]) -> Iterator[DateEvidence]:
    seen = set()
    for item in found:
        if (item.where, item.wording) not in seen:
            seen.add((item.where, item.wording))
            yield item
