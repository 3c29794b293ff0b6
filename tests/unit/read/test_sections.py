from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from tallystick.read.sections import split_sections

CASES = yaml.safe_load((Path(__file__).parents[2] / "cases" / "sections.yaml").read_text(encoding="utf-8"))
DAY = datetime(2021, 1, 14, tzinfo=UTC)


def _instant(value: date | datetime) -> datetime:
    if isinstance(value, datetime):
        return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)
    return datetime(value.year, value.month, value.day, tzinfo=UTC)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["line"][:50])
def test_headings(case: dict[str, Any]) -> None:
    """Each line of the case table is the heading, or the plain line, that its row says."""
    published = _instant(case.get("published", DAY))
    lead = "Nine people have died.\n"
    text = (lead + case["line"] + "\nMore is not known.\n") * (2 if case.get("twice") else 1)
    first, *others = split_sections(text, published)
    assert first.label is None
    assert first.published_at is None
    if case["label"] is None:
        assert others == []
        return
    assert [section.label for section in others] == [case["label"]] * (2 if case.get("twice") else 1)
    section = others[0]
    assert section.published_at == (_instant(case["at"]) if case["at"] else None)
    indent = len(case["line"]) - len(case["line"].lstrip())
    assert section.start == len(lead) + indent


def test_no_heading_is_one_section() -> None:
    """A text without headings is one section without label and time; an empty one has none."""
    assert [(s.start, s.end, s.label) for s in split_sections("Nine died.", DAY)] == [(0, 10, None)]
    assert split_sections("", DAY) == ()


def test_a_text_may_begin_with_a_heading() -> None:
    """Blank lines before the first heading belong to it."""
    sections = split_sections("\n\nUPDATE: nine died.", DAY)
    assert [(s.start, s.end, s.label) for s in sections] == [(0, 20, "UPDATE")]


def test_a_later_change_of_the_page_allows_a_later_section() -> None:
    """An update after the first publication has its time when the page says it was changed later still."""
    published = datetime(2021, 1, 14, 9, tzinfo=UTC)
    changed = datetime(2021, 1, 14, 11, tzinfo=UTC)
    text = "Nine died.\nUPDATED 10:30 GMT: ten."
    assert split_sections(text, published, latest=changed)[1].published_at == published.replace(hour=10, minute=30)
    assert split_sections(text, published)[1].published_at is None


def test_without_a_publication_time_only_a_full_date_is_a_time() -> None:
    """A year is not guessed where the report has no time."""
    text = "Nine died.\nUPDATE, JAN 13: ten.\nUPDATE, 13 January 2021: ten."
    assert [s.published_at for s in split_sections(text, None)] == [None, None, datetime(2021, 1, 13, tzinfo=UTC)]


LINES = st.sampled_from([case["line"] for case in CASES]) | st.text(max_size=30)


@given(st.lists(LINES, max_size=8).map("\n".join), st.none() | st.datetimes(timezones=st.just(UTC)))
def test_sections_partition_the_text(text: str, published: datetime | None) -> None:
    """Sections cover the text without gap or overlap, in order, and none is after the report's own day."""
    sections = split_sections(text, published)
    assert "".join(text[s.start : s.end] for s in sections) == text
    assert [s.start for s in sections[1:]] == [s.end for s in sections[:-1]]
    assert all(s.start < s.end for s in sections)
    if published:
        assert all(s.published_at is None or s.published_at.date() <= published.date() for s in sections)
