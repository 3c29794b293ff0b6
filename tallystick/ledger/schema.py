"""The tables, and the guards that keep them append-only. docs/ledger.md describes each column."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, LargeBinary, MetaData, Table, Text

VERSION = "3"
"""Changes whenever an older program would misread the tables."""
UPGRADABLE = ("1", "2")
"""Versions that are brought up to ours when they are opened: 1 has no `originals`, neither has `bands`."""

metadata = MetaData()

_Number = BigInteger().with_variant(Integer, "sqlite")
# Text is compared byte by byte everywhere; PostgreSQL would otherwise sort by the server's language.
_Text = Text().with_variant(Text(collation="C"), "postgresql")

meta = Table(
    "meta",
    metadata,
    Column("key", _Text, primary_key=True),
    Column("value", _Text, nullable=False),
)

transactions = Table(
    "transactions",
    metadata,
    Column("tx", _Number, primary_key=True, autoincrement=False),
    Column("known_at", _Text, nullable=False, index=True),
    Column("what", _Text, nullable=False),
    Column("prev_hash", _Text, nullable=False),
    Column("hash", _Text, nullable=False),
)

entries = Table(
    "entries",
    metadata,
    Column("id", _Number, primary_key=True, autoincrement=False),
    Column("tx", _Number, ForeignKey("transactions.tx"), nullable=False, index=True),
    Column("kind", _Text, nullable=False),
    Column("report_id", _Text),
    Column("item_id", _Text),
    Column("body", _Text, nullable=False),
    Column("hash", _Text, nullable=False),
    Index("ix_entries_report", "report_id", "item_id"),
    Index("ix_entries_item", "kind", "item_id"),
)

readings = Table(
    "readings",
    metadata,
    Column("entry", _Number, ForeignKey("entries.id"), primary_key=True, autoincrement=False),
    Column("tx", _Number, ForeignKey("transactions.tx"), nullable=False, unique=True),
    Column("report_id", _Text, nullable=False),
    Column("report_entry", _Number, ForeignKey("entries.id"), nullable=False),
    Column("reader", _Text, nullable=False),
    Column("outlet", _Text),
    Column("url", _Text),
    Column("published_at", _Text),
    Index("ix_readings_report", "report_id", "tx"),
    Index("ix_readings_page", "url"),
)

originals = Table(
    "originals",
    metadata,
    Column("sha256", _Text, primary_key=True),
    Column("size", _Number, nullable=False),
    Column("packed", LargeBinary, nullable=False),
)

bands = Table(
    "bands",
    metadata,
    Column("band", _Number, primary_key=True, autoincrement=False),
    Column("report_id", _Text, primary_key=True),
    Index("ix_bands_report", "report_id"),
)

_KEYS = {"transactions": "tx", "entries": "id", "readings": "entry"}


def sqlite_guards() -> dict[str, str]:
    """The triggers, by name, that refuse to change or remove a row, or to add one anywhere but at the end.

    The third also stops INSERT OR REPLACE, which in SQLite removes a row without any DELETE trigger firing.
    """
    guards = {}
    for table in ("meta", *_KEYS, "originals", "bands"):
        for action in ("UPDATE", "DELETE"):
            name = f"{table}_no_{action.lower()}"
            guards[name] = _refuse(name, f"BEFORE {action} ON {table}", "nothing is changed or erased")
    for table, key in _KEYS.items():
        name = f"{table}_at_end"
        late = f"NEW.{key} <= (SELECT coalesce(max({key}), 0) FROM {table})"
        guards[name] = _refuse(name, f"BEFORE INSERT ON {table} WHEN {late}", "rows are added at the end")
    held = "EXISTS (SELECT 1 FROM originals WHERE sha256 = NEW.sha256)"
    guards["originals_once"] = _refuse(
        "originals_once", f"BEFORE INSERT ON originals WHEN {held}", "the same bytes are held once"
    )
    return guards


def _refuse(name: str, when: str, why: str) -> str:
    return f"CREATE TRIGGER {name} {when} BEGIN SELECT RAISE(ABORT, 'append-only: {why}'); END"
