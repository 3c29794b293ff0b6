import pytest
from msgspec.structs import replace

from tallystick.export.naming import (
    by_whom_words,
    claim_words,
    country_name,
    flags,
    headline,
    parties,
    place_words,
    speakers_words,
    where_words,
)
from tallystick.model import Attribution, Origin, Party, Place, Speaker
from tests.dossiers import LIVE, dossier, event, places, without_anything


@pytest.mark.parametrize(
    ("precision", "told"),
    [
        ("site", "at Abu Kamal"),
        ("town", "in Abu Kamal"),
        ("near", "near Abu Kamal"),
        ("district", "in the district of Abu Kamal"),
        ("province", "somewhere in Abu Kamal province"),
        ("country", "somewhere in Abu Kamal"),
    ],
)
def test_the_preposition_says_how_sharp_a_place_is(precision, told):
    """No place is told more sharply than it is known."""
    assert place_words(Place(wording="x", name="Abu Kamal", precision=precision)) == told


def test_a_province_is_named_once():
    """A name that says province is not followed by another."""
    assert place_words(Place(wording="x", name="Hama Province", precision="province")) == "somewhere in Hama Province"


def test_where_leaves_out_what_the_sharper_places_lie_in():
    """The province around three towns is not told as a fourth place."""
    assert where_words(places()) == "near Abu Kamal, in Mayadin and in Deir ez-Zor, Syria"
    assert where_words(places()[-1:]) == "somewhere in Deir ez-Zor province, Syria"
    assert where_words(()) == "place not known"


def test_an_unresolved_place_stays_in_its_own_words():
    """Without a gazetteer's name the report's wording is quoted."""
    assert where_words((Place(wording="the old quarry", precision="near"),)) == "near “the old quarry”"


def test_countries_have_names():
    """A code becomes a name, and an unknown code stays what it is."""
    assert (country_name("SY"), country_name("ZZ"), country_name(None)) == ("Syria", "ZZ", None)


def test_headlines_name_what_and_where():
    """A headline says what and where, and says so when the place is not known."""
    assert headline(event()) == "Air/drone strike near Abu Kamal and 2 other places"
    assert headline(without_anything().event) == "Violent event, place not known"


def test_blame_is_told_as_attribution():
    """Who did it is told as attributed, each party once, and never made up."""
    told = by_whom_words(event())
    assert told == "Attributed to Israel, by those named below; no claim of responsibility is recorded."
    assert by_whom_words(without_anything().event) == "No report says who did it."


def test_the_origin_comes_before_those_who_pass_it_on():
    """A chain is read from its end; nobody is the outlet's own voice."""
    chain = Attribution(speakers=(Speaker(wording="the agency"), Speaker(wording="a doctor")))
    assert speakers_words(chain) == "a doctor, through the agency"
    assert speakers_words(Attribution()) == "the outlet’s own voice"


def test_every_kind_of_claim_has_words():
    """A claim is told in one phrase whatever its kind."""
    told = {key: claim_words(claim) for key, claim in dossier().claims.items()}
    assert told[f"{LIVE}/c9"] == "at least 15 killed"
    assert told[f"{LIVE}/c8"] == "accused “Israel”"
    assert told[f"{LIVE}/c12"] == "number 4 of a series, 30 December 2020 – 13 January 2021"


def test_flags_warn_of_a_single_origin():
    """Two outlets that repeat one origin are flagged, and so are disputes and revisions."""
    alone = replace(event(), origins=(Origin(id="o", name="o", kind=None, reports=("r",)),))
    assert flags(alone) == ("single named origin", "disputed", "revised once")
    unnamed = replace(event(), origins=(replace(alone.origins[0], named=False),), disputes=(), revisions=())
    assert flags(unnamed) == ("no named origin",)


@pytest.mark.parametrize(
    ("wording", "told"),
    [("Israeli", "Israeli forces"), ("Israel", "Israel"), ("American", "American forces"), ("Iran", "Iran"),
     ("Israeli jets", "Israeli jets"), ("the army", "the army")],
)  # fmt: skip
def test_an_adjective_alone_is_no_party(wording, told):
    """ "Israeli strikes" are by Israeli forces; a country's own name stays."""
    assert parties([Party(wording=wording)]) == (told,)
