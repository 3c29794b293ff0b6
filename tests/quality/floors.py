"""What the reader must reach: figures once measured, below which no change may fall unnoticed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from bench.corpora import Corpus

FILE = Path(__file__).with_name("floors.json")
TOLERANCE = 0.003
"""Another release of the parser or of the machine's arithmetic may turn one document in several hundred."""

Floors = dict[str, Any]


def load() -> Floors:
    """Everything that is pinned: by corpus, its fingerprint and the figures of its sample and of the whole."""
    return json.loads(FILE.read_text(encoding="utf-8")) if FILE.exists() else {}


def part(corpus: Corpus, *, sample: bool) -> str:
    """The key under which figures of a corpus's first documents, or of the whole, are pinned."""
    return "sample" if sample and corpus.sample else "whole"


def of(pinned: Floors, corpus: Corpus, *, sample: bool) -> dict[str, float]:
    """The floors of a corpus; none where other files were measured: their figures say nothing of these."""
    entry = pinned.get(corpus.entry, {})
    return entry.get(part(corpus, sample=sample), {}) if entry.get("fingerprint") == corpus.fingerprint() else {}


def below(floor: dict[str, float], measured: dict[str, float]) -> list[str]:
    """One line a figure that is lower than its floor, or was not measured."""
    return [
        f"{name} is {measured.get(name, 0.0):.4f}, pinned at {least:.4f}"
        for name, least in floor.items()
        if measured.get(name, 0.0) < least - TOLERANCE
    ]


def moved(floor: dict[str, float], measured: dict[str, float], *, allow_regression: bool) -> dict[str, float]:
    """The new floors: raised to what is measured, and lowered to it only when that is allowed."""
    new = {name: round(figure, 4) for name, figure in measured.items()}
    return new if allow_regression else {name: max(figure, floor.get(name, 0.0)) for name, figure in new.items()}
