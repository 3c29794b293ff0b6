"""Apache Spark as the engine: a cluster reads the slices, this machine records the shards.

Each task of Spark is a slice. What runs there is `local.shard_of`, as everywhere, with a process that reads kept from
one task to the next; a slice that Spark tries twice, or on two machines at once, gives the same file. Only what cannot
be read goes through Spark: the documents lie where every machine finds them, and so does the folder of the shards.

No table goes through pandas: it would be slower, and breaks on strings (PySpark 4.3 with pandas 3.1).
"""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from tallystick.engine import meeting, shards
from tallystick.engine.local import shard_of
from tallystick.engine.meeting import NewReports
from tallystick.engine.reader import Reader
from tallystick.engine.shards import Job, Manifest
from tallystick.engine.slices import Slice
from tallystick.errors import EngineError, ExtraMissingError, UsageError
from tallystick.link.incremental import NOTHING_BEFOREHAND, Beforehand
from tallystick.model import from_json, to_json

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

TRIES = 4
"""How often Spark tries a slice: a machine may go away."""
_LOOK_EVERY = 0.2
_kept: list[Reader] = []
"""The process that reads, of this process of Spark."""


class Spark:
    """Reads slices on a Spark cluster, or with Spark on this machine."""

    name = "spark"

    def __init__(self, workers: int, master: str | None = None) -> None:
        """Prepare; Spark is started when there is something to read.

        Args:
            workers: slices at a time, where Spark runs on this machine.
            master: the cluster; None = as Spark is set up, else this machine.
        Raises:
            ExtraMissingError: PySpark is not installed.
        """
        try:
            import pyspark  # noqa: F401 (only to see that it is there)
        except ImportError as error:
            raise ExtraMissingError("spark", "have documents read by Apache Spark") from error
        self._workers, self._master = workers, master

    def read(self, pieces: Sequence[Slice], job: Job, folder: Path) -> Iterator[Manifest]:
        """As `Engine.read`."""
        if not pieces:
            return
        session = started(self._workers, self._master)
        try:
            yield from _Run(session, pieces, job, folder.absolute()).manifests()
        finally:
            session.stop()

    def new_reports(self, folder: Path) -> NewReports:
        """As `Engine.new_reports`."""
        return NewReports(folder)

    def compared(self, new: NewReports) -> Beforehand:
        """As `Engine.compared`.

        Raises:
            EngineError: Spark gave up.
        """
        if not new.parts:
            return NOTHING_BEFOREHAND
        session = started(self._workers, self._master)
        try:
            return meeting.compared(session, new)
        except Exception as error:  # what Spark raises has no common ancestor
            raise EngineError(f"Spark gave up: {_shortly(error)}") from error
        finally:
            session.stop()


def started(workers: int, master: str | None = None) -> SparkSession:
    """A session of Spark.

    Raises:
        EngineError: it does not start.
    """
    from pyspark.conf import SparkConf
    from pyspark.errors import PySparkException
    from pyspark.sql import SparkSession

    # What reads there is the Python that runs here, unless somebody says otherwise; so on one machine it is found.
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    builder = SparkSession.builder.appName("tally backfill").config("spark.ui.showConsoleProgress", "false")
    if master or not SparkConf().contains("spark.master"):
        builder = builder.master(master or f"local[{workers},{TRIES}]")
    if (master or "local").startswith("local"):
        builder = builder.config("spark.driver.bindAddress", "127.0.0.1").config("spark.driver.host", "127.0.0.1")
    try:
        session = builder.getOrCreate()
    except (PySparkException, OSError) as error:
        raise EngineError(
            f"Cannot start Spark: {error}. It needs Java 17 or later: `java -version` must run, or JAVA_HOME name it."
        ) from error
    session.sparkContext.setLogLevel("ERROR")
    return session


class _Run:
    """Slices that are being read, and their shards as they come."""

    def __init__(self, session: SparkSession, pieces: Sequence[Slice], job: Job, folder: Path) -> None:
        self._session, self._pieces, self._job, self._folder = session, pieces, job, folder
        self._told: list[tuple[str, bytes]] = []
        self._error: Exception | None = None

    def manifests(self) -> Iterator[Manifest]:
        """The manifests in the order of the slices, each as soon as its shard is there.

        Raises:
            UsageError: a file was changed meanwhile, or what reads it is not installed there.
            EngineError: Spark gave up.
        """
        asking = threading.Thread(target=self._ask, daemon=True)
        asking.start()
        for piece in self._pieces:
            key = shards.key_of(piece, self._job)
            while (told := self._there(key)) is None:
                if not asking.is_alive():
                    told = self._there(key)
                    break
                asking.join(_LOOK_EVERY)
            if told is None:
                self._raise()
                raise EngineError(f"Spark has read {piece.path}, and its shard is not in {self._folder}: {_SHARED}")
            yield told
        asking.join()
        self._raise()

    def _there(self, key: str) -> Manifest | None:
        return shards.finished(self._folder, key) if shards.paths_of(self._folder, key)[1].exists() else None

    def _ask(self) -> None:
        context = self._session.sparkContext
        wanted = [(to_json(piece), to_json(self._job), str(self._folder), os.getcwd()) for piece in self._pieces]
        try:
            self._told = context.parallelize(wanted, len(wanted)).mapPartitions(_read_there).collect()
        except Exception as error:  # what Spark raises has no common ancestor
            self._error = error

    def _raise(self) -> None:
        for code, message in self._told:
            error = UsageError(message.decode())
            error.code = code
            raise error
        if self._error is not None:
            raise EngineError(f"Spark gave up: {_shortly(self._error)}") from self._error


_SHARED = "every machine must find the sources and --work under the same name"


def _read_there(wanted: Iterable[tuple[bytes, bytes, str, str]]) -> Iterator[tuple[str, bytes]]:
    """What runs on a machine of the cluster: make shards; of what cannot be read there, the code and the reason."""
    for piece, job, folder, begins in wanted:
        if not _kept:
            _kept.append(Reader())
        try:
            shard_of(from_json(piece, Slice), from_json(job, Job), Path(folder), _kept[0], begins)
        except UsageError as error:
            yield error.code, str(error).encode()


def _shortly(error: Exception) -> str:
    """The last line of what happened on the other side, of a text that may have hundreds."""
    lines = [line.strip() for line in str(error).splitlines() if "Error" in line]
    return (lines[0] if lines else f"{type(error).__name__}: {error}")[:500]
