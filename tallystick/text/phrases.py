"""Noun phrases in a parsed text: where they begin and end, and what is said of them."""

from __future__ import annotations

from spacy.tokens import Token

from tallystick.text.english import printed

SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj"})
_STOPS = frozenset({",", ";", ":", "(", ")", "–", "—", ".", "“", "[", "]", "!", "?"})
_STAY = frozenset({"of", "from", "in", "with", "for", "at", "on"})
_MAKE_DO = frozenset({"force", "cause", "drive", "compel", "prompt", "lead", "oblige"})
_FATES = frozenset({"dead", "killed", "wounded", "injured", "hurt", "missing", "displaced", "shot", "alive"})


_RESULTS = frozenset(
    "kill wound injure hurt cause destroy damage leave destroying force set claim displace trap burn bring raise take "
    "add say tell accord include".split()
)
"""Participles that tell what came of it, not who the people are."""


def first_token(head: Token) -> int:
    """Index of the first token of the phrase: modifiers before its head, no prepositions and no clauses."""
    first = head.i
    for token in reversed([t for t in head.subtree if t.i < head.i]):
        if token.i < first - 1 or token.is_space or token.text in _STOPS:
            break
        if token.dep_ in {"prep", "cc", "mark"} and token.head == head:
            break
        first = token.i
    while first < head.i and (
        head.doc[first].dep_ == "cc" or head.doc[first].text in {"and", "or", "but", "-", "'s", "’s"}
    ):
        first += 1
    return first


def last_token(head: Token, *, reach: int = 14) -> int:
    """Index of the last token: short prepositional phrases and "loyal to X" stay, clauses and asides do not."""
    last = head.i
    for child in head.children:
        if child.i != last + 1 or child.dep_ not in {"prep", "amod", "acl", "compound", "flat"}:
            continue
        if child.lower_ in _FATES:
            break  # "12 civilians dead in a raid": what became of them is no part of their name
        if (child.dep_ == "prep" and child.lower_ not in _STAY) or (child.dep_ == "acl" and child.tag_ != "VBG"):
            continue
        if child.dep_ == "acl" and child.lemma_ in _RESULTS:
            break  # "a man and a woman injuring five others": a lost comma, and no part of their name
        after = [t for t in child.subtree if t.i > head.i]
        stop = next((t.i for t in after if t.is_space or t.text in _STOPS or t.text in {'"', "”"}), None)
        end = max((t.i for t in after if stop is None or t.i < stop), default=last)
        if end - head.i <= reach:
            last = max(last, end)
    return last


def phrase(head: Token, *, reach: int = 14) -> tuple[int, int]:
    """Character span of the noun phrase with this head."""
    doc = head.doc
    last = doc[last_token(head, reach=reach)]
    return doc[first_token(head)].idx, last.idx + len(last)


def phrase_text(head: Token, *, reach: int = 14) -> str:
    """The noun phrase as printed."""
    start, end = phrase(head, reach=reach)
    return printed(head.doc, start, end)


def conjuncts(head: Token) -> list[Token]:
    """This noun and those joined to it by "and" or commas, in text order."""
    joined = [head]
    for token in head.children:
        if token.dep_ == "conj" and token.pos_ in {"NOUN", "PROPN", "NUM", "PRON", "ADJ"}:
            joined.extend(conjuncts(token))
    return sorted(joined, key=lambda token: token.i)


def subjects(verb: Token, depth: int = 0) -> list[Token]:
    """Who does it: the verb's own subject, that of the verb it is joined to, the noun its clause describes."""
    own = [c for c in verb.children if c.dep_ in SUBJECTS]
    if own and own[0].lower_ in {"who", "that", "which", "whom"} and verb.dep_ == "relcl":
        return [one_of(verb)]
    if own:
        return own
    if depth > 3:
        return []
    if verb.dep_ == "xcomp" and verb.head.lemma_ in _MAKE_DO and objects(verb.head):
        return objects(verb.head)  # "forced hundreds of islanders to flee"
    if verb.dep_ in {"conj", "xcomp", "auxpass", "aux"} and verb.head.pos_ in {"VERB", "AUX"}:
        return subjects(verb.head, depth + 1)
    if verb.dep_ in {"relcl", "acl"} and verb.head.pos_ in {"NOUN", "PROPN", "NUM"}:
        return [verb.head]
    return []


def one_of(verb: Token) -> Token:
    """The noun that a relative clause describes: "one", not "the men", in "one of the men who was hit"."""
    noun = verb.head
    if noun.dep_ != "pobj" or noun.head.lower_ != "of" or noun.head.head.lower_ != "one":
        return noun
    plural = verb.tag_ == "VBP" or any(c.lower_ in {"were", "are", "have"} for c in verb.children)
    return noun if plural else noun.head.head


def objects(verb: Token) -> list[Token]:
    """What the verb acts on."""
    return [c for c in verb.children if c.dep_ in {"dobj", "obj"}]


def has_child(token: Token, *lemmas: str) -> bool:
    """Whether one of these words hangs on the token."""
    return any(child.lemma_.lower() in lemmas for child in token.children)
