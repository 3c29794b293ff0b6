"""What everything costs, beside others who take the same step, as a table: `make performance`.

    python -m bench.performance [--reports 400] [--known 100000] [--peers FOLDER] [--skip PART…] [--write FILE]

Every row is made in this run, on this machine. Quote the ratios: the speed of a machine drifts, and a ratio within one
run does not. Seconds are by the clock where several processes work together, else of computing (one core).

A row about another program needs its package: in the environment, or in the folder that `--peers` names; a row whose
package is not there says so.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import random
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from bench import peers, reconcile, scale
from bench.measuring import ROUNDS, Load, Row, seconds
from bench.memory import stream
from bench.reading import reports
from tallystick import api, examples
from tallystick.errors import UsageError
from tallystick.extract.claims import extract
from tallystick.intake import load_knowledge
from tallystick.ledger.sqlite import SqliteLedger
from tallystick.link.incremental import Linker
from tallystick.link.judged import Verdicts
from tallystick.link.telling import Telling
from tallystick.reconcile.profiles import OURS
from tallystick.text.english import load_english, pipeline_name

NOON = datetime(2024, 1, 1, 12, tzinfo=UTC)


# ----------------------------------------------------------------------------------------- taking down


def reading(load: Load) -> Iterator[Row]:
    """Words a second, beside the bare parser on the same texts."""
    texts, known, english = reports(examples.paths()), load_knowledge(), load_english()
    for report in texts:
        extract(report, known=known)
    words = sum(len(report.text.split()) for report in texts)
    bare = seconds(lambda: [english(report.text) for report in texts], rounds=ROUNDS)
    whole = seconds(lambda: [extract(report, known=known) for report in texts], rounds=ROUNDS)
    yield Row(
        "read a report that tells of violence",
        f"{words / whole:,.0f} words/s",
        f"bare parser {words / bare:,.0f} ({whole / bare:.2f} times)",
    )
    quiet = list(stream(40, violent=0, words=250))
    seen = sum(len(report.text.split()) for report in quiet)
    passed = seconds(lambda: [extract(report, known=known) for report in quiet], rounds=ROUNDS)
    yield Row(
        "read one that does not",
        f"{seen / passed:,.0f} words/s",
        f"{passed / seen / (bare / words):.2%} of the parser's time: no word of harm in it",
    )


def adding(load: Load) -> Iterator[Row]:
    """Reports a second into a ledger, what each takes of the disk, and memory."""
    ledger = load.folder / "added.db"
    taken = seconds(lambda: api.add([load.stories], ledger=ledger, known_at=NOON))
    yield Row(
        "`tally add`, one process",
        f"{load.count / taken:.1f} reports/s",
        f"{load.count} reports of 250 words, 30 of 100 tell of violence",
    )
    again = seconds(lambda: api.add([load.stories], ledger=ledger, known_at=NOON))
    yield Row("the same again, all held", f"{load.count / again:.1f} reports/s")
    with SqliteLedger.open(ledger) as book:
        claims = book.counts().claims
    size, given = ledger.stat().st_size, load.stories.stat().st_size
    yield Row(
        "storage",
        f"{size / load.count:,.0f} bytes/report",
        f"the report itself {given / load.count:,.0f}; {claims} claims, their links",
    )
    yield Row(
        "memory of that process",
        f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MB",
        "the language model and the gazetteer are most of it",
    )


def backfilling(load: Load) -> Iterator[Row]:
    """Documents a second by each engine, and what the engine itself takes of computing, in all its processes."""
    one = load.folder / "one.jsonl"
    one.write_bytes(load.stories.read_bytes().split(b"\n", 1)[0] + b"\n")
    alone = _spent(lambda: api.add([load.stories], ledger=load.folder / "alone.db", known_at=NOON))
    yield Row(
        "`tally add`, by the clock",
        f"{load.count / alone.clock:.1f} documents/s",
        f"{alone.computing:.1f} s of computing",
    )
    for name, engine, workers in (("serial", "local", 1), ("pool(2)", "local", 2), ("Spark(local[2])", "spark", 2)):
        try:
            start, whole = (_backfilled(source, load.folder, engine, workers) for source in (one, load.stories))
        except UsageError as error:
            yield Row(f"backfill, {name}", "not measured", str(error))
            continue
        beyond = (whole.computing - start.computing) / alone.computing - 1
        overhead = f"; computing besides it {beyond:+.0%} against `add`" if engine == "local" else ""
        yield Row(
            f"backfill, {name}",
            f"{load.count / (whole.clock - start.clock):.1f} documents/s",
            f"after a start of {start.clock:.1f} s{overhead}",
        )


class Spent(NamedTuple):
    """Seconds that something took."""

    clock: float
    computing: float
    """Of this process and of those that it started and that have ended; Spark's own is none of them."""


