"""What a place that was not found may be: places of the gazetteer whose names are near to its words."""

from __future__ import annotations

from typing import NamedTuple

from tallystick.model import PlacePrecision
from tallystick.placing import precision_of
from tallystick.reference import places
from tallystick.reference.places import Candidate


class Proposal(NamedTuple):
    """A place of the gazetteer that may be meant."""

    candidate: Candidate
    precision: PlacePrecision


def proposals(wording: str, country: str | None) -> list[Proposal]:
    """Places that a name may mean, the likeliest first, each with coordinates."""
    gazetteer = places.load()
    found = gazetteer.candidates(wording, country=country, limit=12) or gazetteer.candidates(wording, limit=12)
    usable = [one for one in found if one.latitude is not None and one.geonames_id is not None]
    return [Proposal(one, precision_of(one)) for one in usable[:6]]
