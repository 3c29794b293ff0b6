"""The web application: pages for people, an API for programs, over one ledger."""

from __future__ import annotations

import logging
import os
import time
from collections.abc import AsyncIterator, Callable, Collection
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from threading import Event, Thread

from fastapi import FastAPI

from tallystick import __version__, settings
from tallystick.accounts import Accounts
from tallystick.errors import TallystickError
from tallystick.web import assets, atlas, basemap, document, exports, faults, judge, members, pages, putting, rest
from tallystick.web.desk import Desk
from tallystick.web.guard import HERE, Guard
from tallystick.web.members import Members
from tallystick.web.people import Local, People, Tokens
from tallystick.web.tiles import Tiles, tiles_set
from tallystick.web.tiles import router as tile_routes

EVERY = 10.0
"""Seconds between two lines about what is being prepared."""
LOOKING = 60.0
"""Seconds between two looks at a ledger that nobody asks about."""
_log = logging.getLogger("tallystick.web")


def create(
    desk: Desk,
    *,
    people: People | None = None,
    hosts: Collection[str] = HERE,
    tiles: Tiles | None = None,
    forms_secret: str = "",
    at_end: Callable[[], None] | None = None,
) -> FastAPI:
    """The application over one desk, which stays open.

    Args:
        people: tells who asks; None = one person, on this machine.
        hosts: names by which this server may be asked for.
        tiles: what lies under the map; None = what is drawn here.
        forms_secret: what forms are signed with; empty = with what no other server has.
        at_end: called when the server stops.
    """

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield
        if at_end:
            at_end()

    app = FastAPI(
        title="tallystick",
        version=__version__,
        description="Contradictory news reports of violent events as one sourced record.",
        openapi_url="/api/v1/openapi.json",
        docs_url=None,  # FastAPI's own pages for the document load scripts from another host
        redoc_url=None,
        lifespan=lifespan,
    )
    app.state.desk = desk
    app.state.tiles = tiles
    app.state.people = people or Local()
    app.state.tokens = Tokens(forms_secret)
    faults.install(app)
    app.include_router(assets.router)
    app.include_router(basemap.router)
    app.include_router(atlas.router)
    app.include_router(tile_routes)
    app.include_router(pages.router)
    app.include_router(putting.router)
    app.include_router(judge.router)
    app.include_router(members.router)
    app.include_router(rest.router)
    app.include_router(exports.router)
    document.install(app)
    app.add_middleware(Guard, hosts=hosts, tiles=tiles.origin if tiles else "")
    return app


def from_settings() -> FastAPI:
    """The application that the settings describe: for `uvicorn --factory tallystick.web.app:from_settings`.

    Raises:
        SettingsError: there is no such ledger, or the desk's file cannot be used.
    """
    chosen = settings.load(Path.cwd(), os.environ)
    tiles = tiles_set(chosen.tiles_url, chosen.tiles_file, chosen.tiles_credit)
    desk = Desk(chosen.ledger, profile=chosen.profile, letters=chosen.letters, told=_Telling())
    people: People | None = None
    hosts: tuple[str, ...] = HERE
    if chosen.accounts:
        people = Members(Accounts(chosen.accounts))
        hosts = (*HERE, *filter(None, (name.strip() for name in chosen.hosts.split(","))))
    ended = Event()

    def at_end() -> None:
        ended.set()
        desk.close()

    Thread(target=_keep_up, args=(desk, ended), name="tallystick-desk", daemon=True).start()
    return create(desk, people=people, hosts=hosts, tiles=tiles, forms_secret=chosen.forms_secret, at_end=at_end)


def _keep_up(desk: Desk, ended: Event) -> None:
    """Look at the ledger now and then: who comes after a night of imports does not wait for what follows from them.

    Nor does a server that nobody asks anything hold an old state open, beside which others could only add to the file.
    """
    while True:
        with suppress(TallystickError):  # who asks is told
            desk.prepare()
        if ended.wait(LOOKING):
            return


class _Telling:
    """Tells in the server's log how far the desk is, where it takes long."""

    def __init__(self) -> None:
        self._last = time.monotonic()

    def __call__(self, what: str, done: int, whole: int) -> None:
        if time.monotonic() - self._last > EVERY:
            self._last = time.monotonic()
            _log.warning("Preparing the desk: %s%s %s.", f"{done:,}", f" of {whole:,}" if whole else "", what)
