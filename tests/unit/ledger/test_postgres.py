from __future__ import annotations

import random
import subprocess
import sys
import time
from pathlib import Path
from threading import Thread

import pytest
import sqlalchemy.exc
from msgspec.structs import replace

pytest.importorskip("psycopg", reason="the extra 'postgres' is not installed")

import psycopg

from tallystick.errors import LedgerBusyError, LedgerDamagedError, LedgerError, LedgerVersionError, SettingsError
from tallystick.ledger import postgres as subject
from tallystick.ledger.opening import beside, is_address, shown
from tallystick.ledger.postgres import PostgresLedger
from tests.postgres import Postgres
from tests.unit.ledger.examples import at, original, reading

pytestmark = pytest.mark.postgres

ROOT = Path(__file__).parents[3]
TABLES = ("meta", "transactions", "entries", "readings", "originals", "bands")


@pytest.fixture
def address(postgres: Postgres) -> str:
    """Where a ledger may be made."""
    return postgres.address()


@pytest.fixture
def full(address: str) -> str:
    """A closed ledger with three reports, the second read twice, the third with its original."""
    with PostgresLedger(address) as ledger:
        for number in (1, 2):
            ledger.record(reading(number), known_at=at(number), reader="test 1")
        ledger.record(reading(3), known_at=at(3), reader="test 1", original=original())
        ledger.record(replace(reading(2), claims=()), known_at=at(4), reader="test 2")
    return address


def faults(address: str) -> list[str]:
    """What is wrong with the ledger there."""
    with PostgresLedger.open(address) as ledger:
        return ledger.verify()


def rogue(postgres: Postgres, address: str, *statements: str) -> None:
    """Do what the guards forbid, as somebody who may switch them off and on again."""
    off = [f"ALTER TABLE {table} DISABLE TRIGGER USER" for table in TABLES]
    on = [f"ALTER TABLE {table} ENABLE TRIGGER USER" for table in TABLES]
    postgres.do(*off, *statements, *on, address=address)


# -------------------------------------------------------------------------------------------- opening


def test_opening_to_read_makes_no_ledger(postgres: Postgres, address: str) -> None:
    """Where there is no ledger, opening says so and makes no table."""
    with pytest.raises(SettingsError, match=r"no ledger at postgresql://.*tally add"):
        PostgresLedger.open(address)
    count = "SELECT count(*) FROM pg_tables WHERE schemaname = current_schema()"
    assert postgres.do(count, address=address) == [(0,)]


def test_tables_of_others_may_stand_beside_ours(postgres: Postgres, address: str) -> None:
    """A database that holds something else can hold a ledger, too."""
    postgres.do("CREATE TABLE contacts (name text)", address=address)
    with PostgresLedger(address) as ledger:
        ledger.record(reading(1), known_at=at(1), reader="test 1")
        assert ledger.verify() == []


def test_a_table_of_others_with_our_name_is_refused(postgres: Postgres, address: str) -> None:
    """Somebody else's table that is called as one of ours is left as it was."""
    postgres.do("CREATE TABLE entries (name text)", address=address)
    with pytest.raises(LedgerDamagedError, match="no whole ledger, or tables of another program"):
        PostgresLedger(address)
    assert postgres.do("SELECT count(*) FROM entries", address=address) == [(0,)]


def test_a_newer_version_is_refused(postgres: Postgres, full: str) -> None:
    """A ledger of another schema is refused, with both versions named."""
    rogue(postgres, full, "UPDATE meta SET value = '99'")
    with pytest.raises(LedgerVersionError, match="its schema is 99, this tallystick reads 4"):
        PostgresLedger.open(full)


def test_two_ledgers_of_one_database_are_strangers(postgres: Postgres) -> None:
    """Each schema of a database is a ledger of its own."""
    one, other = postgres.address(), postgres.address()
    with PostgresLedger(one) as first, PostgresLedger(other) as second:
        first.record(reading(1), known_at=at(1), reader="test 1")
        assert (first.counts().reports, second.counts().reports) == (1, 0)


def test_names_may_hold_any_character(address: str) -> None:
    """An outlet or an address with a character that PostgreSQL cannot store comes back as it was given."""
    odd = reading(1, url="https://x.example/\0\x1a0")
    odd = replace(odd, report=replace(odd.report, outlet="A\0b\x1a", id="rep_\x1a1"))
    with PostgresLedger(address) as ledger:
        ledger.record(odd, known_at=at(1), reader="test 1")
        assert list(ledger.readings()) == [odd]
        assert ledger.verify() == []


