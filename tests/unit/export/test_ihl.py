from __future__ import annotations

from tallystick.export.ihl import presumption
from tallystick.model import Group
from tests.readings import SOHR, TROOPS, at, harm, report, told
from tests.unit.reconcile.cases import one_event

DRIVERS = Group(wording="drivers", status="civilian")


def test_in_doubt_they_count_as_civilians() -> None:
    """Of 20 dead 8 are told to be soldiers and 5 civilians; the 7 of whom nothing is told are presumed civilians."""
    story = report(
        "a", at(13), told(), harm("c1", 20, by=SOHR), harm("c2", 8, TROOPS, by=SOHR, of="c1"),
        harm("c3", 5, DRIVERS, by=SOHR, of="c1"),
    )  # fmt: skip
    found = presumption(one_event(story).tally)
    assert found == (5, 7, 8)
    assert found is not None
    assert found.words.startswith("By this presumption 12 of at least 20 killed count as civilians")


def test_without_a_breakdown_everybody_is_in_doubt() -> None:
    """Nine people killed, and no word of what they were."""
    assert presumption(one_event(report("a", at(13), told(), harm("c1", 9, by=SOHR))).tally) == (0, 9, 0)


def test_where_no_number_is_known_nothing_is_presumed() -> None:
    """No figure, no view of one."""
    assert presumption(one_event(report("a", at(13), told())).tally) is None


def test_it_is_a_view_only() -> None:
    """The record keeps "unknown"."""
    event = one_event(report("a", at(13), told(), harm("c1", 9, by=SOHR)))
    before = event.tally
    presumption(event.tally)
    assert event.tally == before
