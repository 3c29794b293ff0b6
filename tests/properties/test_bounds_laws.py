"""The arithmetic against counting every possibility, on small trees of groups."""

from __future__ import annotations

from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from tallystick.reconcile.bounds import (
    Limit,
    Relation,
    System,
    all_but,
    conflict,
    half,
    majority,
    partition,
    rest,
    solve,
    within,
)

TOP = 5
NAMES = ("all", "a", "b", "c")
Numbers = dict[str, int]


@st.composite
def limits(draw: st.DrawFn) -> list[Limit]:
    """Up to two statements of each count; every count has an end, so that all possibilities can be counted."""
    found = [Limit(name, 0, TOP, f"end of {name}") for name in NAMES]
    for name in NAMES:
        for number in range(draw(st.integers(0, 2))):
            low = draw(st.integers(0, TOP))
            high = draw(st.sampled_from([low, min(TOP, low + 2), None]))
            found.append(Limit(name, low, high, f"{name} {number}"))
    return found


@st.composite
def trees(draw: st.DrawFn) -> tuple[Relation, ...]:
    """Any tree over the counts, with up to two cuts under each and lists that are open or complete."""
    children: dict[tuple[str, int], list[str]] = {}
    for place, name in enumerate(NAMES[1:], 1):
        above = draw(st.sampled_from(NAMES[:place]))
        children.setdefault((above, draw(st.integers(0, 1))), []).append(name)
    return tuple(
        partition(above, parts, because=f"list {above} {cut}", closed=draw(st.booleans()))
        for (above, cut), parts in children.items()
    )


SHARED: tuple[tuple[Relation, ...], ...] = (
    (partition("all", ["a", "b"]), majority("a", "all", "most")),
    (partition("all", ["a", "b"]), majority("a", "all", "most"), majority("b", "all", "most too")),
    (partition("all", ["a", "b"]), half("a", "all", "half"), within("c", "a")),
    (partition("all", ["a", "b", "c"]), all_but("b", "all", 2, "all but two")),
    (partition("all", ["a", "b"]), rest("c", "all", ["a"], "the rest"), majority("c", "all", "most")),
)


any_tree = trees() | st.sampled_from(SHARED)


def possible(system: System) -> list[Numbers]:
    """Every way to give the counts numbers that fits."""
    found = []
    for values in product(range(TOP + 1), repeat=len(NAMES)):
        numbers = dict(zip(NAMES, values, strict=True))
        fits_limits = all(
            limit.low <= numbers[limit.name] and (limit.high is None or numbers[limit.name] <= limit.high)
            for limit in system.limits
        )
        if fits_limits and all(_holds(relation, numbers) for relation in system.relations):
            found.append(numbers)
    return found


def _holds(relation: Relation, numbers: Numbers) -> bool:
    total = sum(factor * numbers[name] for name, factor in relation.terms)
    return (relation.low is None or relation.low <= total) and (relation.high is None or total <= relation.high)


@settings(max_examples=400, deadline=None)
@given(limits(), trees())
def test_bounds_of_a_tree_are_exact(said: list[Limit], tree: tuple[Relation, ...]) -> None:
    """Every end of every bound is reached, and nothing beyond it is possible."""
    system = System(tuple(said), tree)
    ways, found = possible(system), solve(system)
    assert (found is None) == (not ways)
    for name in NAMES if found else ():
        values = [way[name] for way in ways]
        assert found is not None
        assert found[name] == (min(values), max(values))


@settings(max_examples=400, deadline=None)
@given(limits(), st.sampled_from(SHARED))
def test_shares_exclude_what_is_impossible_and_nothing_else(said: list[Limit], tree: tuple[Relation, ...]) -> None:
    """With "most" and "the rest" a contradiction is found exactly where there is one; bounds are never too narrow."""
    system = System(tuple(said), tree)
    ways, found = possible(system), solve(system)
    assert (found is None) == (not ways)
    for name in NAMES if found else ():
        assert found is not None
        low, high = found[name]
        assert low <= min(way[name] for way in ways)
        assert high is None or high >= max(way[name] for way in ways)


@settings(max_examples=400, deadline=None)
@given(limits(), any_tree)
def test_conflicts_are_minimal(said: list[Limit], tree: tuple[Relation, ...]) -> None:
    """The statements of a conflict exclude each other, and without any one of them the others can hold."""
    system = System(tuple(said), tree)
    clash = conflict(system)
    assert bool(clash) == (not possible(system))
    others = [statement for statement in system.statements if statement not in clash]
    alone = system
    for statement in others:
        alone = alone.without(statement)
    for statement in clash:
        assert solve(alone) is None
        assert solve(alone.without(statement)) is not None


@settings(max_examples=1500, deadline=None)
@given(limits(), any_tree, st.data())
def test_a_looser_statement_never_tightens(said: list[Limit], tree: tuple[Relation, ...], data: st.DataObject) -> None:
    """Widen one statement, and every bound is as wide as before or wider."""
    place = data.draw(st.integers(0, len(said) - 1))
    old = said[place]
    low = data.draw(st.integers(0, old.low))
    high = None if old.high is None else old.high + data.draw(st.integers(0, 3))
    looser = [*said[:place], Limit(old.name, low, high, old.because), *said[place + 1 :]]
    before, after = solve(System(tuple(said), tree)), solve(System(tuple(looser), tree))
    for name in before or ():
        assert before is not None
        assert after is not None
        assert after[name].low <= before[name].low
        after_high, before_high = after[name].high, before[name].high
        assert after_high is None or (before_high is not None and after_high >= before_high)


@settings(max_examples=1500, deadline=None)
@given(limits(), trees(), st.integers(0, TOP))
def test_a_part_never_lowers_its_total(said: list[Limit], tree: tuple[Relation, ...], low: int) -> None:
    """One more statement about a part leaves the total's lower bound where it was or higher."""
    before = solve(System(tuple(said), tree))
    after = solve(System((*said, Limit("a", low, None, "more")), tree))
    if before is not None and after is not None:
        assert after["all"].low >= before["all"].low
