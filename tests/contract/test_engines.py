"""One suite for every engine: each makes the ledger that `add` makes of the same files."""

from __future__ import annotations

import os
import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tallystick import api
from tallystick.cli.main import main
from tallystick.ledger.postgres import PostgresLedger
from tallystick.ledger.sqlite import SqliteLedger
from tallystick.model import to_json
from tests.postgres import Postgres
from tests.unit.engine import making

NOON = datetime(2024, 1, 1, 12, tzinfo=UTC)
ENGINES = {"serial": ("local", 1), "pool": ("local", 2), "spark": ("spark", 2)}


def needs_spark() -> None:
    """Skip where there is no Spark; with the reason."""
    pytest.importorskip("pyspark", reason="PySpark is not installed: make spark")
    if not (shutil.which("java") or os.environ.get("JAVA_HOME")):
        pytest.skip("there is no Java: Spark needs 17 or later")


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with every kind of source, broken ones among them."""
    folder = tmp_path_factory.mktemp("sources")
    making.lines(folder / "a.jsonl", [None, "Rain fell.", None, None, "", None, None])
    making.archive(folder / "b.warc.gz", 9)
    making.table(folder / "c.parquet", 7, group=3)
    (folder / "d.html").write_bytes(making.page(3))
    broken = making.archive(folder / "e.warc", 4)
    broken.write_bytes(broken.read_bytes()[:-300])
    (folder / "f.jsonl").write_bytes(making.line(1) + b"\n{\n\n" + making.line(40) + b"\n")
    return folder


@pytest.fixture(scope="module")
def added(sources: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The ledger that `add` makes."""
    ledger = tmp_path_factory.mktemp("added") / "tally.db"
    api.add([sources], ledger=ledger, known_at=NOON)
    return ledger


@pytest.fixture(scope="module", params=ENGINES)
def filled(request: pytest.FixtureRequest, sources: Path, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The ledger that an engine makes, and what it told."""
    engine, workers = ENGINES[request.param]
    if engine == "spark":
        needs_spark()
    ledger = tmp_path_factory.mktemp(request.param) / "tally.db"
    told = api.backfill([sources], ledger=ledger, engine=engine, workers=workers, known_at=NOON, documents=3)
    return ledger, told


def test_the_chain_is_the_same(added: Path, filled: Any) -> None:
    """Every line and every hash, up to the head."""
    with SqliteLedger.open(added) as one, SqliteLedger.open(filled[0]) as other:
        assert list(one.entries()) == list(other.entries())
        assert list(one.transactions()) == list(other.transactions())
        for capture in one.entries(kind="capture"):
            assert one.original(capture.item_id or "") == other.original(capture.item_id or "")
            assert capture.report_id is None or one.near_copies(capture.report_id) == other.near_copies(
                capture.report_id
            )
    assert api.verify(filled[0]).faults == ()


def test_the_events_are_the_same(added: Path, filled: Any) -> None:
    """With their ids and figures, and so is what is exported."""
    assert [to_json(event) for event in api.events(added)] == [to_json(event) for event in api.events(filled[0])]
    for format in ("jsonl", "csv"):
        assert api.export(added, format).files == api.export(filled[0], format).files


def test_the_links_are_the_same(added: Path, filled: Any) -> None:
    """Not only what events are called now: every id that was ever given, and what hangs together."""
    held: list[tuple[Any, Any]] = []
    for ledger in (added, filled[0]):
        with SqliteLedger.open(ledger) as book, book.links() as shelf:
            held.append((shelf.all_placed(), shelf.all_ids()))
    assert held[0] == held[1]
    placed = held[0][0].values()
    assert len({where.part for where in placed}) < len(placed)


def test_every_document_is_counted(sources: Path, filled: Any) -> None:
    """What became of them adds up, and is what `add` counts."""
    told = filled[1]
    whole = api.add([sources], ledger=filled[0].with_name("again.db"), known_at=NOON)
    became = (told.new, told.revised, told.reread, told.same, told.passed_over, told.quarantined, told.unread)
    assert sum(became) == told.documents == whole.inputs
    assert (told.new, told.same, told.passed_over, told.unread) == (
        whole.new,
        whole.same,
        whole.passed_over,
        whole.unread,
    )
    assert sum(told.problems.values()) == len(whole.problems)


@pytest.mark.postgres
def test_a_ledger_that_is_shared_is_the_same(
    added: Path,
    sources: Path,
    postgres: Postgres,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """In PostgreSQL every line, hash and event is what it is in a file; the password of its address is not shown."""
    address = postgres.address()
    told = api.backfill([sources], ledger=address, workers=2, work=tmp_path, known_at=NOON, documents=3)
    with SqliteLedger.open(added) as one, PostgresLedger(address) as other:
        assert list(one.entries()) == list(other.entries())
        assert list(one.transactions()) == list(other.transactions())
    assert [to_json(event) for event in api.events(added)] == [to_json(event) for event in api.events(address)]
    assert api.verify(address).faults == ()
    again = api.backfill([sources], ledger=address, workers=2, work=tmp_path, known_at=NOON, documents=3)
    assert (again.earlier, again.documents) == (told.shards, told.documents)
    monkeypatch.chdir(tmp_path)
    assert main(["backfill", str(sources), "--ledger", address.replace("desk@", "desk:secret@")]) == 1
    out, err = capsys.readouterr()
    assert "0 reports new" in out
    assert "secret" not in out + err