# --------------------------------------------------------------------------------------------- guards


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE entries SET body = '{}' WHERE id = 1",
        "UPDATE transactions SET known_at = '2000' WHERE tx = 1",
        "UPDATE meta SET value = '2'",
        "UPDATE originals SET size = 1",
        "DELETE FROM entries",
        "DELETE FROM readings WHERE tx = 1",
        "DELETE FROM bands",
        "DELETE FROM entries WHERE false",
        "TRUNCATE readings",
        "TRUNCATE originals, meta",
        "INSERT INTO entries SELECT * FROM entries WHERE id = 1 ON CONFLICT (id) DO UPDATE SET body = '{}'",
        "INSERT INTO transactions SELECT 0, known_at, what, prev_hash, hash FROM transactions WHERE tx = 1",
        "MERGE INTO readings r USING meta m ON true WHEN MATCHED THEN DELETE",
    ],
)
def test_the_database_refuses_to_change(postgres: Postgres, full: str, statement: str) -> None:
    """No program can change, remove or replace a row while the guards stand, not even the database's master."""
    with pytest.raises(psycopg.errors.RaiseException, match="append-only"):
        postgres.do(statement, address=full)
    assert faults(full) == []


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("DROP TRIGGER entries_no_update ON entries", "The guard entries_no_update is missing or was changed."),
        ("ALTER TABLE meta DISABLE TRIGGER meta_no_delete", "The guard meta_no_delete is missing or was changed."),
        (
            "ALTER TABLE readings ENABLE REPLICA TRIGGER readings_at_end",
            "The guard readings_at_end is missing or was changed.",
        ),
        (
            "CREATE OR REPLACE FUNCTION tally_refuse() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'",
            "The guard bands_no_truncate is missing or was changed.",
        ),
        (
            "CREATE OR REPLACE TRIGGER originals_no_update BEFORE UPDATE OF size ON originals "
            "FOR EACH ROW WHEN (false) EXECUTE FUNCTION tally_refuse()",
            "The guard originals_no_update is missing or was changed.",
        ),
        (
            "CREATE TRIGGER extra AFTER INSERT ON entries EXECUTE FUNCTION tally_refuse()",
            "A trigger extra was added that is none of ours.",
        ),
        ("CREATE RULE none AS ON INSERT TO bands DO INSTEAD NOTHING", "A trigger none was added that is none of ours."),
    ],
)
def test_a_guard_that_does_not_stand_is_named(postgres: Postgres, full: str, statement: str, told: str) -> None:
    """A guard that was dropped, switched off, emptied or narrowed is found, and so is a rule that swallows rows."""
    postgres.do(statement, address=full)
    assert told in faults(full)


@pytest.mark.parametrize(
    ("statement", "named"),
    [
        ("UPDATE entries SET body = replace(body, '\"low\":3', '\"low\":2') WHERE id = 4", "Transaction 1, entry 4:"),
        ("UPDATE entries SET body = overlay(body placing 'F' from 80) WHERE id = 1", "Transaction 1, entry 1:"),
        ("UPDATE entries SET body = '{' WHERE id = 4", "Transaction 1, entry 4:"),
        ("UPDATE entries SET item_id = 'c2' WHERE id = 4", "Transaction 1, entry 4:"),
        ("UPDATE entries SET tx = 2 WHERE id = 4", "Transaction 2, entry 4"),
        ("DELETE FROM entries WHERE id = 3", "Transaction 1, entry 3: it is missing"),
        ("UPDATE transactions SET known_at = '2000' WHERE tx = 2", "Transaction 2: it is dated 2000"),
        ("UPDATE transactions SET hash = prev_hash WHERE tx = 2", "Transaction 2: what it holds"),
        ("UPDATE readings SET published_at = NULL WHERE tx = 2", "Transaction 2, entry 6: the index says"),
        ("DELETE FROM readings WHERE tx = 2", "Transaction 2, entry 6: the index says"),
        ("DELETE FROM originals", "is missing"),
        ("UPDATE originals SET packed = set_byte(packed, 20, 7)", "The original"),
    ],
)
def test_tampering_is_found_and_named(postgres: Postgres, full: str, statement: str, named: str) -> None:
    """Whatever a master of the database changes, one byte or a row, `verify` finds it and says where."""
    rogue(postgres, full, statement)
    found = faults(full)
    assert any(named in fault for fault in found), found


# --------------------------------------------------------------------------------------------- errors


def test_an_address_is_told_from_a_file() -> None:
    """Addresses begin with their scheme; everything else is a path."""
    assert [is_address(one) for one in ("postgresql://h/d", "postgres://h/d", "postgresql+psycopg://h/d")] == [True] * 3
    assert not any(is_address(one) for one in ("tally.db", "postgresql", "./postgres:/x", "postgresql:tally.db"))
    assert str(beside("postgresql://h/desk?sslmode=require", "-watch")) == "desk-watch"


SECRET = "s3cret%2Fword"


