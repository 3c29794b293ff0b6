"""The languages of the pages: which one a reader gets, and its words.

What the site and the record say is translated, the hedges of figures and the working of a tally among it (`said.py`).
Quotes, names, and the reports' words stay as they are printed: a translation would be a second text that nobody vouches
for.
"""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from functools import cache, lru_cache
from importlib.resources import files
from typing import NamedTuple

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from babel.numbers import format_decimal
from starlette.requests import HTTPConnection


class Tongue(NamedTuple):
    """One language of the pages."""

    code: str
    name: str
    """As its speakers call it."""
    direction: str


TONGUES = {
    tongue.code: tongue
    for tongue in (
        Tongue("en", "English", "ltr"),
        Tongue("fr", "Français", "ltr"),
        Tongue("es", "Español", "ltr"),
        Tongue("ar", "العربية", "rtl"),
    )
}
ENGLISH = TONGUES["en"]
COOKIE = "tallystick-language"
KEPT = 365 * 24 * 3600
"""Seconds for which a browser keeps the language."""
_now: ContextVar[Tongue] = ContextVar("tongue", default=ENGLISH)


def spoken(request: HTTPConnection) -> Tongue:
    """The language for a request: as its address says, else the cookie, else the browser, else English."""
    for code in (request.query_params.get("lang", ""), request.cookies.get(COOKIE, "")):
        if code in TONGUES:
            return TONGUES[code]
    wanted = []
    for number, part in enumerate(request.headers.get("accept-language", "").split(",")[:20]):
        code, _, weight = part.strip().partition(";q=")
        try:
            wanted.append((-float(weight or 1), number, code.split("-")[0].lower()))
        except ValueError:
            continue
    return next((TONGUES[code] for weight, _, code in sorted(wanted) if code in TONGUES and weight < 0), ENGLISH)


def speak(tongue: Tongue) -> None:
    """Have this request's pages written in a language."""
    _now.set(tongue)


def now() -> Tongue:
    """The language that is spoken now."""
    return _now.get()


def gettext(text: str) -> str:
    """A text in the language that is spoken now; as it stands where it is not translated."""
    return _text(_catalogue(now().code), text)


def ngettext(one: str, many: str, number: int) -> str:
    """A text with a number, in the form that the language has for this number."""
    catalogue = _catalogue(now().code)
    message = catalogue.get(one) if catalogue is not None else None
    if catalogue is None or message is None or not isinstance(message.string, (tuple, list)):
        return one if number == 1 else many
    form = _form(now().code)(number)
    return message.string[form] or many


def number(many: int) -> str:
    """A number as the language that is spoken now writes it: "10,184"."""
    return number_in(now().code, many)


@lru_cache(10_000)  # a list of events writes a hundred small ones, 10 microseconds each
def number_in(code: str, many: int) -> str:
    """The same in any language."""
    return format_decimal(many, locale=code)


def translated(code: str, text: str) -> str | None:
    """A text in a language; None where its catalogue has none."""
    catalogue = _catalogue(code)
    message = catalogue.get(text) if catalogue is not None else None
    if message is None or not message.string:
        return None
    return message.string if isinstance(message.string, str) else message.string[0]


def _text(catalogue: Catalog | None, text: str) -> str:
    message = catalogue.get(text) if catalogue is not None else None
    if message is None or not message.string:
        return text
    return message.string if isinstance(message.string, str) else message.string[0]


@cache
def _catalogue(code: str) -> Catalog | None:
    """The words of a language; None for English, whose words stand where they are used."""
    if code == ENGLISH.code:
        return None
    with files("tallystick.web").joinpath(f"languages/{code}.po").open("rb") as lines:
        return read_po(lines, locale=code)


def _french(number: int) -> int:
    return int(number > 1)


def _arabic(number: int) -> int:
    if number < 3:
        return number
    if 3 <= number % 100 <= 10:
        return 3
    return 4 if number % 100 >= 11 else 5


def _form(code: str) -> Callable[[int], int]:
    """Which plural form a number takes, as the catalogue's header says (`Plural-Forms`)."""
    return {"fr": _french, "ar": _arabic}.get(code, lambda number: int(number != 1))
