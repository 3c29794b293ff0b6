from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import Connection, MetaData, insert, inspect, select

from tallystick.errors import LedgerError, LedgerVersionError
from tallystick.ledger import migrations, schema
from tallystick.ledger.database import DatabaseLedger
from tallystick.ledger.opening import open_ledger
from tests.postgres import Postgres
from tests.unit.ledger.examples import at, original, reading

OLDER = Path(__file__).parent / "older"
VERSIONS = ["1", "2", "3"]
HEADS = {  # as the older program told it
    "1": "67be6cf9feb0022a4efb66e186d5b6d760ed96e014d5df9b4b89cfec473237e6",
    "2": "2873b018eb1612fe19acc0755de1dd0c0baff1515e8394e0c64e3c032419b400",
    "3": "2873b018eb1612fe19acc0755de1dd0c0baff1515e8394e0c64e3c032419b400",
}
ALL = (schema.metadata, schema.cache, schema.alembic)


@pytest.fixture
def where(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A file, or the address of a schema, in which no ledger is yet."""
    if request.param == "postgres":
        postgres: Postgres = request.getfixturevalue("postgres")
        return postgres.address()
    return str(tmp_path / "tally.db")


each_database = pytest.mark.parametrize(
    "where", ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True
)


def old_file(version: str, path: Path) -> Path:
    """The file that an older version of tallystick wrote, as it was when it was closed."""
    held = sqlite3.connect(path)
    held.executescript((OLDER / f"v{version}.sql").read_text(encoding="utf-8"))
    held.close()
    return path


def unprepared(where: str) -> DatabaseLedger:
    """A ledger with nothing in it, not even tables."""
    ledger = open_ledger(where, create=True)
    with ledger._alone() as connection:
        for tables in ALL:
            tables.drop_all(connection)
    return ledger


def to(connection: Connection, version: str) -> None:
    """Run the steps up to a version."""
    config = Config()
    config.set_main_option("script_location", str(migrations.FOLDER))
    config.attributes["connection"] = connection
    command.upgrade(config, version)


def begun_at(version: str, where: str, folder: Path) -> None:
    """Make a ledger of an older version there, with its guards, and with the rows that it wrote."""
    source = old_file(version, folder / "source.db")
    held = sqlite3.connect(source)
    held.row_factory = sqlite3.Row
    with unprepared(where) as ledger, ledger._alone() as connection:
        to(connection, version)
        tables = set(inspect(connection).get_table_names()) & {*schema.GUARDED}
        for table in (schema.transactions, schema.entries, schema.readings, schema.originals, schema.bands):
            if table.name in tables and (rows := held.execute(f"SELECT * FROM {table.name} ORDER BY 1").fetchall()):
                connection.execute(insert(table), [dict(row) for row in rows])
        stands = ledger.guards.wanted(tables)
        ledger.guards.make(connection, stands)
        if version != "1":
            changed = {"meta_no_update"}
            ledger.guards.drop(connection, changed)
            connection.execute(schema.meta.update().values(value=version))
            ledger.guards.make(connection, changed)
    held.close()


def check_whole(ledger: DatabaseLedger, version: str) -> None:
    """That the ledger is what the older program wrote, takes what this one writes, and refuses every change."""
    assert ledger.head() == HEADS[version]
    assert ledger.verify() == []
    assert ledger.counts().reports == 3
    ledger.record(reading(1), known_at=at(9), reader="test 1", original=original())
    assert ledger.original(original().capture.sha256) == original().data
    with ledger.links() as shelf:
        assert shelf.all_placed()
    for table in schema.GUARDED:
        for change in (f"UPDATE {table} SET {first_column(table)} = {first_column(table)}", f"DELETE FROM {table}"):
            if table == "bands" and version in ("1", "2"):
                continue  # SQLite's guards are asked row by row, and there is no row
            with pytest.raises(LedgerError, match="append-only"), ledger._alone() as connection:
                connection.exec_driver_sql(change)
    assert ledger.verify() == []


def first_column(table: str) -> str:
    """The name of a column of a table."""
    return str(next(iter(schema.metadata.tables[table].columns)).name)


@pytest.mark.parametrize("version", VERSIONS)
def test_a_file_of_every_older_version_is_brought_up(version: str, tmp_path: Path) -> None:
    """What an older program wrote is all there, with its head; the guards stand, and a change is refused."""
    with open_ledger(old_file(version, tmp_path / "tally.db")) as ledger:
        check_whole(ledger, version)


@each_database
@pytest.mark.parametrize("version", VERSIONS)
def test_every_database_goes_from_the_first_step_to_the_last(where: str, version: str, tmp_path: Path) -> None:
    """With data in it, a ledger goes up step by step on each database, and the guards stand afterwards."""
    begun_at(version, where, tmp_path)
    with open_ledger(where) as ledger:
        check_whole(ledger, version)


def other_type(context: MigrationContext, _1: object, _2: object, held: Any, wanted: Any) -> bool:
    """Whether a column's type, written out, is another than it should be."""
    written = [str(one.compile(dialect=context.dialect)) for one in (held, wanted)]
    return written[0] != written[1]


@each_database
def test_steps_lead_to_the_tables_that_a_new_ledger_has(where: str) -> None:
    """A ledger that went up all steps has the tables, columns and indexes of one that was just made."""
    with unprepared(where) as ledger, ledger._alone() as connection:
        to(connection, "head")
        everything = MetaData()
        for tables in ALL:
            for table in tables.tables.values():
                table.to_metadata(everything)
        context = MigrationContext.configure(connection, opts={"compare_type": other_type})
        assert compare_metadata(context, everything) == []
        assert connection.scalar(select(schema.alembic_version.c.version_num)) == schema.VERSION


def test_a_guard_that_was_taken_away_stays_away(tmp_path: Path) -> None:
    """An upgrade does not hide that somebody dropped one guard and emptied another."""
    path = old_file("2", tmp_path / "tally.db")
    held = sqlite3.connect(path)
    held.execute("DROP TRIGGER entries_no_delete")
    held.execute("DROP TRIGGER originals_once")
    held.execute("CREATE TRIGGER originals_once BEFORE INSERT ON originals BEGIN SELECT 1; END")
    held.close()
    with open_ledger(path) as ledger:
        assert ledger.verify() == [
            "The guard entries_no_delete is missing or was changed.",
            "The guard originals_once is missing or was changed.",
        ]


@each_database
def test_a_step_that_fails_leaves_the_older_version(
    where: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When the last step breaks off, the ledger is what it was, with its guards, and can be brought up later."""
    begun_at("1", where, tmp_path)
    real: Callable[..., None] = migrations.run_steps
    monkeypatch.setattr(migrations, "run_steps", lambda *given: (real(*given), 1 / 0))
    with pytest.raises(ZeroDivisionError):
        open_ledger(where)
    monkeypatch.undo()
    with open_ledger(where) as ledger:
        check_whole(ledger, "1")


@each_database
def test_a_ledger_that_is_upgraded_under_an_older_program_is_safe(where: str) -> None:
    """Two versions at once: whoever has the ledger open when a newer one upgrades it writes no more, and says why."""
    with open_ledger(where, create=True) as older, open_ledger(where) as newer:
        older.record(reading(1), known_at=at(1), reader="test 1")
        with newer._alone() as connection:
            newer.guards.drop(connection, {"meta_no_update"})
            connection.execute(schema.meta.update().values(value="5"))
            newer.guards.make(connection, {"meta_no_update"})
        with pytest.raises(LedgerVersionError, match="its schema is 5"):
            older.record(reading(2), known_at=at(2), reader="test 1")
        assert older.counts().reports == 1
        assert older.verify() == []


@each_database
def test_a_ledger_of_a_newer_version_is_refused(where: str) -> None:
    """A ledger that a later tallystick wrote is left as it is."""
    with open_ledger(where, create=True) as ledger, ledger._alone() as connection:
        ledger.guards.drop(connection, {"meta_no_update"})
        connection.execute(schema.meta.update().values(value="5"))
    with pytest.raises(LedgerVersionError, match="its schema is 5, this tallystick reads 4 and older ones"):
        open_ledger(where)
