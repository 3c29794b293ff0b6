"""Taking over what another desk recorded, page by page, with where it came from; nothing twice.

Two desks that work on the same conflict read some of the same reports, and judge. Merging one's ledger into the
other's appends what is not held yet. Beside each page stands a line, `merged`, that names the ledger, the transaction
and the hash that it came from; a page whose hash is known, as our own or as taken over, is left out. So merging again,
in a circle, or after a fall, adds nothing twice.

What both say differently is told, and the outcome is the same whichever desk takes over:

- of two readings of a report, the one made later is in force, wherever it was made, but for one that kept no text; the
  other stands beside it, withdrawn;
- of two verdicts on the same pair, the one given later counts (`lookup.judgements`);
- a desk withdraws what it recorded, not what another desk found by itself;
- versions of a page follow each other by publication, as if one desk had seen them all.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from msgspec import UNSET
from msgspec.structs import replace

from tallystick.errors import LedgerDamagedError
from tallystick.ledger import grounding, lookup, writing
from tallystick.ledger.chain import Draft
from tallystick.ledger.entries import Conflict, Entry, Merged, Transaction, What
from tallystick.ledger.lines import (
    Merging,
    ReadingLine,
    Row,
    Withdrawal,
    assemble,
    body_of,
    decode,
    merging_of,
    order,
    same_content,
    without_revises,
)
from tallystick.ledger.originals import PackedOriginal
from tallystick.ledger.pages import Page, Paged, captures_of, check, held_by
from tallystick.ledger.store import Store
from tallystick.model import Judgement, Original, Reading, Report

BY = "tally merge"
LATER = "The other ledger was merged; this reading was made earlier than the one that is held."


class Merge:
    """One ledger on its way into another: what is known already, and what became of each page."""

    def __init__(self, source: Paged, *, at: str) -> None:
        """Prepare.

        Args:
            at: when our ledger learns it.
        """
        self._source = source
        self._at = at
        self._ledger = ""
        self._before: Transaction | None = None
        self._known: dict[str, int] = {}
        """Each hash that we wrote or took over, and our transaction that holds it."""
        self._seen = 0
        self._reports: dict[int, Entry] = {}
        """The other ledger's reports, by their number there: a reading points to one."""
        self._origins: dict[int, str] = {}
        """The other ledger's readings, problems and judgements by their number there: the hash they came from."""
        self._counts: Counter[str] = Counter()
        self._conflicts: dict[tuple[What, str], Conflict] = {}
        """The last one on each thing: what a desk has replaced itself contradicts nobody."""

    @property
    def merged(self) -> Merged:
        """What became of everything so far."""
        return Merged(
            ledger=self._ledger,
            taken=self._counts["taken"],
            held=self._counts["held"],
            known=self._counts["known"],
            conflicts=tuple(self._conflicts.values()),
        )

    def take(self, store: Store, page: Page) -> None:
        """Take over one page, unless it is known.

        Raises:
            LedgerDamagedError: the page is not what was written.
        """
        check(page, self._before)
        self._before = page.transaction
        self._ledger = self._ledger or page.transaction.hash
        self._learn(store)
        origin = self._origin(page)
        for entry in page.entries:
            if entry.kind == "report":
                self._reports[entry.id] = entry
            elif entry.kind in writing.RETRACTABLE:
                self._origins[entry.id] = origin.hash
        if origin.hash in self._known or page.transaction.what == "merged":
            self._counts["known"] += 1
            return
        held = {
            "reading": self._reading,
            "problem": self._problem,
            "judgement": self._judgement,
            "retraction": self._retraction,
            "capture": self._capture,
        }[page.transaction.what](store, page, origin)
        self._counts["taken" if held is None else "held"] += 1
        if held is not None:
            about = next((entry.report_id for entry in page.entries if entry.report_id), None)
            writing.append(store, [note(held, about)], at=self._at, what="merged")

    def _learn(self, store: Store) -> None:
        """What was written to our ledger since the last look, by us or by somebody else."""
        while batch := store.transactions(after=self._seen, limit=500):
            self._known.update((each.hash, each.tx) for each in batch)
            for line in store.entries(txs=[each.tx for each in batch], kind="merged"):
                self._known.setdefault(line.item_id or "", line.tx)
            self._seen = batch[-1].tx

    def _origin(self, page: Page) -> Merging:
        """Where a page came from first: the other ledger may have taken it over itself."""
        for entry in page.entries:
            if entry.kind == "merged":
                return replace(merging_of(entry), held=None)
        return as_origin(page.transaction, self._ledger)

    # --------------------------------------------------------------------------------- page by page

    # Each returns None where it has taken the page over; else the line to write about what is held here already.

    def _reading(self, store: Store, page: Page, origin: Merging) -> Merging | None:
        line = decode(next(entry for entry in page.entries if entry.kind == "reading"), ReadingLine)
        reading = assemble(without_revises(self._report(page, line)), page.entries)
        for fault in grounding.faults(reading):
            raise LedgerDamagedError(f"Transaction {page.transaction.tx}: {fault.item} {fault.why}.")
        report = reading.report.id
        self._conflicts.pop(("reading", report), None)
        rows = store.rows(upto=lookup.tx_of(store.last()), report_id=report)
        ours = lookup.readings(store, rows)
        if not rows:
            self._append_reading(store, page, reading, line.reader, origin)
            return None
        if same_content(ours[-1], reading):
            return replace(origin, held=rows[-1].entry)
        who = f"{line.reader} read it there, otherwise than {rows[-1].reader} here"
        if _rank(reading, origin) > _rank(ours[-1], origin_of(store, rows[-1])):
            self._tell("reading", report, f"{who}; the reading there was made later, and is in force now.")
            self._append_reading(store, page, reading, line.reader, origin)
            return None
        if any(same_content(each, reading) for each in ours[:-1]):
            return origin
        self._tell("reading", report, f"{who}; ours was made later, and stays in force.")
        tx = self._append_reading(store, page, reading, line.reader, origin)
        number = store.entries(txs=[tx], kind="reading")[0].id
        # The line beside the retraction says that it is no desk's doing: whoever merges us does not take it over.
        self._append(
            store, [_retraction(Withdrawal(entry=number, by=BY, why=LATER), report)], origin, what="retraction"
        )
        return None

    def _problem(self, store: Store, page: Page, origin: Merging) -> Merging | None:
        entry = next(entry for entry in page.entries if entry.kind == "problem")
        original = self._original(page)
        for held in store.active("problem", upto=lookup.tx_of(store.last()), item_id=entry.item_id):
            if held.body == entry.body and writing.holds_capture(store, held, original):
                return origin
        writing.keep(store, original)
        self._append(store, [draft_of(each) for each in page.entries if each.kind != "merged"], origin, what="problem")
        return None

    def _judgement(self, store: Store, page: Page, origin: Merging) -> Merging | None:
        entry = next(entry for entry in page.entries if entry.kind == "judgement")
        judgement = decode(entry, Judgement)
        for item in lookup.missing(store, judgement):
            self._tell("judgement", item, f"{judgement.by} judged it there, and it was never recorded here.")
            return origin
        given = lookup.judgements(store, upto=lookup.tx_of(store.last()))
        held = [each for each in given if each.item_id == entry.item_id]
        if held and held[-1].body == entry.body:
            return origin
        others = [decode(each, Judgement) for each in held]
        if judgement.verdict == "add":
            for other in (other for other in others if other.verdict == "add" and _name(other) == _name(judgement)):
                said = f"{judgement.by} added claim {_name(judgement)} there, {other.by} another one of this name here"
                self._tell("judgement", judgement.items[0], f"{said}; the one added first stands. Add the other anew.")
        elif others and _held(others[-1]) != _held(judgement):
            said = f"{judgement.by} judged {judgement.verdict!r} there, {others[-1].by} {others[-1].verdict!r} here"
            self._tell("judgement", " ".join(judgement.items), f"{said}; the verdict given later counts.")
        self._append(store, [draft_of(entry)], origin, what="judgement")
        return None

    def _retraction(self, store: Store, page: Page, origin: Merging) -> Merging | None:
        entry = next(entry for entry in page.entries if entry.kind == "retraction")
        withdrawal = decode(entry, Withdrawal)
        tx = self._known.get(self._origins.get(withdrawal.entry, ""), 0)
        targets = [each for each in store.entries(txs=[tx]) if each.kind in writing.RETRACTABLE][:1]
        if not targets:
            why = f"{withdrawal.by} withdrew it there ({withdrawal.why}); we recorded the same ourselves, and keep it"
            self._tell("retraction", entry.report_id or str(withdrawal.entry), f"{why}.")
            return origin
        number = targets[0].id
        if store.entries(kind="retraction", item_id=str(number)):
            return origin
        draft = _retraction(replace(withdrawal, entry=number), targets[0].report_id)
        self._append(store, [draft], origin, what="retraction")
        return None

    def _capture(self, store: Store, page: Page, origin: Merging) -> Merging | None:
        entry = next(entry for entry in page.entries if entry.kind == "capture")
        if entry.report_id is None or store.entries(kind="capture", report_id=entry.report_id):
            return origin
        writing.keep(store, self._original(page))
        self._append(store, [draft_of(entry)], origin, what="capture")
        return None

    # ------------------------------------------------------------------------------------- steps

    def _report(self, page: Page, line: ReadingLine) -> Report:
        own = next((entry for entry in page.entries if entry.id == line.report), None)
        held = own or self._reports.get(line.report)
        if held is None:
            raise LedgerDamagedError(f"Transaction {page.transaction.tx}: its report, entry {line.report}, is missing.")
        return decode(held, Report)

    def _original(self, page: Page) -> Original | None:
        for capture in captures_of(page)[:1]:
            if not capture.kept:
                return Original(capture=capture, data=b"")
            held = held_by(self._source, capture)
            return PackedOriginal(capture=capture, data=b"", packed=held.packed)
        return None

    def _append_reading(self, store: Store, page: Page, reading: Reading, reader: str, origin: Merging) -> int:
        report = reading.report.id
        original = None if store.entries(kind="capture", report_id=report) else self._original(page)
        transaction, _ = writing.append_reading(
            store, reading, at=self._at, reader=reader, original=original, more=[note(origin, report)]
        )
        if not store.bands_of(report) and (bands := self._source.bands_of(report)):
            store.file(report, bands)
        return transaction.tx

    def _append(self, store: Store, drafts: Sequence[Draft], origin: Merging, *, what: What) -> None:
        about = next((draft.report_id for draft in drafts), None)
        writing.append(store, [*drafts, note(origin, about)], at=self._at, what=what)

    def _tell(self, kind: What, about: str, why: str) -> None:
        self._conflicts[kind, about] = Conflict(kind=kind, about=about, why=why)


