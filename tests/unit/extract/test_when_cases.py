"""Sentences and the days that their words mean, and which of these date the violence."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from tallystick.extract.claims import Knowledge
from tallystick.extract.dating import dating
from tallystick.extract.when import When, find_times
from tallystick.text.english import parse

TABLE = yaml.safe_load((Path(__file__).parents[2] / "cases" / "days.yaml").read_text(encoding="utf-8"))
PUBLISHED = date(2019, 3, 14)


def _say(row: dict[str, Any]) -> str:
    return str(row["say"])[:70]


def _as_printed(when: When) -> str:
    if when.first is None:
        return f"{when.wording} = ?"
    last = "" if when.last == when.first else f"..{when.last}"
    return f"{when.wording} = {when.first}{last}"


def _days(row: dict[str, Any]) -> list[str]:
    return [_as_printed(when) for when in find_times(row["say"], row.get("published", PUBLISHED), told=row.get("told"))]


@pytest.mark.parametrize("row", TABLE["cases"], ids=_say)
def test_expressions_of_time_mean_their_days(row: dict[str, Any]) -> None:
    """Every expression of the row is found and means its days, and nothing else is found."""
    assert _days(row) == row["is"]


@pytest.mark.parametrize("row", TABLE["beyond"], ids=_say)
def test_what_is_beyond_us_still_is(row: dict[str, Any]) -> None:
    """The row is not read right yet; when it is, it belongs among the cases."""
    assert _days(row) != row["is"]


@pytest.mark.parametrize("row", TABLE["violence"], ids=_say)
def test_only_some_days_date_the_violence(row: dict[str, Any], known: Knowledge) -> None:
    """Days of speaking, of the page, of a court and of a comparison are not days of the violence."""
    doc = parse(row["say"])
    dated = [
        when.wording
        for sentence in doc.sents
        for when in dating(
            sentence,
            find_times(doc.text, PUBLISHED, start=sentence.start_char, end=sentence.end_char),
            PUBLISHED,
            known.words,
        )
    ]
    assert dated == row["dates"]
