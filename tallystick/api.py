"""What the library's users, the command line and the web call.

Taking down: `read_bytes`, `read_paths`, `add`, `backfill`, `watch`, `reread`. Making sense: `events`, `dossier`,
`compare`, `export`. Judging: `judge`, `put_on_map`,
`edit_claim`, `add_claim`, `undo`, `judgements`, `explain`. Telling others: `notify`.
Where a report comes from: `provenance`, `source`, `reading`. Keeping: `verify`, `backup`, `restore`,
`merge`. And `demo`.
Files and the clock are read here; what lies below gets values and returns values.

A ledger is given as the path of its file, as the address of a PostgreSQL database, or as an open `Ledger`, which is
then left open.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

import msgspec
from msgspec.structs import replace

from tallystick import examples, notifying, pipeline
from tallystick.engine.backfill import Backfilled as Backfilled
from tallystick.engine.backfill import backfill as run_backfill
from tallystick.engine.backfill import engine_named
from tallystick.engine.shards import Job
from tallystick.engine.slices import DOCUMENTS
from tallystick.errors import LedgerDamagedError, SettingsError, UnknownEventError, UnknownReportError, UsageError
from tallystick.export.formats import format_named
from tallystick.export.formats.format import Format
from tallystick.export.formats.loss import Loss, LossReport
from tallystick.export.withheld import all_without_names
from tallystick.fetch import files, web
from tallystick.fetch.agenda import Agenda
from tallystick.fetch.captures import Passed, captured
from tallystick.fetch.http import Fetcher
from tallystick.fetch.limits import Limits
from tallystick.fetch.politeness import Polite
from tallystick.fetch.web import WebInputs
from tallystick.intake import Added as Added
from tallystick.intake import Intake, Progress, readings_of
from tallystick.intake import load_knowledge as load_knowledge
from tallystick.intake import reread as again
from tallystick.judging import judgement_on, reading_named
from tallystick.ledger import archive, opening
from tallystick.ledger.base import Ledger
from tallystick.ledger.entries import Counts, Merged
from tallystick.ledger.lines import merging_of, withdrawal_of
from tallystick.ledger.memory import MemoryLedger
from tallystick.link.cluster import Linked, explained_events
from tallystick.link.explain import Explanation
from tallystick.link.explain import explain as explained
from tallystick.link.incremental import Links, all_at_once, links_of
from tallystick.link.judged import Verdicts
from tallystick.link.telling import Telling, tellings
from tallystick.model import (
    Claim,
    Dossier,
    Event,
    Judgement,
    Mention,
    Original,
    Place,
    Problem,
    Provenance,
    Reading,
    Record,
    Taken,
    Tally,
    from_json,
    global_id,
    to_builtins,
)
from tallystick.notifying import Notifier, Sends
from tallystick.notifying import Reached as Reached
from tallystick.pipeline import dossier_of, known_by, make_sense
from tallystick.read import dates
from tallystick.reconcile.profiles import OURS, profile_named
from tallystick.reconcile.versions import changes
from tallystick.righting import add_correction, edit_correction, place_correction
from tallystick.search import Search, event_named, matching
from tallystick.watch import EVERY, Watch, feeds_in, status_of
from tallystick.watch import WatchStatus as WatchStatus

Book = Path | str | Ledger


class Reread(Record, frozen=True, kw_only=True):
    """What reading again gave."""

    added: Added
    out_of_reach: int
    """Reports and problems whose bytes and texts were not kept."""


class Verdict(Record, frozen=True, kw_only=True):
    """Whether a ledger is whole."""

    faults: tuple[str, ...]
    """One sentence each; empty = whole."""
    counts: Counts | None
    """None where the file is no ledger at all."""
    head: str | None
    """Hash of the last transaction: whoever notes it can tell later that nothing before it changed."""


class Restored(Record, frozen=True, kw_only=True):
    """What was made of an archive."""

    written: int
    """Transactions."""
    counts: Counts
    head: str


class Judged(Record, frozen=True, kw_only=True):
    """One judgement as the ledger keeps it."""

    entry: int
    """Its number, by which it is taken back."""
    known_at: datetime
    judgement: Judgement
    undone_by: str | None = None
    """Who took it back; None = it holds."""
    undone_why: str | None = None


class Exported(Record, frozen=True, kw_only=True):
    """Records in somebody else's format."""

    files: dict[str, bytes]
    """By name."""
    loss: LossReport
    """What the format could not hold."""


