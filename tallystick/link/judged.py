"""What people said about pairs of mentions: it binds, whatever the evidence weighs.

A judgement on many mentions is read as verdicts on pairs, and of two verdicts on one pair the later one counts. So a
merge can be split again, a split be merged again, and either be narrowed by a word on two mentions alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations, product
from typing import Literal, NamedTuple

from tallystick.errors import UsageError
from tallystick.model import Judgement

Pair = tuple[str, str]
Word = Literal["same", "different", "unsure"]


class Said(NamedTuple):
    """The verdict on one pair, and the judgement that gave it."""

    word: Word
    judgement: Judgement

    @property
    def sentence(self) -> str:
        """Who decided what, and why: "Ada judged them the same: both name the bridge"."""
        word = {"same": "judged them the same", "different": "judged them different", "unsure": "was not sure"}[
            self.word
        ]
        return f"{self.judgement.by} {word}: {self.judgement.why}"


class Verdicts:
    """The verdicts in force on pairs of mentions.

    Raises:
        UsageError: a judgement names too few mentions.
    """

    def __init__(self, judgements: Iterable[Judgement] = ()) -> None:
        self._pairs: dict[Pair, Said] = {}
        self._partners: dict[str, set[str]] = {}
        for judgement in judgements:
            for pair, word in verdicts(judgement):
                self._pairs[pair] = Said(word, judgement)
        for one, other in self.same():
            self._partners.setdefault(one, set()).add(other)
            self._partners.setdefault(other, set()).add(one)

    def partners(self, ref: str) -> frozenset[str]:
        """The mentions that a person holds to be the same event as this one."""
        return frozenset(self._partners.get(ref, ()))

    def says(self, one: str, other: str) -> Word | None:
        """The verdict on this pair, if anybody gave one."""
        found = self._pairs.get(pair_of(one, other))
        return found.word if found else None

    def said(self, one: str, other: str) -> Said | None:
        """The verdict on this pair, with who gave it and why."""
        return self._pairs.get(pair_of(one, other))

    def about(self, standing_for: Mapping[str, Sequence[str]]) -> Verdicts:
        """The same verdicts, said of the one mention that stands for its copies."""
        head_of = {ref: head for head, refs in standing_for.items() for ref in refs}
        lifted = Verdicts()
        for (one, other), said in self._pairs.items():
            one, other = head_of.get(one, one), head_of.get(other, other)
            if one != other:
                lifted._pairs[pair_of(one, other)] = said
        return lifted

    def same(self) -> list[Pair]:
        """Pairs that a person holds to be one event, in order."""
        return sorted(pair for pair, said in self._pairs.items() if said.word == "same")


def verdicts(judgement: Judgement) -> Iterator[tuple[Pair, Word]]:
    """One judgement as verdicts on pairs; nothing where it is about claims.

    Raises:
        UsageError: it names too few mentions.
    """
    items, against = judgement.items, judgement.against
    if judgement.verdict in {"same", "different", "unsure"}:
        if len(items) != 2:
            raise _too_few(judgement, "two mention ids. Give them as rep_…/m1 rep_…/m2")
        yield pair_of(*items), judgement.verdict
    elif judgement.verdict == "merge":
        if len(items) < 2:
            raise _too_few(judgement, "the mentions of two events")
        yield from ((pair_of(one, other), "same") for one, other in combinations(items, 2))
    elif judgement.verdict == "split":
        if not items or not against:
            raise _too_few(judgement, "the mentions that leave and those that stay")
        yield from ((pair_of(one, other), "different") for one, other in product(items, against))
        yield from ((pair_of(one, other), "same") for one, other in combinations(items, 2))


def pair_of(one: str, other: str) -> Pair:
    """A pair as it is kept: the smaller id first."""
    return (one, other) if one < other else (other, one)


def _too_few(judgement: Judgement, needed: str) -> UsageError:
    return UsageError(
        f"Cannot use a judgement by {judgement.by}: {judgement.verdict!r} needs {needed}; "
        f"found {len(judgement.items) + len(judgement.against)}."
    )
