"""Several servers over one ledger: they share what is derived, and nobody overwrites anybody."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from pathlib import Path
from threading import Event, Thread

import httpx
import pytest
from starlette.testclient import TestClient

from tallystick import api
from tallystick.errors import LedgerBusyError
from tallystick.web import digest, snapshot
from tallystick.web.app import create
from tallystick.web.desk import Desk
from tests.unit.web.conftest import HERE, held
from tests.unit.web.test_judge import SAME_ORIGIN, Named, forms, judging, send

Made = Callable[..., Desk]


@pytest.fixture
def server(own: Path) -> Iterator[Made]:
    """Another server over the ledger, each with a desk of its own and one file for all."""
    desks: list[Desk] = []

    def made(**given: object) -> Desk:
        desks.append(Desk(own, kept=own.with_name("desk"), **given))  # type: ignore[arg-type]
        return desks[-1]

    yield made
    for desk in desks:
        desk.close()


def add(own: Path, text: str) -> None:
    """One more report, by somebody else."""
    story = own.with_name("story.txt")
    story.write_text(text)
    api.add([story], ledger=own, published_at="2022-05-11", outlet="Gate Post")


def test_what_one_derived_the_other_reads(own: Path, server: Made, reports_read: list[str]) -> None:
    """From zero, and when something is new; whoever looks first derives it."""
    one, other = server(), server()
    before = held(one)
    whole = len(reports_read)
    assert held(other) == before
    assert len(reports_read) == whole
    for first, then, text in (
        (one, other, "Shelling of a school in Homs killed nine people on Tuesday, a monitor said."),
        (other, one, "Shelling of a market in Hama killed five people on Tuesday, a monitor said."),
    ):
        add(own, text)
        after = held(first)
        whole += 1
        assert len(after) > len(before)
        assert held(then) == after
        assert len(reports_read) == whole
        before = after


def test_who_looked_long_ago_reads_everything_anew(
    own: Path, server: Made, monkeypatch: pytest.MonkeyPatch, reports_read: list[str]
) -> None:
    """What moved is told of some steps only."""
    monkeypatch.setattr(digest, "MOST_STEPS", 1)
    monkeypatch.setattr(snapshot, "MOST_STEPS", 1)
    one, other = server(), server()
    assert held(one) == held(other)
    for town in ("Homs", "Hama", "Idlib"):
        add(own, f"Shelling of a school in {town} killed nine people on Tuesday, a monitor said.")
        after = held(one)
    whole = len(reports_read)
    assert held(other) == after
    assert len(reports_read) == whole


def test_a_server_with_another_profile_makes_a_file_of_its_own(own: Path, server: Made) -> None:
    """While one uses the file, who would make something else of it does without: neither disturbs the other."""
    one, other = server(), server(profile="ucdp")
    assert held(one)
    other.sight()
    add(own, "Shelling of a school in Homs killed nine people on Tuesday, a monitor said.")
    other.sight()
    with closing(Desk(own)) as anew, closing(Desk(own, profile="ucdp")) as anew_too:
        assert held(one) == held(anew)
        assert list(other.events("ucdp")) == list(anew_too.events("ucdp"))


def test_who_comes_while_another_server_prepares_is_told_how_far_it_is(own: Path, server: Made) -> None:
    """At once; and the page is there when the other is done."""
    half, go_on = Event(), Event()

    def wait(what: str, done: int, whole: int) -> None:
        if what == "events":
            half.set()
            go_on.wait(30)

    preparing = Thread(target=server(told=wait).prepare)
    preparing.start()
    assert half.wait(30)
    other = server()
    with pytest.raises(LedgerBusyError, match=r"being prepared: \d+ of \d+ reports"):
        other.sight()
    go_on.set()
    preparing.join(30)
    assert held(other)


def test_a_server_that_ends_gives_up_what_it_derives(server: Made) -> None:
    """Nobody waits for minutes after Ctrl-C."""
    half, go_on = Event(), Event()

    def wait(what: str, done: int, whole: int) -> None:
        half.set()
        go_on.wait(30)

    desk = server(told=wait)
    preparing = Thread(target=desk.prepare)
    preparing.start()
    assert half.wait(30)
    ending = Thread(target=desk.close)
    ending.start()
    time.sleep(0.05)
    go_on.set()
    preparing.join(30)
    ending.join(30)
    assert not preparing.is_alive()
    assert not ending.is_alive()


PREPARING = """
import sys
from pathlib import Path
from tallystick.web.desk import Desk

def told(what, done, whole):
    if what == "events":
        print("half", flush=True)
        sys.stdin.read()