class Demo(Record, frozen=True, kw_only=True):
    """What the bundled examples give."""

    ledger: Path
    page: Path
    added: Added
    events: tuple[Event, ...]
    dossier: Dossier
    compare: dict[str, Tally]


# --------------------------------------------------------------------------------------- taking down


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


def _told(original: Original, outlet: str | None, published_at: str | None) -> Original:
    """The original with what the caller says about it."""
    given = {key: value for key, value in (("outlet", outlet), ("published_at", published_at)) if value}
    capture = original.capture
    return replace(original, capture=replace(capture, told={**capture.told, **given})) if given else original


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
    skip = {one.absolute() for one in _files_of(ledger)}
    with _opened(ledger, create=True) as book:
        intake = Intake(book, known_at=known_at, keep_texts=keep_texts, told=told, progress=progress)
        for path in given:
            found = (
                web_inputs.at(path)
                if web.is_address(path)
                else web_inputs.followed(files.inputs(path, skip=skip, limits=limits))
            )
            for item in found:
                intake.take(_told(item, outlet, published_at) if isinstance(item, Original) else item)
        _link(book)
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
        with _opened(ledger, create=True) as book:
            intake = Intake(book, keep_texts=keep_texts, told=told, progress=progress, remember=once)
            Watch(agenda, polite, intake, every=every, clock=clock).run(sources, once=once)
    finally:
        agenda.close()
    return intake.added


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
    with _opened(ledger, create=True) as book:
        return run_backfill(
            map(str, sources),
            book,
            engine=reading,
            folder=_beside(ledger, work, "backfill", "--work DIR", "shards of the backfill are"),
            job=Job(keep_texts=keep_texts, limits=limits or Limits(), seconds=seconds, megabytes=megabytes),
            known_at=known_at,
            documents=documents,
            skip=_files_of(ledger),
            progress=progress,
        )


def notify(
    hooks: Path | str,
    *,
    ledger: Path | str,
    state: Path | str | None = None,
    now: datetime | None = None,
    sends: Sends | None = None,
) -> dict[str, Reached]:
    """Tell each address of a file what was written to a ledger since it was told last; once.

    Args:
        state: the file that says how far each was told; None = beside the ledger, or in the current folder where it is
            a database.
        now: None = now.
        sends: what sends; None = to public addresses only.
    Returns:
        How far each address was told, and what is wrong, by a name for it.
    Raises:
        SettingsError: there is no such ledger, or the file of addresses or of the state cannot be used.
        ExtraMissingError: what sends is not installed.
    """
    named = notifying.hooks_in(Path(hooks))
    notifier = Notifier(named, _beside(ledger, state, "notify", "--state FILE", "state is"), sends or Fetcher())
    with _opened(ledger) as book:
        notifier.round(book, now=now or datetime.now(UTC))
    return {hook.name: notifier.reached[hook.name] for hook in named if hook.name in notifier.reached}


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


def _state_of(ledger: Path | str | Ledger, state: Path | str | None) -> Path:
    return _beside(ledger, state, "watch", "--state FILE", "state of the watch is")


def _beside(ledger: Path | str | Ledger, given: Path | str | None, ending: str, option: str, what: str) -> Path:
    """The path that was given, else one beside the ledger; of a database, in the current folder.

    Raises:
        SettingsError: there is none, because the ledger is open already.
    """
    if given is not None:
        return Path(given)
    if not isinstance(ledger, (str, Path)):
        raise SettingsError(f"Say where the {what} kept, with {option}: this ledger is open already, and is no file.")
    return opening.beside(ledger, f"-{ending}")


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
    with _opened(ledger) as book:
        intake = Intake(book, keep_texts=keep_texts, told=told)
        out_of_reach = again(book, intake, everything=everything)
        _link(book)
    return Reread(added=intake.added, out_of_reach=out_of_reach)


def _link(book: Ledger) -> None:
    """Link what was recorded now, so that whoever asks next need not wait."""
    with book.links():
        pass


