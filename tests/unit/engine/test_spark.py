from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from msgspec.structs import replace

from tallystick.cli.main import main
from tallystick.engine.backfill import backfill
from tallystick.engine.shards import Job
from tallystick.engine.slices import slices_of
from tallystick.errors import UsageError
from tallystick.ledger.sqlite import SqliteLedger
from tests.unit.engine import making, poison

pytest.importorskip("pyspark", reason="PySpark is not installed: make spark")

from tallystick.engine.spark import Spark

needs_java = pytest.mark.skipif(
    not (shutil.which("java") or os.environ.get("JAVA_HOME")), reason="there is no Java: Spark needs 17 or later"
)


@needs_java
def test_poison_is_set_aside_on_spark_as_elsewhere(tmp_path: Path) -> None:
    """No task fails and none is tried again: what dies is a process within the task."""
    source = making.lines(tmp_path / "a.jsonl", [None, "KILL a.", None, "HANG b.", None, None])
    with SqliteLedger(tmp_path / "a.db") as book:
        job = Job(takes_down=poison.READER, seconds=2)
        told = backfill([str(source)], book, engine=Spark(2), folder=tmp_path / "work", job=job, documents=3)
        assert (told.documents, told.new, told.quarantined) == (6, 4, 2)
        messages = {problem.message for problem in book.problems() if problem.code == "quarantined"}
        assert messages == {
            "a.jsonl, line 2: reading it ends the process (SIGKILL)",
            "a.jsonl, line 4: reading it takes more than 2 seconds of computing",
        }


@needs_java
def test_what_cannot_be_read_there_is_told_here(tmp_path: Path) -> None:
    """A file that changed is the user's to know, in our words and not in Spark's; what was read before is kept."""
    source = making.lines(tmp_path / "a.jsonl", [None] * 4)
    first, second = slices_of(source, documents=2)
    (tmp_path / "work").mkdir()
    found = Spark(1).read([first, replace(second, sha256="0" * 64)], Job(), tmp_path / "work")
    assert next(found).outcomes == {"reading": 2}
    with pytest.raises(UsageError, match="was changed while it was read"):
        next(found)


@needs_java
def test_paths_begin_where_the_command_was_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Wherever Spark itself was started."""
    making.lines(tmp_path / "a.jsonl", [None])
    for folder in (tmp_path / "one", tmp_path / "two"):
        folder.mkdir()
        monkeypatch.chdir(folder)
        assert main(["backfill", "../a.jsonl", "--engine", "spark", "--workers", "1"]) == 0


def test_without_java_the_reason_is_told(tmp_path: Path) -> None:
    """Exit 3, and what to install."""
    making.lines(tmp_path / "a.jsonl", [None])
    command = [sys.executable, "-m", "tallystick", "backfill", "a.jsonl", "--engine", "spark"]
    environment = {**os.environ, "JAVA_HOME": str(tmp_path / "nowhere")}
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True)
    assert done.returncode == 3
    assert "Java 17 or later" in " ".join(done.stderr.split())
