"""A ledger in a database, whichever: opening, making, migrating, and transactions.

`sqlite.py` and `postgres.py` say what is different about theirs: how to connect, how a writer keeps other writers
out, what the guards look like, and what an error of the driver means.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import ClassVar

from sqlalchemy import Connection, Engine, insert, inspect, select
from sqlalchemy.exc import SQLAlchemyError

from tallystick.errors import LedgerDamagedError, LedgerError, LedgerVersionError, SettingsError, TallystickError
from tallystick.ledger import schema
from tallystick.ledger.book import Book
from tallystick.ledger.guards import Guards
from tallystick.ledger.sql import SqlStore


class DatabaseLedger(Book):
    """A ledger in a database; any number of processes and threads may use it at once."""

    guards: ClassVar[Guards]
    drivers_errors: tuple[type[Exception], ...]
    """What the driver itself raises, where SQLAlchemy does not wrap it."""
    name: str
    """The ledger as messages call it; never with a password."""
    _engine: Engine
    """For looking: all statements of a transaction see the same state."""
    _writer: Engine
    """For writing: whoever has a transaction of it is the only writer."""
    _closed = False

    @abstractmethod
    def _translate(self, error: BaseException) -> TallystickError:
        """An error of the database or its driver as ours, with what to do about it."""

    @abstractmethod
    def _none_here(self) -> SettingsError:
        """That there is no ledger here."""

    @abstractmethod
    def _no_ledger(self) -> LedgerDamagedError:
        """That this is a database of something else."""

    def _before_making(self) -> None:
        """What must be done, outside of a transaction, before tables are made."""
        return

    def _exclude_writers(self, connection: Connection) -> None:
        """Wait until nobody else writes, and keep it so until the end of the transaction."""
        return

    def _storage_faults(self) -> list[str]:
        """What the database itself finds wrong with what it keeps."""
        return []

    def close(self) -> None:
        """Let go of the database."""
        self._closed = True
        with self._translated():
            self._engine.dispose()

    def verify(self) -> list[str]:
        """Check what the database keeps, the guards and the book; one sentence a fault."""
        checks: tuple[Callable[[], list[str]], ...] = (self._storage_faults, self._guard_faults, super().verify)
        found: list[str] = []
        for check in checks:
            try:
                found += check()
            except LedgerDamagedError as error:
                found.append(str(error))
        return found

    def _guard_faults(self) -> list[str]:
        with self._connected(self._engine) as connection:
            return self.guards.faults(connection)

    # ------------------------------------------------------------------------------------- transactions

    @contextmanager
    def _looking(self) -> Iterator[SqlStore]:
        with self._connected(self._engine) as connection:
            yield SqlStore(connection)

    @contextmanager
    def _writing(self) -> Iterator[SqlStore]:
        with self._alone() as connection:
            if (found := version_of(connection)) != schema.VERSION:
                raise self._other_version(found)  # it was upgraded while we had it open
            yield SqlStore(connection)

    @contextmanager
    def _alone(self) -> Iterator[Connection]:
        with self._connected(self._writer) as connection:
            self._exclude_writers(connection)
            yield connection

    @contextmanager
    def _connected(self, engine: Engine) -> Iterator[Connection]:
        if self._closed:
            raise LedgerError(f"The ledger {self.name} is closed: open it again to use it.")
        with self._translated(), engine.begin() as connection:
            yield connection

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except Exception as error:
            if isinstance(error, (SQLAlchemyError, *self.drivers_errors)):
                raise self._translate(error) from error
            raise

    # ------------------------------------------------------------------------------------------ opening

    def _prepare(self, *, create: bool) -> None:
        """Make the ledger where there is none and that is wanted, or bring an older one up to this version.

        Raises:
            SettingsError: there is none, and none is wanted.
            LedgerVersionError: it was written by a newer version.
            LedgerDamagedError: this is a database of something else.
        """
        tables = self._tables()
        if not self._is_made(tables):
            if not create:
                raise self._none_here()
            self._make()
            tables = self._tables()
        if not {"meta", *schema.KEYS} <= tables:
            raise self._no_ledger()
        with self._connected(self._engine) as connection:
            found = version_of(connection)
        if found in schema.UPGRADABLE:
            self._migrate(found)
        elif found != schema.VERSION:
            raise self._other_version(found)

    def _other_version(self, found: str | None) -> LedgerVersionError:
        return LedgerVersionError(
            f"Cannot use {self.name}: its schema is {found}, this tallystick reads {schema.VERSION} and older ones. "
            "Use the version of tallystick that wrote it."
        )

    def _is_made(self, tables: set[str]) -> bool:
        """Whether there is something of ours already; what else a database may hold is for each to say."""
        return bool(tables)

    def _tables(self) -> set[str]:
        with self._connected(self._engine) as connection:
            return set(inspect(connection).get_table_names())

    def _make(self) -> None:
        self._before_making()
        with self._alone() as connection:
            if self._is_made(set(inspect(connection).get_table_names())):
                return  # another process was faster
            for tables in (schema.metadata, schema.cache, schema.alembic):
                tables.create_all(connection, checkfirst=False)
            connection.execute(insert(schema.meta), {"key": "schema", "value": schema.VERSION})
            connection.execute(insert(schema.alembic_version), {"version_num": schema.VERSION})
            self.guards.make(connection, self.guards.wanted())

    def _migrate(self, found: str) -> None:
        from tallystick.ledger.migrations import upgrade

        with self._alone() as connection:
            if version_of(connection) == found:  # else another process was faster
                upgrade(connection, found, self.guards)


def version_of(connection: Connection) -> str | None:
    """The version of the schema of the ledger here; None where it tells none."""
    return connection.scalar(select(schema.meta.c.value).where(schema.meta.c.key == "schema"))
