"""Judging: the queue of what is open, verdicts with a reason, undoing, and the record of both.

Two people never overwrite each other: a form says up to which judgement its page knew of, and what somebody else said
of the same things since is shown before anything is written.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from msgspec.structs import replace

from tallystick import api
from tallystick.api import Judged
from tallystick.corrections import CORRECTIONS, is_correction
from tallystick.model import Claim, Mention, Report
from tallystick.review import KINDS
from tallystick.search import Search
from tallystick.web import near
from tallystick.web.agreement import Agreement, agreements
from tallystick.web.asked import Asked
from tallystick.web.covering import covered_judgement
from tallystick.web.desk import Desk
from tallystick.web.listed import cut
from tallystick.web.people import JUDGES, READS, FromForm, Judge, Writes
from tallystick.web.proposals import proposals
from tallystick.web.queue import limits, open_questions
from tallystick.web.views import asked_of, desk_of, page

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

Text = Annotated[str, Form(min_length=1, max_length=2_000)]
Ids = Annotated[list[str], Form(max_length=500)]
LINKS = frozenset({"link"})
PER_PAGE = 100
MOST_OTHERS = 50
"""Events that one may be the same as, on one page: the nearest by day."""
QUESTIONS = 20
"""Questions on one page: an hour's work."""


def last_seen(desk: Desk) -> int:
    """The number of the last judgement that the pages know of; 0 = none."""
    judged = desk.judgements()
    return max((one.entry for one in judged), default=0)


def agreements_of(desk: Desk) -> tuple[Agreement, ...]:
    """How far people agree who judged the same."""
    return desk.derived("agreement", lambda: agreements(desk.sight().judgements))


@router.get("/review", dependencies=[Depends(READS)])
def review(request: Request) -> str:
    """The queue."""
    desk, asked = desk_of(request), asked_of(request)
    held = near.index(desk, Asked(given={}, search=Search(), profile=desk.profile))
    kind = asked.value("kind")
    found = open_questions(desk, KINDS - LINKS if kind and kind not in LINKS else KINDS)
    kinds = Counter({each: len(looked.questions) for each, looked in found.items()})
    wanted = {each: looked for each, looked in found.items() if kind in ("", each)}
    shown = cut([one for looked in wanted.values() for one in looked.questions], page=asked.page, size=QUESTIONS)
    items = [item for one in shown.items for item in one.items]
    return page(
        request,
        "review.html.j2",
        shown=shown,
        kinds=kinds,
        kind=kind,
        limits=limits(wanted),
        events=held.events,
        told=_told(held, items),
        claims=claims_of(held, items),
        proposals={one.id: proposals(one.wording, None) for one in shown.items if one.kind == "place"},
        agreements=agreements_of(desk),
        seen=last_seen(desk),
    )


def _told(held: near.Index, items: Iterable[str]) -> dict[str, tuple[Report, Mention]]:
    """Mentions by ledger-wide id, with their reports; what is none is left out."""
    found = {}
    for item in items:
        report, _, local = item.partition("/")
        reading = held.readings.get(report)
        for mention in reading.mentions if reading else ():
            if reading and mention.id == local:
                found[item] = (reading.report, mention)
    return found


@router.get("/events/{event_id}/judge", dependencies=[Depends(READS)])
def judge_event(event_id: str, request: Request) -> str:
    """One event: which of its reports do not belong, and which other event is the same."""
    desk = desk_of(request)
    sight, profile = desk.sight(), asked_of(request).profile
    event = sight.named(event_id, profile)
    others = sight.events(profile, sight.columns.around(event.id, MOST_OTHERS))
    return page(request, "judge_event.html.j2", event=event, others=others, seen=last_seen(desk))


@router.get("/judgements", dependencies=[Depends(READS)])
def judgements(request: Request) -> str:
    """Everything that people judged, the latest first."""
    desk = desk_of(request)
    shown = cut(shown_judgements(desk)[::-1], page=asked_of(request).page, size=PER_PAGE)
    return page(request, "judgements.html.j2", shown=shown, seen=last_seen(desk))


