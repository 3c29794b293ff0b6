"""Sums over many incidents, beside the incidents that they are over."""

from __future__ import annotations

from datetime import date

from tallystick.model import Note, Party, Place, Reading
from tallystick.pipeline import dossier_of, make_sense
from tests.readings import DAMASCUS, DEIR_PROVINCE, ISRAEL, MAYADIN, SYRIA, at, harm, on, report, told

JANUARY = (date(2021, 1, 1), date(2021, 1, 31))


def world(sum_: int, *, places: tuple[Place, ...] = (MAYADIN,), by: tuple[Party, ...] = ()) -> list[Reading]:
    """Three strikes of January, one of February, and a report that sums those of January."""
    summing = told("m1", JANUARY, places=list(places), by=list(by), role="aggregate")
    return [
        report("a", at(6), told("m1", on(5), places=[MAYADIN], by=[SYRIA]), harm("c1", 4)),
        report("b", at(13), told("m1", on(12), places=[MAYADIN], by=[SYRIA]), harm("c1", 7)),
        report("c", at(20), told("m1", on(19), places=[DAMASCUS], by=[ISRAEL]), harm("c1", 9)),
        report("d", at(28), told("m1", on(2, 2), places=[MAYADIN], by=[SYRIA]), harm("c1", 2)),
        report("s", at(31), summing, harm("c1", sum_, scope="aggregate")),
    ]


def note_of(readings: list[Reading]) -> tuple[Note | None, list[date | None]]:
    """What the dossier says of the sum, and the days of the incidents that it is over."""
    events = make_sense(readings)
    told_by = {reading.report.id: reading for reading in readings}
    notes = {event.id: dossier_of(event, told_by, known=events).event.notes for event in events}
    assert all(event.role == "aggregate" or not notes[event.id] for event in events)
    found = next(notes[event.id] for event in events if event.role == "aggregate")
    days = {event.id: event.occurred_to for event in events}
    return (found[0], [days[id_] for id_ in found[0].events]) if found else (None, [])


def test_a_sum_is_set_beside_the_incidents_of_its_days_and_place() -> None:
    """Of January in Mayadin: two strikes, the earliest first; not Damascus, not February."""
    note, days = note_of(world(40))
    assert note is not None
    assert days == [date(2021, 1, 5), date(2021, 1, 12)]
    assert note.holds is None
    assert "at least 11 killed" in note.text


def test_a_sum_that_is_less_than_what_is_known_does_not_hold() -> None:
    """Eleven are known to have been killed in two strikes; a sum of ten is over something else, or wrong."""
    note, _ = note_of(world(10))
    assert note is not None
    assert note.holds is False


def test_a_sum_over_one_sides_deeds_is_over_no_others() -> None:
    """What Israel did in Mayadin in January: nothing that is known here."""
    note, days = note_of(world(40, by=(ISRAEL,)))
    assert note is not None
    assert days == []


def test_a_sum_without_a_place_is_over_nothing_that_can_be_told() -> None:
    """Without a place nobody can tell which incidents are meant."""
    assert note_of(world(40, places=()))[0] is None


def test_a_province_holds_its_towns() -> None:
    """A sum over a province is over what happened in its towns."""
    _, days = note_of(world(40, places=(DEIR_PROVINCE,)))
    assert days == [date(2021, 1, 5), date(2021, 1, 12)]
