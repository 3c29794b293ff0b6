"""People counted by nouns: deaths, tolls, lives lost, bodies found.

harm.noun      "the deaths of two medics", "four fatalities", "a double murder"
harm.toll      "the death toll has risen to 57"
harm.lives     "lost their lives", "claimed nine lives"
harm.bodies    "the bodies of four herders were carried down"
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from spacy.tokens import Span, Token

from tallystick.extract.finding import Finding, finding_of, is_unreal
from tallystick.extract.people import People, counted_noun, people_in, people_of
from tallystick.model import Outcome
from tallystick.reference.lexicon import Lexicon, Trigger
from tallystick.text.counts import is_number
from tallystick.text.english import text_of, words_of
from tallystick.text.numerals import VAGUE_LOW, exactly
from tallystick.text.phrases import subjects

_TOLL = re.compile(
    r"\b(?:death\s+)?toll\b|\bnumber\s+of\s+(?:the\s+)?(?:\w+\s+)?"
    r"(?:dead|deaths|people\s+killed|those\s+killed|killed|fatalities|martyrs|casualties|wounded|injured|injuries)\b|\bbody\s+count\b"
    r"|\bnumber\s+of\s+(?P<who>(?:[\w-]+\s+){1,7}?)(?:killed|slain|wounded|injured)\b",
    re.I,
)


def _outcome_of_toll(words: str) -> Outcome:
    """ "the number of wounded", "the number of casualties"; else the dead."""
    if re.search(r"wounded|injur", words, re.I):
        return "wounded"
    return "casualties" if re.search(r"casualties", words, re.I) else "killed"


_TOLL_VERBS = {
    "rise",
    "reach",
    "stand",
    "climb",
    "jump",
    "top",
    "be",
    "hit",
    "pass",
    "increase",
    "bring",
    "raise",
    "put",
    "exceed",
    "grow",
    "push",
    "go",
    "surpass",
    "take",
    "soar",
    "fall",
    "drop",
    "revise",
}


def by_noun(token: Token, trigger: Trigger, words: Lexicon) -> Iterator[Finding]:
    """ "the deaths of two medics", "four civilian deaths", "injuries to 12 people", "a double murder"."""
    if (
        is_unreal(token)
        or token.dep_ == "compound"
        or (token.i + 1 < len(token.doc) and token.doc[token.i + 1].lower_ in {"toll", "tolls"})
    ):
        return
    cause = token.head.head if token.dep_ == "pobj" and token.head.head.lower_ == "cause" else None
    for preposition in (
        c
        for c in (*token.children, *(cause.children if cause is not None else ()))
        if c.dep_ == "prep" and c.lower_ in {"of", "to", "for", "among", "amongst"} and c.i > token.i
    ):
        if preposition.lower_ == "for" and not any(c.ent_type_ == "PERSON" for c in preposition.children):
            continue
        if (trigger.outcome == "casualties" and token.lemma_ not in {"shooting", "stabbing"}) or (
            preposition.lower_ == "to" and trigger.outcome == "killed"
        ):
            continue
        if preposition.lower_ in {"among", "amongst"} and any(
            is_number(c) or c.lower_ in VAGUE_LOW for c in token.children if c.i < token.i
        ):
            yield from _deaths_among(token, preposition, trigger, words)
            return
        for head in (c for c in preposition.children if c.dep_ == "pobj"):
            for people in people_in(head, words):
                if (
                    people.names_people
                    and people.quantity.low is not None
                    and (people.number is not None or people.head.ent_type_ == "PERSON" or people.particular)
                ):
                    yield finding_of(trigger.outcome, people, token, "harm.noun")
                    return
    if trigger.outcome == "killed":
        whose = next((c for c in token.children if c.dep_ == "poss" and c.pos_ == "PROPN"), None)
        owner = people_of(whose, words) if whose is not None else None
        if owner is not None and owner.names_people and owner.quantity.high == 1:
            # "Ada Borrow's murder": whose death it is; a plain noun's would be what somebody did.
            yield finding_of(trigger.outcome, owner, token, "harm.noun")
            return
    if token.tag_ in {"NNS", "NN"} and (trigger.outcome != "casualties" or _casualties_told(token)):
        told = people_of_events(token, words)
        if told is not None and (told.number is not None or told.quantity.high == 0 or trigger.outcome == "casualties"):
            yield finding_of(_fate_of_victims(token, trigger.outcome), told, token, "harm.noun")


def _fate_of_victims(token: Token, outcome: Outcome) -> Outcome:
    """ "three victims of gunshot wounds", "victims with burns": people with wounds are wounded."""
    if outcome == "casualties" and token.lemma_.lower() == "victim":
        of = [g for c in token.children if c.lower_ in {"of", "with"} for g in c.children if c.i > token.i]
        if any(g.lemma_.lower() in {"wound", "injury", "burn"} for g in of):
            return "wounded"
        if any(c.dep_ == "relcl" and c.lemma_ == "survive" for c in token.children):
            return "wounded"
    return outcome


def _deaths_among(token: Token, preposition: Token, trigger: Trigger, words: Lexicon) -> Iterator[Finding]:
    """ "numerous deaths among civilians and troops": the number stands with the deaths, for each of the groups."""
    counted = people_of(token, words)
    if counted is None or counted.quantity.low is None:
        return
    for head in (c for c in preposition.children if c.dep_ == "pobj"):
        for people in people_in(head, words):
            number = counted.number if people.head == head else None
            told = replace(people, quantity=counted.quantity, number=number, names_people=True, particular=True)
            yield finding_of(trigger.outcome, told, token, "harm.noun")


_OUTCOME_NOUN = re.compile(r"\s*\b(?:lives|deaths?|fatalit(?:y|ies)|injur(?:y|ies))\b.*$", re.I | re.S)


_HELD = re.compile(r"(?<=\w)\s+(?:hostages?|captive)$", re.I)
_MORE = re.compile(r"^(?:(?:more|further|additional)\s+)+(?=\w)", re.I)


def without_outcome(group: str) -> str:
    """ "civilian lives": the people are civilians; "more people" are people, "villagers hostage" are villagers."""
    return _HELD.sub("", _MORE.sub("", _OUTCOME_NOUN.sub("", group)))


def _casualties_told(token: Token) -> bool:
    """Whether a sentence tells of casualties rather than takes them up: "there were casualties"."""
    if any(is_number(c) or c.lower_ in {"no", *VAGUE_LOW} for c in token.children):
        return True
    if any(t.lemma_ in {"rumor", "rumour", "fabrication", "lie"} for t in token.sent):
        return True
    if _none_told(token) is not None:
        return True
    if token.tag_ != "NNS" or any(c.dep_ in {"det", "poss"} for c in token.children):
        return False
    if token.dep_ == "attr":
        return any(c.dep_ == "expl" for c in token.head.children)
    causes = {"cause", "inflict", "suffer", "report", "sustain", "result", "leave", "have"}
    return token.dep_ == "dobj" and token.head.lemma_ in causes


def people_of_events(token: Token, words: Lexicon) -> People | None:
    """People counted by a noun for what happened to them: "four civilian deaths", "a double murder"."""
    multiple = next((c for c in token.children if c.lower_ in {"double", "triple", "quadruple"}), None)
    if multiple is not None:
        value = {"double": 2, "triple": 3, "quadruple": 4}[multiple.lower_]
        end = token.idx + len(token)
        return People(
            token,
            exactly(value, words_of([multiple])),
            (multiple.idx, multiple.idx + len(multiple)),
            "",
            multiple.idx,
            end,
        )
    nobody = _none_told(token)
    if nobody is not None:
        return nobody
    if token.lemma_.lower() in {
        "killing",
        "murder",
        "assassination",
        "execution",
        "massacre",
        "homicide",
        "slaying",
        "martyrdom",
        "shooting",  # "a thousand accidental shootings" counts no people
        "stabbing",
        "abduction",
        "kidnapping",
    }:
        return None
    counted: People | None = (
        counted_noun(token, words) if token.lemma_.lower() in words.not_people else people_of(token, words)
    )
    if counted is None or counted.quantity.low is None:
        return None
    if counted.number is None and token.lemma_.lower() not in {"casualty"} and counted.quantity.high != 0:
        return None
    group = _OUTCOME_NOUN.sub("", counted.group)
    bare = re.sub(r"\s*\b(?:casualt(?:y|ies)|victims?)\b.*$", "", group, flags=re.I | re.S)
    return replace(counted, group=bare or group, names_people=True)


def _none_told(token: Token) -> People | None:
    """ "There are no reports of civilian casualties", "without causing deaths": none, as far as this speaker tells."""
    above = token.head
    if token.dep_ == "pobj" and above.lower_ == "of" and above.head.lemma_.lower() in _NEWS:
        first = next((c for c in above.head.children if c.lower_ == "no"), None)
    elif token.dep_ == "dobj" and above.lemma_ == "cause" and above.head.lower_ == "without":
        first = above.head
    else:
        return None
    if first is None:
        return None
    start, end = first.idx, token.idx + len(token)
    own = [c for c in token.children if c.dep_ in {"amod", "compound"} and c.lower_ not in {"more", "further", "any"}]
    return People(token, exactly(0, words_of([first, token])), None, words_of(own), start, end)


_NEWS = frozenset({"report", "word", "sign", "indication", "evidence", "news"})


def tolls(sentence: Span, words: Lexicon) -> Iterator[Finding]:
    """ "the death toll has risen to 57", "bringing the toll to 60", "a death toll of 12"."""
    for match in _TOLL.finditer(text_of(sentence)):
        toll = next((t for t in sentence if t.idx + len(t) >= sentence.start_char + match.end()), None)
        if toll is None:
            continue
        verb = next((a for a in toll.ancestors if a.pos_ in {"VERB", "AUX"}), toll)
        if (
            verb.lemma_ not in _TOLL_VERBS
            and toll.head.lemma_ not in _TOLL_VERBS
            and not any(c.lower_ == "of" for c in toll.children)
        ):
            continue
        for token in sentence:
            if (
                token.i > toll.i
                and (token.pos_ == "NUM" or token.like_num)
                and token.ent_type_ not in {"DATE", "TIME", "PERCENT", "MONEY"}
                and token.i - toll.i < 28
            ):
                holder = (
                    token.head
                    if token.dep_ == "nummod" and token.head.lemma_.lower() not in words.not_people
                    else token
                )
                if token.dep_ == "nummod" and holder == token:
                    continue
                people = people_of(holder, words)
                if people is not None and people.number is not None and not is_unreal(verb):
                    yield finding_of(
                        _outcome_of_toll(match.group(0)),
                        replace(people, names_people=True, group=people.group or (match["who"] or "").strip()),
                        toll,
                        "harm.toll",
                        scope="total",
                    )
                break


def lives(sentence: Span, words: Lexicon) -> Iterator[Finding]:
    """ "57 people lost their lives", "claimed the lives of nine", "took 12 lives", "cost four people their lives"."""
    for life in (t for t in sentence if t.lower_ in {"lives", "life"}):
        verb = next((a for a in life.ancestors if a.pos_ == "VERB"), None)
        if verb is None or is_unreal(verb):
            continue
        heads: list[Token] = []
        if verb.lemma_ == "lose":
            heads = subjects(verb)
        elif verb.lemma_ in {"claim", "take", "cost"}:
            of = next((c for c in life.children if c.lower_ == "of"), None)
            heads = [c for c in of.children if c.dep_ == "pobj"] if of is not None else [life]
            if verb.lemma_ == "cost" and of is None:
                # "cost four soldiers their lives"
                heads = [c for c in verb.children if c.dep_ in {"dative", "dobj", "iobj"} and c != life] or heads
            if heads == [life] and any(c.dep_ == "poss" for c in life.children):
                continue
        for head in heads:
            for people in people_in(head, words):
                if people.quantity.low is not None and (people.number is not None or people.names_people):
                    group = without_outcome(people.group) if head == life else people.group
                    yield finding_of("killed", replace(people, group=group), verb, "harm.lives", reach=life)


_FOUND_BODIES = frozenset(
    "find recover pull retrieve lay lie discover see dig bring carry bury unearth remove collect exhume hold receive "
    "wash dump drag return count identify take show arrive".split()
)


def bodies(sentence: Span, words: Lexicon) -> Iterator[Finding]:
    """ "the bodies of four herders were carried down", "12 bodies were pulled out", "the body of a postman"."""
    for token in sentence:
        if token.lemma_.lower() not in {"body", "corpse", "remains"} or token.pos_ not in {"NOUN", "PROPN"}:
            continue
        around = (*(c for c in token.subtree if c.dep_ in {"acl", "relcl"}), *token.ancestors)
        verb = next((a for a in around if a.pos_ == "VERB" and a.lemma_ in _FOUND_BODIES), None)
        if verb is None or is_unreal(verb):
            continue
        of = next((c for c in token.children if c.lower_ == "of" and c.i > token.i), None)
        heads = [c for c in of.children if c.dep_ == "pobj"] if of is not None else []
        for people in (p for head in heads for p in people_in(head, words)):
            told = people.number is not None or people.quantity.high is not None or people.particular
            if (people.names_people or people.number) and people.quantity.low is not None and told:
                yield finding_of("killed", people, token, "harm.bodies", reach=verb if verb.i > token.i else None)
        counted = people_of(token, words)
        if not heads and counted is not None and counted.number is not None and counted.quantity.low is not None:
            yield finding_of("killed", counted, verb, "harm.bodies", reach=token)
