"""How places, parties, speakers, claims and whole events are called: one wording for page and terminal."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Sequence
from datetime import date
from functools import cache
from importlib.resources import files

from tallystick.export.words import (
    OWN_VOICE,
    estimate_words,
    figure_words,
    plural,
    quoted,
    shown,
    span_words,
)
from tallystick.model import (
    Act,
    Attribution,
    Claim,
    Event,
    GroupTally,
    Party,
    Place,
    PlacePrecision,
    Role,
    Stand,
)
from tallystick.shapes import N_, Shape

ROLES: dict[Role, str] = {
    "main": N_("what the report is about"),
    "background": N_("told as background"),
    "aggregate": N_("many incidents summed"),
}
HOLDS = {True: N_("Borne out by this record."), False: N_("Not borne out by this record.")}
ACTS: dict[Act, str] = {
    "confirms": N_("confirmed it"),
    "denies": N_("denied it"),
    "admits": N_("admitted it"),
    "claims_responsibility": N_("claimed responsibility"),
    "declines_comment": N_("declined to comment"),
    "accuses": N_("accused a party that is not named"),
    "condemns": N_("condemned it"),
}
# An act with what it is aimed at: "accused Israel", "denied losses among its allies".
ACTS_TOWARD: dict[Act, Shape] = {
    "confirms": Shape("confirmed %(toward)s"),
    "denies": Shape("denied %(toward)s"),
    "admits": Shape("admitted %(toward)s"),
    "claims_responsibility": Shape("claimed responsibility, naming %(toward)s"),
    "declines_comment": Shape("declined to comment on %(toward)s"),
    "accuses": Shape("accused %(toward)s"),
    "condemns": Shape("condemned %(toward)s"),
}
# The order in which stands are told: who owns it, who contradicts, who is silent, who points at whom.
ACT_ORDER: tuple[Act, ...] = (
    "claims_responsibility",
    "admits",
    "confirms",
    "denies",
    "declines_comment",
    "accuses",
    "condemns",
)
PLACE_PHRASES: dict[PlacePrecision, str] = {
    "site": "at {}",
    "town": "in {}",
    "near": "near {}",
    "district": "in the district of {}",
    "province": "somewhere in {}",
    "area": "in the area of {}",
    "country": "somewhere in {}",
    "water": "on the waters of {}",
}
PLACE_SHARPNESS: dict[PlacePrecision, str] = {
    "site": N_("the site itself"),
    "town": N_("the town; not where in it"),
    "near": N_("near this place; not how near"),
    "district": N_("somewhere in this district"),
    "province": N_("somewhere in this province"),
    "area": N_("somewhere in this area"),
    "country": N_("somewhere in this country"),
    "water": N_("somewhere on this water"),
}


ONCE = N_("revised once")
NOT_NAMED = N_("a place not named")
NOT_FOUND = N_("not known: the place was not found in the gazetteer")
NOBODY = N_("No report says who did it.")
CLAIMED = Shape("Attributed to %(parties)s; responsibility was claimed.")
UNCLAIMED = Shape("Attributed to %(parties)s, by those named below; no claim of responsibility is recorded.")
THROUGH = Shape("%(speaker)s, through %(chain)s", speaker="", chain="")


# --------------------------------------------------------------------------------- places and parties


@cache
def _countries() -> dict[str, str]:
    lines = files("tallystick.export").joinpath("countries.txt").read_text(encoding="utf-8").splitlines()
    return {line[:2]: line[3:] for line in lines if not line.startswith("#")}


def country_name(code: str | None) -> str | None:
    """The short English name of a country, or its code where we have none."""
    return None if code is None else _countries().get(code, code)


def place_name(place: Place) -> str:
    """The usual name, else the report's own words in quotes."""
    if place.name:
        return shown(place.name)
    return quoted(place.wording) if place.wording else NOT_NAMED


def place_words(place: Place) -> str:
    """A place with the preposition that says how sharply it is known."""
    phrase = PLACE_PHRASES[place.precision].format(place_name(place))
    said = place_name(place).casefold()
    if place.precision == "province" and not {"province", "governorate", "region"} & set(said.split()):
        phrase += " province"
    return phrase


def coordinates_words(place: Place) -> str:
    """ "34.45, 40.92": two decimals are about a kilometre, more than any report tells."""
    if place.latitude is None or place.longitude is None:
        return NOT_FOUND
    return f"{place.latitude:.2f}, {place.longitude:.2f}"


def where_words(places: Sequence[Place], *, short: bool = False) -> str:
    """Where it happened: the sharpest places, then what they lie in."""
    if not places:
        return "place not known"
    kept = sharpest(places)
    first, rest = kept[0], kept[1:]
    if short:
        more = f" and {plural(len(rest), 'other place')}" if rest else ""
        return place_words(first) + more
    told = listed([place_words(first), *(_after(first, place) for place in rest)])
    around = [first.admin1, country_name(first.country)]
    inside = [shown(name) for name in around if name and name.casefold() not in told.casefold()]
    return ", ".join([told, *inside])


def sharpest(places: Sequence[Place]) -> tuple[Place, ...]:
    """Each place once, without the provinces and countries that a sharper one already lies in."""
    once: dict[tuple[str, PlacePrecision], Place] = {}
    for place in places:
        once.setdefault((place_name(place), place.precision), place)
    sharp = [place for place in once.values() if place.precision not in ("province", "area", "country")]
    within = {name for place in sharp for name in (place.admin1, country_name(place.country)) if name}
    wide = [place for place in once.values() if place not in sharp]
    return (*sharp, *(place for place in wide if not any(name in place_name(place) for name in within)))


