"""The API: /api/v1. The JSON is that of `tally … --json`, lists come in pages, faults are problems (RFC 9457)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Annotated, TypeVar

import msgspec
from fastapi import APIRouter, Body, Depends, Path, Query, Request, Response
from pydantic import BaseModel, ConfigDict

from tallystick import __version__, api, changes, settings
from tallystick.model import Event, Kind, Problem, Reading, Report, global_id
from tallystick.reconcile.profiles import profile_names
from tallystick.web import agreement, correcting, document, feed, judge, listed, near
from tallystick.web.answers import answered, conditional, paged
from tallystick.web.faults import TITLES, NotHereError
from tallystick.web.found import found_events
from tallystick.web.guard import PROBLEM
from tallystick.web.params import After, Asking, Id, Limit, Moment, OfProfile, Times, Words
from tallystick.web.people import JUDGES, READS, Judge, Writes
from tallystick.web.views import asked_of, desk_of

router = APIRouter(prefix="/api/v1", tags=["ledger"], dependencies=[Depends(READS)])

T = TypeVar("T")
READ_AT_LEAST = 400
"""Transactions that a feed looks back on, at least."""

# -------------------------------------------------------------------------------------------- events


@router.get("/", responses={200: document.one(document.State)})
def state(request: Request) -> Response:
    """Which ledger answers, and how much it holds."""
    desk = desk_of(request)

    def make() -> document.State:
        sight = desk.sight()
        return document.State(
            version=__version__,
            head=sight.head,
            profiles=profile_names(),
            reports=len(sight.readings),
            claims=sight.readings.claims,
            events=len(sight.columns),
        )

    return answered(request, make)


@router.get("/events", responses={200: document.many(Event)})
def events(request: Request, asking: Asking, after: After = None, limit: Limit = "50") -> Response:
    """Events, by id; those only mentioned in reports about others come with `background=true`."""
    return paged(
        request,
        lambda: found_events(desk_of(request), asking.asked).after(after or "", int(limit) + 1),
        lambda event: event.id,
        after,
        limit,
    )


@router.get("/events/{event_id}", responses={200: document.dossier()})
def event(request: Request, event_id: Id, times: Times) -> Response:
    """One event with its claims by id, and the other events that its reports mention."""
    return answered(
        request, lambda: msgspec.Raw(api.dossier_json(near.dossier_of(desk_of(request), times.asked, event_id)))
    )


@router.get("/events/{event_id}/tallies", responses={200: document.by_profile()})
def tallies(request: Request, event_id: Id, times: Times) -> Response:
    """One event's figures under every profile, each with its working."""
    desk, asked = desk_of(request), times.asked
    return answered(request, lambda: near.compare(desk, asked, near.event_of(desk, asked, event_id)))


# ----------------------------------------------------------------------------------- claims and reports


@router.get("/claims", responses={200: document.many(document.ClaimLine)})
def claims(
    request: Request,
    times: Times,
    kind: Annotated[Kind | None, Query(description="Kind of claim.")] = None,
    report: Annotated[Words | None, Query(description="Of this report.")] = None,
    event: Annotated[Words | None, Query(description="Of this event.")] = None,
    q: Annotated[Words | None, Query(description="Words in the quote or the speakers.")] = None,
    after: After = None,
    limit: Limit = "50",
) -> Response:
    """Claims, by id: each with its report and the events that it tells of."""

    def make() -> Iterable[document.ClaimLine]:
        held = near.index(desk_of(request), times.asked)
        start = (after or "").rpartition("/")[0]
        hits: set[str] | None = None
        if q is not None:
            found = desk_of(request).find(q, recorded_as_of=times.asked.recorded_as_of)
            hits = {hit.claim for hit in found if hit.claim}
        wanted: set[str] | None = None if report is None else {report}
        if hits is not None:
            wanted = {claim.rpartition("/")[0] for claim in hits if report in (None, claim.rpartition("/")[0])}
        if event is not None:
            told = held.events.get(event)
            own = {ref.report for ref in told.mentions} if told else set()
            wanted = own if wanted is None else wanted & own
        readings = (
            held.readings.after(start, inclusive=True)
            if wanted is None
            else (held.readings[one] for one in sorted(wanted) if one >= start and one in held.readings)
        )
        lines = (
            line
            for reading in readings
            for line in _claims(held, reading)
            if kind in (None, line.claim.kind)
            and (event is None or event in line.events)
            and (hits is None or line.id in hits)
            and (after is None or line.id > after)
        )
        return islice(lines, int(limit) + 1)

    return paged(request, make, lambda line: line.id, after, limit)


