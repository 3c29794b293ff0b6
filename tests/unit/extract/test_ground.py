from __future__ import annotations

import pytest

from tallystick.extract.ground import apart
from tallystick.extract.where import Where
from tallystick.model import Place, PlacePrecision


def _at(
    name: str,
    precision: PlacePrecision = "town",
    *,
    admin1: str | None = None,
    point: tuple[float, float] | None = None,
) -> Where:
    latitude, longitude = point or (None, None)
    place = Place(
        wording=name,
        name=name,
        admin1=admin1,
        country="SY",
        precision=precision,
        latitude=latitude,
        longitude=longitude,
    )
    return Where(0, len(name), place, True, "told so", "here")


RAQQA = _at("Raqqa", admin1="Raqqa", point=(35.95, 39.01))
HOMS = _at("Homs", admin1="Homs", point=(34.73, 36.71))
TABQA = _at("Tabqa", admin1="Raqqa", point=(35.84, 38.55))
RAQQA_PROVINCE = _at("Raqqa province", "province", admin1="Raqqa")
HOMS_PROVINCE = _at("Homs province", "province", admin1="Homs")
VILLAGE, OTHER_VILLAGE = _at("Tell Warda"), _at("Ain Rakha")
DISTRICT, OTHER_DISTRICT = _at("Panjwayi", "district"), _at("Maywand", "district")


@pytest.mark.parametrize(
    ("here", "there"),
    [
        ([RAQQA], [HOMS]),
        ([RAQQA], [TABQA]),
        ([RAQQA_PROVINCE], [HOMS_PROVINCE]),
        ([RAQQA], [HOMS_PROVINCE]),
        ([VILLAGE], [OTHER_VILLAGE]),
        ([VILLAGE, RAQQA], [OTHER_VILLAGE, RAQQA]),
        ([DISTRICT], [OTHER_DISTRICT]),
    ],
)
def test_two_grounds_are_apart_both_ways(here: list[Where], there: list[Where]) -> None:
    """What happened here cannot have happened there, whichever is asked first."""
    assert apart(here, there)
    assert apart(there, here)


@pytest.mark.parametrize(
    ("here", "there"),
    [
        ([RAQQA], [RAQQA]),
        ([RAQQA], [RAQQA_PROVINCE]),
        ([RAQQA, HOMS], [HOMS]),
        ([VILLAGE], [RAQQA]),
        ([VILLAGE], [VILLAGE, RAQQA]),
        ([], [RAQQA]),
        ([_at("northern Syria", "area")], [RAQQA]),
        ([_at("Syria", "country")], [RAQQA]),
    ],
)
def test_what_may_be_one_ground_is_not_apart(here: list[Where], there: list[Where]) -> None:
    """A place within the other, a name that both have, or nothing sharp: no reason to tell two incidents."""
    assert not apart(here, there)
    assert not apart(there, here)
