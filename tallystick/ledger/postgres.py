"""A ledger in a PostgreSQL database, shared by a team.

One writer at a time, as everywhere: the chain needs an order, and PostgreSQL's sequences commit out of theirs. Writers
wait for each other at an advisory lock, one a ledger, which the database lets go of whatever becomes of its holder.
Whoever looks things up waits for nobody, and sees one state for as long as a transaction lasts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from sqlalchemy import URL, Connection, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError, DBAPIError

from tallystick.errors import (
    ExtraMissingError,
    LedgerBusyError,
    LedgerDamagedError,
    LedgerError,
    SettingsError,
    TallystickError,
)
from tallystick.ledger import schema
from tallystick.ledger.database import DatabaseLedger
from tallystick.ledger.guards import PostgresGuards

if TYPE_CHECKING:
    from sqlalchemy.engine.interfaces import DBAPIConnection

SCHEMES = ("postgresql", "postgres")
LEAST_VERSION = 15
BUSY_SECONDS = 60.0
"""How long to wait for other writers; PostgreSQL lets them through in the order in which they came."""

_SECRET = ("password", "passfile", "sslpassword")
# A connection that is gone without a word (a cable, a firewall) is noticed after about a minute.
_NETWORK = {
    "connect_timeout": "15",
    "keepalives_idle": "20",
    "keepalives_interval": "10",
    "keepalives_count": "4",
    "tcp_user_timeout": "60000",
}
_LOCK = text("SELECT pg_advisory_xact_lock(hashtextextended('tallystick ledger in ' || current_schema(), 0))")


def is_address(ledger: str) -> bool:
    """Whether this names a ledger in PostgreSQL, and not a file."""
    return ledger.partition(":")[0].partition("+")[0] in SCHEMES and "://" in ledger


def shown(ledger: str) -> str:
    """An address as it may be printed: its password is left out, wherever it stands."""
    url = _url(ledger)
    url = url.set(query={key: value for key, value in url.query.items() if key not in _SECRET})
    return url.set(drivername="postgresql", password=None).render_as_string()


def database_of(ledger: str) -> str:
    """The name of the database that an address leads to."""
    return _url(ledger).database or _url(ledger).username or "ledger"


class PostgresLedger(DatabaseLedger):
    """A ledger in a database of a server; any number of processes, threads and machines may use it at once."""

    guards = PostgresGuards()

    def __init__(self, address: str, *, create: bool = True, busy_seconds: float = BUSY_SECONDS) -> None:
        """Open the ledger, or make one where there is none: in the first schema of the connection's search path.

        Args:
            address: `postgresql://user@host/database`; what else libpq knows may follow as `?sslmode=…`. A password is
                better kept in libpq's own file (~/.pgpass) or in PGPASSWORD than in the address.
        Raises:
            ExtraMissingError: the driver is not installed.
            SettingsError: the address cannot be used, or there is no ledger and `create` is False.
            LedgerError: nobody answers there.
            LedgerVersionError: the ledger was written by a newer version of tallystick.
            LedgerDamagedError: the tables there are none of ours.
        """
        try:
            import psycopg
        except ImportError as error:
            raise ExtraMissingError("postgres", "keep a ledger in PostgreSQL") from error
        url = _url(address)
        self.name = shown(address)
        self.drivers_errors = (psycopg.Error,)
        self._busy_seconds = busy_seconds
        given = {key: value for key, value in _NETWORK.items() if key not in url.query}
        self._pool = create_engine(
            url,
            connect_args={**given, "client_encoding": "utf8", "application_name": "tallystick"},
            pool_pre_ping=True,
            pool_size=5,
            max_overflow=60,
        )
        event.listen(self._pool, "connect", self._connected_first)
        self._engine = self._pool.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        # What is read after the lock was had must be the newest: a writer takes no snapshot before.
        self._writer = self._pool.execution_options(isolation_level="READ COMMITTED", postgresql_readonly=False)
        try:
            self._check_server()
            self._prepare(create=create)
        except BaseException:
            self.close()
            raise

    @classmethod
    def open(cls, address: str, *, create: bool = False, busy_seconds: float = BUSY_SECONDS) -> Self:
        """Open a ledger that is there already; never makes one unless told to."""
        return cls(address, create=create, busy_seconds=busy_seconds)

    def _connected_first(self, connection: DBAPIConnection, _record: Any) -> None:
        cursor = connection.cursor()
        milliseconds = int(self._busy_seconds * 1000)
        cursor.execute(f"SELECT set_config('lock_timeout', '{milliseconds}', false)")
        # What was acknowledged must be on the disk, however the server was set up.
        cursor.execute(
            "SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'"
        )
        cursor.close()
        connection.commit()

    def _check_server(self) -> None:
        asked = (
            "SELECT current_setting('server_version_num')::int / 10000 AS version, "
            "current_setting('server_encoding') AS encoding, current_schema() AS schema"
        )
        with self._connected(self._engine) as connection:
            found = connection.exec_driver_sql(asked).one()
        if found.version < LEAST_VERSION:
            raise SettingsError(
                f"Cannot keep a ledger in {self.name}: the server is PostgreSQL {found.version}, expected "
                f"{LEAST_VERSION} or newer."
            )
        if found.encoding != "UTF8":
            raise SettingsError(
                f"Cannot keep a ledger in {self.name}: the database's encoding is {found.encoding}, expected UTF8. "
                "Make one with: createdb --encoding=UTF8 --template=template0 NAME."
            )
        if found.schema is None:
            raise SettingsError(f"Cannot keep a ledger in {self.name}: its search path leads to no schema.")

    def _exclude_writers(self, connection: Connection) -> None:
        connection.execute(_LOCK)

    def _is_made(self, tables: set[str]) -> bool:
        """A database may hold tables of others beside ours."""
        return bool(tables & {"meta", *schema.metadata.tables})

    def _translate(self, error: BaseException) -> TallystickError:
        return translate(error, self.name)

    def _none_here(self) -> SettingsError:
        return SettingsError(f"There is no ledger at {self.name}. Make one with `tally add`, or give another --ledger.")

    def _no_ledger(self) -> LedgerDamagedError:
        return LedgerDamagedError(
            f"{self.name} holds tables of ours, but no whole ledger, or tables of another program with the same names. "
            "Give another database, or another schema: ?options=-csearch_path%3DNAME."
        )


def _url(ledger: str) -> URL:
    """The address in its parts; an error never repeats it, for it may hold a password."""
    try:
        url = make_url(ledger)
    except (ArgumentError, ValueError):
        url = None
    if url is None or url.drivername.partition("+")[0] not in SCHEMES:
        raise SettingsError(
            "Cannot use this address of a ledger: expected postgresql://user@host:port/database "
            "(signs such as @ : / % in a name or password are written %40 %3A %2F %25)."
        ) from None
    return url.set(drivername="postgresql+psycopg")


# ------------------------------------------------------------------------------------------- errors

_BY_STATE: tuple[tuple[str, type[TallystickError], str], ...] = (
    ("55P03", LedgerBusyError, "Somebody else is writing to {name}. Try again when it is done."),
    ("40001", LedgerBusyError, "Somebody else is writing to {name}. Try again."),
    ("40P01", LedgerBusyError, "Somebody else is writing to {name}. Try again."),
    ("53300", LedgerBusyError, "The server of {name} takes no more connections. Try again later."),
    ("42501", LedgerError, "Cannot use {name}: this user may not do that ({error})."),
    ("25006", LedgerError, "Cannot write to {name}: the database is read-only."),
    ("53100", LedgerError, "Cannot write to {name}: the server's disk is full. Nothing was recorded; make room."),
    ("53", LedgerBusyError, "The server of {name} has no room: {error}. Nothing was recorded; try again later."),
    ("58", LedgerError, "The server of {name} cannot read or write its files: {error}."),
    ("XX001", LedgerDamagedError, "The ledger {name} is damaged: {error}. Restore it from a backup."),
    ("XX002", LedgerDamagedError, "The ledger {name} is damaged: {error}. Restore it from a backup."),
    ("23", LedgerError, "The ledger {name} refused a change: {error}."),
    ("P0001", LedgerError, "The ledger {name} refused a change: {error}."),
    ("57P", LedgerError, "{lost}"),
    ("08", LedgerError, "{lost}"),
)
_UNREACHED = (
    "Cannot connect to {name}: {error}. See that the server runs, that the database is there (`createdb` makes one), "
    "and that this user may use it."
)
_LOST = (
    "The connection to {name} failed: {error}. What was acknowledged is recorded; what was under way may be or not. "
    "Do it again when the server answers: nothing is recorded twice."
)


def translate(error: BaseException, name: str) -> TallystickError:
    """An error of PostgreSQL or its driver as ours, with what to do about it."""
    cause = error.orig if isinstance(error, DBAPIError) and error.orig is not None else error
    state = getattr(cause, "sqlstate", None)
    said = " ".join(str(cause).split()).rstrip(".")
    lost = _LOST.format(name=name, error=said)
    if getattr(cause, "pgconn", None) is not None:  # there while a connection is made, and never later
        return LedgerError(_UNREACHED.format(name=name, error=said))
    if state is None and _is_lost(error, cause):
        return LedgerError(lost)
    for start, kind, message in _BY_STATE:
        if state is not None and state.startswith(start):
            return kind(message.format(name=name, error=said, lost=lost))
    return LedgerError(f"The ledger {name} failed: {said}.")


def _is_lost(error: BaseException, cause: BaseException) -> bool:
    """Whether there was nobody at the other end, at first or at last; the driver has no number for that."""
    broken = isinstance(error, DBAPIError) and error.connection_invalidated
    return broken or type(cause).__name__ in ("OperationalError", "ConnectionTimeout")
