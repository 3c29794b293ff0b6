"""Which incident a sentence tells of: main, background, or many summed.

A report is walked sentence by sentence. A sentence that names a day of its own, away from the main incident's, tells
of another incident; so does one that counts the dead of another town. A period ("since April", "in 2020") is a sum
over many. Everything else belongs to the incident told last, and after a paragraph to the main one.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta

from spacy.tokens import Span, Token

from tallystick.extract.finding import Finding
from tallystick.extract.when import When
from tallystick.extract.where import Where
from tallystick.model import DatePrecision, EventType, Role
from tallystick.reference.lexicon import Lexicon
from tallystick.reference.places import within_km
from tallystick.text.phrases import subjects

APART_KM = 25
"""Two towns farther apart than this, each with dead of its own, are two incidents."""

_AGGREGATE = re.compile(
    r"\b(?:civil\s+war|the\s+(?:\w+\s+)?conflict|throughout|regularly|repeatedly|since\s+the\s+(?:start|beginning|outbreak)|so\s+far\s+this\s+year|"
    r"in\s+total|overall\s+toll|(?:attacks|strikes|raids|air\s?strikes|operations)\s+in\s+(?:recent|the\s+(?:past|last))\s+(?:days|weeks|months|years)|"
    r"(?:over|during|in|for)\s+(?:the\s+)?(?:past|last|recent)\s+(?:\w+\s+)?(?:weeks|months|years|decade))\b",
    re.I,
)
_EARLIER = re.compile(
    r"\b(?:previous(?:ly)?|an?\s+earlier|another|a\s+similar|a\s+separate|separately|elsewhere|last\s+(?:week|month|year)[’']s)\b",
    re.I,
)
_TAKES_UP = re.compile(
    r"^\W*(?:the\s+(?:attack|strike|raid|bombing|shelling|blast|explosion|incident|shooting|assault|massacre|killing)s?|it\s+(?:was|is)\s+the)\b",
    re.I,
)
_VIOLENT_NOUNS = frozenset(
    "attack strike airstrike raid bombing shelling bombardment assault shooting blast explosion ambush offensive clash air-strike massacre".split()
)


@dataclass(slots=True)
class Incident:
    """A mention while it is gathered."""

    role: Role
    first: date | None = None
    last: date | None = None
    precision: DatePrecision = "unknown"
    date_wording: str | None = None
    types: Counter[EventType] = field(default_factory=Counter)
    places: list[Where] = field(default_factory=list)
    initiators: list[Token] = field(default_factory=list)
    targets: list[Token] = field(default_factory=list)
    weapons: list[str] = field(default_factory=list)
    span: tuple[int, int] = (0, 0)
    claims: int = 0

    def towns(self) -> list[Where]:
        """Its places that are sharp enough to tell two incidents apart."""
        return [
            w for w in self.places if w.place.precision in {"town", "near", "site"} and w.place.latitude is not None
        ]


@dataclass(frozen=True, slots=True)
class Told:
    """One sentence and what stands in it."""

    sentence: Span
    times: list[When]
    places: list[Where]
    types: list[tuple[int, EventType, str]]
    findings: list[Finding]
    new_paragraph: bool
    stands: bool
    """It holds a position."""
    violent: bool
    """It has a word for violence, of whatever type."""


class Gathering:
    """The incidents of one report."""

    def __init__(
        self, words: Lexicon, *, published: date | None, title_types: list[tuple[int, EventType, str]]
    ) -> None:
        self._words, self._published = words, published
        self._title_types = title_types
        self.incidents: list[Incident] = []
        self.current: Incident | None = None
        self.of_sentence: dict[int, Incident] = {}

    def kind_of(self, incident: Incident) -> EventType:
        """The type that most of its words name; else that of the headline, of the main incident, or an attack."""
        for types in (
            incident.types,
            Counter(kind for _, kind, _ in self._title_types),
            self.main.types if self.main else None,
        ):
            if types:
                return types.most_common(1)[0][0]
        return "Attack"

    @property
    def main(self) -> Incident | None:
        """The first main incident."""
        return next((i for i in self.incidents if i.role == "main"), None)

    def add(self, told: Told) -> Incident | None:
        """Take one sentence to its incident; None when it tells of no violence."""
        if not (told.types or told.findings or told.stands or told.violent):
            return None
        times = [
            when for when in told.times
            if not _dates_speech(told.sentence, when, self._words) and not _is_dateline(told.sentence, when, self._published)
        ]  # fmt: skip
        incident = self._choose(told, times)
        if incident is None:
            return None
        self._enrich(incident, told, times)
        self.of_sentence[told.sentence.start] = incident
        self.current = incident
        return incident

    # ------------------------------------------------------------------------------------ choosing

    def _choose(self, told: Told, times: list[When]) -> Incident | None:
        period = next(
            (
                w
                for w in times
                if w.since or (w.precision in {"year", "month"} and (w.rule in {"year", "month", "month-year"}))
            ),
            None,
        )
        days = next(
            (w for w in times if w.first is not None and w.precision in {"day", "night", "days"} and not w.since), None
        )
        text = told.sentence.text
        if (period is not None and days is None) or (days is None and _AGGREGATE.search(text)):
            return self._aggregate(period, told)
        if days is not None:
            return self._on(days, told)
        base = self.main if (told.new_paragraph and not _EARLIER.search(text)) or self.current is None else self.current
        if base is not None and base.role == "aggregate":
            base = self.main
        if base is None:
            if not (told.findings or told.types or told.violent):
                return None
            return self._new("main", told)
        if told.findings and _EARLIER.search(text) and self._elsewhere(base, told):
            return self._new("background", told)
        if told.findings and self._elsewhere(base, told):
            known = next((i for i in self.incidents if i.role != "aggregate" and _near(i, told)), None)
            return known or self._new("main", told)
        return base

    def _aggregate(self, period: When | None, told: Told) -> Incident:
        first, last = (period.first, period.last) if period is not None else (None, None)
        for incident in self.incidents:
            if incident.role == "aggregate" and (incident.first, incident.last) == (first, last):
                return incident
        return self._new("aggregate", told)

    def _on(self, days: When, told: Told) -> Incident:
        for incident in self.incidents:
            if incident.role != "aggregate" and incident.first is not None and _same_days(incident, days):
                if not (told.findings and self._elsewhere(incident, told)):
                    return incident
        main = self.main
        if main is None:
            return self._new("main", told)
        if main.first is None and not (told.findings and self._elsewhere(main, told)) and days.first is not None:
            recent = self._published is None or days.first >= self._published - timedelta(days=4)
            if recent or not main.claims:
                return main
        near = main.first is not None and days.first is not None and abs((days.first - main.first).days) <= 0
        return self._new("main" if near else "background", told)

    def _elsewhere(self, incident: Incident, told: Told) -> bool:
        """Whether the sentence names towns, and none of them is one of the incident's."""
        here = [
            w
            for w in told.places
            if w.happened and w.place.precision in {"town", "near", "site"} and w.place.latitude is not None
        ]
        known = incident.towns()
        if not here or not known:
            return False
        return all(_km(a, b) > APART_KM for a in here for b in known)

    def _new(self, role: Role, told: Told) -> Incident:
        incident = Incident(role=role, span=(told.sentence.start_char, told.sentence.end_char))
        self.incidents.append(incident)
        return incident

    # ------------------------------------------------------------------------------------ enriching

    def _enrich(self, incident: Incident, told: Told, times: list[When]) -> None:
        fresh = incident.span == (told.sentence.start_char, told.sentence.end_char)
        dated = self._date(incident, times)
        self._type(incident, told, dated if fresh else None)
        sharp = fresh or dated is not None or told.findings or not incident.towns()
        if sharp or _TAKES_UP.match(told.sentence.text):
            for where in told.places:
                if where.happened and where.place.wording not in {w.place.wording for w in incident.places}:
                    incident.places.append(where)
            for doer, done_to in _parties(told.sentence, self._words):
                if doer is not None and len(incident.initiators) < 4:
                    incident.initiators.append(doer)
                if done_to is not None and len(incident.targets) < 4:
                    incident.targets.append(done_to)
        incident.claims += len(told.findings)

    def _date(self, incident: Incident, times: list[When]) -> When | None:
        """Give the incident its days, if it has none; the expression that dates it in this sentence."""
        known = [w for w in times if w.first is not None]
        long = {"year", "month"}
        fitting = [w for w in known if (w.since or w.precision in long) == (incident.role == "aggregate")]
        if not fitting and incident.role == "background":
            fitting = known
        if not fitting:
            return None
        if incident.first is None:
            chosen = fitting[0]
            incident.first, incident.last = chosen.first, chosen.last
            incident.precision, incident.date_wording = chosen.precision, chosen.wording
        return fitting[0]

    def _type(self, incident: Incident, told: Told, dated: When | None) -> None:
        """Words for violence vote; in a sentence that dates an incident of its own, the word nearest to the date."""
        types = told.types
        if dated is not None and incident.role == "background" and len(types) > 1:
            at = dated.start - told.sentence.start_char
            types = [min(types, key=lambda t: abs(t[0] - at))]
        for _, kind, words in types:
            incident.types[kind] += 2 if told.findings else 1
            if words.lower() not in incident.weapons and kind not in {"Attack", "Armed clash"}:
                incident.weapons.append(words.lower())


