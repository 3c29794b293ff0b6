from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from tallystick.model import Event, Group, Harm, Quantity, Reading
from tallystick.pipeline import known_by, make_sense
from tallystick.reconcile.profiles import profile_names
from tests.properties.claim_strategies import harms, readings, worlds
from tests.readings import at, report, told, town

profiles = st.sampled_from(profile_names())
times = st.sampled_from([at(13), at(13, 6), at(13, 23), at(14), at(20), at(22)])
few = settings(max_examples=60, deadline=None)
rare = settings(few, suppress_health_check=[HealthCheck.filter_too_much])
"""For laws about worlds that are seldom drawn."""


def _figures(event: Event) -> tuple[object, ...]:
    """What a reader takes away as numbers."""
    tally = event.tally
    groups = sorted((row.group, row.outcome, str(row.estimate)) for row in tally.groups)
    return tally.killed, tally.wounded, tally.remainder, groups


@few
@given(worlds(), profiles)
def test_low_best_high(world: list[Reading], profile: str) -> None:
    """low <= best <= high wherever they are known, for the total and every group."""
    for event in make_sense(world, profile=profile):
        for estimate in (event.tally.killed, event.tally.wounded, *(row.estimate for row in event.tally.groups)):
            known = [number for number in (estimate.low, estimate.best, estimate.high) if number is not None]
            assert known == sorted(known)


@few
@given(worlds(), profiles)
def test_used_and_set_aside_partition(world: list[Reading], profile: str) -> None:
    """Every harm claim of an event is used or set aside, and only once."""
    harm_claims = {f"{r.report.id}/{c.id}" for r in world for c in r.claims if c.kind == "harm"}
    found = [
        claim
        for event in make_sense(world, profile=profile)
        for claim in (*event.tally.used, *(item.claim for item in event.tally.set_aside))
    ]
    assert sorted(found) == sorted(harm_claims)


@few
@given(worlds(), profiles, st.randoms(use_true_random=False))
def test_order_never_matters(world: list[Reading], profile: str, dice: object) -> None:
    """Shuffled reports, mentions and claims give the same events."""
    shuffled = []
    for reading in world:
        told_here, claims = list(reading.mentions), list(reading.claims)
        dice.shuffle(told_here)  # type: ignore[attr-defined]
        dice.shuffle(claims)  # type: ignore[attr-defined]
        shuffled.append(replace(reading, mentions=tuple(told_here), claims=tuple(claims)))
    dice.shuffle(shuffled)  # type: ignore[attr-defined]
    assert make_sense(shuffled, profile=profile) == make_sense(world, profile=profile)


@few
@given(worlds(3), profiles, st.data())
def test_copy_changes_no_figure(world: list[Reading], profile: str, data: st.DataObject) -> None:
    """A word-for-word copy of a report by the same outlet leaves every figure as it was."""
    original = data.draw(st.sampled_from(world))
    copy = replace(original, report=replace(original.report, id="rep_z_copy"))
    before = sorted(map(str, map(_figures, make_sense(world, profile=profile))))
    assert sorted(map(str, map(_figures, make_sense([*world, copy], profile=profile)))) == before


@few
@given(worlds(3), profiles, harms("c0", "m1", []))
def test_other_events_change_nothing(world: list[Reading], profile: str, claim: object) -> None:
    """A report of something far away and long after changes no event that was there."""
    elsewhere = replace(town("Elsewhere", 1, -30.0, 20.0, "Far"), country="ZA")
    far = told("m1", (datetime(2023, 5, 1).date(),) * 2, places=[elsewhere])
    other = report("other", datetime(2023, 5, 1, tzinfo=UTC), far, claim)  # type: ignore[arg-type]
    before = make_sense(world, profile=profile)
    after = make_sense([*world, other], profile=profile)
    assert [event for event in after if event.mentions[0].report != "rep_other"] == before


@few
@given(worlds(), profiles, times)
def test_as_of_sees_nothing_later(world: list[Reading], profile: str, as_of: datetime) -> None:
    """What was said after `as_of` changes nothing: neither later claims nor later reports."""
    earlier = known_by(world, as_of)
    assert all(claim.said_at is None or claim.said_at <= as_of for r in earlier for claim in r.claims)
    assert make_sense(world, profile=profile, as_of=as_of) == make_sense(earlier, profile=profile, as_of=as_of)


@few
@given(readings("r0"), profiles, times)
def test_silence_about_the_future(reading: Reading, profile: str, as_of: datetime) -> None:
    """No claim said later than `as_of` is used or set aside."""
    later = {f"{reading.report.id}/{c.id}" for c in reading.claims if c.said_at and c.said_at > as_of}
    for event in make_sense([reading], profile=profile, as_of=as_of):
        told_of = {*event.tally.used, *(item.claim for item in event.tally.set_aside)}
        assert not told_of & later


@rare
@given(worlds(), st.sampled_from(["ledger", "ucdp", "acled", "un3"]), st.data())
def test_a_group_never_lowers_a_total(world: list[Reading], profile: str, data: st.DataObject) -> None:
    """One more group within a total that is told leaves the event's lower bound where it was."""
    place = data.draw(st.integers(0, len(world) - 1))
    told_here = world[place]
    standing = {claim for event in make_sense(world) for claim in event.tally.used}
    totals = [
        claim
        for claim in told_here.claims
        if claim.harm
        and (claim.harm.scope, claim.harm.outcome) == ("total", "killed")
        and f"{told_here.report.id}/{claim.id}" in standing
    ]
    assume(totals)
    total = data.draw(st.sampled_from(totals))
    assert total.harm
    porter = Harm(
        outcome="killed",
        quantity=Quantity(low=1, high=1, wording="one"),
        group=Group(wording="porter"),
        scope="part",
        part_of=total.id,
    )
    more = replace(total, id="c99", harm=porter)
    after = [*world[:place], replace(told_here, claims=(*told_here.claims, more)), *world[place + 1 :]]
    before = {event.id: event.tally.killed.low for event in make_sense(world, profile=profile)}
    for event in make_sense(after, profile=profile):
        was = before.get(event.id)
        assert was is None or (event.tally.killed.low is not None and event.tally.killed.low >= was)


@few
@given(worlds())
def test_ucdp_columns_always_add_up(world: list[Reading]) -> None:
    """Deaths by group and the unknown are best, wherever best is divided at all; and it is never divided without it."""
    for event in make_sense(world, profile="ucdp"):
        tally = event.tally
        if tally.remainder is not None:
            assert tally.killed.best is not None
            assert sum(row.estimate.best or 0 for row in tally.groups) + tally.remainder == tally.killed.best
            assert tally.remainder >= 0


@few
@given(worlds())
def test_acled_rows_always_add_up(world: list[Reading]) -> None:
    """What is divided over places and days is the number that was divided."""
    for event in make_sense(world, profile="acled"):
        if event.tally.split:
            assert sum(row.killed for row in event.tally.split) == event.tally.killed.best


@few
@given(worlds(), st.sampled_from(["A", "E"]))
def test_a_letter_moves_no_figure_but_where_it_is_told(world: list[Reading], letter: str) -> None:
    """A desk's rating changes no tally of the codebooks that know no letters."""
    desk = {"org:sohr": letter, "org:snhr": "C"}
    for profile in ("ledger", "gtd", "airwars", "ibc", "un3"):
        plain = [event.tally for event in make_sense(world, profile=profile)]
        assert [event.tally for event in make_sense(world, profile=profile, letters=desk)] == plain
