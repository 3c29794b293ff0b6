"""What is told in one sum over many incidents ("500 since April"), beside the incidents of this record that it is over.

A sum never joins an incident and adds to no tally. It is set beside those of its days and place, and checked against
them in the one way that cannot mislead: where the incidents known have more dead than the sum allows, something is
wrong with one or the other. That fewer are known says nothing, for no record holds everything.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from tallystick.link.apart import is_same_place
from tallystick.link.telling import in_words, is_same_doer
from tallystick.model import Claim, Event, Note, Place, countries

_MOST_LISTED = 6


def check_sum(event: Event, claims: Mapping[str, Claim], among: Iterable[Event]) -> Note | None:
    """What this record knows of the incidents that an aggregate sums; None where it does not tell days and place.

    Args:
        event: an aggregate.
        claims: what is claimed of it, by ledger-wide id.
        among: all events known.
    Returns:
        A note whose `events` are the incidents, and whose `holds` is False where their dead are more than the sum.
    """
    first, last = event.occurred_from, event.occurred_to
    if event.role != "aggregate" or first is None or last is None or not event.places:
        return None
    known = sorted((one for one in among if _is_of(one, event, first, last)), key=lambda one: (_day(one), one.id))
    sums = {
        id_: claim.harm.quantity.high
        for id_, claim in claims.items()
        if claim.harm and claim.harm.outcome == "killed" and claim.harm.scope == "aggregate"
        if claim.attribution.stance == "asserts"
    }
    tops = [high for high in sums.values() if high is not None]
    most = max(tops) if tops and len(tops) == len(sums) else None
    text = f"Said of all that happened {_span(first, last)}; this record knows {len(known)} of it: {_listed(known)}."
    at_least = sum(one.tally.killed.low or 0 for one in known)
    holds = None
    if most is not None and at_least > most:
        holds = False
        text += f" They come to at least {at_least} killed, more than the {most} of the sum."
    elif known and at_least:
        text += f" They come to at least {at_least} killed."
    return Note(claims=tuple(sorted(sums)), text=text, holds=holds, events=tuple(one.id for one in known))


def _is_of(one: Event, event: Event, first: date, last: date) -> bool:
    """Whether an incident lies within the days and a place of a sum, and is not known to be another's deed."""
    if one.role == "aggregate" or one.occurred_from is None or one.occurred_to is None:
        return False
    if one.occurred_from < first or one.occurred_to > last or not _is_within(one.places, event.places):
        return False
    return not event.initiators or not one.initiators or is_same_doer(one.initiators, event.initiators)


def _is_within(places: Sequence[Place], wider: Sequence[Place]) -> bool:
    """Whether a place is one of the others, or lies in a province or country among them."""
    for outer in wider:
        if outer.precision == "country":
            if outer.country in countries(places):
                return True
        elif outer.precision in {"province", "area"} and outer.admin1:
            if any(place.admin1 == outer.admin1 and place.country == outer.country for place in places):
                return True
        elif any(is_same_place(place, outer) for place in places):
            return True
    return False


def _day(event: Event) -> date:
    return event.occurred_to or event.occurred_from or date.min


def _span(first: date, last: date) -> str:
    return (
        f"on {in_words(first, last)}" if first == last else f"from {in_words(first, first)} to {in_words(last, last)}"
    )


def _listed(events: Sequence[Event]) -> str:
    named = [in_words(one.occurred_from, one.occurred_to) + _where(one) for one in events[:_MOST_LISTED]]
    more = f"; and {len(events) - _MOST_LISTED} more" if len(events) > _MOST_LISTED else ""
    return "; ".join(named) + more if named else "none"


def _where(event: Event) -> str:
    where = next((place.name or place.wording for place in event.places), None)
    return f" ({where})" if where else ""
