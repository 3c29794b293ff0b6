"""The gazetteer: which places a name may mean. Choosing among them is for `extract/where.py`.

Open it once with `load()`; it reads a file that `compile.py` made, and holds no other state than a cache.
"""

from __future__ import annotations

import math
import sqlite3
import threading
import weakref
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from msgspec import Struct

from tallystick.errors import SettingsError
from tallystick.model import Place
from tallystick.reference import fold

Match = Literal["exact", "folded", "skeleton"]

PATH = Path(__file__).parent / "data" / "gazetteer.sqlite"
_BUILD = "python -m tallystick.reference.compile"
_TIER: dict[str, int] = {"exact": 0, "folded": 1, "skeleton": 2}
_ADMIN = frozenset({"admin1", "admin2"})
_OURS = 10**9
_THEIRS = frozenset({"GeoNames", "airportsdata"})
_BEHIND = {"admin2": 1.5, "airfield": 1.5, "site": 1.5, "region": 1.5, "water": 1.5}
"""A bare name is the town: "al-Zabadani" is spelled just as the district and only nearly as the town, and
"Hodeidah" just as the airport, yet no report means these. Between folded and skeleton of the next tier. Rows of ours
are never behind: they are there because reports name them."""
_WEIGHT = {"country": 10**10, "admin1": 20_000, "admin2": 500, "airfield": 100}
"""Where a feature stands among towns of so many people: "Helmand" is the province rather than a hamlet,
"Aleppo" the city rather than the province."""
_SEAT = 5_000
"""A bare name is the town rather than the province of which it is the seat, unless it is smaller: Marib, Qalqilya."""

_COLUMNS = """p.id, p.geonames_id, p.name, p.latitude, p.longitude, p.country, a1.name, a2.name, p.feature,
    p.population, p.timezone, p.source, p.radius_km, a1.code, a2.code"""
_LABELS = "LEFT JOIN division a1 ON a1.id = p.admin1 LEFT JOIN division a2 ON a2.id = p.admin2"
_JOINS = f"JOIN place p ON p.id = k.place {_LABELS}"
_HERE = "(?2 IS NULL OR p.country IS NULL OR p.country = ?2)"
_BY_FOLDED = f"SELECT {_COLUMNS}, k.spelled FROM name k {_JOINS} WHERE k.folded = ?1 AND {_HERE}"
_BY_SKELETON = f"SELECT {_COLUMNS}, NULL FROM skeleton k {_JOINS} WHERE k.skeleton = ?1 AND {_HERE}"
_BY_ID = f"SELECT {_COLUMNS}, NULL FROM place p {_LABELS} WHERE p.geonames_id = ?1 AND ?2 IS NULL"
_BY_SKELETON_IN = f"""SELECT {_COLUMNS}, NULL FROM skeleton k {_JOINS}
    WHERE k.skeleton = ?1 AND k.country = ?2"""


class Candidate(Struct, frozen=True, kw_only=True):
    """One place that a name may mean."""

    geonames_id: int | None
    name: str
    latitude: float | None
    longitude: float | None
    """None where no package gives a point. For provinces and districts: the middle of their towns."""
    country: str | None
    """ISO 3166 alpha-2; None for a place of several countries, such as the Red Sea."""
    admin1: str | None
    admin2: str | None
    admin1_code: str | None = None
    """GeoNames' code, which the country begins: `SY.07`."""
    admin2_code: str | None = None
    feature: str
    """`town`, `admin1`, `admin2`, `country`, `airfield`, `site`, `region` or `water`."""
    population: int
    """0 = not known."""
    timezone: str | None
    match: Match
    source: str
    radius_km: float | None = None


