"""When a report was published: every wording that says so, and the choice among them.

Nothing is guessed: a wording that can be read in two ways ("03/04/2021") is kept as evidence and not used,
and a time without a zone is only a day, because the same minute is another day elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Literal, NamedTuple

from tallystick.model import DateEvidence, Record

Precision = Literal["instant", "day"]

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january", "feb february", "mar march", "apr april", "may", "jun june",
            "jul july", "aug august", "sep sept september", "oct october", "nov november", "dec december",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
MONTH = "(?:" + "|".join(sorted(MONTHS, key=len, reverse=True)) + r")\b\.?"

ZONES = {
    "gmt": 0, "utc": 0, "z": 0, "bst": 60, "cet": 60, "cest": 120, "eet": 120, "eest": 180, "msk": 180,
    "est": -300, "edt": -240, "pst": -480, "pdt": -420,
}  # fmt: skip
"""Minutes east of Greenwich. Left out on purpose, because they name several zones or half a year each:
IST (Israel, India, Ireland), CST, AST, ET, PT, "local time"."""

_DAY = re.compile(r"(\d{4})[-/.]?(\d{2})[-/.]?(\d{2})")
_CLOCK = re.compile(
    r"(?:T|\s+|,\s*|\s+at\s+)(\d{1,2}):?(\d{2})(?::?(\d{2})(?:[.,]\d+)?)?\s*([ap]\.?m\.?)?\s*(.*)",
    re.IGNORECASE,
)
_ENGLISH_DAY = re.compile(
    rf"(?:[a-z]{{3,9}}\.?,?\s+)?(?:(?P<m1>{MONTH})\s+(?P<d1>\d{{1,2}})(?:st|nd|rd|th)?,?"
    rf"|(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?[\s-]+(?P<m2>{MONTH}),?)[\s-]+(?P<y>\d{{4}})",
    re.IGNORECASE,
)
_OFFSET = re.compile(r"(?:gmt|utc)?\s*([+\u2212-])(\d{1,2})(?::?(\d{2}))?", re.IGNORECASE)
_LONGEST = 80  # characters; "Wednesday, September 30, 2020 at 10:30:00 PM GMT+02:00" has 54
_NULL_DAYS = {date(1970, 1, 1)}  # what an empty clock field becomes when it is printed


class ReadDate(Record, frozen=True):
    """A wording, read."""

    at: datetime
    precision: Precision
    local_day: date
    """The calendar day as printed, before any change of zone."""


def zone_offset(wording: str) -> int | None:
    """Minutes east of Greenwich that a zone's wording means; None = not said, or not known which."""
    wording = wording.strip(" ()[]").lower().replace(".", "")
    if wording in ZONES:
        return ZONES[wording]
    if (found := _OFFSET.fullmatch(wording)) is None:
        return None
    minutes = int(found[2]) * 60 + int(found[3] or 0)
    return None if minutes > 14 * 60 else minutes * (1 if found[1] == "+" else -1)


def to_instant(day: date, hour: int, minute: int, second: int, offset: int) -> datetime | None:
    """The instant in UTC at which a clock with this offset shows this time; None = there is none."""
    try:
        local = datetime(day.year, day.month, day.day, hour, minute, second, tzinfo=timezone(timedelta(minutes=offset)))
        return local.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def day_start(day: date) -> datetime:
    """A day as the instant it is stored under: 00:00 UTC."""
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def read_date(wording: str) -> ReadDate | None:
    """Read a day or an instant; None = not understood, ambiguous, or the null value of some software.

    Understood: ISO 8601 (2021-01-14, 2021-01-14T10:30:00+02:00, 20210114T1030Z), 14 January 2021,
    Jan 14, 2021 10:30 GMT, Thu, 14 Jan 2021 10:30:00 +0000.
    """
    wording = wording.strip()
    if not wording or len(wording) > _LONGEST:
        return None
    if found := _DAY.match(wording):
        year, month, day = (int(part) for part in found.groups())
    elif found := _ENGLISH_DAY.match(wording):
        year = int(found["y"])
        month = MONTHS[(found["m1"] or found["m2"]).lower().rstrip(".")]
        day = int(found["d1"] or found["d2"])
    else:
        return None
    try:
        local_day = date(year, month, day)
    except ValueError:
        return None
    if year < 1900 or local_day in _NULL_DAYS:
        return None
    return _with_clock(local_day, wording[found.end() :])


