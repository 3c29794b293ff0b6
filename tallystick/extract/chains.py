"""The links of a chain of speakers around a verb of saying: through whom it is told, and on whose word.

before   "using the blog Z, the army said", "officials quoted by state television said"
behind   "X said, citing Y", "X, quoting Y, said", "an official who cited witnesses said"
"""

from __future__ import annotations

from spacy.tokens import Token

from tallystick.text.phrases import objects, subjects

CITING = frozenset({"cite", "quote"})


def links_before(verb: Token, heads: list[Token]) -> list[list[Token]]:
    """Links before the speaker: "using the blog Z, the army said", "officials quoted by state television said"."""
    links: list[list[Token]] = []
    for child in verb.children:
        if child.dep_ == "advcl" and child.lemma_ == "use" and child.i < verb.i and objects(child):
            links.append(objects(child)[-1:])
        elif child.dep_ == "prep" and child.lower_ in {"through", "via"} and child.i < verb.i:
            links.extend([p] for p in child.children if p.dep_ == "pobj")
    for subject in subjects(verb):
        if subject.pos_ == "VERB" and subject.lemma_ == "use":
            links.append(objects(subject)[-1:])
    for head in heads:
        for clause in head.children:
            if clause.dep_ in {"acl", "relcl"} and clause.lemma_ in CITING and clause.tag_ == "VBN":
                links.extend([p] for c in clause.children if c.dep_ == "agent" for p in c.children if p.dep_ == "pobj")
    return [link for link in links if link]


def links_behind(verb: Token, heads: list[Token]) -> list[list[Token]]:
    """Links behind the speaker: "X said, citing Y", "X, quoting Y, said", "an official who cited witnesses"."""
    near = [verb, *heads, *(c for c in verb.children if c.dep_ in {"ccomp", "xcomp", "advcl", "dobj"})]
    for token in near:
        for clause in token.children:
            if clause.lemma_.lower() in CITING and clause.tag_ == "VBG" and objects(clause):
                origin = objects(clause)[:1]
                return [origin, *cited_by(origin[0])]
    return [link for head in heads for link in cited_by(head)]


def cited_by(head: Token) -> list[list[Token]]:
    """Whom a speaker cites in turn: "an official who cited witnesses"."""
    for clause in head.children:
        if clause.dep_ == "relcl" and clause.lemma_.lower() in CITING and clause.tag_ != "VBN" and objects(clause):
            return [objects(clause)[:1]]
    return []
