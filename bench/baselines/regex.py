"""A plain regex baseline: a number near a word for harm, in one clause, no grammar."""

from __future__ import annotations

import re

from bench.baselines import FATES, NOUNS, WORDS, Found, output
from bench.corpora import Document, Output

_PERSON = (
    r"(?:man|woman|boy|girl|child|person|teenager|soldier|officer|policeman|civilian|victim|resident|suspect|baby)"
)
_NUMBER = (
    r"(?P<hedge>at least|more than|over|about|around|some|nearly|almost|up to)?\s*\b"
    rf"(?P<figure>(?<![\w$.,:/-])\d{{1,3}}(?:,\d{{3}})+|(?<![\w$.,:/-])\d{{1,5}}(?![\w%:/-]|[.,]\d)|(?:{'|'.join(WORDS)})"
    rf"(?:[- ](?:{'|'.join(WORDS)}))?|an?(?=\s(?:[\w-]+\s){{0,2}}{_PERSON}\b))"
)
_AGES = r"(?!\s*[- ]?(?:years?|months?|days?|hours?|minutes?|miles?|km|kilomet|percent|times)\b)"
_GROUP = r"(?P<group>(?:\s(?!and\b|in\b|at\b|on\b)[A-Za-z][\w'’-]*){0,4}?)"
_HELPER = r"(?:\s(?:were|was|are|have been|has been|had been|been|reported|reportedly|confirmed|left|people|of them))*"


def _patterns() -> list[tuple[str, re.Pattern[str]]]:
    """Outcome and pattern: "NUMBER people were killed", "killed NUMBER people", "NUMBER deaths", "toll to NUMBER"."""
    made = []
    for outcome, words in FATES.items():
        fates = "|".join(words)
        made.append((outcome, re.compile(rf"{_NUMBER}{_AGES}{_GROUP}{_HELPER}\s(?:{fates})\b", re.I)))
    active = {
        "killed": r"kill(?:ed|ing|s)|claimed|murdered|executed|martyred",
        "wounded": r"wound(?:ed|ing|s)|injur(?:ed|ing|es)|hurt(?:ing)?",
        "detained": r"arrest(?:ed|ing|s)|detain(?:ed|ing|s)|captur(?:ed|ing|es)",
        "abducted": r"abduct(?:ed|ing|s)|kidnapp(?:ed|ing)",
    }
    people = r"(?P<group>(?:\s(?!and\b|in\b|at\b|on\b|when\b|were\b|was\b|dead\b)[A-Za-z][\w'’-]*){0,3})"
    made += [
        (o, re.compile(rf"\b(?:{verbs})\s(?:the\s)?{_NUMBER}{_AGES}{people}", re.I)) for o, verbs in active.items()
    ]
    for outcome, words in NOUNS.items():
        made.append((outcome, re.compile(rf"{_NUMBER}{_GROUP}\s(?:{'|'.join(words)})\b", re.I)))
    made.append(
        ("killed", re.compile(rf"\btoll\b(?:\s\w+){{0,4}}\s(?:to|at|of|is|was){_AGES}\s{_NUMBER}(?P<group>)", re.I))
    )
    return made


_PATTERNS = _patterns()


def read(document: Document) -> Output:
    """Every match of every pattern."""
    found = [
        Found(outcome, match["hedge"] or "", match["figure"], match["group"].strip() or "people", match.span())
        for outcome, pattern in _PATTERNS
        for match in pattern.finditer(document["text"])
    ]
    return output(document, sorted(found, key=lambda one: one.span))
