"""Which reports tell of one incident: ours beside TF-IDF with a time window, judged by the corpora's own scorer.

    python -m bench.linking READINGS [--json]

READINGS is a folder with what `tally read --json` prints for gva-gvc, ecbplus and fa-kes, as for bench.weights.
Scored are the half of the incidents that the weights were not fitted on (of gva-gvc and ecbplus), and the weak groups
of fa-kes, on which next to nothing was fitted. TF-IDF counts its words over the very reports that it links, and joins
by average link where the cosine is at least COSINE and publication no more than DAYS apart; it covers every report,
while ours links no report in which no incident was found.
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
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from bench.corpora import Corpus
from bench.weights import Known, documents, half, read
from tallystick.link.cluster import link
from tallystick.model import Report
from tallystick.reference.terms import words_of
from tests.material import FOLDER

COSINE, DAYS = (0.1, 0.18), 4
SCORED = {"gva-gvc": 1, "ecbplus": 1, "fa-kes": None}
"""The half that is scored; None = all."""
MEASURES = ("b_cubed", "pairwise", "conll")

Event = dict[str, Any]


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


def tf_idf(reports: Sequence[Known], cosine: float) -> list[Event]:
    """Average link over cosines of reports published within DAYS of each other."""
    told = [one.reading.report for one in reports]
    vectors = _vectors(told)
    close: dict[tuple[int, int], float] = collections.defaultdict(float)
    standing: dict[str, list[int]] = collections.defaultdict(list)
    for number, vector in enumerate(vectors):
        for word, weight in vector.items():
            for other in standing[word]:
                if _within(told[number], told[other]):
                    close[other, number] += weight * vectors[other][word]
            standing[word].append(number)
    groups = {number: [number] for number in range(len(told))}
    near: dict[int, set[int]] = collections.defaultdict(set)
    for one, other in close:
        near[one].add(other)
        near[other].add(one)
    queue = [(-value, one, other) for (one, other), value in close.items() if value >= cosine]
    heapq.heapify(queue)
    fresh = itertools.count(len(told))
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
            if mean >= cosine:
                heapq.heappush(queue, (-mean, third, joined))
        groups[joined] = left + right
    return [
        {"id": str(number), "reports": [{"id": told[at].id, "external_id": told[at].external_id} for at in members]}
        for number, members in groups.items()
    ]


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


def _within(one: Report, other: Report) -> bool:
    if one.published_at is None or other.published_at is None:
        return True
    return abs((one.published_at - other.published_at).days) <= DAYS


def score(name: str, reports: Sequence[Known], events: Iterable[Event]) -> dict[str, float]:
    """What the corpora's scorer says of these events."""
    wanted = {one.reading.report.external_id for one in reports}
    with tempfile.TemporaryDirectory() as made:
        part, found = Path(made, name), Path(made, "events.jsonl")
        part.mkdir()
        with gzip.open(part / "documents.jsonl.gz", "wt", encoding="utf-8") as opened:
            opened.writelines(json.dumps(one) + "\n" for one in documents(name) if str(one["id"]) in wanted)
        found.write_text("".join(json.dumps(event) + "\n" for event in events), encoding="utf-8")
        command = [sys.executable, str(FOLDER / "corpora" / "score.py"), "linking", str(part), str(found), "--json"]
        command += ["--violent"] if name == "ecbplus" else []
        told = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    return {measure: told[measure]["f1"] for measure in MEASURES} | {"covered": told["documents"]["covered"]}


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("readings", type=Path)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args(arguments)
    table: dict[str, dict[str, dict[str, float]]] = {}
    for name, which in SCORED.items():
        read_here = read(given.readings / f"{name}.jsonl")
        reports = [one for each in ((0, 1) if which is None else (which,)) for one in half(name, read_here, each)]
        columns = {"tallystick": ours(reports)} | {f"TF-IDF {at}": tf_idf(reports, at) for at in COSINE}
        table[name] = {column: score(name, reports, events) for column, events in columns.items()}
        print(
            f"{name}: {len(reports)} reports (SHA-256 {Corpus(name, 'linking').fingerprint()[:16]}…)", file=sys.stderr
        )
    if given.json:
        print(json.dumps(table, indent=1))
        return 0
    print("| corpus | linked by | B-cubed | pairwise | CoNLL | covered |\n|---|---|---|---|---|---|")
    for name, columns in table.items():
        for column, told in columns.items():
            print(f"| {name} | {column} | " + " | ".join(f"{value:.3f}" for value in told.values()) + " |")
    return 0


if __name__ == "__main__":
    sys.exit(main())
