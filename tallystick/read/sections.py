"""Stretches of a report with a time of their own: the updates of a story, the entries of a live page.

A heading stands at the start of a line. Two kinds are known:

- a word and perhaps a time, closed by ":" or "]" or the line's end: "ORIGINAL ENTRY, JAN 13:",
  "UPDATED 10:30 GMT", "[Update: 14:20]", "Posted at 14:05"
- a time alone: "14:05 GMT:", "10.42am"; without zone, brackets or am/pm only where the text has two or more.

A day without a keyword ("13 January: ...") is no heading: it says when something happened, not when it was
written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal, NamedTuple

from tallystick.model import Section
from tallystick.read.dates import MONTH, MONTHS, day_start, to_instant, zone_offset

_ZONE = (
    r"(?:(?:GMT|UTC)(?:\s?[+-]\d{1,2}(?::?\d{2})?)?|[A-Z]{1,4}T|Z|MSK"
    r"|(?:[A-Z][a-z]+\s)?(?:local\s)?time|hrs|hours)\b"
)
_CLOCK = (
    r"(?:(?P<h>[01]?\d|2[0-3])[:.](?P<min>[0-5]\d)(?::[0-5]\d)?(?:\s?(?P<ap>(?i:[ap]\.?m)\b\.?))?"
    r"|(?P<h3>1[0-2]|0?[1-9])\s?(?P<ap3>(?i:[ap]\.?m)\b\.?)"
    r"|(?P<h4>[01]\d|2[0-3])(?P<min4>[0-5]\d)(?=\s?(?:GMT|UTC|Z\b|[A-Z]{2,3}T\b|hrs|hours|local)))"
)
_TIME = rf"(?:{_CLOCK}(?:\s?(?P<round>\()?(?P<zone>{_ZONE})(?(round)\)))?)"
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_WEEKDAY = r"(?:(?P<wd>(?i:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?i:day)?\b)\.?,?\s*)"
_DATE = (
    rf"(?:(?P<iso>\d{{4}}-\d{{2}}-\d{{2}})"
    rf"|(?P<m1>(?i:{MONTH}))\s?(?P<d1>\d{{1,2}})(?:st|nd|rd|th)?\b(?:,?\s(?P<y1>\d{{4}})\b)?"
    rf"|(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?\s(?P<m2>(?i:{MONTH}))(?:,?\s(?P<y2>\d{{4}})\b)?)"
)
_LINK = r"(?:\s*[,|@·]\s*|\s+(?i:at|on)\s+|\s*[-–—]\s+|\s+)"


def _named(pattern: str, suffix: str) -> str:
    """The same pattern with its group names made unique, so that it may stand twice in one expression."""
    pattern = re.sub(r"\?P<(\w+)>", rf"?P<\g<1>{suffix}>", pattern)
    return pattern.replace("(?(round)", f"(?(round{suffix})")


# "Jan 13", "Wednesday, 13 January 2021, 10:30 GMT", "10:30 GMT, Jan 13", "10.42am", "Thursday"
_WHEN = (
    rf"(?:{_named(_WEEKDAY, '_a')}?{_named(_DATE, '_a')}(?:{_LINK}{_named(_TIME, '_a')})?"
    rf"|{_named(_WEEKDAY, '_b')}?{_named(_TIME, '_b')}"
    rf"(?:{_LINK}{_named(_WEEKDAY, '_c')}?{_named(_DATE, '_b')})?"
    rf"|{_named(_WEEKDAY, '_d')})"
)
_WORD = (
    r"(?i:(?:(?:first|second|third|fourth|fifth|final|latest|last|new|live)\s)?updated?s?(?:\s\#?\d{1,2}(?!\d|[:.]\d))?"
    r"|(?:original|earlier|previous|first)\s(?:entry|post|posting|story|report|article|text|version|update)s?"
    r"|earlier(?!\son\b)|posted|published|first\spublished|last\supdated|correction|corrected)"
)
_OPEN = r"(?P<open>[\[(]\s*|\*{1,3}|_{2}|[•·▪■]\s*)?"
_STRONG_END = r"\s*(?:\*{1,3}\s*)?(?P<close>[:\])]|$)"
_END = r"(?:\s*(?:\*{1,3}\s*)?(?P<close>[:\])|]|$)|\s+(?P<dash>[-–—])(?:\s|$))"

_BETWEEN = r"(?:\s*[:,–—-]\s*|\s*(?=\()|\s+(?:(?i:at|on|as\sof)\s+)?)"

_WORDED = re.compile(
    rf"{_OPEN}(?P<label>(?P<word>{_WORD}){_BETWEEN}(?P<paren>\()?{_WHEN}(?(paren)\)))"
    rf"(?P<rest>{_END}|\s)"
)
_BARE_WORD = re.compile(rf"{_OPEN}(?P<label>(?P<word>{_WORD})){_STRONG_END}")
_STAMP = re.compile(rf"{_OPEN}(?P<label>{_WHEN})(?P<rest>{_END}|\s(?=[A-Z“\"‘']))")

_LONGEST = 120
"""Characters of a line looked at. The longest heading of the case table has 52."""
_LINE = re.compile(rf"^[^\S\n]*+(\S[^\n]{{0,{_LONGEST - 1}}})", re.MULTILINE)


class _Heading(NamedTuple):
    start: int
    label: str
    parts: dict[str, str]
    weak: bool
    """A bare time, which counts only beside others."""


def split_sections(
    text: str,
    published_at: datetime | None,
    *,
    precision: Literal["instant", "day"] | None = None,
    latest: datetime | None = None,
) -> tuple[Section, ...]:
    """Cut a text at its headings into sections that cover it exactly; one before the first has no label.

    Args:
        precision: Of `published_at`; None = a day if it is midnight UTC, else an instant.
        latest: The last change that the page tells of, where it is after `published_at`.
    Returns:
        No section for an empty text. A section's `published_at` is None where its heading says no more than
        the report does; it is never after the report's own time (or `latest`): a heading that would be is left
        without a time.
    """
    if not text:
        return ()
    headings = list(_headings(text))
    if not headings:
        return (Section(start=0, end=len(text)),)
    bound = _bound(published_at, precision, latest)
    starts = [heading.start for heading in headings]
    if not text[: starts[0]].strip():
        starts[0] = 0
    ends = [*starts[1:], len(text)]
    sections = [
        Section(start=start, end=end, label=heading.label, published_at=_when(heading.parts, published_at, bound))
        for heading, start, end in zip(headings, starts, ends, strict=True)
    ]
    if starts[0] > 0:
        sections.insert(0, Section(start=0, end=starts[0]))
    return tuple(sections)


def _headings(text: str) -> Iterator[_Heading]:
    found = [heading for start, line in _lines(text) if (heading := _heading(start, line))]
    stamps = sum(heading.weak for heading in found)
    return (heading for heading in found if not heading.weak or stamps > 1)


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """The beginning of every line that is not blank, with its offset; only "\\n" ends a line."""
    for found in _LINE.finditer(text):
        end = found.end()
        whole = end == len(text) or text[end] == "\n"
        yield found.start(1), found[1].rstrip() if whole else found[1] + "…"


def _heading(start: int, line: str) -> _Heading | None:
    if (found := _WORDED.match(line)) and _closed(found):
        return _Heading(start, _label(found), _parts(found), weak=False)
    if (found := _BARE_WORD.match(line)) and _whole_brackets(found):
        return _Heading(start, _label(found), {}, weak=False)
    if (found := _STAMP.match(line)) and _is_stamp(found):
        return _Heading(start, _label(found), _parts(found), weak=_is_weak(found))
    return None


def _closed(found: re.Match[str]) -> bool:
    """Does a heading with a word end as one?

    "UPDATE 1500 GMT The ministry said" has no mark, but capitals; "Updated 14 January figures show" has
    neither.
    """
    if not _whole_brackets(found):
        return False
    return found["close"] is not None or found["dash"] is not None or found["word"].isupper()


def _whole_brackets(found: re.Match[str]) -> bool:
    """A heading that opens a bracket closes it, and a lone ")" closes nothing."""
    opened = (found["open"] or "").strip()
    close = found["close"]
    if opened == "[":
        return close in ("]", ":")
    if opened == "(":
        return close in (")", ":")
    return close not in ("]", ")")


def _is_stamp(found: re.Match[str]) -> bool:
    """Is a time at the start of a line the stamp of a live page?

    "10:30 GMT on Tuesday saw the first blast" goes on in small letters; "13 January: …" has no time of day;
    "14:05 Police" without a zone may be anything, so without a mark a zone or am/pm is needed.
    """
    parts = _parts(found)
    if not _whole_brackets(found) or not {"h", "h3", "h4"} & parts.keys():
        return False
    marked = found["close"] is not None or found["dash"] is not None
    return marked or "zone" in parts


def _is_weak(found: re.Match[str]) -> bool:
    parts = _parts(found)
    sure = parts.keys() & {"zone", "ap", "ap3", "m1", "m2", "iso"} or found["open"]
    return not sure


def _label(found: re.Match[str]) -> str:
    return found["label"].strip(" \t*_,-–—")


def _parts(found: re.Match[str]) -> dict[str, str]:
    """The named parts of the time, with the suffixes of `_named` taken off."""
    return {
        name.rpartition("_")[0]: value
        for name, value in found.groupdict().items()
        if value is not None and name[-2:] in ("_a", "_b", "_c", "_d")
    }


# ---------------------------------------------------------------------------------------- its time


def _bound(published_at: datetime | None, precision: str | None, latest: datetime | None) -> datetime | None:
    """The instant after which no section can lie: a day lasts until its end."""
    if published_at is None:
        return latest
    midnight = published_at.astimezone(UTC).time() == time(0)
    whole_day = precision == "day" or (precision is None and midnight)
    end = published_at + timedelta(days=1, microseconds=-1) if whole_day else published_at
    return max(end, latest) if latest else end


def _when(parts: dict[str, str], published_at: datetime | None, bound: datetime | None) -> datetime | None:
    """The time that a heading's parts tell, or None; see `split_sections`."""
    if not parts:
        return None
    own = _safe_day(published_at)
    says_day = parts.keys() & {"iso", "m1", "m2", "wd"}
    day = _day(parts, bound) if says_day else own
    if day is None:
        return None
    at = _clock(parts, day)
    if at is None and (not says_day or day == own):
        return published_at if says_day else None
    at = at or day_start(day)
    return None if bound is not None and at > bound else at


