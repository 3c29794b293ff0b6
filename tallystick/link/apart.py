"""When and where two mentions happened, side by side: what agrees, what differs, and what cannot be one event.

Two days, or 200 km, rule a pair out, with three exceptions, for reports err and so do we:

- *the day of the news*: a later report tells an earlier event ("was charged on Tuesday") and the day of the charge is
  taken for that of the deed. Possible only where the later day is that of its own report, and the other was out before.
- *a namesake*: a town of that name elsewhere was taken for the one meant. Possible only where the other report names
  it too.
- *the same people*: both name the same victim, or two further people, or give several equal figures of ten and more.

In the first two the evidence still has to suffice, and likeness of text counts for nothing: two strikes in one week are
told in the same words.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from math import asin, cos, radians, sin, sqrt
from typing import NamedTuple

from tallystick.link.telling import POINTS, Telling, in_words
from tallystick.model import Place
from tallystick.reference.fold import folded
from tallystick.reference.terms import words_of
from tallystick.shapes import N_, Shape

SHARP_DAYS = frozenset({"day", "night"})
SLACK_KM = {"near": 15.0, "district": 20.0}
"""How far the point of such a place may lie from where it happened."""

NEAR_KM, FAR_KM = (12, 40, 75), 200
"""Steps of distance, and the distance beyond which towns cannot be meant for one another."""


AGREE = Shape("the days agree: %(days)s")
OVERLAP = Shape("the days overlap: %(days)s")
NOT_MEETING = Shape("the spans of days do not meet: %(days)s")
BY_ONE = Shape("the days differ by one: %(days)s")
BY_MANY = Shape("the days differ by %(number)s: %(days)s")
SAME_PEOPLE = Shape("%(why)s, but they name the same people", why="")
NEWS_DAY = Shape("%(why)s; the later may be the day of the news", why="")
TOO_EARLY = Shape("one was told on %(days)s, the other happened on %(days_after)s")
BOTH_NAME = Shape("both name %(name)s")
OTHER_SITES = Shape("both name %(name)s, but one names %(one)s and the other %(other)s")
NAMESAKE = Shape("%(why)s; both name %(name)s, so one may be a namesake", why="")
FAR_APART = Shape("%(names)s are %(kilometres)s km apart")
BOTH_IN = Shape("both are in %(names)s")
ONE_IN_EACH = Shape("one is in %(names)s, the other in %(others)s")


class Reason(NamedTuple):
    """A feature of the table of weights, and what it means for this pair."""

    feature: str
    says: Callable[[], str]
    """Makes the sentence: of thousands of pairs that are weighed few are ever shown."""
    differs: bool = False
    """Whether days or places differ so far that likeness of text may not outweigh it."""


# ------------------------------------------------------------------------------------------- when


def days_apart(left: Telling, right: Telling, *, same_people: bool) -> Reason | None:
    """How the days of two mentions stand to each other; None where one of them tells none.

    Args:
        same_people: whether both name the same people, so that one of the days must be wrong.
    """
    if left.days is None or right.days is None:
        return _told_too_early(left, right) or _told_too_early(right, left)
    gap = max(0, (right.days[0] - left.days[1]).days, (left.days[0] - right.days[1]).days)
    pair = left.days, right.days
    sharp = {left.mention.date_precision, right.mention.date_precision} <= SHARP_DAYS
    if gap == 0:
        short = all((last - first).days <= 1 for first, last in (left.days, right.days))
        if sharp or short:
            return Reason("days: the same", lambda: AGREE(days=_both(*pair)))
        return Reason("days: within a vague span", lambda: OVERLAP(days=_both(*pair)))
    if not sharp:
        far = "far apart" if gap > 3 else "apart"
        return Reason(f"days: {far}, one of them vague", lambda: NOT_MEETING(days=_both(*pair)))
    if gap == 1:
        # A night, a time zone or a reporter's "on Tuesday" moves a day; two days it does not move.
        return Reason("days: one apart", lambda: BY_ONE(days=_both(*pair)))
    return _sharply_apart(left, right, gap, lambda: BY_MANY(number=gap, days=_both(*pair)), same_people)


def _sharply_apart(left: Telling, right: Telling, gap: int, differ: Callable[[], str], same_people: bool) -> Reason:
    if same_people:
        feature = "days: apart, but the same people"
        return Reason(feature, lambda: SAME_PEOPLE(why=differ()), differs=True)
    if _is_news_day(left, right):
        reach = "up to 3" if gap <= 3 else "up to 14" if gap <= 14 else "over 14"
        feature = f"days: {reach} apart, perhaps the day of the news"
        return Reason(feature, lambda: NEWS_DAY(why=differ()), differs=True)
    return Reason("days: apart", differ, differs=True)


def _both(one: tuple[date, date], other: tuple[date, date]) -> str:
    return f"{in_words(*one)} and {in_words(*other)}"


def _is_news_day(left: Telling, right: Telling) -> bool:
    """Whether the later mention's day may be that of its report, which tells something older."""
    first, later = sorted((left, right), key=lambda telling: telling.days or (date.max, date.max))
    if later.days is None or later.published_on is None or first.published_on is None:
        return False
    return abs((later.published_on - later.days[1]).days) <= 1 and first.published_on < later.days[0]


