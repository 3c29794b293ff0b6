"""Killing programs at random instants, and looking for what they had acknowledged.

A program is a fork of this process, which has everything loaded: so a kill falls into the work and not into the start.
It notes what was acknowledged to it, line by line, in a file; after the kill each of these must be in the ledger,
nothing may be twice, and `verify` must find nothing.
"""

from __future__ import annotations

import json
import os
import random
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from tallystick import api
from tallystick.ledger.base import Ledger
from tallystick.ledger.opening import open_ledger
from tests.site import Site, answer, site
from tests.unit.ledger.examples import at, reading

Ack = Callable[[str], None]
A_LEDGER = 20
"""Instants at one ledger; then a new one is begun, so that looking at the whole does not take ever longer."""
STORY = (
    "A shell hit the harbour of Latakia on Tuesday and killed at least {n} fishermen, the coast guard said. "
    "Boat {n} sank, and {m} people were wounded, a hospital said."
)


class Tally(NamedTuple):
    """What came of killing one kind of work."""

    deed: str
    instants: int
    killed: int
    """The others were done before."""
    acknowledged: int
    lost: int
    twice: int
    faults: list[str]


class Deed:
    """Some work at a ledger."""

    name = ""

    def __init__(self, where: str, folder: Path) -> None:
        self.where = where
        self.folder = folder

    def begin(self) -> None:
        """What must be there before."""

    def prepare(self, number: int) -> None:
        """What must be there before each instant; in the process that watches."""

    def work(self, number: int, ack: Ack) -> None:
        """Do it, and tell what was acknowledged; in the process that is killed."""
        raise NotImplementedError

    def held(self, ledger: Ledger) -> Counter[str]:
        """What is in the ledger, as it is told when it is acknowledged."""
        return Counter(entry.report_id or "" for entry in ledger.entries(kind="reading"))

    def end(self) -> set[str]:
        """Do what was left undone; returns what must be in the ledger then."""
        return set()


class Add(Deed):
    """`tally add` of a file with five new reports, and the five before once more."""

    name = "add"

    def work(self, number: int, ack: Ack) -> None:
        """Add the file."""
        lines = self.folder / f"{number}.jsonl"
        lines.write_text("".join(story(one) for one in range(number * 5, number * 5 + 10)), encoding="utf-8")
        api.add([lines], ledger=self.where, told=lambda item: ack(getattr(item, "report").id))  # noqa: B009


class Judge(Deed):
    """`tally judge`, and `judge undo` of each third verdict."""

    name = "judge"

    def begin(self) -> None:
        """Two reports to judge."""
        with open_ledger(self.where, create=True) as ledger:
            for number in (1, 2):
                ledger.record(reading(number), known_at=at(number), reader="test 1")

    def work(self, number: int, ack: Ack) -> None:
        """Judge, as often as there is time."""
        for count in range(8):
            word = ("same", "different")[count % 2]
            done = api.judge(self.where, word, ["rep_1/m1", "rep_2/m1"], by="Ada", why=f"Number {number}/{count}.")
            ack(done.judgement.why)
            if count % 3 == 2:
                undone = api.undo(self.where, done.entry, by="Ada", why=f"Undo {number}/{count}.")
                ack(undone.undone_why or "")

    def held(self, ledger: Ledger) -> Counter[str]:
        """Reasons of verdicts and withdrawals: each was given once."""
        lines = [*ledger.entries(kind="judgement"), *ledger.entries(kind="retraction")]
        return Counter(json.loads(entry.body)["why"] for entry in lines)


