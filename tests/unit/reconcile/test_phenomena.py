"""The ten hardest phenomena of casualty recording, and what each codebook makes of them; all in words of our own."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from msgspec import structs

from tallystick.model import Event, Group, Party, Reading, Speaker
from tallystick.pipeline import make_sense
from tallystick.reconcile.profiles import OURS
from tests.readings import (
    ABU_KAMAL,
    AFGHANS,
    ARMY,
    DEIR_CITY,
    DEIR_PROVINCE,
    IDF,
    IRAQI_MILITIA,
    IRAQIS,
    ISRAEL,
    LOCALS,
    MASYAF,
    MAYADIN,
    SNHR,
    SOHR,
    TROOPS,
    Older,
    Said,
    agency_story,
    at,
    at_least,
    damage,
    harm,
    live_page,
    on,
    position,
    report,
    series,
    told,
)
from tests.unit.reconcile.cases import Figures, killed, one_event

CIVILIANS = Group(wording="civilians", status="civilian")
FIGHTERS = Group(wording="fighters", status="combatant")
DOCTOR = Speaker(wording="a doctor of Mercy hospital", source="org:mercy", kind="medical")
OFFICIAL = Speaker(wording="a provincial official", source="org:province", kind="local_authority")
AGENCY = Speaker(wording="the wire", source="org:wire", kind="agency")
BORDER_GUARD = Party(wording="border guards", actor="act:SYR-MIL")


def decisions(*stories: Reading) -> dict[str, Figures]:
    """Low, best and high of the dead by every codebook of ours."""
    return {profile: killed(one_event(*stories, profile=profile)) for profile in OURS}


def decided(*stories: Reading, **expected: Figures) -> None:
    """Hold every codebook to its decision."""
    assert decisions(*stories) == expected


def story(*claims: Said, name: str = "a", day: int = 13, **mention: object) -> Reading:
    """One report of one event."""
    return report(name, at(day), told(**mention), *claims)  # type: ignore[arg-type]


def notes(event: Event) -> str:
    """All notes in one text."""
    return "\n".join(note.text for note in event.notes)


NOTHING: Figures = (None, None, None)


# ------------------------------------------------------------------- 1: at least 15 becomes 57 on one page


def page(*, later: int = 57) -> Reading:
    """An update above an original entry, resting on local sources."""
    older = Older(at(13, 20), [at_least("c2", 15, by=LOCALS)])
    return report("page", at(14, 9), told(), harm("c1", later, by=LOCALS), older=older)


def test_the_first_toll_is_superseded_for_everybody() -> None:
    """15 sets nobody's low once 57 stands, and nobody calls it a contradiction."""
    decided(
        page(),
        ledger=(57, None, 57), ucdp=(57, 57, 57), acled=(57, 57, 57), gtd=(57, 57, 57), airwars=(0, None, 57),
        ibc=(0, None, 57), un3=(57, 57, 57),
    )  # fmt: skip
    assert one_event(page()).disputes == ()


def test_as_of_the_evening_it_was_at_least_15() -> None:
    """Asked for that evening, the page says 15 or more."""
    (event,) = make_sense([page()], as_of=at(13, 23))
    assert killed(event) == (15, None, None)
    assert [step.killed.low for step in event.revisions if step.killed] == [15]


# --------------------------------------------------------------------- 2: the breakdown does not reach 57


def broken_down(total: str = "57", **options: object) -> Reading:
    """57 dead with 14, 16 and 11 of them described."""
    return story(
        replace(harm("c1", 57, by=SOHR), quote=f"{total} dead"),
        harm("c2", 14, TROOPS, by=SOHR, of="c1"),
        harm("c3", 16, IRAQI_MILITIA, by=SOHR, of="c1"),
        harm("c4", 11, AFGHANS, by=SOHR, of="c1"),
        **options,
    )


