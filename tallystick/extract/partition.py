"""A toll divided by who the people were, a sentence after it is told: "57 people died. Of these, 14 were soldiers".

harm.partition   "of these, 14 were soldiers and 16 cooks", "nine of them were children", "among them were two nurses"

Casualty recorders write so (UN human rights reports, monitors' bulletins), where a newspaper writes "including".
What "these" are must be plain: the only people whom the sentences just before count, or those whom the words name
("of the dead"). After "killed 57 and wounded 31" nobody can tell, and nothing is taken down.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import replace

from spacy.tokens import Span, Token

from tallystick.extract.breakdown import first_noun, part_of
from tallystick.extract.finding import Finding, finding_of
from tallystick.extract.people import SHARES, People, people_in, people_of
from tallystick.model import Outcome
from tallystick.reference.lexicon import Lexicon
from tallystick.text.counts import is_number
from tallystick.text.english import text_of

_OUTCOMES: dict[str, Outcome] = {
    "dead": "killed", "fatalities": "killed", "slain": "killed", "killed": "killed", "deaths": "killed",
    "victims": "killed", "wounded": "wounded", "injured": "wounded",
}  # fmt: skip
_NAMED = (
    r"(?:all\s+)?(?:the|those)(?P<counted>(?:\s+[\w,]+){0,5}?)\s+(?:who\s+(?:were|had\s+been)\s+)?"
    rf"(?P<named>{'|'.join(_OUTCOMES)})(?:\s+(?:in|on|during|by|so\s+far)\b[^,;:]{{0,60}}(?=,))?"
)
_THESE = r"(?:these|them|those|whom|this\s+(?:number|total|figure))(?!\s+\w+ed\b)"
_OF_THESE = re.compile(
    rf"(?:^|(?<=[;:,(–—])|\band\b)\s*(?:out\s+)?(?P<of>of|among|amongst)\s+(?:{_THESE}|{_NAMED})\s*,?(?P<colon>:)?\s*(?=[\w(])",
    re.I,
)
"""What opens a division of people told before; "of those arrested" are others."""
_OF_THEM = re.compile(r"\s*of\s+(?:these|them|those)(?!\s+\w+ed\b)\s+", re.I)
_SOME_OF_THEM = re.compile(r"\s*(?:[\w,-]+\s+){1,4}?of\s+(?:these|them|those)(?!\s+\w+ed\b)", re.I)
_COPULA = re.compile(
    r"\s*(?:(?:were|was|are|is|being|had\s+been|have\s+been)\s+)"
    r"(?:also\s+)?(?:(?:identified|listed|described|documented|recorded|registered|reported|verified|confirmed)\s+(?:as|to\s+be)\s+|"
    r"(?:believed|thought|said|known|reported|understood)\s+to\s+(?:be|have\s+been)\s+)?",
    re.I,
)
_THERE_WERE = re.compile(r"(?:were|was|are|is)\s+(?=\w)", re.I)
_BEFORE_NUMBERS = frozenset({"at", "some", "about", "nearly", "almost", "another", "around", "roughly", "the"})
_MEASURES = frozenset({"DATE", "TIME", "QUANTITY", "PERCENT", "MONEY", "ORDINAL"})
_FAR = 40
"""Characters between a number and the noun that says who they are."""
_SENTENCES = 2
"""So many sentences after the toll its division may stand."""


def partitions(sentence: Span, words: Lexicon, found: list[Finding], fresh: list[Finding]) -> Iterator[Finding]:
    """The parts into which a sentence divides people whom one before it counts.

    Args:
        found: what was found in the sentences before.
        fresh: what was found in this sentence, which may tell the whole itself: "57 died, of whom 14 were guards".
    """
    text = text_of(sentence)
    opened = _OF_THESE.search(text)
    if opened is not None:
        begin = sentence.start_char + opened.end()
        outcome = _OUTCOMES[opened["named"].lower()] if opened["named"] else None
        told = [one for one in fresh if one.end <= begin] or _just_before(sentence, found, across=True)
        whole = _meant(told, outcome)
        if outcome is not None and whole is None:
            whole = _counted_here(sentence, opened, outcome, words) or _last(found, outcome)
            if whole is not None and whole not in found:
                yield whole
        if outcome is None and whole is None:
            return
        there = _THERE_WERE.match(text, opened.end())
        if opened["colon"] or opened["of"].lower() != "of":
            yield from _listed(sentence, there.end() if there else opened.end(), outcome, whole, words)
        else:
            yield from _parts(sentence, opened.end(), outcome, whole, words, is_plain=True)
        return
    first = next((token for token in sentence if not token.is_space), None)
    if first is None or not (is_number(first) or first.lower_ in _BEFORE_NUMBERS or first.lower_ in SHARES):
        return
    of_them = _SOME_OF_THEM.match(text) is not None
    whole = _meant(_just_before(sentence, found, across=of_them), None)
    if whole is not None and (of_them or is_number(first)):
        yield from _parts(sentence, 0, None, whole, words, is_plain=of_them)


def _counted_here(sentence: Span, opened: re.Match[str], outcome: Outcome, words: Lexicon) -> Finding | None:
    """ "Of the 57 people killed in the raid, ...": the toll, which nothing else in the sentence tells."""
    start, end = (sentence.start_char + offset for offset in opened.span("counted"))
    number = next((token for token in sentence if start <= token.idx < end and is_number(token)), None)
    if number is None:
        return None
    noun = number.head if number.dep_ == "nummod" and number.head.idx < end else number
    people = people_of(noun, words) or people_of(number, words)
    if people is None or people.number is None:
        return None
    return finding_of(outcome, people, number, "harm.partition")


def _just_before(sentence: Span, found: list[Finding], *, across: bool) -> list[Finding]:
    """Whom the sentence before counts, or the one before that, where the last counts nobody.

    Args:
        across: the end of a paragraph may lie between.
    """
    doc, start = sentence.doc, sentence.start
    for _ in range(_SENTENCES):
        if start == 0:
            return []
        before = doc[start - 1].sent
        if not across and "\n\n" in doc.text[before.start_char : doc[start].idx].strip(" "):
            return []
        told = [one for one in found if one.sentence.start == before.start]
        numbers = {one.people.number for one in told}
        others = [token for token in before if is_number(token) and _counts(token) and not _within(token, numbers)]
        if told or others:
            return told if not others else []
        start = before.start
    return []


def _counts(number: Token) -> bool:
    """Whether it stands for people or things that "they" may be; the day and the distance are none."""
    return number.dep_ in {"nsubj", "nsubjpass", "dobj", "nummod"} and number.ent_type_ not in _MEASURES


def _within(token: Token, spans: Collection[tuple[int, int] | None]) -> bool:
    return any(span is not None and span[0] <= token.idx < span[1] for span in spans)


def _meant(told: list[Finding], outcome: Outcome | None) -> Finding | None:
    """The only people who can be meant."""
    counted = [one for one in told if one.parent is None and one.people.number is not None]
    if outcome is not None:
        counted = [one for one in counted if one.outcome == outcome]
    return counted[0] if len(counted) == 1 and (outcome or len(told) == 1) else None


def _last(found: list[Finding], outcome: Outcome) -> Finding | None:
    """Those with this fate who were counted last."""
    return next(
        (one for one in reversed(found) if one.parent is None and one.outcome == outcome and one.people.number), None
    )


def _listed(
    sentence: Span, offset: int, outcome: Outcome | None, whole: Finding | None, words: Lexicon
) -> Iterator[Finding]:
    """ "Among them were three nurses and a driver", "Of these: 12 men and five women"."""
    head = first_noun(sentence, sentence.start_char + offset)
    for people in people_in(head, words) if head is not None else ():
        if people.quantity.low is not None and people.names_people and people.start >= sentence.start_char + offset:
            yield _part(outcome, whole, people, people.head)


def _parts(
    sentence: Span, offset: int, outcome: Outcome | None, whole: Finding | None, words: Lexicon, *, is_plain: bool
) -> Iterator[Finding]:
    """ "14 were soldiers, 16 were cooks and three drivers": each number with those whom it counts.

    Args:
        is_plain: the words say that these are some of those, so that any trade that they have is theirs.
    """
    text = text_of(sentence)
    most = (whole.people.quantity.high or whole.people.quantity.low) if whole is not None else None
    done, is_begun = sentence.start_char + offset, False
    for number in sentence:
        if number.idx < done or not (is_number(number) or number.lower_ in SHARES):
            continue
        counted = people_of(number, words)
        if counted is None or counted.number is None or counted.quantity.low == 0:
            return
        if most is not None and (counted.quantity.low or 0) > most:
            return
        end = counted.number[1] - sentence.start_char
        of_them = _OF_THEM.match(text, end)
        verb = _COPULA.match(text, of_them.end() if of_them else end)
        if verb is None and not is_begun:
            return
        people = _who(
            sentence, counted, verb.end() if verb else end, words, is_told=verb is not None, is_plain=is_plain
        )
        if people is None:
            return
        trigger = _first_from(sentence, verb.start()) if verb else None
        yield _part(outcome, whole, people, trigger or number)
        done, is_begun = people.end, True


def _part(outcome: Outcome | None, whole: Finding | None, people: People, trigger: Token) -> Finding:
    fate = outcome or (whole.outcome if whole is not None else None)
    assert fate is not None  # one of them is always told
    part = finding_of(fate, people, trigger, "harm.partition", scope="part")
    part.start, part.end = people.start, people.end
    return part_of(part, whole)


def _who(
    sentence: Span, counted: People, offset: int, words: Lexicon, *, is_told: bool, is_plain: bool
) -> People | None:
    """The people of a number, from the noun after it."""
    head = first_noun(sentence, sentence.start_char + offset)
    if head is None or head.idx - sentence.start_char - offset > _FAR:
        return None
    named = people_of(head, words)
    if named is None or (is_told and named.number is not None):
        return None
    if not named.names_people and not (is_plain and head.tag_ == "NNS"):
        return None
    assert counted.number is not None
    start = min(counted.start, counted.number[0])
    return replace(counted, head=head, group=named.group, start=start, end=named.end, names_people=True, of_total=True)


def _first_from(sentence: Span, offset: int) -> Token | None:
    return next((token for token in sentence if token.idx >= sentence.start_char + offset and not token.is_space), None)
