from __future__ import annotations

from msgspec.structs import replace

from tallystick.model import Change, Reading
from tallystick.reconcile.versions import all_changes, changes
from tests.readings import at, harm, on, report
from tests.readings import told as mention


def version(name: str, *claims: object, revises: str | None = None, day: int = 14) -> Reading:
    """One version of a page."""
    made = report(name, at(day), mention("m1", on(13)), *claims)  # type: ignore[arg-type]
    return replace(made, report=replace(made.report, revises=revises))


def told(found: list[Change]) -> list[tuple[str, str | None, str | None]]:
    """Outcome, and the words before and after."""
    return [(change.outcome, change.wording_before, change.wording_after) for change in found]


def test_a_figure_that_rose_is_told_with_both_wordings() -> None:
    """The same people, counted anew."""
    found = changes(version("a", harm("c1", 15)), version("b", harm("c1", 57)))
    assert told(found) == [("killed", "15", "57")]
    assert (found[0].before, found[0].after) == ("rep_a/c1", "rep_b/c1")


def test_a_figure_that_stayed_is_no_change() -> None:
    """Other words of the page may have changed; its figures did not."""
    assert changes(version("a", harm("c1", 15)), version("b", harm("c1", 15))) == []


def test_what_came_and_what_went_is_told() -> None:
    """A part that is new, and one that is gone, each without its other side."""
    older = version("a", harm("c1", 57), harm("c2", 14, "troops", of="c1"))
    newer = version("b", harm("c1", 57), harm("c2", 11, "Afghans", of="c1"), harm("c3", 16, "militiamen", of="c1"))
    found = told(changes(older, newer))
    assert ("killed", None, "11") in found
    assert ("killed", None, "16") in found
    assert ("killed", "14", None) in found
    assert len(found) == 3


def test_a_chain_of_versions_is_told_step_by_step() -> None:
    """Each version against the one that it revises, earliest first, whatever order they come in."""
    one = version("a", harm("c1", 15), day=12)
    two = version("b", harm("c1", 23), revises=one.report.id, day=13)
    three = version("c", harm("c1", 57), revises=two.report.id, day=14)
    assert told(all_changes([three, one, two])) == [("killed", "15", "23"), ("killed", "23", "57")]
    assert all_changes([three]) == []
