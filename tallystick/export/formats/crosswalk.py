"""Our words in the codes of others: the tables of data/crosswalks.toml and data/countries.csv, and the few rules.

Sources stand beside the tables; docs/exports.md tells them format by format.
"""

from __future__ import annotations

import csv
import tomllib
from datetime import date
from functools import cache
from importlib.resources import files

import msgspec

from tallystick.model import DatePrecision, EventType, PlacePrecision, Record

ABROAD, CIVILIANS = 8, 7
MONTH_DAYS = 31


class PlaceCodes(Record, frozen=True):
    """One place precision; None = not coded there."""

    ucdp: int
    gtd: int
    acled: int | None = None
    airwars: str | None = None


class TypeCodes(Record, frozen=True):
    """One event type; None = it has no code there."""

    acled: tuple[str, str] | None = None
    gtd_attack: tuple[int, str] | None = None
    gtd_weapon: tuple[int, str] | None = None
    airwars: str | None = None
    aimed: bool = False
    """One side acts and the other is hit."""


class CountryCodes(Record, frozen=True):
    """One country; None = no code is known."""

    alpha2: str
    alpha3: str
    numeric: int | None = None
    gw: int | None = None
    """Gleditsch and Ward."""
    acled_region: str | None = None
    ucdp_name: str | None = None
    """Where it differs from the usual name."""
    acled_name: str | None = None
    """Where it differs from the usual name."""


class Tables(Record, frozen=True):
    """data/crosswalks.toml."""

    place: dict[PlacePrecision, PlaceCodes]
    type: dict[EventType, TypeCodes]
    disorder: dict[str, str]
    inter: dict[str, int]
    inter_words: dict[int, str]


@cache
def tables() -> Tables:
    """The crosswalks, read once."""
    text = files(__package__).joinpath("data/crosswalks.toml").read_text(encoding="utf-8")
    return msgspec.convert(tomllib.loads(text), Tables, strict=False)


@cache
def _countries() -> dict[str, CountryCodes]:
    lines = files(__package__).joinpath("data/countries.csv").read_text(encoding="utf-8").splitlines()
    rows = csv.DictReader(line for line in lines if not line.startswith("#"))
    found = [
        msgspec.convert({key: value or None for key, value in row.items()}, CountryCodes, strict=False) for row in rows
    ]
    return {country.alpha2: country for country in found}


def country(alpha2: str | None) -> CountryCodes | None:
    """The codes of a country; None = it is not known, or has none."""
    return _countries().get(alpha2) if alpha2 else None


def place_codes(precision: PlacePrecision) -> PlaceCodes:
    """The codes for how sharply a place is known."""
    return tables().place[precision]


def type_codes(type_: EventType) -> TypeCodes:
    """The codes for what happened; all None for what we cannot name either."""
    return tables().type.get(type_, TypeCodes())


# ------------------------------------------------------------------------------------------- days


def ucdp_date_prec(first: date, last: date) -> int:
    """GED's date_prec: 1 one day, 2 two to six days, 3 a week, 4 a month, 5 longer.

    Rule:
        UCDP GED codebook. Taken from the length of the span alone, so that the code always agrees with the dates.
    """
    days = (last - first).days
    return 1 if days == 0 else 2 if days <= 5 else 3 if days == 6 else 4 if days < MONTH_DAYS else 5


def acled_time_precision(precision: DatePrecision, first: date, last: date) -> int | None:
    """ACLED's time_precision: 1 the day, 2 within a week, 3 within a month; None = ACLED does not code it."""
    days = (last - first).days
    if precision in ("year", "unknown") or days >= MONTH_DAYS:
        return None if days >= MONTH_DAYS else 3
    return 1 if days == 0 else 2 if days <= 6 else 3


# ------------------------------------------------------------------------------------------- places


def ucdp_region(gw: int) -> str | None:
    """GED's region of a state.

    Rule:
        The UCDP/PRIO codebook gives regions as ranges of Gleditsch and Ward's numbers.
    """
    for highest, name in ((199, "Americas"), (399, "Europe"), (626, "Africa"), (699, "Middle East"), (990, "Asia")):
        if gw <= highest:
            return name
    return None


def priogrid(latitude: float, longitude: float) -> int:
    """PRIO-GRID's number of the half-degree cell that a point lies in, counted from the south-west corner.

    Rule:
        PRIO-GRID codebook: 360 rows of 720 cells, numbered from 1, west to east, then south to north.
    """
    row = min(int((latitude + 90) * 2), 359)
    column = int((longitude + 180) * 2) % 720
    return row * 720 + column + 1


# ------------------------------------------------------------------------------------------- who


def inter(kind: str, *, abroad: bool = False) -> int | None:
    """ACLED's code for a kind of actor; a state's forces outside their country are "external"."""
    return ABROAD if abroad and kind == "state_forces" else tables().inter.get(kind)


def inter_words(code: int | None) -> str:
    """The code in words, as ACLED publishes it now."""
    return "" if code is None else tables().inter_words[code]


def interaction(one: int | None, other: int | None) -> tuple[int | None, str]:
    """The code and words of an interaction: the smaller digit first, 0 for nobody.

    Rule:
        ACLED codebook, interaction codes; in words 78 alone has the larger first, "External/Other forces-Civilians".
    """
    known = sorted(code for code in (one, other) if code is not None)
    if not known:
        return None, ""
    if len(known) == 1:
        return known[0] * 10, f"{inter_words(known[0])} only"
    words = [inter_words(code) for code in known]
    return known[0] * 10 + known[1], "-".join(words[::-1] if known == [CIVILIANS, ABROAD] else words)
