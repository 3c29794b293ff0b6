from __future__ import annotations

from datetime import datetime

import pytest

from tallystick.errors import LedgerDamagedError
from tallystick.ledger.entries import Entry
from tallystick.ledger.lines import Row, decode, earlier_version
from tallystick.model import Claim, Report
from tests.unit.ledger.examples import START, at


def row(report: str, tx: int, published_at: str | None) -> Row:
    """A reading of one version of a page."""
    return Row(
        entry=tx,
        tx=tx,
        report_id=report,
        report_entry=tx,
        reader="test 1",
        outlet=None,
        url="u",
        published_at=published_at,
    )


NOON = "2024-03-01T12:00:00.000000Z"
ONE = "2024-03-01T13:00:00.000000Z"


@pytest.mark.parametrize(
    ("published_at", "rows", "expected"),
    [
        (START, [], None),
        (START, [row("rep_9", 1, NOON)], None),  # itself
        (START, [row("rep_1", 1, NOON)], "rep_1"),  # a page that keeps its time when it changes
        (START, [row("rep_1", 1, ONE)], None),  # published later, recorded before
        (at(90), [row("rep_2", 1, ONE), row("rep_1", 2, NOON)], "rep_2"),
        (START, [row("rep_1", 1, None), row("rep_2", 2, None)], "rep_2"),
        (START, [row("rep_1", 1, NOON), row("rep_2", 2, None)], "rep_1"),
        (None, [row("rep_1", 1, ONE), row("rep_2", 2, NOON)], "rep_2"),
    ],
)
def test_the_earlier_version_is_the_latest_before(
    published_at: datetime | None, rows: list[Row], expected: str | None
) -> None:
    """Publication decides which version came before; where a time is unknown, order of recording."""
    assert earlier_version(Report(id="rep_9", published_at=published_at), rows) == expected


@pytest.mark.parametrize("body", ["", "{", '{"id": 3}', '{"id": "c1\udcff"}'])
def test_a_body_that_cannot_be_read_is_named(body: str) -> None:
    """A damaged body is an error of ours that names transaction and entry."""
    entry = Entry(id=7, tx=3, kind="claim", report_id="rep_1", item_id="c1", body=body, hash="")
    with pytest.raises(LedgerDamagedError, match="Transaction 3, entry 7"):
        decode(entry, Claim)
