"""Many people at one ledger: writers that record as fast as they can, readers that look things up, all at once.

    python -m bench.load [--ledger sqlite|postgres|both] [--writers 8] [--readers 50] [--seconds 60] [--json]

Each writer is a process of its own, and records invented reports of a page's length with eight claims, one transaction
each, with original and bands; every twentieth time it judges. The readers, ten to a process, each with connections of
its own, ask one after the other for a report, for counts as of an hour ago, for the first readings of the list, and for
near-copies, with a second in between. PostgreSQL is a server that is started for this, with its defaults, on
the same machine and disk.

Told: transactions and look-ups a second; median, 99th percentile and longest of each, as whoever asked waited for it;
errors; and what was lost: reports that were acknowledged and are not there, or are there twice, and faults of `verify`.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from statistics import quantiles
from threading import Thread
from typing import Any

from tallystick.ledger.base import Ledger
from tallystick.ledger.opening import open_ledger
from tallystick.model import (
    Attribution,
    Capture,
    Claim,
    Group,
    Harm,
    Judgement,
    Mention,
    Original,
    Quantity,
    Reading,
    Report,
    Speaker,
)
from tallystick.text import minhash

A_PROCESS = 10
"""Readers in one process."""
PAUSE = 1.0
WORDS = "rain harbour market convoy clinic bridge patrol village shell raid river school checkpoint hill road".split()


def main(arguments: list[str] | None = None) -> None:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--ledger", choices=["sqlite", "postgres", "both"], default="both")
    parser.add_argument("--writers", type=int, default=8)
    parser.add_argument("--readers", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--worker", nargs=3, metavar=("KIND", "LEDGER", "NUMBER"), help=argparse.SUPPRESS)
    given = parser.parse_args(arguments)
    if given.worker:
        kind, where, number = given.worker
        result = (write if kind == "write" else read)(where, int(number), given.seconds)
        print(json.dumps(result))
        return
    kinds = ["sqlite", "postgres"] if given.ledger == "both" else [given.ledger]
    for kind in kinds:
        with place(kind) as where:
            told = measure(where, writers=given.writers, readers=given.readers, seconds=given.seconds)
        print(json.dumps({"ledger": kind} | told) if given.json else row(kind, told), flush=True)


@contextmanager
def place(kind: str) -> Iterator[str]:
    """Where a ledger can be made."""
    if kind == "sqlite":
        with tempfile.TemporaryDirectory() as folder:
            yield str(Path(folder) / "tally.db")
        return
    from tests.postgres import server

    with server("fsync=on", "max_connections=200") as postgres:
        yield postgres.address()


def measure(where: str, *, writers: int, readers: int, seconds: float) -> dict[str, Any]:
    """Let them all at the ledger, and count."""
    with open_ledger(where, create=True) as ledger:
        for number in range(20):
            ledger.record(*report(99, number), bands=(), **original_of(99, number))  # something to look up
    started = [work("write", where, number, seconds) for number in range(writers)]
    started += [work("read", where, min(A_PROCESS, readers - first), seconds) for first in range(0, readers, A_PROCESS)]
    results = [json.loads(each.communicate()[0]) for each in started]
    done = {kind: [one for one in results if one["kind"] == kind] for kind in ("write", "read")}
    told: dict[str, Any] = {"seconds": seconds, "writers": writers, "readers": readers}
    for kind, found in done.items():
        times = sorted(value for one in found for value in one["times"])
        told[kind] = {"a_second": round(len(times) / seconds, 1), **spread(times)}
    told["errors"] = [error for one in results for error in one["errors"]]
    return told | lost(where, {report_id for one in done["write"] for report_id in one["recorded"]})


def work(kind: str, where: str, number: int, seconds: float) -> subprocess.Popen[bytes]:
    """A process that writes, or that reads for some."""
    command = [sys.executable, "-m", "bench.load", "--seconds", str(seconds), "--worker", kind, where, str(number)]
    return subprocess.Popen(command, stdout=subprocess.PIPE)


def spread(times: list[float]) -> dict[str, float]:
    """Median, 99th percentile and the longest, in milliseconds."""
    if len(times) < 2:
        return {"median_ms": 0.0, "p99_ms": 0.0, "longest_ms": 0.0}
    cuts = quantiles(times, n=100)
    return {
        name: round(value * 1000, 1)
        for name, value in (("median_ms", cuts[49]), ("p99_ms", cuts[98]), ("longest_ms", times[-1]))
    }


def lost(where: str, recorded: set[str]) -> dict[str, Any]:
    """What was acknowledged and is not there, or is there twice; and what is wrong with the whole."""
    with open_ledger(where) as ledger:
        held = [entry.report_id for entry in ledger.entries(kind="reading")]
        faults = ledger.verify()
    return {
        "reports": len(held),
        "lost": len(recorded - set(held)),
        "twice": len(held) - len(set(held)),
        "faults": len(faults),
    }


def row(kind: str, told: dict[str, Any]) -> str:
    """A row of the table in docs/ledger.md."""
    cells = [kind, f"{told['reports']:,}"]
    for one in (told["write"], told["read"]):
        cells += [f"{one['a_second']:,.0f}", f"{one['median_ms']:.0f} / {one['p99_ms']:.0f} / {one['longest_ms']:.0f}"]
    cells += [str(len(told["errors"])), f"{told['lost']} / {told['twice']} / {told['faults']}"]
    return f"| {' | '.join(cells)} |" + "".join(f"\n{error}" for error in told["errors"][:5])


# ------------------------------------------------------------------------------------------ those who work


def write(where: str, number: int, seconds: float) -> dict[str, Any]:
    """Record until the time is over."""
    times: list[float] = []
    errors: list[str] = []
    recorded: list[str] = []
    with open_ledger(where) as ledger:
        end = time.monotonic() + seconds
        count = 0
        while time.monotonic() < end:
            reading, more = report(number, count)[0], original_of(number, count)
            bands = minhash.keys(reading.report.text)
            began = time.monotonic()
            try:
                if count % 20 == 19:
                    ledger.judge(verdict(number, count, recorded[-1]), known_at=datetime.now(UTC))
                else:
                    ledger.record(reading, bands=bands, **more)
                    recorded.append(reading.report.id)
            except Exception as error:
                errors.append(f"{type(error).__name__}: {error}")
            times.append(time.monotonic() - began)
            count += 1
    return {"kind": "write", "times": times, "errors": errors, "recorded": recorded}


def read(where: str, readers: int, seconds: float) -> dict[str, Any]:
    """Look things up until the time is over, with several readers at once."""
    times: list[float] = []
    errors: list[str] = []

    def look(number: int) -> None:
        dice = random.Random(number)
        with open_ledger(where) as ledger:
            end = time.monotonic() + seconds
            while time.monotonic() < end:
                began = time.monotonic()
                try:
                    look_up(ledger, dice)
                except Exception as error:
                    errors.append(f"{type(error).__name__}: {error}")
                times.append(time.monotonic() - began)
                time.sleep(PAUSE)

    threads = [Thread(target=look, args=(number,)) for number in range(readers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return {"kind": "read", "times": times, "errors": errors}


def look_up(ledger: Ledger, dice: random.Random) -> None:
    """One of the things that a page asks for."""
    what = dice.randrange(4)
    if what == 0:
        held = ledger.reading(f"rep_99_{dice.randrange(20)}")
        assert held is not None
        assert len(held.claims) == 8
    elif what == 1:
        ledger.counts(recorded_as_of=datetime.now(UTC) - timedelta(hours=1))
    elif what == 2:
        assert len(list(islice(ledger.entries(report_id=f"rep_99_{dice.randrange(20)}"), 20))) >= 10
    else:
        ledger.near_copies(f"rep_99_{dice.randrange(20)}")


def report(writer: int, number: int) -> tuple[Reading]:
    """An invented report of about 3,000 characters, with eight claims."""
    dice = random.Random(f"{writer} {number}")
    sentences, spans, at = [], [], 0
    for count in range(40):
        words = " ".join(dice.choices(WORDS, k=9))
        said = f"At least {count + 2} people were killed" if count < 8 else "Nothing was heard"
        sentences.append(f"{said} near the {words}.")
        spans.append((at, at + len(said)))
        at += len(sentences[-1]) + 1
    text = " ".join(sentences)
    claims = tuple(
        Claim(
            id=f"c{count + 1}",
            kind="harm",
            mention="m1",
            span=spans[count],
            quote=text[spans[count][0] : spans[count][1]],
            attribution=Attribution(speakers=(Speaker(wording="a hospital"),), verb="said"),
            harm=Harm(
                outcome="killed",
                quantity=Quantity(low=count + 2, high=None, wording=f"At least {count + 2}", hedge="at_least"),
                group=Group(wording="people"),
            ),
        )
        for count in range(8)
    )
    made = Report(
        id=f"rep_{writer}_{number}",
        outlet=f"Post {writer}",
        title=" ".join(dice.choices(WORDS, k=5)),
        text=text,
        published_at=datetime(2024, 1, 1, tzinfo=UTC) + timedelta(minutes=number),
    )
    mention = Mention(id="m1", role="main", type="Attack", span=(0, len(text)))
    return (Reading(report=made, mentions=(mention,), claims=claims),)


def original_of(writer: int, number: int) -> dict[str, Any]:
    """What else is recorded with a report."""
    data = f"<html>{writer} {number}</html>".encode() + b"<p>A page.</p>" * 400
    capture = Capture(
        sha256=hashlib.sha256(data).hexdigest(), size=len(data), url=f"https://x.example/{writer}/{number}"
    )
    return {
        "known_at": datetime.now(UTC),
        "reader": "load 1",
        "original": Original(capture=capture, data=data),
    }


def verdict(writer: int, number: int, report_id: str) -> Judgement:
    """A claim that somebody sets aside."""
    return Judgement(verdict="reject", items=(f"{report_id}/c1",), by=f"Writer {writer}", why=f"Number {number}.")


if __name__ == "__main__":
    main()
