"""Whether memory stays flat while a news stream is read, and what triage saves.

    python -m bench.memory [--reports 100000] [--violent 0.02] [--words 250]

The stream is made up as it goes: every report has names and words that no report had before, because a reader that
keeps the words it has met grows with just these. `--violent 1` makes every report one with claims. Memory is that of
the process (resident set, Linux), told at each tenth of the stream; read the last five tenths against each other,
since the first fill the tables that are kept. Speed is told as a ratio within the run: reports that triage passes
over, against the bare parser on the same texts.
"""

from __future__ import annotations

import argparse
import itertools
import random
import time
from collections.abc import Iterator
from pathlib import Path

from tallystick.api import load_knowledge
from tallystick.extract.claims import extract
from tallystick.ids import content_id
from tallystick.model import Report
from tallystick.text.english import load_english, pipeline_name

_QUIET = (
    "The council of {a} has asked {b} for a second reading of the budget, which {c} had put off since spring.",
    "Prices for {a} rose by {n} percent in {b}, while growers near {c} hope for rain.",
    "{a} beat {b} by {n} goals and will meet {c} in the next round on Saturday.",
    "A festival of {a} music opens in {b}, with {n} choirs and the orchestra of {c}.",
    "Engineers from {a} finished the tunnel under {b} in {n} months, and {c} paid for it.",
)
_VIOLENT = (
    "At least {n} people were killed in {a} when a shell hit a bakery, said {b}, an aid worker.",
    "Gunmen from {a} wounded {n} guards near {b} on Tuesday, the police in {c} said.",
    "The army of {a} said that {n} of its soldiers had died at {b}; nobody could confirm it.",
)


def stream(number: int, *, violent: float, words: int, seed: int = 7) -> Iterator[Report]:
    """That many reports, the given share of them with claims, each about so many words long."""
    dice = random.Random(seed)
    for index in range(number):
        told = dice.random() < violent
        lines: list[str] = []
        while sum(line.count(" ") + 1 for line in lines) < words:
            pattern = dice.choice(_VIOLENT if told and len(lines) % 3 == 0 else _QUIET)
            names = {key: _name(dice) for key in "abc"}
            lines.append(pattern.format(n=dice.randint(2, 90), **names))
        text = "\n".join(lines)
        yield Report(id=content_id("rep", str(index)), text=text, language="en")


def _name(dice: random.Random) -> str:
    """A name that was hardly ever used before."""
    parts = (
        dice.choice(("ka", "ro", "mi", "du", "sel", "tar", "bo", "ne", "vis", "hal")) for _ in range(dice.randint(3, 5))
    )
    return "".join(parts).capitalize()


def resident() -> float:
    """Megabytes of memory that this process holds."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * 4096 / 1e6


def main() -> None:
    """Read the stream, and print a line at each tenth of it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reports", type=int, default=100_000)
    parser.add_argument("--violent", type=float, default=0.02)
    parser.add_argument("--words", type=int, default=250)
    given = parser.parse_args()
    known, english = load_knowledge(), load_english()
    print(f"{given.reports} reports of about {given.words} words, {given.violent:.0%} with claims, {pipeline_name()}")
    tenth, claims, passed, spent = max(1, given.reports // 10), 0, 0, 0.0
    for index, report in enumerate(stream(given.reports, violent=given.violent, words=given.words), start=1):
        start = time.perf_counter()
        reading = extract(report, known=known)
        took = time.perf_counter() - start
        claims += len(reading.claims)
        if not reading.claims:
            passed, spent = passed + 1, spent + took
        if index % tenth == 0:
            kept = len(english.vocab.strings)
            print(f"{index:>8} read  {resident():7.1f} MB  {claims:>7} claims  {kept:>7} words kept", flush=True)
    quiet = list(itertools.islice(stream(200, violent=0.0, words=given.words, seed=8), 200))
    with english.memory_zone():
        start = time.perf_counter()
        for doc in english.pipe(report.text for report in quiet):
            len(doc)
        parsing = (time.perf_counter() - start) / len(quiet)
    if passed:
        each, times = 1000 * spent / passed, parsing * passed / spent
        print(f"passed over {each:.3f} ms a report, bare parser {1000 * parsing:.2f} ms: {times:.0f} times")


if __name__ == "__main__":
    main()
