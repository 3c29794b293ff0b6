"""textacy's finder of direct quotations, where textacy is installed (dependency group `quality`).

It gives up on a text with a quotation mark too many. It is then run paragraph by paragraph, which is kinder to it.
"""

from __future__ import annotations

import importlib.util
import re
from typing import Any

from spacy.tokens import Token

from bench.corpora import Document, Output
from bench.readers import with_attributions
from tallystick.text.english import load_english

INSTALLED = importlib.util.find_spec("textacy") is not None


def _span(tokens: list[Token], at: int) -> list[int]:
    return [at + min(t.idx for t in tokens), at + max(t.idx + len(t) for t in tokens)]


def _quotations(text: str, at: int) -> list[dict[str, Any]]:
    from textacy.extract.triples import direct_quotations

    return [
        {"source": _span(found.speaker, at), "cue": _span(found.cue, at), "content": _span(list(found.content), at)}
        for found in direct_quotations(load_english()(text))
    ]


def read(document: Document) -> Output:
    """Every direct quotation that has a speaker."""
    try:
        return with_attributions(document, _quotations(document["text"], 0))
    except ValueError:
        entries = []
        for paragraph in re.finditer(r"[^\n]+", document["text"]):
            try:
                entries.extend(_quotations(paragraph.group(), paragraph.start()))
            except ValueError:
                continue
        return with_attributions(document, entries)
