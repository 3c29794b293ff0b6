from __future__ import annotations

from datetime import UTC, datetime

import pytest
from msgspec.structs import replace

from tallystick.link.blocking import candidates
from tallystick.link.sketch import Sketch
from tallystick.link.telling import Telling, tellings
from tallystick.model import Mention
from tests.readings import ABU_KAMAL, DAMASCUS, at, on, report, told


def _pairs(*mentions: Mention) -> int:
    return len(candidates(tellings(report(f"r{n}", at(20), mention) for n, mention in enumerate(mentions))))


def test_two_days_apart_are_compared() -> None:
    """Days up to two apart are compared."""
    assert _pairs(told(days=on(11)), told(days=on(13))) == 1


def test_three_days_apart_are_not() -> None:
    """Days further apart are not, even in the same town."""
    assert _pairs(told(days=on(10), places=[ABU_KAMAL]), told(days=on(13), places=[ABU_KAMAL])) == 0


def test_undated_are_compared_by_place() -> None:
    """A mention without a day meets those of its town and no others."""
    assert _pairs(told(places=[ABU_KAMAL]), told(days=on(13), places=[ABU_KAMAL]), told(places=[DAMASCUS])) == 1


def test_nothing_known_is_compared_with_nothing() -> None:
    """Neither day nor place: there is no reason to compare."""
    assert _pairs(told(), told()) == 0


def _told_of(number: int, words: tuple[str, ...], published: datetime | None) -> Telling:
    """A report, undated and without a place, whose most telling words are these."""
    (telling,) = tellings([report(f"r{number}", published, told())])
    terms = {word: 0.9 - place / 10 for place, word in enumerate(words)}
    return replace(telling, sketch=Sketch(terms=terms), copy=f"{number}")


WORDS = ("harbeck", "ferris", "quarry", "lodge", "miller")


@pytest.mark.parametrize(
    ("other", "months", "met"),
    [
        (("harbeck", "quarry", "sentence", "judge", "appeal"), 11, True),
        (("harbeck", "sentence", "judge", "appeal", "prison"), 11, False),
        (("harbeck", "quarry", "sentence", "judge", "appeal"), 40, False),
    ],
    ids=["two words, a year", "one word, a year", "two words, years later"],
)
def test_a_report_of_the_trial_meets_that_of_the_deed(other: tuple[str, ...], months: int, met: bool) -> None:
    """Two of the most telling words in common find each other within a year or two; one does not, and not for ever."""
    then = datetime(2018, 3, 1, tzinfo=UTC)
    later = datetime(2018 + (2 + months) // 12, 1 + (2 + months) % 12, 1, tzinfo=UTC)
    found = candidates([_told_of(1, WORDS, then), _told_of(2, other, later)])
    assert bool(found) is met
