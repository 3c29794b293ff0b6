from __future__ import annotations

import json
from pathlib import Path

import pytest

from tallystick import api
from tallystick.cli.main import main
from tallystick.ledger.sqlite import SqliteLedger
from tests.readings import ABU_KAMAL, ISRAEL, at, harm, on, report, told
from tests.unit.cli.test_commands import Ran

STRIKE = told(days=on(13), places=[ABU_KAMAL], by=[ISRAEL])


@pytest.fixture
def tally(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    """Run a command in a folder with a ledger of two reports of one strike."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    with SqliteLedger.open("tally.db", create=True) as ledger:
        for name in ("aa1", "ab2"):
            ledger.record(report(name, at(13), STRIKE, harm("c1", 9)), known_at=at(15), reader="test")

    def run(*words: str) -> Ran:
        code = main(list(words))
        return Ran(code, *capsys.readouterr())

    return run


def test_judge_undo_list(tally) -> None:
    """A verdict parts two reports, is listed with its reason, and is taken back by its number."""
    assert len(api.events("tally.db")) == 1
    judged = json.loads(tally("judge", "different", "aa1", "ab2", "--by", "Ada", "--why", "two raids", "--json").out)
    assert judged["judgement"]["items"] == ["rep_aa1/m1", "rep_ab2/m1"]
    assert len(api.events("tally.db")) == 2
    assert "Ada: two raids" in tally("judge", "list").out
    assert tally("judge", "undo", str(judged["entry"]), "--by", "Bo", "--why", "one raid").code == 0
    assert "taken back by Bo: one raid" in tally("judge", "list").out
    assert len(api.events("tally.db")) == 1
    assert tally("verify").code == 0


def test_explain_prints_the_evidence(tally) -> None:
    """What speaks for the link is printed in words with its weights, and as JSON."""
    event = api.events("tally.db")[0].id
    ran = tally("explain", "aa1", event)
    assert ran.code == 0
    assert "both name Abu Kamal" in ran.out
    found = json.loads(tally("explain", "aa1", event, "--json").out)
    assert found["belongs"] is True
    assert found["comparisons"][0]["evidence"][0]["weight"] > 0


@pytest.mark.parametrize(
    ("words", "told_why"),
    [
        (["judge", "same", "aa1", "ab2"], "--by and --why"),
        (["judge", "alike", "aa1", "ab2", "--by", "A", "--why", "b"], "no verdict"),
        (["judge", "undo", "--by", "A", "--why", "b"], "expected its number"),
        (["judge", "undo", "99", "--by", "A", "--why", "b"], "no judgement 99"),
        (["judge"], "Missing argument"),
        (["explain", "aa1", "evt_none"], "no event"),
        (["explain", "zz", "evt_"], "which report"),
    ],
)
def test_wrong_usage_is_exit_2(tally, words: list[str], told_why: str) -> None:
    """One message that says what was expected, nothing on stdout."""
    ran = tally(*words)
    assert (ran.code, ran.out) == (2, "")
    assert told_why in ran.err


def test_nobody_has_judged(tally) -> None:
    """An empty list is said in words, and is no line of JSON."""
    assert tally("judge", "list").out == "Nobody has judged anything.\n"
    assert tally("judge", "list", "--json").out == ""
