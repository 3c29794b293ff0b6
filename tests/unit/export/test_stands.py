from __future__ import annotations

from tallystick.export.naming import act_words
from tallystick.export.stands import stand_sentences
from tallystick.model import Act, Stand


def stand(party: str, act: Act, toward: str | None = None, source: str | None = None) -> Stand:
    """One party's position in one report."""
    return Stand(party=party, source=source, act=act, toward=toward, claim="rep_a/c1", report="rep_a")


def test_stands_of_one_mind_share_a_sentence() -> None:
    """Who confirms comes before who denies, keeps silent and accuses."""
    told = stand_sentences(
        [
            stand("a village elder", "accuses", "the raiders"),
            stand("a shepherd", "declines_comment"),
            stand("a miller", "declines_comment"),
            stand("a baker", "confirms"),
            stand("a smith", "denies", "any dead"),
        ]
    )
    assert told == (
        "A baker confirmed it.",
        "A smith denied “any dead”.",
        "A shepherd and a miller declined to comment.",
        "A village elder accused “the raiders”.",
    )
    assert act_words("accuses", None) == "accused a party that is not named"


def test_a_party_is_said_once_under_its_usual_name() -> None:
    """ "The regime's military" and "a military official" speak for one army."""
    told = stand_sentences(
        [
            stand("The regime's military", "admits", "one soldier", "org:sy-army"),
            stand("A military official", "admits", "one soldier", "org:sy-army"),
        ]
    )
    assert told == ("Syrian Arab Army admitted “one soldier”.",)


def test_what_one_party_admits_is_one_sentence() -> None:
    """Two admissions in two wordings, and the party said once."""
    told = stand_sentences(
        [
            stand("The regime's military", "admits", "one soldier", "org:sy-army"),
            stand("A military official", "admits", "two tanks", "org:sy-army"),
        ]
    )
    assert told == ("Syrian Arab Army admitted “one soldier” and “two tanks”.",)


def test_a_confirmation_is_told_once() -> None:
    """Who confirmed it need not be told to have confirmed a part of it too."""
    told = stand_sentences(
        [
            stand("state media", "confirms", None, "org:sana"),
            stand("state media", "confirms", "the raid in a few lines", "org:sana"),
        ]
    )
    assert len(told) == 1
    assert told[0].endswith("confirmed it.")


def test_whom_they_accuse_is_one_party_however_worded() -> None:
    """Jets, aircraft and the bare adjective of one country."""
    told = stand_sentences(
        [
            stand("a monitor", "accuses", "Israeli jets"),
            stand("a ministry", "accuses", "Israel"),
            stand("an elder", "accuses", "Israeli"),
        ]
    )
    assert told == ("A monitor, a ministry and an elder accused “Israel”.",)


def test_two_that_are_accused_stay_two() -> None:
    """Different actors are not merged."""
    told = stand_sentences([stand("an elder", "accuses", "the Taliban"), stand("an elder", "accuses", "US forces")])
    assert told == ("An elder accused “the Taliban” and “US forces”.",)
