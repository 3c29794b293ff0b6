"""The pages: events, one event, reports, one report, words looked for, sources, problems. All work without script."""

from __future__ import annotations

import re
from datetime import date
from functools import partial
from typing import NamedTuple

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from markupsafe import Markup
from msgspec.structs import replace

from tallystick import api
from tallystick.errors import UnknownEventError
from tallystick.export import page as export_page
from tallystick.export.formats import all_formats
from tallystick.model import Capture, Event, Reading
from tallystick.web import fulltext, listed, near, originals, sheet, telling, tongues
from tallystick.web.asked import Asked
from tallystick.web.atlas import atlas, column_words, days_of, step_at
from tallystick.web.desk import Desk
from tallystick.web.faults import NotHereError
from tallystick.web.found import found_events
from tallystick.web.judge import own_path
from tallystick.web.people import JUDGES, READS
from tallystick.web.queue import limits, open_questions
from tallystick.web.timeline import stretch_words
from tallystick.web.views import asked_of, desk_of, page
from tallystick.web.window import SIZES

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse, dependencies=[Depends(READS)])

PER_PAGE = 50
MOST_NAMED = 100
"""Events named beside one source: the rest are counted."""


# -------------------------------------------------------------------------------------------- events


@router.get("/")
def events(request: Request) -> str:
    """The events that were asked for, the latest first."""
    asked = asked_of(request)
    desk = desk_of(request)
    found = found_events(desk, asked)
    shown = listed.cut(found, page=asked.page, size=PER_PAGE)
    others = 0 if asked.background else len(found_events(desk, asked, background=True)) - len(found)
    return page(
        request,
        "events.html.j2",
        shown=shown,
        others=others,
        atlas=atlas(request, asked, found, SIZES["beside"]),
        column_words=column_words,
        stretch_words=stretch_words,
        days=(days := days_of(desk, asked)),
        step=step_at(days, asked),
        limits=limits(open_questions(desk)) if asked.needs_review else {},
        formats=list(all_formats()),
        export_address=partial(_export_address, asked),
    )


@router.get("/events.csv")
def events_csv(request: Request) -> Response:
    """The same events, all pages, as a table."""
    asked = asked_of(request)
    name = "events.csv" if asked.as_of is None else f"events-as-of-{asked.as_of:%Y-%m-%d}.csv"
    return Response(
        sheet.events_sheet(found_events(desk_of(request), asked)),
        media_type="text/csv",
        headers={"content-disposition": f'attachment; filename="{name}"'},
    )


def _export_address(asked: Asked, name: str) -> str:
    """Where these events are had in a format; its figures follow the profile of its own codebook."""
    return asked.link(f"/api/v1/exports/{name}", profile=None, page=None, background=None)


@router.get("/events/{event_id}")
def event(event_id: str, request: Request) -> Response:
    """The dossier of one event."""
    asked = asked_of(request)
    desk = desk_of(request)
    days = days_told(desk, asked, event_id)
    try:
        dossier = near.dossier_of(desk, asked, event_id)
    except UnknownEventError:
        if not days:
            raise
        told = {"event_id": event_id, "days": days, "step": step_at(days, asked)}
        return HTMLResponse(page(request, "not_yet.html.j2", **told), status_code=404)
    told = export_page.told(dossier, compare=near.compare(desk, asked, dossier.event), telling=telling.HERE)
    return HTMLResponse(page(request, "event.html.j2", days=days, step=step_at(days, asked), **told))


@router.get("/events/{event_id}/at")
def event_at(event_id: str, request: Request) -> Response:
    """Where the time slider of an event leads: the dossier at the end of the day chosen."""
    asked = asked_of(request)
    days = days_told(desk_of(request), asked, event_id)
    step = request.query_params.get("step", "")
    chosen = int(step) if step.isascii() and step.isdecimal() and len(step) < 9 else len(days)
    as_of = days[chosen].isoformat() if chosen < len(days) else None
    return RedirectResponse(asked.link(f"/events/{event_id}", keep=False, as_of=as_of, step=None), status_code=303)


def days_told(desk: Desk, asked: Asked, event_id: str) -> tuple[date, ...]:
    """The days on which something was said of an event, from first to last; none for an event nobody knows."""
    try:
        dossier = near.dossier_of(desk, replace(asked, as_of=None), event_id)
    except UnknownEventError:
        return ()
    said = {claim.said_at for claim in dossier.claims.values()} | {report.published_at for report in dossier.reports}
    return tuple(sorted({at.date() for at in said if at is not None}))


# ------------------------------------------------------------------------------------------- reports


class ReportLine(NamedTuple):
    """A report in a list."""

    reading: Reading
    events: tuple[Event, ...]
    """Those that it is about."""


