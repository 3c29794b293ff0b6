"""A process that reads slices: `python -m tallystick.engine.worker`. It is told of each on its standard input.

It loads what reading needs once, and has each slice read by a copy of itself (a fork), which is made in 27 ms. So a
document that ends the copy ends nothing else. It is tried once more in a fresh copy: something else may have ended the
first. One that does so twice is set aside with the reason, and the slice is read on from there. The copy tells of each
step before it takes it, so there is nothing to search for.
"""

from __future__ import annotations

import contextlib
import gc
import os
import signal
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from typing import BinaryIO, NoReturn

from tallystick import intake
from tallystick.engine.frames import Begun, Came, Ended, Place, Task, Told, receive, send, task_of, told_by
from tallystick.engine.reading import OUT_OF_MEMORY, Limiter, SliceReader
from tallystick.engine.shards import Job
from tallystick.errors import TallystickError
from tallystick.fetch.captures import captured

TRIES = 2
"""How often a step may end a copy before it is set aside."""
_OUT_OF_TIME = [getattr(signal, name) for name in ("SIGPROF", "SIGALRM") if hasattr(signal, name)]


def read(task: Task) -> Iterator[Came | Ended]:
    """What comes of each document of a slice, in their order, and the end."""
    if not hasattr(os, "fork"):
        yield from _unguarded(task)
        return
    deaths: Counter[Place] = Counter()
    set_aside: dict[Place, str] = {}
    first: Place = (0, 0, 0)
    while True:
        place = first
        number, told = _copy(task, first, set_aside)
        with told:
            while (frame := receive(told)) is not None:
                what = told_by(frame)
                if isinstance(what, Begun):
                    place = what.place
                    continue
                yield what
                if isinstance(what, Ended):
                    os.waitpid(number, 0)
                    return
        code = os.waitstatus_to_exitcode(os.waitpid(number, 0)[1])
        deaths[place] += 1
        first = place
        if deaths[place] >= TRIES:
            set_aside[place] = _words(code, task.job)


def _copy(task: Task, first: Place, set_aside: dict[Place, str]) -> tuple[int, BinaryIO]:
    """Begin a copy of this process that reads; its number, and what it tells."""
    theirs, ours = os.pipe()
    sys.stderr.flush()
    number = os.fork()
    if number == 0:
        os.close(theirs)
        _be_a_copy(task, first, set_aside, ours)
    os.close(ours)
    return number, os.fdopen(theirs, "rb", buffering=1 << 20)


def _be_a_copy(task: Task, first: Place, set_aside: dict[Place, str], pipe: int) -> NoReturn:
    told = os.fdopen(pipe, "wb", buffering=1 << 20)

    def tell(record: Told) -> None:
        send(told, record)
        if not isinstance(record, Came):
            told.flush()

    with contextlib.suppress(OSError):  # another machine may not have it, and needs it only for paths that begin there
        os.chdir(task.folder)
    with contextlib.suppress(BrokenPipeError):  # nobody wants to know any more
        Limiter(task.job).bound()
        _tell_all(SliceReader(task, tell, first=first[:2], set_aside=set_aside), tell)
    os._exit(0)


def _tell_all(reader: SliceReader, tell: Callable[[Told], None]) -> None:
    try:
        reader.read()
    except TallystickError as error:
        tell(Ended(error.code, str(error)))
    else:
        tell(Ended())


def _unguarded(task: Task) -> Iterator[Came | Ended]:
    """The same in this process, where a process cannot be copied."""
    told: list[Told] = []
    _tell_all(SliceReader(task, told.append), told.append)
    yield from (what for what in told if not isinstance(what, Begun))


def _words(code: int, job: Job) -> str:
    """Why a step is set aside, by how the copy ended: the same words wherever it is read."""
    if code == OUT_OF_MEMORY:
        return f"reading it needs more than {job.megabytes:,} MB of memory"
    if -code in _OUT_OF_TIME:
        return f"reading it takes more than {job.seconds:g} seconds of computing"
    return f"reading it ends the process ({_how(code)})"


def _how(code: int) -> str:
    with contextlib.suppress(ValueError):
        return signal.Signals(-code).name if code < 0 else f"exit code {code}"
    return f"signal {-code}"


def _warm() -> None:
    """Load what reading needs, by reading: what is loaded only then would be loaded in each copy anew."""
    told = "Shelling killed nine people in Idlib on Tuesday, a hospital said."
    for data in (told.encode(), f"<html><body><article><p>{told}</p></article></body></html>".encode()):
        list(intake.readings_of(captured(data, told={"published_at": "2021-01-13"})))


def main() -> None:
    """Read the slices that are told of, until no more are."""
    out = os.fdopen(os.dup(1), "wb", buffering=1 << 20)
    os.dup2(2, 1)  # what a library prints must not end up among the frames

    def tell(record: Told) -> None:
        send(out, record)
        if isinstance(record, Ended):
            out.flush()

    try:
        _warm()
    except TallystickError as error:
        tell(Ended(error.code, str(error)))
        return
    gc.freeze()  # what is loaded is never garbage: looking through it would copy its pages into every copy
    tell(Ended())
    while (frame := receive(sys.stdin.buffer)) is not None:
        for told in read(task_of(frame)):
            tell(told)


if __name__ == "__main__":
    with contextlib.suppress(BrokenPipeError, KeyboardInterrupt):
        main()
