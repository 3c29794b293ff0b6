"""What is known at one time, as pages and programs ask for it: read where it is asked for, never all at once.

What had been *said* by some time is what is known now, but for the events of which a part had been said by then: only
those are linked and reconciled as of that time.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import cached_property
from threading import Lock
from typing import Generic, NamedTuple, TypeVar

import numpy as np
from msgspec.structs import replace

from tallystick import pipeline
from tallystick.errors import UsageError
from tallystick.ledger.base import Ledger
from tallystick.link.cluster import explained_events
from tallystick.link.incremental import Links, Shelf, all_at_once
from tallystick.link.judged import Verdicts
from tallystick.link.partition import Comparisons
from tallystick.link.series import check_series, is_of_series
from tallystick.link.telling import Telling, tellings
from tallystick.model import Dossier, Event, Judgement, Note, Reading, Tally, global_id
from tallystick.reconcile.profiles import profile_named
from tallystick.search import Search, id_named, most_killed
from tallystick.web.columns import Columns, Mask, Numbers, day_of
from tallystick.web.digest import COVERED
from tallystick.web.following import made
from tallystick.web.records import Events, Readings
from tallystick.web.rows import ROLES, SERIES, Row, kept_profiles, microseconds
from tallystick.web.snapshot import Snapshot

T = TypeVar("T")
K = TypeVar("K", bound=Hashable)

MOST_EVENTS, MOST_READINGS = 3_000, 3_000
"""Decoded records that are kept at hand; each takes some ten kilobytes."""
MOST_HALF_KNOWN = 20_000
"""Mentions of events that were known in part at a time: more would take minutes and gigabytes to link for one page."""
MOST_RECKONED = 20_000
"""Events whose figures are reckoned under somebody else's profile for one page; each takes a millisecond."""


class Memo(Generic[K, T]):
    """The records that were asked for last."""

    def __init__(self, most: int) -> None:
        self._most, self._lock = most, Lock()
        self._held: OrderedDict[K, T] = OrderedDict()

    def among(self, keys: Collection[K], read: Callable[[Collection[K]], Mapping[K, T]]) -> dict[K, T]:
        """What is held of these keys; the rest is read."""
        with self._lock:
            found = {key: self._held[key] for key in keys if key in self._held}
            for key in found:
                self._held.move_to_end(key)
        missing = [key for key in keys if key not in found]
        if missing:
            more = read(missing)
            found |= more
            with self._lock:
                self._held |= more
                while len(self._held) > self._most:
                    self._held.popitem(last=False)
        return found


class Basis(NamedTuple):
    """What all times have in common: one state of the ledger, and of what follows from it."""

    head: str
    ledger: Ledger
    snapshot: Snapshot
    columns: Columns
    judgements: tuple[Judgement, ...]
    letters: Mapping[str, str]
    profile: str
    """Whose figures the events have as they are kept."""
    events: Memo[str, Event]
    readings: Memo[str, Reading]
    killed: dict[str, dict[str, int]]
    """By profile that is not ours, and event, the largest number of killed, as far as somebody asked."""


