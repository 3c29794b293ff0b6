"""Damage, series and pictures: what reports tell of an incident besides its dead.

damage.object    "destroyed four buildings", "two vehicles were damaged"
series.ordinal   "the fourth strike in two weeks and the second in 2021"
media.caption    "Claimed image of ...", "a video posted by X purports to show ..."
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from spacy.tokens import Doc, Span, Token

from tallystick.extract.when import When
from tallystick.model import Damage, Media, Quantity, Series
from tallystick.reference.lexicon import Lexicon
from tallystick.text.counts import count_ending, is_number
from tallystick.text.numerals import VAGUE_LOW, exactly
from tallystick.text.phrases import conjuncts, first_token, objects, phrase, phrase_text

_ORDINALS = {
    word: value
    for value, word in enumerate(
        "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth".split(), start=1
    )
}
_SERIES = re.compile(
    rf"\b(?:the|its|their|a)\s+(?P<ordinal>{'|'.join(_ORDINALS)}|\d+(?:st|nd|rd|th))\b(?=(?P<rest>[^.;]{{0,90}}))", re.I
)
_SUCH = re.compile(
    r"^\s*(?:\w+\s+){0,3}(?:attack|strike|airstrike|raid|bombing|time|incident|shooting|assault|shelling|blast|killing|homicide|explosion)s?\b",
    re.I,
)
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
    """Things destroyed or damaged, with how many."""
    found = []
    for token in doc:
        lemma = token.lemma_.lower()
        degree = (
            "destroyed"
            if lemma in words.damage["destroyed"]
            else "damaged"
            if lemma in words.damage["damaged"]
            else None
        )
        if degree is None or token.pos_ != "VERB" or any(c.dep_ in {"neg"} for c in token.children):
            continue
        heads = objects(token) or [c for c in token.children if c.dep_ == "nsubjpass"]
        if any(
            c.dep_ == "aux" and c.lower_ in {"would", "could", "may", "might", "will", "to"} for c in token.children
        ):
            continue
        for head in (one for h in heads for one in conjuncts(h)):
            if head.lemma_.lower() not in words.damage["objects"]:
                continue
            quantity = _how_many(head)
            start, end = phrase(head)
            start, end = min(start, token.idx), max(end, token.idx + len(token))
            thing = Damage(object=_bare(head), degree=degree, quantity=quantity)  # type: ignore[arg-type]
            found.append(Detail("damage", thing, start, end, token.sent, "damage.object"))
    return found


def _how_many(head: Token) -> Quantity:
    for index in range(head.i - 1, first_token(head) - 1, -1):
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
        r"^(?:(?:the|a|an|at least|some|several|many|dozens of|\d[\d,]*|one|two|three|four|five|six|seven|eight|nine|ten)\s+)+",
        "",
        words,
        flags=re.I,
    )


def find_series(sentence: Span, times: list[When], anchor: date | None, words: Lexicon) -> list[Detail]:
    """ "The fourth strike in two weeks": which one of how long a window, by whom, against whom."""
    found: list[Detail] = []
    text = sentence.text
    matches = list(_SERIES.finditer(text))
    for position, match in enumerate(matches):
        start = sentence.start_char + match.start()
        limit = sentence.start_char + (matches[position + 1].start() if position + 1 < len(matches) else len(text))
        window = next((w for w in times if start < w.start < limit and w.first is not None), None)
        named = _SUCH.match(match["rest"]) or re.match(r"\s+(?:by|in|against|on)\b", match["rest"])
        if window is None or named is None or not (found or words.types_in(text) or words.violence.search(text)):
            continue
        ordinal = _ORDINALS.get(match["ordinal"].lower()) or int(re.sub(r"\D", "", match["ordinal"]))
        by = re.search(r"\bby\s+((?:the\s+)?[A-Z][\w’'-]*(?:\s+[A-Z][\w’'-]*)*)", match["rest"])
        against = re.search(
            r"\bagainst\s+([^,.;]{3,60}?)(?=\s+(?:in|since|over|during|within|this|and\s+the)\b|[,.;]|$)", match["rest"]
        )
        series = Series(
            ordinal=ordinal,
            window_from=window.first,
            window_to=window.last,
            initiators=(by.group(1),) if by else (),
            targets=(against.group(1),) if against else (),
        )
        found.append(Detail("series", series, start, window.end, sentence, "series.ordinal"))
    return found


def find_media(doc: Doc) -> list[Detail]:
    """Pictures and recordings said to show something violent."""
    found = []
    for sentence in doc.sents:
        match = _MEDIA.search(sentence.text)
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
        while end > start and sentence.doc.text[end - 1].isspace():
            end -= 1
        caption = sentence.doc.text[start:end]
        media = Media(what=kinds.get(match["what"].lower(), "image"), caption=caption, shows=match["shows"].strip())  # type: ignore[arg-type]
        found.append(Detail("media", media, start, end, sentence, "media.caption"))
    return found
