"""What words for days mean: each function takes the parts of one expression and the day it is told from.

The patterns that find the expressions stand in `when.py`. News looks back: "Wednesday" is the last one up to the day of
publication, "in May" the last May. A night is two days (UCDP's own practice: 72 of 107 spans with date_prec 2 are one
night).
"""

from __future__ import annotations

import re
from datetime import date, timedelta

from tallystick.model import DatePrecision
from tallystick.text.numerals import number

MONTHS = {
    name: index
    for index, names in enumerate(
        (("january", "jan"), ("february", "feb"), ("march", "mar"), ("april", "apr"), ("may",), ("june", "jun"),
         ("july", "jul"), ("august", "aug"), ("september", "sept", "sep"), ("october", "oct"), ("november", "nov"),
         ("december", "dec")), start=1)
    for name in names
}  # fmt: skip
_WEEKDAYS = {
    name: index
    for index, name in enumerate(("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"))
}
HOLIDAYS = {
    "christmas day": (12, 25), "christmas eve": (12, 24), "boxing day": (12, 26), "new year's day": (1, 1),
    "new year’s day": (1, 1), "new year's eve": (12, 31), "new year’s eve": (12, 31), "christmas": (12, 25),
    "valentine's day": (2, 14), "halloween": (10, 31), "independence day": (7, 4), "fourth of july": (7, 4),
}  # fmt: skip
NO_ANCHOR = date(9999, 12, 31)
"""Stands for an unknown day of publication, for expressions that print their year."""

Days = tuple[date, date, DatePrecision]
Resolved = Days | tuple[None, None, DatePrecision] | None
"""First and last day; None, None = an expression of time whose day is not known; None = no expression of time."""


class Parts(dict[str, str]):
    """The named parts of an expression; "all" is the whole of it, a part that is not there is ""."""

    @classmethod
    def of(cls, match: re.Match[str]) -> Parts:
        """The parts of a match; "n_2" and the like are other places of "n"."""
        parts = cls(all=match.group(0))
        for name, value in match.groupdict().items():
            if value is not None:
                parts[re.sub(r"_\d$", "", name)] = value
        return parts

    def __missing__(self, name: str) -> str:
        return ""


def _month_of(words: Parts) -> int:
    return MONTHS[words["month"].lower().rstrip(".")]


def _past(year: str | None, month: int, day: int, anchor: date) -> date:
    """The day of that name last past; a day up to a week ahead is kept (a zone or a slip)."""
    if year:
        return date(int(year), month, day)
    this_year = date(anchor.year, month, day)
    return this_year if this_year <= anchor + timedelta(days=7) else date(anchor.year - 1, month, day)


def full_date(words: Parts, anchor: date, told: date | None) -> Resolved:
    """ "on 2 March 2018", "March 2"."""
    day = _past(words["year"], _month_of(words), int(words["day"]), anchor)
    return day, day, "day"


def iso(words: Parts, anchor: date, told: date | None) -> Resolved:
    """ "2018-12-24"."""
    day = date.fromisoformat(words["all"])
    return day, day, "day"


def numeric(words: Parts, anchor: date, told: date | None) -> Resolved:
    """ "05.02.2015": day first or month first, whichever can be; where both can, the one beside the anchor."""
    year, one, two = int(words["year"]), int(words["one"]), int(words["two"])
    readings = {date(year, m, d) for d, m in ((one, two), (two, one)) if 1 <= m <= 12 and 1 <= d <= 31}
    if len(readings) > 1 and anchor != NO_ANCHOR:
        readings = {day for day in readings if abs((day - anchor).days) <= 7}
    if len(readings) != 1:
        return None
    day = readings.pop()
    return day, day, "day"


def day_range(words: Parts, anchor: date, told: date | None) -> Resolved:
    """ "between 3 and 5 March", "the night of 9-10 March"."""
    first = _past(words["year"], _month_of(words), int(words["day"]), anchor)
    last = first.replace(day=int(words["day2"]))
    if last < first:
        return None
    return first, last, "night" if "night" in words["all"].lower() and last - first == timedelta(1) else "days"


def _weekday_before(anchor: date, weekday: int, *, strictly: bool = False) -> date:
    back = (anchor.weekday() - weekday) % 7
    return anchor - timedelta(days=back or (7 if strictly else 0))


def weekday(words: Parts, anchor: date, told: date | None) -> Resolved:
    """ "on Wednesday", "last Thursday"."""
    said = words["all"].lower()
    strictly = "last" in said or "previous" in said
    day = _weekday_before(anchor, _WEEKDAYS[words["weekday"].lower()], strictly=strictly)
    return day, day, "day"


def week_ago_weekday(words: Parts, anchor: date, told: date | None) -> Resolved:
    """ "on Tuesday of last week"."""
    day = _weekday_before(anchor, _WEEKDAYS[words["weekday"].lower()])
    if day >= anchor - timedelta(days=anchor.weekday()):
        day -= timedelta(7)
    return day, day, "day"


