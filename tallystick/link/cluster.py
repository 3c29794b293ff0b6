"""Mentions to events: average-link clustering, bound by human judgements, blind to the order of its input.

Why average link: one strong pair must not chain two incidents together through a third report of both.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from heapq import heappop, heappush
from itertools import combinations

from tallystick.link.blocking import candidates
from tallystick.link.compare import THRESHOLD, VETO, compare, score
from tallystick.link.judged import Pair, Verdicts, pair_of
from tallystick.link.telling import Telling, tellings
from tallystick.model import Judgement, MentionRef, Reading, Record

Group = tuple[str, ...]


class Linked(Record, frozen=True, kw_only=True):
    """Mentions held to be one incident."""

    mentions: tuple[MentionRef, ...]
    """Sorted by when they were first told, then by id."""

    @property
    def first(self) -> MentionRef:
        """The mention told first; the event's id is made from it."""
        return self.mentions[0]


def link(readings: Iterable[Reading], judgements: Sequence[Judgement] = ()) -> list[Linked]:
    """Put the mentions of all reports into groups, one group an incident.

    Args:
        readings: each report once; order does not matter.
        judgements: those of people; what they say of pairs binds (judged.py).
    Returns:
        A partition of the mentions, in the order in which each was first told.
        Aggregates ("500 since April") are grouped only with word-for-word copies of themselves.
    """
    told = {telling.ref: telling for telling in tellings(readings)}
    judged = Verdicts(judgements)
    copies = _copies(told.values(), judged)
    standing_for = {refs[0]: refs for refs in copies}
    groups = _cluster({head: told[head] for head in standing_for}, judged.about(standing_for))
    whole = [tuple(ref for head in group for ref in standing_for[head]) for group in groups]
    return sorted(
        (_explained([told[ref] for ref in group], judged) for group in whole),
        key=lambda linked: (
            told[f"{linked.first.report}/{linked.first.mention}"].known_at,
            linked.first.report,
            linked.first.mention,
        ),
    )


def _copies(told: Iterable[Telling], judged: Verdicts) -> list[Group]:
    """Mentions of word-for-word copies together, so that ten copies weigh no more than one."""
    alike: dict[str, list[list[str]]] = {}
    for telling in told:
        for group in alike.setdefault(telling.likeness, []):
            if not any(judged.says(telling.ref, ref) == "different" for ref in group):
                group.append(telling.ref)
                break
        else:
            alike[telling.likeness].append([telling.ref])
    return sorted(tuple(sorted(group)) for groups in alike.values() for group in groups)


# --------------------------------------------------------------------------------------- clustering


def _cluster(told: dict[str, Telling], judged: Verdicts) -> list[Group]:
    groups = _joined_by_judgement([(ref,) for ref in sorted(told)], judged)
    scores = _Scores(told, judged)
    incidents = [telling for telling in told.values() if telling.mention.role != "aggregate"]
    edges = [pair for pair in candidates(incidents) if scores.of(*pair) >= THRESHOLD]
    done: list[Group] = []
    for component in _components(groups, edges):
        done.extend(_agglomerated(component, scores))
    return done


def _joined_by_judgement(groups: list[Group], judged: Verdicts) -> list[Group]:
    of = {ref: {ref} for group in groups for ref in group}
    for one, other in judged.same():
        if one not in of or other not in of or of[one] is of[other]:
            continue
        if any(judged.says(a, b) == "different" for a in of[one] for b in of[other]):
            continue  # a person said no to a pair that this would put together: the narrower verdict holds
        of[one] |= of[other]
        for ref in of[other]:
            of[ref] = of[one]
    return sorted({tuple(sorted(group)) for group in of.values()})


class _Scores:
    """Scores of pairs, each computed once."""

    def __init__(self, told: dict[str, Telling], judged: Verdicts) -> None:
        self._told, self._judged = told, judged
        self._known: dict[Pair, float] = {}

    def of(self, one: str, other: str) -> float:
        pair = pair_of(one, other)
        if pair not in self._known:
            self._known[pair] = self._score(*pair)
        return self._known[pair]

    def between(self, left: Group, right: Group) -> float:
        """Mean over all pairs; minus infinity where one pair is ruled out."""
        pairs = [self.of(one, other) for one in left for other in right]
        return sum(pairs) / len(pairs)

    def _score(self, one: str, other: str) -> float:
        left, right = self._told[one], self._told[other]
        if self._judged.says(one, other) == "different" or left.report.id == right.report.id:
            # A report that tells two incidents apart knows better than any likeness of theirs.
            return VETO
        return score(compare(left, right))


def _components(groups: list[Group], edges: Iterable[Pair]) -> list[list[Group]]:
    """Groups connected by edges; the rest of the work is small within each."""
    home = {ref: index for index, group in enumerate(groups) for ref in group}
    leader = list(range(len(groups)))

    def find(index: int) -> int:
        while leader[index] != index:
            leader[index] = leader[leader[index]]
            index = leader[index]
        return index

    for one, other in edges:
        leader[find(home[one])] = find(home[other])
    members: dict[int, list[Group]] = {}
    for index, group in enumerate(groups):
        members.setdefault(find(index), []).append(group)
    return list(members.values())


def _agglomerated(groups: list[Group], scores: _Scores) -> list[Group]:
    """Join the two closest groups until none is close enough; ties go to the smaller ids."""
    alive = set(groups)
    queue: list[tuple[float, Group, Group]] = []

    def offer(one: Group, other: Group) -> None:
        one, other = min(one, other), max(one, other)
        closeness = scores.between(one, other)
        if closeness >= THRESHOLD:
            heappush(queue, (-closeness, one, other))

    for one, other in combinations(sorted(groups), 2):
        offer(one, other)
    while queue:
        _, one, other = heappop(queue)
        if not {one, other} <= alive:
            continue
        alive -= {one, other}
        joined = tuple(sorted(one + other))
        for third in alive:
            offer(joined, third)
        alive.add(joined)
    return sorted(alive)


# -------------------------------------------------------------------------------------- explanation


def _explained(told: list[Telling], judged: Verdicts) -> Linked:
    told = sorted(told, key=lambda telling: (telling.known_at, telling.ref))
    return Linked(
        mentions=tuple(
            MentionRef(
                report=telling.report.id,
                mention=telling.mention.id,
                role=telling.mention.role,
                why=_why(telling, [other for other in told if other is not telling], judged),
            )
            for telling in told
        )
    )


def _why(telling: Telling, others: list[Telling], judged: Verdicts) -> tuple[str, ...]:
    """Reasons of the pair that speaks loudest for this mention; nothing for a mention alone."""
    for other in others:
        said = judged.said(telling.ref, other.ref)
        if said and said.word == "same":
            return (f"{said.judgement.by} judged it the same as {other.ref}: {said.judgement.why}",)
    for other in others:
        if other.likeness == telling.likeness:
            return (f"word-for-word copy of {other.ref}",)
    if not others:
        return ()
    loudest = max(others, key=lambda other: (score(compare(telling, other)), other.ref))
    evidence = compare(telling, loudest)
    if score(evidence) == VETO:
        return (f"joined through other mentions of the event, not through {loudest.ref}",)
    head = f"{score(evidence):g} of the {THRESHOLD:g} needed, compared with {loudest.ref}"
    return (head, *(reason.sentence for reason in evidence if reason.weight != 0))
