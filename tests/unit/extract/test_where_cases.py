"""Sentences and the places at which something is said to happen."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from tallystick.extract.claims import Knowledge
from tallystick.extract.where import Places, Where
from tallystick.text.english import parse

TABLE = yaml.safe_load((Path(__file__).parents[2] / "cases" / "places.yaml").read_text(encoding="utf-8"))


def _say(row: dict[str, Any]) -> str:
    return str(row["say"])[:70]


def _found(row: dict[str, Any], known: Knowledge) -> list[Where]:
    places = Places(parse(row["say"]), "", known.gazetteer, known.words)
    return places.find(row["say"], 0, len(row["say"]))


def _as_in_table(where: Where, expected: str | None) -> str:
    """The place, with as much about it as the row says."""
    place = where.place
    if expected is None or " = " not in expected:
        return place.wording
    return f"{place.wording} = {place.name or '-'}, {place.admin1 or '-'}, {place.country or '-'}, {place.precision}"


def _here(row: dict[str, Any], known: Knowledge) -> list[str]:
    happened = [where for where in _found(row, known) if where.happened]
    expected = row["here"] + [None] * len(happened)
    return [_as_in_table(where, one) for where, one in zip(happened, expected, strict=False)]


@pytest.mark.parametrize("row", TABLE["cases"], ids=_say)
def test_places_where_it_happened_are_found(row: dict[str, Any], known: Knowledge) -> None:
    """Every place at which the sentence puts something is found, and no other."""
    assert _here(row, known) == row["here"]


@pytest.mark.parametrize("row", [row for row in TABLE["cases"] if "from" in row], ids=_say)
def test_other_names_have_their_bearing(row: dict[str, Any], known: Knowledge) -> None:
    """What is only qualified, spoken from or sent from is told apart."""
    bearings = [f"{where.place.wording} = {where.bearing}" for where in _found(row, known)]
    assert [bearing for bearing in row["from"] if bearing not in bearings] == []


@pytest.mark.parametrize("row", TABLE["beyond"], ids=_say)
def test_what_is_beyond_us_still_is(row: dict[str, Any], known: Knowledge) -> None:
    """The row is not read right yet; when it is, it belongs among the cases."""
    assert _here(row, known) != row["here"]


def test_every_place_quotes_the_text(known: Knowledge) -> None:
    """A place's span cuts its wording out of the text."""
    for row in TABLE["cases"]:
        for where in _found(row, known):
            assert row["say"][where.start : where.start + len(where.place.wording)] == where.place.wording
