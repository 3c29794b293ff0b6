"""Which incident a sentence tells of: main, background, or many summed.

A report is walked sentence by sentence. A sentence that names a day of its own, away from the main incident's, tells
of another incident; so does one that counts the dead of another town. A period ("since April", "in 2020") is a sum
over many. Everything else belongs to the incident told last, and after a paragraph to the main one.

When the walk is over, `Gathering.incidents` settles what only the whole report tells: the main incident is the first
with people come to harm, others of its day with figures of their own stand beside it, the rest is background; what has
no day or place takes those that the report leaves no doubt about.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta

from spacy.tokens import Span

from tallystick.extract import ground
from tallystick.extract.dating import dating
from tallystick.extract.finding import Finding
from tallystick.extract.incident import (
    SUMMING,
    Incident,
    Told,
    abroad,
    beside,
    divide,
    holds,
    is_short,
    is_war_toll,
    portions,
    same_days,
    sharpens,
    sharpest,
    sums,
    told_again,
)
from tallystick.extract.parties import parties
from tallystick.extract.when import When
from tallystick.extract.where import Where
from tallystick.model import EventType, Role
from tallystick.reference.lexicon import Lexicon
from tallystick.text.english import text_of

__all__ = ["Gathering", "Incident", "Told"]

_MOST_PARTIES = 4
_RECENT = timedelta(days=8)
"""A day no older than this dates an undated main incident; what is older is told as something else."""

_SPELL = timedelta(days=7)
"""Fighting of so many days is one incident where a report opens with it."""

_EARLIER = re.compile(
    r"\b(?:previous(?:ly)?|an?\s+earlier|another|a\s+similar|a\s+separate|separately|elsewhere|last\s+(?:week|month|year)[’']s)\b",
    re.I,
)
_BEFORE = re.compile(
    r"\b(?:previous(?:ly)?|an?\s+earlier|(?:attack|strike|raid|bombing|blast)s?\s+(?:earlier|in\s+the\s+past)|last\s+(?:week|month|year)[’']s|had\s+(?:already|earlier))\b",
    re.I,
)
"""What is told as of another day; what is told as elsewhere is of the same."""
_ALSO = re.compile(
    r"\b(?:also|another|separate(?:ly)?|elsewhere|meanwhile|in\s+addition|later\s+(?:in|that|the\s+same)\s+\w*\s?day|"
    r"(?:hours|minutes)\s+later)\b",
    re.I,
)
_SEPARATE = re.compile(
    r"\b(?:separate|unrelated|distinct|different)\s+(?:\w+\s+)?(?:incident|attack|strike|raid|event)", re.I
)
_TAKES_UP = re.compile(
    r"^\W*(?:the\s+(?:attack|strike|raid|bombing|shelling|blast|explosion|incident|shooting|assault|massacre|killing)s?|it\s+(?:was|is)\s+the)\b",
    re.I,
)
_WAR = re.compile(r"\b(?:war|conflict|uprising|revolt|insurgency|crisis)\b", re.I)
_SINCE_WAR = re.compile(
    r"\bsince\s+the\s+(?:(?:war|conflict|uprising|revolt|insurgency|crisis)\s+(?:began|started|erupted|broke\s+out)|"
    r"(?:start|beginning|outbreak|onset)\s+of\s+the\s+(?:[\w-]+\s+)?(?:war|conflict|uprising|revolt|insurgency|crisis))\b",
    re.I,
)
_BEGAN = re.compile(r"\b(?:began|begun|started|erupted|broke\s+out|flared\s+up|triggered|sparked)\b", re.I)
_SAME_GROUND = re.compile(
    r"\b(?:there|the\s+(?:same\s+)?(?:[\w-]+\s+)?(?:town|city|village|area|province|district|neighbou?rhood|club|bar|base|airport|region|"
    r"capital|market|school|hospital|camp|road|building|enclave|strip\s+bar))\b",
    re.I,
)
_IN_THEM = re.compile(
    r"\b(?:in|during|from|by)\s+(?:the|these|those)\s+(?:attacks|raids|strikes|bombings|clashes|shootings|killings|incidents|blasts)\b",
    re.I,
)
"""Takes up many that were summed just before."""
_CAPTION = re.compile(
    r"\b(?:picture|photo|photograph|image|view|file\s+photo|footage)\b[^.]{0,40}\b(?:shows?|taken|of|from)\b|claimed\s+image",
    re.I,
)
_SEPARATE_OUTCOMES = frozenset({"detained"})


class Gathering:
    """The incidents of one report."""

    def __init__(
        self, words: Lexicon, *, published: date | None, title_types: list[tuple[int, EventType, str]]
    ) -> None:
        self._words, self._published = words, published
        self._title_types = title_types
        self._incidents: list[Incident] = []
        self._hints: list[Where] = []
        self._named: Counter[str] = Counter()
        self._countries: dict[str, Where] = {}
        self._war: When | None = None
        self.current: Incident | None = None
        self.of_sentence: dict[int, Incident] = {}
        self._of_finding: dict[int, Incident] = {}

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
        return next((i for i in self._incidents if i.role == "main"), None)

    @property
    def incidents(self) -> list[Incident]:
        """All incidents, with what only the whole report tells about them. Asking twice changes nothing."""
        self._settle()
        return self._incidents

    def add(self, told: Told) -> Incident | None:
        """Take one sentence to its incident; None when it tells of no violence."""
        self._note_places(told)
        self._note_war(told)
        times = sharpest(dating(told.sentence, told.times, self._published, self._words))
        if not (told.types or told.findings or told.stands or told.violent):
            if self.main is not None and self._words.response.search(text_of(told.sentence)):
                self._respond(self.main, told, times)
            return None
        told, others = divide(told, [w for w in times if w.rule != "clock"])
        first: Incident | None = None
        for portion in portions(told):
            incident = self._choose(portion, [w for w in times if w.rule != "clock"])
            if incident is None:
                continue
            self._enrich(incident, portion, times)
            self._of_finding.update((id(finding), incident) for finding in portion.findings)
            self.current = incident
            first = first or incident
            self._cast()
        if first is None:
            return None
        for when, places in others:
            self._beside(when, places, told)
        self.of_sentence[told.sentence.start] = first
        self._cast()
        return first

    def incident_of(self, finding: Finding) -> Incident | None:
        """The incident that a figure counts the people of."""
        return self._of_finding.get(id(finding))

    def _note_war(self, told: Told) -> None:
        """ "The war, which began in March 2011": what it cost in all is summed since then."""
        text = text_of(told.sentence)
        if not _WAR.search(text):
            return
        since = next((w for w in told.times if w.since and w.first is not None), None)
        begun = next((w for w in told.times if w.first is not None and w.precision in {"month", "year"}), None)
        if since is None and begun is not None and _BEGAN.search(text) and self._published is not None:
            since = replace(begun, last=self._published, precision="days", since=True)
        self._war = since or self._war

    def _beside(self, when: When, places: list[Where], told: Told) -> None:
        """ "It followed strikes near A on 2 March and at B on Friday": incidents that a sentence only names."""
        if not told.types:
            return
        known = next((i for i in self._incidents if (i.first, i.last) == (when.first, when.last)), None)
        if known is None:
            known = self._new("background", told)
            known.places.clear()
            known.types.update(kind for _, kind, _ in told.types)
            self._set_days(known, when)
        known.add_places(places)

    def _note_places(self, told: Told) -> None:
        for where in told.places:
            if where.bearing in {"scene", "police", "dateline"} and where.place.precision in {"town", "district"}:
                self._hints.append(where)
            code = where.place.country
            if code is not None:
                self._named[code] += 1
                if where.place.precision == "country":
                    self._countries.setdefault(code, where)

    def _respond(self, main: Incident, told: Told, times: list[When]) -> None:
        """ "Officers were called at 2 a.m. Saturday": day, hour and place of the main incident, where it has none."""
        days = [w for w in times if w.first is not None and w.rule != "clock" and not w.since and is_short(w)]
        if days and main.first is None:
            self._set_days(main, days[0])
        self._clock(main, told, times)
        if not any(w.place.precision in ground.SHARP for w in main.places):
            main.add_places(told.ground)

    # ------------------------------------------------------------------------------------ choosing

    def _choose(self, told: Told, times: list[When]) -> Incident | None:
        text = text_of(told.sentence)
        days = next((w for w in times if w.first is not None and is_short(w) and not w.since), None)
        period = next((w for w in times if w.since or w.precision in {"year", "month"}), None)
        if days is None and period is not None and not sums(period, text):
            days, period = period, None
        if days is None and period is None and _SINCE_WAR.search(text):
            return self._aggregate_of_war(told)
        if days is None and period is not None and self._is_spell(period, told):
            undated = self.main if self.main is not None and self.main.first is None else None
            if undated is not None or not any(i.claims for i in self._incidents):
                incident = undated or self._new("main", told)
                if undated is None:
                    self._set_days(incident, period)
                return incident
        if days is None and period is None and told.findings:
            period = next((w for w in times if w.first is None and w.last is not None), None)
        if days is None and (period is not None or SUMMING.search(text)):
            return self._aggregate(period, told)
        if days is not None:
            return self._on(days, told)
        if any(is_war_toll(finding) for finding in told.findings):
            current = self.current if not told.new_paragraph else None
            known = current is not None and current.role == "aggregate" and current.first is not None
            return current if known else self._aggregate_of_war(told)
        if self.main is not None and told.findings and any(w.rule == "after-something" for w in times):
            return self._new("background", told, apart=True)
        return self._undated(told)

    @staticmethod
    def _is_spell(period: When, told: Told) -> bool:
        """ "88 have been killed in two days of clashes", "fighting that began on Thursday": some days, one incident."""
        if not told.findings or period.first is None or period.last is None or SUMMING.search(text_of(told.sentence)):
            return False
        return period.last - period.first <= _SPELL and not any(map(is_war_toll, told.findings))

    def _undated(self, told: Told) -> Incident | None:
        text = text_of(told.sentence)
        fresh_start = told.new_paragraph and not _EARLIER.search(text)
        base = self.main if fresh_start or self.current is None or self.current.caption else self.current
        if self._goes_on_summing(told):
            return self.current
        if base is not None and base.role == "aggregate":
            base = self.main
        if base is None:
            if not (told.findings or told.types or told.violent):
                return None
            return self._new("main", told)
        arrests = base.figures and {outcome for outcome, _, _ in base.figures} <= _SEPARATE_OUTCOMES
        if told.findings and arrests and not self._only_arrests(told):
            base = self._before(base) or base  # after the arrests it tells of the deed again
        if base.claims and self._only_arrests(told) and self.kind_of(base) != "Arrests":
            known = next((i for i in self._incidents if set(i.types) == {"Arrests"}), None)
            return known or self._new("background", told, apart=True)
        if ground.apart(told.ground, base.places) and not told_again(base, told):
            if not told.findings:
                return None  # what went on elsewhere, of whom nothing is counted, is no part of this incident
            if _BEFORE.search(text):
                return self._new("background", told, apart=True)
            known = next((i for i in self._incidents if i.role != "aggregate" and self._is_at(i, told)), None)
            return known or self._same_breath(base, told)
        if told.findings and self._is_beside(base, told):
            return self._same_breath(base, told)
        return base

    @staticmethod
    def _is_at(incident: Incident, told: Told) -> bool:
        """Whether the sentence names a place of the incident, or one near it."""
        if ground.shared(ground.sharp(told.ground), ground.sharp(incident.places)):
            return True
        here, there = ground.points(told.ground), ground.points(incident.places)
        return any(ground.km(a, b) <= ground.APART_KM for a in here for b in there)

    def _before(self, incident: Incident) -> Incident | None:
        """The incident told before this one, sums left out."""
        told = [i for i in self._incidents if i.role != "aggregate" and i.span < incident.span]
        return max(told, key=lambda i: i.span, default=None)

    def _same_breath(self, base: Incident, told: Told) -> Incident:
        """ "On Wednesday troops killed ten in A. In B they killed four": B has no day of its own, and so A's.

        Evidence: of 37 incidents annotated beside another with a day, 34 have the same day. B is told in passing and
        stands in the background. As a main incident it would raise mentions on gold/dev from .712 to .742, and whoever
        counts what a report is about would count B too: civilians right in .539 of fa-kes instead of .579.
        """
        incident = self._new("main", told, apart=True)
        incident.goes_on_from = base
        incident.first, incident.last = base.first, base.last
        incident.precision, incident.date_wording = base.precision, base.date_wording
        return incident

    def _goes_on_summing(self, told: Told) -> bool:
        """After "since mid-January": "twenty people in that town have been killed"."""
        current, main = self.current, self.main
        if (
            current is None
            or current.role != "aggregate"
            or not told.findings
            or _TAKES_UP.match(text_of(told.sentence))
        ):
            return False
        if _IN_THEM.search(text_of(told.sentence)) and not told.new_paragraph:
            return True
        names = {w.place.name or w.place.wording for w in told.ground}
        mine = {w.place.name or w.place.wording for w in main.places} if main is not None else set()
        summed = {w.place.name or w.place.wording for w in current.places}
        return not told.new_paragraph and bool(names & summed) and not names & mine

    def _aggregate(self, period: When | None, told: Told) -> Incident:
        first, last = (period.first, period.last) if period is not None else (None, None)
        for incident in self._incidents:
            if incident.role == "aggregate" and (incident.first, incident.last) == (first, last):
                return incident
        incident = self._new("aggregate", told)
        if period is not None:
            self._set_days(incident, period)
        return incident

    def _aggregate_of_war(self, told: Told) -> Incident:
        """What the war cost in all, by a report that may say only later when the war began."""
        incident = next((i for i in self._incidents if i.of_war), None) or self._aggregate(self._war, told)
        incident.of_war = True
        return incident

    def _on(self, days: When, told: Told) -> Incident:
        fits = [i for i in self._incidents if i.role != "aggregate" and same_days(i, days)]
        fits.sort(key=lambda i: (i.first, i.last) != (days.first, days.last))
        if told.findings and self.main is not None and self.main.first is None:
            # Dead without a day so far: their day is this one, rather than that of something told in passing.
            fits = [i for i in fits if i.claims or (i.first, i.last) == (days.first, days.last)]
        for incident in fits:
            if told_again(incident, told):
                return incident
            if (told.findings or told.types) and ground.apart(told.ground, incident.places):
                continue
            if told.findings and (self._is_another(incident, days, told) or self._is_beside(incident, told)):
                continue
            differs = (incident.first, incident.last) != (days.first, days.last)
            if (
                incident.claims
                and (told.types or told.violent)
                and differs
                and (ground.apart(told.ground, incident.places) or abroad(incident, told))
            ):
                continue  # "in X, on Sunday", after a night from Saturday on in Y
            if incident.claims and told.types and self._is_another_night(incident, days, told):
                continue
            if differs and _SEPARATE.search(text_of(told.sentence)):
                continue
            return incident
        main = self.main
        if main is None:
            return self._new("main", told)
        vague = days.precision in {"days", "week"} and not told.findings
        if main.first is None and days.first is not None and not vague and not self._is_apart(main, told):
            recent = self._published is None or days.first >= self._published - _RECENT
            if recent or not main.claims or _TAKES_UP.match(text_of(told.sentence)):
                return main
        return self._new("background", told, apart=abroad(main, told))

    def _is_apart(self, main: Incident, told: Told) -> bool:
        if told_again(main, told):
            return False
        if ground.apart(told.ground, main.places):
            return bool(told.findings or told.types)
        return bool(told.findings) and self._is_beside(main, told)

    @staticmethod
    def _is_another(incident: Incident, days: When, told: Told) -> bool:
        """Days that overlap without being equal, and ground that the incident does not have."""
        differs = (incident.first, incident.last) != (days.first, days.last)
        if days.precision in {"days", "week"} and holds(days, incident):
            return False  # "at the beginning of the week", said of yesterday's
        narrower = incident.precision == "days" and days.precision in {"day", "night"}
        return bool(differs and incident.claims and (narrower or Gathering._has_new_ground(incident, told)))

    @staticmethod
    def _is_beside(incident: Incident, told: Told) -> bool:
        """ "Later in the day four more died in B": told as another one, in a place that the incident does not have."""
        return bool(
            incident.claims and _ALSO.search(text_of(told.sentence)) and Gathering._has_new_ground(incident, told)
        )

    @staticmethod
    def _has_new_ground(incident: Incident, told: Told) -> bool:
        """Whether the innermost place of the sentence is none of the incident's."""
        spots = ground.sharp(told.ground)[:1]
        return bool(spots) and not ground.shared(spots, incident.places)

    @staticmethod
    def _is_another_night(incident: Incident, days: When, told: Told) -> bool:
        """ "Overnight rockets fell on X", beside Thursday's raid on Y: other days, though they overlap."""
        if {incident.precision, days.precision} != {"night", "day"} or incident.last != days.last:
            return False  # Thursday, and Thursday night: likely the same
        return Gathering._has_new_ground(incident, told)

    @staticmethod
    def _only_arrests(told: Told) -> bool:
        outcomes = {finding.outcome for finding in told.findings}
        return bool(outcomes) and outcomes <= _SEPARATE_OUTCOMES and {kind for _, kind, _ in told.types} <= {"Arrests"}

    def _new(self, role: Role, told: Told, *, apart: bool = False) -> Incident:
        incident = Incident(role=role, span=(told.sentence.start_char, told.sentence.end_char), apart=apart)
        incident.caption = _CAPTION.search(text_of(told.sentence)) is not None and not told.findings
        main = self.main
        if role != "main" and main is not None and not told.ground and _SAME_GROUND.search(text_of(told.sentence)):
            incident.places.extend(main.places)
        self._incidents.append(incident)
        return incident

    # ------------------------------------------------------------------------------------ enriching

    def _enrich(self, incident: Incident, told: Told, times: list[When]) -> None:
        fresh = incident.span == (told.sentence.start_char, told.sentence.end_char)
        dated = self._date(incident, told, [w for w in times if w.rule != "clock"])
        self._clock(incident, told, times)
        self._type(incident, told, dated if fresh else None)
        sharp = fresh or dated is not None or told.findings or not ground.points(incident.places)
        if sharp or _TAKES_UP.match(text_of(told.sentence)):
            incident.add_places(told.ground)
            for doer, done_to in parties(told.sentence, self._words):
                if doer is not None and len(incident.initiators) < _MOST_PARTIES:
                    incident.initiators.append(doer)
                if done_to is not None and len(incident.targets) < _MOST_PARTIES:
                    incident.targets.append(done_to)
        incident.claims += len(told.findings)
        incident.figures |= told.figures
        incident.caption = incident.caption and _CAPTION.search(text_of(told.sentence)) is not None

    def _clock(self, incident: Incident, told: Told, times: list[When]) -> None:
        incident.hours.extend(w.hour for w in times if w.hour is not None)
        if incident.clock is None:
            incident.clock = next((w for w in times if w.rule == "clock" and w.first is not None), None)

    def _date(self, incident: Incident, told: Told, times: list[When]) -> When | None:
        """Give the incident its days, if it has none; the expression that dates it in this sentence."""
        known = [w for w in times if w.first is not None]
        fitting = [w for w in known if (w.since or not is_short(w)) == (incident.role == "aggregate")]
        if not fitting and incident.role != "main":
            fitting = known
        if not fitting:
            return None
        if incident.first is None or sharpens(incident, fitting[0], counted=bool(told.findings) or bool(told.types)):
            self._set_days(incident, fitting[0])
        return fitting[0]

    def _set_days(self, incident: Incident, when: When) -> None:
        incident.first, incident.last = when.first, when.last
        last, published = when.last, self._published
        if last is not None and published is not None and when.precision not in {"day", "night"}:
            if when.first is None or when.first <= published:
                incident.last = min(last, published)  # "this week": what has happened did so up to now
        incident.precision, incident.date_wording = when.precision, when.wording

    def _type(self, incident: Incident, told: Told, dated: When | None) -> None:
        """Words for violence vote; in a sentence that dates an incident of its own, the word nearest to the date."""
        types = [t for t in told.types if not self._is_thing(told.sentence, t)]
        if dated is not None and incident.role == "background" and len(types) > 1:
            at = dated.start - told.sentence.start_char
            types = [min(types, key=lambda t: abs(t[0] - at))]
        for _, kind, words in types:
            incident.types[kind] += 2 if told.findings else 1
            if words.lower() not in incident.weapons and kind not in {"Attack", "Armed clash"}:
                incident.weapons.append(words.lower())

    def _is_thing(self, sentence: Span, named: tuple[int, EventType, str]) -> bool:
        """ "missile engines", "a rocket depot": what was hit or carried, not how."""
        at, _, words = named
        following = re.match(r"[\s-]+([a-z]+)", text_of(sentence)[at + len(words) : at + len(words) + 30], re.I)
        return following is not None and following.group(1).lower() in self._words.weapon_things

    # ------------------------------------------------------------------------------------- settling

    def _cast(self) -> None:
        """Give out the roles: main is what the report counts people for first, and what else happened that day."""
        single = [i for i in self._incidents if i.role != "aggregate"]
        if not single:
            return
        for incident in single:
            incident.take_days_of_what_went_before()
        counted = [i for i in single if i.claims and not i.caption and not i.apart]
        main = counted[0] if counted else next((i for i in single if not i.caption and not i.apart), single[0])
        for incident in single:
            incident.role = "background"
            with_it = incident.claims and beside(incident, main) and not incident.apart and not incident.goes_on_from
            if incident is main or with_it:
                incident.role = "main"
        self._incidents.sort(key=lambda i: i is not main)

    def _settle(self) -> None:
        for incident in self._incidents:
            if incident.of_war and incident.first is None and self._war is not None:
                self._set_days(incident, self._war)
            if incident.first is None and incident.clock is not None and incident.role == "main":
                self._set_days(incident, incident.clock)
            if incident.role == "main":
                self._place_by_hints(incident)
            elif not incident.places:
                self._place_by_country(incident)
            if incident.role == "aggregate" and not incident.types:
                incident.types[self.kind_of(incident)] += 1
            self._narrow_night(incident)

    def _place_by_hints(self, incident: Incident) -> None:
        """The town whose bar, police or press the report names, where the deed has no town of its own."""
        if any(w.place.precision in {"town", "near", "district"} and w.place.country for w in incident.places):
            return
        local = self.kind_of(incident) == "Attack"
        countries = {w.place.country for w in incident.places if w.place.country}
        for bearing in ("scene", "police", "dateline"):
            for hint in self._hints:
                agreed = hint.place.country in countries if countries else local
                if hint.bearing == bearing and agreed:
                    incident.add_places([hint])
                    return

    def _place_by_country(self, incident: Incident) -> None:
        """A war's toll with no place is of the country that the report speaks of most."""
        if incident.role != "aggregate":
            return
        for code, _ in self._named.most_common():
            if code in self._countries:
                incident.places.append(self._countries[code])
                return

    @staticmethod
    def _narrow_night(incident: Incident) -> None:
        """ "Sunday night, just after 8 p.m." is Sunday; without an hour the night stays two days."""
        overnight = "overnight" in (incident.date_wording or "").lower()
        if incident.precision == "night" and not overnight and any(hour >= 12 for hour in incident.hours):
            incident.last, incident.precision = incident.first, "day"
