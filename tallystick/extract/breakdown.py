"""Parts of the people told before: who the dead were, and lists of them.

harm.identity    "the dead include 14 soldiers", "most of the dead are conscripts and the rest are cadets"
harm.breakdown   "including 18 Danes and 13 Poles", "42 people, 11 of them children"
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from spacy.tokens import Span, Token

from tallystick.extract.finding import Finding, finding_of
from tallystick.extract.people import People, people_in, people_of
from tallystick.model import Outcome, Quantity
from tallystick.reference.lexicon import Lexicon
from tallystick.text.counts import is_number
from tallystick.text.english import printed, text_of
from tallystick.text.phrases import SUBJECTS, conjuncts, phrase

_BREAKDOWN = re.compile(
    r"\b(?:including|includes?|included|among\s+(?:them|whom|those|these)|comprising|consisting\s+of|namely|made\s+up\s+of|as\s+well\s+as)\b[:,]?",
    re.I,
)
_OF_THEM = re.compile(r"\b(?:of\s+(?:them|whom|which)|of\s+those)\b", re.I)
_THE_DEAD = re.compile(
    r"\b(?:those|people|persons|victims)\s+(?:who\s+(?:were|had\s+been)\s+)?(?P<a>killed|dead|wounded|injured|who\s+died)\b|"
    r"\bthe\s+(?P<d>dead|slain|killed|wounded|injured)\s+[a-z]+s\b(?=\s+(?:were|are|includ|compris))|"
    r"\bthe\s+[\w,-]+\s+(?:\w+\s+)?(?P<c>killed|dead|wounded|injured)\b(?=\s+(?:were|are|includ|compris))|"
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


def identities(sentence: Span, words: Lexicon, before: list[Finding]) -> Iterator[Finding]:
    """ "the dead include 14 troops", "most of the dead are conscripts", "among the dead were three medics"."""
    for match in _THE_DEAD.finditer(text_of(sentence)):
        word = next(word for word in match.groups() if word).lower()
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
        whole = next(
            (f for f in reversed(told) if f.outcome in {outcome, "killed"} and f.outcome != "casualties"), None
        )
        if outcome == "casualties" and whole is not None:
            # "the casualties" takes up what was told before: after a death toll they are the dead.
            outcome = whole.outcome
        yield from _identified(verb, outcome, whole, last, words)


def shares(sentence: Span, words: Lexicon, fresh: list[Finding]) -> Iterator[Finding]:
    """ "Most of the 50 fighters killed in the raid were foreigners": a share of people told in the same breath."""
    for share in (t for t in sentence if t.lower_ in {"most", "majority", "half"} and t.dep_ == "nsubj"):
        verb = share.head
        of = next((c for c in share.children if c.lower_ == "of"), None)
        whole = next((f for f in fresh if of is not None and f.people.head.head == of), None)
        named = next((c for c in verb.children if c.dep_ == "attr"), None)
        counted, group = people_of(share, words), people_of(named, words) if named is not None else None
        if verb.lemma_ != "be" or whole is None or counted is None or named is None or group is None:
            continue
        if not group.names_people:
            continue
        people = replace(counted, head=named, group=group.group, end=group.end, names_people=True)
        yield part_of(finding_of(whole.outcome, people, verb, "harm.identity", scope="part"), whole)


_TAKEN_FOR = frozenset({"identify", "believe", "think", "confirm", "report", "suspect", "say", "know", "presume"})


def taken_for(sentence: Span, words: Lexicon, before: list[Finding]) -> Iterator[Finding]:
    """ "Nine of those killed had been identified as civilians", "ten of the dead were believed to be women"."""
    for verb in (t for t in sentence if t.lemma_ in _TAKEN_FOR and t.tag_ == "VBN"):
        number = next((c for c in verb.children if c.dep_ == "nsubjpass" and is_number(c)), None)
        of = next((c for c in number.children if c.lower_ == "of"), None) if number is not None else None
        told = _THE_DEAD.search(text_of(sentence)[of.idx - sentence.start_char :]) if of is not None else None
        counted = people_of(number, words) if number is not None else None
        named = next((t for t in verb.subtree if t.i > verb.i and t.dep_ in {"pobj", "attr"} and t.tag_ == "NNS"), None)
        group = people_of(named, words) if named is not None else None
        if told is None or told.start() > 4 or counted is None or named is None or group is None:
            continue
        outcome = _BY_WORD[re.sub(r"\s+", " ", next(word for word in told.groups() if word).lower())]
        low = counted.quantity.low or 0
        larger = (f for f in reversed(before) if f.outcome == outcome and (f.people.quantity.low or 0) > low)
        people = replace(counted, head=named, group=group.group, end=max(counted.end, group.end), names_people=True)
        yield part_of(finding_of(outcome, people, verb, "harm.identity", scope="part"), next(larger, None))


def inclusions(sentence: Span, words: Lexicon, before: list[Finding]) -> Iterator[Finding]:
    """ "The civilians included three children": who "the civilians" are, the toll told before."""
    for verb in (t for t in sentence if t.lemma_ == "include" and t.tag_ in {"VBD", "VBZ", "VBP"}):
        named = next((c for c in verb.children if c.dep_ == "nsubj"), None)
        if named is None or named.tag_ != "NNS" or not any(c.lower_ == "the" for c in named.children):
            continue
        told = (f for f in reversed(before) if f.parent is None and f.start < named.idx)
        whole = next((f for f in told if f.people.head.lower_ == named.lower_), None)
        for head in (c for c in verb.children if c.dep_ == "dobj" and whole is not None):
            for people in people_in(head, words):
                if people.quantity.low is not None and (people.number is not None or people.names_people) and whole:
                    yield part_of(finding_of(whole.outcome, people, verb, "harm.identity", scope="part"), whole)


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
            yield part_of(finding_of(outcome, people, verb, "harm.identity", scope="part"), whole)
        else:
            for people in people_in(head, words):
                if people.quantity.low is not None and (people.number is not None or people.names_people):
                    yield part_of(finding_of(outcome, people, verb, "harm.identity", scope="part"), whole)
    for joined in (c for c in verb.children if c.dep_ == "conj" and c.lemma_ == "be"):
        yield from _rest(verb, joined, outcome, whole, words)


def _rest(verb: Token, joined: Token, outcome: Outcome, whole: Finding | None, words: Lexicon) -> Iterator[Finding]:
    """ "... and the rest are foreign fighters"; the small parser at times joins "the rest" to the noun before."""
    rest = next((t for t in verb.sent if t.lower_ in {"rest", "remainder"} and verb.i < t.i < joined.i), None)
    attr = next((c for c in joined.children if c.dep_ == "attr"), None)
    group = people_of(attr, words) if attr is not None else None
    share = people_of(rest, words) if rest is not None else None
    if attr is not None and group is not None and share is not None:
        people = replace(share, head=attr, group=group.group, start=share.start, end=max(share.end, group.end))
        yield part_of(finding_of(outcome, people, joined, "harm.identity", scope="part"), whole)


def part_of(finding: Finding, whole: Finding | None) -> Finding:
    """The finding as a part of that whole."""
    finding.parent = whole
    return finding


def parts_of(whole: Finding, words: Lexicon, siblings: list[Finding]) -> Iterator[Finding]:
    """The parts named after the people: "including ...", "among them ...", "11 of them children"."""
    sentence = whole.sentence
    text = text_of(sentence)
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
        head = first_noun(sentence, sentence.start_char + match.end())
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
                and not _has_own_fate(people)
            ):
                part = finding_of(whole.outcome, people, whole.trigger, "harm.breakdown", scope="part")
                part.start, part.end = begin, people.end
                yield part_of(part, whole)
        break
    yield from _mostly(whole, sentence, limit, words)
    yield from _after_colon(whole, words)
    for match in _OF_THEM.finditer(text, max(0, offset - 1)):
        if sentence.start_char + match.start() > limit + 60:
            break
        yield from _of_them(
            whole, sentence, sentence.start_char + match.start(), sentence.start_char + match.end(), words
        )


_OTHER_FATES = frozenset({"wounded", "injured", "hurt", "missing", "dead", "killed"})


def _has_own_fate(people: People) -> bool:
    """ "... killed, including 13 civilians and more than 30 wounded": the last are no part of the dead."""
    doc, last = people.head.doc, people.head.i
    fate = last + 1 < len(doc) and doc[last + 1].lower_ in _OTHER_FATES
    return people.head.lower_ in _OTHER_FATES or (fate and people.number is not None)


def is_listed(part: Finding, found: list[Finding]) -> bool:
    """Whether these people stand in a list that was read already."""
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


def _after_colon(whole: Finding, words: Lexicon) -> Iterator[Finding]:
    """ "Ten people were killed: six men, three women and a child"."""
    head, number = whole.people.head, whole.people.quantity.low or 0
    for item in (c for c in head.children if c.dep_ == "appos" and c.i > head.i):
        marks = {t.text for t in head.doc[head.i + 1 : item.i]}
        parts = [p for p in people_in(item, words) if p.names_people and p.quantity.low is not None]
        if not marks & {":", "–", "—", "-"} or sum(p.quantity.low or 0 for p in parts) > number or len(parts) < 2:
            continue
        for people in parts:
            part = finding_of(whole.outcome, people, whole.trigger, "harm.breakdown", scope="part")
            part.start, part.end = people.start, people.end
            yield part_of(part, whole)


_MOSTLY = re.compile(
    r"[,(–—-]\s*(?P<share>(?:mostly|mainly|largely|(?:more\s+than|over)\s+half(?:\s+of\s+(?:them|whom))?|most\s+of\s+(?:them|whom)|(?:the\s+)?majority\s+of\s+(?:them|whom)|most))\s+"
    r"(?:(?:were|are|being)\s+)?(?=[a-z])", re.I,
)  # fmt: skip


def _mostly(whole: Finding, sentence: Span, limit: int, words: Lexicon) -> Iterator[Finding]:
    """ "57 people, mostly women and children": more than half of them."""
    if whole.people.number is None:
        return
    begin = whole.people.end - sentence.start_char
    match = _MOSTLY.search(text_of(sentence), max(0, begin - 1))
    if match is None or sentence.start_char + match.start() > max(limit, whole.end) + 25:
        return
    head = first_noun(sentence, sentence.start_char + match.end())
    if head is None or any(c.dep_ == "nummod" and c.lower_ != "half" for c in head.children):
        return
    if head.lemma_.lower() not in words.status and head.lower_ not in words.status and head.ent_type_ != "NORP":
        return
    end = max(phrase(token)[1] for token in conjuncts(head))
    start, stop = sentence.start_char + match.start("share"), sentence.start_char + match.end("share")
    quantity = Quantity(low=None, high=None, wording=printed(sentence.doc, start, stop), hedge="vague")
    group = printed(sentence.doc, sentence.start_char + match.end(), end)
    people = People(head, quantity, (start, stop), group, start, end)
    part = finding_of(whole.outcome, people, whole.trigger, "harm.breakdown", scope="part")
    part.start, part.end = min(whole.people.start, start), end
    yield part_of(part, whole)


def _of_them(whole: Finding, sentence: Span, begin: int, end: int, words: Lexicon) -> Iterator[Finding]:
    before = next((t for t in reversed(list(sentence)) if t.idx + len(t) <= begin and not t.is_space), None)
    counted = people_of(before, words) if before is not None else None
    if before is None or counted is None or counted.number is None or counted.quantity.low is None:
        return
    head = first_noun(sentence, end)
    if head is None or head.idx - end > 40:
        return
    named = people_of(head, words)
    if named is None or not named.names_people:
        return
    people = replace(counted, head=head, group=named.group, end=named.end, of_total=True)
    part = finding_of(whole.outcome, people, whole.trigger, "harm.breakdown", scope="part")
    part.start, part.end = people.start, people.end
    yield part_of(part, whole)


def first_noun(sentence: Span, offset: int) -> Token | None:
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
