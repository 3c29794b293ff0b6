"""`tally demo`: the bundled examples, from reports to one dossier."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tallystick.cli import terminal


def register(app: typer.Typer) -> None:
    """Give the application these commands."""
    app.command()(demo)


def demo(
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Where the ledger and the page go.")] = Path("demo"),
) -> None:
    """Read, link, tally and show the bundled example reports; needs no network."""
    from rich.text import Text

    from tallystick import api
    from tallystick.cli.views import dossier_view, events_view
    from tallystick.export.words import plural

    shown = api.demo(out)
    for problem in shown.added.problems:
        terminal.tell_problem(problem)
    main = sum(event.role == "main" for event in shown.events)
    head = f"{plural(shown.added.new, 'report')}, {plural(len(shown.events), 'event')}: {main} that a report is about"
    event = shown.dossier.event.id
    terminal.show(
        Text(f"{head}, the others told as background.\n", style="bold"),
        events_view(shown.events),
        Text(f"\nThe dossier of {event}\n", style="bold"),
        dossier_view(shown.dossier, compare=shown.compare),
        Text(f"\nThe same as a page: {shown.page}\nLook around: tally events --ledger {shown.ledger}"),
    )
    # Exit 0: one example has no date on purpose, to show what becomes of it.
    terminal.tell(f"Examples read with {terminal.counted(shown.added.problems)}, as intended.")
