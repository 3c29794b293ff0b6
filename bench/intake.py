"""How fast pages of a web archive are taken in, stage by stage, against trafilatura alone on the same pages.

    python -m bench.intake [--megabytes N] [--relevant SHARE] [--rounds N]

It makes a WARC of about that size unpacked (1,000 gives the archive of a crawler; the default is small): pages with the
weight of real ones, most of which tell of no violence. Each round times both, in turns, page by page, in seconds of one
core (waiting for the disk is told apart, as wall time); the ratio is what to quote, because the speed of a machine
drifts and a ratio does not.
"""

from __future__ import annotations

import argparse
import io
import random
import statistics
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import lxml.html
from trafilatura.core import bare_extraction
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from tallystick.extract.triage import may_hold_a_claim
from tallystick.fetch.limits import Limits
from tallystick.fetch.warc import from_warc
from tallystick.intake import load_knowledge, reader_name
from tallystick.ledger.sqlite import SqliteLedger
from tallystick.model import Original, Reading, Report
from tallystick.pipeline import take_down
from tallystick.read.formats import read_reports

STAGES = ("archive", "article", "triage", "claims", "record")
_QUIET = """
The council of the town will vote on the new tram line next week. Prices of bread rose by two per cent in spring.
The museum opens its garden to visitors from Saturday. A choir of forty singers performed in the old station.
Rain is expected in the north, sunshine on the coast. The library has bought six thousand books since January.
Engineers tested the bridge with loaded lorries. The club signed a goalkeeper from the second league.
""".split("\n")
_GRIM = """
Warplanes bombed a depot near the town of Idlib on Tuesday, killing at least {n} fighters, a hospital said.
Shelling of the market killed {n} people and wounded a dozen more, according to the Syrian Observatory for Human Rights.
The defence ministry made no comment on the raid. Residents said the dead included {n} members of one family.
""".split("\n")


def page(number: int, chance: random.Random, *, relevant: bool) -> str:
    """A page of about 100 kB, as a news site sends it: menus, scripts, other headlines, and one article."""
    quiet = [line for line in _QUIET if line]
    grim = [line.format(n=chance.randint(3, 60)) for line in _GRIM if line]
    article = [*(grim if relevant else []), *(chance.choice(quiet) for _ in range(12))]
    menu = "".join(f'<li class="menu-item"><a href="/section/{n}">Section {n}</a></li>' for n in range(60))
    more = "".join(
        f'<div class="teaser"><a href="/{n}"><img src="/{n}.jpg"><h3>{chance.choice(quiet)[:60]}</h3></a></div>'
        for n in range(80)
    )
    script = "window.config=" + str([chance.random() for _ in range(2_500)])
    return (
        f'<!DOCTYPE html><html lang="en"><head><title>Page {number}</title><script>{script}</script>'
        '<meta property="article:published_time" content="2021-01-13T08:00:00Z"></head>'
        f"<body><nav><ul>{menu}</ul></nav>"
        f"<main><article><h1>Page {number}</h1>{''.join(f'<p>{line}</p>' for line in article)}</article></main>"
        f"<aside>{more}</aside><footer>{menu}</footer><script>{script[:20_000]}</script></body></html>"
    )


def make_warc(path: Path, *, megabytes: int, relevant: float) -> int:
    """Write the archive; returns the number of pages."""
    chance, size, number = random.Random(7), 0, 0
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=True)
        while size < megabytes * 1_000_000:
            body = page(number, chance, relevant=chance.random() < relevant).encode()
            headers = StatusAndHeaders("200 OK", [("Content-Type", "text/html; charset=utf-8")], protocol="HTTP/1.1")
            url = f"https://news.example/{number}"
            writer.write_record(writer.create_warc_record(url, "response", io.BytesIO(body), http_headers=headers))
            size, number = size + len(body), number + 1
    return number


def timed(path: Path, ledger: Path) -> tuple[Counter[str], Counter[str], float]:
    """Seconds of each stage over the archive, what came of its pages, and seconds of trafilatura on the same."""
    spent: Counter[str] = Counter()
    found: Counter[str] = Counter()
    alone = 0.0
    known, reader = load_knowledge(), reader_name()
    originals = from_warc(path, limits=Limits())
    with SqliteLedger(ledger) as book:
        for original in _clocked(originals, spent):
            began = time.process_time()
            (report,) = (item for item in _read(original) if isinstance(item, Report))
            spent["article"] += (read := time.process_time()) - began
            relevant = may_hold_a_claim(report, known.words)
            spent["triage"] += (told := time.process_time()) - read
            reading = take_down(report, known=known) if relevant else Reading(report=report)
            spent["claims"] += (taken := time.process_time()) - told
            book.record(reading, known_at=_noon(), reader=reader, original=original)
            spent["record"] += (done := time.process_time()) - taken
            found.update(pages=1, relevant=relevant, claims=len(reading.claims))
            tree = lxml.html.document_fromstring(original.data)
            bare_extraction(tree, favor_precision=True, include_comments=False, with_metadata=False)
            alone += time.process_time() - done
    return spent, found, alone


def _clocked(items: Iterator[Any], spent: Counter[str]) -> Iterator[Original]:
    while True:
        began = time.process_time()
        item = next(items, None)
        spent["archive"] += time.process_time() - began
        if item is None:
            return
        yield item


def _read(original: Original) -> Iterator[object]:
    return read_reports(original.data, name=original.capture.name, capture=original.capture)


def _noon() -> Any:
    from datetime import UTC, datetime

    return datetime(2024, 1, 1, 12, tzinfo=UTC)


def main() -> None:
    """Make the archive, time, and print a table."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--megabytes", type=int, default=20)
    arguments.add_argument("--relevant", type=float, default=0.03, help="share of pages that tell of violence")
    arguments.add_argument("--rounds", type=int, default=3)
    given = arguments.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "crawl.warc.gz")
        count = make_warc(path, megabytes=given.megabytes, relevant=given.relevant)
        packed = path.stat().st_size
        timed(path, Path(folder, "warm.db")) if given.megabytes <= 50 else None
        began = time.perf_counter()
        runs = [timed(path, Path(folder, f"{number}.db")) for number in range(given.rounds)]
        wall = (time.perf_counter() - began) / given.rounds
        held = Path(folder, "0.db").stat().st_size
    whole = statistics.median(sum(spent.values()) for spent, _, _ in runs)
    alone = statistics.median(alone for _, _, alone in runs)
    found = runs[0][1]
    print(
        f"{count} pages, {given.megabytes} MB unpacked, {packed / 1e6:.1f} MB packed, {given.rounds} rounds, one core"
    )
    print(f"{found['relevant']} may hold a claim, {found['claims']} claims; ledger {held / 1e6:.1f} MB")
    print(f"wall time {wall:.1f} s a round, both together")
    print(f"trafilatura alone  {count / alone:8.1f} pages/s")
    print(f"end to end         {count / whole:8.1f} records/s   ratio {whole / alone:.2f}")
    for stage in STAGES:
        seconds = statistics.median(spent[stage] for spent, _, _ in runs)
        print(f"  {stage:8} {seconds / whole:6.1%}  {count / seconds:10.1f} records/s")


if __name__ == "__main__":
    main()
