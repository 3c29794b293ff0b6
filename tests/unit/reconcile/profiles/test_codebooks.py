"""The codebooks that are no older than this file: gtd, airwars, ibc, un3; and what holds for all of them."""

from __future__ import annotations

from datetime import date

import pytest
from msgspec import structs

from tallystick.model import Event, Group, Mention, Party, Speaker
from tallystick.reconcile.profiles import OURS, profile_names
from tallystick.reconcile.reasons import CODES
from tests.readings import (
    ABU_KAMAL,
    ARMY,
    IDF,
    ISRAEL,
    LOCALS,
    MAYADIN,
    SNHR,
    SOHR,
    TROOPS,
    Said,
    agency_story,
    at,
    at_least,
    harm,
    live_page,
    on,
    position,
    report,
    told,
)
from tests.unit.reconcile.cases import killed, one_event

CIVILIANS = Group(wording="civilians", status="civilian")
CHILDREN = Group(wording="children", status="civilian", age="child")
GROUP = Party(wording="Islamic State gunmen", actor="act:ISIS")
DOCTOR = Speaker(wording="a doctor at the Mercy hospital", source="org:mercy", kind="medical")
RESCUE = Speaker(wording="the White Helmets", source="org:white-helmets", kind="rescue")
POLICE = Speaker(wording="the police of Karma", source="org:karma-police", kind="police")


def story(*claims: Said, name: str = "a", mention: Mention | None = None, day: int = 13) -> object:
    """One report of one event."""
    return report(name, at(day), mention or told(), *claims)


def tallied(profile: str, *stories: object) -> Event:
    """What a profile makes of them."""
    return one_event(*stories, profile=profile)  # type: ignore[arg-type]


def grade(event: Event, name: str) -> str:
    """One judgement of a tally."""
    return next(each.value for each in event.tally.grades if each.name == name)


# ---------------------------------------------------------------------------------------------- all


@pytest.mark.parametrize("profile", profile_names())
def test_every_reason_has_a_known_code_and_its_passage(profile: str) -> None:
    """A claim set aside by a codebook names the passage that decided it, and the tally has that passage."""
    tally = tallied(profile, live_page(), agency_story()).tally
    passages = {passage.id for passage in tally.passages}
    for item in tally.set_aside:
        assert item.code in CODES
        assert item.passage is None or item.passage in passages


@pytest.mark.parametrize("profile", [name for name in OURS if name != "ledger"])
def test_every_codebook_cites_what_it_applies(profile: str) -> None:
    """Each passage says something and where it stands."""
    tally = tallied(profile, live_page(), agency_story()).tally
    assert tally.passages
    assert all(passage.says and passage.source for passage in tally.passages)


# ---------------------------------------------------------------------------------------------- gtd


def test_gtd_records_no_state() -> None:
    """A state's air strike is out of scope; nothing is used, and everything says why."""
    tally = tallied("gtd", live_page(), agency_story()).tally
    assert tally.out_of_scope is not None
    assert tally.killed.best is None
    assert tally.used == ()
    assert tally.trace[-1] == "Were it in scope, its rule would give 57 killed."


def attack(*claims: Said, name: str = "a", day: int = 13) -> object:
    """An attack by an armed group."""
    return story(*claims, name=name, mention=told(by=[GROUP], type_="Attack"), day=day)


def test_gtd_takes_the_most_recent() -> None:
    """Of two monitors the one that spoke last, though it gives more."""
    event = tallied("gtd", attack(harm("c1", 12, by=SOHR)), attack(harm("c1", 20, by=SNHR), name="b", day=14))
    assert event.tally.killed.best == 20
    assert [item.code for item in event.tally.set_aside] == ["older"]


def test_gtd_takes_the_majority_of_the_equally_recent() -> None:
    """Two of three say 20."""
    event = tallied("gtd", attack(harm("c1", 20, by=SOHR), harm("c2", 20, by=SNHR), harm("c3", 12, by=DOCTOR)))
    assert event.tally.killed.best == 20


def test_gtd_takes_the_lowest_without_a_majority() -> None:
    """12 or 20, one voice each."""
    event = tallied("gtd", attack(harm("c1", 20, by=SOHR), harm("c2", 12, by=DOCTOR)))
    assert event.tally.killed.best == 12


def test_gtd_takes_the_perpetrators_word_last() -> None:
    """The army that did it is not believed over a doctor, though it spoke later."""
    forces = told(by=[ISRAEL, GROUP], type_="Attack")
    event = tallied(
        "gtd",
        story(harm("c1", 12, by=DOCTOR), mention=forces),
        story(harm("c1", 3, by=IDF), name="b", mention=forces, day=14),
    )
    assert event.tally.killed.best == 12


def test_gtd_leaves_words_blank() -> None:
    """ "Dozens" is no number, and blank is not 0."""
    event = tallied("gtd", attack(harm("c1", 24, high=None, wording="dozens", hedge="vague", by=SOHR)))
    assert killed(event) == (None, None, None)


