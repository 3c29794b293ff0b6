"""Texts and the incidents that they tell: role, type, days, places, parties, and how many figures belong to each."""

from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from tallystick.extract.claims import Knowledge, extract
from tallystick.model import Mention, Reading, Report

TABLE = yaml.safe_load((Path(__file__).parents[2] / "cases" / "mentions.yaml").read_text(encoding="utf-8"))
PUBLISHED = date(2019, 3, 14)
ORDER = ("main", "background", "aggregate")


def _say(row: dict[str, Any]) -> str:
    return str(row["say"])[:90].replace("\n", " ")


@pytest.fixture(scope="session")
def read(known: Knowledge) -> Any:
    """A text as read, each once a session."""

    @cache
    def reading(say: str, published: date) -> Reading:
        at = datetime(published.year, published.month, published.day, 12, tzinfo=UTC)
        return extract(Report(id="rep_0", text=say, published_at=at, published_precision="day"), known=known)

    return reading


def _days(mention: Mention) -> str | None:
    if mention.occurred_from is None:
        return None
    one = mention.occurred_from == mention.occurred_to
    return str(mention.occurred_from) if one else f"{mention.occurred_from}..{mention.occurred_to}"


def _as_read(mention: Mention, reading: Reading, asked: dict[str, Any]) -> dict[str, Any]:
    """The mention in the words of the table, with what the row asks for and no more."""
    places = {place.wording for place in mention.places} | {place.name for place in mention.places}
    told = {
        "role": mention.role,
        "type": mention.type,
        "days": _days(mention),
        "at": [place for place in asked.get("at", []) if place in places],
        "not_at": [place for place in asked.get("not_at", []) if place not in places],
        "by": [party.wording for party in mention.initiators],
        "against": [party.wording for party in mention.targets],
        "figures": sum(claim.kind == "harm" and claim.mention == mention.id for claim in reading.claims),
    }
    return {key: told[key] for key in asked}


def _incidents(read: Any, row: dict[str, Any]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """What was read and what the row expects, side by side; more mentions than expected stand there as they are."""
    reading: Reading = read(row["say"], row.get("published", PUBLISHED))
    mentions = sorted(reading.mentions, key=lambda mention: ORDER.index(mention.role))
    expected = [
        {**one, "days": str(one["days"]) if one.get("days") else None} if "days" in one else one for one in row["is"]
    ]
    asked = expected + [{"role": None, "days": None, "figures": None}] * len(mentions)
    return [_as_read(mention, reading, one) for mention, one in zip(mentions, asked, strict=False)], expected


@pytest.mark.parametrize("row", TABLE["cases"], ids=_say)
def test_incidents_are_told_apart(row: dict[str, Any], read: Any) -> None:
    """Exactly the incidents of the row are read, each with its role, days, places, parties and figures."""
    found, expected = _incidents(read, row)
    assert found == expected


@pytest.mark.parametrize("row", TABLE["beyond"], ids=_say)
def test_what_is_beyond_us_still_is(row: dict[str, Any], read: Any) -> None:
    """The row is not read right yet; when it is, it belongs among the cases."""
    found, expected = _incidents(read, row)
    assert found != expected
