from __future__ import annotations

from datetime import date

from tallystick.model import Event, Note
from tallystick.pipeline import make_sense
from tests.readings import agency_story, at, live_page, on, report, series, told


def _series_notes(events: list[Event]) -> dict[str, Note]:
    main = next(event for event in events if event.role == "main")
    return {note.claims[0]: note for note in main.notes if note.claims[0].split("/")[1].startswith("s")}


def test_window_that_holds_them_is_borne_out() -> None:
    """Four strikes from 25 December to 13 January: the fourth in under three weeks, the second of the year."""
    notes = _series_notes(make_sense([live_page(), agency_story()]))
    assert notes["rep_agency/s1"].holds is True
    assert notes["rep_agency/s2"].holds is True
    assert "25 December 2020 (Masyaf)" in notes["rep_agency/s1"].text
    events = {event.id: event for event in make_sense([live_page(), agency_story()])}
    counted = [events[id_].occurred_to for id_ in notes["rep_agency/s1"].events]
    assert len(counted) == 4
    assert counted == sorted(counted)


def test_window_too_short_is_not() -> None:
    """The same four do not fit into two weeks, and the note lists the days."""
    note = _series_notes(make_sense([live_page(), agency_story()]))["rep_live/s1"]
    assert note.holds is False
    assert "go back to 25 December 2020" in note.text


def test_too_few_known_is_no_verdict() -> None:
    """Where fewer are known than the words count, nothing is said to be wrong."""
    note = _series_notes(make_sense([agency_story()]))["rep_agency/s1"]
    assert note.holds is None


def test_later_events_do_not_count() -> None:
    """A strike after the one counted is not among its predecessors."""
    first = report("a", at(13), told(days=on(13)), series("s1", 1, date(2021, 1, 1), date(2021, 1, 31)))
    later = report("b", at(20), told(days=on(20)))
    events = make_sense([first, later])
    note = next(note for event in events for note in event.notes)
    assert note.holds is True
