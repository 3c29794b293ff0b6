"""Putting right by hand: a place that was not found, a claim read wrongly, a claim that was missed.

Choosing a sentence, filling a form: it all works without script. What is added must stand in the report exactly.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Annotated, Any, NamedTuple, get_args

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from msgspec.structs import replace

from tallystick import api
from tallystick.errors import UsageError
from tallystick.model import (
    Attribution,
    Claim,
    Group,
    Harm,
    Hedge,
    Outcome,
    Place,
    PlacePrecision,
    Quantity,
    Reading,
    Scope,
    Span,
    Speaker,
    Stance,
    Status,
    global_id,
)
from tallystick.reference import places
from tallystick.web import near
from tallystick.web.faults import NotHereError
from tallystick.web.judge import conflict, last_seen, own_path, said_since
from tallystick.web.people import JUDGES, FromForm, Judge, Writes
from tallystick.web.proposals import precision_of
from tallystick.web.views import asked_of, desk_of, page

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse, dependencies=[Depends(JUDGES)])

OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)
HEDGES: tuple[Hedge, ...] = get_args(Hedge)
STATUSES: tuple[Status, ...] = get_args(Status)
STANCES: tuple[Stance, ...] = get_args(Stance)
SCOPES: tuple[Scope, ...] = get_args(Scope)
PRECISIONS: tuple[PlacePrecision, ...] = get_args(PlacePrecision)
_END = re.compile(r"(?P<end>[.!?…؟۔][\"”’»)]*)\s+|\n+")

Line = Annotated[str, Form(max_length=300)]
Why = Annotated[str, Form(min_length=1, max_length=2_000)]
Seen = Annotated[int, Form(ge=0, le=10**12)]
Back = Annotated[str, Form(max_length=500)]


class Sentence(NamedTuple):
    """A stretch of a report to choose from."""

    span: Span
    words: str


def sentences(text: str) -> list[Sentence]:
    """A text in stretches that end like sentences; only for choosing, the reader has a better way."""
    found, start = [], 0
    ends = [(match.end("end") if match["end"] else match.start(), match.end()) for match in _END.finditer(text)]
    for end, after in [*ends, (len(text), len(text))]:
        words = text[start:end]
        if words.strip():
            left = start + len(words) - len(words.lstrip())
            found.append(Sentence((left, left + len(words.strip())), words.strip()))
        start = after
    return found


# ---------------------------------------------------------------------------------------------- claims


@router.get("/reports/{report_id}/add")
def adding(report_id: str, request: Request) -> str:
    """The sentences to choose from or, for the one chosen, the form."""
    reading = _reading(request, report_id)
    told = sentences(reading.report.text)
    number = request.query_params.get("sentence", "")
    chosen = told[int(number)] if number.isascii() and number.isdecimal() and int(number[:6]) < len(told) else None
    blank = _blank(reading, chosen) if chosen else None
    return _form(request, reading, told=told, chosen=chosen, claim=blank, action=f"/reports/{report_id}/add")


@router.get("/reports/{report_id}/claims/{claim_id}")
def editing(report_id: str, claim_id: str, request: Request) -> str:
    """The form with what was read."""
    reading = _reading(request, report_id)
    claim = _claim(reading, claim_id)
    if not claim.harm:
        raise UsageError(f"Cannot edit {claim_id}: only a figure of people harmed can be edited, this is {claim.kind}.")
    return _form(request, reading, told=(), chosen=None, claim=claim, action=f"/reports/{report_id}/claims/{claim_id}")


def _form(request: Request, reading: Reading, **told: Any) -> str:
    choices = {
        "outcomes": OUTCOMES, "hedges": HEDGES, "statuses": STATUSES, "stances": STANCES, "scopes": SCOPES,
    }  # fmt: skip
    return page(
        request, "claim_form.html.j2", reading=reading, report=reading.report, seen=last_seen(desk_of(request)),
        **choices, **told,
    )  # fmt: skip


class Filled:
    """What the form of a claim holds."""

    def __init__(
        self,
        quote: Annotated[str, Form(min_length=1, max_length=2_000)],
        outcome: Line,
        group: Line = "",
        status: Line = "unknown",
        low: Line = "",
        high: Line = "",
        hedge: Line = "exact",
        figure: Line = "",
        speaker: Line = "",
        stance: Line = "asserts",
        scope: Line = "total",
        mention: Line = "",
        sentence: Annotated[int, Form(ge=0, le=10**7)] = 0,
    ) -> None:
        self.quote, self.mention, self.sentence = quote.replace("\r\n", "\n"), mention, sentence
        self.speaker, self.stance = speaker.strip(), _one_of(stance, STANCES, "stance")
        quantity = Quantity(
            low=_number(low), high=_number(high), wording=figure.strip(), hedge=_one_of(hedge, HEDGES, "hedge")
        )
        people = Group(wording=group.strip() or "people", status=_one_of(status, STATUSES, "status"))
        self.harm = Harm(
            outcome=_one_of(outcome, OUTCOMES, "outcome"),
            quantity=quantity,
            group=people,
            scope=_one_of(scope, SCOPES, "scope"),
        )


Filling = Annotated[Filled, Depends()]


@router.post("/reports/{report_id}/add", dependencies=[FromForm, Writes])
def add(report_id: str, request: Request, person: Judge, filled: Filling, why: Why) -> Response:
    """Add the claim, its words where they stand in the chosen sentence."""
    reading, desk = _reading(request, report_id), desk_of(request)
    text = reading.report.text
    start = text.find(filled.quote, filled.sentence)
    if start < 0:
        raise UsageError(
            f"Cannot add a claim on {filled.quote!r}: expected words that stand in the report exactly, found none. "
            "Copy them from it."
        )
    # The page shows names of the harmed covered, mark for letter; what is kept are the words themselves.
    raw = desk.ledger.reading(report_id) or reading
    quote = raw.report.text[start : start + len(filled.quote)]
    speakers = (Speaker(wording=filled.speaker),) if filled.speaker else ()
    at = next((one.said_at for one in reading.claims if one.mention == filled.mention), reading.report.published_at)
    claim = Claim(
        id="",
        kind="harm",
        mention=filled.mention,
        span=(start, start + len(quote)),
        quote=quote,
        attribution=Attribution(speakers=speakers, stance=filled.stance),
        said_at=at,
        harm=filled.harm,
    )
    with desk.writing():
        judged = api.add_claim(desk.ledger, report_id, claim, by=person.name, why=why)
    return RedirectResponse(f"/reports/{report_id}#judged-{judged.entry}", status_code=303)


@router.post("/reports/{report_id}/claims/{claim_id}", dependencies=[FromForm, Writes])
def edit(
    report_id: str, claim_id: str, request: Request, person: Judge, filled: Filling, why: Why, seen: Seen
) -> Response:
    """Have the claim say what the form says, unless somebody else judged it meanwhile."""
    desk = desk_of(request)
    held = _claim(_reading(request, report_id), claim_id)
    if not held.harm:
        raise UsageError(f"Cannot edit {claim_id}: only a figure of people harmed can be edited, this is {held.kind}.")
    raw = _claim(desk.ledger.reading(report_id) or _reading(request, report_id), claim_id)
    harm = raw.harm if raw.harm else held.harm
    # What was left as it was shown stays as it is: names of the harmed are shown covered.
    wording = harm.group.wording if filled.harm.group.wording == held.harm.group.wording else filled.harm.group.wording
    figure = filled.harm.quantity.wording or harm.quantity.wording
    changed = replace(
        filled.harm,
        group=replace(harm.group, wording=wording, status=filled.harm.group.status),
        quantity=replace(filled.harm.quantity, wording=figure),
        part_of=harm.part_of if filled.harm.scope == harm.scope else None,
    )
    claim = replace(raw, harm=changed, attribution=_spoken(raw.attribution, filled))
    with desk.writing():
        others = said_since(desk, seen, "edit", [global_id(report_id, claim_id)], by=person.name)
        if others:
            return conflict(request, "edit", others, person_back=f"/reports/{report_id}/claims/{claim_id}")
        api.edit_claim(desk.ledger, report_id, claim, by=person.name, why=why)
    return RedirectResponse(f"/reports/{report_id}", status_code=303)


def _spoken(held: Attribution, filled: Filled) -> Attribution:
    """The attribution with another origin, where the form names one that was not read."""
    origin = held.speakers[-1].wording if held.speakers else ""
    if filled.speaker == origin:
        return replace(held, stance=filled.stance)
    speakers = (*held.speakers[:-1], Speaker(wording=filled.speaker)) if filled.speaker else ()
    return replace(held, speakers=speakers, stance=filled.stance)


# ---------------------------------------------------------------------------------------------- places


@router.post("/places", dependencies=[FromForm, Writes])
def put_on_map(
    request: Request,
    person: Judge,
    item: Annotated[list[str], Form(max_length=200)],
    wording: Line,
    why: Why,
    seen: Seen,
    choice: Line = "",
    name: Line = "",
    latitude: Line = "",
    longitude: Line = "",
    country: Line = "",
    precision: Line = "",
    back: Back = "/judgements",
) -> Response:
    """Say what a place is: one of the gazetteer, or a point by hand, unless somebody else judged it meanwhile."""
    desk = desk_of(request)
    if choice:
        place = _chosen(wording, choice, precision)
    else:
        place = Place(
            wording=wording,
            name=name.strip() or wording,
            latitude=_degrees(latitude),
            longitude=_degrees(longitude),
            country=country.strip().upper()[:2] or None,
            precision=_one_of(precision or "area", PRECISIONS, "precision"),
        )
    with desk.writing():
        others = said_since(desk, seen, "place", item, by=person.name)
        if others:
            return conflict(request, "place", others, person_back=own_path(back))
        judged = api.put_on_map(desk.ledger, item, place, by=person.name, why=why)
    return RedirectResponse(f"{own_path(back)}#judged-{judged.entry}", status_code=303)


def _chosen(wording: str, choice: str, precision: str) -> Place:
    found = places.load().by_id(int(choice)) if choice.isascii() and choice.isdecimal() and len(choice) < 12 else None
    if found is None:
        raise UsageError(f"Cannot use the place {choice!r}: the gazetteer has none with this number.")
    sharp = precision or precision_of(found)
    return Place(
        wording=wording,
        name=found.name,
        geonames_id=found.geonames_id,
        latitude=found.latitude,
        longitude=found.longitude,
        admin1=found.admin1,
        country=found.country,
        precision=_one_of(sharp, PRECISIONS, "precision"),
    )


# ----------------------------------------------------------------------------------------------- parts


def _reading(request: Request, report_id: str) -> Reading:
    found = near.index(desk_of(request), replace(asked_of(request), as_of=None)).readings.get(report_id)
    if found is None:
        raise NotHereError(f"There is no report {report_id!r}. The list of reports has all that are known.")
    return found


def _claim(reading: Reading, claim_id: str) -> Claim:
    found = next((one for one in reading.claims if one.id == claim_id), None)
    if found is None:
        raise NotHereError(f"There is no claim {claim_id!r} in {reading.report.id}.")
    return found


def _blank(reading: Reading, chosen: Sentence) -> Claim:
    """A claim that says nothing yet, on the chosen words."""
    main = next((one.id for one in reading.mentions if one.role == "main"), None)
    mention = main or (reading.mentions[0].id if reading.mentions else None)
    harm = Harm(outcome="killed", quantity=Quantity(low=None, high=None, wording=""), group=Group(wording="people"))
    return Claim(id="", kind="harm", mention=mention, span=chosen.span, quote=chosen.words, harm=harm)


def _one_of(value: str, allowed: Sequence[Any], name: str) -> Any:
    if value not in allowed:
        raise UsageError(f"Cannot use {name} {value!r}: expected one of {', '.join(allowed)}.")
    return value


def _number(text: str) -> int | None:
    """A whole number, or None where nothing was filled in, which means open."""
    text = text.strip()
    if not text:
        return None
    if not (text.isascii() and text.isdecimal() and len(text) < 9):
        raise UsageError(f"Cannot use {text!r} as a number of people: expected a whole number, or nothing.")
    return int(text)


def _degrees(text: str) -> float:
    try:
        return float(text.strip())
    except ValueError as error:
        raise UsageError(f"Cannot use {text!r} as a latitude or longitude: expected degrees, such as 34.45.") from error
