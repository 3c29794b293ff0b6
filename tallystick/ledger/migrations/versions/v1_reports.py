"""Version 1: transactions, their entries, the index of readings."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from tallystick.ledger.migrations.columns import NUMBER, TEXT

revision = "1"
down_revision = None


def upgrade() -> None:
    """Make the first tables."""
    op.create_table("meta", sa.Column("key", TEXT, primary_key=True), sa.Column("value", TEXT, nullable=False))
    op.create_table(
        "transactions",
        sa.Column("tx", NUMBER, primary_key=True, autoincrement=False),
        sa.Column("known_at", TEXT, nullable=False, index=True),
        sa.Column("what", TEXT, nullable=False),
        sa.Column("prev_hash", TEXT, nullable=False),
        sa.Column("hash", TEXT, nullable=False),
    )
    op.create_table(
        "entries",
        sa.Column("id", NUMBER, primary_key=True, autoincrement=False),
        sa.Column("tx", NUMBER, sa.ForeignKey("transactions.tx"), nullable=False, index=True),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("report_id", TEXT),
        sa.Column("item_id", TEXT),
        sa.Column("body", TEXT, nullable=False),
        sa.Column("hash", TEXT, nullable=False),
        sa.Index("ix_entries_report", "report_id", "item_id"),
        sa.Index("ix_entries_item", "kind", "item_id"),
    )
    op.create_table(
        "readings",
        sa.Column("entry", NUMBER, sa.ForeignKey("entries.id"), primary_key=True, autoincrement=False),
        sa.Column("tx", NUMBER, sa.ForeignKey("transactions.tx"), nullable=False, unique=True),
        sa.Column("report_id", TEXT, nullable=False),
        sa.Column("report_entry", NUMBER, sa.ForeignKey("entries.id"), nullable=False),
        sa.Column("reader", TEXT, nullable=False),
        sa.Column("outlet", TEXT),
        sa.Column("url", TEXT),
        sa.Column("published_at", TEXT),
        sa.Index("ix_readings_report", "report_id", "tx"),
        sa.Index("ix_readings_page", "url"),
    )
    op.execute("INSERT INTO meta VALUES ('schema', '1')")
