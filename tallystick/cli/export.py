"""`tally export`: the records in other people's formats, with an account of what these cannot hold."""

from __future__ import annotations

import sys
from codecs import BOM_UTF8
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from msgspec.structs import replace

from tallystick.cli import options, terminal
from tallystick.errors import SettingsError, UsageError

if TYPE_CHECKING:
    from tallystick.api import Exported

Format = Annotated[
    str | None, typer.Option("--format", "-f", metavar="F", help="The format; `tally export` alone lists them.")
]
Out = Annotated[
    Path | None, typer.Option("--out", metavar="PATH", help="A file, or a folder; default: standard output.")
]
LossFile = Annotated[
    Path | None, typer.Option("--loss", metavar="FILE", help="Write the whole loss report there, as JSON.")
]
Profile = Annotated[
    str | None,
    typer.Option("--profile", metavar="P", help="Whose figures; default: those the format is made for."),
]
Bom = Annotated[bool, typer.Option("--bom", help="Begin CSV files with a byte order mark, by which Excel knows UTF-8.")]
Names = Annotated[bool, typer.Option("--names", help="With the names of harmed people, which are covered otherwise.")]


def register(app: typer.Typer) -> None:
    """Give the application these commands."""
    app.command()(export)


def export(
    format: Format = None,
    out: Out = None,
    loss: LossFile = None,
    since: options.Since = None,
    until: options.Until = None,
    place: options.Place = None,
    actor: options.Actor = None,
    min_killed: options.MinKilled = None,
    as_of: options.AsOf = None,
    recorded_as_of: options.RecordedAsOf = None,
    profile: Profile = None,
    ledger: options.Ledger = None,
    names: Names = False,
    bom: Bom = False,
) -> None:
    """Write the events in another format, and tell what that format could not hold."""
    from tallystick import api, settings
    from tallystick.export.formats.loss import summary
    from tallystick.model import to_json

    if format is None:
        _list_formats()
        return
    _check_place_for(format, out)
    exported = api.export(
        options.ledger_or_setting(ledger),
        format,
        since=settings.day_of(since, option="--since") if since else None,
        until=settings.day_of(until, option="--until") if until else None,
        place=place,
        actor=actor,
        min_killed=min_killed,
        as_of=options.moment(as_of, "--as-of"),
        recorded_as_of=options.moment(recorded_as_of, "--recorded-as-of"),
        profile=profile,
        names=names,
        letters=options.in_force().letters,
    )
    if bom:
        exported = replace(exported, files={name: _marked(name, data) for name, data in exported.files.items()})
    _write(exported, out)
    for line in summary(exported.loss):
        terminal.tell(line)
    if loss is not None:
        api.write_bytes(loss, to_json(exported.loss) + b"\n")
        terminal.tell(f"Written: {loss}")


def _list_formats() -> None:
    from tallystick.export.formats import all_formats

    for one in all_formats():
        typer.echo(f"{one.name:12} {one.description} (profile {one.profile})")


def _check_place_for(format: str, out: Path | None) -> None:
    """Say at once, not after an hour, that there is no place for several files."""
    from tallystick.export.formats import format_named

    made = format_named(format).files
    if len(made) > 1 and (out is None or out.is_file()):
        raise UsageError(f"{format} writes {len(made)} files ({', '.join(made)}). Give a folder with --out.")
    if (
        out is None
        and not all(name.endswith((".csv", ".json", ".jsonl", ".geojson")) for name in made)
        and (sys.stdout.isatty())
    ):
        raise UsageError(f"{format} is no text for a terminal. Give a file with --out.")


def _marked(name: str, data: bytes) -> bytes:
    return BOM_UTF8 + data if name.endswith(".csv") else data


def _write(exported: Exported, out: Path | None) -> None:
    from tallystick import api

    if out is None:
        sys.stdout.flush()
        sys.stdout.buffer.writelines(exported.files.values())
        return
    if len(exported.files) == 1 and not out.is_dir():
        paths = dict.fromkeys(exported.files, out)
    else:
        try:
            out.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise SettingsError(f"Cannot make {out}: {error.strerror or error}. Give another folder.") from error
        paths = {name: out / name for name in exported.files}
    for name, data in exported.files.items():
        api.write_bytes(paths[name], data)
        terminal.tell(f"Written: {paths[name]}")
