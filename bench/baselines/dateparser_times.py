"""dateparser's search for dates in text, told the day of publication and to prefer the past.

It gives one instant for every expression; a whole month or year where its parser says that no day was named.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from datetime import date, datetime, time

from bench.corpora import Document, Output
from bench.readers import with_times
from tallystick.extract.times.parts import whole_month, whole_year

INSTALLED = importlib.util.find_spec("dateparser") is not None
Found = tuple[int, int, str | None, str | None]


def find(text: str, published: date | None) -> Iterator[Found]:
    """Start, end, first and last day of what it finds, in text order."""
    import dateparser.search
    from dateparser.date import DateDataParser

    settings = {"PREFER_DATES_FROM": "past", "RETURN_AS_TIMEZONE_AWARE": False}
    if published is not None:
        settings["RELATIVE_BASE"] = datetime.combine(published, time(12))
    at = 0
    for words, instant in dateparser.search.search_dates(text, languages=["en"], settings=settings) or ():
        start = text.find(words, at)
        if start < 0:
            continue
        at = start + len(words)
        period = DateDataParser(languages=["en"], settings=settings).get_date_data(words).period
        first = last = instant.date()
        if period == "month":
            first, last, _ = whole_month(first.year, first.month)
        elif period == "year":
            first, last, _ = whole_year(first.year)
        yield start, at, first.isoformat(), last.isoformat()


def read(document: Document) -> Output:
    """One document of recognizers-text."""
    published = document["published_at"]
    return with_times(document, find(document["text"], date.fromisoformat(published[:10]) if published else None))
