from __future__ import annotations

from tallystick.link.blocking import candidates
from tallystick.link.telling import tellings
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
