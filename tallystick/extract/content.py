"""How far the words of a speaker reach: the clause after the verb, all before it, or the sentence around it.

    after    "the army said [two died and three were hurt in the blast]"
    before   "[Of the ten, two died], the army said", "[...], said the army's spokesman"
    around   "[Two soldiers, the army said, were killed]"

The small parser often loses the second half of a coordination. So what is said reaches to the end of the sentence as
printed, unless the verb's own next clause, another speaker or a semicolon ends it before.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from spacy.tokens import Doc, Span, Token

from tallystick.reference.lexicon import Lexicon
from tallystick.text.english import headline_of, parsed, text_of
from tallystick.text.phrases import first_token

_OPENING = frozenset({'"', "“", "''", "``", "«", "‘"})
_CLOSING = frozenset({'"', "”", "''", "»", "’", "'"})
_ENDS = frozenset({".", "!", "?", "…", ":"})
_COMMAS = frozenset({",", "—", "–"})
_DATELINE = re.compile(
    r"\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?\W*(?:\d{1,2}\W*)?(?:19|20)\d\d\s*$", re.I
)


@dataclass(frozen=True, slots=True)
class Edge:
    """A sentence as printed: the parser's sentences up to a full stop or the end of a line."""

    start: int
    end: int


def edges(doc: Doc) -> dict[int, Edge]:
    """The printed sentence of each of the parser's sentences, by the index of its first token."""
    found: dict[int, Edge] = {}
    open_ones: list[int] = []
    begin: int | None = None
    for sentence in doc.sents:
        tokens = [t for t in sentence if not t.is_space]
        begin = sentence.start_char if begin is None or not open_ones else begin
        open_ones.append(sentence.start)
        stopped = not tokens or tokens[-1].text in _ENDS or tokens[-1].text in _CLOSING or is_heading(sentence)
        if stopped or _line_ends(sentence) or len(open_ones) > 2:
            last = tokens[-1].idx + len(tokens[-1]) if tokens else sentence.end_char
            found.update({start: Edge(begin, last) for start in open_ones})
            open_ones = []
    found.update({start: Edge(begin or 0, len(parsed(doc).rstrip())) for start in open_ones})
    return found


def is_heading(sentence: Span) -> bool:
    """Whether it is the report's headline or its dateline, run into the sentence that follows."""
    start, end = headline_of(sentence.doc)
    if start <= sentence.start_char < end:
        return True
    return len(sentence) < 12 and _DATELINE.search(text_of(sentence)) is not None


def _line_ends(sentence: Span) -> bool:
    """Whether a line ends here, and the next begins anew: a line that goes on in lower case was only wrapped."""
    if "\n" not in text_of(sentence) and sentence.end < len(sentence.doc):
        return False
    following = parsed(sentence.doc)[sentence.end_char :].lstrip()
    wrapped = text_of(sentence).count("\n") == 1 and following[:1].islower()
    return not wrapped


def of_verb(verb: Token, heads: list[Token], edge: Edge, words: Lexicon) -> tuple[int, int] | None:
    """What the verb's subject says."""
    if verb.dep_ == "parataxis" and verb.head.pos_ in {"VERB", "AUX", "NOUN", "ADJ"} and _set_off(verb, heads):
        return edge.start, edge.end
    clauses = [c for c in verb.children if c.dep_ in {"ccomp", "xcomp"} and c not in heads]
    opening = _first_of(verb, heads)
    earlier = None
    if any(c.i < opening.i for c in clauses) or _may_trail(verb, opening, clauses, edge, words):
        earlier = before(opening, edge)
    later = _later(verb, heads, clauses, edge, trailing=earlier is not None, words=words)
    if earlier is not None and later is None and _goes_on(verb, heads, edge, words):
        return edge.start, edge.end
    if earlier is None or later is None:
        return earlier or later
    return edge.start, max(later[1], earlier[1])


def _goes_on(verb: Token, heads: list[Token], edge: Edge, words: Lexicon) -> bool:
    """ "Two were killed, the army said, and four were injured": the list goes on behind its speaker."""
    rest = [t for t in verb.doc[verb.i + 1 : verb.sent.end] if t.idx < edge.end]
    joint = next((t for t in rest if t.lower_ == "and" and t.i > 0 and verb.doc[t.i - 1].text == ","), None)
    if joint is None or any(joint.i < h.i for h in heads):
        return False
    tail = [t for t in rest if t.i > joint.i]
    told = any(t.lemma_.lower() in words.triggers and t.pos_ in {"VERB", "ADJ"} for t in tail)
    return told and not any(t.pos_ == "VERB" and t.lemma_.lower() in words.speech for t in tail)


def _set_off(verb: Token, heads: list[Token]) -> bool:
    """Whether the sentence goes on behind the speaker, or stops there."""
    return bool(heads)


def _first_of(verb: Token, heads: list[Token]) -> Token:
    """First token of the reporting clause: of its subject, or of its verb ("said the doctor")."""
    first = min([verb.i, *(first_token(head) for head in heads)])
    helpers = [c.i for c in verb.children if c.dep_ in {"advmod", "aux", "neg"} and c.i < first and first - c.i < 3]
    return verb.doc[min([first, *helpers])]