def test_gtd_doubts_an_unknown_perpetrator() -> None:
    """Nobody knows that it was no state."""
    assert grade(tallied("gtd", story(harm("c1", 3, by=SOHR))), "scope") == "in doubt"


# ------------------------------------------------------------------------------------------ airwars


def strike(*claims: Said, name: str = "a") -> object:
    """A strike by one air force."""
    return story(*claims, name=name, mention=told(by=[ISRAEL]))


def test_airwars_keeps_the_range_of_civilians() -> None:
    """Five by one monitor and seven by another."""
    event = tallied(
        "airwars", strike(harm("c1", 5, CIVILIANS, by=SOHR)), strike(harm("c1", 7, CIVILIANS, by=SNHR), name="b")
    )
    assert killed(event) == (5, None, 7)


def test_airwars_does_not_make_civilians_of_the_undetermined() -> None:
    """Nine people of whom nobody says what they were: 0 to 9."""
    event = tallied("airwars", strike(harm("c1", 9, by=SOHR)))
    assert killed(event) == (0, None, 9)
    assert [row.group for row in event.tally.groups] == ["undetermined"]


def test_airwars_counts_children_apart() -> None:
    """Of seven civilians three children are a category of their own, within the civilians."""
    event = tallied("airwars", strike(harm("c1", 7, CIVILIANS, by=SOHR), harm("c2", 3, CHILDREN, by=SOHR, of="c1")))
    (row,) = [row for row in event.tally.groups if row.group == "children"]
    assert (row.estimate.low, row.estimate.high, row.part_of) == (3, 3, "civilians")
    assert killed(event) == (7, None, 7)


def test_airwars_grades() -> None:
    """Two credible sources and a strike that is likely are fair; one is weak, in however many outlets."""
    one = strike(harm("c1", 5, CIVILIANS, by=SOHR))
    same = strike(harm("c1", 5, CIVILIANS, by=SOHR), name="b")
    other = strike(harm("c1", 5, CIVILIANS, by=SNHR), name="b")
    assert grade(tallied("airwars", one, same), "harm") == "weak"
    assert grade(tallied("airwars", one, other), "harm") == "fair"


def test_airwars_confirms_what_the_doer_concedes() -> None:
    """Two civilians, by the air force that did it."""
    event = tallied("airwars", strike(harm("c1", 2, CIVILIANS, by=IDF), harm("c2", 5, CIVILIANS, by=SOHR)))
    assert grade(event, "harm") == "confirmed"


def test_airwars_contests_two_doers() -> None:
    """Two air forces are said to have done it."""
    two = told(by=[ISRAEL, Party(wording="Russian jets", actor="act:RUS-MIL")])
    event = tallied("airwars", story(harm("c1", 5, CIVILIANS, by=SOHR), harm("c2", 5, CIVILIANS, by=SNHR), mention=two))
    assert grade(event, "harm") == "contested"
    assert grade(event, "strike") == "contested"


def test_airwars_discounts_combatants() -> None:
    """Every figure counts soldiers: no civilian harm, and no zero either."""
    event = tallied("airwars", strike(harm("c1", 14, TROOPS, by=SOHR)))
    assert grade(event, "harm") == "discounted"
    assert killed(event) == (None, None, None)


def test_airwars_judges_strike_and_attribution_apart() -> None:
    """Confirmed by the other side, owned by nobody, no comment by the one that is named."""
    event = tallied(
        "airwars",
        strike(
            harm("c1", 5, CIVILIANS, by=SOHR), position("p1", "declines_comment", IDF), position("p2", "confirms", ARMY)
        ),
    )
    judged = {each.name: each.value for each in event.tally.grades}
    assert judged == {"harm": "weak", "strike": "likely", "attribution": "suspected", "assessment": "no comment"}
    assert all(each.proposed for each in event.tally.grades if each.name != "assessment")


def test_an_army_that_admits_losses_owns_no_strike() -> None:
    """To admit is to own only for the side that is said to have done it."""
    event = tallied("airwars", strike(harm("c1", 5, CIVILIANS, by=SOHR), position("p1", "admits", ARMY)))
    assert grade(event, "strike") == "single source claim"


def test_airwars_keeps_concessions_apart() -> None:
    """The army's own dead are its concession, and in no total."""
    event = tallied("airwars", strike(harm("c1", 57, by=SOHR), harm("c2", 1, TROOPS, by=ARMY, scope="part")))
    assert [(one.outcome, one.low, one.high) for one in event.tally.concessions] == [("killed", 1, 1)]
    assert event.tally.killed.high == 57


# ---------------------------------------------------------------------------------------------- ibc


def test_ibc_with_one_origin_is_provisional() -> None:
    """One monitor, however many outlets."""
    event = tallied("ibc", story(harm("c1", 5, CIVILIANS, by=SOHR)), story(harm("c1", 5, CIVILIANS, by=SOHR), name="b"))
    assert grade(event, "entry") == "provisional"
    assert killed(event) == (5, None, 5)


