"""What the words around a place name say: that something happened there, that a speaker sits there, or neither.

"near the rebel-held town of X" puts something at X. "a ministry official in X said" seats a speaker there. "the X
government" is a party. Word lists are `[places]` in reference/data/lexicon.toml.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import Literal

from spacy.tokens import Doc, Token

from tallystick.extract.parties import VIOLENT_NOUNS
from tallystick.reference.lexicon import Lexicon
from tallystick.text.english import parsed

Bearing = Literal["here", "scene", "police", "dateline", "seat", "named"]
"""What the text does with the name:

- here      something is said to be or happen there
- scene     it qualifies a place of the deed: "a Millbrook bar"
- police    its police or its press speak: "Millbrook police"; for a crime that is where it was
- dateline  the report was sent from there
- seat      a speaker sits there
- named     none of these
"""

_NATION = r"[A-Z][a-z]+(?:i|an|ian|ish|ese|ch|ni|mani)"
_COMPOUND = (
    r"[a-z][\w’'-]*-(?:held|controlled|backed|run|majority|populated|dominated|infested|ridden|torn|ruled)|[a-z]+ern"
)
_COMPASS = r"(?:north|south|east|west)[- ]?(?:east|west)?(?:ern)?"
_OWNER = re.compile(r"(?:[A-Z][\w.-]*(?: [A-Z][\w.-]*){0,2})(?:[’']s?|s[’'])\s+(?=(?:[\w-]+\s+){0,5}$)")
_HEAD_DATE = re.compile(
    r"^\W*(?:,\s*[A-Z][\w.]*(?:\s[A-Z][\w.]*)?)?\s*(?:\([^)]{2,30}\)\s*)?(?:,[^-–—\n]{3,24})?(?:-{1,2}|–|—)\s"
)
_CALLED_TO = re.compile(r"\b(?:called|responded|dispatched|sent|summoned|rushed|went)\s+to\s+[^.;]*$", re.I)
_TAKEN_TO = re.compile(
    r"\b(?:taken|rushed|airlifted|flown|transported|transferred|brought|admitted|driven|drove|evacuated|moved|sent|died|dead|"
    r"treated|treatment|recovering|hospitali[sz]ed)\b[^.;]{0,70}\b(?:hospitals?|clinic|medical\s+cent(?:er|re)|trauma\s+cent(?:er|re)|morgue)"
    r"\b[^.;,]{0,24}\s(?:in|at|near)\s+(?:the\s+)?(?:[a-z-]+\s+){0,3}$",
    re.I,
)
"""The hurt are taken to a hospital in another town; nothing happened there. It must be told before the name."""
_DWELLERS = frozenset({"home", "house", "man", "woman", "family", "teen", "couple"})
_DONE_TO_PEOPLE = frozenset(
    "kill wound injure shoot murder execute behead stab gas massacre assassinate abduct kidnap open fire carry "
    "conduct".split()
)
_CLIMB = frozenset({"compound", "poss", "nmod", "amod", "appos", "conj", "pobj", "prep", "flat", "npadvmod", "nummod"})


class Locative:
    """Reads the bearing of names in one parsed report."""

    def __init__(self, doc: Doc, words: Lexicon) -> None:
        self._doc, self._words = doc, words
        self._starts = [token.idx for token in doc]
        lists = words.places
        between = "|".join(re.escape(word) for word in sorted(lists["between"], key=len, reverse=True))
        allowed = rf"(?:(?:{between}|{_COMPOUND}|{_COMPASS}|{_NATION}|\d{{1,2}}th|U\.?S\.?|US-led)\s+)*"
        self._between = re.compile(rf"{allowed}$")
        prepositions = "|".join(sorted(lists["locative"], key=len, reverse=True))
        self._governed = re.compile(
            rf"(?:^|[\s(“\"])(?P<prep>{prepositions}|of|to|from|towards?|by|through)\s+{allowed}$", re.I
        )
        done_to = "|".join(lists["done_to"] | lists["town"] | lists["district"] | lists["province"])
        self._done_to = re.compile(rf"(?:\b(?:{done_to})s?|{_COMPASS})\s+of\s+{allowed}$", re.I)
        self._party = re.compile(rf"\s+(?:{'|'.join(lists['party'])})\b", re.I)
        self._police = re.compile(rf"\s+(?:\w+\s+)?(?:{'|'.join(re.escape(w) for w in lists['police'])})\b", re.I)

    def bearing(self, text: str, begin: int, end: int, left: int, previous: tuple[int, Bearing] | None) -> Bearing:
        """What the text does with the name between two characters.

        Args:
            left: where its sentence begins.
            previous: end and bearing of the name before it, which "A, B and C" hands on.
        """
        before, after = text[max(left, begin - 110) : begin], text[end : end + 40]
        if begin - left < 60 and self.is_dateline(text, begin, end, left):
            return "dateline"
        if previous is not None and (joint := self._handed_on(text[previous[0] : begin], previous[1])) is not None:
            return joint
        if self._police.match(after) and not re.match(r"\s+county\b(?!\s+(?:sheriff|coroner))", after, re.I):
            return "police"
        if re.match(
            r"(?:[-–](?:based|backed|led|run|allied|supported|born|trained|made|made|brokered)|[’']s\s+ally)\b", after
        ) or self._party.match(after):
            return "named"
        if self._is_border(before, after) or _TAKEN_TO.search(text[max(left, begin - 160) : begin]):
            return "named"
        seated = self._seat(begin)
        if seated is not None:
            return seated
        bare = before
        while (owner := _OWNER.search(bare)) is not None and owner.end() > len(bare) - 60:
            bare = bare[: owner.start()] + bare[owner.end() :]
        governed = self._governed.search(bare)
        if governed is not None:
            prep = governed["prep"].lower()
            if prep in self._words.places["locative"]:
                return "scene" if self._is_scene(before, after) else "here"
            if prep == "of" and self._done_to.search(bare):
                return "here"
            return "scene" if prep == "to" and _CALLED_TO.search(bare) else "named"
        return "here" if self._suffers(begin) else "scene" if self._is_scene(before, after) else "named"

    def is_dateline(self, text: str, begin: int, end: int, left: int) -> bool:
        """ "MILLBROOK, Ohio (AP) —", "MILLBROOK --": a place at the head, set off by a dash."""
        head = text[left:begin].strip(" \n\t\"“'")
        if head and not re.fullmatch(r"(?:[A-Z][\w.]*[,/\s]+){0,3}", head + " "):
            return False
        return bool(_HEAD_DATE.match(text[end : end + 70]) and (text[begin:end].isupper() or not head))

    def nouns_beside(self, text: str, begin: int, end: int) -> list[str]:
        """The words before a name, as far as they only introduce it, and the word after it."""
        before = self._between.search(text[max(0, begin - 90) : begin])
        words = before.group(0).lower().split()[-3:] if before else []
        after = re.match(r"\s+([A-Za-z-]+)", text[end : end + 30])
        return [*words, after.group(1).lower()] if after else words

    def token_at(self, offset: int) -> Token | None:
        """The token that holds this character."""
        index = bisect_right(self._starts, offset) - 1
        return self._doc[index] if index >= 0 else None

    # ------------------------------------------------------------------------------------- pieces

    def _handed_on(self, gap: str, bearing: Bearing) -> Bearing | None:
        if not re.match(r"\s*(?:,\s*(?:and\s+|or\s+)?|and\s+|or\s+|/\s*|\()(?!\s*\d)", gap):
            return None
        rest = re.sub(r"^\s*(?:,\s*)?(?:and\s+|or\s+)?[/(]?\s*", "", gap)
        return bearing if bearing != "scene" and self._between.fullmatch(rest) else None

    @staticmethod
    def _is_border(before: str, after: str) -> bool:
        """ "the border with X", "the X border": the other side."""
        if re.match(
            r"[’']?s?\s+(?:and\s+[A-Z]\w+\s+)?borders?\b(?!\s+(?:town|city|village|region|province|crossing|post|area))",
            after,
        ):
            return True
        return bool(
            re.search(
                r"\bborders?\s+(?:crossings?\s+|areas?\s+|regions?\s+)?(?:with|of|to|between|from)\s+(?:[\w-]+\s+){0,2}$",
                before,
                re.I,
            )
        )

    def _is_scene(self, before: str, after: str) -> bool:
        """ "a Millbrook bar": the name tells which bar; "the Hadra refinery" is the refinery's own name."""
        lists = self._words.places
        nouns = re.match(r"\s+((?:[a-z-]+\s+){0,2}?)([a-z-]+)\b", after)
        if nouns is None:
            return False
        words = nouns.group(0).split()
        if any(word in lists["venue"] or word in _DWELLERS for word in words):
            return True
        return any(word in lists["site"] for word in words) and bool(re.search(r"\ban?\s+$", before, re.I))

    def _seat(self, begin: int) -> Bearing | None:
        """Whether the name hangs on the subject of a verb of speech: "activists in X said"."""
        token = self.token_at(begin)
        hops = 0
        nouns: list[Token] = []
        while token is not None and hops < 9:
            if token.lower_ == "according":
                return "police" if self._of_police(nouns) else "seat"
            if token.dep_ in {"nsubj", "nsubjpass"}:
                verb = token.head
                if token.lemma_.lower() in VIOLENT_NOUNS:
                    return None
                if token.dep_ == "nsubj" and verb.lemma_.lower() in self._words.speech and not self._happens_at(nouns):
                    return "police" if self._of_police([*nouns, token]) else "seat" if nouns or token.i else None
                return None
            if token.dep_ not in _CLIMB or token.head == token:
                return None
            nouns.append(token)
            token, hops = token.head, hops + 1
        return None

    def _of_police(self, nouns: list[Token]) -> bool:
        return any(noun.lower_ in self._words.places["police"] for noun in nouns)

    def _happens_at(self, nouns: list[Token]) -> bool:
        """ "a reporter in X, where a clinic was hit, said": the clause puts the deed at X."""
        return any(
            child.dep_ == "relcl" and any(t.lemma_.lower() in self._words.violent_acts for t in child.subtree)
            for noun in nouns for child in noun.children
        )  # fmt: skip

    def _suffers(self, begin: int) -> bool:
        """ "X was shelled", "X came under fire"."""
        token = self.token_at(begin)
        while token is not None and token.dep_ in {"compound", "amod", "appos", "conj", "nmod"} and token.head != token:
            token = token.head
        if token is None or token.dep_ not in {"nsubj", "nsubjpass"}:
            return False
        verb = token.head
        lemma = verb.lemma_.lower()
        if token.dep_ == "nsubjpass":
            return lemma in self._words.violent_acts and lemma not in _DONE_TO_PEOPLE
        if lemma not in self._words.places["suffers"] and lemma != "be":
            return False
        rest = parsed(verb.doc)[verb.idx : verb.idx + 70]
        return bool(
            re.search(
                r"\b(?:under|attacks?|shelling|fire|bombardment|strikes?|raids?|violence|clashes|fighting|siege|battleground)\b",
                rest,
                re.I,
            )
        )
