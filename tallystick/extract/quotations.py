"""Quotations: where quotation marks open and close, and which sentences go on inside them.

A quotation may hold several sentences and several paragraphs; its speaker is named once, before or behind it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

_MARK = re.compile(r"[\"“”«»]|''|``")
_LONGEST = 3000
_SHORTEST = 12
"""Shorter ones are words set apart ("a so-called "safe zone""), not speech."""


def find_quotations(text: str) -> list[tuple[int, int]]:
    """Character spans of the quotations of a text, their marks included.

    Rule: a straight mark closes what a straight mark of the same paragraph opened; a curly quotation without its
    closing mark goes on to the end of the paragraph, as it does where the next paragraph opens anew.
    """
    spans: list[tuple[int, int]] = []
    start = 0
    for paragraph in text.split("\n"):
        spans.extend(_of_paragraph(paragraph, start))
        start += len(paragraph) + 1
    return spans


def _of_paragraph(paragraph: str, base: int) -> Iterable[tuple[int, int]]:
    opened: int | None = None
    for match in _MARK.finditer(paragraph):
        mark = match.group(0)
        opens = mark in {"“", "«", "``"} or (mark in {'"', "''"} and opened is None)
        if opens:
            opened = match.start()
        elif opened is not None:
            if _SHORTEST <= match.end() - opened <= _LONGEST:
                yield base + opened, base + match.end()
            opened = None
    if opened is not None and paragraph[opened] == "“" and len(paragraph) - opened >= _SHORTEST:
        yield base + opened, base + len(paragraph)


def widened(content: tuple[int, int], quotations: list[tuple[int, int]]) -> tuple[int, int]:
    """The content with all of a quotation that it begins or ends in: the mark itself may lie just outside."""
    start, end = content
    for opened, closed in quotations:
        if opened < start <= closed - _SHORTEST // 2 and end <= closed + 2:
            start = min(start, opened)
        if opened <= end - 2 < closed and end < closed and start <= opened + 1:
            end = closed
        if start == opened + 1 and end >= closed - 2:
            start = opened
    return start, max(end, content[1])


def opens_with(text: str, start: int, end: int) -> bool:
    """Whether these characters begin with a quotation mark."""
    opening = text[start:end].lstrip()
    return opening[:1] in {'"', "“", "«"} or opening[:2] in {"''", "``"}


def inside(start: int, end: int, quotations: list[tuple[int, int]]) -> tuple[int, int] | None:
    """The quotation that holds these characters wholly."""
    return next(((a, b) for a, b in quotations if a <= start and end <= b + 1), None)
