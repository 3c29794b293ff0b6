"""Which events somebody asks for. An event is not found by what is not known of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date

from tallystick.errors import UnknownEventError
from tallystick.model import Event, EventType, Party, Place, Record, Tally
from tallystick.reference import fold, places
from tallystick.reference.sources import Registry


class Search(Record, frozen=True, kw_only=True):
    """What an event must be; None = anything will do."""

    since: date | None = None
    """With a day on or after this one."""
    until: date | None = None
    """With a day on or before this one."""
    place: str | None = None
    """A place, province or country, however it is spelled."""
    actor: str | None = None
    """Who acted or was hit: a name, or an id such as `act:ISR-MIL`."""
    min_killed: int | None = None
    """The largest number that the tally names for the killed is at least this."""
    type: EventType | None = None
    """What kind of violence it is."""
    disputed: bool = False
    """Some of its claims cannot all hold."""
    single_origin: bool = False
    """No more than one named origin stands behind it."""
    unplaced: bool = False
    """None of its places has coordinates."""


def matching(events: Iterable[Event], search: Search) -> list[Event]:
    """The events that are all that is asked for, in their order."""
    tests: list[Callable[[Event], bool]] = [lambda event: _is_within(event, search.since, search.until)]
    if search.place:
        is_there = place_test(search.place)
        tests.append(lambda event: any(map(is_there, event.places)))
    if search.actor:
        is_meant = actor_test(search.actor)
        tests.append(lambda event: any(map(is_meant, event.initiators + event.targets)))
    if search.min_killed is not None:
        least = search.min_killed
        tests.append(lambda event: most_killed(event.tally) >= least)
    if search.type:
        tests.append(lambda event: event.type == search.type)
    if search.disputed:
        tests.append(lambda event: bool(event.disputes))
    if search.single_origin:
        tests.append(lambda event: sum(origin.named for origin in event.origins) <= 1)
    if search.unplaced:
        tests.append(lambda event: all(place.latitude is None for place in event.places))
    return [event for event in events if all(test(event) for test in tests)]


def _is_within(event: Event, since: date | None, until: date | None) -> bool:
    if since is None and until is None:
        return True
    first, last = event.occurred_from or event.occurred_to, event.occurred_to or event.occurred_from
    if first is None or last is None:
        return False
    return (since is None or last >= since) and (until is None or first <= until)


def place_test(wanted: str) -> Callable[[Place], bool]:
    """Whether a place is the one that is wanted, or lies in it."""
    gazetteer = places.load()
    country, key = gazetteer.country_of(wanted), fold.folded(wanted)
    meant = [*gazetteer.candidates(wanted), *gazetteer.admin(wanted)]
    ids = {one.geonames_id for one in meant if one.geonames_id}
    names = {(fold.folded(one.name), one.country) for one in meant}

    def is_meant(place: Place) -> bool:
        if country and place.country == country:
            return True
        if place.geonames_id in ids or (fold.folded(place.name or ""), place.country) in names:
            return True
        return any(_has_words(text, key) for text in (place.name, place.wording, place.admin1) if text)

    return is_meant


def actor_test(wanted: str) -> Callable[[Party], bool]:
    """Whether a party is the one that is wanted."""
    actor, key = Registry.load().actor(wanted), fold.folded(wanted)
    ids = {wanted, actor.id if actor else wanted}

    def is_meant(party: Party) -> bool:
        return party.actor in ids or _has_words(party.wording, key)

    return is_meant


def _has_words(text: str, key: str) -> bool:
    return bool(key) and f" {key} " in f" {fold.folded(text)} "


def most_killed(tally: Tally) -> int:
    """The largest number that a tally names for the killed; -1 = none."""
    killed = tally.killed
    return max((number for number in (killed.low, killed.best, killed.high) if number is not None), default=-1)


def event_named(found: Sequence[Event], event_id: str) -> Event:
    """The event with this id, or with the only id that begins like this, with or without `evt_`.

    Raises:
        UnknownEventError: there is none, or more than one.
    """
    named = id_named([event.id for event in found], event_id)
    return next(event for event in found if event.id == named)


def id_named(ids: Sequence[str], event_id: str) -> str:
    """The same among ids of events.

    Raises:
        UnknownEventError: there is none, or more than one.
    """
    wanted = event_id.strip()
    if wanted in ids:
        return wanted
    fits = [id_ for id_ in ids if id_.removeprefix("evt_").startswith(wanted.removeprefix("evt_"))]
    if len(fits) == 1:
        return fits[0]
    if not fits:
        raise UnknownEventError(
            f"There is no event {event_id!r} among the {len(ids)} known at this time. "
            "`tally events` lists them; with --as-of an event may not exist yet."
        )
    listed = ", ".join(fits[:5])
    raise UnknownEventError(f"{event_id!r} may be any of {len(fits)} events: {listed} … Give more of the id.")
