"""What follows from a ledger, kept up with it: of all that was derived, only what new entries bear upon is made anew.

A new report bears upon the events that it is told in now, and on those that lost or got a mention for it; a judgement
on those of the mentions that it names; a name of a victim on every text that prints it. Everything else stays as it is.
What comes out is what would come out from zero: a law, tested (tests/properties/test_following_laws.py).

Nothing here holds more than a few hundred events or reports in memory, however large the ledger is.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import islice

from tallystick.export.withheld import Names
from tallystick.ledger.base import Ledger
from tallystick.ledger.entries import News
from tallystick.link.cluster import Linked, explained_events
from tallystick.link.incremental import Shelf
from tallystick.link.judged import Verdicts
from tallystick.link.telling import Telling
from tallystick.model import Event, Judgement, Reading, global_id
from tallystick.pipeline import reconciled
from tallystick.web.digest import COVERED, NAMES, Digest
from tallystick.web.rows import Row, kept_profiles, row_of

CHUNK = 200
"""Events that are made at once."""
AT_ONCE = 1_000
"""Reports that are covered and written at once."""

Told = Callable[[str, int, int], None]
"""Called with what is being made ("reports", "events"), how many are done, and how many there are."""


class Following:
    """Keeps one digest up with one ledger, beside others that may do the same."""

    def __init__(
        self,
        ledger: Ledger,
        digest: Digest,
        *,
        profile: str,
        letters: Mapping[str, str],
        told: Told = lambda what, done, whole: None,
    ) -> None:
        """Follow a ledger.

        Args:
            profile: whose figures the events carry.
            letters: reliability of origins, A to F, by id.
            told: called while everything is made from zero.
        """
        self._ledger, self._digest = ledger, digest
        self._profile, self._letters, self._told = profile, letters, told
        self._names: Names | None = None
        self._names_of = 0
        """The transaction up to which the names are known."""

    def catch_up(self) -> None:
        """Bring the digest, which is held, up to what the ledger holds now; nothing where somebody else did."""
        upto = self._reached()
        try:
            if upto is None:
                self._from_zero()
            else:
                self._names = self._names_at(upto)
                self._since(upto)
        except BaseException:
            self._names = None
            raise
        self._digest.commit()

    def _reached(self) -> int | None:
        """The transaction that the digest holds; None = it is of another ledger, or not whole."""
        tx, head = self._digest.state("tx"), self._digest.state("head")
        if tx is None:
            return None
        if tx == "0":
            return 0
        held = self._ledger.transaction(int(tx))
        return int(tx) if held is not None and held.hash == head else None

    def _note(self, upto: int) -> None:
        last = self._ledger.transaction(upto) if upto else None
        self._digest.note(tx=str(upto), head=last.hash if last else "", progress="")
        self._names_of = upto

    def _tell(self, what: str, done: int, whole: int) -> None:
        self._digest.note(progress=progress_words(what, done, whole))
        self._told(what, done, whole)

    # ------------------------------------------------------------------------------------- from zero

    def _from_zero(self) -> None:
        self._digest.begin_anew()
        upto = self._cover_all()
        while True:  # until nobody has written while the reports were read
            with self._ledger.links() as shelf:
                news = self._ledger.since(upto)
                if news.upto == upto:
                    self._digest.place(shelf.all_placed())
                    self._digest.commit()
                    ids = self._digest.event_ids()
                    self._make(shelf, ids, list(self._ledger.judgements()), in_steps=True)
                    break
            upto = news.upto
            self._read(news)
        self._note(upto)

    def _cover_all(self) -> int:
        """Write all reports with the names of harmed people covered; the transaction that they are of, at least."""
        last = self._ledger.transaction()
        upto, names, done = last.tx if last else 0, Names(), 0
        for done, reading in enumerate(self._ledger.readings(), 1):
            names.add(reading)
            if done % AT_ONCE == 0:
                self._tell("names", done, 0)
                self._digest.commit()
        whole, done, readings = done, 0, self._ledger.readings()
        while some := list(islice(readings, AT_ONCE)):
            self._digest.put_readings(covered(raw, names) for raw in some)
            done += len(some)
            self._tell("reports", done, whole)
            self._digest.commit()
        self._names = names
        return upto

    def _make(
        self, shelf: Shelf, ids: Sequence[str], judgements: Sequence[Judgement], *, in_steps: bool = False
    ) -> None:
        """Make events of their mentions as they stand; in steps, where nothing is to be seen before the end anyway."""
        verdicts = Verdicts(judgements)
        for first in range(0, len(ids), CHUNK):
            events = self._digest.members(ids[first : first + CHUNK])
            placed = self._digest.placed_of([ref for refs in events.values() for ref in refs])
            told = {one.ref: one for one in shelf.tellings(placed)}
            linked = explained_events(told, events, verdicts)
            readings = self._digest.readings({one.report for one in told.values()})
            parts = {ref: where.part for ref, where in placed.items()}
            self._digest.put_events(
                made(linked, readings, told, parts, judgements, profile=self._profile, letters=self._letters)
            )
            if in_steps:
                self._tell("events", min(first + CHUNK, len(ids)), len(ids))
                self._digest.commit()

    # ------------------------------------------------------------------------------------- what is new

    def _since(self, upto: int) -> None:
        news = self._ledger.since(upto)
        stale = set[str]()
        while news.upto != upto:
            # What a report says, or what was said of its claims, bears on every event that it tells of.
            reports = self._read(news) | {claim.partition("/")[0] for claim in news.claims}
            with self._ledger.links() as shelf:
                if self._ledger.since(news.upto).upto != news.upto:  # somebody wrote meanwhile
                    stale |= self._digest.told_by(reports) | self._events_of(news.judged)
                    news = _both(news, self._ledger.since(news.upto))
                    continue
                stale |= self._digest.told_by(reports) | self._events_of(news.judged)
                stale |= self._relinked(shelf, news)
                stale |= self._digest.told_by(reports) | self._events_of(news.judged)
                found = set(self._digest.members(stale))
                self._make(shelf, sorted(found), list(self._ledger.judgements()))
                self._digest.drop_events(stale - found)
            upto = news.upto
            self._note(upto)
        self._digest.note_moved(stale)

    def _names_at(self, upto: int) -> Names | None:
        """The names that the reports held give, where that is known without gathering all of them anew."""
        if self._names is None or self._names_of == upto:
            return self._names
        news = self._ledger.since(self._names_of)  # others followed since; what they did not reach, they do not hold
        if not news.only_came:
            return None
        for id_ in sorted(self._digest.marked(NAMES, among=news.reports)):
            reading = self._ledger.reading(id_)
            if reading is None:
                return None
            self._names.add(reading)
        return self._names

    def _events_of(self, refs: Collection[str]) -> set[str]:
        return {where.event for where in self._digest.placed_of(refs).values()}

    def _read(self, news: News) -> set[str]:
        """Write the reports that came or changed, and such as print a name that is covered only now, or no longer.

        Returns:
            The reports of which something reads otherwise now.
        """
        held = self._digest.readings(news.reports)
        raw = {id_: reading for id_ in news.reports if (reading := self._ledger.reading(id_)) is not None}
        # A name that only a withdrawn reading gave is covered no longer: then all names are gathered again.
        again = bool(self._digest.marked(NAMES, among=held))
        for id_ in held.keys() - raw.keys():
            self._digest.drop_reading(id_)
        wanted = set[str]()
        if again:
            giving = self._digest.marked(NAMES) - news.reports
            self._names = _names_given(self._ledger, giving, raw.values())
            fresh = frozenset[str]().union(*(Names().add(reading) for reading in raw.values()))
            wanted = self._digest.marked(COVERED) | self._printing(fresh)
        else:
            if self._names is None:
                self._names = _names_given(self._ledger, self._digest.marked(NAMES), ())
            fresh = frozenset[str]().union(*(self._names.add(reading) for reading in raw.values()))
            wanted = self._printing(fresh)
        self._digest.put_readings(covered(reading, self._names) for reading in raw.values())
        touched = set(news.reports)
        for id_ in sorted(wanted - raw.keys()):
            reading = self._ledger.reading(id_)
            if reading is None:  # withdrawn since: the next look tells
                continue
            shown, marks = covered(reading, self._names)
            if shown != self._digest.readings([id_]).get(id_):
                self._digest.put_readings([(shown, marks)])
                touched.add(id_)
        return touched

    def _printing(self, words: Collection[str]) -> set[str]:
        """The reports that may print a name with one of these words; "" = any may."""
        return self._digest.all_reports() if "" in words else self._digest.with_any(words)

    def _relinked(self, shelf: Shelf, news: News) -> set[str]:
        """Take over where mentions stand now; the events that lost or got one, or that hang together otherwise.

        Whatever was moved by a new report or a judgement hangs together with it, before or after, over whatever may
        have been moved with it: only that is looked at. A report that was withdrawn, or that reads otherwise now, may
        have moved others on its way with which nothing hangs together any more: then every mention is compared.
        """
        held = {ref for report in news.reports for ref in self._digest.refs_of(report)}
        stale, gone = set[str](), set[str]()
        if news.only_came and not held:
            fresh = {ref for report in news.reports for ref in shelf.of_report(report)}
            near, more = set[str](), fresh | news.judged
            while more - near:
                near |= more
                more = self._digest.together(near) | shelf.together(near)
            placed = shelf.placed(near)
            before = self._digest.placed_of(placed)
        else:
            placed = shelf.all_placed()
            before = {}
            for ref, where in self._digest.placed():
                if ref not in placed:
                    gone.add(ref)
                    stale.add(where.event)
                elif placed[ref] != where:
                    before[ref] = where
                else:
                    del placed[ref]
        for ref, where in placed.items():
            old = before.get(ref)
            if old is None or (old.event, old.part) != (where.event, where.part):
                stale |= {where.event} | ({old.event} if old else set())
        self._digest.drop_mentions(gone)
        self._digest.place(placed)
        return stale


def made(
    linked: Iterable[Linked],
    readings: Mapping[str, Reading],
    told: Mapping[str, Telling],
    parts: Mapping[str, str],
    judgements: Sequence[Judgement],
    *,
    profile: str,
    letters: Mapping[str, str],
    as_of: datetime | None = None,
) -> Iterator[tuple[Row, Event]]:
    """Events of linked mentions, each also in little.

    Args:
        readings: by report id, as known at that time.
        told: the mentions, by ledger-wide id.
        parts: what each of them hangs together with.
    """
    kept = kept_profiles(profile)
    for event, tallies in reconciled(
        linked, readings, judgements=judgements, profiles=kept, as_of=as_of, letters=letters
    ):
        first = told[global_id(event.mentions[0].report, event.mentions[0].mention)]
        yield row_of(event, readings, first, parts[first.ref], tallies), event


def progress_words(what: str, done: int, whole: int) -> str:
    """How far it is, for those who wait: "400 of 2,000 events"."""
    return f"{done:,} of {whole:,} {what}" if whole else f"{done:,} {what}"


def _both(one: News, other: News) -> News:
    return News(
        upto=other.upto,
        reports=one.reports | other.reports,
        judged=one.judged | other.judged,
        claims=one.claims | other.claims,
        only_came=one.only_came and other.only_came and not one.reports & other.reports,
    )


def _names_given(ledger: Ledger, giving: Iterable[str], more: Iterable[Reading]) -> Names:
    names = Names(more)
    for id_ in sorted(giving):
        reading = ledger.reading(id_)
        if reading is not None:
            names.add(reading)
    return names


def covered(raw: Reading, names: Names) -> tuple[Reading, int]:
    """A reading as it may be shown, and its marks."""
    shown = names.cover(raw)
    gives = any(claim.harm and claim.harm.group.named for claim in raw.claims)
    return shown, NAMES * gives | COVERED * (shown is not raw)
