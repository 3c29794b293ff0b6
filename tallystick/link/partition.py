"""Mentions to incidents: average-link clustering within what hangs together, bound by judgements, blind to any order.

Two mentions hang together where they share a blocking key and their score is high, where one is a copy of the other,
or where a person judged them the same. What hangs together is partitioned by itself: nothing outside changes it. So a
new report changes only what it hangs together with, and linking report by report ends where linking all at once does.

Why average link: one strong pair must not chain two incidents together through a third report of both.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from heapq import heappop, heappush

from tallystick.link.blocking import looks_under, stands_under
from tallystick.link.closeness import FORBIDDEN, Closeness, of_pair, together
from tallystick.link.compare import VETO, needed, suffices, weigh
from tallystick.link.judged import Pair, Verdicts, pair_of
from tallystick.link.telling import Telling

Group = tuple[str, ...]
"""Mentions held to be one incident, by ledger-wide id, sorted."""
Part = tuple[Group, ...]
"""The incidents of what hangs together, sorted."""

MOST_REMEMBERED = 200_000


class Comparisons:
    """Scores of pairs and keys of mentions, each computed once; a mention never changes, so neither do they."""

    def __init__(self) -> None:
        self._scores: dict[Pair, float] = {}
        self._keys: dict[str, tuple[frozenset[int], frozenset[int]]] = {}

    def score(self, one: Telling, other: Telling) -> float:
        """How strongly two mentions seem to be one incident, judgements aside."""
        pair = pair_of(one.ref, other.ref)
        if pair not in self._scores:
            if len(self._scores) > MOST_REMEMBERED:
                self._scores.clear()
            self._scores[pair] = VETO if one.report == other.report else weigh(one, other)
        return self._scores[pair]

    def stands(self, telling: Telling) -> frozenset[int]:
        """The keys that it stands under."""
        return self._both(telling)[0]

    def looks(self, telling: Telling) -> frozenset[int]:
        """The keys that it looks under."""
        return self._both(telling)[1]

    def forget(self, refs: Collection[str]) -> None:
        """Mentions were replaced: their report was read anew."""
        gone = set(refs)
        if gone:
            self._keys = {ref: keys for ref, keys in self._keys.items() if ref not in gone}
            self._scores = {pair: score for pair, score in self._scores.items() if not gone & set(pair)}

    def _both(self, telling: Telling) -> tuple[frozenset[int], frozenset[int]]:
        if telling.ref not in self._keys:
            if len(self._keys) > MOST_REMEMBERED // 10:
                self._keys.clear()
            self._keys[telling.ref] = stands_under(telling), looks_under(telling)
        return self._keys[telling.ref]

    def hang_together(self, one: Telling, other: Telling, verdicts: Verdicts) -> bool:
        """Whether two mentions that share a key are partitioned together; the score of incidents only."""
        if one.report == other.report:
            return False
        if one.copy == other.copy:
            return True
        if "aggregate" in (one.mention.role, other.mention.role) or verdicts.says(one.ref, other.ref) == "different":
            return False
        return suffices(one, other, self.score(one, other))


def partition(told: Iterable[Telling], verdicts: Verdicts, known: Comparisons | None = None) -> list[Part]:
    """The incidents that these mentions tell of, by what hangs together.

    Args:
        told: any order.
        verdicts: a person's "same" joins, "different" keeps apart, whatever the evidence.
        known: comparisons made before.
    Returns:
        Each mention in one group of one part. Aggregates ("500 since April") stay alone, but for their copies.
    """
    known = known or Comparisons()
    by_ref = {telling.ref: telling for telling in sorted(told, key=lambda telling: telling.ref)}
    edges = _edges(by_ref, verdicts, known)
    edges |= {pair for pair in verdicts.same() if pair[0] in by_ref and pair[1] in by_ref}
    beside: dict[str, list[str]] = {ref: [] for ref in by_ref}
    for one, other in edges:
        beside[one].append(other)
        beside[other].append(one)
    return [_incidents([by_ref[ref] for ref in some], beside, verdicts, known) for some in _components(by_ref, edges)]


def _edges(by_ref: dict[str, Telling], verdicts: Verdicts, known: Comparisons) -> set[Pair]:
    standing: dict[int, list[str]] = {}
    for ref, telling in by_ref.items():
        for key in known.stands(telling):
            standing.setdefault(key, []).append(ref)
    pairs = {
        pair_of(ref, other)
        for ref, telling in by_ref.items()
        for key in known.looks(telling)
        for other in standing.get(key, ())
        if ref != other
    }
    return {pair for pair in pairs if known.hang_together(by_ref[pair[0]], by_ref[pair[1]], verdicts)}


def _components(refs: Iterable[str], edges: Iterable[Pair]) -> list[list[str]]:
    leader = {ref: ref for ref in refs}

    def find(ref: str) -> str:
        while leader[ref] != ref:
            leader[ref] = leader[leader[ref]]
            ref = leader[ref]
        return ref

    for one, other in edges:
        leader[find(one)] = find(other)
    members: dict[str, list[str]] = {}
    for ref in leader:
        members.setdefault(find(ref), []).append(ref)
    return [sorted(found) for found in members.values()]


# ------------------------------------------------------------------------------- within one component


def _incidents(
    told: Sequence[Telling], beside: Mapping[str, Iterable[str]], verdicts: Verdicts, known: Comparisons
) -> Part:
    if len(told) == 1:
        return ((told[0].ref,),)
    copies = _copies(told, verdicts)
    standing_for = {refs[0]: refs for refs in copies}
    heads = {telling.ref: telling for telling in told if telling.ref in standing_for}
    lifted = verdicts.about(standing_for)
    start = _joined_by_judgement(heads, lifted)
    group_of = {ref: group for group in start for head in group for ref in standing_for[head]}
    near = {
        group: {group_of[other] for head in group for ref in standing_for[head] for other in beside[ref]}
        for group in start
    }
    groups = _agglomerated(near, _Closenesses(heads, lifted, known))
    return tuple(sorted(tuple(sorted(ref for head in group for ref in standing_for[head])) for group in groups))


def _copies(told: Iterable[Telling], verdicts: Verdicts) -> list[Group]:
    """Mentions of word-for-word copies together, so that ten copies weigh no more than one."""
    alike: dict[str, list[list[str]]] = {}
    for telling in told:
        for group in alike.setdefault(telling.copy, []):
            if not any(verdicts.says(telling.ref, ref) == "different" for ref in group):
                group.append(telling.ref)
                break
        else:
            alike[telling.copy].append([telling.ref])
    return sorted(tuple(sorted(group)) for groups in alike.values() for group in groups)


def _joined_by_judgement(refs: Iterable[str], verdicts: Verdicts) -> list[Group]:
    of = {ref: {ref} for ref in refs}
    for one, other in verdicts.same():
        if one not in of or other not in of or of[one] is of[other]:
            continue
        if any(verdicts.says(a, b) == "different" for a in of[one] for b in of[other]):
            continue  # a person said no to a pair that this would put together: the narrower verdict holds
        of[one] |= of[other]
        for ref in of[other]:
            of[ref] = of[one]
    return sorted({tuple(sorted(group)) for group in of.values()})


class _Closenesses:
    """How close groups are, from how close their mentions are; each worked out when it is asked for, and once."""

    def __init__(self, told: dict[str, Telling], verdicts: Verdicts, known: Comparisons) -> None:
        self._told, self._verdicts, self._known = told, verdicts, known
        self._found: dict[tuple[Group, Group], Closeness] = {}

    def between(self, one: Group, other: Group) -> Closeness:
        """Over all pairs of two groups."""
        pair = (one, other) if one < other else (other, one)
        if pair not in self._found:
            self._found[pair] = together(self._of(left, right) for left in one for right in other)
        return self._found[pair]

    def join(self, one: Group, other: Group, third: Group, *, joined: Group) -> Closeness:
        """Of two groups that are one now to a third."""
        closeness = self.between(one, third)
        if not closeness.forbidden:
            closeness = together((closeness, self.between(other, third)))
        self._found[(joined, third) if joined < third else (third, joined)] = closeness
        return closeness

    def _of(self, one: str, other: str) -> Closeness:
        left, right = self._told[one], self._told[other]
        judged_apart = self._verdicts.says(one, other) == "different"
        # A report that tells two incidents apart knows better than any likeness of theirs.
        if judged_apart or left.report == right.report or "aggregate" in (left.mention.role, right.mention.role):
            return FORBIDDEN
        return of_pair(self._known.score(left, right))


def _agglomerated(near: dict[Group, set[Group]], closenesses: _Closenesses) -> list[Group]:
    """Join the two closest groups until none is close enough; ties go to the smaller ids.

    Args:
        near: the groups with a mention that hangs together with one of this group. Only these can become one with it:
            a mean that suffices without one pair that does was found by chance alone, and looking for it among all
            pairs of a thousand mentions of one town and month takes twenty times as long.
    """
    queue: list[tuple[float, Group, Group]] = []
    least = needed()

    def offer(one: Group, other: Group, closeness: Closeness) -> None:
        if closeness.mean >= least:
            heappush(queue, (-closeness.mean, min(one, other), max(one, other)))

    for one, others in near.items():
        for other in others:
            if one < other:
                offer(one, other, closenesses.between(one, other))
    while queue:
        _, one, other = heappop(queue)
        if not (one in near and other in near):
            continue
        joined = tuple(sorted(one + other))
        around = (near.pop(one) | near.pop(other)) - {one, other}
        for third in around:
            near[third] = near[third] - {one, other} | {joined}
            offer(joined, third, closenesses.join(one, other, third, joined=joined))
        near[joined] = around
    return sorted(near)
