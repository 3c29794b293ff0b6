"""A baseline of places: the pipeline's own entities for places, each the most populous place of that very name."""

from __future__ import annotations

from typing import Any

from bench.corpora import Document, Output
from bench.readers import bare
from tallystick.api import load_knowledge
from tallystick.text.english import load_english

_LABELS = frozenset({"GPE", "LOC", "FAC"})


def _row(text: str, start: int, end: int) -> dict[str, Any]:
    found = load_knowledge().gazetteer.candidates(text[start:end].removeprefix("the "), limit=1_000)
    exact = [one for one in found if one.match == "exact"]
    best = max(exact, key=lambda one: one.population, default=None)
    told = ("name", "latitude", "longitude", "geonames_id", "country")
    return {"span": [start, end], **{key: getattr(best, key) if best is not None else None for key in told}}


def read(document: Document) -> Output:
    """One place an entity that the pipeline calls a place."""
    text = document["text"]
    entities = [one for one in load_english()(text).ents if one.label_ in _LABELS]
    return {**bare(document), "layers": {"places": [_row(text, one.start_char, one.end_char) for one in entities]}}
