"""`tally watch`: keep reading feeds."""

from __future__ import annotations

import signal
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Annotated

import typer

from tallystick.cli import options, terminal

if TYPE_CHECKING:
    from rich.console import RenderableType

    from tallystick.api import WatchStatus

Sources = Annotated[
    list[str] | None,
    typer.Argument(metavar="FEEDS.opml|URL…", help="Lists of feeds, and addresses of feeds, sitemaps and such lists."),
]


def register(app: typer.Typer) -> None:
    """Give the application these commands."""
    app.command()(watch)


def watch(
    sources: Sources = None,
    ledger: options.Ledger = None,
    every: Annotated[float, typer.Option(metavar="MINUTES", min=1, help="Between two looks at a feed.")] = 15,
    once: Annotated[bool, typer.Option("--once", help="Ask each feed once, visit what is due, and stop.")] = False,
    status: Annotated[bool, typer.Option("--status", help="Say how the watch stands, and stop.")] = False,
    state: Annotated[
        Path | None, typer.Option(metavar="FILE", help="What is to be visited; default: beside the ledger.")
    ] = None,
    json: options.Json = False,
) -> None:
    """Keep reading feeds until stopped: each new page is recorded, and each changed one as another version."""
    from tallystick import api
    from tallystick.cli.reading import show_added, tell_item
    from tallystick.errors import UsageError
    from tallystick.export.words import plural
    from tallystick.model import to_json

    where = options.ledger_or_setting(ledger)
    if status:
        told = api.watch_status(state, ledger=where)
        terminal.write_line(to_json(told)) if json else terminal.show(*_status_view(told))
        return
    if not sources:
        raise UsageError("Say what to watch: tally watch FEEDS.opml, or the address of a feed.")
    signal.signal(signal.SIGTERM, _stopped)
    set_here = options.in_force()
    with terminal.counting() as counting:
        added = api.watch(
            sources,
            ledger=where,
            state=state,
            once=once,
            every=every * 60,
            keep_texts=set_here.keeps_texts,
            limits=set_here.limits,
            told=tell_item,
            progress=counting,
        )
    show_added(added, where, json=json)
    asked = api.watch_status(state, ledger=where).feeds
    if failing := sum(feed.failures > 0 for feed in asked):
        terminal.tell(f"{failing} of {plural(len(asked), 'feed')} could not be had; `tally watch --status` says why.")
    terminal.finish(plural(added.inputs, "input"), added.problems)


def _stopped(_number: int, _frame: FrameType | None) -> None:
    """A service that is stopped ends as one that is interrupted: what was recorded stays recorded."""
    raise KeyboardInterrupt


def _status_view(told: WatchStatus) -> list[RenderableType]:
    from rich.table import Table
    from rich.text import Text

    from tallystick.export.words import plural, shown

    pages = told.pages
    running = "A watch is running." if told.running else "No watch is running."
    counts = ", ".join(f"{pages[kind]} {kind}" for kind in ("had", "waiting", "retried", "failed"))
    due = f" Next visit: {told.next_at:%Y-%m-%d %H:%M:%S} UTC." if told.next_at else ""
    lines = [f"{running} {plural(pages['pages'], 'page')}: {counts}.{due}"]
    table = Table(box=None, pad_edge=False)
    for heading in ("feed", "last had", "entries", "failures", "problem"):
        table.add_column(heading, overflow="fold")
    for feed in told.feeds:
        had = datetime.fromtimestamp(feed.had_at, UTC).strftime("%Y-%m-%d %H:%M") if feed.had_at else "never"
        cells = (feed.url, had, str(feed.entries), str(feed.failures), feed.problem or "")
        table.add_row(*(Text(shown(cell)) for cell in cells))
    problems = [Text(shown(problem)) for problem in told.problems]
    return [*map(Text, lines), table, *([Text("Problems:"), *problems] if problems else [])]
