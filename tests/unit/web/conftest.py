"""One ledger with the bundled examples and a few reports that try the pages, served without a network."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tallystick import api, examples

pytest.importorskip("fastapi", reason="the extra 'web' is not installed")

from starlette.testclient import TestClient

from tallystick.model import Reading
from tallystick.web import following
from tallystick.web.app import create
from tallystick.web.desk import Desk

HERE = "http://127.0.0.1"
ARABIC = "قتل سبعة مدنيين في القصف"
HOSTILE = "<script>alert(1)</script>"
REPORTS = [
    {
        "title": "Shelling of a market in Idlib",
        "text": f"Shelling of the market in Idlib killed seven civilians, a hospital said.\n“{ARABIC}”, it wrote.",
        "published_at": "2022-03-02",
        "outlet": "Gate Post",
        "language": "en",
    },
    {
        "title": f"Raid {HOSTILE} on Raqqa",
        "text": f"Warplanes bombed Raqqa on Monday, killing 12 people, {HOSTILE} a monitor said.",
        "published_at": "2022-03-09",
        "outlet": HOSTILE,
        "url": "javascript:alert(1)",
    },
    {
        "title": "A strike in Aleppo",
        "text": "A shell killed Amina Yusufova, 34, in the city of Aleppo on Monday, doctors said.",
        "published_at": "2022-03-16",
        "outlet": "Gate Post",
    },
]


@pytest.fixture(scope="session")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger that no test writes to."""
    folder = tmp_path_factory.mktemp("web")
    more = folder / "more.jsonl"
    more.write_text("".join(f"{json.dumps(report)}\n" for report in REPORTS), encoding="utf-8")
    api.add([*examples.paths(), more], ledger=folder / "tally.db")
    return folder / "tally.db"


@pytest.fixture(scope="session")
def kept_client(ledger: Path) -> Iterator[TestClient]:
    """A browser over the site that no test writes to, opened once."""
    with TestClient(create(Desk(ledger)), base_url=HERE) as browser:
        yield browser


@pytest.fixture
def client(kept_client: TestClient) -> Iterator[TestClient]:
    """A browser without script, as far as the server can tell; each test begins without cookies."""
    yield kept_client
    kept_client.cookies.clear()


@pytest.fixture(scope="session")
def disputed(ledger: Path) -> str:
    """The id of the event that most of the examples tell of."""
    return max(api.events(ledger), key=lambda event: len(event.reports)).id


@pytest.fixture
def own(ledger: Path, tmp_path: Path) -> Path:
    """A copy of the ledger that a test may write to."""
    shutil.copy(ledger, tmp_path / "tally.db")
    return tmp_path / "tally.db"


@pytest.fixture
def reports_read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The reports that were covered, in their order."""
    read: list[str] = []
    covered = following.covered

    def told(raw: Reading, *rest: object) -> object:
        read.append(raw.report.id)
        return covered(raw, *rest)

    monkeypatch.setattr(following, "covered", told)
    return read


def held(desk: Desk) -> dict[str, bytes]:
    """All that a desk shows of events and reports."""
    sight = desk.sight()
    return {event.id: repr(event).encode() for event in sight.events("ledger")} | {
        id_: repr(reading).encode() for id_, reading in sight.readings.items()
    }
