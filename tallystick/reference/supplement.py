"""Our own places, from `data/supplement.toml`, added to the rows of others or to what these know already."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from tallystick.reference import fold
from tallystick.reference.rows import Row

FEATURES = {
    **dict.fromkeys(("airbase", "airport"), "airfield"),
    **dict.fromkeys(("base", "camp", "crossing", "dam", "bridge", "plant", "port", "prison", "facility"), "site"),
    **dict.fromkeys(("quarter", "field", "pass"), "site"),
    **dict.fromkeys(("region", "mountains", "desert", "valley", "peninsula", "island", "zone"), "region"),
    **dict.fromkeys(("river", "sea", "strait", "gulf", "lake", "canal"), "water"),
    "town": "town",
}
"""The words of supplement.toml, and what a candidate's `feature` says for them."""


def supplemented(supplement: dict[str, Any], rows: Iterable[Row]) -> Iterator[Row]:
    """These rows and our own places; where one of ours names a row that is there already, it adds to that row."""
    preferred = {f"geonames:{one['geonames_id']}": one for one in supplement.get("preferred", [])}
    ours = {_points_at(place): place for place in supplement.get("place", [])}
    for row in rows:
        if (better := preferred.get(row.key)) is not None:
            row.name = better["name"]
            row.names |= {better["name"], *better.get("aliases", [])}
        if (place := ours.pop(row.key, None)) is not None:
            new = _row(place)
            row.names |= new.names
            row.name, row.source, row.radius_km = new.name, new.source, new.radius_km
            row.latitude, row.longitude = new.latitude, new.longitude
        yield row
    yield from map(_row, ours.values())


def _points_at(place: dict[str, Any]) -> str:
    if "icao" in place:
        return f"icao:{place['icao']}"
    return f"geonames:{place['geonames_id']}" if "geonames_id" in place else f"ours:{place['name']}"


def _row(place: dict[str, Any]) -> Row:
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
