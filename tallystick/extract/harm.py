"""People who came to harm: one finding for each statement of how many, in what way.

Rules are named; the name goes with the claim, so that everybody can see which one found it:

    harm.object     they are what the verb acts on      "killed three men", "three men were killed"
    harm.subject    it happens to them                  "three men died", "lost their lives"
    harm.state      a word for their state              "left 10 dead", "12 are missing"
    harm.noun       a noun for what happened            "the deaths of two medics", "four fatalities"
    harm.toll       a toll and its number               "the death toll has risen to 57"
    harm.breakdown  parts of the people before          "including 16 Iraqis and 11 Afghans"
    harm.identity   who they were                       "most of the dead are soldiers"
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from spacy.tokens import Doc, Span, Token

from tallystick.extract.people import People, people_in, people_of
from tallystick.model import Outcome, Scope
from tallystick.reference.lexicon import Lexicon, Trigger
from tallystick.text.counts import is_number
from tallystick.text.numerals import VAGUE_LOW, exactly
from tallystick.text.phrases import SUBJECTS, objects, subjects

_MODAL = {"would", "could", "may", "might", "will", "shall", "should", "can", "must", "'ll", "wo", "’ll"}
_INTENT = {
    "want",
    "vow",
    "plan",
    "try",
    "threaten",
    "aim",
    "seek",
    "intend",
    "attempt",
    "hope",
    "fail",
    "order",
    "conspire",
    "pledge",
    "promise",
    "swear",
    "refuse",
    "avoid",
    "ready",
    "ask",
    "call",
    "urge",
    "need",
    "decide",
}
_REPORTED = {
    "say",
    "report",
    "believe",
    "know",
    "think",
    "appear",
    "seem",
    "fear",
    "presume",
    "confirm",
    "understand",
    "continue",
    "feare",
}
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
_BREAKDOWN = re.compile(
    r"\b(?:including|includes?|included|among\s+(?:them|whom|those|these)|comprising|consisting\s+of|namely|made\s+up\s+of|as\s+well\s+as)\b[:,]?",
    re.I,
)
_OF_THEM = re.compile(r"\b(?:of\s+(?:them|whom|which)|of\s+those)\b", re.I)
_THE_DEAD = re.compile(
    r"\b(?:those|people|persons|victims)\s+(?:who\s+(?:were|had\s+been)\s+)?(?P<a>killed|dead|wounded|injured|who\s+died)\b|"
    r"\b(?:the|all|all\s+the)\s+(?P<b>dead|fatalities|deaths|victims|casualties|wounded|injured|slain)\b",
    re.I,
)
_BY_WORD: dict[str, Outcome] = {
    "killed": "killed",
    "dead": "killed",
    "fatalities": "killed",
    "deaths": "killed",
    "slain": "killed",
    "who died": "killed",
    "wounded": "wounded",
    "injured": "wounded",
    "victims": "killed",
    "casualties": "casualties",
}


@dataclass(slots=True)
class Finding:
    """A statement of harm before it has a speaker and an incident."""

    outcome: Outcome
    people: People
    trigger: Token
    rule: str
    start: int
    end: int
    scope: Scope | None = None
    parent: Finding | None = None
    parts: list[Finding] = field(default_factory=list)

    @property
    def sentence(self) -> Span:
        """The sentence that it stands in."""
        sentence: Span = self.trigger.sent
        return sentence


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
        fresh.extend(_lives(sentence, words))
        fresh.extend(_identities(sentence, words, (found + fresh)))
        fresh = _distinct(fresh)
        for whole in sorted(fresh, key=lambda f: -f.people.start):
            # Nearest first: a list belongs to the people right before it.
            fresh.extend(part for part in _breakdown(whole, words, fresh) if not _is_listed(part, fresh))
        found.extend(sorted(_distinct(fresh), key=lambda f: (f.start, f.end)))
    return found


# ------------------------------------------------------------------------------------------ triggers


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
    if _unreal(token):
        return
    outcome = _fate(token, trigger.outcome)
    for head in heads:
        for people in people_in(head, words):
            if _acceptable(people, trigger, token):
                yield _finding(outcome, people, token, rule)


def _acceptable(people: People, trigger: Trigger, token: Token) -> bool:
    if people.quantity.low is None:
        return False
    if trigger.weak and not (people.names_people and people.number is not None):
        return False
    if people.quantity.hedge == "vague" and people.number is None:
        # A bare plural counts only as something that has happened: "kills civilians daily" is a habit.
        happened = token.tag_ in {"VBD", "VBN", "VBG"} or token.pos_ in {"ADJ", "NOUN"}
        return people.names_people and happened
    return people.names_people or people.number is not None


def _fate(token: Token, outcome: Outcome) -> Outcome:
    """ "shot dead", "shot and killed", "fatally shot", "wounded fatally": the fate told beside the verb."""
    if outcome not in {"casualties", "wounded"}:
        return outcome
    nearby = {t.lower_ for t in token.children} | {t.lower_ for t in token.head.children if token.head.pos_ == "VERB"}
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
        return acted_on
    passive = verb.tag_ == "VBN" or (verb.tag_ in {"VBD", "JJ"} and not any(c.dep_ == "dobj" for c in verb.children))
    if not passive:
        return []
    own = [c for c in verb.children if c.dep_ == "nsubj"]
    if own and verb.tag_ in {"VBN", "VBD", "JJ"}:
        # "one of its men was killed and 12 wounded": the small parser calls the second an active verb.
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
        _unreal(token)
        or token.dep_ == "compound"
        or (token.i + 1 < len(token.doc) and token.doc[token.i + 1].lower_ in {"toll", "tolls"})
    ):
        return
    for preposition in (
        c for c in token.children if c.dep_ == "prep" and c.lower_ in {"of", "to", "among"} and c.i > token.i
    ):
        if trigger.outcome == "casualties" or (preposition.lower_ == "to" and trigger.outcome == "killed"):
            continue
        for head in (c for c in preposition.children if c.dep_ == "pobj"):
            for people in people_in(head, words):
                if (
                    people.names_people
                    and people.quantity.low is not None
                    and (people.number is not None or people.head.ent_type_ == "PERSON" or people.particular)
                ):
                    yield _finding(trigger.outcome, people, token, "harm.noun")
                    return
    if token.tag_ in {"NNS", "NN"} and (trigger.outcome != "casualties" or _casualties_told(token)):
        people = people_of_events(token, words)
        if people is not None and (
            people.number is not None or people.quantity.high == 0 or trigger.outcome == "casualties"
        ):
            yield _finding(trigger.outcome, people, token, "harm.noun")


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
            exactly(value, multiple.text),
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
    counted = people_of(token, words)
    if counted is None or counted.quantity.low is None:
        return None
    if counted.number is None and token.lemma_.lower() not in {"casualty"} and counted.quantity.high != 0:
        return None
    group = re.sub(
        r"\s*\b(?:deaths?|fatalit(?:y|ies)|injur(?:y|ies)|casualt(?:y|ies)|victims?)\b.*$",
        "",
        counted.group,
        flags=re.I | re.S,
    )
    return replace(counted, group=group or counted.head.text if counted.number is None else group, names_people=True)


# ---------------------------------------------------------------------------------------- set phrases


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
                if people is not None and people.number is not None and not _unreal(verb):
                    yield _finding("killed", replace(people, names_people=True), toll, "harm.toll", scope="total")
                break


def _lives(sentence: Span, words: Lexicon) -> Iterator[Finding]:
    """ "57 people lost their lives", "claimed the lives of nine", "took 12 lives", "cost four people their lives"."""
    for life in (t for t in sentence if t.lower_ in {"lives", "life"}):
        verb = next((a for a in life.ancestors if a.pos_ == "VERB"), None)
        if verb is None or _unreal(verb):
            continue
        heads: list[Token] = []
        if verb.lemma_ == "lose":
            heads = subjects(verb)
        elif verb.lemma_ in {"claim", "take", "cost"}:
            of = next((c for c in life.children if c.lower_ == "of"), None)
            heads = [c for c in of.children if c.dep_ == "pobj"] if of is not None else [life]
        for head in heads:
            for people in people_in(head, words):
                if people.quantity.low is not None and (people.number is not None or people.names_people):
                    group = "" if head == life else people.group
                    yield _finding("killed", replace(people, group=group), verb, "harm.lives", reach=life)


def _identities(sentence: Span, words: Lexicon, before: list[Finding]) -> Iterator[Finding]:
    """ "the dead include 14 troops", "most of those killed are soldiers", "among the dead were three medics"."""
    for match in _THE_DEAD.finditer(sentence.text):
        word = (match.group("a") or match.group("b")).lower()
        outcome = _BY_WORD[re.sub(r"\s+", " ", word)]
        anchor = next((t for t in sentence if t.idx >= sentence.start_char + match.start()), None)
        last = next(
            (t for t in reversed(list(sentence)) if t.idx + len(t) <= sentence.start_char + match.end()),
            anchor,
        )
        if anchor is None or last is None:
            continue
        verb = next(
            (
                a
                for a in [anchor, *anchor.ancestors]
                if a.lemma_ in {"be", "include", "comprise", "number"} and a.pos_ in {"VERB", "AUX"}
            ),
            None,
        )
        if verb is None or verb.sent != sentence:
            continue
        told = [f for f in before if f.parent is None and (f.sentence.start < sentence.start or f.end <= anchor.idx)]
        whole = next((f for f in reversed(told) if f.outcome in {outcome, "killed"} and f.outcome != "casualties"), None)
        if outcome == "casualties" and whole is not None:
            # "the casualties" takes up what was told before: after a death toll they are the dead.
            outcome = whole.outcome
        yield from _identified(verb, outcome, whole, last, words)


def _identified(
    verb: Token, outcome: Outcome, whole: Finding | None, anchor: Token, words: Lexicon
) -> Iterator[Finding]:
    subjects = [c for c in verb.children if c.dep_ in SUBJECTS and c.i < verb.i]
    named = [c for c in verb.children if c.dep_ in {"attr", "dobj", "nsubj"} and c.i > verb.i]
    if not subjects and verb.lemma_ == "be" and named:
        subjects = [anchor]
    share = people_of(subjects[0], words) if subjects and subjects[0].pos_ != "VERB" else None
    for head in named:
        if share is not None and (share.of_total or share.quantity.low is None) and share.number is not None:
            group = people_of(head, words)
            if group is None:
                continue
            start, end = min(share.start, group.start), max(share.end, group.end)
            people = replace(share, head=head, group=group.group, start=start, end=end, names_people=True)
            yield replace_parent(_finding(outcome, people, verb, "harm.identity", scope="part"), whole)
        else:
            for people in people_in(head, words):
                if people.quantity.low is not None and (people.number is not None or people.names_people):
                    yield replace_parent(_finding(outcome, people, verb, "harm.identity", scope="part"), whole)
    for joined in (c for c in verb.children if c.dep_ == "conj" and c.lemma_ == "be"):
        yield from _rest(verb, joined, outcome, whole, words)


def _rest(
    verb: Token, joined: Token, outcome: Outcome, whole: Finding | None, words: Lexicon
) -> Iterator[Finding]:
    """"... and the rest are foreign fighters"; the small parser at times joins "the rest" to the noun before."""
    rest = next((t for t in verb.sent if t.lower_ in {"rest", "remainder"} and verb.i < t.i < joined.i), None)
    attr = next((c for c in joined.children if c.dep_ == "attr"), None)
    group = people_of(attr, words) if attr is not None else None
    share = people_of(rest, words) if rest is not None else None
    if attr is not None and group is not None and share is not None:
        people = replace(share, head=attr, group=group.group, start=share.start, end=max(share.end, group.end))
        yield replace_parent(_finding(outcome, people, joined, "harm.identity", scope="part"), whole)


def replace_parent(finding: Finding, whole: Finding | None) -> Finding:
    """The finding as a part of that whole."""
    finding.parent = whole
    return finding


# ------------------------------------------------------------------------------------------ breakdown


def _breakdown(whole: Finding, words: Lexicon, siblings: list[Finding]) -> Iterator[Finding]:
    """The parts named after the people: "including ...", "among them ...", "11 of them children"."""
    sentence = whole.sentence
    text = sentence.text
    offset = whole.people.end - sentence.start_char
    number_end = (whole.people.number or (0, whole.people.start))[1] - sentence.start_char
    limit = min(
        (
            f.people.start
            for f in siblings
            if f is not whole and f.people.start > whole.people.end and f.people.head.i != whole.people.head.i
        ),
        default=sentence.end_char,
    )
    limit = max(limit, whole.people.end)
    for match in _BREAKDOWN.finditer(text, max(0, number_end)):
        begin = sentence.start_char + match.start()
        if begin > whole.people.end and _between(sentence, whole, begin, siblings):
            break
        if begin < min(whole.people.start, number_end + sentence.start_char):
            continue
        head = _first_noun(sentence, sentence.start_char + match.end())
        if head is None or (
            match.group(0).lower().startswith("includ")
            and not match.group(0).lower().startswith("including")
            and whole.rule != "harm.toll"
        ):
            continue
        for people in people_in(head, words):
            if (
                people.quantity.low is not None
                and (people.number is not None or people.names_people)
                and people.start >= begin
            ):
                part = _finding(whole.outcome, people, whole.trigger, "harm.breakdown", scope="part")
                part.start, part.end = begin, people.end
                yield replace_parent(part, whole)
        break
    for match in _OF_THEM.finditer(text, max(0, offset - 1)):
        if sentence.start_char + match.start() > limit + 60:
            break
        yield from _of_them(
            whole, sentence, sentence.start_char + match.start(), sentence.start_char + match.end(), words
        )


def _is_listed(part: Finding, found: list[Finding]) -> bool:
    return any(f.rule == "harm.breakdown" and f.people.head.i == part.people.head.i for f in found)


def _between(sentence: Span, whole: Finding, begin: int, siblings: list[Finding]) -> bool:
    """Whether other people stand between the whole and the list, so that the list is theirs."""
    return any(
        f is not whole
        and f.parent is None
        and whole.people.end <= f.people.start < begin
        and f.people.number is not None
        for f in siblings
    )


def _of_them(whole: Finding, sentence: Span, begin: int, end: int, words: Lexicon) -> Iterator[Finding]:
    before = next((t for t in reversed(list(sentence)) if t.idx + len(t) <= begin and not t.is_space), None)
    counted = people_of(before, words) if before is not None else None
    if before is None or counted is None or counted.number is None or counted.quantity.low is None:
        return
    head = _first_noun(sentence, end)
    if head is None or head.idx - end > 40:
        return
    named = people_of(head, words)
    if named is None or not named.names_people:
        return
    people = replace(counted, head=head, group=named.group, end=named.end, of_total=True)
    part = _finding(whole.outcome, people, whole.trigger, "harm.breakdown", scope="part")
    part.start, part.end = people.start, people.end
    yield replace_parent(part, whole)


def _first_noun(sentence: Span, offset: int) -> Token | None:
    """The head of the first noun phrase at or after this character."""
    for token in sentence:
        if token.idx < offset or token.is_punct or token.is_space:
            continue
        if token.pos_ in {"VERB", "ADP", "SCONJ"} and token.dep_ not in {"amod", "compound"}:
            return None
        if token.pos_ in {"NOUN", "PROPN", "NUM", "ADJ", "PRON"}:
            head = token
            while (
                head.dep_ in {"nummod", "compound", "amod", "det", "poss", "quantmod", "advmod", "nmod"}
                and head.head.i > head.i
                and head.head.sent == sentence
            ):
                head = head.head
            return head
    return None


# --------------------------------------------------------------------------------------------- pieces


def _finding(
    outcome: Outcome,
    people: People,
    trigger: Token,
    rule: str,
    *,
    scope: Scope | None = None,
    reach: Token | None = None,
) -> Finding:
    last = reach or trigger
    start = min(people.start, trigger.idx)
    end = max(people.end, last.idx + len(last), trigger.idx + len(trigger))
    return Finding(outcome=outcome, people=people, trigger=trigger, rule=rule, start=start, end=end, scope=scope)


def _unreal(token: Token) -> bool:
    """What did not happen, has not yet, or is only feared: "could kill", "plans to kill", "was not hurt", "if ... die"."""
    chain = [token]
    while chain[-1].dep_ in {"conj", "xcomp"} and chain[-1].head.pos_ in {"VERB", "AUX"} and len(chain) < 4:
        chain.append(chain[-1].head)
    for position, verb in enumerate(chain):
        for child in verb.children:
            if child.dep_ == "aux" and child.lower_ in _MODAL and position < 2:
                return True
            if child.dep_ == "neg" and (verb == token or verb.dep_ != "ccomp"):
                return True
            if child.dep_ == "mark" and child.lower_ in {"if", "unless", "lest"}:
                return True
        infinitive = any(c.dep_ == "aux" and c.lower_ == "to" for c in verb.children)
        if (
            infinitive
            and not any(
                c.lower_ in {"have", "be"} and c.dep_ in {"aux", "auxpass"} and verb.tag_ == "VBN"
                for c in verb.children
            )
            and verb.dep_ in {"xcomp", "advcl", "acl", "ccomp"}
        ):
            if verb.head.lemma_ not in _REPORTED:
                return True
        if infinitive and verb.head.lemma_ in _INTENT:
            return True
    return False


def _distinct(findings: list[Finding]) -> list[Finding]:
    """One finding for each number and outcome: the rule that says most about it wins."""
    best: dict[tuple[str, int], Finding] = {}
    order = {
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
        if kept is None or order[finding.rule] < order[kept.rule]:
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
