from __future__ import annotations

import pytest
from msgspec import UNSET

from tallystick.model import Event, Group, Reading
from tallystick.reconcile.profiles import profile_names
from tests.readings import ARMY, LOCALS, SNHR, SOHR, TROOPS, agency_story, at, at_least, harm, live_page, report, told
from tests.unit.reconcile.cases import killed, one_event


def _story(*claims: object, name: str = "a") -> Reading:
    return report(name, at(13), told(), *claims)  # type: ignore[arg-type]


def _reasons(event: Event) -> dict[str, str]:
    return {item.claim: item.reason for item in event.tally.set_aside}


@pytest.mark.parametrize("profile", profile_names())
def test_used_and_set_aside_partition_the_claims(profile: str) -> None:
    """Every harm claim is either used or set aside with a reason, never both and never lost."""
    readings = [live_page(), agency_story()]
    tally = one_event(*readings, profile=profile).tally
    aside = {item.claim for item in tally.set_aside}
    harms = {f"{r.report.id}/{c.id}" for r in readings for c in r.claims if c.harm is not UNSET}
    assert aside | set(tally.used) == harms
    assert not aside & set(tally.used)
    assert all(item.reason for item in tally.set_aside)


@pytest.mark.parametrize("profile", ["ledger", "ucdp", "acled", "un3"])
def test_army_never_sets_the_total(profile: str) -> None:
    """One soldier, as the army admits, is never the low of 57."""
    assert one_event(live_page(), agency_story(), profile=profile).tally.killed.low == 57


def test_ledger_chooses_none() -> None:
    """The ledger profile gives bounds and no best, and an open bound stays open."""
    assert killed(one_event(agency_story())) == (57, None, None)


def test_ledger_keeps_the_army_apart() -> None:
    """The army's own dead and wounded are rows of their own, inside the soldiers that others count."""
    rows = {row.group: row for row in one_event(live_page()).tally.groups if row.claims[0] in {"rep_live/c5"}}
    (row,) = rows.values()
    assert row.estimate.low == row.estimate.high == 1
    assert row.part_of == "government troops"


def test_ledger_spans_contradicting_origins() -> None:
    """20 and 25 from two origins are shown as 20 to 25."""
    assert killed(one_event(_story(harm("c1", 20, by=SOHR)), _story(harm("c1", 25, by=SNHR), name="b"))) == (
        20,
        None,
        25,
    )


def test_casualties_are_never_split() -> None:
    """40 dead and wounded together are neither 40 dead nor 40 wounded."""
    event = one_event(_story(harm("c1", 40, outcome="casualties")))
    assert killed(event) == (None, None, None)
    assert event.tally.groups[0].outcome == "casualties"


def test_ucdp_split_adds_up_to_best() -> None:
    """Deaths by group and the unknown remainder add up to best, as they do in every row of GED."""
    tally = one_event(live_page(), agency_story(), profile="ucdp").tally
    assert killed(one_event(live_page(), agency_story(), profile="ucdp")) == (57, 57, 57)
    assert sum(row.estimate.best or 0 for row in tally.groups) + (tally.remainder or 0) == 57
    assert tally.remainder == 16


def test_ucdp_prefers_a_named_origin() -> None:
    """A named origin outranks local sources, whose number is set aside with that reason."""
    event = one_event(_story(harm("c1", 30, by=SOHR), harm("c2", 20, by=LOCALS)), profile="ucdp")
    assert killed(event) == (30, 30, 30)
    assert "unnamed" in _reasons(event)["rep_a/c2"]


def test_ucdp_takes_the_lower_of_equals() -> None:
    """Of two named origins the lower number is best, the higher one high."""
    event = one_event(_story(harm("c1", 30, by=SOHR), harm("c2", 20, by=SNHR)), profile="ucdp")
    assert killed(event) == (20, 20, 30)


