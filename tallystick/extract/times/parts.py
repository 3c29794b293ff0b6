"""The pieces of expressions of time: what one means, what it is told from, its parts, and reckoning with days.

A day is a `date`; a month, a week or a night is its first and last day.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from tallystick.extract.times.tokens import Token
from tallystick.model import DatePrecision
from tallystick.reference.calendars import Order

DAY = timedelta(1)
HOURS = frozenset({"hour", "minute"})
"""Units that do not tell a day."""


class Days(NamedTuple):
    """What an expression means: both days inclusive."""

    first: date
    last: date
    precision: DatePrecision


class Unknown(NamedTuple):
    """An expression of time whose days nobody can tell, and why."""

    why: str
    fault: str | None = None
    """Code of the problem, where the words contradict themselves."""
    until: date | None = None
    """The last day, where that much is known: "in recent days" ends with the day of publication."""


class Refused(NamedTuple):
    """No expression of time that names a day, though it looks like one, and why."""

    why: str


Meaning = Days | Unknown | Refused | None
"""None = the rule does not apply after all."""


@dataclass(frozen=True, slots=True)
class Told:
    """What an expression is told from."""

    anchor: date
    """The day of publication where it happened."""
    before: date | None = None
    """The day told just before."""
    here: date | None = None
    """The same, if in this sentence."""
    period: Days | None = None
    """The month or year told just before."""
    ahead: bool = False
    """The words before it say that it is still to come."""
    country: str | None = None
    order: Order | None = None
    near: bool = True
    """Whether a date in figures may be read as the one beside the anchor."""


class Parts:
    """The parts of one expression, by the names that its rule gives them."""

    def __init__(self, tokens: list[Token], named: dict[str, list[Token]]) -> None:
        self.tokens, self._named = tokens, named
        self.kinds = {token.kind for token in tokens}
        self.words = " ".join(token.text.lower() for token in tokens)

    def has(self, *kinds: str) -> bool:
        """Whether a token of one of these kinds is in it."""
        return not self.kinds.isdisjoint(kinds)

    def of(self, name: str) -> list[Token]:
        """The tokens of a part; none where it is not there."""
        return self._named.get(name, [])

    def value(self, name: str) -> int | None:
        """The value of the first token of a part that has a number for one."""
        return next((token.value for token in self.of(name) if isinstance(token.value, int)), None)

    def need(self, name: str) -> int:
        """The value of a part that the rule cannot do without."""
        value = self.value(name)
        if value is None:
            raise ValueError(f"no {name} in {self.words!r}")
        return value

    def word(self, name: str) -> str:
        """The first word of a part in small letters, without the s of the plural; any word for a night is "night"."""
        found = self.of(name)
        if found and found[0].kind == "NIGHT":
            return "night"
        return re.sub(r"[’']s?$", "", found[0].text.lower()).removesuffix("s") if found else ""

    def count(self, name: str = "n") -> int | None:
        """How many: "three" 3, "a" 1, "a couple of" 2; None for "several"."""
        found = self.of(name)
        if any(token.kind == "SOME" for token in found):
            return 2 if any(token.text.lower() == "couple" for token in found) else None
        return self.value(name) if self.value(name) is not None else 1


# ---------------------------------------------------------------------------------------- reckoning


def whole_month(year: int, month: int) -> Days:
    """All days of a month; months below 1 or above 12 are in other years."""
    year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    return Days(date(year, month, 1), date(year + month // 12, month % 12 + 1, 1) - DAY, "month")


def whole_year(year: int) -> Days:
    """All days of a year."""
    return Days(date(year, 1, 1), date(year, 12, 31), "year")


def week_of(day: date, weeks: int = 0) -> Days:
    """Monday to Sunday around a day, so many weeks on."""
    monday = day - timedelta(day.weekday()) + timedelta(weeks=weeks)
    return Days(monday, monday + timedelta(6), "week")


def months_on(day: date, months: int) -> date:
    """The same day so many months on, or the last of that month."""
    there = whole_month(day.year, day.month + months)
    return there.first.replace(day=min(day.day, there.last.day))


def step(day: date, count: int, unit: str) -> date | None:
    """The day so many units on; None for units smaller than a day."""
    if unit in HOURS:
        return None
    if unit in {"day", "night"}:
        return day + timedelta(days=count)
    if unit in {"week", "fortnight", "weekend"}:
        return day + timedelta(weeks=count * (2 if unit == "fortnight" else 1))
    return months_on(day, count * {"month": 1, "quarter": 3, "year": 12, "decade": 120}[unit])


def one(day: date) -> Days:
    """A single day."""
    return Days(day, day, "day")


def night(day: date) -> Days:
    """The night that begins on a day."""
    return Days(day, day + DAY, "night")


def span(first: date, last: date) -> Days:
    """A period, as sharp as it is long."""
    length = (last - first).days
    return Days(first, last, "day" if length == 0 else "days" if length < 7 else "month" if length < 62 else "year")


def part_of(parts: Parts, whole: Days) -> Days:
    """Early, mid and late: thirds of a month, the first, middle and last months of a year, halves of a week."""
    which = 0 if parts.has("early", "start") else 1 if parts.has("mid") else 2 if parts.has("late", "end") else None
    first, last, precision = whole
    if which is None:
        return whole
    if precision == "month":
        begin, end = ((1, 10), (11, 20), (20, last.day))[which]
        return Days(first.replace(day=begin), first.replace(day=end), "week")
    if precision == "year" and (last - first).days > 366:
        years = last.year - first.year + 1
        begin, end = ((0, 4), (3, 6), (6, years))[which] if years == 10 else (0, years)
        return Days(date(first.year + begin, 1, 1), date(first.year + end - 1, 12, 31), "year")
    if precision == "year":
        begin, end = ((1, 3), (5, 8), (10, 12))[which]
        return Days(date(first.year, begin, 1), whole_month(first.year, end).last, "year")
    if precision == "week":
        begin, end = ((0, 2), (1, 4), (3, 6))[which]
        return Days(first + timedelta(begin), first + timedelta(end), "days")
    return whole


def capped(days: Days, told: Told) -> Days:
    """Not beyond the day of publication, where the period holds it."""
    return Days(days.first, max(days.first, min(days.last, told.anchor)), days.precision)


def before_today(days: Days, told: Told) -> Days:
    """ "Earlier this week": up to yesterday, unless the week begins today."""
    return Days(days.first, max(days.first, min(days.last, told.anchor - DAY)), days.precision)


def back_to(anchor: date, weekday: int, *, strictly: bool = False) -> date:
    """The last such weekday up to a day."""
    back = (anchor.weekday() - weekday) % 7
    return anchor - timedelta(days=back or (7 if strictly else 0))


def on_to(anchor: date, weekday: int) -> date:
    """The first such weekday from a day on."""
    return anchor + timedelta(days=(weekday - anchor.weekday()) % 7)


def dated(year: int | None, month: int, day: int, told: Told) -> Meaning:
    """The day of that date: the last one past, or the next where the words look ahead."""
    if year is not None:
        return one(date(year, month, day))
    candidates = [
        found for y in range(told.anchor.year - 8, told.anchor.year + 9) if (found := day_or_none(y, month, day))
    ]
    if not candidates:
        raise ValueError(f"no day {day} in month {month}")
    past = [found for found in candidates if found <= told.anchor + DAY]  # a zone or a slip
    coming = [found for found in candidates if found >= told.anchor]
    if told.ahead:
        return one(coming[0])
    if coming and DAY < coming[0] - told.anchor <= timedelta(7):
        return Unknown(f"{coming[0]} is still to come and {past[-1]} long past")
    return one(past[-1])


def day_or_none(year: int, month: int, day: int) -> date | None:
    """That day; None where the month does not have it."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def year_of(parts: Parts, told: Told) -> int | None:
    """The year printed, or named: "of last year"."""
    if parts.of("year"):
        year = parts.need("year")
        return year if year > 99 else year + (2000 if year <= told.anchor.year % 100 + 1 else 1900)
    if parts.of("which_year"):
        return told.anchor.year + direction(parts, "which_year")
    return None


