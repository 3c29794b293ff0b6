"""Judging: the queue of what is open, verdicts with a reason, undoing, and the record of both.

Two people never overwrite each other: a form says up to which judgement its page knew of, and what somebody else said
of the same things since is shown before anything is written.
"""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from tallystick import api
from tallystick.api import Judged
from tallystick.model import Claim, Event, Report, global_id
from tallystick.review import Question, questions
from tallystick.search import event_named
from tallystick.web.desk import Desk
from tallystick.web.people import JUDGES, READS, FromForm, Judge
from tallystick.web.views import asked_of, desk_of, page

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

Text = Annotated[str, Form(min_length=1, max_length=2_000)]
Ids = Annotated[list[str], Form(max_length=500)]


def last_seen(desk: Desk) -> int:
    """The number of the last judgement that the pages know of; 0 = none."""
    judged = desk.judgements()
    return max((one.entry for one in judged), default=0)


def open_questions(desk: Desk) -> tuple[Question, ...]:
    """What nobody has decided yet."""

    def make() -> tuple[Question, ...]:
        known = desk.known()
        return questions(known.readings, known.events(desk.profile), known.judgements)

    return desk.derived("questions", make)


@router.get("/review", dependencies=[Depends(READS)])
def review(request: Request) -> str:
    """The queue."""
    desk = desk_of(request)
    events = {event.id: event for event in desk.events(desk.profile)}
    told = {
        global_id(reading.report.id, mention.id): (reading.report, mention)
        for reading in desk.known().readings
        for mention in reading.mentions
    }
    found = open_questions(desk)
    return page(
        request,
        "review.html.j2",
        questions=found,
        events=events,
        told=told,
        claims=claims_of(desk, [item for one in found for item in one.items]),
        seen=last_seen(desk),
    )


@router.get("/events/{event_id}/judge", dependencies=[Depends(READS)])
def judge_event(event_id: str, request: Request) -> str:
    """One event: which of its reports do not belong, and which other event is the same."""
    desk = desk_of(request)
    events = desk.events(asked_of(request).profile)
    event = event_named(events, event_id)
    others = sorted(
        (other for other in events if other.id != event.id and other.role != "aggregate"),
        key=lambda other: (_days_between(event, other), other.id),
    )
    return page(request, "judge_event.html.j2", event=event, others=others[:50], seen=last_seen(desk))


@router.get("/judgements", dependencies=[Depends(READS)])
def judgements(request: Request) -> str:
    """Everything that people judged, the latest first."""
    desk = desk_of(request)
    return page(request, "judgements.html.j2", judged=list(reversed(desk.judgements())), seen=last_seen(desk))


@router.post("/judgements", dependencies=[Depends(JUDGES), FromForm])
def judge(
    request: Request,
    person: Judge,
    verdict: Text,
    item: Ids,
    why: Text,
    seen: Annotated[int, Form(ge=0, le=10**12)],
    back: Annotated[str, Form(max_length=500)] = "/judgements",
) -> Response:
    """Record a verdict, unless somebody else judged the same meanwhile."""
    desk = desk_of(request)
    with desk.writing():
        others = said_since(desk, seen, verdict, item, by=person.name)
        if others:
            told: dict[str, Any] = {"verdict": verdict, "items": item, "why": why, "back": back, "others": others}
            return HTMLResponse(page(request, "conflict.html.j2", seen=last_seen(desk), **told), status_code=409)
        judged = api.judge(desk.ledger, verdict, item, by=person.name, why=why)
    return RedirectResponse(f"{own_path(back)}#judged-{judged.entry}", status_code=303)


@router.post("/judgements/{entry}/undo", dependencies=[Depends(JUDGES), FromForm])
def undo(request: Request, entry: int, person: Judge, why: Text) -> Response:
    """Take a judgement back."""
    desk = desk_of(request)
    with desk.writing():
        api.undo(desk.ledger, entry, by=person.name, why=why)
    return RedirectResponse(f"/judgements#judged-{entry}", status_code=303)


# ----------------------------------------------------------------------------------------------- parts


def said_since(desk: Desk, seen: int, verdict: str, items: list[str], *, by: str) -> list[Judged]:
    """What others judged of the same things, and did not take back, since the page was made.

    Events are named by ids that a judgement changes; so for those everything that touches their mentions counts.
    """
    new = [one for one in desk.judgements() if one.entry > seen and one.undone_by is None and one.judgement.by != by]
    if not new:
        return []
    about = set(items)
    if verdict in ("merge", "split"):
        for event in desk.events(desk.profile):
            if event.id in about:
                about |= {global_id(ref.report, ref.mention) for ref in event.mentions}
    reports = {item.partition("/")[0] for item in about if item.startswith("rep_")}
    return [
        one
        for one in new
        if any(
            item in about or (verdict not in ("accept", "reject") and item.partition("/")[0] in reports)
            for item in (*one.judgement.items, *one.judgement.against)
        )
    ]


def claims_of(desk: Desk, keys: list[str]) -> dict[str, tuple[Report, Claim]]:
    """Claims by ledger-wide id, with their reports; what is none is left out."""
    wanted = set(keys)
    return {
        key: (reading.report, claim)
        for reading in desk.known().readings
        for claim in reading.claims
        if (key := global_id(reading.report.id, claim.id)) in wanted
    }


def own_path(path: str, *, otherwise: str = "/judgements") -> str:
    """A path of this site, and nothing that a browser could take for another site."""
    plain = path.isprintable() and "\\" not in path
    return path if plain and path.startswith("/") and not path.startswith("//") else otherwise


def _days_between(one: Event, other: Event) -> int:
    if one.occurred_from is None or other.occurred_from is None:
        return 10**6
    return abs((one.occurred_from - other.occurred_from).days)