def note(origin: Merging, report_id: str | None) -> Draft:
    """The line that says where a page came from."""
    return Draft(kind="merged", report_id=report_id, item_id=origin.hash, body=body_of(origin, "what was merged"))


def draft_of(entry: Entry) -> Draft:
    """An entry of another ledger as one of ours, before it is numbered."""
    return Draft(kind=entry.kind, report_id=entry.report_id, item_id=entry.item_id, body=entry.body)


def as_origin(transaction: Transaction, ledger: str) -> Merging:
    """A transaction of a ledger as what another one takes over."""
    return Merging(ledger=ledger, tx=transaction.tx, hash=transaction.hash, known_at=transaction.known_at, held=None)


def origin_of(store: Store, row: Row) -> Merging:
    """Where a reading of ours comes from: the desk that made it last, of those that came to the same."""
    own = store.transactions(after=row.tx - 1, limit=1)[0]
    lines = [merging_of(entry) for entry in store.entries(kind="merged", report_id=row.report_id)]
    beside = [merging_of(entry) for entry in store.entries(txs=[row.tx], kind="merged")]
    first = store.transactions(after=0, limit=1)[0]
    found = [*(beside or [as_origin(own, first.hash)]), *(each for each in lines if each.held == row.entry)]
    return max(found, key=_when)


