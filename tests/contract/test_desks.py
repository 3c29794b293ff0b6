"""Two desks over one ledger, whatever it is kept in: each shows the other's word, and nobody overwrites anybody."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pytest

pytest.importorskip("fastapi", reason="the extra 'web' is not installed")

from tallystick import api
from tallystick.ledger.base import Ledger
from tallystick.web.desk import Desk, one_moment
from tallystick.web.judge import said_since
from tests.readings import ABU_KAMAL, at, harm, on, report, told

REFS = [f"rep_{name}/m1" for name in "abc"]


@pytest.fixture
def desks(ledger: Ledger, tmp_path: Path) -> Iterator[list[Desk]]:
    """They share what they derive; three reports tell of one event."""
    for name, dead in (("a", 57), ("b", 57), ("c", 15)):
        reading = report(name, at(13), [told("m1", on(13), places=[ABU_KAMAL])], harm("c1", dead))
        ledger.record(reading, known_at=at(20), reader="test")
    both = [Desk(ledger, kept=tmp_path / "desk") for _ in range(2)]
    for desk in both:
        desk.prepare()
    yield both
    for desk in both:
        desk.let_go()


def test_each_shows_what_was_said_on_the_other(desks: list[Desk]) -> None:
    """At once, and after it was taken back."""
    one, other = desks
    assert len(one.events("ledger")) == len(other.events("ledger")) == 1
    with one.writing() as book:
        judged = one.judge(book, "different", REFS[1:], by="Ana", why="other towns")
    assert len(other.events("ledger")) == len(one.events("ledger")) == 2
    with other.writing() as book:
        api.undo(book, judged.entry, by="Ben", why="the same town")
    assert len(one.events("ledger")) == len(other.events("ledger")) == 1


def test_within_one_moment_a_desk_shows_one_state(desks: list[Desk]) -> None:
    """Whatever others write meanwhile; who writes looks at what there is now, and sees it afterwards."""
    one, other = desks
    with one_moment():
        before, head = list(one.events("ledger")), one.head()
        with other.writing() as book:
            other.judge(book, "different", REFS[1:], by="Ana", why="other towns")
        assert (list(one.events("ledger")), one.head()) == (before, head)
        with one.writing() as book:
            assert len(one.events("ledger")) == 2
            one.judge(book, "different", REFS[:2], by="Ben", why="other days")
        assert (len(one.events("ledger")), len(one.judgements())) == (2, 2)
    with one_moment():
        assert list(other.events("ledger")) == list(one.events("ledger"))
        assert len(other.judgements()) == 2


def test_of_many_who_judge_the_same_at_once_one_writes(desks: list[Desk]) -> None:
    """Whether somebody was faster is asked in the transaction that writes."""

    def judge(number: int) -> bool:
        desk, by = desks[number % 2], f"Analyst {number}"
        with desk.writing() as book:
            if said_since(desk, 0, "different", REFS[1:], by=by):
                return False
            desk.judge(book, "different", REFS[1:], by=by, why="other towns")
        return True

    with ThreadPoolExecutor(8) as at_once:
        assert sum(at_once.map(judge, range(8))) == 1
    assert len(desks[0].judgements()) == 1


def test_what_fails_between_looking_and_writing_leaves_no_trace(desks: list[Desk]) -> None:
    """And the next one may write."""
    desk = desks[0]
    head = desk.head()
    with suppress(ZeroDivisionError), desk.writing() as book:
        desk.judge(book, "different", REFS[1:], by="Ana", why="other towns")
        raise ZeroDivisionError
    assert desk.head() == head
    with desk.writing() as book:
        desk.judge(book, "different", REFS[1:], by="Ana", why="other towns")
    assert desk.head() != head
