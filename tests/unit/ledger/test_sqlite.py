from __future__ import annotations

import contextlib
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from threading import Thread
from typing import TypeVar

import pytest
import sqlalchemy.exc
from msgspec.structs import replace

from tallystick.errors import (
    LedgerBusyError,
    LedgerDamagedError,
    LedgerError,
    LedgerVersionError,
    SettingsError,
)
from tallystick.ledger.guards import SqliteGuards
from tallystick.ledger.sqlite import SqliteLedger
from tests.unit.ledger.examples import at, original, reading

E = TypeVar("E", bound=BaseException)
ROOT = Path(__file__).parents[3]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where a ledger may be made."""
    return tmp_path / "tally.db"


@pytest.fixture
def full(path: Path) -> Path:
    """A closed ledger with three reports, the second read twice."""
    with SqliteLedger(path) as ledger:
        for number in (1, 2, 3):
            ledger.record(reading(number), known_at=at(number), reader="test 1")
        ledger.record(replace(reading(2), claims=()), known_at=at(4), reader="test 2")
    return path


@contextlib.contextmanager
def rogue(path: Path) -> Iterator[sqlite3.Connection]:
    """The file opened behind the ledger's back."""
    connection = sqlite3.connect(path)
    try:
        with connection:
            yield connection
    finally:
        connection.close()


def drop_guards(connection: sqlite3.Connection) -> None:
    """Take all guards away."""
    for name in SqliteGuards().wanted():
        connection.execute(f"DROP TRIGGER {name}")


def faults(path: Path) -> list[str]:
    """What is wrong with the ledger at this path."""
    with SqliteLedger.open(path) as ledger:
        return ledger.verify()


# -------------------------------------------------------------------------------------------- opening


def test_what_was_written_is_there_after_closing(full: Path) -> None:
    """A closed ledger is one file, and holds what was recorded."""
    assert [each.name for each in full.parent.iterdir()] == ["tally.db"]
    with SqliteLedger.open(full) as ledger:
        assert [each.report.id for each in ledger.readings()] == ["rep_1", "rep_2", "rep_3"]
        assert ledger.verify() == []


@pytest.mark.parametrize("content", [None, b""])
def test_opening_to_read_makes_no_ledger(path: Path, content: bytes | None) -> None:
    """Where there is no ledger, or an empty file, opening says so and leaves everything as it was."""
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(SettingsError, match=r"no ledger at .*tally\.db.*tally add"):
        SqliteLedger.open(path)
    assert [each.read_bytes() for each in path.parent.iterdir()] == ([] if content is None else [content])


def test_an_empty_file_becomes_a_ledger(path: Path) -> None:
    """A file without content, such as a creation cut short leaves, can be made a ledger."""
    path.write_bytes(b"")
    with SqliteLedger(path) as ledger:
        assert ledger.verify() == []


def test_a_name_with_special_characters_is_a_name(tmp_path: Path) -> None:
    """Spaces, question marks, percent signs and Arabic in a file name mean themselves."""
    path = tmp_path / "a b?mode=ro#x%20سجل.db"
    SqliteLedger(path).close()
    assert [each.name for each in tmp_path.iterdir()] == [path.name]


def test_a_folder_is_no_ledger(tmp_path: Path) -> None:
    """A folder, and a path in a folder that is not there, are refused by name."""
    with pytest.raises(SettingsError, match="is a folder"):
        SqliteLedger(tmp_path)
    with pytest.raises(SettingsError, match="there is no folder"):
        SqliteLedger(tmp_path / "none" / "tally.db")


def test_another_file_is_no_ledger(path: Path) -> None:
    """A file that is no database is refused and left as it was."""
    path.write_bytes(b"Nine people were killed.\n" * 100)
    for create in (False, True):
        with pytest.raises(LedgerDamagedError, match="is not a ledger"):
            SqliteLedger.open(path, create=create)
    assert path.read_bytes() == b"Nine people were killed.\n" * 100


def test_another_database_is_no_ledger(path: Path) -> None:
    """Somebody else's database is refused and left as it was."""
    with rogue(path) as connection:
        connection.execute("CREATE TABLE contacts (name)")
    before = path.read_bytes()
    with pytest.raises(LedgerDamagedError, match="not a ledger"):
        SqliteLedger(path)
    assert path.read_bytes() == before


