"""How strongly two reports seem to tell the same incident: a list of weighed reasons, each a sentence.

The weights are additive, like logarithms of odds: what speaks for, what against, and what rules it out.
They are the whole policy, in one table, so that a reader can see and question it; what was tried is in
docs/decisions/0003-linking.md. Unknown is no evidence: a missing day or place weighs nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from math import asin, cos, radians, sin, sqrt
from typing import NamedTuple

from tallystick.link.telling import Telling, country_of, in_words, stems
from tallystick.model import EventType, Party, Place, countries
from tallystick.reference.fold import folded

THRESHOLD = 5.5
"""Least sum at which two mentions are held to be one event. Where it comes from: decisions/0003."""

VETO = float("-inf")

WEIGHTS = {
    # when
    "days: the same": 3.0,
    "days: one apart": -0.5,
    "days: within a vague span": 1.0,
    "days: apart, one of them vague": -3.0,
    "days: apart": VETO,
    "days: told before it happened": VETO,
    # where
    "place: the same": 3.0,
    "place: within 10 km": 2.5,
    "place: within 30 km": 1.5,
    "place: within 75 km": -0.5,
    "place: within 200 km": -2.0,
    "place: beyond 200 km": VETO,
    "place: the same province": 1.5,
    "place: the same country, one told coarsely": 1.0,
    "place: other provinces": -1.5,
    "place: other countries": VETO,
    # what
    "type: the same": 1.0,
    "type: can be the same": 0.0,
    "type: another": -2.0,
    # who
    "initiator: the same": 1.0,
    "initiator: another": -1.5,
    "target: the same": 0.5,
    # how many
    "figures: several distinctive ones equal": 2.5,
    "figures: a distinctive one equal": 1.5,
    "figures: a small one equal": 0.5,
    # the page itself
    "page: a later version": 2.0,
}

DISTINCTIVE = 10
"""From here on an equal figure is unlikely to be chance: in news of violence most tolls are below ten."""

SHARP_DAYS = frozenset({"day", "night"})
POINTS = frozenset({"site", "town", "near", "district"})
SLACK_KM = {"near": 15.0, "district": 20.0}
"""How far the point of such a place may lie from where it happened."""

_BLASTS: frozenset[EventType] = frozenset(
    {"Air/drone strike", "Shelling/artillery/missile attack", "Chemical weapon", "Grenade"}
)
_BOMBS: frozenset[EventType] = frozenset({"Remote explosive/landmine/IED", "Suicide bomb", "Grenade"})
_CLOSE_UP: frozenset[EventType] = frozenset(
    {"Armed clash", "Attack", "Mob violence", "Excessive force against protesters", "Sexual violence"}
)
_FAMILIES = (_BLASTS, _BOMBS, _CLOSE_UP, frozenset({"Abduction/forced disappearance", "Arrests"}))
_ANYTHING: frozenset[EventType] = frozenset({"Attack", "Other"})
"""Words of reporters for every kind of violence: "the attack"."""


class Evidence(NamedTuple):
    """One reason for or against two mentions being one event."""

    feature: str
    weight: float
    sentence: str


def compare(left: Telling, right: Telling) -> list[Evidence]:
    """Every reason for or against these two being the same incident; their order is no matter."""
    if left.ref > right.ref:
        left, right = right, left
    found = [
        _days(left, right),
        _places(left.mention.places, right.mention.places),
        _types(left.mention.type, right.mention.type),
        _initiators(left.mention.initiators, right.mention.initiators),
        _targets(left.mention.targets, right.mention.targets),
        _figures(left, right),
        _page(left, right),
    ]
    return [_weighed(*reason) for reason in found if reason]


def score(evidence: Iterable[Evidence]) -> float:
    """Sum of the weights; minus infinity where anything rules it out."""
    return sum(reason.weight for reason in evidence)


Reason = tuple[str, str]


def _weighed(feature: str, sentence: str) -> Evidence:
    weight = WEIGHTS[feature]
    return Evidence(feature, weight, f"{sentence} ({'ruled out' if weight == VETO else f'{weight:+g}'})")


# ------------------------------------------------------------------------------------------- when


def _days(left: Telling, right: Telling) -> Reason | None:
    if left.days is None or right.days is None:
        return _told_too_early(left, right) or _told_too_early(right, left)
    gap = _gap(left.days, right.days)
    both = f"{in_words(*left.days)} and {in_words(*right.days)}"
    sharp = {left.mention.date_precision, right.mention.date_precision} <= SHARP_DAYS
    if gap == 0:
        short = all((last - first).days <= 1 for first, last in (left.days, right.days))
        if sharp or short:
            return "days: the same", f"the days agree: {both}"
        return "days: within a vague span", f"the days overlap: {both}"
    if gap == 1 and sharp:
        # A night, a time zone or a reporter's "on Tuesday" moves a day; two days it does not move.
        return "days: one apart", f"the days differ by one: {both}"
    if sharp:
        return "days: apart", f"the days differ by {gap}: {both}"
    return "days: apart, one of them vague", f"the spans of days do not meet: {both}"


def _told_too_early(undated: Telling, other: Telling) -> Reason | None:
    """A mention without a day happened by the time of its report, give or take a day of time zones."""
    published = undated.report.published_at
    if other.days is None or published is None or other.days[0] <= published.date() + timedelta(days=1):
        return None
    told, happened = in_words(published.date(), published.date()), in_words(*other.days)
    return "days: told before it happened", f"one was told on {told}, the other happened on {happened}"


def _gap(left: tuple[date, date], right: tuple[date, date]) -> int:
    return max(0, (right[0] - left[1]).days, (left[0] - right[1]).days)


# ------------------------------------------------------------------------------------------ where


def _places(left: tuple[Place, ...], right: tuple[Place, ...]) -> Reason | None:
    shared = _shared_place(left, right)
    if shared:
        return "place: the same", f"both name {shared}"
    nearest = _nearest(left, right)
    if nearest and nearest[0] <= 30:
        return _by_distance(*nearest)
    if _disjoint(countries(left), countries(right)):
        return (
            "place: other countries",
            f"one is in {_join(countries(left))}, the other in {_join(countries(right))}",
        )
    if nearest:
        return _by_distance(*nearest)
    left_admin, right_admin = _provinces(left), _provinces(right)
    if left_admin & right_admin:
        return "place: the same province", f"both are in {_join(left_admin & right_admin)}"
    if left_admin and right_admin:
        return "place: other provinces", f"one is in {_join(left_admin)}, the other in {_join(right_admin)}"
    if (shared_countries := countries(left) & countries(right)) and not (left_admin and right_admin):
        return "place: the same country, one told coarsely", f"both are in {_join(shared_countries)}"
    return None


def _by_distance(kilometres: float, names: str) -> Reason:
    sentence = f"{names} are {kilometres:.0f} km apart"
    for limit in (10, 30, 75, 200):
        if kilometres <= limit:
            return f"place: within {limit} km", sentence
    return "place: beyond 200 km", sentence


def _shared_place(left: tuple[Place, ...], right: tuple[Place, ...]) -> str | None:
    """A place of town size or smaller that both name."""
    for one in left:
        for other in right:
            if {one.precision, other.precision} <= POINTS and _is_same_place(one, other):
                return one.name or one.wording
    return None


def _is_same_place(one: Place, other: Place) -> bool:
    if one.geonames_id is not None and other.geonames_id is not None:
        return one.geonames_id == other.geonames_id
    if _disjoint(countries([one]), countries([other])) or _disjoint(_provinces((one,)), _provinces((other,))):
        return False
    return folded(one.name or one.wording) == folded(other.name or other.wording)


def _nearest(left: tuple[Place, ...], right: tuple[Place, ...]) -> tuple[float, str] | None:
    pairs = [
        (max(0.0, _kilometres(one, other) - _slack(one, other)), f"{one.wording} and {other.wording}")
        for one in left
        for other in right
        if _is_point(one) and _is_point(other)
    ]
    return min(pairs, default=None)


def _is_point(place: Place) -> bool:
    return place.precision in POINTS and place.latitude is not None and place.longitude is not None


def _slack(one: Place, other: Place) -> float:
    return SLACK_KM.get(one.precision, 0.0) + SLACK_KM.get(other.precision, 0.0)


def _kilometres(one: Place, other: Place) -> float:
    """Great-circle distance on a sphere of 6,371 km."""
    a, b, c, d = (radians(degrees or 0.0) for degrees in (one.latitude, other.latitude, one.longitude, other.longitude))
    half = sin((b - a) / 2) ** 2 + cos(a) * cos(b) * sin((d - c) / 2) ** 2
    return 2 * 6371.0 * asin(sqrt(min(1.0, half)))


def _provinces(places: tuple[Place, ...]) -> frozenset[str]:
    return frozenset(place.admin1 for place in places if place.admin1)


# ------------------------------------------------------------------------------------ what and who


def _types(left: EventType, right: EventType) -> Reason:
    if left == right:
        return "type: the same", f"both are {left}"
    alike = any({left, right} <= family for family in _FAMILIES) or bool({left, right} & _ANYTHING)
    return ("type: can be the same" if alike else "type: another"), f"one is {left}, the other {right}"


def _initiators(left: tuple[Party, ...], right: tuple[Party, ...]) -> Reason | None:
    shared = _shared_party(left, right)
    if shared:
        return "initiator: the same", f"both name {shared} as the one who did it"
    if left and right and _disjoint(_actor_countries(left), _actor_countries(right)):
        return "initiator: another", f"one names {left[0].wording}, the other {right[0].wording}"
    return None


def _targets(left: tuple[Party, ...], right: tuple[Party, ...]) -> Reason | None:
    shared = _shared_party(left, right)
    return ("target: the same", f"both name {shared} as the target") if shared else None


def _shared_party(left: tuple[Party, ...], right: tuple[Party, ...]) -> str | None:
    """A party of both: the same actor, actors of one country, or a distinctive word in common."""
    same_country = _actor_countries(left) & _actor_countries(right)
    for one in left:
        for other in right:
            by_actor = one.actor is not None and one.actor == other.actor
            by_country = country_of(one.actor) in same_country
            if by_actor or by_country or stems(one.wording) & stems(other.wording):
                return one.wording
    return None


def _actor_countries(parties: tuple[Party, ...]) -> frozenset[str]:
    return frozenset(country for party in parties if (country := country_of(party.actor)))


# --------------------------------------------------------------------------------- figures and page


def _figures(left: Telling, right: Telling) -> Reason | None:
    equal = sorted(left.figures & right.figures)
    distinctive = [figure for figure in equal if figure[1] >= DISTINCTIVE]
    named = ", ".join(f"{low} {outcome}" for outcome, low in distinctive or equal)
    if len(distinctive) >= 2:
        return "figures: several distinctive ones equal", f"both give {named}"
    if distinctive:
        return "figures: a distinctive one equal", f"both give {named}"
    if any(low > 0 for _, low in equal):
        return "figures: a small one equal", f"both give {named}"
    return None


def _page(left: Telling, right: Telling) -> Reason | None:
    if right.report.id == left.report.revises or left.report.id == right.report.revises:
        return "page: a later version", "one report is a later version of the other's page"
    return None


def _disjoint(left: frozenset[str], right: frozenset[str]) -> bool:
    return bool(left) and bool(right) and not left & right


def _join(names: Iterable[str]) -> str:
    return " and ".join(sorted(names))
