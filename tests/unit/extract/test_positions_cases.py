"""Sentences and where parties stand in them: silence, denial, admission, claims, condemnation, accusation."""

from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from tallystick.extract.claims import Knowledge, extract
from tallystick.model import Position, Reading, Report

TABLE = yaml.safe_load((Path(__file__).parents[2] / "cases" / "positions.yaml").read_text(encoding="utf-8"))


def _name(row: dict[str, Any]) -> str:
    return str(row["say"])[:70]


@pytest.fixture(scope="session")
def read(known: Knowledge) -> Any:
    """A text as read, once a session."""

    @cache
    def reading(say: str) -> Reading:
        return extract(Report(id="rep_0", text=say), known=known)

    return reading


def _told(reading: Reading) -> list[tuple[str, str, str]]:
    """Act, party and what the stand is toward, of every position."""
    return [
        (claim.position.act, claim.attribution.speakers[-1].wording, claim.position.toward or "")
        for claim in reading.claims
        if isinstance(claim.position, Position)
    ]


def _agrees(row: dict[str, Any], reading: Reading) -> bool:
    """Whether each position of the row is read, and no other; "toward" is compared where the row gives it."""
    left = _told(reading)
    for line in row["is"]:
        act, _, rest = line.partition(": ")
        party, _, toward = rest.partition(" -> ")
        fitting = next((one for one in left if one[:2] == (act, party) and toward in {"", one[2]}), None)
        if fitting is None:
            return False
        left.remove(fitting)
    return not left


@pytest.mark.parametrize("row", TABLE["cases"], ids=_name)
def test_positions_are_read(row: dict[str, Any], read: Any) -> None:
    """Each row's text gives the positions that the row lists, and no other."""
    reading = read(row["say"])
    assert _agrees(row, reading), f"wanted {row['is']}, read {_told(reading)}"


@pytest.mark.parametrize("row", TABLE["beyond"], ids=_name)
def test_rows_beyond_reach_still_fail(row: dict[str, Any], read: Any) -> None:
    """A row listed as beyond reach is not read right yet; when it is, it belongs among the cases."""
    assert not _agrees(row, read(row["say"])), "this row passes now: move it up to `cases`"


@pytest.mark.parametrize("row", TABLE["cases"], ids=_name)
def test_a_position_quotes_the_words_that_take_it(row: dict[str, Any], read: Any) -> None:
    """The span of a position cuts its quote out of the text."""
    for claim in read(row["say"]).claims:
        assert row["say"][claim.span[0] : claim.span[1]] == claim.quote


def test_no_text_stands_in_two_rows() -> None:
    """A text is told once, so that no two rows can disagree about it."""
    texts = [row["say"] for row in (*TABLE["cases"], *TABLE["beyond"])]
    assert sorted(texts) == sorted(set(texts))