def _safe_day(at: datetime | None) -> date | None:
    return at.astimezone(UTC).date() if at else None


def _day(parts: dict[str, str], bound: datetime | None) -> date | None:
    """The calendar day; a missing year is the one that puts it nearest to the report, and never after it."""
    last = _safe_day(bound)
    try:
        if "iso" in parts:
            return date.fromisoformat(parts["iso"])
        if "m1" not in parts and "m2" not in parts:
            return _weekday(parts["wd"], last)
        month = MONTHS[(parts.get("m1") or parts["m2"]).lower().rstrip(".")]
        day = int(parts.get("d1") or parts["d2"])
        if year := parts.get("y1") or parts.get("y2"):
            return date(int(year), month, day)
    except ValueError:
        return None
    return _nearest(month, day, last) if last else None


def _nearest(month: int, day: int, last: date) -> date | None:
    """ "DEC 30" under a report of 2 January is last year's; "JAN 14" under one of 13 January is nobody's."""
    candidates = []
    for year in (last.year - 1, last.year, last.year + 1):
        try:
            candidates.append(date(year, month, day))
        except ValueError:
            continue
    nearest = min(candidates, key=lambda each: abs((each - last).days), default=None)
    return nearest if nearest and nearest <= last else None


def _weekday(wording: str, last: date | None) -> date | None:
    index = next(n for n, name in enumerate(_WEEKDAYS) if name.startswith(wording.lower()[:3]))
    return last - timedelta(days=(last.weekday() - index) % 7) if last else None


def _clock(parts: dict[str, str], day: date) -> datetime | None:
    """The instant, where the heading gives a time of day with a zone that is known; else None."""
    offset = zone_offset(parts["zone"]) if "zone" in parts else None
    hours = parts.get("h") or parts.get("h3") or parts.get("h4")
    if offset is None or hours is None:
        return None
    hour, minute = int(hours), int(parts.get("min") or parts.get("min4") or 0)
    if half := parts.get("ap") or parts.get("ap3"):
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half[0] in "pP" else 0)
    return to_instant(day, hour, minute, 0, offset)
