"""Options that several commands have."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from tallystick import settings

Ledger = Annotated[
    str | None,
    typer.Option(
        "--ledger",
        metavar="FILE",
        help="The ledger, a file or a postgresql:// address; default: the setting, or tally.db in this folder.",
    ),
]
Profile = Annotated[
    str | None,
    typer.Option("--profile", metavar="P", help="Whose rule: ledger ucdp acled gtd airwars ibc un3."),
]
AsOf = Annotated[
    str | None,
    typer.Option("--as-of", metavar="T", help="Only what had been said by then. A day means its end, UTC."),
]
RecordedAsOf = Annotated[
    str | None, typer.Option("--recorded-as-of", metavar="T", help="Only what the ledger knew at that time.")
]
Since = Annotated[str | None, typer.Option("--since", metavar="DAY", help="Events on or after this day.")]
Until = Annotated[str | None, typer.Option("--until", metavar="DAY", help="Events on or before this day.")]
Place = Annotated[str | None, typer.Option("--place", metavar="NAME", help="A place, province or country.")]
Actor = Annotated[str | None, typer.Option("--actor", metavar="NAME", help="Who acted or was hit.")]
MinKilled = Annotated[
    int | None,
    typer.Option("--min-killed", metavar="N", min=0, help="The tally's largest figure for the killed is at least N."),
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Outlet = Annotated[str | None, typer.Option("--outlet", metavar="NAME", help="Who published it.")]
PublishedAt = Annotated[
    str | None, typer.Option("--published-at", metavar="T", help="When it was published: a day or an instant.")
]


def in_force() -> settings.Settings:
    """The settings of this folder and environment."""
    return settings.load(Path.cwd(), os.environ)


def ledger_or_setting(ledger: str | None) -> str:
    """The ledger that is asked for, else the one that is set."""
    return ledger or in_force().ledger


def shown(ledger: str) -> str:
    """The ledger as it may be printed: without a password."""
    from tallystick.ledger import opening

    return opening.shown(ledger)


def profile_or_setting(profile: str | None) -> str:
    """The profile that is asked for, else the one that is set."""
    return profile or in_force().profile


def moment(text: str | None, option: str) -> datetime | None:
    """An instant as typed, if any."""
    return None if text is None else settings.moment_of(text, option=option)