class Gazetteer:
    """Places by name, and countries by any word for them. Safe to share between threads."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        weakref.finalize(self, connection.close)
        self._lock = threading.Lock()
        self._names: dict[str, str] = dict(connection.execute("SELECT code, name FROM country"))
        self._words: dict[tuple[str, int], str] = {
            (word, acronym): code
            for word, acronym, code in connection.execute("SELECT folded, acronym, country FROM country_word")
        }
        self._labels: dict[int | None, str] = dict(connection.execute("SELECT id, text FROM label"))
        self._find = lru_cache(maxsize=32_768)(self._find_uncached)
        self._zone = lru_cache(maxsize=4_096)(self._zone_uncached)
        self._find_admin = lru_cache(maxsize=4_096)(self._find_admin_uncached)

    def candidates(self, name: str, *, country: str | None = None, limit: int = 30) -> list[Candidate]:
        """The places that `name` may mean, likeliest first.

        Equal spelling comes before equal letters, these before equal consonants; then what is larger. "X
        Province" and "X air base" give areas and airfields, never the town X.

        Args:
            country: keep to this country (alpha-2) and to places of several; equal consonants then count
                always, without it only when nothing else is found.
        """
        return list(self._find(name, country)[:limit])

    def admin(self, name: str, *, country: str | None = None) -> list[Candidate]:
        """The provinces and districts that `name` may mean, with or without "Province" in it."""
        return list(self._find_admin(name, country))

    def country_of(self, word: str) -> str | None:
        """The country that a name, adjective or people's name speaks of: "Syrian", "Israelis", "U.S.".

        Returns:
            Alpha-2; None where the word is no such word, or means several countries ("Korean").
        """
        bare = word.strip().removesuffix("'s").removesuffix("’s")
        key = fold.folded(bare)
        if bare.isupper() and (code := self._words.get((key, 1))):
            return code
        return self._words.get((key, 0)) or self._words.get((key.removesuffix("s"), 0))

    def by_id(self, geonames_id: int) -> Candidate | None:
        """The place with this GeoNames id; None where we do not have it."""
        rows = self._rows(_BY_ID, geonames_id, None)
        return self._candidate(rows[0], "exact") if rows else None

    def zone_of(self, place: Place) -> str | None:
        """The IANA time zone at a place: "Asia/Damascus".

        Returns:
            That of the town itself, else of most people of its province, else of its country; None for a country of
            several zones, such as the United States, and for what resolves to no country.
        """
        return self._zone(place.geonames_id, place.country, place.admin1)

    def _zone_uncached(self, geonames_id: int | None, country: str | None, admin1: str | None) -> str | None:
        own = self.by_id(geonames_id) if geonames_id is not None else None
        if own is not None and own.timezone is not None:
            return own.timezone
        for within in (admin1, "") if admin1 else ("",):
            with self._lock:
                query = "SELECT timezone FROM zone WHERE country = ? AND admin1 = ?"
                row = self._connection.execute(query, (country, within)).fetchone()
            if row is not None:
                return str(row[0])
        return None

    def iso_of(self, code: str) -> str | None:
        """ISO 3166-2 of a province or district by its GeoNames code: "SY-DY" for "SY.07"."""
        with self._lock:
            row = self._connection.execute("SELECT iso FROM division WHERE code = ?", (code,)).fetchone()
        return row[0] if row else None

    def country_name(self, code: str) -> str:
        """The English name of a country; the code itself where we have none."""
        return self._names.get(code, code)

    def _find_uncached(self, name: str, country: str | None) -> tuple[Candidate, ...]:
        direct = self._by_folded(fold.folded(name), fold.spelling(name), country)
        if fold.without_admin_word(name) is not None:
            areas = [one for one in direct if one.feature != "town"]
            return _ranked([*areas, *self._find_admin(name, country)]) or tuple(direct)
        general = fold.airfield_name(name)
        if general is not None:
            fields = self._by_folded(general, None, country) + self._by_skeleton(general, country)
            direct += [one for one in fields if one.feature == "airfield"]
        elif country is not None or not direct:
            direct += self._by_skeleton(name, country)
        return _ranked(direct)

    def _find_admin_uncached(self, name: str, country: str | None) -> tuple[Candidate, ...]:
        found = self._by_folded(fold.folded(name), fold.spelling(name), country)
        stripped = fold.without_admin_word(name)
        bare, level = stripped or (name, 0)
        if stripped is not None:
            found += self._by_folded(bare, None, country)
        if country is not None:
            found += self._by_skeleton(bare, country)
        areas = _ranked(one for one in found if one.feature in _ADMIN)
        if stripped is None:
            return areas
        return tuple(one for one in areas if one.feature == f"admin{level}") or areas

    def _by_folded(self, key: str, spelled: str | None, country: str | None) -> list[Candidate]:
        if not key:
            return []
        return [
            self._candidate(row, "exact" if spelled == (row[-1] or key) else "folded")
            for row in self._rows(_BY_FOLDED, key, country)
        ]

    def _by_skeleton(self, name: str, country: str | None) -> list[Candidate]:
        key = fold.loose_key(name)
        if not key or (country is None and len(fold.skeleton(name)) < 3):
            return []
        query = _BY_SKELETON if country is None else _BY_SKELETON_IN
        return [self._candidate(row, "skeleton") for row in self._rows(query, key, country)]

    def _candidate(self, row: tuple[Any, ...], match: Match) -> Candidate:
        return Candidate(
            geonames_id=row[1],
            name=row[2],
            latitude=row[3],
            longitude=row[4],
            country=row[5],
            admin1=row[6],
            admin2=row[7],
            feature=row[8],
            population=row[9],
            timezone=self._labels.get(row[10]),
            match=match,
            source=self._labels[row[11]],
            radius_km=row[12],
            admin1_code=row[13],
            admin2_code=row[14],
        )

    def _rows(self, query: str, key: str | int, country: str | None) -> list[tuple[Any, ...]]:
        with self._lock:
            return self._connection.execute(query, (key, country)).fetchall()


@lru_cache(maxsize=4)
def load(path: str | Path | None = None) -> Gazetteer:
    """Open the gazetteer; the same path gives the same object.

    Raises:
        SettingsError: there is no gazetteer there, or the file is none.
    """
    where = Path(path) if path is not None else PATH
    if not where.is_file():
        raise SettingsError(f"No gazetteer at {where}: expected a compiled file. Make it with `{_BUILD}`.")
    uri = f"{where.resolve().as_uri()}?mode=ro&immutable=1"
    connection = sqlite3.connect(uri, uri=True, check_same_thread=False)
    try:
        return Gazetteer(connection)
    except sqlite3.DatabaseError as error:
        connection.close()
        raise SettingsError(
            f"Cannot read the gazetteer at {where}: {error}. Delete it and make it again with `{_BUILD}`."
        ) from error


def within_km(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """Great-circle distance of two points.

    Units:
        Degrees in, kilometres out, on a sphere of 6,371 km; the Earth's flattening makes at most 0.6 % of it.
    """
    half_lat, half_lon = math.radians(lat2 - lat1) / 2, math.radians(lon2 - lon1) / 2
    across = math.cos(math.radians(lat1)) * math.cos(math.radians(lat2)) * math.sin(half_lon) ** 2
    return 2 * 6371.0 * math.asin(min(1.0, math.sqrt(math.sin(half_lat) ** 2 + across)))


def _ranked(found: Iterable[Candidate]) -> tuple[Candidate, ...]:
    """Best match, then largest; each place once, under its best match. Ties fall by name and id."""
    ordered = sorted(found, key=lambda one: (_tier(one), -_weight(one), one.name, one.geonames_id or 0))
    ordered = _seats_first(ordered)
    once = {(one.geonames_id, one.feature, one.name, one.latitude): one for one in reversed(ordered)}
    return tuple(one for one in ordered if once.get((one.geonames_id, one.feature, one.name, one.latitude)) is one)


def _seats_first(ordered: list[Candidate]) -> list[Candidate]:
    """Each province and district behind the town of its name that lies in it."""
    behind: dict[int, list[Candidate]] = {}
    for area in [one for one in ordered[:6] if one.feature in _ADMIN]:
        at = ordered.index(area)
        seat = next((one for one in ordered[at + 1 :] if _is_seat(one, area)), None)
        if seat is not None:
            behind.setdefault(id(seat), []).append(area)
    if not behind:
        return ordered
    moved = {id(area) for areas in behind.values() for area in areas}
    return [each for one in ordered if id(one) not in moved for each in (one, *behind.get(id(one), ()))]


def _is_seat(town: Candidate, area: Candidate) -> bool:
    where = (town.country, town.admin1) == (area.country, area.admin1)
    return town.feature == "town" and where and town.population >= _SEAT and _alike(town.name, area.name)


@lru_cache(maxsize=16_384)
def _alike(name: str, other: str) -> bool:
    """Whether two names are one in some transliteration."""
    return fold.folded(name) == fold.folded(other) or fold.skeleton(name) == fold.skeleton(other)


def _tier(one: Candidate) -> float:
    ours = one.source not in _THEIRS and one.match != "skeleton"
    return _TIER[one.match] + (0.0 if ours else _BEHIND.get(one.feature, 0.0))


def _weight(one: Candidate) -> int:
    if one.source not in _THEIRS and one.match != "skeleton" and one.feature != "town":
        return _OURS
    return max(one.population if one.feature == "town" else 0, _WEIGHT.get(one.feature, 0))
