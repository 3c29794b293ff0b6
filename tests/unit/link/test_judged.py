from __future__ import annotations

import pytest

from tallystick.errors import UsageError
from tallystick.link.judged import Verdicts
from tallystick.model import Judgement

A, B, C, D = (f"rep_{name}/m1" for name in "abcd")


def _judged(verdict: str, *items: str, against: tuple[str, ...] = ()) -> Judgement:
    return Judgement(verdict=verdict, items=items, against=against, by="Ada", why="read both")  # type: ignore[arg-type]


def test_merge_joins_every_pair() -> None:
    """Whoever merges two events says of all their mentions that they are one."""
    verdicts = Verdicts([_judged("merge", A, B, C)])
    assert [verdicts.says(*pair) for pair in ((A, B), (C, A), (B, C))] == ["same"] * 3


def test_split_parts_the_two_sides_and_keeps_each_together() -> None:
    """What leaves is different from what stays, and leaves together; of what stays nothing is said."""
    verdicts = Verdicts([_judged("split", A, B, against=(C, D))])
    assert verdicts.says(A, C) == verdicts.says(D, B) == "different"
    assert verdicts.says(A, B) == "same"
    assert verdicts.says(C, D) is None


def test_the_later_word_on_a_pair_counts() -> None:
    """A merge after a split joins again; a word on one pair narrows a merge."""
    split, merge, apart = _judged("split", A, against=(B, C)), _judged("merge", A, B, C), _judged("different", A, B)
    assert Verdicts([split, merge]).says(A, C) == "same"
    assert Verdicts([merge, split]).says(A, C) == "different"
    assert Verdicts([merge, apart]).says(A, B) == "different"
    assert Verdicts([merge, apart]).says(A, C) == "same"


def test_unsure_takes_a_verdict_back_without_another() -> None:
    """Whoever is not sure leaves the pair to the evidence."""
    assert Verdicts([_judged("same", A, B), _judged("unsure", A, B)]).same() == []


@pytest.mark.parametrize(
    "judgement", [_judged("same", A), _judged("merge", A), _judged("split", A), _judged("split", against=(A,))]
)
def test_too_few_are_refused(judgement: Judgement) -> None:
    """A verdict that names too few mentions cannot be used, and the message says what was expected."""
    with pytest.raises(UsageError, match="needs"):
        Verdicts([judgement])


def test_verdicts_on_claims_say_nothing_of_pairs() -> None:
    """Accepting or rejecting a claim links nothing."""
    assert Verdicts([_judged("reject", "rep_a/c1"), _judged("accept", "rep_a/c1")]).same() == []
