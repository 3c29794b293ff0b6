"""Taking down: from files, folders, addresses, feeds and archives into a ledger."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from msgspec.structs import replace

from tallystick.api.books import Book, beside, files_of, link, opened
from tallystick.engine.backfill import Backfilled, engine_named
from tallystick.engine.backfill import backfill as run_backfill
from tallystick.engine.shards import Job
from tallystick.engine.slices import DOCUMENTS
from tallystick.errors import SettingsError
from tallystick.fetch import files, web
from tallystick.fetch.agenda import Agenda
from tallystick.fetch.captures import Passed, captured
from tallystick.fetch.limits import Limits
from tallystick.fetch.politeness import Polite
from tallystick.fetch.web import WebInputs
from tallystick.intake import Added, Intake, Progress, readings_of
from tallystick.intake import reread as again
from tallystick.ledger.base import Ledger
from tallystick.model import Original, Problem, Reading, Record
from tallystick.read import dates
from tallystick.watch import EVERY, Watch, WatchStatus, feeds_in, status_of


class Reread(Record, frozen=True, kw_only=True):
    """What reading again gave."""

    added: Added
    out_of_reach: int
    """Reports and problems whose bytes and texts were not kept."""


def read_bytes(
    data: bytes,
    *,
    name: str | None = None,
    outlet: str | None = None,
    published_at: str | None = None,
    layers: Collection[str] = (),
    explain: bool = False,
) -> Iterator[Reading | Problem]:
    """Read JSON lines, HTML or plain text; each report comes with its own problems inside.

    Args:
        name: of the file, for messages and as a hint to the format.
        outlet: wins over what the input says.
        published_at: a day or an instant; wins over what the input says.
        layers: `attributions`, `places`, `times`: everything found of that kind, in `Reading.layers`.
        explain: put the numbers that are in no claim into `Reading.left_out`, each with the reason.
    Raises:
        SettingsError: `published_at` is neither a day nor an instant.
        UsageError: there is no such layer.
    """
    _check_time(published_at)
    given = {"outlet": outlet, "published_at": published_at}
    for item, _ in readings_of(captured(data, name=name, told=given), layers=layers, explain=explain):
        yield item


def read_paths(
    paths: Iterable[Path | str],
    *,
    outlet: str | None = None,
    published_at: str | None = None,
    skip: Collection[Path] = (),
    layers: Collection[str] = (),
    explain: bool = False,
) -> Iterator[Reading | Problem]:
    """Read files, folders and standard input ("-"), in the order given; a folder's files in the order of their paths.

    What cannot be used is a `Problem`; nothing is raised for what is in a file.

    Args:
        skip: files that a folder may hold and that are not read.
        layers, explain: as for `read_bytes`.
    Raises:
        UsageError: a path does not exist, or there is no such layer.
        SettingsError: `published_at` is neither a day nor an instant.
    """
    given = [str(path) for path in paths]
    _check_time(published_at)
    files.check_paths(given)
    for path in given:
        for item in files.inputs(path, skip={one.absolute() for one in skip}):
            if isinstance(item, Passed):
                continue
            if isinstance(item, Problem):
                yield item
                continue
            for reading, _ in readings_of(_told(item, outlet, published_at), layers=layers, explain=explain):
                yield reading


def add(
    paths: Iterable[Path | str],
    *,
    ledger: Book,
    outlet: str | None = None,
    published_at: str | None = None,
    known_at: datetime | None = None,
    keep_texts: bool = True,
    told: Callable[[Reading | Problem], None] | None = None,
    progress: Progress | None = None,
    limits: Limits | None = None,
    polite: Polite | None = None,
) -> Added:
    """Read, and record each report in one transaction with its original; the same thing twice changes nothing.

    Args:
        paths: files, folders, "-", and web addresses of pages, feeds, sitemaps and lists of feeds. A feed, a sitemap
            or an OPML list in a file is followed, too.
        known_at: when the ledger learns it; None = now.
        keep_texts: False keeps of texts only hashes, spans and what claims quote.
        told: called with each reading and each problem once it is recorded.
        progress: called after each input with the counts so far.
        limits: of what is fetched, and of the pages of archives; None = the defaults.
        polite: what fetches; None = within the limits, from public addresses only.
    Raises:
        UsageError: a path does not exist.
        ExtraMissingError: an address is given, and what fetches is not installed.
    """
    given = [str(path) for path in paths]
    _check_time(published_at)
    files.check_paths([path for path in given if not web.is_address(path)])
    web_inputs = WebInputs(polite, limits)
    if any(map(web.is_address, given)):
        web_inputs.prepare()
    skip = {one.absolute() for one in files_of(ledger)}
    with opened(ledger, create=True) as book:
        intake = Intake(book, known_at=known_at, keep_texts=keep_texts, told=told, progress=progress)
        for path in given:
            found = (
                web_inputs.at(path)
                if web.is_address(path)
                else web_inputs.followed(files.inputs(path, skip=skip, limits=limits))
            )
            for item in found:
                intake.take(_told(item, outlet, published_at) if isinstance(item, Original) else item)
        link(book)
    return intake.added


def watch(
    sources: Sequence[str],
    *,
    ledger: Path | str | Ledger,
    state: Path | str | None = None,
    once: bool = False,
    every: float = EVERY,
    keep_texts: bool = True,
    told: Callable[[Reading | Problem], None] | None = None,
    progress: Progress | None = None,
    limits: Limits | None = None,
    polite: Polite | None = None,
    clock: Callable[[], float] = time.time,
) -> Added:
    """Ask feeds again and again, and record each new and each changed page; until stopped, or once.

    Args:
        sources: OPML files, and addresses of feeds, sitemaps and OPML lists; files are read anew in each round.
        state: the file that says what is to be visited; None = beside the ledger, or in the current folder where it is
            a database.
        every: seconds between two looks at a feed.
        keep_texts, told, progress, limits, polite: as for `add`.
        clock: seconds since 1970.
    Raises:
        UsageError: a source is no list of feeds, or another watch has this state.
        ExtraMissingError: what fetches is not installed.
    """
    for source in sources:
        feeds_in(source)
    polite = polite or WebInputs(None, limits).prepare()
    agenda = Agenda(_state_of(ledger, state))
    try:
        with opened(ledger, create=True) as book:
            intake = Intake(book, keep_texts=keep_texts, told=told, progress=progress, remember=once)
            Watch(agenda, polite, intake, every=every, clock=clock).run(sources, once=once)
    finally:
        agenda.close()
    return intake.added


def watch_status(state: Path | str | None = None, *, ledger: Path | str | None = None) -> WatchStatus:
    """How a watch stands: its feeds, how many pages wait, were had, failed, and what is wrong.

    Raises:
        SettingsError: nothing was watched with this state.
    """
    path = _state_of(ledger or "tally.db", state)
    if not path.exists():
        raise SettingsError(
            f"There is no watch at {path}: nothing was watched yet. Begin with `tally watch FEEDS.opml`."
        )
    return status_of(path)


def backfill(
    sources: Iterable[Path | str],
    *,
    ledger: Book,
    engine: str = "local",
    workers: int | None = None,
    master: str | None = None,
    work: Path | str | None = None,
    known_at: datetime | None = None,
    keep_texts: bool = True,
    seconds: float = Job().seconds,
    megabytes: int = Job().megabytes,
    documents: int = DOCUMENTS,
    progress: Callable[[Mapping[str, int]], None] | None = None,
    limits: Limits | None = None,
) -> Backfilled:
    """Read and record very many documents, in many processes; a run that was ended is taken up where it was.

    The ledger is the one that `add` makes of the same files, whichever engine reads them, with how many processes.

    Args:
        sources: files and folders: web archives, Parquet, JSON lines, and whatever else `add` reads without fetching.
        engine: `local`, processes on this machine; or `spark`, Apache Spark.
        workers: how many documents are read at a time; None = as many as there are processors.
        master: the address of the Spark cluster; None = as Spark is set up, else on this machine. All its machines
            must find the sources and `work` under the same names.
        work: a folder for what was read and not recorded yet; None = beside the ledger.
        known_at, keep_texts, limits: as for `add`.
        seconds, megabytes: of computing and of memory, for one document; one that needs more is set aside.
        documents: in one shard, at most: what is read again where a run was ended.
        progress: called after each shard with the counts so far.
    Raises:
        UsageError: a path does not exist, there is no such engine, or another run is using `work`.
        ExtraMissingError: Spark, or what reads such files, is not installed.
    """
    reading = engine_named(engine, workers=workers, master=master)
    with opened(ledger, create=True) as book:
        return run_backfill(
            map(str, sources),
            book,
            engine=reading,
            folder=beside(ledger, work, "backfill", "--work DIR", "shards of the backfill are"),
            job=Job(keep_texts=keep_texts, limits=limits or Limits(), seconds=seconds, megabytes=megabytes),
            known_at=known_at,
            documents=documents,
            skip=files_of(ledger),
            progress=progress,
        )


def reread(
    ledger: Book,
    *,
    everything: bool = False,
    keep_texts: bool = True,
    told: Callable[[Reading | Problem], None] | None = None,
) -> Reread:
    """Read again, from the originals, what another version of the reader took down or could not read.

    Args:
        everything: what this version has read, too.
        keep_texts, told: as for `add`.
    Raises:
        SettingsError: there is no such ledger.
    """
    with opened(ledger) as book:
        intake = Intake(book, keep_texts=keep_texts, told=told)
        out_of_reach = again(book, intake, everything=everything)
        link(book)
    return Reread(added=intake.added, out_of_reach=out_of_reach)


def _told(original: Original, outlet: str | None, published_at: str | None) -> Original:
    """The original with what the caller says about it."""
    given = {key: value for key, value in (("outlet", outlet), ("published_at", published_at)) if value}
    capture = original.capture
    return replace(original, capture=replace(capture, told={**capture.told, **given})) if given else original


def _state_of(ledger: Path | str | Ledger, state: Path | str | None) -> Path:
    return beside(ledger, state, "watch", "--state FILE", "state of the watch is")


def _check_time(published_at: str | None) -> None:
    if published_at is not None and dates.evidence("given", published_at).at is None:
        raise SettingsError(
            f"Cannot use {published_at!r} as the time of publication: expected a day (2021-01-14) "
            "or an instant (2021-01-14T10:30:00Z)."
        )
