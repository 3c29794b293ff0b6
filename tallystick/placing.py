"""A place as a person says what it is: one of the gazetteer by its number, or a point by hand."""

from __future__ import annotations

import math
from typing import Any, get_args

from tallystick.errors import UsageError
from tallystick.model import Place, PlacePrecision
from tallystick.reference import places
from tallystick.reference.places import Candidate

PRECISIONS: tuple[PlacePrecision, ...] = get_args(PlacePrecision)
_FEATURES: dict[str, PlacePrecision] = {
    "town": "town", "site": "site", "airfield": "site", "admin1": "province", "admin2": "district", "region": "area",
    "water": "water", "country": "country",
}  # fmt: skip


def precision_of(candidate: Candidate) -> PlacePrecision:
    """How sharply an event is placed that happened there."""
    return _FEATURES.get(candidate.feature, "area")


def from_gazetteer(wording: str, number: int, precision: str | None = None) -> Place:
    """The place of the gazetteer with this GeoNames number.

    Args:
        wording: how the report names it.
        precision: how sharply it is known; None = as such a place is.
    Raises:
        UsageError: the gazetteer has none with this number, or there is no such precision.
    """
    found = places.load().by_id(number)
    if found is None:
        raise UsageError(f"Cannot use the place {number}: the gazetteer has none with this number.")
    return Place(
        wording=wording,
        name=found.name,
        geonames_id=found.geonames_id,
        latitude=found.latitude,
        longitude=found.longitude,
        admin1=found.admin1,
        country=found.country,
        precision=_precision(precision or precision_of(found)),
    )


def by_hand(
    wording: str, *, latitude: str, longitude: str, name: str = "", country: str = "", precision: str = ""
) -> Place:
    """A point that a person sets; in degrees, north and east.

    Raises:
        UsageError: it is no point of the Earth, or there is no such country code or precision.
    """
    north, east = degrees(latitude), degrees(longitude)
    check_point(wording, north, east)
    code = country.strip().upper()
    if code and not (len(code) == 2 and code.isascii() and code.isalpha()):
        raise UsageError(f"Cannot use the country {country!r}: expected two letters, such as SY.")
    return Place(
        wording=wording,
        name=name.strip() or wording,
        latitude=north,
        longitude=east,
        country=code or None,
        precision=_precision(precision or "area"),
    )


def check_point(wording: str, latitude: float | None, longitude: float | None) -> None:
    """Check that a point lies on the Earth.

    Raises:
        UsageError: it does not, or there is none.
    """
    if latitude is None or longitude is None or not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise UsageError(
            f"Cannot put {wording!r} on the map: expected a latitude from -90 to 90 and a longitude from -180 to "
            f"180, found {latitude}, {longitude}."
        )


def degrees(text: str) -> float:
    """Degrees as they are typed.

    Raises:
        UsageError: it is no number.
    """
    try:
        found = float(text.strip())
    except ValueError:
        found = math.nan
    if not math.isfinite(found):
        raise UsageError(f"Cannot use {text!r} as a latitude or longitude: expected degrees, such as 34.45.")
    return found


def _precision(text: str) -> Any:
    if text not in PRECISIONS:
        raise UsageError(f"Cannot use precision {text!r}: expected one of {', '.join(PRECISIONS)}.")
    return text
