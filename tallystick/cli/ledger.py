"""`tally verify`, `backup`, `restore`, `merge`: the ledger as a whole."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tallystick.cli import options, terminal

if TYPE_CHECKING:
    from tallystick.api import Verdict
    from tallystick.ledger.entries import Merged


def register(app: typer.Typer) -> None:
    """Give the application these commands."""
    for command in (verify, backup, restore, merge):
        app.command()(command)


def verify(ledger: options.Ledger = None, json: options.Json = False) -> None:
    """Check that the ledger, or an archive of one, is whole: hashes, references, spans."""
    from tallystick import api
    from tallystick.model import to_json

    where = options.ledger_or_setting(ledger)
    verdict = api.verify(where)
    if json:
        terminal.write_line(to_json(verdict))
    else:
        _show(*_lines(options.shown(where), verdict))
    if verdict.faults:
        raise typer.Exit(1)


def backup(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Where the archive is written; replaced when whole.")],
    ledger: options.Ledger = None,
    json: options.Json = False,
) -> None:
    """Write the whole ledger into one open file, while others go on: to keep, to move, to hand on."""
    from tallystick import api
    from tallystick.export.words import plural
    from tallystick.model import to_json

    where = options.ledger_or_setting(ledger)
    done = api.backup(where, file)
    if json:
        terminal.write_line(to_json(done))
        return
    held = f"{plural(done.transactions, 'transaction')}, {plural(done.originals, 'original')}"
    _show(f"{file}: {held} of {options.shown(where)}. Head: {done.head}")


def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="An archive that `tally backup` wrote.")],
    ledger: options.Ledger = None,
    json: options.Json = False,
) -> None:
    """Make a ledger of an archive, in a file or in PostgreSQL; or bring one up that holds its beginning."""
    from tallystick import api
    from tallystick.export.words import plural
    from tallystick.model import to_json

    where = options.ledger_or_setting(ledger)
    done = api.restore(file, ledger=where)
    if json:
        terminal.write_line(to_json(done))
        return
    held = f"{plural(done.counts.reports, 'report')}, {plural(done.counts.claims, 'claim')}"
    _show(f"{options.shown(where)}: {plural(done.written, 'transaction')} restored; {held}. Head: {done.head}")


def merge(
    other: Annotated[str, typer.Argument(metavar="LEDGER", help="Another desk's ledger, or an archive of it.")],
    ledger: options.Ledger = None,
    json: options.Json = False,
) -> None:
    """Take over what another desk recorded and judged, with where it came from; nothing twice, conflicts told."""
    from tallystick import api
    from tallystick.model import to_json

    where = options.ledger_or_setting(ledger)
    merged = api.merge(where, other)
    if json:
        terminal.write_line(to_json(merged))
    else:
        _show(*_merged(options.shown(other), options.shown(where), merged))


def _merged(other: str, where: str, merged: Merged) -> list[str]:
    from tallystick.export.words import plural, shown

    told = [shown(f"{conflict.about}: {conflict.why}") for conflict in merged.conflicts]
    counts = f"{merged.taken} taken over, {merged.held} held here already, {merged.known} known"
    total = plural(merged.taken + merged.held + merged.known, "transaction")
    return [*told, f"{total} of {other}: {counts}; {plural(len(told), 'conflict')}; in {where}"]


def _lines(where: str, verdict: Verdict) -> list[str]:
    from tallystick.export.words import plural, shown

    if verdict.faults:
        return [*map(shown, verdict.faults), f"{where} is not whole: {plural(len(verdict.faults), 'fault')}."]
    counts = verdict.counts
    held = f"{plural(counts.reports, 'report')}, {plural(counts.claims, 'claim')}" if counts else "nothing"
    return [f"{where} is whole: {held}. Head: {verdict.head}"]


def _show(*lines: str) -> None:
    from rich.text import Text

    terminal.show(*map(Text, lines))
