"""A real browser before a real server, with the ledger of the page tests. Skipped where there is no Chromium."""

from __future__ import annotations

import os
import shutil
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

pytest.importorskip("fastapi", reason="the extra 'web' is not installed")
pytest.importorskip("playwright", reason="playwright is not installed")

import uvicorn
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tallystick.accounts import Accounts
from tallystick.web.app import create
from tallystick.web.desk import Desk
from tallystick.web.members import Members
from tests.browser.slowly import slowly
from tests.unit.web.conftest import disputed, ledger

__all__ = ["disputed", "ledger"]

CHROMIUM = os.environ.get("TALLYSTICK_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
AXE = Path(__file__).parents[2] / "node_modules/axe-core/axe.min.js"
PASSWORD = "a long enough one"
PATIENCE = 60_000
"""Milliseconds: a page that has not come by then, on a machine with much else to do, does not come."""
expect.set_options(timeout=PATIENCE / 3)
ON_A_SLOW_LINE = bool(os.environ.get("TALLYSTICK_TEST_SLOW_LINE"))


class Clock:
    """A clock that a test moves."""

    now = datetime(2026, 1, 1, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        """What time it is."""
        return self.now


@contextmanager
def served(app) -> Iterator[str]:
    """The address of a server in a thread of its own."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        server = uvicorn.Server(
            uvicorn.Config(slowly(app) if ON_A_SLOW_LINE else app, log_level="warning", access_log=False)
        )
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        while not server.started:
            assert thread.is_alive()
            time.sleep(0.02)
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        server.should_exit = True
        thread.join(20)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium, which reaches nothing but what a page asks for."""
    if not CHROMIUM:
        pytest.skip("there is no Chromium; install it, or name it in TALLYSTICK_CHROMIUM")
    quiet = ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=quiet)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def site(ledger: Path) -> Iterator[str]:
    """A site that no test writes to."""
    desk = Desk(ledger)
    with served(create(desk)) as address:
        yield address
    desk.close()


@pytest.fixture
def own_site(ledger: Path, tmp_path: Path) -> Iterator[str]:
    """A site over a copy of the ledger."""
    desk = Desk(shutil.copy(ledger, tmp_path / "tally.db"))
    with served(create(desk)) as address:
        yield address
    desk.close()


@pytest.fixture
def clock() -> Clock:
    """Noon."""
    return Clock()


@pytest.fixture
def team_site(ledger: Path, tmp_path: Path, clock: Clock) -> Iterator[str]:
    """A site where Ana is an analyst and Cleo a reader."""
    accounts = Accounts(tmp_path / "accounts.db", create=True)
    for name, role in (("Ana", "analyst"), ("Cleo", "reader")):
        accounts.add(name, role, PASSWORD, now=clock.now)
    desk = Desk(shutil.copy(ledger, tmp_path / "tally.db"))
    with served(create(desk, people=Members(accounts, clock=clock))) as address:
        yield address
    desk.close()
    accounts.close()


@pytest.fixture
def opened(chromium: Browser) -> Iterator:
    """Open a page in a browser of its own; whatever it complains of, or asks of another host, fails the test."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def open_(address: str, **options) -> Page:
        context = chromium.new_context(**({"viewport": {"width": 1280, "height": 900}} | options))
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        page = context.new_page()
        home = "/".join(address.split("/")[:3])
        page.on("console", lambda told: complaints.append(told.text) if told.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", lambda sent: complaints.append(sent.url) if not sent.url.startswith(home) else None)
        page.goto(address)
        return page

    yield open_
    for context in contexts:
        context.close()
    assert complaints == []
