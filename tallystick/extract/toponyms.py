"""Names in running text: runs of capitals, cut where function words and owners end them.

Entity labels are not trusted (the small pipeline calls al-Bukamal an organisation and Mayadeen a date): every
capitalised name is looked at.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from spacy.tokens import Doc

from tallystick.reference.places import Gazetteer
from tallystick.text.english import parsed

_PARTICLE = (
    r"(?:(?:al|el|ad|ash|ez|az|as|ar|at|ed|er|es|et|abu|umm|bin|ibn|de|la|del|san|wadi|khan)-"
    r"|(?:al|el|abu|umm|bin|ibn|de|la|del|san|wadi|khan) )"
)
"""With a space only those that are no English words: "at Hama" is no "at-Hama"."""
_CAPITAL = r"A-Z\u00c0-\u00de\u0100-\u017f\u0400-\u04ff\u0590-\u06ff"
_NAME = re.compile(
    rf"(?<![\w’'-])(?:(?:{_PARTICLE})?[{_CAPITAL}][\w.’'-]*\w|[A-Z]\d+|[A-Z](?=\s(?:Street|St|Avenue|Ave)\b)|{_PARTICLE}[A-Z][\w’'-]+)"
    rf"(?:[ -](?:{_PARTICLE}|of the |of |d[’'])?[A-Z\u00c0-\u00de][\w’'-]*\w)*"
)
_BLOCK = re.compile(
    r"(?:the\s+)?\d{2,5}(?:th|st|nd|rd)?[- ]block\s+of\s+((?:[NSEW]\.?\s+)?[A-Z0-9][\w.’'-]*"
    r"(?:\s(?!(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b)[A-Z][\w.’'-]*){0,3})"
)
_ADDRESS = re.compile(
    r"\d{2,5}\s+(?:[NSEW]\.?\s+)?(?:[A-Z0-9][\w.’'-]*\s+){1,3}(?:St|Street|Ave|Avenue|Rd|Road|Blvd|Boulevard|Dr|Drive|Ln|Lane|Hwy|Highway|Ct|Court|Way|Pkwy|Parkway)\b\.?"
)
FUNCTION = frozenset(
    "the a an at in on of and but or for with from by to as it he she they we i this that these those its his her "
    "their our when where while after before since until although according also both two three four five six seven "
    "eight nine ten no not some dozens hundreds rest tags".split()
)
SKIP = FUNCTION | frozenset(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august "
    "september october november december date update original entry posted reuters ap afp mr mrs ms dr islam islamic "
    "muslim christian sunni shia shiite kurdish arab god allah ramadan eid christmas easter president minister general "
    "colonel major captain sheriff police army halloween".split()
)


def named(text: str, start: int, end: int, venues: frozenset[str]) -> Iterator[tuple[int, int]]:
    """The names between two characters, in text order."""
    for match in _NAME.finditer(text, start, end):
        yield from _split(text, match.start(), match.end(), venues)


def streets(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Addresses and blocks of streets between two characters; none inside another."""
    found: list[tuple[int, int]] = []
    for pattern in (_BLOCK, _ADDRESS):
        for match in pattern.finditer(text, start, end):
            if not any(a < match.end() and match.start() < b for a, b in found):
                found.append(match.span())
    return found


def trimmed(text: str, begin: int, end: int, gazetteer: Gazetteer) -> tuple[int, int]:
    """The name without "'s", a last stop and an adjective before it: "Iraqi Mosul" is Mosul."""
    begin, end = _without_possessive(text, begin, end)
    if " " in text[begin:end] and gazetteer.country_of(text[begin:end]) is not None:
        return begin, end  # French Guiana, and no Guiana of the French
    return _without_adjective(text, begin, end, gazetteer), end


def _split(text: str, begin: int, end: int, venues: frozenset[str]) -> list[tuple[int, int]]:
    """A run of capitals cut at its function words and owners: "Russia At", "Idlib's Saraqib", never "Rosie's Bar"."""
    pieces: list[tuple[int, int]] = []
    first = last = None
    words = list(re.finditer(r"[^ ]+", text[begin:end]))
    of_venue = (
        words[-1].group(0).lower() in venues or re.match(r"\s(?:bar|club|pub)\b", text[end : end + 6]) is not None
    )
    for word in words:
        printed = word.group(0)
        if printed.lower() in FUNCTION and printed[0].isupper():
            if first is not None and last is not None:
                pieces.append((begin + first, begin + last))
            first = None
            continue
        first, last = word.start() if first is None else first, word.end()
        if re.search(r"[’']s$", printed) and not of_venue:
            pieces.append((begin + first, begin + last))
            first = None
    if first is not None and last is not None:
        pieces.append((begin + first, begin + last))
    return pieces


def surnames(doc: Doc, persons: list[tuple[int, int]]) -> frozenset[str]:
    """Last words of people's full names: "Adams" after "John Adams"."""
    names = (parsed(doc)[a:b].split() for a, b in persons)
    return frozenset(
        word for parts in names if 1 < len(parts) <= 4 and all(p[:1].isupper() for p in parts) for word in parts[-1:]
    )


def _without_adjective(text: str, begin: int, end: int, gazetteer: Gazetteer) -> int:
    """ "Iraqi Mosul" is Mosul; "Israeli" alone is no place."""
    first = re.match(r"(?:an?\s+)?([A-Z][\w.]+)(\s+|$)", text[begin:end])
    if first is None:
        return begin
    word = first.group(1)
    is_adjective = bool(re.search(r"(?:i|ian|an|ish|ese|is|ans|ch)$", word)) and gazetteer.country_of(word) is not None
    is_name = any(c.feature == "country" and c.match == "exact" for c in gazetteer.candidates(word)[:1])
    return begin + first.end() if is_adjective and not is_name else begin


def _without_possessive(text: str, begin: int, end: int) -> tuple[int, int]:
    name = text[begin:end]
    cut = re.sub(r"(?:[’']s?|\.)$", "", name)
    return begin, begin + len(cut)
