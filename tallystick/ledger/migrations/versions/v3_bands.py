"""Version 3: the keys by which nearly equal texts find each other."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from tallystick.ledger.migrations.columns import NUMBER, TEXT

revision = "3"
down_revision = "2"


def upgrade() -> None:
    """Make their table; what was recorded before has none."""
    op.create_table(
        "bands",
        sa.Column("band", NUMBER, primary_key=True, autoincrement=False),
        sa.Column("report_id", TEXT, primary_key=True),
        sa.Index("ix_bands_report", "report_id"),
    )
