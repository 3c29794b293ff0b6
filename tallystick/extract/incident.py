"""An incident while it is gathered, a sentence with what stands in it, and how the two compare."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import date

from spacy.tokens import Span, Token

from tallystick.extract import ground
from tallystick.extract.finding import Finding
from tallystick.extract.when import When
from tallystick.extract.where import Where
from tallystick.model import DatePrecision, EventType, Outcome, Role

_TELLING = 3
"""A number from which on two incidents of one report seldom have the same."""
_WAR_TOLL = 1000
"""So many dead are no single incident's in a report that was just summing."""
SUMMING = re.compile(
    r"\b(?:civil\s+war|the\s+(?:\w+\s+)?conflict|[\w]+[’']s\s+(?:\w+\s+)?(?:war|conflict)|throughout|regularly|repeatedly|since\s+the\s+(?:start|beginning|outbreak)|so\s+far\s+this\s+year|"
    r"in\s+total|(?:attacks|strikes|raids|air\s?strikes|operations)\s+in\s+(?:recent|the\s+(?:past|last))\s+(?:days|weeks|months|years)|"
    r"(?:over|during|in|for)\s+(?:the\s+)?(?:past|last|recent)\s+(?:\w+\s+)?(?:weeks|months|years|decade))\b",
    re.I,
)
_MANY = re.compile(
    r"\b(?:attacks|strikes|air[- ]?strikes|raids|bombings|clashes|shootings|killings|operations|targets|objectives|"
    r"bombardments?|shelling|incidents|battles|offensives?|war|conflict|violence|fighting)\b",
    re.I,
)

_OF_A_DAY = frozenset({"day", "night", "days"})
_SMALL_HOURS = re.compile(r"\b(?:early\s+hours|small\s+hours|dawn|early)\b", re.I)


Figure = tuple[Outcome, int | None, int | None]
"""What became of how many: outcome, least and most."""


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
    figures: set[Figure] = field(default_factory=set)
    """All that is counted for it."""
    hours: list[int] = field(default_factory=list)
    """Hours of the clock told of it, 0 to 23."""
    clock: When | None = None
    """A time of day told without a day: the day of its telling, where nothing better is found."""
    caption: bool = False
    """Known from a picture's caption alone."""
    of_war: bool = False
    """The sum over a whole war."""
    apart: bool = False
    """Told as something else than what the report is about, whatever its day."""

    goes_on_from: Incident | None = None
    """The incident told just before, where this one is told on in the same breath: "In X, ... In Y, ..."."""

    def take_days_of_what_went_before(self) -> None:
        """The day that holds for a whole round-up is printed once."""
        before = self.goes_on_from
        if self.first is None and before is not None and before.role != "aggregate" and before.precision in _OF_A_DAY:
            self.first, self.last = before.first, before.last
            self.precision, self.date_wording = before.precision, before.date_wording

    def add_places(self, ground: list[Where]) -> None:
        """Add these places, each wording once."""
        known = {w.place.wording for w in self.places}
        for where in ground:
            if where.place.wording not in known:
                self.places.append(where)
                known.add(where.place.wording)


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

    @property
    def figures(self) -> set[Figure]:
        """What it counts."""
        return {(f.outcome, f.people.quantity.low, f.people.quantity.high) for f in self.findings}

    @property
    def ground(self) -> list[Where]:
        """Where it says that something happened."""
        return [where for where in self.places if where.happened]


def portions(told: Told) -> list[Told]:
    """A sentence that counts people in several places, cut so that each place has its own.

    "Eleven died in A, and one in B" are two incidents.

    A place belongs to the figure whose word for harm governs it, else to the nearest; a figure without a place goes
    with the one before it. Places that all figures share, and those that are no sharper than a region, stay with all.
    """
    spots = ground.sharp(told.ground)
    if len(told.findings) < 2 or len(spots) < 2:
        return [told]
    ordered = sorted(told.findings, key=lambda finding: finding.trigger.i)
    owned: dict[int, list[Where]] = {id(finding): [] for finding in ordered}
    for spot in spots:
        owned[id(_owner(told.sentence, spot, ordered))].append(spot)
    parts: list[tuple[list[Finding], list[Where]]] = []
    for finding in ordered:
        mine = owned[id(finding)]
        if not parts or (mine and parts[-1][1] and not ground.shared(mine, parts[-1][1])):
            parts.append(([finding], mine))
        else:
            parts[-1][0].append(finding)
            parts[-1][1].extend(mine)
    if len(parts) < 2:
        return [told]
    wide = [where for where in told.places if where not in spots]
    return [replace(told, findings=findings, places=[*mine, *wide]) for findings, mine in parts]


def _owner(sentence: Span, spot: Where, findings: list[Finding]) -> Finding:
    """The figure that a place belongs to."""
    token = next((t for t in sentence if t.idx <= spot.start < t.idx + len(t)), None)
    triggers = {finding.trigger.i: finding for finding in reversed(findings)}
    for above in (token, *token.ancestors) if token is not None else ():
        if above.i in triggers:
            return triggers[above.i]
        if above.dep_ == "conj" and above.pos_ == "VERB":
            break
    return min(findings, key=lambda finding: abs(finding.trigger.idx - spot.start))