def into(words: Parts, anchor: date, told: date | None) -> Resolved:
    """ "overnight Wednesday and into Thursday", "the night of Tuesday to Wednesday"."""
    last = _weekday_before(anchor, _WEEKDAYS[words["weekday2"].lower()])
    return last - timedelta(1), last, "night"


def overnight_weekday(words: Parts, anchor: date, told: date | None) -> Resolved:
    """ "Wednesday night", "overnight on Tuesday"."""
    day = _weekday_before(anchor, _WEEKDAYS[words["weekday"].lower()], strictly="last" in words["all"].lower())
    return day, day + timedelta(1), "night"


def night_of(words: Parts, anchor: date, told: date | None) -> Resolved:
    """ "the night of 9 March"."""
    day = _past(words["year"], _month_of(words), int(words["day"]), anchor)
    return day, day + timedelta(1), "night"


def overnight(words: Parts, anchor: date, told: date | None) -> Resolved:
    """ "overnight", "last night"."""
    return anchor - timedelta(1), anchor, "night"


def today(words: Parts, anchor: date, told: date | None) -> Resolved:
    """ "today", "this morning"."""
    return anchor, anchor, "day"


def yesterday(words: Parts, anchor: date, told: date | None) -> Resolved:
    """ "yesterday", "the day before yesterday"."""
    before = 2 if "before" in words["all"].lower() else 1
    day = anchor - timedelta(days=before)
    return day, day, "day"


def _count(words: str) -> int | None:
    words = re.sub(r"\s+", " ", words.lower())
    return {"a": 1, "an": 1, "a couple of": 2, "couple of": 2}.get(words) or number(words)


def ago(words: Parts, anchor: date, told: date | None) -> Resolved:
    """ "two days ago", "a week ago"."""
    count, unit = _count(words["n"]), words["unit"].lower()
    if count is None:
        return None, None, "unknown"
    if unit in {"day", "night"}:
        day = anchor - timedelta(days=count)
        return day, day, "day"
    if unit in {"hour", "minute"}:
        return (anchor, anchor, "day") if unit == "minute" or count < 12 else (anchor - timedelta(1), anchor, "days")
    if unit == "week":
        day = anchor - timedelta(weeks=count)
        return day - timedelta(days=day.weekday()), day - timedelta(days=day.weekday() - 6), "week"
    if unit == "month":
        return _whole_month(*_months_back(anchor, count))
    return date(anchor.year - count, 1, 1), date(anchor.year - count, 12, 31), "year"


def later(words: Parts, anchor: date, told: date | None) -> Resolved:
    """ "five days later", "a day earlier": from the day told before, not from the day of publication."""
    said = words["all"].lower()
    count = _count(words["n"]) if words["n"] else 1
    unit = (words["unit"] or "day").lower()
    if told is None or count is None or unit not in {"day", "week", "night"}:
        return None if told is None and "later" in said else (None, None, "unknown")
    step = timedelta(days=count * (7 if unit == "week" else 1))
    back = bool(re.search(r"earlier|before|previous", said))
    day = told - step if back else told + step
    return (day, day, "day") if day <= anchor + timedelta(1) else None


def after_something(words: Parts, anchor: date, told: date | None) -> Resolved:
    """ "a week after 44 died in X": the day of what came before, which the words do not name."""
    return None, None, "unknown"


def years_before(words: Parts, anchor: date, told: date | None) -> Resolved:
    """ "in May 2014, and a year before that": the same month, a year back."""
    count = _count(words["n"] or "one")
    if told is None or count is None:
        return None, None, "unknown"
    return _whole_month(told.year - count, told.month)


def same_day(words: Parts, anchor: date, told: date | None) -> Resolved:
    """ "the same evening", "later in the day": the day told before."""
    return (told, told, "day") if told is not None else None


def clock(words: Parts, anchor: date, told: date | None) -> Resolved:
    """ "just before noon" with no day: the day told before, else the day of publication."""
    day = told if told is not None else anchor
    return day, day, "day"