def _after(first: Place, place: Place) -> str:
    return place_name(place) if place.precision == first.precision != "province" else place_words(place)


@cache
def _adjectives() -> frozenset[str]:
    table = tomllib.loads(files("tallystick.reference").joinpath("data/countries.toml").read_text(encoding="utf-8"))
    return frozenset(word for row in table.values() for word in row.get("people", ()))


def parties(named: Iterable[Party]) -> tuple[str, ...]:
    """Each party once, by its registry actor where it has one, in the reports' words.

    Of "Israeli strikes" the party is "Israeli"; standing alone it wants a noun: "Israeli forces".
    """
    once: dict[str, str] = {}
    for party in named:
        words = shown(party.wording)
        once.setdefault(party.actor or words.casefold(), f"{words} forces" if words in _adjectives() else words)
    return tuple(once.values())


def by_whom_words(event: Event) -> str:
    """Who did it, as reports tell it, in one sentence."""
    named = parties(event.initiators)
    if not named:
        return NOBODY
    owned = [stand for stand in event.positions if stand.act in ("claims_responsibility", "admits")]
    if any(stand.act == "claims_responsibility" for stand in owned):
        return CLAIMED(parties=listed(named))
    return UNCLAIMED(parties=listed(named))


def listed(words: Sequence[str]) -> str:
    """ "a, b and c"."""
    return words[0] if len(words) == 1 else ", ".join(words[:-1]) + " and " + words[-1]


# ---------------------------------------------------------------------------------- speakers and claims


def speakers_words(attribution: Attribution) -> str:
    """Who says it: the origin first, then through whom; the outlet's own voice when nobody is named."""
    named = [shown(speaker.wording) for speaker in attribution.speakers]
    if not named:
        return OWN_VOICE
    return through(list(reversed(named)))


def through(chain: Sequence[str]) -> str:
    """ "Reuters, through the ministry": who says it, then by whom it came."""
    first, *rest = chain
    return THROUGH(speaker=first, chain=through(rest)) if rest else first


def stance_words(attribution: Attribution) -> tuple[str, ...]:
    """ "denies" or "doubts", then the weakening word; nothing for a plain statement."""
    stance = "" if attribution.stance == "asserts" else attribution.stance
    hedge = quoted(attribution.hedge) if attribution.hedge else ""
    return tuple(word for word in (stance, hedge) if word)


def stand_words(stand: Stand) -> str:
    """ "declined to comment", "accused Israel": what the party did, without its name."""
    return act_words(stand.act, stand.toward)


def by_act(stands: Iterable[Stand]) -> list[Stand]:
    """Stands in the order in which they are told."""
    return sorted(stands, key=lambda stand: ACT_ORDER.index(stand.act))


def act_words(act: Act, toward: str | None) -> str:
    """A position in words; what it is aimed at stays in the report's own words."""
    if not toward:
        return ACTS[act]
    return ACTS_TOWARD[act](toward=quoted(toward))


def claim_words(claim: Claim) -> str:
    """What one claim says, in one phrase."""
    if claim.harm:
        return f"{figure_words(claim.harm.quantity)} {claim.harm.outcome}"
    if claim.damage:
        return f"{figure_words(claim.damage.quantity)} {shown(claim.damage.object)} {claim.damage.degree}"
    if claim.position:
        return act_words(claim.position.act, claim.position.toward)
    if claim.series:
        return series_words(claim.series.ordinal, claim.series.window_from, claim.series.window_to)
    if claim.media:
        return f"{claim.media.what} said to show it: {shown(claim.media.caption)}"
    if claim.occurrence:
        return f"{claim.occurrence.attribute}: {shown(claim.occurrence.value)}"
    return claim.kind


def series_words(ordinal: int | None, first: date | None, last: date | None) -> str:
    """ "number 4 of a series, 25 December 2020 – 13 January 2021"."""
    count = f"number {ordinal} of a series" if ordinal else "one of a series"
    return f"{count}, {span_words(first, last)}" if first and last else count


def group_words(claim: Claim) -> str:
    """The people that a claim counts; empty for claims that count none."""
    return shown(claim.harm.group.wording) if claim.harm else ""


# ---------------------------------------------------------------------------------- what kind of record


def headline(event: Event) -> str:
    """ "Air/drone strike near Abu Kamal and 2 other places"."""
    what = "Violent event" if event.type == "Other" else event.type
    return f"{what} {where_words(event.places, short=True)}" if event.places else f"{what}, place not known"


def toll_words(origins: Sequence[str]) -> str:
    """ "1 named origin for the toll": on how many a toll rests."""
    return f"{plural(len(origins), 'named origin') if origins else 'no named origin'} for the toll"


def flags(event: Event) -> tuple[str, ...]:
    """What a reader must know before trusting a figure, worst first."""
    told = len(event.origins)
    named = sum(origin.named for origin in event.origins)
    revised = sum(revision.superseded for revision in event.revisions)
    return tuple(
        flag
        for flag, holds in (
            (N_("no named origin"), told > 0 and named == 0),
            (N_("single named origin"), named == 1),
            (N_("disputed"), bool(event.disputes)),
            (ONCE if revised == 1 else f"revised {plural(revised, 'time')}", revised > 0),
        )
        if holds
    )


def group_tally_words(group: GroupTally) -> str:
    """ "16 Iraqi militiamen"."""
    return f"{estimate_words(group.estimate)} {shown(group.group)}"
