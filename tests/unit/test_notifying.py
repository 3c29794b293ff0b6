from __future__ import annotations

import hmac
import json
import subprocess
import sys
import time
from base64 import b64encode
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest

from tallystick import api
from tallystick.cli.main import main
from tallystick.errors import SettingsError
from tallystick.fetch.http import Fetcher
from tallystick.ledger.sqlite import SqliteLedger
from tallystick.locks import locked
from tallystick.notifying import LONGEST_WAIT, MOST, hooks_in
from tests.readings import ABU_KAMAL, at, harm, on, report, told
from tests.site import Handler, Site, answer, redirect, site

pytest.importorskip("httpcore2", reason="the extra 'fetch' is not installed")

NOW = datetime(2026, 1, 1, tzinfo=UTC)
KEY = b"a secret of twenty-four b"
SECRET = f"whsec_{b64encode(KEY).decode()}"


@pytest.fixture
def receiver() -> Iterator[Site]:
    """A program that takes messages."""
    with site() as served:
        served.pages["/told"] = "thank you"
        yield served


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    """A ledger of one report."""
    record(tmp_path / "tally.db", 1)
    return tmp_path / "tally.db"


def record(path: Path, *days: int) -> None:
    """Record a report of each of these days."""
    with SqliteLedger.open(path, create=True) as book:
        for day in days:
            strike = told(days=on(1 + day % 27), places=[ABU_KAMAL])
            book.record(report(f"aa{day}", at(1 + day % 27), strike, harm("c1", 9)), known_at=at(28), reader="test")


def hooks(folder: Path, *urls: str) -> Path:
    """A file with these addresses."""
    path = folder / "hooks.toml"
    path.write_text("".join(f'[[hook]]\nurl = "{url}"\nsecret = "{SECRET}"\n' for url in urls), encoding="utf-8")
    return path


def tell(receiver: Site, ledger: Path, *, now: datetime = NOW, path: str = "/told") -> api.Reached:
    """One round to the one address."""
    named = hooks(ledger.parent, receiver.url(path))
    (reached,) = api.notify(named, ledger=ledger, now=now, sends=receiver.fetcher()).values()
    return reached


ROOT = Path(__file__).parents[2]
ANOTHER = """
import sys
from datetime import UTC, datetime
from tallystick import api
from tests.site import Site
sends = Site(int(sys.argv[3])).fetcher()
print("ready", flush=True)
sys.stdin.readline()
api.notify(sys.argv[1], ledger=sys.argv[2], now=datetime(2026, 1, 1, tzinfo=UTC), sends=sends)
"""


def test_two_at_once_send_each_message_once(receiver: Site, ledger: Path) -> None:
    """Two processes over one ledger, while the receiver takes its time: each change comes once."""

    def slowly(handler: Handler) -> None:
        time.sleep(0.3)
        answer(handler, b"thank you")

    tell(receiver, ledger)
    record(ledger, *range(2, 2 + 3 * MOST))
    receiver.pages["/told"] = slowly
    command = [sys.executable, "-c", ANOTHER, str(ledger.parent / "hooks.toml"), str(ledger), str(receiver.port)]
    with (
        subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as one,
        subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other,
    ):
        for process in (one, other):
            assert process.stdout is not None
            assert process.stdout.readline() == b"ready\n"
        for process in (one, other):
            assert process.stdin is not None
            process.stdin.write(b"\n")
            process.stdin.flush()
        assert (one.wait(60), other.wait(60)) == (0, 0)
    told_ = [one["report"] for _, _, body in receiver.sent for one in json.loads(body)["data"]["changes"]]
    assert (len(receiver.sent), len(told_), len(set(told_))) == (3, 3 * MOST, 3 * MOST)


def test_a_round_that_finds_another_at_it_sends_nothing(receiver: Site, ledger: Path, monkeypatch) -> None:
    """It tells how far the addresses are told, and leaves the rest to the other."""
    tell(receiver, ledger)
    record(ledger, 2)
    monkeypatch.setattr("tallystick.notifying.PATIENCE", 0.05)
    with closing(locked(ledger.with_name("tally.db-notify"))):
        before = tell(receiver, ledger)
        assert receiver.sent == []
    assert tell(receiver, ledger).entry > before.entry
    assert len(receiver.sent) == 1


def test_what_is_written_is_told_signed_and_once(receiver: Site, ledger: Path) -> None:
    """From when it was first asked on, with ids and no words; whoever has the secret can check each message."""
    assert tell(receiver, ledger).failures == 0
    assert receiver.sent == []  # a new address learns only what is written from now on
    record(ledger, 2, 3)
    reached = tell(receiver, ledger)
    ((path, headers, body),) = receiver.sent
    assert path == "/told"
    told_ = json.loads(body)
    assert (told_["type"], len(told_["data"]["changes"])) == ("ledger.written", 2)
    assert told_["data"]["after"] == reached.entry
    assert [one["report"] for one in told_["data"]["changes"]] == ["rep_aa2", "rep_aa3"]
    assert b"killed" not in body
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    digest = b64encode(hmac.new(KEY, signed, sha256).digest()).decode()
    assert headers["webhook-signature"] == f"v1,{digest}"
    assert (headers["content-type"], headers["webhook-timestamp"]) == ("application/json", str(int(NOW.timestamp())))
    tell(receiver, ledger)
    assert len(receiver.sent) == 1