def _told_too_early(undated: Telling, other: Telling) -> Reason | None:
    """A mention without a day happened by the time of its report, give or take a day of time zones."""
    published = undated.published_on
    if other.days is None or published is None or other.days[0] <= published + timedelta(days=1):
        return None
    told, happened = (published, published), other.days
    return Reason(
        "days: told before it happened",
        lambda: TOO_EARLY(days=in_words(*told), days_after=in_words(*happened)),
    )


# ------------------------------------------------------------------------------------------ where


def places_apart(left: Telling, right: Telling, *, same_people: bool) -> Reason | None:
    """How the places of two mentions stand to each other; None where nothing can be said.

    Args:
        same_people: whether both name the same people, so that one of the places must be wrong.
    """
    here, there = left.mention.places, right.mention.places
    if not (here and there) and not (left.sketch and right.sketch):
        # Nothing but day and doer is known of it, and in a war many strikes share both.
        return Reason("place: not told in the background", lambda: N_("one is told in passing, without a place"))
    shared = _shared_place(here, there)
    if shared:
        return _by_name(shared, here, there)
    nearest = _nearest(left, right)
    if nearest and nearest.kilometres <= NEAR_KM[1]:
        return _by_distance(nearest)
    if left.countries and right.countries and left.countries.isdisjoint(right.countries):
        return _far(
            left, right, "place: other countries", lambda: _one_in_each(left.countries, right.countries), same_people
        )
    if nearest and nearest.kilometres > FAR_KM:
        return _far(left, right, f"place: beyond {FAR_KM} km", nearest.says, same_people)
    if nearest:
        return _by_distance(nearest)
    return _coarsely(left, right)


def _by_name(shared: Place, here: tuple[Place, ...], there: tuple[Place, ...]) -> Reason:
    """Both name a place. A town tells less where each names other sites or towns, which the other does not name."""
    name = _name(shared)
    if shared.precision == "site":
        return Reason("place: the same site", lambda: BOTH_NAME(name=name))
    if (one := _only_in(here, there)) and (other := _only_in(there, here)):
        feature = "place: the same town, but other sites"
        return Reason(feature, lambda: OTHER_SITES(name=name, one=one, other=other))
    return Reason("place: the same town", lambda: BOTH_NAME(name=name))


def _only_in(here: tuple[Place, ...], there: tuple[Place, ...]) -> str | None:
    """A site or town that only the one mention names."""
    finer = [place for place in here if place.precision in {"site", "town", "near"}]
    return next((_name(place) for place in finer if not any(is_same_place(place, other) for other in there)), None)


