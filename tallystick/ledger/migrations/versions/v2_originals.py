"""Version 2: the bytes that reports were read from."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from tallystick.ledger.migrations.columns import NUMBER, TEXT

revision = "2"
down_revision = "1"


def upgrade() -> None:
    """Make their table."""
    op.create_table(
        "originals",
        sa.Column("sha256", TEXT, primary_key=True),
        sa.Column("size", NUMBER, nullable=False),
        sa.Column("packed", sa.LargeBinary, nullable=False),
    )
