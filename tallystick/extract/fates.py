"""Fates told by a turn of phrase, and people told to be among the harmed.

harm.phrase     "is in critical condition", "was taken to hospital with a gunshot wound"
harm.among      "three drummers were among the dead"
harm.pronoun    "a man was shot. He died on the way": whom a pronoun takes up
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

import msgspec
from spacy.tokens import Span, Token

from tallystick.extract.finding import Finding, finding_of, is_unreal
from tallystick.extract.people import People, people_in, people_of, sharing
from tallystick.model import Outcome
from tallystick.reference.lexicon import Lexicon
from tallystick.text.english import parsed, printed, text_of
from tallystick.text.numerals import TENS, UNITS
from tallystick.text.phrases import objects, subjects


def by_phrase(sentence: Span, words: Lexicon, found: list[Finding]) -> Iterator[Finding]:
    """The subject of a turn of phrase for a fate; a fate told of the same people by a plain word stands."""
    taken: dict[int, set[Outcome]] = {}
    for finding in found:
        taken.setdefault(finding.people.head.i, set()).add(finding.outcome)
    text = text_of(sentence)  # joined from its tokens at every call
    for outcome, name, pattern in words.phrases:
        match = pattern.search(text)
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
        named = [people for head in heads for people in people_in(head, words)]
        if any(people.number is not None for people in named):
            named = [p for p in named if p.head.lower_ not in {"hostage", "captive"} or p.number is not None]
        for people in named:
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
    if not heads and verb.tag_ == "VBG" and verb.dep_ in {"advcl", "acl", "xcomp"}:
        heads = [head for head in objects(verb.head) if 0 < verb.i - head.i <= 6]  # "found a man, 22, suffering from"
    return [head for head in heads if head.idx < max(limit, verb.idx)]


def _some_people(people: People) -> bool:
    return people.number is not None or (people.names_people and people.particular)


_NUMBERS = "|".join(sorted((*UNITS, *TENS), key=len, reverse=True))
_AMONG = re.compile(
    rf"\bamong\s+(?:the|those|(?:the\s+)?(?:(?:at\s+least|more\s+than|over|about|some|nearly|around)\s+)?(?:\d[\d,]*|dozens\s+of|scores\s+of|{_NUMBERS}))\s+"
    r"(?:(?:people|persons|civilians|victims|soldiers|fighters)\s+)?((?:(?:people\s+)?(?:killed|dead|wounded|injured|victims|casualties|deceased|executed|slain|martyred)(?:\s+and\s+)?)+)",
    re.I,
)


def among(sentence: Span, words: Lexicon, before: list[Finding]) -> Iterator[Finding]:
    """ "three drummers were among the dead", "women were among those killed and wounded"."""
    for match in _AMONG.finditer(text_of(sentence)):
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
    if re.search(r"killed|dead|victims|deceased|executed|slain|martyred", words, re.I):
        fates.append("killed")
    if re.search(r"wounded|injured", words, re.I):
        fates.append("wounded")
    return fates or ["casualties"]


_DIES = frozenset({"die", "succumb", "perish", "expire"})
_PRONOUNCED = frozenset({"pronounce", "declare"})
_FAR = 2
"""A pronoun takes up who was told in its own sentence or in the two before it."""


def of_pronoun(sentence: Span, fresh: list[Finding], before: list[Finding]) -> Iterator[Finding]:
    """ "taken to hospital, where he died": the same sentence's one victim is dead; "He died later": one before.

    In its own sentence the fate of the finding itself changes; told in another sentence, it is a claim of its own.
    """
    for verb in sentence:
        pronoun = _who_died(verb)
        if pronoun is None or is_unreal(verb):
            continue
        many = pronoun.lower_ in {"they", "both"}
        own = [f for f in fresh if f.people.head.i < pronoun.i and _taken_up(f, many=many)]
        if any(f.outcome == "killed" for f in own):
            continue
        if own:
            own[-1].outcome, own[-1].rule = "killed", "harm.pronoun"
            own[-1].end = max(own[-1].end, verb.idx + len(verb))
            continue
        near = [f for f in before if 0 < _sentences_between(f, sentence) <= _FAR and _taken_up(f, many=many)]
        if not near or any(f.outcome == "killed" and f.end > near[-1].start for f in before):
            continue
        told = near[-1].people
        wording = printed(sentence.doc, pronoun.idx, pronoun.idx + len(pronoun))
        quantity = msgspec.structs.replace(told.quantity, wording=wording)
        people = replace(
            told, head=pronoun, quantity=quantity, number=None, start=pronoun.idx, end=pronoun.idx + len(pronoun)
        )
        yield finding_of("killed", people, verb, "harm.pronoun")


_KILLS = frozenset({"kill", "murder", "slay", "execute"})
_HURTS = frozenset({"wound", "injure", "shoot", "stab"})
_SELF = frozenset({"himself", "herself", "themselves"})


def of_object(sentence: Span, words: Lexicon, fresh: list[Finding]) -> Iterator[Finding]:
    """ "shot a neighbour, killing him", "drove the boy to the river and killed him", "before killing himself"."""
    for verb in sentence:
        if verb.pos_ != "VERB" or verb.lemma_ not in _KILLS | _HURTS or is_unreal(verb):
            continue
        pronoun = next((o for o in objects(verb) if o.lower_ in {"him", "her", "them"} | _SELF), None)
        outcome = _outcome_for(verb, pronoun)
        if pronoun is None or outcome is None:
            continue
        many = pronoun.lower_ in {"them", "themselves"}
        if pronoun.lower_ not in _SELF:
            own = [f for f in fresh if f.people.head.i < pronoun.i and _taken_up(f, many=many)]
            if own:
                if own[-1].outcome == "casualties":
                    own[-1].outcome, own[-1].end = outcome, max(own[-1].end, pronoun.idx + len(pronoun))
                continue
            heads = [t for t in sentence if t.i < verb.i and t.dep_ == "dobj" and t.pos_ in {"NOUN", "PROPN"}]
        else:
            heads = [head for head in subjects(verb) if head.i < verb.i]
            heads = heads or next((subjects(a) for a in verb.ancestors if a.pos_ == "VERB" and subjects(a)), [])
        people = people_of(heads[-1], words) if heads else None
        if people is None or not people.names_people or people.quantity.low is None:
            continue
        if (people.quantity.high == 1) == many or any(f.people.head == people.head for f in fresh):
            continue
        yield finding_of(outcome, people, verb, "harm.pronoun", reach=pronoun)


def _outcome_for(verb: Token, pronoun: Token | None) -> Outcome | None:
    """Who shoots himself in a report that speaks of suicide or of his death is dead; else only shot."""
    if verb.lemma_ in _KILLS:
        return "killed"
    if pronoun is not None and pronoun.lower_ in _SELF:
        return "killed" if _SUICIDE.search(parsed(verb.doc)) else "casualties"
    return "casualties" if verb.lemma_ in {"shoot", "stab"} else "wounded"


_SUICIDE = re.compile(r"\b(?:suicides?|killed\s+(?:him|her)self|self-inflicted)\b", re.I)


def _who_died(verb: Token) -> Token | None:
    """The pronoun that this verb says is dead."""
    if verb.pos_ not in {"VERB", "AUX"}:
        return None
    dies = verb.lemma_ in _DIES and verb.tag_ in {"VBD", "VBN", "VBZ"}
    dead = any(c.lower_ == "dead" for c in verb.children)
    pronounced = verb.lemma_ in _PRONOUNCED and (dead or "dead" in {t.lower_ for t in verb.subtree})
    if not dies and not pronounced and not (verb.lemma_ == "be" and dead):
        return None
    heads = subjects(verb) or ([c for c in verb.children if c.dep_ == "dobj"] if pronounced else [])
    return next((h for h in heads if h.lower_ in {"he", "she", "they", "him", "her", "both"}), None)


def _taken_up(finding: Finding, *, many: bool) -> bool:
    quantity = finding.people.quantity
    if finding.outcome not in {"casualties", "wounded", "killed"} or finding.parent is not None:
        return False
    return (quantity.low or 0) > 1 if many else (quantity.low, quantity.high) == (1, 1)


def _sentences_between(finding: Finding, sentence: Span) -> int:
    """How many sentences on this one stands; 0 = the same."""
    doc, count, at = sentence.doc, 0, finding.sentence
    while at.start < sentence.start and count <= _FAR and at.end < len(doc):
        at = doc[at.end].sent
        count += not at.text.isspace()
    return count
