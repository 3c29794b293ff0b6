"""Periods: "in the past two weeks", "last month", "in late 2017", "the first week of May", "the 1990s".

A period is meant whole, though it may run on beyond the day of publication: "this week". What is dated by it does not.
"""

from __future__ import annotations

from datetime import date, timedelta

from tallystick.extract.times.dates import ordinal_day
from tallystick.extract.times.parts import (
    DAY,
    HOURS,
    Days,
    Meaning,
    Parts,
    Refused,
    Told,
    Unknown,
    back_to,
    before_today,
    dated,
    direction,
    month_last_past,
    months_on,
    night,
    not_to_come,
    on_to,
    one,
    part_of,
    span,
    step,
    week_of,
    whole_month,
    whole_year,
    year_of,
)
from tallystick.model import DatePrecision


def hours(parts: Parts, told: Told) -> Meaning:
    """ "in the past 24 hours": from the day before to the day of publication."""
    count = parts.count()
    if told.ahead:
        return Refused("still to come")
    if count is None:
        return one(told.anchor)
    if count < 12:
        return one(told.anchor) if parts.has("past", "last") else None
    return Days(told.anchor - timedelta(days=-(-count // 24)), told.anchor, "days")


_SHARP: dict[str, DatePrecision] = {
    **dict.fromkeys(("day", "night"), "days"),
    **dict.fromkeys(("week", "fortnight", "month"), "month"),
}
"""How sharp "the past three ..." is."""


def past_period(parts: Parts, told: Told) -> Meaning:
    """ "in the past two weeks", "over the last five days": up to the anchor."""
    count = parts.count() if parts.of("n") else 1
    unit = parts.word("unit")
    if count is None:
        return Unknown(f"no telling how many {unit}s", until=told.anchor)
    if unit in HOURS:
        return one(told.anchor)
    if unit == "quarter":
        quarter = _quarter(told.anchor.year, (told.anchor.month + 2) // 3 - 1)
        return Days(months_on(quarter.first, -3 * (count - 1)), quarter.last, "year")
    if unit == "decade":
        start = told.anchor.year // 10 * 10
        return Days(date(start - 10 * count, 1, 1), date(start - 1, 12, 31), "year")
    first = step(told.anchor, -count, unit) or told.anchor
    return Days(first, told.anchor, "days" if unit == "week" and count == 1 else _SHARP.get(unit, "year"))


def in_some_time(parts: Parts, told: Told) -> Meaning:
    """ "in two weeks": up to the day of publication; what is still to come, only where the words say so."""
    if told.ahead:
        day = step(told.anchor, parts.count() or 0, parts.word("unit"))
        return one(day) if day is not None and parts.count() else Unknown("still to come")
    return past_period(parts, told)


def in_a_unit(parts: Parts, told: Told) -> Meaning:
    """ "in a week", where the words say that it is still to come."""
    day = step(told.anchor, 1, parts.word("unit"))
    return one(day) if told.ahead and day is not None else None


def first_few(parts: Parts, told: Told) -> Meaning:
    """ "the first two weeks of 2021", "the last four months of last year"."""
    year, count, unit = year_of(parts, told), parts.need("n"), parts.word("unit")
    if parts.of("month"):
        whole = month_last_past(parts.need("month"), year, told)
    elif parts.of("which"):
        whole = whole_month(told.anchor.year, told.anchor.month + direction(parts))
    else:
        whole = whole_year(year) if year is not None else whole_year(told.anchor.year)
    if parts.value("nth") == 1:
        end = step(whole.first, count, unit)
        return span(whole.first, end - DAY) if end is not None else None
    if parts.value("nth") is None:
        begin = step(whole.last + DAY, -count, unit)
        return span(begin, whole.last) if begin is not None else None
    return None


def nth_month(parts: Parts, told: Told) -> Meaning:
    """ "the third month of 2021"."""
    which, year = parts.value("nth") or 12, year_of(parts, told)
    return whole_month(year, which) if year is not None and which <= 12 else None


def rest(parts: Parts, told: Told) -> Meaning:
    """ "the rest of the week": from the day of publication on."""
    unit = parts.word("unit")
    if unit == "week":
        whole = week_of(told.anchor)
    else:
        whole = whole_month(told.anchor.year, told.anchor.month) if unit == "month" else whole_year(told.anchor.year)
    return Days(told.anchor, whole.last, whole.precision)


def coming_period(parts: Parts, told: Told) -> Meaning:
    """ "the next three weeks": from the day after publication."""
    count, unit = parts.count() if parts.of("n") else 1, parts.word("unit")
    if count is None:
        count = 3 if parts.of("n") else 1
    if unit == "quarter":
        first = _quarter(told.anchor.year, (told.anchor.month + 2) // 3 + 1).first
        return Days(first, months_on(first, 3 * count) - DAY, "year")
    if unit == "decade":
        start = told.anchor.year // 10 * 10 + 10
        return Days(date(start, 1, 1), date(start + 10 * count - 1, 12, 31), "year")
    last = step(told.anchor, count, unit)
    return span(told.anchor + DAY, last) if last is not None and last > told.anchor else None


def within(parts: Parts, told: Told) -> Meaning:
    """ "within five days": ahead where the words say so, else up to now."""
    ahead = told.ahead or (parts.has("next", "from") and not parts.has("past", "last"))
    if ahead:
        last = step(told.anchor, parts.count() or 0, parts.word("unit"))
        return span(told.anchor, last) if last is not None else None
    return past_period(parts, told)


def so_far(parts: Parts, told: Told) -> Meaning:
    """ "so far this year", "since the start of the month"."""
    unit = parts.word("unit")
    if unit == "week":
        return Days(week_of(told.anchor).first, told.anchor, "week")
    if unit == "month":
        return Days(told.anchor.replace(day=1), told.anchor, "month")
    return Days(date(told.anchor.year, 1, 1), told.anchor, "year")


# ------------------------------------------------------------------------- weeks, months, years


def unit_of(parts: Parts, told: Told) -> Meaning:
    """ "last week", "this month", "late last year", "the year after next"."""
    unit, on = parts.word("unit"), direction(parts)
    if parts.has("after") and parts.has("next"):
        on = 2
    if parts.has("following", "previous") and told.before is not None and unit in {"week", "month", "year"}:
        return _unit_beside(unit, told.before, on, told)
    if unit == "day":
        return one(told.anchor + timedelta(on))
    if unit == "night":
        return night(told.anchor - DAY if on < 0 else told.anchor)
    if unit == "fortnight":
        monday = week_of(told.anchor).first + timedelta(weeks=2 * on)
        return Days(monday, monday + timedelta(13), "month")
    if unit == "week":
        days = week_of(told.anchor, on)
    elif unit == "month":
        days = whole_month(told.anchor.year, told.anchor.month + on)
    elif unit == "quarter":
        days = _quarter(told.anchor.year, (told.anchor.month + 2) // 3 + on)
    elif unit == "decade":
        start = told.anchor.year // 10 * 10 + 10 * on
        days = Days(date(start, 1, 1), date(start + 9, 12, 31), "year")
    else:
        days = whole_year(told.anchor.year + on)
    if on == 0 and parts.has("later"):
        return Days(told.anchor, days.last, days.precision)
    if on == 0 and parts.has("earlier"):
        return before_today(days, told)
    return part_of(parts, days)


def _unit_beside(unit: str, day: date, on: int, told: Told) -> Meaning:
    if unit == "week":
        return not_to_come(week_of(day, on), told)
    days = whole_month(day.year, day.month + on) if unit == "month" else whole_year(day.year + on)
    return not_to_come(days, told)


def same_unit(parts: Parts, told: Told) -> Meaning:
    """ "that month", "the same week", "earlier in the year": of the day told before, else of publication."""
    day = told.before if told.before is not None and parts.has("that", "same") else told.anchor
    unit = parts.word("unit")
    days = (
        week_of(day)
        if unit == "week"
        else whole_month(day.year, day.month)
        if unit == "month"
        else whole_year(day.year)
    )
    if parts.has("earlier"):
        return before_today(days, told)
    if parts.has("later"):
        return Days(day, days.last, days.precision)
    return part_of(parts, days)


def week_within(parts: Parts, told: Told) -> Meaning:
    """ "the first week of May": its first seven days; "the last week of May" its last."""
    year = year_of(parts, told)
    month, which = parts.value("month"), parts.value("nth") or -1
    if month is not None:
        there = month_last_past(month, year, told)
    elif parts.of("which"):
        there = whole_month(told.anchor.year, told.anchor.month + direction(parts))
    else:
        return None
    if which < 0:
        return Days(there.last - timedelta(6), there.last, "week")
    first = there.first + timedelta(weeks=which - 1)
    return Days(first, min(first + timedelta(6), there.last), "week") if first <= there.last else None


def week_number(parts: Parts, told: Told) -> Meaning:
    """ "week 31", "the third week of 2015": as ISO 8601 counts them."""
    year = year_of(parts, told) or told.anchor.year
    number = parts.value("nth") or -1
    monday = week_of(date(year, 12, 28)).first if number < 0 else week_of(date(year, 1, 4), number - 1).first
    return Days(monday, monday + timedelta(6), "week")


def week_with(parts: Parts, told: Told) -> Meaning:
    """ "the week of April 10", "the week of the 18th", "the week beginning 4 February"."""
    if parts.of("month"):
        days = dated(year_of(parts, told), parts.need("month"), parts.need("day"), told)
    else:
        days = ordinal_day(parts, told)
    if not isinstance(days, Days):
        return days
    if parts.has("start"):
        return Days(days.first, days.first + timedelta(6), "week")
    return week_of(days.first)


def weekend(parts: Parts, told: Told) -> Meaning:
    """ "over the weekend", "last weekend": the last that has begun."""
    saturday = back_to(told.anchor, 5)
    if told.ahead and not parts.has("last", "previous", "past", "that", "same"):
        saturday = on_to(told.anchor, 5) + timedelta(7 if parts.has("next") else 0)
    elif parts.has("next"):
        saturday = on_to(told.anchor, 5) + timedelta(7)
    elif parts.has("last", "previous", "past") and saturday + DAY >= told.anchor:
        saturday -= timedelta(7)
    elif parts.has("that", "same") and told.before is not None:
        saturday = back_to(told.before, 5)
    elif told.anchor == saturday and not parts.has("this"):
        saturday -= timedelta(7)  # Saturday's paper tells of the weekend before
    return Days(saturday, saturday + DAY, "days")


def month(parts: Parts, told: Told) -> Meaning:
    """ "in January", "last March", "in late June 2016", "in August last year"."""
    index, year = parts.need("month"), year_of(parts, told)
    if year is None and parts.has("next") and not parts.of("which_year"):
        days = whole_month(told.anchor.year + (index <= told.anchor.month), index)
    else:
        days = month_last_past(index, year, told, strictly=parts.has("last"))
    return part_of(parts, days)


def bare_month(parts: Parts, told: Told) -> Meaning:
    """ "March" between "from" and "to"."""
    days = month(parts, told)
    return days


def season(parts: Parts, told: Told) -> Meaning:
    """ "last summer", "the winter of 2016": three months of the north, the last that are over or under way."""
    begins = parts.need("season")
    year = year_of(parts, told)
    if year is None:
        year = told.anchor.year if date(told.anchor.year, begins, 1) <= told.anchor else told.anchor.year - 1
        if parts.has("last") and whole_month(year, begins + 2).last >= told.anchor:
            year -= 1
    last = whole_month(year, begins + 2).last
    return Days(date(year, begins, 1), last, "month")


def year(parts: Parts, told: Told) -> Meaning:
    """ "in 2017", "in late 2017", "the first half of 2020"."""
    days = whole_year(parts.need("year"))
    return part_of(parts, days)


def years(parts: Parts, told: Told) -> Meaning:
    """ "between 2015 and 2017", "in 2014-2018"."""
    first, last = parts.need("year"), parts.need("year2")
    last = last if last > 99 else first // 100 * 100 + last
    return Days(date(first, 1, 1), date(last, 12, 31), "year") if first < last else None


def portion(parts: Parts, told: Told) -> Meaning:
    """ "the first half of 2020", "the third quarter of this year", "Q1"."""
    year = year_of(parts, told) or told.anchor.year
    which = parts.value("nth")
    if parts.has("QUARTER", "HALFYEAR"):
        which = parts.value("nth")
        return _half(year, which) if parts.has("HALFYEAR") and which else _quarter(year, which or 1)
    if which is None:
        which = (2 if parts.has("half") else 4) if parts.has("last") else 1
    if parts.has("half"):
        return _half(year, which) if which <= 2 else None
    return _quarter(year, which) if which <= 4 else None


def _half(year: int, which: int) -> Days:
    return Days(date(year, 6 * which - 5, 1), whole_month(year, 6 * which).last, "year")


def _quarter(year: int, which: int) -> Days:
    first = whole_month(year, 3 * which - 2).first
    return Days(first, months_on(first, 3) - DAY, "year")


def decade(parts: Parts, told: Told) -> Meaning:
    """ "the 1990s", "the late eighties"."""
    value = next(token.value for token in parts.tokens if token.kind == "DECADE")
    start = value if value > 99 else (1900 if value >= told.anchor.year % 100 - 4 else 2000) + value
    return part_of(parts, Days(date(start, 1, 1), date(start + 9, 12, 31), "year"))


def century(parts: Parts, told: Told) -> Meaning:
    """ "the 15th century"."""
    which = parts.need("nth")
    return Days(date(100 * (which - 1), 1, 1), date(100 * which - 1, 12, 31), "year") if 2 <= which <= 30 else None