def test_sixteen_are_left_over_and_that_is_no_error() -> None:
    """Open list: a remainder of 16 in every codebook that divides, and no dispute."""
    for profile in ("ledger", "ucdp"):
        assert one_event(broken_down(), profile=profile).tally.remainder == 16
    assert one_event(broken_down()).disputes == ()


def test_what_each_codebook_makes_of_the_breakdown() -> None:
    """41 combatants and 16 of whom nothing is told."""
    decided(
        broken_down(),
        ledger=(57, None, 57), ucdp=(57, 57, 57), acled=(57, 57, 57), gtd=(57, 57, 57), airwars=NOTHING,
        ibc=(0, None, 16), un3=(57, 57, 57),
    )  # fmt: skip
    rows = {
        row.group: (row.estimate.low, row.estimate.high)
        for row in one_event(broken_down(), profile="airwars").tally.groups
    }
    assert rows == {"belligerents": (41, 57), "undetermined": (0, 16)}


def test_a_complete_list_that_falls_short_is_a_dispute() -> None:
    """The same with "comprising"."""
    (dispute,) = one_event(broken_down("57, comprising")).disputes
    assert "add up to 41" in dispute.why


# --------------------------------------------------------------------- 3: an outlet's own inference


def test_most_are_soldiers_holds_only_if_the_rest_are() -> None:
    """30 of 57 is more than half; 14 soldiers are counted, so 15 of the 16 left would have to be soldiers."""
    most = harm("c1", None, TROOPS, high=None, wording="most of the dead", hedge="vague", scope="part")
    (note,) = [n for n in one_event(broken_down(), story(most, name="b")).notes if n.text.startswith("'most")]
    assert note.holds is None
    assert "at least 15 of the 16" in note.text


def test_an_outlets_own_voice_corroborates_nobody() -> None:
    """An outlet that repeats 57 in its own voice is no second origin for any codebook."""
    own = story(harm("c1", 57), harm("c2", 16, IRAQIS, of="c1"), harm("c3", 11, AFGHANS, of="c1"), name="b")
    assert [origin.name for origin in one_event(broken_down(), own).origins if origin.named] == [
        "Syrian Observatory for Human Rights"
    ]
    grades = {g.name: g.value for g in one_event(broken_down(), own, profile="un3").tally.grades}
    assert grades == {"verification of killed": "reported"}


# ------------------------------------------------------------------ 4: one observatory under other names


def test_two_outlets_one_origin() -> None:
    """Named in full here and by its letters there, printed twice: one origin, weak and provisional."""
    letters = Speaker(wording="OSDH", source="org:sohr", kind="monitor")
    stories = [story(harm("c1", 57, CIVILIANS, by=SOHR)), story(harm("c1", 57, CIVILIANS, by=letters), name="b")]
    event = one_event(*stories)
    assert len(event.outlets) == 2
    assert len(event.origins) == 1
    assert "2 outlets give 57 killed; independent origins: 1" in notes(event)
    assert {g.value for g in one_event(*stories, profile="ibc").tally.grades} == {"provisional"}
    assert next(g.value for g in one_event(*stories, profile="airwars").tally.grades if g.name == "harm") == "weak"


def test_local_sources_are_one_origin_at_most() -> None:
    """Nameless sources in two outlets may be the same people."""
    event = one_event(story(harm("c1", 9, by=LOCALS)), story(harm("c1", 9, by=LOCALS), name="b"))
    assert "independent origins: 0 (none named) and at most one unnamed" in notes(event)


# ----------------------------------------------------------------------------------- 5: nights and days


def test_a_night_and_the_day_after_it_are_no_contradiction() -> None:
    """One report says Wednesday, one the night before it: one event, and the sharper days win."""
    night = (date(2021, 1, 12), date(2021, 1, 13))
    event = one_event(story(days=on(13)), story(name="b", days=night, night=True))
    assert event.disputes == ()
    assert event.date_precision in ("day", "night")


# ------------------------------------------------------------------------------------------ 6: places


