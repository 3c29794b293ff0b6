"""Bringing a ledger of an older version up to this one, all or nothing; what was recorded stays as it is.

The steps are Alembic's, one file each in `versions/`, named as the version that they lead to. Alembic knows nothing of
triggers, and on SQLite a table that is copied to be altered loses its own: so the guards are dealt with here, around
all steps.
"""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, update

from tallystick.ledger import schema
from tallystick.ledger.guards import Guards

FOLDER = Path(__file__).parent


def upgrade(connection: Connection, found: str, guards: Guards) -> None:
    """Run the steps from version `found` on, within the caller's transaction.

    A guard that did not stand before does not stand afterwards: an upgrade must not hide that somebody took it away.
    """
    stood, gone = guards.standing(connection)
    guards.drop(connection, stood)
    run_steps(connection, found, schema.VERSION)
    connection.execute(update(schema.meta).where(schema.meta.c.key == "schema").values(value=schema.VERSION))
    guards.make(connection, set(guards.wanted()) - gone)


def run_steps(connection: Connection, found: str, wanted: str) -> None:
    """Run Alembic's steps from one version to another."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.stamp(config, found, purge=True)  # `meta` is what counts; Alembic's own note may be missing or old
    command.upgrade(config, wanted)
