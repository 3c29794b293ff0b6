"""How sharp a place is and where it lies: distances, sides, roads, rivers, hospitals."""

import pytest

from tallystick.extract.claims import Knowledge
from tallystick.extract.where import Places, Where
from tallystick.reference.places import within_km
from tallystick.text.english import parse

MOSUL = (36.335, 43.119)


def places_of(known: Knowledge, text: str) -> list[Where]:
    """Every place of a text."""
    return Places(parse(text), "", known.gazetteer, known.words).find(text, 0, len(text))


def only(known: Knowledge, text: str, wording: str) -> Where:
    """The one place of this wording."""
    (where,) = [one for one in places_of(known, text) if one.place.wording == wording]
    return where


@pytest.mark.parametrize(
    ("words", "km", "north", "east"),
    [
        ("20 km south of", 20, -1, 0),
        ("some 20 kilometres (12 miles) south of", 20, -1, 0),
        ("10 miles north of", 16.1, 1, 0),
        ("30 km east of", 30, 0, 1),
        ("30 km to the west of", 30, 0, -1),
        ("40 km north-west of", 40, 1, -1),
        ("40 km southeast of", 40, -1, 1),
    ],
)
def test_a_distance_and_a_side_move_the_point(known: Knowledge, words: str, km: float, north: int, east: int) -> None:
    """The point lies at that distance on that side, and is good to a quarter of the way."""
    where = only(known, f"A truck was hit {words} Mosul in Iraq.", "Mosul")
    place = where.place
    assert place.precision == "near"
    assert place.latitude is not None
    assert place.longitude is not None
    assert within_km(*MOSUL, place.latitude, place.longitude) == pytest.approx(km, abs=2.5)
    for moved, sign in ((place.latitude - MOSUL[0], north), (place.longitude - MOSUL[1], east)):
        assert (moved > 0.02) == (sign > 0)
        assert (moved < -0.02) == (sign < 0)
    assert where.radius_km == pytest.approx(max(3.0, km / 4), abs=0.1)


@pytest.mark.parametrize("words", ["near", "outside", "south of", "on the outskirts of", "in the suburbs of"])
def test_without_a_distance_the_point_stays(known: Knowledge, words: str) -> None:
    """Near a town is the town's point, and no claim to be it."""
    place = only(known, f"A truck was hit {words} Mosul in Iraq.", "Mosul").place
    assert place.precision == "near"
    assert within_km(*MOSUL, place.latitude or 0, place.longitude or 0) < 2


def test_a_distance_without_a_side_is_all_that_uncertain(known: Knowledge) -> None:
    """ "15 km from X" may be on any side of it."""
    where = only(known, "A truck was hit 15 km from Mosul in Iraq.", "Mosul")
    assert (where.place.precision, where.radius_km) == ("near", 15.0)


@pytest.mark.parametrize(
    "text",
    ["A bus was hit on the Damascus-Homs highway in Syria.", "A bus was hit on the Damascus–Homs road in Syria."],
)
def test_a_road_is_near_both_its_ends(known: Knowledge, text: str) -> None:
    """ "the X-Y road" names two towns and puts nothing in either."""
    ends = [where.place for where in places_of(known, text) if where.place.country == "SY"][:2]
    assert [(place.name, place.precision) for place in ends] == [("Damascus", "near"), ("Homs", "near")]


def test_between_two_towns_is_near_both(known: Knowledge) -> None:
    """ "between X and Y" is neither."""
    found = {
        w.place.wording: w.place.precision for w in places_of(known, "A bus was hit between Homs and Hama in Syria.")
    }
    assert (found["Homs"], found["Hama"]) == ("near", "near")


@pytest.mark.parametrize(
    ("text", "wording", "precision"),
    [
        ("A boat sank in the Red Sea.", "Red Sea", "water"),
        ("Bodies floated down the Tigris in Iraq.", "Tigris", "water"),
        ("A man was shot near the Umatilla River in Oregon.", "Umatilla River", "water"),
        ("Rebels hid in the Hamrin Mountains in Iraq.", "Hamrin Mountains", "area"),
        ("A drone hit the T4 air base in Syria.", "T4 air base", "site"),
        ("Trucks queued at the Bab al-Hawa crossing in Syria.", "Bab al-Hawa crossing", "site"),
        ("A raid on Jenin camp in the West Bank killed two.", "Jenin camp", "site"),
        ("A rocket fell on Sadr City in Iraq.", "Sadr City", "site"),
        ("Fire broke out at Aleppo University in Syria.", "Aleppo University", "site"),
        ("A tanker was hit in the Gulf of Aden off Yemen.", "Gulf of Aden", "water"),
    ],
)
def test_sites_waters_and_heights(known: Knowledge, text: str, wording: str, precision: str) -> None:
    """Bases, camps, crossings, quarters and nested names are sites; rivers and seas water; ranges areas."""
    assert only(known, text, wording).place.precision == precision


def test_a_river_is_not_the_town_of_its_name(known: Knowledge) -> None:
    """The town's point would be wrong; the river has none."""
    assert only(known, "A man was shot near the Umatilla River in Oregon.", "Umatilla River").place.latitude is None


def test_a_part_of_the_country_is_an_area_of_it(known: Knowledge) -> None:
    """ "the north of the country" is an area of the country that the report is about."""
    place = only(
        known, "Syria's army said a raid in the north of the country killed two.", "the north of the country"
    ).place
    assert (place.country, place.precision) == ("SY", "area")


@pytest.mark.parametrize(
    "text",
    [
        "The boy was shot in Homs and airlifted to a hospital in Beirut.",
        "The wounded of the Homs raid were taken to the university hospital in Beirut.",
        "He died at a hospital in Beirut after the shelling of Homs.",
    ],
)
def test_a_hospital_that_the_hurt_are_taken_to_is_no_scene(known: Knowledge, text: str) -> None:
    """Where the hurt are taken, nothing happened; a hospital that was hit is another matter."""
    happened = {where.place.wording: where.happened for where in places_of(known, text)}
    assert happened["Beirut"] is False
    hit = {w.place.wording: w.happened for w in places_of(known, "Jets hit a hospital in Aleppo in Syria.")}
    assert hit["Aleppo"] is True
