"""Lists of the dead and the wounded by name.

harm.named    "police named the dead as Amina Yusuf, 40; her husband, Karim, 44; and their three children"
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from spacy.tokens import Span, Token

from tallystick.extract.finding import Finding, finding_of
from tallystick.extract.people import People
from tallystick.model import Outcome, Quantity
from tallystick.text.counts import is_number
from tallystick.text.english import is_shouted, printed
from tallystick.text.numerals import exactly, number

_CUE = re.compile(
    r"\b(?:identified|named|identifies|names|naming|identifying)\b(?P<whom>[^.;:]*?)\bas\b:?|"
    r"\b(?P<who>(?:the\s+)?(?:\w+\s+)?(?:victims?|dead|deceased|slain|fatalities|wounded|injured|those\s+(?:killed|wounded|injured)))\s+"
    r"(?:were|was|are|is|include[sd]?)\b:?",
    re.I,
)
_DEAD = re.compile(r"\b(?:dead|killed|deceased|slain|fatalit\w+|died)\b", re.I)
_HURT = re.compile(r"\b(?:injured|wounded|survived|surviv\w+|hurt)\b", re.I)
_VICTIM = re.compile(
    r"\bvictims?\b|\b(?:woman|women|man|men|boy|girl|child|children|infant|baby|family\s+members?|teens?|couple|officers?|soldiers?)\b",
    re.I,
)
_DOER = re.compile(
    r"\b(?:suspects?|gunm[ae]n|shooters?|attackers?|bombers?|assailants?|drivers?|perpetrators?|persons?\s+of\s+interest|owners?|killers?|"
    r"leaders?|commanders?|weapons?|group)\b",
    re.I,
)
_CAPITAL = r"[A-ZÀ-Þ][\w’'À-ÿ-]*\.?"
_NAME = re.compile(
    rf"(?:(?:al|el|bin|abu)[-\s])?{_CAPITAL}(?:\s+(?:{_CAPITAL}|(?:al|el|bin|ibn|abu|de|van|von|der|la|del)(?:[-\s]\w+)?))*(?:,\s+(?:Jr|Sr)\b\.?)?"
)
_AGE = re.compile(r"^\s*(?:,\s*(?:aged?\s+)?(?P<after>\d{1,3})\b|\((?P<paren>\d{1,3})\))")
_AGE_BEFORE = re.compile(r"\d{1,3}[-\s]year[-\s]old\s+$", re.I)
_KIN = re.compile(
    r"\b(?:their|his|her|the\s+couple[’']s|the\s+family[’']s|its)\s+(?:(?P<count>\w+)\s+)?"
    r"(?P<who>children|sons|daughters|kids|brothers|sisters|parents|grandchildren|siblings|nieces|nephews|twins)\b:?",
    re.I,
)
_ENDS = re.compile(
    r"\b(?:said|says|told|according|who|whose|was|were|had|has|is|are|after|when|police|officials|in\s+a|by|at|from|on)\b|[.](?=\s|$)|[“”\"]"
)
_TITLES = frozenset("mr mrs ms dr col lt gen sgt capt maj the a an it he she they police officials".split())


@dataclass(frozen=True, slots=True)
class _Listed:
    wording: str
    quantity: Quantity
    start: int
    end: int
    names_a_person: bool = True


def named_people(sentence: Span, before: list[Finding]) -> Iterator[Finding]:
    """Names given to the dead or the wounded of this sentence or of those before it."""
    text = printed(sentence.doc, sentence.start_char, sentence.end_char)
    match = _CUE.search(text)
    if match is None:
        return
    described = match.group("who") or text[: match.start()] + (match.group("whom") or "")
    if _DOER.search(described) or not (_VICTIM.search(described) or _DEAD.search(described) or _HURT.search(described)):
        return
    outcome = _outcome(described, before)
    verb = next((t for t in sentence if t.idx >= sentence.start_char + match.start() and not t.is_space), None)
    if outcome is None or verb is None:
        return
    whole = next(
        (f for f in reversed(before) if f.outcome == outcome and f.parent is None and (f.people.quantity.low or 0) > 1),
        None,
    )
    for item in _items(text, match.end()):
        if item.names_a_person and _names_no_person(item, sentence):
            continue
        yield _finding(item, sentence, verb, outcome, whole)


def _names_no_person(item: _Listed, sentence: Span) -> bool:
    """ "The dead include 16 Iraqis": one capital word that is a people or a place, or a plural, is no person's name.

    In capitals, "TWO STUDENTS CALLED RAMI AND DINA" has the looks of a name too: there each word must be one.
    """
    if is_shouted(sentence.doc):
        start, end = sentence.start_char + item.start, sentence.start_char + item.end
        return any(
            t.tag_ not in {"NNP", "HYPH", ",", "CD"} or (is_number(t) and not t.is_digit)
            for t in sentence
            if start <= t.idx < end and not t.is_space
        )
    if " " in item.wording.strip() or _has_age(item):
        return False
    token = next(t for t in sentence if t.idx + len(t) > sentence.start_char + item.start)
    return token.ent_type_ not in {"PERSON", ""} or token.tag_ in {"NNS", "NNPS"} or token.pos_ not in {"PROPN", "NOUN"}


def _finding(item: _Listed, sentence: Span, verb: Token, outcome: Outcome, whole: Finding | None) -> Finding:
    start, end = sentence.start_char + item.start, sentence.start_char + item.end
    head = next(t for t in sentence if t.idx + len(t) > start)
    made = finding_of(outcome, People(head, item.quantity, None, item.wording, start, end), verb, "harm.named")
    made.start = min(start, made.start)
    made.parent = whole
    return made


def _outcome(described: str, before: list[Finding]) -> Outcome | None:
    if _DEAD.search(described):
        return "killed"
    if _HURT.search(described):
        return "wounded"
    fates = {f.outcome for f in before if f.outcome in {"killed", "wounded"}}
    return "killed" if "killed" in fates else None


def _items(text: str, start: int) -> Iterator[_Listed]:
    """The people listed from here to where the list ends."""
    end = _end_of_list(text, start)
    kin = _KIN.search(text, start, end)
    stop = kin.start() if kin else end
    yield from _names(text, start, stop)
    if kin is None:
        return
    follows = list(_names(text, kin.end(), end))
    counted = number(kin.group("count") or "") or len(follows)
    if counted:
        last = follows[-1].end if follows else kin.end()
        wording = text[kin.start() : kin.end()].rstrip(":")
        yield _Listed(kin.group("who"), exactly(counted, wording), kin.start(), last, names_a_person=False)
    if any(_has_age(item) for item in follows):
        yield from follows


def _names(text: str, start: int, end: int) -> Iterator[_Listed]:
    for match in _NAME.finditer(text, start, end):
        name = match.group(0)
        if (
            name.lower() in _TITLES
            or re.fullmatch(r"[A-Z.]{1,5}|St\.?", name)
            or _is_place(text, match.start())
            or not _clean_start(text, match.start())
        ):
            continue
        if re.match(r"\s+(?!and\b|of\b|or\b|in\b|from\b|both\b)[a-z]", text[match.end() : match.end() + 6]):
            continue  # "Karsa residents Amina Yusuf and ...": the name of a place that goes with a noun
        age = _AGE.match(text[match.end() : end + 6])
        stop = match.end() + (age.end() if age else 0)
        earlier = _AGE_BEFORE.search(text[max(0, match.start() - 20) : match.start()])
        begin = match.start() - (len(earlier.group(0)) if earlier else 0)
        yield _Listed(text[begin:stop], exactly(1, name), begin, stop)


def _has_age(item: _Listed) -> bool:
    return any(character.isdigit() for character in item.wording)


def _is_place(text: str, start: int) -> bool:
    """ "Amina Yusuf, 40, of Karsa": a name after "of" or "from" is a place."""
    return re.search(r"\b(?:of|from|in|near)\s+(?:the\s+)?$", text[max(0, start - 12) : start]) is not None


def _clean_start(text: str, start: int) -> bool:
    return start == 0 or not (text[start - 1].isalnum() or text[start - 1] in "-’'")


def _end_of_list(text: str, start: int) -> int:
    for match in _ENDS.finditer(text, start):
        word = match.group(0)
        if word == "." and re.search(
            r"\b(?:[A-Z]|Jr|Sr|Mr|Mrs|Ms|Dr|Lt|Col|Sgt|Capt|Gen)$", text[start : match.start()]
        ):
            continue
        if word in {"of", "from", "in"}:
            continue
        return match.start()
    return len(text)
