from __future__ import annotations

from datetime import UTC, datetime

from msgspec.structs import replace

from tallystick.model import Event, Judgement
from tallystick.pipeline import known_by, make_sense
from tests.readings import ABU_KAMAL, SOHR, agency_story, at, harm, live_page, on, report, told

END_OF_13 = datetime(2021, 1, 13, 23, 59, 59, tzinfo=UTC)
END_OF_14 = datetime(2021, 1, 14, 23, 59, 59, tzinfo=UTC)


def _main(events: list[Event]) -> Event:
    (event,) = (event for event in events if event.role == "main")
    return event


def test_one_main_event_and_three_stubs() -> None:
    """Two reports of one strike and its three predecessors are one main event and three background ones."""
    events = make_sense([live_page(), agency_story()])
    assert [event.role for event in events].count("main") == 1
    stubs = {str(event.occurred_to): event for event in events if event.role == "background"}
    assert set(stubs) == {"2020-12-25", "2020-12-30", "2021-01-06"}
    assert [note.text for note in stubs["2020-12-25"].notes] == ["Damage: 4 workshops destroyed."]


def test_nothing_of_the_background_leaks() -> None:
    """Figures, damage and positions of a background strike stay with it."""
    main = _main(make_sense([live_page(), agency_story()]))
    assert not any("workshops" in note.text for note in main.notes)
    assert {place.name for place in main.places} == {"Abu Kamal", "Deir ez-Zor", "Mayadin"}


def test_before_the_update() -> None:
    """As of the end of the 13th the live page has said "at least 15", and its later claims are unseen."""
    main = _main(make_sense([live_page()], as_of=END_OF_13))
    assert (main.tally.killed.low, main.tally.killed.high) == (15, None)
    assert main.tally.as_of == END_OF_13
    assert [step.killed.wording for step in main.revisions if step.killed] == ["at least 15"]


def test_after_the_update() -> None:
    """A day later it has said 57, and the event has kept its id."""
    before = _main(make_sense([live_page()], as_of=END_OF_13))
    after = _main(make_sense([live_page()], as_of=END_OF_14))
    assert (after.tally.killed.low, after.tally.killed.high) == (57, 57)
    assert after.id == before.id


def test_background_of_an_older_section_is_known_with_it() -> None:
    """A stub told in the older section is known when that section was."""
    assert len(make_sense([live_page()], as_of=END_OF_13)) == 4


def test_nothing_was_said_yet() -> None:
    """Before the first section nothing is known of the page, not even that it exists."""
    assert known_by([live_page()], at(12)) == []


def test_without_any_time_it_is_always_known() -> None:
    """A report without a date, and claims without a time, cannot be hidden by `as_of`."""
    undated = report("a", None, told(), harm("c1", 3))
    assert _main(make_sense([undated], as_of=at(1))).tally.killed.low == 3


def test_id_stays_when_a_report_is_added() -> None:
    """A later report joins the event; the event keeps the id that its first telling gave it."""
    alone = _main(make_sense([agency_story()]))
    later = report("later", at(15), told(days=on(13), places=[ABU_KAMAL]), harm("c1", 57, by=SOHR))
    assert _main(make_sense([agency_story(), later])).id == alone.id


def test_same_report_twice_counts_once() -> None:
    """Giving a reading twice changes nothing."""
    assert make_sense([live_page(), live_page()]) == make_sense([live_page()])


def test_rejected_claim_is_set_aside() -> None:
    """A claim that a person rejected enters no figure, and the reason says who and why."""
    story = report("a", at(13), told(), harm("c1", 3), harm("c2", 90))
    no = Judgement(verdict="reject", items=("rep_a/c2",), by="Ada", why="it counts cattle")
    tally = _main(make_sense([story], judgements=[no])).tally
    assert tally.killed.high == 3
    assert [item.reason for item in tally.set_aside] == ["rejected by Ada: it counts cattle"]


def test_accepted_again_counts_again() -> None:
    """A later "accept" takes a rejection back."""
    story = report("a", at(13), told(), harm("c1", 3))
    verdicts = [
        Judgement(verdict=verdict, items=("rep_a/c1",), by="Ada", why="second look") for verdict in ("reject", "accept")
    ]
    assert make_sense([story], judgements=verdicts) == make_sense([story])


def test_nothing_known_is_nothing_made() -> None:
    """No readings, readings without mentions, and mentions without anything make no error."""
    bare = report("a", None, [])
    assert make_sense([]) == make_sense([bare]) == []
    assert len(make_sense([replace(bare, mentions=(told(),))])) == 1