@router.post("/judgements", dependencies=[Depends(JUDGES), FromForm, Writes])
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
    with desk.writing() as book:
        others = said_since(desk, seen, verdict, item, by=person.name)
        if others:
            return conflict(request, verdict, others, person_back=own_path(back), items=item, why=why)
        judged = desk.judge(book, verdict, item, by=person.name, why=why)
    return RedirectResponse(f"{own_path(back)}#judged-{judged.entry}", status_code=303)


@router.post("/judgements/{entry}/undo", dependencies=[Depends(JUDGES), FromForm, Writes])
def undo(request: Request, entry: int, person: Judge, why: Text) -> Response:
    """Take a judgement back."""
    desk = desk_of(request)
    with desk.writing() as book:
        api.undo(book, entry, by=person.name, why=why)
    return RedirectResponse(f"/judgements#judged-{entry}", status_code=303)


# ----------------------------------------------------------------------------------------------- parts


def conflict(
    request: Request,
    verdict: str,
    others: list[Judged],
    *,
    person_back: str,
    items: list[str] | None = None,
    why: str = "",
) -> Response:
    """What others said of the same meanwhile. A verdict can be sent again from there; a correction is looked at anew.

    Args:
        items: what the verdict is about; None = it is a correction, which the page it came from shows as it is now.
    """
    told: dict[str, Any] = {"verdict": verdict, "items": items, "why": why, "back": person_back, "others": others}
    seen = last_seen(desk_of(request))
    return HTMLResponse(page(request, "conflict.html.j2", seen=seen, **told), status_code=409)


_EXACT = frozenset({"accept", "reject", *CORRECTIONS})
"""Verdicts that only what is about the very same claim or mention can contradict."""


def said_since(desk: Desk, seen: int, verdict: str, items: list[str], *, by: str) -> list[Judged]:
    """What others judged of the same things, and did not take back, since the page was made.

    Events are named by ids that a judgement changes; so for those everything that touches their mentions counts.
    """
    new = [one for one in desk.judgements() if one.entry > seen and one.undone_by is None and one.judgement.by != by]
    if not new:
        return []
    about = set(items)
    if verdict in ("merge", "split"):
        about |= {ref for refs in desk.sight().members(sorted(about)).values() for ref in refs}
    reports = {item.partition("/")[0] for item in about if item.startswith("rep_")}
    return [
        one
        for one in new
        if any(
            item in about or (verdict not in _EXACT and item.partition("/")[0] in reports)
            for item in (*one.judgement.items, *one.judgement.against)
        )
    ]


def claims_of(held: near.Index, keys: Iterable[str]) -> dict[str, tuple[Report, Claim]]:
    """Claims by ledger-wide id, with their reports; what is none is left out."""
    found = {}
    for key in keys:
        report, _, local = key.partition("/")
        reading = held.readings.get(report)
        for claim in reading.claims if reading else ():
            if reading and claim.id == local:
                found[key] = (reading.report, claim)
    return found


def shown_judgements(desk: Desk) -> list[Judged]:
    """Everything that people judged, oldest first, each as it is shown."""
    return desk.derived("judgements", lambda: [as_shown(desk, one) for one in desk.judgements()])


def as_shown(desk: Desk, one: Judged) -> Judged:
    """A judgement; in what was put right by hand the names of the harmed are covered."""
    if not is_correction(one.judgement):
        return one
    held = near.index(desk, Asked(given={}, search=Search(), profile=desk.profile))
    report = one.judgement.items[0].partition("/")[0]
    raw, shown = desk.ledger.reading(report), held.readings.get(report)
    return replace(one, judgement=covered_judgement(one.judgement, raw, shown)) if raw and shown else one


def own_path(path: str, *, otherwise: str = "/judgements") -> str:
    """A path of this site, and nothing that a browser could take for another site."""
    plain = path.isprintable() and "\\" not in path
    return path if plain and path.startswith("/") and not path.startswith("//") else otherwise