def test_ibc_with_two_origins() -> None:
    """Two monitors: the range of both."""
    event = tallied("ibc", story(harm("c1", 5, CIVILIANS, by=SOHR)), story(harm("c1", 7, CIVILIANS, by=SNHR), name="b"))
    assert grade(event, "entry") == "two independent sources"
    assert killed(event) == (5, None, 7)


def test_ibc_widens_where_status_is_unclear() -> None:
    """Five civilians among nine people, and four of whom nobody tells: 5 to 9."""
    event = tallied("ibc", story(harm("c1", 9, by=SOHR), harm("c2", 5, CIVILIANS, by=SOHR, of="c1")))
    assert killed(event) == (5, None, 9)


def test_ibc_leaves_combatants_out() -> None:
    """Nine people, six of them soldiers: 0 to 3."""
    event = tallied("ibc", story(harm("c1", 9, by=SOHR), harm("c2", 6, TROOPS, by=SOHR, of="c1")))
    assert killed(event) == (0, None, 3)
    assert {item.claim: item.code for item in event.tally.set_aside} == {"rep_a/c2": "combatants"}


def test_ibc_records_no_soldiers() -> None:
    """Where every figure counts combatants, the event is out of scope."""
    assert tallied("ibc", story(harm("c1", 14, TROOPS, by=SOHR))).tally.out_of_scope is not None


# ---------------------------------------------------------------------------------------------- un3


def test_un3_verifies_by_kinds_of_source() -> None:
    """A monitor, a doctor and a rescuer: the number that all three bear out."""
    event = tallied("un3", story(harm("c1", 20, by=SOHR), harm("c2", 25, by=DOCTOR), harm("c3", 22, by=RESCUE)))
    assert grade(event, "verification of killed") == "verified"
    assert event.tally.killed.best == 20


def test_un3_two_monitors_are_one_kind() -> None:
    """Two origins of one kind corroborate, and verify nothing."""
    event = tallied("un3", story(harm("c1", 20, by=SOHR), harm("c2", 25, by=SNHR)))
    assert grade(event, "verification of killed") == "corroborated"


def test_un3_one_origin_reports() -> None:
    """One origin and nameless sources."""
    event = tallied("un3", story(harm("c1", 20, by=SOHR), harm("c2", 20, by=LOCALS)))
    assert grade(event, "verification of killed") == "reported"


def test_un3_bears_out_what_three_kinds_reach() -> None:
    """Four kinds say 5, 20, 30 and 40: at least 20 is what three of them bear out."""
    event = tallied(
        "un3",
        story(harm("c1", 5, by=POLICE), harm("c2", 20, by=SOHR), harm("c3", 30, by=DOCTOR), harm("c4", 40, by=RESCUE)),
    )
    assert event.tally.killed.best == 20


# ------------------------------------------------------------------------------------------- acled


def test_acled_rows_add_up_and_are_derived() -> None:
    """58 over three days and two towns: what is left over goes to the first row."""
    days = structs.replace(
        told(places=[ABU_KAMAL, MAYADIN]),
        occurred_from=date(2021, 1, 12), occurred_to=date(2021, 1, 14), date_precision="days",
        date_wording="three days of shelling",
    )  # fmt: skip
    tally = tallied("acled", story(harm("c1", 58, by=SOHR), mention=days)).tally
    assert [row.killed for row in tally.split] == [13, 9, 9, 9, 9, 9]
    assert sum(row.killed for row in tally.split) == tally.killed.best
    assert any("Derived" in line for line in tally.trace)


def test_acled_one_row_needs_no_split() -> None:
    """One town on one day."""
    assert tallied("acled", story(harm("c1", 58), mention=told(days=on(13), places=[ABU_KAMAL]))).tally.split == ()


# -------------------------------------------------------------------------------------------- vague


@pytest.mark.parametrize(
    ("profile", "expected"),
    [
        ("ledger", (24, None, None)),
        ("ucdp", (24, 24, 24)),
        ("acled", (12, 12, 12)),
        ("gtd", (None, None, None)),
        ("airwars", (None, None, None)),
        ("ibc", (None, None, None)),
        ("un3", (24, 24, None)),
    ],
)
def test_dozens_by_every_codebook(profile: str, expected: tuple[int | None, ...]) -> None:
    """A vague word has the number that the codebook gives it, or none."""
    event = tallied(profile, story(harm("c1", 24, high=None, wording="dozens", hedge="vague", by=SOHR)))
    assert killed(event) == expected


@pytest.mark.parametrize("profile", profile_names())
def test_low_best_high_in_order(profile: str) -> None:
    """Where they are known."""
    estimate = tallied(profile, story(at_least("c1", 12, by=SOHR), harm("c2", 30, by=SNHR))).tally.killed
    known = [number for number in (estimate.low, estimate.best, estimate.high) if number is not None]
    assert known == sorted(known)
