"""Whether everything in a reading stands in its report: quotes, numbers, names, and whether the text denies it.

Each check looks at the printed letters alone, not at how the reader came to its claim.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from bench.corpora import Output
from tallystick.text.numerals import SCALES, TENS, UNITS, VAGUE_LOW, bounds, number


class Violation(NamedTuple):
    """One thing that a claim says and its report does not."""

    check: str
    report: str
    claim: str
    what: str


_NUMBER_WORDS = {*UNITS, *TENS, *SCALES, "dozen", "score"}
_ANY = "|".join(sorted(_NUMBER_WORDS, key=len, reverse=True))
_WRITTEN = re.compile(r"\d{1,3}(?:,\d{3})+(?!\d)|\d+(?:\.\d+)?|[A-Za-z]+")
_FIGURE = re.compile(
    rf"(?:(?<![\w.,])(?<![A-Za-z]-)\d[\d,]*(?:\.\d+)?(?![\w.,]*\w)|\b(?:a\s+)?(?:{_ANY})\b)(?:(?:[\s-]|(?<=hundred)\s+and\s)+(?:{_ANY})\b)*",
    re.I,
)
_AGE = re.compile(
    rf"\b(?:\d+-?\s+(?:and|or|to)\s+)?(?:\d+|(?:{_ANY})(?:[- ](?:{_ANY}))?)[- ]{{0,3}}(?:year|yr|month|week|day)s?\b"
    r"|\bno(?:\s?-\s?|\s)one\b",
    re.I,
)
"""What holds a number word that counts nobody."""
_QUALIFIED = {"most", "half", "of", "other", "couple", "between", *VAGUE_LOW} - {"some"}
"""Words that make of a number something else than that number."""
_ASIDE = re.compile(r"\b(?:in|on|at(?!\s+(?:least|most))|from|near|with|by|during|\w+ing)\s", re.I)
"""What opens a phrase about something else: "a lorry carrying 12 barrels" is one lorry."""
_NAME_AND_AGE = re.compile(r"[A-Z]\w+,?\s\d\d?$")

_DEAD, _HURT = "killed|kill|slain|murdered|executed|died|die|dead", "wounded|wound|injured|injure|hurt|harmed"
_OF_OUTCOME = {
    "killed": _DEAD,
    "wounded": _HURT,
    "casualties": f"{_DEAD}|{_HURT}",
    "detained": "arrested|detained|captured",
    "abducted": "abducted|kidnapped|captured",
    "missing": "missing",
    "displaced": "displaced|evacuated",
}
_FATE = rf"(?:{'|'.join(dict.fromkeys('|'.join(_OF_OUTCOME.values()).split('|')))})"
_FATES = rf"(?:{_FATE}\s+(?:or|nor|and)\s+)?{_FATE}\b"
_DENIED = re.compile(
    rf"""
    (?:\b(?:not|never|neither|nor|without|cannot)\b|n['’]t\b)                             # "were not yet"
      (?:\s+(?:been|be|being|have|has|had|yet|even|actually|any|or|were|was))*\s+{_FATES}
    |\b(?:no|none|nobody|no-one|zero)\b                                                   # "no guards or drivers were"
      (?:\s+(?!(?:but|fewer|less|more|doubt|longer|sooner|matter)\b)[\w'’-]+){{0,3}}?
      \s+(?:is|are|was|were|has\s+been|have\s+been|had\s+been|got)\s+(?:\w+ly\s+)?{_FATES}
    """,
    re.I | re.X,
)
_BREAK = re.compile(r"[.!?;]\s|\n|,\s+(?:but|while|although|though|and)\b|\bbut\b", re.I)


def violations(output: Output) -> Iterator[Violation]:
    """Everything in this reading that its report does not bear out."""
    report = output["report"]
    whole = f"{report['title']}\n{report['text']}"
    for claim in output["claims"]:
        for check, what in _of_claim(claim, report, whole):
            yield Violation(check, str(report.get("external_id")), claim["id"], what)
    for mention in output["mentions"]:
        for place in mention["places"]:
            if place["wording"] not in whole:
                yield Violation("place", str(report.get("external_id")), mention["id"], place["wording"])
        for party in (*mention["initiators"], *mention["targets"]):
            if party["wording"] not in whole:
                yield Violation("party", str(report.get("external_id")), mention["id"], party["wording"])


def _of_claim(claim: dict[str, Any], report: dict[str, Any], whole: str) -> Iterator[tuple[str, str]]:
    source = report["title"] if claim["in"] == "title" else report["text"]
    start, end = claim["span"]
    if not claim["quote"] or source[start:end] != claim["quote"]:
        yield "quote", f"{claim['quote']!r} at {start}:{end}"
    for speaker in claim["attribution"]["speakers"]:
        if speaker["wording"] not in whole:
            yield "speaker", speaker["wording"]
    payload = claim.get("harm") or claim.get("damage")
    if payload is None:
        return
    if "group" in payload and payload["group"]["wording"] not in whole:
        yield "group", payload["group"]["wording"]
    quantity = payload["quantity"]
    if quantity["wording"] not in whole:
        yield "wording", quantity["wording"]
    for word in figures_in(quantity["wording"]):
        if word.lower() not in claim["quote"].lower() and not _near(word, source, start, end):
            yield "digits", f"{word!r} of {quantity['wording']!r} is not near {claim['quote']!r}"
    if why := wrong_bounds(quantity):
        yield "bounds", why
    if (
        "outcome" in payload
        and claim["attribution"]["stance"] == "asserts"
        and (quantity["low"], quantity["high"]) != (0, 0)
    ):
        if denied := denial(source, start, end, payload["outcome"]):
            yield "polarity", f"{denied!r} around {claim['quote']!r} ({quantity['low']}..{quantity['high']})"


def _near(word: str, text: str, start: int, end: int) -> bool:
    """Whether the word stands in the paragraph of the quote."""
    first, last = text.rfind("\n", 0, start) + 1, text.find("\n", end)
    return word.lower() in text[first : last if last >= 0 else len(text)].lower()


def figures_in(wording: str) -> list[str]:
    """The digits and number words of a wording."""
    return [w for w in _WRITTEN.findall(wording) if w[0].isdigit() or w.lower() in _NUMBER_WORDS]


def wrong_bounds(quantity: dict[str, Any]) -> str | None:
    """Why the bounds are not what the wording says; None = they are, or it writes no one plain number."""
    wording = _AGE.sub("", quantity["wording"])
    found = list(_FIGURE.finditer(wording))
    if len(found) != 1 or quantity["low"] is None or set(re.findall(r"[a-z]+", wording.lower())) & _QUALIFIED:
        return None
    if _ASIDE.search(wording[: found[0].start()]) or _NAME_AND_AGE.search(wording):
        return None
    words = found[0].group().strip()
    value = number(words)
    if value is None:
        return None
    before = re.sub(
        r"\b(?:a further|a total of|another|an additional|other|the|all|a)\s+$", "", wording[: found[0].start()]
    )
    allowed, _ = bounds(value, before, wording[found[0].end() :])
    if (quantity["low"], quantity["high"]) != (allowed.low, allowed.high):
        return f"{wording!r} read as {quantity['low']}..{quantity['high']}, says {allowed.low}..{allowed.high}"
    return None


def denial(text: str, start: int, end: int, outcome: str) -> str | None:
    """The words that deny this fate of those quoted here: they share a letter with it, and are one clause."""
    fate = re.compile(rf"\b(?:{_OF_OUTCOME[outcome]})\b", re.I)
    for match in _DENIED.finditer(text, max(0, start - 80), min(len(text), end + 60)):
        if match.end() > start and match.start() < end and fate.search(match[0]) and not _BREAK.search(match[0]):
            return match[0]
    return None
