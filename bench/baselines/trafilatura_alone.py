"""The text of a page as trafilatura gives it by itself, with its own settings."""

from __future__ import annotations

import gzip
from pathlib import Path

import trafilatura

from bench.corpora import Document, Output


def read(document: Document) -> Output:
    """One page; without text where nothing was found."""
    page = gzip.decompress(Path(document["page"]).read_bytes())
    text = trafilatura.extract(page, include_comments=False) or ""
    return {"report": {"id": document["id"], "external_id": document["id"], "text": text}, "mentions": [], "claims": []}
