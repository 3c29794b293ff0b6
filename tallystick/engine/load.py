"""Shards into a ledger, in the order of their documents; what was loaded is noted, so that nothing is loaded twice.

A document is recorded as `tally add` records it, in a transaction of the chain; many such transactions are one of the
database. The note is written after them: where the run ends in between, those documents are loaded again, and are found
to be held already.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import msgspec

from tallystick.engine import shards
from tallystick.engine.meeting import NewReports
from tallystick.engine.shards import Manifest, Outcome
from tallystick.fetch.captures import Passed
from tallystick.intake import Intake
from tallystick.ledger.base import Ledger
from tallystick.ledger.chain import GENESIS
from tallystick.ledger.originals import PackedOriginal
from tallystick.model import Capture, Original, Problem, Reading, Record, from_json, to_json

TOGETHER = 100
"""Documents in one transaction of the database: half a second in which others wait for their turn to write."""
NOTES = "loaded.jsonl"


class Loaded(Record, frozen=True, kw_only=True):
    """A note: a shard is in the ledger."""

    key: str
    tx: int
    """The ledger's last transaction then, and its hash: a ledger that has another one there is another ledger."""
    head: str
    counts: dict[str, int]
    """What became of the documents, by the names of `intake.Added`, and `quarantined`."""
    codes: dict[str, int]
    """How many problems of each code there were."""


class Loader:
    """Loads shards into one ledger."""

    def __init__(self, book: Ledger, folder: Path, *, intake: Intake, new: NewReports | None = None) -> None:
        """Take up where an earlier run left off.

        Args:
            folder: where the shards and the notes are.
            intake: what counts; it is given the ledger for each step.
            new: gets the reports that are new, where somebody wants to know.
        """
        self._book, self._folder, self._intake, self._new = book, folder, intake, new
        self._notes = {note.key: note for note in _notes(folder / NOTES) if _is_in(book, note)}

    def note_of(self, key: str) -> Loaded | None:
        """The note on a shard that is in the ledger already."""
        return self._notes.get(key)

    def load(self, told: Manifest) -> Loaded:
        """Record what a shard holds, then note it."""
        before, codes = Counter(self._intake.counts), Counter(self._intake.codes)
        outcomes = shards.read(self._folder, told)
        while some := list(islice(outcomes, TOGETHER)):
            with self._book.together() as book:
                self._intake.book = book
                for outcome in some:
                    self._take(outcome)
        last = self._book.transaction()
        note = Loaded(
            key=told.key,
            tx=last.tx if last else 0,
            head=last.hash if last else GENESIS,
            counts={**_more(self._intake.counts, before), shards.QUARANTINED: told.outcomes.get(shards.QUARANTINED, 0)},
            codes=_more(self._intake.codes, codes),
        )
        with (self._folder / NOTES).open("ab") as file:
            file.write(to_json(note) + b"\n")
        self._notes[told.key] = note
        return note

    def _take(self, outcome: Outcome) -> None:
        original = _original(outcome)
        if outcome.kind == "passed":
            self._intake.take(from_json(outcome.body, Passed))
        elif outcome.kind == "problem":
            self._intake.take_problem(from_json(outcome.body, Problem), original)
        elif original is not None:
            reading = from_json(outcome.body, Reading)
            recorded = self._intake.take_reading(reading, original, outcome.bands)
            if self._new and recorded and recorded.outcome == "new" and reading.mentions:
                self._new.put(outcome.body, recorded.revises)
            elif self._new and recorded and recorded.outcome == "reread":
                self._new.read_anew.add(recorded.report)


def _more(now: Counter[str], before: Counter[str]) -> dict[str, int]:
    return dict(sorted((now - before).items()))


def _original(outcome: Outcome) -> Original | None:
    if outcome.capture is None:
        return None
    capture = from_json(outcome.capture, Capture)
    if outcome.packed is None:
        return Original(capture=capture, data=b"")
    return PackedOriginal(capture=capture, data=b"", packed=outcome.packed)


def _notes(path: Path) -> Iterator[Loaded]:
    try:
        lines = path.read_bytes().split(b"\n")
    except FileNotFoundError:
        return
    for line in lines:
        try:
            yield from_json(line, Loaded)
        except msgspec.DecodeError:
            continue  # a note that breaks off: its shard is loaded again


def _is_in(book: Ledger, note: Loaded) -> bool:
    held = book.transaction(note.tx)
    return (held.hash if held else GENESIS) == note.head
