"""The nouns. One definition each, here; attribute = JSON key = database column = option.

Records are immutable `msgspec.Struct`s: typed, compared by value, and turned into JSON in field order
(docs/decisions/0001-records.md says why not dataclasses). A field whose value is `UNSET` is left out of the
JSON; a field whose value is `None` is written as null, because *unknown* is something that we say.

The JSON is fixed by contract: names and meanings may be added, never changed.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, Literal, TypeVar

import msgspec
from msgspec import UNSET, Struct, UnsetType

Span = tuple[int, int]
"""`[start, end)` in Unicode code points of `report.text` (or of `report.title`)."""

Kind = Literal["harm", "damage", "position", "series", "media", "occurrence"]
Outcome = Literal["killed", "wounded", "missing", "abducted", "detained", "displaced", "casualties"]
Hedge = Literal["exact", "at_least", "more_than", "at_most", "about", "range", "vague"]
Status = Literal["civilian", "combatant", "mixed", "unknown"]
Scope = Literal["total", "part", "increment", "aggregate"]
Stance = Literal["asserts", "denies", "doubts"]
Act = Literal[
    "confirms",
    "denies",
    "admits",
    "claims_responsibility",
    "declines_comment",
    "accuses",
    "condemns",
]
Role = Literal["main", "background", "aggregate"]
DatePrecision = Literal["day", "night", "days", "week", "month", "year", "unknown"]
PlacePrecision = Literal["site", "town", "near", "district", "province", "area", "country", "water"]
EventType = Literal[
    "Air/drone strike",
    "Shelling/artillery/missile attack",
    "Remote explosive/landmine/IED",
    "Suicide bomb",
    "Chemical weapon",
    "Grenade",
    "Armed clash",
    "Attack",
    "Abduction/forced disappearance",
    "Sexual violence",
    "Mob violence",
    "Excessive force against protesters",
    "Arrests",
    "Siege/blockade",
    "Other",
]


class Record(Struct, frozen=True, kw_only=True):
    """Base of all nouns. Each says `frozen, kw_only` again: type checkers do not see that the first is inherited, and
    the second is not."""


T = TypeVar("T", bound=Record)


# ------------------------------------------------------------------------------------------ reports


class Section(Record, frozen=True, kw_only=True):
    """A stretch of a report with a time of its own, such as an earlier entry of a live page."""

    start: int
    end: int
    published_at: datetime | None = None
    """When this section was published; None = when the report was."""
    label: str | None = None
    """Its heading as printed: "ORIGINAL ENTRY, JAN 13"."""


class DateEvidence(Record, frozen=True, kw_only=True):
    """One place in the bytes that says when the report was published."""

    where: str
    """"meta article:published_time", "json-ld datePublished", "time element", "given" ..."""
    wording: str
    """As it stands there, zone included."""
    at: datetime | None
    """The same as an instant in UTC; None where it cannot be read."""
    precision: Literal["instant", "day"] | None


class Report(Record, frozen=True, kw_only=True):
    """One text published by one outlet at one time."""

    id: str
    external_id: str | None = None
    outlet: str | None = None
    url: str | None = None
    title: str = ""
    language: str | None = None
    """ISO 639-1, as told, or as only one language has these letters; None = not known."""
    published_at: datetime | None = None
    published_precision: Literal["instant", "day"] | None = None
    sections: tuple[Section, ...] = ()
    text: str = ""
    revises: str | None = None
    """Id of the earlier version of the same page."""
    date_evidence: tuple[DateEvidence, ...] = ()
    text_sha256: str | UnsetType = UNSET
    """Set where only the quotes were kept and the rest of `text` is blank: SHA-256 of the whole text, in UTF-8."""


class Capture(Record, frozen=True, kw_only=True):
    """Bytes as they were had, and from where: what reports were read from."""

    sha256: str
    size: int
    """In bytes."""
    name: str | None = None
    """Of the file or archive, without its folder."""
    part: str | None = None
    """Which part of that file: "line 3", "record urn:uuid:…", "message 17"."""
    url: str | None = None
    """The address that answered with these bytes."""
    asked: str | None = None
    """The address that was asked, where it led on to another one."""
    fetched_at: datetime | None = None
    """When they were had from there, by us or by whoever made the archive; None = not known."""
    media_type: str | None = None
    headers: dict[str, str] = {}
    """Those of the answer that say what it is, from when, and which version; names in small letters."""
    told: dict[str, str] = {}
    """What stands beside the bytes: the caller's `outlet` and `published_at`, a feed's address, title and date."""
    kept: bool = True
    """False: the bytes were not kept, only what stands here."""


class Original(Record, frozen=True, kw_only=True):
    """A capture with its bytes."""

    capture: Capture
    data: bytes


# ------------------------------------------------------------------------------------------- claims


class Speaker(Record, frozen=True, kw_only=True):
    """A party that says something, as one report names it."""

    wording: str
    source: str | None = None
    """Registry id, such as `org:sohr`; None = known in this report only."""
    kind: str | None = None
    """Kind of origin, such as `monitor`, `military`, `unnamed`; see reference/data/sources.toml."""


class Attribution(Record, frozen=True, kw_only=True):
    """Who says a claim, how, and through whom."""

    speakers: tuple[Speaker, ...] = ()
    """From the one that the outlet quotes to the origin. Empty = the outlet's own voice."""
    verb: str | None = None
    stance: Stance = "asserts"
    hedge: str | None = None
    """The word that weakens it: "reportedly", "allegedly", "claimed"."""