def test_another_version_is_refused(full: Path) -> None:
    """A ledger of another schema is refused, with both versions named."""
    with rogue(full) as connection:
        drop_guards(connection)
        connection.execute("UPDATE meta SET value = '99'")
    with pytest.raises(LedgerVersionError, match="its schema is 99, this tallystick reads 4 and older"):
        SqliteLedger.open(full)


def test_a_ledger_that_goes_away_is_not_begun_anew(full: Path) -> None:
    """When the file is moved away under an open ledger, no empty one takes its place."""
    ledger = SqliteLedger(full)
    ledger._engine.dispose()
    full.unlink()
    with pytest.raises(LedgerError, match="Cannot open"):
        ledger.counts()
    ledger.close()
    assert not full.exists()


# --------------------------------------------------------------------------------------------- guards


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE entries SET body = '{}' WHERE id = 1",
        "UPDATE transactions SET known_at = '2000' WHERE tx = 1",
        "UPDATE readings SET url = 'x'",
        "UPDATE meta SET value = '2'",
        "DELETE FROM entries",
        "DELETE FROM transactions WHERE tx = 1",
        "DELETE FROM readings",
        "DELETE FROM meta",
        "INSERT OR REPLACE INTO entries SELECT * FROM entries WHERE id = 1",
        "INSERT OR REPLACE INTO transactions SELECT * FROM transactions WHERE tx = 1",
        "INSERT OR REPLACE INTO readings SELECT * FROM readings WHERE tx = 1",
    ],
)
def test_the_file_refuses_to_change(full: Path, statement: str) -> None:
    """No program can change, remove or replace a row while the guards stand."""
    with (
        pytest.raises(sqlite3.IntegrityError, match="append-only"),
        rogue(full) as connection,
    ):
        connection.execute(statement)
    assert faults(full) == []


def test_a_missing_guard_is_named(full: Path) -> None:
    """A guard that was dropped, or replaced by one that guards nothing, is found."""
    with rogue(full) as connection:
        connection.execute("DROP TRIGGER entries_no_update")
        connection.execute("DROP TRIGGER meta_no_delete")
        connection.execute("CREATE TRIGGER meta_no_delete BEFORE DELETE ON meta BEGIN SELECT 1; END")
        connection.execute("CREATE TRIGGER extra AFTER INSERT ON meta BEGIN SELECT 1; END")
    assert faults(full) == [
        "The guard meta_no_delete is missing or was changed.",
        "The guard entries_no_update is missing or was changed.",
        "A trigger extra was added that is none of ours.",
    ]


# ------------------------------------------------------------------------------------------ tampering


@pytest.mark.parametrize(
    ("statement", "named"),
    [
        # entries 1-4 are rep_1 in transaction 1: report, reading, mention, claim
        ("UPDATE entries SET body = replace(body, '\"low\":3', '\"low\":2') WHERE id = 4", "Transaction 1, entry 4:"),
        ("UPDATE entries SET body = replace(body, 'fishermen', 'soldiers') WHERE id = 1", "Transaction 1, entry 1:"),
        ("UPDATE entries SET body = CAST(x'7bff' AS TEXT) WHERE id = 4", "Transaction 1, entry 4:"),
        ("UPDATE entries SET report_id = 'rep_2' WHERE id = 3", "Transaction 1, entry 3:"),
        ("UPDATE entries SET item_id = 'c2' WHERE id = 4", "Transaction 1, entry 4:"),
        ("UPDATE entries SET kind = 'mention' WHERE id = 4", "Transaction 1, entry 4:"),
        ("UPDATE entries SET hash = prev_hash FROM transactions WHERE id = 4", "Transaction 1, entry 4:"),
        ("UPDATE entries SET tx = 2 WHERE id = 4", "Transaction 2, entry 4"),
        ("UPDATE entries SET tx = 99 WHERE id = 4", "Entry 4 belongs to a transaction that is not there"),
        ("DELETE FROM entries WHERE id = 3", "Transaction 1, entry 3: it is missing"),
        ("DELETE FROM entries WHERE id = 4", "Transaction 2, entry 4: it is missing"),
        ("DELETE FROM entries WHERE tx = 2", "Transaction 2, entry 5: it is missing"),
        ("DELETE FROM transactions WHERE tx = 2", "Transaction 3: the transaction before it is missing"),
        ("UPDATE transactions SET known_at = '2000' WHERE tx = 2", "Transaction 2: it is dated 2000"),
        ("UPDATE transactions SET what = 'problem' WHERE tx = 2", "Transaction 2: what it holds"),
        ("UPDATE transactions SET prev_hash = hash WHERE tx = 2", "Transaction 2: it does not follow"),
        ("UPDATE transactions SET hash = prev_hash WHERE tx = 2", "Transaction 2: what it holds"),
        ("UPDATE readings SET published_at = NULL WHERE tx = 2", "Transaction 2, entry 6: the index says"),
        ("DELETE FROM readings WHERE tx = 2", "Transaction 2, entry 6: the index says"),
        ("UPDATE readings SET entry = 1 WHERE tx = 2", "The index names entry 1, which is no reading"),
    ],
)
def test_tampering_is_found_and_named(full: Path, statement: str, named: str) -> None:
    """Whatever is changed in a row once the guards are gone, `verify` finds it and says where."""
    with rogue(full) as connection:
        drop_guards(connection)
        assert connection.execute(statement).rowcount > 0
        for guard in SqliteGuards().wanted().values():
            connection.execute(guard)
    found = faults(full)
    assert any(named in fault for fault in found), found


