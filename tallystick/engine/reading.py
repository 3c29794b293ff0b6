"""One slice read, document by document, each within its limits, each step told before it is taken.

The limits are kept by the operating system, whatever code runs: timers whose signals end the process, and a bound on
its memory. Windows has neither; there a document may take what it takes.
"""

from __future__ import annotations

import importlib
import os
import signal
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Literal, NoReturn, TypeVar

from tallystick import intake
from tallystick.engine.documents import documents
from tallystick.engine.frames import FIND, READ, TAKE, Begun, Came, Place, Task, Told
from tallystick.engine.shards import QUARANTINED, Job, Outcome
from tallystick.errors import InternalError, TallystickError
from tallystick.fetch.captures import Passed
from tallystick.ledger.originals import pack
from tallystick.ledger.retention import quotes_only, without_bytes
from tallystick.model import Original, Problem, Reading, Report, to_json
from tallystick.text import minhash

OUT_OF_MEMORY = 77
"""The exit code of a process that a document needed too much memory of."""
PATIENCE = 20
"""How many times the seconds of computing may pass by the clock: a document that waits for ever is ended, too."""

T = TypeVar("T")
TakesDown = Callable[[Report, tuple[Problem, ...]], Reading]


class Limiter:
    """Holds the process to the limits of a document."""

    def __init__(self, job: Job) -> None:
        self._job = job

    def begin(self) -> None:
        """A document begins: its time runs."""
        if hasattr(signal, "setitimer"):
            signal.setitimer(signal.ITIMER_PROF, self._job.seconds)
            signal.setitimer(signal.ITIMER_REAL, self._job.seconds * PATIENCE)

    def end(self) -> None:
        """No document is being read."""
        if hasattr(signal, "setitimer"):
            signal.setitimer(signal.ITIMER_PROF, 0)
            signal.setitimer(signal.ITIMER_REAL, 0)

    def bound(self) -> None:
        """Let this process have no more memory than it has, and as much as a document may need."""
        try:
            import resource

            pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
            most = pages * resource.getpagesize() + self._job.megabytes * 1_000_000
            resource.setrlimit(resource.RLIMIT_AS, (most, resource.getrlimit(resource.RLIMIT_AS)[1]))
        except (ImportError, OSError, ValueError):
            pass  # not Linux: the timers alone


class SliceReader:
    """Reads one slice."""

    def __init__(
        self,
        task: Task,
        tell: Callable[[Told], None],
        *,
        first: tuple[int, int] = (0, 0),
        set_aside: Mapping[Place, str] | None = None,
    ) -> None:
        """Prepare to read.

        Args:
            tell: called before each step, and with each outcome.
            first: the first document and report whose outcome is wanted: those before it are had.
            set_aside: steps that are not to be taken, each with the reason.
        """
        self._task, self._tell, self._first = task, tell, first
        self._aside = set_aside or {}
        self._limiter = Limiter(task.job)
        module, _, name = task.job.takes_down.partition(":")
        self._take_down: TakesDown = getattr(importlib.import_module(module), name)

    def read(self) -> None:
        """Tell of every step and outcome."""
        piece = self._task.slice
        items = documents(piece, limits=self._task.job.limits)
        number = 0
        while True:
            try:
                item = self._step((number, 0, FIND), lambda: next(items, None))
            except _SetAsideError as error:
                self._quarantine(number, 0, f"{piece.name}: what follows could not be read, for {error}", None)
                return
            if item is None:
                return
            if isinstance(item, Original):
                self._read_original(number, item)
            elif (number, 0) >= self._first:
                self._came(_outcome(item))
            number += 1

    def _read_original(self, number: int, original: Original) -> None:
        piece = self._task.slice
        before = piece.before if piece.kind == "lines" else None
        reports = intake.untaken(original, lines_before=before)
        report = 0
        while True:
            try:
                found = self._step((number, report, READ), lambda: next(reports, None))
            except _SetAsideError as error:
                self._quarantine(number, report, f"{_shown(original)}: {error}", original)
                return
            if found is None:
                return
            self._take(number, report, *found)
            report += 1

    def _take(self, number: int, report: int, found: intake.Untaken | Problem, part: Original) -> None:
        if (number, report) < self._first:
            return
        if isinstance(found, Problem):
            self._came(self._kept(found, part))
            return
        try:
            reading = self._step((number, report, TAKE), lambda: self._take_down(found.report, found.doubts))
        except _SetAsideError as error:
            self._quarantine(number, report, f"{_shown(part)}: {error}", part, found.report.id)
            return
        self._came(self._kept(reading, part))

    def _step(self, place: Place, step: Callable[[], T]) -> T:
        """Take a step, unless it is set aside.

        Raises:
            _SetAsideError: it is, or it is a fault of ours.
            TallystickError: the slice cannot be read, whatever is in it.
        """
        if place in self._aside:
            raise _SetAsideError(self._aside[place])
        self._tell(Begun(place))
        self._limiter.begin()
        try:
            return step()
        except MemoryError:
            _out_of_memory()
        except TallystickError as error:
            if isinstance(error.__cause__, MemoryError):
                _out_of_memory()
            if not isinstance(error, InternalError):
                raise
            raise _SetAsideError(f"a fault of ours ({error})") from error
        except Exception as error:
            raise _SetAsideError(f"a fault of ours ({type(error).__name__}: {error})") from error
        finally:
            self._limiter.end()

    def _kept(self, found: Reading | Problem, part: Original) -> Outcome:
        """The outcome, with as much of the bytes as is to be kept."""
        bands = minhash.keys(found.report.text) if isinstance(found, Reading) else ()
        if not self._task.job.keep_texts:
            found, part = quotes_only(found) if isinstance(found, Reading) else found, without_bytes(part)
        return _outcome(found, part, bands)

    def _quarantine(
        self, number: int, report: int, why: str, part: Original | None, subject: str | None = None
    ) -> None:
        if (number, report) < self._first:
            return
        problem = Problem(
            stage="extract" if subject else "read",
            report=subject or self._task.slice.name,
            code=QUARANTINED,
            message=why,
        )
        self._came(self._kept(problem, part) if part else _outcome(problem))

    def _came(self, outcome: Outcome) -> None:
        self._tell(Came(outcome))


class _SetAsideError(Exception):
    """The step is not taken; the message says why."""


def _outcome(found: Reading | Problem | Passed, part: Original | None = None, bands: tuple[int, ...] = ()) -> Outcome:
    kind: Literal["reading", "problem", "passed"]
    kind = "reading" if isinstance(found, Reading) else "problem" if isinstance(found, Problem) else "passed"
    return Outcome(
        kind=kind,
        body=to_json(found),
        capture=to_json(part.capture) if part else None,
        packed=pack(part).packed if part and part.capture.kept else None,
        bands=list(bands),
        code=found.code if isinstance(found, Problem) else "",
    )


def _shown(original: Original) -> str:
    capture = original.capture
    return ", ".join(filter(None, (capture.name or "input", capture.part)))


def _out_of_memory() -> NoReturn:
    # Nothing is done any more that might need memory.
    os._exit(OUT_OF_MEMORY)
