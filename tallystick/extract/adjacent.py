"""People and fates that stand side by side, read from the order of the words.

harm.adjacent    "Two killed, three hurt", "leaving four dead and nine wounded"

The small parser errs most on headlines and on clauses without a verb, where the order of the words leaves no doubt.
What stands here is read beside what the parse gives: a number right before a fate belongs to that fate.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from spacy.tokens import Doc, Span, Token

from tallystick.extract.finding import Finding, finding_of, is_unreal
from tallystick.extract.people import People, after_no
from tallystick.model import Outcome
from tallystick.reference.lexicon import Lexicon
from tallystick.text.counts import Count, count_ending, is_number
from tallystick.text.english import parsed, printed
from tallystick.text.numerals import VAGUE_LOW

_BETWEEN = frozenset(
    "were was are is been being be have has had got get also reportedly then later all both each still feared "
    "believed reported confirmed presumed left found lay thus far so already now instantly immediately seriously "
    "critically badly slightly lightly severely gravely fatally mortally allegedly subsequently either "
    "brutally to".split()
)
"""Words that may stand between people and what became of them."""
_HEDGES = frozenset(
    "at least more than over some about around up to nearly almost another as many an a estimated further well no "
    "fewer less between additional roughly approximately the out and".split()
)
_VAGUE = frozenset(VAGUE_LOW) - {"some", "various"}
_AFTER_ACTIVE = frozenset({"NOUN", "PROPN", "PRON", "DET", "ADJ", "NUM"})
_HAPPENS = re.compile(r"\b(?:could|may|might|will|would|can|should|must|if|unless|not|n't|never|to)\b", re.I)
_ASIDE = re.compile(
    r"^\s*(?:including|among|amongst|most|mostly|mainly|some|many|at\s+least|\w+\s+of\s+(?:them|whom))\b", re.I
)
_WORDS_OF_GROUP = frozenset({"NOUN", "PROPN", "ADJ", "NUM", "ADP"})


class _Fate(NamedTuple):
    outcome: Outcome
    active: bool
    """The form can take the harmed as its object: "kills", "killing", "killed"."""
    passive: bool
    """The form can follow the harmed: "killed", "dead"."""


@lru_cache(maxsize=4)
def _fates(words: Lexicon) -> dict[str, _Fate]:
    """Every printed form of a word for a fate."""
    forms: dict[str, _Fate] = {}
    for lemma, triggers in words.triggers.items():
        for trigger in triggers:
            if trigger.weak or trigger.to_death or trigger.outcome in {"casualties"}:
                continue
            if trigger.frame == "object" and lemma not in _NOT_VERBS:
                stem = lemma.removesuffix("e")
                past = {"slay": "slain", "hurt": "hurt", "kidnap": "kidnapped", "behead": "beheaded"}.get(
                    lemma, stem + "ed"
                )
                forms[past] = _Fate(trigger.outcome, active=True, passive=True)
                for form in (lemma, lemma + "s", lemma + "es", stem + "ing"):
                    forms.setdefault(form, _Fate(trigger.outcome, active=True, passive=False))
            elif trigger.frame == "state":
                kept = forms.get(lemma)
                forms[lemma] = _Fate(trigger.outcome, active=kept is not None and kept.active, passive=True)
    return forms


_NOT_VERBS = frozenset({"injured"})


@dataclass(frozen=True, slots=True)
class _Counted:
    """A number and the noun that it counts, in the order of the words."""

    count: Count
    head: Token
    first: int
    last: int
    """Indices of its first and last token."""


def beside(sentence: Span, words: Lexicon) -> Iterator[Finding]:
    """People named right before or right after the word for what became of them."""
    fates = _fates(words)
    for token in sentence:
        fate = fates.get(token.lower_)
        if fate is None:
            continue
        before = _before(token, fates, words) if fate.passive else None
        after = _after(token, words) if fate.active else None
        elsewhere = after is not None and _has_own_fate(after, fates)
        if elsewhere:
            after = None
        acts = after is not None or (not elsewhere and _acts_on(token, fate, fates))
        if before is not None and acts and not _passive(token):
            before = None  # "Rebels killed five soldiers": they are the doers
        counted = before or after
        if counted is not None and counted.head.lemma_.lower() in {"family", "household"}:
            continue  # nobody knows of how many people
        if counted is not None and not _did_not_happen(token, counted):
            yield _found(counted, token, _joint(token, counted, fate, fates))


def _joint(token: Token, counted: _Counted, fate: _Fate, fates: dict[str, _Fate]) -> Outcome:
    """ "killed and wounded hundreds", "40 killed or wounded": one number for both, so that neither is known."""
    doc, both = token.doc, {"killed", "wounded"}
    index = token.i - 1 if counted.head.i > token.i else token.i + 1
    if not 0 < index < len(doc) - 1 or doc[index].lower_ not in {"and", "or", "&", ",", "/"}:
        return fate.outcome
    if doc[index].text == "," and counted.head.i < token.i:
        return fate.outcome  # "40 killed, wounded civilians ..." is no joint number
    other = fates.get(doc[2 * index - token.i].lower_)
    beyond = 2 * (2 * index - token.i) - index
    if other is None or {other.outcome, fate.outcome} != both:
        return fate.outcome
    if counted.head.i < token.i and 0 <= beyond < len(doc) and _starts_number(doc, beyond):
        return fate.outcome  # "two killed and wounded three"
    return "casualties"


def prefer_beside(found: list[Finding], adjacent: list[Finding]) -> list[Finding]:
    """The findings of the parse, corrected and completed by those of the order of the words.

    A number that stands beside its fate has that fate, whatever other verb the parser hangs it on.
    """
    own = {f.people.number[0]: f for f in adjacent if f.people.number is not None}
    kept = [f for f in found if _stands(f, own) and not _loose(f, adjacent)]
    told = {(f.people.number[0], f.outcome) for f in kept if f.people.number is not None}
    joint = {f.people.number[0] for f in kept if f.people.number is not None and f.outcome == "casualties"}
    for finding in adjacent:
        number = finding.people.number
        if number is not None and (number[0], finding.outcome) not in told and number[0] not in joint:
            kept.append(finding)
    return kept


def _stands(finding: Finding, own: dict[int, Finding]) -> bool:
    """Whether the order of the words leaves this finding of the parse as it is."""
    number = finding.people.number
    other = own.get(number[0]) if number is not None else None
    if other is None:
        return True
    if other.outcome == "casualties":
        return finding.outcome == "casualties"
    if other.outcome == finding.outcome:
        return bool(finding.people.group) or not other.people.group
    if finding.outcome == "casualties":
        return True
    # "wounded or missing": two fates of the same people, both told.
    head, near = finding.people.head.i, abs(finding.trigger.i - other.trigger.i) <= 3
    return near and (finding.trigger.i > head) == (other.trigger.i > head) and finding.rule != "harm.noun"


def _loose(finding: Finding, adjacent: list[Finding]) -> bool:
    """Whether a finding without a number is a piece of a counted one: "people" of "dozens more people"."""
    if finding.people.number is not None:
        return False
    return any(
        (f.start <= finding.people.head.idx < f.people.end and f.outcome == finding.outcome)
        or (
            f.outcome == "casualties"
            and abs(f.trigger.i - finding.trigger.i) <= 2
            and finding.people.head.i < f.trigger.i
        )
        for f in adjacent
    )


# -------------------------------------------------------------------------------------------- order


def _before(token: Token, fates: dict[str, _Fate], words: Lexicon) -> _Counted | None:
    """The counted people whose words end right before this word, asides and auxiliaries left out."""
    doc, index = token.doc, token.i - 1
    while index >= token.sent.start:
        word = doc[index]
        if word.lower_ in _BETWEEN or _joins_fates(doc, index, token.i, fates):
            index -= 1
        elif word.text == ",":
            opened = _aside_begins(doc, index, token.sent.start)
            if opened is None:
                return None
            index = opened - 1
        else:
            break
    return _ending_at(doc, index, token.sent.start, words) if index >= token.sent.start else None


def _joins_fates(doc: Doc, index: int, fate: int, fates: dict[str, _Fate]) -> bool:
    """ "killed or" of "killed or wounded": another fate of the same people, or the word that joins it."""
    word = doc[index].lower_
    if word in {"and", "or", "&"}:
        return _fate_at(doc, index - 1, fates)
    return word in fates and fates[word].passive and index < fate - 1


def _fate_at(doc: Doc, index: int, fates: dict[str, _Fate]) -> bool:
    return index >= 0 and doc[index].lower_ in fates


def _aside_begins(doc: Doc, close: int, start: int) -> int | None:
    """Index of the comma that opens an aside closed by this one: "... , including two children, ..."."""
    for index in range(close - 1, max(start, close - 30), -1):
        if doc[index].text in {",", "–", "—", "("} and _ASIDE.match(parsed(doc)[doc[index + 1].idx : doc[close].idx]):
            return index
    return None


def _ending_at(doc: Doc, last: int, start: int, words: Lexicon) -> _Counted | None:
    """The counted noun phrase whose last word this is."""
    if after_no(doc[last]):
        return None  # "no one was hurt"
    if is_number(doc[last]) or doc[last].lower_ in _VAGUE:
        count = count_ending(doc, last)
        return _Counted(count, doc[last], _index(doc, count.start), last) if count is not None else None
    head = doc[last]
    if head.lower_ == "more" and last > start:
        return _ending_at(doc, last - 1, start, words)
    if head.pos_ not in {"NOUN", "PROPN", "ADJ"} and head.tag_ not in {"NNS", "NNP", "NNPS"}:
        return None
    if head.lemma_.lower() in words.not_people:
        return None
    for index in range(last - 1, max(start, last - 7) - 1, -1):
        word = doc[index]
        if is_number(word) or word.lower_ in _VAGUE - {"few", "many"}:
            count = count_ending(doc, index)
            return _Counted(count, _people_noun(doc, index, last), _index(doc, count.start), last) if count else None
        if word.is_punct and word.text not in {"-", "’", "'"}:
            return None
        if (
            word.pos_ not in _WORDS_OF_GROUP
            and word.tag_ != "VBN"
            and word.text != "-"
            and word.lower_ not in {"other", "more", "and"}
        ):
            return None
        if word.pos_ == "ADP" and word.lower_ not in {"of", "from"}:
            return None
    return None


def _people_noun(doc: Doc, number: int, last: int) -> Token:
    """The noun that is counted: before "of" or "from", but for "dozens of"."""
    stop = next((i for i in range(number + 2, last + 1) if doc[i].lower_ in {"of", "from"}), last + 1)
    return doc[stop - 1]


def _after(token: Token, words: Lexicon) -> _Counted | None:
    """The counted people that begin right after this word."""
    doc, index = token.doc, token.i + 1
    while index < token.sent.end and doc[index].lower_ in _HEDGES:
        index += 1
    if index >= token.sent.end or not (is_number(doc[index]) or doc[index].lower_ in _VAGUE):
        return None
    while index + 1 < token.sent.end and (
        is_number(doc[index + 1]) or doc[index + 1].lower_ in {"to", "-", "–", "and"}
    ):
        if not is_number(doc[index + 1]) and not (index + 2 < token.sent.end and is_number(doc[index + 2])):
            break
        if doc[index + 1].lower_ == "and" and doc[index - 1].lower_ != "between":
            break
        index += 1
    count = count_ending(doc, index)
    if count is None or token.ent_type_ in {"DATE", "TIME"} or doc[index].ent_type_ in {"DATE", "TIME"}:
        return None
    last = _last_of_group(doc, index, token.sent.end, _fates(words))
    head = doc[last] if last > index else doc[index]
    if head.lemma_.lower() in words.not_people or head.lower_ in words.not_people:
        return None
    return _Counted(count, head, _index(doc, count.start), last)


def _last_of_group(doc: Doc, number: int, stop: int, fates: dict[str, _Fate]) -> int:
    """Index of the last word of the noun that the number counts; the number itself when it stands alone."""
    last, index = number, number + 1
    if index < stop and doc[index].lower_ == "of":
        index += 1
    while index < stop and index - number <= 6:
        word = doc[index]
        if word.pos_ not in {"NOUN", "PROPN", "ADJ"} and word.text != "-" and word.tag_ != "NNS":
            break
        if word.lower_ in fates and index > number and _starts_number(doc, index + 1):
            break  # "kills five wounds twenty"
        if word.tag_ in {"NNS", "NN", "NNPS", "NNP"}:
            last = index
            if word.tag_ in {"NNS", "NNPS"} or word.lower_ in {"people", "children"}:
                break
        index += 1
    return last


def _has_own_fate(counted: _Counted, fates: dict[str, _Fate]) -> bool:
    """ "killed, 20 more wounded": the number after the word has a fate of its own."""
    doc, index = counted.head.doc, counted.last + 1
    while index < len(doc) and (doc[index].lower_ in _BETWEEN or doc[index].pos_ == "ADV") and index < counted.last + 4:
        index += 1
    if index >= len(doc):
        return False
    fate = fates.get(doc[index].lower_)
    return fate is not None and fate.passive and not (index + 1 < len(doc) and _starts_number(doc, index + 1))


def _starts_number(doc: Doc, index: int) -> bool:
    while index < len(doc) and doc[index].lower_ in _HEDGES - {"and"}:
        index += 1
    return index < len(doc) and (is_number(doc[index]) or doc[index].lower_ in _VAGUE)


def _acts_on(token: Token, fate: _Fate, fates: dict[str, _Fate]) -> bool:
    """Whether an object that is no number follows: "12 militants killed an officer"."""
    if not fate.active or token.i + 1 >= token.sent.end:
        return False
    following = token.doc[token.i + 1]
    if following.pos_ == "ADV" and following.lower_ in _HEDGES | {"half", "most"} and token.i + 2 < token.sent.end:
        following = token.doc[token.i + 2]  # "displaced almost half of them"
    if following.lower_ in fates or following.lower_ in {"and", "or", "&"}:
        return False
    return following.pos_ in _AFTER_ACTIVE and following.ent_type_ not in {"DATE", "TIME"} and not following.is_punct


def _passive(token: Token) -> bool:
    return any(c.dep_ == "auxpass" for c in token.children) or (
        token.i > token.sent.start and token.doc[token.i - 1].lower_ in {"were", "was", "been", "being"}
    )


def _did_not_happen(token: Token, counted: _Counted) -> bool:
    """Whether a word nearby takes it back, or the parse knows of one."""
    if is_unreal(token):
        return True
    first, last = sorted((token.i, counted.head.i))
    between = token.doc[first:last].text
    before = token.doc[max(token.sent.start, token.i - 3) : token.i].text if token.i < counted.head.i else ""
    return bool(_HAPPENS.search(between) and not re.search(r"\bup\s+to\b", between)) or bool(
        re.search(r"\b(?:could|may|might|will|would|can|should|must|to)\b", before, re.I)
    )


def _found(counted: _Counted, token: Token, outcome: Outcome) -> Finding:
    count, head = counted.count, counted.head
    end = head.idx + len(head)
    last = token.doc[counted.last]
    group = printed(token.doc, count.after, last.idx + len(last)).strip() if last.idx >= count.after else ""
    group = re.sub(r"^(?:(?:of|the|more|other)\s+)+", "", group, flags=re.I)
    people = People(
        head,
        count.quantity,
        (count.start, count.end),
        group,
        count.start,
        max(end, last.idx + len(last)),
        names_people=True,
    )
    return finding_of(outcome, people, token, "harm.adjacent")


def _index(doc: Doc, offset: int) -> int:
    """Index of the token that holds this character."""
    return next(t.i for t in doc if t.idx + len(t) > offset)
