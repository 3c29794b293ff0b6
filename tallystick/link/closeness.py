"""How close two groups of mentions are: the mean over their pairs, of which few may be ruled out.

Two reports with days a week apart cannot tell of one incident. But of ten reports of one incident one gives the day of
the court's sentence for that of the deed, or is read so by us; were a single pair enough to part groups, that report
would keep every later one from the event. So a group is kept out where more than MOST_RULED_OUT of its pairs with the
other are ruled out, and a pair that is ruled out, but not decisive, weighs RULED_OUT.

What a person judged different, and two incidents that one report tells apart, are never one.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from tallystick.link.weights import VETO

MOST_RULED_OUT = 1 / 3
"""Measured on the half of gva-gvc that weights are fitted on: pairwise F1 .80 with none, .82 with a fifth, .84 with a
third or a half, at the same precision of .98."""
RULED_OUT = -4.0
"""The lowest weight that a fitted feature may have (bench/weights.py); -2 gives the same."""


class Closeness(NamedTuple):
    """Sums over the pairs between two groups, which add up when groups are joined."""

    total: float
    pairs: int = 1
    ruled_out: int = 0
    forbidden: bool = False

    @property
    def mean(self) -> float:
        """Mean over the pairs; minus infinity where the groups cannot be one."""
        if self.forbidden or self.ruled_out > MOST_RULED_OUT * self.pairs:
            return VETO
        return self.total / self.pairs


FORBIDDEN = Closeness(0.0, forbidden=True)
"""A pair that is never one, whatever the other pairs say."""


def of_pair(score: float) -> Closeness:
    """A pair by what the evidence weighs."""
    return Closeness(RULED_OUT, ruled_out=1) if score == VETO else Closeness(score)


def together(some: Iterable[Closeness]) -> Closeness:
    """The sums of several."""
    total, pairs, ruled_out, forbidden = 0.0, 0, 0, False
    for one in some:
        total, pairs, ruled_out = total + one.total, pairs + one.pairs, ruled_out + one.ruled_out
        forbidden = forbidden or one.forbidden
    return Closeness(total, pairs, ruled_out, forbidden)