def provenance(ledger: Book, report_id: str, *, names: bool = False) -> Provenance:
    """One report: its reading, where its bytes were had, the versions of its page, and what they changed.

    Args:
        names: with the names of harmed people, which are covered otherwise.
    Raises:
        UnknownReportError: there is no such report.
    """
    with _opened(ledger) as book:
        reading = _reading(book, report_id)
        earlier = book.reading(reading.report.revises) if reading.report.revises else None
        found = [each for each in (earlier, reading) if each]
        shown = found if names else all_without_names(found)
        return Provenance(
            reading=shown[-1],
            captures=tuple(book.captures(reading.report.id)),
            versions=tuple(book.versions(reading.report.id)),
            changes=tuple(changes(*shown)) if earlier else (),
            near_copies=tuple(book.near_copies(reading.report.id)),
            taken=_taken(book, reading.report.id),
        )


def _taken(book: Ledger, report_id: str) -> tuple[Taken, ...]:
    """The desks that recorded a report besides this one, by when each did first."""
    first: dict[str, str] = {}
    for entry in book.entries(kind="merged", report_id=report_id):
        merging = merging_of(entry)
        first[merging.ledger] = min(merging.known_at, first.get(merging.ledger, merging.known_at))
    return tuple(
        Taken(ledger=ledger, known_at=datetime.fromisoformat(at))
        for ledger, at in sorted(first.items(), key=lambda item: (item[1], item[0]))
    )


def reading(ledger: Book, report_id: str) -> Reading:
    """One report with what was taken down from it and what people put right; the names of harmed people stand in it.

    Raises:
        UnknownReportError: there is no such report.
    """
    with _opened(ledger) as book:
        return _reading(book, report_id)


def source(ledger: Book, report_id: str) -> Original:
    """The bytes that a report was read from.

    Raises:
        UnknownReportError: there is no such report, or its bytes were not kept.
    """
    with _opened(ledger) as book:
        reading = _reading(book, report_id)
        found = book.captures(reading.report.id)
        data = book.original(found[0].sha256) if found else None
    if data is None:
        why = "only their hash was kept" if found else "it was recorded before originals were kept; add it again"
        raise UnknownReportError(f"There are no original bytes of {reading.report.id}: {why}.")
    return Original(capture=found[0], data=data)


def _reading(book: Ledger, report_id: str) -> Reading:
    """The reading of the report with this id.

    Raises:
        UnknownReportError: there is none.
    """
    reading = book.reading(report_id.strip())
    if reading is None:
        raise UnknownReportError(
            f"There is no report {report_id!r} in this ledger. Give its whole id, as `tally show EVENT --json` has it."
        )
    return reading


def _check_time(published_at: str | None) -> None:
    if published_at is not None and dates.evidence("given", published_at).at is None:
        raise SettingsError(
            f"Cannot use {published_at!r} as the time of publication: expected a day (2021-01-14) "
            "or an instant (2021-01-14T10:30:00Z)."
        )


# -------------------------------------------------------------------------------------- making sense


