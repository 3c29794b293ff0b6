from __future__ import annotations

import pytest

from tallystick.model import Group
from tallystick.reconcile.groups import same_group


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (Group(wording="Iraqis", nationality="IQ"), Group(wording="militiamen from Iraq", nationality="IQ")),
        (Group(wording="troops", affiliation="act:SYR-MIL"), Group(wording="its men", affiliation="act:SYR-MIL")),
        (Group(wording="Afghans"), Group(wording="Afghan members of a brigade")),
        (Group(wording="people"), Group(wording="persons")),
    ],
)
def test_same(one: Group, other: Group) -> None:
    """Nationality, affiliation or a distinctive word in common make one group."""
    assert same_group(one, other)
    assert same_group(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (Group(wording="Iraqis", nationality="IQ"), Group(wording="Iraqis", nationality="IR")),
        (Group(wording="women", sex="female"), Group(wording="people")),
        (Group(wording="children", age="child"), Group(wording="children")),
        (Group(wording="locals", status="civilian"), Group(wording="locals", status="combatant")),
        (Group(wording="Iranians"), Group(wording="Iranian-backed militiamen")),
        (Group(wording="drivers"), Group(wording="guards")),
        (Group(wording="drivers"), Group(wording="people")),
    ],
)
def test_not_same(one: Group, other: Group) -> None:
    """Another nation, sex, age or status, a sponsor's name, or no word in common: two groups."""
    assert not same_group(one, other)
