"""The shapes that a ledger hands out: lines, the transactions that they were written in, what became of a writing.

A ledger is a list of transactions, each with one or more entries. Nothing in it is ever changed or taken
out: a reading is replaced by a later reading, and an entry is retracted by another entry. So the state at
any time is what the transactions up to that time say.
"""

from __future__ import annotations

from typing import Literal

from tallystick.model import Record

EntryKind = Literal["report", "reading", "mention", "claim", "problem", "judgement", "retraction", "capture", "merged"]
What = Literal["reading", "problem", "judgement", "retraction", "capture", "merged"]
"""What a transaction records."""


class Recorded(Record, frozen=True, kw_only=True):
    """What became of a reading that was handed to the ledger."""

    report: str
    outcome: Literal["new", "same", "reread"]
    """new = nothing of this report was held; same = held already, nothing written; reread = replaced."""
    tx: int | None
    """The transaction written; None when nothing was."""
    revises: str | None = None
    """The earlier version of the same page, where there is one."""
    near_copies: tuple[str, ...] = ()
    """Of a new report: reports of other pages that were held and have nearly the same words."""


class Entry(Record, frozen=True, kw_only=True):
    """One line of the ledger; docs/ledger.md says what `item_id` and `body` hold for each kind."""

    id: int
    tx: int
    kind: EntryKind
    report_id: str | None
    item_id: str | None
    body: str
    hash: str


class Transaction(Record, frozen=True, kw_only=True):
    """Entries that were written together, all or none, and their place in the chain."""

    tx: int
    known_at: str
    """UTC, `YYYY-MM-DDTHH:MM:SS.ffffffZ`: sorts as text. Never earlier than the transaction before it."""
    what: What
    prev_hash: str
    hash: str


class Conflict(Record, frozen=True, kw_only=True):
    """What two desks recorded differently."""

    kind: What
    about: str
    """The report, claims or mentions."""
    why: str
    """What each says, and which of them counts."""


class Merged(Record, frozen=True, kw_only=True):
    """What became of another ledger's transactions; each is in one of the three counts."""

    ledger: str
    """Hash of its first transaction; empty where it holds nothing."""
    taken: int
    held: int
    """Said here already: only a line was written that says that the other desk has it, too."""
    known: int
    """Ours, or taken over before: nothing was written."""
    conflicts: tuple[Conflict, ...]


class Counts(Record, frozen=True, kw_only=True):
    """How much is held: of readings that were replaced or retracted, nothing is counted."""

    reports: int
    mentions: int
    claims: int
    problems: int
    judgements: int
    transactions: int


class News(Record, frozen=True, kw_only=True):
    """What was written to a ledger after some transaction, as far as anything follows from it."""

    upto: int
    """The last transaction; 0 = none."""
    reports: frozenset[str]
    """The reports that were read or read anew, or a reading of which was withdrawn."""
    judged: frozenset[str]
    """The mentions that somebody judged, or of which a judgement was taken back."""
    claims: frozenset[str]
    """The claims, likewise."""
    only_came: bool
    """Whether every report came for the first time: none was read twice, put right or withdrawn."""
