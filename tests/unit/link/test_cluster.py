from __future__ import annotations

from itertools import permutations

import pytest
from msgspec.structs import replace

from tallystick.errors import UsageError
from tallystick.link.cluster import Linked, link
from tallystick.model import Judgement, Reading
from tests.readings import (
    ABU_KAMAL,
    DAMASCUS,
    ISRAEL,
    MASYAF,
    agency_story,
    at,
    harm,
    live_page,
    on,
    report,
    told,
)


def _ids(linked: list[Linked]) -> set[frozenset[str]]:
    return {frozenset(f"{ref.report}/{ref.mention}" for ref in one.mentions) for one in linked}


def _judged(verdict: str, *items: str) -> Judgement:
    return Judgement(verdict=verdict, items=items, by="Ada", why="read both")  # type: ignore[arg-type]


def _strike(name: str, day: int = 13) -> Reading:
    return report(name, at(day), told(days=on(day), places=[ABU_KAMAL], by=[ISRAEL]))


def test_two_reports_of_one_strike_are_one_event() -> None:
    """The live page and the agency story are one event; three background strikes are three others."""
    assert _ids(link([live_page(), agency_story()])) == {
        frozenset({"rep_live/m1", "rep_agency/m1"}),
        frozenset({"rep_live/m2"}),
        frozenset({"rep_live/m3"}),
        frozenset({"rep_live/m4"}),
    }


def test_order_of_reports_does_not_matter() -> None:
    """Any order of the same reports gives the same groups with the same reasons."""
    readings = [live_page(), agency_story(), _strike("x"), _strike("y", 12)]
    results = [link(order) for order in permutations(readings)]
    assert all(result == results[0] for result in results)


def test_background_links_to_main() -> None:
    """An event in the background of one report is the main one of another."""
    earlier = report("old", at(6), told(days=on(6), places=[DAMASCUS], by=[ISRAEL]))
    assert frozenset({"rep_live/m2", "rep_old/m1"}) in _ids(link([live_page(), earlier]))


def test_what_is_told_in_passing_is_one_by_day_and_town() -> None:
    """Two reports of other things that tell of a strike on one town and day, with no more to compare, tell of one."""
    readings = [
        report(
            name,
            at(20),
            [told("m1", on(19), places=[place]), told("m2", on(13), places=[ABU_KAMAL], role="background")],
        )
        for name, place in (("a", MASYAF), ("b", DAMASCUS))
    ]
    assert frozenset({"rep_a/m2", "rep_b/m2"}) in _ids(link(readings))


def test_mentions_of_one_report_stay_apart() -> None:
    """What one report tells as two strikes is two events, also when a third report is like both."""
    two = report("two", at(13), [told(id_, on(13), places=[ABU_KAMAL], by=[ISRAEL]) for id_ in ("m1", "m2")])
    groups = _ids(link([two, _strike("x")]))
    assert len(groups) == 2
    assert not any({"rep_two/m1", "rep_two/m2"} <= group for group in groups)


def test_aggregates_never_join_incidents() -> None:
    """A sum over many strikes is no strike."""
    total = report("sum", at(13), told(days=on(13), places=[ABU_KAMAL], by=[ISRAEL], role="aggregate"))
    assert len(link([total, _strike("x")])) == 2


def test_copies_are_one_even_without_day_and_place() -> None:
    """A word-for-word copy tells the same event, however little it tells."""
    first = report("a", at(13), told(), harm("c1", 3))
    copy = replace(first, report=replace(first.report, id="rep_copy"))
    assert len(link([first, copy])) == 1


def test_judged_same_binds() -> None:
    """A person's "same" joins what no likeness would, and the reason says who."""
    far = report("far", at(13), told(days=on(13), places=[DAMASCUS]))
    linked = link([_strike("x"), far], [_judged("same", "rep_x/m1", "rep_far/m1")])
    assert len(linked) == 1
    assert "Ada judged it the same" in linked[0].mentions[0].why[0]


def test_judged_different_binds() -> None:
    """A person's "different" keeps apart what is alike in everything."""
    assert len(link([_strike("x"), _strike("y")], [_judged("different", "rep_y/m1", "rep_x/m1")])) == 2


def test_judged_different_holds_for_copies() -> None:
    """Even a copy is kept apart when a person says so."""
    first = _strike("a")
    copy = replace(first, report=replace(first.report, id="rep_copy"))
    assert len(link([first, copy], [_judged("different", "rep_a/m1", "rep_copy/m1")])) == 2


def test_later_judgement_counts() -> None:
    """Of two verdicts on one pair the later one holds."""
    pair = ("rep_x/m1", "rep_y/m1")
    assert len(link([_strike("x"), _strike("y")], [_judged("different", *pair), _judged("same", *pair)])) == 1


def test_judgement_needs_two_mentions() -> None:
    """A verdict on one mention alone is refused with what was expected."""
    with pytest.raises(UsageError, match="needs two mention ids"):
        link([_strike("x")], [_judged("same", "rep_x/m1")])


def test_no_mentions_no_events() -> None:
    """Reports without mentions link to nothing and break nothing."""
    assert link([report("empty", None, [])]) == []
