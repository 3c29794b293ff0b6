"""Where an event lies, for formats that want points: which of its places are places of their own."""

from __future__ import annotations

from typing import NamedTuple

from tallystick.export.formats.crosswalk import place_codes
from tallystick.export.naming import sharpest
from tallystick.model import Event, Place
from tallystick.reconcile.profiles.acled_rows import POINTS, towns

SPREAD = 5
"""UCDP's where_prec for several places, or a part of a country."""


class Spot(NamedTuple):
    """One place that stands for all, and UCDP's where_prec of it."""

    place: Place
    where_prec: int


def widest(event: Event) -> Place | None:
    """The sharpest area, where no town is told; a country is none."""
    return next((place for place in sharpest(event.places) if place.precision not in (*POINTS, "country")), None)


def spot(event: Event) -> Spot | None:
    """The one place of a row, and how sharp it is; None = no report names a place.

    Rule:
        UCDP GED codebook: several towns are coded to the province that holds them (4), or as spread (5).
    """
    found = [place for place in towns(sharpest(event.places)) if place.latitude is not None]
    if len(found) > 1:
        for place in event.places:
            holds_all = place.admin1 and {one.admin1 for one in found} == {place.admin1}
            if place.precision == "province" and place.latitude is not None and holds_all:
                return Spot(place, place_codes("province").ucdp)
        return Spot(found[0], SPREAD)
    one = next(iter((*found, *sharpest(event.places))), None)
    return Spot(one, place_codes(one.precision).ucdp) if one else None
