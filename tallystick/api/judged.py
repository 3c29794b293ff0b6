"""What people hold of what was read: recorded with a reason, respected by every later run, taken back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from tallystick.api.books import Book, opened, reading_of
from tallystick.api.sense import known
from tallystick.errors import LedgerDamagedError, UsageError
from tallystick.judging import judgement_on, reading_named
from tallystick.ledger.base import Ledger
from tallystick.ledger.lines import withdrawal_of
from tallystick.link.explain import Explanation
from tallystick.link.explain import explain as explained
from tallystick.model import Claim, Event, Judgement, Mention, Place, Reading, Record, from_json, global_id
from tallystick.righting import add_correction, edit_correction, place_correction


class Judged(Record, frozen=True, kw_only=True):
    """One judgement as the ledger keeps it."""

    entry: int
    """Its number, by which it is taken back."""
    known_at: datetime
    judgement: Judgement
    undone_by: str | None = None
    """Who took it back; None = it holds."""
    undone_why: str | None = None


def judge(
    ledger: Book,
    verdict: str,
    named: Sequence[str],
    *,
    by: str,
    why: str,
    known_at: datetime | None = None,
    among: tuple[Sequence[Reading], Sequence[Event]] | None = None,
) -> Judged:
    """Record what a person holds of reports, events or claims; every later run respects it.

    Args:
        verdict, named: `same`, `different`, `unsure`: two mentions (`rep_…/m1`) or reports. `merge`: events.
            `split`: an event, then the mentions or reports that leave it together. `accept`, `reject`: claims
            (`rep_…/c1`). Of an id as much is enough as names one.
        by, why: who judges, and for which reason; both are kept and shown.
        known_at: when the ledger learns it; None = now.
        among: readings and events among which is looked for what is named; None = all that the ledger knows.
    Raises:
        UsageError: what is named does not fit the verdict, or is not held.
        UnknownEventError: no event, or more than one, has this id.
    """
    with opened(ledger) as book:
        if among is None:
            held = known(book)
            among = held.readings, held.events() if verdict in {"merge", "split"} else []
        judgement = judgement_on(verdict, named, by=by, why=why, readings=among[0], events=among[1])
        entry = book.judge(judgement, known_at=known_at or datetime.now(UTC))
        return next(one for one in _judged(book) if one.entry == entry)


def put_on_map(
    ledger: Book, mentions: Sequence[str], place: Place, *, by: str, why: str, known_at: datetime | None = None
) -> Judged:
    """Say what a place is that was not found, or found wrongly, or passed over; links, figures and exports follow.

    Args:
        mentions: those that happened there (`rep_…/m1`). Where one has the place with this wording, it is put right;
            else it is added, if these words stand in the report.
        by, why, known_at: as for `judge`.
    Raises:
        UsageError: a report has no such words, or the point lies nowhere.
    """
    with opened(ledger) as book:
        reports = {item.partition("/")[0] for item in mentions}
        held = {report: reading for report in reports if (reading := book.reading(report)) is not None}
        return _correct(book, place_correction(held, mentions, place, by=by, why=why), known_at)


def edit_claim(
    ledger: Book, report_id: str, claim: Claim, *, by: str, why: str, known_at: datetime | None = None
) -> Judged:
    """Say what a claim says that was read wrongly; its words stay the same.

    Args:
        by, why, known_at: as for `judge`.
    Raises:
        UnknownReportError: there is no such report.
        UsageError: there is no claim with this id and these words, or nothing would change.
    """
    with opened(ledger) as book:
        return _correct(book, edit_correction(reading_of(book, report_id), claim, by=by, why=why), known_at)


def add_claim(
    ledger: Book,
    report_id: str,
    claim: Claim,
    *,
    by: str,
    why: str,
    mention: Mention | None = None,
    known_at: datetime | None = None,
) -> Judged:
    """Add a claim that was missed, with the words of the report that it rests on.

    Args:
        claim: its id is given here; its span cuts its quote out of the report's text or title. Its mention None = the
            one that the report is about.
        mention: an incident that the reading does not have, and that the claim is about; its id is given here.
        by, why, known_at: as for `judge`.
    Raises:
        UnknownReportError: there is no such report.
        UsageError: the words do not stand there, or the report has no such mention.
    """
    with opened(ledger) as book:
        given = [one.judgement for one in _judged(book)]
        reading = reading_of(book, report_id)
        made = add_correction(reading, claim, by=by, why=why, mention=mention, given=given)
        return _correct(book, made, known_at)


def undo(ledger: Book, entry: int, *, by: str, why: str, known_at: datetime | None = None) -> Judged:
    """Take a judgement back; what it did is undone in every later run, and both stay on record.

    Args:
        entry: its number, as `judge` and `judgements` give it.
    Raises:
        UsageError: there is no judgement with this number.
    """
    if not by.strip() or not why.strip():
        raise UsageError(f"Cannot take {entry} back: expected who does and why, found nothing. Give --by and --why.")
    with opened(ledger) as book:
        if all(one.entry != entry for one in _judged(book)):
            raise UsageError(f"There is no judgement {entry}. `tally judge list` shows those there are.")
        book.retract(entry, known_at=known_at or datetime.now(UTC), by=by.strip(), why=why.strip())
        return next(one for one in _judged(book) if one.entry == entry)


def judgements(ledger: Book) -> list[Judged]:
    """Everything that people judged, oldest first, with what was taken back again."""
    with opened(ledger) as book:
        return _judged(book)


def explain(
    ledger: Book,
    report: str,
    event_id: str,
    *,
    as_of: datetime | None = None,
    recorded_as_of: datetime | None = None,
) -> Explanation:
    """Why a report does, or does not, tell of an event: the evidence for and against, pair by pair.

    Args:
        report: the id of a report, or of one of its mentions, or as much of it as names one.
        event_id: whole, or as much of it as names one event.
    Raises:
        UsageError: no report, or more than one, has this id.
        UnknownEventError: no event, or more than one, has this id at this time.
    """
    held = known(ledger, as_of=as_of, recorded_as_of=recorded_as_of)
    event = held.named(event_id)
    reading = reading_named(held.seen(), report)
    told = held.told()
    wanted = report if "/" in report else ""
    own = [one for one in told.values() if one.report == reading.report.id]
    own = [one for one in own if not wanted or one.mention.id == wanted.partition("/")[2]]
    members = [told[global_id(ref.report, ref.mention)] for ref in event.mentions]
    return explained(reading.report.id, event.id, own=own, members=members, judgements=held.judgements)


def _correct(book: Ledger, judgement: Judgement, known_at: datetime | None) -> Judged:
    entry = book.judge(judgement, known_at=known_at or datetime.now(UTC))
    return next(one for one in _judged(book) if one.entry == entry)


def _judged(book: Ledger) -> list[Judged]:
    undone = {withdrawal.entry: withdrawal for withdrawal in map(withdrawal_of, book.entries(kind="retraction"))}
    return [
        Judged(
            entry=entry.id,
            known_at=_known_at(book, entry.tx),
            judgement=from_json(entry.body, Judgement),
            undone_by=undone[entry.id].by if entry.id in undone else None,
            undone_why=undone[entry.id].why if entry.id in undone else None,
        )
        for entry in book.entries(kind="judgement")
    ]


def _known_at(book: Ledger, tx: int) -> datetime:
    transaction = book.transaction(tx)
    if transaction is None:
        raise LedgerDamagedError(f"Transaction {tx}, which has entries, is missing. `tally verify` tells more.")
    return datetime.fromisoformat(transaction.known_at)
