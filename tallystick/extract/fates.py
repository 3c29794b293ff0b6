"""Fates told by a turn of phrase, and people told to be among the harmed.

harm.phrase     "is in critical condition", "was taken to hospital with a gunshot wound"
harm.among      "three drummers were among the dead"
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from spacy.tokens import Span, Token

from tallystick.extract.finding import Finding, finding_of, is_unreal
from tallystick.extract.people import People, people_in, people_of, sharing
from tallystick.model import Outcome
from tallystick.reference.lexicon import Lexicon
from tallystick.text.english import printed
from tallystick.text.phrases import objects, subjects


def by_phrase(sentence: Span, words: Lexicon, found: list[Finding]) -> Iterator[Finding]:
    """The subject of a turn of phrase for a fate; a fate told of the same people by a plain word stands."""
    taken: dict[int, set[Outcome]] = {}
    for finding in found:
        taken.setdefault(finding.people.head.i, set()).add(finding.outcome)
    for outcome, name, pattern in words.phrases:
        match = pattern.search(sentence.text)
        if match is None:
            continue
        begin, end = sentence.start_char + match.start(), sentence.start_char + match.end()
        verb = next(
            (
                t
                for t in sentence
                if begin <= t.idx < end
                and t.pos_ in {"VERB", "AUX", "ADJ"}
                and (objects(t) if name.endswith("-them") else _people_before(t, begin))
            ),
            None,
        )
        if verb is None or is_unreal(verb):
            continue
        heads = objects(verb) if name.endswith("-them") else _people_before(verb, begin)
        for head in heads:
            for people in people_in(head, words):
                told = taken.get(people.head.i, set())
                if outcome in told or (told and outcome == "wounded"):
                    continue
                if people.quantity.low is not None and _some_people(people):
                    taken.setdefault(people.head.i, set()).add(outcome)
                    made = finding_of(outcome, people, verb, f"harm.phrase.{name}")
                    made.end = max(made.end, end)
                    yield made


def _people_before(verb: Token, limit: int) -> list[Token]:
    state = verb.dep_ in {"acomp", "attr", "oprd"} and verb.head.pos_ in {"VERB", "AUX"}
    heads = subjects(verb) or (subjects(verb.head) if state else [])
    return [head for head in heads if head.idx < max(limit, verb.idx)]


def _some_people(people: People) -> bool:
    return people.number is not None or (people.names_people and people.particular)


_AMONG = re.compile(
    r"\bamong\s+(?:the|those|\d+\s+people)\s+"
    r"((?:(?:people\s+)?(?:killed|dead|wounded|injured|victims|casualties|deceased)(?:\s+and\s+)?)+)",
    re.I,
)


def among(sentence: Span, words: Lexicon, before: list[Finding]) -> Iterator[Finding]:
    """ "three drummers were among the dead", "women were among those killed and wounded"."""
    for match in _AMONG.finditer(sentence.text):
        begin = sentence.start_char + match.start()
        token = next((t for t in sentence if t.idx >= begin), None)
        verb = next((a for a in token.ancestors if a.lemma_ == "be"), None) if token is not None else None
        if verb is None or token is None:
            continue
        heads = [h for h in subjects(verb) if h.idx < begin]
        for people in (one for head in heads for one in _told_together(head, words)):
            if people.quantity.low is None or not (people.names_people or people.number is not None):
                continue
            for outcome in _fates_in(match.group(1)):
                made = finding_of(outcome, people, verb, "harm.among", scope="part")
                made.end = max(made.end, sentence.start_char + match.end())
                made.parent = _whole_of(people, outcome, before)
                yield made


def _told_together(head: Token, words: Lexicon) -> Iterator[People]:
    """ "women and children" without a number are one group; "nine soldiers and 31 fighters" are two."""
    people = people_of(head, words)
    together = sharing(head) if people is not None and people.number is None else []
    if people is None or not together:
        yield from people_in(head, words)
        return
    end = max(token.idx + len(token) for token in together)
    yield replace(people, group=printed(head.doc, people.start, end), end=max(people.end, end))


def _whole_of(people: People, outcome: Outcome, before: list[Finding]) -> Finding | None:
    """The last toll told before that these people can be a part of."""
    low = people.quantity.low or 0
    larger = (f for f in reversed(before) if f.outcome == outcome and f.parent is None)
    return next((f for f in larger if (f.people.quantity.low or 0) > low), None)


def _fates_in(words: str) -> list[Outcome]:
    fates: list[Outcome] = []
    if re.search(r"killed|dead|victims|deceased", words, re.I):
        fates.append("killed")
    if re.search(r"wounded|injured", words, re.I):
        fates.append("wounded")
    return fates or ["casualties"]