# -------------------------------------------------------------------------------------------- pieces


def _same_days(incident: Incident, days: When) -> bool:
    if incident.first is None or incident.last is None or days.first is None or days.last is None:
        return False
    return incident.first <= days.last and days.first <= incident.last


def _near(incident: Incident, told: Told) -> bool:
    return any(
        _km(a, b) <= APART_KM
        for a in told.places
        if a.happened and a.place.latitude is not None
        for b in incident.towns()
    )


def _km(left: Where, right: Where) -> float:
    a, b = left.place, right.place
    if a.latitude is None or a.longitude is None or b.latitude is None or b.longitude is None:
        return 0.0
    return within_km(a.latitude, a.longitude, b.latitude, b.longitude)


def _is_dateline(sentence: Span, when: When, published: date | None) -> bool:
    """ "BEIRUT, 13 January 2021 -" at the head of the text, and a page's line of its own, date the report."""
    if not when.full or when.first is None or published is None or abs((when.first - published).days) > 1:
        return False
    early = when.start < 160
    alone = when.end - when.start > 0.5 * len(sentence.text.strip())
    return early and (alone or when.start - sentence.start_char < 60) or alone


def _dates_speech(sentence: Span, when: When, words: Lexicon) -> bool:
    """ "the minister said on Monday": the day of speaking is not the day of the strike."""
    token = next(
        (t for t in sentence if t.idx >= when.start and t.idx < when.end and t.pos_ in {"PROPN", "NOUN", "NUM", "ADV"}),
        None,
    )
    if token is None:
        return False
    head = token.head
    while (
        head.pos_ in {"ADP", "NOUN", "PROPN", "NUM", "ADJ", "ADV"}
        and head.head != head
        and when.start - 25 <= head.idx < when.end
    ):
        head = head.head
    if (
        head.pos_ != "VERB"
        or head.lemma_.lower() not in words.speech
        or head.lemma_.lower() in {"report", "record", "show", "document"}
    ):
        return False
    return any(c.dep_ in {"ccomp", "nsubj"} for c in head.children)


