"""Places from a GeoNames dump that the user has downloaded; the packages hold only those of 500 people and more.

    https://download.geonames.org/export/dump/readme.txt tells the formats, CC BY 4.0

`allCountries.txt`, or files of single countries (`SY.txt`), and beside them, where present, `alternateNamesV2.txt` or
`alternateNames.txt`, which tells what language a name is in, and which is only a code or of the past.
"""

from __future__ import annotations

import hashlib
import re
import sqlite3
import tempfile
from collections.abc import Collection, Iterator
from contextlib import closing
from pathlib import Path

from tallystick.reference.packaged import division, place_in, town_name
from tallystick.reference.rows import Row, printed, usable

_COLUMNS = 19
_NOT_NAMES = frozenset("link wkdt post iata icao faac unlc tcid phon abbr".split())
"""What alternateNames gives as language for what is no name: codes, addresses, "abbr" such as DEZ."""
_FIELDS = frozenset("AIRB AIRF AIRP".split())
_SITES = frozenset("BDG CMPRF CSTM CSTP DAM HSP INSM MILB MSQE OILR PRN PRT PS PSN PSTB UNIV".split())
_REGIONS = frozenset("AREA DSRT FRST GASF ISL ISLS MT MTS OILF PASS PEN PLN RGN VAL VALS".split())
_WATERS = frozenset("BAY CHN CNL GULF LK LKS RSV SEA STM STRT WAD".split())
_GONE = frozenset("PPLH PPLQ PPLW ADM1H ADM2H".split())
"""Places that are no more: of the past, abandoned, destroyed."""


class Dump:
    """A folder with files of the dump."""

    def __init__(self, folder: Path, countries: Collection[str] | None = None) -> None:
        """Args: countries: alpha-2 codes of those to take; None = all that the files hold."""
        whole = folder / "allCountries.txt"
        self._files = [whole] if whole.exists() else sorted(folder.glob("[A-Z][A-Z].txt"))
        named = [folder / name for name in ("alternateNamesV2.txt", "alternateNames.txt")]
        self._names = next((path for path in named if path.exists()), None)
        self._only = frozenset(countries) if countries is not None else None
        if not self._files:
            raise SystemExit(
                f"Cannot compile from {folder}: expected allCountries.txt or files such as SY.txt, found none. "
                "Download and unzip one from https://download.geonames.org/export/dump/."
            )

    def fingerprint(self) -> tuple[str, ...]:
        """What its files hold, and which countries of them are taken."""
        told = []
        for path in (*self._files, *([self._names] if self._names else [])):
            with path.open("rb") as file:
                told.append(f"{path.name}:{hashlib.file_digest(file, 'sha256').hexdigest()[:16]}")
        return (*told, *sorted(self._only or ()))

    def countries(self) -> frozenset[str]:
        """The countries that it holds, of those that were asked for."""
        return frozenset(columns[8] for columns in self._lines())

    def rows(self, preferred: dict[int, str]) -> Iterator[Row]:
        """Its provinces and districts, then towns, airfields, sites, regions and waters.

        Args:
            preferred: GeoNames id to the name that we print.
        """
        with tempfile.TemporaryDirectory() as scratch, closing(sqlite3.connect(Path(scratch, "names"))) as names:
            self._index(names)
            divisions: dict[str, Row] = {}
            for columns in self._lines():
                if columns[7] in {"ADM1", "ADM2"}:
                    row = self._division(columns, self._others(names, columns))
                    row.name = preferred.get(row.geonames_id or 0, row.name)
                    divisions[_code(columns, int(columns[7][-1]))] = row
            for code, row in divisions.items():
                above = divisions.get(code.rpartition(".")[0])
                place_in(row, row if row.feature == "admin1" else above, None)
                yield row
            for columns in self._lines():
                feature = _feature(columns[6], columns[7])
                if feature is not None:
                    yield self._place(columns, feature, self._others(names, columns), divisions)

    # ------------------------------------------------------------------------------------- one place

    def _place(self, columns: list[str], feature: str, others: list[str], divisions: dict[str, Row]) -> Row:
        first, second = divisions.get(_code(columns, 1)), divisions.get(_code(columns, 2))
        name, country = columns[1], columns[8]
        town = feature == "town"
        row = Row(
            key=f"geonames:{columns[0]}",
            name=town_name(name, country, others, first.name if first else None) if town else printed(name, country),
            feature=feature,
            source="GeoNames",
            geonames_id=int(columns[0]),
            latitude=float(columns[4]),
            longitude=float(columns[5]),
            country=country or None,
            population=int(columns[14] or 0) if town else 0,
            timezone=columns[17] or None,
            names={name, *others},
        )
        place_in(row, first, second)
        return row

    def _division(self, columns: list[str], others: list[str]) -> Row:
        level = int(columns[7][-1])
        row = division(columns[1], others, int(columns[0]), columns[8], level, _code(columns, level))
        row.latitude, row.longitude = float(columns[4]), float(columns[5])
        row.timezone = columns[17] or None
        return row

    # ------------------------------------------------------------------------------------- the files

    def _lines(self) -> Iterator[list[str]]:
        """The lines of places in use, cut at their tabs."""
        for path in self._files:
            with path.open(encoding="utf-8", newline="\n") as file:
                for number, line in enumerate(file, start=1):
                    columns = line.rstrip("\n").split("\t")
                    if len(columns) != _COLUMNS:
                        raise SystemExit(
                            f"Cannot read line {number} of {path}: expected {_COLUMNS} columns with tabs between, "
                            f"found {len(columns)}. Is it a file of places from GeoNames?"
                        )
                    if columns[7] not in _GONE and (self._only is None or columns[8] in self._only):
                        yield columns

    def _index(self, names: sqlite3.Connection) -> None:
        """The names in use by their place, on disk: there are sixteen million of them."""
        names.execute("CREATE TABLE name (place INTEGER, text TEXT)")
        if self._names is None:
            return
        with self._names.open(encoding="utf-8", newline="\n") as file:
            told = (line.rstrip("\n").split("\t") for line in file)
            names.executemany(
                "INSERT INTO name VALUES (?, ?)",
                (
                    (int(columns[1]), columns[3])
                    for columns in told
                    if len(columns) > 3 and columns[2] not in _NOT_NAMES and "1" not in columns[7:8]
                ),
            )
        names.execute("CREATE INDEX by_place ON name (place)")

    def _others(self, names: sqlite3.Connection, columns: list[str]) -> list[str]:
        """The other names of a place that its country's reports may print."""
        if self._names is None:
            told = columns[3].split(",")
        else:
            told = [text for (text,) in names.execute("SELECT text FROM name WHERE place = ?", (int(columns[0]),))]
        return [one for one in (columns[2], *told) if one and not re.search(r"\d{3}", one) and usable(one)]


def _feature(kind: str, code: str) -> str | None:
    """What of ours a class and a code of GeoNames are; None = left out (farms, springs, wells, hotels ...)."""
    if kind == "P":
        return "town"
    if code in _FIELDS:
        return "airfield"
    if code in _SITES:
        return "site"
    if code in _REGIONS:
        return "region"
    return "water" if code in _WATERS else None


def _code(columns: list[str], level: int) -> str:
    """GeoNames' code of a province or district: SY.07, SY.07.123."""
    return ".".join(columns[column] for column in (8, 10, 11)[: level + 1])
