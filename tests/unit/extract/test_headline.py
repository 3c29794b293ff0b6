"""A report whose text tells of no incident, under a headline that does."""

import pytest

from tallystick.extract.claims import Knowledge, extract
from tallystick.extract.headline import headline_of
from tallystick.model import Report

NOTICE = "Sign in to read on. Our newsletter comes every Friday. Choose which cookies you allow."


def read(known: Knowledge, title: str, text: str = NOTICE) -> tuple[list[str], list[str]]:
    """Roles and types of the incidents, and the words of the claims that are of the title."""
    reading = extract(Report(id="rep_1", title=title, text=text), known=known)
    assert all(claim.quote == title[slice(*claim.span)] for claim in reading.claims if claim.in_ == "title")
    told = [f"{mention.role} {mention.type}" for mention in reading.mentions]
    return told, [claim.quote for claim in reading.claims if claim.in_ == "title"]


@pytest.mark.parametrize(
    ("title", "claims"),
    [
        ("Three clerks shot dead in Ashford market", ["Three clerks shot dead"]),
        ("Candles lit for victims of harbour shooting", []),
        ("Suspect in double homicide asks for a new trial", ["double homicide"]),
        ("Two fishermen killed off the coast", ["Two fishermen killed"]),
        ("Airstrikes hit the old town again - Channel 9 News", []),
    ],
)
def test_a_headline_tells_of_what_the_text_takes_for_known(known: Knowledge, title: str, claims: list[str]) -> None:
    """Where the text has no incident, one that the headline names is the report's, with the headline's own claims."""
    told, quotes = read(known, title)
    assert [one.split()[0] for one in told] == ["main"]
    assert quotes == claims


@pytest.mark.parametrize(
    "title",
    [
        "Teachers' strike enters its third week",
        "Mayor takes a shot at the harbour plan",
        "Battle of the bakers: who won?",
        "Raid the fridge: ten quick suppers",
        "",
    ],
)
def test_a_headline_of_something_else_is_no_incident(known: Knowledge, title: str) -> None:
    """Words that mean violence only sometimes make no incident of a headline alone."""
    assert read(known, title) == ([], [])


def test_a_fire_is_no_violence(known: Knowledge) -> None:
    """The dead of an accident are taken down, and no incident is made of them."""
    assert read(known, "Two dead in apartment fire")[0] == []


def test_the_text_comes_first(known: Knowledge) -> None:
    """A headline adds no incident to a text that tells of one."""
    text = "A clerk was shot dead in Ashford on Friday, police said."
    told, _ = read(known, "Candles lit for victims of harbour shooting", text)
    assert told == ["main Attack"]


@pytest.mark.parametrize(
    ("title", "headline"),
    [
        ("Two shot in Ashford - Channel 9 News", "Two shot in Ashford"),
        ("Two shot in Ashford | Daily Post | Local", "Two shot in Ashford"),
        ("Update: two shot in Ashford", "Update: two shot in Ashford"),
        ("Drive-by shooting kills two", "Drive-by shooting kills two"),
        ("News - Two shot in Ashford", "News - Two shot in Ashford"),
    ],
)
def test_the_name_of_the_site_is_no_part_of_the_headline(title: str, headline: str) -> None:
    """What follows a bar or a spaced dash is the site's, unless hardly a word stands before it."""
    assert headline_of(title) == headline
    assert title.startswith(headline)
