from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

from tallystick import api, examples
from tallystick.cli.main import main
from tallystick.reconcile.profiles import OURS

LIVE = next(path for path in examples.paths() if "live-blog" in path.name)
EVENT_KEYS = (
    "id type occurred_from occurred_to date_precision places initiators targets mentions reports outlets origins "
    "tally disputes revisions"
).split()
TALLY_KEYS = "profile as_of killed wounded groups used set_aside trace".split()


class Ran(NamedTuple):
    """What a command did."""

    code: int
    out: str
    err: str


@pytest.fixture
def tally(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    """Run a command in an empty folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")

    def run(*words: str | Path) -> Ran:
        code = main([str(word) for word in words])
        return Ran(code, *capsys.readouterr())

    return run


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger with all examples."""
    where = tmp_path_factory.mktemp("ledger") / "tally.db"
    api.add(examples.paths(), ledger=where)
    return where


def test_help_comes_at_once() -> None:
    """Nothing heavy is loaded for the help: no parser, no database, no page reader."""
    command = [sys.executable, "-X", "importtime", "-m", "tallystick", "--help"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "compare" in done.stdout
    assert not [name for name in ("spacy", "sqlalchemy", "trafilatura") if f" {name}\n" in done.stderr]


# ---------------------------------------------------------------------------------------------- read


def test_read_json_is_one_object_a_report(tally) -> None:
    """One line a report, with the keys of the contract, nothing else on stdout, the count on stderr."""
    ran = tally("read", LIVE, "--json")
    (reading,) = map(json.loads, ran.out.splitlines())
    assert ran.code == 0
    assert list(reading) == ["report", "mentions", "claims", "problems"]
    assert reading["report"]["sections"][1]["published_at"] == "2021-01-13T00:00:00Z"
    assert ran.err == f"1 report read, {len(reading['claims'])} claims; no problems\n"


def test_read_shows_a_table_and_the_marked_text(tally) -> None:
    """Without --json: who says what, and the report's text."""
    ran = tally("read", LIVE)
    assert "at least 15" in ran.out
    assert "ORIGINAL ENTRY, JAN 13" in ran.out


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("empty.txt", b"", "empty"),
        ("picture.txt", b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "binary"),
        ("large.txt", b"word " * 10_000_001, "too-large"),
        ("script.html", b"<html><body><script>x()</script></body></html>", "html-without-text"),
        ("lines.jsonl", b'{"text": 3}\n', "bad-json"),
    ],
)
def test_what_is_no_report_is_one_problem(tally, name: str, data: bytes, code: str) -> None:
    """Bad input: its code on stderr, nothing on stdout, exit 1, never a traceback."""
    Path(name).write_bytes(data)
    ran = tally("read", name, "--json")
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.startswith(f"{code}: ")
    assert ran.err.endswith(f"0 reports read, 0 claims; 1 problem (1 {code})\n")


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Shelling killed four people in Idlib on Monday, doctors said.", ["undated"]),
        ("The market opened late.", ["undated", "no-claims"]),
        ("قصفت الطائرات مدينة إدلب وقتل أربعة أشخاص", ["undated", "other-language"]),
        ("Shelling killed four people in \udce9l Bab on Monday.", ["encoding", "undated"]),
    ],
)
def test_a_doubtful_report_carries_its_problems(tally, text: str, codes: list[str]) -> None:
    """What is doubtful is in the reading and on stderr, and the report is read all the same."""
    Path("report.txt").write_bytes(text.encode("utf-8", "surrogateescape"))
    ran = tally("read", "report.txt", "--json")
    assert ran.code == 1
    assert [problem["code"] for problem in json.loads(ran.out)["problems"]] == codes
    assert [line.split(":")[0] for line in ran.err.splitlines()[:-1]] == codes


# ------------------------------------------------------------------------------------------- ledger


def test_add_then_look(tally) -> None:
    """What is added is there: in tally.db of this folder, where nothing else is said."""
    first = tally("add", LIVE)
    assert (first.code, first.out) == (0, "1 input: 1 report new, 0 held already, 0 read anew; in tally.db\n")
    again = json.loads(tally("add", LIVE, "--json").out)
    assert again.pop("problems") == []
    assert again == {
        "new": 0,
        "same": 1,
        "reread": 0,
        "revised": 0,
        "unread": 0,
        "passed_over": 0,
        "near_copies": 0,
        "without_claims": 0,
    }
    assert tally("verify").code == 0
    assert "57" in tally("events").out


