"""The triggers that keep a ledger append-only, in each database.

They refuse to change or remove a row, or to add one anywhere but at the end. Whoever owns the database can take them
away; `verify` compares what stands there with what must, and names what is missing, changed or switched off. It puts
nothing back: silence would hide the act.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection, Mapping

from sqlalchemy import Connection, inspect, text

from tallystick.ledger.schema import GUARDED, KEYS, alembic, cache, metadata

TABLES = (*metadata.tables, *cache.tables, *alembic.tables)


class Guards(ABC):
    """The guards of one kind of database."""

    @abstractmethod
    def wanted(self, tables: Collection[str] = GUARDED) -> dict[str, str]:
        """How each guard of these tables looks when it stands, by name."""

    @abstractmethod
    def held(self, connection: Connection) -> dict[str, str]:
        """How each trigger on our tables looks."""

    @abstractmethod
    def make(self, connection: Connection, names: Collection[str]) -> None:
        """Put these guards up."""

    @abstractmethod
    def drop(self, connection: Connection, names: Collection[str]) -> None:
        """Take these guards away."""

    def faults(self, connection: Connection) -> list[str]:
        """One sentence for each guard that does not stand as it must, and each trigger that is none."""
        held, wanted = self.held(connection), self.wanted()
        gone = [f"The guard {name} is missing or was changed." for name in wanted if held.get(name) != wanted[name]]
        return gone + [f"A trigger {name} was added that is none of ours." for name in held if name not in wanted]

    def standing(self, connection: Connection) -> tuple[set[str], set[str]]:
        """The guards of the tables that are there: those that stand, and those that do not."""
        held, wanted = self.held(connection), self.wanted(_there(connection))
        stands = {name for name in wanted if held.get(name) == wanted[name]}
        return stands, set(wanted) - stands


class SqliteGuards(Guards):
    """A guard looks as the statement that made it, which SQLite keeps."""

    def wanted(self, tables: Collection[str] = GUARDED) -> dict[str, str]:
        """As `Guards.wanted`.

        Those on INSERT also stop INSERT OR REPLACE, which in SQLite removes a row without any DELETE trigger firing.
        """
        guards = {}
        for table in (table for table in GUARDED if table in tables):
            for action in ("UPDATE", "DELETE"):
                name = f"{table}_no_{action.lower()}"
                guards[name] = _refuse(name, f"BEFORE {action} ON {table}", "nothing is changed or erased")
        for table, key in KEYS.items():
            if table in tables:
                name = f"{table}_at_end"
                late = f"NEW.{key} <= (SELECT coalesce(max({key}), 0) FROM {table})"
                guards[name] = _refuse(name, f"BEFORE INSERT ON {table} WHEN {late}", "rows are added at the end")
        if "originals" in tables:
            held = "EXISTS (SELECT 1 FROM originals WHERE sha256 = NEW.sha256)"
            guards["originals_once"] = _refuse(
                "originals_once", f"BEFORE INSERT ON originals WHEN {held}", "the same bytes are held once"
            )
        return guards

    def held(self, connection: Connection) -> dict[str, str]:
        """As `Guards.held`."""
        said = connection.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        return {row.name: row.sql for row in said}

    def make(self, connection: Connection, names: Collection[str]) -> None:
        """As `Guards.make`."""
        for name, statement in self.wanted().items():
            if name in names:
                connection.exec_driver_sql(statement)

    def drop(self, connection: Connection, names: Collection[str]) -> None:
        """As `Guards.drop`."""
        for name in names:
            connection.exec_driver_sql(f"DROP TRIGGER {name}")


def _refuse(name: str, when: str, why: str) -> str:
    return f"CREATE TRIGGER {name} {when} BEGIN SELECT RAISE(ABORT, 'append-only: {why}'); END"


_REFUSE = "\nBEGIN\n  RAISE EXCEPTION 'append-only: nothing is changed or erased';\nEND;\n"
_AT_END = """
DECLARE
  after_end boolean;
