from __future__ import annotations

from datetime import date

import pytest
from msgspec.structs import replace

from tallystick import filling
from tallystick.errors import UsageError
from tallystick.model import Attribution, Group, Harm, Quantity, Speaker
from tallystick.placing import by_hand, from_gazetteer

SAID = Attribution(speakers=(Speaker(wording="state television"), Speaker(wording="the ministry", source="org:x")))
DEAD = Harm(
    outcome="killed",
    quantity=Quantity(low=9, high=9, wording="nine"),
    group=Group(wording="Amina Yusuf", nationality="SY", named=True),
    scope="part",
    part_of="c2",
)
CLAIM = replace(filling.blank("harm", span=(0, 4), quote="nine"), attribution=SAID, harm=DEAD)


@pytest.mark.parametrize("kind", filling.KINDS)
def test_what_stands_there_is_no_change(kind: str) -> None:
    """Every field of every kind is written as it is read."""
    claim = replace(filling.blank(kind, span=(0, 4), quote="nine"), attribution=SAID)
    values = {field.name: filling.worded(claim, field) for field in filling.fields(claim.kind)}
    assert filling.filled(claim, values) == claim
    assert values["speaker"] == "the ministry"


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        ("harm", {"outcome": "wounded", "low": "3", "high": "5", "hedge": "range", "figure": "3 to 5", "group": "men"}),
        ("damage", {"object": "a school", "degree": "destroyed", "low": "2", "high": "2"}),
        ("position", {"act": "denies", "toward": "the raid"}),
        ("series", {"ordinal": "4", "window_from": "2021-01-02", "window_to": "2021-01-09", "targets": "a; b"}),
        ("media", {"what": "video", "caption": "smoke", "shows": "the depot"}),
        ("occurrence", {"attribute": "weapon", "value": "drones"}),
    ],
)
def test_what_is_filled_in_is_read_back(kind: str, values: dict[str, str]) -> None:
    """Each value where the contract has it."""
    claim = filling.filled(filling.blank(kind, span=(0, 4), quote="nine"), values)
    fields = {field.name: field for field in filling.fields(claim.kind)}
    assert {name: filling.worded(claim, fields[name]) for name in values} == values


def test_only_what_was_changed_is_changed() -> None:
    """A covered name that comes back as it was shown stays the name; emptied, a number is open and words stay."""
    shown = replace(CLAIM, harm=replace(DEAD, group=replace(DEAD.group, wording="█████ █████")))
    made = filling.filled(CLAIM, {"group": "█████ █████", "high": "", "figure": "", "low": "9"}, shown=shown)
    assert made.harm == replace(DEAD, quantity=Quantity(low=9, high=None, wording="nine"))


def test_another_origin_leaves_the_chain_that_leads_to_it() -> None:
    """Who is quoted by whom stays; nobody named is the outlet's own voice."""
    made = filling.filled(CLAIM, {"speaker": "a hospital"}).attribution.speakers
    assert [one.wording for one in made] == ["state television", "a hospital"]
    assert made[-1].source is None
    assert filling.filled(CLAIM, {"speaker": " "}).attribution.speakers == ()


def test_what_is_no_part_any_more_is_part_of_nothing() -> None:
    """A figure that becomes a total loses what it was a part of."""
    made = filling.filled(CLAIM, {"scope": "total"})
    assert made.harm
    assert made.harm.part_of is None
    series = filling.filled(filling.blank("series", span=(0, 4), quote="nine"), {"window_from": "2021-01-02"})
    assert series.series
    assert series.series.window_from == date(2021, 1, 2)


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        ("harm", {"object": "a car"}),
        ("harm", {"low": "two"}),
        ("harm", {"low": "-1"}),
        ("harm", {"low": "9999999999"}),
        ("harm", {"outcome": "vanished"}),
        ("position", {"act": "jokes"}),
        ("series", {"window_from": "soon"}),
    ],
)
def test_what_cannot_stand_there_is_refused(kind: str, values: dict[str, str]) -> None:
    """With what was expected."""
    with pytest.raises(UsageError, match="expected"):
        filling.filled(filling.blank(kind, span=(0, 4), quote="nine"), values)


def test_there_is_no_other_kind() -> None:
    """Which there are is told."""
    with pytest.raises(UsageError, match="harm, damage, position"):
        filling.blank("rumour", span=(0, 1), quote="x")


@pytest.mark.parametrize(
    "point",
    [
        {"latitude": "north", "longitude": "1"},
        {"latitude": "nan", "longitude": "1"},
        {"latitude": "91", "longitude": "1"},
        {"latitude": "1", "longitude": "-181"},
        {"latitude": "1", "longitude": "1", "country": "Syria"},
        {"latitude": "1", "longitude": "1", "precision": "sharp"},
    ],
)
def test_a_point_that_cannot_be_is_refused(point: dict[str, str]) -> None:
    """Degrees of the Earth, two letters, a precision that there is."""
    with pytest.raises(UsageError, match="expected"):
        by_hand("the old mill", **point)


def test_a_place_of_the_gazetteer_keeps_its_wording() -> None:
    """Its name, point and sharpness are the gazetteer's, or as sharp as is said."""
    place = from_gazetteer("Haleb", 170063)
    assert (place.wording, place.name, place.precision) == ("Haleb", "Aleppo", "town")
    assert from_gazetteer("Haleb", 170063, "near").precision == "near"
    with pytest.raises(UsageError, match="none with this number"):
        from_gazetteer("Haleb", 1)