def _parties(sentence: Span, words: Lexicon) -> list[tuple[Token | None, Token | None]]:
    """Who does it, and to whom or what, in this sentence."""
    found: list[tuple[Token | None, Token | None]] = []
    for token in sentence:
        lemma = token.lemma_.lower()
        if token.pos_ == "VERB" and lemma in words.violent_acts:
            passive = any(c.dep_ in {"auxpass", "nsubjpass"} for c in token.children)
            agent = next((c for c in token.children if c.dep_ == "agent"), None)
            doers = (
                [c for c in agent.children if c.dep_ == "pobj"]
                if agent is not None
                else ([] if passive else subjects(token))
            )
            for doer in doers[:1]:
                if _is_party(doer, words):
                    found.append((doer, None))
            done_to = [c for c in token.children if c.dep_ == ("nsubjpass" if passive else "dobj")]
            if lemma in {
                "strike",
                "hit",
                "attack",
                "bomb",
                "target",
                "shell",
                "raid",
                "bombard",
                "pound",
                "storm",
                "ambush",
                "kill",
                "destroy",
            }:
                found.extend(
                    (None, head)
                    for head in done_to[:1]
                    if head.pos_ in {"NOUN", "PROPN"} and head.lemma_.lower() not in {"toll", "time"}
                )
        elif token.pos_ == "NOUN" and lemma in _VIOLENT_NOUNS:
            for child in token.children:
                if child.dep_ in {"amod", "compound", "poss", "nmod"} and (
                    child.ent_type_ in {"NORP", "GPE", "ORG"}
                    or child.lower_ in {"regime", "government", "coalition", "rebel", "jihadist"}
                ):
                    found.append((child, None))
                if child.dep_ == "prep" and child.lower_ in {"on", "against"}:
                    found.extend(
                        (None, head)
                        for head in child.children
                        if head.dep_ == "pobj"
                        and head.ent_type_ not in {"DATE", "TIME"}
                        and head.lower_
                        not in {"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"}
                    )
                if child.dep_ == "prep" and child.lower_ == "by":
                    found.extend(
                        (head, None) for head in child.children if head.dep_ == "pobj" and _is_party(head, words)
                    )
    return found


def _is_party(head: Token, words: Lexicon) -> bool:
    if (
        head.lower_ in {"it", "they", "he", "she", "who", "that", "which", "we", "this"}
        or head.lemma_.lower() in _VIOLENT_NOUNS
    ):
        return False
    return (
        head.ent_type_ in {"ORG", "GPE", "NORP", "PERSON"}
        or head.lower_ in words.initiator_nouns
        or head.lemma_.lower() in words.initiator_nouns
    )
