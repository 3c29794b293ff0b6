from __future__ import annotations

import sqlite3
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event

from tallystick.ledger.sqlite import SqliteLedger
from tallystick.model import Reading, Report
from tests.readings import at

INDEXES = {
    "ix_entries_report": "entries (report_id, item_id)",
    "ix_entries_item": "entries (kind, item_id)",
    "ix_entries_tx": "entries (tx)",
}


@pytest.mark.parametrize("order", list(permutations(INDEXES)))
def test_recording_goes_through_no_whole_kind(tmp_path: Path, order: tuple[str, ...]) -> None:
    """In whichever order the indexes were made, what is looked up for one report is looked up by its id."""
    path = tmp_path / "tally.db"
    SqliteLedger(path).close()
    with sqlite3.connect(path) as connection:
        for name in INDEXES:
            connection.execute(f"DROP INDEX {name}")
        for name in order:
            connection.execute(f"CREATE INDEX {name} ON {INDEXES[name]}")
    connection.close()
    asked: list[tuple[str, Any]] = []

    def note(_: Any, __: Any, statement: str, values: Any, *more: Any) -> None:
        if statement.startswith("SELECT") and "entries.report_id = ?" in statement:
            asked.append((statement, values))

    event.listen(Engine, "before_cursor_execute", note)
    try:
        with SqliteLedger(path) as ledger:
            for number in range(3):
                ledger.record(Reading(report=Report(id=f"rep_{number}", text="Quiet.")), known_at=at(20), reader="test")
            ledger.record(Reading(report=Report(id="rep_0", text="Quiet.")), known_at=at(20), reader="test 2")
    finally:
        event.remove(Engine, "before_cursor_execute", note)
    assert asked
    with sqlite3.connect(path) as connection:
        for statement, values in asked:
            plan = connection.execute(f"EXPLAIN QUERY PLAN {statement}", values).fetchall()
            assert any("ix_entries_report (report_id=?" in step[3] for step in plan), (statement, plan)
    connection.close()