def _desks(store: Store, report: str) -> set[str]:
    """Which ledgers have a reading of this report, ours among them."""
    lines = store.entries(kind="merged", report_id=report)
    taken = {line.tx for line in lines}
    own = any(entry.tx not in taken for entry in store.entries(kind="reading", report_id=report))
    return {merging_of(line).ledger for line in lines} | ({""} if own else set())


def _when(origin: Merging) -> tuple[str, str, int]:
    """In order of knowing; what two desks learned at one instant is in a fixed order."""
    return (origin.known_at, origin.ledger, origin.tx)


def _rank(reading: Reading, origin: Merging) -> tuple[bool, tuple[str, str, int]]:
    """The highest of a report's readings is in force: one with its text, then the one that was made last."""
    return (reading.report.text_sha256 is UNSET, _when(origin))


def _held(judgement: Judgement) -> Judgement:
    """What somebody held, whoever it was, and for whichever reason."""
    return replace(judgement, by="", why="")


def _name(judgement: Judgement) -> str:
    return judgement.claim.id if judgement.claim else ""


def _retraction(withdrawal: Withdrawal, report: str | None) -> Draft:
    number = str(withdrawal.entry)
    body = body_of(withdrawal, f"the retraction of entry {number}")
    return Draft(kind="retraction", report_id=report, item_id=number, body=body)


def follow(store: Store, *, at: str) -> int:
    """Let the versions of pages that were merged follow each other by publication; returns how many were changed.

    A desk that had versions 1 and 3 of a page, and takes over version 2, holds that 3 follows 1. As `revises` belongs
    to a report, those that follow another one now are taken down anew, with their readings as they are. Pages of which
    one desk alone has versions stay as that desk has them.
    """
    changed = 0
    for page in sorted(_merged_pages(store), key=repr):
        rows = store.rows(upto=lookup.tx_of(store.last()), page=page)
        chain = sorted({row.report_id: row for row in rows}.values(), key=order)
        if len({desk for row in chain for desk in _desks(store, row.report_id)}) < 2:
            continue
        for before, row in pairwise(chain):
            reading = lookup.readings(store, [row])[0]
            if reading.report.revises != before.report_id:
                report = replace(reading.report, revises=before.report_id)
                writing.append_reading(store, replace(reading, report=report), at=at, reader=row.reader, original=None)
                changed += 1
    return changed


def _merged_pages(store: Store) -> Iterable[tuple[str | None, str]]:
    """The pages, outlet and address, of which a version was taken over."""
    upto = lookup.tx_of(store.last())
    reports = {entry.report_id for entry in store.entries(kind="merged") if entry.report_id}
    return {page for report in reports for page in _page_of(store, report, upto)}


def _page_of(store: Store, report: str, upto: int) -> Iterator[tuple[str | None, str]]:
    for row in store.rows(upto=upto, report_id=report)[-1:]:
        if row.url is not None:
            yield row.outlet, row.url
