"""Which reports tell of one incident: ours beside text with a time window, judged by the corpora's own scorer.

    python -m bench.linking [--readings FOLDER] [--json | --write docs/quality.md]

Linked are the readings that bench/readings.py keeps, made first where they are not there (a quarter of an hour).
Scored is the half of the incidents of gva-gvc and ecbplus on which nothing was fitted, and all of the weak groups of
fa-kes, on which next to nothing was. Beside ours stand

- TF-IDF with a time window, words counted over the very reports that it links,
- sentence embeddings by all-MiniLM-L6-v2 with a time window (bench/baselines/minilm.py),
- splink 5 on our extracted records, unsupervised (bench/baselines/splink_records.py),

all by average link; the last two where what they need is installed. Each of them is tuned for each corpus on the half
of the incidents that ours was fitted on: the window and the least likeness that give the best mean of B-cubed and
pairwise F1 there. Ours has one table and one threshold for all corpora.
"""

from __future__ import annotations

import argparse
import collections
import gzip
import heapq
import itertools
import json
import math
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from bench.baselines import minilm, splink_records
from bench.corpora import FIELDS, Corpus, read_all
from bench.readers import read_claims
from bench.readings import KEPT, NAMES, annotated, incident, readings
from bench.weights import Known, half
from tallystick.link.cluster import link
from tallystick.link.telling import tellings
from tallystick.model import Reading, Report, from_json
from tallystick.reference.terms import words_of
from tests.material import FOLDER

SAMPLE = Corpus("ecbplus", "linking", sample=60)
"""What the ordinary test suite reads and links: the first reports on violence of this corpus."""
SCORED = {"gva-gvc": (1,), "ecbplus": (1,), "fa-kes": (0, 1)}
"""The halves that are scored."""
DAYS = (2, 4, 14)
COSINES = (0.06, 0.08, 0.1, 0.14, 0.18)
LIKENESSES = (0.4, 0.5, 0.6, 0.65, 0.7, 0.75, 0.8)
MEASURES = ("b_cubed", "pairwise", "conll")
START, END = "<!-- linking: python -m bench.linking --write docs/quality.md -->", "<!-- end of linking -->"

Event = dict[str, Any]
Close = dict[tuple[int, int], float]
"""Likeness of pairs of reports by their places, the smaller first."""


class Way(NamedTuple):
    """A way of linking by likeness, and the settings that it may be tuned to."""

    name: str
    close: Callable[[Sequence[Known], str, Path], Close]
    cosines: Sequence[float]
    days: Sequence[int]


class Tuned(NamedTuple):
    """What a way was tuned to."""

    cosine: float
    days: int


def ours(reports: Sequence[Known]) -> list[Event]:
    """The events as `tally events --json` tells them, as far as the scorer looks."""
    external = {one.reading.report.id: one.reading.report.external_id for one in reports}
    return [
        {
            "id": str(number),
            "mentions": [{"report": ref.report, "mention": ref.mention, "role": ref.role} for ref in linked.mentions],
            "reports": [{"id": ref.report, "external_id": external[ref.report]} for ref in linked.mentions],
        }
        for number, linked in enumerate(link(one.reading for one in reports))
    ]


# ------------------------------------------------------------------------------------- ways of others


def by_tf_idf(reports: Sequence[Known], name: str, folder: Path) -> Close:
    """Cosines of words, weighed by how few of these reports they stand in."""
    vectors = _vectors([one.reading.report for one in reports])
    close: Close = collections.defaultdict(float)
    standing: dict[str, list[int]] = collections.defaultdict(list)
    for number, vector in enumerate(vectors):
        for word, weight in vector.items():
            for other in standing[word]:
                close[other, number] += weight * vectors[other][word]
            standing[word].append(number)
    return {pair: value for pair, value in close.items() if value >= min(COSINES) / 2}


def _vectors(reports: Sequence[Report]) -> list[dict[str, float]]:
    counts = [collections.Counter(words_of(f"{report.title} {report.text}")) for report in reports]
    spread = collections.Counter(word for some in counts for word in some)
    vectors = []
    for some in counts:
        weights = {
            word: (1 + math.log(times)) * math.log((1 + len(reports)) / (1 + spread[word]))
            for word, times in some.items()
            if spread[word] <= len(reports) / 5
        }
        length = math.sqrt(sum(weight * weight for weight in weights.values())) or 1.0
        vectors.append({word: weight / length for word, weight in weights.items()})
    return vectors


