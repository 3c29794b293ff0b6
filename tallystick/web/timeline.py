"""Events over time: when they happened, and when they were first told. Columns count events, never people.

An event whose day lies within a column is a full part of it; one that may have happened in this column or in the next
is a hollow part of every column that it may belong to.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Literal, NamedTuple
from xml.etree import ElementTree

import numpy as np
from numpy.typing import NDArray

from tallystick.export import words
from tallystick.model import Event
from tallystick.web import telling

MOST = 62
"""Columns at most: two months by day, five years by month."""
WIDTH, HEIGHT = 1000, 150
_TOP, _MIDDLE, _BOTTOM = 8, 78, 140

Unit = Literal["day", "month", "year"]
Days = NDArray[np.int64]


class Column(NamedTuple):
    """One stretch of time."""

    first: date
    last: date
    happened: int
    """Events that happened in it."""
    perhaps: int
    """Events that may have happened in it, or in another one."""
    told: int
    """Events of which the first report is of this time."""


class Timeline(NamedTuple):
    """Columns without a gap, from first to last."""

    unit: Unit
    columns: tuple[Column, ...]
    undated: int
    """Events of which no day is known."""
    outside: int
    """Events before the first column: the earlier past, which would leave no room for the rest."""


class When(NamedTuple):
    """When one event was, and when it was first told."""

    first: date | None
    last: date | None
    told: date | None


def when(event: Event) -> When:
    """The days of one event: made once, however often it is found."""
    days = [ref.published_at.date() for ref in event.reports if ref.published_at is not None]
    return When(
        event.occurred_from or event.occurred_to, event.occurred_to or event.occurred_from, min(days, default=None)
    )


def timeline(first: Days, last: Days, told: Days) -> Timeline:
    """The columns of events: days, months or years, as many as there is room for.

    Args:
        first, last, told: of each event its first and last day, and the day of its first report; ordinals, 0 = unknown.
    """
    dated = first > 0
    undated = int((~dated).sum())
    first, last, told = first[dated], last[dated], told[told > 0]
    if not len(first) and not len(told):
        return Timeline("day", (), undated, 0)
    days = np.concatenate([first, last, told])
    low, high = date.fromordinal(int(days.min())), date.fromordinal(int(days.max()))
    unit = _unit(low, high)
    starts = _starts(unit, low, high)[-MOST:]
    begins = np.array([start.toordinal() for start in starts])
    # Before the first column: -1.
    one, other, known = (np.searchsorted(begins, days, side="right") - 1 for days in (first, last, told))
    is_certain = (one == other) & (one >= 0)
    happened = np.bincount(one[is_certain], minlength=len(starts))
    spread = ~is_certain & (other >= 0)
    begun = np.bincount(np.maximum(one[spread], 0), minlength=len(starts))
    over = np.bincount(other[spread] + 1, minlength=len(starts) + 1)[:-1]
    perhaps = np.cumsum(begun - over)
    reports = np.bincount(known[known >= 0], minlength=len(starts))
    columns = [
        Column(start, _after(unit, start) - timedelta(days=1), *numbers)
        for start, *numbers in zip(starts, happened.tolist(), perhaps.tolist(), reports.tolist(), strict=True)
    ]
    return Timeline(unit, tuple(columns), undated, int((last < begins[0]).sum()))


def _unit(low: date, high: date) -> Unit:
    if (high - low).days < MOST:
        return "day"
    return "month" if (high.year - low.year) * 12 + high.month - low.month < MOST else "year"


def _start(unit: Unit, day: date) -> date:
    return day if unit == "day" else day.replace(day=1) if unit == "month" else day.replace(month=1, day=1)


def _after(unit: Unit, start: date) -> date:
    if unit == "day":
        return start + timedelta(days=1)
    if unit == "month":
        return start.replace(year=start.year + start.month // 12, month=start.month % 12 + 1)
    return start.replace(year=min(start.year + 1, date.max.year))


def _starts(unit: Unit, low: date, high: date) -> list[date]:
    starts = [_start(unit, low)]
    while (after := _after(unit, starts[-1])) <= high and after > starts[-1]:
        starts.append(after)
    return starts


def stretch_words(unit: Unit, column: Column) -> str:
    """A column's time: "13 January 2021", "January 2021", "2021"."""
    if unit == "day":
        return telling.day(column.first)
    return telling.month(column.first) if unit == "month" else str(column.first.year)


def drawing(
    line: Timeline,
    *,
    label: str,
    column_words: Callable[[Column], str],
    happened_address: Callable[[Column], str],
    told_address: Callable[[Column], str],
) -> str:
    """The columns as SVG: above the line what happened, below it what was first told; empty for fewer than two."""
    if len(line.columns) < 2:
        return ""
    svg = ElementTree.Element(
        "svg",
        {"class": "timeline", "viewBox": f"0 0 {WIDTH} {HEIGHT}", "role": "group", "aria-label": words.shown(label)},
    )
    most = max(max(column.happened + column.perhaps, column.told) for column in line.columns)
    step, room = WIDTH / len(line.columns), _MIDDLE - _TOP
    for number, column in enumerate(line.columns):
        x, wide = number * step + step * 0.12, step * 0.76
        if column.happened or column.perhaps:
            link = _link(svg, happened_address(column), column_words(column))
            full, hollow = (room * part / most for part in (column.happened, column.perhaps))
            _rect(link, "reach-of-finger", number * step, _TOP, step, room)
            if column.happened:
                _rect(link, "happened", x, _MIDDLE - full, wide, full)
            if column.perhaps:
                _rect(link, "perhaps", x + 0.5, _MIDDLE - full - hollow, wide - 1, hollow)
        if column.told:
            link = _link(svg, told_address(column), column_words(column))
            below = (_BOTTOM - _MIDDLE - 20) * column.told / most
            _rect(link, "reach-of-finger", number * step, _MIDDLE, step, _BOTTOM - _MIDDLE)
            _rect(link, "told", x, _MIDDLE + 1, wide, max(below, 2))
    ElementTree.SubElement(
        svg, "line", {"class": "grid", "x1": "0", "x2": str(WIDTH), "y1": str(_MIDDLE), "y2": str(_MIDDLE)}
    )
    for number in _labelled(line.columns):
        x = (number + 0.5) * step
        anchor = "start" if x < 60 else "end" if x > WIDTH - 60 else "middle"
        text = ElementTree.SubElement(svg, "text", {"x": f"{x:.1f}", "y": str(HEIGHT - 2), "text-anchor": anchor})
        text.text = stretch_words(line.unit, line.columns[number])
    return ElementTree.tostring(svg, encoding="unicode", short_empty_elements=False)


def _labelled(columns: Sequence[Column]) -> list[int]:
    """The first, the last, and some between."""
    parts = min(4, len(columns) - 1)
    return sorted({round(part * (len(columns) - 1) / parts) for part in range(parts + 1)})


def _link(svg: ElementTree.Element, address: str, told: str) -> ElementTree.Element:
    link = ElementTree.SubElement(svg, "a", {"href": address, "aria-label": words.shown(told)})
    ElementTree.SubElement(link, "title").text = words.shown(told)
    return link


def _rect(parent: ElementTree.Element, kind: str, x: float, y: float, width: float, height: float) -> None:
    ElementTree.SubElement(
        parent,
        "rect",
        {"class": kind, "x": f"{x:.1f}", "y": f"{y:.1f}", "width": f"{width:.1f}", "height": f"{height:.1f}"},
    )