def test_ucdp_upper_bound_is_no_best() -> None:
    """ "Up to 60" alone leaves best unknown."""
    event = one_event(_story(harm("c1", 0, high=60, wording="up to 60", hedge="at_most", by=SOHR)), profile="ucdp")
    assert killed(event) == (0, None, 60)


def test_acled_takes_the_lowest() -> None:
    """Uncorroborated numbers that differ: the lowest."""
    event = one_event(_story(harm("c1", 30, by=SOHR), harm("c2", 20, by=SNHR)), profile="acled")
    assert killed(event) == (20, 20, 20)
    assert "lower or better supported" in _reasons(event)["rep_a/c1"]


def test_acled_prefers_a_corroborated_number() -> None:
    """Two independent named origins of 30 outweigh one of 20."""
    event = one_event(
        _story(harm("c1", 30, by=SOHR), harm("c2", 30, by=SNHR), harm("c3", 20, by=LOCALS)), profile="acled"
    )
    assert killed(event) == (30, 30, 30)


def test_two_outlets_of_one_origin_corroborate_nothing() -> None:
    """The same origin printed twice is one origin."""
    event = one_event(
        _story(harm("c1", 30, by=SOHR)), _story(harm("c1", 30, by=SOHR), harm("c2", 20, by=LOCALS), name="b"),
        profile="acled",
    )  # fmt: skip
    assert killed(event) == (20, 20, 20)


@pytest.mark.parametrize(
    ("wording", "low", "number"),
    [("dozens", 24, 12), ("hundreds", 200, 100), ("several", 3, 3), ("tens of people", 20, 10)],
)
def test_acled_table_of_vague_words(wording: str, low: int, number: int) -> None:
    """Vague words have ACLED's numbers in its profile; the claim keeps its own bounds."""
    event = one_event(_story(harm("c1", low, high=None, wording=wording, hedge="vague")), profile="acled")
    assert killed(event) == (number, number, number)


def test_acled_more_than() -> None:
    """ "More than 57" is 57 to ACLED, though the words say 58 or more."""
    event = one_event(_story(harm("c1", 58, high=None, wording="more than 57", hedge="more_than")), profile="acled")
    assert event.tally.killed.best == 57


def test_acled_no_mention_is_zero_by_convention() -> None:
    """ACLED writes 0 where no report gives deaths, and the working says that this is no finding."""
    event = one_event(_story(), profile="acled")
    assert killed(event) == (0, 0, 0)
    assert any("convention" in line for line in event.tally.trace)


def test_acled_says_how_it_would_split() -> None:
    """57 over three towns are 19 rows each, said in the working."""
    trace = one_event(agency_story(), profile="acled").tally.trace
    assert any("19 each" in line for line in trace)


@pytest.mark.parametrize("profile", ["ledger", "ucdp", "acled", "gtd", "un3"])
def test_parts_stand_in_for_a_missing_total(profile: str) -> None:
    """Five soldiers and three drivers, and no total: at least eight."""
    event = one_event(
        _story(harm("c1", 5, TROOPS, by=SOHR, scope="part"), harm("c2", 3, "drivers", by=SOHR, scope="part")),
        profile=profile,
    )
    assert event.tally.killed.low == 8


@pytest.mark.parametrize("profile", ["ledger", "ucdp", "acled", "gtd", "un3"])
def test_party_stands_in_where_nobody_else_speaks(profile: str) -> None:
    """Where only the army gives a number, its number is all there is."""
    event = one_event(_story(at_least("c1", 5, TROOPS, by=ARMY)), profile=profile)
    assert event.tally.killed.low == 5


def test_denied_and_aggregate_numbers_are_set_aside() -> None:
    """What is denied, and what sums over many events, enters no figure."""
    event = one_event(
        _story(harm("c1", 9, by=ARMY, stance="denies"), harm("c2", 500, by=SOHR, scope="aggregate"),
               harm("c3", 4, Group(wording="people"), by=SOHR))
    )  # fmt: skip
    assert killed(event) == (4, None, 4)
    assert set(_reasons(event)) == {"rep_a/c1", "rep_a/c2"}