class Known(NamedTuple):
    """What a ledger holds, as known at one time: whoever asks more than once links only once."""

    readings: list[Reading]
    """As shown: the names of harmed people covered, where they are not asked for."""
    judgements: list[Judgement]
    as_of: datetime | None
    sensed: dict[str, list[Event]]
    """The events by profile, as far as they were asked for."""
    raw: list[Reading]
    """As recorded: linking looks at names, too, and must not depend on who may see them."""
    links: Links
    """The links of the whole ledger."""
    is_now: bool
    """Whether this is all that the ledger knows, and not what it knew at an earlier time."""
    letters: Mapping[str, str] = MappingProxyType({})
    """Reliability of origins, A to F, by the desk's own file."""

    def told(self) -> dict[str, Telling]:
        """Every mention as linking sees it, by ledger-wide id."""
        if self.is_now and self.as_of is None:
            return self.links.told
        return {one.ref: one for one in tellings(known_by(self.raw, self.as_of))}

    def linked(self) -> list[Linked]:
        """Which mentions are one event, what it is called, and the evidence."""
        told, verdicts = self.told(), Verdicts(self.judgements)
        if self.is_now and self.as_of is None:
            return explained_events(told, self.links.events, verdicts)
        return explained_events(told, all_at_once(told.values(), verdicts, self.links), verdicts)

    def named(self, event_id: str, profile: str = "ledger") -> Event:
        """The event that goes by this id, or went by it before it became one with another.

        Raises:
            UnknownEventError: no event, or more than one, has this id at this time.
        """
        found = self.events(profile)
        try:
            return event_named(found, event_id)
        except UnknownEventError:
            now = self.links.leads_to.get(event_id.strip())
            if now is None:
                raise
            return event_named(found, now)

    def events(self, profile: str = "ledger") -> list[Event]:
        """Every event under one profile, in the order in which each was first told.

        Raises:
            UsageError: there is no such profile.
        """
        if profile not in self.sensed:
            profile_named(profile)
            self.sensed[profile] = make_sense(
                self.readings,
                judgements=self.judgements,
                profile=profile,
                as_of=self.as_of,
                letters=self.letters,
                linked=self.linked(),
            )
        return self.sensed[profile]

    def dossier(self, event_id: str, profile: str = "ledger") -> Dossier:
        """As `dossier`."""
        every = self.events(profile)
        return dossier_of(self.named(event_id, profile), _by_report(self.seen()), among=every, known=every)

    def compare(self, event_id: str) -> dict[str, Tally]:
        """As `compare`."""
        event = self.named(event_id)
        return pipeline.compare(
            event, self.readings, judgements=self.judgements, as_of=self.as_of, letters=self.letters
        )

    def export(self, format: str, search: Search, *, profile: str | None = None) -> Exported:
        """As `export`."""
        wanted = format_named(format)
        profile = profile_for(wanted, profile)
        return exported(wanted, matching(self.events(profile), search), _by_report(self.seen()), profile=profile)

    def seen(self) -> list[Reading]:
        """The readings as far as they had been said by this time."""
        return known_by(self.readings, self.as_of)

    def at(self, as_of: datetime | None) -> Known:
        """The same reports and judgements, as far as they had been said by another time."""
        return self._replace(as_of=as_of, sensed={})


def known(
    ledger: Book,
    *,
    as_of: datetime | None = None,
    recorded_as_of: datetime | None = None,
    names: bool = False,
    letters: Mapping[str, str] | None = None,
) -> Known:
    """Everything that a ledger holds, ready to be asked many things; it is read once, and does not follow the ledger.

    Args:
        as_of, recorded_as_of, names, letters: as for `events`.
    Raises:
        SettingsError: there is no such ledger, or a time has no zone.
    """
    for at in (as_of, recorded_as_of):
        if at is not None and at.tzinfo is None:
            raise SettingsError(f"Cannot use {at.isoformat()}: expected a time with a zone, such as {at.isoformat()}Z.")
    with _opened(ledger) as book:
        raw = list(book.readings(recorded_as_of=recorded_as_of))
        judged = list(book.judgements(recorded_as_of=recorded_as_of))
        with book.links() as shelf:
            links = links_of(shelf)
    shown = raw if names else all_without_names(raw)
    return Known(shown, judged, as_of, {}, raw, links, recorded_as_of is None, letters or {})


def events(
    ledger: Book,
    *,
    since: date | None = None,
    until: date | None = None,
    place: str | None = None,
    actor: str | None = None,
    min_killed: int | None = None,
    as_of: datetime | None = None,
    recorded_as_of: datetime | None = None,
    profile: str = "ledger",
    names: bool = False,
    letters: Mapping[str, str] | None = None,
) -> list[Event]:
    """The events that a ledger knows, in the order in which each was first told.

    An event whose days, place, parties or dead are not known is not found by what is not known of it.

    Args:
        since: with a day on or after this one; `until`, on or before.
        place: a place, province or country, however it is spelled.
        actor: who acted or was hit: a name, or an id such as `act:ISR-MIL`.
        min_killed: the largest number that the tally names for the killed is at least this.
        as_of: only what had been *said* by then.
        recorded_as_of: only what the *ledger* knew then.
        names: with the names of harmed people, which are covered otherwise.
        letters: reliability of origins, A to F, by id; `settings.letters_of` reads a desk's file.
    Raises:
        SettingsError: there is no such ledger, or a time has no zone.
        UsageError: there is no such profile.
    """
    profile_named(profile)
    search = Search(since=since, until=until, place=place, actor=actor, min_killed=min_killed)
    held = known(ledger, as_of=as_of, recorded_as_of=recorded_as_of, names=names, letters=letters)
    return matching(held.events(profile), search)


