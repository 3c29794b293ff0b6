"""Damage, series and pictures: what reports tell of an incident besides its dead.

damage.object    "destroyed four buildings", "two vehicles were damaged", "caused damage to a school"
series.ordinal   "the fourth strike in two weeks and the second in 2021"
media.caption    "Claimed image of ...", "a video posted by X purports to show ..."
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from spacy.tokens import Doc, Span, Token

from tallystick.extract.finding import is_unreal
from tallystick.extract.when import When
from tallystick.model import Damage, Media, Quantity, Series
from tallystick.reference.lexicon import Lexicon
from tallystick.text.counts import count_ending, is_number
from tallystick.text.english import parsed, text_of
from tallystick.text.numerals import VAGUE_LOW, exactly
from tallystick.text.phrases import conjuncts, first_token, objects, phrase, phrase_text, subjects

Degree = Literal["destroyed", "damaged", "hit"]
_ORDINALS = {
    word: value
    for value, word in enumerate(
        "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth".split(), start=1
    )
}
_SERIES = re.compile(
    rf"\b(?:the|its|their|a|[\w-]+[’']s)\s+(?P<ordinal>{'|'.join(_ORDINALS)}|\d+(?:st|nd|rd|th))\b(?=(?P<rest>[^.;]{{0,90}}))",
    re.I,
)
_SUCH = re.compile(
    r"^\s*(?:\w+\s+){0,3}(?:attack|strike|airstrike|raid|bombing|time|incident|shooting|assault|shelling|blast|killing|homicide|explosion)s?\b",
    re.I,
)
_NUMBERS = {
    word: value
    for value, word in enumerate("one two three four five six seven eight nine ten eleven twelve".split(), 1)
} | {"a": 1, "an": 1}
_DAYS = {"day": 1, "week": 7, "month": 30, "year": 365}
_SPAN = re.compile(
    rf"\b(?:in|within|over|during)\s+(?:just\s+|only\s+|less\s+than\s+)?"
    rf"(?P<number>as\s+many|\d{{1,3}}|{'|'.join(_NUMBERS)})\s+(?P<unit>day|week|month|year)s?\b",
    re.I,
)
"""A window counted back from the report: "in two weeks", "in as many days"."""
_MEDIA = re.compile(
    r"(?P<claimed>claimed|purported|alleged|unverified)?\s*\b(?P<what>image|photo(?:graph)?|picture|video|footage|clip|recording|audio)s?\b"
    r"[^.;\n]{0,60}?\b(?:of|shows?|showing|purport\w*\s+to\s+show|appear\w*\s+to\s+show|said\s+to\s+show|capturing|depict\w*)\b\s*(?P<shows>[^.\n;]*)",
    re.I,
)


@dataclass(slots=True)
class Detail:
    """A damage, series or media statement before it has a speaker and an incident."""

    kind: str
    value: Damage | Series | Media
    start: int
    end: int
    sentence: Span
    rule: str


def find_damage(doc: Doc, words: Lexicon) -> list[Detail]:
    """Things destroyed, damaged or hit, with how many."""
    found = []
    for token in doc:
        degree = _degree(token, words)
        if degree is None or is_unreal(token):
            continue
        for head in _things(token, words):
            counted = _counted(head)
            if degree == "hit" and counted.lemma_.lower() in words.damage["aims"]:
                continue
            start, end = min(phrase(head)[0], token.idx), max(phrase(counted)[1], token.idx + len(token))
            thing = Damage(object=_bare(counted), degree=degree, quantity=_how_many(head))
            found.append(Detail("damage", thing, start, end, token.sent, "damage.object"))
    return found


def _degree(token: Token, words: Lexicon) -> Degree | None:
    """How bad a verb says it is; "caused damage to" says it by its noun, "blown up" by its particle."""
    lemma = token.lemma_.lower()
    if token.pos_ == "NOUN":
        caused = token.dep_ == "dobj" and token.head.lemma_.lower() in words.damage["causes"]
        return "damaged" if lemma == "damage" and caused else None
    if token.pos_ != "VERB":
        return None
    if lemma in words.damage["destroyed"] or any(
        c.dep_ == "prt" and f"{lemma} {c.lower_}" in words.damage["destroyed"] for c in token.children
    ):
        return "destroyed"
    if lemma in words.damage["damaged"]:
        return "damaged"
    return "hit" if lemma in words.damage["hit"] else None


def _things(token: Token, words: Lexicon) -> list[Token]:
    """The nouns that the damage is done to, where they are things of the list."""
    if token.pos_ == "NOUN":
        heads = [
            p for c in token.children if c.dep_ == "prep" and c.lower_ == "to" for p in c.children if p.dep_ == "pobj"
        ]
        heads = heads or [p for c in token.head.children if c.lower_ == "to" for p in c.children if p.dep_ == "pobj"]
    else:
        heads = objects(token) or [c for c in token.children if c.dep_ == "nsubjpass"]
        if not heads and token.tag_ == "VBN" and token.dep_ in {"conj", "acl"}:
            heads = [t for t in subjects(token) if t.dep_ != "nsubj" or token.dep_ == "acl"]
    named = [one for head in heads for one in conjuncts(head)]
    return [head for head in named if _counted(head).lemma_.lower() in words.damage["objects"]]


def _counted(head: Token) -> Token:
    """The thing in "dozens of homes", "a number of shops"."""
    if head.lower_ not in VAGUE_LOW and head.lemma_.lower() not in {"number", "dozen", "score", "hundred", "thousand"}:
        return head
    of = (p for c in head.children if c.dep_ == "prep" and c.lower_ == "of" for p in c.children if p.dep_ == "pobj")
    return next(of, head)


def _how_many(head: Token) -> Quantity:
    for index in range(head.i, first_token(head) - 1, -1):
        if is_number(head.doc[index]) or head.doc[index].lower_ in VAGUE_LOW:
            count = count_ending(head.doc, index)
            if count is not None:
                return count.quantity
    if head.tag_ in {"NNS", "NNPS"}:
        return Quantity(low=2, high=None, wording=phrase_text(head), hedge="vague")
    return exactly(1, phrase_text(head))


def _bare(head: Token) -> str:
    words = phrase_text(head)
    return re.sub(
        rf"^(?:(?:the|a|an|at least|some|several|many|dozens of|\d[\d,]*|{'|'.join(_NUMBERS)})\s+)+",
        "",
        words,
        flags=re.I,
    )


def find_series(sentence: Span, times: list[When], anchor: date | None, words: Lexicon) -> list[Detail]:
    """ "The fourth strike in two weeks": which one of how long a window, by whom, against whom."""
    found: list[Detail] = []
    text = text_of(sentence)
    matches = list(_SERIES.finditer(text))
    for position, match in enumerate(matches):
        start = sentence.start_char + match.start()
        limit = sentence.start_char + (matches[position + 1].start() if position + 1 < len(matches) else len(text))
        ordinal = _ORDINALS.get(match["ordinal"].lower()) or int(re.sub(r"\D", "", match["ordinal"]))
        window = _window(sentence, start, limit, times, anchor, ordinal)
        named = _SUCH.match(match["rest"]) or re.match(r"\s+(?:by|in|against|on)\b", match["rest"])
        if window is None or named is None or not (found or words.types_in(text) or words.violence.search(text)):
            continue
        by = re.search(r"\bby\s+((?:the\s+)?[A-Z][\w’'-]*(?:\s+[A-Z][\w’'-]*)*)", match["rest"])
        against = re.search(
            r"\bagainst\s+([^,.;]{3,60}?)(?=\s+(?:in|since|over|during|within|this|and\s+the)\b|[,.;]|$)", match["rest"]
        )
        series = Series(
            ordinal=ordinal,
            window_from=window[0],
            window_to=window[1],
            initiators=(by.group(1),) if by else (),
            targets=(against.group(1),) if against else (),
        )
        found.append(Detail("series", series, start, window[2], sentence, "series.ordinal"))
    return found


def _window(
    sentence: Span, start: int, limit: int, times: list[When], anchor: date | None, ordinal: int
) -> tuple[date | None, date | None, int] | None:
    """First day, last day and where the words end: a period that is dated, or so many days before the report."""
    dated = next((w for w in times if start < w.start < limit and w.first is not None), None)
    if dated is not None:
        last = dated.last if anchor is None or dated.last is None else min(dated.last, anchor)  # "this year", so far
        return dated.first, last, dated.end
    base = sentence.start_char
    match = _SPAN.search(text_of(sentence), start - base, limit - base)
    if match is None or anchor is None:
        return None
    word = match["number"].lower()
    number = ordinal if "many" in word else _NUMBERS.get(word) or int(word)
    try:
        first = anchor - timedelta(days=number * _DAYS[match["unit"].lower()])
    except OverflowError:
        return None
    return first, anchor, base + match.end()


def find_media(doc: Doc) -> list[Detail]:
    """Pictures and recordings said to show something violent."""
    found = []
    for sentence in doc.sents:
        match = _MEDIA.search(text_of(sentence))
        if match is None or not match["shows"].strip() or match.start() > 60:
            continue
        if not re.search(
            r"attack|strike|raid|bomb|blast|explo|dead|killed|wounded|bod(?:y|ies)|shell|smoke|aftermath|rubble|victim|clash",
            match["shows"],
            re.I,
        ):
            continue
        kinds = {"video": "video", "footage": "video", "clip": "video", "recording": "audio", "audio": "audio"}
        start, end = sentence.start_char + match.start(), sentence.start_char + match.end()
        while end > start and parsed(sentence.doc)[end - 1].isspace():
            end -= 1
        caption = parsed(sentence.doc)[start:end]
        media = Media(what=kinds.get(match["what"].lower(), "image"), caption=caption, shows=match["shows"].strip())  # type: ignore[arg-type]
        found.append(Detail("media", media, start, end, sentence, "media.caption"))
    return found
