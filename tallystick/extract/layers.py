"""Attributions as a layer over the text: source, cue and content as spans, for `tally read --layers attributions`.

Wider than what claims need: besides reported speech it holds what somebody wants, thinks, calls for or criticises.
The lists of the lexicon say which verbs ([speech] asserts, denies, doubts, and `attitudes`).
"""

from __future__ import annotations

from typing import Any

from spacy.tokens import Doc, Token

from tallystick.extract.attribution import Spoken, can_speak, find_attributions
from tallystick.extract.content import edges, of_verb
from tallystick.extract.quotations import find_quotations, inside
from tallystick.reference.lexicon import Lexicon
from tallystick.text.english import parsed
from tallystick.text.phrases import subjects

Spans = dict[str, tuple[int, int] | None]
_APART = frozenset({"attribution.signed", "attribution.picture"})
"""Attributions without a cue that says anything."""
_HELPERS = frozenset({"aux", "auxpass", "neg", "advmod", "prt"})


def attribution_layer(doc: Doc, words: Lexicon | None = None) -> list[dict[str, Any]]:
    """Every attribution as `{"source": [s, e] | None, "cue": [s, e], "content": [s, e]}`, in text order."""
    words = words or Lexicon.load()
    spoken = find_attributions(doc, words)
    quotations = find_quotations(parsed(doc))
    told = [one for one in spoken if one.rule not in _APART and not _quoted(one.cue, quotations)]
    rows = [row for one in told if one.rule != "attribution.quote" and (row := _of_spoken(one, told)) is not None]
    taken = {one.cue.i for one in spoken}
    rows.extend(_attitudes(doc, taken, [one.content for one in told], words))
    rows.extend(_hedged(doc, words))
    return [
        {name: list(span) if span is not None else None for name, span in row.items()}
        for row in sorted(rows, key=lambda row: (row["cue"] or (0, 0), row["content"] or (0, 0)))
    ]


def _quoted(token: Token, quotations: list[tuple[int, int]]) -> bool:
    """Whether it stands in a quotation: what is said in it is that speaker's business, not the report's."""
    return inside(token.idx, token.idx + len(token), quotations) is not None


def _of_spoken(spoken: Spoken, told: list[Spoken]) -> Spans | None:
    """The row of one attribution; a quotation that goes on with its speaker belongs to it."""
    more = [one.content for one in told if one.cue == spoken.cue and one.rule == "attribution.quote"]
    end = max([spoken.content[1], *(b for _, b in more)])
    link = next((link for link in reversed(spoken.speakers) if link), None)
    source = _source(link[0], spoken.cue) if link is not None else None
    cue = (spoken.cue.idx, spoken.cue_end) if spoken.cue_end else _cue(spoken.cue, spoken.content)
    return {
        "source": source,
        "cue": cue,
        "content": _without((_behind(cue, spoken.content[0]), end), parsed(spoken.cue.doc)),
    }


def _attitudes(doc: Doc, taken: set[int], told: list[tuple[int, int]], words: Lexicon) -> list[Spans]:
    """ "voters want ...", "the mayor called on ...", "critics doubt ...": no report of speech, but somebody's view."""
    rows: list[Spans] = []
    bounds = edges(doc)
    listed = words.saying["attitudes"]
    for verb in doc:
        if (
            verb.pos_ != "VERB"
            or verb.i in taken
            or any(a <= verb.idx < b for a, b in told)
            or verb.lemma_.lower() not in listed | set(words.speech)
        ):
            continue
        heads = [h for h in subjects(verb) if h.dep_ != "nsubjpass"] or _controller(verb)
        if not heads or not any(can_speak(h, words) or h.pos_ == "PRON" for h in heads):
            continue
        content = of_verb(verb, heads, bounds[verb.sent.start], words) or _objects_of(verb)
        if content is not None:
            cue = _cue(verb, content)
            rows.append(
                {
                    "source": _source(heads[0], verb),
                    "cue": cue,
                    "content": _without((_behind(cue, content[0]), content[1]), parsed(doc)),
                }
            )
    return rows


def _controller(verb: Token) -> list[Token]:
    if verb.dep_ in {"xcomp", "advcl", "acl"} and verb.head.pos_ in {"VERB", "AUX"}:
        return subjects(verb.head)
    return []


def _objects_of(verb: Token) -> tuple[int, int] | None:
    inside = [
        t for c in verb.children if c.dep_ in {"dobj", "prep", "ccomp", "xcomp"} for t in c.subtree if t.i > verb.i
    ]
    return (inside[0].idx, inside[-1].idx + len(inside[-1])) if inside else None


def _hedged(doc: Doc, words: Lexicon) -> list[Spans]:
    """ "reportedly", "allegedly": said by somebody who is not named."""
    rows: list[Spans] = []
    for token in doc:
        if token.pos_ == "ADV" and token.lower_ in words.hedge_words and token.head != token:
            inside = [t for t in token.head.subtree if t != token and not t.is_space]
            span = (inside[0].idx, inside[-1].idx + len(inside[-1])) if inside else None
            if span is not None:
                span = _without(span, parsed(doc))
            rows.append({"source": None, "cue": (token.idx, token.idx + len(token)), "content": span})
    return rows


def _source(head: Token, cue: Token) -> tuple[int, int]:
    """The noun with all that hangs on it, on its side of the cue; "the ministry's" without its "'s"."""
    tokens = [t for t in head.subtree if not t.is_space and (t.i < cue.i) == (head.i < cue.i)]
    tokens = [t for t in tokens if t == head or not (t.is_punct and t.i in {tokens[0].i, tokens[-1].i})]
    if not tokens:
        return head.idx, head.idx + len(head)
    last = tokens[-1]
    return tokens[0].idx, last.idx + len(last)


def _cue(verb: Token, content: tuple[int, int]) -> tuple[int, int]:
    """The verb with the helpers, adverbs and particles right beside it, and its preposition ("call for")."""
    beside = {c.i for c in verb.children if c.dep_ in _HELPERS}
    first = last = verb.i
    while first - 1 in beside:
        first -= 1
    while last + 1 in beside and verb.doc[last + 1].dep_ == "prt":
        last += 1
    beyond = verb.doc[last + 1] if last + 1 < len(verb.doc) else None
    if beyond is not None and beyond.dep_ == "prep" and beyond.head == verb and content[0] == beyond.idx:
        last += 1
    end = verb.doc[last]
    return verb.doc[first].idx, end.idx + len(end)


def _behind(cue: tuple[int, int], start: int) -> int:
    """Where content that sets in at the cue begins."""
    return cue[1] if cue[0] <= start < cue[1] else start


def _without(content: tuple[int, int], text: str) -> tuple[int, int]:
    """The content without the stop that ends its sentence."""
    start, end = content
    while end > start and text[end - 1] in " .\n":
        end -= 1
    while start < end and text[start] in " ,\n":
        start += 1
    return (start, end) if end > start else content
