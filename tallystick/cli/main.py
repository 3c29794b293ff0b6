"""`tally`: parse, call one function of the api, print. Results go to stdout, everything else to stderr.

Exit codes: 0 done · 1 done with problems · 2 wrong usage · 3 a fault of ours.
"""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Sequence
from typing import Annotated

import typer

from tallystick import __version__
from tallystick.cli import (
    account,
    backfill,
    demo,
    events,
    export,
    judging,
    ledger,
    notifying,
    reading,
    reports,
    serve,
    watching,
)
from tallystick.errors import InternalError, TallystickError

FAULT, USAGE, INTERRUPTED = 3, 2, 130
NO_COMMAND = (
    "Give a command: read, add, watch, notify, backfill, reread, events, show, compare, export, judge, explain, "
    "verify, backup, restore, merge, serve, account or demo. `tally --help` tells what each does."
)

app = typer.Typer(
    name="tally",
    help="Turns contradictory news reports of violent events into one sourced record.",
    add_completion=False,
    pretty_exceptions_enable=False,
)
reading.register(app)
events.register(app)
export.register(app)
judging.register(app)
ledger.register(app)
reports.register(app)
serve.register(app)
account.register(app)
watching.register(app)
notifying.register(app)
backfill.register(app)
demo.register(app)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"tallystick {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    debug: Annotated[bool, typer.Option("--debug", help="Show where in the program a fault happened.")] = False,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and stop.")
    ] = False,
) -> None:
    pass


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code; nothing is raised."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    try:
        code = app(args=given, prog_name="tally", standalone_mode=False)
        sys.stdout.flush()
        return code if isinstance(code, int) else 0
    except BrokenPipeError:
        return _nobody_reads()
    except (KeyboardInterrupt, typer.Abort):
        _tell("Interrupted. What was recorded stays recorded.")
        return INTERRUPTED
    except typer.TyperException as error:
        _tell(error.format_message() if given else NO_COMMAND)
        return USAGE
    except SystemExit as stop:
        return stop.code if isinstance(stop.code, int) else FAULT
    except Exception as error:
        if "--debug" in given:
            traceback.print_exc()
        return _failed(error, given)


def _failed(error: Exception, given: Sequence[str]) -> int:
    if isinstance(error, TallystickError) and not isinstance(error, InternalError):
        _tell(f"{error} [{error.code}]")
        return error.exit_code
    what = str(error) if isinstance(error, InternalError) else f"{type(error).__name__}: {error}"
    more = "" if "--debug" in given else " `tally --debug …` shows where it happened."
    _tell(f"A fault of ours: {what}. Please report it, with this text.{more} [internal]")
    return FAULT


def _tell(message: str) -> None:
    from tallystick.cli.terminal import tell

    tell(message)


def _nobody_reads() -> int:
    """`tally events | head`: who reads has enough, and Python must not complain at its end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0
