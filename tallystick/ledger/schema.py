"""The tables, the same in every database. docs/ledger.md describes each column; `guards.py` keeps them append-only.

A change here needs a step in `migrations/versions`, and another `VERSION`.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
)
from sqlalchemy.dialects.postgresql import TEXT

VERSION = "4"
"""Changes whenever an older program would misread the tables; also the name of the last migration."""
UPGRADABLE = ("1", "2", "3")
"""Versions that are brought up to ours when they are opened."""

_Number = BigInteger().with_variant(Integer, "sqlite")
# Text is compared byte by byte everywhere; PostgreSQL would otherwise sort by the server's language.
_Text = Text().with_variant(Text(collation="C"), "postgresql")


class _Name(TypeDecorator[str]):
    """Text that may hold any character: PostgreSQL cannot store U+0000, so there it stands as U+001A and a zero.

    A page, or a line of JSON, may name an outlet with such a character in it. Bodies are JSON, which writes it in
    six plain characters.
    """

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        """The type of the column."""
        return TEXT(collation="C") if dialect.name == "postgresql" else Text()

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """As it is stored."""
        if value is None or dialect.name != "postgresql" or ("\0" not in value and "\x1a" not in value):
            return value
        return value.replace("\x1a", "\x1a1").replace("\0", "\x1a0")

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        """As it was given."""
        if value is None or dialect.name != "postgresql" or "\x1a" not in value:
            return value
        return value.replace("\x1a0", "\0").replace("\x1a1", "\x1a")


metadata = MetaData()

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
    Column("report_id", _Name),
    Column("item_id", _Name),
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
    Column("report_id", _Name, nullable=False),
    Column("report_entry", _Number, ForeignKey("entries.id"), nullable=False),
    Column("reader", _Name, nullable=False),
    Column("outlet", _Name),
    Column("url", _Name),
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
    Column("report_id", _Name, primary_key=True),
    Index("ix_bands_report", "report_id"),
)

KEYS = {"transactions": "tx", "entries": "id", "readings": "entry"}
"""The tables whose rows are added at the end, and the column that tells where the end is."""
GUARDED = ("meta", *KEYS, "originals", "bands")

cache = MetaData()
"""What follows from the rest and is kept beside it, without guards: see `links.py`."""

link_state = Table(
    "link_state",
    cache,
    Column("key", _Text, primary_key=True),
    Column("value", _Text, nullable=False),
    sqlite_with_rowid=False,
)

link_mentions = Table(
    "link_mentions",
    cache,
    Column("n", _Number, primary_key=True),
    Column("ref", _Text, nullable=False, unique=True),
    Column("report", _Text, nullable=False, index=True),
    Column("body", LargeBinary, nullable=False),
    Column("part", _Text, index=True),
    Column("event", _Text),
    Column("filed", _Text),
)

link_keys = Table(
    "link_keys",
    cache,
    Column("key", _Number, primary_key=True, autoincrement=False),
    Column("n", _Number, primary_key=True, autoincrement=False, index=True),
    sqlite_with_rowid=False,
)

link_ids = Table(
    "link_ids",
    cache,
    Column("id", _Text, primary_key=True),
    Column("born", _Number, nullable=False, index=True),
    Column("now", _Text, nullable=False),
    sqlite_with_rowid=False,
)

alembic = MetaData()
"""Alembic's own note of the last migration; `meta` is what programs go by."""

alembic_version = Table("alembic_version", alembic, Column("version_num", String(32), primary_key=True))
