"""The events of a page as CSV, one row an event: what is not known is an empty cell, never a 0."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from tallystick.export import words
from tallystick.export.naming import parties, place_name, sharpest
from tallystick.model import Event

COLUMNS = (
    "id", "type", "role", "occurred_from", "occurred_to", "date_precision",
    "place", "admin1", "country", "latitude", "longitude", "place_precision",
    "initiators", "targets", "reports", "outlets", "named_origins", "disputed",
    "profile", "as_of", "killed_low", "killed_best", "killed_high", "wounded_low", "wounded_best", "wounded_high",
)  # fmt: skip


def events_sheet(events: Iterable[Event]) -> str:
    """A header and a row for each event."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")  # RFC 4180
    writer.writerow(COLUMNS)
    for event in events:
        writer.writerow([_safe(value) for value in _row(event)])
    return out.getvalue()


def _row(event: Event) -> list[object]:
    place = next(iter(sharpest(event.places)), None)
    killed, wounded = event.tally.killed, event.tally.wounded
    return [
        event.id, event.type, event.role, event.occurred_from, event.occurred_to, event.date_precision,
        place and place_name(place), place and place.admin1, place and place.country,
        place and place.latitude, place and place.longitude, place and place.precision,
        "; ".join(parties(event.initiators)), "; ".join(parties(event.targets)),
        len(event.reports), "; ".join(event.outlets), sum(origin.named for origin in event.origins),
        "yes" if event.disputes else "no",
        event.tally.profile, event.tally.as_of and event.tally.as_of.isoformat(),
        killed.low, killed.best, killed.high, wounded.low, wounded.best, wounded.high,
    ]  # fmt: skip


def _safe(value: object) -> str:
    """As text; what a spreadsheet would run as a formula begins with an apostrophe."""
    text = "" if value is None else words.shown(str(value))
    return f"'{text}" if text[:1] in ("=", "+", "@", "\t", "\r") or (text[:1] == "-" and not _is_number(text)) else text


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
