from __future__ import annotations

from datetime import date

import pytest

from tallystick.errors import UsageError
from tallystick.model import Hedge, Party
from tests.readings import (
    ABU_KAMAL,
    ARMY,
    DEIR_CITY,
    DEIR_PROVINCE,
    MINISTRY,
    SOHR,
    agency_story,
    at,
    harm,
    live_page,
    on,
    position,
    report,
    told,
)
from tests.unit.reconcile.cases import killed, one_event


def test_places_once_each_and_provinces_kept() -> None:
    """Three towns and the province, each once; the province keeps its precision and gets no pin."""
    event = one_event(live_page(), agency_story())
    assert [place.geonames_id for place in event.places] == [174448, 170794, 170017, 170792]
    assert event.places[-1].precision == "province"
    assert event.places[-1].latitude is None


def test_sharper_mention_of_a_place_wins() -> None:
    """Of two mentions of one place the sharper is kept."""
    vague = report("a", at(13), told(places=[DEIR_PROVINCE, DEIR_CITY, ABU_KAMAL]))
    assert [place.precision for place in one_event(vague, vague).places] == ["town", "town", "province"]


def test_what_was_aimed_at_is_told_once_and_is_no_place() -> None:
    """ "Depots" beside "arms depots" is no second target; the province it lies in is none, a town's barracks are."""
    wordings = ["arms depots", "the depots", "the governorate of Deir ez-Zor", "Abu Kamal", "barracks in Abu Kamal"]
    aimed = told(places=[DEIR_PROVINCE, ABU_KAMAL], against=[Party(wording=each) for each in wordings])
    event = one_event(report("a", at(13), aimed))
    assert [party.wording for party in event.targets] == ["barracks in Abu Kamal", "arms depots"]


def test_a_party_that_is_known_stays_a_target_by_whatever_name() -> None:
    """Who is in the registry is a party, though a place is called like it."""
    aimed = told(places=[ABU_KAMAL], against=[Party(wording="Abu Kamal", actor="act:SYR-MIL")])
    assert [party.actor for party in one_event(report("a", at(13), aimed)).targets] == ["act:SYR-MIL"]


def test_days_of_most_reports() -> None:
    """The day that most sharp mentions give is the event's."""
    stories = [report(name, at(14), told(days=on(day))) for name, day in (("a", 12), ("b", 13), ("c", 13))]
    assert one_event(*stories).occurred_from == date(2021, 1, 13)


def test_unknown_day_stays_unknown() -> None:
    """No report gives a day: none is made up."""
    event = one_event(report("a", at(14), told()))
    assert (event.occurred_from, event.occurred_to, event.date_precision) == (None, None, "unknown")


def test_positions_keep_their_party() -> None:
    """Who declined comment and who accused stands with the event, once a claim."""
    acts = [(stand.party, stand.act) for stand in one_event(live_page()).positions]
    assert acts == [("the foreign ministry", "accuses"), ("Israel's military", "declines_comment")]


def test_position_about_nothing_belongs_to_the_only_event() -> None:
    """A stand that hangs on no mention is about the event that the report is about."""
    story = report("a", at(13), told(), position("p1", "denies", ARMY, mention=None))
    assert [stand.act for stand in one_event(story).positions] == ["denies"]


def test_unknown_profile_names_the_known() -> None:
    """A profile that does not exist is refused, and the message lists those that do."""
    with pytest.raises(UsageError, match="ledger, ucdp, acled"):
        one_event(report("a", at(13), told(), harm("c1", 3)), profile="mean")


def test_event_without_any_claim() -> None:
    """An event of which nobody gives a number has unknown figures, not zero."""
    assert killed(one_event(report("a", at(13), told()))) == (None, None, None)


@pytest.mark.parametrize(
    ("hedge", "wording", "low", "expected"),
    [
        ("vague", "dozens", 24, (43, None, 43)),  # borne out by 43, and says less
        ("at_least", "at least 24", 24, (24, None, None)),  # whoever says so may know of more
        ("vague", "hundreds", 200, (43, None, None)),  # no number agrees with it
    ],
)
def test_words_without_a_number_open_no_bounds_beside_one(
    hedge: Hedge, wording: str, low: int, expected: tuple[int | None, ...]
) -> None:
    """The monitor's "dozens" beside the ministry's 43 says nothing that 43 does not; a hedged number does."""
    vague = harm("c1", low, high=None, wording=wording, hedge=hedge, by=SOHR)
    stories = report("a", at(13), told(), vague), report("b", at(14), told(), harm("c1", 43, by=MINISTRY))
    assert killed(one_event(*stories)) == expected
