from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from tallystick import api
from tallystick.cli.main import main
from tests.site import answer, article, opml, rss, site


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder in which one round of a watch was made: one page was had, one failed, one is tried again."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "200")
    with site() as news:
        news.pages["/feed"] = rss(*(news.url(f"/{name}") for name in ("good", "gone", "busy")))
        news.pages["/good"] = article()
        news.pages["/busy"] = lambda handler: answer(handler, status=503)
        Path("feeds.opml").write_text(opml(news.url("/feed")))
        api.watch(["feeds.opml"], ledger="tally.db", once=True, polite=news.polite())
    return tmp_path


def test_the_status_says_how_a_watch_stands(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Feeds, pages by what became of them, and what is wrong: for people, and as JSON for a monitor."""
    assert main(["watch", "--status"]) == 0
    shown = capsys.readouterr().out
    assert "No watch is running. 3 pages: 1 had, 0 waiting, 1 retried, 1 failed." in shown
    assert "the server answered 503" in shown
    assert main(["watch", "--status", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["pages"] == {"pages": 3, "waiting": 0, "had": 1, "retried": 1, "failed": 1}
    assert [(feed["entries"], feed["failures"]) for feed in told["feeds"]] == [(3, 0)]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["watch"], "Say what to watch"),
        (["watch", "nowhere.opml"], "Cannot watch nowhere.opml"),
        (["watch", "--status", "--ledger", "other.db"], "nothing was watched yet"),
        (["watch", "feeds.opml", "--every", "0"], "greater than or equal to 1"),
    ],
)
def test_a_wrong_watch_is_one_message(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], words: list[str], told: str
) -> None:
    """What cannot be watched is said before anything is asked or made."""
    monkeypatch.chdir(tmp_path)
    assert main(words) == 2
    assert told in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "words", [["add", "https://news.example/raid"], ["watch", "https://news.example/feed", "--once"]]
)
def test_without_the_extra_it_says_which_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], words: list[str]
) -> None:
    """Who asks for the web without what fetches is told the one command that brings it."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setitem(sys.modules, "httpcore2", None)
    assert main(words) == 2
    assert "pip install 'tallystick[fetch]'" in capsys.readouterr().err
    assert not (tmp_path / "tally.db").exists()


def test_a_private_address_is_a_problem_on_the_command_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The guard stands without being asked for, and no setting takes it away."""
    monkeypatch.chdir(tmp_path)
    for name in ("allowed", "ports", "policy"):
        monkeypatch.delenv(f"TALLYSTICK_FETCH_{name.upper()}", raising=False)
    with site() as news:
        assert main(["add", f"http://127.0.0.1:{news.port}/", "http://127.0.0.1/", "--json"]) == 1
        assert news.asked == []
    told = json.loads(capsys.readouterr().out)
    assert (told["unread"], {problem["code"] for problem in told["problems"]}) == (2, {"not-allowed"})


def test_feeds_that_cannot_be_had_are_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """An entry at no address, and a feed that will never be let in, are problems; how many failed is told."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "200")
    Path("feeds.opml").write_text(opml("http://127.0.0.1/feed", "file:///etc/passwd"))
    assert main(["watch", "feeds.opml", "--once", "--json"]) == 1
    shown = capsys.readouterr()
    assert [problem["code"] for problem in json.loads(shown.out)["problems"]] == ["bad-feed", "not-allowed"]
    assert "1 of 1 feed could not be had; `tally watch --status` says why." in shown.err
