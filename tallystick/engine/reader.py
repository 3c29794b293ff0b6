"""A hand on the process that reads slices (`worker.py`)."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from collections.abc import Iterator
from types import TracebackType
from typing import IO, Self

from tallystick.engine.frames import Came, Ended, Task, Told, receive, send, told_by
from tallystick.engine.shards import Job, Outcome
from tallystick.engine.slices import Slice
from tallystick.errors import InternalError, UsageError

_ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
"""There are as many processes as processors already, and a process with one thread can be copied."""


class Reader:
    """Reads slices in a process of its own, one at a time."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._closed = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the process; from any thread."""
        self._closed = True
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.wait()
            for stream in (process.stdin, process.stdout):
                with contextlib.suppress(OSError):
                    _there(stream).close()

    def read(self, piece: Slice, job: Job, folder: str | None = None) -> Iterator[Outcome]:
        """What comes of each document of a slice, in their order.

        Args:
            folder: where the path begins, if it is no whole one; None = here.
        Raises:
            UsageError: the file was changed meanwhile, or what reads it is not installed.
        """
        process = self._process or self._start()
        try:
            send(_there(process.stdin), Task(piece, job, folder or os.getcwd()))
            _there(process.stdin).flush()
        except OSError as error:
            raise self._gone() from error
        while isinstance(told := self._told(process), Came):
            yield told.outcome
        _check(told)

    def _start(self) -> subprocess.Popen[bytes]:
        if self._closed:
            raise InternalError("a reader that was closed was asked to read")
        # A session of its own: Ctrl-C is for whoever holds the hand, and this process ends with it.
        process = self._process = subprocess.Popen(
            [sys.executable, "-m", "tallystick.engine.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            start_new_session=True,
            env={**os.environ, **_ONE_THREAD},
        )
        _check(self._told(process))
        return process

    def _told(self, process: subprocess.Popen[bytes]) -> Told:
        frame = receive(_there(process.stdout))
        if frame is None:
            raise self._gone()
        return told_by(frame)

    def _gone(self) -> InternalError:
        self._process = None
        return InternalError("a process that reads was ended from outside. Begin again: what it had read is kept")


def _check(told: Told) -> None:
    if isinstance(told, Ended) and told.code is not None:
        error = UsageError(told.message)
        error.code = told.code
        raise error


def _there(stream: IO[bytes] | None) -> IO[bytes]:
    if stream is None:
        raise InternalError("a process was started without its pipes")
    return stream
