"""What times are told from: the day at the place, and how the outlet writes 3/4."""

from __future__ import annotations

import json
from datetime import date

import pytest

from tallystick.api import read_bytes
from tallystick.extract.when import find_times
from tallystick.model import Reading


def _read(text: str, *, explain: bool = False, **told: str) -> Reading:
    line = json.dumps({"text": text, **told}).encode()
    (reading,) = read_bytes(line, name="in.jsonl", explain=explain, layers=("times",))
    assert isinstance(reading, Reading)
    return reading


SHELLED = "Shells hit a market in Aleppo, Syria, on {}, killing nine people, residents said."


@pytest.mark.parametrize(
    ("published", "words", "day"),
    [
        ("2022-06-14T22:30:00Z", "Wednesday", "2022-06-15"),
        ("2022-06-14T12:30:00Z", "Wednesday", "2022-06-08"),
        ("2022-06-14", "Tuesday", "2022-06-14"),
    ],
)
def test_the_day_is_that_of_the_place(published: str, words: str, day: str) -> None:
    """Late in the evening UTC it is the next day in Aleppo; a day without an hour is not moved."""
    reading = _read(SHELLED.format(words), published_at=published)
    assert [str(mention.occurred_from) for mention in reading.mentions] == [day]


@pytest.mark.parametrize(
    ("told", "day"),
    [
        ({"url": "https://www.example.co.uk/a"}, "2022-04-03"),
        ({"outlet": "The New York Times"}, "2022-03-04"),
        ({}, None),
    ],
)
def test_the_outlets_country_decides_between_day_and_month(told: dict[str, str], day: str | None) -> None:
    """An outlet whose habit is not known leaves 03/04 unknown, and says so."""
    reading = _read(SHELLED.format("03/04/2022"), published_at="2022-06-14", **told)
    assert reading.layers
    assert [row["from"] for row in reading.layers["times"]] == [day]
    assert [problem.code for problem in reading.problems if problem.code == "ambiguous-day"] == (
        [] if day else ["ambiguous-day"]
    )


def test_another_date_of_the_text_shows_the_order() -> None:
    """Who writes 25/05/2022 writes the day first elsewhere too."""
    reading = _read(SHELLED.format("03/04/2022") + " Another fell on 25/05/2022.", published_at="2022-06-14")
    assert reading.layers
    assert [row["from"] for row in reading.layers["times"]] == ["2022-04-03", "2022-05-25"]


def test_a_weekday_that_does_not_fit_is_a_problem() -> None:
    """Neither the weekday nor the date is chosen."""
    reading = _read(SHELLED.format("Friday, June 12"), published_at="2022-06-14")
    assert "weekday-mismatch" in [problem.code for problem in reading.problems]
    assert [mention.occurred_from for mention in reading.mentions] == [None]


def test_every_time_explains_itself() -> None:
    """Anchor and rule of each, and why one dates nothing."""
    text = SHELLED.format("Sunday").replace("said.", "said on Monday. They queue there every Friday.")
    reading = _read(text, explain=True, published_at="2022-06-14")
    assert reading.times
    told = {time.wording: time for time in reading.times}
    assert (told["on Sunday"].first, told["on Sunday"].anchor) == (date(2022, 6, 12), date(2022, 6, 14))
    assert told["on Sunday"].why_refused is None
    assert "speaking" in (told["on Monday"].why_refused or "")
    assert "habit" in (told["every Friday"].why_refused or "")


def test_a_vague_window_keeps_its_end() -> None:
    """ "In recent days" ends with the day of publication, and begins nobody knows when."""
    (when,) = find_times("In recent days forty have died.", date(2022, 6, 14))
    assert (when.first, when.last) == (None, date(2022, 6, 14))
