"""Compile the gazetteer: `python -m tallystick.reference.compile [--geonames FOLDER]`.

    packaged.py     towns, provinces, districts, countries and airfields from the pinned packages
    dump.py         the same and more from a GeoNames dump, for who has downloaded one
    supplement.py   our own places and the names that we print

The same inputs give the same bytes; where the file already holds what these inputs give, nothing is done. Standard
library and these files only: the build of the wheel runs this file without the package's dependencies.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import sqlite3
import sys
import tomllib
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from tallystick.reference import dump, fold, packaged, rows, supplement
from tallystick.reference.packaged import Inputs, installed_inputs
from tallystick.reference.rows import Row, spellings

DATA = Path(__file__).parent / "data"
GAZETTEER = DATA / "gazetteer.sqlite"
TABLES = (DATA / "countries.toml", DATA / "supplement.toml")
CODE = (*(Path(str(part.__file__)) for part in (dump, fold, packaged, rows, supplement)), Path(__file__))

_MOST_OF_A_COUNTRY = 0.9
"""A country has one zone where so many of its people share it: Ukraine's is Kyiv's, Spain's Madrid's; the United
States have none. A province has the zone of most of its people."""
_SCHEMA = """
    PRAGMA page_size = 4096;
    CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
    CREATE TABLE label (id INTEGER PRIMARY KEY, text TEXT NOT NULL);
    CREATE TABLE division (id INTEGER PRIMARY KEY, name TEXT NOT NULL, code TEXT, iso TEXT);
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
    CREATE TABLE zone (country TEXT, admin1 TEXT, timezone TEXT NOT NULL, PRIMARY KEY (country, admin1))
        WITHOUT ROWID;
