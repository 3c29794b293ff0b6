"""What the times of a report are told from: the day of each section, in the zone of the place, and the outlet's habits.

"On Wednesday" in a report filed at 22:30 UTC is Thursday's Wednesday in Damascus already. Therefore the instant of
publication is turned into the day at the place that the report tells of. What is dated to the day only stays that day.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from spacy.tokens import Doc, Span

from tallystick.extract.when import Setting, When, read_times
from tallystick.extract.where import Where
from tallystick.model import Report, Section
from tallystick.reference.calendars import Calendars, Order
from tallystick.reference.places import Gazetteer
from tallystick.reference.sources import Registry
from tallystick.text.english import text_of

_SHARP = frozenset({"site", "town", "near", "district", "province"})
_FIGURES = re.compile(r"(?<![\d/.-])([0-3]?\d)[./-]([0-3]?\d)[./-](?:19|20)\d\d(?![\d/])")
_CC = re.compile(r"https?://[^/:?#]+\.([a-z]{2})(?:[/:?#]|$)", re.I)
_NO_COUNTRY = frozenset({"eu", "io", "co", "tv", "me", "ai", "fm", "am", "ly"})
"""Country domains that outlets of the whole world use."""


class Anchors:
    """The day of publication of every stretch of one report, and what decides on dates in figures and on feasts."""

    def __init__(self, report: Report, *, zone: str | None = None, setting: Setting | None = None) -> None:
        """Args:
        zone: IANA name of the zone of the place; None = not known, then days are those of UTC.
        """
        self.report, self.zone = report, _zone(zone)
        self.setting = setting or Setting()

    @classmethod
    def of(
        cls, report: Report, places: Iterable[Where], country: str | None, *, gazetteer: Gazetteer, registry: Registry
    ) -> Anchors:
        """From what the report says of places, and who publishes it.

        Args:
            places: all places named, in text order.
            country: where most of it happens.
        """
        setting = Setting(country=country, order=_order(report, country, registry))
        return cls(report, zone=_zone_of(report, places, gazetteer), setting=setting)

    def section(self, offset: int) -> Section | None:
        """The section that holds a character."""
        return next((s for s in self.report.sections if s.start <= offset < s.end), None)

    def said_at(self, offset: int) -> datetime | None:
        """When that stretch was published."""
        section = self.section(offset)
        return section.published_at if section is not None and section.published_at else self.report.published_at

    def day(self, offset: int) -> date | None:
        """The day of that, where the report's events happened."""
        said_at = self.said_at(offset)
        return self._local(said_at) if said_at is not None else None

    @property
    def published(self) -> date | None:
        """The day of the report as a whole."""
        return self._local(self.report.published_at) if self.report.published_at is not None else None

    def _local(self, at: datetime) -> date:
        dated_to_the_day = at.astimezone(UTC).time() == time(0) and (
            self.report.published_precision != "instant" or at != self.report.published_at
        )
        return at.date() if self.zone is None or dated_to_the_day else at.astimezone(self.zone).date()

    def sentences(self, doc: Doc) -> Iterator[tuple[Span, list[When]]]:
        """Every sentence with its expressions of time, each told from the days before it."""
        told: date | None = None
        for sentence in doc.sents:
            if text_of(sentence).isspace():
                continue
            start, end = sentence.start_char, sentence.end_char
            times = read_times(self.report.text, self.day(start), start=start, end=end, told=told, setting=self.setting)
            yield sentence, times
            days = [w for w in times if w.first is not None and not w.refused and w.precision in {"day", "night"}]
            told = days[-1].first if days else told


@lru_cache(maxsize=256)
def _zone(name: str | None) -> ZoneInfo | None:
    try:
        return ZoneInfo(name) if name is not None else None
    except (ZoneInfoNotFoundError, ValueError):
        return None


def _zone_of(report: Report, places: Iterable[Where], gazetteer: Gazetteer) -> str | None:
    """The zone of most places where something is said to have happened; not asked for where no instant is known."""
    if report.published_precision != "instant" and not any(s.published_at for s in report.sections):
        return None
    here = [where for where in places if where.happened]
    sharp = [where for where in here if where.place.precision in _SHARP]
    zones = Counter(zone for where in sharp or here if (zone := gazetteer.zone_of(where.place)) is not None)
    return zones.most_common(1)[0][0] if zones else None


def _order(report: Report, country: str | None, registry: Registry) -> Order | None:
    """How the outlet writes 3/4: as its other dates show, else as its country does; on the United States as they do."""
    shown = {
        "day" if int(one) > 12 else "month"
        for one, two in _FIGURES.findall(report.text)
        if (int(one) > 12) != (int(two) > 12)
    }
    if len(shown) == 1:
        return "day" if "day" in shown else "month"
    outlet = registry.source(report.outlet) if report.outlet else None
    based = outlet.country if outlet is not None else None
    domain = _CC.match(report.url or "")
    if based is None and domain is not None and domain.group(1).lower() not in _NO_COUNTRY:
        based = {"uk": "GB"}.get(domain.group(1).lower(), domain.group(1).upper())
    return Calendars.load().order(based or ("US" if country == "US" else None))