def dossier(
    ledger: Book,
    event_id: str,
    *,
    as_of: datetime | None = None,
    recorded_as_of: datetime | None = None,
    profile: str = "ledger",
    names: bool = False,
    letters: Mapping[str, str] | None = None,
) -> Dossier:
    """One event with the words behind every figure.

    Args:
        event_id: whole, or as much of it as names one event.
        names: with the names of harmed people, which are covered otherwise.
        letters: as for `events`.
    Raises:
        UnknownEventError: no event, or more than one, has this id at this time.
    """
    profile_named(profile)
    held = known(ledger, as_of=as_of, recorded_as_of=recorded_as_of, names=names, letters=letters)
    return held.dossier(event_id, profile)


def compare(
    ledger: Book,
    event_id: str,
    *,
    as_of: datetime | None = None,
    recorded_as_of: datetime | None = None,
    letters: Mapping[str, str] | None = None,
) -> dict[str, Tally]:
    """An event's tally under every profile, those of other people included.

    Args:
        letters: as for `events`.

    Raises:
        UnknownEventError: no event, or more than one, has this id at this time.
    """
    return known(ledger, as_of=as_of, recorded_as_of=recorded_as_of, letters=letters).compare(event_id)


def dossier_json(dossier: Dossier) -> bytes:
    """The event's keys as `tally events --json` has them, with its `claims` by id, its `background`, its `changes`."""
    more = {"claims": dossier.claims, "background": dossier.background, "changes": dossier.changes}
    return msgspec.json.encode(to_builtins(dossier.event) | more)


# ------------------------------------------------------------------------------------------- judging


def judge(
    ledger: Book,
    verdict: str,
    named: Sequence[str],
    *,
    by: str,
    why: str,
    known_at: datetime | None = None,
    among: tuple[Sequence[Reading], Sequence[Event]] | None = None,
) -> Judged:
    """Record what a person holds of reports, events or claims; every later run respects it.

    Args:
        verdict, named: `same`, `different`, `unsure`: two mentions (`rep_…/m1`) or reports. `merge`: events.
            `split`: an event, then the mentions or reports that leave it together. `accept`, `reject`: claims
            (`rep_…/c1`). Of an id as much is enough as names one.
        by, why: who judges, and for which reason; both are kept and shown.
        known_at: when the ledger learns it; None = now.
        among: readings and events among which is looked for what is named; None = all that the ledger knows.
    Raises:
        UsageError: what is named does not fit the verdict, or is not held.
        UnknownEventError: no event, or more than one, has this id.
    """
    with _opened(ledger) as book:
        if among is None:
            held = known(book)
            among = held.readings, held.events() if verdict in {"merge", "split"} else []
        judgement = judgement_on(verdict, named, by=by, why=why, readings=among[0], events=among[1])
        entry = book.judge(judgement, known_at=known_at or datetime.now(UTC))
        return next(one for one in _judged(book) if one.entry == entry)


def put_on_map(
    ledger: Book, mentions: Sequence[str], place: Place, *, by: str, why: str, known_at: datetime | None = None
) -> Judged:
    """Say what a place is that was not found, or found wrongly, or passed over; links, figures and exports follow.

    Args:
        mentions: those that happened there (`rep_…/m1`). Where one has the place with this wording, it is put right;
            else it is added, if these words stand in the report.
        by, why, known_at: as for `judge`.
    Raises:
        UsageError: a report has no such words, or the point lies nowhere.
    """
    with _opened(ledger) as book:
        reports = {item.partition("/")[0] for item in mentions}
        held = {report: reading for report in reports if (reading := book.reading(report)) is not None}
        return _correct(book, place_correction(held, mentions, place, by=by, why=why), known_at)


def edit_claim(
    ledger: Book, report_id: str, claim: Claim, *, by: str, why: str, known_at: datetime | None = None
) -> Judged:
    """Say what a claim says that was read wrongly; its words stay the same.

    Args:
        by, why, known_at: as for `judge`.
    Raises:
        UnknownReportError: there is no such report.
        UsageError: there is no claim with this id and these words, or nothing would change.
    """
    with _opened(ledger) as book:
        return _correct(book, edit_correction(_reading(book, report_id), claim, by=by, why=why), known_at)


