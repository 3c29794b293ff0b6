"""Speakers as named: a phrase, pronoun or "the group" to the name that it stands for in this report.

A speaker is a phrase of the report. The registry says which party that is, where it is known; the kind of origin
comes from the registry or from the words ("medics", "residents"). A short form takes the fullest form that the report
gives: "Haddad" is "commission head Rana Haddad", "the commission" is "the Border Commission".
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from spacy.tokens import Doc, Token

from tallystick.extract.attribution import Spoken, joint
from tallystick.model import Speaker
from tallystick.reference.lexicon import Lexicon
from tallystick.reference.sources import Registry
from tallystick.text.english import headline_of, parsed, printed, words_of
from tallystick.text.phrases import conjuncts, phrase

_PERSONS = frozenset({"he", "she", "him", "her"})
_BODIES = frozenset({"it", "they", "them"})
_RELATIVE = frozenset({"who", "which", "that", "whom"})
_STOP = frozenset("the a an of for in on at and to its his her their this same that by from s".split())
_BODY_NOUNS, _PERSON_NOUNS = (Lexicon.load().saying[name] for name in ("bodies", "persons"))
_GENERIC = _BODY_NOUNS | _PERSON_NOUNS
_MONITOR = re.compile(r"\b(?:monitor(?:ing)?(?:\s+(?:group|organi[sz]ation|body))?|watchdog|war\s+monitor)\b", re.I)
_FIRST_TOLD = re.compile(
    r"\b(?:rights|advocacy|aid|relief)\s+(?:monitor|group|organi[sz]ation|watchdog|charity)$", re.I
)
"""Named by a lead without a name, which comes in the next sentences: "a leading rights group says"."""
_BASED = re.compile(r"[-‑](?:based|run|linked|backed)$", re.I)
_OWN_BODY = re.compile(r"(?:his|her|its|their)\s+(?:group|organi[sz]ation|office|ministry|agency|network|team)$", re.I)
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
        heads = sorted(
            {part for spoken in attributions for link in spoken.speakers for one in link for part in conjuncts(one)},
            key=lambda head: head.i,
        )
        for head in heads:
            if not self._is_short(head) and not _in_headline(head.idx, doc):
                self._named.append(Named(head.idx, wording_of(head), is_person(head)))
        spoke = list(self._named)
        bodies = _bodies(doc, {named.wording for named in self._named}, registry)
        spoke.extend(body for body in bodies if not any(one.covers(body.at, body.at + 1) for one in attributions))
        self._named.extend(bodies)
        self._named.sort(key=lambda named: named.at)
        # "The ministry said ... It added": a noun without a name is who "it" is, where nothing better precedes.
        generic = [head for head in heads if self._is_generic(head)]
        resolved = [Named(head.idx, self._full(head), is_person(head)) for head in generic]
        self._spoke = sorted([*spoke, *resolved], key=lambda named: named.at)
        self._told = sorted([*self._named, *resolved], key=lambda named: named.at)

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

    def chains(self, spoken: list[Spoken], *, most: int = 3) -> list[tuple[Speaker, ...]]:
        """The chains of speakers behind what these attributions cover, one for each of a joint source.

        Args:
            spoken: the attributions that cover the words, widest first, as `attribution.covering` gives them.
            most: how many speakers of a joint source are kept.
        """
        if not spoken:
            return []
        chain: list[Speaker] = []
        for one in spoken:
            for heads in one.speakers[:-1] if one is spoken[-1] else one.speakers:
                link(chain, self.speaker(heads[0]))
        made = []
        for head in joint(spoken[-1].speakers[-1])[:most]:
            links = list(chain)
            link(links, self.speaker(head))
            made.append(tuple(links))
        return made

    # ------------------------------------------------------------------------------------ short forms

    def _is_short(self, head: Token) -> bool:
        lower = head.lower_
        if lower in _PERSONS or lower in _BODIES or lower in _RELATIVE:
            return True
        return self._is_generic(head)

    def _is_generic(self, head: Token) -> bool:
        """ "the group", "the same source", "a monitoring group": a noun for speakers with no name by it."""
        if head.lemma_.lower() not in _GENERIC or _beside(head) is not None:
            return False
        start, end = phrase(head, reach=8)
        words = [w for w in re.findall(r"[\w'’-]+", parsed(head.doc)[start:end]) if w.lower() not in _STOP]
        words = [w for w in words if not _BASED.search(w)]
        names = [w for w in words if w[:1].isupper() and w.lower() not in _GENERIC]
        definite = parsed(head.doc)[start:end].lower().startswith(("the ", "this ", "that "))
        if names:
            return False
        return definite or bool(_FIRST_TOLD.search(" ".join(words))) or bool(_MONITOR.fullmatch(" ".join(words)))

    def _full(self, head: Token) -> str:
        if head.lower_ in _RELATIVE and head.head.dep_ in {"relcl", "acl"}:
            return self._full(head.head.head)
        earlier = [named for named in self._named if named.at < head.idx]
        if head.lower_ in _PERSONS or head.lower_ in _BODIES:
            return self._pronoun(head)
        wording = wording_of(head)
        if self._is_generic(head):
            return self._generic(head, wording, earlier)
        return self._fullest(wording, head)

    def _pronoun(self, head: Token) -> str:
        """ "he" is the last person who spoke, "it" the last body, "they" whoever spoke last.

        Rule: the last speaker of the text before the pronoun, wherever the fit of person and body allows it; a body
        that others only speak of does not count, unless nobody else is there.
        """
        earlier = [named for named in self._spoke if named.at < head.idx]
        earlier = earlier or [named for named in self._told if named.at < head.idx]
        if head.lower_ in _PERSONS:
            named = _latest(earlier, person=True)
        else:
            named = _latest(earlier, person=False) or _latest(earlier)
        return named.wording if named else words_of([head])

    def _generic(self, head: Token, wording: str, earlier: list[Named]) -> str:
        key = head.lemma_.lower()
        same = [named for named in earlier if key in re.findall(r"\w+", named.wording.lower())]
        if same:
            # "the Observatory" is the body, where the text names both it and "Observatory head X".
            fitting = [named for named in same if named.is_person == is_person(head)] or same
            return fitting[-1].wording
        kinds = {"monitor"} if _MONITOR.search(wording) or key == "observatory" else set()
        if _FIRST_TOLD.search(wording):
            kinds = {"monitor", "ngo", "aid"}
        if key == "agency":
            kinds = {"agency", "state_media"}
        for named in [*reversed(earlier), *self._named]:
            if kinds and self._kind(named.wording) in kinds:
                return named.wording
        if kinds and (not earlier or wording.lower().startswith(("a ", "an "))):
            return wording
        source = self._source(wording)
        for named in reversed(earlier):
            # "the military official" after "the regime's military": the same party speaks on.
            if source is not None and self._source(named.wording) == source:
                return named.wording
        definite = wording.lower().startswith(("the same", "this", "that"))
        if (definite or key in {"group", "organisation", "organization", "body", "statement"}) and earlier:
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
            and is_person(head) == named.is_person
        ]
        return max(longer, key=len) if longer and len(words) <= 2 else wording


def link(chain: list[Speaker], speaker: Speaker) -> None:
    """Add a link, unless it is one that is there: an organisation and its own head are one speaker."""
    if chain and _OWN_BODY.match(speaker.wording):
        return  # "the director said his group had counted": one speaker
    for index, known in enumerate(chain):
        if known.wording == speaker.wording or (known.source is not None and known.source == speaker.source):
            del chain[index]
            break
    chain.append(speaker)


def wording_of(head: Token) -> str:
    """The phrase that names this speaker, without an aside in brackets; with the name that a plain noun is given."""
    start, end = phrase(head, reach=10)
    name = _beside(head)
    if name is not None:
        end = max(end, phrase(name)[1])
    doc = head.doc
    return _ASIDE.sub("", printed(doc, start, end)).strip(" ,\"“”'’\n") or words_of([head])


def _beside(head: Token) -> Token | None:
    """ "a villager, Ola Reza", "the organisation known as the White Helmets": the name right behind a plain noun."""
    if head.pos_ == "PROPN" or head.ent_type_ in {"PERSON", "ORG"}:
        return None
    for child in head.children:
        if child.dep_ == "appos" and child.pos_ == "PROPN" and 0 < child.left_edge.i - head.i <= 2:
            return child
        if child.dep_ == "acl" and child.lemma_ in {"know", "call", "name", "dub"} and child.i - head.i <= 2:
            names = [t for t in child.subtree if t.pos_ == "PROPN" and t.dep_ in {"pobj", "oprd", "dobj"}]
            if names:
                return names[0]
    return None


def _bodies(doc: Doc, known: set[str], registry: Registry) -> list[Named]:
    """Registered sources that the text names outside an attribution, such as in its list of tags."""
    found = []
    for entity in doc.ents:
        if entity.label_ not in {"ORG", "PERSON"} or entity.text in known or _in_headline(entity.start_char, doc):
            continue
        source = registry.source(entity.text)
        # Agencies and outlets are named by bylines ("Monitor AFP") and as those who are told something.
        if source is not None and source.kind not in {"agency", "outlet"}:
            found.append(Named(entity.start_char, words_of(list(entity)).strip(), entity.label_ == "PERSON"))
    return found


def _in_headline(offset: int, doc: Doc) -> bool:
    """A headline names its speaker in short, if at all ("... in Aleppo Monitor"): nobody is called by that name."""
    start, end = headline_of(doc)
    return start <= offset < end


def _has_name(wording: str) -> bool:
    """ "John Kirby", "spokesman John Kirby": a name, though nobody that the registry knows."""
    capital = any(word[:1].isupper() for word in re.findall(r"\w+", wording)[1:])
    return capital or (wording[:1].isupper() and " " not in wording)


def _latest(earlier: list[Named], *, person: bool | None = None) -> Named | None:
    return next((named for named in reversed(earlier) if person is None or named.is_person == person), None)


def is_person(head: Token) -> bool:
    """Whether "he" or "she" may stand for it: a person by name or by office."""
    if head.ent_type_ == "PERSON":
        return True
    if head.lemma_.lower() in _PERSON_NOUNS and head.tag_ not in {"NNS", "NNPS"}:
        return True
    if any(child.lemma_.lower() in _PERSON_NOUNS for child in head.children if child.dep_ == "compound"):
        return head.pos_ == "PROPN"
    name = _beside(head)
    return name is not None and name.ent_type_ == "PERSON"


def _key(wording: str) -> list[str]:
    return [w for w in re.findall(r"\w+", wording.lower()) if w not in _STOP]
