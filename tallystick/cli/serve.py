"""`tally serve`: the web application and the REST API.

The two faces do not import each other: the server is told the application's name, and both read the same settings.
"""

from __future__ import annotations

import os
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
    profile: options.Profile = None,
    ledger: options.Ledger = None,
) -> None:
    """Show the ledger in a browser: events, dossiers, reports; for one person, on this machine, until stopped."""
    from tallystick import api
    from tallystick.errors import SettingsError
    from tallystick.reconcile.profiles import profile_named

    missing = [name for name in NEEDED if find_spec(name) is None]
    if missing:
        raise SettingsError(
            f"Cannot serve: expected the extra 'web', found no {', no '.join(missing)}. "
            "Install it: pip install 'tallystick[web]'."
        )
    if host not in LOOPBACK:
        raise SettingsError(
            f"Cannot listen on {host}: without accounts whoever reaches it could read and judge everything. "
            f"Expected one of {', '.join(LOOPBACK)}; from elsewhere, use an SSH tunnel."
        )
    where, wanted = options.ledger_or_setting(ledger), options.profile_or_setting(profile)
    profile_named(wanted)
    api.head(where)  # now, while somebody reads the message: there may be no such ledger
    os.environ |= {"TALLYSTICK_LEDGER": where, "TALLYSTICK_PROFILE": wanted}

    import uvicorn

    shown = f"[{host}]" if ":" in host else host
    terminal.tell(f"{where} at http://{shown}:{port}/ until you press Ctrl-C.")
    # No access log: who reads about what is nobody's business. No header that names the server.
    uvicorn.run(
        APPLICATION, factory=True, host=host, port=port, log_level="warning", access_log=False, server_header=False
    )