def by_minilm(reports: Sequence[Known], name: str, folder: Path) -> Close:
    """Cosines of sentence embeddings."""
    everything = sorted((one.report for one in readings(name, folder)), key=lambda report: report.id)
    rows = minilm.encoded([f"{report.title}\n{report.text}" for report in everything], folder, name)
    at = {report.id: number for number, report in enumerate(everything)}
    mine = rows[[at[one.reading.report.id] for one in reports]]
    cosines = mine @ mine.T
    return {
        (int(one), int(other)): float(cosines[one, other])
        for one, other in zip(*(cosines >= min(LIKENESSES) / 2).nonzero(), strict=True)
        if one < other
    }


def by_splink(reports: Sequence[Known], name: str, folder: Path) -> Close:
    """Match weights of the main incidents; a report without one is alone."""
    told = {one.report: one for one in reversed(tellings(one.reading for one in reports)) if one.sketch is not None}
    at = {one.reading.report.id: number for number, one in enumerate(reports)}
    weighed = splink_records.pairs([told[report] for report in sorted(told)])
    return {(min(at[one], at[other]), max(at[one], at[other])): weight for one, other, weight in weighed}


ALWAYS = 10**6
"""A window that holds any two reports: splink compares days itself."""


def ways() -> Iterator[Way]:
    """Those whose needs are installed."""
    yield Way("TF-IDF", by_tf_idf, COSINES, DAYS)
    if minilm.is_here():
        yield Way("MiniLM", by_minilm, LIKENESSES, DAYS)
    if splink_records.is_here():
        yield Way("splink on our records", by_splink, splink_records.WEIGHTS, (ALWAYS,))


def average_link(number: int, close: Close, least: float) -> list[list[int]]:
    """Groups of 0 to number - 1: the closest two are joined until their mean likeness is below the least."""
    groups = {one: [one] for one in range(number)}
    close = dict(close)
    near: dict[int, set[int]] = collections.defaultdict(set)
    for one, other in close:
        near[one].add(other)
        near[other].add(one)
    queue = [(-value, one, other) for (one, other), value in close.items() if value >= least]
    heapq.heapify(queue)
    fresh = itertools.count(number)
    while queue:
        _, one, other = heapq.heappop(queue)
        if one not in groups or other not in groups:
            continue
        left, right = groups.pop(one), groups.pop(other)
        joined = next(fresh)
        for third in (near[one] | near[other]) & groups.keys():
            sums = [close.get((min(each, third), max(each, third)), 0.0) for each in (one, other)]
            mean = (sums[0] * len(left) + sums[1] * len(right)) / (len(left) + len(right))
            close[third, joined] = mean
            near[third].add(joined)
            near[joined].add(third)
            if mean >= least:
                heapq.heappush(queue, (-mean, third, joined))
        groups[joined] = left + right
    return list(groups.values())


def grouped(reports: Sequence[Known], close: Close, tuned: Tuned) -> list[list[int]]:
    """Reports joined by likeness within a window of days of publication."""
    told = [one.reading.report for one in reports]
    within = {pair: value for pair, value in close.items() if _within(told[pair[0]], told[pair[1]], tuned.days)}
    return average_link(len(told), within, tuned.cosine)


def _within(one: Report, other: Report, days: int) -> bool:
    if one.published_at is None or other.published_at is None:
        return True
    return abs((one.published_at - other.published_at).days) <= days


def tune(way: Way, name: str, folder: Path) -> Tuned:
    """The settings that are best on the half that ours was fitted on."""
    reports = half(name, readings(name, folder), 0)
    close = way.close(reports, name, folder)
    settings = [Tuned(cosine, days) for cosine in way.cosines for days in way.days]
    return max(settings, key=lambda tuned: _goodness(reports, grouped(reports, close, tuned)))


def _goodness(reports: Sequence[Known], groups: Iterable[Sequence[int]]) -> float:
    """Mean of B-cubed and pairwise F1."""
    event = {report: number for number, group in enumerate(groups) for report in group}
    both = collections.Counter((event[at], one.incident) for at, one in enumerate(reports))
    events, filed = collections.Counter(event.values()), collections.Counter(one.incident for one in reports)
    precise = sum(n * n / events[key[0]] for key, n in both.items()) / len(reports)
    complete = sum(n * n / filed[key[1]] for key, n in both.items()) / len(reports)
    pairs = [sum(n * (n - 1) for n in counts.values()) for counts in (both, events, filed)]
    return precise * complete / (precise + complete) + pairs[0] / max(1, pairs[1] + pairs[2])


