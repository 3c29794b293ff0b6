from __future__ import annotations

from dataclasses import replace

import pytest

from tallystick.model import Event
from tests.readings import LOCALS, SNHR, SOHR, Said, at, at_least, harm, report, told
from tests.unit.reconcile.cases import killed, one_event


def more(id_: str, number: int, quote: str | None = None, **options: object) -> Said:
    """So many more died."""
    said = harm(id_, number, scope="increment", **options)  # type: ignore[arg-type]
    return replace(said, quote=quote or f"{number} more people died")


def codes(event: Event) -> dict[str, str]:
    """Why each claim that is set aside is."""
    return {item.claim: item.code for item in event.tally.set_aside}


def test_an_addition_adds_to_the_toll_of_its_origin() -> None:
    """Nine on the 13th and two more on the 15th are 11."""
    event = one_event(
        report("a", at(13), told(), harm("c1", 9, by=SOHR)), report("b", at(15), told(), more("c1", 2, by=SOHR))
    )
    assert killed(event) == (11, None, 11)
    assert set(event.tally.used) == {"rep_a/c1", "rep_b/c1"}


def test_as_of_the_day_before_it_is_not_added() -> None:
    """What was added on the 15th was not known on the 14th."""
    first = report("a", at(13), told(), harm("c1", 9, by=SOHR))
    assert killed(one_event(first, as_of=at(14))) == (9, None, 9)


def test_an_addition_to_an_open_toll_stays_open() -> None:
    """At least nine, and two more: at least 11."""
    event = one_event(
        report("a", at(13), told(), at_least("c1", 9, by=SOHR)), report("b", at(15), told(), more("c1", 2, by=SOHR))
    )
    assert killed(event) == (11, None, None)


def test_a_later_toll_counts_those_added() -> None:
    """Two more on the 15th are within 11 on the 16th, and are not added again."""
    event = one_event(
        report("a", at(13), told(), harm("c1", 9, by=SOHR)),
        report("b", at(15), told(), more("c1", 2, by=SOHR)),
        report("c", at(16), told(), harm("c1", 11, by=SOHR)),
    )
    assert killed(event) == (11, None, 11)
    assert codes(event)["rep_b/c1"] == "counted_already"


def test_raising_the_toll_to_twelve_is_twelve() -> None:
    """The total that an addition leads to counts it."""
    toll = replace(harm("c2", 12, by=SOHR), quote="raising the death toll to 12")
    event = one_event(report("a", at(13), told(), more("c1", 1, by=SOHR), toll))
    assert killed(event) == (12, None, 12)


def test_the_same_addition_in_two_outlets_is_one() -> None:
    """Two outlets pass on that two more died."""
    event = one_event(
        report("a", at(13), told(), harm("c1", 9, by=SOHR)),
        report("b", at(15), told(), more("c1", 2, by=SOHR)),
        report("c", at(15, 6), told(), more("c1", 2, by=SOHR)),
    )
    assert killed(event) == (11, None, 11)


def test_an_addition_to_nobodys_toll_enters_no_figure() -> None:
    """Two more, of an origin that gave no toll, are kept as a claim."""
    event = one_event(
        report("a", at(13), told(), harm("c1", 9, by=SOHR)), report("b", at(15), told(), more("c1", 2, by=SNHR))
    )
    assert killed(event) == (9, None, 9)
    assert codes(event) == {"rep_b/c1": "no_base"}


def test_somebody_who_dies_of_wounds_is_wounded_no_more() -> None:
    """Nine dead and 12 wounded; two died of their wounds: 11 and 10."""
    event = one_event(
        report("a", at(13), told(), harm("c1", 9, by=SOHR), harm("c2", 12, outcome="wounded", by=SOHR)),
        report("b", at(15), told(), more("c1", 2, "two more died of their wounds", by=SOHR)),
    )
    assert killed(event) == (11, None, 11)
    assert (event.tally.wounded.low, event.tally.wounded.high) == (10, 10)


def test_others_who_die_leave_the_wounded_as_they_were() -> None:
    """Two more dead under the rubble were never wounded."""
    event = one_event(
        report("a", at(13), told(), harm("c1", 9, by=SOHR), harm("c2", 12, outcome="wounded", by=SOHR)),
        report("b", at(15), told(), more("c1", 2, "two more bodies were recovered", by=SOHR)),
    )
    assert (event.tally.wounded.low, event.tally.wounded.high) == (12, 12)


def test_two_of_the_wounded_died_is_an_addition() -> None:
    """Told as a part of the wounded, it adds to the dead all the same."""
    died = replace(harm("c1", 2, "wounded", by=SOHR, scope="part"), quote="two of the wounded died")
    event = one_event(
        report("a", at(13), told(), harm("c1", 9, by=SOHR), harm("c2", 12, outcome="wounded", by=SOHR)),
        report("b", at(15), told(), died),
    )
    assert killed(event) == (11, None, 11)
    assert event.tally.wounded.high == 10


def test_the_time_line_carries_the_sum() -> None:
    """The step of an addition shows what it makes, not what it adds."""
    event = one_event(
        report("a", at(13), told(), harm("c1", 9, by=SOHR)), report("b", at(15), told(), more("c1", 2, by=SOHR))
    )
    assert [step.killed.low for step in event.revisions if step.killed] == [9, 11]


@pytest.mark.parametrize(("profile", "best"), [("ucdp", 11), ("acled", 11), ("gtd", 11), ("un3", 11)])
def test_profiles_take_the_sum(profile: str, best: int) -> None:
    """A toll and its additions are one number to every codebook."""
    event = one_event(
        report("a", at(13), told(), harm("c1", 9, by=SOHR)),
        report("b", at(15), told(), more("c1", 2, by=SOHR)),
        profile=profile,
    )
    assert event.tally.killed.best == best


def test_an_addition_in_the_outlets_own_voice_adds_to_its_own_toll() -> None:
    """An outlet that names nobody goes on from its own number, not from a monitor's."""
    event = one_event(
        report("a", at(13), told(), harm("c1", 9, by=LOCALS), outlet="Gazette"),
        report("b", at(15), told(), more("c1", 2, by=LOCALS), outlet="Gazette"),
        report("c", at(13), told(), harm("c1", 30, by=SOHR)),
    )
    assert killed(event) == (11, None, 30)
