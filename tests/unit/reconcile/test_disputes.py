from __future__ import annotations

from tallystick.model import Group
from tests.readings import ARMY, MINISTRY, SNHR, SOHR, TROOPS, agency_story, at, at_least, harm, live_page, report, told
from tests.unit.reconcile.cases import one_event


def test_army_against_observatory_on_one_group() -> None:
    """One soldier, says the army; 14, says the observatory: a dispute on the soldiers, naming both."""
    disputes = one_event(live_page(), agency_story()).disputes
    assert [dispute.claims for dispute in disputes] == [("rep_live/c2", "rep_live/c5")]
    assert "Syrian Observatory for Human Rights says 14" in disputes[0].why
    assert "says 1" in disputes[0].why


def test_different_people_do_not_contradict() -> None:
    """12 wounded soldiers and dozens wounded in all can both be."""
    disputes = one_event(live_page(), agency_story()).disputes
    assert not any("rep_live/c6" in dispute.claims for dispute in disputes)


def test_open_bound_and_number_within_do_not_contradict() -> None:
    """At least 20 and 25 are compatible."""
    first = report("a", at(13), told(), at_least("c1", 20, by=SOHR))
    assert one_event(first, report("b", at(13), told(), harm("c1", 25, by=SNHR))).disputes == ()


def test_totals_apart_contradict() -> None:
    """20 and 25, from two origins, cannot both be."""
    first = report("a", at(13), told(), harm("c1", 20, by=SOHR))
    disputes = one_event(first, report("b", at(13), told(), harm("c1", 25, by=SNHR))).disputes
    assert [dispute.claims for dispute in disputes] == [("rep_a/c1", "rep_b/c1")]


def test_one_origin_does_not_contradict_itself() -> None:
    """Two numbers of one origin are a correction or a slip, not a dispute between parties."""
    story = report("a", at(13), told(), harm("c1", 20, by=SOHR), harm("c2", 25, by=SOHR))
    assert one_event(story).disputes == ()


def test_denial_touches_its_own_statement_only() -> None:
    """ "Rumours" of Iranian casualties contradict no figure here and change none."""
    event = one_event(live_page())
    note = next(note for note in event.notes if note.claims == ("rep_live/c8",))
    assert "denies casualties among Iranians" in note.text
    assert not any("rep_live/c8" in dispute.claims for dispute in event.disputes)
    assert event.tally.killed.low == 57


def test_denial_meets_a_figure_of_the_same_people() -> None:
    """Denied casualties of a group that somebody counts are a dispute on that group."""
    iranians = Group(wording="Iranians", nationality="IR")
    story = report(
        "a",
        at(13),
        told(),
        harm("c1", 20, by=SOHR),
        harm("c2", 5, iranians, by=SOHR, of="c1"),
        harm("c3", 2, iranians, outcome="casualties", by=ARMY, stance="denies", scope="part"),
    )
    disputes = one_event(story).disputes
    assert [dispute.claims for dispute in disputes] == [("rep_a/c3", "rep_a/c2")]


# ------------------------------------------------------------------------------------ smallest sets


def test_each_pair_that_excludes_each_other_is_a_set() -> None:
    """20, 25 and at least 24: the first excludes both others, which can both be."""
    stories = [
        report("a", at(13), told(), harm("c1", 20, by=SOHR)),
        report("b", at(13), told(), harm("c1", 25, by=SNHR)),
        report("c", at(13), told(), at_least("c1", 24, by=MINISTRY)),
    ]
    disputes = one_event(*stories).disputes
    assert [set(dispute.sets) for dispute in disputes] == [{("rep_a/c1", "rep_b/c1"), ("rep_a/c1", "rep_c/c1")}]


def test_a_list_against_somebody_elses_total() -> None:
    """Groups that add up to 30 and a total of 20 cannot both be, whoever counts them."""
    listed = report(
        "a", at(13), told(), harm("c1", 30, by=SOHR), harm("c2", 18, TROOPS, by=SOHR, of="c1"),
        harm("c3", 12, Group(wording="drivers"), by=SOHR, of="c1"),
    )  # fmt: skip
    other = report("b", at(14), told(), harm("c1", 20, by=SNHR))
    why = [dispute.why for dispute in one_event(listed, other).disputes]
    assert any("18 government troops + 12 drivers = 30" in sentence and "20 in all" in sentence for sentence in why)


def test_a_group_larger_than_what_contains_it() -> None:
    """20 officers cannot be among 16 soldiers."""
    officers = Group(wording="officers", status="combatant")
    story = report(
        "a", at(13), told(), harm("c1", 40, by=SOHR), harm("c2", 16, TROOPS, by=SOHR, of="c1"),
        harm("c3", 20, officers, by=SOHR, of="c2"),
    )  # fmt: skip
    assert ("rep_a/c2", "rep_a/c3") in [dispute.claims for dispute in one_event(story).disputes]


def test_casualties_that_are_not_dead_and_wounded() -> None:
    """45 casualties are not 12 dead and 28 wounded."""
    story = report(
        "a", at(13), told(), harm("c1", 45, outcome="casualties", by=SOHR), harm("c2", 12, by=SOHR),
        harm("c3", 28, outcome="wounded", by=SOHR),
    )  # fmt: skip
    (dispute,) = one_event(story).disputes
    assert set(dispute.claims) == {"rep_a/c1", "rep_a/c2", "rep_a/c3"}


def test_casualties_that_are_dead_and_wounded() -> None:
    """40 casualties are 12 dead and 28 wounded."""
    story = report(
        "a", at(13), told(), harm("c1", 40, outcome="casualties", by=SOHR), harm("c2", 12, by=SOHR),
        harm("c3", 28, outcome="wounded", by=SOHR),
    )  # fmt: skip
    assert one_event(story).disputes == ()
