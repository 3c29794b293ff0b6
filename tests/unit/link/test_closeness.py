from __future__ import annotations

import pytest

from tallystick.link.closeness import FORBIDDEN, RULED_OUT, Closeness, of_pair, together
from tallystick.link.weights import VETO


def test_one_pair_in_four_that_is_ruled_out_weighs_and_does_not_part() -> None:
    """A report with a misread day costs the mean something; the others still hold the groups together."""
    assert together([*[of_pair(8.0)] * 3, of_pair(VETO)]).mean == (24 + RULED_OUT) / 4


@pytest.mark.parametrize("ruled_out", [2, 3, 4])
def test_more_than_a_third_that_are_ruled_out_part(ruled_out: int) -> None:
    """However close the other pairs are."""
    assert together([*[of_pair(50.0)] * (4 - ruled_out), *[of_pair(VETO)] * ruled_out]).mean == VETO


def test_a_single_pair_that_is_ruled_out_is_never_one() -> None:
    """Of two mentions there is one pair."""
    assert of_pair(VETO).mean == VETO


def test_what_a_person_parts_stays_apart() -> None:
    """One pair judged different, or told apart by one report, outranks any number of others."""
    assert together([*[of_pair(50.0)] * 99, FORBIDDEN]).mean == VETO


def test_joined_groups_are_as_close_as_all_their_pairs() -> None:
    """Sums over halves add up to the sum over the whole, in any order."""
    pairs = [of_pair(score) for score in (1.0, VETO, 3.0, 4.0, 5.5)]
    halves = together([together(pairs[:2]), together(pairs[2:])])
    assert halves == together(reversed(pairs)) == Closeness(13.5 + RULED_OUT, pairs=5, ruled_out=1)
