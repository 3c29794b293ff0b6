"""People who came to harm: one finding for each statement of how many, in what way.

Rules are named; the name goes with the claim, so that everybody can see which one found it:

    harm.object      they are what the verb acts on      "killed three men", "three men were killed"
    harm.subject     it happens to them                  "three men died"
    harm.state       a word for their state              "left 10 dead", "12 are missing"
    harm.adjacent                                        see adjacent.py
    harm.noun, harm.toll, harm.lives, harm.bodies        see nouns.py
    harm.identity, harm.breakdown                        see breakdown.py
    harm.partition                                       see partition.py
    harm.phrase, harm.among, harm.pronoun                see fates.py
    harm.named                                           see names.py
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from spacy.tokens import Doc, Token

from tallystick.extract import adjacent, breakdown, fates, names, nouns, partition, sequel
from tallystick.extract.finding import Finding, finding_of, is_unreal
from tallystick.extract.people import People, people_in
from tallystick.model import Outcome
from tallystick.reference.lexicon import Lexicon, Trigger
from tallystick.text.counts import is_number
from tallystick.text.english import text_of
from tallystick.text.numerals import VAGUE_LOW
from tallystick.text.phrases import SUBJECTS, objects, one_of, subjects


def find_harm(doc: Doc, words: Lexicon) -> list[Finding]:
    """Every statement of harm in the text, in text order; parts follow the whole that they belong to."""
    found: list[Finding] = []
    for sentence in doc.sents:
        if text_of(sentence).isspace():
            continue
        fresh: list[Finding] = []
        fresh.extend(nouns.tolls(sentence, words))
        for token in sentence:
            for trigger in words.triggers.get(token.lemma_.lower(), ()) or words.triggers.get(token.lower_, ()):
                fresh.extend(_by_trigger(token, trigger, words))
        counted = {f.trigger.i for f in fresh if f.rule == "harm.toll"}  # "the number of guards killed rose to 18"
        fresh = [f for f in fresh if f.rule == "harm.toll" or f.people.number or f.trigger.i not in counted]
        fresh.extend(nouns.bodies(sentence, words))
        fresh = adjacent.prefer_beside(fresh, list(adjacent.beside(sentence, words)))
        fresh.extend(nouns.lives(sentence, words))
        divided = list(partition.partitions(sentence, words, found, fresh))
        fresh = [one for one in fresh if not _overlap(one, divided)] + divided
        fresh.extend(one for one in breakdown.identities(sentence, words, found + fresh) if not _overlap(one, divided))
        fresh.extend(breakdown.shares(sentence, words, fresh))
        fresh.extend(breakdown.inclusions(sentence, words, found + fresh))
        fresh.extend(breakdown.taken_for(sentence, words, found + fresh))
        fresh.extend(fates.among(sentence, words, found + fresh))
        fresh.extend(fates.by_phrase(sentence, words, fresh))
        fresh.extend(names.named_people(sentence, found + fresh))
        fresh.extend(fates.of_pronoun(sentence, fresh, found))
        fresh.extend(fates.of_object(sentence, words, fresh))
        fresh = _distinct(fresh)
        named = [(f.people.start, f.people.end) for f in fresh if f.rule == "harm.named"]
        fresh = [
            f
            for f in fresh
            if f.rule != "harm.identity" or not any(a < f.people.end and f.people.start < b for a, b in named)
        ]
        for whole in sorted(fresh, key=lambda f: -f.people.start):
            # Nearest first: a list belongs to the people right before it.
            fresh.extend(
                part for part in breakdown.parts_of(whole, words, fresh) if not breakdown.is_listed(part, fresh)
            )
        found.extend(sorted(_distinct(fresh), key=lambda f: (f.start, f.end)))
    for finding in found:
        finding.people = replace(finding.people, group=nouns.without_outcome(finding.people.group))
    found = [f for f in found if not sequel.takes_up(f, found) and not _is_habit(f)]
    for finding in found:
        if finding.outcome == "casualties" and finding.trigger.lemma_ in {"shoot", "stab"}:
            finding.outcome = sequel.fate_of_shot(finding)
            before = {f.outcome for f in found if f.end <= finding.start}
            if finding.people.head.lower_ == "both" and before == {"killed"}:
                finding.outcome = "killed"  # takes up the dead told before
    return found


def _overlap(one: Finding, others: list[Finding]) -> bool:
    return any(one.people.start < other.people.end and other.people.start < one.people.end for other in others)


_OFTEN = re.compile(
    r"\b(?:each|every)\s+(?:single\s+)?(?:day|week|month|year)\b|\b(?:per|a)\s+(?:day|year)\b|\b(?:daily|annually|yearly)\b",
    re.I,
)


def _is_habit(finding: Finding) -> bool:
    """ "Such accidents kill dozens of children each year": how it goes in general, and nobody in particular."""
    general = finding.trigger.tag_ in {"VB", "VBP", "VBZ"}
    return general and _OFTEN.search(text_of(finding.sentence)) is not None


def _by_trigger(token: Token, trigger: Trigger, words: Lexicon) -> Iterator[Finding]:
    if trigger.frame == "object" and token.pos_ in {"VERB", "ADJ", "NOUN"} and token.tag_.startswith(("V", "J")):
        heads, rule = _victims_of(token), "harm.object"
    elif trigger.frame == "subject" and token.tag_.startswith("V"):
        heads, rule = subjects(token), "harm.subject"
    elif trigger.frame == "state":
        heads, rule = _in_state(token), "harm.state"
    elif trigger.frame == "noun" and token.pos_ in {"NOUN", "PROPN"}:
        yield from nouns.by_noun(token, trigger, words)
        return
    else:
        return
    if is_unreal(token) or (trigger.to_death and not _to_death(token)):
        return
    outcome = _fate(token, trigger.outcome)
    for head in (_counting(head) for head in heads):
        for people in people_in(head, words):
            if _acceptable(people, trigger, token):
                yield finding_of(outcome, people, token, rule)


def _acceptable(people: People, trigger: Trigger, token: Token) -> bool:
    if people.quantity.low is None:
        return False
    if trigger.outcome == "casualties" and people.quantity.hedge == "vague" and not people.names_people:
        return False  # "some of the windows were shot out"
    if trigger.outcome == "displaced" and trigger.frame == "subject" and not _refugees(people):
        return False
    if (
        people.number is None
        and people.quantity.hedge == "vague"
        and token.i < people.head.i
        and token.head == people.head
    ):
        # "the wounded soldiers" takes up people told before; "injured civilians" is a kind of them.
        return False
    if trigger.weak and not _sure(people, trigger):
        return False
    if token.lemma_ == "bury" and any(c.lower_ in {"under", "beneath", "in"} for c in token.children):
        return False  # under rubble they may live; see the phrase "trapped"
    if people.quantity.hedge == "vague" and people.number is None:
        # A bare plural counts only as something that has happened: "kills civilians daily" is a habit.
        happened = token.tag_ in {"VBD", "VBN", "VBG"} or token.pos_ in {"ADJ", "NOUN"}
        return people.names_people and happened
    return people.names_people or people.number is not None


def _sure(people: People, trigger: Trigger) -> bool:
    """Whether the object of a verb that takes things as well ("capture", "destroy") is certainly people."""
    if not people.names_people:
        return False
    if trigger.outcome == "detained" and people.number is None:
        return people.quantity.high is not None  # "captured a commander"
    return people.number is not None and bool(people.group)


def _counting(head: Token) -> Token:
    """The word that counts these people: "number" and "dozens" of "a large number of wounded farmhands"."""
    of = head.head
    if head.dep_ != "pobj" or of.lower_ != "of":
        return head
    outer = of.head
    if any(c.dep_ in {"det", "poss"} for c in head.children):
        return outer if outer.lower_ in _PLURAL_COUNTS else head
    return outer if outer.lemma_.lower() == "number" or outer.lower_ in VAGUE_LOW else head


_PLURAL_COUNTS = frozenset({"tens", "dozens", "scores", "hundreds", "thousands"})
"""Of these a definite noun may follow and still be counted by them: "scores of the fighters dead"."""


_DOER = re.compile(
    r"\b(?:suspects?|gunm[ae]n|shooters?|attackers?|drivers?|assailants?|men|man|robbers?|prisoners?|inmates?)\b", re.I
)


def _refugees(people: People) -> bool:
    """Whether those who fled are driven from their homes: not the doers, and not a single person."""
    return (people.quantity.low or 0) > 1 and not _DOER.search(people.group)


def _fate(token: Token, outcome: Outcome) -> Outcome:
    """ "shot dead", "shot and killed", "fatally shot", "wounded fatally": the fate told beside the verb."""
    joined = {c.lemma_ for c in token.children if c.dep_ == "conj"} | (
        {token.head.lemma_} if token.dep_ == "conj" else set()
    )
    if outcome in {"killed", "wounded"} and token.lemma_ in {"kill", "wound", "injure"}:
        # "killed and wounded hundreds": the words do not tell how many of each.
        both = joined & ({"wound", "injure"} if outcome == "killed" else {"kill"})
        apart = [c for c in token.children if c.dep_ in {"dobj", "nsubjpass", "nsubj"} and c.i < token.i + 1]
        other = next((t for t in (*token.children, token.head) if t.lemma_ in both), None)
        if (
            both
            and other is not None
            and not (objects(token) and objects(other))
            and token.tag_ == other.tag_
            and abs(token.i - other.i) <= 2
            and not (apart and objects(other))
        ):
            return "casualties"
    if outcome not in {"casualties", "wounded"}:
        return outcome
    if _to_death(token):
        return "killed"
    nearby = {t.lower_ for t in token.children} | {t.lower_ for t in token.doc[token.i + 1 : token.i + 2]}
    # "was shot and killed", but not "was hurt and her son was killed": the second verb has people of its own.
    shared = {c.lemma_ for c in token.children if c.dep_ == "conj" and not any(g.dep_ in SUBJECTS for g in c.children)}
    if nearby & {"dead", "fatally", "mortally"} or shared & {"kill", "die"}:
        return "killed"
    if outcome == "casualties" and shared & {"wound", "injure"}:
        return "wounded"
    return outcome


def _to_death(verb: Token) -> bool:
    """ "shot to death", "beaten by the crowd to death"."""
    return any(c.lower_ == "to" and any(g.lower_ == "death" for g in c.children) for c in verb.children)


def _victims_of(verb: Token) -> list[Token]:
    """Whom the verb acts on: its object, the subject of its passive, the noun it describes."""
    acted_on = [c for c in verb.children if c.dep_ in {"dobj", "nsubjpass"}]
    # "..., said Ada Borrow, but no one was hurt": the small parser hangs both on the verb.
    acted_on = [c for c in acted_on if c.lower_ == "nobody" or _no_one(c)] or acted_on
    if acted_on:
        relative = verb.dep_ == "relcl" and verb.head.pos_ in {"NOUN", "PROPN", "NUM", "PRON"}
        return [one_of(verb) if relative and c.lower_ in {"who", "that", "which", "whom"} else c for c in acted_on]
    if verb.dep_ == "pcomp" and any(c.dep_ == "auxpass" for c in verb.children) and verb.head.head.pos_ == "VERB":
        return subjects(verb.head.head)  # "was detained after being injured"
    passive = verb.tag_ == "VBN" or (verb.tag_ in {"VBD", "JJ"} and not any(c.dep_ == "dobj" for c in verb.children))
    if not passive:
        return []
    own = [c for c in verb.children if c.dep_ == "nsubj"]
    if own and verb.tag_ in {"VBN", "VBD", "JJ"}:
        # "two sentries were killed and eight wounded": the small parser calls the second an active verb.
        if any(c.dep_ == "conj" and objects(c) for c in verb.children):
            return []  # "one of them shot and wounded an officer"
        own = [one_of(verb) if c.lower_ in {"who", "that"} and verb.dep_ == "relcl" else c for c in own]
        return [c for c in own if c.pos_ == "NUM" or verb.tag_ == "VBN"]
    if verb.dep_ in {"acl", "relcl", "amod"} and verb.head.pos_ in {"NOUN", "PROPN", "NUM", "PRON"}:
        before = verb.nbor(-1) if verb.i > verb.sent.start else verb
        return [before if before.dep_ == "conj" and is_number(before) else verb.head]  # "13 guests and 30 wounded"
    left = next((t for t in verb.ancestors if t.lemma_ == "leave"), None) or _leave_before(verb)
    if left is not None and objects(left) and objects(left)[0].i < verb.i:
        return objects(left)
    if verb.dep_ in {"conj", "xcomp", "oprd", "ccomp", "acomp", "advcl", "dep"} and verb.head.pos_ in {
        "VERB",
        "AUX",
    }:
        if verb.dep_ in {"oprd", "xcomp", "acomp", "dep"}:
            return objects(verb.head) or subjects(verb.head)
        if verb.dep_ == "conj" and verb.tag_ == "VBN":
            if verb.head.tag_ == "VBN":
                return _victims_of(verb.head)
            return subjects(verb) if any(c.dep_ == "auxpass" for c in verb.children) else []  # "fled and were caught"
    return []


def _no_one(head: Token) -> bool:
    return head.lower_ == "one" and any(c.lower_ == "no" for c in head.children)


def _leave_before(verb: Token) -> Token | None:
    """ "that left nine others wounded": the small parser hangs "injured" on another verb."""
    before = [t for t in verb.sent if t.i < verb.i and t.lemma_ == "leave" and verb.i - t.i <= 8]
    if (
        before
        and objects(before[-1])
        and all(t.pos_ not in {"VERB", "AUX"} for t in verb.doc[before[-1].i + 1 : verb.i])
    ):
        return before[-1]
    return None


def _in_state(token: Token) -> list[Token]:
    """The people that "dead", "missing", "injured" are said of."""
    head = token.head
    if any(c.dep_ in {"nummod", "quantmod"} or c.pos_ == "NUM" for c in token.children if c.i < token.i):
        return [token]
    before = token.doc[token.i - 1] if token.i > token.sent.start else None
    if before is not None and before.pos_ == "NUM" and before.ent_type_ not in {"DATE", "TIME"}:
        return [before]
    if token.lemma_ == "miss" or token.lower_ == "missing":
        own = [c for c in token.children if c.dep_ in SUBJECTS]
        if own:
            return own
    if token.dep_ in {
        "acomp",
        "attr",
        "oprd",
        "xcomp",
        "ccomp",
        "advcl",
        "dobj",
        "conj",
        "dep",
    } and head.pos_ in {"VERB", "AUX"}:
        if head.lemma_ in {
            "leave",
            "find",
            "pronounce",
            "declare",
            "report",
            "feel",
            "fear",
            "believe",
            "confirm",
            "list",
            "shoot",
            "lie",
            "be",
            "go",
            "remain",
            "presume",
            "assume",
            "think",
            "drop",
            "gun",
            "strike",
        }:
            own = [c for c in token.children if c.dep_ in SUBJECTS]
            return own or objects(head) or subjects(head)
    if token.dep_ in {"amod", "acl", "advmod"} and head.pos_ in {"NOUN", "PROPN", "NUM"} and head.i < token.i:
        return [head]
    if (
        token.dep_ == "amod"
        and head.i > token.i
        and head.lemma_ in {"body", "people", "soldier", "child", "civilian", "man", "woman", "victim", "person"}
    ):
        return [head]
    return []


def _distinct(findings: list[Finding]) -> list[Finding]:
    """One finding for each number and outcome: the rule that says most about it wins."""
    best: dict[tuple[str, int], Finding] = {}
    order = {
        "harm.adjacent": 2,
        "harm.bodies": 4,
        "harm.phrase": 4,
        "harm.pronoun": 3,
        "harm.named": 5,
        "harm.among": 1,
        "harm.toll": 0,
        "harm.identity": 1,
        "harm.partition": 1,
        "harm.object": 2,
        "harm.subject": 2,
        "harm.lives": 2,
        "harm.state": 3,
        "harm.noun": 4,
        "harm.breakdown": 5,
    }
    for finding in findings:
        where = finding.people.number[0] if finding.people.number else finding.people.head.i + 1_000_000_000
        key = (finding.outcome, where)
        kept = best.get(key)
        if kept is None or _rank(finding, order) < _rank(kept, order):
            best[key] = finding
    numbers: dict[int, Finding] = {}
    for (_, where), finding in best.items():
        # The same number under two outcomes ("shot and killed three"): a fate told beats one left open.
        other = numbers.get(where)
        if other is None or (other.outcome == "casualties" and finding.outcome != "casualties"):
            numbers[where] = finding
    kept_ids = {id(f) for f in numbers.values()} | {
        id(f)
        for (outcome, where), f in best.items()
        if outcome != "casualties" and numbers[where].outcome != "casualties"
    }
    return [f for f in best.values() if id(f) in kept_ids]


def _rank(finding: Finding, order: dict[str, int]) -> int:
    return order.get(".".join(finding.rule.split(".")[:2]), 9)