def test_three_towns_are_three_rows_to_acled_and_one_event_to_the_others() -> None:
    """57 over three towns: 19 each, derived; elsewhere one row."""
    three = story(harm("c1", 57, by=SOHR), places=[DEIR_CITY, MAYADIN, ABU_KAMAL])
    assert [row.killed for row in one_event(three, profile="acled").tally.split] == [19, 19, 19]
    assert all(one_event(three, profile=profile).tally.split == () for profile in OURS if profile != "acled")


def test_a_province_is_no_town() -> None:
    """The town that reports name leads, and the province stays a province."""
    event = one_event(
        story(places=[DEIR_PROVINCE, ABU_KAMAL]),
        story(name="b", places=[ABU_KAMAL]),
        story(name="c", places=[DEIR_CITY]),
    )
    assert [place.name for place in event.places] == ["Abu Kamal", "Deir ez-Zor", "Deir ez-Zor"]
    assert [place.precision for place in event.places] == ["town", "town", "province"]


# ------------------------------------------------------------------------------------------ 7: series


def test_series_are_checked_against_the_record() -> None:
    """ "The fourth in two weeks" has three in its window, "in three weeks" has four; what was destroyed stays where
    it was destroyed."""
    live, agency = live_page(), agency_story()
    events = make_sense([live, agency])
    main = max(events, key=lambda event: len(event.reports))
    checked = {note.holds for note in main.notes if "number 4" in note.text}
    assert checked == {True, False}
    assert "workshops" not in notes(main)
    assert sum(event.role == "background" for event in events) == 3


def test_damage_of_an_earlier_strike_stays_with_it() -> None:
    """Four workshops were destroyed in Masyaf, in another event of the same report."""
    old = told("m2", on(25, 12, 2020), role="background", places=[MASYAF])
    page = report("p", at(13), [told(days=on(13)), old], harm("c1", 3), damage("d1", 4, "workshops", mention="m2"),
                  series("s1", 2, date(2020, 12, 20), date(2021, 1, 13)))  # fmt: skip
    by_role = {event.role: notes(event) for event in make_sense([page])}
    assert "workshops" in by_role["background"]
    assert "workshops" not in by_role["main"]


# ------------------------------------------------- 8: denial, partial admission, no comment, accusation


def struck() -> Reading:
    """57 by a monitor; the army admits one soldier, denies Iranian dead; the other army says nothing."""
    iranians = Group(wording="Iranians", nationality="IR")
    return story(
        harm("c1", 57, by=SOHR),
        harm("c2", 1, TROOPS, by=ARMY, scope="part"),
        harm("c3", 12, TROOPS, outcome="wounded", by=ARMY, scope="part"),
        harm("c4", 2, iranians, outcome="casualties", high=None, by=ARMY, stance="denies", scope="part"),
        position("p1", "declines_comment", IDF),
        by=[ISRAEL],
        against=[BORDER_GUARD],
    )


def test_one_soldier_is_nobodys_low() -> None:
    """A party's own losses bound a group, never the total."""
    for profile in ("ledger", "ucdp", "acled", "un3"):
        assert one_event(struck(), profile=profile).tally.killed.low == 57
    assert one_event(struck(), profile="gtd").tally.out_of_scope is not None


def test_a_denial_deletes_nothing_and_no_comment_is_no_denial() -> None:
    """The denial touches its own proposition; silence is told as what it is."""
    event = one_event(struck())
    assert "denies casualties among Iranians" in notes(event)
    assert [stand.act for stand in event.positions] == ["declines_comment"]
    assert event.disputes == ()
    grades = {g.name: g.value for g in one_event(struck(), profile="airwars").tally.grades}
    assert (grades["strike"], grades["attribution"], grades["assessment"]) == (
        "single source claim",
        "suspected",
        "no comment",
    )


def test_the_admission_is_flagged_and_kept_apart() -> None:
    """The army's one soldier: a concession, and a figure in which it has a side."""
    event = one_event(struck())
    assert {(one.toward, one.may_be) for one in event.interests} == {("own_losses", "understated")}
    assert {(one.outcome, one.low) for one in event.tally.concessions} == {("killed", 1), ("wounded", 12)}


