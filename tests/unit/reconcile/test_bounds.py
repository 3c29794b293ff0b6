from __future__ import annotations

import pytest

from tallystick.reconcile.bounds import (
    Bound,
    Limit,
    Relation,
    System,
    all_but,
    conflict,
    half,
    joint,
    majority,
    partition,
    rest,
    solve,
    within,
)


def exactly(name: str, number: int, because: str | None = None) -> Limit:
    """So many, said once."""
    return Limit(name, number, number, because or f"{name} {number}")


def at_least(name: str, number: int) -> Limit:
    """Open above."""
    return Limit(name, number, None, f"{name} at least {number}")


def at_most(name: str, number: int) -> Limit:
    """From none on."""
    return Limit(name, 0, number, f"{name} at most {number}")


def solved(*limits: Limit, by: list[Relation]) -> dict[str, Bound]:
    """What each count can be."""
    found = solve(System(limits, tuple(by)))
    assert found is not None
    return found


def test_parts_push_their_total_up() -> None:
    """14, 16 and 11 make a total of at least 41, which stays open above."""
    found = solved(exactly("a", 14), exactly("b", 16), exactly("c", 11), by=[partition("all", ["a", "b", "c"])])
    assert found["all"] == Bound(41, None)


def test_a_total_holds_its_parts_down() -> None:
    """Of 57 with 41 counted, an open "several" can be 16 at most."""
    found = solved(
        exactly("all", 57), exactly("known", 41), at_least("several", 3), by=[partition("all", ["known", "several"])]
    )
    assert found["several"] == Bound(3, 16)


def test_bounds_run_down_through_two_floors_and_up_again() -> None:
    """A bound on the top reaches the leaves, and a leaf's reaches the top."""
    tree = [partition("all", ["soldiers", "foreign"]), partition("foreign", ["iraqis", "afghans"])]
    found = solved(at_most("all", 30), exactly("soldiers", 10), exactly("iraqis", 12), by=tree)
    assert found["afghans"] == Bound(0, 8)
    assert found["all"] == Bound(22, 30)


def test_a_complete_list_leaves_nobody_over() -> None:
    """Where the words say that the list is complete, the last part is what is left."""
    found = solved(exactly("all", 20), exactly("a", 12), by=[partition("all", ["a", "b"], because="list", closed=True)])
    assert found["b"] == Bound(8, 8)


def test_cuts_that_overlap_are_not_added() -> None:
    """27 by nationality and 20 by age need no more than 27 people."""
    cuts = [partition("all", ["iraqis", "afghans"]), partition("all", ["children"])]
    found = solved(exactly("iraqis", 16), exactly("afghans", 11), exactly("children", 20), by=cuts)
    assert found["all"] == Bound(27, None)


@pytest.mark.parametrize(
    ("relation", "expected"),
    [
        (majority("x", "all", "said"), Bound(29, 57)),
        (half("x", "all", "said"), Bound(28, 29)),
        (all_but("x", "all", 2, "said"), Bound(55, 55)),
    ],
)
def test_a_share_bounds_its_group(relation: Relation, expected: Bound) -> None:
    """ "Most", "half" and "all but two" of 57."""
    assert solved(exactly("all", 57), by=[within("x", "all"), relation])["x"] == expected


def test_the_rest_is_whoever_the_others_are_not() -> None:
    """Of 57 with 30 soldiers, the rest are 27."""
    found = solved(exactly("all", 57), exactly("soldiers", 30), by=[rest("x", "all", ["soldiers"], "said")])
    assert found["x"] == Bound(27, 27)


def test_casualties_are_dead_and_wounded() -> None:
    """Of 40 casualties with 12 dead, 28 are wounded."""
    found = solved(exactly("casualties", 40), exactly("killed", 12), by=[joint("casualties", ["killed", "wounded"])])
    assert found["wounded"] == Bound(28, 28)


def test_a_conflict_names_no_more_than_it_needs() -> None:
    """8 and 4 exceed 10 whether or not one more is counted, so the one more is not named."""
    system = System(
        (exactly("all", 10), exactly("one", 1), exactly("a", 8), exactly("b", 4)),
        (partition("all", ["a", "b", "one"]),),
    )
    assert conflict(system) == ("all 10", "a 8", "b 4")


def test_two_majorities_of_people_apart_cannot_be() -> None:
    """Most cannot be soldiers and most civilians, however many there are."""
    system = System(
        (),
        (partition("all", ["s", "c"]), majority("s", "all", "most soldiers"), majority("c", "all", "most civilians")),
    )
    assert set(conflict(system)) == {"most soldiers", "most civilians"}


def test_what_can_hold_is_no_conflict() -> None:
    """At least 15 and 57."""
    assert conflict(System((at_least("all", 15), exactly("all", 57)))) == ()
