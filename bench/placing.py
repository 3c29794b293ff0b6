"""How much of a reading finding the places takes.

    python -m bench.placing [--rounds N] [REPORTS.jsonl]

Without a file it reads the bundled examples. Places are found anew in every round over texts that are parsed
already; the share is of the whole reading in the same run.
"""

from __future__ import annotations

import argparse
import statistics
import time
from pathlib import Path

from bench.reading import reports
from tallystick import examples
from tallystick.api import load_knowledge
from tallystick.extract.claims import extract
from tallystick.extract.where import Places
from tallystick.text.english import parse


def main() -> None:
    """Time them and print a small table."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("file", nargs="?", type=Path)
    arguments.add_argument("--rounds", type=int, default=5)
    given = arguments.parse_args()
    texts = reports([given.file] if given.file else examples.paths())
    known = load_knowledge()
    parsed = [parse(report.text) for report in texts]
    for report in texts:
        extract(report, known=known)
    whole, places = [], []
    for _ in range(given.rounds):
        began = time.perf_counter()
        for report in texts:
            extract(report, known=known)
        read = time.perf_counter()
        for report, doc in zip(texts, parsed, strict=True):
            found = Places(doc, report.title, known.gazetteer, known.words, outlet=report.outlet, url=report.url)
            for sentence in doc.sents:
                found.find(report.text, sentence.start_char, sentence.end_char)
        whole.append(read - began)
        places.append(time.perf_counter() - read)
    took, all_of_it = statistics.median(places), statistics.median(whole)
    print(f"{len(texts)} reports, {given.rounds} rounds, one core")
    print(f"places {1e3 * took / len(texts):.2f} ms a report, {took / all_of_it:.1%} of the reading")


if __name__ == "__main__":
    main()
