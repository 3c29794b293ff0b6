from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tallystick import api
from tallystick.cli.main import main
from tallystick.engine.backfill import Backfilled, backfill
from tallystick.engine.local import Local
from tallystick.engine.shards import Job, finished, key_of, write
from tallystick.engine.slices import slices_of
from tallystick.errors import UsageError
from tallystick.ledger.entries import Entry
from tallystick.ledger.sqlite import SqliteLedger
from tests.unit.engine import making, poison

ROOT = Path(__file__).parents[3]
NOON = datetime(2024, 1, 1, 12, tzinfo=UTC)


def done(source: Path, ledger: Path, job: Job | None = None, *, workers: int = 1, documents: int = 4) -> Backfilled:
    """A backfill of one source into a ledger."""
    folder = ledger.with_suffix(".work")
    with SqliteLedger(ledger) as book:
        return backfill(
            [str(source)], book, engine=Local(workers), folder=folder, job=job, known_at=NOON, documents=documents
        )


def held(ledger: Path) -> list[Entry]:
    """Every line of a ledger."""
    with SqliteLedger.open(ledger) as book:
        return list(book.entries())


def total(told: Backfilled) -> int:
    """What the counts add up to."""
    became = (told.new, told.revised, told.reread, told.same, told.passed_over, told.quarantined, told.unread)
    return sum(became)


# ------------------------------------------------------------------------------------------ poison


@pytest.mark.parametrize(
    ("way", "why"),
    [
        ("KILL", "ends the process (SIGKILL)"),
        ("EXIT", "ends the process (exit code 3)"),
        ("HANG", "takes more than 2 seconds of computing"),
        ("EAT", "needs more than 600 MB of memory"),
        ("RAISE", "a fault of ours (ValueError: no such thing)"),
    ],
)
def test_a_document_that_nothing_survives_is_set_aside(tmp_path: Path, way: str, why: str) -> None:
    """It is a problem with its reason and its bytes, counted; every other document is recorded."""
    texts = [None, None, f"{way} people in Idlib.", None, None, None]
    source = making.lines(tmp_path / "a.jsonl", texts)
    job = Job(takes_down=poison.READER, seconds=2, megabytes=600)
    told = done(source, tmp_path / "a.db", job)
    assert (told.documents, told.new, told.quarantined) == (6, 5, 1)
    assert total(told) == told.documents
    assert told.problems["quarantined"] == 1
    with SqliteLedger.open(tmp_path / "a.db") as book:
        (problem,) = [one for one in book.problems() if one.code == "quarantined"]
        assert problem.message.startswith("a.jsonl, line 3: reading it " if way != "RAISE" else "a.jsonl, line 3: ")
        assert why in problem.message
        kept = [book.original(entry.item_id or "") for entry in book.entries(kind="capture")]
        assert making.line(2, texts[2]) in kept
        assert book.verify() == []


def test_poison_beside_poison(tmp_path: Path) -> None:
    """First, last and next to each other, in web archives' slices as in others: each is set aside alone."""
    texts = ["KILL a.", "EXIT b.", None, None, "RAISE c.", "KILL d."]
    source = making.lines(tmp_path / "a.jsonl", texts)
    told = done(source, tmp_path / "a.db", Job(takes_down=poison.READER), documents=3)
    assert (told.documents, told.new, told.quarantined) == (6, 2, 4)


def test_a_process_that_ends_once_costs_nothing(tmp_path: Path) -> None:
    """A document is tried again before it is set aside: something else may have ended the process."""
    texts = [None, f"ONCE {tmp_path / 'seen'} people were killed in Idlib, a hospital said.", None]
    source = making.lines(tmp_path / "a.jsonl", texts)
    told = done(source, tmp_path / "a.db", Job(takes_down=poison.READER))
    assert (tmp_path / "seen").exists()
    assert (told.documents, told.new, told.quarantined) == (3, 3, 0)


def test_the_limits_hold_for_the_reader_itself(tmp_path: Path) -> None:
    """A text that takes it longer than it may is set aside; the short ones beside it are read."""
    long = " ".join(making.story(number) for number in range(1500))
    source = making.lines(tmp_path / "a.jsonl", [None, long, None])
    told = done(source, tmp_path / "a.db", Job(seconds=1))
    assert (told.documents, told.new, told.quarantined) == (3, 2, 1)


# ------------------------------------------------------------------------------------- taken up again