def hours(words: Parts, anchor: date, told: date | None) -> Resolved:
    """ "in the past 24 hours": from the day before to the day of publication."""
    count = _count(words["n"])
    if count is None:
        return (anchor, anchor, "day") if words["n"].lower() in {"few", "a few", "several"} else None
    if count < 12:
        return (anchor, anchor, "day") if "past" in words["all"].lower() or "last" in words["all"].lower() else None
    return anchor - timedelta(days=-(-count // 24)), anchor, "days"


def _months_back(anchor: date, count: int) -> tuple[int, int]:
    months = anchor.year * 12 + anchor.month - 1 - count
    return months // 12, months % 12 + 1


def _whole_month(year: int, month: int) -> Days:
    following = date(year + month // 12, month % 12 + 1, 1)
    return date(year, month, 1), following - timedelta(1), "month"


def month(words: Parts, anchor: date, told: date | None) -> Resolved:
    """ "in January", "last March", "in late June 2016"."""
    month = _month_of(words)
    year = words["year"]
    said = words["all"].lower()
    if year:
        whole = _whole_month(int(year), month)
    else:
        back = (
            anchor.year if month < anchor.month or (month == anchor.month and "last" not in said) else anchor.year - 1
        )
        whole = _whole_month(back, month)
    return _part_of(said, whole)


def _part_of(said: str, whole: Days) -> Days:
    """ "early", "mid" and "late" of a month are its thirds, of a year its first, middle and last months."""
    part = re.search(r"\b(early|mid|middle|late|start|beginning|end)\b", said)
    if part is None:
        return whole
    first, last, precision = whole
    third = {"early": 0, "start": 0, "beginning": 0, "mid": 1, "middle": 1}.get(part.group(1), 2)
    if precision == "month":
        begin, end = ((1, 10), (11, 20), (20, last.day))[third]
        return first.replace(day=begin), first.replace(day=end), "week"
    begin, end = ((1, 3), (5, 8), (10, 12))[third]
    return date(first.year, begin, 1), _whole_month(first.year, end)[1], "year"


def season(words: Parts, anchor: date, told: date | None) -> Resolved:
    """ "last summer": three months of the north, the last that are over or under way."""
    first_month = {"spring": 3, "summer": 6, "fall": 9, "autumn": 9, "winter": 12}[words["season"].lower()]
    year = anchor.year if date(anchor.year, first_month, 1) <= anchor else anchor.year - 1
    if words["year"]:
        year = int(words["year"])
    following = first_month + 2
    last = _whole_month(year + following // 13, (following - 1) % 12 + 1)[1]
    return date(year, first_month, 1), last, "month"


def last_unit(words: Parts, anchor: date, told: date | None) -> Resolved:
    """ "last week", "this month", "late last year"."""
    unit = words["unit"].lower()
    this = words["which"].lower() in {"this", "earlier this", "later this"}
    if unit == "week":
        monday = anchor - timedelta(days=anchor.weekday() + (0 if this else 7))
        return monday, min(monday + timedelta(6), anchor) if this else monday + timedelta(6), "week"
    if unit == "month":
        if this:
            return date(anchor.year, anchor.month, 1), anchor, "month"
        return _whole_month(*_months_back(anchor, 1))
    if unit == "year":
        year = anchor.year if this else anchor.year - 1
        if this:
            return date(year, 1, 1), anchor, "year"
        return _part_of(words["all"].lower(), (date(year, 1, 1), date(year, 12, 31), "year"))
    if unit == "night":
        return anchor - timedelta(1), anchor, "night"
    return None


def weekend(words: Parts, anchor: date, told: date | None) -> Resolved:
    """ "over the weekend"."""
    saturday = _weekday_before(anchor, 5, strictly=anchor.weekday() == 5)
    if "last" in words["all"].lower() and anchor.weekday() == 6:
        saturday -= timedelta(7)
    return saturday, saturday + timedelta(1), "days"


def year(words: Parts, anchor: date, told: date | None) -> Resolved:
    """ "in 2017", "in late 2017"."""
    year = int(words["year"])
    if year > anchor.year:
        return None
    return _part_of(words["all"].lower(), (date(year, 1, 1), date(year, 12, 31), "year"))


def holiday(words: Parts, anchor: date, told: date | None) -> Resolved:
    """ "on Christmas Day"."""
    month, day = HOLIDAYS[re.sub(r"\s+", " ", words["holiday"].lower())]
    when = _past(words["year"], month, day, anchor)
    if when > anchor:
        when = date(when.year - 1, month, day)
    return when, when, "day"


def past_period(words: Parts, anchor: date, told: date | None) -> Resolved:
    """ "in the past two weeks", "over the last five days": up to the anchor."""
    count = _count(words["n"]) if words["n"] else 1
    unit = words["unit"].lower()
    if count is None or unit in {"hour", "minute"}:
        return (None, None, "unknown") if unit not in {"hour", "minute"} else (anchor - timedelta(1), anchor, "days")
    if unit in {"day", "night"}:
        return anchor - timedelta(days=count), anchor, "days"
    if unit == "week":
        return anchor - timedelta(weeks=count), anchor, "days" if count == 1 else "month"
    if unit == "month":
        year, month = _months_back(anchor, count)
        return date(year, month, min(anchor.day, 28)), anchor, "month"
    return date(anchor.year - count, anchor.month, min(anchor.day, 28)), anchor, "year"


def so_far(words: Parts, anchor: date, told: date | None) -> Resolved:
    """ "so far this year"."""
    return date(anchor.year, 1, 1), anchor, "year"