BEGIN
  EXECUTE format('SELECT ($1).%1$I > coalesce(max(%1$I), 0) FROM %2$I.%3$I', TG_ARGV[0], TG_TABLE_SCHEMA, TG_TABLE_NAME)
    INTO after_end USING NEW;
  IF NOT after_end THEN
    RAISE EXCEPTION 'append-only: rows are added at the end';
  END IF;
  RETURN NEW;
END;
"""
_FUNCTIONS = {"tally_refuse": _REFUSE, "tally_at_end": _AT_END}
# Bits of pg_trigger.tgtype, as PostgreSQL's catalog/pg_trigger.h has them.
_ROW, _BEFORE, _INSERT, _DELETE, _UPDATE, _TRUNCATE = 1, 2, 4, 8, 16, 32
_BIT = {"UPDATE": _UPDATE, "DELETE": _DELETE, "TRUNCATE": _TRUNCATE}

_HELD = text("""
SELECT t.tgname AS name, c.relname AS "table", t.tgtype AS type, p.proname AS function, p.prosrc AS source,
       encode(t.tgargs, 'escape') AS arguments, t.tgenabled::text AS enabled, t.tgqual IS NULL AS always
FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace
     JOIN pg_proc p ON p.oid = t.tgfoid
WHERE NOT t.tgisinternal AND n.nspname = current_schema() AND c.relname = ANY(:tables)
""")
# A rule can turn an INSERT into nothing, without a word.
_RULES = text("SELECT rulename FROM pg_rules WHERE schemaname = current_schema() AND tablename = ANY(:tables)")


class PostgresGuards(Guards):
    """A guard looks as the catalogue tells: table, moment, function with its text, and whether it is switched on."""

    def wanted(self, tables: Collection[str] = GUARDED) -> dict[str, str]:
        """As `Guards.wanted`; what a guard looks like is made of what PostgreSQL keeps of it, not of its statement."""
        guards = {}
        for table in (table for table in GUARDED if table in tables):
            for action, bit in _BIT.items():
                guards[f"{table}_no_{action.lower()}"] = _look(table, _BEFORE | bit, "tally_refuse", _REFUSE, "")
        for table, key in KEYS.items():
            if table in tables:
                looks = _look(table, _BEFORE | _ROW | _INSERT, "tally_at_end", _AT_END, f"{key}\\000")
                guards[f"{table}_at_end"] = looks
        return guards

    def held(self, connection: Connection) -> dict[str, str]:
        """As `Guards.held`."""
        asked: Mapping[str, list[str]] = {"tables": list(TABLES)}
        found = {
            row.name: _look(row.table, row.type, row.function, row.source, row.arguments, row.enabled, row.always)
            for row in connection.execute(_HELD, asked)
        }
        return found | dict.fromkeys(connection.scalars(_RULES, asked), "a rule")

    def make(self, connection: Connection, names: Collection[str]) -> None:
        """As `Guards.make`."""
        for function, source in _FUNCTIONS.items():
            _do(connection, f"CREATE OR REPLACE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS $${source}$$")
        for name in (name for name in self.wanted() if name in names):
            table, _, moment = name.partition("_")
            if moment == "at_end":
                what = f"BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION tally_at_end('{KEYS[table]}')"
            else:
                action = moment.removeprefix("no_").upper()
                what = f"BEFORE {action} ON {table} FOR EACH STATEMENT EXECUTE FUNCTION tally_refuse()"
            _do(connection, f"CREATE TRIGGER {name} {what}")

    def drop(self, connection: Connection, names: Collection[str]) -> None:
        """As `Guards.drop`."""
        for name in names:
            _do(connection, f"DROP TRIGGER {name} ON {name.partition('_')[0]}")


def _look(
    table: str, moment: int, function: str, source: str, arguments: str, enabled: str = "O", always: bool = True
) -> str:
    return f"{table} {moment} {function}({arguments}) {enabled} {always} {source}"


def _do(connection: Connection, statement: str) -> None:
    # The driver takes a percent sign for the place of a value.
    connection.exec_driver_sql(statement.replace("%", "%%"), {})


def _there(connection: Connection) -> set[str]:
    return set(inspect(connection).get_table_names())
