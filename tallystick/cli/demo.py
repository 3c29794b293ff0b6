"""`tally demo`: the bundled examples, from reports to one dossier."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tallystick.cli import terminal
from tallystick.cli.events import in_order


def register(app: typer.Typer) -> None:
    """Give the application these commands."""
    app.command()(demo)


def demo(
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Where the ledger and the page go.")] = Path("demo"),
) -> None:
    """Read, link, tally and show the bundled example reports; needs no network."""
    from rich.text import Text

    from tallystick import api
    from tallystick.cli.dossier import dossier_view
    from tallystick.cli.views import events_view
    from tallystick.export.words import plural

    shown = api.demo(out)
    for problem in shown.added.problems:
        terminal.tell_problem(problem)
    main = [event for event in in_order(shown.events) if event.role == "main"]
    others = len(shown.events) - len(main)
    head = f"{plural(shown.added.new, 'report')} about {plural(len(main), 'event')}; {others} more are only mentioned."
    terminal.show(
        Text(f"{head}\n", style="bold"),
        events_view(main),
        Text(f"\nThe dossier of {shown.dossier.event.id}\n", style="bold"),
        dossier_view(shown.dossier, compare=shown.compare),
        Text(f"\nThe same as a page: {shown.page}\nLook around: tally events --ledger {shown.ledger}"),
    )
    # Exit 0: one example has no date on purpose, to show what becomes of it.
    terminal.tell(f"Examples read with {terminal.counted(shown.added.problems)}, as intended.")
