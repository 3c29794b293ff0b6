"""What a record says in English sentences, in the language of the page.

A sentence is looked up whole, then by the shape that wrote it (`tallystick.shapes`). What stands in its fields stays as
it is printed, but for words of ours and for sentences within the sentence. What no shape wrote, such as the reason of a
person or of somebody else's profile, is shown as it is and marked as English.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import cache, lru_cache
from importlib import import_module
from pkgutil import walk_packages

from babel.dates import format_date
from markupsafe import Markup

import tallystick.export
import tallystick.link
import tallystick.reconcile
import tallystick.review
from tallystick.export.words import shown
from tallystick.shapes import Shape, Shapes
from tallystick.web import agreement, tongues

SPEAKING = (tallystick.reconcile, tallystick.link, tallystick.export)
"""The packages whose sentences are shown."""
_QUOTE = re.compile(r"[“\"][^“”\"]*[”\"]|[^A-Za-z]*")
_MARKS = '“"'
_LONG = re.compile(r"\d{1,3}(?:,\d{3})+")
_LATIN = re.compile(r"[A-Za-z]")
_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
           "November", "December")  # fmt: skip
_DAY = re.compile(rf"(?:(?P<first>\d+) to )?(?P<day>\d+) (?P<month>{'|'.join(_MONTHS)}) (?P<year>\d{{4}})")
_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩", "0123456789")
"""Figures are printed in one script on every page."""
_BETWEEN = {"; ": "؛ ", ", ": "، ", " and ": " و"}
"""What stands between the pieces of a list, from right to left."""
_AND = {"fr": " et ", "es": " y ", "ar": " و"}


def say(text: str) -> str | Markup:
    """A text in the language of the page; where it has none, as it is and marked as English."""
    if tongues.now() == tongues.ENGLISH:
        return text
    told = _in(tongues.now().code, text)
    return told if told is not None else Markup('<span lang="en" dir="ltr">{}</span>').format(text)


def plain(text: str) -> str:
    """The same without a mark, for where no mark can stand."""
    return text if tongues.now() == tongues.ENGLISH else _in(tongues.now().code, text) or text


def is_known(text: str) -> bool:
    """Whether a text can be said in the languages of the pages: shapes and catalogues know it."""
    return all(_in(code, text) is not None for code in tongues.TONGUES if code != tongues.ENGLISH.code)


@cache
def shapes() -> Shapes:
    """Every shape of a sentence that a record or its page holds."""
    return Shapes(shape for module in _modules() for shape in _held(module))


def _modules() -> Iterator[object]:
    yield from (tallystick.review, agreement)
    for package in SPEAKING:
        for found in walk_packages(package.__path__, f"{package.__name__}."):
            yield import_module(found.name)


def _held(module: object) -> Iterator[Shape]:
    for value in vars(module).values():
        if isinstance(value, Shape):
            yield value
        elif isinstance(value, dict):
            yield from (one for one in value.values() if isinstance(one, Shape))


@lru_cache(maxsize=16_384)
def _in(code: str, text: str) -> str | None:
    """A text in a language; None where it has none in it."""
    if _QUOTE.fullmatch(text):
        return text if text[:1] in _MARKS else _numbers(code, text)
    if (whole := tongues.translated(code, text)) is not None:
        return whole
    found = shapes().read(text)
    if found is None:
        return None
    shape, fields = found
    written = tongues.translated(code, shape.text)
    if written is None:
        return None
    told = written % {name: _field(code, shape, name, value) for name, value in fields.items()}
    # A browser tells the direction of a text by its first letter, and that of a name would turn all of it.
    return f"\u200f{told}" if told.startswith("\u2068") else told


def _field(code: str, shape: Shape, name: str, value: str) -> str | int:
    if name in shape.numbers:
        return int(value)
    if name == "outcome":
        return tongues.translated(code, value) or value
    if name == "number":
        return _numbers(code, value)
    if name.startswith("days"):
        return _days(code, value)
    if name not in shape.parts:
        return apart(code, value)
    between = shape.parts[name]
    pieces = value.split(between) if between else [value]
    joined = _AND[code] if between == " and " else _BETWEEN.get(between, between) if code == "ar" else between
    return joined.join(_in(code, piece) or apart(code, piece) for piece in pieces)


def _numbers(code: str, value: str) -> str:
    """Long numbers with the groups that the language writes: "12,000" is "12.000"."""
    return _LONG.sub(lambda found: tongues.number_in(code, int(found[0].replace(",", ""))), value)


def _days(code: str, value: str) -> str:
    """The days of a sentence, "12 to 13 January 2021 and 14 January 2021", as the language writes them."""

    def written(found: re.Match[str]) -> str:
        last = date(int(found["year"]), _MONTHS.index(found["month"]) + 1, int(found["day"]))
        told = day_in(code, last, "d MMMM y")
        return f"{found['first']}–{told}" if found["first"] else told

    return _DAY.sub(written, value).replace(" and ", _AND[code]).replace(" to ", " – ")


def day_in(code: str, of: date, form: str) -> str:
    """A day as a language writes it, in Babel's form."""
    return format_date(of, form, locale=code).translate(_DIGITS)


def apart(code: str, value: str) -> str:
    """A name or quote in a sentence that runs the other way, kept from turning what stands around it."""
    runs_back = tongues.TONGUES[code].direction == "rtl"
    return f"\u2068{shown(value)}\u2069" if runs_back and _LATIN.search(value) else value
