"""Making corrections: whether what a person wants to put right can stand, and the judgement that says so.

Whoever corrects, by page, by program or by command, comes through here: the words must stand in the report exactly,
numbers must be possible, and nothing is written without a name and a reason.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Literal

from msgspec import UNSET
from msgspec.structs import replace

from tallystick.corrections import BY_HAND, BY_HAND_MENTION, added_items, is_printed, same_words, text_of
from tallystick.errors import UsageError
from tallystick.model import Claim, Judgement, Mention, Place, Quantity, Reading, Report, Span, global_id
from tallystick.placing import check_point

# ---------------------------------------------------------------------------------------------- places


def place_correction(
    readings: Mapping[str, Reading], items: Sequence[str], place: Place, *, by: str, why: str
) -> Judgement:
    """That a place, as these mentions word it, is this one.

    Raises:
        UsageError: a mention has no place with these words, and they stand nowhere in its report; or nobody and no
            reason is named.
    """
    if not items:
        raise UsageError(f"Cannot put {place.wording!r} on the map: expected a mention (rep_…/m1) that names it.")
    for item in items:
        report, _, local = item.partition("/")
        mention = (
            next((one for one in readings[report].mentions if one.id == local), None) if report in readings else None
        )
        known = mention is not None and any(one.wording == place.wording for one in mention.places)
        if mention is None or not (known or is_printed(readings[report], place.wording)):
            raise UsageError(
                f"Cannot put {place.wording!r} on the map for {item}: it names no such place, and the report does not "
                "have these words."
            )
    check_point(place.wording, place.latitude, place.longitude)
    return _judged(Judgement(verdict="place", items=tuple(sorted(items)), by=by, why=why, place=place))


# ---------------------------------------------------------------------------------------------- claims


def edit_correction(reading: Reading, claim: Claim, *, by: str, why: str) -> Judgement:
    """That a claim says this and not what was read; its words stay.

    Raises:
        UsageError: there is no such claim, its words are others, or nothing would change.
    """
    held = next((one for one in reading.claims if one.id == claim.id), None)
    key = global_id(reading.report.id, claim.id)
    if held is None or not same_words(held, claim):
        raise UsageError(f"Cannot edit {key}: expected a claim with these words, found none. Add one instead.")
    if held.kind != claim.kind:
        raise UsageError(f"Cannot make {key}, which is {held.kind}, {claim.kind}: reject it, and add another claim.")
    if held == claim:
        raise UsageError(f"Cannot edit {key}: nothing would change.")
    _check_mention(reading, claim)
    _check_claim(reading, claim, figure=quantity_of(claim) != quantity_of(held))
    return _judged(Judgement(verdict="edit", items=(key,), by=by, why=why, claim=claim))


def add_correction(
    reading: Reading,
    claim: Claim,
    *,
    by: str,
    why: str,
    mention: Mention | None = None,
    given: Iterable[Judgement] = (),
) -> Judgement:
    """That a report says this, too, in words that stand in it.

    Args:
        claim: with the id "", which it is given here. Its mention None = the one that the report is about.
        mention: an incident of which the reading has no mention; it gets its id and its role here, and the claim is
            about it.
        given: everything judged so far: an id that was once given to a claim is never given to another.
    Raises:
        UsageError: its words do not stand where its span is, or there is no such mention, or more than one that may
            be meant.
    """
    report = reading.report.id
    taken = {claim.id for claim in reading.claims} | {one.id for one in reading.mentions}
    taken |= {item.partition("/")[2] for one in given for item in added_items(one) if item.startswith(f"{report}/")}
    if mention is not None:
        main = any(one.role == "main" for one in reading.mentions)
        mention = replace(
            mention, id=_free(BY_HAND_MENTION, taken), role="background" if main else "main", span=_near(claim)
        )
        _check_incident(reading, mention)
        about = mention.id
    else:
        about = claim.mention or _only_mention(reading)
    named = replace(claim, id=_free(BY_HAND, taken), mention=about, rule="added by hand")
    if named.said_at is None:
        named = replace(named, said_at=said_at(reading.report, named))
    told = replace(reading, mentions=(*reading.mentions, mention)) if mention else reading
    _check_mention(told, named)
    _check_claim(told, named, figure=True)
    item = global_id(report, about)
    return _judged(
        Judgement(verdict="add", items=(item,), by=by, why=why, claim=named, mention=mention if mention else UNSET)
    )


def located(
    texts: Sequence[Reading], quote: str, *, after: int = 0, in_: Literal["text", "title"] | None = None
) -> tuple[Literal["text", "title"], Span, str]:
    """Where words stand in a report: in its text from a point on, else in its title; and the words themselves.

    Args:
        texts: the reading and, where names of the harmed are covered in what the person saw, the reading so covered.
            Both have the same length, so that what is found in one cuts the other.
    Raises:
        UsageError: they stand nowhere, or in the text more than once from there on.
    """
    for where in ("text", "title") if in_ is None else (in_,):
        for reading in texts:
            report = reading.report
            text, first = (report.text, after) if where == "text" else (report.title, 0)
            start = text.find(quote, first) if quote.strip() else -1
            if start < 0:
                continue
            if not after and text.find(quote, start + 1) >= 0:
                raise UsageError(
                    f"Cannot tell where {quote!r} stands: the {where} of {report.id} has these words more than once. "
                    "Give more of them, or from which character on."
                )
            raw = texts[0].report.text if where == "text" else texts[0].report.title
            span = (start, start + len(quote))
            return where, span, raw[slice(*span)]
    raise UsageError(
        f"Cannot add a claim on {quote!r}: expected words that stand in the report exactly, found none. "
        "Copy them from it."
    )


def said_at(report: Report, claim: Claim) -> datetime | None:
    """When a claim was said, as far as the report tells: its section's time, else the report's."""
    start = claim.span[0]
    sections = report.sections if claim.in_ == "text" else ()
    own = [one.published_at for one in sections if one.start <= start < one.end]
    return next((at for at in own if at is not None), report.published_at)


def quantity_of(claim: Claim) -> Quantity | None:
    """How many people or things a claim counts; None = it counts none."""
    if claim.harm:
        return claim.harm.quantity
    return claim.damage.quantity if claim.damage else None


# ---------------------------------------------------------------------------------------------- checks


def _only_mention(reading: Reading) -> str:
    main = [one.id for one in reading.mentions if one.role == "main"] or [one.id for one in reading.mentions]
    if len(main) == 1:
        return main[0]
    report = reading.report.id
    if not main:
        raise UsageError(
            f"Cannot add a claim to {report}: no incident was understood in it. Say which one it is about: its type, "
            "and its days and place where they are told."
        )
    listed = ", ".join(global_id(report, id_) for id_ in main)
    raise UsageError(f"Cannot add a claim to {report}: it tells of several incidents. Name one of {listed}.")


def _check_mention(reading: Reading, claim: Claim) -> None:
    if claim.mention not in {one.id for one in reading.mentions}:
        listed = ", ".join(one.id for one in reading.mentions) or "none"
        raise UsageError(
            f"Cannot use the mention {claim.mention}: expected one of {reading.report.id}, which has {listed}."
        )


def _check_incident(reading: Reading, mention: Mention) -> None:
    first, last = mention.occurred_from, mention.occurred_to
    if (first is None) != (last is None) or (first is not None and last is not None and last < first):
        raise UsageError(f"Cannot use the days {first} to {last}: expected two days, the earlier first, or none.")
    parties = (*mention.initiators, *mention.targets)
    for wording in [place.wording for place in mention.places] + [party.wording for party in parties]:
        if not is_printed(reading, wording):
            raise UsageError(
                f"Cannot use {wording!r}: expected words that stand in the report exactly, for a place or a party."
            )
    for place in mention.places:
        if place.latitude is not None or place.longitude is not None:
            check_point(place.wording, place.latitude, place.longitude)


def _check_claim(reading: Reading, claim: Claim, *, figure: bool) -> None:
    """Check that a claim can stand.

    Args:
        figure: whether its number is the person's, and not the reader's.
    """
    start, end = claim.span
    found = text_of(reading, claim)[start:end] if 0 <= start < end else ""
    if not claim.quote.strip() or found != claim.quote:
        raise UsageError(
            f"Cannot use the claim {claim.quote!r}: expected words that stand in the report exactly, found there "
            f"{found!r}."
        )
    payloads = {
        "harm": claim.harm, "damage": claim.damage, "position": claim.position, "series": claim.series,
        "media": claim.media, "occurrence": claim.occurrence,
    }  # fmt: skip
    if [kind for kind, payload in payloads.items() if payload is not UNSET] != [claim.kind]:
        raise UsageError(f"Cannot use the claim {claim.quote!r}: expected what a claim of the kind {claim.kind} says.")
    for name, words in _required(claim):
        if not words.strip():
            raise UsageError(f"Cannot use the claim {claim.quote!r}: expected its {name}, found nothing.")
    if claim.harm and claim.harm.part_of is not None and claim.harm.part_of not in {one.id for one in reading.claims}:
        raise UsageError(f"Cannot use {claim.harm.part_of} as what it is a part of: the report has no such claim.")
    quantity = quantity_of(claim)
    if quantity is None:
        return
    low, high = quantity.low, quantity.high
    if claim.harm and low is None and high is None:
        raise UsageError("Cannot use a claim without a number: expected at least, at most, or both.")
    if min(low or 0, high or 0) < 0 or (low is not None and high is not None and high < low):
        raise UsageError(f"Cannot use from {low} to {high}: expected whole numbers, the smaller first.")
    printed = quantity.wording
    if figure and printed and not is_printed(reading, printed):
        raise UsageError(
            f"Cannot use {printed!r} as the number as it is printed: expected words that stand in the report exactly."
        )


def _required(claim: Claim) -> Iterator[tuple[str, str]]:
    """The words without which a claim of its kind says nothing."""
    if claim.harm:
        yield "group", claim.harm.group.wording
    if claim.damage:
        yield "object", claim.damage.object
    if claim.media:
        yield "caption", claim.media.caption
    if claim.occurrence:
        yield "value", claim.occurrence.value


def _free(letters: str, taken: set[str]) -> str:
    """The first id after all that begin with these letters."""
    numbers = [int(one[len(letters) :]) for one in taken if one.startswith(letters) and one[len(letters) :].isdecimal()]
    return f"{letters}{max(numbers, default=0) + 1}"


def _near(claim: Claim) -> Span:
    """Where the report tells of an incident that a claim brings with it: where the claim stands."""
    return claim.span if claim.in_ == "text" else (0, 0)


def _judged(judgement: Judgement) -> Judgement:
    if not judgement.by.strip() or not judgement.why.strip():
        raise UsageError("Cannot correct anything: expected who does and why, found nothing.")
    return replace(judgement, by=judgement.by.strip(), why=judgement.why.strip())
