from __future__ import annotations

from datetime import UTC, date, datetime

import numpy as np
from msgspec.structs import replace

from tallystick.web.timeline import MOST, Timeline, When, drawing, when
from tallystick.web.timeline import timeline as of_columns
from tests import plain
from tests.dossiers import dossier


def timeline(events: list[When]) -> Timeline:
    """The time line of these events."""
    days = [[plain.day_number(day) for day in one] for one in events]
    return of_columns(*np.array(days, np.int64).reshape(-1, 3).T)


def event(first: date | None, last: date | None = None, told: date | None = None) -> When:
    """An event of these days, with one report."""
    base = dossier().event
    at = datetime(told.year, told.month, told.day, 12, tzinfo=UTC) if told else None
    reports = (replace(base.reports[0], published_at=at),)
    return when(replace(base, occurred_from=first, occurred_to=last or first, reports=reports))


def test_a_known_day_is_in_its_column_only() -> None:
    """And the day of its first report in another one."""
    line = timeline([event(date(2021, 1, 12), told=date(2021, 1, 14))])
    assert [(one.first.day, one.happened, one.perhaps, one.told) for one in line.columns] == [
        (12, 1, 0, 0),
        (13, 0, 0, 0),
        (14, 0, 0, 1),
    ]


def test_a_span_of_days_is_nowhere_certain() -> None:
    """It may have been any of them; a month within one column is certain there."""
    line = timeline([event(date(2021, 1, 12), date(2021, 1, 13))])
    assert [(one.happened, one.perhaps) for one in line.columns] == [(0, 1), (0, 1)]
    months = timeline([event(date(2021, 1, 1), date(2021, 1, 31)), event(date(2020, 1, 1))])
    assert months.unit == "month"
    assert months.columns[-1].happened == 1


def test_what_has_no_day_is_counted_and_not_drawn() -> None:
    """It is no event of the first column."""
    line = timeline([event(None), event(date(2021, 1, 1))])
    assert line.undated == 1
    assert sum(one.happened + one.perhaps for one in line.columns) == 1


def test_there_are_never_too_many_columns() -> None:
    """Days, months, years; and what is older than all of them is counted."""
    for years in (1, 4, 40, 400):
        line = timeline([event(date(2021 - years, 3, 1)), event(date(2021, 3, 1))])
        assert len(line.columns) <= MOST
        assert sum(one.happened for one in line.columns) + line.outside == 2
    assert timeline([event(date(1, 1, 1)), event(date(9999, 12, 31))]).outside == 1


def test_every_column_is_told_in_words() -> None:
    """Each drawn part is a link with a name."""
    line = timeline([event(date(2021, 1, 12), told=date(2021, 1, 14)), event(date(2021, 1, 13))])
    svg = drawing(
        line,
        label="events",
        column_words=lambda one: f"{one.first}: {one.happened}",
        happened_address=lambda one: f"?since={one.first}",
        told_address=lambda one: f"?as_of={one.last}",
    )
    assert svg.count("<a ") == 3
    assert 'aria-label="2021-01-12: 1"' in svg
    assert drawing(timeline([]), label="", column_words=str, happened_address=str, told_address=str) == ""