def test_rehashing_one_entry_is_found(full: Path) -> None:
    """Whoever also rewrites the hash of the entry is found out by the transaction's."""
    from tallystick.ledger.chain import entry_hash

    with SqliteLedger.open(full) as ledger:
        held = next(each for each in ledger.entries() if each.id == 4)
    forged = replace(held, body=held.body.replace('"low":3', '"low":2'))
    with rogue(full) as connection:
        drop_guards(connection)
        connection.execute("UPDATE entries SET body = ?, hash = ? WHERE id = 4", (forged.body, entry_hash(forged)))
        for guard in SqliteGuards().wanted().values():
            connection.execute(guard)
    assert faults(full) == ["Transaction 1: what it holds is not what was written (hash differs)."]


def test_a_changed_byte_in_the_file_is_found(full: Path) -> None:
    """One byte of a text changed on the disk is found, and its transaction and entry are named."""
    raw = full.read_bytes()
    place = raw.index(b"Report 3. At least")
    for byte in (b"X", b"\xff"):
        full.write_bytes(raw[:place] + byte + raw[place + 1 :])
        assert any("Transaction 3, entry 9: the report was changed" in fault for fault in faults(full))


def test_a_cut_file_is_found(full: Path) -> None:
    """A file that lost its end is called damaged, at opening or by `verify`."""
    with full.open("r+b") as file:
        file.truncate(full.stat().st_size - 4096)
    try:
        found = faults(full)
    except LedgerDamagedError:
        return
    assert found


# --------------------------------------------------------------------------------------------- errors


def _all(base: type[E]) -> Iterator[type[E]]:
    yield base
    for each in base.__subclasses__():
        yield from _all(each)


def test_no_driver_error_leaks(full: Path) -> None:
    """Whatever the driver or SQLAlchemy raises leaves the ledger as a LedgerError that names the file."""
    odd = sqlite3.OperationalError("odd")
    errors: list[BaseException] = [kind("odd") for kind in _all(sqlite3.Error)]
    errors += [kind("SELECT 1", {}, odd) for kind in _all(sqlalchemy.exc.DBAPIError)]
    errors += [kind("odd") for kind in (sqlalchemy.exc.TimeoutError, sqlalchemy.exc.InvalidRequestError)]
    assert len(errors) > 15
    with SqliteLedger(full) as ledger:
        for error in errors:
            with pytest.raises(LedgerError, match=r"tally\.db failed: odd"), ledger._translated():
                raise error


@pytest.mark.parametrize("call", ["counts", "verify", "head", "readings", "retract", "record"])
def test_no_method_leaks_a_driver_error(full: Path, call: str) -> None:
    """A table that is gone under an open ledger is a LedgerError from every method."""
    deeds: dict[str, Callable[[SqliteLedger], object]] = {
        "counts": SqliteLedger.counts,
        "verify": SqliteLedger.verify,
        "head": SqliteLedger.head,
        "readings": lambda ledger: list(ledger.readings()),
        "retract": lambda ledger: ledger.retract(1, known_at=at(1), by="x", why="y"),
        "record": lambda ledger: ledger.record(reading(9), known_at=at(9), reader="test 1"),
    }
    with SqliteLedger(full) as ledger:
        with rogue(full) as connection:
            drop_guards(connection)
            for table in ("readings", "entries", "transactions"):
                connection.execute(f"DROP TABLE {table}")
        with pytest.raises(LedgerError, match="no such table"):
            deeds[call](ledger)


