"""`tally events`, `tally show` and `tally compare`: making sense."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tallystick.cli import options, reports, terminal
from tallystick.errors import UsageError

if TYPE_CHECKING:
    from tallystick.model import Event

EventId = Annotated[str, typer.Argument(metavar="EVENT", help="Its id, or as much of it as names one event.")]
EventOrReport = Annotated[
    str,
    typer.Argument(metavar="EVENT|REPORT", help="An event's id, or enough of it; or a report's whole id."),
]


def register(app: typer.Typer) -> None:
    """Give the application these commands."""
    app.command()(events)
    app.command()(show)
    app.command()(compare)


def events(
    since: options.Since = None,
    until: options.Until = None,
    place: options.Place = None,
    actor: options.Actor = None,
    min_killed: options.MinKilled = None,
    as_of: options.AsOf = None,
    recorded_as_of: options.RecordedAsOf = None,
    profile: options.Profile = None,
    ledger: options.Ledger = None,
    json: options.Json = False,
) -> None:
    """List the events known; with --json one a line."""
    from tallystick import api, settings
    from tallystick.model import to_json

    found = api.events(
        options.ledger_or_setting(ledger),
        since=settings.day_of(since, option="--since") if since else None,
        until=settings.day_of(until, option="--until") if until else None,
        place=place,
        actor=actor,
        min_killed=min_killed,
        as_of=options.moment(as_of, "--as-of"),
        recorded_as_of=options.moment(recorded_as_of, "--recorded-as-of"),
        profile=options.profile_or_setting(profile),
        letters=options.in_force().letters,
    )
    if json:
        for event in found:
            terminal.write_line(to_json(event))
        return
    from tallystick.cli.views import events_view

    terminal.show(events_view(in_order(found)))


def in_order(found: Iterable[Event]) -> list[Event]:
    """As people look for them: what reports are about first, then by day; what has no day comes last."""
    roles = ("main", "background", "aggregate")
    return sorted(found, key=lambda event: (roles.index(event.role), event.occurred_from or date.max, event.id))


def show(
    event: EventOrReport,
    as_of: options.AsOf = None,
    recorded_as_of: options.RecordedAsOf = None,
    profile: options.Profile = None,
    html: Annotated[
        Path | None, typer.Option("--html", metavar="FILE", help="Write the dossier as a page, too.")
    ] = None,
    ledger: options.Ledger = None,
    view: Annotated[
        str | None, typer.Option("--view", metavar="V", help="ihl: also as if everybody in doubt were a civilian.")
    ] = None,
    names: Annotated[
        bool, typer.Option("--names", help="Show the names of harmed people, which are covered otherwise.")
    ] = False,
    source: Annotated[
        bool, typer.Option("--source", help="Print the original bytes of a report, exactly as they were had.")
    ] = False,
    json: options.Json = False,
) -> None:
    """Show the dossier of an event: every figure with who says it and in which words. Or show a report."""
    from tallystick import api

    if view not in (None, "ihl"):
        raise UsageError(f"There is no view {view!r}. Expected: ihl.")
    where = options.ledger_or_setting(ledger)
    if event.startswith(reports.PREFIX):
        reports.show_report(event, ledger=where, source=source, names=names, json=json)
        return
    if source:
        raise UsageError(f"Cannot print the source of {event}: give a report's id, such as rep_…; an event has many.")
    said_by, recorded_by = options.moment(as_of, "--as-of"), options.moment(recorded_as_of, "--recorded-as-of")
    wanted = options.profile_or_setting(profile)
    letters = options.in_force().letters
    dossier = api.dossier(
        where, event, as_of=said_by, recorded_as_of=recorded_by, profile=wanted, names=names, letters=letters
    )
    if json and html is None:
        terminal.write_line(api.dossier_json(dossier))
        return
    tallies = api.compare(where, dossier.event.id, as_of=said_by, recorded_as_of=recorded_by, letters=letters)
    if html is not None:
        from tallystick.export.page import dossier_page

        api.write_text(html, dossier_page(dossier, compare=tallies, ihl=view == "ihl"))
        terminal.tell(f"Written: {html}")
    if json:
        terminal.write_line(api.dossier_json(dossier))
        return
    from tallystick.cli.dossier import dossier_view

    terminal.show(dossier_view(dossier, compare=tallies, ihl=view == "ihl"))


def compare(
    event: EventId,
    as_of: options.AsOf = None,
    recorded_as_of: options.RecordedAsOf = None,
    ledger: options.Ledger = None,
    json: options.Json = False,
) -> None:
    """Show every profile side by side with its working."""
    from tallystick import api

    said_by, recorded_by = options.moment(as_of, "--as-of"), options.moment(recorded_as_of, "--recorded-as-of")
    tallies = api.compare(
        options.ledger_or_setting(ledger),
        event,
        as_of=said_by,
        recorded_as_of=recorded_by,
        letters=options.in_force().letters,
    )
    if json:
        import msgspec

        terminal.write_line(msgspec.json.encode(tallies))
        return
    from tallystick.cli.profiles import compare_view

    terminal.show(compare_view(event, tallies))
