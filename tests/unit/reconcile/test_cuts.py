from __future__ import annotations

from dataclasses import replace

import pytest

from tallystick.model import Group
from tallystick.reconcile.cuts import exclude
from tests.readings import AFGHANS, IRAQI_MILITIA, IRAQIS, SOHR, TROOPS, Said, at, harm, report, told
from tests.unit.reconcile.cases import one_event

CHILDREN = Group(wording="children", age="child")
WOMEN = Group(wording="women", sex="female")
CIVILIANS = Group(wording="civilians", status="civilian")
FIGHTERS = Group(wording="fighters", status="combatant")
DRIVERS, GUARDS = Group(wording="drivers"), Group(wording="guards")


def sentence(said: Said) -> Said:
    """The claim as the end of a sentence."""
    return replace(said, quote=f"{said.quote}.")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (CIVILIANS, FIGHTERS),
        (IRAQIS, AFGHANS),
        (WOMEN, CHILDREN),
        (TROOPS, IRAQI_MILITIA),
        (DRIVERS, GUARDS),
    ],
    ids=["status", "nations", "women and children", "an army and foreigners", "two callings"],
)
def test_groups_that_share_nobody(one: Group, other: Group) -> None:
    """Their marks say that nobody is in both."""
    assert exclude(one, other)
    assert exclude(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [(IRAQIS, CHILDREN), (CIVILIANS, WOMEN), (FIGHTERS, IRAQIS), (TROOPS, FIGHTERS), (DRIVERS, DRIVERS)],
    ids=["nation and age", "status and sex", "status and nation", "an army and fighters", "the same"],
)
def test_groups_that_may_share_people(one: Group, other: Group) -> None:
    """Nothing keeps somebody from being in both."""
    assert not exclude(one, other)


def test_two_cuts_of_the_same_dead_are_not_added() -> None:
    """16 Iraqis and 11 Afghans; 20 were children: that accounts for 27 of 57, not for 47."""
    story = report(
        "a",
        at(13),
        told(),
        sentence(harm("c1", 57, by=SOHR)),
        harm("c2", 16, IRAQIS, by=SOHR, of="c1"),
        sentence(harm("c3", 11, AFGHANS, by=SOHR, of="c1")),
        sentence(harm("c4", 20, CHILDREN, by=SOHR, of="c1")),
    )
    tally = one_event(story).tally
    assert tally.remainder == 30
    assert {row.group: row.cut for row in tally.groups} == {
        "Iraqis": "nationality", "Afghans": "nationality", "children": "sex and age",
    }  # fmt: skip


def test_what_one_sentence_lists_is_added() -> None:
    """ "Three soldiers, two women and a child" are six."""
    story = report(
        "a",
        at(13),
        told(),
        harm("c1", 3, TROOPS, by=SOHR, scope="part"),
        harm("c2", 2, WOMEN, by=SOHR, scope="part"),
        harm("c3", 1, CHILDREN, by=SOHR, scope="part"),
    )
    assert one_event(story).tally.killed.low == 6


def test_without_a_total_cuts_are_not_added_either() -> None:
    """12 civilians; eight were women: at least 12 dead."""
    story = report(
        "a",
        at(13),
        told(),
        sentence(harm("c1", 12, CIVILIANS, by=SOHR, scope="part")),
        sentence(harm("c2", 8, WOMEN, by=SOHR, scope="part")),
    )
    assert one_event(story).tally.killed.low == 12


def test_another_twelve_are_others() -> None:
    """ "Another 12 drivers" were not counted before, in whatever sentence they stand."""
    story = report(
        "a",
        at(13),
        told(),
        sentence(harm("c1", 9, CIVILIANS, by=SOHR, scope="part")),
        sentence(harm("c2", 12, WOMEN, by=SOHR, scope="part", wording="another 12")),
    )
    assert one_event(story).tally.killed.low == 21


def test_what_is_left_for_a_group_is_told_as_implied() -> None:
    """ "Several" drivers of 20 with 14 soldiers can be six at most, which nobody said."""
    story = report(
        "a",
        at(13),
        told(),
        harm("c1", 20, by=SOHR),
        harm("c2", 14, TROOPS, by=SOHR, of="c1"),
        harm("c3", 3, DRIVERS, by=SOHR, of="c1", high=None, wording="several", hedge="vague"),
    )
    rows = {row.group: row for row in one_event(story).tally.groups}
    assert rows["drivers"].estimate.high is None
    assert rows["drivers"].implied is not None
    assert (rows["drivers"].implied.low, rows["drivers"].implied.high) == (3, 6)
