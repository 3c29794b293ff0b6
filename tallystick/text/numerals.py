"""Number words to numbers, and the words around them to bounds.

Rule: the annotation convention of the project, after field.md 2.6: "at least n" is open above, "more than n"
starts at n + 1, "up to n" starts at 0, "dozens" means two dozen or more. A codebook that maps a vague word to
one number of its own (ACLED: dozens = 12) does so in its profile; here the interval is kept.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from tallystick.model import Hedge, Quantity

UNITS = {
    word: value
    for value, word in enumerate(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
        ]
    )
}
TENS = {
    word: 10 * (value + 2)
    for value, word in enumerate(["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"])
}
SCALES = {"hundred": 100, "thousand": 1_000, "million": 1_000_000, "billion": 1_000_000_000}
DOZEN = {"dozen": 12, "score": 20}

VAGUE_LOW = {
    "several": 3,
    "few": 3,
    "many": 3,
    "multiple": 3,
    "numerous": 3,
    "countless": 3,
    "various": 3,
    "some": 2,
    "tens": 20,
    "dozens": 24,
    "scores": 40,
    "hundreds": 200,
    "thousands": 2_000,
    "millions": 2_000_000,
}
"""Least number that a vague word allows; every one of them is open above."""

VAGUE_OF = {"thousands": 1_000, "hundreds": 100, "millions": 1_000_000}
"""What multiplies in "tens of thousands", "hundreds of thousands"."""

HEDGES: tuple[tuple[Hedge, str], ...] = (
    ("at_least", r"(?:at\s+least|a\s+minimum\s+of|no\s+(?:fewer|less)\s+than|not\s+less\s+than)"),
    (
        "more_than",
        r"(?<!\bno\s)(?<!\bnot\s)(?:(?:well\s+)?(?:more|greater|higher)\s+than|(?:well\s+)?over|upwards\s+of|above)",
    ),
    ("at_most", r"(?:up\s+to|as\s+many\s+as|at\s+most|no\s+more\s+than|not\s+more\s+than|a\s+maximum\s+of)"),
    ("at_most", r"(?:fewer\s+than|less\s+than|under)"),
    (
        "about",
        r"(?:about|around|approximately|roughly|some|nearly|almost|close\s+to|an\s+estimated|estimated|"
        r"more\s+or\s+less|circa|near|the\s+nearly)",
    ),
)
"""Words before a number and what they make of it. "some 57" is about 57; "some people" never reaches here."""

_HEDGE_BEFORE = [(hedge, re.compile(rf"\b{words}\s+(?:another\s+)?$", re.I)) for hedge, words in HEDGES]
_AFTER = re.compile(r"^\s+(?:or\s+(more|fewer|less)|at\s+(least|most))\b", re.I)
_DIGITS = re.compile(r"^\d{1,3}(?:,\d{3})+$|^\d+(?:\.\d+)?$")


class Bounds(NamedTuple):
    """What a hedged number allows."""

    low: int
    high: int | None
    hedge: Hedge


TOO_LARGE = 2.0**53
"""From here on sums of floats are not exact; a run of digits as long as that counts nothing."""


def number(words: str) -> int | None:
    """The whole number that these words write, or None when they write none, or one beyond all counting.

    "57" 57 · "1,400" 1400 · "forty-two" 42 · "two dozen" 24 · "1.5 million" 1500000 · "a hundred" 100.
    """
    tokens = words.lower().replace("-", " ").split()
    if not tokens:
        return None
    total, current, seen = 0.0, 0.0, False
    for position, token in enumerate(tokens):
        if token in {"a", "an"} and position == 0 and len(tokens) > 1:
            current, seen = 1, True
        elif token == "and" and seen:
            continue
        elif token in UNITS or token in TENS:
            current += UNITS.get(token, TENS.get(token, 0))
            seen = True
        elif _DIGITS.match(token):
            current += float(token.replace(",", ""))
            seen = True
        elif token in SCALES:
            current = (current or 1) * SCALES[token]
            if SCALES[token] >= 1_000:
                total, current = total + current, 0
            seen = True
        elif token in DOZEN:
            current = (current or 1) * DOZEN[token]
            seen = True
        else:
            return None
    value = total + current
    return int(value) if seen and value < TOO_LARGE and value == int(value) else None


def bounds(value: int, before: str, after: str = "") -> tuple[Bounds, str]:
    """The interval that a number allows after the words around it, and the hedge words as printed.

    Args:
        before: the text that ends right before the number.
        after: the text that begins right after it ("or more").
    """
    for hedge, pattern in _HEDGE_BEFORE:
        found = pattern.search(before)
        if found is None:
            continue
        words = found.group(0)
        if hedge == "at_least":
            return Bounds(value, None, hedge), words
        if hedge == "more_than":
            return Bounds(value + 1, None, hedge), words
        if hedge == "at_most":
            below = bool(re.match(r"(?:fewer|less|under)", words.lstrip(), re.I))
            return Bounds(0, value - 1 if below else value, hedge), words
        return Bounds(value, value, hedge), words
    found = _AFTER.match(after)
    if found and (found.group(1) == "more" or found.group(2) == "least"):
        return Bounds(value, None, "at_least"), ""
    if found:
        return Bounds(0, value, "at_most"), ""
    return Bounds(value, value, "exact"), ""


def vague(words: str) -> int | None:
    """Least number that a vague word or phrase allows, open above; None when it is not one.

    "dozens" 24 · "tens of thousands" 20000 · "several dozen" 36 · "several hundred" 300.
    """
    tokens = [token for token in words.lower().split() if token not in {"a", "the", "of", "and"}]
    if not tokens or tokens[0] not in VAGUE_LOW:
        return None
    low = VAGUE_LOW[tokens[0]]
    for token in tokens[1:]:
        if token in VAGUE_OF:
            low *= VAGUE_OF[token]
        elif token in SCALES or token in DOZEN:
            low *= SCALES.get(token, DOZEN.get(token, 1))
        elif token not in VAGUE_LOW:
            return None
    return low


def exactly(value: int, wording: str) -> Quantity:
    """One number, no doubt in the words."""
    return Quantity(low=value, high=value, wording=wording, hedge="exact")
