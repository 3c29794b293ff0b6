"""Fit the table by which mentions are linked: how common words are, and what each piece of evidence weighs.

    python -m bench.weights [--readings FOLDER] [--check]

Fitted on are the readings of the corpora that name the incidents of their reports, as bench/readings.py keeps them:
gva-gvc, ecbplus (violent topics) and fa-kes. The corpora are found as for bench.quality.

Half of the incidents of each corpus, by a checksum of the incident's name, are fitted on; `python -m bench.linking`
scores on the other half. Pairs come from the blocking keys, as in linking itself; pairs that something rules out are
left out. The fit is a logistic regression on the features of link/compare.py, one weight a feature, drawn towards PRIOR
by a ridge and held within BOUNDS: what speaks for an event may not weigh against it. With --check nothing is written.
"""

from __future__ import annotations

import argparse
import collections
import math
import sys
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np

from bench.corpora import Corpus
from bench.readings import KEPT, annotated, incident, readings
from tallystick.link import weights
from tallystick.link.blocking import candidates
from tallystick.link.compare import LIKENESS, PUBLISHED, features
from tallystick.link.judged import Verdicts
from tallystick.link.partition import partition
from tallystick.link.telling import Telling, tellings
from tallystick.model import Reading
from tallystick.reference import terms

CORPORA = {"gva-gvc": 1.0, "ecbplus": 1.0, "fa-kes": 0.02}
"""The corpora, and how much a pair of each counts; the groups of fa-kes, by day and province, are next to no gold."""
ONLY_WORDS = ("isaf-press-releases", "muc4")
"""Further news of violence, from which only the share of words is taken."""
RIDGE = 3.0
LEAST_REPORTS = 3
"""A word in fewer reports of a corpus is rare there."""

PRIOR = {
    # What the corpora cannot teach, because nearly all their incidents have one or two dead and one unnamed doer.
    "figures: several distinctive ones equal": 2.5,
    "figures: a distinctive one equal": 1.5,
    "initiator: the same": 1.0,
    "initiator: another": -1.5,
    "target: the same": 0.5,
    "type: another": -1.5,
    "place: the same site": 1.5,
    "place: other provinces": -1.5,
    "page: a later version": 2.0,
    "place: not told in the background": -0.75,
    "published: not told": 1.5,
}
THRESHOLDS = tuple(step / 4 for step in range(7, 16))
"""Sums to choose from. With a lower one a second strike on the same town by the same side, a day later, would be the
first one again."""
ONCE = (1.75, 2.25, 2.75, 3.0)
"""Sums to choose from that one pair at least must reach. No higher: a day and a site that agree are to suffice."""
WITHOUT_TEXT = 2.5
"""The most that may be asked where texts cannot be compared: a day and a town that agree are to suffice."""
NEARLY = 0.005
VETOES = (
    "days: apart",
    "days: told before it happened",
    "place: beyond 200 km",
    "place: other countries",
)


class Least(NamedTuple):
    """Which sums two mentions need."""

    needed: float
    """On average over the pairs of two groups."""
    once: float
    """Of one pair at least."""


@dataclass(frozen=True)
class Bounds:
    """Between which numbers the weights of a family may lie."""

    low: float
    high: float


