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


# ----------------------------------------------------------------------------------------- corrections

TEXT = "Gunmen stormed the village of Qarnabistan on 3 May 2022, killing nine guards. The army made no comment."


@pytest.fixture
def village(tally, tmp_path: Path):
    """The same, over a ledger of one report whose place is in no gazetteer; its id and the id of its mention."""
    (tmp_path / "tally.db").unlink()
    (tmp_path / "one.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "none.txt").write_text("Minutes of the council.\nFour herders are named in it.", encoding="utf-8")
    api.add(["one.txt", "none.txt"], ledger="tally.db", published_at="2022-05-04")
    (event,) = api.events("tally.db")
    (ref,) = event.mentions

    def run(*words: str) -> Ran:
        return tally(*words, "--by", "Ada", "--why", "read it")

    return run, ref.report, f"{ref.report}/{ref.mention}"


def test_a_place_is_put_on_the_map(village) -> None:
    """By a point or by the gazetteer's number; the words that name it need not be given where there is one place."""
    run, report_id, mention = village
    assert run("judge", "place", mention, "--at", "36.7,38.9", "--country", "sy").code == 0
    (place,) = api.events("tally.db")[0].places
    assert (place.wording, place.latitude, place.country, place.precision) == ("Qarnabistan", 36.7, "SY", "area")
    assert "“Qarnabistan” is Qarnabistan, 36.7, 38.9" in run("judge", "list").out
    assert run("judge", "place", report_id, "--wording", "Qarnabistan", "--place", "170063").code == 0
    assert api.events("tally.db")[0].places[0].geonames_id == 170063


def test_a_claim_is_edited(village) -> None:
    """Field by field; without any, what it says is told."""
    run, report_id, _ = village
    claims = {claim.kind: f"{report_id}/{claim.id}" for claim in api.reading("tally.db", report_id).claims}
    assert "outcome=killed, low=9" in run("judge", "edit", claims["harm"]).err
    assert run("judge", "edit", claims["harm"], "--set", "low=8", "--set", "high=8").code == 0
    assert api.events("tally.db")[0].tally.killed.low == 8
    assert run("judge", "edit", claims["position"], "--set", "act=denies", "--set", "toward=the raid").code == 0
    (stand,) = api.events("tally.db")[0].positions
    assert (stand.act, stand.toward) == ("denies", "the raid")


def test_a_claim_is_added(village) -> None:
    """From words of the report; where no incident was understood, with the incident."""
    run, report_id, _ = village
    made = run("judge", "add", report_id, "--quote", "stormed the village", "--kind", "damage", "--set",
               "object=the village", "--set", "degree=hit", "--json")  # fmt: skip
    assert json.loads(made.out)["judgement"]["claim"]["id"] == "h1"
    (other,) = [one.report.id for one in api.known("tally.db").readings if one.report.id != report_id]
    words = ("judge", "add", other, "--quote", "Four herders", "--set", "low=4", "--set", "group=herders")
    assert "no incident was understood" in run(*words).err
    assert run(*words, "--incident", "Attack", "--since", "2022-05-02").code == 0
    (event,) = [one for one in api.events("tally.db") if one.reports[0].id == other]
    assert (event.type, str(event.occurred_from), event.date_precision) == ("Attack", "2022-05-02", "day")
    assert run("verify", "--ledger", "tally.db").code == 2  # takes no --by


@pytest.mark.parametrize(
    ("words", "told_why"),
    [
        (["place", "REPORT"], "expected --place N"),
        (["place", "REPORT", "--at", "36.7"], "expected degrees"),
        (["place", "REPORT", "--at", "1,1", "--wording", "Aleppo"], "names no such place"),
        (["place"], "expected mentions"),
        (["place", "REPORT", "--at", "1,1", "--set", "low=9"], "with --set"),
        (["reject", "REPORT/c1", "--place", "170063"], "with --place"),
        (["edit", "REPORT", "--set", "low=9"], "expected one claim"),
        (["edit", "REPORT/c77", "--set", "low=9"], "the report has c1"),
        (["edit", "REPORT/c1", "--set", "low"], "NAME=VALUE"),
        (["edit", "REPORT/c1", "--set", "object=a car"], "expected one of"),
        (["add", "REPORT"], "--quote WORDS"),
        (["add", "REPORT", "--quote", "ten guards", "--set", "low=9"], "exactly"),
        (["add", "REPORT", "--quote", "nine guards", "--set", "low=9", "--since", "2022-05-03"], "without --incident"),
        (["add", "REPORT", "--quote", "nine guards", "--set", "low=9", "--incident", "Rain"], "expected one of"),
        (["add", "REPORT", "REPORT", "--quote", "nine guards"], "found 2"),
    ],
)
def test_a_correction_that_cannot_be_is_refused(village, words: list[str], told_why: str) -> None:
    """Exit 2, what was expected, and nothing is written."""
    run, report_id, _ = village
    ran = run("judge", *[word.replace("REPORT", report_id) for word in words])
    assert (ran.code, ran.out) == (2, "")
    assert told_why in " ".join(ran.err.split())
    assert api.judgements("tally.db") == []
