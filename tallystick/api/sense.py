"""Making sense: the events that a ledger knows, as known at one time, and in somebody else's format."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from types import MappingProxyType
from typing import NamedTuple

import msgspec

from tallystick import pipeline
from tallystick.api.books import Book, opened
from tallystick.errors import SettingsError, UnknownEventError, UsageError
from tallystick.export.formats import format_named
from tallystick.export.formats.format import Format
from tallystick.export.formats.loss import Loss, LossReport
from tallystick.export.withheld import all_without_names
from tallystick.link.cluster import Linked, explained_events
from tallystick.link.incremental import Links, all_at_once, links_of
from tallystick.link.judged import Verdicts
from tallystick.link.telling import Telling, tellings
from tallystick.model import Dossier, Event, Judgement, Reading, Record, Tally, to_builtins
from tallystick.pipeline import dossier_of, known_by, make_sense
from tallystick.reconcile.profiles import OURS, profile_named
from tallystick.search import Search, event_named, matching


class Exported(Record, frozen=True, kw_only=True):
    """Records in somebody else's format."""

    files: dict[str, bytes]
    """By name."""
    loss: LossReport
    """What the format could not hold."""


class Known(NamedTuple):
    """What a ledger holds, as known at one time: whoever asks more than once links only once."""

    readings: list[Reading]
    """As shown: the names of harmed people covered, where they are not asked for."""
    judgements: list[Judgement]
    as_of: datetime | None
    sensed: dict[str, list[Event]]
    """The events by profile, as far as they were asked for."""
    raw: list[Reading]
    """As recorded: linking looks at names, too, and must not depend on who may see them."""
    links: Links
    """The links of the whole ledger."""
    is_now: bool
    """Whether this is all that the ledger knows, and not what it knew at an earlier time."""
    letters: Mapping[str, str] = MappingProxyType({})
    """Reliability of origins, A to F, by the desk's own file."""

    def told(self) -> dict[str, Telling]:
        """Every mention as linking sees it, by ledger-wide id."""
        if self.is_now and self.as_of is None:
            return self.links.told
        return {one.ref: one for one in tellings(known_by(self.raw, self.as_of))}

    def linked(self) -> list[Linked]:
        """Which mentions are one event, what it is called, and the evidence."""
        told, verdicts = self.told(), Verdicts(self.judgements)
        if self.is_now and self.as_of is None:
            return explained_events(told, self.links.events, verdicts)
        return explained_events(told, all_at_once(told.values(), verdicts, self.links), verdicts)

    def named(self, event_id: str, profile: str = "ledger") -> Event:
        """The event that goes by this id, or went by it before it became one with another.

        Raises:
            UnknownEventError: no event, or more than one, has this id at this time.
        """
        found = self.events(profile)
        try:
            return event_named(found, event_id)
        except UnknownEventError:
            now = self.links.leads_to.get(event_id.strip())
            if now is None:
                raise
            return event_named(found, now)

    def events(self, profile: str = "ledger") -> list[Event]:
        """Every event under one profile, in the order in which each was first told.

        Raises:
            UsageError: there is no such profile.
        """
        if profile not in self.sensed:
            profile_named(profile)
            self.sensed[profile] = make_sense(
                self.readings,
                judgements=self.judgements,
                profile=profile,
                as_of=self.as_of,
                letters=self.letters,
                linked=self.linked(),
            )
        return self.sensed[profile]

    def dossier(self, event_id: str, profile: str = "ledger") -> Dossier:
        """As `dossier`."""
        every = self.events(profile)
        return dossier_of(self.named(event_id, profile), _by_report(self.seen()), among=every, known=every)

    def compare(self, event_id: str) -> dict[str, Tally]:
        """As `compare`."""
        event = self.named(event_id)
        return pipeline.compare(
            event, self.readings, judgements=self.judgements, as_of=self.as_of, letters=self.letters
        )

    def export(self, format: str, search: Search, *, profile: str | None = None) -> Exported:
        """As `export`."""
        wanted = format_named(format)
        profile = profile_for(wanted, profile)
        return exported(wanted, matching(self.events(profile), search), _by_report(self.seen()), profile=profile)

    def seen(self) -> list[Reading]:
        """The readings as far as they had been said by this time."""
        return known_by(self.readings, self.as_of)

    def at(self, as_of: datetime | None) -> Known:
        """The same reports and judgements, as far as they had been said by another time."""
        return self._replace(as_of=as_of, sensed={})


def known(
    ledger: Book,
    *,
    as_of: datetime | None = None,
    recorded_as_of: datetime | None = None,
    names: bool = False,
    letters: Mapping[str, str] | None = None,
) -> Known:
    """Everything that a ledger holds, ready to be asked many things; it is read once, and does not follow the ledger.

    Args:
        as_of, recorded_as_of, names, letters: as for `events`.
    Raises:
        SettingsError: there is no such ledger, or a time has no zone.
    """
    for at in (as_of, recorded_as_of):
        if at is not None and at.tzinfo is None:
            raise SettingsError(f"Cannot use {at.isoformat()}: expected a time with a zone, such as {at.isoformat()}Z.")
    with opened(ledger) as book:
        raw = list(book.readings(recorded_as_of=recorded_as_of))
        judged = list(book.judgements(recorded_as_of=recorded_as_of))
        with book.links() as shelf:
            links = links_of(shelf)
    shown = raw if names else all_without_names(raw)
    return Known(shown, judged, as_of, {}, raw, links, recorded_as_of is None, letters or {})


