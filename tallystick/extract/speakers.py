"""Speakers as named: a phrase, pronoun or "the group" to the name that it stands for in this report.

A speaker is a phrase of the report. The registry says which party that is, where it is known; the kind of origin
comes from the registry or from the words ("medics", "residents"). A short form takes the fullest form that the report
gives: "Haddad" is "commission head Rana Haddad", "the commission" is "the Border Commission".
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from spacy.tokens import Doc, Token

from tallystick.extract.attribution import Spoken
from tallystick.model import Speaker
from tallystick.reference.sources import Registry
from tallystick.text.phrases import conjuncts, phrase

_PERSONS = frozenset({"he", "she", "him", "her"})
_BODIES = frozenset({"it", "they", "them"})
_RELATIVE = frozenset({"who", "which", "that", "whom"})
_STOP = frozenset("the a an of for in on at and to its his her their this that same by from s".split())
_GENERIC = frozenset(
    "group monitor source agency organisation organization official statement ministry army military spokesman "
    "spokeswoman spokesperson watchdog observatory network report outlet newspaper channel body minister police commander "
    "chief head director man woman activist witness doctor resident company site website commission committee coalition "
    "regime government monitoring office department".split()
)
_MONITOR = re.compile(r"\b(?:monitor(?:ing)?(?:\s+(?:group|organi[sz]ation|body))?|watchdog|war\s+monitor)\b", re.I)
_BASED = re.compile(r"[-‑](?:based|run|linked|backed)$", re.I)
_ASIDE = re.compile(r"\s*\([^()]*\)\s*$")


@dataclass(frozen=True, slots=True)
class Named:
    """One speaker phrase where it stands."""

    at: int
    wording: str
    is_person: bool


class Speakers:
    """All speakers of one report, so that short forms find their names."""

    def __init__(self, doc: Doc, attributions: list[Spoken], registry: Registry, country: str | None = None) -> None:
        self._registry, self._country = registry, country
        self._named: list[Named] = []
        for spoken in attributions:
            for link in spoken.speakers:
                for head in (part for one in link for part in conjuncts(one)):
                    if not self._is_short(head):
                        self._named.append(Named(head.idx, wording_of(head), _is_person(head)))
        self._named.extend(_bodies(doc, {named.wording for named in self._named}, registry))
        self._named.sort(key=lambda named: named.at)

    def speaker(self, head: Token) -> Speaker:
        """The speaker that this noun or pronoun names."""
        wording = self._full(head)
        beside = next((wording_of(c) for c in head.children if c.dep_ == "appos" and c.pos_ == "PROPN"), None)
        source = self._registry.source(wording) or (self._registry.source(beside) if beside is not None else None)
        source = source or self._registry.source(wording, country=self._country)
        kind = source.kind if source is not None else self._registry.kind(wording, country=self._country)
        if kind is None and not _has_name(wording):
            kind = "unnamed"
        return Speaker(wording=wording, source=source.id if source is not None else None, kind=kind)

    # ------------------------------------------------------------------------------------ short forms

    def _is_short(self, head: Token) -> bool:
        lower = head.lower_
        if lower in _PERSONS or lower in _BODIES or lower in _RELATIVE:
            return True
        return self._is_generic(head)

    def _is_generic(self, head: Token) -> bool:
        """ "the group", "the same source", "a monitoring group": a noun for speakers with no name by it."""
        if head.lemma_.lower() not in _GENERIC:
            return False
        start, end = phrase(head, reach=8)
        words = [w for w in re.findall(r"[\w'’-]+", head.doc.text[start:end]) if w.lower() not in _STOP]
        words = [w for w in words if not _BASED.search(w)]
        names = [w for w in words if w[:1].isupper() and w.lower() not in _GENERIC]
        definite = head.doc.text[start:end].lower().startswith(("the ", "this ", "that "))
        if names:
            return False
        return definite or bool(_MONITOR.fullmatch(" ".join(words)))

    def _full(self, head: Token) -> str:
        if head.lower_ in _RELATIVE and head.head.dep_ in {"relcl", "acl"}:
            return self._full(head.head.head)
        earlier = [named for named in self._named if named.at < head.idx]
        if head.lower_ in _PERSONS:
            named = _latest(earlier, person=True) or _latest(earlier)
            return named.wording if named else head.text
        if head.lower_ in _BODIES:
            named = _latest(earlier, person=False) or _latest(earlier)
            return named.wording if named else head.text
        wording = wording_of(head)
        if self._is_generic(head):
            return self._generic(head, wording, earlier)
        return self._fullest(wording, head)

    def _generic(self, head: Token, wording: str, earlier: list[Named]) -> str:
        key = head.lemma_.lower()
        same = [named for named in earlier if key in re.findall(r"\w+", named.wording.lower())]
        if same:
            return same[-1].wording
        kinds = {"monitor"} if _MONITOR.search(wording) or key == "observatory" else set()
        if key == "agency":
            kinds = {"agency", "state_media"}
        for named in [*reversed(earlier), *self._named]:
            if kinds and self._kind(named.wording) in kinds:
                return named.wording
        if kinds and not earlier:
            return wording
        source = self._source(wording)
        for named in reversed(earlier):
            # "the military official" after "the regime's military": the same party speaks on.
            if source is not None and self._source(named.wording) == source:
                return named.wording
        definite = wording.lower().startswith(("the same", "this", "that"))
        if (definite or key in {"group", "organisation", "organization", "body"}) and earlier:
            return earlier[-1].wording
        return wording

    def _source(self, wording: str) -> str | None:
        source = self._registry.source(wording) or self._registry.source(wording, country=self._country)
        return source.id if source is not None else None

    def _kind(self, wording: str) -> str | None:
        source = self._registry.source(wording)
        return source.kind if source is not None else self._registry.kind(wording)

    def _fullest(self, wording: str, head: Token) -> str:
        """The longest speaker phrase of the report that ends with these words or begins with them."""
        words = _key(wording)
        if not words or not any(w[:1].isupper() for w in wording.split()):
            return wording
        longer = [
            named.wording
            for named in self._named
            if named.wording != wording
            and len(_key(named.wording)) > len(words)
            and set(words) <= set(_key(named.wording))
            and _is_person(head) == named.is_person
        ]
        return max(longer, key=len) if longer and len(words) <= 2 else wording


def wording_of(head: Token) -> str:
    """The phrase that names this speaker, without an aside in brackets."""
    start, end = phrase(head, reach=10)
    doc = head.doc
    return _ASIDE.sub("", doc.text[start:end]).strip(" ,\"“”'’\n") or head.text


def _bodies(doc: Doc, known: set[str], registry: Registry) -> list[Named]:
    """Registered sources that the text names outside an attribution, such as in its list of tags."""
    found = []
    for entity in doc.ents:
        if entity.label_ not in {"ORG", "PERSON"} or entity.text in known:
            continue
        source = registry.source(entity.text)
        # Agencies and outlets are named by bylines ("Monitor AFP") and as those who are told something.
        if source is not None and source.kind not in {"agency", "outlet"}:
            found.append(Named(entity.start_char, entity.text.strip(), entity.label_ == "PERSON"))
    return found


def _has_name(wording: str) -> bool:
    """"John Kirby", "spokesman John Kirby": a name, though nobody that the registry knows."""
    return any(word[:1].isupper() for word in re.findall(r"\w+", wording)[1:]) or wording[:1].isupper() and " " not in wording


def _latest(earlier: list[Named], *, person: bool | None = None) -> Named | None:
    return next((named for named in reversed(earlier) if person is None or named.is_person == person), None)


def _is_person(head: Token) -> bool:
    if head.ent_type_ == "PERSON":
        return True
    return head.lemma_.lower() in {
        "official",
        "spokesman",
        "spokeswoman",
        "spokesperson",
        "chief",
        "minister",
        "director",
        "commander",
        "doctor",
        "resident",
        "witness",
        "activist",
    }


def _key(wording: str) -> list[str]:
    return [w for w in re.findall(r"\w+", wording.lower()) if w not in _STOP]