def add_claim(
    ledger: Book,
    report_id: str,
    claim: Claim,
    *,
    by: str,
    why: str,
    mention: Mention | None = None,
    known_at: datetime | None = None,
) -> Judged:
    """Add a claim that was missed, with the words of the report that it rests on.

    Args:
        claim: its id is given here; its span cuts its quote out of the report's text or title. Its mention None = the
            one that the report is about.
        mention: an incident that the reading does not have, and that the claim is about; its id is given here.
        by, why, known_at: as for `judge`.
    Raises:
        UnknownReportError: there is no such report.
        UsageError: the words do not stand there, or the report has no such mention.
    """
    with _opened(ledger) as book:
        given = [one.judgement for one in _judged(book)]
        reading = _reading(book, report_id)
        made = add_correction(reading, claim, by=by, why=why, mention=mention, given=given)
        return _correct(book, made, known_at)


def _correct(book: Ledger, judgement: Judgement, known_at: datetime | None) -> Judged:
    entry = book.judge(judgement, known_at=known_at or datetime.now(UTC))
    return next(one for one in _judged(book) if one.entry == entry)


def undo(ledger: Book, entry: int, *, by: str, why: str, known_at: datetime | None = None) -> Judged:
    """Take a judgement back; what it did is undone in every later run, and both stay on record.

    Args:
        entry: its number, as `judge` and `judgements` give it.
    Raises:
        UsageError: there is no judgement with this number.
    """
    if not by.strip() or not why.strip():
        raise UsageError(f"Cannot take {entry} back: expected who does and why, found nothing. Give --by and --why.")
    with _opened(ledger) as book:
        if all(one.entry != entry for one in _judged(book)):
            raise UsageError(f"There is no judgement {entry}. `tally judge list` shows those there are.")
        book.retract(entry, known_at=known_at or datetime.now(UTC), by=by.strip(), why=why.strip())
        return next(one for one in _judged(book) if one.entry == entry)


def judgements(ledger: Book) -> list[Judged]:
    """Everything that people judged, oldest first, with what was taken back again."""
    with _opened(ledger) as book:
        return _judged(book)


def explain(
    ledger: Book,
    report: str,
    event_id: str,
    *,
    as_of: datetime | None = None,
    recorded_as_of: datetime | None = None,
) -> Explanation:
    """Why a report does, or does not, tell of an event: the evidence for and against, pair by pair.

    Args:
        report: the id of a report, or of one of its mentions, or as much of it as names one.
        event_id: whole, or as much of it as names one event.
    Raises:
        UsageError: no report, or more than one, has this id.
        UnknownEventError: no event, or more than one, has this id at this time.
    """
    held = known(ledger, as_of=as_of, recorded_as_of=recorded_as_of)
    event = held.named(event_id)
    reading = reading_named(held.seen(), report)
    told = held.told()
    wanted = report if "/" in report else ""
    own = [one for one in told.values() if one.report == reading.report.id]
    own = [one for one in own if not wanted or one.mention.id == wanted.partition("/")[2]]
    members = [told[global_id(ref.report, ref.mention)] for ref in event.mentions]
    return explained(reading.report.id, event.id, own=own, members=members, judgements=held.judgements)


def _judged(book: Ledger) -> list[Judged]:
    undone = {withdrawal.entry: withdrawal for withdrawal in map(withdrawal_of, book.entries(kind="retraction"))}
    return [
        Judged(
            entry=entry.id,
            known_at=_known_at(book, entry.tx),
            judgement=from_json(entry.body, Judgement),
            undone_by=undone[entry.id].by if entry.id in undone else None,
            undone_why=undone[entry.id].why if entry.id in undone else None,
        )
        for entry in book.entries(kind="judgement")
    ]


def _known_at(book: Ledger, tx: int) -> datetime:
    transaction = book.transaction(tx)
    if transaction is None:
        raise LedgerDamagedError(f"Transaction {tx}, which has entries, is missing. `tally verify` tells more.")
    return datetime.fromisoformat(transaction.known_at)


