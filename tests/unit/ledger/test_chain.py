from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from msgspec.structs import replace

from tallystick.errors import UsageError
from tallystick.ledger.chain import GENESIS, Draft, entry_hash, instant, seal, transaction_hash

DRAFTS = [Draft(kind="problem", body="{}"), Draft(kind="judgement", body="[]", item_id="rep_1/c1")]


def test_instants_sort_as_text() -> None:
    """Written out, instants of any century and zone sort by time."""
    east = timezone(timedelta(hours=7))
    moments = [
        datetime(999, 1, 1, tzinfo=UTC),
        datetime(2024, 1, 1, 6, tzinfo=east),
        datetime(2024, 1, 1, tzinfo=UTC),
        datetime(2024, 1, 1, 0, 0, 0, 1, tzinfo=UTC),
    ]
    written = [instant(moment) for moment in moments]
    assert written == sorted(written)
    assert written[1] == "2023-12-31T23:00:00.000000Z"
    assert {len(each) for each in written} == {27}


def test_an_instant_needs_a_zone() -> None:
    """A time without a zone is refused, not taken for this machine's."""
    with pytest.raises(UsageError, match="no time zone"):
        instant(datetime(2024, 1, 1))


def test_transactions_are_numbered_and_chained() -> None:
    """Each transaction continues the numbers of the one before, and holds its hash."""
    first, held = seal(DRAFTS, after=None, first_id=1, known_at="b", what="problem")
    second, more = seal(DRAFTS, after=first, first_id=3, known_at="c", what="problem")
    assert (first.tx, first.prev_hash) == (1, GENESIS)
    assert (second.tx, second.prev_hash) == (2, first.hash)
    assert [entry.id for entry in [*held, *more]] == [1, 2, 3, 4]


def test_a_transaction_is_never_dated_before_the_last() -> None:
    """A clock that went back is held at the last transaction's time."""
    first, _ = seal(DRAFTS, after=None, first_id=1, known_at="b", what="problem")
    second, _ = seal(DRAFTS, after=first, first_id=3, known_at="a", what="problem")
    assert second.known_at == "b"


def test_every_field_is_hashed() -> None:
    """Another value in any field of an entry or a transaction gives another hash."""
    transaction, entries = seal(DRAFTS, after=None, first_id=1, known_at="b", what="problem")
    entry = entries[1]
    for changed in ({"id": 9}, {"kind": "claim"}, {"report_id": "x"}, {"item_id": None}, {"body": "[ ]"}):
        assert entry_hash(replace(entry, **changed)) != entry.hash
    for changed in ({"tx": 9}, {"known_at": "a"}, {"what": "reading"}, {"prev_hash": "1" * 64}):
        assert transaction_hash(replace(transaction, **changed), entries) != transaction.hash
    assert transaction_hash(transaction, entries[:1]) != transaction.hash
    assert transaction_hash(transaction, entries[::-1]) != transaction.hash


def test_damaged_text_can_be_hashed() -> None:
    """Bytes that are no text any more still have a hash, another one than any text's."""
    _, entries = seal(DRAFTS, after=None, first_id=1, known_at="b", what="problem")
    assert entry_hash(replace(entries[0], body="{\udcff")) != entries[0].hash