class Quantity(Record, frozen=True, kw_only=True):
    """What the words allow, in whole people or things. `high` None = open."""

    low: int | None
    high: int | None
    wording: str
    hedge: Hedge = "exact"


class Group(Record, frozen=True, kw_only=True):
    """The people a claim counts, as the text names them, without the number."""

    wording: str
    status: Status = "unknown"
    nationality: str | None = None
    """ISO 3166 alpha-2."""
    affiliation: str | None = None
    """Registry id of an actor, such as `act:SYR-MIL`."""
    sex: Literal["female", "male"] | None = None
    age: Literal["child", "adult"] | None = None
    named: bool = False
    """The wording is a person's name: withheld from what is shown and exported, unless asked for."""


class Harm(Record, frozen=True, kw_only=True):
    """How many people came to harm."""

    outcome: Outcome
    quantity: Quantity
    group: Group
    scope: Scope = "total"
    part_of: str | None = None
    """Id of the claim, in the same report, that this one is a part of."""


class Damage(Record, frozen=True, kw_only=True):
    """Things destroyed or damaged."""

    object: str
    degree: Literal["destroyed", "damaged", "hit"]
    quantity: Quantity


class Position(Record, frozen=True, kw_only=True):
    """A party's stand toward an event or toward a proposition about it."""

    act: Act
    toward: str | None = None
    """Whom or what it is aimed at, in the report's words: the accused, or what is denied."""


class Series(Record, frozen=True, kw_only=True):
    """ "The fourth in two weeks"."""

    ordinal: int | None
    window_from: date | None
    window_to: date | None
    initiators: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()


class Media(Record, frozen=True, kw_only=True):
    """A picture or recording said to show the event."""

    what: Literal["image", "video", "audio"]
    caption: str
    shows: str | None = None


class Occurrence(Record, frozen=True, kw_only=True):
    """That it happened, or one attribute of it, as a named speaker vouches for."""

    attribute: Literal["type", "when", "where", "initiator", "target", "weapon"]
    value: str


class Claim(Record, frozen=True, kw_only=True, rename={"in_": "in"}):
    """One thing that one report has one source say about one mention."""

    id: str
    kind: Kind
    mention: str | None
    span: Span
    quote: str
    in_: Literal["text", "title"] = "text"
    attribution: Attribution = Attribution()
    said_at: datetime | None = None
    """When it was said, as far as the report tells: its section's time, else the report's."""
    harm: Harm | UnsetType = UNSET
    damage: Damage | UnsetType = UNSET
    position: Position | UnsetType = UNSET
    series: Series | UnsetType = UNSET
    media: Media | UnsetType = UNSET
    occurrence: Occurrence | UnsetType = UNSET
    rule: str | None = None
    """Name of the rule that found it."""


# ----------------------------------------------------------------------------------------- mentions


class Place(Record, frozen=True, kw_only=True):
    """A place as one report names it, and what it resolves to."""

    wording: str
    name: str | None = None
    geonames_id: int | None = None
    latitude: float | None = None
    longitude: float | None = None
    admin1: str | None = None
    country: str | None = None
    """ISO 3166 alpha-2."""
    precision: PlacePrecision = "town"


class Party(Record, frozen=True, kw_only=True):
    """An initiator or target as worded, and the registry's actor where known."""

    wording: str
    actor: str | None = None


