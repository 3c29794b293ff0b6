from __future__ import annotations

from datetime import date

from msgspec.structs import replace

from tallystick.link.compare import LIKENESS, VETO, compare, needed, score
from tallystick.link.telling import Telling, tellings
from tallystick.link.weights import load
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
    assert score(compare(left, right)) >= needed()


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
    assert score(compare(left, right)) < needed()


def test_one_day_slip_with_the_same_toll_links() -> None:
    """A reporter's "on Tuesday" for the same 57 dead is the same event."""
    left = _one("a", told(days=on(12), places=[ABU_KAMAL], by=[ISRAEL]), harm("c1", 57))
    right = _one("b", told(days=on(13), places=[ABU_KAMAL], by=[ISRAEL]), harm("c1", 57))
    assert score(compare(left, right)) >= needed()


def test_far_towns_are_ruled_out() -> None:
    """More than 200 km between the nearest towns is never one event."""
    left = _one("a", told(days=on(13), places=[ABU_KAMAL], by=[ISRAEL]))
    assert score(compare(left, _one("b", told(days=on(13), places=[DAMASCUS], by=[ISRAEL])))) == VETO


def test_two_towns_of_one_night_stay_apart() -> None:
    """Damascus and Masyaf, hit by one side in one night, are two events."""
    left = _one("a", told(days=on(13), places=[DAMASCUS], by=[ISRAEL]))
    assert score(compare(left, _one("b", told(days=on(13), places=[MASYAF], by=[ISRAEL])))) < needed()


def test_shared_town_outweighs_others() -> None:
    """One shared town is enough, though one report names further towns."""
    left = _one("a", told(days=on(13), places=[ABU_KAMAL]))
    right = _one("b", told(days=on(13), places=[DAMASCUS, MAYADIN, ABU_KAMAL]))
    assert "place: the same town" in _features(left, right)


def test_spellings_of_a_place_nobody_resolved() -> None:
    """ "Al-Marjeh" and "Marjeh" are one place even where no gazetteer knows it."""
    left, right = (_one(name, told(places=[Place(wording=name)])) for name in ("Al-Marjeh", "Marjeh"))
    assert "place: the same town" in _features(left, right)


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
    nothing, all_told = _one("a", told()), _one("b", told(days=on(13), places=[ABU_KAMAL], by=[ISRAEL]))
    assert _features(nothing, all_told) == {"type: the same", "published: the same day"}


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
    weight = load().of("place: the same town")
    assert f"both name Abu Kamal ({weight:+g})" in [reason.sentence for reason in compare(left, right)]


# -------------------------------------------------------------------------------- where reports err


def _story(name: str, mention: Mention, text: str, published: int = 13, *claims: object) -> Telling:
    reading = report(name, at(published), mention, *claims)  # type: ignore[arg-type]
    return tellings([replace(reading, report=replace(reading.report, text=text))])[0]


CHARGED = "Police in Ostrava charged a man on Tuesday. Marek Dvorsky, 31, and Lenka Benes, 24, died in the shooting."
SHOT = "Marek Dvorsky, 31, and Lenka Benes, 24, were shot dead in Ostrava, police said."
WEEKS = """Artillery hit the grain market beside the river at the eastern edge of town while traders unloaded lorries,
    witnesses told reporters, and ambulances carried the injured across two bridges toward the provincial clinic, where
    surgeons worked through the night without electricity because the generator had run out of fuel that morning."""


def test_the_day_of_the_news_is_no_veto() -> None:
    """A later report whose own day is told may tell the older event; before the other report was out it may not."""
    shot = _story("a", told(days=on(10), places=[ABU_KAMAL]), "Shots.", 11)
    assert "days: up to 3 apart, perhaps the day of the news" in _features(
        shot, _story("b", told(days=on(13), places=[ABU_KAMAL]), "Charged.", 13)
    )
    assert "days: apart" in _features(shot, _story("b", told(days=on(13), places=[ABU_KAMAL]), "Charged.", 18))


def test_two_strikes_in_one_week_are_not_joined_by_their_words() -> None:
    """Likeness of text, however great, is no reason where the days differ."""
    left = _story("a", told(days=on(10), places=[ABU_KAMAL], by=[ISRAEL]), WEEKS, 11)
    right = _story("b", told(days=on(13), places=[ABU_KAMAL], by=[ISRAEL]), WEEKS + " Again.", 13)
    assert not any(feature.startswith("text: over") for feature in _features(left, right))
    assert score(compare(left, right)) < needed()


def test_the_same_dead_outweigh_another_day() -> None:
    """Two names of the dead in both texts make one event of a shooting and of the charge weeks later."""
    left = _story("a", told(days=on(2), places=[ABU_KAMAL], type_="Attack"), SHOT, 3)
    right = _story("b", told(days=on(19), places=[ABU_KAMAL], type_="Attack"), CHARGED, 30)
    assert "days: apart, but the same people" in _features(left, right)


def test_a_namesake_far_away_is_no_veto() -> None:
    """A town of the same name in another country may be a slip of ours; a town of another name is none."""
    elsewhere = replace(ABU_KAMAL, geonames_id=1, country="EG", latitude=30.0, longitude=31.0)
    left, right = _one("a", told(days=on(13), places=[ABU_KAMAL])), _one("b", told(days=on(13), places=[elsewhere]))
    assert "place: far apart, perhaps a namesake" in _features(left, right)
    other = replace(elsewhere, name="Girga", wording="Girga")
    assert "place: other countries" in _features(left, _one("b", told(days=on(13), places=[other])))


def test_names_are_kept_as_hashes_only() -> None:
    """What linking keeps of a text holds nobody's full name, and no reason shows one."""
    left, right = (
        _story(name, told(days=on(2), type_="Attack"), text, 3) for name, text in (("a", SHOT), ("b", CHARGED))
    )
    assert left.sketch is not None
    assert len(left.sketch.names) == 2
    assert not any("dvorsky" in name or "benes" in name for name in left.sketch.names | left.sketch.surnames)
    assert not any("Dvorsky" in reason.sentence for reason in compare(left, right))


def test_every_feature_has_a_weight() -> None:
    """The table covers the steps of likeness and publication, and rules out what it says it rules out."""
    table = load()
    assert table.of("days: apart") == table.of("place: other countries") == VETO
    ladder = [table.of(f"text: {step:.2f} at most") for step in LIKENESS]
    assert ladder == sorted(ladder)
    assert table.of("days: one apart") < 0 < table.of("days: the same")
