"""Initiators and targets: who does violence in a sentence, and to whom or what."""

from __future__ import annotations

import re

from spacy.tokens import Span, Token

from tallystick.reference.lexicon import Lexicon
from tallystick.text.phrases import subjects

VIOLENT_NOUNS = frozenset(
    "attack aggression strike airstrike raid bombing shelling bombardment "
    "assault shooting blast explosion ambush offensive clash air-strike massacre".split()
)
_AIMED = frozenset(
    "strike hit attack bomb target shell raid bombard pound storm ambush kill destroy besiege assault".split()
)
"""Acts whose object is a target: who fires, opens or carries something aims at none by that word."""
_HARMING = frozenset("kill wound injure hurt maim".split())
"""Acts that have no meaning without whom they are done to."""
_NO_PARTY = frozenset("it they he she who that which we this toll time".split())
_SIDES = frozenset("regime government coalition rebel jihadist opposition".split())
_WEEKDAYS = frozenset("monday tuesday wednesday thursday friday saturday sunday".split())
_COUNTED = re.compile(
    r"\b(?:dozens|scores|hundreds|thousands|tens|several|many|most|some|all|toll|number|most)\b", re.I
)


def parties(sentence: Span, words: Lexicon) -> list[tuple[Token | None, Token | None]]:
    """Pairs of who does it and whom it is done to; one of the two is None."""
    found: list[tuple[Token | None, Token | None]] = []
    for token in sentence:
        lemma = token.lemma_.lower()
        if token.pos_ == "VERB" and lemma in words.violent_acts:
            found.extend(_of_verb(token, lemma, words))
        elif token.pos_ == "NOUN" and lemma in VIOLENT_NOUNS:
            found.extend(_of_noun(token, words))
    return found


def _of_verb(verb: Token, lemma: str, words: Lexicon) -> list[tuple[Token | None, Token | None]]:
    """ "jets struck the depot", "the depot was struck by jets"."""
    passive = any(c.dep_ in {"auxpass", "nsubjpass"} for c in verb.children)
    agent = next((c for c in verb.children if c.dep_ == "agent"), None)
    by = [c for c in agent.children if c.dep_ == "pobj"] if agent is not None else []
    doers = by if agent is not None or passive or _is_headless(verb, lemma) else subjects(verb)
    found: list[tuple[Token | None, Token | None]] = [(doer, None) for doer in doers[:1] if _is_party(doer, words)]
    if lemma in _AIMED:
        done_to = [c for c in verb.children if c.dep_ == ("nsubjpass" if passive else "dobj")]
        found.extend((None, head) for head in done_to[:1] if _is_target(head))
    return found


def _is_headless(verb: Token, lemma: str) -> bool:
    """ "One fighter killed and four wounded": a passive without its "was"; who is counted is no doer of it."""
    if lemma not in _HARMING or any(c.dep_ in {"dobj", "dative"} for c in (*verb.children, *_joined(verb))):
        return False
    return any(not _is_target(subject) for subject in subjects(verb))


def _joined(verb: Token) -> list[Token]:
    return [inner for c in verb.children if c.dep_ == "conj" for inner in c.children]


def _of_noun(noun: Token, words: Lexicon) -> list[tuple[Token | None, Token | None]]:
    """ "the coalition strike on the depot", "shelling by rebels"."""
    found: list[tuple[Token | None, Token | None]] = []
    for child in noun.children:
        if child.dep_ in {"amod", "compound", "poss", "nmod"} and (
            child.ent_type_ in {"NORP", "GPE", "ORG"} or child.lower_ in _SIDES
        ):
            found.append((child, None))
        objects = [head for head in child.children if head.dep_ == "pobj"] if child.dep_ == "prep" else []
        if child.lower_ in {"on", "against"}:
            found.extend((None, head) for head in objects if _is_target(head) and head.lower_ not in _WEEKDAYS)
        elif child.lower_ == "by":
            found.extend((head, None) for head in objects if _is_party(head, words))
    return found


def _is_target(head: Token) -> bool:
    """People with a number are victims, which the figures count; a target is what was aimed at."""
    if head.pos_ not in {"NOUN", "PROPN"} or head.lower_ in _NO_PARTY or head.ent_type_ in {"DATE", "TIME"}:
        return False
    phrase = list(head.subtree)
    before = [t for t in phrase if t.i < head.i]
    counted = any(t.like_num or t.dep_ == "nummod" for t in head.children) or any(
        _COUNTED.match(t.text) for t in before if t.head == head or t.dep_ == "quantmod"
    )
    return not counted and not _COUNTED.match(head.text) and not head.like_num


def _is_party(head: Token, words: Lexicon) -> bool:
    if any(t.lower_ == "of" and any(c.lower_ in {"them", "whom"} for c in t.children) for t in head.children):
        return False  # "57 killed, most of them fighters": a share of the dead
    lemma = head.lemma_.lower()
    if head.lower_ in _NO_PARTY or lemma in VIOLENT_NOUNS:
        return False
    return (
        head.ent_type_ in {"ORG", "GPE", "NORP", "PERSON"}
        or head.lower_ in words.initiator_nouns
        or lemma in words.initiator_nouns
    )
