"""Version 4: one schema for SQLite and PostgreSQL, and entries that came from another ledger.

Files of version 3 may have tables of links that were made without this schema: they are a cache, and are made anew.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from tallystick.ledger.migrations.columns import NUMBER, TEXT

revision = "4"
down_revision = "3"


def upgrade() -> None:
    """Make the tables of links anew."""
    for name in ("link_keys", "link_mentions", "link_state", "link_ids"):
        op.execute(f"DROP TABLE IF EXISTS {name}")
    op.create_table(
        "link_state",
        sa.Column("key", TEXT, primary_key=True),
        sa.Column("value", TEXT, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "link_mentions",
        sa.Column("n", NUMBER, primary_key=True),
        sa.Column("ref", TEXT, nullable=False, unique=True),
        sa.Column("report", TEXT, nullable=False, index=True),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.Column("part", TEXT, index=True),
        sa.Column("event", TEXT),
        sa.Column("filed", TEXT),
    )
    op.create_table(
        "link_keys",
        sa.Column("key", NUMBER, primary_key=True, autoincrement=False),
        sa.Column("n", NUMBER, primary_key=True, autoincrement=False, index=True),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "link_ids",
        sa.Column("id", TEXT, primary_key=True),
        sa.Column("born", NUMBER, nullable=False, index=True),
        sa.Column("now", TEXT, nullable=False),
        sqlite_with_rowid=False,
    )
