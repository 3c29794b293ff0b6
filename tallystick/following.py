"""What follows from a ledger, kept up with it: of all that was derived, only what new entries bear upon is made anew.

A new report bears upon the events that its part holds now, and on those that it was in before; a judgement on the parts
of the mentions that it names; a name of a victim on every text that prints it. Everything else is carried over as it
is. What comes out is what would come out from zero: a law, tested (tests/properties/test_following_laws.py).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import NamedTuple

from tallystick.export.withheld import Names, may_print
from tallystick.ledger.base import Ledger, News
from tallystick.link.cluster import Linked, explained_events
from tallystick.link.incremental import Links, Shelf, links_of, placed_of
from tallystick.link.judged import Verdicts
from tallystick.model import Event, Judgement, Reading, global_id
from tallystick.pipeline import reconciled, with_series

_NEVER = datetime.max.replace(tzinfo=UTC)


class Held(NamedTuple):
    """What a ledger holds and what its mentions are linked to, at one transaction."""

    upto: int
    raw: dict[str, Reading]
    """By report id."""
    shown: dict[str, Reading]
    """The same, with the names of harmed people covered."""
    names: Names
    judgements: list[Judgement]
    links: Links
    linked: dict[str, Linked]
    """Each event with the evidence, by its id."""
    events: dict[str, dict[str, Event]]
    """By profile, as far as it was asked for, and id; without what is said of series."""
    letters: Mapping[str, str]
    """Reliability of origins, A to F, by the desk's own file."""

    def readings(self, *, shown: bool) -> list[Reading]:
        """All readings, by publication, then id, as `Ledger.readings` gives them."""
        return sorted((self.shown if shown else self.raw).values(), key=_by_publication)

    def events_under(self, profile: str) -> list[Event]:
        """All events under a profile, in the order in which each was first told.

        Raises:
            UsageError: there is no such profile.
        """
        if profile not in self.events:
            self.events[profile] = self._reconciled(self.linked.values(), profile)
        told = self.links.told
        first = {one.id: one.first for one in self.linked.values()}
        ordered = sorted(
            self.events[profile].values(),
            key=lambda event: (
                told[global_id(first[event.id].report, first[event.id].mention)].known_at,
                first[event.id].report,
                first[event.id].mention,
            ),
        )
        return with_series(ordered, self.shown.values())

    def _reconciled(self, linked: Iterable[Linked], profile: str) -> dict[str, Event]:
        made = reconciled(linked, self.shown, judgements=self.judgements, profile=profile, letters=self.letters)
        return {event.id: event for event in made}


def held(ledger: Ledger, letters: Mapping[str, str] | None = None) -> Held:
    """Everything, from zero."""
    upto = ledger.since(0).upto
    raw = {reading.report.id: reading for reading in ledger.readings()}
    judgements = list(ledger.judgements())
    with ledger.links() as shelf:
        links = links_of(shelf)
    names = Names(raw.values())
    linked = explained_events(links.told, links.events, Verdicts(judgements))
    return Held(
        upto=upto,
        raw=raw,
        shown={id_: names.cover(reading) for id_, reading in raw.items()},
        names=names,
        judgements=judgements,
        links=links,
        linked={one.id: one for one in linked if one.id},
        events={},
        letters=letters or {},
    )


def caught_up(before: Held, ledger: Ledger) -> Held:
    """The same, with what was written since."""
    news = ledger.since(before.upto)
    if news.upto == before.upto:
        return before
    raw, shown, names, touched = _read(before, ledger, news)
    judgements = before.judgements if news.only_came and not news.claims else list(ledger.judgements())
    with ledger.links() as shelf:
        links, affected = relinked(before.links, shelf, news)
    # What a report says, or what was said of its claims, bears on every event that it tells of.
    reports = touched | {claim.partition("/")[0] for claim in news.claims}
    stale = {event for ref, event in links.home.items() if ref in affected or ref.partition("/")[0] in reports}
    fresh = explained_events(links.told, {event: links.events[event] for event in stale}, Verdicts(judgements))
    linked = {id_: one for id_, one in before.linked.items() if id_ in links.events and id_ not in stale}
    now = before._replace(
        upto=news.upto,
        raw=raw,
        shown=shown,
        names=names,
        judgements=judgements,
        links=links,
        linked=linked | {one.id: one for one in fresh if one.id},
    )
    kept = {
        profile: {id_: event for id_, event in events.items() if id_ in linked}
        for profile, events in before.events.items()
    }
    return now._replace(events={profile: events | now._reconciled(fresh, profile) for profile, events in kept.items()})