@pytest.mark.parametrize(
    "address",
    [
        f"postgresql://ana:{SECRET}@127.0.0.1:1/desk",
        f"postgresql://ana@127.0.0.1:1/desk?password={SECRET}",
        f"postgresql://ana:{SECRET}@127.0.0.1:not-a-port/desk",
        f"postgres+nonsense://ana:{SECRET}@127.0.0.1:1/desk",
    ],
)
def test_no_password_is_printed(address: str) -> None:
    """Whatever goes wrong with an address, its password is in no message."""
    for use in (PostgresLedger, shown):
        try:
            said = str(use(address))
        except (LedgerError, SettingsError) as error:
            said = str(error)
        assert "ana" in said or "expected postgresql://" in said
        assert "s3cret" not in said


def test_nobody_there_is_an_error_with_words() -> None:
    """Where no server answers, the message says so, and what to look at."""
    with pytest.raises(LedgerError, match=r"Cannot connect to postgresql://ana@127\.0\.0\.1:1/desk.*See that the"):
        PostgresLedger("postgresql://ana@127.0.0.1:1/desk")


def test_no_such_database(postgres: Postgres) -> None:
    """A database that is not there is named, with what makes one."""
    with pytest.raises(LedgerError, match=r"database \"nowhere\" does not exist.*createdb"):
        PostgresLedger(postgres.base.replace("/postgres", "/nowhere"))


def test_another_encoding_is_refused(postgres: Postgres) -> None:
    """A database that cannot hold every character is refused before a table is made."""
    with psycopg.connect(postgres.base, autocommit=True) as master:
        master.execute("CREATE DATABASE latin ENCODING 'LATIN1' TEMPLATE template0 LOCALE 'C' LOCALE_PROVIDER libc")
    with pytest.raises(SettingsError, match="encoding is LATIN1, expected UTF8"):
        PostgresLedger(postgres.base.replace("/postgres", "/latin"))


def test_a_read_only_database_says_so(full: str) -> None:
    """Where the server lets nobody write, writing is an error with the reason, and reading works."""
    standby = full.replace("options=", "options=-cdefault_transaction_read_only%3Don%20")
    with PostgresLedger(standby) as ledger:
        assert ledger.counts().reports == 3
    with PostgresLedger(full.replace("desk@", "desk@")) as ledger:
        ledger._writer = ledger._engine
        with pytest.raises(LedgerError, match="the database is read-only"):
            ledger.record(reading(9), known_at=at(9), reader="test 1")


def test_somebody_else_writing_is_waited_for_and_then_said(full: str) -> None:
    """A writer that does not let go makes the other give up with a reason, and later it works."""
    with PostgresLedger(full) as one, PostgresLedger(full, busy_seconds=0.2) as other:
        with one._writing(), pytest.raises(LedgerBusyError, match="Somebody else is writing"):
            other.record(reading(9), known_at=at(9), reader="test 1")
        assert other.record(reading(9), known_at=at(9), reader="test 1").outcome == "new"


def test_no_driver_error_leaks(full: str) -> None:
    """Whatever the driver or SQLAlchemy raises leaves the ledger as an error of ours that names it."""
    kinds = [kind for kind in vars(psycopg.errors).values() if isinstance(kind, type) and issubclass(kind, Exception)]
    errors: list[BaseException] = [kind("odd") for kind in kinds if issubclass(kind, psycopg.Error)]
    errors += [sqlalchemy.exc.OperationalError("SELECT 1", {}, one) for one in errors if isinstance(one, Exception)]
    errors += [sqlalchemy.exc.TimeoutError("odd"), sqlalchemy.exc.InvalidRequestError("odd")]
    assert len(errors) > 400
    with PostgresLedger(full) as ledger:
        for error in errors:
            with pytest.raises((LedgerError, SettingsError), match="127"), ledger._translated():
                raise error


def test_a_server_that_went_away_and_came_back_is_used_again(postgres: Postgres, full: str) -> None:
    """A ledger whose connections were cut makes new ones; what was under way is an error that says so."""
    cut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'tallystick'"
    with PostgresLedger(full) as ledger:

        def write() -> None:
            with ledger._writing() as store:
                postgres.do(cut)
                store.next_entry()

        assert ledger.counts().reports == 3
        postgres.do(cut)
        assert ledger.counts().reports == 3
        with pytest.raises(LedgerError, match="What was acknowledged is recorded"):
            write()
        assert ledger.record(reading(9), known_at=at(9), reader="test 1").outcome == "new"
        assert ledger.verify() == []


# --------------------------------------------------------------------------------------- many at once