NEWS_REACH = ("up to 3", "up to 14", "over 14")
FOR, AGAINST = Bounds(0.0, 4.0), Bounds(-4.0, 0.0)
BOUNDS = {
    "days: the same": Bounds(1.0, 4.0),
    "days: one apart": Bounds(-2.0, -0.5),
    "days: within a vague span": FOR,
    **{f"days: {reach} apart, perhaps the day of the news": Bounds(-4.0, -2.0) for reach in NEWS_REACH},
    "days: apart, but the same people": AGAINST,
    "place: the same site": FOR,
    "place: the same town": Bounds(0.5, 4.0),
    "published: not told": Bounds(1.5, 1.5),
    "place: within 12 km": FOR,
    "place: within 40 km": Bounds(-1.0, 0.5),
    "place: within 75 km": Bounds(-2.5, -0.5),
    "place: within 200 km": Bounds(-4.0, -2.5),
    "place: far apart, perhaps a namesake": AGAINST,
    "place: far apart, but the same people": AGAINST,
    "place: the same province": FOR,
    "place: other provinces": Bounds(-4.0, -1.5),
    "place: the same country, one told coarsely": Bounds(0.0, 1.0),
    # In a war one side does most of what is done, and to the same targets; in a city's crimes nobody does.
    "initiator: the same": Bounds(0.0, 1.0),
    "target: the same": Bounds(0.0, 0.5),
    "type: the same": FOR,
    "type: another": AGAINST,
    "victims: others": AGAINST,
    "names: none of many in common": Bounds(-0.5, 0.0),
    "ages: none in common": Bounds(-1.0, 0.0),
    "figures: other numbers of dead": Bounds(-0.5, 0.0),
    # Two reports of one strike may share no five words: unlike texts say little.
    "text: 0.03 at most": Bounds(-1.2, 0.0),
    "published: further apart": Bounds(-1.0, -1.0),
}
LADDERS = (
    (*(f"text: {step:.2f} at most" for step in LIKENESS), f"text: over {LIKENESS[-1]:.2f}"),
    ("names: one in common", "names: two in common", "names: three in common", "names: more in common"),
    ("ages: one in common", "ages: two in common", "ages: more in common"),
    ("published: further apart", *(f"published: {reach}" for _, reach in reversed(PUBLISHED))),
)
"""Features of which each tells more than the one before: it weighs as much and a step more."""
SUMS = {name: ladder[: number + 1] for ladder in LADDERS for number, name in enumerate(ladder)}
POSITIVE_FAMILIES = ("text", "published", "victims: the same", "names", "ages", "figures")


def main(arguments: Sequence[str] | None = None) -> int:
    """Fit, write both tables, and tell how many pairs each feature rests on."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--readings", type=Path, default=KEPT, metavar="FOLDER")
    parser.add_argument("--check", action="store_true", help="write nothing")
    given = parser.parse_args(arguments)
    learning = {name: half(name, readings(name, given.readings), 0) for name in CORPORA}
    if not given.check:
        write_terms(learning)
    pairs = [pair for name, known in learning.items() for pair in labelled(name, known)]
    fitted, support = fit(pairs)
    written = weights.FILE.read_text(encoding="utf-8") if weights.FILE.exists() else ""
    write_weights(fitted, support, pairs, least_sums(learning, fitted, pairs))
    if given.check:
        weights.FILE.write_text(written, encoding="utf-8")
    for name in sorted(fitted):
        print(f"{name:50} {fitted[name]:+.2f}  {support.get(name, (0, 0))}", file=sys.stderr)
    return 0


# --------------------------------------------------------------------------------------------- material


@dataclass(frozen=True)
class Known:
    """A reading, and the incident that its corpus files it under."""

    reading: Reading
    incident: str


@dataclass(frozen=True)
class Pair:
    """Two mentions: what holds for them, whether they are one incident, and how much that counts."""

    features: tuple[str, ...]
    same: bool
    corpus: str


def incidents(name: str) -> dict[str, str]:
    """The incident of each document of a corpus, by the document's id; documents of none or several are left out."""
    return {str(one["id"]): filed for one in annotated(name) if (filed := incident(one)) is not None}


def half(name: str, read: Iterable[Reading], which: int) -> list[Known]:
    """The readings of every other incident: 0 = to fit on, 1 = to score on."""
    filed = incidents(name)
    known = [Known(one, filed[one.report.external_id or ""]) for one in read if one.report.external_id in filed]
    return [one for one in known if zlib.crc32(one.incident.encode()) % 2 == which]


def labelled(name: str, known: Iterable[Known]) -> Iterable[Pair]:
    """Pairs of mentions that reports are about, as linking would compare them, less those that are ruled out."""
    known = list(known)
    filed = {one.reading.report.id: one.incident for one in known}
    told = {one.ref: one for one in tellings(one.reading for one in known) if one.sketch is not None}
    for left, right in sorted(candidates(list(told.values()))):
        held = tuple(reason.feature for reason in features(told[left], told[right]))
        if not set(held) & set(VETOES):
            same = filed[told[left].report] == filed[told[right].report]
            yield Pair(held, same, name)


# ---------------------------------------------------------------------------------------------- fitting


