"""How a wording is compared with the registry: case, articles, possessives, accents and hyphens do not count."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Generic, NamedTuple, TypeVar

T = TypeVar("T")

ARTICLES = frozenset({"the", "a", "an", "al", "el"})
"""Dropped everywhere, so that "Bashar Assad" is "Bashar al-Assad" and "Shabaab" is "al-Shabaab"."""

_APOSTROPHES = re.compile("[\u2018\u2019\u201b\u02bc\u02bb\u0060\u00b4\u2032]")
_DASHES = re.compile("[\u2010-\u2015\u2212]")
_POSSESSIVE = re.compile(r"(?<=\w)'s\b|(?<=s)'(?!\w)", re.IGNORECASE)
_INITIALS = re.compile(r"\b(?:[^\W\d_]\.){2,}")
"""Catches "U.S." and "D.R.C."; leaves "Sgt. Salame"."""
_WORD = re.compile(r"\w+(?:-\w+)*")
_COMPOUND = re.compile(r"-(?:\w*ed|led|run|held|born|built|made|friendly)$|^(?:pro|anti|non|ex)-", re.IGNORECASE)
"""Kept whole: in "US-backed" nobody speaks for the US. "al-Masdar" and "Tel-Aviv" are taken apart."""


class Word(NamedTuple):
    """One word, folded for comparison."""

    form: str
    upper: bool
    """It stood in capitals, as acronyms do."""
    capital: bool
    """It began with a capital letter."""


def words(text: str) -> tuple[Word, ...]:
    """The words of a wording, folded; articles and possessive endings are gone."""
    text = _DASHES.sub("-", _APOSTROPHES.sub("'", text))
    text = _POSSESSIVE.sub("", text)
    text = _INITIALS.sub(lambda found: found.group().replace(".", ""), text)
    text = text.replace("'", "").replace("\u0640", "")
    pieces = (piece for found in _WORD.finditer(text) for piece in _pieces(found.group()))
    folded = (Word(fold(piece), piece.isupper(), piece[:1].isupper()) for piece in pieces)
    return tuple(word for word in folded if word.form and (word.form not in ARTICLES))


def fold(piece: str) -> str:
    """One word without case and accents."""
    decomposed = unicodedata.normalize("NFKD", piece.casefold())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def _pieces(word: str) -> Iterator[str]:
    if "-" in word and _COMPOUND.search(word) and not word.casefold().startswith(("al-", "el-")):
        yield word
    else:
        yield from word.split("-")


def key(text: str) -> tuple[str, ...]:
    """The form under which a wording is looked up."""
    return tuple(word.form for word in words(text))


class Found(NamedTuple, Generic[T]):
    """A phrase met in a wording: words `[start, end)`."""

    start: int
    end: int
    value: T


class Phrases(Generic[T]):
    """Phrases and what they stand for, looked up whole-word and longest first.

    Args:
        entries: phrase and value; of two equal phrases the first counts.
        cased: acronyms that are ordinary words in small letters (WHO, IS, US): they count in capitals only.
    """

    def __init__(self, entries: Iterable[tuple[str, T]], cased: frozenset[str] = frozenset()) -> None:
        self._cased = cased
        self._values: dict[tuple[str, ...], T] = {}
        for phrase, value in entries:
            if parts := key(phrase):
                self._values.setdefault(parts, value)
        lengths: dict[str, set[int]] = {}
        for parts in self._values:
            lengths.setdefault(parts[0], set()).add(len(parts))
        self._lengths = lengths
        """How long the phrases are that begin with a word."""

    def all(self, text: tuple[Word, ...]) -> list[Found[T]]:
        """The phrases in a wording that do not overlap, longest first, then leftmost."""
        met = (
            found
            for start, word in enumerate(text)
            for length in self._lengths.get(word.form, ())
            if start + length <= len(text) and (found := self._at(text, start, start + length)) is not None
        )
        taken: list[Found[T]] = []
        for found in sorted(met, key=lambda one: (one.start - one.end, one.start)):
            if all(found.end <= other.start or other.end <= found.start for other in taken):
                taken.append(found)
        return taken

    def longest(self, text: tuple[Word, ...]) -> Found[T] | None:
        """The longest phrase in a wording, the leftmost of equals; None = none."""
        return next(iter(self.all(text)), None)

    def whole(self, text: tuple[Word, ...]) -> T | None:
        """What the wording stands for when it is nothing but one phrase; None = it is not."""
        found = self._at(text, 0, len(text))
        return found.value if found else None

    def _at(self, text: tuple[Word, ...], start: int, end: int) -> Found[T] | None:
        part = text[start:end]
        value = self._values.get(tuple(word.form for word in part))
        if value is None or any(word.form in self._cased and not word.upper for word in part):
            return None
        return Found(start, end, value)
