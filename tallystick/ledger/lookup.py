"""Looking things up in a store: what more than one rule needs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import groupby

from tallystick.corrections import BY_HAND, added_items, by_report
from tallystick.errors import LedgerDamagedError
from tallystick.ledger.chain import instant
from tallystick.ledger.entries import Entry, Transaction
from tallystick.ledger.lines import Row, assemble, decode, merging_of, order
from tallystick.ledger.store import Store
from tallystick.model import Judgement, Reading, Report
from tallystick.text import minhash


def tx_of(transaction: Transaction | None) -> int:
    """The number of a transaction; 0 = there is none."""
    return transaction.tx if transaction else 0


def last_at(store: Store, recorded_as_of: datetime | None) -> int:
    """The last transaction that the ledger knew at an instant; 0 = none."""
    return tx_of(store.last(instant(recorded_as_of) if recorded_as_of else None))


def has_item(store: Store, item: str) -> bool:
    """Whether a claim or mention with this ledger-wide id was ever recorded, by a reader or by hand."""
    report_id, _, local = item.rpartition("/")
    found = store.entries(report_id=report_id, item_id=local)
    if any(entry.kind in ("claim", "mention") for entry in found):
        return True
    return local.startswith(BY_HAND) and any(
        item in added_items(decode(entry, Judgement)) for entry in store.entries(kind="judgement")
    )


def missing(store: Store, judgement: Judgement) -> Iterator[str]:
    """What a judgement is about and was never recorded; of what it adds itself, whatever is in no report held."""
    own = added_items(judgement)
    for item in (*judgement.items, *judgement.against):
        known = item.partition("/")[0] if item in own else None
        if not (store.rows(upto=tx_of(store.last()), report_id=known) if known else has_item(store, item)):
            yield item


def corrections(store: Store, upto: int) -> dict[str, list[Judgement]]:
    """What people had put right by a transaction, by report."""
    return by_report(decode(entry, Judgement) for entry in judgements(store, upto=upto))


def judgements(store: Store, *, upto: int) -> list[Entry]:
    """Judgements not retracted, in the order in which they were given, at whichever desk.

    That is the order of writing, but for those that were taken over from another ledger, which were given when that
    ledger learned them. So the verdict that counts does not depend on which of two desks took over the other.
    """
    found = list(store.active("judgement", upto=upto))
    notes = {entry.tx: merging_of(entry) for entry in store.entries(txs=[each.tx for each in found], kind="merged")}
    if not notes:
        return found
    first = store.transactions(after=0, limit=1)[0]
    given: dict[int, tuple[str, str, int]] = {}
    for entry in found:
        own = store.transactions(after=entry.tx - 1, limit=1)[0]
        note = notes.get(entry.tx)
        # A desk whose clock is ahead does not overrule what is said here later.
        given[entry.id] = (
            (min(note.known_at, own.known_at), note.ledger, note.tx) if note else (own.known_at, first.hash, own.tx)
        )
    return sorted(found, key=lambda entry: given[entry.id])


def present(entries: Mapping[int, Entry], row: Row) -> Entry:
    """The entry that holds the report of this reading.

    Raises:
        LedgerDamagedError: it is not there.
    """
    if row.report_entry not in entries:
        raise LedgerDamagedError(
            f"Transaction {row.tx}, entry {row.entry}: entry {row.report_entry}, which should hold "
            f"report {row.report_id}, is missing. `tally verify` lists what else is damaged."
        )
    return entries[row.report_entry]


def versions(store: Store, report_id: str) -> list[str]:
    """Ids of the versions of a report's page, by publication, then id."""
    upto = tx_of(store.last())
    rows = store.rows(upto=upto, report_id=report_id)
    if rows and rows[-1].url is not None:
        rows = store.rows(upto=upto, page=(rows[-1].outlet, rows[-1].url))
    latest = {row.report_id: row for row in rows}
    return [row.report_id for row in sorted(latest.values(), key=order)]


def near_copies(store: Store, report_id: str) -> list[str]:
    """Ids of the reports of other pages that share enough bands with this one."""
    bands = store.bands_of(report_id)
    found = [other for other, shared in store.in_bands(bands) if shared >= minhash.LEAST_SHARED] if bands else []
    own = {report_id, *versions(store, report_id)} if len(found) > 1 else {report_id}
    return [other for other in found if other not in own]


def readings(store: Store, rows: Sequence[Row]) -> list[Reading]:
    """The readings of these rows of the index, in their order."""
    texts = {entry.id: entry for entry in store.entries(ids={row.report_entry for row in rows})}
    found = store.entries(txs={row.tx for row in rows})
    by_tx = {tx: list(group) for tx, group in groupby(found, key=lambda entry: entry.tx)}
    return [assemble(decode(present(texts, row), Report), by_tx.get(row.tx, ())) for row in rows]