class Watch(Deed):
    """`tally watch --once` over a feed that has four more pages each time."""

    name = "watch"

    def begin(self) -> None:
        """The site, in a process of its own."""
        self._pages = self.folder / "pages"
        self._pages.write_text("0")
        self._port, self._site = serving(self._pages)

    def prepare(self, number: int) -> None:
        """Four more pages."""
        self._pages.write_text(str((number % A_LEDGER + 1) * 4))

    def work(self, number: int, ack: Ack) -> None:
        """One round."""
        news = Site(self._port)
        told: Callable[[object], None] = lambda item: ack(item.report.id) if hasattr(item, "claims") else None  # noqa: E731
        feed = [news.url("/feed")]
        api.watch(feed, ledger=self.where, state=self.folder / "watch", once=True, polite=news.polite(), told=told)

    def end(self) -> set[str]:
        """A round that nobody disturbs finds every page."""
        pid = forked(lambda: self.work(0, lambda _: None))
        os.waitpid(pid, 0)
        os.kill(self._site, signal.SIGKILL)
        os.waitpid(self._site, 0)
        with open_ledger(self.where) as ledger:
            found = {held.report.id for held in ledger.readings()}
        return found if len(found) == int(self._pages.read_text()) else {*found, f"all {self._pages.read_text()} pages"}


class Migrate(Deed):
    """Opening a ledger of the first version, which brings it up; a new one for each instant."""

    name = "migrate"

    def prepare(self, number: int) -> None:
        """A ledger of version 1."""
        from tests.unit.ledger.test_migrations import HEADS, begun_at, old_file

        self._head = HEADS["1"]
        if "://" in self.where:
            begun_at("1", self.where, self.folder)
            (self.folder / "source.db").unlink()
        else:
            for ending in ("", "-wal", "-shm"):
                Path(f"{self.where}{ending}").unlink(missing_ok=True)
            old_file("1", Path(self.where))

    def work(self, number: int, ack: Ack) -> None:
        """Open it."""
        with open_ledger(self.where) as ledger:
            ack(ledger.head())

    def held(self, ledger: Ledger) -> Counter[str]:
        """The head that it had."""
        found = Counter([ledger.head()])
        return found if ledger.head() == self._head and ledger.counts().reports == 3 else Counter()


class Backfill(Deed):
    """`tally backfill` of ever more reports in shards of three; killed, it goes on."""

    name = "backfill"

    def prepare(self, number: int) -> None:
        """Nine more reports."""
        lines = self.folder / "source.jsonl"
        wanted = (number % A_LEDGER + 1) * 9
        lines.write_text("".join(story(one) for one in range(wanted)), encoding="utf-8")

    def work(self, number: int, ack: Ack) -> None:
        """Go on; what was recorded after a shard is acknowledged by its count."""
        arguments = {"ledger": self.where, "workers": 1, "documents": 3, "work": self.folder / "work"}
        api.backfill([self.folder / "source.jsonl"], **arguments)  # type: ignore[arg-type]
        with open_ledger(self.where) as ledger:
            for held in ledger.readings():
                ack(held.report.id)

    def end(self) -> set[str]:
        """A run that nobody disturbs records the rest."""
        pid = forked(lambda: self.work(0, lambda _: None))
        os.waitpid(pid, 0)
        count = len((self.folder / "source.jsonl").read_text().splitlines())
        with open_ledger(self.where) as ledger:
            found = {held.report.id for held in ledger.readings()}
        return found if len(found) == count else {*found, f"all {count} reports"}


DEEDS: tuple[type[Deed], ...] = (Add, Judge, Watch, Migrate, Backfill)


