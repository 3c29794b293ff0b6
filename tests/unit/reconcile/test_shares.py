from __future__ import annotations

import pytest

from tallystick.model import Event, Group
from tests.readings import SNHR, SOHR, TROOPS, Said, at, harm, report, told
from tests.unit.reconcile.cases import one_event

DRIVERS = Group(wording="drivers", status="civilian")


def share(wording: str, group: Group = TROOPS, **options: object) -> Said:
    """A share of c1 in words."""
    return harm("c9", None, group, high=None, wording=wording, hedge="vague", of="c1", **options)  # type: ignore[arg-type]


def event(wording: str, soldiers: int, drivers: int, total: int = 20) -> Event:
    """So many of 20 are counted as soldiers and drivers; and the share is said of the soldiers."""
    return one_event(
        report(
            "a",
            at(13),
            told(),
            harm("c1", total, by=SOHR),
            harm("c2", soldiers, TROOPS, by=SOHR, of="c1"),
            harm("c3", drivers, DRIVERS, by=SOHR, of="c1"),
            share(wording, by=SNHR),
        )
    )


@pytest.mark.parametrize(
    ("wording", "soldiers", "drivers", "holds"),
    [
        ("most", 11, 4, True),
        ("most", 8, 4, None),
        ("most", 8, 12, False),
        ("half of them", 10, 10, True),
        ("half of them", 12, 4, False),
        ("half of them", 8, 4, None),
        ("half of them", 3, 15, False),
        ("all but two", 18, 2, True),
        ("all but two", 18, 1, None),
        ("all but two", 12, 4, False),
        ("the rest", 8, 12, True),
        ("the rest", 4, 12, None),
    ],
)
def test_a_share_is_checked_against_the_parts(wording: str, soldiers: int, drivers: int, holds: bool | None) -> None:
    """Borne out, impossible, or depending on people of whom nothing is told."""
    notes = [note for note in event(wording, soldiers, drivers).notes if note.text.startswith(f"'{wording}'")]
    assert [note.holds for note in notes] == [holds]


def test_an_impossible_share_is_a_dispute_with_the_claims_it_needs() -> None:
    """ "Most are soldiers" of 20 with 12 drivers: the soldiers counted have no part in it."""
    disputes = event("most", 3, 12).disputes
    assert [dispute.sets for dispute in disputes] == [(("rep_a/c1", "rep_a/c3", "rep_a/c9"),)]
    assert "cannot be" in disputes[0].why


def test_a_share_is_never_counted() -> None:
    """It enters no figure, whatever it says."""
    tally = event("most", 8, 4).tally
    assert {item.claim: item.code for item in tally.set_aside} == {"rep_a/c9": "share"}


def test_the_rest_of_nobody_named_says_nothing() -> None:
    """ "The rest" without a group beside it is left as it is."""
    story = report("a", at(13), told(), harm("c1", 20, by=SOHR), share("the rest", by=SOHR))
    assert not any("'the rest'" in note.text for note in one_event(story).notes)