@router.get("/reports")
def reports(request: Request) -> str:
    """All reports, the latest first."""
    asked = asked_of(request)
    desk = desk_of(request)
    held = near.index(desk, replace(asked, as_of=None))
    shown = listed.cut(held.readings.latest, page=asked.page, size=PER_PAGE)
    lines = [ReportLine(reading, held.told_by(reading.report.id, main=True)) for reading in shown.items]
    return page(request, "reports.html.j2", shown=shown, lines=lines)


@router.get("/reports/{report_id}")
def report(report_id: str, request: Request) -> str:
    """One report with all its claims marked."""
    return _report(report_id, request)


@router.get("/reports/{report_id}/beside", dependencies=[Depends(JUDGES)])
def report_beside(report_id: str, request: Request) -> str:
    """The same, with the original beside it. Nothing in that is covered, so it is for those who judge."""
    found = api.source(desk_of(request).ledger, report_id)
    return _report(report_id, request, Beside(originals.shown(found), found.capture))


class Beside(NamedTuple):
    """The original of a report, as it is shown beside its marked text."""

    shown: Markup | None
    """None = it cannot be shown."""
    capture: Capture


def _report(report_id: str, request: Request, beside: Beside | None = None) -> str:
    asked = asked_of(request)
    desk = desk_of(request)
    held = near.index(desk, replace(asked, as_of=None))
    reading = held.readings.get(report_id)
    if reading is None:
        raise NotHereError(f"There is no report {report_id!r}. The list of reports has all that are known.")
    return page(
        request,
        "report.html.j2",
        reading=reading,
        report=reading.report,
        marked=export_page.marked_reading(reading, telling.HERE),
        events=held.told_by(report_id),
        seen=max((one.entry for one in desk.judgements()), default=0),
        provenance=api.provenance(desk.ledger, report_id),
        beside=beside,
    )


@router.get("/reports/{report_id}/original", dependencies=[Depends(JUDGES)])
def original(report_id: str, request: Request) -> Response:
    """The bytes that a report was read from, exactly as they were had: to be kept, never to be shown by a browser.

    Nothing in them is covered, so they are for those who judge.
    """
    found = api.source(desk_of(request).ledger, report_id)
    name = re.sub(r"[^A-Za-z0-9_]", "", report_id)
    ending = re.search(r"\.[A-Za-z0-9]{1,5}$", found.capture.name or "")
    headers = {
        "content-disposition": f'attachment; filename="{name}{ending[0] if ending else ".bin"}"',
        "etag": f'"{found.capture.sha256}"',
    }
    return Response(found.data, media_type="application/octet-stream", headers=headers)


# ------------------------------------------------------------------------------ words, sources, problems


@router.get("/search")
def search(request: Request) -> str:
    """Claims and reports that hold some words."""
    asked = asked_of(request)
    desk = desk_of(request)
    found = desk.find(asked.words, recorded_as_of=asked.recorded_as_of)
    shown = listed.cut(found, page=asked.page, size=PER_PAGE)
    claims = sum(hit.claim is not None for hit in found)
    hits = listed.looked_up(desk, asked, shown.items)
    told = {"claims": claims, "reports": len(found) - claims, "hits_at_most": fulltext.MOST_HITS}
    return page(request, "search.html.j2", shown=shown, hits=hits, **told)


@router.get("/sources")
def sources(request: Request) -> str:
    """Everybody whom figures come from, by name, with the events that they are named for."""
    asked = asked_of(request)
    desk = desk_of(request)
    found = desk.derived(
        "sources", lambda: listed.sources(near.index(desk, asked)), asked.profile, asked.as_of, asked.recorded_as_of
    )
    shown = listed.cut(found, page=asked.page, size=PER_PAGE)
    return page(request, "sources.html.j2", shown=shown, most=MOST_NAMED)


@router.get("/language")
def language(request: Request) -> Response:
    """Keep a language for this browser, and go back to where it was chosen."""
    asked, back = request.query_params, own_path(request.query_params.get("back", "/"), otherwise="/")
    answer = RedirectResponse(back, status_code=303)
    if asked.get("lang") in tongues.TONGUES:
        answer.set_cookie(tongues.COOKIE, asked["lang"], max_age=tongues.KEPT, samesite="lax", httponly=True)
    return answer


@router.get("/problems")
def problems(request: Request) -> str:
    """Inputs that could not be used, or not wholly."""
    asked = asked_of(request)
    desk = desk_of(request)
    held = desk.derived(
        "problems", lambda: list(desk.ledger.problems(recorded_as_of=asked.recorded_as_of)), asked.recorded_as_of
    )
    return page(request, "problems.html.j2", shown=listed.cut(held, page=asked.page, size=PER_PAGE))
