"""The command line over each ledger prints the same bytes: whoever moves from a file to a server sees no difference."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tallystick import api, examples
from tallystick.cli.main import main
from tests.postgres import Postgres

NOW = datetime(2024, 5, 1, 12, tzinfo=UTC)
HOSTILE = {
    "text": "Shelling of the market in Idlib on Tuesday killed nine people, a hospital said.",
    "outlet": "A\0b\x1a",
    "url": "https://x.example/\0",
    "published_at": "2022-03-02",
}


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A ledger in a file."""
    return filled(str(tmp_path_factory.mktemp("same") / "tally.db"), tmp_path_factory.mktemp("more"))


@pytest.fixture(scope="module")
def address(postgres: Postgres, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The same, on a server."""
    return filled(postgres.address(), tmp_path_factory.mktemp("more"))


def filled(ledger: str, folder: Path) -> str:
    """The bundled examples, a report that tries the store, and verdicts of people."""
    (folder / "more.jsonl").write_text(json.dumps(HOSTILE), encoding="utf-8")
    api.add([*examples.paths(), folder / "more.jsonl"], ledger=ledger, known_at=NOW)
    events = api.events(ledger)
    api.judge(ledger, "merge", [events[0].id, events[1].id], by="Ada", why="Both name the bridge.", known_at=NOW)
    claim = next(reading for reading in api.known(ledger).readings if reading.claims)
    item = f"{claim.report.id}/{claim.claims[0].id}"
    done = api.judge(ledger, "reject", [item], by="Ada", why="A typing error.", known_at=NOW)
    api.undo(ledger, done.entry, by="Ben", why="It stands so on the page.", known_at=NOW)
    return ledger


@pytest.fixture
def said(capfdbinary: pytest.CaptureFixture[bytes]) -> Callable[..., bytes]:
    """What a command prints."""

    def run(*arguments: str) -> bytes:
        main(arguments)
        return capfdbinary.readouterr().out

    return run


@pytest.mark.postgres
def test_every_view_has_the_same_bytes(file: str, address: str, said: Callable[..., bytes]) -> None:
    """Events, dossiers, comparisons, judgements, exports and the check of the whole do not tell where they are kept."""
    assert api.head(file) == api.head(address)
    views = [("events", "--json"), ("events", "--json", "--as-of", "2021-01-14"), ("judge", "list", "--json")]
    views += [("verify", "--json"), ("export", "--format", "csv"), ("export", "--format", "prov")]
    for event in api.events(file):
        views += [("show", event.id, "--json"), ("compare", event.id, "--json")]
    assert len(views) > 10
    for view in views:
        here, there = (said(*view, "--ledger", ledger) for ledger in (file, address))
        assert here
        assert here == there, view


@pytest.mark.postgres
def test_adding_the_same_again_changes_nothing(address: str, said: Callable[..., bytes]) -> None:
    """The command line adds to a server what is not there yet, and tells the address without its password."""
    before = api.head(address)
    folder = str(Path(examples.__file__).parent)
    with_password = address.replace("desk@", "desk:s3cret@")
    out = said("add", folder, "--ledger", with_password)
    assert b"postgresql://desk:***@" in out
    assert b"s3cret" not in out
    assert api.head(address) == before


@pytest.mark.postgres
def test_the_site_shows_a_ledger_on_a_server(address: str) -> None:
    """Pages, the API and full text work over an address, and a verdict given there is recorded."""
    pytest.importorskip("fastapi", reason="the extra 'web' is not installed")
    from starlette.testclient import TestClient

    from tallystick.web.app import create
    from tallystick.web.desk import Desk

    desk = Desk(address)
    with TestClient(create(desk, at_end=desk.close), base_url="http://127.0.0.1") as browser:
        events = browser.get("/api/v1/events").json()["items"]
        assert events
        assert browser.get("/").status_code == 200
        assert browser.get(f"/events/{events[0]['id']}").status_code == 200
        assert "killed" in browser.get("/search?q=killed").text