class Mention(Record, frozen=True, kw_only=True):
    """One violent incident, or series of them, as one report tells it."""

    id: str
    role: Role
    type: EventType
    occurred_from: date | None = None
    occurred_to: date | None = None
    date_precision: DatePrecision = "unknown"
    date_wording: str | None = None
    places: tuple[Place, ...] = ()
    initiators: tuple[Party, ...] = ()
    targets: tuple[Party, ...] = ()
    weapons: tuple[str, ...] = ()
    span: Span = (0, 0)


class Problem(Record, frozen=True, kw_only=True):
    """An input, or a part of one, that could not be used. Counted and shown, never only logged."""

    stage: str
    report: str | None
    code: str
    message: str


class LeftOut(Record, frozen=True, kw_only=True):
    """A number in the text that is in no claim, and why."""

    span: Span
    wording: str
    why: str


class TimeTold(Record, frozen=True, kw_only=True):
    """An expression of time, the days that it means, and what became of it."""

    span: Span
    wording: str
    first: date | None
    last: date | None
    precision: DatePrecision
    rule: str
    anchor: date | None
    """The day that it was told from: of publication where it happened, or the day told before."""
    why_unknown: str | None = None
    """Why its days are not known."""
    why_refused: str | None = None
    """Why it dates no violence: "a day of speaking", "the dateline", "a habit, not one day"."""


class Reading(Record, frozen=True, kw_only=True):
    """One report with everything taken down from it."""

    report: Report
    mentions: tuple[Mention, ...] = ()
    claims: tuple[Claim, ...] = ()
    problems: tuple[Problem, ...] = ()
    layers: dict[str, list[dict[str, Any]]] | UnsetType = UNSET
    """All attributions, places and times, with spans; only when asked for, never recorded."""
    left_out: tuple[LeftOut, ...] | UnsetType = UNSET
    """Numbers that are in no claim; only when asked for, never recorded."""
    times: tuple[TimeTold, ...] | UnsetType = UNSET
    """How each expression of time was read; only when asked for, never recorded."""


# ------------------------------------------------------------------------------------------- events


Verdict = Literal["same", "different", "unsure", "merge", "split", "accept", "reject", "place", "edit", "add"]


class Judgement(Record, frozen=True, kw_only=True):
    """A person's verdict on whether mentions are one event, or on a claim."""

    verdict: Verdict
    items: tuple[str, ...]
    """Ledger-wide ids. same, different, unsure: two mentions (`rep_…/m1`). merge: the mentions of all the events that
    are one. split: the mentions that leave their event together. accept, reject, edit: claims. place, add: mentions."""
    by: str
    why: str
    against: tuple[str, ...] = ()
    """split: the mentions that stay behind."""
    place: Place | UnsetType = UNSET
    """place: what the place of these mentions with this wording is."""
    claim: Claim | UnsetType = UNSET
    """edit: the claim as it should be. add: one that was missed."""
    mention: Mention | UnsetType = UNSET
    """add: the incident that the claim is about, where the reading tells of no such one."""


class Origin(Record, frozen=True, kw_only=True):
    """Where a figure comes from, after following who quotes whom."""

    id: str
    name: str
    kind: str | None
    reports: tuple[str, ...]
    named: bool = True
    """False: "local sources", a witness, or the outlet's own voice."""
    presumed: tuple[str, ...] = ()
    """Why reports that do not name this origin are held to repeat it, one sentence each."""
    claims: tuple[str, ...] = ()
    """Ledger-wide ids of the figures that come from it."""


class Estimate(Record, frozen=True, kw_only=True):
    """Three numbers; None = not known or, for `high`, open above."""

    low: int | None
    best: int | None
    high: int | None


class GroupTally(Record, frozen=True, kw_only=True):
    """One group of the harmed, as one part of the breakdown."""

    group: str
    outcome: Outcome
    estimate: Estimate
    status: Status
    claims: tuple[str, ...]
    part_of: str | None = None
    """`group` of the one that contains it; None = of the event's total."""
    nationality: str | None = None
    """ISO 3166 alpha-2, where the claims of the group agree."""
    affiliation: str | None = None
    """Registry id of an actor, where the claims of the group agree."""
    sex: Literal["female", "male"] | None = None
    age: Literal["child", "adult"] | None = None
    cut: str | None = None
    """The way of dividing the dead that it belongs to: groups of one cut may be added, groups of different cuts
    overlap. None = it is in no breakdown."""
    implied: Estimate | None = None
    """What the other figures leave for it, where that is sharper than what was said; never a figure of anybody's."""


