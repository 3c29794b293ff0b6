"""A backfill from end to end: cut, have read, load, link, and account for every document."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Protocol

from tallystick.engine import shards
from tallystick.engine.load import Loaded, Loader
from tallystick.engine.local import Local
from tallystick.engine.meeting import NewReports
from tallystick.engine.shards import Job, Manifest
from tallystick.engine.slices import DOCUMENTS, Slice, check, slices
from tallystick.engine.spark import Spark
from tallystick.errors import SettingsError, UsageError
from tallystick.intake import Intake
from tallystick.ledger.base import Ledger
from tallystick.link.incremental import NOTHING_BEFOREHAND, Beforehand
from tallystick.model import Record

LOCK = "in-use"
Progress = Callable[[Mapping[str, int]], None]
"""Told how many documents became what so far, by the names of `Backfilled`, and `shards` of `of_shards`."""


class Engine(Protocol):
    """What has slices read."""

    name: str

    def read(self, pieces: Sequence[Slice], job: Job, folder: Path) -> Iterator[Manifest]:
        """The shards of these slices, in their order; those that are there already are not made again."""
        ...

    def new_reports(self, folder: Path) -> NewReports | None:
        """Where reports that are new are to be put for `compared`; None where they are compared as they are linked."""
        ...

    def compared(self, new: NewReports) -> Beforehand:
        """Which mentions of these reports hang together."""
        ...


def engine_named(name: str, *, workers: int | None = None, master: str | None = None) -> Engine:
    """The engine with this name.

    Args:
        workers: how many documents are read at a time; None = as many as there are processors.
        master: the address of a Spark cluster.
    Raises:
        UsageError: there is none.
        ExtraMissingError: PySpark is not installed.
    """
    count = workers or (len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()) or 1
    if name == "local":
        return Local(count)
    if name == "spark":
        return Spark(count, master)
    raise UsageError(f"There is no engine {name!r}. Expected local or spark.")


class Backfilled(Record, frozen=True, kw_only=True):
    """What became of the documents of all sources, those included that an earlier run had loaded.

    `documents` = `new` + `revised` + `reread` + `same` + `passed_over` + `quarantined` + `unread`.
    """

    documents: int
    new: int
    revised: int
    """New, and another version of a page that was held."""
    reread: int
    """Held already, and read differently this time."""
    same: int
    """Held already."""
    passed_over: int
    """No reports: pictures, repeats, messages without text."""
    quarantined: int
    """Set aside, because reading them ended the process or went beyond its limits."""
    unread: int
    """Gave no report for another reason."""
    without_claims: int
    """Of the new, revised and reread ones."""
    near_copies: int
    problems: dict[str, int]
    """How many problems of each code there were, doubts about kept reports included."""
    shards: int
    earlier: int
    """Of the shards: those that an earlier run had loaded."""


def backfill(
    sources: Iterable[str],
    book: Ledger,
    *,
    engine: Engine,
    folder: Path,
    job: Job | None = None,
    known_at: datetime | None = None,
    documents: int = DOCUMENTS,
    skip: Collection[Path] = (),
    progress: Progress | None = None,
) -> Backfilled:
    """Read all documents of files and folders, and record them.

    Args:
        folder: where shards and notes are kept; made if needed. A run that was ended is taken up there.
        known_at: when the ledger learns it; None = the time of each transaction.
        documents: in a shard, at most.
        skip: files that a folder may hold and that are not read.
        progress: told now and then.
    Raises:
        UsageError: a source is not there, or another run is using the folder.
        SettingsError: nothing can be written to the folder.
    """
    given = [str(source) for source in sources]
    check(given)
    job = job or Job()
    with _own(folder):
        away = {one.absolute() for one in skip}
        found = slices(given, skip=away, documents=documents)
        # Each once, where a file is named twice; and never the shards themselves.
        own = folder.absolute()
        pieces = [one for one in dict.fromkeys(found) if own not in Path(one.path).absolute().parents]
        intake = Intake(book, known_at=known_at, keep_texts=job.keep_texts, remember=False)
        new = engine.new_reports(folder)
        loader = Loader(book, folder, intake=intake, new=new)
        notes = [loader.note_of(shards.key_of(piece, job)) for piece in pieces]
        tell = _Telling(progress, notes)
        left = [piece for piece, note in zip(pieces, notes, strict=True) if note is None]
        for told in engine.read(left, job, folder):
            tell.loaded(loader.note_of(told.key) or loader.load(told))
            shards.remove(folder, told.key)
        beforehand = NOTHING_BEFOREHAND
        if new:
            new.close()
            beforehand = engine.compared(new)
            new.remove()
    with book.links(beforehand):
        pass  # linked now, so that whoever asks next need not wait
    return tell.whole


class _Telling:
    """Adds up the notes."""

    def __init__(self, progress: Progress | None, notes: Sequence[Loaded | None]) -> None:
        self._progress = progress
        self._counts: Counter[str] = Counter()
        self._codes: Counter[str] = Counter()
        self._shards = len(notes)
        self._done = self._earlier = 0
        for note in notes:
            if note is not None:
                self._earlier += 1
                self.loaded(note)

    def loaded(self, note: Loaded) -> None:
        """One more shard is in the ledger."""
        self._counts.update(note.counts)
        self._codes.update(note.codes)
        self._done += 1
        if self._progress:
            self._progress({**self._counts, "shards": self._done, "of_shards": self._shards})

    @property
    def whole(self) -> Backfilled:
        """What became of everything."""
        counts = self._counts
        kinds = ("new", "revised", "reread", "same", "passed_over", "unread")
        return Backfilled(
            documents=sum(counts[kind] for kind in kinds),
            new=counts["new"],
            revised=counts["revised"],
            reread=counts["reread"],
            same=counts["same"],
            passed_over=counts["passed_over"],
            quarantined=counts[shards.QUARANTINED],
            unread=counts["unread"] - counts[shards.QUARANTINED],
            without_claims=counts["without_claims"],
            near_copies=counts["near_copies"],
            problems=dict(sorted(self._codes.items())),
            shards=self._shards,
            earlier=self._earlier,
        )


@contextmanager
def _own(folder: Path) -> Iterator[None]:
    """Hold a folder alone.

    Raises:
        UsageError: another run holds it.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        held = (folder / LOCK).open("ab")
    except OSError as error:
        raise SettingsError(f"Cannot write to {folder}: {error.strerror or error}. Give another --work.") from error
    with held:
        try:
            import fcntl

            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except ImportError:
            pass  # Windows: two runs would do the work twice, and the ledger is the same
        except OSError as error:
            raise UsageError(f"Another backfill is using {folder}. Wait for it, or give another --work.") from error
        shards.tidy(folder)
        yield
