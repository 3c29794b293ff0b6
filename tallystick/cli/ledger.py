"""`tally verify`: is the ledger whole?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from tallystick.cli import options, terminal

if TYPE_CHECKING:
    from tallystick.api import Verdict


def register(app: typer.Typer) -> None:
    """Give the application these commands."""
    app.command()(verify)


def verify(ledger: options.Ledger = None, json: options.Json = False) -> None:
    """Check that the ledger is whole: hashes, references, spans."""
    from tallystick import api
    from tallystick.model import to_json

    where = options.ledger_or_setting(ledger)
    verdict = api.verify(where)
    if json:
        terminal.write_line(to_json(verdict))
    else:
        from rich.text import Text

        terminal.show(*(Text(line) for line in _lines(options.shown(where), verdict)))
    if verdict.faults:
        raise typer.Exit(1)


def _lines(where: str, verdict: Verdict) -> list[str]:
    from tallystick.export.words import plural, shown

    if verdict.faults:
        return [*map(shown, verdict.faults), f"{where} is not whole: {plural(len(verdict.faults), 'fault')}."]
    counts = verdict.counts
    held = f"{plural(counts.reports, 'report')}, {plural(counts.claims, 'claim')}" if counts else "nothing"
    return [f"{where} is whole: {held}. Head: {verdict.head}"]
