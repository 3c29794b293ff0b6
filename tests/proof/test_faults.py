"""What happens when disk, network, lock or another program fail a writer: a clear error, and nothing is lost."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tallystick.errors import LedgerError
from tallystick.ledger.base import Ledger
from tallystick.ledger.opening import open_ledger
from tests.postgres import Postgres, server, why_not
from tests.proxy import Network, proxy
from tests.unit.ledger.examples import at, original, reading

ROOT = Path(__file__).parents[2]


def record(ledger: Ledger, number: int) -> str:
    """Record a report with its original; returns what became of it."""
    page = original(os.urandom(20_000), url=f"https://x.example/{number}")
    return ledger.record(reading(number), known_at=at(number), reader="test 1", original=page).outcome


@pytest.fixture
def network(postgres: Postgres) -> Iterator[Network]:
    """A way to the server that a test can break."""
    with proxy(postgres.port) as way:
        yield way


# ----------------------------------------------------------------------------------------- network


@pytest.mark.postgres
@pytest.mark.parametrize("way", ["there", "back"])
def test_a_connection_that_breaks_at_any_byte_loses_nothing(postgres: Postgres, network: Network, way: str) -> None:
    """Cut at many places of a conversation, a record is acknowledged and there, or an error; again is never twice."""
    address = postgres.address(port=network.port)
    direct = address.replace(f":{network.port}/", f":{postgres.port}/")
    open_ledger(direct, create=True).close()
    acknowledged: set[str] = set()
    said: list[str] = []
    for number in range(1, 41):
        network.heal()
        with open_ledger(address) as ledger:
            network.cut_after(**{way: number * (700 if way == "there" else 60)})
            try:
                record(ledger, number)
                acknowledged.add(f"rep_{number}")
            except LedgerError as error:
                said.append(str(error))
    with open_ledger(direct) as ledger:
        assert ledger.verify() == []
        held = {each.report.id for each in ledger.readings()}
        assert acknowledged <= held
        for number in range(1, 41):
            assert record(ledger, number) == ("same" if f"rep_{number}" in held else "new")
        assert [each.kind for each in ledger.entries()].count("reading") == 40
        assert ledger.verify() == []
    assert len(said) > 10
    assert network.breaks == len(said)
    assert all("nothing is recorded twice" in each or "See that the server runs" in each for each in said), said


@pytest.mark.postgres
def test_a_slow_network_is_only_slow(postgres: Postgres, network: Network) -> None:
    """Bytes that are held up are waited for."""
    with open_ledger(postgres.address(port=network.port), create=True) as ledger:
        network.delay = 0.01
        assert record(ledger, 1) == "new"
        assert ledger.verify() == []


@pytest.mark.postgres
def test_a_ledger_that_is_open_is_used_again_when_the_network_is_back(postgres: Postgres, network: Network) -> None:
    """While nobody answers each call is an error that says so; afterwards the same open ledger goes on."""
    with open_ledger(postgres.address(port=network.port), create=True) as ledger:
        record(ledger, 1)
        network.cut_after(there=100)
        for number in (2, 3):
            with pytest.raises(LedgerError, match="onnect"):
                record(ledger, number)
        network.heal()
        assert record(ledger, 2) == "new"
        assert ledger.verify() == []


# ---------------------------------------------------------------------------------------- full disks

FILL = """
import sys
from tallystick.errors import LedgerError
from tallystick.ledger.opening import open_ledger
from tests.proof.test_faults import record
with open_ledger(sys.argv[1], create=True) as ledger:
    for number in range(1, 100_000):
        try:
            record(ledger, number)
        except LedgerError as error:
            print(number - 1, error)
            break
"""


@pytest.fixture
def small_disk() -> Iterator[Path]:
    """A disk of its own that is soon full, and that every user can reach."""
    folder = Path(tempfile.mkdtemp(prefix="tallystick-disk-"))
    mounted = (
        sys.platform == "linux"
        and not subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=90m,mode=0755", "tmpfs", str(folder)], check=False, capture_output=True
        ).returncode
    )
    if not mounted:
        folder.rmdir()
        pytest.skip("a small disk can be made on Linux by root only")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)
    folder.rmdir()


def fill(where: str) -> int:
    """Record until it fails; returns how many were acknowledged."""
    done = subprocess.run(
        [sys.executable, "-c", FILL, where], cwd=ROOT, capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, done.stderr
    count, _, said = done.stdout.partition(" ")
    assert "Cannot" in said, said
    assert "Nothing was recorded" in said, said
    return int(count)


def test_a_full_disk_loses_nothing_of_a_file(small_disk: Path) -> None:
    """What was acknowledged before the disk was full is whole, and with room again the ledger goes on."""
    ballast = small_disk / "ballast"
    ballast.write_bytes(b"0" * 87_000_000)
    where = str(small_disk / "tally.db")
    count = fill(where)
    assert count > 5
    with open_ledger(where) as ledger:
        assert ledger.counts().reports == count
    ballast.unlink()
    with open_ledger(where) as ledger:
        assert ledger.verify() == []
        assert record(ledger, 0) == "new"


@pytest.mark.postgres
def test_a_full_disk_loses_nothing_of_a_server(small_disk: Path) -> None:
    """The same of a table that the server keeps on a full disk; the error says whose disk it is."""
    if reason := why_not():
        pytest.skip(reason)
    with server() as postgres:
        if postgres.process is None:
            pytest.skip("needs a server of its own")
        where = postgres.address()
        open_ledger(where, create=True).close()
        space = small_disk / "space"
        space.mkdir()
        stat = postgres.folder.stat()  # type: ignore[union-attr]
        os.chown(space, stat.st_uid, stat.st_gid)
        import psycopg

        with psycopg.connect(postgres.base, autocommit=True) as master:
            master.execute(f"CREATE TABLESPACE small LOCATION '{space}'".encode())
        postgres.do("ALTER TABLE originals SET TABLESPACE small", address=where)
        ballast = small_disk / "ballast"
        ballast.write_bytes(b"0" * 87_000_000)
        count = fill(where)
        ballast.unlink()
        with open_ledger(where) as ledger:
            assert ledger.counts().reports == count
            assert ledger.verify() == []
            assert record(ledger, 0) == "new"