def _may_trail(verb: Token, opening: Token, clauses: list[Token], edge: Edge, words: Lexicon) -> bool:
    """ "Two were killed, the army said": the parse at times leaves the clause before it unattached."""
    told_before = verb.doc.char_span(edge.start, opening.idx, alignment_mode="contract")
    if (
        any(c.i > verb.i for c in clauses)
        or verb.dep_ in {"relcl", "acl"}
        or told_before is None
        or len(told_before) < 2
    ):
        return False
    ahead = verb.doc[opening.i - 1]
    if ahead.text in _CLOSING and any(t.text in _OPENING | _CLOSING for t in told_before if t.i < ahead.i):
        return True
    if ahead.text not in _COMMAS | _CLOSING | {"?", "!", ")"}:
        return False
    always = verb.lemma_.lower() in words.saying["always"]
    told = [t for t in told_before if t.tag_ in {"VBD", "VBZ", "VBP"} or (t.tag_ == "VBN" and t.dep_ != "pcomp")]
    setting = [t for t in told if t.dep_ == "advcl" and t.head == verb and any(c.dep_ == "mark" for c in t.children)]
    return always and any(t not in setting and not any(a in setting for a in t.ancestors) for t in told)


def before(opening: Token, edge: Edge) -> tuple[int, int] | None:
    """From the start of the printed sentence to the comma before the reporting clause."""
    doc = opening.doc
    last = opening.i - 1
    while last >= 0 and (doc[last].text in _COMMAS or doc[last].is_space) and doc[last].idx >= edge.start:
        last -= 1
    if last < 0 or doc[last].idx < edge.start:
        return None
    return edge.start, doc[last].idx + len(doc[last])


def behind(verb: Token, edge: Edge) -> tuple[int, int] | None:
    """All of the printed sentence behind this verb, if anything is left of it."""
    start = verb.idx + len(verb)
    left = parsed(verb.doc)[start : edge.end]
    kept = left.lstrip(" ,:\n")
    if len(kept.strip(' ."”')) < 3:
        return None
    return start + len(left) - len(kept), edge.end


def around(token: Token, end: int, edge: Edge) -> tuple[int, int]:
    """The sentence of "according to X": what follows where it opens the sentence, else what stands before it."""
    rest = parsed(token.doc)[end : edge.end]
    if not parsed(token.doc)[edge.start : token.idx].strip(' "“'):
        return end, edge.end
    if sum(word.isalpha() for word in rest.replace(",", " ").split()) > 4 and rest.lstrip()[:1] in {",", "—", "–"}:
        return edge.start, edge.end
    return edge.start, token.idx


def of_tokens(heads: list[Token]) -> tuple[int, int] | None:
    """All that hangs on these tokens."""
    tokens = [t for head in heads for t in head.subtree if not t.is_space]
    if not tokens:
        return None
    return min(t.idx for t in tokens), max(t.idx + len(t) for t in tokens)


def last_noun(verb: Token) -> Token | None:
    """The noun directly before a verb that ends its sentence: "..., a monitoring group says." """
    doc = verb.doc
    after = [t for t in doc[verb.i + 1 : verb.sent.end] if not t.is_space]
    if after and not after[0].is_punct and after[0].ent_type_ not in {"DATE", "TIME"}:
        return None
    if len(after) > 3 or verb.tag_ not in {"VBD", "VBZ", "VBP"} or verb.i < 3:
        return None
    noun = doc[verb.i - 1]
    while noun.i > 2 and (noun.dep_ == "advmod" or noun.is_space):
        noun = doc[noun.i - 1]
    if noun.dep_ == "conj" and noun.head.pos_ in {"NOUN", "PROPN"} and noun.i - noun.head.i <= 4:
        noun = noun.head  # "..., a monitor and rebels said"
    # "killed six people, state media and a monitoring group said": behind the comma the parser goes on counting people.
    joined = noun.dep_ == "conj" and noun.left_edge.i > 0 and doc[noun.left_edge.i - 1].text not in _COMMAS
    if noun.pos_ not in {"NOUN", "PROPN"} or noun.dep_ == "appos" or joined or noun.left_edge.i < 1:
        return None
    return noun if doc[noun.left_edge.i - 1].text in _COMMAS | _CLOSING or noun.head == verb else None


# ------------------------------------------------------------------------------------------- after


