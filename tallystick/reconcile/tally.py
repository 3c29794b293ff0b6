"""An event from its mentions and claims: what, when, where, who, and the tally under one profile."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple, TypeVar

from tallystick.ids import content_id
from tallystick.model import (
    DatePrecision,
    Event,
    Mention,
    MentionRef,
    Party,
    Place,
    PlacePrecision,
    Reading,
    ReportRef,
    Role,
    Tally,
    global_id,
)
from tallystick.reconcile.case import Case, Incident, build_case
from tallystick.reconcile.disputes import disputes
from tallystick.reconcile.explain import notes, silent, stands
from tallystick.reconcile.interest import interests
from tallystick.reconcile.profiles import profile_named
from tallystick.reconcile.ratings import ratings
from tallystick.reconcile.supersede import revisions
from tallystick.reference.fold import folded

_SHARPEST_DAYS: tuple[DatePrecision, ...] = ("day", "night", "days", "week", "month", "year", "unknown")
_SHARPEST_PLACES: tuple[PlacePrecision, ...] = (
    "site", "town", "near", "water", "district", "province", "area", "country",
)  # fmt: skip
_ROLES: tuple[Role, ...] = ("main", "background", "aggregate")

_SHARE = re.compile(
    r"(?:(?:most|many|some|all|half|several|both|none|\d+) of (?:them|those|the|these|whom)|\w+ of (?:them|whom))\b",
    re.I,
)
""" "most of them fighters"; not "members of the army", for that is no share of anybody told before."""

Item = TypeVar("Item")


class Days(NamedTuple):
    """When something happened."""

    first: date | None
    last: date | None
    precision: DatePrecision


def reconcile(
    mentions: Sequence[MentionRef],
    readings: Mapping[str, Reading],
    *,
    profiles: Sequence[str] = ("ledger",),
    as_of: datetime | None = None,
    rejected: Mapping[str, str] | None = None,
    letters: Mapping[str, str] | None = None,
    event_id: str | None = None,
) -> tuple[Event, dict[str, Tally]]:
    """Turn what is said of one event into its record, with its figures under each of some profiles.

    Args:
        mentions: those held to be one event, the one told first in front.
        readings: by report id; they hold only what was said by `as_of`.
        profiles: the record has the figures of the last one.
        rejected: ledger-wide claim id to the reason that a person gave.
        letters: reliability of origins, A to F, by id, from the desk's own file.
        event_id: what the event is called; None = by its first mention.
    Raises:
        UsageError: there is no such profile.
    """
    case = case_of(mentions, readings, as_of=as_of, rejected=rejected, letters=letters)
    found = tallies(case, profiles)
    incident, names = case.incident, {origin.id: origin.name for origin in case.origins}
    reports = _reports(mentions, readings)
    event = Event(
        id=event_id or content_id("evt", global_id(mentions[0].report, mentions[0].mention)),
        type=incident.type,
        role=min((ref.role for ref in mentions), key=_ROLES.index),
        occurred_from=incident.occurred_from,
        occurred_to=incident.occurred_to,
        date_precision=incident.date_precision,
        places=incident.places,
        initiators=incident.initiators,
        targets=incident.targets,
        mentions=tuple(mentions),
        reports=reports,
        outlets=tuple(dict.fromkeys(report.outlet for report in reports if report.outlet)),
        origins=case.origins,
        tally=found[profiles[-1]],
        positions=incident.positions,
        disputes=disputes(case.figures, case.breakdowns, case.origins),
        notes=notes(case, mentions, readings),
        revisions=revisions(case.figures),
        interests=interests(case.figures, incident.initiators, incident.targets, names),
        ratings=ratings(case.figures, case.origins, case.letters),
        silent=silent(case),
    )
    return event, found


def case_of(
    mentions: Sequence[MentionRef],
    readings: Mapping[str, Reading],
    *,
    as_of: datetime | None = None,
    rejected: Mapping[str, str] | None = None,
    letters: Mapping[str, str] | None = None,
) -> Case:
    """What is said of one event, sorted out: what every profile chooses from. Arguments as for `reconcile`."""
    told = [(ref, _mention(ref, readings)) for ref in mentions]
    leading = [mention for _, mention in _leading(told)]
    days = _days(leading)
    places = _places([mention.places for _, mention in told])
    incident = Incident(
        type=_most_common([mention.type for mention in leading]),
        occurred_from=days.first,
        occurred_to=days.last,
        date_precision=days.precision,
        date_wordings=tuple(sorted({mention.date_wording for _, mention in told if mention.date_wording})),
        places=places,
        initiators=_parties(party for _, mention in told for party in mention.initiators),
        targets=_targets([party for _, mention in told for party in mention.targets], places),
        positions=stands(mentions, readings),
    )
    return build_case(mentions, readings, incident=incident, as_of=as_of, rejected=rejected, letters=letters)


def tallies(case: Case, profiles: Iterable[str]) -> dict[str, Tally]:
    """One event's tally under each of these profiles.

    Raises:
        UsageError: there is no such profile.
    """
    return {profile: profile_named(profile)(case) for profile in profiles}


def _mention(ref: MentionRef, readings: Mapping[str, Reading]) -> Mention:
    return next(mention for mention in readings[ref.report].mentions if mention.id == ref.mention)


def _leading(told: Sequence[tuple[MentionRef, Mention]]) -> Sequence[tuple[MentionRef, Mention]]:
    """The mentions of reports that are about the event; where there are none, all of them."""
    return [pair for pair in told if pair[0].role == "main"] or told


def _days(mentions: Sequence[Mention]) -> Days:
    """The days that most mentions give, of those that tell them most sharply.

    A day and a night are equally sharp: "in the early hours of Wednesday" is no vaguer than "on Wednesday".
    """
    dated = [
        Days(mention.occurred_from, mention.occurred_to, mention.date_precision)
        for mention in mentions
        if mention.occurred_from or mention.occurred_to
    ]
    if not dated:
        return Days(None, None, "unknown")
    sharpest = min(map(_vagueness, dated))
    counts = Counter(days for days in dated if _vagueness(days) == sharpest)
    return min(counts, key=lambda days: (-counts[days], str(days)))


def _vagueness(days: Days) -> int:
    return max(1, _SHARPEST_DAYS.index(days.precision))


def _most_common(values: Sequence[Item]) -> Item:
    counts = Counter(values)
    return min(counts, key=lambda value: (-counts[value], str(value)))


def _places(told: Sequence[Sequence[Place]]) -> tuple[Place, ...]:
    """Each place once, as its sharpest mention has it; sharper ones first, and of equally sharp ones those that most
    mentions tell of. Provinces and areas stay what they are.

    Args:
        told: the places of each mention.
    """
    counts = Counter(key for places in told for key in {_place_key(place) for place in places})
    return _once(
        (place for places in told for place in places),
        key=_place_key,
        order=lambda place: (_vagueness_of(place), -counts[_place_key(place)], place.wording),
    )


def _vagueness_of(place: Place) -> int:
    """A site, a town and its outskirts are equally sharp as far as order goes: what most mentions tell leads."""
    return max(_SHARPEST_PLACES.index("near"), _SHARPEST_PLACES.index(place.precision))


def _place_key(place: Place) -> object:
    return place.geonames_id or ((place.name or place.wording).casefold(), place.country)


def _parties(parties: Iterable[Party]) -> tuple[Party, ...]:
    """Each actor once, and each wording that no actor is known for.

    "Most of them militia fighters" says who people were, not who did it: a share of somebody is no party.
    """
    return _once(
        (party for party in parties if party.actor or not _SHARE.match(party.wording)),
        key=lambda party: party.actor or party.wording.casefold(),
        order=lambda party: (party.actor is None, -len(party.wording), party.wording),
    )


def _targets(parties: Iterable[Party], places: Iterable[Place]) -> tuple[Party, ...]:
    """Likewise, each told once: "depots" beside "arms depots" is no second target, and where it was is none at all."""
    where = [_told_words(name) | _LAND for place in places for name in (place.wording, place.name or place.wording)]
    told: list[Party] = []
    for party in _parties(parties):
        words = _told_words(party.wording)
        is_told = any(words <= _told_words(other.wording) for other in told)
        if party.actor or not (is_told or any(words <= name for name in where)):
            told.append(party)
    return tuple(told)


_LAND = frozenset("province governorate district city town village region area".split())


def _told_words(wording: str) -> frozenset[str]:
    return frozenset(folded(wording).split()) - {"a", "an", "the", "of", "in"}


def _once(items: Iterable[Item], *, key: Callable[[Item], object], order: Callable[[Item], Any]) -> tuple[Item, ...]:
    first: dict[object, Item] = {}
    for item in sorted(items, key=order):
        first.setdefault(key(item), item)
    return tuple(first.values())


def _reports(mentions: Sequence[MentionRef], readings: Mapping[str, Reading]) -> tuple[ReportRef, ...]:
    roles: dict[str, list[Role]] = {}
    for ref in mentions:
        roles.setdefault(ref.report, []).append(ref.role)
    found = []
    for report_id, told_as in roles.items():
        report = readings[report_id].report
        found.append(
            ReportRef(
                id=report.id,
                external_id=report.external_id,
                outlet=report.outlet,
                published_at=report.published_at,
                role=min(told_as, key=_ROLES.index),
                title=report.title,
                url=report.url,
            )
        )
    return tuple(found)