def export(
    ledger: Book,
    format: str,
    *,
    since: date | None = None,
    until: date | None = None,
    place: str | None = None,
    actor: str | None = None,
    min_killed: int | None = None,
    as_of: datetime | None = None,
    recorded_as_of: datetime | None = None,
    profile: str | None = None,
    names: bool = False,
    letters: Mapping[str, str] | None = None,
) -> Exported:
    """The events that a ledger knows in somebody else's format, with an account of what it could not hold.

    Args:
        format: `tallystick.export.formats.names()` lists them.
        since, until, place, actor, min_killed, as_of, recorded_as_of, names, letters: as for `events`.
        profile: whose figures; None = the format's own.
    Returns:
        The files by name; the same ledger and arguments give the same bytes.
    Raises:
        SettingsError: there is no such ledger, a time has no zone, or a package that the format needs is missing.
        UsageError: there is no such format or profile, or the format carries the figures of another codebook.
    """
    search = Search(since=since, until=until, place=place, actor=actor, min_killed=min_killed)
    search = Search(since=since, until=until, place=place, actor=actor, min_killed=min_killed)
    held = known(ledger, as_of=as_of, recorded_as_of=recorded_as_of, names=names, letters=letters)
    return held.export(format, search, profile=profile)


def exported(format: Format, events: Iterable[Event], readings: Mapping[str, Reading], *, profile: str) -> Exported:
    """Events in a format.

    Args:
        readings: of their reports, by id.
        profile: whose figures the events have.
    """
    dossiers = [dossier_of(event, readings) for event in events]
    loss = Loss(dossiers, format.holds)
    written = format.write(dossiers, loss)
    return Exported(files=written.files, loss=loss.report(format=format.name, profile=profile, rows=written.rows))


def profile_for(format: Format, profile: str | None) -> str:
    """The profile asked for, else the format's own; a codebook's columns take no other codebook's figures."""
    if profile is None or profile == format.profile:
        profile_named(format.profile)
        return format.profile
    profile_named(profile)
    if format.codebook and profile in OURS:
        raise UsageError(
            f"The columns of {format.name} mean what the profile {format.profile!r} says, not {profile!r}. "
            f"Leave --profile out, or take a format that carries any profile, such as csv."
        )
    return profile


def head(ledger: Book) -> str:
    """The hash of a ledger's last transaction: it names the state that everything derived follows from.

    Raises:
        SettingsError: there is no such ledger.
    """
    with _opened(ledger) as book:
        return book.head()


def verify(ledger: Book) -> Verdict:
    """Check that a ledger, or an archive of one, is whole: hashes, references, spans.

    Raises:
        SettingsError: there is no such ledger.
    """
    if isinstance(ledger, (str, Path)) and archive.is_archive(ledger):
        return _verify_archive(ledger)
    try:
        with _opened(ledger) as book:
            faults = tuple(book.verify())
            try:
                return Verdict(faults=faults, counts=book.counts(), head=book.head())
            except LedgerDamagedError:
                return Verdict(faults=faults, counts=None, head=None)
    except LedgerDamagedError as error:
        return Verdict(faults=(str(error),), counts=None, head=None)


def _verify_archive(path: Path | str) -> Verdict:
    """An archive is whole when its parts are, and when what can be made of it is."""
    with archive.Archive(path) as held, MemoryLedger() as book:
        faults = held.faults()
        try:
            book.restore(held)
        except LedgerDamagedError as error:
            return Verdict(faults=(*faults, str(error)), counts=None, head=None)
        if book.head() != held.head():
            faults.append(f"{path} announces the head {held.head()}; its transactions lead to {book.head()}.")
        return Verdict(faults=(*faults, *book.verify()), counts=book.counts(), head=book.head())


def backup(ledger: Book, path: Path | str) -> archive.Manifest:
    """Write a whole ledger, as it is now, into one open file, from which it can be restored in any database.

    Others may write to the ledger meanwhile. docs/archive.md describes the file.

    Raises:
        SettingsError: there is no such ledger, or the file cannot be written.
        LedgerDamagedError: an original is missing, or is not what was written.
    """
    with _opened(ledger) as book:
        return archive.write(book, Path(path))


