"""What every ledger does with the bytes that reports were read from."""

from __future__ import annotations

import hashlib
import zlib

import pytest
from msgspec.structs import replace

from tallystick.errors import LedgerDamagedError
from tallystick.ledger.base import Ledger
from tallystick.ledger.originals import Packed, pack, unpack
from tallystick.ledger.retention import quotes_only, without_bytes
from tallystick.model import Problem
from tests.unit.ledger.examples import PAGE, at, original, reading

READER = "test 1"


def test_an_original_comes_back_byte_for_byte(ledger: Ledger) -> None:
    """The bytes are written with the reading, in its transaction, and say where they were had."""
    ledger.record(reading(1), known_at=at(0), reader=READER, original=original())
    assert ledger.captures("rep_1") == [original().capture]
    assert ledger.captured(original().capture.sha256) == [("rep_1", original().capture)]
    assert ledger.original(original().capture.sha256) == PAGE
    assert ledger.counts().transactions == 1
    assert ledger.verify() == []


def test_what_was_never_held_is_none(ledger: Ledger) -> None:
    """Of a report without original nothing is made up."""
    ledger.record(reading(1), known_at=at(0), reader=READER)
    assert ledger.captures("rep_1") == []
    assert ledger.original("0" * 64) is None


def test_the_same_bytes_are_held_once(ledger: Ledger) -> None:
    """Two reports of one file name the same bytes; each says for itself where they were had."""
    for number in (1, 2):
        ledger.record(
            reading(number), known_at=at(0), reader=READER, original=original(url=f"https://x.example/{number}")
        )
    assert [report for report, _ in ledger.captured(original().capture.sha256)] == ["rep_1", "rep_2"]
    assert ledger.verify() == []


def test_a_report_keeps_its_first_original(ledger: Ledger) -> None:
    """The same report had again, or read again, brings no second original and no transaction."""
    ledger.record(reading(1), known_at=at(0), reader=READER, original=original())
    again = ledger.record(reading(1), known_at=at(1), reader=READER, original=original(PAGE + b"<!-- token 8 -->"))
    assert (again.outcome, again.tx) == ("same", None)
    ledger.record(replace(reading(1), claims=()), known_at=at(2), reader="test 2", original=original(b"other"))
    assert ledger.captures("rep_1") == [original().capture]


def test_a_report_without_original_gets_one(ledger: Ledger) -> None:
    """A report that was recorded before originals were kept gets its original when it comes again."""
    ledger.record(reading(1), known_at=at(0), reader=READER)
    recorded = ledger.record(reading(1), known_at=at(1), reader=READER, original=original())
    assert (recorded.outcome, recorded.tx) == ("same", 2)
    assert [transaction.what for transaction in ledger.transactions()] == ["reading", "capture"]
    assert ledger.original(original().capture.sha256) == PAGE
    assert ledger.verify() == []


def test_a_problem_keeps_its_bytes(ledger: Ledger) -> None:
    """What could not be read is kept with its problem, once for the same bytes, again for others."""
    problem = Problem(stage="read", report="page.html", code="html-without-text", message="no article")
    first = ledger.record_problem(problem, known_at=at(0), original=original())
    assert ledger.record_problem(problem, known_at=at(1), original=original()) == first
    assert ledger.record_problem(problem, known_at=at(1), original=original(b"another page")) != first
    assert ledger.captured(original().capture.sha256) == [("page.html", original().capture)]
    assert ledger.verify() == []


def test_only_the_hash_may_be_kept(ledger: Ledger) -> None:
    """Where texts must not be kept, the capture stands without bytes, every quote still fits, and the hash is there."""
    given = reading(1)
    kept = quotes_only(given)
    ledger.record(kept, known_at=at(0), reader=READER, original=without_bytes(original()))
    held = ledger.reading("rep_1")
    assert held is not None
    assert held.report.text.split() == given.claims[0].quote.split()
    assert held.claims == given.claims
    assert held.report.text_sha256 == hashlib.sha256(given.report.text.encode()).hexdigest()
    assert ledger.original(original().capture.sha256) is None
    assert ledger.verify() == []
    assert not any("coast guard said." in entry.body for entry in ledger.entries())


def test_versions_of_a_page_come_by_publication(ledger: Ledger) -> None:
    """All reports of one outlet and address, whichever was recorded first; a report without address is alone."""
    url = "https://harbour.example/pier"
    ledger.record(reading(2, url=url, published_at=at(9)), known_at=at(0), reader=READER)
    ledger.record(reading(1, url=url, published_at=at(1)), known_at=at(1), reader=READER)
    ledger.record(reading(3), known_at=at(2), reader=READER)
    assert ledger.versions("rep_2") == ledger.versions("rep_1") == ["rep_1", "rep_2"]
    assert ledger.versions("rep_3") == ["rep_3"]
    assert ledger.versions("rep_4") == []


def test_who_read_is_known(ledger: Ledger) -> None:
    """Every reader of a report, in order; one whose reading was retracted is no reader."""
    ledger.record(reading(1), known_at=at(0), reader="test 1")
    ledger.record(replace(reading(1), claims=()), known_at=at(1), reader="test 2")
    assert ledger.readers("rep_1") == ["test 1", "test 2"]
    last = [entry.id for entry in ledger.entries(kind="reading")][-1]
    ledger.retract(last, known_at=at(2), by="me", why="wrong")
    assert ledger.readers("rep_1") == ["test 1"]


@pytest.mark.parametrize(
    "packed", [b"", b"no deflate", zlib.compress(PAGE)[:-8], zlib.compress(PAGE * 1000), zlib.compress(PAGE[::-1])]
)
def test_other_bytes_than_announced_are_damage(packed: bytes) -> None:
    """Cut short, replaced, or swollen: an original that is not what was written is never handed out."""
    row = replace(pack(original()), packed=packed)
    with pytest.raises(LedgerDamagedError, match=original().capture.sha256):
        unpack(row)


def test_a_bomb_is_not_unpacked() -> None:
    """Of a row that would grow to 300 MB no more is unpacked than it announces."""
    row = Packed(sha256="0" * 64, size=100, packed=zlib.compress(b"\0" * 300_000_000))
    with pytest.raises(LedgerDamagedError):
        unpack(row)
