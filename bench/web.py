"""How the site holds up under load: `python -m bench.web LEDGER [--events N] [--seconds N] [--rate N] [--workers N]`.

A ledger of made events, four reports and eight claims each, is written where there is none yet: a file, or the
address of a PostgreSQL database. Then `tally serve` is started on it. When it is prepared, the pages are asked for at a
steady rate, whether earlier answers came or not, so that a slow page makes others wait as it would in life. Times are
from when a request was due until its answer had come.

    100,000 events, 800,000 claims: list, map, dossier, search at 50 requests a second on two cores
"""

from __future__ import annotations

import argparse
import json
import random
import socket
import statistics
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection
from itertools import islice
from os import sysconf
from pathlib import Path
from threading import local
from urllib.parse import quote

from tallystick.errors import SettingsError
from tallystick.ids import content_id
from tallystick.ledger import linking
from tallystick.ledger.database import DatabaseLedger
from tallystick.ledger.opening import is_address, open_ledger
from tallystick.link.blocking import stands_under
from tallystick.link.incremental import Placed
from tallystick.link.telling import tellings
from tallystick.model import (
    Attribution,
    Claim,
    EventType,
    Group,
    Harm,
    Mention,
    Outcome,
    Party,
    Place,
    Quantity,
    Reading,
    Report,
    Speaker,
)
from tallystick.reference.towns import Town, towns_within

BEGIN = datetime(2015, 1, 1, tzinfo=UTC)
DAYS = 3_650
TYPES: tuple[EventType, ...] = ("Air/drone strike", "Shelling/artillery/missile attack", "Armed clash", "Attack")
WORDS = "market bridge convoy checkpoint school clinic depot bakery mosque crossing station camp barracks road".split()
SYLLABLES = "ba be bi da de di fa ga ha ka la ma na ra sa ta wa ya zo lu mer tan sil vor qad".split()
SPEAKERS = (
    Speaker(wording="the Syrian Observatory for Human Rights", source="org:sohr", kind="monitor"),
    Speaker(wording="local sources", kind="unnamed"),
    Speaker(wording="a doctor", kind="medical"),
)
OUTCOMES: tuple[Outcome, ...] = ("killed", "wounded")
PER_EVENT = 4
"""Reports of one event; each has two claims."""
BATCH = 2_000
"""Reports written at once."""


def made(events: int, dice: random.Random) -> Iterator[Reading]:
    """The reports of so many events, four of one event after the other."""
    towns = [town for town in towns_within(33, 12, 72, 38, countries=False) if town.population >= 5_000]
    for number in range(events):
        town, day = dice.choice(towns), BEGIN + timedelta(days=dice.randrange(DAYS))
        kind, thing, figure = dice.choice(TYPES), dice.choice(WORDS), int(dice.expovariate(0.15)) + 1
        for copy in range(PER_EVENT):
            yield _reading(f"{number}_{copy}", town, day, kind, thing, figure, dice)


def _reading(
    name: str, town: Town, day: datetime, kind: EventType, thing: str, figure: int, dice: random.Random
) -> Reading:
    published = day + timedelta(hours=dice.randrange(12, 60))
    told = max(figure + dice.choice((0, 0, 0, -1, 2)), 1)
    # Reports that have little but their figures in common: else each would be a near copy of thousands.
    beside = " ".join(f"{dice.choice(SYLLABLES)}{dice.choice(SYLLABLES)}{dice.choice(SYLLABLES)}" for _ in range(60))
    text = f"{kind} on a {thing} in {town.name}. {beside.capitalize()}."
    claims = []
    for number, outcome in enumerate(OUTCOMES):
        speaker = dice.choice(SPEAKERS)
        count = told * (number + 1)
        said = f"{count} people were {outcome} at the {thing}, {speaker.wording} said"
        start = len(text) + 1
        text = f"{text} {said}."
        claims.append(
            Claim(
                id=f"c{number + 1}",
                kind="harm",
                mention="m1",
                span=(start, start + len(said)),
                quote=said,
                attribution=Attribution(speakers=(speaker,), verb="said"),
                said_at=published,
                harm=Harm(
                    outcome=outcome,
                    quantity=Quantity(low=count, high=count, wording=str(count)),
                    group=Group(wording="people"),
                ),
            )
        )
    place = Place(
        wording=town.name,
        name=town.name,
        latitude=town.latitude,
        longitude=town.longitude,
        country="SY",
        precision="town",
    )
    mention = Mention(
        id="m1",
        role="main",
        type=kind,
        occurred_from=day.date(),
        occurred_to=day.date(),
        date_precision="day",
        places=(place,),
        initiators=(Party(wording="gunmen"),),
        span=(0, len(text)),
    )
    report = Report(
        id=f"rep_{name}",
        outlet=f"Outlet {dice.randrange(60)}",
        title=f"{thing.capitalize()} hit in {town.name}",
        language="en",
        published_at=published,
        text=text,
    )
    return Reading(report=report, mentions=(mention,), claims=tuple(claims))