def test_what_was_missed_comes_later_in_order_under_the_same_id(receiver: Site, ledger: Path) -> None:
    """An address that fails is left alone for longer and longer, and then told all of it."""
    tell(receiver, ledger)
    record(ledger, 2)
    receiver.pages["/told"] = lambda handler: answer(handler, status=503)
    now, waits = NOW, []
    for _ in range(12):
        reached = tell(receiver, ledger, now=now)
        assert reached.due_at is not None
        waits.append((reached.due_at - now).total_seconds())
        asked = len(receiver.sent)
        tell(receiver, ledger, now=now + timedelta(seconds=waits[-1] - 1))
        assert len(receiver.sent) == asked
        now = reached.due_at
    assert waits[:4] == [60, 120, 240, 480]
    assert waits[-1] == LONGEST_WAIT
    assert "refused" in (reached.problem or "")
    record(ledger, 3)
    receiver.pages["/told"] = "thank you"
    assert tell(receiver, ledger, now=now).failures == 0
    assert len({headers["webhook-id"] for _, headers, _ in receiver.sent[:-1]}) == 1
    assert len({body for _, _, body in receiver.sent[:-1]}) == 1
    for (_, _, body), report_id in zip(receiver.sent[-2:], ("rep_aa2", "rep_aa3"), strict=True):
        assert [one["report"] for one in json.loads(body)["data"]["changes"]] == [report_id]


def test_what_a_server_asks_for_is_heeded(receiver: Site, ledger: Path) -> None:
    """How long to wait; and that it is gone, which ends it."""
    tell(receiver, ledger)
    record(ledger, 2)
    receiver.pages["/told"] = lambda handler: answer(handler, status=429, Retry_After="900")
    assert tell(receiver, ledger).due_at == NOW + timedelta(seconds=900)
    receiver.pages["/told"] = lambda handler: answer(handler, status=410)
    assert tell(receiver, ledger, now=NOW + timedelta(days=1)).stopped
    asked = len(receiver.sent)
    tell(receiver, ledger, now=NOW + timedelta(days=9))
    assert len(receiver.sent) == asked


def test_many_changes_come_in_messages_of_some(receiver: Site, ledger: Path) -> None:
    """All of them, none twice."""
    tell(receiver, ledger)
    record(ledger, *range(100, 100 + MOST + 5))
    tell(receiver, ledger)
    sent = [json.loads(body)["data"]["changes"] for _, _, body in receiver.sent]
    assert [len(one) for one in sent] == [MOST, 5]
    assert len({change["report"] for changes in sent for change in changes}) == MOST + 5


def test_nothing_is_sent_on_or_to_this_machine(receiver: Site, ledger: Path) -> None:
    """No redirect is followed; only public addresses are connected to, whatever the file says."""
    tell(receiver, ledger)
    record(ledger, 2)
    receiver.pages["/told"] = redirect(receiver.url("/elsewhere"))
    assert tell(receiver, ledger).failures == 1
    assert [path for path, _, _ in receiver.sent] == ["/told"]
    for url in ("http://127.0.0.1/x", "http://169.254.169.254/latest", "http://[::1]/x", "http://10.0.0.1:80/x"):
        named, state = hooks(ledger.parent, url), ledger.parent / f"{sha256(url.encode()).hexdigest()}.state"
        api.notify(named, ledger=ledger, state=state, now=NOW, sends=Fetcher())
        record(ledger, 50 + len(url))
        (reached,) = api.notify(named, ledger=ledger, state=state, now=NOW, sends=Fetcher()).values()
        assert "not-allowed" in (reached.problem or ""), url


@pytest.mark.parametrize(
    "text",
    [
        "",
        "hook = 3",
        "[[hook",
        '[[hook]]\nsecret = "x"',
        '[[hook]]\nurl = "ftp://a.example/x"\nsecret = "x"',
        '[[hook]]\nurl = "https://a.example/x"',
        '[[hook]]\nurl = "https://a.example/x"\nsecret = "whsec_c2hvcnQ="',
        '[[hook]]\nurl = "https://a.example/x"\nsecret = "not Base64 at all, but long enough"',
    ],
)
def test_a_file_that_cannot_be_used_is_refused(tmp_path: Path, text: str) -> None:
    """With what was expected, and without the secret."""
    (tmp_path / "hooks.toml").write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError, match=r"[Ee]xpected") as caught:
        hooks_in(tmp_path / "hooks.toml")
    assert "c2hvcnQ" not in str(caught.value)
    with pytest.raises(SettingsError, match="each address once"):
        hooks_in(hooks(tmp_path, "https://a.example/x", "https://a.example/x"))


def test_the_command_tells_how_far_it_came(
    ledger: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """In words and as JSON, with the host and nothing else of the address; 1 where one could not be reached."""
    monkeypatch.chdir(tmp_path)
    assert main(["notify", "--once"]) == 2
    assert "the setting hooks" in capsys.readouterr().err
    named = hooks(tmp_path, "http://127.0.0.1/secret-path")
    assert main(["notify", str(named), "--once"]) == 0
    assert "127.0.0.1: told up to entry" in capsys.readouterr().out
    record(ledger, 2)
    monkeypatch.setenv("TALLYSTICK_HOOKS", str(named))
    assert main(["notify", "--once", "--json"]) == 1
    told_ = json.loads(capsys.readouterr().out)
    assert (told_["host"], told_["failures"]) == ("127.0.0.1", 1)
    assert "secret-path" not in (tmp_path / "tally.db-notify").read_text(encoding="utf-8")
    assert main(["notify", "--once"]) == 1
    assert "asked again from" in " ".join(capsys.readouterr().out.split())