"""


def fingerprint(inputs: Inputs, geonames: dump.Dump | None = None) -> str:
    """What decides the file's contents: package versions, the dump's files, our tables, this code."""
    digest = hashlib.sha256()
    for part in (*inputs.versions, unicodedata.unidata_version, *(geonames.fingerprint() if geonames else ())):
        digest.update(part.encode() + b"\0")
    for path in (*TABLES, *CODE):
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def compile_gazetteer(
    target: Path = GAZETTEER, inputs: Inputs | None = None, geonames: dump.Dump | None = None
) -> bool:
    """Write the gazetteer to `target`.

    Args:
        geonames: a dump, whose places stand instead of the packages' ones in the countries that it holds.

    Returns:
        False where the file was there already, compiled from the same inputs.
    """
    inputs = inputs or installed_inputs()
    wanted = fingerprint(inputs, geonames)
    if _fingerprint_of(target) == wanted:
        return False
    countries, ours = (tomllib.loads(path.read_text("utf-8")) for path in TABLES)
    draft = target.with_name(f"{target.name}.{os.getpid()}.tmp")
    draft.unlink(missing_ok=True)
    about = {"fingerprint": wanted, "packages": " ".join(inputs.versions)}
    if geonames is not None:
        about["geonames"] = " ".join(geonames.fingerprint())
    try:
        _write(draft, _gather(inputs, countries, ours, geonames), countries, about)
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


def _gather(
    inputs: Inputs, countries: dict[str, Any], ours: dict[str, Any], geonames: dump.Dump | None
) -> Iterator[Row]:
    """Every place once, our own last."""
    divisions = packaged.Divisions(inputs)
    named = [*ours.get("place", []), *ours.get("preferred", [])]
    preferred = {one["geonames_id"]: one["name"] for one in named if "geonames_id" in one}
    divisions.rename(preferred)
    towns = list(packaged.towns(inputs.towns, divisions))
    known = [*towns, *divisions.rows(towns)]
    for row in known:
        if row.feature == "admin1" and row.admin1_code in ours.get("points", {}):
            row.latitude, row.longitude = ours["points"][row.admin1_code]
    lands = packaged.countries(inputs.countries, countries, towns)

    def all_rows() -> Iterator[Row]:
        yield from lands
        for field in packaged.airfields(inputs.airfields):
            packaged.place_in(field, divisions.own(field.country, field.admin1), None)
            yield field
        covered = geonames.countries() if geonames is not None else frozenset()
        yield from (row for row in known if row.country not in covered)
        if geonames is not None:
            yield from geonames.rows(preferred)

    for row in supplement.supplemented(ours, all_rows()):
        if row.admin1 is not None and row.admin1_code is None:
            packaged.place_in(row, divisions.own(row.country, row.admin1), None)
        yield row


# ------------------------------------------------------------------------------------------ writing


def _write(path: Path, places: Iterable[Row], countries: dict[str, Any], meta: dict[str, str]) -> None:
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        connection.executescript(f"PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; {_SCHEMA}")
        connection.execute("BEGIN")
        counts = _write_places(connection, places)
        _write_countries(connection, countries)
        meta = meta | {f"places.{feature}": str(count) for feature, count in counts.items()}
        connection.executemany("INSERT INTO meta VALUES (?, ?)", sorted(meta.items()))
        connection.execute("CREATE INDEX place_by_id ON place (geonames_id)")
        connection.execute("COMMIT")
        connection.execute("VACUUM")
    finally:
        connection.close()


class _Numbers:
    """Texts written once and pointed at by number, numbered as they first come."""

    def __init__(self) -> None:
        self.of: dict[tuple[str | None, ...], int] = {}

    def __call__(self, *texts: str | None) -> int | None:
        return self.of.setdefault(texts, len(self.of) + 1) if texts[0] else None


def _write_places(connection: sqlite3.Connection, places: Iterable[Row]) -> Counter[str]:
    """Row by row as they come: a whole dump does not fit in memory."""
    label, division = _Numbers(), _Numbers()
    counts: Counter[str] = Counter()
    people: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    iso: dict[str, str] = {}
    for number, row in enumerate(places, start=1):
        counts[row.feature] += 1
        connection.execute(
            "INSERT INTO place VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                number,
                row.geonames_id,
                row.name,
                row.latitude,
                row.longitude,
                row.country,
                division(row.admin1, row.admin1_code),
                division(row.admin2, row.admin2_code),
                row.feature,
                row.population,
                label(row.timezone),
                label(row.source),
                row.radius_km,
            ),
        )
        code = row.admin2_code or row.admin1_code
        if row.iso is not None and code is not None:
            iso[code] = row.iso
        if row.feature == "town" and row.timezone and row.country:
            for within in ("", row.admin1 or ""):
                people[row.country, within][row.timezone] += row.population + 1
        names = row.names | {row.name}
        connection.executemany(
            "INSERT OR IGNORE INTO name VALUES (?, ?, ?)", sorted((key, number, as_) for key, as_ in spellings(names))
        )
        if row.country is not None:  # seas and ranges are transliterated alike, and would turn up everywhere
            keys = {key for name in names for key in fold.skeletons(name) if key}
            connection.executemany(
                "INSERT OR IGNORE INTO skeleton VALUES (?, ?, ?)", sorted((key, row.country, number) for key in keys)
            )
    connection.executemany("INSERT INTO label VALUES (?, ?)", [(n, text) for (text,), n in label.of.items()])
    connection.executemany(
        "INSERT INTO division VALUES (?, ?, ?, ?)",
        [(n, name, code, iso.get(code or "")) for (name, code), n in division.of.items()],
    )
    connection.executemany("INSERT INTO zone VALUES (?, ?, ?)", sorted(_zones(people)))
    return counts


def _zones(people: dict[tuple[str, str], Counter[str]]) -> Iterator[tuple[str, str, str]]:
    """The zone of each country that has one, and of each province. Ties fall by name."""
    for (country, within), zones in people.items():
        zone, most = min(zones.items(), key=lambda one: (-one[1], one[0]))
        if within or most >= _MOST_OF_A_COUNTRY * sum(zones.values()):
            yield country, within, zone


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


def main(arguments: list[str] | None = None) -> int:
    """Compile the gazetteer where the package expects it, or elsewhere."""
    parser = argparse.ArgumentParser(prog="python -m tallystick.reference.compile", description=main.__doc__)
    parser.add_argument("--geonames", type=Path, metavar="FOLDER", help="with allCountries.txt, or SY.txt, UA.txt ...")
    parser.add_argument("--countries", nargs="+", metavar="CODE", help="take only these countries from the dump")
    parser.add_argument("--to", type=Path, default=GAZETTEER, metavar="FILE", help="default: the package's own file")
    given = parser.parse_args(arguments)
    geonames = dump.Dump(given.geonames, given.countries) if given.geonames else None
    written = compile_gazetteer(given.to, geonames=geonames)
    size = given.to.stat().st_size / 1e6
    print(f"{given.to.name}: {'compiled' if written else 'already up to date'}, {size:.0f} MB", file=sys.stderr)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
