"""Days by date and by weekday: "on 2 March 2018", "25/05/2022", "last Wednesday", "the night of 9-10 March".

News looks back: "Wednesday" is the last one up to the day of publication, unless the words look ahead themselves
("next", "will ... on Friday"). A night is two days (UCDP's practice: 72 of 107 spans with date_prec 2 are one night).
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

from tallystick.extract.times.parts import (
    DAY,
    Days,
    Meaning,
    Parts,
    Refused,
    Told,
    Unknown,
    back_to,
    dated,
    day_or_none,
    direction,
    fits,
    month_last_past,
    months_on,
    night,
    on_to,
    one,
    week_of,
    whole_month,
    year_of,
)
from tallystick.extract.times.tokens import Figures


def full_date(parts: Parts, told: Told) -> Meaning:
    """ "on 2 March 2018", "March 2", "Friday, March 2": with the weekday, both have to fit."""
    weekday, year = parts.value("weekday"), year_of(parts, told)
    days = dated(year, parts.need("month"), parts.need("day"), told)
    if weekday is not None and isinstance(days, Unknown):  # soon or long ago: the weekday tells
        days = dated(year, parts.need("month"), parts.need("day"), replace(told, ahead=True))
    return fits(weekday, days)


def figures(parts: Parts, told: Told) -> Meaning:
    """ "05.02.2015": day first or month first, whichever can be; where both can, as the outlet writes, else unknown."""
    found: Figures = next(token.value for token in parts.tokens if token.kind == "DATE")
    weekday = parts.value("weekday")
    if found.mark == "month":
        month = found.numbers[0]
        return whole_month(found.year or 0, month) if 1 <= month <= 12 else None
    one_, two = found.numbers
    if found.mark in {"iso", "worded"}:
        return fits(weekday, dated(found.year, one_, two, told))
    orders = [(day, month) for day, month in ((one_, two), (two, one_)) if 1 <= month <= 12 and 1 <= day <= 31]
    placed = (told.order is not None and parts.has("on", "from", "between", "to")) or weekday is not None
    if found.year is None and len(set(orders)) > 1 and not placed:
        return Refused("two small numbers with a stroke: a fraction, a score or a name as well as a day")
    if len(set(orders)) > 1 and told.order is not None:
        orders = orders[:1] if told.order == "day" else orders[1:]
    meant = [dated(found.year, month, day, told) for day, month in orders]
    readings = {days.first: days for days in meant if isinstance(days, Days)}
    if len(readings) > 1 and weekday is not None:
        readings = {day: days for day, days in readings.items() if day.weekday() == weekday}
    if len(readings) > 1 and told.near:
        readings = {day: days for day, days in readings.items() if abs((day - told.anchor).days) <= 7} or readings
    if len(readings) == 1:
        return fits(weekday, readings.popitem()[1])
    if not readings:
        return None
    return Unknown(f"it may be {' or '.join(str(day) for day in sorted(readings))}", "ambiguous-day")


def ordinal_day(parts: Parts, told: Told) -> Meaning:
    """ "on the 9th", "the 20th of last month": the last one up to the day of publication."""
    day, weekday = parts.need("day"), parts.value("weekday")
    if parts.of("which"):
        there = whole_month(told.anchor.year, told.anchor.month + direction(parts))
        return fits(weekday, one(there.first.replace(day=day)))
    for back in range(3):
        there = whole_month(told.anchor.year, told.anchor.month - back)
        if day <= there.last.day and (found := there.first.replace(day=day)) <= told.anchor:
            if weekday is None or found.weekday() == weekday:
                return one(found)
    ahead = [whole_month(told.anchor.year, told.anchor.month + on).first for on in range(2)]
    for first in ahead:
        found_ahead = day_or_none(first.year, first.month, day)
        if weekday is not None and found_ahead and found_ahead.weekday() == weekday and found_ahead >= told.anchor:
            return one(found_ahead) if told.ahead or found_ahead - told.anchor <= DAY else Unknown("still to come")
    if weekday is None:
        return None
    return Unknown("no such weekday had that date in the last months", "weekday-mismatch")


def day_range(parts: Parts, told: Told) -> Meaning:
    """ "between 3 and 5 March", "the night of 9-10 March": from the day to the day."""
    year = year_of(parts, told)
    if parts.of("which"):
        month = whole_month(told.anchor.year, told.anchor.month + direction(parts)).first
        first, last = month.replace(day=parts.need("day")), month.replace(day=parts.need("day2"))
        return Days(first, last, "days") if first <= last else None
    start = dated(year, parts.need("month"), parts.need("day"), told)
    if not isinstance(start, Days):
        return start
    last = start.first.replace(day=parts.need("day2")) if parts.need("day2") <= 31 else start.first
    if last < start.first:
        last = months_on(start.first.replace(day=1), 1).replace(day=parts.need("day2"))
        if last - start.first > timedelta(25):
            return None
    is_night = parts.has("NIGHT") and last - start.first == DAY
    return Days(start.first, last, "night" if is_night else "days")


def night_of(parts: Parts, told: Told) -> Meaning:
    """ "the night of 9 March"."""
    days = fits(parts.value("weekday"), dated(year_of(parts, told), parts.need("month"), parts.need("day"), told))
    return night(days.first) if isinstance(days, Days) else days


# ---------------------------------------------------------------------------------------- weekdays


def weekday(parts: Parts, told: Told) -> Meaning:
    """ "on Wednesday", "last Thursday", "next Monday", "will meet on Friday"."""
    wanted = parts.need("weekday")
    if parts.has("next", "following") and not parts.has("this"):
        if parts.has("following") and told.before is not None:
            return one(on_to(told.before + DAY, wanted))
        if any(token.text.lower() in {"coming", "upcoming"} for token in parts.tokens):
            return one(on_to(told.anchor + DAY, wanted))
        return one(week_of(told.anchor, 1).first + timedelta(wanted))
    if parts.has("that", "same") and told.before is not None:
        return one(back_to(told.before, wanted))
    if parts.has("previous") and told.here is not None:
        return one(back_to(told.here, wanted, strictly=True))
    if parts.has("last", "past", "previous"):
        return one(back_to(told.anchor, wanted, strictly=True))
    if parts.has("this", "next"):
        ahead = on_to(told.anchor, wanted)
        this_week = week_of(told.anchor).first + timedelta(wanted)
        return one(ahead if parts.has("next") else this_week)
    if told.ahead and not re.search(r"[’']s?\b", parts.words):
        return one(on_to(told.anchor, wanted))
    return one(back_to(told.anchor, wanted))


def weekday_of_week(parts: Parts, told: Told) -> Meaning:
    """ "on Tuesday of last week", "next week on Friday", "Monday last week"."""
    wanted = parts.need("weekday")
    return one(week_of(told.anchor, direction(parts)).first + timedelta(wanted))


def weeks_ago_on(parts: Parts, told: Told) -> Meaning:
    """ "a week ago on Monday", "two weeks ago Tuesday": that weekday, so many weeks before the last one."""
    count = parts.count()
    if count is None:
        return Unknown("no telling how many weeks")
    last = back_to(told.anchor, parts.need("weekday"))
    weeks = count * (2 if parts.has("fortnight") else 1)
    return one(last - timedelta(weeks=weeks))


def into(parts: Parts, told: Told) -> Meaning:
    """ "overnight Wednesday and into Thursday", "the night from Saturday to Sunday", "late Sunday or early Monday"."""
    last = back_to(told.anchor, parts.need("weekday2"))
    first = parts.value("weekday")
    if first is not None and (last.weekday() - first) % 7 != 1:
        return None
    return night(last - DAY)


def night_of_weekday(parts: Parts, told: Told) -> Meaning:
    """ "Wednesday night", "overnight on Tuesday"."""
    strictly = parts.has("last")
    if told.ahead:
        return night(on_to(told.anchor, parts.need("weekday")))
    return night(back_to(told.anchor, parts.need("weekday"), strictly=strictly))


def nth_weekday(parts: Parts, told: Told) -> Meaning:
    """ "the first Friday of July", "the last Monday in March 2015", "the second Sunday of next month"."""
    wanted, which = parts.need("weekday"), parts.value("nth") or -1
    month, year = parts.value("month"), year_of(parts, told)
    if month is not None:
        within = month_last_past(month, year, told)
    else:
        within = whole_month(told.anchor.year, told.anchor.month + direction(parts))
    forward = on_to(within.first, wanted) + timedelta(weeks=which - 1)
    found = forward if which > 0 else back_to(within.last, wanted)
    return one(found) if within.first <= found <= within.last else None


def nth_weekday_of_this_month(parts: Parts, told: Told) -> Meaning:
    """ "the second Sunday", of the month of publication."""
    within, wanted = whole_month(told.anchor.year, told.anchor.month), parts.need("weekday")
    found = on_to(within.first, wanted) + timedelta(weeks=parts.need("nth") - 1)
    return one(found) if found <= within.last and (found <= told.anchor or told.ahead) else None


def habit(parts: Parts, told: Told) -> Meaning:
    """ "every Friday", "24 hours a day": no day in particular."""
    return Refused("a habit, not one day")
