"""Putting right by hand: a place that was not found, a claim read wrongly, a claim that was missed.

Choosing a sentence, filling a form: it all works without script. What is added must stand in the report exactly.
"""

from __future__ import annotations

import re
from typing import Annotated, Any, NamedTuple, get_args

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from msgspec.structs import replace
from starlette.exceptions import HTTPException

from tallystick import api, filling, placing
from tallystick.model import Claim, EventType, Mention, Place, Reading, Span, global_id
from tallystick.righting import located
from tallystick.web import near
from tallystick.web.faults import NotHereError
from tallystick.web.judge import conflict, last_seen, own_path, said_since
from tallystick.web.people import JUDGES, FromForm, Judge, Writes
from tallystick.web.views import asked_of, desk_of, page

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse, dependencies=[Depends(JUDGES)])

TYPES: tuple[EventType, ...] = get_args(EventType)
ANOTHER = "another"
"""What a form says that adds a claim about an incident of which the report has no mention."""
LONGEST = 300
"""Characters of one field of a claim."""
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
    kind = request.query_params.get("kind", "harm")
    blank = filling.blank(kind, span=chosen.span, quote=chosen.words) if chosen else None
    if blank:
        blank = replace(blank, mention=_likely(reading))
    return _form(request, reading, told=told, chosen=chosen, claim=blank, action=f"/reports/{report_id}/add")


@router.get("/reports/{report_id}/claims/{claim_id}")
def editing(report_id: str, claim_id: str, request: Request) -> str:
    """The form with what was read."""
    reading = _reading(request, report_id)
    claim = _claim(reading, claim_id)
    return _form(request, reading, told=(), chosen=None, claim=claim, action=f"/reports/{report_id}/claims/{claim_id}")


def _form(request: Request, reading: Reading, *, claim: Claim | None, **told: Any) -> str:
    fields = [(field, filling.worded(claim, field)) for field in filling.fields(claim.kind)] if claim else []
    return page(
        request, "claim_form.html.j2", reading=reading, report=reading.report, seen=last_seen(desk_of(request)),
        claim=claim, fields=fields, kinds=filling.KINDS, types=TYPES, another=ANOTHER, **told,
    )  # fmt: skip


async def _filled(request: Request) -> dict[str, str]:
    """What the form of a claim holds, by the names of its fields; which there are, the kind of claim says."""
    sent = await request.form()
    found = {name: value for name, value in sent.items() if isinstance(value, str) and name in _NAMES}
    for name, value in found.items():
        if len(value) > LONGEST:
            raise HTTPException(422, f"{name}: expected at most {LONGEST} characters.")
    return found


_NAMES = {field.name for kind in filling.KINDS for field in filling.fields(kind)}
Filling = Annotated[dict[str, str], Depends(_filled)]


class Incident:
    """What the form says of the incident that a claim is about: one that the report has, or another."""

    def __init__(
        self, mention: Line = "", type: Line = "", occurred_from: Line = "", occurred_to: Line = "", where: Line = ""
    ) -> None:
        self.mention = mention if mention != ANOTHER else None
        self.another = _incident(type, occurred_from, occurred_to, where) if mention == ANOTHER else None


def _incident(type_: str, first: str, last: str, where: str) -> Mention:
    place = Place(wording=where.strip()) if where.strip() else None
    return filling.incident(type_, first, last, place, names=("type", "the first day", "the last day"))


@router.post("/reports/{report_id}/add", dependencies=[FromForm, Writes])
def add(
    report_id: str,
    request: Request,
    person: Judge,
    values: Filling,
    incident: Annotated[Incident, Depends()],
    quote: Annotated[str, Form(min_length=1, max_length=2_000)],
    why: Why,
    kind: Line = "harm",
    sentence: Annotated[int, Form(ge=0, le=10**7)] = 0,
) -> Response:
    """Add the claim, its words where they stand in the chosen sentence."""
    reading, desk = _reading(request, report_id), desk_of(request)
    raw = desk.ledger.reading(report_id) or reading
    # The page shows names of the harmed covered, mark for letter; what is kept are the words themselves.
    in_, span, words = located([raw, reading], quote.replace("\r\n", "\n"), after=sentence, in_="text")
    blank = filling.blank(kind, span=span, quote=words, in_=in_)
    claim = filling.filled(replace(blank, mention=incident.mention), values)
    with desk.writing() as book:
        judged = api.add_claim(book, report_id, claim, by=person.name, why=why, mention=incident.another)
    return RedirectResponse(f"/reports/{report_id}#judged-{judged.entry}", status_code=303)


@router.post("/reports/{report_id}/claims/{claim_id}", dependencies=[FromForm, Writes])
def edit(
    report_id: str, claim_id: str, request: Request, person: Judge, values: Filling, why: Why, seen: Seen
) -> Response:
    """Have the claim say what the form says, unless somebody else judged it meanwhile."""
    desk = desk_of(request)
    held = _claim(_reading(request, report_id), claim_id)
    raw = _claim(desk.ledger.reading(report_id) or _reading(request, report_id), claim_id)
    # What was left as it was shown stays as it is: names of the harmed are shown covered.
    claim = filling.filled(raw, values, shown=held)
    with desk.writing() as book:
        others = said_since(desk, seen, "edit", [global_id(report_id, claim_id)], by=person.name)
        if others:
            return conflict(request, "edit", others, person_back=f"/reports/{report_id}/claims/{claim_id}")
        api.edit_claim(book, report_id, claim, by=person.name, why=why)
    return RedirectResponse(f"/reports/{report_id}", status_code=303)


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
        number = int(choice) if choice.isascii() and choice.isdecimal() and len(choice) < 12 else 0
        place = placing.from_gazetteer(wording, number, precision or None)
    else:
        place = placing.by_hand(
            wording, latitude=latitude, longitude=longitude, name=name, country=country, precision=precision
        )
    with desk.writing() as book:
        others = said_since(desk, seen, "place", item, by=person.name)
        if others:
            return conflict(request, "place", others, person_back=own_path(back))
        judged = api.put_on_map(book, item, place, by=person.name, why=why)
    return RedirectResponse(f"{own_path(back)}#judged-{judged.entry}", status_code=303)


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


def _likely(reading: Reading) -> str | None:
    """The mention that a claim is likely about: the one that the report is about, else the first."""
    main = next((one.id for one in reading.mentions if one.role == "main"), None)
    return main or (reading.mentions[0].id if reading.mentions else None)
