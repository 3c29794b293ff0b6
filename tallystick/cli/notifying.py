"""`tally notify`: tell others what was written."""

from __future__ import annotations

import time
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tallystick.cli import options, terminal

if TYPE_CHECKING:
    from tallystick.api import Reached


def register(app: typer.Typer) -> None:
    """Give the application this command."""
    app.command()(notify)


def notify(
    hooks: Annotated[
        Path | None, typer.Argument(metavar="HOOKS.toml", help="The addresses to tell; default: the setting hooks.")
    ] = None,
    once: Annotated[bool, typer.Option("--once", help="Tell each address that is due, and stop.")] = False,
    every: Annotated[float, typer.Option(metavar="SECONDS", min=1, help="Between two looks at the ledger.")] = 30,
    state: Annotated[
        Path | None, typer.Option(metavar="FILE", help="How far each was told; default: beside the ledger.")
    ] = None,
    ledger: options.Ledger = None,
    json: options.Json = False,
) -> None:
    """Tell other programs what was written to the ledger, by signed messages (webhooks), until stopped."""
    from tallystick import api
    from tallystick.errors import UsageError

    chosen = hooks or options.in_force().hooks
    if not chosen:
        raise UsageError("Say whom to tell: tally notify HOOKS.toml, or the setting hooks.")
    where = options.ledger_or_setting(ledger)
    while True:
        reached = api.notify(chosen, ledger=where, state=state)
        if once:
            break
        time.sleep(every)
    _show(reached, json=json)
    if any(one.failures for one in reached.values()):
        raise typer.Exit(1)


def _show(reached: Mapping[str, Reached], *, json: bool) -> None:
    from rich.text import Text

    from tallystick.export.words import shown
    from tallystick.model import to_json

    for one in reached.values():
        if json:
            terminal.write_line(to_json(one))
            continue
        told = f"{one.host}: told up to entry {one.entry}"
        if one.stopped:
            told += "; it is gone, and is asked no more"
        elif one.failures and one.due_at:
            told += f"; not reached {one.failures} times, asked again from {one.due_at:%Y-%m-%d %H:%M} UTC on"
        if one.problem:
            told += f" ({one.problem})"
        terminal.show(Text(shown(told)))
