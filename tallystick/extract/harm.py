"""People who came to harm: one finding for each statement of how many, in what way.

Rules are named; the name goes with the claim, so that everybody can see which one found it:

    harm.object      they are what the verb acts on      "killed three men", "three men were killed"
    harm.subject     it happens to them                  "three men died"
    harm.lives       "lost their lives", "claimed nine lives"
    harm.state       a word for their state              "left 10 dead", "12 are missing"
    harm.noun        a noun for what happened            "the deaths of two medics", "four fatalities"
    harm.toll        a toll and its number               "the death toll has risen to 57"
    harm.adjacent        see adjacent.py
    harm.identity, harm.breakdown                        see breakdown.py
    harm.phrase, harm.among                              see fates.py
    harm.named           see names.py
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from spacy.tokens import Doc, Span, Token

from tallystick.extract import adjacent, breakdown, fates, names
from tallystick.extract.finding import Finding, finding_of, is_unreal
from tallystick.extract.people import People, counted_noun, people_in, people_of
from tallystick.model import Outcome
from tallystick.reference.lexicon import Lexicon, Trigger
from tallystick.text.counts import is_number
from tallystick.text.english import words_of
from tallystick.text.numerals import VAGUE_LOW, exactly
from tallystick.text.phrases import SUBJECTS, objects, one_of, subjects

_TOLL = re.compile(
    r"\b(?:death\s+)?toll\b|\bnumber\s+of\s+(?:the\s+)?(?:dead|deaths|people\s+killed|those\s+killed|killed)\b|\bbody\s+count\b",
    re.I,
)
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


def find_harm(doc: Doc, words: Lexicon) -> list[Finding]:
    """Every statement of harm in the text, in text order; parts follow the whole that they belong to."""
    found: list[Finding] = []
    for sentence in doc.sents:
        if sentence.text.isspace():
            continue
        fresh: list[Finding] = []
        fresh.extend(_tolls(sentence, words))
        for token in sentence:
            for trigger in words.triggers.get(token.lemma_.lower(), ()) or words.triggers.get(token.lower_, ()):
                fresh.extend(_by_trigger(token, trigger, words))
        fresh.extend(_bodies(sentence, words))
        fresh = adjacent.prefer_beside(fresh, list(adjacent.beside(sentence, words)))
        fresh.extend(_lives(sentence, words))
        fresh.extend(breakdown.identities(sentence, words, found + fresh))
        fresh.extend(fates.among(sentence, words, found + fresh))
        fresh.extend(fates.by_phrase(sentence, words, fresh))
        fresh.extend(names.named_people(sentence, found + fresh))
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
        finding.people = replace(finding.people, group=_without_outcome(finding.people.group))
    found = [f for f in found if not _takes_up(f, found)]
    for finding in found:
        if finding.outcome == "casualties" and finding.trigger.lemma_ in {"shoot", "stab"}:
            finding.outcome = _fate_of_shot(finding)
            before = {f.outcome for f in found if f.end <= finding.start}
            if finding.people.head.lower_ == "both" and before == {"killed"}:
                finding.outcome = "killed"  # takes up the dead told before
    return found


_TAKING_UP = frozenset({"victim", "people", "person", "body", "casualty", "one", "dead", "wounded", "injured", "other"})


def _takes_up(finding: Finding, found: list[Finding]) -> bool:
    """ "The victims were killed as they slept": people told before, with their number, and no claim of its own."""
    people = finding.people
    if people.quantity.high == 1 and people.head.lower_ in {"victim", "deceased"}:
        definite = finding.sentence.doc.text[people.start : people.start + 4].lower() == "the "
        return definite and any(
            f.outcome == finding.outcome and f.people.quantity.high == 1 and f.end <= finding.start for f in found
        )
    if people.number is not None or people.quantity.hedge != "vague" or not people.particular:
        return False
    if people.head.lemma_.lower() not in _TAKING_UP:
        return False
    return any(f.outcome == finding.outcome and f.people.number is not None and f.end <= finding.start for f in found)


_LIVES = re.compile(
    r"\b(?:hospital\w*|non-?\s?life|life-threatening|surviv\w+|recover(?:ed|ing|s|y)?|injur\w+|wound\w*|conditions?|treated|stable|"
    r"serious(?:ly)?|critical(?:ly)?|surgery|ambulances?)\b", re.I,
)  # fmt: skip
_SHOT_IN = re.compile(
    r"\w+\s+(?:\w+\s+)?(?:in|through)\s+(?:the|his|her|both)\s+(?:\w+\s+)?"
    r"(?:arm|leg|side|hand|shoulder|foot|thigh|hip|knee|ankle|buttock|calf|finger|wrist|elbow|stomach)s?\b", re.I,
)  # fmt: skip
_DIES = re.compile(r"\b(?:died|dies|dead|killed|fatal\w*|death|succumbed|deceased|murder\w*|homicide)\b", re.I)
_GOES_ON = re.compile(
    r"\s*(?:they|he|she|both|all|the\s+(?:\w+\s+)?(?:victims?|men|man|woman|women|boy|girl|teens?)|his|her|their)\b", re.I
)


def _fate_of_shot(finding: Finding) -> Outcome:
    """ "shot" tells neither death nor life; what is said next of the same people may: "and taken to hospital"."""
    sentence = finding.sentence
    after = sentence.text[max(0, finding.trigger.idx - sentence.start_char) :]
    following = sentence.doc[sentence.end : sentence.end + 40]
    sequel = next((s.text for s in following.sents if not s.text.isspace()), "") if len(following) else ""
    if _GOES_ON.match(sequel):
        after += " " + sequel
    if _SHOT_IN.match(after):
        return "wounded"
    if _LIVES.search(after) and not _DIES.search(after):
        return "wounded"
    return finding.outcome


def _by_trigger(token: Token, trigger: Trigger, words: Lexicon) -> Iterator[Finding]:
    if trigger.frame == "object" and token.pos_ in {"VERB", "ADJ", "NOUN"} and token.tag_.startswith(("V", "J")):
        heads, rule = _victims_of(token), "harm.object"
    elif trigger.frame == "subject" and token.tag_.startswith("V"):
        heads, rule = subjects(token), "harm.subject"
    elif trigger.frame == "state":
        heads, rule = _in_state(token), "harm.state"
    elif trigger.frame == "noun" and token.pos_ in {"NOUN", "PROPN"}:
        yield from _by_noun(token, trigger, words)
        return
    else:
        return
    if is_unreal(token):
        return
    outcome = _fate(token, trigger.outcome)
    for head in (_counting(head) for head in heads):
        for people in people_in(head, words):
            if _acceptable(people, trigger, token):
                yield finding_of(outcome, people, token, rule)


def _acceptable(people: People, trigger: Trigger, token: Token) -> bool:
    if people.quantity.low is None:
        return False
    if trigger.outcome == "displaced" and trigger.frame == "subject" and not _refugees(people):
        return False
    if people.number is None and people.quantity.hedge == "vague" and token.i < people.head.i and token.head == people.head:
        # "the wounded soldiers" takes up people told before; "injured civilians" is a kind of them.
        return False
    if trigger.weak and not (people.names_people and people.number is not None and people.group):
        return False
    if people.quantity.hedge == "vague" and people.number is None:
        # A bare plural counts only as something that has happened: "kills civilians daily" is a habit.
        happened = token.tag_ in {"VBD", "VBN", "VBG"} or token.pos_ in {"ADJ", "NOUN"}
        return people.names_people and happened
    return people.names_people or people.number is not None


def _counting(head: Token) -> Token:
    """The word that counts these people: "number" and "dozens" of "a high number of injured civilians"."""
    of = head.head
    if head.dep_ != "pobj" or of.lower_ != "of" or any(c.dep_ in {"det", "poss"} for c in head.children):
        return head
    outer = of.head
    return outer if outer.lemma_.lower() == "number" or outer.lower_ in VAGUE_LOW else head


_DOER = re.compile(r"\b(?:suspects?|gunm[ae]n|shooters?|attackers?|drivers?|assailants?|men|man|robbers?|prisoners?|inmates?)\b", re.I)


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
    nearby = {t.lower_ for t in token.children} | {t.lower_ for t in token.doc[token.i + 1 : token.i + 2]}
    if nearby & {"dead", "fatally", "mortally"} or any(
        c.dep_ == "conj" and c.lemma_ in {"kill", "die"} for c in token.children
    ):
        return "killed"
    if outcome == "casualties" and any(c.dep_ == "conj" and c.lemma_ in {"wound", "injure"} for c in token.children):
        return "wounded"
    return outcome


def _victims_of(verb: Token) -> list[Token]:
    """Whom the verb acts on: its object, the subject of its passive, the noun it describes."""
    acted_on = [c for c in verb.children if c.dep_ in {"dobj", "nsubjpass"}]
    if acted_on:
        relative = verb.dep_ == "relcl" and verb.head.pos_ in {"NOUN", "PROPN", "NUM", "PRON"}
        return [one_of(verb) if relative and c.lower_ in {"who", "that", "which", "whom"} else c for c in acted_on]
    if verb.dep_ == "pcomp" and any(c.dep_ == "auxpass" for c in verb.children) and verb.head.head.pos_ == "VERB":
        return subjects(verb.head.head)  # "was arrested after being wounded"
    passive = verb.tag_ == "VBN" or (verb.tag_ in {"VBD", "JJ"} and not any(c.dep_ == "dobj" for c in verb.children))
    if not passive:
        return []
    own = [c for c in verb.children if c.dep_ == "nsubj"]
    if own and verb.tag_ in {"VBN", "VBD", "JJ"}:
        # "one of its men was killed and 12 wounded": the small parser calls the second an active verb.
        if any(c.dep_ == "conj" and objects(c) for c in verb.children):
            return []  # "one of them shot and wounded an officer"
        own = [one_of(verb) if c.lower_ in {"who", "that"} and verb.dep_ == "relcl" else c for c in own]
        return [c for c in own if c.pos_ == "NUM" or verb.tag_ == "VBN"]
    if verb.dep_ in {"acl", "relcl", "amod"} and verb.head.pos_ in {"NOUN", "PROPN", "NUM", "PRON"}:
        return [verb.head]
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
            return _victims_of(verb.head) if verb.head.tag_ == "VBN" else []
    return []


def _leave_before(verb: Token) -> Token | None:
    """ "that left two others injured": the small parser hangs "injured" on another verb."""
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


def _by_noun(token: Token, trigger: Trigger, words: Lexicon) -> Iterator[Finding]:
    """ "the deaths of two medics", "four civilian deaths", "no casualties", "injuries to 12 people", "double murder"."""
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
        if trigger.outcome == "casualties" or (preposition.lower_ == "to" and trigger.outcome == "killed"):
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
    if token.tag_ in {"NNS", "NN"} and (trigger.outcome != "casualties" or _casualties_told(token)):
        people = people_of_events(token, words)
        if people is not None and (
            people.number is not None or people.quantity.high == 0 or trigger.outcome == "casualties"
        ):
            yield finding_of(_fate_of_victims(token, trigger.outcome), people, token, "harm.noun")


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
_MORE = re.compile(r"^(?:(?:more|further|additional)\s+)+(?=\w)", re.I)


def _without_outcome(group: str) -> str:
    """ "civilian lives", "civilian deaths": the people are civilians; "more people" are people."""
    return _MORE.sub("", _OUTCOME_NOUN.sub("", group))


def _casualties_told(token: Token) -> bool:
    """Whether a sentence tells of casualties rather than takes them up: "there were casualties", "caused 40 casualties"."""
    if any(is_number(c) or c.lower_ in {"no", *VAGUE_LOW} for c in token.children):
        return True
    if any(t.lemma_ in {"rumor", "rumour", "fabrication", "lie"} for t in token.sent):
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
    if token.lemma_.lower() in {
        "killing",
        "murder",
        "assassination",
        "execution",
        "massacre",
        "homicide",
        "slaying",
        "martyrdom",
    }:
        return None
    counted = counted_noun(token, words) if token.lemma_.lower() in words.not_people else people_of(token, words)
    if counted is None or counted.quantity.low is None:
        return None
    if counted.number is None and token.lemma_.lower() not in {"casualty"} and counted.quantity.high != 0:
        return None
    group = _OUTCOME_NOUN.sub("", counted.group)
    bare = re.sub(r"\s*\b(?:casualt(?:y|ies)|victims?)\b.*$", "", group, flags=re.I | re.S)
    return replace(counted, group=bare or group, names_people=True)


def _tolls(sentence: Span, words: Lexicon) -> Iterator[Finding]:
    """ "the death toll has risen to 57", "bringing the toll to 60", "a death toll of 12"."""
    for match in _TOLL.finditer(sentence.text):
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
                    yield finding_of("killed", replace(people, names_people=True), toll, "harm.toll", scope="total")
                break


def _lives(sentence: Span, words: Lexicon) -> Iterator[Finding]:
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
                    group = _without_outcome(people.group) if head == life else people.group
                    yield finding_of("killed", replace(people, group=group), verb, "harm.lives", reach=life)


_FOUND_BODIES = frozenset(
    "find recover pull retrieve lay lie discover see dig bring carry bury unearth remove collect exhume hold receive "
    "wash dump drag return count identify take show arrive".split()
)


def _bodies(sentence: Span, words: Lexicon) -> Iterator[Finding]:
    """ "the bodies of three children were laid out", "12 bodies were pulled from the rubble", "the body of a man"."""
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
            if people.names_people and people.quantity.low is not None and told:
                yield finding_of("killed", people, token, "harm.bodies", reach=verb if verb.i > token.i else None)
        counted = people_of(token, words)
        if not heads and counted is not None and counted.number is not None and counted.quantity.low is not None:
            yield finding_of("killed", counted, verb, "harm.bodies", reach=token)


def _distinct(findings: list[Finding]) -> list[Finding]:
    """One finding for each number and outcome: the rule that says most about it wins."""
    best: dict[tuple[str, int], Finding] = {}
    order = {
        "harm.adjacent": 2,
        "harm.bodies": 4,
        "harm.phrase": 4,
        "harm.named": 5,
        "harm.among": 1,
        "harm.toll": 0,
        "harm.identity": 1,
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
