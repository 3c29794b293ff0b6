"""Is the ledger whole? Recompute the chain, follow every reference, cut every quote again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from tallystick.errors import LedgerDamagedError
from tallystick.ledger import grounding, lookup
from tallystick.ledger.chain import GENESIS, entry_hash, transaction_hash
from tallystick.ledger.entries import Entry, Transaction
from tallystick.ledger.lines import ReadingLine, Row, Withdrawal, assemble, decode, merging_of, row_of
from tallystick.ledger.originals import unpack
from tallystick.ledger.store import Store
from tallystick.model import Capture, Judgement, Report


def faults(store: Store, *, batch: int) -> Iterator[str]:
    """Every fault as one sentence that names transaction and entry."""
    before: Transaction | None = None
    expected = 1
    while transactions := store.transactions(after=before.tx if before else 0, limit=batch):
        txs = [transaction.tx for transaction in transactions]
        found = sorted(store.entries(txs=txs), key=lambda entry: (entry.tx, entry.id))
        by_tx = {tx: list(group) for tx, group in groupby(found, key=lambda entry: entry.tx)}
        rows = {row.tx: row for row in store.indexed(txs)}
        for transaction in transactions:
            entries = by_tx.get(transaction.tx, [])
            yield from _chain_faults(transaction, entries, before)
            yield from _number_faults(transaction.tx, entries, expected)
            yield from _content_faults(store, transaction, entries, rows.get(transaction.tx))
            expected = entries[-1].id + 1 if entries else expected
            before = transaction
    loose = store.loose()
    yield from (f"Entry {entry} belongs to a transaction that is not there." for entry in loose.entries)
    yield from (f"The index names entry {entry}, which is no reading." for entry in loose.rows)
    yield from (f"The original {sha256} belongs to no report or problem." for sha256 in loose.originals)


def _chain_faults(transaction: Transaction, entries: Sequence[Entry], before: Transaction | None) -> Iterator[str]:
    where = f"Transaction {transaction.tx}"
    if transaction.tx != (before.tx + 1 if before else 1):
        yield f"{where}: the transaction before it is missing."
    if transaction.prev_hash != (before.hash if before else GENESIS):
        yield f"{where}: it does not follow from the transaction before it (previous hash differs)."
    if before and transaction.known_at < before.known_at:
        yield f"{where}: it is dated {transaction.known_at}, before the transaction before it."
    for entry in entries:
        if entry.hash != entry_hash(entry):
            yield f"{where}, entry {entry.id}: the {entry.kind} was changed after it was written."
    if transaction.hash != transaction_hash(transaction, entries):
        yield f"{where}: what it holds is not what was written (hash differs)."


def _number_faults(tx: int, entries: Sequence[Entry], expected: int) -> Iterator[str]:
    if not entries:
        yield f"Transaction {tx}, entry {expected}: it is missing; the transaction has no entries."
    for entry in entries:
        if entry.id != expected:
            yield f"Transaction {tx}, entry {expected}: it is missing; entry {entry.id} comes instead."
        expected = entry.id + 1


def _content_faults(store: Store, transaction: Transaction, entries: Sequence[Entry], row: Row | None) -> Iterator[str]:
    try:
        for entry in entries:
            if entry.kind == "reading":
                yield from _reading_faults(store, entry, entries, row)
            elif entry.kind == "judgement":
                yield from _judgement_faults(store, entry)
            elif entry.kind == "retraction":
                yield from _retraction_faults(store, entry)
            elif entry.kind == "capture":
                yield from _capture_faults(store, entry)
            elif entry.kind == "merged":
                yield from _merging_faults(store, entry)
    except LedgerDamagedError as error:
        yield str(error)
    if row is not None and not any(entry.kind == "reading" for entry in entries):
        yield f"Transaction {transaction.tx}: the index names a reading that it does not hold."


def _reading_faults(store: Store, entry: Entry, entries: Sequence[Entry], row: Row | None) -> Iterator[str]:
    where = f"Transaction {entry.tx}, entry {entry.id}"
    line = decode(entry, ReadingLine)
    held = store.entries(ids=[line.report])
    if not held or held[0].kind != "report" or held[0].report_id != entry.report_id:
        yield f"{where}: entry {line.report}, which should hold its report, does not."
        return
    report = decode(held[0], Report)
    if row != row_of(entry, report):
        yield f"{where}: the index says something else about this reading."
    reading = assemble(report, entries)
    if (line.mentions, line.claims) != (len(reading.mentions), len(reading.claims)):
        yield f"{where}: it announces other numbers of mentions and claims than follow."
    for fault in grounding.faults(reading):
        number = next((each.id for each in entries if each.item_id == fault.item), entry.id)
        yield f"Transaction {entry.tx}, entry {number}: {fault.item} {fault.why}."


def _judgement_faults(store: Store, entry: Entry) -> Iterator[str]:
    judgement = decode(entry, Judgement)
    for item in lookup.missing(store, judgement):
        yield f"Transaction {entry.tx}, entry {entry.id}: it judges {item}, which is not there."


def _retraction_faults(store: Store, entry: Entry) -> Iterator[str]:
    target = decode(entry, Withdrawal).entry
    if target >= entry.id or not store.entries(ids=[target]):
        yield f"Transaction {entry.tx}, entry {entry.id}: it retracts entry {target}, which is not there."


def _merging_faults(store: Store, entry: Entry) -> Iterator[str]:
    merging = merging_of(entry)
    if entry.item_id != merging.hash:
        yield f"Transaction {entry.tx}, entry {entry.id}: it is filed under another hash than it speaks of."
    held = store.entries(ids=[merging.held]) if merging.held is not None else ()
    if merging.held is not None and (not held or held[0].kind != "reading"):
        yield f"Transaction {entry.tx}, entry {entry.id}: it names reading {merging.held}, which is not there."


def _capture_faults(store: Store, entry: Entry) -> Iterator[str]:
    capture = decode(entry, Capture)
    where = f"Transaction {entry.tx}, entry {entry.id}"
    if entry.item_id != capture.sha256:
        yield f"{where}: it is filed under other bytes than it speaks of."
    held = store.original(capture.sha256)
    if held is None:
        if capture.kept:
            yield f"{where}: the original {capture.sha256} is missing."
        return
    try:
        size = len(unpack(held))
    except LedgerDamagedError as error:
        yield f"{where}: {error}"
        return
    if size != capture.size:
        yield f"{where}: the original has {size} bytes, {capture.size} are announced."
