"""The chain: entries are hashed, and each transaction's hash covers its entries and the hash before it.

Whoever changes, removes or slips in one line would have to rewrite every later hash, and would still be
found out by anybody who noted a later head.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

import msgspec

from tallystick.errors import UsageError
from tallystick.ledger.entries import Entry, EntryKind, Transaction, What
from tallystick.model import Record

GENESIS = "0" * 64
"""What stands in for the previous hash in the first transaction."""


class Draft(Record, frozen=True, kw_only=True):
    """An entry that has not been numbered yet."""

    kind: EntryKind
    body: str
    report_id: str | None = None
    item_id: str | None = None


def instant(moment: datetime) -> str:
    """An instant as text that sorts by time.

    Raises:
        UsageError: the instant has no time zone, so it names no instant.
    """
    if moment.tzinfo is None:
        raise UsageError(f"{moment.isoformat()} has no time zone: give an instant, such as one in UTC.")
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def entry_hash(entry: Entry) -> str:
    """SHA-256 over everything the entry says, in a fixed order."""
    return _digest("", [entry.id, entry.kind, entry.report_id, entry.item_id, entry.body])


def transaction_hash(transaction: Transaction, entries: Iterable[Entry]) -> str:
    """SHA-256 over the previous hash, then this transaction and the hashes of its entries."""
    said = [transaction.tx, transaction.known_at, transaction.what, [entry.hash for entry in entries]]
    return _digest(transaction.prev_hash, said)


def _digest(before: str, said: object) -> str:
    try:
        text = msgspec.json.encode(said)
    except UnicodeEncodeError:
        # Only in a damaged file: bytes that are no UTF-8 come in as lone surrogates. They are escaped, so
        # that they can be hashed, found different, and named.
        text = repr(said).encode("ascii", "backslashreplace")
    return hashlib.sha256(before.encode("utf-8", "backslashreplace") + text).hexdigest()


def seal(
    drafts: Sequence[Draft], *, after: Transaction | None, first_id: int, known_at: str, what: What
) -> tuple[Transaction, list[Entry]]:
    """Number and hash the entries of one transaction that follows `after`."""
    tx = after.tx + 1 if after else 1
    entries = [_numbered(draft, first_id + place, tx) for place, draft in enumerate(drafts)]
    transaction = Transaction(
        tx=tx,
        known_at=max(known_at, after.known_at) if after else known_at,
        what=what,
        prev_hash=after.hash if after else GENESIS,
        hash="",
    )
    digest = transaction_hash(transaction, entries)
    return msgspec.structs.replace(transaction, hash=digest), entries


def _numbered(draft: Draft, number: int, tx: int) -> Entry:
    entry = Entry(
        id=number,
        tx=tx,
        kind=draft.kind,
        report_id=draft.report_id,
        item_id=draft.item_id,
        body=draft.body,
        hash="",
    )
    return msgspec.structs.replace(entry, hash=entry_hash(entry))
