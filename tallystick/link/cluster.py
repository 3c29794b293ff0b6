"""Incidents with the evidence: which mentions are held to be one, in which order they were told, and why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from msgspec.structs import replace

from tallystick.link.compare import VETO, compare, needed, score
from tallystick.link.judged import Verdicts
from tallystick.link.partition import Comparisons, Group, partition
from tallystick.link.telling import Telling, tellings
from tallystick.model import Judgement, MentionRef, Reading, Record
from tallystick.shapes import Shape

JUDGED = Shape("%(person)s judged it the same as %(ref)s: %(why)s")
COPY = Shape("word-for-word copy of %(ref)s")
THROUGH_OTHERS = Shape("joined through other mentions of the event, not through %(ref)s")
COMPARED = Shape("%(weight)s of the %(needed)s needed, compared with %(ref)s")


class Linked(Record, frozen=True, kw_only=True):
    """Mentions held to be one incident."""

    mentions: tuple[MentionRef, ...]
    """Sorted by when they were first told, then by id."""
    id: str | None = None
    """The event's id where a ledger has given it one; None = it follows from the mention told first."""

    @property
    def first(self) -> MentionRef:
        """The mention told first; a new event's id is made from it."""
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
    told = tellings(readings)
    verdicts = Verdicts(judgements)
    known = Comparisons()
    groups = [group for part in partition(told, verdicts, known) for group in part]
    return explained({telling.ref: telling for telling in told}, groups, verdicts, known)


def explained_events(told: dict[str, Telling], called: Mapping[str, Group], verdicts: Verdicts) -> list[Linked]:
    """Events that are called so, with the evidence for each mention, in the order in which each was first told."""
    by_group = {group: id_ for id_, group in called.items()}
    found = explained(told, called.values(), verdicts)
    refs = (tuple(sorted(f"{ref.report}/{ref.mention}" for ref in linked.mentions)) for linked in found)
    return [replace(linked, id=by_group[group]) for linked, group in zip(found, refs, strict=True)]


def explained(
    told: dict[str, Telling], groups: Iterable[Group], verdicts: Verdicts, known: Comparisons | None = None
) -> list[Linked]:
    """These groups with the evidence for each mention, in the order in which each was first told."""
    known = known or Comparisons()
    found = [_explained([told[ref] for ref in group], verdicts, known) for group in groups]
    return sorted(
        found,
        key=lambda linked: (
            told[f"{linked.first.report}/{linked.first.mention}"].known_at,
            linked.first.report,
            linked.first.mention,
        ),
    )


def _explained(told: list[Telling], verdicts: Verdicts, known: Comparisons) -> Linked:
    told = sorted(told, key=lambda telling: (telling.known_at, telling.ref))
    return Linked(
        mentions=tuple(
            MentionRef(
                report=telling.report,
                mention=telling.mention.id,
                role=telling.mention.role,
                why=_why(telling, [other for other in told if other is not telling], verdicts, known),
            )
            for telling in told
        )
    )


def _why(telling: Telling, others: list[Telling], verdicts: Verdicts, known: Comparisons) -> tuple[str, ...]:
    """Reasons of the pair that speaks loudest for this mention; nothing for a mention alone."""
    for other in others:
        said = verdicts.said(telling.ref, other.ref)
        if said and said.word == "same":
            return (JUDGED(person=said.judgement.by, ref=other.ref, why=said.judgement.why),)
    for other in others:
        if other.copy == telling.copy:
            return (COPY(ref=other.ref),)
    if not others:
        return ()
    loudest = max(others, key=lambda other: (known.score(telling, other), other.ref))
    evidence = compare(telling, loudest)
    if known.score(telling, loudest) == VETO:
        return (THROUGH_OTHERS(ref=loudest.ref),)
    head = COMPARED(weight=f"{score(evidence):g}", needed=f"{needed():g}", ref=loudest.ref)
    return (head, *(reason.sentence for reason in evidence if reason.weight != 0))