def test_the_setting_says_which_ledger(tally, ledger: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """TALLYSTICK_LEDGER stands where --ledger would."""
    monkeypatch.setenv("TALLYSTICK_LEDGER", str(ledger))
    assert tally("events", "--json").out == tally("events", "--json", "--ledger", ledger).out != ""


def test_a_broken_ledger_is_found(tally) -> None:
    """Exit 1, with the faults named, when the ledger is not whole."""
    Path("tally.db").write_bytes(b"This is text, and has never been a ledger. " * 30)
    ran = tally("verify")
    assert ran.code == 1
    assert "not whole: 1 fault" in ran.out
    assert len(json.loads(tally("verify", "--json").out)["faults"]) == 1


# ------------------------------------------------------------------------------------------- events


def test_events_json_has_the_keys_of_the_contract(tally, ledger: Path) -> None:
    """One event a line; every key that others build on is there."""
    ran = tally("events", "--ledger", ledger, "--json")
    events = [json.loads(line) for line in ran.out.splitlines()]
    assert ran.code == 0
    assert len(events) > 5
    for event in events:
        assert set(EVENT_KEYS) <= set(event)
        assert set(TALLY_KEYS) <= set(event["tally"])
        assert set(event["tally"]["killed"]) == {"low", "best", "high"}


def test_show_json_is_the_event_with_its_claims(tally, ledger: Path) -> None:
    """The same keys as `events --json`, and every claim that the tally used, by id."""
    listed = json.loads(tally("events", "--ledger", ledger, "--json", "--min-killed", "50").out.splitlines()[0])
    shown = json.loads(tally("show", listed["id"], "--ledger", ledger, "--json").out)
    assert listed == {key: shown[key] for key in listed}
    assert set(listed["tally"]["used"]) <= set(shown["claims"])


def test_show_writes_the_page_too(tally, ledger: Path) -> None:
    """--html writes one self-contained page, and the dossier is printed as well."""
    event = api.events(ledger, min_killed=50)[0].id
    ran = tally("show", event[:10], "--ledger", ledger, "--html", "page.html")
    assert "Does it add up?" in ran.out
    assert ran.err == "Written: page.html\n"
    assert Path("page.html").read_text(encoding="utf-8").startswith("<!doctype html>")
    assert tally("show", event, "--ledger", ledger, "--html", "none/page.html").code == 2


def test_the_presumption_is_a_view(tally, ledger: Path) -> None:
    """--view ihl adds a sentence and its rule, and changes nothing that is recorded; no other view exists."""
    event = api.events(ledger, min_killed=50)[0].id
    viewed = tally("show", event, "--ledger", ledger, "--view", "ihl", "--html", "page.html").out
    assert "By this presumption" in viewed
    assert "article 50(1)" in viewed
    assert "By this presumption" in Path("page.html").read_text(encoding="utf-8")
    plain = tally("show", event, "--ledger", ledger, "--json").out
    assert tally("show", event, "--ledger", ledger, "--json", "--view", "ihl").out == plain
    assert tally("show", event, "--ledger", ledger, "--view", "other").code == 2


def test_the_desks_letters_reach_the_ratings(tally, ledger: Path) -> None:
    """A desk's own file gives every figure of the origin its letter, and ucdp says that it follows it."""
    Path("desk.toml").write_text('[reliability]\n"org:sohr" = "B"\n')
    Path("tallystick.toml").write_text("desk = 'desk.toml'\n")
    event = api.events(ledger, min_killed=50)[0].id
    ratings = json.loads(tally("show", event, "--ledger", ledger, "--json").out)["ratings"]
    assert {rating["reliability"] for rating in ratings} == {"B", "F"}
    assert "desk's file rates B" in " ".join(tally("compare", event, "--ledger", ledger).out.split())
    exported = tally("export", "--format", "jsonl", "--profile", "ucdp", "--min-killed", "50", "--ledger", ledger).out
    assert '"reliability":"B"' in exported
    assert "desk's file rates B" in exported


def test_compare_gives_reasons_and_passages(tally, ledger: Path) -> None:
    """Why each claim is set aside, with its code, and the codebook's rule with its source."""
    event = api.events(ledger, min_killed=50)[0].id
    told = " ".join(tally("compare", event, "--ledger", ledger).out.split())
    for words in (
        "out of scope",
        "Set aside, not_coded:",
        "ucdp.reliable:",
        "harm: weak, proposed",
        "Apart: Syrian Arab Army",
    ):
        assert words in told


def test_as_of_goes_back(tally) -> None:
    """As of the 13th the live page had said "at least 15"; a day later 57."""
    tally("add", LIVE)
    event = json.loads(tally("events", "--json").out.splitlines()[0])["id"]
    killed = {
        day: json.loads(tally("show", event, "--json", "--as-of", day).out)["tally"]["killed"]["low"]
        for day in ("2021-01-13", "2021-01-14")
    }
    assert killed == {"2021-01-13": 15, "2021-01-14": 57}
    assert tally("events", "--recorded-as-of", "2021-01-14").out == "No events are known.\n"


def test_compare_puts_the_profiles_side_by_side(tally, ledger: Path) -> None:
    """Every profile with its working."""
    event = api.events(ledger, min_killed=50)[0].id
    told = tally("compare", event, "--ledger", ledger).out
    assert all(profile in told for profile in OURS)
    assert list(json.loads(tally("compare", event, "--ledger", ledger, "--json").out)) == list(OURS)


# ---------------------------------------------------------------------------------------------- demo


def test_demo_shows_events_and_one_dossier(tally) -> None:
    """One command, no network: the events, a whole dossier, and where its page is; again gives the same."""
    first, second = tally("demo"), tally("demo")
    assert first.code == 0
    assert first == second
    assert "What was known when" in first.out
    assert f"page: {Path('demo', 'dossier.html')}" in first.out
    assert Path("demo/dossier.html").is_file()


# ------------------------------------------------------------------------------------- what goes wrong


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["read", "none.txt"], "no such file or folder. [usage]"),
        (["read"], "Missing argument"),
        (["reed", "x"], "reed"),
        (["events", "--as-of", "soon"], "--as-of 'soon'"),
        (["events", "--since", "soon"], "--since 'soon'"),
        (["events"], "There is no ledger at"),
        (["events", "--min-killed", "many"], "--min-killed"),
        ([], "Give a command"),
    ],
)
def test_wrong_usage_is_one_message_and_exit_2(tally, words: list[str], told: str) -> None:
    """The call is wrong: one message on stderr that says what was expected, nothing on stdout."""
    ran = tally(*words)
    assert (ran.code, ran.out) == (2, "")
    assert told in ran.err
    assert "Traceback" not in ran.err


