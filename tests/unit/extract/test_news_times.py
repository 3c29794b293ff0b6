"""The table of times as newspapers write them: what each expression means."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from bench.expressions import outcomes, rows_of

FILE = Path(__file__).parents[2] / "cases" / "news_times.yaml"
ROWS = rows_of(FILE)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: str(row["say"])[:80])
def test_an_expression_of_news_means_its_days(row: dict[str, Any]) -> None:
    """Every expression of the row has the days that it means, and what only looks like one has none."""
    wrong = [f"{one.wording!r} is {one.wanted}, read as {one.got}" for one in outcomes(row) if not one.right]
    assert bool(wrong) == bool(row.get("beyond")), wrong


def test_the_table_is_large_and_each_sentence_stands_once() -> None:
    """At least 300 expressions, and no sentence twice in one setting."""
    assert sum(max(1, len(row["is"])) for row in ROWS) >= 300
    settings = [tuple(str(row.get(key)) for key in ("say", "published", "zone", "country", "order")) for row in ROWS]
    assert len(set(settings)) == len(settings)


def test_rows_are_split_by_when_they_were_written() -> None:
    """About half of the table was written before the resolver was run on any of it."""
    table = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    assert set(table) == {"first", "then"}
