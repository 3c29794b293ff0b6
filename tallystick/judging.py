"""A person's verdict, from what the person names to the mentions and claims that a ledger keeps it on.

People name events and reports; events are derived and their ids follow from what is known, so a judgement is kept on
mentions and claims, which stay what they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import get_args

from tallystick.corrections import CORRECTIONS
from tallystick.errors import UsageError
from tallystick.model import Event, Judgement, Mention, Reading, Verdict, global_id
from tallystick.search import event_named

VERDICTS: tuple[Verdict, ...] = tuple(verdict for verdict in get_args(Verdict) if verdict not in CORRECTIONS)
"""Those that only name things; a correction brings more with it (`corrections.py`)."""


def judgement_on(
    verdict: str,
    named: Sequence[str],
    *,
    by: str,
    why: str,
    readings: Iterable[Reading],
    events: Sequence[Event],
) -> Judgement:
    """A judgement, with what it is about looked up.

    Args:
        named: same, different, unsure: two mentions, or reports that tell of one incident. merge: two events or more.
            split: an event, then the mentions or reports that leave it. accept, reject: claims. Of a report's and an
            event's id as much is enough as names one.
        readings, events: those that the ledger knows now.
    Raises:
        UsageError: there is no such verdict, the number of things named does not fit, or nobody is named as the
            judge or no reason is given.
        UnknownEventError: no event, or more than one, has this id.
    """
    if verdict not in VERDICTS:
        raise UsageError(f"There is no verdict {verdict!r}: expected one of {', '.join(VERDICTS)}.")
    if not by.strip() or not why.strip():
        raise UsageError(f"Cannot judge {verdict!r}: expected who judges and why, found nothing. Give --by and --why.")
    known = {reading.report.id: reading for reading in readings}
    items, against = _items(verdict, named, known, events)
    return Judgement(verdict=verdict, items=items, against=against, by=by.strip(), why=why.strip())


def _items(
    verdict: str, named: Sequence[str], known: Mapping[str, Reading], events: Sequence[Event]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    if verdict in {"accept", "reject"}:
        _check_number(verdict, named, 1, "one claim (rep_…/c1) or more", most=None)
        return tuple(sorted({_claim(name, known) for name in named})), ()
    if verdict == "merge":
        _check_number(verdict, named, 2, "two events or more", most=None)
        merged = {event.id: event for event in (event_named(events, name) for name in named)}
        if len(merged) < 2:
            raise UsageError(f"Cannot merge {', '.join(named)}: they are one event already.")
        return tuple(sorted(ref for event in merged.values() for ref in _refs(event))), ()
    if verdict == "split":
        _check_number(verdict, named, 2, "an event, then the mentions or reports that leave it", most=None)
        return _split(event_named(events, named[0]), named[1:], known)
    _check_number(verdict, named, 2, "two mentions (rep_…/m1) or reports", most=2)
    one, other = (_mention(name, known) for name in named)
    if one == other:
        raise UsageError(f"Cannot judge {verdict!r}: {named[0]} and {named[1]} are one mention. Name two.")
    return tuple(sorted((one, other))), ()


def _split(event: Event, named: Sequence[str], known: Mapping[str, Reading]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    members = set(_refs(event))
    leaving = {ref for name in named for ref in _leaving(name, members, known)}
    if leaving == members:
        raise UsageError(f"Cannot split {event.id}: every mention of it would leave. Name fewer.")
    return tuple(sorted(leaving)), tuple(sorted(members - leaving))


def _leaving(name: str, members: set[str], known: Mapping[str, Reading]) -> set[str]:
    """The mentions of the event that are meant: one by its id, or all that a report tells."""
    report, _, local = name.partition("/")
    reading = _reading(report, known)
    own = {global_id(reading.report.id, local)} if local else {_ref(reading, one) for one in reading.mentions}
    if not own & members:
        raise UsageError(
            f"Cannot split {name} off: the event has no such mention. `tally show EVENT --json` lists them."
        )
    return own & members


def _mention(name: str, known: Mapping[str, Reading]) -> str:
    """A mention by its id, or the one that a report is about."""
    report, _, local = name.partition("/")
    reading = _reading(report, known)
    if local:
        found = [one for one in reading.mentions if one.id == local]
    else:
        found = [one for one in reading.mentions if one.role == "main"] or list(reading.mentions)
    if len(found) == 1:
        return _ref(reading, found[0])
    listed = ", ".join(_ref(reading, one) for one in reading.mentions) or "none"
    raise UsageError(f"Cannot tell which mention {name} is: expected one of {listed}.")


def _claim(name: str, known: Mapping[str, Reading]) -> str:
    report, _, local = name.partition("/")
    reading = _reading(report, known)
    if any(claim.id == local for claim in reading.claims):
        return global_id(reading.report.id, local)
    raise UsageError(f"There is no claim {name}: {reading.report.id} has {len(reading.claims)}, from c1 on.")


def _reading(report: str, known: Mapping[str, Reading]) -> Reading:
    if report in known:
        return known[report]
    found = [id_ for id_ in known if id_.removeprefix("rep_").startswith(report.removeprefix("rep_"))]
    found = found or [id_ for id_, reading in known.items() if reading.report.external_id == report]
    if len(found) == 1 and report:
        return known[found[0]]
    what = f"any of {len(found)}" if found else f"none of the {len(known)} held"
    raise UsageError(
        f"Cannot tell which report {report!r} is: it may be {what}. `tally events --json` lists their ids."
    )


def reading_named(readings: Iterable[Reading], report: str) -> Reading:
    """The report with this id, or with the only id that begins like this, with or without `rep_`; or its external id.

    Raises:
        UsageError: there is none, or more than one.
    """
    return _reading(report.partition("/")[0], {reading.report.id: reading for reading in readings})


def _refs(event: Event) -> list[str]:
    return [global_id(ref.report, ref.mention) for ref in event.mentions]


def _ref(reading: Reading, mention: Mention) -> str:
    return global_id(reading.report.id, mention.id)


def _check_number(verdict: str, named: Sequence[str], least: int, expected: str, *, most: int | None) -> None:
    if len(named) < least or (most is not None and len(named) > most):
        raise UsageError(f"Cannot judge {verdict!r}: expected {expected}, found {len(named)}.")