def test_who_is_not_heard_is_named_apart_from_who_declines() -> None:
    """A party without a word in any report is silent; one that declines has been asked."""
    assert one_event(struck()).silent == ()
    unheard = one_event(story(harm("c1", 57, by=SOHR), by=[ISRAEL]))
    assert [party.actor for party in unheard.silent] == ["act:ISR-MIL"]


# ------------------------------------------------------------------------------------ 9: vague words


def test_dozens_and_twelve_of_the_armys_own_do_not_contradict() -> None:
    """Other people, other scope."""
    dozens = harm("c9", 24, high=None, outcome="wounded", wording="dozens", hedge="vague", by=SOHR)
    assert one_event(struck(), story(dozens, name="b")).disputes == ()


@pytest.mark.parametrize("profile", OURS)
def test_dead_and_wounded_together_are_never_dead(profile: str) -> None:
    """40 casualties are 40 killed to nobody; ACLED writes 0, and says that it is a convention."""
    both = story(harm("c1", 40, outcome="casualties", by=SOHR))
    expected = (0, 0, 0) if profile == "acled" else NOTHING
    event = one_event(both, profile=profile)
    assert killed(event) == expected
    assert profile == "ledger" or {item.code for item in event.tally.set_aside} == {"not_split"}


# -------------------------------------------------------------------- 10: who were the dead, who did it


def test_iraqi_militiamen_and_iraqis_are_counted_once() -> None:
    """16 here and 16 there are one group, inside whatever contains them."""
    event = one_event(broken_down(), story(harm("c1", 57, by=SNHR), harm("c2", 16, IRAQIS, by=SNHR, of="c1"), name="b"))
    assert len([row for row in event.tally.groups if row.nationality == "IQ"]) == 1


def test_an_umbrella_contains_its_groups() -> None:
    """40 fighters with 16 Iraqis among them account for 40."""
    event = one_event(
        story(
            harm("c1", 57, by=SOHR),
            harm("c2", 40, FIGHTERS, by=SOHR, of="c1"),
            harm("c3", 16, IRAQIS, by=SOHR, of="c2"),
        )
    )
    assert event.tally.remainder == 17


def test_what_each_codebook_makes_of_a_states_strike_on_fighters() -> None:
    """All of them combatants, the doer an air force."""
    decided(
        story(harm("c1", 9, FIGHTERS, by=SOHR), by=[ISRAEL]),
        ledger=(9, None, 9), ucdp=(9, 9, 9), acled=(9, 9, 9), gtd=NOTHING, airwars=NOTHING, ibc=NOTHING, un3=(9, 9, 9),
    )  # fmt: skip


# -------------------------------------------------------------------------------------- also required


def test_a_chain_of_speakers_rests_on_its_last() -> None:
    """The agency quoted an official citing a doctor: the doctor's, and no three origins."""
    chain = story(harm("c1", 9, by=(AGENCY, OFFICIAL, DOCTOR)))
    assert [origin.id for origin in one_event(chain).origins] == ["org:mercy"]


def test_translations_of_one_wire_copy_are_one_origin() -> None:
    """Three outlets, each naming the wire, are the wire's one count."""
    copies = [story(harm("c1", 9, CIVILIANS, by=AGENCY), name=name) for name in ("english", "arabic", "spanish")]
    assert {g.value for g in one_event(*copies, profile="ibc").tally.grades} == {"provisional"}
    assert len(one_event(*copies).origins) == 1


