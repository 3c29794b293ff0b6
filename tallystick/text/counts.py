"""Numbers in a parsed text: where one begins and ends, what it allows, and which numbers count nothing."""

from __future__ import annotations

import re
from typing import NamedTuple

from spacy.tokens import Doc, Span, Token

from tallystick.model import Quantity
from tallystick.text.english import is_shouted, parsed, printed
from tallystick.text.numerals import VAGUE_LOW, VAGUE_OF, bounds, number, vague

_NUMBER_WORD = re.compile(
    r"^(?:\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?|zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|"
    r"(?:thir|four|fif|six|seven|eigh|nine)teen|(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:-\w+)?|"
    r"hundred|thousand|million|dozen)$",
    re.I,
)
_TIME_WORD = re.compile(
    r"\b(?:years?|months?|weeks?|days?|hours?|minutes?|seconds?|decades?|o'clock|[ap]\.?m\.?|"
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)day|jan\w*|feb\w*|march|apr\w*|may|june?|july?|aug\w*|sept?\w*|oct\w*|"
    r"nov\w*|dec\w*|gmt|utc|old|(?:19|20)\d\d)\b|\d:\d",
    re.I,
)
_WEEKDAY = re.compile(r"(?:mon|tues|wednes|thurs|fri|satur|sun)day$", re.I)
_YEAR_FIRST = re.compile(r"^(?:[\w,]+\s+){0,3}(?:19|20)\d\d\s+(?=[\w-]+$)")
_AGE_AFTER = re.compile(r"^\s*[-‑–]?\s*(?:year|month|week|day)s?[-‑–\s]*old\b|^\s*[-‑–](?:year|month|week|day)", re.I)
_AGE_BEFORE = re.compile(
    r"\b(?:aged?|ages|age\s+of|between\s+the\s+ages\s+of)\s+(?:\w+\s+(?:and|to)\s+)?(?:between\s+)?$", re.I
)
_OR_MORE = re.compile(r"\s+or\s+(?:more|fewer|less)\b", re.I)
_LEAD_VAGUE = re.compile(r"\b(?:a|the|at\s+least|another|well\s+over|over|more\s+than)\s+$", re.I)
_LEAD_MORE = re.compile(r"\b(?:a\s+further|another|a)\s+$", re.I)
_TENS = frozenset({"twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"})
_FRACTION = re.compile(r"\b(?:an?\s+)?(quarter|half)\s+(?:of\s+)?(?:an?\s+)?$", re.I)
_PRICE = re.compile(r"[%$€£¥]|\bper\s?cent|\b(?:dollar|euro|pound|peso|colon|cent)s?\b", re.I)
_SCALE = ("dozen", "hundred", "thousand", "million")


class Count(NamedTuple):
    """A number in the text with its hedge."""

    quantity: Quantity
    start: int
    end: int
    """Characters of the number with the words before it that change its bounds."""
    after: int
    """Where the thing that it counts begins."""


def is_number(token: Token) -> bool:
    """A number word that may count something.

    The entity label alone does not tell: the small pipeline calls "Between 40 and 50" a date.
    """
    if not _NUMBER_WORD.match(token.text) or (token.ent_type_ in {"MONEY", "PERCENT"} and not is_shouted(token.doc)):
        return False
    if token.ent_type_ in {"MONEY", "PERCENT"} and (entity := _entity_of(token)) and _PRICE.search(entity.text):
        return False  # in capitals the label alone tells nothing: "THREE CREWMEN" is PERCENT to it
    if token.ent_type_ in {"DATE", "TIME"}:
        entity = _entity_of(token)
        if entity is None or (token.dep_ == "nummod" and token.head.i >= entity.end):
            return True  # "On Thursday 23 civilians": it stands in the date, and counts a noun outside of it
        if token.i and _WEEKDAY.match(token.doc[token.i - 1].text) and _counts_a_plural(token):
            return True  # "on Friday 19 people": a weekday has no number of its own
        # "In 2016 21 civilians": the entity runs on from the year to the number after it.
        words = _YEAR_FIRST.sub("", entity.text) if token.i > entity.start else entity.text
        return not _TIME_WORD.search(words)
    return True


def _entity_of(token: Token) -> Span | None:
    return next((e for e in token.sent.ents if e.start <= token.i < e.end), None)


def _counts_a_plural(token: Token) -> bool:
    following = token.doc[token.i + 1] if token.i + 1 < len(token.doc) else None
    return following is not None and following.tag_ in {"NNS", "NNPS"} and not _TIME_WORD.match(following.text)


def count_ending(doc: Doc, last: int) -> Count | None:
    """The number whose last word is this token; None when it is an age, a part of a name, or no number."""
    first = last
    while first > 0 and _joins(doc, first - 1):
        first -= 1
    begin, end = doc[first].idx, doc[last].idx + len(doc[last])
    return _range(doc, first, last) or _vague(doc, begin, end) or _exact(doc, first, last, begin, end)


