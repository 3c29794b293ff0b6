""" "The fourth in two weeks": a statement about several events, checked against the events known.

No reference database codes such statements, though coders use them to find what they have missed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date

from msgspec import UnsetType

from tallystick.link.telling import country_of, in_words, stems
from tallystick.model import Claim, Event, Note, Party, Reading, Record, Series, countries, global_id


class _Counted(Record, frozen=True, kw_only=True):
    """A series claim and the event that it counts as the n-th."""

    claim: str
    series: Series
    event: Event


def check_series(events: Sequence[Event], readings: Iterable[Reading]) -> dict[str, tuple[Note, ...]]:
    """For each event, by id: what this record makes of the series that its reports count it in.

    Returns:
        Notes whose `holds` is True when the window holds as many events as the words say, False when it
        holds another number although that many are known, and None when too few are known to tell.
    """
    notes: dict[str, list[Note]] = {}
    for counted in sorted(_series_claims(events, readings), key=lambda counted: counted.claim):
        note = _checked(counted, events)
        if note:
            notes.setdefault(counted.event.id, []).append(note)
    return {event: tuple(found) for event, found in notes.items()}


def _series_claims(events: Sequence[Event], readings: Iterable[Reading]) -> Iterable[_Counted]:
    homes = {global_id(ref.report, ref.mention): event for event in events for ref in event.mentions}
    for reading in readings:
        for claim in reading.claims:
            if isinstance(claim.series, UnsetType):
                continue
            event = _event_of(reading, claim, homes)
            if event:
                yield _Counted(claim=global_id(reading.report.id, claim.id), series=claim.series, event=event)


def _event_of(reading: Reading, claim: Claim, homes: dict[str, Event]) -> Event | None:
    """The event told as the n-th: the claim's own, else the report's main one."""
    home = homes.get(global_id(reading.report.id, claim.mention or ""))
    if home and home.role != "aggregate":
        return home
    mains = {
        homes[ref].id: homes[ref]
        for mention in reading.mentions
        if mention.role == "main" and (ref := global_id(reading.report.id, mention.id)) in homes
    }
    return next(iter(mains.values())) if len(mains) == 1 else None


def _checked(counted: _Counted, events: Sequence[Event]) -> Note | None:
    series, event = counted.series, counted.event
    if series.ordinal is None or event.occurred_to is None:
        return None
    # Of nobody's deeds nobody can tell which others are meant.
    others = events if series.initiators or event.initiators else (event,)
    known = sorted((other for other in others if _belongs(other, event, series)), key=lambda e: (_day(e), e.id))
    inside = [other for other in known if _in_window(other, series)]
    window = f"from {in_words(series.window_from, series.window_to)}" if series.window_from else "of no stated length"
    said = f"Said to be number {series.ordinal} in a window {window}; this record knows {len(inside)} in it"
    text = f"{said}: {_listed(inside)}."
    described = inside
    holds: bool | None = None
    if series.window_from is not None and len(inside) == series.ordinal:
        holds = True
    elif len(inside) > series.ordinal:
        holds = False
    elif len(known) >= series.ordinal:
        # As many are known, but they reach back further than the words allow.
        described = needed = known[-series.ordinal :]
        first = _day(needed[0])
        holds = False
        text += f" The last {series.ordinal} known go back to {in_words(first, first)}: {_listed(needed)}."
    else:
        text += " Too few are known here to say whether that is right."
    return Note(claims=(counted.claim,), text=text, holds=holds, events=tuple(other.id for other in described))


def _belongs(other: Event, event: Event, series: Series) -> bool:
    """Whether the other event, not later than this one, is one of the same doer in the same country."""
    if other.role == "aggregate" or other.occurred_to is None:
        return False
    if other.id == event.id:
        return True
    where, there = countries(event.places), countries(other.places)
    same_country = not where or not there or bool(where & there)
    return same_country and _day(other) <= _day(event) and _same_doer(other, event, series)


def _same_doer(other: Event, event: Event, series: Series) -> bool:
    return any(map(is_of_series(series, event), other.initiators))


def is_of_series(series: Series, event: Event) -> Callable[[Party], bool]:
    """Whether a party may be who did all that a series counts.

    Args:
        event: the one that is told as the n-th.
    """
    wanted = list(series.initiators) + [party.actor or party.wording for party in event.initiators]

    def is_meant(party: Party) -> bool:
        return any(
            one == two
            or (country_of(one) is not None and country_of(one) == country_of(two))
            or bool(stems(one) & stems(two) and not one.startswith("act:"))
            for one in wanted
            for two in (party.actor, party.wording)
            if two
        )

    return is_meant


def _in_window(event: Event, series: Series) -> bool:
    """Whether any day of the event lies in the window; a side that the words leave open is open."""
    first, last = event.occurred_from or event.occurred_to, event.occurred_to
    after = series.window_from is None or (last is not None and last >= series.window_from)
    before = series.window_to is None or (first is not None and first <= series.window_to)
    return after and before


def _day(event: Event) -> date:
    return event.occurred_to or event.occurred_from or date.min


def _listed(events: Sequence[Event]) -> str:
    return "; ".join(_in_place(event) for event in events) or "none"


def _in_place(event: Event) -> str:
    where = next((place.name or place.wording for place in event.places), None)
    return in_words(event.occurred_from, event.occurred_to) + (f" ({where})" if where else "")
