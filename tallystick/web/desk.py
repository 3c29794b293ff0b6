"""The ledger as the pages see it: what is derived from it is kept in a file, and kept up with what is written to it.

Everything shown is a pure function of the ledger's entries, and the ledger's head names those entries: as long as the
head stays the same, so does the answer. A writer in another process changes the head, and the next page shows it: what
the new entries bear upon is made anew (`following.py`), and the rest stays as it is (`digest.py`).
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from contextvars import ContextVar
from datetime import datetime
from functools import cache
from importlib.resources import files
from pathlib import Path
from threading import RLock
from typing import TypeVar

import msgspec

from tallystick import __version__, api
from tallystick.errors import LedgerBusyError, UsageError
from tallystick.ledger import opening
from tallystick.ledger.base import Ledger
from tallystick.model import Judgement
from tallystick.web import fulltext
from tallystick.web.columns import Columns, Registers
from tallystick.web.digest import Digest
from tallystick.web.following import Following, Told, made, progress_words
from tallystick.web.kept import Kept
from tallystick.web.records import Events
from tallystick.web.sight import MOST_EVENTS, MOST_READINGS, Basis, Memo, Sight
from tallystick.web.snapshot import Snapshot

T = TypeVar("T")

PATIENCE = 20.0
"""Seconds that a request waits for another one, or another server, that derives something."""
SHORTLY = 0.5
"""Seconds that it waits where that may take minutes: a small ledger is done by then."""
KEPT = 12
"""Times that are kept at once: those that a time slider passes through."""
ANSWERS = 240
"""What follows from a view and one question: lists of events, marks of a map."""
SMALL = 2_000
"""Up to so many reports all is derived in seconds, and nothing is left beside the ledger."""
MOST_RECORDED = 20_000
"""Reports that a ledger may have held at an earlier time that is looked at: all that follows from them is derived."""


_moment: ContextVar[dict[int, Sight] | None] = ContextVar("moment", default=None)
"""What each desk was first seen as, within one request."""


@contextmanager
def one_moment() -> Iterator[None]:
    """Within this, a desk shows one state of its ledger, whatever others write meanwhile.

    A page asks its desk a dozen times. Of 1,800 pages that were asked for while somebody judged twelve times a second,
    two had an event of before in a list of after, and failed.
    """
    token = _moment.set({})
    try:
        yield
    finally:
        _moment.reset(token)


class Desk:
    """One ledger, and what was last derived from it. Any number of threads may use it."""

    def __init__(
        self,
        ledger: Path | str | Ledger,
        *,
        profile: str = "ledger",
        letters: Mapping[str, str] | None = None,
        kept: Path | None = None,
        told: Told = lambda what, done, whole: None,
    ) -> None:
        """Open a ledger that is there.

        Args:
            ledger: as for `api`; one that is open already is closed with this.
            profile: the one that holds where a page is asked for none.
            letters: reliability of origins, A to F, by id.
            kept: the file in which what is derived is kept; None = beside a ledger that is not small.
            told: called while much is derived.
        Raises:
            SettingsError: there is no such ledger.
        """
        self.profile = profile
        self.letters = letters or {}
        self._kept_at, self._told = kept, told
        self._beside: Path | None = None
        if isinstance(ledger, (str, Path)):
            self._beside = opening.beside(ledger, "-desk")
            ledger = opening.open_ledger(ledger)
        self.ledger = ledger
        self._lock = RLock()
        self._under_way = ""
        self._ending = False
        self._following: Following | None = None
        self._digest: Digest | None = None
        self._registers = Registers()
        self._now: Sight | None = None
        self._times: OrderedDict[Hashable, Sight] = OrderedDict()
        self._answers = Kept(ANSWERS)

    def close(self) -> None:
        """Let go of the ledger, and of what was derived; what is being derived is given up."""
        self._ending = True
        with self._lock:
            self.let_go()
            self.ledger.close()

    def let_go(self) -> None:
        """Let go of what was derived; the ledger stays open."""
        with self._lock:
            for sight in (self._now, *self._times.values()):
                if sight is not None:
                    sight.basis.snapshot.close()
            self._now = self._following = None
            self._times.clear()
            self._answers = Kept(ANSWERS)
            if self._digest:
                self._digest.close()
                self._digest = None

    def head(self) -> str:
        """The hash of the ledger's last transaction: it names the state that everything shown follows from."""
        seen = (_moment.get() or {}).get(id(self))
        return seen.head if seen else self.ledger.head()

    def sight(self, *, as_of: datetime | None = None, recorded_as_of: datetime | None = None) -> Sight:
        """What the ledger holds, as known at one time; names of harmed people are covered.

        Raises:
            UsageError: so much was known in part at that time, or held at that time, that it cannot be shown.
            LedgerBusyError: much is being derived just now.
        """
        moment = _moment.get()
        now = moment.get(id(self)) if moment is not None else None
        if now is not None and as_of is None and recorded_as_of is None:
            return now
        with self._patiently():
            if recorded_as_of is not None:
                return self._time((recorded_as_of, as_of), lambda: self._recorded(recorded_as_of, as_of))
            now = now or self._up_to_date()
            if moment is not None:
                moment[id(self)] = now
            return self._time((now.head, as_of), lambda: now.at(as_of)) if as_of else now

    def prepare(self) -> None:
        """Derive what is needed for the first page, so that nobody waits for it who asks later."""
        with suppress(LedgerBusyError):  # somebody asked already
            self.sight()

    @contextmanager
    def _patiently(self) -> Iterator[None]:
        """Held while something is derived; who comes while that takes minutes is told so, and how far it is."""
        if not self._lock.acquire(timeout=SHORTLY if self._under_way else PATIENCE):
            raise _being_prepared(self._under_way)
        try:
            yield
        finally:
            self._lock.release()

    def _progress(self, what: str, done: int, whole: int) -> None:
        if self._ending:
            raise LedgerBusyError("The server is ending, and what it derived is given up.")
        self._under_way = progress_words(what, done, whole)
        self._told(what, done, whole)

    def events(self, profile: str, *, as_of: datetime | None = None, recorded_as_of: datetime | None = None) -> Events:
        """All events under a profile, in the order in which each was first told."""
        return self.sight(as_of=as_of, recorded_as_of=recorded_as_of).events(profile)

    def find(self, words: str, *, recorded_as_of: datetime | None = None) -> list[fulltext.Hit]:
        """The reports and claims that hold these words."""
        return self.derived(
            "hits",
            lambda: fulltext.find(self.sight(recorded_as_of=recorded_as_of).basis.snapshot, words),
            words,
            recorded_as_of,
        )

    @contextmanager
    def writing(self) -> Iterator[Ledger]:
        """The ledger to write to, as everything that this desk shows has it: nobody else writes until the end.

        Whether something may be written is looked at within, and holds when it is written, however many servers there
        are. What is written is kept at the end, together, or not at all.
        """
        with self._patiently():
            while True:
                self._look_again()
                seen = self.sight().head
                with self.ledger.together() as book:
                    if book.head() == seen:  # else somebody wrote in between
                        yield book
                        break
            self._look_again()

    def _look_again(self) -> None:
        """Show what the ledger has now, also within one moment."""
        (_moment.get() or {}).pop(id(self), None)

    def judge(self, book: Ledger, verdict: str, named: Sequence[str], *, by: str, why: str) -> api.Judged:
        """Record what a person holds of reports, events or claims: as `api.judge`, looking up only what is named.

        Args:
            book: as `writing` gives it.
        Raises:
            UsageError: what is named does not fit the verdict, or is not held.
            UnknownEventError: no event, or more than one, has this id.
        """
        sight = self.sight()
        events = {"merge": named, "split": named[:1]}.get(verdict, [])
        items = [name for name in named if name not in events]
        return api.judge(
            book,
            verdict,
            named,
            by=by,
            why=why,
            among=(
                sight.readings.beginning({item.partition("/")[0] for item in items}),
                [sight.named(name, self.profile) for name in events],
            ),
        )

    def judgements(self) -> list[api.Judged]:
        """Everything that people judged, oldest first."""
        return self.derived("judged", lambda: api.judgements(self.ledger))

    def derived(self, name: str, make: Callable[[], T], *parts: Hashable) -> T:
        """Anything else that follows from the ledger alone, made once for each state of it."""
        return self._answers.once((self.head(), name, *parts), make)

    def _time(self, key: Hashable, make: Callable[[], Sight]) -> Sight:
        if key not in self._times:
            self._times[key] = make()
            while len(self._times) > KEPT:
                self._times.popitem(last=False)
        self._times.move_to_end(key)
        return self._times[key]

    def _up_to_date(self) -> Sight:
        if self._now is not None and self._now.head == self.ledger.head():
            return self._now
        if self._following is None or self._digest is None:
            self._digest = Digest(self._place(), stamp=self._stamp())
            self._following = Following(
                self.ledger, self._digest, profile=self.profile, letters=self.letters, told=self._progress
            )
        with ExitStack() as holding:
            elsewhere = self._digest.progress()
            try:
                holding.enter_context(self._digest.held(SHORTLY if elsewhere else PATIENCE))
            except BlockingIOError as error:
                raise _being_prepared(elsewhere or self._digest.progress()) from error
            try:
                self._following.catch_up()
            finally:
                self._under_way = ""
            snapshot = self._digest.snapshot()
        before = self._now.basis if self._now else None
        moved = snapshot.moved_since(before.snapshot) if before else None
        if before is None or moved is None:
            self._registers = Registers()
            columns = Columns.of(self._registers, snapshot.small())
            killed: dict[str, dict[str, int]] = {}
        else:
            columns = before.columns.without(moved).plus(Columns.of(self._registers, snapshot.small(moved)))
            killed = {name: {id_: most for id_, most in held.items() if id_ not in moved}
                      for name, held in before.killed.items()}  # fmt: skip
        basis = self._basis(snapshot, columns, tuple(self.ledger.judgements()), killed)
        # What was kept of another state holds that state's file open.
        self._times.clear()
        self._answers = Kept(ANSWERS)
        self._now = Sight(basis, columns)
        return self._now

    def _basis(
        self,
        snapshot: Snapshot,
        columns: Columns,
        judgements: tuple[Judgement, ...],
        killed: dict[str, dict[str, int]],
    ) -> Basis:
        return Basis(
            head=snapshot.state("head") or self.ledger.head(),
            ledger=self.ledger,
            snapshot=snapshot,
            columns=columns,
            judgements=judgements,
            letters=self.letters,
            profile=self.profile,
            events=Memo(MOST_EVENTS),
            readings=Memo(MOST_READINGS),
            killed=killed,
        )

    def _place(self) -> Path | None:
        if self._kept_at is not None:
            return self._kept_at
        if self._beside is not None and self._beside.exists():  # a ledger never shrinks, and to count it takes a second
            return self._beside
        return self._beside if self.ledger.counts().reports > SMALL else None

    def _stamp(self) -> str:
        """What is derived depends on, besides the ledger."""
        told = msgspec.json.encode((__version__, _code(), self.profile, sorted(self.letters.items())))
        return hashlib.sha256(told).hexdigest()

    def _recorded(self, recorded_as_of: datetime, as_of: datetime | None) -> Sight:
        """What the ledger held at an earlier time, derived from zero, in a file of the moment."""
        reports = self.ledger.counts(recorded_as_of=recorded_as_of).reports
        if reports > MOST_RECORDED:
            raise UsageError(
                f"Cannot show what the ledger held at {recorded_as_of.isoformat()}: {reports:,} reports, expected at "
                f"most {MOST_RECORDED:,}. `tally events --recorded-as-of` lists them; it takes a while."
            )
        known = api.known(self.ledger, recorded_as_of=recorded_as_of, letters=self.letters).at(as_of)
        digest = Digest()
        seen = known.seen()
        with digest.held():
            digest.put_readings((reading, 0) for reading in seen)
            told = known.told()
            digest.put_events(
                made(
                    known.linked(), {one.report.id: one for one in seen}, told, dict.fromkeys(told, ""),
                    known.judgements, profile=self.profile, letters=self.letters, as_of=as_of,
                )
            )  # fmt: skip
            digest.commit()
            snapshot = digest.snapshot()
        columns = Columns.of(Registers(), snapshot.small())
        basis = self._basis(snapshot, columns, tuple(known.judgements), {})
        return Sight(basis, columns, as_of=as_of)


def _being_prepared(progress: str) -> LedgerBusyError:
    return LedgerBusyError(
        f"The desk is being prepared: {progress or 'derived'}. What is derived is kept, so that the next start is "
        "quick."
    )


@cache
def _code() -> str:
    """Names this code and the tables that it goes by: what is derived by other code is not taken up."""
    whole = hashlib.sha256()
    with_all = sorted(path for path in Path(str(files("tallystick"))).rglob("*") if path.suffix in {".py", ".toml"})
    for path in with_all:
        state = path.stat()
        whole.update(f"{path} {state.st_size} {state.st_mtime_ns}\n".encode())
    return whole.hexdigest()