def direction(parts: Parts, name: str = "which") -> int:
    """-1 for last and previous, 1 for next and following, 0 for this and the same."""
    kinds = {token.kind for token in parts.of(name)}
    return 1 if kinds & {"next", "following"} else -1 if kinds & {"last", "previous", "past"} else 0


def fits(weekday: int | None, days: Meaning) -> Meaning:
    """The same days, or unknown where the weekday printed beside them is another."""
    if weekday is None or not isinstance(days, Days) or days.first.weekday() == weekday:
        return days
    names = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
    return Unknown(f"{days.first} is a {names[days.first.weekday()]}, not a {names[weekday]}", "weekday-mismatch")


def month_last_past(month: int, year: int | None, told: Told, *, strictly: bool = False) -> Days:
    """All days of the last such month that has begun; the next one where the words look ahead."""
    if year is not None:
        return whole_month(year, month)
    past = month < told.anchor.month or (month == told.anchor.month and not strictly)
    if told.ahead and not past:
        return whole_month(told.anchor.year, month)
    return whole_month(told.anchor.year if past else told.anchor.year - 1, month)


def not_to_come(days: Days, told: Told) -> Meaning:
    """The days, or unknown where they lie after the day of publication."""
    if days.first > told.anchor + DAY:
        return Unknown(f"{days.first} is after the day of publication")
    return days