class _Texts(NamedTuple):
    raw: dict[str, Reading]
    shown: dict[str, Reading]
    names: Names
    touched: set[str]
    """The reports of which something reads otherwise now."""


def _read(before: Held, ledger: Ledger, news: News) -> _Texts:
    """The readings with those that came, changed or were withdrawn, and names covered in all of them."""
    raw, shown, touched = dict(before.raw), dict(before.shown), set(news.reports)
    came: list[Reading] = []
    for id_ in news.reports:
        raw.pop(id_, None)
        shown.pop(id_, None)
        if (reading := ledger.reading(id_)) is not None:
            raw[id_] = reading
            came.append(reading)
    # A name that only a withdrawn reading gave is covered no longer: then all names are gathered again.
    again = not before.raw.keys().isdisjoint(news.reports)
    names = Names(raw.values()) if again else before.names.copy()
    fresh = frozenset().union(*(names.add(reading) for reading in came))
    for id_, reading in raw.items():
        if id_ not in shown or again or (fresh and may_print(reading, fresh)):
            covered = names.cover(reading)
            if covered != shown.get(id_):
                shown[id_] = covered
                touched.add(id_)
    return _Texts(raw, shown, names, touched)


def relinked(links: Links, shelf: Shelf, news: News) -> tuple[Links, frozenset[str]]:
    """The links as they stand on a shelf now.

    Where reports only came, all that they can have moved hangs together with them, and only that is looked at. A report
    that was withdrawn, or a judgement, may have moved others on its way: then where each mention stands is compared.

    Returns:
        The links, and the mentions whose events may be others than before.
    """
    came = shelf.tellings({ref for report in news.reports for ref in shelf.of_report(report)})
    fresh = {telling.ref: telling for telling in came}
    gone = {ref for ref, telling in links.told.items() if telling.report in news.reports}
    if gone or not news.only_came:
        now = placed_of(shelf, links.told | fresh)
        affected = {
            ref
            for ref in now.filed.keys() | links.filed.keys()
            if (now.home.get(ref), now.filed.get(ref)) != (links.home.get(ref), links.filed.get(ref))
        }
        # A judgement that moves nothing is still the reason now for which they are one.
        affected |= news.judged
        mates = {now.home[ref] for ref in affected | fresh.keys() if ref in now.home}
        mates |= {links.home[ref] for ref in affected if ref in links.home}
        affected |= {ref for each in (now, links) for event in mates for ref in each.events.get(event, ())}
        return now, frozenset((affected | fresh.keys()) & now.told.keys())
    placed = shelf.placed(shelf.together(fresh) | fresh.keys())
    events = dict(links.events)
    for ref in placed.keys() & links.home.keys():
        events.pop(links.home[ref], None)
    members: dict[str, list[str]] = {}
    for ref, where in placed.items():
        members.setdefault(where.event, []).append(ref)
    ids = {*members, *(where.filed for where in placed.values())}
    ids |= {each[ref] for each in (links.filed, links.home) for ref in placed if ref in each}
    lead = {id_: to for id_ in ids if (to := shelf.leads_to(id_)) is not None}
    made = Links(
        told=links.told | fresh,
        events=events | {event: tuple(sorted(refs)) for event, refs in members.items()},
        home=links.home | {ref: where.event for ref, where in placed.items()},
        filed=links.filed | {ref: where.filed for ref, where in placed.items()},
        born=links.born | shelf.born(lead),
        leads_to={id_: to for id_, to in (links.leads_to | lead).items() if to != id_},
    )
    return made, frozenset(placed)


def _by_publication(reading: Reading) -> tuple[bool, datetime, str]:
    at = reading.report.published_at
    return at is None, at or _NEVER, reading.report.id
