from __future__ import annotations

from datetime import date

from msgspec.structs import replace

from tallystick.link.compare import THRESHOLD, VETO, compare, score
from tallystick.link.telling import Telling, tellings
from tallystick.model import Mention, Party, Place
from tests.readings import (
    ABU_KAMAL,
    DAMASCUS,
    DEIR_PROVINCE,
    ISRAEL,
    MASYAF,
    MAYADIN,
    SYRIA,
    at,
    harm,
    on,
    report,
    told,
)


def _one(name: str, mention: Mention, *claims: object, published: int | None = 13) -> Telling:
    return tellings([report(name, at(published) if published else None, mention, *claims)])[0]  # type: ignore[arg-type]


def _features(left: Telling, right: Telling) -> set[str]:
    return {reason.feature for reason in compare(left, right)}


def test_same_day_and_town_link() -> None:
    """The same kind of strike on the same day in the same town is one event."""
    left, right = (_one(name, told(days=on(13), places=[ABU_KAMAL])) for name in "ab")
    assert score(compare(left, right)) >= THRESHOLD


def test_comparison_is_symmetric() -> None:
    """It does not matter which mention comes first."""
    left = _one("a", told(days=on(13), places=[ABU_KAMAL], by=[ISRAEL]), harm("c1", 57))
    right = _one("b", told(days=on(12), places=[MAYADIN], by=[SYRIA]), harm("c1", 57))
    assert compare(left, right) == compare(right, left)


def test_night_meets_day() -> None:
    """The night of 12 to 13 January and 13 January are no different days."""
    night = _one("a", told(days=(date(2021, 1, 12), date(2021, 1, 13)), night=True))
    assert "days: the same" in _features(night, _one("b", told(days=on(13))))


def test_days_two_apart_are_ruled_out() -> None:
    """Two days apart, both sharp, is never one event, whatever else agrees."""
    left = _one("a", told(days=on(11), places=[ABU_KAMAL], by=[ISRAEL]), harm("c1", 57))
    right = _one("b", told(days=on(13), places=[ABU_KAMAL], by=[ISRAEL]), harm("c1", 57))
    assert score(compare(left, right)) == VETO


def test_next_day_needs_more_than_place_and_doer() -> None:
    """A second strike a day later on the same town by the same side stays an event of its own."""
    left, right = (_one(str(day), told(days=on(day), places=[ABU_KAMAL], by=[ISRAEL])) for day in (12, 13))
    assert score(compare(left, right)) < THRESHOLD


def test_one_day_slip_with_the_same_toll_links() -> None:
    """A reporter's "on Tuesday" for the same 57 dead is the same event."""
    left = _one("a", told(days=on(12), places=[ABU_KAMAL], by=[ISRAEL]), harm("c1", 57))
    right = _one("b", told(days=on(13), places=[ABU_KAMAL], by=[ISRAEL]), harm("c1", 57))
    assert score(compare(left, right)) >= THRESHOLD


def test_far_towns_are_ruled_out() -> None:
    """More than 200 km between the nearest towns is never one event."""
    left = _one("a", told(days=on(13), places=[ABU_KAMAL], by=[ISRAEL]))
    assert score(compare(left, _one("b", told(days=on(13), places=[DAMASCUS], by=[ISRAEL])))) == VETO


def test_two_towns_of_one_night_stay_apart() -> None:
    """Damascus and Masyaf, hit by one side in one night, are two events."""
    left = _one("a", told(days=on(13), places=[DAMASCUS], by=[ISRAEL]))
    assert score(compare(left, _one("b", told(days=on(13), places=[MASYAF], by=[ISRAEL])))) < THRESHOLD


def test_shared_town_outweighs_others() -> None:
    """One shared town is enough, though one report names further towns."""
    left = _one("a", told(days=on(13), places=[ABU_KAMAL]))
    right = _one("b", told(days=on(13), places=[DAMASCUS, MAYADIN, ABU_KAMAL]))
    assert "place: the same" in _features(left, right)


def test_spellings_of_a_place_nobody_resolved() -> None:
    """ "Al-Marjeh" and "Marjeh" are one place even where no gazetteer knows it."""
    left, right = (_one(name, told(places=[Place(wording=name)])) for name in ("Al-Marjeh", "Marjeh"))
    assert "place: the same" in _features(left, right)


def test_vague_spans_one_day_apart_do_not_count_as_a_slip() -> None:
    """A week that ends a day before another begins speaks against, more than a slip of one sharp day."""
    week = replace(told(days=(date(2021, 1, 4), date(2021, 1, 10))), date_precision="week")
    assert "days: apart, one of them vague" in _features(_one("a", week), _one("b", told(days=on(11))))


def test_province_is_weaker_than_town() -> None:
    """A province and a town in it agree, but less than two equal towns."""
    left, right = _one("a", told(places=[ABU_KAMAL])), _one("b", told(places=[DEIR_PROVINCE]))
    assert "place: the same province" in _features(left, right)


def test_unknown_is_no_evidence() -> None:
    """A missing day, place or doer weighs nothing in either direction."""
    assert _features(_one("a", told()), _one("b", told(days=on(13), places=[ABU_KAMAL], by=[ISRAEL]))) == {
        "type: the same"
    }


def test_no_report_tells_the_future() -> None:
    """A mention without a day cannot be an event that came after its report."""
    undated = _one("a", told(places=[ABU_KAMAL], by=[ISRAEL]), harm("c1", 57), published=3)
    dated = _one("b", told(days=on(13), places=[ABU_KAMAL], by=[ISRAEL]), harm("c1", 57))
    assert score(compare(undated, dated)) == VETO


def test_wording_joins_parties_without_ids() -> None:
    """ "Israel" and "the Israelis" are one party even where no registry knows them."""
    left = _one("a", told(by=[Party(wording="Israel")]))
    assert "initiator: the same" in _features(left, _one("b", told(by=[Party(wording="the Israelis")])))


def test_generic_words_join_nobody() -> None:
    """ "Army positions" and "rebel positions" share no party."""
    left = _one("a", told(against=[Party(wording="army positions")]))
    assert "target: the same" not in _features(left, _one("b", told(against=[Party(wording="rebel positions")])))


def test_every_reason_is_a_sentence_with_its_weight() -> None:
    """A reader sees what was compared and what it weighed."""
    left, right = (_one(name, told(days=on(13), places=[ABU_KAMAL])) for name in "ab")
    assert "both name Abu Kamal (+3)" in [reason.sentence for reason in compare(left, right)]