def write(where: str, events: int) -> None:
    """Write the ledger, and its links as they were made: four reports of one event.

    Linking so many mentions takes hours and is measured by itself (`bench/scale.py`); what a desk costs does not depend
    on who linked them.
    """
    began = time.monotonic()
    with open_ledger(where, create=True) as ledger:
        batch: list[Reading] = []
        for reading in made(events, random.Random(8)):
            batch.append(reading)
            if len(batch) == BATCH:
                _record(ledger, batch)
        _record(ledger, batch)
        print(f"{events:,} events written in {time.monotonic() - began:.0f} s", flush=True)
        _link_as_made(ledger, events)
    print(f"... and their links after {time.monotonic() - began:.0f} s", flush=True)


def _record(ledger: DatabaseLedger, batch: list[Reading]) -> None:
    with ledger.together() as together:
        for reading in batch:
            together.record(reading, known_at=datetime(2026, 1, 1, tzinfo=UTC), reader="bench 1")
    batch.clear()


def _link_as_made(ledger: DatabaseLedger, events: int) -> None:
    last = ledger.transaction()
    assert last is not None
    with ledger._writing() as store:
        shelf = store.links()
        shelf.begin_anew()
        same = made(events, random.Random(8))
        while batch := list(islice(same, BATCH)):
            told = tellings(batch)
            event = {one.ref: content_id("evt", f"{one.report.rpartition('_')[0]}_0/m1") for one in told}
            for one in told:
                shelf.put(one, stands_under(one))
            shelf.place({ref: Placed(part=id_, event=id_, filed=id_) for ref, id_ in event.items()})
            shelf.lead({id_: id_ for id_ in dict.fromkeys(event.values())})
        shelf.note("stamp", linking._stamp())
        shelf.note("head", last.hash)
        shelf.note("tx", str(last.tx))


# ------------------------------------------------------------------------------------------------- load


_kept = local()


def ask(port: int, path: str) -> tuple[int, bytes]:
    """One answer over a connection that each thread keeps."""
    for _ in range(2):
        connection: HTTPConnection | None = getattr(_kept, "connection", None)
        if connection is None:
            connection = _kept.connection = HTTPConnection("127.0.0.1", port, timeout=600)
        try:
            connection.request("GET", path, headers={"accept-encoding": "identity"})
            answer = connection.getresponse()
            return answer.status, answer.read()
        except OSError:
            _kept.connection = None
    return 0, b""


def questions(ids: Sequence[str], dice: random.Random) -> dict[str, list[str]]:
    """What is asked of each page: the same kinds of question with other values."""
    days = [(BEGIN + timedelta(days=dice.randrange(DAYS))).date().isoformat() for _ in range(200)]
    spots = [f"{dice.uniform(14, 37):.2f},{dice.uniform(35, 70):.2f}" for _ in range(60)]
    return {
        "list": ["/", *(f"/?page={n}" for n in range(1, 40)), *(f"/?since={day}" for day in days[:40])],
        "map": [f"/map?at={at}&zoom={dice.randrange(3, 8)}" for at in spots],
        "ground": [f"/map/ground.svg?at={at}&zoom={dice.randrange(3, 8)}" for at in spots],
        "dossier": [f"/events/{one}" for one in dice.sample(list(ids), min(len(ids), 2_000))],
        "search": [f"/search?q={quote(one + ' ' + str(number))}" for one in WORDS for number in range(2, 12)],
        "api": [f"/api/v1/events?since={day}&until={day}" for day in days],
    }


def load(port: int, paths: dict[str, list[str]], rate: float, seconds: float, dice: random.Random) -> None:
    """Ask at a steady rate, and print how long the answers took."""
    taken: dict[str, list[float]] = defaultdict(list)
    weights: dict[str, list[int]] = defaultdict(list)
    faults = 0
    start = time.monotonic() + 0.5

    def one(due: float, kind: str, path: str) -> None:
        nonlocal faults
        time.sleep(max(due - time.monotonic(), 0))
        status, body = ask(port, path)
        taken[kind].append(time.monotonic() - due)
        weights[kind].append(len(body))
        faults += status != 200

    with ThreadPoolExecutor(64) as threads:
        for number in range(int(rate * seconds)):
            kind = dice.choice(list(paths))
            threads.submit(one, start + number / rate, kind, dice.choice(paths[kind]))
    print(f"{rate:g} requests a second for {seconds:g} s; {faults} faults")
    for kind in paths:
        times = sorted(taken[kind])
        p50, p99 = statistics.median(times), times[int(len(times) * 0.99)]
        print(
            f"  {kind:8} n={len(times):5} p50 {1000 * p50:7.0f} ms  p99 {1000 * p99:7.0f} ms  "
            f"largest {max(weights[kind]) / 1000:.0f} kB"
        )


