"""Raise the floors to what is measured now: `python -m tests.quality.pin [--all-corpora] [--allow-regression]`."""

from __future__ import annotations

import argparse
import json
import sys

from bench.corpora import CORPORA, documents_of, figures, read_all, score, workers
from bench.readers import READERS
from tests.quality import floors


def main() -> int:
    """Write floors.json anew; 1, and nothing lowered, where a figure fell and that was not allowed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--all-corpora", action="store_true", help="pin the whole of each corpus too, not the samples alone"
    )
    parser.add_argument(
        "--allow-regression", action="store_true", help="lower a floor where the figure fell: say why in the change"
    )
    given = parser.parse_args()
    pinned, faults = floors.load(), []
    with workers() as mapped:
        for corpus in (one for one in CORPORA if one.present):
            for sample in (True, False) if given.all_corpora and corpus.sample else (True,):
                outputs = read_all(READERS[corpus.task], documents_of(corpus, sample=sample), mapped)
                measured = figures(corpus, score(corpus, outputs, sample=sample))
                floor = floors.of(pinned, corpus, sample=sample)
                faults += [f"{corpus.name}: {fault}" for fault in floors.below(floor, measured)]
                entry = pinned.setdefault(corpus.name, {})
                if entry.get("fingerprint") != corpus.fingerprint():
                    entry.clear()
                new = floors.moved(floor, measured, allow_regression=given.allow_regression)
                entry.update({"fingerprint": corpus.fingerprint(), floors.part(corpus, sample=sample): new})
    floors.FILE.write_text(json.dumps(pinned, indent=1) + "\n", encoding="utf-8")
    print("\n".join(faults or ["no figure fell"]))
    return 1 if faults and not given.allow_regression else 0


if __name__ == "__main__":
    sys.exit(main())