class Writer:
    """A process that records `count` readings and prints each id after it is recorded."""

    def __init__(self, address: str, first: int, count: int, folder: Path) -> None:
        self._log = folder / f"{first}.log"
        command = [sys.executable, "-m", "tests.unit.ledger.writer", address, str(first), str(count)]
        with self._log.open("wb") as log:
            self.process = subprocess.Popen(command, cwd=ROOT, stdout=log)

    def acknowledged(self) -> set[str]:
        """The ids that it has printed, whole lines only."""
        lines = self._log.read_text().splitlines(keepends=True)
        return {line.strip() for line in lines if line.endswith("\n")}


def test_two_processes_lose_nothing(address: str, tmp_path: Path) -> None:
    """Two processes that make the ledger and record at once lose no report, and the chain is whole."""
    writers = [Writer(address, first, 60, tmp_path) for first in (1, 1001)]
    for each in writers:
        assert each.process.wait(timeout=300) == 0
        assert len(each.acknowledged()) == 60
    with PostgresLedger.open(address) as ledger:
        assert ledger.counts().reports == 120
        assert ledger.verify() == []


def test_threads_lose_nothing(address: str) -> None:
    """Threads that share one ledger lose no report."""
    with PostgresLedger(address) as ledger:

        def record(first: int) -> None:
            for number in range(first, first + 20):
                ledger.record(reading(number), known_at=at(number), reader="test 1")

        threads = [Thread(target=record, args=(first,)) for first in (0, 100, 200)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert ledger.counts().reports == 60
        assert ledger.verify() == []


def test_reading_while_another_writes(full: str) -> None:
    """A half-read list of readings neither holds up a writer nor shows what it adds."""
    with PostgresLedger.open(full) as one, PostgresLedger.open(full) as two:
        held = one.readings()
        assert next(held).report.id == "rep_1"
        two.record(reading(9, published_at=at(-9)), known_at=at(9), reader="test 1")
        assert [each.report.id for each in held] == ["rep_2", "rep_3"]


def test_a_killed_writer_leaves_nothing_half(address: str, tmp_path: Path) -> None:
    """Writers killed at any instant leave a whole ledger with every report they said was recorded."""
    instants = random.Random(7)
    said: set[str] = set()
    PostgresLedger(address).close()
    for attempt in range(4):
        pair = [Writer(address, attempt * 100_000 + offset, 50_000, tmp_path) for offset in (0, 50_000)]
        deadline = time.monotonic() + 300
        while not any(each.acknowledged() for each in pair):
            assert time.monotonic() < deadline
            time.sleep(0.01)
        time.sleep(instants.uniform(0, 0.25))
        for each in pair:
            each.process.kill()
        for each in pair:
            each.process.wait(timeout=10)
            said |= each.acknowledged()
        with PostgresLedger(address) as ledger:
            assert ledger.verify() == []
            assert said <= {each.report.id for each in ledger.readings()}
    assert len(said) >= 4  # of each round at least what was waited for


def test_as_of_is_looked_up_by_index(postgres: Postgres, full: str) -> None:
    """The last transaction known at an instant is found in the index, and not by reading all."""
    asked = "SELECT * FROM transactions WHERE known_at <= '2024-03-01T12:02:00.000000Z' ORDER BY tx DESC LIMIT 1"
    plan = postgres.do("SET enable_seqscan = off", f"EXPLAIN {asked}", address=full)
    assert any("transactions_pkey" in str(line) or "ix_transactions_known_at" in str(line) for line in plan)


def test_what_is_not_installed_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the driver the message says what to install."""
    from tallystick.errors import ExtraMissingError

    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(ExtraMissingError, match=r"tallystick\[postgres\]"):
        subject.PostgresLedger("postgresql://h/d")


def test_whoever_may_only_add_can_work(postgres: Postgres, full: str) -> None:
    """With the rights that docs/howto/shared-ledger.md gives, a user records and links, and changes no row."""
    told = (ROOT / "docs/howto/shared-ledger.md").read_text(encoding="utf-8").split("```sql")[1].split("```")[0]
    schema = str(postgres.do("SELECT current_schema()", address=full)[0][0])
    role = f"analysts_{schema}"
    postgres.do(f'CREATE ROLE "{role}" LOGIN')
    grants = told.replace("analysts", f'"{role}"').replace("SCHEMA public", f'SCHEMA "{schema}"')
    postgres.do(grants, address=full)
    own = full.replace("desk@", f"{role}@")
    with PostgresLedger.open(own) as ledger:
        ledger.record(reading(9), known_at=at(9), reader="test 1", original=original(b"more"), bands=(1, 2))
        with ledger.links() as shelf:
            assert len(shelf.all_placed()) == 4
        assert ledger.verify() == []
    for forbidden in ("UPDATE entries SET body = ''", "ALTER TABLE entries DISABLE TRIGGER USER", "DROP TABLE entries"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            postgres.do(forbidden, address=own)
