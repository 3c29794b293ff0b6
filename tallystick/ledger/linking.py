"""Keep the links of a ledger up with it, transaction by transaction.

Events are called by ids that follow from the order in which things became known, so the links are made in that order,
whether one report comes or all are linked anew.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable

from tallystick.corrections import by_report, corrected, corrected_reports, is_correction
from tallystick.ledger import lookup
from tallystick.ledger.entries import Entry, News, Transaction
from tallystick.ledger.lines import Row, decode, withdrawal_of
from tallystick.ledger.store import KeptShelf, Store
from tallystick.link import weights
from tallystick.link.incremental import NOTHING_BEFOREHAND, Beforehand, Linker, MemoryShelf
from tallystick.link.judged import Verdicts
from tallystick.link.telling import tellings
from tallystick.model import Judgement
from tallystick.reference import terms

VERSION = "3"
"""Changes whenever linking would give other links by the same weights."""
_BATCH = 200


class MemoryLinks(MemoryShelf):
    """The links of a ledger in memory."""

    def __init__(self) -> None:
        super().__init__()
        self._state: dict[str, str] = {}

    def state(self, key: str) -> str | None:
        """As `KeptShelf.state`."""
        return self._state.get(key)

    def note(self, key: str, value: str) -> None:
        """As `KeptShelf.note`."""
        self._state[key] = value

    def begin_anew(self) -> None:
        """As `KeptShelf.begin_anew`."""
        self.__init__()  # type: ignore[misc]


def is_up_to_date(store: Store, shelf: KeptShelf) -> bool:
    """Whether the links are those of the whole ledger, by the weights in force."""
    last = store.last()
    return shelf.state("stamp") == _stamp() and shelf.state("head") == (last.hash if last else "")


def catch_up(
    store: Store, shelf: KeptShelf, *, most: int | None = None, beforehand: Beforehand = NOTHING_BEFOREHAND
) -> bool:
    """Link what was recorded since the last time; all of it, where the weights have changed since.

    Args:
        most: stop after this many transactions.
        beforehand: what is known of the mentions of new reports.
    Returns:
        Whether the links are those of the whole ledger now.
    """
    upto = int(shelf.state("tx") or 0)
    reached = store.transactions(after=upto - 1, limit=1) if upto else ()
    if shelf.state("stamp") != _stamp() or (upto and [each.hash for each in reached] != [shelf.state("head")]):
        shelf.begin_anew()
        shelf.note("stamp", _stamp())
        shelf.note("head", "")
        upto = 0
    work = _Work(store, Linker(shelf, beforehand=beforehand), upto)
    stop = None if most is None else upto + most
    while (stop is None or upto < stop) and (batch := store.transactions(after=upto, limit=_BATCH)):
        for transaction in batch:
            work.take(transaction)
            upto = transaction.tx
            shelf.note("head", transaction.hash)
    shelf.note("tx", str(upto))
    return not store.transactions(after=upto, limit=1)


class _Work:
    """What is at hand while transactions are linked."""

    def __init__(self, store: Store, linker: Linker, upto: int) -> None:
        self._store, self._linker = store, linker
        self._heed(upto)

    def take(self, transaction: Transaction) -> None:
        """Link what one transaction brought or withdrew."""
        if transaction.what == "reading":
            for row in self._store.indexed([transaction.tx]):
                self._read(row.report_id, [row])
        elif transaction.what == "judgement":
            for entry in self._store.entries(txs=[transaction.tx], kind="judgement"):
                self._judge(entry, transaction.tx)
        elif transaction.what == "retraction":
            for line in self._store.entries(txs=[transaction.tx], kind="retraction"):
                for entry in self._store.entries(ids=[withdrawal_of(line).entry]):
                    self._withdraw(entry, transaction.tx)

    def _withdraw(self, entry: Entry, tx: int) -> None:
        if entry.kind == "judgement":
            self._judge(entry, tx)
        elif entry.kind == "reading" and entry.report_id is not None:
            self._read(entry.report_id, self._store.rows(upto=tx, report_id=entry.report_id)[-1:])

    def _read(self, report: str, rows: Iterable[Row]) -> None:
        told = self._corrections.get(report, ())
        readings = [corrected(reading, told) for reading in lookup.readings(self._store, list(rows))]
        self._linker.read(report, tellings(readings), self._verdicts)

    def _judge(self, entry: Entry, tx: int) -> None:
        """A judgement was given or taken back: what it is about is partitioned by the verdicts that hold now."""
        judgement = decode(entry, Judgement)
        self._heed(tx)
        if is_correction(judgement):
            for report in sorted(corrected_reports(judgement)):
                self._read(report, self._store.rows(upto=tx, report_id=report)[-1:])
        else:
            self._linker.judge(_about(judgement), self._verdicts)

    def _heed(self, upto: int) -> None:
        """Take up the judgements that hold after a transaction."""
        judgements = [decode(entry, Judgement) for entry in lookup.judgements(self._store, upto=upto)]
        self._verdicts, self._corrections = Verdicts(judgements), by_report(judgements)


def news_since(store: Store, tx: int) -> News:
    """What was written after a transaction, as far as anything follows from it."""
    upto, only_came = tx, True
    reports, judged, claims = set[str](), set[str](), set[str]()
    while batch := store.transactions(after=upto, limit=_BATCH):
        upto = batch[-1].tx
        entries = list(store.entries(txs=[each.tx for each in batch]))
        numbers = {withdrawal_of(entry).entry for entry in entries if entry.kind == "retraction"}
        withdrawn = list(store.entries(ids=numbers)) if numbers else []
        only_came = only_came and all(entry.kind != "reading" for entry in withdrawn)
        for entry in (*entries, *withdrawn):
            if entry.kind == "reading" and entry.report_id is not None:
                only_came = only_came and entry.report_id not in reports
                reports.add(entry.report_id)
            elif entry.kind == "judgement":
                judgement = decode(entry, Judgement)
                if is_correction(judgement):
                    reports |= set(corrected_reports(judgement))
                    only_came = False
                    continue
                (claims if judgement.verdict in {"accept", "reject"} else judged).update(_about(judgement))
    return News(
        upto=upto,
        reports=frozenset(reports),
        judged=frozenset(judged),
        claims=frozenset(claims),
        only_came=only_came,
    )


def _about(judgement: Judgement) -> Collection[str]:
    return {*judgement.items, *judgement.against}


def _stamp() -> str:
    """What the links depend on besides the ledger."""
    digest = hashlib.sha256(VERSION.encode())
    for file in (weights.FILE, terms.FILE):
        digest.update(file.read_bytes())
    return digest.hexdigest()
