"""Feasts and the Islamic year: "on Christmas Day", "the third day of Eid al-Fitr", "15 Ramadan 1443".

A lunar date is one of two days: which, depends on where the new moon was seen.
"""

from __future__ import annotations

from datetime import date, timedelta

from tallystick.extract.times.parts import (
    DAY,
    Days,
    Meaning,
    Parts,
    Told,
    Unknown,
    capped,
    week_of,
    year_of,
)
from tallystick.reference.calendars import Calendars


def feast(parts: Parts, told: Told) -> Meaning:
    """ "on Christmas Day", "the third day of Eid al-Fitr", "the eve of Ashura", "Easter Sunday 2019".

    A lunar feast begins on one of two days: which, depends on where the new moon was seen.
    """
    calendars = Calendars.load()
    name = next(token.value for token in parts.tokens if token.kind == "FEAST")
    found = calendars.feasts[name]
    rite = "orthodox" if parts.has("orthodox") else "western" if parts.has("catholic") else None
    year = year_of(parts, told)
    if rite == "orthodox" and name.startswith("christmas"):
        name, found = "orthodox christmas", calendars.feasts["orthodox christmas"]
    years = [year] if year is not None else range(told.anchor.year - 2, told.anchor.year + 2)
    windows = [one for y in years for one in calendars.feast(name, y, country=told.country, rite=rite)]
    if not windows:
        return Unknown(f"{found.key} is kept on different days, and the country is not known to keep one of them")
    past = [one for one in windows if one.first <= told.anchor]
    coming = [one for one in windows if one.first >= told.anchor]
    if year is None and (parts.has("next") or (told.ahead and coming)):
        windows = coming[:1]
    elif year is None:
        windows = past[-2:-1] if parts.has("last") and past and past[-1].first == told.anchor else past[-1:]
    if not windows:
        return None
    window = windows[0]
    first, latest = window.first, window.latest
    nth = parts.value("nth") or (found.length if parts.of("nth") else None)
    if parts.has("eve") or (parts.has("NIGHT") and found.hebrew is not None and nth in {None, 1}):
        first, latest = first - DAY, latest - (DAY if parts.has("eve") else timedelta(0))
        return Days(first, latest, "night") if parts.has("NIGHT") else _window_days(first, latest)
    if nth is not None:
        return _window_days(first + timedelta(nth - 1), latest + timedelta(nth - 1))
    if parts.has("weekend"):
        monday = week_of(first, -1 if first.weekday() == 0 else 0)
        end = first if first.weekday() == 0 else monday.last
        return Days(min(first, monday.first + timedelta(5)), end, "days")
    if found.length > 1 and not found.spread and (parts.of("over") or parts.has("holiday", "day")):
        return capped(_window_days(first, latest + timedelta(found.length - 1)), told)
    return _window_days(first, latest)


def _window_days(first: date, latest: date) -> Days:
    return Days(first, latest, "day" if first == latest else "days")


def hijri_date(parts: Parts, told: Told) -> Meaning:
    """ "15 Ramadan 1443", "the 10th of Muharram": by the civil calendar, or a day later by the moon."""
    calendars = Calendars.load()
    index, day, printed = parts.need("hijri"), parts.need("day"), parts.value("year")
    years = [printed] if printed is not None else [calendars.hijri_year_at(told.anchor) + on for on in (1, 0, -1, -2)]
    if printed is not None and printed > 1900:
        years = [calendars.hijri_year_at(date(printed, 1, 1)) + on for on in (2, 1, 0, -1)]
    for year in years:
        window = calendars.hijri(year, index, day)
        if window is None:
            continue
        fits_year = window.first.year == printed if printed is not None and printed > 1900 else True
        if fits_year and (printed is not None or window.first <= told.anchor):
            return _window_days(window.first, window.latest)
    return None


def hijri_month(parts: Parts, told: Told) -> Meaning:
    """ "during Ramadan", "in Shawwal 1441", "since the start of Ramadan"."""
    calendars = Calendars.load()
    index, printed = parts.need("hijri"), parts.value("year")
    about = calendars.hijri_year_at(told.anchor)
    years = [printed] if printed is not None and printed < 1900 else [about + on for on in (1, 0, -1, -2)]
    if printed is not None and printed > 1900:
        years = [calendars.hijri_year_at(date(printed, 1, 1)) + on for on in (2, 1, 0, -1)]
    found = [days for year in years if (days := calendars.hijri_month(year, index))]
    if printed is not None and printed > 1900:
        found = [days for days in found if days[0].year == printed]
    elif printed is None:
        found = [days for days in found if days[0] <= told.anchor]
        if parts.has("last") and found and found[0][1] >= told.anchor:
            found = found[1:]
    if not found:
        return None
    first, last = found[0]
    if parts.of("nth") and parts.word("unit") == "week":
        nth = parts.value("nth")
        first = first + timedelta(weeks=nth - 1) if nth is not None else last - timedelta(6)
        return Days(first, first + timedelta(6), "week")
    if parts.has("eve"):
        return Days(first - DAY, first, "days")
    whole = Days(first, last, "month")
    if parts.has("early", "start"):
        return Days(first, first + timedelta(9), "week")
    if parts.has("end", "late"):
        return Days(last - timedelta(9), last, "week")
    return capped(whole, told)
