"""Taking in: originals to readings, readings into a ledger, and the count of what became of each.

Every original ends up in exactly one of the counts of `Added`, so that a summary adds up whatever came in.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import TYPE_CHECKING

from msgspec import UNSET
from msgspec.structs import replace

from tallystick import __version__
from tallystick.errors import DataError, InternalError, TallystickError
from tallystick.fetch.captures import Passed, captured
from tallystick.ledger.base import Ledger
from tallystick.ledger.entries import Recorded
from tallystick.ledger.retention import quotes_only, without_bytes
from tallystick.model import Capture, Original, Problem, Reading, Record, Report
from tallystick.pipeline import take_down
from tallystick.read import formats
from tallystick.reference import places
from tallystick.reference.lexicon import Lexicon
from tallystick.reference.sources import Registry
from tallystick.text import minhash

if TYPE_CHECKING:
    from tallystick.extract.claims import Knowledge

Told = Callable[[Reading | Problem], None]
Progress = Callable[[Mapping[str, int]], None]
"""Told how many inputs became what so far: the counts of `Added` by name, and `problems`."""


class Added(Record, frozen=True, kw_only=True):
    """What became of the inputs that were handed to a ledger.

    `new` + `revised` + `same` + `reread` + `unread` + `passed_over` is the number of inputs.
    """

    new: int
    same: int
    """Held already: nothing was written."""
    reread: int
    """Held already, and read differently this time."""
    problems: tuple[Problem, ...]
    revised: int = 0
    """New, and another version of a page that was held."""
    unread: int = 0
    """Gave no report: each is a problem."""
    near_copies: int = 0
    """Of the new ones: those that have nearly the same words as a report of another page."""
    passed_over: int = 0
    """Parts of archives that are no reports: pictures, repeats, messages without text."""
    without_claims: int = 0
    """Of the new, revised and reread ones: those in which nothing was found."""

    @property
    def inputs(self) -> int:
        """How many were handed in."""
        return self.new + self.revised + self.same + self.reread + self.unread + self.passed_over


@lru_cache(maxsize=1)
def load_knowledge() -> Knowledge:
    """The bundled word lists, sources, actors and gazetteer."""
    from tallystick.extract.claims import Knowledge

    return Knowledge(words=Lexicon.load(), registry=Registry.load(), gazetteer=places.load())


def reader_name() -> str:
    """Name and version of what reads, English pipeline included: another pipeline reads differently."""
    from tallystick.text.english import pipeline_name

    return f"tallystick {__version__}, {pipeline_name()}"


# ------------------------------------------------------------------------------------------- reading


def readings_of(
    original: Original, *, layers: Collection[str] = (), explain: bool = False
) -> Iterator[tuple[Reading | Problem, Original]]:
    """Read all reports of an original, each with the part of it that it was read from.

    Args:
        layers, explain: as for `api.read_bytes`.
    """
    for found, part in untaken(original):
        if isinstance(found, Problem):
            yield found, part
        else:
            yield taken_down(found.report, found.doubts, layers=layers, explain=explain), part


class Untaken(Record, frozen=True, kw_only=True):
    """A report that was read, and from which no claims were taken yet, with what is doubtful about it."""

    report: Report
    doubts: tuple[Problem, ...] = ()


def untaken(original: Original, *, lines_before: int | None = None) -> Iterator[tuple[Untaken | Problem, Original]]:
    """The reports of an original, each with the part of it that it was read from: the quick half of `readings_of`.

    Args:
        lines_before: as for `formats.read_pieces`.
    """
    told = original.capture.told
    found = formats.read_pieces(
        original.data,
        name=original.capture.name,
        outlet=told.get("outlet"),
        published_at=told.get("published_at"),
        capture=original.capture,
        lines_before=lines_before,
    )
    report: Report | None = None
    part = original
    doubts: list[Problem] = []
    for item, piece in found:
        if report is not None and isinstance(item, Problem) and item.report == report.id:
            doubts.append(item)
            continue
        if report is not None:
            yield Untaken(report=report, doubts=tuple(doubts)), part
        report, doubts = (item, []) if isinstance(item, Report) else (None, [])
        part = _part(original, piece)
        if isinstance(item, Problem):
            yield item, part
    if report is not None:
        yield Untaken(report=report, doubts=tuple(doubts)), part


def _part(original: Original, piece: formats.Piece) -> Original:
    if piece.part is None:
        return original
    whole = original.capture
    part = piece.part if whole.part is None else f"{whole.part}, {piece.part}"
    if piece.data is original.data:
        return Original(capture=replace(whole, part=part), data=original.data)
    cut = captured(piece.data).capture
    return Original(capture=replace(whole, part=part, sha256=cut.sha256, size=cut.size), data=piece.data)


def taken_down(
    report: Report, doubts: Sequence[Problem], *, layers: Collection[str] = (), explain: bool = False
) -> Reading:
    """The reading of a report, with what was doubtful about it before.

    Raises:
        InternalError: taking down failed, which is a fault of ours.
    """
    try:
        reading = take_down(report, known=load_knowledge(), layers=layers, explain=explain)
    except TallystickError:
        raise
    except Exception as error:
        what = f"Could not take down report {report.id} ({report.title or report.outlet or 'without title'})"
        raise InternalError(f"{what}: {type(error).__name__}: {error}") from error
    return replace(reading, problems=(*doubts, *reading.problems))


# ----------------------------------------------------------------------------------------- recording


class Intake:
    """Hands originals to a ledger, one transaction a report, and counts."""

    def __init__(
        self,
        book: Ledger,
        *,
        known_at: datetime | None = None,
        keep_texts: bool = True,
        told: Told | None = None,
        progress: Progress | None = None,
        remember: bool = True,
    ) -> None:
        """Prepare to take in.

        Args:
            known_at: when the ledger learns it; None = the time of each transaction.
            keep_texts: False keeps hashes, spans and quotes only.
            told: called with each reading and each problem once it is recorded.
            progress: called after each input.
            remember: keep the problems for `added`; what runs for months counts them only.
        """
        self.book = book
        """Where it is recorded: another view of the same ledger may take its place between two inputs."""
        self._known_at = known_at
        self._keep_texts = keep_texts
        self._told = told
        self._tell_progress = progress
        self._remember = remember
        self._reader = reader_name()
        self._problems: list[Problem] = []
        self.counts: Counter[str] = Counter()
        """What became of the inputs, by the names of `Added`."""
        self.codes: Counter[str] = Counter()
        """How many problems of each code there were."""

    @property
    def added(self) -> Added:
        """What became of everything so far."""
        counts = self.counts
        return Added(
            new=counts["new"],
            revised=counts["revised"],
            same=counts["same"],
            reread=counts["reread"],
            unread=counts["unread"],
            near_copies=counts["near_copies"],
            passed_over=counts["passed_over"],
            without_claims=counts["without_claims"],
            problems=tuple(self._problems),
        )

    def take_all(self, items: Iterable[Original | Problem | Passed]) -> None:
        """Take in one after the other."""
        for item in items:
            self.take(item)

    def take(self, item: Original | Problem | Passed, *, again: bool = False) -> list[Recorded]:
        """Read one original and record every report in it; or record a problem.

        Args:
            again: read it even where this reader has read it before.
        """
        if isinstance(item, Passed):
            self.counts["passed_over"] += 1
            self._progress()
            return []
        if isinstance(item, Problem):
            self.take_problem(item, None)
            return []
        if not again and (held := self._held(item.capture)):
            return [self._same(held)]
        found: list[Recorded] = []
        for told, part in untaken(item):
            if isinstance(told, Problem):
                self.take_problem(told, part)
            elif not again and part is not item and (held := self._held(part.capture)):
                found.append(self._same(held))
            elif recorded := self._record(taken_down(told.report, told.doubts), part):
                found.append(recorded)
        return found

    def _same(self, held: Reading) -> Recorded:
        self._count("same", held)
        return Recorded(report=held.report.id, outcome="same", tx=None)

    def take_report(self, held: Reading) -> bool:
        """Read a recorded report again from its own text; False where its text was not kept."""
        if held.report.text_sha256 is not UNSET:
            return False
        doubts = [problem for problem in held.problems if problem.stage == formats.STAGE]
        reading = taken_down(replace(held.report, revises=None), doubts)
        recorded = self.book.record(reading, known_at=self._now(), reader=self._reader)
        self._count(recorded.outcome, reading)
        return True

    def _held(self, capture: Capture) -> Reading | None:
        """The reading of these very bytes from there by this reader, if there is one: it need not be made again."""
        for report_id, held in self.book.captured(capture.sha256):
            alike = (held.url, held.part, held.told) == (capture.url, capture.part, capture.told)
            alike = alike and held.kept == self._keep_texts
            if report_id and alike and self._reader in self.book.readers(report_id):
                return self.book.reading(report_id)
        return None

    def _record(self, reading: Reading, original: Original) -> Recorded | None:
        bands = minhash.keys(reading.report.text)
        if not self._keep_texts:
            reading, original = quotes_only(reading), without_bytes(original)
        return self.take_reading(reading, original, bands)

    def take_reading(self, reading: Reading, original: Original, bands: Sequence[int]) -> Recorded | None:
        """Record what was read before, as it is to be kept.

        Args:
            bands: the keys of its whole text (`text.minhash`).
        """
        try:
            recorded = self.book.record(
                reading, known_at=self._now(), reader=self._reader, original=original, bands=bands
            )
        except DataError as error:
            problem = Problem(stage="record", report=reading.report.id, code=error.code, message=str(error))
            self.take_problem(problem, original)
            return None
        outcome = "revised" if recorded.outcome == "new" and recorded.revises else recorded.outcome
        if outcome != "same" and not reading.claims:
            self.counts["without_claims"] += 1
        self.counts["near_copies"] += bool(recorded.near_copies)
        self._count(outcome, reading)
        return recorded

    def _count(self, outcome: str, reading: Reading) -> None:
        self.counts[outcome] += 1
        self._note(reading.problems)
        if self._told:
            self._told(reading)
        self._progress()

    def take_problem(self, problem: Problem, original: Original | None) -> None:
        """Record what could not be read, with its bytes where there are some."""
        if original and not self._keep_texts:
            original = without_bytes(original)
        self.book.record_problem(problem, known_at=self._now(), original=original)
        self.counts["unread"] += 1
        self._note((problem,))
        if self._told:
            self._told(problem)
        self._progress()

    def _progress(self) -> None:
        if self._tell_progress:
            self._tell_progress({**self.counts, "problems": self.codes.total()})

    def _note(self, problems: Iterable[Problem]) -> None:
        for problem in problems:
            self.codes[problem.code] += 1
            if self._remember:
                self._problems.append(problem)

    def _now(self) -> datetime:
        return self._known_at or datetime.now(UTC)


def reread(book: Ledger, intake: Intake, *, everything: bool = False) -> int:
    """Read again what was read by another reader, or could not be read; returns how many could not be.

    From the original where it was kept, else from the report's own text. What is read at last is no problem any
    more: its problem is retracted.

    Args:
        everything: what this reader has read, too.
    """
    reader = reader_name()
    done: set[str] = set()
    out_of_reach = 0
    for held in list(book.readings()):
        report = held.report
        if not everything and reader in book.readers(report.id):
            continue
        originals = [original for capture in book.captures(report.id)[:1] if (original := _original(book, capture))]
        for original in originals:
            if original.capture.sha256 not in done:
                done.add(original.capture.sha256)
                intake.take(original, again=True)
        if not originals:
            out_of_reach += not intake.take_report(held)
    return out_of_reach + _retry(book, intake, done, reader)


def _original(book: Ledger, capture: Capture) -> Original | None:
    data = book.original(capture.sha256)
    return None if data is None else Original(capture=capture, data=data)


def _retry(book: Ledger, intake: Intake, done: set[str], reader: str) -> int:
    """Read again what gave no report."""
    retracted = {entry.item_id for entry in book.entries(kind="retraction")}
    out_of_reach = 0
    captures = {entry.tx: entry for entry in book.entries(kind="capture")}
    readings = {entry.tx for entry in book.entries(kind="reading")}
    for entry in list(book.entries(kind="problem")):
        if entry.tx in readings or str(entry.id) in retracted:
            continue
        line = captures.get(entry.tx)
        found = [capture for _, capture in book.captured(line.item_id or "") if line] if line else []
        original = _original(book, found[0]) if found else None
        if original is None:
            out_of_reach += 1
        elif original.capture.sha256 not in done:
            done.add(original.capture.sha256)
            if intake.take(original, again=True):
                book.retract(entry.id, known_at=datetime.now(UTC), by="tally reread", why=f"read at last by {reader}")
    return out_of_reach
