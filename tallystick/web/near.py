"""What is known at one time under one profile, by id: what a page of one event or one report needs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property

from tallystick.model import Dossier, Event, Tally
from tallystick.web.asked import Asked
from tallystick.web.desk import Desk
from tallystick.web.records import Events, Readings
from tallystick.web.sight import Sight


class ById(Mapping[str, Event]):
    """Events by id, each read when it is looked at."""

    def __init__(self, sight: Sight, profile: str) -> None:
        self._sight, self._profile = sight, profile

    def __getitem__(self, event_id: str) -> Event:
        return self._sight.events_of([event_id], self._profile)[event_id]

    def __contains__(self, event_id: object) -> bool:
        return event_id in self._sight.columns.row

    def __iter__(self) -> Iterator[str]:
        return iter(self._sight.columns.sorted_ids)

    def __len__(self) -> int:
        return len(self._sight.columns)


class Index:
    """What is known under a profile at one time."""

    def __init__(self, sight: Sight, profile: str) -> None:
        self.sight, self.profile = sight, profile

    @property
    def readings(self) -> Readings:
        """Reports by id."""
        return self.sight.readings

    @cached_property
    def events(self) -> ById:
        """Events by id."""
        return ById(self.sight, self.profile)

    @property
    def listed(self) -> Events:
        """All events as lists have them: main ones first, then the latest first; those without a day last."""
        return self.sight.events(self.profile, self.sight.columns.as_listed)

    def told_by(self, report: str, *, main: bool = False) -> tuple[Event, ...]:
        """The events that a report tells of; with `main`, only those that it is about."""
        events = self.sight.events_of(self.sight.told_by([report]), self.profile).values()
        if main:
            return tuple(
                event for event in events if any(ref.id == report and ref.role == "main" for ref in event.reports)
            )
        return tuple(events)


def index(desk: Desk, asked: Asked) -> Index:
    """What is known under a profile at the time that is asked for."""
    return Index(desk.sight(as_of=asked.as_of, recorded_as_of=asked.recorded_as_of), asked.profile)


def event_of(desk: Desk, asked: Asked, event_id: str) -> Event:
    """The event with this id, or that went by it.

    Raises:
        UnknownEventError: no event, or more than one, has this id at this time.
    """
    return index(desk, asked).sight.named(event_id, asked.profile)


def dossier_of(desk: Desk, asked: Asked, event_id: str) -> Dossier:
    """The same as `Known.dossier` gives.

    Raises:
        UnknownEventError: no event, or more than one, has this id at this time.
    """
    sight = index(desk, asked).sight
    return sight.dossier(sight.named(event_id, asked.profile), asked.profile)


def compare(desk: Desk, asked: Asked, event: Event) -> dict[str, Tally]:
    """The same as `Known.compare` gives: one tally a profile."""
    return index(desk, asked).sight.compare(event)
