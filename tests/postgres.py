"""A PostgreSQL server for tests: a real one, in a folder of its own, on a port of its own, gone afterwards.

    with server() as postgres:
        ledger = PostgresLedger(postgres.address())

Each address leads to an empty schema of its own. `TALLYSTICK_TEST_POSTGRES` names a server to use instead, by the
address of a database in which schemas may be made.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from urllib.parse import quote

VARIABLE = "TALLYSTICK_TEST_POSTGRES"
_NUMBERS = count(1)


class Postgres:
    """A server that runs, and where it is."""

    def __init__(self, base: str, process: subprocess.Popen[bytes] | None = None, folder: Path | None = None) -> None:
        self.base = base
        self.process = process
        self.folder = folder
        self._options = ""

    @property
    def port(self) -> int:
        """Where the server listens on this machine."""
        from sqlalchemy import make_url

        return make_url(self.base).port or 5432

    def address(self, *, port: int | None = None) -> str:
        """The address of an empty schema, through another port where one is given."""
        schema = f"t{os.getpid()}_{next(_NUMBERS)}"
        self.do(f'CREATE SCHEMA "{schema}"')
        return in_schema(self.base if port is None else self.base.replace(f":{self.port}/", f":{port}/"), schema)

    def do(self, *statements: str, address: str = "") -> list[tuple[object, ...]]:
        """Run statements as the server's master, in one transaction; returns the rows of the last one."""
        import psycopg

        with psycopg.connect(address or self.base) as connection:
            rows: list[tuple[object, ...]] = []
            for statement in statements:
                cursor = connection.execute(statement.encode())
                rows = cursor.fetchall() if cursor.description else []
            return rows


def in_schema(base: str, schema: str) -> str:
    """The address of a schema of a database."""
    return f"{base}{'&' if '?' in base else '?'}options={quote(f'-csearch_path={schema}', safe='')}"


def why_not() -> str | None:
    """Why there can be no server here; None = there can."""
    try:
        import psycopg  # noqa: F401
    except ImportError:
        return "psycopg is not installed (extra 'postgres')"
    if os.environ.get(VARIABLE) or _binaries():
        return None
    return f"PostgreSQL 15 or newer is not installed (apt-get install postgresql), and {VARIABLE} is not set"


@contextmanager
def server(*settings: str) -> Iterator[Postgres]:
    """A server, while this lasts; with settings such as "max_connections=10"."""
    if given := os.environ.get(VARIABLE):
        yield Postgres(given)
        return
    binaries = _binaries()
    assert binaries is not None
    folder = Path(tempfile.mkdtemp(prefix="tallystick-postgres-"))
    try:
        owner = _owner(folder)
        # Its own language sorts otherwise than ours, byte by byte: whoever forgets to say how to compare is found out.
        made = ["--encoding=UTF8", "--locale=C.UTF-8", "--locale-provider=icu", "--icu-locale=en-US"]
        command = [binaries / "initdb", "-D", folder / "data", "--auth=trust", "--username=desk", "--no-sync", *made]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=folder, **owner)
        yield from _running(binaries, folder, owner, settings)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _running(binaries: Path, folder: Path, owner: dict[str, object], settings: tuple[str, ...]) -> Iterator[Postgres]:
    port = _free_port()
    own = ("listen_addresses=127.0.0.1", f"port={port}", f"unix_socket_directories={folder}", "fsync=off", *settings)
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [binaries / "postgres", "-D", folder / "data", *(word for one in own for word in ("-c", one))],
            stdout=log,
            stderr=log,
            cwd=folder,
            **owner,  # type: ignore[call-overload]
        )
    try:
        started = Postgres(f"postgresql://desk@127.0.0.1:{port}/postgres", process, folder)
        _wait(started)
        yield started
    finally:
        process.send_signal(signal.SIGINT)  # a fast shutdown
        try:
            process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait(started: Postgres) -> None:
    import psycopg

    deadline = time.monotonic() + 60
    while True:
        try:
            started.do("SELECT 1")
        except psycopg.OperationalError:
            assert started.process is not None
            assert started.process.poll() is None, (started.folder / "log").read_text()  # type: ignore[operator]
            assert time.monotonic() < deadline
            time.sleep(0.05)
        else:
            return


def _binaries() -> Path | None:
    """Where the newest server's programs are; Debian keeps them out of the path."""
    found = sorted(
        (path for path in Path("/usr/lib/postgresql").glob("*/bin") if (path / "initdb").exists()),
        key=lambda path: int(path.parent.name),
    )
    if found and int(found[-1].parent.name) >= 15:
        return found[-1]
    initdb = shutil.which("initdb")
    return Path(initdb).parent if initdb else None


def _owner(folder: Path) -> dict[str, object]:
    """Whose processes they are: PostgreSQL does not run as root."""
    if os.geteuid():
        return {}
    import pwd

    name = "postgres" if any(one.pw_name == "postgres" for one in pwd.getpwall()) else "nobody"
    owner = pwd.getpwnam(name)
    os.chown(folder, owner.pw_uid, owner.pw_gid)
    return {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []}


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])