def fit(pairs: Sequence[Pair]) -> tuple[dict[str, float], dict[str, tuple[int, int]]]:
    """Weights by feature, and on how many pairs, and how many of one incident, each rests.

    Each corpus has an intercept of its own, which is dropped: how many of the pairs compared are one incident differs
    from corpus to corpus and says nothing of a pair.
    """
    names = sorted({name for pair in pairs for name in pair.features} | set(PRIOR) | set(SUMS))
    at = {name: number for number, name in enumerate(names)}
    at |= {corpus: len(names) + number for number, corpus in enumerate(CORPORA)}
    width = len(at)
    told = [
        [at[part] for name in pair.features for part in SUMS.get(name, (name,))] + [at[pair.corpus]] for pair in pairs
    ]
    sums = np.array([len(columns) for columns in told])
    rows, columns = np.repeat(np.arange(len(pairs)), sums), np.array([column for some in told for column in some])
    same = np.array([pair.same for pair in pairs], dtype=float)
    counts = np.array([CORPORA[pair.corpus] for pair in pairs])
    prior = np.array([PRIOR.get(name, 0.0) for name in names] + [0.0] * len(CORPORA))
    ridge = np.array([RIDGE] * len(names) + [0.01] * len(CORPORA))
    low, high = (
        np.array([getattr(bounds(name), side) for name in names] + [edge] * len(CORPORA)) for side, edge in _EDGES
    )
    beta = np.clip(prior, low, high)
    # Projected steps with a diagonal bound on the curvature: slow, sure, and the same on every machine.
    for _ in range(20_000):
        chance = 1 / (1 + np.exp(-np.bincount(rows, weights=beta[columns], minlength=len(pairs))))
        slope = np.bincount(columns, weights=((chance - same) * counts)[rows], minlength=width) + ridge * (beta - prior)
        curve = np.bincount(columns, weights=(chance * (1 - chance) * counts * sums)[rows], minlength=width) + ridge
        step = np.clip(beta - slope / curve, low, high) - beta
        beta = beta + step
        if np.abs(step).max() < 1e-5:
            break
    seen = collections.Counter(name for pair in pairs for name in pair.features)
    hits = collections.Counter(name for pair in pairs if pair.same for name in pair.features)
    fitted = {name: float(sum(beta[at[part]] for part in SUMS.get(name, (name,)))) for name in names}
    return fitted, {name: (seen[name], hits[name]) for name in names}


def least_sums(learning: dict[str, list[Known]], fitted: dict[str, float], pairs: Sequence[Pair]) -> Least:
    """The sums needed on average and once, by the mean of B-cubed and pairwise F1 over the corpora.

    On average: the one that reaches most, with nothing more asked of any pair. Once: the highest that reaches as much,
    less NEARLY, because the less hangs together, the less a new report has to be partitioned with.
    """
    told = {name: tellings(one.reading for one in known) for name, known in learning.items()}

    def reached(least: Least) -> float:
        write_weights(fitted, {}, pairs, least)
        by_corpus = {name: scores(known, told[name]) for name, known in learning.items()}
        mean = float(np.mean([f1 for both in by_corpus.values() for f1 in both]))
        shown = ", ".join(f"{name} {b_cubed:.3f} {pairwise:.3f}" for name, (b_cubed, pairwise) in by_corpus.items())
        print(f"needed {least.needed:.2f}, once {least.once:.2f}: {mean:.4f} ({shown})", file=sys.stderr)
        return mean

    found = max((Least(needed, needed) for needed in THRESHOLDS), key=reached)
    by_once = {once: reached(Least(found.needed, once)) for once in ONCE if once >= found.needed}
    best = max(by_once.values())
    return Least(found.needed, max(once for once, mean in by_once.items() if mean >= best - NEARLY))


def scores(known: Sequence[Known], told: Sequence[Telling]) -> tuple[float, float]:
    """B-cubed and pairwise F1 of the reports, by the mentions that they are about; a report without one is left out."""
    filed = {one.reading.report.id: one.incident for one in known}
    main = {telling.ref for telling in told if telling.sketch is not None}
    event: dict[str, int] = {}
    groups = (group for part in partition(told, Verdicts()) for group in part)
    for number, refs in enumerate(groups):
        for ref in refs:
            if ref in main:
                event.setdefault(ref.rpartition("/")[0], number)
    both = collections.Counter((event[report], filed[report]) for report in event)
    events, told_of = collections.Counter(event.values()), collections.Counter(filed[report] for report in event)
    precise = sum(n * n / events[key[0]] for key, n in both.items()) / len(event)
    complete = sum(n * n / told_of[key[1]] for key, n in both.items()) / len(event)
    pairs = [sum(n * (n - 1) for n in counts.values()) for counts in (both, events, told_of)]
    return 2 * precise * complete / (precise + complete), 2 * pairs[0] / max(1, pairs[1] + pairs[2])