def test_a_locked_ledger_says_busy(full: Path) -> None:
    """When another program writes for longer than one waits, the error says so, and nothing is written."""
    with SqliteLedger(full, busy_seconds=0.1) as ledger, rogue(full) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(LedgerBusyError, match="Another process is writing"):
            ledger.record(reading(9), known_at=at(9), reader="test 1")
        assert ledger.reading("rep_1") == reading(1)
        other.rollback()
        assert ledger.record(reading(9), known_at=at(9), reader="test 1").outcome == "new"


CHILD = """
import os, resource, signal, sys
from tallystick.errors import LedgerError
from tallystick.ledger.sqlite import SqliteLedger
from tests.unit.ledger.examples import at, original, reading
try:
    {deed}
    with SqliteLedger(sys.argv[1]) as ledger:
        for number in range(100, 1000):
            ledger.record(reading(number), known_at=at(number), reader="test 1")
except LedgerError as error:
    print(type(error).__name__, error)
"""


def run_child(deed: str, path: Path) -> str:
    """What a program prints that records after doing something to itself."""
    done = subprocess.run(
        [sys.executable, "-c", CHILD.format(deed=deed), str(path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that any user can reach."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


# Root may write everywhere, so a child that is root becomes nobody first.
BECOME_NOBODY = "os.geteuid() or os.setuid(65534)"


@pytest.mark.skipif(not hasattr(os, "setuid"), reason="needs POSIX users")
def test_a_read_only_ledger_says_so(full: Path, open_folder: Path) -> None:
    """Writing to a file or folder that one may not write to is an error with the reason."""
    copy = open_folder / "tally.db"
    shutil.copy(full, copy)
    copy.chmod(0o444)
    open_folder.chmod(0o555)
    said = run_child(BECOME_NOBODY, copy)
    assert said.startswith("LedgerError Cannot")
    said = run_child(BECOME_NOBODY, open_folder / "new.db")
    assert said.startswith("LedgerError Cannot open")
    open_folder.chmod(0o755)
    assert faults(copy) == []


@pytest.mark.skipif(sys.platform == "win32", reason="needs POSIX limits")
def test_a_full_disk_says_so(full: Path) -> None:
    """When the file cannot grow, the error says so, and what was recorded before is whole."""
    limit = full.stat().st_size + 100_000
    deed = f"resource.setrlimit(resource.RLIMIT_FSIZE, ({limit}, {limit}))"
    assert run_child(deed, full).startswith("LedgerError Cannot")
    with SqliteLedger.open(full) as ledger:
        assert ledger.verify() == []
        assert ledger.counts().reports > 3


# --------------------------------------------------------------------------------------- many at once


class Writer:
    """A process that records `count` readings and prints each id after it is recorded."""

    def __init__(self, path: Path, first: int, count: int) -> None:
        arguments = [sys.executable, "-m", "tests.unit.ledger.writer", str(path), str(first), str(count)]
        self._log = path.with_suffix(f".{first}.log")
        with self._log.open("wb") as log:
            self.process = subprocess.Popen(arguments, cwd=ROOT, stdout=log)

    def acknowledged(self) -> set[str]:
        """The ids that it has printed, whole lines only."""
        lines = self._log.read_text().splitlines(keepends=True)
        return {line.strip() for line in lines if line.endswith("\n")}


def wait_for_one(writers: Sequence[Writer]) -> None:
    """Wait until one of them has recorded something: on a busy machine one may keep the others from it for long."""
    deadline = time.monotonic() + 300
    while not any(each.acknowledged() for each in writers):
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_two_processes_lose_nothing(path: Path) -> None:
    """Two processes that make the ledger and record at once lose no report, and the chain is whole."""
    writers = [Writer(path, first, 60) for first in (1, 1001)]
    for each in writers:
        assert each.process.wait(timeout=60) == 0
        assert len(each.acknowledged()) == 60
    with SqliteLedger.open(path) as ledger:
        assert ledger.counts().reports == 120
        assert ledger.verify() == []


def test_threads_lose_nothing(path: Path) -> None:
    """Threads that share one ledger lose no report."""
    with SqliteLedger(path) as ledger:

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


def test_reading_while_another_writes(full: Path) -> None:
    """A half-read list of readings neither holds up a writer nor shows what it adds."""
    with SqliteLedger.open(full) as one, SqliteLedger.open(full) as two:
        held = one.readings()
        assert next(held).report.id == "rep_1"
        two.record(reading(9, published_at=at(-9)), known_at=at(9), reader="test 1")
        assert [each.report.id for each in held] == ["rep_2", "rep_3"]


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs SIGKILL")
def test_a_killed_writer_leaves_nothing_half(path: Path) -> None:
    """Writers killed at any instant leave a whole ledger with every report they said was recorded."""
    instants = random.Random(7)
    said: set[str] = set()
    for attempt in range(6):
        pair = [Writer(path, attempt * 100_000 + offset, 50_000) for offset in (0, 50_000)]
        # The first two are killed while they start or make the ledger, the others while they write.
        if attempt:
            wait_for_one(pair)
        time.sleep(instants.uniform(0, 0.25))
        for each in pair:
            each.process.kill()
        for each in pair:
            assert each.process.wait(timeout=10) == -signal.SIGKILL
            said |= each.acknowledged()
        _check_whole(path, said)
    assert len(said) > 10


def _check_whole(path: Path, said: set[str]) -> None:
    with SqliteLedger(path) as ledger:
        assert ledger.verify() == []
        held = {each.report.id: each for each in ledger.readings()}
    assert said <= set(held)
    for report_id, each in held.items():
        assert each == reading(int(report_id.removeprefix("rep_")))


# ------------------------------------------------------------------------------------------ originals


def with_original(path: Path) -> str:
    """Record one report with its original; returns the original's SHA-256."""
    with SqliteLedger(path) as ledger:
        ledger.record(reading(1), known_at=at(0), reader="test 1", original=original())
    return original().capture.sha256


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE originals SET packed = x'00'",
        "DELETE FROM originals",
        "INSERT OR REPLACE INTO originals SELECT * FROM originals",
    ],
)
def test_the_file_refuses_to_change_an_original(path: Path, statement: str) -> None:
    """Originals are as safe from programs as entries are."""
    with_original(path)
    with pytest.raises(sqlite3.IntegrityError, match="append-only"), rogue(path) as connection:
        connection.execute(statement)
    assert faults(path) == []


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("DELETE FROM originals", "the original {} is missing"),
        ("UPDATE originals SET packed = x'789c030000000001'", "The original {} is not what was written"),
        ("UPDATE originals SET packed = x'ffffff'", "The original {} cannot be unpacked"),
        (f"UPDATE originals SET sha256 = '{'0' * 64}'", f"The original {'0' * 64} belongs to no report"),
    ],
)
def test_an_original_that_was_tampered_with_is_named(path: Path, statement: str, told: str) -> None:
    """Whoever gets around the guards is found by `verify`."""
    digest = with_original(path)
    with rogue(path) as connection:
        drop_guards(connection)
        connection.execute(statement)
        for guard in SqliteGuards().wanted().values():
            connection.execute(guard)
    assert any(told.format(digest) in fault for fault in faults(path))


@pytest.mark.parametrize(("version", "gone"), [("1", ["originals", "bands"]), ("2", ["bands"])])
def test_an_older_ledger_is_brought_up(full: Path, version: str, gone: list[str]) -> None:
    """A file from before originals, or bands, is brought up when it is opened; what it holds, and its head, stay."""
    with SqliteLedger.open(full) as ledger:
        head, before = ledger.head(), list(ledger.readings())
    with rogue(full) as connection:
        drop_guards(connection)
        for table in gone:
            connection.execute(f"DROP TABLE {table}")
        connection.execute(f"UPDATE meta SET value = '{version}'")
        for name, guard in SqliteGuards().wanted().items():
            if not name.startswith(tuple(f"{table}_" for table in gone)):
                connection.execute(guard)
    with SqliteLedger.open(full) as ledger:
        assert (ledger.head(), list(ledger.readings())) == (head, before)
        assert ledger.verify() == []
        ledger.record(reading(1), known_at=at(9), reader="test 1", original=original())
        assert ledger.original(original().capture.sha256) == original().data
        assert ledger.verify() == []