def sharpest(times: list[When]) -> list[When]:
    """Without the weeks that a day of the same sentence lies in: "last week ... on Tuesday"."""
    days = [when for when in times if when.precision in {"day", "night"}]
    return [when for when in times if when.precision != "week" or not any(within(day, when) for day in days)]


def abroad(incident: Incident, told: Told) -> bool:
    """Whether all places of the sentence are in other countries than the incident's first."""
    here = {where.place.country for where in told.ground if where.place.country}
    known = next((where.place.country for where in incident.places if where.place.country), None)
    return bool(here and known and known not in here)


def divide(told: Told, times: list[When]) -> tuple[Told, list[tuple[When, list[Where]]]]:
    """A sentence with several days, its places given to the day that each stands beside.

    Returns:
        The sentence with the places of its first day, and the other days with theirs.
    """
    days: dict[tuple[date | None, date | None], When] = {}
    for when in times:
        if when.first is not None and is_short(when) and not when.since:
            days.setdefault((when.first, when.last), when)
    if len(days) < 2 or not told.ground:
        return told, []
    owned: list[tuple[When, list[Where]]] = [(when, []) for when in days.values()]
    for where in told.ground:
        min(owned, key=lambda one: _gap(told.sentence, where, one[0]))[1].append(where)
    away = {id(where) for _, places in owned[1:] for where in places}
    kept = [where for where in told.places if id(where) not in away]
    return replace(told, places=kept), [one for one in owned[1:] if one[1]]


def _gap(sentence: Span, where: Where, when: When) -> int:
    """Characters between a place and a day; a comma or "and" between them counts for many."""
    first, last = (where.end, when.start) if where.end <= when.start else (when.end, where.start)
    between = sentence.doc.text[first:last]
    return len(between) + (40 if re.search(r"[,;]|\band\b", between) else 0)


def told_again(incident: Incident, told: Told) -> bool:
    """Whether the sentence gives a figure that the incident has: the headline's 31 dead and the lead's are the same.

    Ones and twos are too common to tell.
    """
    return any((low or 0) >= _TELLING for _, low, _ in told.figures & incident.figures)


def is_war_toll(finding: Finding) -> bool:
    """Thousands flee one battle; only a war drives out millions."""
    low = finding.people.quantity.low or 0
    return low >= _WAR_TOLL * (1000 if finding.outcome == "displaced" else 1)


def is_short(when: When) -> bool:
    """Days rather than months."""
    return when.precision in {"day", "night", "days", "week"}


def sums(period: When, text: str) -> bool:
    """Whether a period is one over many incidents: "in May" of one shooting is only a vague day."""
    if period.rule == "in-which":
        return False
    return period.since or period.precision == "year" or bool(_MANY.search(text)) or bool(SUMMING.search(text))


def within(day: When, period: When | Incident) -> bool:
    """Whether the one lies in the other, and is shorter."""
    if day.first is None or day.last is None or period.first is None or period.last is None:
        return False
    inside = period.first <= day.first and day.last <= period.last
    return inside and (day.first, day.last) != (period.first, period.last)


def same_days(incident: Incident, days: When) -> bool:
    """Whether the days touch."""
    if incident.first is None or incident.last is None or days.first is None or days.last is None:
        return False
    return incident.first <= days.last and days.first <= incident.last


def holds(days: When, incident: Incident) -> bool:
    """Whether the incident's days lie within these."""
    if None in (incident.first, incident.last, days.first, days.last):
        return False
    return days.first <= incident.first and incident.last <= days.last  # type: ignore[operator]


def sharpens(incident: Incident, when: When, *, counted: bool) -> bool:
    """ "Killed last week", then "Tuesday's raid": the sharper day. In a night only the hour tells which of the two.

    Args:
        counted: the sentence counts people harmed on that day; another day may only be that of finding or of speaking.
    """
    if when.since or when.precision not in {"day", "night"} or not same_days(incident, when):
        return False
    weekend = incident.precision == "days" and "weekend" in (incident.date_wording or "").lower()
    if weekend or incident.precision in {"week", "month", "year"}:
        return counted
    if incident.precision != "night" or when.precision != "day":
        return False
    small_hours = _SMALL_HOURS.search(when.wording) is not None or (when.hour is not None and when.hour < 9)
    return small_hours and when.last == incident.last


def beside(left: Incident, right: Incident) -> bool:
    """Of the same day, or the night before it; a month that runs on to that day is no day."""
    if left.precision in {"month", "year"} and left is not right:
        return left.first is not None and (left.first, left.last) == (right.first, right.last)
    if left.first is None or right.first is None or left.last is None or right.last is None:
        return left.first is None and right.first is None
    return left.first <= right.last and left.last == right.last
