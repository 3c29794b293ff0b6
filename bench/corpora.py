"""The annotated texts of others: where they lie, which of them are read, and what their own scorers say.

Nothing of them stands in this repository. Their scorers are called as they are, on files written for the moment.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from tests.material import FOLDER

Document = dict[str, Any]
"""One report as `score.py inputs` prints it: id, outlet, title, text, published_at, url."""
Output = dict[str, Any]
"""One report as `tally read --json` prints it."""
Read = Callable[[Document], Output | None]
Mapped = Callable[[Read, Iterable[Document]], Iterable[Output | None]]

FIELDS = ("id", "outlet", "title", "text", "published_at", "url")


@dataclass(frozen=True, slots=True)
class Corpus:
    """One annotated corpus, or the first documents of it."""

    name: str
    task: str
    """counts, attribution, places, article, times or linking: a command of the scorer; gold: that of the annotated
    reports."""
    split: str | None = None
    sample: int = 60
    """How many documents, the first ones, the ordinary test suite reads; 0 = all."""
    every: int = 1
    """Of the whole, each so-manieth document is read."""

    @property
    def entry(self) -> str:
        """What its floors are pinned under: a corpus that serves two tasks has two entries."""
        return f"{self.name} linking" if self.task == "linking" else self.name

    @property
    def folder(self) -> Path:
        """Where it lies."""
        return FOLDER / "gold" / "dev" if self.task == "gold" else FOLDER / "corpora" / self.name

    @property
    def files(self) -> list[Path]:
        """What its fingerprint covers."""
        return sorted(self.folder.glob("*.json")) if self.task == "gold" else [self.folder / "documents.jsonl.gz"]

    @property
    def present(self) -> bool:
        """Whether it is here."""
        return bool(self.files) and all(file.exists() for file in self.files)

    def fingerprint(self) -> str:
        """SHA-256 of its files, in the order of their names."""
        digest = hashlib.sha256()
        for file in self.files:
            digest.update(file.read_bytes())
        return digest.hexdigest()


GOLD = Corpus("gold/dev", "gold", sample=0)
COUNTS = (
    Corpus("fa-kes", "counts"),
    Corpus("gva-gvc", "counts", every=4),  # the whole would take about a quarter of an hour
    Corpus("muc4", "counts"),
    Corpus("gvdb", "counts"),
    Corpus("isaf-press-releases", "counts"),
)
GEOPARSING = Corpus("geoparsing", "places", sample=40)
POLNEAR = Corpus("polnear", "attribution", split="dev", sample=20)
ARTICLES = Corpus("article-extraction", "article", sample=0)
RECOGNIZERS = Corpus("recognizers-text", "times", sample=250)
CORPORA = (GOLD, *COUNTS, POLNEAR, GEOPARSING, ARTICLES, RECOGNIZERS)


def lines_of(corpus: Corpus, *, sample: bool) -> list[str]:
    """The documents of a corpus with their annotations, one JSON object each."""
    if corpus.task == "gold":
        found = [file.read_text(encoding="utf-8") for file in corpus.files]
    else:
        with gzip.open(corpus.files[0], "rt", encoding="utf-8", newline="\n") as opened:
            found = [line for line in opened if _is_read(corpus, json.loads(line))][:: corpus.every]
    return found[: corpus.sample] if sample and corpus.sample else found


TIMES = frozenset(
    f"DateTime/English/{name}"
    for name in "DateTimeModel DateParser DatePeriodParser HolidayParser MergedParser".split()
)
"""The files of recognizers-text that its scorer takes; the others follow conventions that contradict these."""


def _is_read(corpus: Corpus, document: Document) -> bool:
    if corpus.task == "times" and (document["split"] not in TIMES or not document["published_at"]):
        return False
    return corpus.split in (None, document["split"])


def documents_of(corpus: Corpus, *, sample: bool) -> list[Document]:
    """The documents of a corpus as a reader gets them, without their annotations."""
    documents = []
    for line in lines_of(corpus, sample=sample):
        told = json.loads(line)
        told["published_at"] = told.get("published_at", told.get("published"))
        document = {key: told.get(key) for key in FIELDS}
        if corpus.task == "article":  # what is read is the page; its text is the annotation
            document |= {"text": None, "page": str(corpus.folder / "html" / f"{told['id']}.html.gz")}
        documents.append(document)
    return documents


@contextmanager
def workers(processes: int = 2) -> Iterator[Mapped]:
    """A `map` over that many processes, in order; a reader that it is given stands at the top of a module."""
    if processes < 2:
        yield map
        return
    with get_context("spawn").Pool(processes) as pool:
        yield partial(pool.imap, chunksize=8)


def read_all(read: Read, documents: Iterable[Document], mapped: Mapped = map) -> list[Output]:
    """What a reader makes of these documents, in their order; one that it cannot read is left out."""
    return [output for output in mapped(read, documents) if output is not None]


def score(corpus: Corpus, outputs: Iterable[Output], *, sample: bool) -> dict[str, Any]:
    """What the corpus's own scorer says of these readings."""
    with tempfile.TemporaryDirectory() as made:
        predictions = Path(made, "out.jsonl")
        with predictions.open("w", encoding="utf-8") as opened:
            opened.writelines(json.dumps(output) + "\n" for output in outputs)
        if corpus.task == "gold":
            command = [str(FOLDER / "gold" / "score.py"), str(corpus.folder), str(predictions)]
        else:
            part = Path(made, corpus.name)  # the scorer holds a document that was not read for wrong: give it what was
            part.mkdir()
            with gzip.open(part / "documents.jsonl.gz", "wt", encoding="utf-8", newline="\n") as opened:
                opened.writelines(line.rstrip("\n") + "\n" for line in lines_of(corpus, sample=sample))
            command = [str(FOLDER / "corpora" / "score.py"), corpus.task, str(part), str(predictions)]
        ran = subprocess.run([sys.executable, *command, "--json"], capture_output=True, text=True, check=True)
        told: dict[str, Any] = json.loads(ran.stdout)
        return told


PLACES = {
    "accuracy_161km": "accuracy@161 km",
    "accuracy_161km_of_all": "accuracy@161 km of all",
    "country_accuracy": "country accuracy",
    "tag_overlap_f1": "tag F1",
    "tag_exact_f1": "tag exact F1",
}
"""Measures of the scorer of places, and what the table calls them."""


def figures(corpus: Corpus, told: dict[str, Any]) -> dict[str, float]:
    """The figures of the table, by name, from what the scorer printed."""
    if corpus.task == "gold":
        return {f"{level} F1": told[level]["f1"] for level in told if isinstance(told[level], dict)}
    if corpus.task == "article":
        return {"article F1": told["all"]["f1"], "precision": told["all"]["precision"], "recall": told["all"]["recall"]}
    if corpus.task == "attribution":
        return {f"{role} F1": told[role]["f1"] for role in told}
    if corpus.task == "places":
        return {
            f"{part} {shown}": told[part][key]
            for part in sorted(set(told) - {"all"})
            for key, shown in PLACES.items()
            if told[part][key] is not None
        }
    if corpus.task == "times":
        return {f"{kind} {key}": told[kind][key] for kind in ("all", "date", "range") for key in ("right", "marked")}
    ways = {"accuracy": "accuracy", "f1": "F1"}
    return {f"{name} {shown}": told[name][key] for name in told if name != "all" for key, shown in ways.items()}
