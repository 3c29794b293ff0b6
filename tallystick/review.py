"""What a person should look at: links that nearly hold, claims that cannot all hold, places that were not found.

The order is that of need: what would change an event comes before what would change a figure.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal

from tallystick.link.blocking import candidates
from tallystick.link.compare import VETO, compare, needed, score
from tallystick.link.judged import Verdicts
from tallystick.link.telling import Telling, tellings
from tallystick.model import Event, Judgement, Reading, Record, global_id

PROPOSED = 0.5
"""A pair of events whose closest mentions reach half of what joins them is worth a look; there is no larger set with
judged links to choose it by yet."""


class Question(Record, frozen=True, kw_only=True):
    """One thing to look at."""

    kind: Literal["link", "dispute", "place"]
    id: str
    """Made of what it is about: the same question has the same id at every time."""
    events: tuple[str, ...]
    items: tuple[str, ...]
    """link: the two closest mentions; dispute: the claims; place: none."""
    reasons: tuple[str, ...]
    """Evidence for and against, or what is in dispute, one sentence each."""


def questions(
    readings: Iterable[Reading], events: Sequence[Event], judgements: Sequence[Judgement]
) -> tuple[Question, ...]:
    """Everything that nobody has decided yet.

    Args:
        readings, events: as known at one time; the events are made of the readings.
        judgements: those that hold.
    """
    return (
        *_links(readings, events, judgements),
        *_disputes(events, judgements),
        *_places(events),
    )


def _links(readings: Iterable[Reading], events: Sequence[Event], judgements: Sequence[Judgement]) -> Iterable[Question]:
    told = {telling.ref: telling for telling in tellings(readings)}
    home = {global_id(ref.report, ref.mention): event for event in events for ref in event.mentions}
    verdicts = Verdicts(judgements)
    best: dict[tuple[str, str], tuple[float, str, str]] = {}
    decided: set[tuple[str, str]] = set()
    incidents = [telling for telling in told.values() if telling.mention.role != "aggregate" and telling.ref in home]
    for one, other in sorted(candidates(incidents)):
        left, right = sorted((home[one].id, home[other].id))
        if left == right:
            continue
        if verdicts.says(one, other):
            decided.add((left, right))
        found = (score(compare(told[one], told[other])), one, other)
        if found[0] > best.get((left, right), (VETO, "", ""))[0]:
            best[left, right] = found
    near = [(pair, found) for pair, found in best.items() if found[0] >= PROPOSED * needed() and pair not in decided]
    for pair, (closeness, one, other) in sorted(near, key=lambda each: (-each[1][0], each[0])):
        yield Question(
            kind="link",
            id=f"link {one} {other}",
            events=pair,
            items=(one, other),
            reasons=(
                f"{closeness:g} of the {needed():g} that join two mentions",
                *_evidence(told[one], told[other]),
            ),
        )


def _evidence(one: Telling, other: Telling) -> tuple[str, ...]:
    found = [evidence for evidence in compare(one, other) if evidence.weight]
    return tuple(each.sentence for each in sorted(found, key=lambda each: (-each.weight, each.feature)))


def _disputes(events: Sequence[Event], judgements: Sequence[Judgement]) -> Iterable[Question]:
    decided = {
        item for judgement in judgements if judgement.verdict in {"accept", "reject"} for item in judgement.items
    }
    for event in events:
        for dispute in event.disputes:
            if not decided & set(dispute.claims):
                claims = tuple(sorted(dispute.claims))
                yield Question(
                    kind="dispute",
                    id=f"dispute {event.id} {' '.join(claims)}",
                    events=(event.id,),
                    items=claims,
                    reasons=(dispute.why,),
                )


def _places(events: Sequence[Event]) -> Iterable[Question]:
    for event in events:
        if event.role == "main" and event.places and all(place.latitude is None for place in event.places):
            named = ", ".join(dict.fromkeys(place.wording for place in event.places))
            yield Question(
                kind="place",
                id=f"place {event.id}",
                events=(event.id,),
                items=(),
                reasons=(f"None of its places was found in the gazetteer: {named}.",),
            )
