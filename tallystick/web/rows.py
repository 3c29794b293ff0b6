"""What lists, filters, maps and time lines need of one event: a few hundred bytes instead of the whole record."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import get_args

from msgspec import Struct

from tallystick.link.telling import Telling, section_time_at
from tallystick.model import Event, EventType, Party, Place, Reading, Role, Tally
from tallystick.reconcile.profiles import OURS
from tallystick.review import doubts_of, is_nowhere
from tallystick.search import most_killed
from tallystick.web.spots import Spot, where
from tallystick.web.timeline import when

ROLES: tuple[Role, ...] = ("main", "background", "aggregate")
TYPES: tuple[EventType, ...] = get_args(EventType)
ALWAYS = -(2**62)
"""Known at every time."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

DISPUTED, UNPLACED, SERIES, DOUBTED, NOWHERE = 1, 2, 4, 8, 16
"""Marks of a row: has disputes; no place has coordinates; its reports count it in a series; a figure may be read
wrongly; nothing sharper than a country was found."""


class Row(Struct, frozen=True, array_like=True):
    """One event in little."""

    id: str
    opening: tuple[int, str, str]
    """When it was first told, and by which report and mention of it: the order of all events."""
    part: str
    """What its mentions hang together with."""
    since: int
    """Something of it is known from then on."""
    until: int
    """All of it is known from then on."""
    role: int
    type: int
    day: int
    """The first of its days; an ordinal like all days here, 0 = not known."""
    end: int
    """The last of its days."""
    first: int
    last: int
    """Both again; where only one of them is known, that one."""
    told: int
    killed: tuple[int, ...]
    """The largest number that its tally names for them under each of `kept_profiles`; -1 = none."""
    marks: int
    places: tuple[Place, ...]
    spots: tuple[Spot, ...]
    countries: tuple[str, ...]
    """Names, where no more is known."""
    initiators: tuple[Party, ...]
    targets: tuple[Party, ...]
    origins: tuple[tuple[str, str, str | None], ...]
    """Id, name and kind of those with a name."""


def microseconds(at: datetime | None) -> int:
    """An instant as a number; what has no time is always known."""
    if at is None:
        return ALWAYS
    gone = at - _EPOCH
    return (gone.days * 86_400 + gone.seconds) * 1_000_000 + gone.microseconds


def kept_profiles(profile: str) -> tuple[str, ...]:
    """The profiles by which each event's dead are kept: all of ours, and last the desk's own."""
    return (*(name for name in OURS if name != profile), profile)


def row_of(
    event: Event, readings: Mapping[str, Reading], first: Telling, part: str, tallies: Mapping[str, Tally]
) -> Row:
    """An event in little.

    Args:
        readings: of its reports, by id.
        first: the mention of it that was told first.
        part: what its mentions hang together with.
        tallies: its figures by `kept_profiles`, in their order.
    """
    days, places = when(event), where(event)
    marks = DISPUTED * bool(event.disputes)
    marks |= UNPLACED * all(place.latitude is None for place in event.places)
    marks |= SERIES * any(claim.series for ref in event.reports for claim in readings[ref.id].claims)
    marks |= DOUBTED * bool(doubts_of(event, readings))
    marks |= NOWHERE * is_nowhere(event)
    return Row(
        id=event.id,
        opening=(microseconds(first.known_at), first.report, first.mention.id),
        part=part,
        since=min(_since(readings[ref.report], ref.mention) for ref in event.mentions),
        until=max(_until(readings[ref.id]) for ref in event.reports),
        role=ROLES.index(event.role),
        type=TYPES.index(event.type),
        day=_ordinal(event.occurred_from),
        end=_ordinal(event.occurred_to),
        first=_ordinal(days.first),
        last=_ordinal(days.last),
        told=_ordinal(days.told),
        killed=tuple(map(most_killed, tallies.values())),
        marks=marks,
        places=event.places,
        spots=places.spots,
        countries=places.countries,
        initiators=event.initiators,
        targets=event.targets,
        origins=tuple((one.id, one.name, one.kind) for one in event.origins if one.named),
    )


def _ordinal(day: date | None) -> int:
    return day.toordinal() if day else 0


def _since(reading: Reading, mention_id: str) -> int:
    """From when on a mention is known: by a claim of it, or by its place in the report (`pipeline.known_by`)."""
    report = reading.report
    (mention,) = (one for one in reading.mentions if one.id == mention_id)
    times = [claim.said_at or report.published_at for claim in reading.claims if claim.mention == mention_id]
    return min(map(microseconds, [*times, section_time_at(report, mention.span[0]) or report.published_at]))


def _until(reading: Reading) -> int:
    """From when on all is known that a report says."""
    report = reading.report
    times = [report.published_at, *(claim.said_at for claim in reading.claims)]
    return max(map(microseconds, [*times, *(section.published_at for section in report.sections)]))