Desk(sys.argv[1], kept=Path(sys.argv[2]), told=told).sight()
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="processes cannot be killed at once here")
def test_a_server_that_is_killed_leaves_nothing_half_made(own: Path, server: Made) -> None:
    """With some events written and others not: the next one makes everything anew, and waits for nobody."""
    command = [sys.executable, "-c", PREPARING, str(own), str(own.with_name("desk"))]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as first:
        assert first.stdout is not None
        assert first.stdout.readline() == "half\n"
        first.kill()
    with closing(Desk(own)) as anew:
        assert held(server()) == held(anew)


# ----------------------------------------------------------------------------------------------- people


def test_a_form_of_one_server_is_taken_by_another(server: Made) -> None:
    """Where they have a secret in common; where they have none, it is refused."""
    one, other, stranger = (
        TestClient(create(server(), people=Named(), forms_secret=secret), base_url=HERE)
        for secret in ("a secret", "a secret", "")
    )
    form = forms(one, "/review")[0]
    assert send(stranger, form, verdict="unsure", why="read both").status_code == 403
    assert send(other, form, verdict="unsure", why="read both").status_code == 303


# FastAPI hides this warning while it prepares a route, but not from two threads that ask for it first at once.
@pytest.mark.filterwarnings("ignore:The 'alias' attribute")
def test_of_two_who_judge_the_same_at_once_one_is_told_of_the_other(server: Made, own: Path) -> None:
    """On two servers, at the same moment, from the same page: one is written, and the other sees it first."""
    desks = [server(), server()]
    clients = [TestClient(create(desk, people=Named(), forms_secret="one"), base_url=HERE) for desk in desks]
    for round_ in range(4):
        seen = max((one.entry for one in desks[0].judgements()), default=0)
        mentions = [
            f"{reading.report.id}/{reading.mentions[0].id}"
            for reading in desks[0].sight().readings.latest
            if reading.mentions
        ][round_ : round_ + 2]

        def judge(number: int, seen: int = seen, items: list[str] = mentions) -> int:
            sent = {"verdict": "different", "items": items, "why": f"read by {number}", "seen": seen}
            answer = clients[number % 2].post(
                "/api/v1/judgements", json=sent, headers=SAME_ORIGIN | {"x-name": f"Analyst {number}"}
            )
            return answer.status_code

        with ThreadPoolExecutor(4) as at_once:
            codes = sorted(at_once.map(judge, range(4)))
        assert codes == [201, 409, 409, 409]
    assert len(api.judgements(own)) == 4


def test_what_is_refused_halfway_writes_nothing(server: Made, own: Path) -> None:
    """Looking and writing are one step: an error between leaves the ledger as it was, and open to others."""
    desk = server()
    before = desk.head()
    with suppress(ZeroDivisionError), desk.writing() as book:
        api.judge(book, "accept", [first_claim(desk)], by="Ana", why="read")
        raise ZeroDivisionError
    assert desk.head() == before
    with desk.writing() as book:
        desk.judge(book, "accept", [first_claim(desk)], by="Ana", why="read")
    assert desk.head() != before


def first_claim(desk: Desk) -> str:
    """The id of some claim."""
    reading = next(one for one in desk.sight().readings.latest if one.claims)
    return f"{reading.report.id}/{reading.claims[0].id}"


def test_a_site_of_several_processes(own: Path) -> None:
    """`tally serve --workers`: whichever answers has what was just written, and takes forms that another made."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "tallystick", "serve", "--ledger", own.name, "--port", str(port), "--workers", "2"]

    def ask(method: str, path: str, **sent: object) -> httpx.Response:
        """Over a connection of its own, so that any of the processes may answer."""
        return httpx.request(method, f"http://127.0.0.1:{port}{path}", timeout=60, headers=SAME_ORIGIN, **sent)  # type: ignore[arg-type]

    with subprocess.Popen(command, cwd=own.parent) as site, ThreadPoolExecutor(8) as at_once:
        try:
            until = time.monotonic() + 100
            while not _answers(port):
                assert site.poll() is None
                assert time.monotonic() < until
                time.sleep(0.1)
            report = ask("GET", "/api/v1/claims").json()["items"][0]["report"]
            for number in range(6):
                form = judging(ask("GET", f"/reports/{report}").text)[0]
                data = dict(form.form_values()) | {"verdict": "reject", "why": f"misread, says {number}"}
                assert ask("POST", form.action, data=data).status_code == 303
                pages = at_once.map(lambda _: ask("GET", "/judgements").text, range(16))
                assert all(f"misread, says {number}" in page for page in pages)
        finally:
            site.terminate()
            site.wait(60)


def _answers(port: int) -> bool:
    with suppress(httpx.TransportError):
        return httpx.get(f"http://127.0.0.1:{port}/", timeout=60).status_code == 200
    return False
