from __future__ import annotations

import json
import os
import stat
from datetime import UTC, datetime
from pathlib import Path
from threading import Event, Thread

import pytest
from msgspec.structs import replace
from starlette.testclient import TestClient

from tallystick import api
from tallystick.ledger.opening import open_ledger
from tallystick.model import Reading, Report
from tallystick.web.app import create
from tallystick.web.desk import Desk
from tallystick.web.digest import Digest
from tests.unit.web.conftest import HERE, held

NAME = b"Yusufova"


def test_a_server_that_starts_again_derives_nothing_again(own: Path, reports_read: list[str]) -> None:
    """What was kept is taken up; what was written while nobody served is all that is read."""
    kept = own.with_name("desk")
    first = Desk(own, kept=kept)
    before = held(first)
    first.close()
    whole = len(reports_read)
    second = Desk(own, kept=kept)
    assert held(second) == before
    assert len(reports_read) == whole
    second.close()
    story = own.with_name("story.txt")
    story.write_text("Shelling of a school in Homs killed nine people on Tuesday, a monitor said.")
    api.add([story], ledger=own, published_at="2022-05-11", outlet="Gate Post")
    third = Desk(own, kept=kept)
    assert len(held(third)) > len(before)
    assert len(reports_read) == whole + 1
    third.close()


@pytest.mark.parametrize("other", ["profile", "letters", "code", "ledger"])
def test_what_was_made_otherwise_is_not_taken_up(
    own: Path, ledger: Path, reports_read: list[str], other: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another profile, other letters, other code, another ledger in the same place: everything is made anew."""
    kept = own.with_name("desk")
    first = Desk(own, kept=kept)
    held(first)
    first.close()
    whole = len(reports_read)
    if other == "code":
        monkeypatch.setattr("tallystick.web.desk._code", lambda: "another")
    if other == "ledger":
        own.unlink()
        with open_ledger(own, create=True) as book:
            for reading in list(api.known(ledger).raw)[:3]:
                book.record(reading, known_at=reading.report.published_at or datetime.now(UTC), reader="test")
    given = {"profile": {"profile": "ucdp"}, "letters": {"letters": {"org:sohr": "B"}}}.get(other, {})
    second = Desk(own, kept=kept, **given)
    anew = Desk(own, **given)
    assert held(second) == held(anew)
    assert len(reports_read) > whole
    second.close()
    anew.close()


def test_what_a_judgement_moves_is_looked_for_around_it(own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And when it is taken back: in a large ledger nobody waits for every mention to be compared."""
    desk = Desk(own)
    before = held(desk)
    event = max(desk.sight().events("ledger"), key=lambda event: len(event.mentions))
    refs = tuple(f"{one.report}/{one.mention}" for one in event.mentions)

    def fail(digest: Digest) -> None:
        raise AssertionError("every mention is compared")

    monkeypatch.setattr(Digest, "placed", fail)
    judged = api.judge(own, "split", [event.id, refs[-1]], by="Ana", why="read both")
    assert len(held(desk)) > len(before)
    api.undo(own, judged.entry, by="Ana", why="mistaken")
    assert held(desk) == before
    desk.close()


def test_a_small_ledger_has_nothing_beside_it(own: Path) -> None:
    """And the file of the moment is gone when the desk is closed."""
    before = set(own.parent.iterdir())
    desk = Desk(own)
    held(desk)
    assert desk._digest is not None
    path = desk._digest.path
    assert path.exists()
    desk.close()
    assert not path.exists()
    assert {one.name for one in set(own.parent.iterdir()) - before} <= {"tally.db-wal", "tally.db-shm"}


def test_no_name_of_a_victim_is_in_the_file(own: Path) -> None:
    """Covered in whatever is written, also where it becomes known as a victim's only later; for its owner alone."""
    kept = own.with_name("desk")
    first = {"text": "Amina Yusufova opened a school in Aleppo on Monday.", "published_at": "2022-03-20"}
    (own.parent / "a.jsonl").write_text(json.dumps(first | {"outlet": "A"}))
    bare = own.with_name("bare.db")
    api.add([own.parent / "a.jsonl"], ledger=bare)
    desk = Desk(bare, kept=kept)
    held(desk)
    assert NAME in _bytes(kept)
    second = {"text": "A shell killed Amina Yusufova, 34, in Aleppo on Monday, doctors said.", "outlet": "B"}
    (own.parent / "b.jsonl").write_text(json.dumps(second | {"published_at": "2022-03-21"}))
    api.add([own.parent / "b.jsonl"], ledger=bare)
    assert all(NAME not in told for told in held(desk).values())
    desk.close()
    assert NAME not in _bytes(kept)
    assert stat.S_IMODE(os.stat(kept).st_mode) == 0o600
    again = Desk(own, kept=own.with_name("other"))
    held(again)
    again.close()
    assert NAME not in _bytes(own.with_name("other"))


def _bytes(kept: Path) -> bytes:
    return b"".join(path.read_bytes() for path in kept.parent.glob(f"{kept.name}*"))


def test_a_report_is_replaced_and_forgotten(tmp_path: Path) -> None:
    """With the words that it was found by."""
    digest = Digest(tmp_path / "desk")
    with digest.held():
        reading = Reading(report=Report(id="rep_a", title="A bridge", text="Quiet at the bridge."))
        digest.put_readings([(reading, 0)])
        changed = replace(reading, report=replace(reading.report, title="A school", text="Quiet at the school."))
        digest.put_readings([(changed, 0)])
        assert digest.readings(["rep_a"]) == {"rep_a": changed}
        assert digest.with_any(["bridge"]) == set()
        assert digest.with_any(["school", "zebra"]) == {"rep_a"}
        digest.drop_reading("rep_a")
        assert digest.with_any(["school"]) == set()
    digest.close()


def test_who_comes_while_the_desk_is_prepared_is_told_how_far_it_is(own: Path) -> None:
    """At once and as a page: nobody waits for minutes in front of an empty window."""
    told = Event()
    go_on = Event()

    def wait(what: str, done: int, whole: int) -> None:
        told.set()
        go_on.wait(30)

    desk = Desk(own, told=wait)
    preparing = Thread(target=desk.prepare)
    preparing.start()
    assert told.wait(30)
    with TestClient(create(desk), base_url=HERE) as client:
        page = client.get("/")
        assert (page.status_code, page.headers["retry-after"]) == (503, "1")
        assert "The desk is being prepared: " in page.text
        assert client.get("/api/v1/events").json()["status"] == 503
        go_on.set()
        preparing.join(30)
        assert client.get("/").status_code == 200
    desk.close()