def test_a_retracted_count_sets_no_bound() -> None:
    """Its own speaker took 20 back; nobody's range keeps it."""
    first = story(harm("c1", 20, CIVILIANS, by=SOHR), harm("c2", 12, CIVILIANS, by=SNHR))
    taken_back = story(harm("c1", 20, CIVILIANS, by=SOHR, stance="denies"), name="b", day=14)
    decided(
        first, taken_back,
        ledger=(12, None, 12), ucdp=(12, 12, 12), acled=(12, 12, 12), gtd=(12, 12, 12), airwars=(12, None, 12),
        ibc=(12, None, 12), un3=(12, 12, 12),
    )  # fmt: skip


def test_a_corrected_headline_over_an_old_body_is_told() -> None:
    """One report whose title says 12 and whose text says 20 keeps both, for nobody knows which is the correction."""
    reading = story(harm("c1", 20, by=SOHR), harm("c2", 12, by=SOHR))
    title = structs.replace(reading.claims[1], in_="title", span=(0, len(reading.claims[1].quote)))
    body = structs.replace(
        reading,
        report=structs.replace(reading.report, title=reading.claims[1].quote),
        claims=(reading.claims[0], title),
    )
    event = one_event(body)
    assert killed(event) == (12, None, 20)
    assert "headline" in notes(event)


def test_wounded_who_die_later_move_over() -> None:
    """Killed + 2, wounded − 2, in every codebook that counts both."""
    first = story(harm("c1", 9, CIVILIANS, by=SOHR), harm("c2", 12, CIVILIANS, outcome="wounded", by=SOHR))
    died = replace(harm("c1", 2, by=SOHR, scope="increment"), quote="two more died of their wounds")
    later = story(died, name="b", day=15)
    for profile in ("ledger", "un3", "gtd"):
        tally = one_event(first, later, profile=profile).tally
        assert (tally.killed.low, tally.wounded.low) == (11, 10)


def test_bodies_recovered_later_are_added() -> None:
    """Three more bodies from the rubble: 12, and nobody less wounded."""
    found = replace(harm("c1", 3, by=SOHR, scope="increment"), quote="three more bodies were pulled out")
    stories = story(harm("c1", 9, by=SOHR)), story(found, name="b", day=15)
    assert killed(one_event(*stories)) == (12, None, 12)


def test_the_attacker_is_in_the_count_only_where_the_codebook_counts_him() -> None:
    """GTD counts attackers with the victims and shows them apart; a group of the dead elsewhere."""
    bomber = Group(wording="the bomber", status="combatant", affiliation="act:ISIS")
    raid = story(
        harm("c1", 9, by=SOHR), harm("c2", 1, bomber, by=SOHR, of="c1"),
        by=[Party(wording="a bomber of the Islamic State", actor="act:ISIS")], type_="Suicide bomb",
    )  # fmt: skip
    tally = one_event(raid, profile="gtd").tally
    assert tally.killed.best == 9
    assert [(row.group, row.estimate.low) for row in tally.groups] == [("attackers", 1)]
    assert killed(one_event(raid, profile="ibc")) == (0, None, 8)


def test_two_strikes_of_one_night_are_two_events() -> None:
    """A report that tells of two strikes in one night knows that they are two; neither toll enters the other."""
    night = (date(2021, 1, 12), date(2021, 1, 13))
    page = report(
        "p", at(13),
        [told("m1", night, night=True, places=[ABU_KAMAL]), told("m2", night, night=True, places=[MASYAF])],
        harm("c1", 9, by=SOHR), harm("c2", 4, by=SOHR, mention="m2"),
    )  # fmt: skip
    assert sorted(event.tally.killed.low or 0 for event in make_sense([page])) == [4, 9]


@pytest.mark.parametrize("profile", OURS)
def test_a_quoted_total_of_the_war_enters_no_figure(profile: str) -> None:
    """500,000 since 2011 is an aggregate, whatever mention it stands beside."""
    event = one_event(story(harm("c1", 9, by=SOHR), harm("c2", 500_000, by=SOHR, scope="aggregate")), profile=profile)
    assert (event.tally.killed.high or 0) <= 9
    assert {item.claim: item.code for item in event.tally.set_aside}["rep_a/c2"] == "aggregate"
