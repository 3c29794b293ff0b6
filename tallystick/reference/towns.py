"""The larger towns, and the countries, by where they lie: for the names on a map."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from functools import cache
from itertools import takewhile
from typing import NamedTuple

from tallystick.reference.places import PATH

SIDE = 5
"""Degrees of a cell in which places are kept."""


class Town(NamedTuple):
    """One town or country."""

    name: str
    latitude: float
    longitude: float
    population: int
    feature: str


def towns_within(
    west: float,
    south: float,
    east: float,
    north: float,
    *,
    countries: bool = True,
    towns: bool = True,
    least: int = 0,
) -> list[Town]:
    """Countries, then towns, in a window, the largest first.

    Args:
        west, east: degrees; a window may reach beyond 180.
        countries, towns: whether these are looked for.
        least: people that each of them has.
    """
    cells = _cells()
    kinds = [kind for kind, wanted in (("country", countries), ("town", towns)) if wanted]
    found = [
        town
        for kind in kinds
        for x in range(int(west // SIDE), int(east // SIDE) + 1)
        for y in range(int(south // SIDE), int(north // SIDE) + 1)
        for town in takewhile(lambda town: town.population >= least, cells.get((kind, x % (360 // SIDE), y), ()))
    ]
    return sorted(found, key=_rank)


def _rank(town: Town) -> tuple[bool, int, str]:
    return town.feature != "country", -town.population, town.name


@cache
def _cells() -> dict[tuple[str, int, int], list[Town]]:
    """Every country, and every town of a thousand people or more, by cell, the largest first."""
    if not PATH.is_file():
        return {}
    connection = sqlite3.connect(f"{PATH.resolve().as_uri()}?mode=ro&immutable=1", uri=True)
    try:
        rows = connection.execute(
            "SELECT name, latitude, longitude, population, feature FROM place"
            " WHERE feature IN ('town', 'country') AND population >= 1000 AND latitude IS NOT NULL"
        ).fetchall()
    finally:
        connection.close()
    cells: dict[tuple[str, int, int], list[Town]] = defaultdict(list)
    for town in sorted((Town(*row) for row in rows), key=_rank):
        x, y = int(town.longitude // SIDE) % (360 // SIDE), int(town.latitude // SIDE)
        cells[town.feature, x, y].append(town)
    return cells
