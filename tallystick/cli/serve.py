"""`tally serve`: the web application and the REST API.

The two faces do not import each other: the server is told the application's name, and both read the same settings.
"""

from __future__ import annotations

import os
import secrets
from importlib.util import find_spec
from typing import Annotated

import typer

from tallystick.cli import options, terminal

APPLICATION = "tallystick.web.app:from_settings"
NEEDED = ("fastapi", "uvicorn", "multipart", "argon2")
LOOPBACK = ("127.0.0.1", "::1", "localhost")


def register(app: typer.Typer) -> None:
    """Give the application these commands."""
    app.command()(serve)


def serve(
    host: Annotated[str, typer.Option(metavar="ADDRESS", help="This machine's address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(metavar="N", min=1, max=65535, help="The port to listen on.")] = 8000,
    accounts: Annotated[
        str | None, typer.Option(metavar="FILE", help="People sign in, with the accounts of this file (tally account).")
    ] = None,
    names: Annotated[
        str | None, typer.Option("--names", metavar="HOSTS", help="Names to answer to, with commas; needs accounts.")
    ] = None,
    certificate: Annotated[str | None, typer.Option(metavar="FILE", help="PEM, to serve https.")] = None,
    key: Annotated[str | None, typer.Option(metavar="FILE", help="The certificate's key.")] = None,
    workers: Annotated[
        int, typer.Option(metavar="N", min=1, max=64, help="Processes that answer; they share what is derived.")
    ] = 1,
    profile: options.Profile = None,
    ledger: options.Ledger = None,
) -> None:
    """Show the ledger in a browser and as a REST API: for one person on this machine, or for people with accounts."""
    from tallystick import api
    from tallystick.accounts import Accounts
    from tallystick.errors import SettingsError
    from tallystick.reconcile.profiles import profile_named

    missing = [name for name in NEEDED if find_spec(name) is None]
    if missing:
        raise SettingsError(
            f"Cannot serve: expected the extra 'web', found no {', no '.join(missing)}. "
            "Install it: pip install 'tallystick[web]'."
        )
    chosen = options.in_force()
    members = accounts or chosen.accounts
    _check_reach(host, members=members, https=bool(certificate and key), names=names or chosen.hosts)
    where, wanted = options.ledger_or_setting(ledger), options.profile_or_setting(profile)
    profile_named(wanted)
    # Now, while somebody reads the message: there may be no such ledger, and no such accounts.
    api.head(where)
    if members:
        Accounts(members).close()
    os.environ |= {
        "TALLYSTICK_LEDGER": where,
        "TALLYSTICK_PROFILE": wanted,
        "TALLYSTICK_ACCOUNTS": members,
        "TALLYSTICK_HOSTS": names or chosen.hosts,
        # A form that one process made may be sent to another.
        "TALLYSTICK_FORMS_SECRET": chosen.forms_secret or secrets.token_hex(32),
    }

    import uvicorn

    shown = f"[{host}]" if ":" in host else host
    terminal.tell(
        f"{options.shown(where)} at http{'s' if certificate else ''}://{shown}:{port}/ until you press Ctrl-C."
    )
    uvicorn.run(
        APPLICATION,
        factory=True,
        host=host,
        port=port,
        ssl_certfile=certificate,
        ssl_keyfile=key,
        workers=workers,
        timeout_worker_healthcheck=60,  # one that reckons for some seconds is not dead
        log_level="warning",
        access_log=False,  # who reads about what is nobody's business
        server_header=False,
        forwarded_allow_ips="127.0.0.1",  # a proxy on this machine tells who asks, and whether by https
    )


def _check_reach(host: str, *, members: str, https: bool, names: str) -> None:
    """Who could reach this address, must sign in, and must not do so in the clear.

    Raises:
        SettingsError: the address would let others in.
    """
    from tallystick.errors import SettingsError

    if names and not members:
        raise SettingsError(
            "Cannot answer to other names: without accounts only this machine is served. Give --accounts."
        )
    if host in LOOPBACK:
        return
    if not members:
        raise SettingsError(
            f"Cannot listen on {host}: without accounts whoever reaches it could read and judge everything. "
            f"Expected one of {', '.join(LOOPBACK)}, or --accounts."
        )
    if not https:
        raise SettingsError(
            f"Cannot listen on {host}: passwords would pass in the clear. Give --certificate and --key, "
            "or listen on 127.0.0.1 behind a proxy that serves https."
        )
