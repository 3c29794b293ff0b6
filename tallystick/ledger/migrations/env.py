"""What Alembic runs for each command: the steps, on the connection that the caller has."""

from __future__ import annotations

from alembic import context

context.configure(connection=context.config.attributes["connection"])
with context.begin_transaction():
    context.run_migrations()
