"""A plain dependency-rule baseline: who is subject or object of a word for harm, how many by the number on the noun.

The parse is the bare one of the same English pipeline. The speaker is the subject of the verb of saying above.
"""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Token

from bench.baselines import FATES, NOUNS, VERBS, WORDS, Found, output
from bench.corpora import Document, Output
from tallystick.text.english import load_english

_VERB = {lemma: outcome for outcome, lemmas in VERBS.items() for lemma in lemmas}
_HAPPENS = frozenset({"die", "perish", "flee"})
_STATE = {word: outcome for outcome, words in FATES.items() for word in words}
_NOUN = {word: outcome for outcome, words in NOUNS.items() for word in words}
_SAYING = frozenset("say tell report add confirm claim announce state declare".split())
_HEDGES = frozenset("at least more than over about some up to nearly around almost".split())


def _people(token: Token) -> Iterator[tuple[str, Token]]:
    """Outcome and noun: those whom this word says to have come to harm."""
    children = list(token.children)
    if token.pos_ == "VERB" and token.lemma_.lower() in _VERB and not any(c.dep_ == "neg" for c in children):
        roles = {"nsubj"} if token.lemma_.lower() in _HAPPENS else {"dobj", "nsubjpass"}
        nouns = [c for c in children if c.dep_ in roles]
        nouns += [token.head] if token.dep_ in {"acl", "relcl"} and token.tag_ == "VBN" else []
        nouns += [token.head.head] if token.dep_ == "conj" and token.tag_ == "VBN" and not nouns else []
        nouns += [
            s for c in ([token.head] if token.dep_ == "conj" else []) for s in c.children if s.dep_ == "nsubjpass"
        ]
        yield from ((_VERB[token.lemma_.lower()], noun) for noun in nouns)
    elif token.lower_ in _STATE and token.dep_ in {"acomp", "amod", "oprd", "ccomp", "attr"}:
        about = (
            [token.head] if token.dep_ == "amod" else [c for c in token.head.children if c.dep_ in {"nsubj", "dobj"}]
        )
        yield from ((_STATE[token.lower_], noun) for noun in [*about, token])
    elif token.lower_ in _NOUN:
        yield _NOUN[token.lower_], token


def _figure(noun: Token) -> Token | None:
    if noun.lower_ in WORDS or noun.like_num:
        return noun
    return next((c for c in noun.children if c.dep_ == "nummod" or c.lower_ in WORDS or c.lower_ in {"a", "an"}), None)


def _found(outcome: str, noun: Token, speaker: str | None) -> Iterator[Found]:
    for one in (noun, *noun.conjuncts):
        figure = _figure(one)
        if figure is None or one.ent_type_ in {"DATE", "TIME", "MONEY"}:
            continue
        hedge = " ".join(t.text for t in figure.children if t.lower_ in _HEDGES)
        group = " ".join(t.text for t in one.lefts if t.dep_ in {"amod", "compound"} and t != figure)
        group = f"{group} {one.text}".strip() if one != figure else "people"
        first, last = min(figure.i, one.i), max(figure.i, one.i)
        span = one.doc[first : last + 1]
        yield Found(outcome, hedge, figure.text, group, (span.start_char, span.end_char), speaker)


def _speaker(token: Token) -> str | None:
    for above in token.ancestors:
        if above.lemma_.lower() in _SAYING:
            who = next((c for c in above.children if c.dep_ == "nsubj"), None)
            return None if who is None else " ".join(t.text for t in who.subtree)
    return None


def read(document: Document) -> Output:
    """Every noun under a word for harm that carries a number."""
    doc = load_english()(document["text"])
    found = [one for token in doc for outcome, noun in _people(token) for one in _found(outcome, noun, _speaker(token))]
    return output(document, found)