def costs(port: int, pid: int, paths: dict[str, list[str]], dice: random.Random) -> None:
    """What an answer costs the server in processor time, asked one after the other: other work does not count."""
    for kind, all_of_kind in paths.items():
        asked = dice.sample(all_of_kind, min(len(all_of_kind), 40))
        before = _processor_seconds(pid)
        for path in asked:
            ask(port, path)
        spent = (_processor_seconds(pid) - before) / len(asked)
        print(f"  {kind:8} {1000 * spent:6.1f} ms of one core, each question new", flush=True)


def _processor_seconds(pid: int) -> float:
    """Processor time of a server's processes so far; 0 where the system does not tell."""
    spent = 0
    for one in _with_children(pid):
        fields = _told(one, "stat").rpartition(")")[2].split()
        spent += int(fields[11]) + int(fields[12]) if fields else 0
    return spent / sysconf("SC_CLK_TCK")


def _with_children(pid: int) -> list[int]:
    """A process and those that it started, and so on."""
    children = _told(pid, f"task/{pid}/children").split()
    return [pid, *(one for child in children for one in _with_children(int(child)))]


def _told(pid: int, what: str) -> str:
    try:
        return Path(f"/proc/{pid}/{what}").read_text()
    except OSError:
        return ""


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the ledger where there is none, serve it, and ask."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("ledger", help="a file, or postgresql://user@host/database")
    parser.add_argument("--events", type=int, default=10_000)
    parser.add_argument("--rate", type=float, default=50)
    parser.add_argument("--seconds", type=float, default=30)
    parser.add_argument("--workers", type=int, default=2)
    chosen = parser.parse_args(arguments)
    if not _is_there(chosen.ledger):
        write(chosen.ledger, chosen.events)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "tallystick", "serve", "--ledger", str(chosen.ledger)]
    command += ["--port", str(port), "--workers", str(chosen.workers)]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        for _ in range(300):
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            except OSError:
                time.sleep(0.2)
        prepare(port, server.pid)
        ids = first_looks(port)
        dice = random.Random(1)
        paths = questions(ids, dice)
        costs(port, server.pid, paths, dice)
        for rate in (chosen.rate / 10, chosen.rate):
            load(port, paths, rate, chosen.seconds, dice)
        print(f"  {_memory(server.pid)}")
    finally:
        server.terminate()
        server.wait(30)
    return 0


def _is_there(ledger: str) -> bool:
    if not is_address(ledger):
        return Path(ledger).exists()
    try:
        open_ledger(ledger).close()
    except SettingsError:
        return False
    return True


def prepare(port: int, pid: int) -> None:
    """Wait until the server has derived what it shows, and print what that took."""
    began = time.monotonic()
    while (status := ask(port, "/api/v1/events?limit=1")[0]) == 503:
        time.sleep(1)
    spent = f"{time.monotonic() - began:.0f} s, {_processor_seconds(pid):.0f} s of processor time"
    print(f"  prepared after {spent} ({status}); {_memory(pid)}", flush=True)


def _memory(pid: int) -> str:
    """Memory of a server's processes now, and at most at any time; nothing where the system does not tell."""
    now = most = 0.0
    for one in _with_children(pid):
        held = dict(line.split(":", 1) for line in _told(one, "status").splitlines() if line.startswith("Vm"))
        now += int(held.get("VmRSS", "0").split()[0]) / 1000
        most += int(held.get("VmHWM", "0").split()[0]) / 1000
    return f"memory {now:.0f} MB, at most {most:.0f} MB"


def first_looks(port: int) -> list[str]:
    """How long the first answer of each kind takes, when nothing is kept yet; and ids of events."""
    ids: list[str] = []
    middle = (BEGIN + timedelta(days=DAYS // 2)).date().isoformat()
    for path in (
        "/api/v1/events?limit=200", "/", "/map", "/search?q=market", "/?place=Aleppo", f"/?as_of={middle}", "/reports",
        "/sources", "/problems", "/api/v1/", "/api/v1/claims", "/review",
    ):  # fmt: skip
        began = time.monotonic()
        status, body = ask(port, path)
        print(f"  first {path:26} {time.monotonic() - began:7.2f} s, {len(body) / 1000:.0f} kB, {status}", flush=True)
        if path.startswith("/api/v1/events"):
            ids = [one["id"] for one in json.loads(body)["items"]]
    return ids


if __name__ == "__main__":
    sys.exit(main())
