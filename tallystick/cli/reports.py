"""`tally show REPORT` and `tally reread`: where a report comes from, and reading it again."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from tallystick.cli import options, terminal

if TYPE_CHECKING:
    from rich.console import RenderableType

    from tallystick.model import Capture, Provenance

PREFIX = "rep_"
"""How ids of reports begin."""


def register(app: typer.Typer) -> None:
    """Give the application these commands."""
    app.command()(reread)


def show_report(report_id: str, *, ledger: str, source: bool, names: bool, json: bool) -> None:
    """Show one report: where its bytes were had, its versions, and its claims; or the bytes themselves."""
    from tallystick import api
    from tallystick.model import to_json

    if source:
        sys.stdout.flush()
        sys.stdout.buffer.write(api.source(ledger, report_id).data)
        return
    found = api.provenance(ledger, report_id, names=names)
    if json:
        terminal.write_line(to_json(found))
    else:
        terminal.show(*_report_view(found))


def reread(
    everything: Annotated[
        bool, typer.Option("--all", help="Read everything again, not only what another version read.")
    ] = False,
    ledger: options.Ledger = None,
    json: options.Json = False,
) -> None:
    """Read again, from the originals, what another version took down or could not read."""
    from tallystick import api
    from tallystick.cli.reading import summary, tell_item
    from tallystick.model import to_json

    where = options.ledger_or_setting(ledger)
    done = api.reread(where, everything=everything, keep_texts=options.in_force().keeps_texts, told=tell_item)
    if json:
        terminal.write_line(to_json(done))
    else:
        from rich.text import Text

        terminal.show(Text(f"{summary(done.added)}; {done.out_of_reach} out of reach; in {options.shown(where)}"))
    terminal.finish(f"{done.added.inputs} read again", done.added.problems)


# ---------------------------------------------------------------------------------------------- view


def _report_view(found: Provenance) -> list[RenderableType]:
    from rich.rule import Rule
    from rich.text import Text

    from tallystick.cli.views import reading_view
    from tallystick.export.words import shown

    lines = [line for capture in found.captures for line in _capture_lines(capture)]
    if not found.captures:
        lines.append("No original is held: it was recorded before originals were kept. Add it again.")
    lines += _version_lines(found)
    if found.near_copies:
        lines.append(f"Nearly the same words as {', '.join(found.near_copies)}")
    lines += [
        f"Recorded on {desk.known_at:%Y-%m-%d at %H:%M:%S} UTC in ledger {desk.ledger[:16]}…, merged into this one"
        for desk in found.taken
    ]
    return [*(Text(shown(line)) for line in lines), Rule(style="dim"), reading_view(found.reading)]


def _capture_lines(capture: Capture) -> list[str]:
    where = capture.url or ", ".join(part for part in (capture.name, capture.part) if part) or "memory"
    when = f" on {capture.fetched_at:%Y-%m-%d at %H:%M:%S} UTC" if capture.fetched_at else ""
    kept = "" if capture.kept else "; the bytes were not kept"
    lines = [f"Had from {where}{when}: {capture.size:,} bytes, SHA-256 {capture.sha256}{kept}"]
    if capture.url and capture.name and capture.part:
        lines.append(f"Within {capture.name}, {capture.part}")
    if capture.asked:
        lines.append(f"Asked for as {capture.asked}")
    return lines + [f"{name}: {value}" for name, value in sorted(capture.headers.items())]


def _version_lines(found: Provenance) -> list[str]:
    from tallystick.export.words import change_words

    if len(found.versions) < 2:
        return []
    this = found.reading.report
    place = found.versions.index(this.id) + 1
    lines = [f"Version {place} of {len(found.versions)} of its page: {', '.join(found.versions)}"]
    if this.revises:
        lines.append(f"It revises {this.revises}, and changed {'these figures:' if found.changes else 'no figure.'}")
    return lines + [f"  {change_words(change)}" for change in found.changes]
