"""Readings as lines of the ledger, and lines as readings again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

import msgspec

from tallystick.errors import DataError, LedgerDamagedError
from tallystick.ledger.chain import Draft, instant
from tallystick.ledger.entries import Entry, EntryKind
from tallystick.model import Claim, Mention, Problem, Reading, Record, Report, T, from_json, to_json


class ReadingLine(Record, frozen=True, kw_only=True):
    """Body of a `reading` entry: who read which text, and how much was found."""

    reader: str
    report: int
    """Entry that holds the report with its text; a later reading of the same text points back to it."""
    mentions: int
    claims: int
    problems: int


class Withdrawal(Record, frozen=True, kw_only=True):
    """Body of a `retraction` entry."""

    entry: int
    by: str
    why: str


class Merging(Record, frozen=True, kw_only=True):
    """Body of a `merged` entry: the transaction of another ledger that this one takes over."""

    ledger: str
    """Hash of that ledger's first transaction."""
    tx: int
    hash: str
    known_at: str
    """When that ledger learned it."""
    held: int | None
    """Our reading that says the same; None where the other's is beside this line, or nothing of it was needed."""


def withdrawal_of(entry: Entry) -> Withdrawal:
    """What a `retraction` entry says."""
    return decode(entry, Withdrawal)


def merging_of(entry: Entry) -> Merging:
    """What a `merged` entry says."""
    return decode(entry, Merging)


class Row(Record, frozen=True, kw_only=True):
    """A reading as the index knows it: what it is looked up and sorted by."""

    entry: int
    tx: int
    report_id: str
    report_entry: int
    reader: str
    outlet: str | None
    url: str | None
    published_at: str | None


def body_of(record: Record, whose: str) -> str:
    """The JSON of a record.

    Raises:
        DataError: it holds half a surrogate pair, which no JSON can say.
    """
    try:
        return to_json(record).decode()
    except UnicodeEncodeError as error:
        raise DataError(
            f"Cannot record {whose}: its text holds half a character (a lone surrogate). "
            "Decode the source again, with the right encoding."
        ) from error


def report_draft(report: Report) -> Draft:
    """The line that holds a report and, alone of all lines, its text."""
    return Draft(kind="report", report_id=report.id, body=body_of(report, report.id))


def reading_drafts(reading: Reading, *, reader: str, report_entry: int) -> list[Draft]:
    """The lines of a reading, without its report: the reading itself, then item by item."""
    report = reading.report.id
    line = ReadingLine(
        reader=reader,
        report=report_entry,
        mentions=len(reading.mentions),
        claims=len(reading.claims),
        problems=len(reading.problems),
    )
    drafts = [Draft(kind="reading", report_id=report, item_id=reader, body=body_of(line, report))]
    drafts += [_item("mention", report, mention.id, mention) for mention in reading.mentions]
    drafts += [_item("claim", report, claim.id, claim) for claim in reading.claims]
    drafts += [_item("problem", report, problem.code, problem) for problem in reading.problems]
    return drafts


def _item(kind: EntryKind, report: str, item: str, record: Record) -> Draft:
    return Draft(kind=kind, report_id=report, item_id=item, body=body_of(record, report))


def decode(entry: Entry, kind: type[T]) -> T:
    """The record that an entry holds.

    Raises:
        LedgerDamagedError: the body is no such record.
    """
    try:
        return from_json(entry.body, kind)
    except (msgspec.MsgspecError, UnicodeError) as error:
        raise LedgerDamagedError(
            f"Transaction {entry.tx}, entry {entry.id}: the {entry.kind} cannot be read ({error}). "
            "`tally verify` lists what else is damaged."
        ) from error


def assemble(report: Report, entries: Iterable[Entry]) -> Reading:
    """The reading that these entries of one transaction make up, in the order in which they were written."""
    mentions: list[Mention] = []
    claims: list[Claim] = []
    problems: list[Problem] = []
    for entry in entries:
        if entry.kind == "mention":
            mentions.append(decode(entry, Mention))
        elif entry.kind == "claim":
            claims.append(decode(entry, Claim))
        elif entry.kind == "problem":
            problems.append(decode(entry, Problem))
    return Reading(report=report, mentions=tuple(mentions), claims=tuple(claims), problems=tuple(problems))


def row_of(entry: Entry, report: Report) -> Row:
    """What the index must say about a `reading` entry."""
    line = decode(entry, ReadingLine)
    return Row(
        entry=entry.id,
        tx=entry.tx,
        report_id=report.id,
        report_entry=line.report,
        reader=line.reader,
        outlet=report.outlet,
        url=report.url,
        published_at=published(report),
    )


def published(report: Report) -> str | None:
    """When a report was published, as text that sorts; without a zone it is taken as UTC."""
    moment: datetime | None = report.published_at
    if moment is None:
        return None
    return instant(moment if moment.tzinfo else moment.replace(tzinfo=UTC))


def order(row: Row) -> tuple[bool, str, str]:
    """By publication, then id; reports without a time last."""
    return (row.published_at is None, row.published_at or "", row.report_id)


def without_revises(report: Report) -> Report:
    """The report without the field that the ledger itself fills in."""
    return msgspec.structs.replace(report, revises=None)


def same_content(left: Reading, right: Reading) -> bool:
    """Whether two readings say the same, whoever read them."""
    return (
        without_revises(left.report) == without_revises(right.report)
        and left.mentions == right.mentions
        and left.claims == right.claims
        and left.problems == right.problems
    )


def earlier_version(report: Report, rows: Sequence[Row]) -> str | None:
    """The id of the latest version of this page before `report`, among the rows of its outlet and url.

    A version known to be published later is none, even when it was recorded first. Where either time
    is unknown, the order of recording stands in.
    """
    at = published(report)
    others = [row for row in rows if row.report_id != report.id]
    if at is None:
        return max(others, key=lambda row: row.tx).report_id if others else None
    past = [row for row in others if row.published_at is None or row.published_at <= at]
    return max(past, key=lambda row: (row.published_at or "", row.tx)).report_id if past else None