def _later(
    verb: Token, heads: list[Token], clauses: list[Token], edge: Edge, *, trailing: bool, words: Lexicon
) -> tuple[int, int] | None:
    """What stands behind the verb: its clause, a quotation, or the things it is said of."""
    doc = verb.doc
    after = [c for c in clauses if c.i > verb.i]
    quoted = _quotation_behind(verb, heads, edge)
    if quoted is not None:
        return quoted, edge.end
    if verb.lemma_.lower() in words.saying["small_clause"] and after:
        return _small_clause(verb, edge)
    if after:
        inside = [t for t in after[0].subtree if t.i > verb.i and not t.is_space]
        marks = [
            c for c in after[0].children if c.dep_ == "mark" and c.i > verb.i and c.lower_ in {"that", "if", "whether"}
        ]
        start = (marks or inside)[0].idx
        if not marks and verb.lemma_.lower() not in words.saying["tells_whom"]:
            # "reported eight civilians, two of them children, were killed": the parse makes the subject an object.
            start = min([start, *(t.idx for c in things_of(verb, heads) if c.dep_ == "dobj" for t in c.subtree)])
        if after[0].dep_ == "xcomp" and not marks:
            return start, _subtree_end([*after, *_participles(verb)])
        return start, _forward(verb, after, edge)
    if trailing:
        return None
    things = things_of(verb, heads)
    if not things:
        return None
    inside = [t for c in things for t in c.subtree if t.i > verb.i and not t.is_space]
    end = max(_subtree_end(things), _subtree_end(_participles(verb)))
    return (min(t.idx for t in inside), end) if inside and doc else None


def _quotation_behind(verb: Token, heads: list[Token], edge: Edge) -> int | None:
    """ "he said: ...", 'the doctor told us, "Six died."': where the quotation sets in."""
    doc = verb.doc
    start = max([verb.i, *(h.i for h in heads if h.i < verb.i + 8)])
    for token in doc[start + 1 : min(start + 14, len(doc) - 1)]:
        if token.idx >= edge.end:
            return None
        nxt = doc[token.i + 1]
        if token.text == ":" and nxt.idx < edge.end:
            return nxt.idx
        if token.text in _COMMAS and nxt.text in _OPENING and nxt.idx < edge.end - 3:
            return nxt.idx
    return None


def _participles(verb: Token) -> list[Token]:
    """ "reported a strike, giving a toll of eight": what the speaker gives along with it."""
    return [
        c for c in verb.children
        if c.dep_ == "advcl" and c.tag_ == "VBG" and c.i > verb.i and c.lemma_.lower() not in {"cite", "quote", "use"}
    ]  # fmt: skip


def _subtree_end(tokens: list[Token]) -> int:
    return max((t.idx + len(t) for token in tokens for t in token.subtree if not t.is_space), default=0)


def things_of(verb: Token, heads: list[Token]) -> list[Token]:
    """What is said of, where no clause says it: "reported a strike", "put the toll at nine"."""
    objects = {"dobj", "prep", "oprd", "dative", "pcomp"}
    things = [
        c for c in verb.children if c.dep_ in objects and c.i > verb.i and c not in heads and c.lower_ != "according"
    ]
    joined = [
        c for c in verb.children if c.dep_ == "conj" and c.i > verb.i and (c.pos_ in {"NOUN", "PROPN"} or _headless(c))
    ]
    return [*things, *joined] if things else []


def _headless(verb: Token) -> bool:
    """ "claimed the attack was planned": a passive without its subject, which the parse took for an object."""
    kinds = {c.dep_ for c in verb.children}
    return "auxpass" in kinds and not kinds & {"nsubj", "nsubjpass", "cc"} and verb.nbor(-1).dep_ != "cc"


def _small_clause(verb: Token, edge: Edge) -> tuple[int, int]:
    """ "pronounced him dead, a boy was flown out": it ends at the first comma, unless "that" opens a full clause."""
    doc = verb.doc
    first = doc[verb.i + 1]
    if first.lower_ == "that":
        return first.idx, edge.end
    last = next((t for t in doc[verb.i + 1 :] if t.text in {",", ";"} or t.idx >= edge.end), None)
    return first.idx, min(edge.end, last.idx if last is not None else edge.end)


def _forward(verb: Token, clauses: list[Token], edge: Edge) -> int:
    """End of the content that begins behind the verb."""
    own = _subtree_end(clauses)
    if verb.dep_ in {"relcl", "acl", "advcl", "csubj", "pcomp"}:
        return max(own, _subtree_end(_participles(verb)))
    end = edge.end
    for token in verb.doc[clauses[0].i + 1 : verb.sent.end]:
        if token.text == ";" or (token.head == verb and _turns(token, verb)):
            end = min(end, token.idx)
            break
    return max(own, end) if verb.dep_ == "ROOT" or end <= own else max(own, min(end, _clause_end(verb)))


def _turns(token: Token, verb: Token) -> bool:
    """Whether the narrator goes on here: "said two died and opened an inquiry", "said ..., but nobody ..."."""
    if token.dep_ == "cc" and token.lower_ in {"but", "yet"}:
        return True
    if token.dep_ == "conj" and token.pos_ in {"VERB", "AUX"} and token.tag_ != "VBN":
        return True
    return token.dep_ == "cc" and any(
        c.dep_ == "conj" and c.i > token.i and c.tag_ not in {"VBN", "NNS"} for c in verb.children
    )


def _clause_end(verb: Token) -> int:
    """End of the clause that a reporting verb inside another sentence heads."""
    return max(t.idx + len(t) for t in verb.subtree if not t.is_space)
