"""Microsoft's Recognizers-Text, of its two readings the one in the past where there is one.

Where it is installed (dependency group `quality`). Ends of ranges are the first day after in its convention, and are
taken back by a day; what is open ("since April") ends with the day of publication.
"""

from __future__ import annotations

import importlib.util
import warnings
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from bench.baselines.dateparser_times import Found
from bench.corpora import Document, Output
from bench.readers import with_times

INSTALLED = importlib.util.find_spec("ms_recognizers_date_time") is not None


def find(text: str, published: date | None) -> Iterator[Found]:
    """Start, end, first and last day of what it finds, in text order."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from ms_recognizers_date_time import recognize_datetime

        anchor = datetime.combine(published or date(9999, 1, 1), time(12))
        results = recognize_datetime(text, "en-us", reference=anchor)
    for one in results:
        days = [found for value in (one.resolution or {}).get("values", ()) if (found := _days(value, anchor.date()))]
        past = [found for found in days if found[0] <= anchor.date()]
        chosen = (past or days or [None])[-1]
        first, last = (day.isoformat() for day in chosen) if chosen else (None, None)
        yield one.start, one.end + 1, first, last


def _days(value: dict[str, Any], anchor: date) -> tuple[date, date] | None:
    try:
        if value["type"] in {"date", "datetime"}:
            day = date.fromisoformat(value["value"][:10])
            return day, day
        if value.get("Mod") == "since" and "start" in value:
            return date.fromisoformat(value["start"][:10]), anchor
        if value["type"] in {"daterange", "datetimerange"} and "start" in value and "end" in value:
            first, end = date.fromisoformat(value["start"][:10]), date.fromisoformat(value["end"][:10])
            return first, max(first, end - timedelta(1) if value["type"] == "daterange" else end)
    except (KeyError, ValueError):
        pass
    return None


def read(document: Document) -> Output:
    """One document of recognizers-text."""
    published = document["published_at"]
    return with_times(document, find(document["text"], date.fromisoformat(published[:10]) if published else None))
