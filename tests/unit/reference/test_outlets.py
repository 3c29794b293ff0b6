"""Where outlets are at home."""

import tomllib

import pytest

from tallystick.reference import outlets, places


@pytest.mark.parametrize(
    ("outlet", "url", "country", "admin1"),
    [
        ("dispatch.com", None, "US", "Ohio"),
        ("The Columbus paper", "https://www.dispatch.com/a/b.html", "US", "Ohio"),
        ("news.postbulletin.com", None, "US", "Minnesota"),
        ("Enab Baladi", None, "SY", None),
        ("pravda.example.ua", None, "UA", None),
        ("somewhere.co.uk", None, "GB", None),
        ("Reuters", "https://www.reuters.com/x", None, None),
        (None, None, None, None),
    ],
)
def test_the_table_the_host_and_its_ending_tell(
    outlet: str | None, url: str | None, country: str | None, admin1: str | None
) -> None:
    """The table knows an outlet by name or host; else the ending of its host tells its country, or nothing does."""
    home = outlets.home_of(outlet, url, places.load())
    assert (home.country, home.admin1) == (country, admin1)


def test_the_town_in_an_outlets_own_name_is_told() -> None:
    """ "gainesvillegazette.com" may be about a Gainesville; which, the report decides."""
    assert "gainesville" in outlets.home_of("gainesvillegazette.com", None, places.load()).names


def test_every_town_of_the_table_is_in_the_gazetteer() -> None:
    """A row with a town has a point, so that a slip of spelling is noticed."""
    rows = tomllib.loads(outlets.DATA.read_text(encoding="utf-8"))["outlets"]
    lost = [
        key for key, row in rows.items() if "," in row and outlets.home_of(key, None, places.load()).latitude is None
    ]
    assert not lost
