"""Calendars: which days a feast, a date of the Islamic year or a day-and-month order mean.

The tables stand in `data/times.toml`. Lunar dates are those of the Umm al-Qura calendar (hijridate), and a day more,
because most countries wait for the new moon to be seen and some begin a day later; Easter is reckoned by dateutil, the
Jewish year by pyluach. Nothing here looks at a clock: the caller says up to which day a feast is to be past.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import msgspec
from dateutil.easter import EASTER_ORTHODOX, EASTER_WESTERN, easter
from hijridate import Hijri
from pyluach.dates import HebrewDate
from pyluach.hebrewcal import Year

from tallystick.model import Record

DATA = Path(__file__).parent / "data" / "times.toml"
Order = Literal["day", "month"]
"""Whether 3/4 is 3 April (day first) or March 4 (month first)."""

_HIJRI_YEARS = (1343, 1500)
"""What the table of the Umm al-Qura calendar covers: August 1924 to November 2077."""
_HEBREW_EPOCH = 3760


class Feast(Record, frozen=True, kw_only=True):
    """One day of the year, or a few, that has a name."""

    key: str
    """Its first name."""
    fixed: tuple[int, int] | None = None
    easter: int | None = None
    hijri: tuple[int, int] | None = None
    hebrew: tuple[int, int] | None = None
    nth: tuple[int, int, int] | None = None
    by_country: dict[str, tuple[int, int]] | None = None
    length: int = 1
    spread: bool = False
    """It falls on one of these days, and nobody can tell from the name on which."""


class Window(Record, frozen=True, kw_only=True):
    """The days on which something falls: its first day is between `first` and `latest`."""

    first: date
    latest: date

    @property
    def sure(self) -> bool:
        """Whether there is one such day."""
        return self.first == self.latest

    def moved(self, days: int) -> Window:
        """The same, so many days on."""
        return Window(first=self.first + timedelta(days), latest=self.latest + timedelta(days))


class Calendars:
    """Feasts, Islamic months and the order of day and month. Made by `load()`."""

    def __init__(self, data: dict[str, Any]) -> None:
        self.data = data
        self.feasts: dict[str, Feast] = {}
        for row in data["feast"]:
            fields = {key: value for key, value in row.items() if key != "names"}
            feast = msgspec.convert({"key": row["names"][0], **fields}, Feast)
            self.feasts |= dict.fromkeys(row["names"], feast)
        self._month_first = frozenset(data["countries"]["month_first"])
        self._orthodox = frozenset(data["countries"]["orthodox"])
        self._both = frozenset(data["countries"]["both_easters"])
        self._spread = int(data["reckoning"]["lunar_spread_days"])

    @classmethod
    @lru_cache(maxsize=1)
    def load(cls) -> Calendars:
        """The bundled tables."""
        return cls(tomllib.loads(DATA.read_text(encoding="utf-8")))

    def order(self, country: str | None) -> Order | None:
        """How that country writes 3/4; None where no country is given."""
        if country is None:
            return None
        return "month" if country in self._month_first else "day"

    def feast(self, name: str, year: int, *, country: str | None = None, rite: str | None = None) -> list[Window]:
        """When a feast begins in a Gregorian year; a lunar one may fall into it twice, or not at all.

        Args:
            rite: "orthodox" or "western", where the text says so.
        Returns:
            In the order of time. Empty where the name alone does not tell: a feast of a state that is not known,
            Easter in a country that keeps both.
        """
        feast = self.feasts[name]
        if feast.by_country is not None:
            day = feast.by_country.get(country or "")
            return [_window(date(year, *day))] if day else []
        if feast.hijri is not None:
            return list(self._hijri_in(year, *feast.hijri))
        if feast.hebrew is not None:
            return [_window(one) for one in _hebrew_in(year, *feast.hebrew)]
        if feast.easter is not None:
            return self._easter(year, feast.easter, country, rite)
        if feast.nth is not None:
            return [_window(_nth(year, *feast.nth))]
        first = date(year, *(feast.fixed or (1, 1)))
        return [Window(first=first, latest=first + timedelta(feast.length - 1 if feast.spread else 0))]

    def hijri(self, year: int, month: int, day: int) -> Window | None:
        """A date of the Islamic year; None outside of what the tables cover, or where there is no such day."""
        if not _HIJRI_YEARS[0] <= year <= _HIJRI_YEARS[1]:
            return None
        try:
            found = Hijri(year, month, day).to_gregorian()
        except ValueError:
            return None
        first = date(found.year, found.month, found.day)
        return Window(first=first, latest=first + timedelta(self._spread))

    def hijri_month(self, year: int, month: int) -> tuple[date, date] | None:
        """First and last day of an Islamic month by the civil calendar."""
        start = self.hijri(year, month, 1)
        following = self.hijri(year + month // 12, month % 12 + 1, 1)
        if start is None or following is None:
            return None
        return start.first, following.first - timedelta(1)

    def hijri_year_at(self, day: date) -> int:
        """The Islamic year that holds a day, give or take one."""
        return int((day.year + day.timetuple().tm_yday / 365.25 - 621.5643) * 1.030684)

    def _hijri_in(self, year: int, month: int, day: int) -> Iterator[Window]:
        about = self.hijri_year_at(date(year, 1, 1))
        for hijri_year in range(about - 1, about + 3):
            found = self.hijri(hijri_year, month, day)
            if found is not None and found.first.year == year:
                yield found

    def _easter(self, year: int, after: int, country: str | None, rite: str | None) -> list[Window]:
        western = easter(year, EASTER_WESTERN) + timedelta(after)
        eastern = easter(year, EASTER_ORTHODOX) + timedelta(after)
        if rite == "orthodox" or (rite is None and country in self._orthodox):
            return [_window(eastern)]
        if rite is None and country in self._both and western != eastern:
            return []
        return [_window(western)]


def _window(day: date) -> Window:
    return Window(first=day, latest=day)


def _nth(year: int, month: int, weekday: int, which: int) -> date:
    """The so-manieth weekday of a month; below 0 from its end."""
    if which > 0:
        first = date(year, month, 1)
        return first + timedelta((weekday - first.weekday()) % 7 + 7 * (which - 1))
    last = date(year + month // 12, month % 12 + 1, 1) - timedelta(1)
    return last - timedelta((last.weekday() - weekday) % 7 + 7 * (-which - 1))


def _hebrew_in(year: int, month: int, day: int) -> Iterator[date]:
    for hebrew_year in (year + _HEBREW_EPOCH, year + _HEBREW_EPOCH + 1):
        # In a leap year the feasts of Adar are kept in the second Adar, which is the thirteenth month.
        moved = 13 if month == 12 and Year(hebrew_year).leap else month
        found = HebrewDate(hebrew_year, moved, day).to_pydate()
        if found.year == year:
            yield found