def kill(deed: type[Deed], places: Iterator[str], folder: Path, *, instants: int, seed: int = 7) -> Tally:
    """Kill one kind of work at random instants, and count.

    Args:
        places: where a ledger can be made, again and again.
    """
    api.add([], ledger=folder / "warm.db")  # everything is loaded now
    list(api.read_bytes(story(0).encode(), name="warm.jsonl"))
    dice = random.Random(f"{seed} {deed.name}")
    killed = acknowledged = lost = twice = 0
    faults: list[str] = []
    for first in range(0, instants, A_LEDGER):
        own = folder / f"{deed.name}-{first}"
        own.mkdir(parents=True)
        done = deed(next(places), own)
        done.begin()
        acks = own / "acknowledged"
        acks.touch()
        took = 0.0
        for number in range(first, min(first + A_LEDGER, instants)):
            done.prepare(number)
            if deed is Migrate:  # each instant has a ledger of its own
                acknowledged += len(acks.read_text().splitlines())
                acks.write_text("")
            began = time.monotonic()
            pid = forked(lambda done=done, number=number, acks=acks: done.work(number, noting(acks)))  # type: ignore[misc]
            if took:  # the first of each ledger is left to end, to learn how long it takes
                time.sleep(dice.uniform(0, took))
                os.kill(pid, signal.SIGKILL)
            _, status = os.waitpid(pid, 0)
            if not os.WIFSIGNALED(status):
                took = min(took or 60.0, time.monotonic() - began)
            killed += os.WIFSIGNALED(status)
            if not os.WIFSIGNALED(status) and status:
                faults.append(f"{deed.name} {number}: the program failed")
            # Only whole lines count: a kill may fall into the note itself.
            said = [line[:-1] for line in acks.read_text().splitlines(keepends=True) if line.endswith("\n")]
            with open_ledger(done.where) as ledger:
                held = done.held(ledger)
                faults += [f"{deed.name} {number}: {fault}" for fault in ledger.verify()]
            lost += len(set(said) - set(held))
            twice += sum(count - 1 for count in held.values())
        acknowledged += len(set(said))
        wanted = done.end()
        with open_ledger(done.where) as ledger:
            held = done.held(ledger)
            lost += len(wanted - set(held))
            twice += sum(count - 1 for count in held.values())
            faults += ledger.verify()
    return Tally(deed.name, instants, killed, acknowledged, lost, twice, faults)


def forked(work: Callable[[], None]) -> int:
    """A process that does this and ends; returns its number."""
    pid = os.fork()
    if pid:
        return pid
    code = 1
    try:
        work()
        code = 0
    finally:
        os._exit(code)


def noting(path: Path) -> Ack:
    """Writes down what was acknowledged, at once."""
    file = os.open(path, os.O_WRONLY | os.O_APPEND)
    return lambda line: void(os.write(file, f"{line}\n".encode()))


def void(_: object) -> None:
    """Nothing comes of it."""


def story(number: int) -> str:
    """A line of JSON with an invented report."""
    told = {"text": STORY.format(n=number + 3, m=number + 5), "outlet": "Harbour Post", "published_at": "2021-03-03"}
    return json.dumps(told | {"title": f"Shelling of the harbour, {number}"}) + "\n"


def serving(pages: Path) -> tuple[int, int]:
    """A site in a process of its own, with as many pages as a file says; its port, and its process."""
    read, write = os.pipe()

    def serve() -> None:
        with site() as news:

            def feed(handler: object) -> None:
                items = "".join(
                    f"<item><link>{news.url(f'/p{number}')}</link><title>Raid {number}</title></item>"
                    for number in range(int(pages.read_text() or 0))
                )
                head = '<?xml version="1.0"?><rss version="2.0"><channel><title>Post</title>'
                body = f"{head}{items}</channel></rss>".encode()
                answer(handler, body, media_type="application/rss+xml")  # type: ignore[arg-type]

            news.pages["/feed"] = feed
            for number in range(A_LEDGER * 4 + 4):
                told = STORY.format(n=number + 3, m=number + 5)
                paragraphs = f"<p>{told}</p>" + "<p>The harbour was closed for the day. Boats lay idle.</p>" * 5
                news.pages[f"/p{number}"] = (
                    f"<html><body><article><h1>Raid {number}</h1>{paragraphs}</article></body></html>"
                )
            os.write(write, f"{news.port}\n".encode())
            time.sleep(3600)

    pid = forked(serve)
    port = int(os.read(read, 20).decode())
    os.close(read)
    os.close(write)
    return port, pid


@contextmanager
def files(folder: Path) -> Iterator[Iterator[str]]:
    """Ledgers in files."""
    yield (str(folder / f"tally-{number}.db") for number in range(10_000))


@contextmanager
def schemas() -> Iterator[Iterator[str]]:
    """Ledgers on a server that is started for them."""
    from tests.postgres import server

    with server() as postgres:
        yield (postgres.address() for _ in range(10_000))
