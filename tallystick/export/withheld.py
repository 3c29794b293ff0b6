"""Names of the harmed, withheld: what leaves the ledger shows them only to who asks for them.

A name is covered by as many marks as it has letters, so that every span still cuts its quote. In its own report it is
covered wherever it is printed, whole or in part, for "Yusuf" tells as much as "Amina Yusuf"; in other reports, where
"Yusuf" may be somebody else, the whole name is. An address that spells it is cut down to its host. The ledger itself
keeps the words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TypeVar
from urllib.parse import unquote, urlsplit

import msgspec
from msgspec import UNSET, Struct
from msgspec.structs import replace

from tallystick.model import Claim, Mention, Place, Reading, Report, to_json

COVER = "█"
_ESCAPED = re.compile(r"\\(?:u[0-9a-f]{4}|.)", re.I)
"""What JSON writes for a line break or a quotation mark: it parts words, and its letter is of no word."""
_NAME_PART = re.compile(r"[^\W\d_][\w’'-]{2,}")
_TITLES = frozenset(
    "the and his her their son daughter wife husband children mother father brother sister aged".split()
)
_KEYS = frozenset(
    """id kind in_ rule mention scope part_of source stance hedge outcome status nationality affiliation sex age act
    attribute what degree actor role type occurred_from occurred_to date_precision date_wording""".split()
)
"""Fields that hold codes and ids, never words of a report."""

Words = TypeVar("Words", bound=Struct)


def without_names(reading: Reading) -> Reading:
    """The reading with the names of harmed people covered; the same reading where it has none."""
    return all_without_names([reading])[0]


def all_without_names(readings: Sequence[Reading]) -> list[Reading]:
    """Readings with the names that each of them gives, and with the whole names that any of them gives, covered."""
    names = Names(readings)
    return [names.cover(reading) for reading in readings]


class Names:
    """The whole names of harmed people that some readings give, ready to be covered in any reading.

    Names are looked up by a word of theirs, so that a reading is searched for those few that may stand in it.
    """

    def __init__(self, readings: Iterable[Reading] = ()) -> None:
        self._by_word: dict[str, set[str]] = {}
        for reading in readings:
            self.add(reading)

    def add(self, reading: Reading) -> frozenset[str]:
        """Take in the names that a reading gives.

        Returns:
            The words of those that are new, as they are printed: a text that prints one of them whole prints one of
            these, unless it is covered there already; "" = any text may print it.
        """
        fresh = set()
        for name in _whole_names(reading.claims):
            known = self._by_word.setdefault(_needle(name).lower(), set())
            if name not in known:
                known.add(name)
                fresh |= set(_plain_words(name)) or {""}
        return frozenset(fresh)

    def cover(self, reading: Reading) -> Reading:
        """The reading with its own names, and all whole names known, covered; the same reading where it has none."""
        own = _pattern({re.escape(part) for part in _parts(reading.claims)})
        found = _words_in(reading) & self._by_word.keys()
        whole = _pattern({name for word in (*found, "") for name in self._by_word.get(word, ())})
        if own is not None:
            reading = _covered_reading(reading, own, in_places=False)
        if whole is not None:
            reading = _covered_reading(reading, whole, in_places=True)
        return reading


def _words_in(reading: Reading) -> frozenset[str]:
    """Every word of a reading, in whatever field, and every word that its address spells, in small letters."""
    said = _ESCAPED.sub(" ", to_json(reading).decode())
    spelled = unquote(f"{reading.report.url or ''} {reading.report.external_id or ''}")
    return frozenset(word.lower() for word in (*re.findall(r"\w+", said), *re.findall(r"[^\W_]+", spelled)))


def _needle(pattern: str) -> str:
    """The word that a name is looked up by: the longest of a part that an address spells as printed; "" = none."""
    return max(_plain_words(pattern), key=lambda word: (len(word), word), default="")


def _plain_words(pattern: str) -> list[str]:
    """The words of those parts of a name that an address spells as printed."""
    parts = [part for part in pattern.split(r"\W+") if "’" not in part and "'" not in part]
    return [word for part in parts for word in re.findall(r"\w+", part)]


def _parts(claims: Iterable[Claim]) -> set[str]:
    """Each word of each name: capitalised, three letters or more, no title."""
    return {part for name in _names(claims) for part in _name_parts(name)}


def _whole_names(claims: Iterable[Claim]) -> set[str]:
    """Patterns of the names of two words or more."""
    names = (_name_parts(name) for name in _names(claims))
    return {r"\W+".join(map(re.escape, parts)) for parts in names if len(parts) > 1}


def _names(claims: Iterable[Claim]) -> list[str]:
    return [claim.harm.group.wording for claim in claims if claim.harm is not UNSET and claim.harm.group.named]


def _name_parts(name: str) -> list[str]:
    return [part for part in _NAME_PART.findall(name) if part[0].isupper() and part.lower() not in _TITLES]


def _pattern(names: Iterable[str]) -> re.Pattern[str] | None:
    """Any of these, as whole words; the longest first."""
    ordered = sorted(names, key=lambda name: (-len(name), name))
    return re.compile(rf"(?<!\w)(?:{'|'.join(ordered)})(?!\w)") if ordered else None


def _covered_reading(reading: Reading, pattern: re.Pattern[str], *, in_places: bool) -> Reading:
    return replace(
        reading,
        report=_report(reading.report, pattern),
        claims=tuple(_words(claim, pattern) for claim in reading.claims),
        mentions=tuple(_mention(mention, pattern, in_places) for mention in reading.mentions),
    )


def _report(report: Report, pattern: re.Pattern[str]) -> Report:
    return replace(
        report,
        text=_covered(report.text, pattern),
        title=_covered(report.title, pattern),
        sections=tuple(_words(section, pattern) for section in report.sections),
        url=_address(report.url, pattern),
        external_id=None if report.external_id and _spells(report.external_id, pattern) else report.external_id,
    )


def _mention(mention: Mention, pattern: re.Pattern[str], in_places: bool) -> Mention:
    """A part of a name may be a place's name as well: places are covered from whole names only."""
    covered = _words(replace(mention, places=()), pattern)
    places: tuple[Place, ...] = mention.places
    return replace(covered, places=tuple(_words(place, pattern) for place in places) if in_places else places)


