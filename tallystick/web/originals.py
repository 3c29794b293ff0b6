"""The bytes that a report was read from, beside its marked text: a page with its words in order, fields, or plain text.

Nothing of a foreign page comes through but its words and a few names of elements that we write ourselves: no attribute,
no address, no picture, no style, no script. So it asks no other host for anything and can do nothing.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from markupsafe import Markup, escape

from tallystick.model import Original
from tallystick.read import decoding
from tallystick.read.formats import format_of

LARGEST = 2_000_000
"""Bytes that a browser lays out in a second; a larger one is there to be downloaded."""
_KEPT = frozenset(
    "p blockquote ul ol li dl dt dd table caption thead tbody tfoot tr th td pre hr br "
    "b strong i em q sub sup del ins".split()
)
_HEADINGS = frozenset("h1 h2 h3 h4 h5 h6".split())
_BLOCKS = frozenset(
    "article section main header footer nav aside div figure figcaption address details summary form fieldset".split()
)
_EMPTY = frozenset(("hr", "br"))
_DROPPED = frozenset(
    "script style head template noscript svg math iframe frame frameset object embed applet audio video canvas "
    "select option input textarea button".split()
)
"""What is no text of a page, or is none without its script."""


def shown(original: Original) -> Markup | None:
    """An original as a browser may show it; None = it is no text, or too much of it."""
    data = original.data
    if len(data) > LARGEST or decoding.looks_like(data):
        return None
    decoded = decoding.decode(data, html=True)
    if decoded is None:
        return None
    text = decoding.clean(decoded.text)
    if text.lstrip()[:1] in ("{", "["):
        try:
            return _fields(json.loads(text))
        except (ValueError, RecursionError):
            pass
    if format_of(text, original.capture.name or "") == "html":
        return _page(text)
    return Markup('<p class="asis" dir="auto">{}</p>').format(text)


def _fields(value: Any) -> Markup:
    """What JSON says, name by name."""
    if isinstance(value, dict) and value:
        rows = (Markup("<dt>{}</dt><dd>{}</dd>").format(name, _fields(each)) for name, each in value.items())
        return Markup("<dl>{}</dl>").format(Markup("").join(rows))
    if isinstance(value, list) and value:
        return Markup("<ol>{}</ol>").format(
            Markup("").join(Markup("<li>{}</li>").format(_fields(one)) for one in value)
        )
    said = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return Markup('<p class="asis" dir="auto">{}</p>').format(said)


def _page(text: str) -> Markup | None:
    """The words of a page, in its order."""
    from tallystick.read import article  # lxml only for HTML

    if article.overloaded(text):
        return None
    page = article.parse_page(text)
    if page is None or article.too_many(page.tree):
        return None
    return Markup("").join(_within(page.tree))


def _within(element: Any) -> Iterator[Markup]:
    if element.text:
        yield escape(element.text)
    for child in element:
        if isinstance(child.tag, str) and child.tag not in _DROPPED:
            yield from _element(child)
        if child.tail:
            yield escape(child.tail)


def _element(element: Any) -> Iterator[Markup]:
    tag = element.tag
    if tag == "img":
        if element.get("alt", "").strip():
            yield Markup("<i>[{}]</i>").format(element.get("alt").strip())
    elif tag in _EMPTY:
        yield Markup(f"<{tag}>")
    elif tag in _HEADINGS:
        yield Markup('<p class="heading" dir="auto">')
        yield from _within(element)
        yield Markup("</p>")
    elif tag in _KEPT or tag in _BLOCKS:
        name = tag if tag in _KEPT else "div"
        yield Markup(f'<{name} dir="auto">')
        yield from _within(element)
        yield Markup(f"</{name}>")
    else:
        yield from _within(element)
