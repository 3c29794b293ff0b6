"""What a person should look at: links that nearly hold, claims that cannot all hold, places that were not found.

The order is that of need: what would change an event comes before what would change a figure.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Literal

from tallystick.link.blocking import candidates
from tallystick.link.compare import VETO, compare, needed, suffices, weigh
from tallystick.link.judged import Verdicts
from tallystick.link.telling import Telling, tellings
from tallystick.model import Claim, Event, Harm, Judgement, Mention, MentionRef, Place, Reading, Record, global_id
from tallystick.shapes import Shape

PROPOSED = 0.5
"""A pair of events whose closest mentions reach half of what joins them is worth a look; there is no larger set with
judged links to choose it by yet."""

NEAR = Shape("%(weight)s all in all, where %(needed)s join two mentions")
NEAR_NOT = Shape(
    "%(weight)s all in all, where %(needed)s join two mentions, but no two of these events agree as strongly as one "
    "pair must"
)
NEAR_WHOLE = Shape("%(weight)s all in all, where %(needed)s join two mentions, but these events as wholes agree less")
NOWHERE = Shape("None of its places was found in the gazetteer: “%(wording)s”.")
FAR_ABOVE = Shape("It gives %(number)s %(outcome)s; the next largest figure is %(next)s.")
SAME_WORDS = Shape("The same words give %(one)s and %(other)s other figures.")


class Question(Record, frozen=True, kw_only=True):
    """One thing to look at."""

    kind: Literal["link", "dispute", "place", "claim"]
    id: str
    """Made of what it is about: the same question has the same id at every time."""
    events: tuple[str, ...]
    items: tuple[str, ...]
    """link: the two closest mentions; dispute, claim: the claims; place: the mentions that name it."""
    reasons: tuple[str, ...]
    """Evidence for and against, or what is in dispute, one sentence each."""
    wording: str = ""
    """place: as it is printed."""


KINDS = frozenset({"link", "dispute", "place", "claim"})


def questions(
    readings: Iterable[Reading],
    events: Sequence[Event],
    judgements: Sequence[Judgement],
    *,
    kinds: Collection[str] = KINDS,
    pairs: Collection[tuple[str, str]] | None = None,
) -> tuple[Question, ...]:
    """Everything that nobody has decided yet.

    Args:
        readings, events: as known at one time; the events are made of the readings.
        judgements: those that hold.
        kinds: of these only; links take long, for mentions are compared pair by pair.
        pairs: link: mentions that are compared, by id; None = all that may be near to each other.
    """
    known = {reading.report.id: reading for reading in readings}
    found: dict[str, Callable[[], Iterable[Question]]] = {
        "link": lambda: _links(known.values(), events, judgements, pairs),
        "dispute": lambda: _disputes(events, judgements),
        "place": lambda: _places(events, known),
        "claim": lambda: _doubts(events, known, judgements),
    }
    return tuple(question for kind, make in found.items() if kind in kinds for question in make())


def _links(
    readings: Iterable[Reading],
    events: Sequence[Event],
    judgements: Sequence[Judgement],
    pairs: Collection[tuple[str, str]] | None,
) -> Iterable[Question]:
    told = {telling.ref: telling for telling in tellings(readings)}
    home = {global_id(ref.report, ref.mention): event for event in events for ref in event.mentions}
    verdicts = Verdicts(judgements)
    best: dict[tuple[str, str], tuple[float, str, str]] = {}
    decided: set[tuple[str, str]] = set()
    incidents = {ref: one for ref, one in told.items() if one.mention.role != "aggregate" and ref in home}
    for one, other in sorted(candidates(list(incidents.values())) if pairs is None else _among(pairs, incidents)):
        left, right = sorted((home[one].id, home[other].id))
        if left == right:
            continue
        if verdicts.says(one, other):
            decided.add((left, right))
        found = (weigh(told[one], told[other]), one, other)
        if found[0] > best.get((left, right), (VETO, "", ""))[0]:
            best[left, right] = found
    near = [(pair, found) for pair, found in best.items() if found[0] >= PROPOSED * needed() and pair not in decided]
    for pair, (closeness, one, other) in sorted(near, key=lambda each: (-each[1][0], each[0])):
        yield Question(
            kind="link",
            id=f"link {one} {other}",
            events=pair,
            items=(one, other),
            reasons=(_how_near(closeness, told[one], told[other]), *_evidence(told[one], told[other])),
        )


def _how_near(closeness: float, one: Telling, other: Telling) -> str:
    shape = NEAR if closeness < needed() else NEAR_WHOLE if suffices(one, other, closeness) else NEAR_NOT
    return shape(weight=f"{closeness:.3g}", needed=f"{needed():g}")


def _among(pairs: Iterable[tuple[str, str]], incidents: Mapping[str, Telling]) -> Iterable[tuple[str, str]]:
    """Those of two incidents that two reports tell."""
    for one, other in pairs:
        if one in incidents and other in incidents and incidents[one].report != incidents[other].report:
            yield one, other


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


def _places(events: Sequence[Event], readings: Mapping[str, Reading]) -> Iterable[Question]:
    """A place that nobody found, once for all mentions of an event that word it so."""
    for event in events:
        if is_nowhere(event):
            for wording in dict.fromkeys(place.wording for place in event.places if place.latitude is None):
                items = tuple(
                    global_id(ref.report, ref.mention)
                    for ref in event.mentions
                    if any(place.wording == wording for place in _mentioned(readings, ref).places)
                )
                yield Question(
                    kind="place",
                    id=f"place {event.id} {wording}",
                    events=(event.id,),
                    items=items,
                    reasons=(NOWHERE(wording=wording),),
                    wording=wording,
                )


def is_nowhere(event: Event) -> bool:
    """Whether nothing sharper than a country was found of an event that a report is about."""
    return event.role == "main" and not any(map(_is_placed, event.places))


def _is_placed(place: Place) -> bool:
    """Whether more is known than the country."""
    return place.latitude is not None and place.precision != "country"


def _mentioned(readings: Mapping[str, Reading], ref: MentionRef) -> Mention:
    return next(one for one in readings[ref.report].mentions if one.id == ref.mention)


FAR = 5
"""A figure so many times the next largest of other reports may be of another event, a sum, or read wrongly. Chosen by
looking: no toll of the bundled reports that was revised grew so much."""


def _doubts(
    events: Sequence[Event], readings: Mapping[str, Reading], judgements: Sequence[Judgement]
) -> Iterable[Question]:
    """Claims that may have been read wrongly: a figure far above all others, and two figures from the same words."""
    decided = {item for judgement in judgements for item in judgement.items}
    for event in events:
        for key, why in doubts_of(event, readings):
            if key not in decided:
                yield Question(kind="claim", id=f"claim {key}", events=(event.id,), items=(key,), reasons=(why,))


def doubts_of(event: Event, readings: Mapping[str, Reading]) -> tuple[tuple[str, str], ...]:
    """The claims of an event that may have been read wrongly, each with the reason, whoever has decided on them."""
    if event.role == "aggregate":
        return ()
    told = _figures(event, readings)
    return (*_far_off(told), *_from_same_words(told))


def _figures(event: Event, readings: Mapping[str, Reading]) -> dict[str, Claim]:
    """The figures of an event by ledger-wide id."""
    mentions = {(ref.report, ref.mention) for ref in event.mentions}
    return {
        global_id(ref.id, claim.id): claim
        for ref in event.reports
        for claim in readings[ref.id].claims
        if claim.harm and (ref.id, claim.mention) in mentions
    }


def _far_off(told: Mapping[str, Claim]) -> Iterable[tuple[str, str]]:
    largest: dict[tuple[str, str], tuple[int, str]] = {}
    for key, claim in told.items():
        if claim.harm and claim.harm.quantity.low is not None:
            of = claim.harm.outcome, key.partition("/")[0]
            largest[of] = max(largest.get(of, (0, "")), (claim.harm.quantity.low, key))
    for outcome in sorted({outcome for outcome, _ in largest}):
        ranked = sorted((found for of, found in largest.items() if of[0] == outcome), reverse=True)
        if len(ranked) > 2 and ranked[0][0] >= FAR * max(ranked[1][0], 2):
            yield ranked[0][1], FAR_ABOVE(number=f"{ranked[0][0]:,}", outcome=outcome, next=f"{ranked[1][0]:,}")


def _from_same_words(told: Mapping[str, Claim]) -> Iterable[tuple[str, str]]:
    seen: dict[tuple[str, object], tuple[str, Claim]] = {}
    for key, claim in told.items():
        if not claim.harm:
            continue
        place = key.partition("/")[0], (claim.in_, claim.span, claim.harm.outcome)
        other = seen.setdefault(place, (key, claim))
        if other[0] != key and other[1].harm and _bounds(other[1].harm) != _bounds(claim.harm):
            yield key, SAME_WORDS(one=other[0].partition("/")[2], other=claim.id)


def _bounds(harm: Harm) -> tuple[int | None, int | None]:
    return harm.quantity.low, harm.quantity.high
