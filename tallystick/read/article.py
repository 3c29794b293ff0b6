"""The main text of a web page: its paragraphs, without menus, comments, scripts and advertisements.

Finding them is trafilatura's work, tuned to leave out rather than to take in too much; what it finds is
printed here, block by block, because its own printing changes code points. A block is a paragraph, heading,
list entry or table row; blocks are separated by one blank line.
"""

from __future__ import annotations

import logging
import re
from typing import Any

import lxml.html
from lxml import etree

from tallystick.model import Record

MOST_ELEMENTS = 60_000
MOST_LISTS = 3_000
"""Elements, and lists and tables among them; a news page has up to 10,000 and 200. The search takes 2 s for
60,000 paragraphs, and grows with the square of the lists: 1.2 s for 2,500, 10 s for 10,000."""

MOST_ATTRIBUTES = 10_000
"""Attributes of one tag. The parser needs 0.5 s for 10,000 and four times that for twice as many; a real tag has
50, but a quotation mark too few makes 4,600 of them out of the text behind it."""

_SHORTEST = 15  # characters of the longest block; shorter ones are menu entries ("Home"), not a sentence
_FURNITURE = ("nav", "footer", "aside", "form", "menu", "button")

_BLOCKS = frozenset({"body", "p", "head", "item", "list", "quote", "row", "table", "div", "ab", "code", "fw"})
_LISTS = frozenset({"ul", "ol", "dl", "table"})
_SPACE = re.compile(r"[ \t\n\r\f]+")
_NOISY = ("trafilatura", "htmldate", "courlan", "justext", "readability", "charset_normalizer")

_VALUE = r"""=\s*+"[^"]*+"|=\s*+'[^']*+'"""
_TAG = re.compile(rf"<[a-zA-Z](?:{_VALUE}|[^>])*+")
_ATTRIBUTE_END = re.compile(r"[\s/\"']+")

for _name in _NOISY:  # a page that gives nothing is told as a Problem; nothing goes to stderr besides
    logging.getLogger(_name).addHandler(logging.NullHandler())


class Page(Record, frozen=True):
    """A parsed page."""

    tree: Any
    cut: bool = False
    """True: nested deeper than the parser follows (256 levels); what lies below is lost."""


def parse_page(html: str) -> Page | None:
    """The page as a tree; None = there is nothing in it."""
    parser = lxml.html.HTMLParser(
        encoding="utf-8", huge_tree=False, no_network=True, remove_pis=True, remove_comments=True
    )
    try:
        tree = lxml.html.document_fromstring(html.encode("utf-8", "replace"), parser=parser)
    except (etree.LxmlError, ValueError):
        return None
    cut = any("xcessive depth" in (entry.message or "") for entry in parser.error_log)
    return Page(tree=tree, cut=cut)


def overloaded(html: str) -> str | None:
    """Why a page is not even given to the parser; None = it is."""
    if (tags := html.count("<")) > 10 * MOST_ELEMENTS:
        return f"expected a page, found {tags:,} tags"
    for tag in _TAG.finditer(html):
        if tag.end() - tag.start() < 2 * MOST_ATTRIBUTES:
            continue
        attributes = len(_ATTRIBUTE_END.split(re.sub(_VALUE, "=", tag[0])))
        if attributes > MOST_ATTRIBUTES:
            return f"expected tags of at most {MOST_ATTRIBUTES:,} attributes, found one of {attributes:,}"
    return None


def too_many(tree: Any) -> str | None:
    """Why a page is too intricate to be searched in a few seconds; None = it is not."""
    elements = lists = 0
    for element in tree.iter():
        elements += 1
        lists += element.tag in _LISTS
    if elements > MOST_ELEMENTS:
        return f"expected a page of at most {MOST_ELEMENTS:,} elements, found {elements:,}"
    if lists > MOST_LISTS:
        return f"expected a page of at most {MOST_LISTS:,} lists and tables, found {lists:,}"
    return None


def main_text(tree: Any, *, title: str) -> str:
    """The article's text; "" where none is found. The title is left out where it is the first block."""
    for precise in (True, False):
        body = _extract(tree, precise=precise)
        if body is not None and (blocks := _blocks(body)):
            if title and _SPACE.sub(" ", blocks[0]) == title:
                blocks = blocks[1:]
            if any(len(block) >= _SHORTEST for block in blocks):
                return "\n\n".join(blocks)
    return ""


def _extract(tree: Any, *, precise: bool) -> Any | None:
    from trafilatura.core import bare_extraction  # half a second, and only for HTML

    copied = lxml.html.document_fromstring(lxml.html.tostring(tree, encoding="utf-8"), parser=_copy_parser())
    if not precise:  # the broad search takes whatever it finds, so the page's furniture goes first
        etree.strip_elements(copied, *_FURNITURE, with_tail=False)
    try:
        document = bare_extraction(copied, favor_precision=precise, include_comments=False, with_metadata=False)
    except Exception:  # a foreign search over a hostile page: whatever it trips over, the page has no text for us
        return None
    return getattr(document, "body", None)


def _copy_parser() -> lxml.html.HTMLParser:
    return lxml.html.HTMLParser(encoding="utf-8", huge_tree=False, no_network=True)


def _blocks(body: Any) -> list[str]:
    blocks: list[str] = []
    pieces: list[str] = []

    def flush() -> None:
        lines = (_SPACE.sub(" ", line).strip() for line in "".join(pieces).split("\0"))
        if block := "\n".join(line for line in lines if line):
            blocks.append(block)
        pieces.clear()

    for event, element in etree.iterwalk(body, events=("start", "end")):
        is_block = element.tag in _BLOCKS
        if event == "start":
            if is_block:
                flush()
            if element.tag == "lb":
                pieces.append("\0")
            elif element.tag == "cell" and pieces:
                pieces.append(" | ")
            pieces.append(element.text or "")
        else:
            if is_block:
                flush()
            pieces.append(element.tail or "")
    flush()
    return blocks