def _far(left: Telling, right: Telling, feature: str, apart: Callable[[], str], same_people: bool) -> Reason:
    if same_people:
        feature = "place: far apart, but the same people"
        return Reason(feature, lambda: SAME_PEOPLE(why=apart()), differs=True)
    if namesake := _namesake(left, right) or _namesake(right, left):
        feature = "place: far apart, perhaps a namesake"
        return Reason(feature, lambda: NAMESAKE(why=apart(), name=namesake), differs=True)
    return Reason(feature, apart, differs=True)


def _namesake(one: Telling, other: Telling) -> str | None:
    """A place of the one whose name stands among the places or the telling words of the other."""
    names = other.place_names
    words = other.sketch.terms if other.sketch and one.sketch else {}
    for place in one.mention.places:
        if folded(place.wording) in names or folded(_name(place)) in names:
            return place.wording
        if any(word in words for word in words_of(place.wording) if len(word) > 3):
            return place.wording
    return None


class _Distance(NamedTuple):
    """How far two places are from each other at least, of all that two mentions name."""

    kilometres: float
    one: str
    other: str

    def says(self) -> str:
        """As a sentence."""
        return FAR_APART(names=_join({self.one, self.other}), kilometres=f"{self.kilometres:.0f}")


def _by_distance(nearest: _Distance) -> Reason:
    reach = next((limit for limit in NEAR_KM if nearest.kilometres <= limit), FAR_KM)
    return Reason(f"place: within {reach} km", nearest.says)


def _coarsely(left: Telling, right: Telling) -> Reason | None:
    """By province and country, where a place is told no more sharply."""
    here, there = left.provinces, right.provinces
    if shared := here & there:
        return Reason("place: the same province", lambda: BOTH_IN(names=_join(shared)))
    if here and there:
        return Reason("place: other provinces", lambda: _one_in_each(here, there))
    if common := left.countries & right.countries:
        return Reason("place: the same country, one told coarsely", lambda: BOTH_IN(names=_join(common)))
    return None


def _one_in_each(here: Iterable[str], there: Iterable[str]) -> str:
    return ONE_IN_EACH(names=_join(here), others=_join(there))


def _shared_place(left: tuple[Place, ...], right: tuple[Place, ...]) -> Place | None:
    """A place of town size or smaller that both name; of several the sharpest."""
    shared = [
        one
        for one in left
        for other in right
        if {one.precision, other.precision} <= POINTS and is_same_place(one, other)
    ]
    return min(shared, key=lambda place: (place.precision != "site", _name(place)), default=None)


def is_same_place(one: Place, other: Place) -> bool:
    """Whether both are one place of the gazetteer, or, where neither was found in it, have one name."""
    if one.geonames_id is not None and other.geonames_id is not None:
        return one.geonames_id == other.geonames_id
    if one.geonames_id is None and other.geonames_id is None:
        return folded(_name(one)) == folded(_name(other))
    return False


def _nearest(left: Telling, right: Telling) -> _Distance | None:
    return min(
        (
            _Distance(max(0.0, kilometres(one, other) - _slack(one, other)), *sorted((_name(one), _name(other))))
            for one in left.points
            for other in right.points
        ),
        default=None,
    )


def _slack(one: Place, other: Place) -> float:
    return SLACK_KM.get(one.precision, 0.0) + SLACK_KM.get(other.precision, 0.0)


def kilometres(one: Place, other: Place) -> float:
    """Great-circle distance on a sphere of 6,371 km."""
    a, b, c, d = (radians(degrees or 0.0) for degrees in (one.latitude, other.latitude, one.longitude, other.longitude))
    half = sin((b - a) / 2) ** 2 + cos(a) * cos(b) * sin((d - c) / 2) ** 2
    return 2 * 6371.0 * asin(sqrt(min(1.0, half)))


def _name(place: Place) -> str:
    return place.name or place.wording


def _join(names: Iterable[str]) -> str:
    return " and ".join(sorted(names))
