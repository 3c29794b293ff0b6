"""What must hold within one reading: every reference leads somewhere, every span cuts its quote.

Asked twice: before a reading is recorded, and of every recorded one by `verify`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from msgspec import UNSET

from tallystick.model import Claim, Mention, Reading, Record, Report


class Fault(Record, frozen=True, kw_only=True):
    """What is wrong with one item of a reading."""

    item: str
    """Local id of the claim or mention: `c1`."""
    why: str


def faults(reading: Reading) -> Iterator[Fault]:
    """Everything in this reading that cannot be so."""
    mentions = {mention.id for mention in reading.mentions}
    claims = {claim.id for claim in reading.claims}
    ids = [mention.id for mention in reading.mentions] + [claim.id for claim in reading.claims]
    for item, times in Counter(ids).items():
        if times > 1:
            yield Fault(item=item, why=f"has its id {times} times in one reading")
    for mention in reading.mentions:
        yield from _mention_faults(mention, reading.report)
    for claim in reading.claims:
        yield from _claim_faults(claim, reading.report)
        if claim.mention is not None and claim.mention not in mentions:
            yield Fault(item=claim.id, why=f"is about mention {claim.mention}, which is not there")
        if claim.harm is not UNSET and claim.harm.part_of is not None and claim.harm.part_of not in claims:
            yield Fault(item=claim.id, why=f"is part of claim {claim.harm.part_of}, which is not there")


def _mention_faults(mention: Mention, report: Report) -> Iterator[Fault]:
    start, end = mention.span
    # A mention may be told over the whole report or in the title alone, so its span may be empty.
    if not 0 <= start <= end <= len(report.text):
        yield Fault(
            item=mention.id,
            why=f"has span [{start}, {end}), outside the text of {len(report.text)} characters",
        )


def _claim_faults(claim: Claim, report: Report) -> Iterator[Fault]:
    start, end = claim.span
    text = report.title if claim.in_ == "title" else report.text
    if not 0 <= start < end <= len(text):
        yield Fault(
            item=claim.id,
            why=f"has span [{start}, {end}), outside the {claim.in_} of {len(text)} characters",
        )
    elif text[start:end] != claim.quote:
        yield Fault(
            item=claim.id,
            why=f"quotes {_short(claim.quote)}, but the {claim.in_} at [{start}, {end}) says {_short(text[start:end])}",
        )


def _short(text: str) -> str:
    shown = text if len(text) <= 60 else text[:57] + "..."
    return f'"{shown}"'