@router.get("/reports", responses={200: document.many(Report)})
def reports(request: Request, times: Times, after: After = None, limit: Limit = "50") -> Response:
    """Reports with their texts, by id."""

    def make() -> Iterable[Report]:
        readings = near.index(desk_of(request), times.asked).readings.after(after or "")
        return (reading.report for reading in islice(readings, int(limit) + 1))

    return paged(request, make, lambda report: report.id, after, limit)


@router.get("/reports/{report_id}", responses={200: document.one(Reading)})
def report(request: Request, report_id: Id, times: Times) -> Response:
    """One report with everything taken down from it, as `tally read --json` has it."""

    def make() -> Reading:
        found = near.index(desk_of(request), times.asked).readings.get(report_id)
        if found is None:
            raise NotHereError(f"There is no report {report_id!r} at this time. /api/v1/reports lists those there are.")
        return found

    return answered(request, make)


@router.get("/sources", responses={200: document.many(document.SourceLine)})
def sources(request: Request, times: Times, after: After = None, limit: Limit = "50") -> Response:
    """Everybody by name whom figures are traced to, by id, with the events concerned."""

    def make() -> list[document.SourceLine]:
        found = listed.sources(near.index(desk_of(request), times.asked))
        return [
            document.SourceLine(id=one.id, name=one.name, kind=one.kind, events=tuple(one.events.ids)) for one in found
        ]

    return paged(request, make, lambda line: line.id, after, limit)


# ---------------------------------------------------------------------------- judgements, problems, changes


@router.get("/judgements", responses={200: document.many(api.Judged)})
def judgements(request: Request, after: After = None, limit: Limit = "50") -> Response:
    """Everything that people judged, oldest first, with what was taken back."""
    return paged(
        request, lambda: judge.shown_judgements(desk_of(request)), lambda judged: f"{judged.entry:012}", after, limit
    )


@router.get("/agreement", responses={200: document.many(agreement.Agreement)})
def agreed(request: Request, after: After = None, limit: Limit = "50") -> Response:
    """How far people agree who judged the same: Krippendorff's alpha, on links and on claims."""
    return paged(request, lambda: judge.agreements_of(desk_of(request)), lambda one: one.about, after, limit)


class Undoing(BaseModel):
    """Why a judgement is taken back."""

    model_config = ConfigDict(extra="forbid")

    why: correcting.Reason


@router.post(
    "/judgements",
    responses={201: document.one(api.Judged), 409: document.problem("Others judged the same meanwhile.")},
    status_code=201,
    dependencies=[Depends(JUDGES), Writes],
)
def judge_items(
    request: Request, sent: Annotated[correcting.Sent, Body(discriminator="verdict")], person: Judge
) -> Response:
    """Record a verdict or a correction; every later answer respects it, and it can be taken back."""
    desk = desk_of(request)
    with desk.writing() as book:
        others = (
            judge.said_since(desk, sent.seen, sent.verdict, sent.items, by=person.name) if sent.seen is not None else []
        )
        if others:
            return _conflict(request, others)
        judged = correcting.record(desk, book, sent, lambda report: _shown(request, report), by=person.name)
    return Response(msgspec.json.encode(judge.as_shown(desk, judged)), status_code=201, media_type="application/json")


def _conflict(request: Request, others: Sequence[api.Judged]) -> Response:
    """409, with what was judged in between, and the number to send as `seen` once it was looked at."""
    shown = [judge.as_shown(desk_of(request), one) for one in others]
    told = ", ".join(f"{one.judgement.verdict} by {one.judgement.by} ({one.entry})" for one in shown)
    detail = f"Others judged the same meanwhile: {told}. Look at it, then send the last number as `seen`."
    fault = document.Fault(
        type="about:blank", title=TITLES[409], status=409, code="http", detail=detail, judged=tuple(shown),
        seen=judge.last_seen(desk_of(request)),
    )  # fmt: skip
    return Response(msgspec.json.encode(fault), status_code=409, media_type=PROBLEM)


def _shown(request: Request, report_id: str) -> Reading:
    """A report as the API gives it."""
    found = near.index(desk_of(request), asked_of(request)).readings.get(report_id)
    if found is None:
        raise NotHereError(f"There is no report {report_id!r}. /api/v1/reports lists those there are.")
    return found


