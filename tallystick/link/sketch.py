"""What linking keeps of a report's text: its telling words, and whom it names, by hash.

Names of people are kept as hashes only: they say that two reports name the same person, and not whom.
"""

from __future__ import annotations

import hashlib
import math
import re
from collections import Counter
from collections.abc import Iterable

from tallystick.model import Claim, Mention, Reading, Record
from tallystick.reference.terms import Terms, words_of

LONGEST = 80
"""How many words are kept, the most telling first; with 60 or 200, pairs are told apart as well."""
PROPER = 2.5
"""A word that is mostly written with a capital letter weighs so much more: names of people and places tell incidents
apart, turns of phrase tell outlets apart. At one false pair in 300 this finds 96 % of the pairs of ECB+, not 44 %, and
84 % instead of 82 % of those of the Gun Violence Archive; with 1.5 it finds 76 % and 85 %."""
TITLE_TIMES = 3
"""A word of the title counts so often: many saved pages hold little but their title and the site's own texts."""
COMMON_NAME = 0.01
"""Capitalised words are a name only where one of them is in fewer reports than this; "Police Department" is none. A
surname in more than these (Jackson, Smith) is a person's together with the first name only."""
NO_NAME = 0.1
"""In so many reports stands no surname, but "Street", "Hospital", "County": a harmed party's wording may end in one."""

_NAME = re.compile(r"\b[A-Z][a-z'’\-]+(?: (?:[A-Z]\.?|al-|el-|bin|de|van))?(?: [A-Z][a-zA-Z'’\-]+){1,2}\b")
_CAPITALISED = re.compile(r"[A-Z][a-z'’\-]+")
_PROPER = re.compile(r"\b[A-Z][a-z'’]{2,}")
_SUFFIXES = frozenset({"jr", "sr", "ii", "iii", "iv"})
_AGE = re.compile(r"\b(\d{1,2})[- ]years?[- ]old|, (\d{1,2}),")


class Sketch(Record, frozen=True, kw_only=True):
    """A report's text in little."""

    terms: dict[str, float]
    """Its most telling words, with weights whose squares sum to 1."""
    names: frozenset[str] = frozenset()
    """Hashes of the people and other things that it names by two words or more; who speaks is left out."""
    surnames: frozenset[str] = frozenset()
    """Hashes of the last words of those names, and of the victims'; of common ones, of first and last word."""
    victims: frozenset[str] = frozenset()
    """Hashes of the last words of the names of those that it tells as harmed; of common ones likewise."""
    ages: frozenset[int] = frozenset()
    """Ages in years that it gives."""


def sketch(reading: Reading, *, terms: Terms) -> Sketch:
    """What linking looks at in one report's text.

    Who speaks is left out of the names: a spokesman is named in reports of many incidents.
    """
    report = reading.report
    speaking = {
        word.lower()
        for claim in reading.claims
        for speaker in claim.attribution.speakers
        for word in _CAPITALISED.findall(speaker.wording)
    }
    capitalised = {name for name in _names(report.text) if name.split()[-1] not in speaking}
    names = {name for name in capitalised if any(terms.share(word) < COMMON_NAME for word in name.split())}
    victims = {telling for name in _victims(reading.claims, reading.mentions) if (telling := _surname(name, terms))}
    surnames = {telling for name in capitalised if (telling := _surname(name, terms))}
    return Sketch(
        terms=_telling_words(report.title, report.text, terms),
        names=frozenset(map(hashed, names)),
        surnames=frozenset(map(hashed, surnames | victims)),
        victims=frozenset(map(hashed, victims)),
        ages=frozenset(int(one or other) for one, other in _AGE.findall(report.text)),
    )


def likeness(left: Sketch, right: Sketch) -> float:
    """Cosine of the telling words: 0 = none in common, 1 = the same ones as often."""
    one, other = left.terms, right.terms
    # Rounded once, at the end: the order of the words, which is that of nothing, cannot matter.
    return math.fsum(one[word] * other[word] for word in one.keys() & other.keys())


def has_name(wording: str) -> bool:
    """Whether a wording holds a name of two words or more, which may be a private person's."""
    return _NAME.search(wording) is not None


def hashed(name: str) -> str:
    """A name as linking keeps it: 12 hexadecimal digits of a SHA-256."""
    return hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:12]


def _telling_words(title: str, text: str, terms: Terms) -> dict[str, float]:
    counts = Counter(words_of(text))
    for word in words_of(title):
        counts[word] += TITLE_TIMES
    capitals = Counter(word.lower() for word in _PROPER.findall(text))
    weights = {
        word: (1 + math.log(times)) * terms.weight(word) * (PROPER if 2 * capitals[word] >= times else 1.0)
        for word, times in counts.items()
    }
    kept = sorted(weights.items(), key=lambda item: (-item[1], item[0]))[:LONGEST]
    length = math.sqrt(sum(weight * weight for _, weight in kept)) or 1.0
    return {word: round(weight / length, 4) for word, weight in kept}


def _names(text: str) -> Iterable[str]:
    """First and last word of each name, in small letters."""
    for found in set(_NAME.findall(text)):
        words = [word.lower() for word in _CAPITALISED.findall(found)]
        if len(words) >= 2:
            yield f"{words[0]} {words[-1]}"


def _victims(claims: Iterable[Claim], mentions: Iterable[Mention]) -> Iterable[str]:
    """First and last word of each harmed person's name, in small letters; of the last name in each wording."""
    wordings = [claim.harm.group.wording for claim in claims if claim.harm and claim.harm.group.named]
    wordings += [party.wording for mention in mentions for party in mention.targets]
    for wording in wordings:
        for found in _NAME.findall(wording)[-1:]:
            words = [word.lower() for word in found.split()]
            while len(words) > 1 and words[-1].strip(".") in _SUFFIXES:
                words.pop()
            if len(words) > 1:
                yield f"{words[0]} {words[-1]}"


def _surname(name: str, terms: Terms) -> str | None:
    """What tells a person: the surname where it is rare, else first and last name; None for what is no surname."""
    last = name.split()[-1]
    share = terms.share(last)
    if share >= NO_NAME or last in _SUFFIXES:
        return None
    return last if share < COMMON_NAME else name