_EDGES = (("low", -math.inf), ("high", math.inf))


def bounds(name: str) -> Bounds:
    """What a feature's weight must lie between."""
    if name in BOUNDS:
        return BOUNDS[name]
    if name.startswith(POSITIVE_FAMILIES):
        return FOR
    if name.startswith("days: "):
        return AGAINST
    return Bounds(-4.0, 4.0)


# ---------------------------------------------------------------------------------------------- writing


def write_terms(learning: dict[str, list[Known]]) -> None:
    """The share of reports that each word stands in, the largest of all corpora."""
    texts = {
        name: [f"{k.reading.report.title} {k.reading.report.text}" for k in known] for name, known in learning.items()
    }
    texts |= {name: [f"{one.get('title') or ''} {one['text']}" for one in annotated(name)] for name in ONLY_WORDS}
    shares: dict[str, float] = {}
    for some in texts.values():
        counts = collections.Counter(word for text in some for word in set(terms.words_of(text)))
        for word, number in counts.items():
            if number >= LEAST_REPORTS:
                shares[word] = max(shares.get(word, 0.0), number / len(some))
    kept = {word: share for word, share in shares.items() if share > terms.RAREST}
    head = [
        "# The share of reports of violence that a word stands in, the largest of five corpora.",
        f"# Written by `python -m bench.weights`, from {provenance(texts)}.",
    ]
    lines = [f"{word}\t{share:.4f}" for word, share in sorted(kept.items())]
    terms.FILE.write_text("\n".join([*head, *lines]) + "\n", encoding="utf-8")
    terms.Terms.load.cache_clear()


def write_weights(
    fitted: dict[str, float], support: dict[str, tuple[int, int]], pairs: Sequence[Pair], least: Least
) -> None:
    """The table of weights, with what it was fitted on."""
    groups: dict[str, list[str]] = collections.defaultdict(list)
    for name, weight in sorted(fitted.items(), key=lambda item: -item[1]):
        group, _, feature = name.partition(": ")
        if feature and name not in VETOES:
            seen, hits = support.get(name, (0, 0))
            note = f"{seen} pairs, {hits} of one incident" if seen else "by judgement: no pair has it"
            groups[group].append(f'"{feature}" = {weight:.2f}  # {note}')
    vetoes = ",\n".join(f'  "{name}"' for name in VETOES)
    lines = [
        "# What each piece of evidence adds when two mentions are compared. Mentions are one event where the mean sum",
        "# over all their pairs is at least `needed`, and one pair reaches `once`. See docs/decisions/0003-linking.md.",
        "#",
        f"# Fitted by `python -m bench.weights` on {len(pairs)} pairs, {sum(one.same for one in pairs)} of one event,",
        f"# from half of the incidents of {provenance(CORPORA)}.",
        "# Beside each weight: how many pairs are behind it; with few, it lies near where bench/weights.py starts.",
        "",
        f"needed = {least.needed:.2f}",
        f"once = {least.once:.2f}",
        f"once_without_text = {min(least.once, WITHOUT_TEXT):.2f}",
        "",
        "[ruled_out]",
        "features = [",
        f"{vetoes},",
        "]",
    ]
    order = [
        "days",
        "place",
        "published",
        "type",
        "initiator",
        "target",
        "figures",
        "text",
        "victims",
        "names",
        "ages",
        "page",
    ]
    for group in order:
        lines += ["", f"[features.{group}]", *groups[group]]
    weights.FILE.write_text("\n".join(lines) + "\n", encoding="utf-8")
    weights.load.cache_clear()


def provenance(names: Iterable[str]) -> str:
    """Corpora with the first digits of their fingerprints."""
    return ", ".join(f"{name} ({Corpus(name, 'linking').fingerprint()[:8]})" for name in names)


if __name__ == "__main__":
    sys.exit(main())
