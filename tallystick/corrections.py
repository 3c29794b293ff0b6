"""What people put right in what was read: a place that was not found, a claim read wrongly, a claim that was missed.

A correction is a judgement, kept, shown and taken back like any other. The ledger applies those in force whenever it
hands out a reading, so that links, tallies, exports and pages all start from the same corrected words; what the reader
itself took down stays on record. No correction touches a text or a quote: who adds a claim marks the words it rests on.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec import UNSET, UnsetType
from msgspec.structs import replace

from tallystick.model import Claim, Judgement, Mention, Place, Reading, global_id

BY_HAND = "h"
"""How the ids of claims that people add begin."""
BY_HAND_MENTION = "hm"
"""How the ids of mentions begin that people add with a claim."""
CORRECTIONS = frozenset({"place", "edit", "add"})
"""Verdicts that change what a reading says."""


def is_correction(judgement: Judgement) -> bool:
    """Whether a judgement changes what a reading says."""
    return judgement.verdict in CORRECTIONS


def added_items(judgement: Judgement) -> frozenset[str]:
    """The ledger-wide ids of the claim and the mention that a judgement itself adds; none for other judgements."""
    if judgement.verdict != "add":
        return frozenset()
    local = [one.id for one in (judgement.claim, judgement.mention) if one is not UNSET]
    return frozenset(global_id(report, id_) for report in corrected_reports(judgement) for id_ in local)


def corrected_reports(judgement: Judgement) -> frozenset[str]:
    """The ids of the reports that a judgement corrects; none for other judgements."""
    return frozenset(item.partition("/")[0] for item in judgement.items) if is_correction(judgement) else frozenset()


def by_report(judgements: Iterable[Judgement]) -> dict[str, list[Judgement]]:
    """Corrections by the id of the report that they are about, in their order."""
    found: dict[str, list[Judgement]] = {}
    for judgement in judgements:
        for report in corrected_reports(judgement):
            found.setdefault(report, []).append(judgement)
    return found


def corrected(reading: Reading, judgements: Sequence[Judgement]) -> Reading:
    """A reading with corrections, the later ones over the earlier.

    What they are about may be gone, for another reader may have read the report anew: a place is then looked for by
    its words, a claim by its span, and what is not found any more is left alone.

    Args:
        judgements: those about this report, in the order in which they were given.
    """
    for judgement in judgements:
        if judgement.verdict == "place" and judgement.place is not UNSET:
            reading = _with_place(reading, judgement, judgement.place)
        elif judgement.claim is not UNSET and judgement.verdict == "edit":
            reading = _edited(reading, judgement.claim)
        elif judgement.claim is not UNSET and judgement.verdict == "add":
            reading = _added(reading, judgement.claim, judgement.mention)
    return reading


def _with_place(reading: Reading, judgement: Judgement, place: Place) -> Reading:
    """The reading with a place put right; one that a mention does not have is added, where its words stand."""

    def put_right(mention: Mention) -> Mention:
        if global_id(reading.report.id, mention.id) not in judgement.items:
            return mention
        if any(one.wording == place.wording for one in mention.places):
            return replace(
                mention, places=tuple(place if one.wording == place.wording else one for one in mention.places)
            )
        return replace(mention, places=(*mention.places, place)) if is_printed(reading, place.wording) else mention

    return replace(reading, mentions=tuple(map(put_right, reading.mentions)))


def _edited(reading: Reading, claim: Claim) -> Reading:
    if not _stands(reading, claim):
        return reading
    return replace(
        reading,
        claims=tuple(claim if one.id == claim.id and same_words(one, claim) else one for one in reading.claims),
    )


def _added(reading: Reading, claim: Claim, mention: Mention | UnsetType) -> Reading:
    """The reading with a claim more and, where it brings one, with the incident that it is about."""
    told = reading
    if mention and all(one.id != mention.id for one in reading.mentions):
        told = replace(reading, mentions=(*reading.mentions, mention))
    if not _stands(told, claim) or any(one.id == claim.id for one in reading.claims):
        return reading
    return replace(told, claims=(*told.claims, claim))


def _stands(reading: Reading, claim: Claim) -> bool:
    """Whether a claim's words stand in the report, and the incident that it is about is told of."""
    found = text_of(reading, claim)[claim.span[0] : claim.span[1]]
    return found == claim.quote and (claim.mention is None or claim.mention in {one.id for one in reading.mentions})


def same_words(one: Claim, other: Claim) -> bool:
    """Whether two claims rest on the same words of a report."""
    return (one.span, one.quote, one.in_) == (other.span, other.quote, other.in_)


def is_printed(reading: Reading, words: str) -> bool:
    """Whether words stand in a report, in its text or its title."""
    return bool(words.strip()) and (words in reading.report.text or words in reading.report.title)


def text_of(reading: Reading, claim: Claim) -> str:
    """The text that a claim's span cuts."""
    return reading.report.title if claim.in_ == "title" else reading.report.text
