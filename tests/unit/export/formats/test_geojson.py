from __future__ import annotations

import json
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from tallystick.export.figures import REACH_KM
from tallystick.export.formats.geojson import circle
from tallystick.model import Place, PlacePrecision, Reading
from tallystick.reference.places import within_km
from tests.exporting import export_of
from tests.properties.claim_strategies import worlds
from tests.readings import ABU_KAMAL, DEIR_PROVINCE, MAYADIN, at, harm, on, report, told

PROVINCE = replace(DEIR_PROVINCE, latitude=35.0, longitude=40.4)

precisions = st.sampled_from(sorted(REACH_KM))


def place(latitude: float, longitude: float, precision: PlacePrecision) -> Place:
    """A place somewhere."""
    return Place(wording="X", name="X", latitude=latitude, longitude=longitude, precision=precision)


def features_of(*places: Place) -> list[dict[str, Any]]:
    """The features of one strike on these places."""
    one = report("one", at(14), told("m1", on(13), places=list(places)), harm("c1", 5))
    return json.loads(export_of("geojson", [one]).data)["features"]


def area(ring: list[tuple[float, float]]) -> float:
    """Twice the signed area: positive where the ring runs counter-clockwise."""
    return sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairwise(ring))


@given(st.floats(-75, 75), st.floats(-180, 180), precisions)
def test_a_circle_is_a_valid_ring(latitude: float, longitude: float, precision: PlacePrecision) -> None:
    """Closed, counter-clockwise, within the world's bounds, never across the date line (RFC 7946, 3.1.6 and 3.1.9)."""
    for ring in circle(place(latitude, longitude, precision)):
        assert ring[0] == ring[-1]
        assert len(ring) >= 4
        assert area(ring) > 0
        assert all(-180 <= x <= 180 and -90 <= y <= 90 for x, y in ring)
        assert max(x for x, _ in ring) - min(x for x, _ in ring) < 180


@given(st.floats(-75, 75), st.floats(-170, 170), precisions)
def test_a_circle_is_as_wide_as_the_precision(latitude: float, longitude: float, precision: PlacePrecision) -> None:
    """Every corner lies at the radius that the properties tell, to a hundredth."""
    (ring,) = circle(place(latitude, longitude, precision))
    wide = REACH_KM[precision]
    assert all(abs(within_km(latitude, longitude, y, x) - wide) < 0.01 * wide + 0.01 for x, y in ring)


def test_the_date_line_cuts_a_circle_in_two() -> None:
    """A place in Fiji has a half on either side."""
    west, east = circle(place(-17, 179.99, "town"))
    assert sorted((min(x for x, _ in half) < 0) for half in (west, east)) == [False, True]


@settings(max_examples=60, deadline=None)
@given(worlds())
def test_never_a_pin(world: list[Reading]) -> None:
    """No geometry is a point, and each says what it is."""
    for feature in json.loads(export_of("geojson", world).data)["features"]:
        geometry, told_ = feature["geometry"], feature["properties"]
        assert geometry is None or geometry["type"] in ("Polygon", "MultiPolygon")
        assert (told_["radius_km"] is None) == (geometry is None)
        assert "no borders" in told_["geometry_is"] or geometry is None


def test_one_feature_an_event() -> None:
    """Two towns are one feature with two areas, so that a sum over the layer counts its dead once."""
    (feature,) = features_of(ABU_KAMAL, MAYADIN)
    assert feature["geometry"]["type"] == "MultiPolygon"
    assert feature["properties"]["killed_low"] == 5
    assert feature["id"].startswith("evt_")


def test_a_province_is_wide_and_a_country_is_nowhere() -> None:
    """A province is drawn as wide as a province; the middle of a country says nothing, and is not drawn."""
    assert features_of(PROVINCE)[0]["properties"]["radius_km"] == REACH_KM["province"]
    (feature,) = features_of(replace(PROVINCE, precision="country"))
    assert feature["geometry"] is None
    assert feature["properties"]["geometry_is"] == "unknown"


@pytest.mark.parametrize("places", [[], [Place(wording="X")]])
def test_a_place_without_coordinates_has_no_geometry(places: list[Place]) -> None:
    """An unlocated feature, as the standard allows."""
    assert features_of(*places)[0]["geometry"] is None