class Passage(Record, frozen=True, kw_only=True):
    """A codebook's rule in our words, and where it stands."""

    id: str
    """Such as `ucdp.reliable`; a claim set aside by it names it."""
    says: str
    source: str


class SetAside(Record, frozen=True, kw_only=True):
    """A claim that did not enter the figures, and why."""

    claim: str
    reason: str
    code: str = ""
    """The kind of reason, one of `reconcile/reasons.py`: for counting and filtering."""
    passage: str | None = None
    """Id of the codebook's passage that decided it, in the tally's `passages`; None = it holds under every profile."""


class Grade(Record, frozen=True, kw_only=True):
    """A codebook's judgement that is not a number; proposed by a rule, for a person to sign."""

    name: str
    """What is judged: `harm`, `strike`, `attribution`, `assessment`, `entry`, `verification`."""
    value: str
    why: str
    proposed: bool = True


class Concession(Record, frozen=True, kw_only=True):
    """Harm that a party to the violence gives for its own side, or owns to have done; kept apart from every total."""

    party: str
    source: str | None
    outcome: Outcome
    low: int | None
    high: int | None
    group: str
    claims: tuple[str, ...]


class SplitRow(Record, frozen=True, kw_only=True):
    """One row of a codebook that writes one row a place and day. Derived by division: nobody said this number."""

    place: str | None
    geonames_id: int | None
    occurred_on: date | None
    killed: int


class Tally(Record, frozen=True, kw_only=True):
    """An event's figures under one profile, as known at one time, with the working."""

    profile: str
    as_of: datetime | None
    killed: Estimate
    wounded: Estimate
    groups: tuple[GroupTally, ...] = ()
    remainder: int | None = None
    """Dead of the total that no group of the breakdown accounts for; None = no breakdown."""
    used: tuple[str, ...] = ()
    set_aside: tuple[SetAside, ...] = ()
    trace: tuple[str, ...] = ()
    """The working, one sentence a step, with the rule's source."""
    out_of_scope: str | None = None
    """Why the codebook would not record this event at all; None = it would. Its figures are then unknown."""
    grades: tuple[Grade, ...] = ()
    concessions: tuple[Concession, ...] = ()
    split: tuple[SplitRow, ...] = ()
    """Rows over places and days whose numbers add up to `killed.best`; empty = one row holds all."""
    passages: tuple[Passage, ...] = ()
    """The codebook's rules that this tally applied."""


class Dispute(Record, frozen=True, kw_only=True):
    """Claims that cannot all hold, and why, in words."""

    claims: tuple[str, ...]
    why: str
    sets: tuple[tuple[str, ...], ...] = ()
    """Smallest sets of these claims that exclude each other: without any one of a set the others can hold. Claims that
    only repeat a number of the same origin stand in `claims` and not here."""


class Note(Record, frozen=True, kw_only=True):
    """Something worth knowing that is no contradiction: a remainder, a checked series, a "most"."""

    claims: tuple[str, ...]
    text: str
    holds: bool | None = None
    """For a checked statement: whether this record bears it out."""
    events: tuple[str, ...] = ()
    """For a statement about several events: those of this record that it describes, by id, the earliest first."""


class Interest(Record, frozen=True, kw_only=True):
    """A speaker that is party to the violence has a side in the number it gives. Shown, never weighed."""

    claim: str
    party: str
    """Who speaks."""
    toward: Literal["own_losses", "enemy_losses", "harm_it_is_accused_of"]
    may_be: Literal["understated", "overstated"]
    why: str


class Rating(Record, frozen=True, kw_only=True):
    """The Admiralty scale's two axes for one figure: they are independent, and neither weighs anything here."""

    claim: str
    reliability: Literal["A", "B", "C", "D", "E", "F"]
    """Of the origin, from the desk's file; F = cannot be judged, which is also where the file says nothing."""
    credibility: Literal["1", "2", "3", "4", "5", "6"]
    """Of the figure, from other independent origins: 1 confirmed by one, 6 cannot be judged."""
    why: str


class Revision(Record, frozen=True, kw_only=True):
    """One step of what was said when."""

    said_at: datetime | None
    origin: str
    killed: Quantity | None
    wounded: Quantity | None
    claims: tuple[str, ...] = ()
    superseded: bool = False


class Stand(Record, frozen=True, kw_only=True):
    """One party's position, as one report gives it."""

    party: str
    source: str | None
    act: Act
    toward: str | None
    claim: str
    report: str


