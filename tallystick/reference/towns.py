"""The larger towns, and the countries, by where they lie: for the names on a map."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
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


def towns_within(west: float, south: float, east: float, north: float, *, countries: bool = True) -> Iterator[Town]:
    """Countries, then towns, in a window, the largest first.

    Args:
        west, east: degrees; a window may reach beyond 180.
    """
    cells = _cells()
    found = [
        town
        for x in range(int(west // SIDE), int(east // SIDE) + 1)
        for y in range(int(south // SIDE), int(north // SIDE) + 1)
        for town in cells.get((x % (360 // SIDE), y), ())
    ]
    yield from sorted(
        (town for town in found if countries or town.feature != "country"),
        key=lambda town: (town.feature != "country", -town.population, town.name),
    )


@cache
def _cells() -> dict[tuple[int, int], list[Town]]:
    """Every town of a thousand people or more, by cell; nothing where there is no gazetteer."""
    cells: dict[tuple[int, int], list[Town]] = defaultdict(list)
    if not PATH.is_file():
        return cells
    connection = sqlite3.connect(f"{PATH.resolve().as_uri()}?mode=ro&immutable=1", uri=True)
    try:
        rows = connection.execute(
            "SELECT name, latitude, longitude, population, feature FROM place"
            " WHERE feature IN ('town', 'country') AND population >= 1000 AND latitude IS NOT NULL"
        )
        for row in rows:
            town = Town(*row)
            cells[int(town.longitude // SIDE) % (360 // SIDE), int(town.latitude // SIDE)].append(town)
    finally:
        connection.close()
    return cells