def test_an_unknown_event_or_profile_is_exit_2(tally, ledger: Path) -> None:
    """The message says what to do next."""
    assert "tally events" in tally("show", "evt_zzz", "--ledger", ledger).err
    for words in (["show", "evt_zzz"], ["compare", "evt_zzz"], ["events", "--profile", "best"]):
        assert tally(*words, "--ledger", ledger).code == 2


def test_a_fault_of_ours_is_exit_3(tally, monkeypatch: pytest.MonkeyPatch) -> None:
    """What nobody foresaw asks to be reported; where it happened is shown only when asked for."""
    monkeypatch.setattr(api, "verify", lambda ledger: {}["nothing"])
    ran = tally("verify")
    assert ran.code == 3
    assert ran.err.startswith("A fault of ours: KeyError")
    assert "Traceback" not in ran.err
    assert "Traceback" in tally("--debug", "verify").err


def test_a_reader_who_has_enough_is_no_error(ledger: Path) -> None:
    """`tally events | head -1` ends quietly."""
    command = [sys.executable, "-m", "tallystick", "events", "--json", "--ledger", str(ledger)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        running.stdout.close()
        assert running.stderr.read() == b""


def test_a_terminal_that_knows_no_unicode_is_served(ledger: Path) -> None:
    """Letters that cannot be shown become question marks, and not an error."""
    command = [sys.executable, "-m", "tallystick", "events", "--ledger", str(ledger)]
    environment = {**os.environ, "PYTHONIOENCODING": "ascii"}
    done = subprocess.run(command, capture_output=True, env=environment, check=True)
    assert b"at least" in done.stdout


def test_hostile_names_are_printed_and_not_obeyed(tally) -> None:
    """An escape sequence in a file's name does not reach the terminal."""
    Path("\x1b[2Jx.txt").touch()
    assert "\x1b" not in tally("read", ".").err


def test_version(tally) -> None:
    """--version names the program and its version."""
    assert tally("--version") == Ran(0, "tallystick 0.1.0\n", "")
