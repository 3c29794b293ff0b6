"""Which place of a name is meant, by what the report says around it."""

import pytest

from tallystick.extract import choosing
from tallystick.extract.choosing import WEIGHTS
from tallystick.extract.claims import Knowledge
from tallystick.extract.context import context_of
from tallystick.extract.where import Places, Where
from tallystick.text.english import parse


def found(known: Knowledge, text: str, *, outlet: str | None = None, title: str = "") -> dict[str, Where]:
    """The places of a text by their wording, the last of each."""
    places = Places(parse(text), title, known.gazetteer, known.words, outlet=outlet)
    return {where.place.wording: where for where in places.find(text, 0, len(text))}


@pytest.mark.parametrize(
    ("text", "name", "admin1"),
    [
        ("A clerk was shot in Springfield, Ill., on Friday.", "Springfield", "Illinois"),
        ("A clerk was shot in Springfield, Missouri, on Friday.", "Springfield", "Missouri"),
        ("Police in Ohio said a clerk was shot in Springfield.", "Springfield", "Ohio"),
        ("Shots were fired in Macon, Valdosta and Albany on Friday, a sheriff said.", "Albany", "Georgia"),
        ("Shots were fired in Troy, Schenectady and Albany on Friday, a sheriff said.", "Albany", "New York"),
        ("Gunmen attacked a village near Tripoli in northern Lebanon.", "Tripoli", "North Lebanon"),
        ("Gunmen attacked a village near Tripoli in western Libya.", "Tripoli", "Tripoli"),
        ("Fighting in Syria reached Damascus.", "Damascus", "Damascus"),
        ("Senators met in Washington.", "Washington", "District of Columbia"),
    ],
)
def test_the_words_of_the_report_decide(known: Knowledge, text: str, name: str, admin1: str) -> None:
    """What stands beside a name, the provinces named and the other places decide between places of one name."""
    assert found(known, text)[name].place.admin1 == admin1


@pytest.mark.parametrize(
    ("outlet", "admin1"),
    [
        ("theparisnews.com", "Texas"),
        ("parispi.net", "Tennessee"),
        ("parisbeacon.com", "Illinois"),
        ("Dawn", "Île-de-France"),
        (None, "Île-de-France"),
    ],
)
def test_a_paper_calls_its_own_town_by_its_bare_name(known: Knowledge, outlet: str | None, admin1: str) -> None:
    """Where nothing else speaks, a local paper's Paris is its own, and anybody else's is in France."""
    text = "A clerk was robbed in Paris on Friday."
    assert found(known, text, outlet=outlet)["Paris"].place.admin1 == admin1


def test_the_report_overrules_the_outlets_home(known: Knowledge) -> None:
    """A paper of Paris, Texas, that writes "Paris, France" means France."""
    text = "A clerk was robbed in Paris, France, on Friday."
    assert found(known, text, outlet="theparisnews.com")["Paris"].place.country == "FR"


def test_two_places_of_one_name_in_one_report(known: Knowledge) -> None:
    """What stands beside each occurrence decides for that occurrence."""
    text = "Police in Columbus, Ohio, called their colleagues in Columbus, Georgia."
    places = Places(parse(text), "", known.gazetteer, known.words)
    named = [where for where in places.find(text, 0, len(text)) if where.place.name == "Columbus"]
    assert [where.place.admin1 for where in named] == ["Ohio", "Georgia"]


@pytest.mark.parametrize("name", ["Idlib", "Raqqa", "Kunduz", "Kharkiv", "Marib"])
def test_a_bare_name_is_the_town_and_not_its_province(known: Knowledge, name: str) -> None:
    """A province is meant where a word says so; its name alone is its seat."""
    country = {"Kunduz": "Afghanistan", "Kharkiv": "Ukraine", "Marib": "Yemen"}.get(name, "Syria")
    assert found(known, f"A shell fell on {name} in {country}.")[name].place.precision == "town"
    province = found(known, f"A shell fell in {name} province in {country}.")
    assert province[f"{name} province"].place.precision == "province"


def test_consonants_count_in_the_reports_country_only(known: Knowledge) -> None:
    """A spelling in no list is found in Syria when the report is about Syria, and nowhere otherwise."""
    assert found(known, "Jets struck the town of Boukemal in Syria.")["Boukemal"].place.name == "Abu Kamal"
    assert "Boukemal" not in found(known, "A man called Boukemal met reporters.")


def test_the_refused_are_told_with_what_they_lack(known: Knowledge) -> None:
    """Beside the chosen place stand the next best meanings, each with the fact that it lacks."""
    where = found(known, "A clerk was shot in Springfield, Ill., on Friday.")["Springfield"]
    assert "beside it" in where.why
    assert where.refused
    assert all(one.name and why.endswith(")") for one, why in where.refused)
    assert "the words beside the name say another" in where.refused[0][1]
    assert where.place.geonames_id not in [one.geonames_id for one, _ in where.refused]


def test_an_unknown_name_keeps_its_reason(known: Knowledge) -> None:
    """A village in no gazetteer is kept as words, and says that it is not there."""
    where = found(known, "Nine farmers died in the village of Deir Safra in Syria.")["Deir Safra"]
    assert (where.place.latitude, where.why) == (None, "not in the gazetteer")


def test_every_fact_of_the_table_can_be_told() -> None:
    """Each weight has words for a meaning that lacks it."""
    assert set(WEIGHTS) == set(choosing._LACKS)


def test_a_country_that_is_ruled_out_has_no_votes_left(known: Knowledge) -> None:
    """The state of Georgia is no country: what its name counted for is taken back everywhere, whole."""
    told = context_of("A clerk was shot in Macon, Georgia, Georgia police said.", known.gazetteer, known.words)
    assert "GE" not in told.countries
    assert [code for votes in told.own.values() for code in votes if code not in told.countries] == []


@pytest.mark.parametrize("others", range(8))
def test_a_state_named_like_a_country_is_weighed_however_often_it_is_named(known: Knowledge, others: int) -> None:
    """Votes that a name gave the country of its name are taken back, and no weight is shared out among none."""
    text = "A clerk was shot in Macon. " + "The Georgia Bureau came. " * others + "It began in Bibb County, Georgia."
    assert found(known, text)["Macon"].place.admin1 == "Georgia"
