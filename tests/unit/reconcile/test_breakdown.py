from __future__ import annotations

from msgspec.structs import replace

from tallystick.model import Event, Group, Note
from tests.readings import MINISTRY, SOHR, TROOPS, agency_story, at, harm, live_page, report, told
from tests.unit.reconcile.cases import one_event

DRIVERS, GUARDS = Group(wording="drivers"), Group(wording="guards")


def _note(event: Event, start: str) -> Note:
    return next(note for note in event.notes if note.text.startswith(start))


def test_remainder_is_no_error() -> None:
    """14 + 16 + 11 of 57 leave 16, and that contradicts nothing."""
    event = one_event(live_page())
    assert event.tally.remainder == 16
    assert "= 41; 16 are accounted for by no group" in _note(event, "Of 57").text
    assert not any("add up" in dispute.why for dispute in event.disputes)


def test_no_remainder_is_told_of_another_number() -> None:
    """17 of 22 are in groups, and another origin says 6: the ledger begins at 6, of which 22 - 17 is no remainder."""
    first = report("a", at(13), told(), harm("c1", 22, by=SOHR), harm("c2", 17, DRIVERS, by=SOHR, of="c1"))
    second = report("b", at(13, hour=9), told(), harm("c1", 6, by=MINISTRY))
    event = one_event(first, second)
    assert (event.tally.killed.low, event.tally.remainder) == (6, None)
    assert any("begin at another number" in step for step in event.tally.trace)


def test_closed_list_must_add_up() -> None:
    """A list said to be complete that falls short is a contradiction."""
    story = report("a", at(13), told(), harm("c1", 20), harm("c2", 12, DRIVERS, by=SOHR, of="c1"))
    claims = (story.claims[0], replace(story.claims[1], quote="20 dead, namely 12 drivers"))
    event = one_event(replace(story, claims=claims))
    assert [dispute.why for dispute in event.disputes] == [
        "The groups named add up to 12, but the total is 20, and the words say that the list is complete."
    ]


def test_parts_above_the_total() -> None:
    """More in the groups than in the total cannot be."""
    story = report("a", at(13), told(), harm("c1", 10), harm("c2", 8, DRIVERS, of="c1"), harm("c3", 4, GUARDS, of="c1"))
    assert "add up to 12, but the total is 10" in one_event(story).disputes[0].why


def test_parts_within_parts_are_added_once() -> None:
    """16 and 11 of 30 foreigners are not added to the 30."""
    story = report(
        "a",
        at(13),
        told(),
        harm("c1", 50),
        harm("c2", 30, "foreign fighters", of="c1"),
        harm("c3", 16, Group(wording="Iraqis", nationality="IQ"), of="c2"),
        harm("c4", 14, TROOPS, of="c1"),
    )
    event = one_event(story)
    assert event.tally.remainder == 6
    assert {row.group: row.part_of for row in event.tally.groups}["Iraqis"] == "foreign fighters"


def test_part_is_not_merged_with_its_container() -> None:
    """Four Iraqi officers among 16 Iraqis are a part of them, not the same group told again."""
    iraqis = Group(wording="Iraqis", nationality="IQ")
    story = report("a", at(13), told(), harm("c1", 20), harm("c2", 16, iraqis, by=SOHR, of="c1"),
                   harm("c3", 4, Group(wording="Iraqi officers", nationality="IQ"), of="c2"))  # fmt: skip
    event = one_event(story)
    assert event.tally.remainder == 4
    assert {row.group: row.part_of for row in event.tally.groups} == {"Iraqis": None, "Iraqi officers": "Iraqis"}


def test_same_people_in_two_reports_are_one_group() -> None:
    """16 Iraqi militiamen here and 16 Iraqis there are counted once."""
    rows = [row for row in one_event(live_page(), agency_story()).tally.groups if "Iraqi" in row.group]
    assert len(rows) == 1
    assert rows[0].claims == ("rep_agency/c5", "rep_live/c3")


def test_most_demands_something_of_the_remainder() -> None:
    """ "Most are soldiers" holds only if nearly all whom no group accounts for are soldiers too."""
    note = _note(one_event(live_page(), agency_story()), "'most of the dead'")
    assert note.holds is None
    assert "at least 15 of the 16 unaccounted for" in note.text
    assert "all 16 would make 30, 52.6%" in note.text


def test_most_can_be_impossible() -> None:
    """ "Most are troops" is wrong where the others are more than half."""
    story = report(
        "a",
        at(13),
        told(),
        harm("c1", 20),
        harm("c2", 12, DRIVERS, of="c1"),
        harm("c3", None, TROOPS, high=None, wording="most", hedge="vague", of="c1"),
    )
    assert _note(one_event(story), "'most'").holds is False


def test_several_others_is_a_number() -> None:
    """ "Several others" counts people; it is no share of a total."""
    story = report("a", at(13), told(), harm("c1", 3, high=None, wording="several others", hedge="vague"))
    assert one_event(story).tally.killed.low == 3
