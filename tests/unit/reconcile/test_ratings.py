from __future__ import annotations

import pytest

from tallystick.model import Reading
from tallystick.reconcile.tally import reconcile
from tests.readings import ARMY, LOCALS, SNHR, SOHR, Said, at, at_least, harm, report, told
from tests.unit.reconcile.cases import one_event, refs


def rated(*others: Said, desk: dict[str, str] | None = None) -> str:
    """Letter and digit of the observatory's 20, with what others say beside it."""
    readings: tuple[Reading, ...] = (report("a", at(13), told(), harm("c1", 20, by=SOHR)),)
    readings += tuple(report(f"b{n}", at(13), told(), other) for n, other in enumerate(others))
    event, _ = reconcile(refs(readings), {r.report.id: r for r in readings}, letters=desk)
    rating = next(each for each in event.ratings if each.claim == "rep_a/c1")
    return rating.reliability + rating.credibility


@pytest.mark.parametrize(
    ("others", "digit"),
    [
        ([], "6"),
        ([harm("c1", 20, by=SNHR)], "1"),
        ([harm("c1", 20, by=LOCALS)], "3"),
        ([at_least("c1", 15, by=SNHR)], "2"),
        ([harm("c1", 12, by=SNHR)], "4"),
        ([harm("c1", 12, by=SNHR), harm("c1", 5, by=ARMY)], "5"),
        ([harm("c1", 20, by=SNHR), harm("c1", 5, by=ARMY)], "3"),
        ([harm("c1", 24, high=None, wording="dozens", hedge="vague", by=SNHR)], "6"),
    ],
    ids=["nobody else", "confirmed", "unnamed", "room for it", "contradicted", "twice", "both", "no number"],
)
def test_the_digit_comes_from_other_origins(others: list[Said], digit: str) -> None:
    """What other independent origins bear out, leave room for, or contradict."""
    assert rated(*others) == f"F{digit}"


def test_an_outlet_more_changes_no_digit() -> None:
    """The same origin in another outlet confirms nothing."""
    assert rated(harm("c1", 20, by=SOHR)) == "F6"


def test_the_letter_is_the_desks_and_moves_no_digit() -> None:
    """The two axes are independent."""
    assert rated(harm("c1", 12, by=SNHR), desk={"org:sohr": "A"}) == "A4"


def test_a_letter_changes_the_ledgers_figures_not_at_all() -> None:
    """No hidden weight: the default view is the same with every desk."""
    story = report("a", at(13), told(), harm("c1", 20, by=SOHR), harm("c2", 12, by=SNHR))
    event, _ = reconcile(refs((story,)), {"rep_a": story}, letters={"org:sohr": "A", "org:snhr": "E"})
    assert event.tally == one_event(story).tally


def test_ucdp_follows_the_desks_letter_and_says_so() -> None:
    """The origin that the desk rates higher gives best, and the working tells why."""
    story = report("a", at(13), told(), harm("c1", 20, by=SOHR), harm("c2", 12, by=SNHR))
    event, _ = reconcile(
        refs((story,)), {"rep_a": story}, profiles=("ucdp",), letters={"org:sohr": "B", "org:snhr": "D"}
    )
    assert event.tally.killed.best == 20
    assert any("desk's file rates B" in line for line in event.tally.trace)
    assert [item.code for item in event.tally.set_aside] == ["less_reliable"]
