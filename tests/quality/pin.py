"""Raise the floors to what is measured now: `python -m tests.quality.pin [--all-corpora] [--allow-regression]`."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from bench import linking
from bench.corpora import CORPORA, Corpus, documents_of, figures, read_all, score, workers
from bench.readers import READERS
from bench.readings import KEPT
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
    parser.add_argument("--only-linking", action="store_true", help="pin how well reports are linked, and nothing else")
    parser.add_argument("--readings", type=Path, default=KEPT, metavar="FOLDER", help="as for bench.linking")
    given = parser.parse_args()
    pinned, faults = floors.load(), list[str]()

    def pin(corpus: Corpus, measured: dict[str, float], *, sample: bool) -> None:
        floor = floors.of(pinned, corpus, sample=sample)
        faults.extend(f"{corpus.entry}: {fault}" for fault in floors.below(floor, measured))
        entry = pinned.setdefault(corpus.entry, {})
        if entry.get("fingerprint") != corpus.fingerprint():
            entry.clear()
        new = floors.moved(floor, measured, allow_regression=given.allow_regression)
        entry.update({"fingerprint": corpus.fingerprint(), floors.part(corpus, sample=sample): new})

    with workers() as mapped:
        for corpus in (one for one in CORPORA if one.present and not given.only_linking):
            for sample in (True, False) if given.all_corpora and corpus.sample else (True,):
                outputs = read_all(READERS[corpus.task], documents_of(corpus, sample=sample), mapped)
                pin(corpus, figures(corpus, score(corpus, outputs, sample=sample)), sample=sample)
    if linking.SAMPLE.present:
        pin(linking.SAMPLE, linking.sampled(), sample=True)
    for name in linking.SCORED if given.all_corpora else ():
        if (corpus := Corpus(name, "linking")).present:
            pin(corpus, linking.ours_alone(name, given.readings), sample=False)
    floors.FILE.write_text(json.dumps(pinned, indent=1) + "\n", encoding="utf-8")
    print("\n".join(faults or ["no figure fell"]))
    return 1 if faults and not given.allow_regression else 0


if __name__ == "__main__":
    sys.exit(main())
