"""What people put right in what was read: a place that was not found, a claim read wrongly, a claim that was missed.

A correction is a judgement, kept, shown and taken back like any other. The ledger applies those in force whenever it
hands out a reading, so that links, tallies, exports and pages all start from the same corrected words; what the reader
itself took down stays on record. No correction touches a text or a quote: who adds a claim marks the words it rests on.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from msgspec import UNSET
from msgspec.structs import replace

from tallystick.errors import UsageError
from tallystick.model import Claim, Judgement, Mention, Place, Reading, global_id

BY_HAND = "h"
"""How the ids of claims that people add begin."""
CORRECTIONS = frozenset({"place", "edit", "add"})
"""Verdicts that change what a reading says."""


def is_correction(judgement: Judgement) -> bool:
    """Whether a judgement changes what a reading says."""
    return judgement.verdict in CORRECTIONS


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
        elif judgement.claim is not UNSET and judgement.verdict in ("edit", "add"):
            reading = _with_claim(reading, judgement.claim, adds=judgement.verdict == "add")
    return reading


def _with_place(reading: Reading, judgement: Judgement, place: Place) -> Reading:
    def put_right(mention: Mention) -> Mention:
        if global_id(reading.report.id, mention.id) not in judgement.items:
            return mention
        return replace(mention, places=tuple(place if one.wording == place.wording else one for one in mention.places))

    return replace(reading, mentions=tuple(map(put_right, reading.mentions)))


def _with_claim(reading: Reading, claim: Claim, *, adds: bool) -> Reading:
    stands = text_of(reading, claim)[claim.span[0] : claim.span[1]] == claim.quote
    if not stands or (claim.mention is not None and claim.mention not in {one.id for one in reading.mentions}):
        return reading
    if adds:
        taken = any(one.id == claim.id for one in reading.claims)
        return reading if taken else replace(reading, claims=(*reading.claims, claim))
    return replace(
        reading,
        claims=tuple(claim if one.id == claim.id and _same_words(one, claim) else one for one in reading.claims),
    )


def _same_words(one: Claim, other: Claim) -> bool:
    return (one.span, one.quote, one.in_) == (other.span, other.quote, other.in_)


def text_of(reading: Reading, claim: Claim) -> str:
    """The text that a claim's span cuts."""
    return reading.report.title if claim.in_ == "title" else reading.report.text


# ---------------------------------------------------------------------------------------------- making


def place_correction(
    readings: Mapping[str, Reading], items: Sequence[str], place: Place, *, by: str, why: str
) -> Judgement:
    """That a place, as these mentions word it, is this one.

    Raises:
        UsageError: a mention has no place with these words, or nobody and no reason is named.
    """
    for item in items:
        report, _, local = item.partition("/")
        mention = (
            next((one for one in readings[report].mentions if one.id == local), None) if report in readings else None
        )
        if mention is None or all(one.wording != place.wording for one in mention.places):
            raise UsageError(f"Cannot put {place.wording!r} on the map for {item}: it names no such place.")
    _check_point(place)
    return _judged(Judgement(verdict="place", items=tuple(sorted(items)), by=by, why=why, place=place))


def _check_point(place: Place) -> None:
    latitude, longitude = place.latitude, place.longitude
    if latitude is None or longitude is None or not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise UsageError(
            f"Cannot put {place.wording!r} on the map: expected a latitude from -90 to 90 and a longitude from -180 to "
            f"180, found {latitude}, {longitude}."
        )


def edit_correction(reading: Reading, claim: Claim, *, by: str, why: str) -> Judgement:
    """That a claim says this and not what was read; its words stay.

    Raises:
        UsageError: there is no such claim, its words are others, or nothing would change.
    """
    held = next((one for one in reading.claims if one.id == claim.id), None)
    key = global_id(reading.report.id, claim.id)
    if held is None or not _same_words(held, claim):
        raise UsageError(f"Cannot edit {key}: expected a claim with these words, found none. Add one instead.")
    if held == claim:
        raise UsageError(f"Cannot edit {key}: nothing would change.")
    _check_claim(reading, claim)
    return _judged(Judgement(verdict="edit", items=(key,), by=by, why=why, claim=claim))


def add_correction(reading: Reading, claim: Claim, *, by: str, why: str) -> Judgement:
    """That a report says this, too, in words that stand in it.

    Args:
        claim: with the id "", which it is given here.
    Raises:
        UsageError: its words do not stand where its span is, or there is no such mention.
    """
    if claim.mention is None or claim.mention not in {one.id for one in reading.mentions}:
        raise UsageError(
            f"Cannot add a claim to {reading.report.id}: expected one of its mentions, found {claim.mention}."
        )
    numbers = [int(one.id[1:]) for one in reading.claims if one.id[:1] == BY_HAND and one.id[1:].isdecimal()]
    named = replace(claim, id=f"{BY_HAND}{max(numbers, default=0) + 1}", rule="added by hand")
    _check_claim(reading, named)
    item = global_id(reading.report.id, claim.mention)
    return _judged(Judgement(verdict="add", items=(item,), by=by, why=why, claim=named))


def _check_claim(reading: Reading, claim: Claim) -> None:
    start, end = claim.span
    found = text_of(reading, claim)[start:end]
    if not claim.quote.strip() or found != claim.quote:
        raise UsageError(
            f"Cannot use the claim {claim.quote!r}: expected words that stand in the report exactly, found there "
            f"{found!r}."
        )
    if claim.harm:
        quantity = claim.harm.quantity
        low, high = quantity.low, quantity.high
        if low is None and high is None:
            raise UsageError("Cannot use a claim without a number: expected at least, at most, or both.")
        if (low or 0) < 0 or (low is not None and high is not None and high < low):
            raise UsageError(f"Cannot use from {low} to {high}: expected whole numbers, the smaller first.")


def _judged(judgement: Judgement) -> Judgement:
    if not judgement.by.strip() or not judgement.why.strip():
        raise UsageError("Cannot correct anything: expected who does and why, found nothing.")
    return replace(judgement, by=judgement.by.strip(), why=judgement.why.strip())