def _joins(doc: Doc, index: int) -> bool:
    """Whether this token is a part of the number after it: "tens of thousands", "two hundred and six"."""
    token = doc[index]
    if _NUMBER_WORD.match(token.text) or token.lower_ in VAGUE_LOW:
        # Two figures side by side are two numbers ("in 2016 21 civilians", "2014 Seven men"), "1.5 million" is one.
        after = doc[index + 1]
        if token.text[:1].isdigit():
            return after.lower_.startswith(_SCALE)
        return token.lower_ != "some" and not after.text[:1].isdigit()
    before, after = (doc[index - 1] if index else None), doc[index + 1]
    if before is None:
        return False
    if token.lower_ == "of":
        return before.lower_ in VAGUE_LOW and after.lower_ in VAGUE_OF
    if token.lower_ == "and":
        return before.lower_ in {"hundred", "thousand"}
    return token.text == "-" and before.lower_ in _TENS and not before.whitespace_


def _vague(doc: Doc, begin: int, end: int) -> Count | None:
    words = parsed(doc)[begin:end]
    low = 2 if words.lower() == "couple" else vague(words)
    if low is None:
        return None
    lead = _LEAD_VAGUE.search(parsed(doc)[max(0, begin - 40) : begin])
    begin -= len(lead.group(0)) if lead else 0
    return Count(Quantity(low=low, high=None, wording=printed(doc, begin, end), hedge="vague"), begin, end, end)


def _exact(doc: Doc, first: int, last: int, begin: int, end: int) -> Count | None:
    words = parsed(doc)[begin:end]
    value = number(words) or (number(f"a {words}") if words.lower().startswith(_SCALE) else number(words))
    if value is None or is_age(doc, last) or _in_a_name(doc, first):
        return None
    part = _FRACTION.search(parsed(doc)[max(0, begin - 20) : begin])
    if part is not None:
        value, begin = value // (4 if part.group(1).lower() == "quarter" else 2), begin - len(part.group(0))
    allowed, hedge = bounds(value, parsed(doc)[max(0, begin - 40) : begin], parsed(doc)[end : end + 20])
    begin -= len(hedge)
    more = _OR_MORE.match(parsed(doc)[end : end + 20])
    end += len(more.group(0)) if more else 0
    lead = _LEAD_MORE.search(parsed(doc)[max(0, begin - 12) : begin])
    if lead and (lead.group(0).strip().lower() != "a" or words.lower().startswith(_SCALE)):
        begin -= len(lead.group(0))
    quantity = Quantity(low=allowed.low, high=allowed.high, wording=printed(doc, begin, end), hedge=allowed.hedge)
    return Count(quantity, begin, end, end)


def _range(doc: Doc, first: int, last: int) -> Count | None:
    """ "between 40 and 50", "40 to 50", "40-50"."""
    high = number(parsed(doc)[doc[first].idx : doc[last].idx + len(doc[last])])
    if high is None or first < 2 or doc[first - 1].lower_ not in {"to", "and", "-", "–", "or"}:
        return None
    low = number(doc[first - 2].text) if _NUMBER_WORD.match(doc[first - 2].text) else None
    if low is None or low >= high:
        return None
    between = first >= 3 and doc[first - 3].lower_ in {"between", "from"}
    if doc[first - 1].lower_ == "and" and not between:
        return None
    begin, end = doc[first - 3 if between else first - 2].idx, doc[last].idx + len(doc[last])
    return Count(Quantity(low=low, high=high, wording=printed(doc, begin, end), hedge="range"), begin, end, end)


def is_age(doc: Doc, index: int) -> bool:
    """ "a 24-year-old", "aged 5 and 7", "Amina Yusuf, 40, was" give ages."""
    token, end = doc[index], doc[index].idx + len(doc[index])
    if _AGE_AFTER.match(parsed(doc)[end : end + 16]) or _AGE_BEFORE.search(
        parsed(doc)[max(0, token.idx - 30) : token.idx]
    ):
        return True
    if index < 2 or doc[index - 1].text != "," or doc[index - 2].pos_ not in {"PROPN", "NOUN"}:
        return False
    if not token.text.isdigit() or int(token.text) >= 110:
        return False
    following = doc[index + 1] if index + 1 < len(doc) else None
    if doc[index - 2].pos_ == "NOUN":
        # "her son, 10, was" and "a boy, 10 was"; but "killed soldiers, 10, and ..." needs a singular noun before it.
        closes = following is not None and (following.text == "," or following.lower_ == "was")
        return doc[index - 2].tag_ == "NN" and closes
    return following is None or following.is_punct or following.lower_ in {"and", "of", "was", "were"}


def _in_a_name(doc: Doc, index: int) -> bool:
    """ "F-15", "9/11", "T4", "$5": the number is a part of a name or of something else."""
    if index == 0:
        return False
    previous = doc[index - 1]
    if previous.whitespace_ or previous.is_space or previous.text not in {"-", "/", "‑", "#", "$", "£", "€", "."}:
        return False
    if previous.text in {"#", "$", "£", "€"}:
        return True
    if previous.text == "." and doc[index].is_alpha:
        return False  # "on the spot.Four men": a space was lost
    return index >= 2 and not doc[index - 2].whitespace_ and not doc[index - 2].is_space
