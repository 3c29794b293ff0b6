"""One event or one report without a look at all others: what a page of it needs, by id.

`api.Known` answers the same questions from the whole of what is known, which is right for a command that asks once and
too slow for a page of a large ledger.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from tallystick import pipeline
from tallystick.model import Dossier, Event, Reading, Role, Tally
from tallystick.web.asked import Asked
from tallystick.web.desk import Desk
from tallystick.web.spots import Where, where
from tallystick.web.timeline import When, when


class Index(NamedTuple):
    """Everything known at one time, by id."""

    readings: Mapping[str, Reading]
    events: Mapping[str, Event]
    told_by: Mapping[str, Sequence[Event]]
    """The events that each report tells of or mentions, by the report's id."""
    order: Mapping[str, int]
    """Where each event stands among all, by its id: in the order in which they were first told."""
    listed: Sequence[Event]
    """All events as lists have them: main ones first, then the latest first; those without a day last."""
    where: Mapping[str, Where]
    when: Mapping[str, When]
    """Place and days of each event by its id, for maps and time lines."""


def index(desk: Desk, asked: Asked) -> Index:
    """What is known under a profile at the time that is asked for."""

    def make() -> Index:
        known = desk.known(as_of=asked.as_of, recorded_as_of=asked.recorded_as_of)
        events = desk.events(asked.profile, as_of=asked.as_of, recorded_as_of=asked.recorded_as_of)
        told_by: dict[str, list[Event]] = {}
        for event in events:
            for report in dict.fromkeys(ref.report for ref in event.mentions):
                told_by.setdefault(report, []).append(event)
        return Index(
            {reading.report.id: reading for reading in known.seen()},
            {event.id: event for event in events},
            told_by,
            {event.id: number for number, event in enumerate(events)},
            sorted(events, key=_as_listed),
            {event.id: where(event) for event in events},
            {event.id: when(event) for event in events},
        )

    return desk.view("index", make, asked.profile, asked.as_of, asked.recorded_as_of)


_ROLES: tuple[Role, ...] = ("main", "background", "aggregate")


def _as_listed(event: Event) -> tuple[int, int, str]:
    return _ROLES.index(event.role), -(event.occurred_from or date.min).toordinal(), event.id


def event_of(desk: Desk, asked: Asked, event_id: str) -> Event:
    """The event with this id, or that went by it.

    Raises:
        UnknownEventError: no event, or more than one, has this id at this time.
    """
    found = index(desk, asked).events.get(event_id)
    return found or desk.known(as_of=asked.as_of, recorded_as_of=asked.recorded_as_of).named(event_id, asked.profile)


def dossier_of(desk: Desk, asked: Asked, event_id: str) -> Dossier:
    """The same as `Known.dossier` gives.

    Raises:
        UnknownEventError: no event, or more than one, has this id at this time.
    """
    event, held = event_of(desk, asked, event_id), index(desk, asked)
    among = {other.id for ref in event.reports for other in held.told_by.get(ref.id, ())}
    beside = [held.events[key] for key in sorted(among, key=held.order.__getitem__)]
    every = held.events.values() if event.role == "aggregate" else ()
    return pipeline.dossier_of(event, held.readings, among=beside, known=every)


def compare(desk: Desk, asked: Asked, event: Event) -> dict[str, Tally]:
    """The same as `Known.compare` gives: one tally a profile."""
    known, held = desk.known(as_of=asked.as_of, recorded_as_of=asked.recorded_as_of), index(desk, asked)
    readings = [held.readings[ref.id] for ref in event.reports]
    return pipeline.compare(event, readings, judgements=known.judgements, as_of=asked.as_of, letters=desk.letters)


def told_by(held: Index, report: str, *, main: bool = False) -> tuple[Event, ...]:
    """The events that a report tells of; with `main`, only those that it is about."""
    events = held.told_by.get(report, ())
    if main:
        events = [event for event in events if any(ref.id == report and ref.role == "main" for ref in event.reports)]
    return tuple(events)
