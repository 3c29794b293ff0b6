"""Interval arithmetic over counts: what a set of statements leaves possible, and which of them cannot all hold.

A count is a whole number of people, 0 or more. A *limit* is what one claim says of one count; a *relation* binds
several counts: parts to their whole, a share to what it is a share of, dead and wounded to casualties. `solve` narrows
every count from both ends, upwards and downwards, until nothing moves; `conflict` names a smallest set of statements
that exclude each other: take any one of them away, and the others can hold.

Nothing here knows of claims or words; `tree.py` makes systems from figures and sentences from conflicts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

MANY_STEPS = 5_000
"""Narrowings and trials after which an answer is no longer sought; it is then "possible", the cautious one. The largest
breakdown in the annotated reports has 9 parts and takes under a hundred."""


class Bound(NamedTuple):
    """What a count can be; `high` None = open."""

    low: int
    high: int | None


class Limit(NamedTuple):
    """What one statement says of one count."""

    name: str
    """Of the count."""
    low: int
    high: int | None
    because: str


class Relation(NamedTuple):
    """low <= sum of factor * count <= high, each end None where it is open."""

    terms: tuple[tuple[str, int], ...]
    low: int | None
    high: int | None
    because: str | None = None
    """The statement that says so; None = it holds by arithmetic, whoever says what."""


class System(NamedTuple):
    """Statements about the same people."""

    limits: tuple[Limit, ...]
    relations: tuple[Relation, ...] = ()

    def without(self, because: str) -> System:
        """The system as if this statement had not been made."""
        return System(
            tuple(limit for limit in self.limits if limit.because != because),
            tuple(relation for relation in self.relations if relation.because != because),
        )

    @property
    def statements(self) -> tuple[str, ...]:
        """Everything that was said, each once, in order."""
        said = [limit.because for limit in self.limits]
        said += [relation.because for relation in self.relations if relation.because is not None]
        return tuple(dict.fromkeys(said))


# ------------------------------------------------------------------------------------------- relations


def partition(whole: str, parts: Sequence[str], *, because: str | None = None, closed: bool = False) -> Relation:
    """Parts that share nobody: together no more than the whole, and exactly the whole where the list is complete."""
    return Relation(((whole, 1), *((part, -1) for part in parts)), 0, 0 if closed else None, because)


def within(part: str, whole: str) -> Relation:
    """A part is no larger than what it is a part of."""
    return partition(whole, [part])


def majority(part: str, whole: str, because: str) -> Relation:
    """ "Most of them": more than half."""
    return Relation(((part, 2), (whole, -1)), 1, None, because)


def half(part: str, whole: str, because: str) -> Relation:
    """ "Half of them": of an odd number, either of the two nearest."""
    return Relation(((part, 2), (whole, -1)), -1, 1, because)


def all_but(part: str, whole: str, number: int, because: str) -> Relation:
    """ "All but two of them"."""
    return Relation(((whole, 1), (part, -1)), number, number, because)


def rest(part: str, whole: str, others: Sequence[str], because: str) -> Relation:
    """ "The rest": whoever the others are not."""
    return partition(whole, [part, *others], because=because, closed=True)


def joint(whole: str, parts: Sequence[str]) -> Relation:
    """Casualties are the killed and the wounded, by the meaning of the word."""
    return partition(whole, parts, closed=True)


# -------------------------------------------------------------------------------------------- solving


def solve(system: System) -> dict[str, Bound] | None:
    """What every count can still be, or None where nothing fits.

    Returns:
        Sound always: what is possible is never excluded. Exact where no two relations share more than one count,
        which holds for every tree of groups; "most" and "the rest" may leave the bounds wider than need be.
    """
    found = _narrowed(_stated(system), system.relations)
    if found is None or not _has_circles(system.relations):
        return found
    return found if _can_hold(found, system.relations, _horizon(system)) else None


def _stated(system: System) -> dict[str, Bound]:
    """The limits alone, met."""
    found = {name: Bound(0, None) for relation in system.relations for name, _ in relation.terms}
    for limit in system.limits:
        found[limit.name] = _meet(found.get(limit.name, Bound(0, None)), limit.low, limit.high)
    return found


def _meet(bound: Bound, low: int, high: int | None) -> Bound:
    top = bound.high if high is None else high if bound.high is None else min(bound.high, high)
    return Bound(max(bound.low, low), top)


def _is_empty(bound: Bound) -> bool:
    return bound.high is not None and bound.low > bound.high


def _narrowed(bounds: Mapping[str, Bound], relations: Sequence[Relation]) -> dict[str, Bound] | None:
    """Every relation applied to every count in it until nothing moves."""
    found = dict(bounds)
    if any(map(_is_empty, found.values())):
        return None
    steps, moved = 0, True
    while moved and steps < MANY_STEPS:
        moved = False
        for relation in relations:
            steps += 1
            for name, bound in _narrowings(relation, found):
                if _is_empty(bound):
                    return None
                if bound != found[name]:
                    found[name], moved = bound, True
    return found


def _narrowings(relation: Relation, bounds: Mapping[str, Bound]) -> Iterable[tuple[str, Bound]]:
    """Each count of a relation, with what the others leave for it."""
    least = [_least(bounds[name], factor) for name, factor in relation.terms]
    most = [_most(bounds[name], factor) for name, factor in relation.terms]
    open_below, open_above = least.count(None), most.count(None)
    sum_least = sum(value for value in least if value is not None)
    sum_most = sum(value for value in most if value is not None)
    for place, (name, factor) in enumerate(relation.terms):
        low, high = bounds[name]
        mine_least, mine_most = least[place], most[place]
        # factor * count <= relation.high - (the least that the others can be), and >= relation.low - (their most).
        if relation.high is not None and open_below == (mine_least is None):
            room = relation.high - (sum_least - (mine_least or 0))
            if factor > 0:
                high = room // factor if high is None else min(high, room // factor)
            else:
                low = max(low, -(room // -factor))
        if relation.low is not None and open_above == (mine_most is None):
            need = relation.low - (sum_most - (mine_most or 0))
            if factor > 0:
                low = max(low, -(-need // factor))
            else:
                top = -need // -factor
                high = top if high is None else min(high, top)
        yield name, Bound(low, high)


def _least(bound: Bound, factor: int) -> int | None:
    """The least that factor * count can be; None = without end."""
    return factor * bound.low if factor > 0 else None if bound.high is None else factor * bound.high


def _most(bound: Bound, factor: int) -> int | None:
    """The most that factor * count can be; None = without end."""
    return factor * bound.low if factor < 0 else None if bound.high is None else factor * bound.high


# ------------------------------------------------------------------------------------------- circles


def _has_circles(relations: Sequence[Relation]) -> bool:
    """Whether two relations bind the same two counts, so that narrowing one by one may overlook a contradiction."""
    leader: dict[str, str] = {}

    def root(name: str) -> str:
        while leader.setdefault(name, name) != name:
            name = leader[name]
        return name

    for number, relation in enumerate(relations):
        for name, _ in relation.terms:
            one, other = root(f"relation {number}"), root(f"count {name}")
            if one == other:
                return True
            leader[one] = other
    return False


def _horizon(system: System) -> int:
    """A number so high that whatever is possible at all is possible below it.

    Counts are pushed up by what is stated, added along partitions and doubled by a share at most once each.
    """
    said = sum(limit.low + (limit.high or 0) for limit in system.limits)
    said += sum(abs(relation.low or 0) + abs(relation.high or 0) for relation in system.relations)
    shares = sum(any(abs(factor) > 1 for _, factor in relation.terms) for relation in system.relations)
    return (said + len(system.relations) + len(system.limits) + 4) << min(shares, 8)


def _can_hold(bounds: Mapping[str, Bound], relations: Sequence[Relation], horizon: int) -> bool:
    """Whether some numbers fit everything: halve one count's bounds, narrow, and try both halves, low ones first."""
    capped = {name: Bound(low, horizon if high is None else high) for name, (low, high) in bounds.items()}
    waiting, steps = [capped], 0
    while waiting:
        found = _narrowed(waiting.pop(), relations)
        steps += 1
        if steps > MANY_STEPS:
            return True
        if found is None:
            continue
        name, (low, high) = max(found.items(), key=lambda item: (item[1].high or 0) - item[1].low)
        if high is None or low == high:
            return True
        middle = (low + high) // 2
        waiting += [found | {name: Bound(middle + 1, high)}, found | {name: Bound(low, middle)}]
    return False


# ----------------------------------------------------------------------------------------- conflicts


def conflict(system: System) -> tuple[str, ...]:
    """A smallest set of statements that cannot all hold; empty where all can.

    Returns:
        Minimal: without any one of them the others can hold. Which set, where there are several, depends only on
        the order of the statements.
    """
    if solve(system) is not None:
        return ()
    for statement in system.statements:
        fewer = system.without(statement)
        if solve(fewer) is None:
            system = fewer
    return system.statements
