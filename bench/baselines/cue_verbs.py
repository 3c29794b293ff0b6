"""A cue-verb baseline of attribution: a verb of saying, its subject, and its clause or the rest of the sentence."""

from __future__ import annotations

from spacy.tokens import Token

from bench.corpora import Document, Output
from bench.readers import with_attributions
from tallystick.text.english import load_english

_CUES = frozenset(
    "say tell add ask state claim report announce note argue explain insist warn suggest declare deny admit "
    "acknowledge believe think promise reply respond write tweet call describe accuse urge confirm reveal contend "
    "assert allege".split()
)


def _span(tokens: list[Token]) -> list[int]:
    return [tokens[0].idx, tokens[-1].idx + len(tokens[-1])]


def _entry(verb: Token) -> dict[str, list[int] | None] | None:
    subject = next((child for child in verb.children if child.dep_ == "nsubj"), None)
    clause = next((child for child in verb.children if child.dep_ in {"ccomp", "xcomp", "dobj"}), None)
    if subject is None:
        return None
    who = list(subject.subtree)
    what = [
        t
        for t in (clause.subtree if clause is not None else verb.sent)
        if t != verb and t not in who and not t.is_space
    ]
    before, after = [t for t in what if t.i < verb.i], [t for t in what if t.i > verb.i]
    what = after if len(after) > len(before) else before
    return {"source": _span(who), "cue": _span([verb]), "content": _span(what)} if what else None


def read(document: Document) -> Output:
    """One attribution a cue verb that has a subject."""
    verbs = [
        token for token in load_english()(document["text"]) if token.pos_ == "VERB" and token.lemma_.lower() in _CUES
    ]
    return with_attributions(document, [entry for verb in verbs if (entry := _entry(verb)) is not None])