@router.post(
    "/judgements/{entry}/undo", responses={200: document.one(api.Judged)}, dependencies=[Depends(JUDGES), Writes]
)
def undo(request: Request, entry: Annotated[int, Path(ge=0, le=10**12)], undoing: Undoing, person: Judge) -> Response:
    """Take a judgement back; both stay on record."""
    desk = desk_of(request)
    with desk.writing() as book:
        judged = api.undo(book, entry, by=person.name, why=undoing.why)
    return Response(msgspec.json.encode(judge.as_shown(desk, judged)), media_type="application/json")


@router.get("/problems", responses={200: document.many(Problem)})
def problems(request: Request, after: After = None, limit: Limit = "50") -> Response:
    """Inputs that could not be used, or not wholly."""
    held = list(enumerate(desk_of(request).ledger.problems()))
    numbered = {f"{number:012}": problem for number, problem in held}
    return paged(request, lambda: list(numbered), lambda key: key, after, limit, show=lambda key: numbered[key])


@router.get("/changes", responses={200: document.many(changes.Written)})
def written(
    request: Request,
    since: Annotated[Moment | None, Query(description="Only what the ledger learned after this.")] = None,
    after: After = None,
    limit: Limit = "50",
) -> Response:
    """What was written to the ledger, oldest first: reports read, problems, judgements, and what was taken back."""
    desk = desk_of(request)
    start = settings.moment_of(since, option="since") if since is not None else None

    def make() -> Iterable[changes.Written]:
        seen = int(after) if after and after.isascii() and after.isdecimal() else 0
        begin = changes.before(desk.ledger, entry=seen, known_at=start)
        found = (
            change
            for change in changes.changes(desk.ledger, after=begin)
            if (start is None or change.known_at > start) and (after is None or f"{change.entry:012}" > after)
        )
        return islice(found, int(limit) + 1)

    return paged(request, make, lambda change: f"{change.entry:012}", after, limit)


@router.get("/changes/events", responses={200: document.many(changes.EventChange)})
def revised(
    request: Request,
    since: Annotated[Moment, Query(description="Compared with what the ledger knew then.")],
    profile: OfProfile = None,
    after: After = None,
    limit: Limit = "50",
) -> Response:
    """Events that are new, gone, or have other figures or reports than the ledger gave at a time: by id."""
    desk, wanted = desk_of(request), profile or desk_of(request).profile
    start = settings.moment_of(since, option="since")

    def make() -> list[changes.EventChange]:
        return changes.event_changes(desk.events(wanted, recorded_as_of=start), desk.events(wanted))

    return paged(request, make, lambda change: change.event, after, limit)


@router.get("/events.atom", responses={200: {"content": {feed.KIND: {"schema": {"type": "string"}}}}})
def atom(request: Request) -> Response:
    """The events that changed last, as an Atom feed (RFC 4287)."""
    desk = desk_of(request)
    base = str(request.base_url).rstrip("/")

    def make() -> bytes:
        sight, end = desk.sight(), desk.ledger.transaction()
        last = end.tx if end else 0
        span = READ_AT_LEAST
        while True:  # further back, where what was read last tells of few events
            read = list(changes.changes(desk.ledger, after=max(last - span, 0)))
            ids = sight.told_by({change.report for change in read if change.what == "reading" and change.report})
            main = [id_ for id_ in ids if sight.columns.role[sight.columns.row[id_]] == 0]
            if len(main) >= feed.ENTRIES or span >= last:
                return feed.atom(sight.events_of(main, desk.profile).values(), read, base=base)
            span *= 4

    return conditional(request, make, kind=feed.KIND)


# --------------------------------------------------------------------------------------------- answers


def _claims(held: near.Index, reading: Reading) -> Iterable[document.ClaimLine]:
    """The claims of a report, by id."""
    report = reading.report.id
    told: dict[str, list[str]] = {}
    for event in held.told_by(report):
        for ref in event.mentions:
            if ref.report == report:
                told.setdefault(ref.mention, []).append(event.id)
    for claim in sorted(reading.claims, key=lambda claim: claim.id):
        yield document.ClaimLine(
            id=global_id(report, claim.id), report=report, events=tuple(told.get(claim.mention or "", ())), claim=claim
        )
