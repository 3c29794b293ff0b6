"""The map and the time line of the events that a page lists, and the page on which they have more room."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from functools import partial
from typing import NamedTuple

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse
from markupsafe import Markup

from tallystick.reference import outlines
from tallystick.web import basemap, gathered, near, picture, telling, timeline, tongues
from tallystick.web.asked import Asked
from tallystick.web.desk import Desk
from tallystick.web.found import found_events
from tallystick.web.gathered import Placed
from tallystick.web.people import READS
from tallystick.web.queue import limits, open_questions
from tallystick.web.records import Events
from tallystick.web.timeline import Column, Timeline
from tallystick.web.tongues import gettext as _
from tallystick.web.tongues import ngettext
from tallystick.web.views import asked_of, desk_of, page
from tallystick.web.window import CLOSEST, SIZES, Size, Window, fitting

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse, dependencies=[Depends(READS)])


class Control(NamedTuple):
    """A link that moves the map."""

    sign: str
    name: str
    address: str


class Atlas(NamedTuple):
    """What a page shows of places and times, drawn."""

    map: Markup
    map_words: str
    """What the map is called."""
    ground: str
    ground_dark: str
    size: Size
    window: Window
    controls: tuple[Control, ...]
    placed: Placed
    has_outlines: bool
    line: Timeline
    columns: Markup
    larger: str
    """Where the same is shown with more room, or back."""
    marks: str
    """Where a map of tiles finds the events."""


class Parts(NamedTuple):
    """What a map is drawn of."""

    placed: Placed
    addresses: picture.Addresses
    words: picture.Words


def parts(request: Request, asked: Asked, events: Events, path: str) -> Parts:
    """Where the events found are, what they are called, and where they lead.

    Args:
        path: of the page on which the map stands.
    """
    desk = desk_of(request)
    held = near.index(desk, asked)

    def event_words(ids: Sequence[str]) -> dict[str, str]:
        read = held.sight.events_of(ids, held.profile)
        return {id_: f"{telling.headline(event)}, {telling.days(event)}" for id_, event in read.items()}

    told = picture.Words(
        map=ngettext("Map with %(num)s event", "Map with %(num)s events", len(events)) % {"num": len(events)},
        events=event_words,
        several=lambda number, names: (
            ngettext("%(num)s event: %(places)s", "%(num)s events: %(places)s", number)
            % {"num": number, "places": names}
        ),
    )
    addresses = picture.Addresses(
        event=lambda event_id: asked.link(f"/events/{event_id}", keep=False),
        list_at=lambda there: asked.link("/", at=there.at, zoom=there.zoom, in_view="true"),
        map_at=partial(_address, asked, path),
    )
    columns, rows = events.sight.columns, events.rows
    where = desk.derived("placed", lambda: gathered.placed(columns, rows), asked.filters)
    return Parts(where, addresses, told)


def atlas(request: Request, asked: Asked, events: Events, size: Size) -> Atlas:
    """Everything found, as a map and a time line.

    Args:
        events: those that the filters leave, whether the list shows them on this page of it or not.
    """
    path = request.url.path
    where, addresses, told = parts(request, asked, events, path)
    line = desk_of(request).derived("timeline", lambda: _line(events), asked.filters)
    window = asked.window(size) or desk_of(request).derived(
        "fitting", lambda: fitting(where.circles, size), size.name, asked.filters
    )
    # Which page of the list is beside it is nothing to the map.
    key = (path, frozenset(asked.given.items() - {("page", asked.value("page"))}), size.name, tongues.now().code)
    drawing = desk_of(request).derived("drawing", lambda: picture.drawing(where, window, addresses, told), *key)
    return Atlas(
        map=Markup(drawing),
        map_words=told.map,
        ground=basemap.address(window, "light"),
        ground_dark=basemap.address(window, "dark"),
        size=size,
        window=window,
        controls=tuple(_controls(window, addresses.map_at, asked, path)),
        placed=where,
        has_outlines=outlines.load() is not None,
        line=line,
        columns=Markup(_columns(line, asked, path)),
        larger=asked.link("/map" if path == "/" else "/", at=window.at, zoom=window.zoom),
        marks=asked.link("/map/events.json"),
    )


def _line(events: Events) -> Timeline:
    columns, rows = events.sight.columns, events.rows
    return timeline.timeline(columns.first[rows], columns.last[rows], columns.told[rows])


def _address(asked: Asked, path: str, window: Window) -> str:
    return asked.link(path, at=window.at, zoom=window.zoom)


def _controls(window: Window, address: Callable[[Window], str], asked: Asked, path: str) -> Iterable[Control]:
    if window.zoom < CLOSEST:
        yield Control("+", _("Closer"), address(window.closer()))
    if window.zoom > 0:
        yield Control("−", _("Further away"), address(window.closer(-1)))
    for sign, name, right, down in (
        ("←", _("West"), -0.5, 0),
        ("↑", _("North"), 0, -0.5),
        ("↓", _("South"), 0, 0.5),
        ("→", _("East"), 0.5, 0),
    ):
        yield Control(sign, name, address(window.moved(right, down)))
    if asked.value("at"):
        yield Control("◻", _("Everything found"), asked.link(path, at=None, zoom=None, size=None, in_view=None))


def _columns(line: Timeline, asked: Asked, path: str) -> str:
    return timeline.drawing(
        line,
        label=_("Time line: above, when they happened; below, when they were first told"),
        column_words=lambda column: column_words(line, column),
        happened_address=lambda column: asked.link(path, since=column.first.isoformat(), until=column.last.isoformat()),
        told_address=lambda column: asked.link(path, as_of=column.last.isoformat()),
    )


def column_words(line: Timeline, column: Column) -> str:
    """A column in words, for those who do not see it."""
    told = _("%(time)s: happened %(happened)s, may have happened %(perhaps)s, first told %(told)s")
    return told % {
        "time": timeline.stretch_words(line.unit, column),
        "happened": column.happened,
        "perhaps": column.perhaps,
        "told": column.told,
    }


MOST_STEPS = 60
"""Days of a slider: more could not be hit."""


def days_of(desk: Desk, asked: Asked) -> tuple[date, ...]:
    """The days from which reports are, or so many of them that a slider can go through them."""

    def make() -> tuple[date, ...]:
        days = desk.sight(recorded_as_of=asked.recorded_as_of).readings.days
        if len(days) <= MOST_STEPS:
            return tuple(days)
        return tuple(days[round(n * (len(days) - 1) / (MOST_STEPS - 1))] for n in range(MOST_STEPS))

    return desk.derived("days", make, asked.recorded_as_of)


def step_at(days: Sequence[date], asked: Asked) -> int:
    """Which step of a slider the time asked for stands on; the last one is "everything recorded"."""
    if asked.as_of is None:
        return len(days)
    return max(sum(day <= asked.as_of.date() for day in days) - 1, 0)


@router.get("/at")
def at(request: Request) -> RedirectResponse:
    """Where the slider of the list and of the map leads."""
    asked = asked_of(request)
    days, step = days_of(desk_of(request), asked), request.query_params.get("step", "")
    chosen = int(step) if step.isascii() and step.isdecimal() and len(step) < 9 else len(days)
    path = "/map" if request.query_params.get("on") == "map" else "/"
    as_of = days[chosen].isoformat() if chosen < len(days) else None
    return RedirectResponse(asked.link(path, as_of=as_of, step=None, on=None), status_code=303)


@router.get("/map")
def map_page(request: Request) -> str:
    """The map of the events that were asked for, with room."""
    asked = asked_of(request)
    found = found_events(desk_of(request), asked)
    drawn = atlas(request, asked, found, SIZES["large"])
    seen = found.only(found.sight.columns.on_map(drawn.window))
    return page(
        request,
        "map.html.j2",
        atlas=drawn,
        column_words=column_words,
        stretch_words=timeline.stretch_words,
        whole=len(found),
        listed=list(seen[:MOST_LISTED]),
        seen=len(seen),
        days=(days := days_of(desk_of(request), asked)),
        step=step_at(days, asked),
        limits=limits(open_questions(desk_of(request))) if asked.needs_review else {},
    )


MOST_LISTED = 100
"""Events named below a map; the list has them all, in pages."""