def _spent(work: Callable[[], object]) -> Spent:
    began, computed = time.perf_counter(), sum(os.times()[:4])
    work()
    return Spent(time.perf_counter() - began, sum(os.times()[:4]) - computed)


def _backfilled(source: Path, folder: Path, engine: str, workers: int) -> Spent:
    ledger = folder / f"{engine}{workers}-{source.stem}.db"
    return _spent(
        lambda: api.backfill([source], ledger=ledger, engine=engine, workers=workers, known_at=NOON, documents=50)
    )


# ---------------------------------------------------------------------------------------- making sense


def linking(load: Load) -> Iterator[Row]:
    """What one more mention costs as more are known."""
    with SqliteLedger.open(load.folder / "linked.db", create=True) as ledger:
        with ledger._writing() as store:
            store.links().begin_anew()
        told, known, first = scale.stream(), 0, 0.0
        for level in (load.known // 10, load.known // 2, load.known):
            scale.fill(ledger, told, level - known)
            taken = [_linked(ledger, telling) for telling in islice(told, 300)]
            known = level + 300
            middle = statistics.median(taken)
            first = first or middle
            worst = statistics.quantiles(taken, n=100)[98]
            beside = f"{middle / first:.2f} times the first; worst of a hundred {worst:.1f} ms"
            yield Row(f"link one more mention, {level:,} known", f"{middle:.1f} ms", beside)


def _linked(ledger: SqliteLedger, telling: Telling) -> float:
    """Milliseconds of computing."""
    began = time.process_time()
    with ledger._writing() as store:
        Linker(store.links()).read(telling.report, [telling], Verdicts())
    return (time.process_time() - began) * 1000


def reconciling(load: Load) -> Iterator[Row]:
    """One event with very many claims; and with a few."""
    dice = random.Random(20210113)
    reconcile.reconciled(reconcile.event(0, 8, dice))
    large, small = reconcile.event(0, 1_000, dice), [reconcile.event(number, 8, dice) for number in range(300)]
    best = seconds(lambda: reconcile.reconciled(large), rounds=ROUNDS)
    each = seconds(lambda: [reconcile.reconciled(one) for one in small], rounds=ROUNDS) / len(small)
    yield Row("reconcile an event of 1,000 claims", f"{best * 1000:.0f} ms", f"all {len(OURS)} profiles")
    yield Row("reconcile an event of 8 claims", f"{each * 1000:.2f} ms", f"all {len(OURS)} profiles")


def looking_back(load: Load) -> Iterator[Row]:
    """Everything as known at a time."""
    ledger = load.folder / "added.db"
    now = seconds(lambda: api.events(ledger), rounds=ROUNDS)
    then = seconds(lambda: api.events(ledger, as_of=NOON), rounds=ROUNDS)
    count = len(api.events(ledger))
    yield Row(
        "all events, as known now",
        f"{now / max(1, count) * 1000:.1f} ms an event",
        f"{count} events, from the ledger, nothing kept",
    )
    yield Row(
        "all events, `--as-of`",
        f"{then / max(1, count) * 1000:.1f} ms an event",
        f"{then / now:.2f} times now: linked anew",
    )


# ---------------------------------------------------------------------------------------------- table

PARTS: tuple[Callable[[Load], Iterator[Row]], ...] = (
    *(reading, adding, backfilling, linking, reconciling, looking_back),
    *(peers.dateparser, peers.textacy, peers.datasketch, peers.langextract, peers.splink),
)


def stories(path: Path, count: int) -> None:
    """Made-up reports as JSON lines, three in ten of them with claims; two a day."""
    with path.open("wb") as file:
        for number, report in enumerate(stream(count, violent=0.3, words=250)):
            at = datetime(2021, 1, 1, tzinfo=UTC) + timedelta(hours=12 * number)
            told = {"text": report.text, "published_at": at.isoformat(), "outlet": f"Outlet {number % 40}"}
            file.write(json.dumps(told).encode() + b"\n")


def machine() -> str:
    """What it was measured on."""
    names = [line.partition(":")[2].strip() for line in _lines("/proc/cpuinfo") if line.startswith("model name")]
    memory = [int(line.split()[1]) for line in _lines("/proc/meminfo") if line.startswith("MemTotal")]
    what = f"{os.cpu_count()} × {names[0] if names else platform.machine()}"
    held = f", {memory[0] / 1e6:.0f} GB" if memory else ""
    system = f"{platform.system()} {platform.release().split('-')[0]}, Python {platform.python_version()}"
    busy = f"{os.getloadavg()[0]:.1f} processes wanted to run before it began"
    return f"{what}{held}, {system}, {pipeline_name()}; {busy}"


def _lines(path: str) -> list[str]:
    try:
        return Path(path).read_text(encoding="utf-8").splitlines()
    except OSError:
        return []


def rows(load: Load, skip: Sequence[str]) -> Iterator[Row]:
    """Every row; of a part whose package is not there, that it is not."""
    for part in PARTS:
        if part.__name__ in skip:
            continue
        try:
            yield from part(load)
        except ImportError as error:
            yield Row(part.__name__, "not measured", f"{error.name or error} is not installed")
        except Exception as error:  # a table with a gap is worth more than none; the gap says what it is
            yield Row(part.__name__, "not measured", f"{type(error).__name__}: {str(error)[:200]}")


def table(found: Iterable[Row], about: str) -> str:
    """The rows in Markdown."""
    lines = [f"Measured on {datetime.now(UTC):%d %B %Y}: {about}.", "", "| step | figure | beside |", "|---|---|---|"]
    for row in found:
        lines.append(f"| {row.step} | {row.figure} | {row.beside} |")
        print(lines[-1], file=sys.stderr, flush=True)
    return "\n".join(lines) + "\n"


BEGIN, END = "<!-- table -->\n", "<!-- end of table -->\n"


def main() -> None:
    """Measure, print the table, and put it into a file between its marks."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reports", type=int, default=400)
    parser.add_argument("--known", type=int, default=100_000, help="mentions on the shelf at the end of linking")
    parser.add_argument("--peers", type=Path, help="a folder with other programs' packages")
    parser.add_argument("--skip", nargs="*", default=[], help="parts, by the names of their functions")
    parser.add_argument("--write", type=Path)
    given = parser.parse_args()
    if given.peers:
        sys.path.append(str(given.peers))  # at the end: what is pinned here wins
    about = machine()
    with tempfile.TemporaryDirectory() as folder:
        load = Load(Path(folder), Path(folder, "stories.jsonl"), given.reports, given.known)
        stories(load.stories, given.reports)
        made = table(rows(load, given.skip), about)
    print(made)
    if given.write:
        text = given.write.read_text(encoding="utf-8")
        before, _, rest = text.partition(BEGIN)
        given.write.write_text(before + BEGIN + made + END + rest.partition(END)[2], encoding="utf-8")


if __name__ == "__main__":
    main()