class MentionRef(Record, frozen=True, kw_only=True):
    """One mention of an event, in one report."""

    report: str
    mention: str
    role: Role
    why: tuple[str, ...] = ()
    """Evidence that this mention belongs to the event."""


class ReportRef(Record, frozen=True, kw_only=True):
    """One report of an event, without its text."""

    id: str
    external_id: str | None
    outlet: str | None
    published_at: datetime | None
    role: Role
    title: str = ""
    url: str | None = None


class Event(Record, frozen=True, kw_only=True):
    """Mentions held to be the same incident, with everything that is said of it."""

    id: str
    type: EventType
    role: Role
    """main if any report is about it; else background (a stub) or aggregate."""
    occurred_from: date | None
    occurred_to: date | None
    date_precision: DatePrecision
    places: tuple[Place, ...]
    initiators: tuple[Party, ...]
    targets: tuple[Party, ...]
    mentions: tuple[MentionRef, ...]
    reports: tuple[ReportRef, ...]
    outlets: tuple[str, ...]
    origins: tuple[Origin, ...]
    tally: Tally
    positions: tuple[Stand, ...] = ()
    disputes: tuple[Dispute, ...] = ()
    notes: tuple[Note, ...] = ()
    revisions: tuple[Revision, ...] = ()
    interests: tuple[Interest, ...] = ()
    ratings: tuple[Rating, ...] = ()
    silent: tuple[Party, ...] = ()
    """Initiators and targets of whom no report gives a position or a figure: not known to have spoken, which is
    neither a denial nor a refusal to comment."""


class Change(Record, frozen=True, kw_only=True):
    """A figure that a page gave and then gave differently, or no longer, or for the first time."""

    older: str
    """Report id of the earlier version; `newer`, of the version that revises it."""
    newer: str
    published_at: datetime | None
    """When the newer version was published."""
    outcome: Outcome
    group: str
    before: str | None
    """Ledger-wide id of the claim; None = the earlier version has no such figure."""
    after: str | None
    """The same of the newer version."""
    wording_before: str | None
    wording_after: str | None


class Dossier(Record, frozen=True, kw_only=True):
    """One event with the words behind every figure."""

    event: Event
    claims: dict[str, Claim]
    """All claims of the event by ledger-wide id (`rep_…/c1`)."""
    reports: tuple[Report, ...]
    background: tuple[Event, ...] = ()
    """Other events that the same reports mention."""
    changes: tuple[Change, ...] = ()
    """What changed in the figures of pages that were published more than once."""
    mentions: dict[str, Mention] = {}
    """The event as each report tells it, by ledger-wide id (`rep_…/m1`)."""


class Taken(Record, frozen=True, kw_only=True):
    """That another desk recorded a report, too, and when it did: its ledger was merged into this one."""

    ledger: str
    """Hash of the first transaction of that ledger, which names it."""
    known_at: datetime
    """When that desk first recorded anything of the report."""


class Provenance(Record, frozen=True, kw_only=True):
    """One report with where it comes from, and what became of it."""

    reading: Reading
    captures: tuple[Capture, ...]
    versions: tuple[str, ...]
    """Ids of all versions of its page, this one included, earliest first."""
    changes: tuple[Change, ...]
    """What the figures of this version changed against the one that it revises."""
    near_copies: tuple[str, ...] = ()
    """Ids of reports of other pages that have nearly the same words."""
    taken: tuple[Taken, ...] = ()
    """Other desks that recorded it, whose ledgers were merged into this one."""


# --------------------------------------------------------------------------------------------- JSON


def to_json(record: Record) -> bytes:
    """One record as one line of JSON: same record, same bytes."""
    return msgspec.json.encode(record)


def to_builtins(record: Record) -> dict[str, Any]:
    """One record as plain dicts and lists."""
    built: dict[str, Any] = msgspec.to_builtins(record)
    return built


def from_json(data: bytes | str, kind: type[T]) -> T:
    """Read one record back; raises `msgspec.ValidationError` when it does not fit."""
    return msgspec.json.decode(data, type=kind)


def global_id(report: str, local: str) -> str:
    """The ledger-wide id of a claim or mention: `rep_…/c1`."""
    return f"{report}/{local}"


def countries(places: Iterable[Place]) -> frozenset[str]:
    """The countries that these places lie in."""
    return frozenset(place.country for place in places if place.country)
