"""How fast reports are read, against the bare parser on the same texts in the same run.

    python bench/reading.py [--rounds N] [REPORTS.jsonl]

Without a file it reads the bundled examples. Each round times both, one after the other, on one core; the ratio of
their medians is what to quote, because the speed of a machine drifts and a ratio does not.
"""

from __future__ import annotations

import argparse
import statistics
import time
from pathlib import Path

from tallystick import examples
from tallystick.extract.anchors import Anchors
from tallystick.extract.claims import Knowledge, extract
from tallystick.extract.where import Places
from tallystick.model import Report
from tallystick.read.formats import read_reports
from tallystick.reference.lexicon import Lexicon
from tallystick.reference.places import load
from tallystick.reference.sources import Registry
from tallystick.text.english import load_english, parse, pipeline_name


def reports(paths: list[Path]) -> list[Report]:
    """The reports in these files that have a text."""
    found = [one for path in paths for one in read_reports(path.read_bytes(), name=path.name)]
    return [one for one in found if isinstance(one, Report) and one.text]


def time_and_place(report: Report, known: Knowledge) -> tuple[float, float]:
    """Seconds that one report's times and its places take by themselves, on a parse that is made before."""
    doc = parse(report.text)
    begin = time.perf_counter()
    places = Places(doc, report.title, known.gazetteer, known.words)
    country = places.happening_in(report.text)
    named = [where for s in doc.sents for where in places.find(report.text, s.start_char, s.end_char)]
    middle = time.perf_counter()
    anchors = Anchors.of(report, named, country, gazetteer=known.gazetteer, registry=known.registry)
    for _ in anchors.sentences(doc):
        pass
    return time.perf_counter() - middle, middle - begin


def main() -> None:
    """Time both and print a small table."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("file", nargs="?", type=Path)
    arguments.add_argument("--rounds", type=int, default=5)
    given = arguments.parse_args()
    texts = reports([given.file] if given.file else examples.paths())
    words = sum(len(report.text.split()) for report in texts)
    english = load_english()
    known = Knowledge(Lexicon.load(), Registry.load(), load())
    for report in texts:  # once, so that tables are loaded and caches are warm for both
        english(report.text)
        extract(report, known=known)
    bare, whole, times, places = [], [], [], []
    for _ in range(given.rounds):
        start = time.perf_counter()
        for report in texts:  # the same texts: a headline is parsed with its report
            list(english.pipe([report.text, report.title] if report.title else [report.text]))
        middle = time.perf_counter()
        for report in texts:
            extract(report, known=known)
        bare.append(middle - start)
        whole.append(time.perf_counter() - middle)
        spent = [time_and_place(report, known) for report in texts]
        times.append(sum(seconds for seconds, _ in spent))
        places.append(sum(seconds for _, seconds in spent))
    parser, reader = statistics.median(bare), statistics.median(whole)
    print(f"{len(texts)} reports, {words} words, {given.rounds} rounds, {pipeline_name()}, one core")
    print(f"bare parser   {len(texts) / parser:7.1f} reports/s  {words / parser:8.0f} words/s")
    print(f"whole reading {len(texts) / reader:7.1f} reports/s  {words / reader:8.0f} words/s")
    print(f"times {statistics.median(times) / reader:14.1%}  of the whole reading")
    print(f"places {statistics.median(places) / reader:13.1%}  of the whole reading")
    print(f"ratio         {reader / parser:7.2f}  (whole reading / bare parser)")


if __name__ == "__main__":
    main()