class Sight:
    """What is known at one time."""

    def __init__(
        self,
        basis: Basis,
        columns: Columns,
        *,
        as_of: datetime | None = None,
        own: Mapping[str, Event] | None = None,
    ) -> None:
        """Look at a state of the ledger.

        Args:
            columns: the events known at this time.
            own: those of them that are others than in the basis, without what is said of series.
        """
        self.basis, self.columns, self.as_of = basis, columns, as_of
        self._own = own or {}

    @property
    def head(self) -> str:
        """The hash of the ledger's last transaction that is seen."""
        return self.basis.head

    @property
    def judgements(self) -> tuple[Judgement, ...]:
        """Those that hold."""
        return self.basis.judgements

    # --------------------------------------------------------------------------------------- reports

    def readings_of(self, reports: Collection[str]) -> dict[str, Reading]:
        """Readings by report id, as far as they had been said; names of harmed people are covered."""
        found = self.basis.readings.among(list(dict.fromkeys(reports)), self.basis.snapshot.readings)
        if self.as_of is None:
            return found
        return {reading.report.id: reading for reading in pipeline.known_by(found.values(), self.as_of)}

    @property
    def readings(self) -> Readings:
        """All of them, by report id."""
        # Made each time: a sight that held it would hold itself, and with it a state of the file that nobody looks at.
        return Readings(self)

    # ---------------------------------------------------------------------------------------- events

    def events_of(self, ids: Sequence[str], profile: str) -> dict[str, Event]:
        """Events by id under a profile, of those that are known."""
        profile_named(profile)
        known = [id_ for id_ in ids if id_ in self.columns.row]
        wanted = [id_ for id_ in known if id_ not in self._own]
        found = self.basis.events.among(wanted, self.basis.snapshot.events)
        if self.as_of is not None:
            found = {id_: replace(one, tally=replace(one.tally, as_of=self.as_of)) for id_, one in found.items()}
        found |= {id_: self._own[id_] for id_ in known if id_ in self._own}
        if profile != self.basis.profile:
            found = {id_: replace(one, tally=self.tally(one, profile)) for id_, one in found.items()}
        marks, row = self.columns.marks, self.columns.row
        return {id_: self._with_series(found[id_]) if marks[row[id_]] & SERIES else found[id_] for id_ in known}

    def tally(self, event: Event, profile: str) -> Tally:
        """An event's figures under another profile."""
        return self.compare(event, (profile,))[profile]

    def compare(self, event: Event, profiles: Iterable[str] | None = None) -> dict[str, Tally]:
        """As `Known.compare`: one tally a profile."""
        readings = list(self.readings_of([ref.id for ref in event.reports]).values())
        return pipeline.compare(
            event,
            readings,
            judgements=self.judgements,
            profiles=profiles,
            as_of=self.as_of,
            letters=self.basis.letters,
        )

    def events(self, profile: str, rows: Numbers | None = None) -> Events:
        """Events under a profile: these rows, or all in the order in which each was first told."""
        profile_named(profile)
        return Events(self, profile, self.columns.as_told if rows is None else rows)

    def told_by(self, reports: Collection[str]) -> list[str]:
        """The ids of the events that any of these reports tells of or mentions, in the order of events."""
        found = {id_ for id_ in self.basis.snapshot.told_by(reports) if id_ not in self._own}
        found |= {id_ for report in reports for id_ in self._own_told_by.get(report, ())}
        rank, row = self.columns.told_rank, self.columns.row
        return sorted((id_ for id_ in found if id_ in row), key=lambda id_: rank[row[id_]])

    @cached_property
    def _own_told_by(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for event in self._own.values():
            for ref in event.reports:
                found.setdefault(ref.id, []).append(event.id)
        return found

    def members(self, ids: Collection[str]) -> dict[str, tuple[str, ...]]:
        """The mentions of events, by their ids, of those that are known."""
        known = [id_ for id_ in ids if id_ in self.columns.row]
        events = {id_: self._own[id_] for id_ in known if id_ in self._own}
        found: dict[str, list[str]] = {
            id_: [global_id(ref.report, ref.mention) for ref in event.mentions] for id_, event in events.items()
        }
        wanted = [id_ for id_ in known if id_ not in events]
        for id_, ref in self.basis.snapshot.among("SELECT event, ref FROM mentions WHERE event IN", wanted):
            found.setdefault(id_, []).append(ref)
        return {id_: tuple(refs) for id_, refs in found.items()}

    def named(self, event_id: str, profile: str) -> Event:
        """The event that goes by this id, or went by it before it became one with another.

        Raises:
            UnknownEventError: no event, or more than one, has this id at this time.
        """
        wanted = event_id.strip()
        if wanted not in self.columns.row:
            with self.basis.ledger.links() as shelf:
                leads_to = shelf.leads_to(wanted)
            wanted = id_named(self.columns.sorted_ids, leads_to or wanted)
        return self.events_of([wanted], profile)[wanted]

    def dossier(self, event: Event, profile: str) -> Dossier:
        """As `Known.dossier`."""
        readings = self.readings_of([ref.id for ref in event.reports])
        among = list(self.events_of(self.told_by([ref.id for ref in event.reports]), profile).values())
        return pipeline.dossier_of(event, readings, among=among, known=self._summed(event, profile))

    def _summed(self, event: Event, profile: str) -> Iterable[Event]:
        """The events that a sum over many may be of: those within its days."""
        if event.role != "aggregate" or event.occurred_from is None or event.occurred_to is None:
            return ()
        held = self.columns
        within = (held.first >= event.occurred_from.toordinal()) & (held.last <= event.occurred_to.toordinal())
        return self.events(profile, held.as_told[within[held.as_told]])

    # ------------------------------------------------------------------------------------- searching

    def matching(self, search: Search, profile: str) -> Mask:
        """Which events are all that is asked for.

        Raises:
            UsageError: the figures of too many events would have to be reckoned under another profile.
        """
        found = self.columns.matching(search)
        if search.min_killed is not None:
            rows = np.flatnonzero(found)
            found[rows] = self._killed(profile, rows) >= search.min_killed
        return found

    def _killed(self, profile: str, rows: Numbers) -> Numbers:
        """The largest number of killed of some events; under somebody else's profile each is reckoned once."""
        kept = kept_profiles(self.basis.profile)
        if profile in kept:
            found: Numbers = self.columns.killed[rows, kept.index(profile)]
            return found
        ids = self.columns.ids[rows, 0].tolist()
        held = self.basis.killed.setdefault(profile, {})
        missing = rows[[id_ in self._own or id_ not in held for id_ in ids]]
        if len(missing) > MOST_RECKONED:
            raise UsageError(
                f"Cannot reckon {len(missing):,} events by {profile} for one page: expected at most {MOST_RECKONED:,}. "
                f"Narrow them by days or place, or start `tally serve --profile {profile}`, which keeps those figures."
            )
        killed = {event.id: most_killed(event.tally) for event in self.events(profile, missing)}
        held |= {id_: most for id_, most in killed.items() if id_ not in self._own}
        return np.array([killed[id_] if id_ in killed else held[id_] for id_ in ids], np.int64)

    # ---------------------------------------------------------------------------------------- series

    def _with_series(self, event: Event) -> Event:
        notes = self._series(event)
        return replace(event, notes=event.notes + notes) if notes else event

    def _series(self, event: Event) -> tuple[Note, ...]:
        """What this record makes of the series that an event's reports count it in: as `link.series`."""
        readings = self.readings_of([ref.id for ref in event.reports])
        readings = {id_: one for id_, one in readings.items() if any(claim.series for claim in one.claims)}
        held, row = self.columns, self.columns.row
        ids = self.told_by(list(readings))
        beside = self.basis.events.among([id_ for id_ in ids if id_ not in self._own], self.basis.snapshot.events)
        beside |= {id_: self._own[id_] for id_ in ids if id_ in self._own}
        rows = np.zeros(len(held), np.bool_)
        for reading in readings.values():
            for claim in reading.claims:
                if claim.series:
                    meant = held.registers.parties.meant(is_of_series(claim.series, event))
                    rows |= held.pairs["initiators"].rows_with(meant)
        rows &= (held.role != ROLES.index("aggregate")) & (held.end > 0) & (held.end <= held.end[row[event.id]])
        rows[[row[id_] for id_ in ids]] = False
        others = [self._light(event, int(n)) for n in np.flatnonzero(rows)]
        return check_series([*beside.values(), *others], readings.values()).get(event.id, ())

    def _light(self, like: Event, n: int) -> Event:
        """An event with what series look at, and nothing else."""
        held = self.columns
        places, parties = held.registers.places.items, held.registers.parties.items
        return replace(
            like,
            id=held.ids[n, 0],
            role=ROLES[held.role[n]],
            occurred_from=day_of(int(held.day[n])),
            occurred_to=day_of(int(held.end[n])),
            places=tuple(places[one] for one in held.pairs["places"].of(n)),
            initiators=tuple(parties[one] for one in held.pairs["initiators"].of(n)),
            mentions=(),
        )

    # --------------------------------------------------------------------------------- earlier times

    def at(self, as_of: datetime) -> Sight:
        """What had been said by another time.

        Raises:
            UsageError: so much was known in part then that it cannot be shown.
        """
        at, held = microseconds(as_of), self.columns
        since, until = self._units
        half = (since <= at) & (until > at)
        parts = {held.registers.parts.items[n] for n in np.unique(held.part[half])}
        own: dict[str, Event] = {}
        rows: list[Row] = []
        if parts:
            with self.basis.ledger.links() as shelf:
                for row, event in self._made_at(as_of, parts, shelf):
                    rows.append(row)
                    own[event.id] = event
        numbers = [held.registers.parts.number(part) for part in parts]
        columns = held.only((until <= at) & ~np.isin(held.part, numbers))
        return Sight(self.basis, columns.plus(Columns.of(held.registers, rows)), as_of=as_of, own=own)

    @cached_property
    def _units(self) -> tuple[Numbers, Numbers]:
        """From when on something, and all, is known of what each event hangs together with, or is named with."""
        parts = self.columns.registers.parts
        unit = np.arange(len(parts.items))
        statement = (
            "SELECT filed, part FROM mentions WHERE filed IN "
            "(SELECT filed FROM mentions GROUP BY filed HAVING min(part) < max(part)) GROUP BY filed, part"
        )
        first: dict[str, int] = {}
        for filed, part in self.basis.snapshot.rows(statement):
            number = parts.number(part)
            one, other = unit[first.setdefault(filed, number)], unit[number]
            unit[unit == other] = one
        since = np.full(len(unit), np.iinfo(np.int64).max)
        until = np.full(len(unit), np.iinfo(np.int64).min)
        np.minimum.at(since, unit[self.columns.part], self.columns.since)
        np.maximum.at(until, unit[self.columns.part], self.columns.until)
        return since[unit[self.columns.part]], until[unit[self.columns.part]]

    def _made_at(self, as_of: datetime, parts: set[str], shelf: Shelf) -> Iterator[tuple[Row, Event]]:
        """The events of all that hangs together with these parts, as of a time; parts that are found are added."""
        snapshot, verdicts, known = self.basis.snapshot, Verdicts(self.judgements), Comparisons()
        filed: dict[str, str] = {}
        shown: dict[str, Reading] = {}
        told: dict[str, Telling] = {}
        waiting = set(parts)
        while waiting:
            rows = snapshot.among("SELECT ref, filed FROM mentions WHERE part IN", waiting)
            if len(filed) + len(rows) > MOST_HALF_KNOWN:
                raise UsageError(
                    f"Cannot show what was known at {as_of.isoformat()}: more than {MOST_HALF_KNOWN:,} mentions are of "
                    "events of which only a part had been said then. Choose another day."
                )
            filed |= dict(rows)
            own = snapshot.readings({ref.rpartition("/")[0] for ref, _ in rows})
            shown |= own
            printed = {raw.report.id: raw for raw in self._as_printed(own)}
            seen = pipeline.known_by(printed.values(), as_of)
            fresh = [one for one in tellings(seen) if one.ref in filed and one.ref not in told]
            told |= {one.ref: one for one in fresh}
            # What was said differently then may hang together with what it does not now.
            less = {one.report.id for one in seen if one != printed[one.report.id]}
            near = {
                other
                for one in fresh
                if one.report in less
                for other in shelf.under(known.looks(one)) | verdicts.partners(one.ref)
            } - filed.keys()
            parts |= waiting
            wanted = {part for (part,) in snapshot.among("SELECT part FROM mentions WHERE ref IN", near)}
            ids = set(dict(rows).values())
            wanted |= {part for (part,) in snapshot.among("SELECT part FROM mentions WHERE filed IN", ids)}
            waiting = wanted - parts
        links = Links(told={}, events={}, home={}, filed=filed, born=shelf.born(set(filed.values())), leads_to={})
        linked = explained_events(told, all_at_once(told.values(), verdicts, links), verdicts)
        yield from made(
            linked,
            {reading.report.id: reading for reading in pipeline.known_by(shown.values(), as_of)},
            told,
            dict.fromkeys(told, ""),
            self.judgements,
            profile=self.basis.profile,
            letters=self.basis.letters,
            as_of=as_of,
        )

    def _as_printed(self, shown: Mapping[str, Reading]) -> Iterator[Reading]:
        """Readings as linking looks at them: with the names that are covered in what is shown."""
        marked = self.basis.snapshot.among(f"SELECT id FROM reports WHERE marks & {COVERED} AND id IN", shown.keys())
        covered = {id_ for (id_,) in marked}
        for id_, reading in shown.items():
            raw = self.basis.ledger.reading(id_) if id_ in covered else reading
            if raw is not None:
                yield raw