def _words(record: Words, pattern: re.Pattern[str]) -> Words:
    """A record with all that it says in words covered."""
    changed = {}
    for field in msgspec.structs.fields(type(record)):
        value = getattr(record, field.name)
        covered = value if field.name in _KEYS else _value(value, pattern)
        if covered != value:
            changed[field.name] = covered
    return replace(record, **changed) if changed else record


def _value(value: object, pattern: re.Pattern[str]) -> object:
    if isinstance(value, str):
        return _covered(value, pattern)
    if isinstance(value, Struct):
        return _words(value, pattern)
    if isinstance(value, tuple):
        return tuple(_value(item, pattern) for item in value)
    return value


def _covered(text: str, pattern: re.Pattern[str]) -> str:
    return pattern.sub(lambda match: re.sub(r"\w", COVER, match.group(0)), text)


def _address(url: str | None, pattern: re.Pattern[str]) -> str | None:
    """An address without its path where that spells a name."""
    if not url or not _spells(url, pattern):
        return url
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return f"{parts.scheme}://{parts.netloc}/" if parts.scheme and parts.netloc else None


def _spells(address: str, pattern: re.Pattern[str]) -> bool:
    """Whether an address has a name in it: "…/amina-yusuf-killed"."""
    words = " ".join(re.findall(r"[^\W_]+", unquote(address)))
    spelled = pattern.pattern.replace("\\-", r"\W").replace("’", r"\W?").replace("'", r"\W?")
    return re.search(spelled, words, re.I) is not None
