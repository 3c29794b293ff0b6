"""Days told from other days: "yesterday", "overnight", "five days later", "the same evening", "two weeks ago"."""

from __future__ import annotations

from datetime import date, timedelta

from tallystick.extract.times.parts import (
    DAY,
    HOURS,
    Days,
    Meaning,
    Parts,
    Told,
    Unknown,
    months_on,
    night,
    not_to_come,
    one,
    step,
    week_of,
    whole_month,
    whole_year,
)


def today(parts: Parts, told: Told) -> Meaning:
    """ "today", "this morning", "tonight"."""
    return one(told.anchor)


def yesterday(parts: Parts, told: Told) -> Meaning:
    """ "yesterday", "the day before yesterday"."""
    day = told.anchor - timedelta(2 if parts.has("before") else 1)
    return night(day) if parts.has("NIGHT") else one(day)


def tomorrow(parts: Parts, told: Told) -> Meaning:
    """ "tomorrow", "the day after tomorrow": the words look ahead themselves."""
    return one(told.anchor + timedelta(2 if parts.has("after") else 1))


def overnight(parts: Parts, told: Told) -> Meaning:
    """ "overnight", "last night", "during the night": the night that ends on the day of publication."""
    return night(told.anchor - DAY)


def clock(parts: Parts, told: Told) -> Meaning:
    """ "just before noon" with no day: the day told before, else the day of publication."""
    return one(told.before if told.before is not None else told.anchor)


# ------------------------------------------------------------------------- told from another day


def ago(parts: Parts, told: Told) -> Meaning:
    """ "two days ago", "a week ago": as sharp as the unit."""
    if parts.of("n2"):
        day: date | None = told.anchor
        for count, unit in (("n", "unit"), ("n2", "unit2"), ("n3", "unit3")):
            if parts.of(count) and day is not None:
                day = step(day, -(parts.count(count) or 0), parts.word(unit))
        return one(day) if day is not None else None
    return _at_distance(parts, told.anchor, -1)


def _at_distance(parts: Parts, start: date, sign: int) -> Meaning:
    count, unit = parts.count(), parts.word("unit")
    if count is None:
        return Unknown(f"no telling how many {unit}s")
    if unit in HOURS:
        if sign > 0 or unit == "minute" or count < 12:
            return one(start)
        return Days(start - timedelta(days=-(-count // 24)), start, "days")
    day = step(start, sign * count, unit)
    if day is None:
        return None
    if unit in {"day", "night"}:
        return one(day)
    if unit in {"week", "fortnight"}:
        return week_of(day)
    if unit == "month":
        return whole_month(day.year, day.month)
    return (
        whole_year(day.year) if unit == "year" else Days(date(day.year - 2, 1, 1), date(day.year + 2, 12, 31), "year")
    )


def from_now(parts: Parts, told: Told) -> Meaning:
    """ "two weeks from now", "three days hence"."""
    day = step(told.anchor, parts.count() or 0, parts.word("unit"))
    return one(day) if day is not None else None


def later(parts: Parts, told: Told) -> Meaning:
    """ "five days later", "a day earlier", "the next morning": from the day told before, not from publication."""
    if not parts.of("n") and any(token.text.lower() in {"days", "weeks", "months", "years"} for token in parts.tokens):
        return Unknown("no telling how many days")
    back = parts.has("earlier", "before", "previous")
    unit = parts.word("unit") or "day"
    count = parts.count() if parts.of("n") else 1
    if count is None or unit in HOURS:
        return Unknown(f"no telling how many {unit}s" if count is None else "hours do not tell the day")
    if unit in {"month", "year"} and (told.period or told.before):
        base = told.period or one(told.before or told.anchor)
        there = months_on(base.first, (-1 if back else 1) * count * (12 if unit == "year" else 1))
        days = (
            whole_year(there.year)
            if unit == "year" and base.precision == "year"
            else whole_month(there.year, there.month)
        )
        return not_to_come(days, told)
    if told.before is None:
        if parts.has("next", "following") and unit in {"week", "month", "year"}:
            return None  # "the coming week": told from now
        return Unknown("the day that it is told from is not known") if unit != "year" else None
    day = step(told.before, -count if back else count, unit)
    if day is None:
        return None
    return not_to_come(night(day) if parts.has("NIGHT") and not parts.of("n") else one(day), told)


def after_something(parts: Parts, told: Told) -> Meaning:
    """ "a week after 44 died in X": the day of what came before, which the words do not name.

    "On Sunday, two days after a patrol was hit": where a day stands just before it, the other is told from it.
    """
    count, unit = parts.count() if parts.of("n") or parts.has("the") else None, parts.word("unit")
    if told.here is not None and count is not None and unit in {"day", "week"} and _apposed(parts):
        return one(step(told.here, -count if parts.has("after") else count, unit) or told.here)
    return Unknown("the words do not tell the day of what came before or after")


def _apposed(parts: Parts) -> bool:
    return parts.tokens[0].kind == ","


def vague(parts: Parts, told: Told) -> Meaning:
    """ "days later", "six days into": an expression of time without a day."""
    return Unknown("no telling how long")


def recent(parts: Parts, told: Told) -> Meaning:
    """ "in recent days", "in the last few weeks": nobody can tell since when, but up to the day of publication."""
    return Unknown("no telling since when", until=told.anchor)


def nth_day_of(parts: Parts, told: Told) -> Meaning:
    """ "on the third day of the offensive": its first day is not in the words."""
    return Unknown("the words do not tell its first day")


def same_day(parts: Parts, told: Told) -> Meaning:
    """ "the same evening", "later in the day", "that night": the day told before."""
    if told.before is None:
        return Unknown("the day that it is told from is not known")
    return night(told.before) if parts.has("NIGHT") else one(told.before)


def years_before(parts: Parts, told: Told) -> Meaning:
    """ "in May 2014, and a year before that": the same month, a year back."""
    count = parts.count() if parts.of("n") else 1
    base = told.period or (one(told.before) if told.before else None)
    if base is None or count is None:
        return Unknown("the day that it is told from is not known")
    if base.precision == "year":
        return whole_year(base.first.year - count)
    return whole_month(base.first.year - count, base.first.month)


def in_a_row(parts: Parts, told: Told) -> Meaning:
    """ "for the third day running", "for three days in a row": up to the sentence's day or publication."""
    end = told.here or told.anchor
    count = parts.value("n") or 1
    if parts.has("NIGHT") or parts.word("unit") == "night":
        return Days(end - timedelta(count), end, "days")
    if parts.word("unit") == "week":
        return Days(end - timedelta(weeks=count) + DAY, end, "month")
    return Days(end - timedelta(count - 1), end, "days" if count > 1 else "day")