# ------------------------------------------------------------------------------------------ the table


def score(name: str, reports: Sequence[Known], events: Iterable[Event]) -> dict[str, float]:
    """What the corpora's scorer says of these events."""
    wanted = {one.reading.report.external_id for one in reports}
    with tempfile.TemporaryDirectory() as made:
        part, found = Path(made, name), Path(made, "events.jsonl")
        part.mkdir()
        with gzip.open(part / "documents.jsonl.gz", "wt", encoding="utf-8") as opened:
            opened.writelines(json.dumps(one) + "\n" for one in annotated(name) if str(one["id"]) in wanted)
        found.write_text("".join(json.dumps(event) + "\n" for event in events), encoding="utf-8")
        command = [sys.executable, str(FOLDER / "corpora" / "score.py"), "linking", str(part), str(found), "--json"]
        command += ["--violent"] if name == "ecbplus" else []
        told = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    return {measure: told[measure]["f1"] for measure in MEASURES} | {"covered": told["documents"]["covered"]}


def measured(name: str, folder: Path, *, others: bool = True) -> dict[str, dict[str, float]]:
    """Every column of one corpus."""
    made = readings(name, folder)
    reports = [one for which in SCORED[name] for one in half(name, made, which)]
    columns = {"tallystick": score(name, reports, ours(reports))}
    for way in ways() if others else ():
        tuned = tune(way, name, folder)
        groups = grouped(reports, way.close(reports, name, folder), tuned)
        told = [one.reading.report for one in reports]
        events = [
            {"id": str(number), "reports": [{"id": told[at].id, "external_id": told[at].external_id} for at in group]}
            for number, group in enumerate(groups)
        ]
        window = "" if tuned.days == ALWAYS else f", {tuned.days} days"
        columns[f"{way.name}, {tuned.cosine:g}{window}"] = score(name, reports, events)
    print(f"{name}: {len(reports)} reports (SHA-256 {Corpus(name, 'linking').fingerprint()[:16]}…)", file=sys.stderr)
    return columns


def ours_alone(name: str, folder: Path) -> dict[str, float]:
    """Our own column of one corpus."""
    return measured(name, folder, others=False)["tallystick"]


def sampled() -> dict[str, float]:
    """Our figures on the reports of SAMPLE, read now; half of their incidents were fitted on."""
    wanted = [one for one in annotated(SAMPLE.name) if incident(one) is not None][: SAMPLE.sample]
    outputs = read_all(read_claims, [{key: one.get(key) for key in FIELDS} for one in wanted])
    filed = {str(one["id"]): incident(one) or "" for one in wanted}
    made = [from_json(json.dumps(output), Reading) for output in outputs]
    reports = [Known(one, filed[one.report.external_id or ""]) for one in made]
    return score(SAMPLE.name, reports, ours(reports))


def table(told: dict[str, dict[str, dict[str, float]]]) -> str:
    """All columns of all corpora, a line each."""
    lines = ["| corpus | linked by | B-cubed | pairwise | CoNLL | covered |", "|---|---|---|---|---|---|"]
    for name, columns in told.items():
        for number, (column, figures) in enumerate(columns.items()):
            shown = " | ".join(f"{value:.3f}".removeprefix("0") for value in figures.values())
            lines.append(f"| {name if number == 0 else ''} | {column} | {shown} |")
    return "\n".join(lines)


def filled_in(document: str, made: str) -> str:
    """A document with this table between its marks.

    Raises:
        ValueError: it has no such marks, and the table would stand anywhere.
    """
    before, start, rest = document.partition(START)
    _, end, after = rest.partition(END)
    if not (start and end):
        raise ValueError(f"Cannot put the table in: expected {START} and {END}, in this order.")
    return f"{before}{START}\n\n{made}\n\n{END}{after}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--readings", type=Path, default=KEPT, metavar="FOLDER")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--write", type=Path, metavar="FILE", help="put the table between the marks of this document")
    given = parser.parse_args(arguments)
    told = {name: measured(name, given.readings) for name in reversed(NAMES)}
    if given.write:
        given.write.write_text(filled_in(given.write.read_text(encoding="utf-8"), table(told)), encoding="utf-8")
    print(json.dumps(told, indent=1) if given.json else table(told))
    return 0


if __name__ == "__main__":
    sys.exit(main())
