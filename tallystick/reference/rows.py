"""A place on its way into the gazetteer, and in what form its names go there.

Standard library and `fold` only, as all that `compile.py` loads: the build of the wheel runs it by itself.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from tallystick.reference import fold


@dataclass(slots=True)
class Row:
    """One place on its way into the file."""

    key: str
    """What the supplement may point at: `geonames:163843`, `icao:OSDI`."""
    name: str
    feature: str
    source: str
    geonames_id: int | None = None
    latitude: float | None = None
    longitude: float | None = None
    country: str | None = None
    admin1: str | None = None
    admin2: str | None = None
    admin1_code: str | None = None
    """GeoNames' code, which the country begins: `SY.07`; for a province its own."""
    admin2_code: str | None = None
    iso: str | None = None
    """ISO 3166-2, of provinces and districts."""
    population: int = 0
    timezone: str | None = None
    radius_km: float | None = None
    names: set[str] = field(default_factory=set)


ROMANISED = frozenset(
    "AE AF AM BD BG BH BT BY CN CY DJ DZ EG EH ER ET GE GR IL IN IQ IR JO JP KG KH KM KP KR KW KZ LA LB LK LY MA "
    "MK MM MN MR MV NP OM PK PS QA RS RU SA SD SO SY TD TH TJ TM TN TW UA UZ YE".split()
)
"""Countries whose GeoNames names carry the dots and macrons of a transliteration, which no report prints."""
_SCRIPTS = ("LATIN", "ARABIC", "HEBREW", "CYRILLIC")
_TRANSLITERATION = str.maketrans(dict.fromkeys("‘’ʻʼʿʾ`"))


def printed(name: str, country: str) -> str:
    """The name as a report in English prints it: Albu Kamal for Ālbū Kamāl, but São Paulo."""
    if country not in ROMANISED:
        return name
    decomposed = unicodedata.normalize("NFD", name.translate(_TRANSLITERATION))
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def usable(name: str) -> bool:
    """Keep names in our four scripts; leave out codes ("DEZ") and letters without vowels ("dyr alzwr").

    GeoNames files lower-case machine transliterations and airport codes among the alternate names.
    """
    first = next((letter for letter in name if letter.isalpha()), "")
    if not first or not unicodedata.name(first, "").startswith(_SCRIPTS):
        return False
    if first < "\u0250":
        return name != name.lower() and not (len(name) <= 4 and name.isupper())
    return True


def spellings(names: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Each name's folded key, with its own spelling where the key is not just that."""
    for name in names:
        key = fold.folded(name)
        if key:
            spelled = fold.spelling(name)
            yield key, "" if spelled == key else spelled