def _with_clock(day: date, rest: str) -> ReadDate | None:
    """Add what follows the day: nothing, a time, a time with its zone."""
    if not rest.strip():
        return ReadDate(at=day_start(day), precision="day", local_day=day)
    if (clock := _CLOCK.fullmatch(rest)) is None:
        return None
    hour, minute, second = int(clock[1]), int(clock[2]), int(clock[3] or 0)
    if clock[4]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if clock[4].lower().startswith("p") else 0)
    if hour > 24 or minute > 59 or second > 60 or (hour == 24 and (minute or second)):
        return None
    offset = zone_offset(clock[5])
    if offset is None or hour == 24 or second == 60:
        return ReadDate(at=day_start(day), precision="day", local_day=day)
    at = to_instant(day, hour, minute, second, offset)
    return None if at is None else ReadDate(at=at, precision="instant", local_day=day)


def evidence(where: str, wording: str) -> DateEvidence:
    """One place that says when, read as far as it can be."""
    read = read_date(wording)
    if read is None:
        return DateEvidence(where=where, wording=wording[:_LONGEST], at=None, precision=None)
    return DateEvidence(where=where, wording=wording.strip(), at=read.at, precision=read.precision)


# ------------------------------------------------------------------------------------------- choice

ORDER: Sequence[str] = (
    "given",
    "json published_at",
    "meta article:published_time",
    "json-ld datePublished",
    "itemprop datePublished",
    "time pubdate",
    "meta",
    "time element",
    "feed",
    "modified",
)
"""Who is believed first. "meta" are the older names (dc.date, pubdate, …). "modified" is the last resort: it
bounds the publication from above, and nothing else is known."""

MODIFIED = frozenset(
    {"meta article:modified_time", "meta og:updated_time", "json-ld dateModified", "itemprop dateModified"}
)


class Chosen(NamedTuple):
    """The publication time of a report."""

    at: datetime | None
    precision: Precision | None


def choose(found: Iterable[DateEvidence]) -> Chosen:
    """The publication time that the evidence supports.

    Rule: the first readable wording in `ORDER`. If that is only a day, and a later one of the publication
    (not of a change) gives an instant on the same printed day, the instant is taken. `<time>` elements count
    only when all of them name one day, because pages print the times of other articles too.
    """
    ranked = [(rank, item) for item in found if item.at is not None and (rank := _rank(item.where)) is not None]
    ranked = _without_quarrelling_times(ranked)
    if not ranked:
        return Chosen(None, None)
    rank, first = min(ranked, key=lambda pair: pair[0])
    if first.precision == "day" and 0 < rank < len(ORDER) - 1:
        for later_rank, later in sorted(ranked, key=lambda pair: pair[0]):
            if later_rank < len(ORDER) - 1 and later.precision == "instant" and _day(later) == _day(first):
                return Chosen(later.at, "instant")
    return Chosen(first.at, first.precision)


def latest_change(found: Iterable[DateEvidence]) -> datetime | None:
    """The last instant at which the page says it was changed or published; None = it does not say."""
    return max((item.at for item in found if item.at and item.precision == "instant"), default=None)


def _rank(where: str) -> int | None:
    if where in MODIFIED:
        return len(ORDER) - 1
    if where in ORDER:
        return ORDER.index(where)
    return ORDER.index("meta") if where.startswith("meta ") else None


def _day(item: DateEvidence) -> date | None:
    read = read_date(item.wording)
    return read.local_day if read else None


def _without_quarrelling_times(ranked: list[tuple[int, DateEvidence]]) -> list[tuple[int, DateEvidence]]:
    times = ORDER.index("time element")
    days = {_day(item) for rank, item in ranked if rank == times}
    return ranked if len(days) < 2 else [pair for pair in ranked if pair[0] != times]