def restore(path: Path | str, *, ledger: Book) -> Restored:
    """Make a ledger of an archive: the same transactions with the same hashes, in whichever database.

    A ledger that holds the beginning of the archive is brought up to it, so that a restore that broke off can be
    done again.

    Raises:
        SettingsError: there is no such archive.
        UsageError: the ledger holds something that the archive does not.
        LedgerDamagedError: the archive is not what was written.
    """
    with archive.Archive(path) as held, _opened(ledger, create=True) as book:
        written = book.restore(held)
        if book.head() != held.head():
            raise LedgerDamagedError(
                f"{path} announces the head {held.head()}, and its transactions lead to {book.head()}: it is not "
                "whole. What it holds was restored."
            )
        _link(book)
        return Restored(written=written, counts=book.counts(), head=book.head())


def merge(ledger: Book, other: Book, *, known_at: datetime | None = None) -> Merged:
    """Take over what another desk recorded and judged, with where it came from; nothing twice, conflicts told.

    Args:
        other: the other desk's ledger, or an archive of it; it is left as it is.
        known_at: when our ledger learns it; None = now.
    Raises:
        SettingsError: there is no such ledger.
        LedgerDamagedError: the other ledger is not what was written; what comes before the fault was taken over.
    """
    at = known_at or datetime.now(UTC)
    with _opened(ledger) as book:
        if isinstance(other, (str, Path)) and archive.is_archive(other):
            with archive.Archive(other) as held:
                merged = book.merge(held, known_at=at)
        else:
            with _opened(other) as source:
                merged = book.merge(source, known_at=at)
        _link(book)
    return merged


@contextmanager
def _opened(ledger: Book, *, create: bool = False) -> Iterator[Ledger]:
    if not isinstance(ledger, (str, Path)):
        yield ledger
        return
    with opening.open_ledger(ledger, create=create) as book:
        yield book


def _files_of(ledger: Book) -> tuple[Path, ...]:
    """The files that a ledger is kept in: `tally add .` does not read the ledger."""
    if not isinstance(ledger, (str, Path)) or opening.is_address(ledger):
        return ()
    beside = (
        "-watch",
        "-watch-wal",
        "-watch-shm",
        "-watch-lock",
        "-notify",
        "-desk",
        "-desk-wal",
        "-desk-shm",
        "-desk-lock",
    )
    endings = ("", "-wal", "-shm", "-journal", *beside)
    return tuple(Path(f"{ledger}{ending}") for ending in endings)


def _by_report(readings: Iterable[Reading]) -> dict[str, Reading]:
    return {reading.report.id: reading for reading in readings}


# ---------------------------------------------------------------------------------------------- demo


def demo(folder: Path | str) -> Demo:
    """Read the bundled examples into a ledger of their own, and write the dossier of the event told most.

    Args:
        folder: made if needed; `demo.db` and `dossier.html` in it are made anew each time.
    Raises:
        SettingsError: nothing can be written there.
    """
    from tallystick.export.page import dossier_page

    where = Path(folder)
    ledger, page = where / "demo.db", where / "dossier.html"
    try:
        where.mkdir(parents=True, exist_ok=True)
        for old in _files_of(ledger):
            old.unlink(missing_ok=True)
    except OSError as error:
        raise SettingsError(f"Cannot write to {where}: {error.strerror or error}. Give another folder.") from error
    added = add(examples.paths(), ledger=ledger)
    known = events(ledger)
    told = dossier(ledger, max(known, key=_reach).id)
    tallies = compare(ledger, told.event.id)
    write_text(page, dossier_page(told, compare=tallies))
    return Demo(ledger=ledger, page=page, added=added, events=tuple(known), dossier=told, compare=tallies)


def _reach(event: Event) -> tuple[int, int]:
    """How many reports are about it, then how many mention it."""
    return sum(report.role == "main" for report in event.reports), len(event.reports)


def write_text(path: Path, text: str) -> None:
    """Write a file.

    Raises:
        SettingsError: it cannot be written.
    """
    write_bytes(path, text.encode("utf-8"))


def write_bytes(path: Path, data: bytes) -> None:
    """Write a file.

    Raises:
        SettingsError: it cannot be written.
    """
    try:
        path.write_bytes(data)
    except OSError as error:
        raise SettingsError(f"Cannot write {path}: {error.strerror or error}.") from error
