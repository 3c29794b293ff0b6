"""Our reader as the corpora's scorers want it: one document in, one line of `tally read --json` out."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from bench.corpora import Document, Output
from tallystick.api import load_knowledge, read_bytes
from tallystick.extract.annotated import place_layer, times_layer
from tallystick.extract.layers import attribution_layer
from tallystick.extract.where import Places
from tallystick.model import Reading, Report, to_builtins
from tallystick.read import dates
from tallystick.read.formats import read_reports
from tallystick.text.english import parse


def read_claims(document: Document) -> Output | None:
    """Everything taken down from one document; None where it could not be read."""
    for item in read_bytes(json.dumps(document).encode(), name="in.jsonl"):
        if isinstance(item, Reading):
            return to_builtins(item)
    return None


def read_attributions(document: Document) -> Output:
    """Who says what in one document, without the rest of the reading."""
    return with_attributions(document, attribution_layer(parse(document["text"]), load_knowledge().words))


def read_page(document: Document) -> Output | None:
    """The text of one saved page; None where no article is found in it."""
    data = gzip.decompress(Path(document["page"]).read_bytes())
    for item in read_reports(data, name=f"{document['id']}.html"):
        if isinstance(item, Report):
            return {"report": to_builtins(item) | {"external_id": document["id"]}, "mentions": [], "claims": []}
    return None


def bare(document: Document) -> Output:
    """One line of output without mentions and claims."""
    report = {
        "id": document["id"],
        "external_id": document["id"],
        "title": document["title"] or "",
        "text": document["text"],
    }
    return {"report": report, "mentions": [], "claims": [], "problems": []}


def with_attributions(document: Document, entries: list[dict[str, Any]]) -> Output:
    """One line of output that holds the layer of attributions alone."""
    return {**bare(document), "layers": {"attributions": entries}}


def read_places(document: Document) -> Output:
    """Every place name of one document, without the rest of the reading."""
    known, text = load_knowledge(), document["text"]
    report = Report(
        id=document["id"], text=text, title=document["title"] or "", outlet=document["outlet"], url=document["url"]
    )
    places = Places(parse(text), report.title, known.gazetteer, known.words, outlet=report.outlet, url=report.url)
    return {**bare(document), "layers": {"places": place_layer(places, report)}}


def read_times(document: Document) -> Output:
    """Every expression of time of one document, without the rest of the reading."""
    at = document["published_at"]
    published = dates.evidence("given", at).at if at else None
    report = Report(id=document["id"], text=document["text"], published_at=published, published_precision="day")
    known, doc = load_knowledge(), parse(report.text)
    places = Places(doc, "", known.gazetteer, known.words)
    return {**bare(document), "layers": {"times": times_layer(doc, places, report, known)}}


def with_times(document: Document, found: Iterable[tuple[int, int, str | None, str | None]]) -> Output:
    """One line of output that holds the layer of times alone."""
    entries = [{"span": [start, end], "from": first, "to": last} for start, end, first, last in found]
    return {**bare(document), "layers": {"times": entries}}


READERS: dict[str, Callable[[Document], Output | None]] = {
    "gold": read_claims,
    "counts": read_claims,
    "attribution": read_attributions,
    "article": read_page,
    "places": read_places,
    "times": read_times,
}
"""What reads a document for each task of bench/corpora.py."""
