"""Fates told by a turn of phrase or by naming the people.

harm.phrase     "is in critical condition", "was taken to hospital with a gunshot wound"
harm.named      "police identified the dead as Amina Yusuf, 40, and her son"
harm.among      "five children were among the dead"
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from spacy.tokens import Span, Token

from tallystick.extract.finding import Finding, finding_of, is_unreal
from tallystick.extract.people import People, people_in, people_of
from tallystick.model import Outcome
from tallystick.reference.lexicon import Lexicon
from tallystick.text.numerals import exactly
from tallystick.text.phrases import phrase, subjects

_NAMING = re.compile(r"\b(?:identified|named|identifies|names|naming|identifying)\b", re.I)
_DEAD = re.compile(r"\b(?:dead|killed|deceased|slain|fatalit\w+|died)\b", re.I)
_HURT = re.compile(r"\b(?:injured|wounded|survived|surviv\w+|hurt)\b", re.I)
_VICTIM = re.compile(
    r"\bvictims?\b|\b(?:woman|women|man|men|boy|girl|child|children|infant|baby|family\s+members?|teens?|couple)\b",
    re.I,
)
_DOER = re.compile(
    r"\b(?:suspect|gunman|shooter|attacker|bomber|assailant|driver|perpetrator|person\s+of\s+interest|owner)s?\b", re.I
)


def by_phrase(sentence: Span, words: Lexicon, found: list[Finding]) -> Iterator[Finding]:
    """The subject of a turn of phrase for a fate; a fate told of the same people by a plain word stands."""
    taken = {f.people.head.i for f in found}
    for outcome, name, pattern in words.phrases:
        match = pattern.search(sentence.text)
        if match is None:
            continue
        begin, end = sentence.start_char + match.start(), sentence.start_char + match.end()
        verb = next(
            (t for t in sentence if begin <= t.idx < end and t.pos_ in {"VERB", "AUX"} and _people_before(t, begin)),
            None,
        )
        if verb is None or is_unreal(verb):
            continue
        for head in _people_before(verb, begin):
            if head.i in taken:
                continue
            for people in people_in(head, words):
                if people.quantity.low is not None and people.head.i not in taken and _some_people(people):
                    taken.add(people.head.i)
                    made = finding_of(outcome, people, verb, f"harm.phrase.{name}")
                    made.end = max(made.end, end)
                    yield made


def _people_before(verb: Token, limit: int) -> list[Token]:
    return [head for head in subjects(verb) if head.idx < max(limit, verb.idx)]


def _some_people(people: People) -> bool:
    return people.names_people and (people.number is not None or people.particular)


def named_people(sentence: Span, words: Lexicon, before: list[Finding]) -> Iterator[Finding]:
    """Names given to the dead or the wounded of this or the last sentence."""
    match = _NAMING.search(sentence.text)
    if match is None:
        return
    verb = next((t for t in sentence if t.idx >= sentence.start_char + match.start()), None)
    text = sentence.text
    as_ = re.search(r"\bas\b", text[match.end() :])
    if verb is None or as_ is None:
        return
    described = text[: match.start()] + text[match.end() : match.end() + as_.start()]
    if _DOER.search(described) or not (_VICTIM.search(described) or _DEAD.search(described) or _HURT.search(described)):
        return
    outcome = _outcome(described, before)
    if outcome is None:
        return
    whole = next(
        (f for f in reversed(before) if f.outcome == outcome and f.parent is None and (f.people.quantity.low or 0) > 1),
        None,
    )
    start = sentence.start_char + match.end() + as_.end()
    for entity in sentence.ents:
        if entity.label_ != "PERSON" or entity.start_char < start:
            continue
        if re.match(
            r"\s*(?:of|said|told|,\s+(?:the|a)\s+(?:police|sheriff))", text[entity.end_char - sentence.start_char :]
        ):
            continue
        people = People(entity.root, exactly(1, entity.text), None, entity.text, entity.start_char, entity.end_char)
        made = finding_of(outcome, people, verb, "harm.named")
        made.parent = whole
        yield made


def _outcome(described: str, before: list[Finding]) -> Outcome | None:
    if _DEAD.search(described):
        return "killed"
    if _HURT.search(described):
        return "wounded"
    fates = {f.outcome for f in before if f.outcome in {"killed", "wounded"}}
    return "killed" if "killed" in fates else None


def among(sentence: Span, words: Lexicon, before: list[Finding]) -> Iterator[Finding]:
    """ "five children were among the dead", "women were among those killed and wounded"."""
    pattern = r"\bamong\s+(?:the|those|\d+\s+people)\s+((?:(?:people\s+)?(?:killed|dead|wounded|injured|victims|casualties|deceased)(?:\s+and\s+)?)+)"
    for match in re.finditer(pattern, sentence.text, re.I):
        begin = sentence.start_char + match.start()
        token = next((t for t in sentence if t.idx >= begin), None)
        verb = next((a for a in token.ancestors if a.lemma_ == "be"), None) if token is not None else None
        if verb is None or token is None:
            continue
        for head in (h for h in subjects(verb) if h.idx < begin):
            people = people_of(head, words)
            if people is None or people.quantity.low is None or not people.names_people:
                continue
            for outcome in _fates_in(match.group(1)):
                made = finding_of(outcome, people, verb, "harm.among", scope="part")
                made.end = max(made.end, sentence.start_char + match.end())
                made.start = min(made.start, phrase(head)[0])
                made.parent = next(
                    (
                        f
                        for f in reversed(before)
                        if f.outcome == outcome
                        and f.parent is None
                        and (f.people.quantity.low or 0) > (people.quantity.low or 0)
                    ),
                    None,
                )
                yield made


def _fates_in(words: str) -> list[Outcome]:
    fates: list[Outcome] = []
    if re.search(r"killed|dead|victims|deceased", words, re.I):
        fates.append("killed")
    if re.search(r"wounded|injured", words, re.I):
        fates.append("wounded")
    return fates or ["casualties"]
