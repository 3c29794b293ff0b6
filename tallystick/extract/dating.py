"""Which expressions of time in a sentence date the violence, and which only the speaking, the page or a comparison."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta

from spacy.tokens import Span, Token

from tallystick.extract.when import When, find_times
from tallystick.reference.lexicon import Lexicon
from tallystick.text.english import parsed, text_of

_REPORTS = frozenset({"report", "record", "show", "document", "claim", "put", "list", "count"})
"""Their day may be the day of what they tell: "on Sunday the monitor reported 15 dead"."""
_COMPARES = re.compile(
    r"\b(?:the\s+)?(?:first|second|third|fourth|fifth|latest|last|deadliest|bloodiest|worst|biggest|largest|heaviest|"
    r"fiercest|most\s+\w+|(?!(?:west|east|north\w*|south\w*|rest|arrest|protest|test|forest|interest|guest|request|quest|"
    r"suggest|latest|honest|chest|Budapest)\b)[a-z]{3,}est)\b[^.;]{0,80}$",
    re.I,
)
_IN_BRACKETS = re.compile(r"\w\s?\($")
_DASHED = re.compile(r"\)\s*(?:[-–—]|(?=[A-Z]))")
_BY, _BY_BEFORE = re.compile(r"by\s", re.I), re.compile(r"\bby\s+$", re.I)
_IN_WHICH = re.compile(r"\s*,?\s*when\b")
_RANKS = "it is a window for ranking: the worst since then"
_HEAD = 260
"""Characters at the head of a text in which a page prints the day of publication."""


def dating(sentence: Span, times: list[When], published: date | None, words: Lexicon) -> list[When]:
    """The expressions that may date the violence that a sentence tells."""
    kept = []
    for when in times:
        why = why_not(sentence, when, published, words)
        if why is None:
            kept.append(when)
        elif why == _RANKS and _IN_WHICH.match(sentence.doc.text[when.end : when.end + 12]):
            kept.extend(_the_day_itself(when))
    return kept


def why_not(sentence: Span, when: When, published: date | None, words: Lexicon) -> str | None:
    """Why an expression does not date the violence that its sentence tells; None where it may."""
    if _is_to_come(when, published):
        return "it is still to come"
    if is_dateline(sentence, when, published):
        return "it dates the report, not what it tells"
    if _BY.match(when.wording) or _BY_BEFORE.search(parsed(sentence.doc)[max(0, when.start - 4) : when.start]):
        return "it is when a state was reached, not when it came about"
    if dates_speech(sentence, when, words):
        return "it is the day of speaking, of a court or of the aftermath"
    return _RANKS if _compares(sentence, when) else None


def _the_day_itself(when: When) -> list[When]:
    """ "the deadliest since June 2018, when 55 died": what follows happened in June 2018."""
    inner = find_times(re.sub(r"^since\b", "in", when.wording, flags=re.I), when.anchor)
    return [replace(one, start=when.start, end=when.end, wording=when.wording, rule="in-which") for one in inner[:1]]


def _is_to_come(when: When, published: date | None) -> bool:
    """What is still to come has hurt nobody; a day ahead may be a zone or a slip."""
    return when.first is not None and published is not None and when.first > published + timedelta(1)


def is_dateline(sentence: Span, when: When, published: date | None) -> bool:
    """ "BEIRUT, 13 January 2021 -" at the head of the text, and a page's line of its own, date the report.

    A caption's date ("..., near the river, 13 January 2021") follows a comma and small letters, or ends a sentence.
    """
    text = parsed(sentence.doc)
    if _IN_BRACKETS.search(text[max(0, when.start - 3) : when.start]) and _DASHED.match(text[when.end : when.end + 8]):
        return True
    if not when.full or when.first is None or published is None or abs((when.first - published).days) > 1:
        return False
    if when.end - when.start > 0.5 * len(text_of(sentence).strip()):
        return True
    before, after = text[max(0, when.start - 40) : when.start], text[when.end : when.end + 12]
    if re.search(r"\b(?:on|of|since|by|from|until|in|dated|before|after)\s+$", before, re.I) or (
        re.search(r"[a-z],\s*$", before) and not re.search(r"[A-Z]\w*,\s*$", before)
    ):
        return False
    return when.start < _HEAD and bool(re.match(r"\s*(?:$|[-–—|(:]|\s[A-Z“\"‘0-9]|\n)", after))


def dates_speech(sentence: Span, when: When, words: Lexicon) -> bool:
    """ "the minister said on Monday", "he pleaded guilty Tuesday": that day is not the day of the deed."""
    before = parsed(sentence.doc)[max(sentence.start_char, when.start - 40) : when.start]
    spoke = re.search(r"\b([a-z]+)(?:\s+(?:in\s+a\s+statement|the\s+\w+|reporters|journalists|\w+ly))?[\s,]*$", before)
    if spoke is not None:
        verb = next((t for t in sentence if t.idx == when.start - len(before) + spoke.start(1)), None)
        content = re.match(r"\s+that\b", parsed(sentence.doc)[when.end : when.end + 8]) is not None
        if verb is not None and verb.pos_ == "VERB" and (_only_tells(verb, words) or (content and _tells(verb, words))):
            return True
    token = next(
        (t for t in sentence if when.start <= t.idx < when.end and t.pos_ in {"PROPN", "NOUN", "NUM", "ADV"}), None
    )
    if token is None:
        return False
    head = token.head
    small = {"ADP", "NOUN", "PROPN", "NUM", "ADJ", "ADV"}
    while head.pos_ in small and head.head != head and when.start - 25 <= head.idx < when.end:
        head = head.head
    if head.pos_ != "VERB" or not _only_tells(head, words):
        return False
    return head.lemma_.lower() in words.aftermath or any(c.dep_ in {"ccomp", "nsubj"} for c in head.children)


def _tells(verb: Token, words: Lexicon) -> bool:
    return verb.lemma_.lower() in words.speech


def _only_tells(verb: Token, words: Lexicon) -> bool:
    lemma = verb.lemma_.lower()
    return (
        (lemma in words.speech or lemma in words.aftermath)
        and lemma not in _REPORTS
        and lemma not in words.violent_acts
    )


def _compares(sentence: Span, when: When) -> bool:
    """ "the deadliest attack since 2011", "the first in more than a week": a window for ranking, no day."""
    if not (when.since or when.precision in {"month", "year", "week"} or when.rule in {"unit", "recent"}):
        return False
    return _COMPARES.search(parsed(sentence.doc)[sentence.start_char : when.start]) is not None
