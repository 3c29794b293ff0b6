"""`tally account`: who may read and judge where a ledger is shared."""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime
from typing import Annotated

import typer

from tallystick.cli import options, terminal


def register(app: typer.Typer) -> None:
    """Give the application these commands."""
    app.command()(account)


def account(
    act: Annotated[
        str,
        typer.Argument(metavar="ACT", help="add, role, password, off, on, token, revoke: of NAME. list: everybody."),
    ],
    name: Annotated[str, typer.Argument(metavar="NAME", help="Whose account; for revoke, the token.")] = "",
    role: Annotated[str, typer.Option("--role", metavar="ROLE", help="reader, analyst or admin.")] = "reader",
    label: Annotated[str, typer.Option("--label", metavar="TEXT", help="What a token is for.")] = "",
    days: Annotated[int, typer.Option("--days", metavar="N", help="How long a token holds.")] = 90,
    accounts: Annotated[
        str | None,
        typer.Option("--accounts", metavar="FILE", help="Where accounts are kept; default: beside the ledger."),
    ] = None,
    ledger: options.Ledger = None,
) -> None:
    """Manage the accounts of `tally serve`. Passwords are read from standard input, one line."""
    from tallystick.accounts import Accounts
    from tallystick.errors import UsageError
    from tallystick.export.words import shown
    from tallystick.ledger.opening import beside

    where = accounts or options.in_force().accounts or beside(options.ledger_or_setting(ledger), ".accounts")
    held, now = Accounts(where, create=act == "add"), datetime.now(UTC)
    try:
        if act == "list":
            for member in held.members():
                terminal.write_line(
                    f"{shown(member.name)}\t{member.role}{'' if member.active else ', locked out'}".encode()
                )
        elif act == "add":
            held.add(name, role, _password(), now=now)
        elif act == "role":
            held.change(name, role=role)
        elif act == "password":
            held.change(name, password=_password())
        elif act in ("off", "on"):
            held.change(name, active=act == "on")
        elif act == "token":
            made = held.make_token(name, label=label, role=role, days=days, now=now)
            terminal.tell("Shown this once; send it as: Authorization: Bearer …")
            terminal.write_line(made.encode())
        elif act == "revoke":
            held.revoke(name)
        else:
            raise UsageError(f"Cannot {act} an account: expected add, role, password, off, on, token, revoke or list.")
    finally:
        held.close()
    if act not in ("list", "token"):
        terminal.tell(f"Done; in {where}.")


def _password() -> str:
    """Typed unseen, or from a pipe; never an argument, which other users of the machine could read."""
    if sys.stdin.isatty():
        from getpass import getpass

        return getpass("Password: ")
    return sys.stdin.readline().rstrip(os.linesep).rstrip("\n")
