"""What linking looks at: one mention, the report that tells it, and its figures."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from functools import cached_property, lru_cache

from msgspec import UnsetType

from tallystick.ids import content_id
from tallystick.link.sketch import Sketch, sketch
from tallystick.model import Claim, Mention, Party, Place, Reading, Record, Report, countries, global_id, to_json
from tallystick.reference.fold import folded
from tallystick.reference.terms import Terms

LONG_AGO = datetime(1, 1, 1, tzinfo=UTC)
"""Sorts what has no time at all before everything else: it counts as always known."""

_GENERIC = frozenset(
    """the a an of and by in on at for its their his her army forces force military fighters fighter soldiers
    troops militants militia warplanes warplane jets aircraft planes gunmen rebels group groups people members
    position positions target targets site sites base bases government regime""".split()
)


POINTS = frozenset({"site", "town", "near", "district"})
"""How sharply a place must be told to measure distances from."""


class Telling(Record, frozen=True, kw_only=True, dict=True):
    """One mention as one report tells it, with all that linking looks at and no more.

    What follows from its fields is worked out once: a mention is compared with thousands of others.
    """

    ref: str
    """Ledger-wide id of the mention."""
    report: str
    """Id of the report."""
    mention: Mention
    outlet: str | None = None
    published_at: datetime | None = None
    revises: str | None = None
    """Id of the earlier version of the same page."""
    figures: frozenset[tuple[str, int]] = frozenset()
    """Outcome and lower bound of each asserted number of this mention."""
    known_at: datetime = LONG_AGO
    """First time at which the report, or a section of it, told this mention."""
    copy: str = ""
    """Equal for the same mention in word-for-word copies of one report, where it was also read the same.

    The mention too, because "on Wednesday" in a text printed again years later is another Wednesday.
    """
    sketch: Sketch | None = None
    """The report's text in little, where the mention is what the report is about; None in the background.

    Where no mention is the main one, the report is about that with most claims.
    """

    @cached_property
    def days(self) -> tuple[date, date] | None:
        """First and last day, where at least one of them is known."""
        first, last = self.mention.occurred_from, self.mention.occurred_to
        if first is None and last is None:
            return None
        first, last = first or last, last or first
        assert first is not None
        assert last is not None
        return min(first, last), max(first, last)

    @cached_property
    def published_on(self) -> date | None:
        """The day of publication, UTC."""
        return self.published_at.date() if self.published_at else None

    @cached_property
    def tells_dead(self) -> bool:
        """Whether it gives a number of dead."""
        return any(outcome == "killed" for outcome, _ in self.figures)

    @cached_property
    def countries(self) -> frozenset[str]:
        """The countries that its places lie in."""
        return countries(self.mention.places)

    @cached_property
    def provinces(self) -> frozenset[str]:
        """The provinces that its places lie in."""
        return frozenset(place.admin1 for place in self.mention.places if place.admin1)

    @cached_property
    def points(self) -> tuple[Place, ...]:
        """Its places that are told sharply enough to measure distances from."""
        return tuple(
            place
            for place in self.mention.places
            if place.precision in POINTS and place.latitude is not None and place.longitude is not None
        )

    @cached_property
    def place_names(self) -> frozenset[str]:
        """The names of its places in plain letters."""
        return frozenset(folded(place.name or place.wording) for place in self.mention.places)


def tellings(readings: Iterable[Reading]) -> list[Telling]:
    """Every mention of these reports, sorted by id, so that the order of the input cannot matter."""
    terms = Terms.load()
    told = [telling for reading in readings for telling in _tellings(reading, terms)]
    return sorted(told, key=lambda telling: telling.ref)


def _tellings(reading: Reading, terms: Terms) -> Iterable[Telling]:
    if not reading.mentions:
        return
    report, in_little = reading.report, sketch(reading, terms=terms)
    about = _what_it_is_about(reading)
    for mention in reading.mentions:
        own = [claim for claim in reading.claims if claim.mention == mention.id]
        yield Telling(
            ref=global_id(report.id, mention.id),
            report=report.id,
            mention=mention,
            outlet=report.outlet,
            published_at=report.published_at,
            revises=report.revises,
            figures=frozenset(_figures(own)),
            known_at=_first_told(report, mention, own),
            copy=content_id("copy", report.title, report.text, to_json(mention).decode()),
            sketch=in_little if mention.id in about else None,
        )


def _what_it_is_about(reading: Reading) -> frozenset[str]:
    """The main mentions; where there is none, the incident with most claims, of equal ones the first."""
    main = frozenset(mention.id for mention in reading.mentions if mention.role == "main")
    told = [mention for mention in reading.mentions if mention.role != "aggregate"]
    if main or not told:
        return main
    claims = Counter(claim.mention for claim in reading.claims)
    # By place in the text and by id, not by the order in which the mentions come: that must decide nothing.
    first = min(told, key=lambda mention: (-claims[mention.id], mention.span, len(mention.id), mention.id))
    return frozenset({first.id})


def _figures(claims: Iterable[Claim]) -> Iterable[tuple[str, int]]:
    for claim in claims:
        harm = claim.harm
        if isinstance(harm, UnsetType) or claim.attribution.stance != "asserts":
            continue
        if harm.quantity.low is not None and harm.quantity.hedge != "vague" and harm.scope != "aggregate":
            yield harm.outcome, harm.quantity.low


def _first_told(report: Report, mention: Mention, claims: Sequence[Claim]) -> datetime:
    """Earliest time of the mention's claims and of the section that it stands in.

    Claims count too because a mention's span is where it is told best, not where it is told first.
    """
    times = [claim.said_at for claim in claims if claim.said_at is not None]
    section_time = section_time_at(report, mention.span[0]) or report.published_at
    if section_time is not None:
        times.append(section_time)
    return min(times, default=LONG_AGO)


def section_time_at(report: Report, offset: int) -> datetime | None:
    """When the section at this offset was published, if it has a time of its own."""
    for section in report.sections:
        if section.start <= offset < section.end:
            return section.published_at
    return None


@lru_cache(maxsize=16_384)
def stems(wording: str) -> frozenset[str]:
    """The distinctive words of a party's wording, cut to five letters.

    Five letters keep "Israel", "Israeli" and "Israelis" together and "Iraqi" and "Iranian" apart.
    """
    return frozenset(word[:5] for word in folded(wording).split() if word not in _GENERIC and len(word) > 2)


@lru_cache(maxsize=4_096)
def country_of(actor: str | None) -> str | None:
    """The country in a registry id of an actor: SYR for `act:SYR-MIL`; None for an id without one."""
    found = re.match(r"act:([A-Z]{3})(?:-|$)", actor or "")
    return found[1] if found else None


def is_same_doer(left: Iterable[Party], right: Iterable[Party]) -> bool:
    """Whether a party of the one is one of the other: by actor, by the country of actors, or by distinctive words."""
    return any(
        (one.actor is not None and one.actor == other.actor)
        or (country_of(one.actor) is not None and country_of(one.actor) == country_of(other.actor))
        or bool(stems(one.wording) & stems(other.wording))
        for one in left
        for other in right
    )


def in_words(first: date | None, last: date | None) -> str:
    """A span of days for people: "13 January 2021", "12 to 13 January 2021"."""
    if first is None or last is None:
        return "an unknown day" if first is None and last is None else in_words(first or last, last or first)
    if first == last:
        return f"{first.day} {first:%B %Y}"
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day} to {last.day} {last:%B %Y}"
    return f"{in_words(first, first)} to {in_words(last, last)}"
