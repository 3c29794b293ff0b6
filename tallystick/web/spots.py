"""Where one event is: every place as wide as it is uncertain.

A place of which only the country is known is on no map: the middle of a country is where nothing happened.
"""

from __future__ import annotations

from typing import NamedTuple

from tallystick.export import naming
from tallystick.export.figures import AREAS, REACH_KM
from tallystick.model import Event, PlacePrecision


class Spot(NamedTuple):
    """One place of events."""

    latitude: float
    longitude: float
    precision: PlacePrecision
    name: str

    @property
    def km(self) -> float:
        """How far around its point it reaches."""
        return REACH_KM[self.precision]

    @property
    def is_area(self) -> bool:
        """Whether it is somewhere in an area, and not around its point."""
        return self.precision in AREAS


class Where(NamedTuple):
    """Where one event is, as far as it can be drawn."""

    spots: tuple[Spot, ...]
    countries: tuple[str, ...]
    """Where no more is known, their names."""


def where(event: Event) -> Where:
    """The places of one event: made once, however often it is found."""
    spots = [
        Spot(place.latitude, place.longitude, place.precision, place.name or place.wording)
        for place in naming.sharpest(event.places)
        if place.latitude is not None and place.longitude is not None and place.precision in REACH_KM
    ]
    codes = () if spots else dict.fromkeys(place.country for place in event.places if place.country)
    return Where(tuple(spots), tuple(naming.country_name(code) or code for code in codes))