def events(
    ledger: Book,
    *,
    since: date | None = None,
    until: date | None = None,
    place: str | None = None,
    actor: str | None = None,
    min_killed: int | None = None,
    as_of: datetime | None = None,
    recorded_as_of: datetime | None = None,
    profile: str = "ledger",
    names: bool = False,
    letters: Mapping[str, str] | None = None,
) -> list[Event]:
    """The events that a ledger knows, in the order in which each was first told.

    An event whose days, place, parties or dead are not known is not found by what is not known of it.

    Args:
        since: with a day on or after this one; `until`, on or before.
        place: a place, province or country, however it is spelled.
        actor: who acted or was hit: a name, or an id such as `act:ISR-MIL`.
        min_killed: the largest number that the tally names for the killed is at least this.
        as_of: only what had been *said* by then.
        recorded_as_of: only what the *ledger* knew then.
        names: with the names of harmed people, which are covered otherwise.
        letters: reliability of origins, A to F, by id; `settings.letters_of` reads a desk's file.
    Raises:
        SettingsError: there is no such ledger, or a time has no zone.
        UsageError: there is no such profile.
    """
    profile_named(profile)
    search = Search(since=since, until=until, place=place, actor=actor, min_killed=min_killed)
    held = known(ledger, as_of=as_of, recorded_as_of=recorded_as_of, names=names, letters=letters)
    return matching(held.events(profile), search)


def dossier(
    ledger: Book,
    event_id: str,
    *,
    as_of: datetime | None = None,
    recorded_as_of: datetime | None = None,
    profile: str = "ledger",
    names: bool = False,
    letters: Mapping[str, str] | None = None,
) -> Dossier:
    """One event with the words behind every figure.

    Args:
        event_id: whole, or as much of it as names one event.
        names: with the names of harmed people, which are covered otherwise.
        letters: as for `events`.
    Raises:
        UnknownEventError: no event, or more than one, has this id at this time.
    """
    profile_named(profile)
    held = known(ledger, as_of=as_of, recorded_as_of=recorded_as_of, names=names, letters=letters)
    return held.dossier(event_id, profile)


def compare(
    ledger: Book,
    event_id: str,
    *,
    as_of: datetime | None = None,
    recorded_as_of: datetime | None = None,
    letters: Mapping[str, str] | None = None,
) -> dict[str, Tally]:
    """An event's tally under every profile, those of other people included.

    Args:
        letters: as for `events`.

    Raises:
        UnknownEventError: no event, or more than one, has this id at this time.
    """
    return known(ledger, as_of=as_of, recorded_as_of=recorded_as_of, letters=letters).compare(event_id)


def dossier_json(dossier: Dossier) -> bytes:
    """The event's keys as `tally events --json` has them, with its `claims` by id, its `background`, its `changes`."""
    more = {"claims": dossier.claims, "background": dossier.background, "changes": dossier.changes}
    return msgspec.json.encode(to_builtins(dossier.event) | more)


def export(
    ledger: Book,
    format: str,
    *,
    since: date | None = None,
    until: date | None = None,
    place: str | None = None,
    actor: str | None = None,
    min_killed: int | None = None,
    as_of: datetime | None = None,
    recorded_as_of: datetime | None = None,
    profile: str | None = None,
    names: bool = False,
    letters: Mapping[str, str] | None = None,
) -> Exported:
    """The events that a ledger knows in somebody else's format, with an account of what it could not hold.

    Args:
        format: `tallystick.export.formats.names()` lists them.
        since, until, place, actor, min_killed, as_of, recorded_as_of, names, letters: as for `events`.
        profile: whose figures; None = the format's own.
    Returns:
        The files by name; the same ledger and arguments give the same bytes.
    Raises:
        SettingsError: there is no such ledger, a time has no zone, or a package that the format needs is missing.
        UsageError: there is no such format or profile, or the format carries the figures of another codebook.
    """
    search = Search(since=since, until=until, place=place, actor=actor, min_killed=min_killed)
    held = known(ledger, as_of=as_of, recorded_as_of=recorded_as_of, names=names, letters=letters)
    return held.export(format, search, profile=profile)


def exported(format: Format, events: Iterable[Event], readings: Mapping[str, Reading], *, profile: str) -> Exported:
    """Events in a format.

    Args:
        readings: of their reports, by id.
        profile: whose figures the events have.
    """
    dossiers = [dossier_of(event, readings) for event in events]
    loss = Loss(dossiers, format.holds)
    written = format.write(dossiers, loss)
    return Exported(files=written.files, loss=loss.report(format=format.name, profile=profile, rows=written.rows))


def profile_for(format: Format, profile: str | None) -> str:
    """The profile asked for, else the format's own; a codebook's columns take no other codebook's figures."""
    if profile is None or profile == format.profile:
        profile_named(format.profile)
        return format.profile
    profile_named(profile)
    if format.codebook and profile in OURS:
        raise UsageError(
            f"The columns of {format.name} mean what the profile {format.profile!r} says, not {profile!r}. "
            f"Leave --profile out, or take a format that carries any profile, such as csv."
        )
    return profile


def _by_report(readings: Iterable[Reading]) -> dict[str, Reading]:
    return {reading.report.id: reading for reading in readings}
