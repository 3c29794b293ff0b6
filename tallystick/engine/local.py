"""The engine of one machine: so many processes that read, and a line of shards that come out in order."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

from tallystick.engine import shards
from tallystick.engine.meeting import NewReports
from tallystick.engine.reader import Reader
from tallystick.engine.shards import Job, Manifest
from tallystick.engine.slices import Slice
from tallystick.link.incremental import NOTHING_BEFOREHAND, Beforehand

AHEAD = 4
"""How many shards for each process may wait to be loaded: what was read is on disk, and the disk is not endless."""


class Local:
    """Reads slices in processes on this machine."""

    name = "local"

    def __init__(self, workers: int) -> None:
        self._workers = workers

    def read(self, pieces: Iterable[Slice], job: Job, folder: Path) -> Iterator[Manifest]:
        """The shards of these slices, in their order; those that are there already are not made again."""
        readers: list[Reader] = []
        mine = threading.local()

        def make(piece: Slice) -> Manifest:
            if not hasattr(mine, "reader"):
                mine.reader = Reader()
                readers.append(mine.reader)
            return shard_of(piece, job, folder, mine.reader)

        waiting: deque[Future[Manifest]] = deque()
        pool = ThreadPoolExecutor(self._workers)
        try:
            for piece in pieces:
                waiting.append(pool.submit(make, piece))
                if len(waiting) >= self._workers * AHEAD:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            for future in waiting:
                future.cancel()
            for reader in readers:
                reader.close()
            pool.shutdown(cancel_futures=True)

    def new_reports(self, folder: Path) -> None:
        """As `Engine.new_reports`: one machine compares as it links."""

    def compared(self, new: NewReports) -> Beforehand:
        """As `Engine.compared`."""
        return NOTHING_BEFOREHAND


def shard_of(piece: Slice, job: Job, folder: Path, reader: Reader, begins: str | None = None) -> Manifest:
    """The shard of a slice, made where it is not there yet. This is all that an engine has done, wherever that is.

    Args:
        begins: where the slice's path begins, if it is no whole one; None = here.
    """
    key = shards.key_of(piece, job)
    return shards.finished(folder, key) or shards.write(folder, key, piece, reader.read(piece, job, begins))