def test_a_shard_is_the_same_whoever_makes_it(tmp_path: Path) -> None:
    """Made twice it is the same file; one that is not whole is no shard."""
    source = making.lines(tmp_path / "a.jsonl", [None] * 3)
    (piece,) = slices_of(source)
    key = key_of(piece, Job())
    from tallystick.engine.reader import Reader

    with Reader() as reader:
        made = [write(tmp_path, key, piece, reader.read(piece, Job())) for _ in range(2)]
    assert made[0] == made[1] == finished(tmp_path, key)
    assert made[0].outcomes == {"reading": 3}
    path = tmp_path / f"part-{key}.shard"
    path.write_bytes(path.read_bytes()[:-1])
    assert finished(tmp_path, key) is None


def test_what_is_loaded_is_not_read_again(tmp_path: Path) -> None:
    """The same run again finds everything noted; the counts are those of the whole; new documents alone are read."""
    source = making.lines(tmp_path / "a.jsonl", [None] * 8)
    first = done(source, tmp_path / "a.db")
    again = done(source, tmp_path / "a.db")
    assert (first.shards, first.earlier, again.shards, again.earlier) == (2, 0, 2, 2)
    assert (again.documents, again.new) == (first.documents, first.new) == (8, 8)
    assert not list((tmp_path / "a.work").glob("*.shard"))
    making.lines(source, [None] * 10)
    more = done(source, tmp_path / "a.db")
    assert (more.shards, more.earlier, more.documents, more.new) == (3, 2, 10, 10)


def test_another_ledger_is_loaded_anew(tmp_path: Path) -> None:
    """Notes are of one ledger: another one, or none any more, gets everything."""
    source = making.lines(tmp_path / "a.jsonl", [None] * 8)
    done(source, tmp_path / "a.db")
    before = held(tmp_path / "a.db")
    for ending in ("", "-wal", "-shm"):
        (tmp_path / f"a.db{ending}").unlink(missing_ok=True)
    assert done(source, tmp_path / "a.db").earlier == 0
    assert held(tmp_path / "a.db") == before


def test_two_runs_do_not_share_a_folder(tmp_path: Path) -> None:
    """The second is told so at once."""
    from tallystick.engine.backfill import _own

    source = making.lines(tmp_path / "a.jsonl", [None])
    with _own(tmp_path / "a.work"), pytest.raises(UsageError, match="Another backfill"):
        done(source, tmp_path / "a.db")


def test_a_run_that_is_killed_is_taken_up(tmp_path: Path) -> None:
    """Killed at any instant, again and again: in the end everything is there, once, as if nothing had happened."""
    source = making.lines(tmp_path / "a.jsonl", [None] * 30)
    script = (
        "from tests.unit.engine.test_backfill import done; from pathlib import Path; import sys;"
        "done(Path(sys.argv[1]), Path(sys.argv[2]), workers=1, documents=2)"
    )
    command = [sys.executable, "-c", script, str(source), str(tmp_path / "a.db")]
    chance = random.Random(9)
    for _ in range(4):
        process = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.DEVNULL)
        time.sleep(3 + 2 * chance.random())
        process.send_signal(signal.SIGKILL)
        process.wait()
    told = done(source, tmp_path / "a.db", documents=2)
    done(source, tmp_path / "whole.db", documents=30)
    assert total(told) == told.documents == 30
    assert held(tmp_path / "a.db") == held(tmp_path / "whole.db")
    assert [event.id for event in api.events(tmp_path / "a.db")] == [
        event.id for event in api.events(tmp_path / "whole.db")
    ]
    assert api.verify(tmp_path / "a.db").faults == ()


# -------------------------------------------------------------------------------------- the command


def test_the_command_tells_what_became_of_everything(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Numbers that add up, in words and as JSON; exit 1 where there was a problem, 0 where there was none."""
    monkeypatch.chdir(tmp_path)
    making.archive(tmp_path / "in.warc.gz", 9)
    making.lines(tmp_path / "in.jsonl", [None] * 3)
    assert main(["backfill", "in.warc.gz", "in.jsonl", "--workers", "1", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["documents"], told["new"], told["passed_over"], told["shards"]) == (12, 11, 1, 2)
    (tmp_path / "more.jsonl").write_bytes(b"{\n" + making.line(2) + b"\n")
    assert main(["backfill", "more.jsonl", "--workers", "1"]) == 1
    out, err = capsys.readouterr()
    assert "2 documents: 0 reports new, 1 held already, 0 passed over, 0 quarantined, 1 unread" in " ".join(out.split())
    assert "1 bad-json" in err
    assert main(["backfill", "more.jsonl", "--engine", "abacus"]) == 2
    assert main(["backfill", "nowhere.jsonl"]) == 2
    assert os.path.isdir("tally.db-backfill")
