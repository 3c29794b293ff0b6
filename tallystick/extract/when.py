"""Days: expressions of time in news, resolved to a first and a last day.

News looks back: "Wednesday" is the last one up to the day of publication, "in May" the last May. An expression is
resolved against its anchor, the day on which its section was published, or against the day told before it
("five days later", "the same evening"). What cannot be resolved stays unknown; nothing falls back to the day of
publication. A night is two days (UCDP's own practice: 72 of 107 spans with date_prec 2 are one night), except
where the words name the one day whose small hours they mean ("in the early hours of Wednesday").

Rules are tried in the order of `_RULES`; the first that matches a stretch of text takes it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from tallystick.model import DatePrecision
from tallystick.text.numerals import number

_MONTHS = {
    name: index
    for index, names in enumerate(
        (("january", "jan"), ("february", "feb"), ("march", "mar"), ("april", "apr"), ("may",), ("june", "jun"),
         ("july", "jul"), ("august", "aug"), ("september", "sept", "sep"), ("october", "oct"), ("november", "nov"),
         ("december", "dec")), start=1)
    for name in names
}  # fmt: skip
_WEEKDAYS = {
    name: index
    for index, names in enumerate(
        (("monday", "mon"), ("tuesday", "tues", "tue"), ("wednesday", "wed"), ("thursday", "thurs", "thur", "thu"),
         ("friday", "fri"), ("saturday", "sat"), ("sunday", "sun")))
    for name in names
}  # fmt: skip
_M = rf"(?P<month>{'|'.join(sorted(_MONTHS, key=len, reverse=True))})\.?"
_W = r"(?P<weekday>monday|tuesday|wednesday|thursday|friday|saturday|sunday)"
_D = r"(?P<day>[0-3]?\d)(?:st|nd|rd|th)?"
_Y = r"(?P<year>(?:19|20)\d\d)"
_N = r"(?P<n>\d+|a|an|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fourteen|fifteen|twenty|thirty|several|a\s+few|a\s+couple\s+of|few|couple\s+of)"
_N_HOURS = r"(?P<n>\d\d?|several|a\s+few|few|twelve|twenty-four|thirty-six|forty-eight|seventy-two)"
_UNIT = r"(?P<unit>day|night|week|month|year|hour|minute)s?"
_EARLY = r"(?:the\s+)?(?:early\s+(?:hours|morning)(?:\s+hours)?|small\s+hours|pre-?dawn\s+hours|dawn)"
_HOLIDAYS = {"christmas day": (12, 25), "christmas eve": (12, 24), "boxing day": (12, 26), "new year's day": (1, 1),
             "new year’s day": (1, 1), "new year's eve": (12, 31), "new year’s eve": (12, 31), "christmas": (12, 25),
             "valentine's day": (2, 14), "halloween": (10, 31), "independence day": (7, 4), "fourth of july": (7, 4)}  # fmt: skip


@dataclass(frozen=True, slots=True)
class When:
    """One expression of time and the days that it means."""

    start: int
    end: int
    wording: str
    first: date | None
    last: date | None
    precision: DatePrecision
    rule: str
    anchor: date | None
    since: bool = False
    """A period that runs up to the anchor: "since April", "in the past two weeks"."""
    full: bool = False
    """Day, month and year are all printed: such a date at the head of a text is its dateline."""
    hour: int | None = None
    """The hour of the clock printed with it, 0 to 23."""


Resolved = tuple[date | None, date | None, DatePrecision] | None
Rule = Callable[[re.Match[str], date, date | None], Resolved]


def find_times(
    text: str, anchor: date | None, *, start: int = 0, end: int | None = None, told: date | None = None
) -> list[When]:
    """The expressions of time between two characters, in text order.

    Args:
        anchor: the day of publication; None = unknown, then only full dates are resolved.
        told: the day told just before this stretch, for "five days later".
    """
    stop = len(text) if end is None else end
    found: list[When] = []
    taken: list[tuple[int, int]] = []
    for name, pattern, rule in _RULES:
        for match in pattern.finditer(text, start, stop):
            if any(a < match.end() and match.start() < b for a, b in taken):
                continue
            before = told
            earlier = [
                w for w in found if w.end <= match.start() and w.first is not None and w.precision in {"day", "night"}
            ]
            if earlier:
                before = max(earlier, key=lambda w: w.start).first
            if name == "years-before":  # "in May 2014, and a year before that": the May of the year before
                before = next((w.first for w in reversed(found) if w.end <= match.start() and w.first), told)
            resolved = _resolve(name, rule, match, anchor, before)
            if resolved is None:
                continue
            taken.append(match.span())
            first, last, precision = resolved
            wording = match.group(0)
            if _FULL_STOP.search(wording):
                wording = wording[:-1]
            found.append(
                When(match.start(), match.start() + len(wording), wording, first, last, precision, name, anchor,
                     since=name in {"since", "past-period", "so-far"},
                     full=bool(match.groupdict().get("year") and match.groupdict().get("day")) or name in {"iso", "numeric"},
                     hour=_hour_at(text, match))
            )  # fmt: skip
    return sorted(found, key=lambda when: when.start)


def _hour_at(text: str, match: re.Match[str]) -> int | None:
    """The hour of the clock in the words themselves or right beside them: "Sunday at 6 p.m.", "2 a.m. Sunday"."""
    beside = text[max(0, match.start() - 16) : match.end() + 24]
    hour = re.search(r"(?<![\d:])([01]?\d)(?::[0-5]\d)?\s*([ap])\.?\s?m\b", beside, re.I)
    if hour is None or int(hour.group(1)) > 12:
        return None
    return int(hour.group(1)) % 12 + (12 if hour.group(2).lower() == "p" else 0)


def _resolve(name: str, rule: Rule, match: re.Match[str], anchor: date | None, told: date | None) -> Resolved:
    try:
        if anchor is None:
            if name == "after-something":
                return None, None, "unknown"
            return rule(match, _NO_ANCHOR, told) if name in _ABSOLUTE and match.groupdict().get("year") else None
        return rule(match, anchor, told)
    except ValueError:  # 31 February and the like: the words name no day
        return None


_FULL_STOP = re.compile(r"(?:[a-z]{5,}|may|june|july|year|week|day)\.$", re.I)
"""A point that ends the sentence, where months may carry one of their own ("Dec.")."""
_NO_ANCHOR = date(9999, 12, 31)
_ABSOLUTE = frozenset({"day-month", "month-day", "month-year", "iso", "numeric", "night-of"})


# ------------------------------------------------------------------------------------------- rules


def _month_of(match: re.Match[str]) -> int:
    return _MONTHS[match["month"].lower().rstrip(".")]


def _past(year: str | None, month: int, day: int, anchor: date) -> date:
    """The day of that name last past; a day up to a week ahead is kept (a zone or a slip)."""
    if year:
        return date(int(year), month, day)
    this_year = date(anchor.year, month, day)
    return this_year if this_year <= anchor + timedelta(days=7) else date(anchor.year - 1, month, day)


def _full_date(match: re.Match[str], anchor: date, told: date | None) -> Resolved:
    day = _past(match["year"], _month_of(match), int(match["day"]), anchor)
    return day, day, "day"


def _iso(match: re.Match[str], anchor: date, told: date | None) -> Resolved:
    day = date.fromisoformat(match.group(0))
    return day, day, "day"


def _numeric(match: re.Match[str], anchor: date, told: date | None) -> Resolved:
    """ "05.02.2015": day first or month first, whichever can be; where both can, the one beside the anchor."""
    year, one, two = int(match["year"]), int(match["one"]), int(match["two"])
    readings = {date(year, m, d) for d, m in ((one, two), (two, one)) if 1 <= m <= 12 and 1 <= d <= 31}
    if len(readings) > 1 and anchor != _NO_ANCHOR:
        readings = {day for day in readings if abs((day - anchor).days) <= 7}
    if len(readings) != 1:
        return None
    day = readings.pop()
    return day, day, "day"


def _day_range(match: re.Match[str], anchor: date, told: date | None) -> Resolved:
    first = _past(match["year"], _month_of(match), int(match["day"]), anchor)
    last = first.replace(day=int(match["day2"]))
    if last < first:
        return None
    return first, last, "night" if "night" in match.group(0).lower() and last - first == timedelta(1) else "days"


def _weekday_before(anchor: date, weekday: int, *, strictly: bool = False) -> date:
    back = (anchor.weekday() - weekday) % 7
    return anchor - timedelta(days=back or (7 if strictly else 0))


def _weekday(match: re.Match[str], anchor: date, told: date | None) -> Resolved:
    words = match.group(0).lower()
    strictly = "last" in words or "previous" in words
    day = _weekday_before(anchor, _WEEKDAYS[match["weekday"].lower()], strictly=strictly)
    return day, day, "day"


def _week_ago_weekday(match: re.Match[str], anchor: date, told: date | None) -> Resolved:
    day = _weekday_before(anchor, _WEEKDAYS[match["weekday"].lower()])
    monday = anchor - timedelta(days=anchor.weekday())
    return (day - timedelta(7) if day >= monday else day,) * 2 + ("day",)  # type: ignore[return-value]


def _into(match: re.Match[str], anchor: date, told: date | None) -> Resolved:
    """ "overnight Wednesday and into Thursday", "the night of Tuesday to Wednesday"."""
    last = _weekday_before(anchor, _WEEKDAYS[match["weekday2"].lower()])
    return last - timedelta(1), last, "night"


def _overnight_weekday(match: re.Match[str], anchor: date, told: date | None) -> Resolved:
    day = _weekday_before(anchor, _WEEKDAYS[match["weekday"].lower()], strictly="last" in match.group(0).lower())
    return day, day + timedelta(1), "night"


def _night_of(match: re.Match[str], anchor: date, told: date | None) -> Resolved:
    day = _past(match["year"], _month_of(match), int(match["day"]), anchor)
    return day, day + timedelta(1), "night"


def _overnight(match: re.Match[str], anchor: date, told: date | None) -> Resolved:
    return anchor - timedelta(1), anchor, "night"


def _today(match: re.Match[str], anchor: date, told: date | None) -> Resolved:
    return anchor, anchor, "day"


def _yesterday(match: re.Match[str], anchor: date, told: date | None) -> Resolved:
    before = 2 if "before" in match.group(0).lower() else 1
    day = anchor - timedelta(days=before)
    return day, day, "day"


def _count(words: str) -> int | None:
    words = re.sub(r"\s+", " ", words.lower())
    return {"a": 1, "an": 1, "a couple of": 2, "couple of": 2}.get(words) or number(words)


def _ago(match: re.Match[str], anchor: date, told: date | None) -> Resolved:
    count, unit = _count(match["n"]), match["unit"].lower()
    if count is None:
        return None, None, "unknown"
    if unit in {"day", "night"}:
        day = anchor - timedelta(days=count)
        return day, day, "day"
    if unit in {"hour", "minute"}:
        return (anchor, anchor, "day") if unit == "minute" or count < 12 else (anchor - timedelta(1), anchor, "days")
    if unit == "week":
        day = anchor - timedelta(weeks=count)
        return day - timedelta(days=day.weekday()), day - timedelta(days=day.weekday() - 6), "week"
    if unit == "month":
        return _whole_month(*_months_back(anchor, count))
    return date(anchor.year - count, 1, 1), date(anchor.year - count, 12, 31), "year"


def _later(match: re.Match[str], anchor: date, told: date | None) -> Resolved:
    """ "five days later", "a day earlier": from the day told before, not from the day of publication."""
    groups = match.groupdict()
    words = match.group(0).lower()
    count = _count(groups["n"]) if groups.get("n") else 1
    unit = (groups.get("unit") or "day").lower()
    if told is None or count is None or unit not in {"day", "week", "night"}:
        return None if told is None and "later" in words else (None, None, "unknown")
    step = timedelta(days=count * (7 if unit == "week" else 1))
    back = bool(re.search(r"earlier|before|previous", words))
    day = told - step if back else told + step
    return (day, day, "day") if day <= anchor + timedelta(1) else None


def _after_something(match: re.Match[str], anchor: date, told: date | None) -> Resolved:
    """ "a week after 44 died in X": the day of what came before, which the words do not name."""
    return None, None, "unknown"


def _years_before(match: re.Match[str], anchor: date, told: date | None) -> Resolved:
    """ "in May 2014, and a year before that": the same month, a year back."""
    count = _count(match["n"])
    if told is None or count is None:
        return None, None, "unknown"
    return _whole_month(told.year - count, told.month)


def _same_day(match: re.Match[str], anchor: date, told: date | None) -> Resolved:
    return (told, told, "day") if told is not None else None


def _clock(match: re.Match[str], anchor: date, told: date | None) -> Resolved:
    """ "just before noon" with no day: the day told before, else the day of publication."""
    day = told if told is not None else anchor
    return day, day, "day"


def _hours(match: re.Match[str], anchor: date, told: date | None) -> Resolved:
    """ "in the past 24 hours": from the day before to the day of publication."""
    count = _count(match["n"])
    if count is None:
        return (anchor, anchor, "day") if match["n"].lower() in {"few", "a few", "several"} else None
    if count < 12:
        return (anchor, anchor, "day") if "past" in match.group(0).lower() or "last" in match.group(0).lower() else None
    return anchor - timedelta(days=-(-count // 24)), anchor, "days"


def _months_back(anchor: date, count: int) -> tuple[int, int]:
    months = anchor.year * 12 + anchor.month - 1 - count
    return months // 12, months % 12 + 1


def _whole_month(year: int, month: int) -> Resolved:
    following = date(year + month // 12, month % 12 + 1, 1)
    return date(year, month, 1), following - timedelta(1), "month"


def _month(match: re.Match[str], anchor: date, told: date | None) -> Resolved:
    month = _month_of(match)
    year = match["year"]
    words = match.group(0).lower()
    if year:
        whole = _whole_month(int(year), month)
    else:
        back = (
            anchor.year if month < anchor.month or (month == anchor.month and "last" not in words) else anchor.year - 1
        )
        whole = _whole_month(back, month)
    return _part_of(words, whole)


def _part_of(words: str, whole: Resolved) -> Resolved:
    """ "early", "mid" and "late" of a month are its thirds, of a year its quarters."""
    part = re.search(r"\b(early|mid|middle|late|start|beginning|end)\b", words)
    if part is None or whole is None or whole[0] is None or whole[1] is None:
        return whole
    first, last, precision = whole
    third = {"early": 0, "start": 0, "beginning": 0, "mid": 1, "middle": 1}.get(part.group(1), 2)
    if precision == "month":
        return (first, first.replace(day=10), "week") if third == 0 else (
            (first.replace(day=11), first.replace(day=20), "week") if third == 1 else (first.replace(day=20), last, "week")
        )  # fmt: skip
    months = ((1, 3), (5, 8), (10, 12))[third]
    whole_last = _whole_month(first.year, months[1])
    return date(first.year, months[0], 1), whole_last[1] if whole_last else last, "year"


def _season(match: re.Match[str], anchor: date, told: date | None) -> Resolved:
    """ "last summer": three months of the north, the last that are over or under way."""
    first_month = {"spring": 3, "summer": 6, "fall": 9, "autumn": 9, "winter": 12}[match["season"].lower()]
    year = anchor.year if date(anchor.year, first_month, 1) <= anchor else anchor.year - 1
    if match["year"]:
        year = int(match["year"])
    following = first_month + 2
    last = _whole_month(year + following // 13, (following - 1) % 12 + 1)
    return date(year, first_month, 1), last[1] if last else None, "month"


def _last_unit(match: re.Match[str], anchor: date, told: date | None) -> Resolved:
    unit = match["unit"].lower()
    this = match["which"].lower() in {"this", "earlier this", "later this"}
    if unit == "week":
        monday = anchor - timedelta(days=anchor.weekday() + (0 if this else 7))
        return monday, min(monday + timedelta(6), anchor) if this else monday + timedelta(6), "week"
    if unit == "month":
        if this:
            return date(anchor.year, anchor.month, 1), anchor, "month"
        return _whole_month(*_months_back(anchor, 1))
    if unit == "year":
        year = anchor.year if this else anchor.year - 1
        if this:
            return date(year, 1, 1), anchor, "year"
        return _part_of(match.group(0).lower(), (date(year, 1, 1), date(year, 12, 31), "year"))
    if unit == "night":
        return anchor - timedelta(1), anchor, "night"
    return None


def _weekend(match: re.Match[str], anchor: date, told: date | None) -> Resolved:
    saturday = _weekday_before(anchor, 5, strictly=anchor.weekday() == 5)
    if "last" in match.group(0).lower() and anchor.weekday() == 6:
        saturday -= timedelta(7)
    return saturday, saturday + timedelta(1), "days"


def _year(match: re.Match[str], anchor: date, told: date | None) -> Resolved:
    year = int(match["year"])
    if year > anchor.year:
        return None
    return _part_of(match.group(0).lower(), (date(year, 1, 1), date(year, 12, 31), "year"))


def _holiday(match: re.Match[str], anchor: date, told: date | None) -> Resolved:
    month, day = _HOLIDAYS[re.sub(r"\s+", " ", match["holiday"].lower())]
    when = _past(match["year"], month, day, anchor)
    if when > anchor:
        when = date(when.year - 1, month, day)
    return when, when, "day"


def _past_period(match: re.Match[str], anchor: date, told: date | None) -> Resolved:
    groups = match.groupdict()
    count = _count(groups["n"]) if groups.get("n") else 1
    unit = match["unit"].lower()
    if count is None or unit in {"hour", "minute"}:
        return (None, None, "unknown") if unit not in {"hour", "minute"} else (anchor - timedelta(1), anchor, "days")
    if unit in {"day", "night"}:
        return anchor - timedelta(days=count), anchor, "days"
    if unit == "week":
        return anchor - timedelta(weeks=count), anchor, "days" if count == 1 else "month"
    if unit == "month":
        year, month = _months_back(anchor, count)
        return date(year, month, min(anchor.day, 28)), anchor, "month"
    return date(anchor.year - count, anchor.month, min(anchor.day, 28)), anchor, "year"


def _since(match: re.Match[str], anchor: date, told: date | None) -> Resolved:
    """ "since April", "since 2011", "since Saturday", "began in March 2011": up to the anchor."""
    what = match["what"]
    inner = find_times(what, anchor, told=told) or find_times(f"in {what}", anchor, told=told)
    if not inner or inner[0].first is None:
        return None
    first = inner[0].first
    if re.search(r"\bmid", what, re.I):
        first = first.replace(day=15) if inner[0].precision == "week" else first.replace(month=7, day=1)
    span = (anchor - first).days
    if span < 0:
        return None
    precision: DatePrecision = "day" if span == 0 else "days" if span < 7 else "month" if span < 62 else "year"
    return first, anchor, precision


def _so_far(match: re.Match[str], anchor: date, told: date | None) -> Resolved:
    return date(anchor.year, 1, 1), anchor, "year"


def _plain(pattern: str) -> str:
    """The pattern without its named groups, to stand inside another."""
    return re.sub(r"\?P<\w+>", "?:", pattern)


def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-]){pattern}(?!\w)", re.I)


_YEAR_AFTER = r"(?:,?\s+(?P<year>(?:19|20)\d\d))?"
_PART = r"(?:\s+(?:morning|afternoon|evening|noon|at\s+(?:noon|dawn|dusk|midday)))?"
_ERA = r"(?:(?:the\s+)?(?:start|beginning|end|middle)\s+of\s+|early\s+(?:in\s+)?|late\s+(?:in\s+)?|mid[- ]?)?"
_BEGAN = r"(?:began|begun|started|erupted|broke\s+out|broken\s+out|starting|beginning)"
_PERIOD = (
    rf"(?:{_plain(_D)}\s+{_plain(_M)}(?:\s+(?:19|20)\d\d)?|{_plain(_M)}\s+{_plain(_D)}(?!\d|:)(?:,?\s+(?:19|20)\d\d)?"
    rf"|{_ERA}(?:last\s+)?{_plain(_M)}(?:,?\s+(?:of\s+)?(?:19|20)\d\d)?|{_ERA}(?:19|20)\d\d)"
)
_DAYNAME = r"(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?"
_CLOCK = (
    r"(?:(?:at|around|about|shortly|just|by|before|after|early|since|until|nearly|almost|approximately)\s+){1,3}"
    r"(?P<clock>(?P<hh>[01]?\d)(?::[0-5]\d)?\s*(?P<half>[ap])\.?\s?m\b\.?|noon|midday|midnight|dawn|sunrise|dusk|sunset)"
)
_RULES: tuple[tuple[str, re.Pattern[str], Rule], ...] = (
    ("since", _compiled(
        rf"(?:since|{_BEGAN}\s+(?:in|on))\s+(?P<what>{_PERIOD}|{_plain(_W)}(?:\s+(?:night|morning|evening))?|yesterday|last\s+(?:week|month|year|{_plain(_W)}))"
    ), _since),
    ("since", _compiled(rf"(?:since|{_BEGAN})\s(?:[\w’'-]+\s+){{1,12}}?in\s+(?P<what>{_ERA}{_plain(_M)}(?:,?\s+(?:of\s+)?(?:19|20)\d\d)?|{_ERA}(?:19|20)\d\d)"), _since),
    ("hours", _compiled(rf"(?:in|within|over|during|for)\s+(?:the\s+|a\s+)?(?:past\s+|last\s+|previous\s+|preceding\s+)?(?:less\s+than\s+|under\s+|about\s+|around\s+|nearly\s+|roughly\s+)?(?:a\s+)?{_N_HOURS}[- ]hours?(?!\s+(?:of\s+the|after|earlier|later|ago|a\s+day))"), _hours),
    ("hours", _compiled(rf"(?:(?:the\s+)?(?:past|last|previous)\s+{_N_HOURS}[- ]hours?|(?P<nb>24|48|72)\s+hours\s+of)(?!\s+(?:the\b|after|earlier|later|ago|a\s+day))"), lambda m, a, t: _hours(_Either(m, "n", "nb"), a, t)),  # type: ignore[arg-type]
    ("past-period", _compiled(rf"(?:(?:in|over|during|within|for)\s+)?(?:the\s+)?(?:past|last|previous)\s+{_N}\s+{_UNIT}"), _past_period),
    ("past-period", _compiled(rf"(?:in|over|during|within)\s+(?:the\s+)?(?:past|last)\s+{_UNIT}"), _past_period),
    ("past-period", _compiled(rf"in\s+(?:less|fewer)\s+than\s+{_N}\s+{_UNIT}"), _past_period),
    ("night-of", _compiled(rf"(?:the\s+)?night\s+of\s+{_D}\s*[-–/]\s*(?P<day2>[0-3]?\d)\s+{_M}{_YEAR_AFTER}"), _day_range),
    ("night-of", _compiled(rf"(?:the\s+)?night\s+(?:of|on)\s+{_D}\s+{_M}{_YEAR_AFTER}"), _night_of),
    ("night-of", _compiled(rf"(?:the\s+)?night\s+(?:of|on)\s+{_M}\s+{_D}{_YEAR_AFTER}"), _night_of),
    ("day-range", _compiled(rf"(?:(?:between|from)\s+)?{_D}\s*(?:-|–|to|and|until)\s*(?P<day2>[0-3]?\d)(?:st|nd|rd|th)?\s+{_M}{_YEAR_AFTER}"), _day_range),
    ("day-range", _compiled(rf"(?:(?:between|from)\s+)?{_M}\s+{_D}\s*(?:-|–|to|and|until)\s*(?P<day2>[0-3]?\d)(?:st|nd|rd|th)?(?!\d|\s*:){_YEAR_AFTER}"), _day_range),
    ("iso", _compiled(r"(?:19|20)\d\d-[01]\d-[0-3]\d"), _iso),
    ("numeric", _compiled(r"(?P<one>[0-3]?\d)(?P<mark>[./-])(?P<two>[0-3]?\d)(?P=mark)(?P<year>(?:19|20)\d\d)"), _numeric),
    ("day-month", _compiled(rf"(?:(?:on|dated)\s+)?(?:{_DAYNAME},?\s+)?(?:the\s+)?{_D}\s+(?:of\s+)?{_M}{_YEAR_AFTER}"), _full_date),
    ("month-day", _compiled(rf"(?:on\s+)?(?:{_DAYNAME},?\s+)?{_M}\s+{_D}(?!\d|:|,?\s*(?:people|civilians)){_YEAR_AFTER}"), _full_date),
    ("into", _compiled(rf"(?:overnight\s+|late\s+(?:on\s+)?|(?:the\s+)?night\s+(?:of|from|between)\s+)?{_W}(?:\s+night)?\s+(?:and\s+)?(?:in)?to\s+(?:early\s+|the\s+early\s+hours\s+of\s+)?(?P<weekday2>monday|tuesday|wednesday|thursday|friday|saturday|sunday)(?:\s+morning)?"), _into),
    ("weekday-week", _compiled(rf"(?:on\s+)?{_W}\s+(?:of\s+)?last\s+week"), _week_ago_weekday),
    ("night-of-weekday", _compiled(rf"(?:(?:on\s+)?(?:last\s+)?{_W}\s+night|(?:the\s+)?night\s+(?:of|on)\s+{_W.replace('weekday', 'weekdayb')}|overnight\s+(?:on\s+)?{_W.replace('weekday', 'weekdayc')})"), lambda m, a, t: _overnight_weekday(_Renamed(m), a, t)),  # type: ignore[arg-type]
    ("weekday", _compiled(rf"(?:(?:(?:in|at|during|before)\s+)?{_EARLY}\s+(?:of|on)\s+|(?:early|late|later|earlier)\s+(?:on\s+)?|on\s+)?(?:(?:last|this|past|previous)\s+)?{_W}{_PART}(?:[’']s)?"), _weekday),
    ("holiday", _compiled(rf"(?:on\s+)?(?P<holiday>{'|'.join(re.escape(h) for h in sorted(_HOLIDAYS, key=len, reverse=True))})\w?(?!\s+(?:party|parties|parade|costumes?|season|decorations|lights|shopping|market|trees?|gifts?|celebrations|dinner|events?)\b){_YEAR_AFTER}"), _holiday),
    ("ago", _compiled(rf"{_N}\s+{_UNIT}\s+ago"), _ago),
    ("later", _compiled(rf"{_N}\s+(?P<unit>day|night|week|month|hour)s?\s+(?:later|earlier|before\s+that|afterwards?|after\s+that|(?:before|after)(?=\s*(?:[,.;]|$)))"), _later),
    ("after-something", _compiled(rf"(?:just\s+)?{_N}\s+{_UNIT}\s+(?:after|before)(?=\s+(?!that\b)\w)|(?:just\s+)?(?:days|weeks|months|hours)\s+after(?=\s+\w)"), _after_something),
    ("later", _compiled(r"(?:on\s+)?the\s+(?:next|following|previous)\s+(?:day|morning|night)"), _later),
    ("same-day", _compiled(r"(?:on\s+|later\s+|earlier\s+)?(?:the\s+)?same\s+(?:day|evening|morning|night|afternoon)|later\s+(?:in|that)\s+(?:the\s+)?day|that\s+(?:day|morning|evening|afternoon|night)"), _same_day),
    ("yesterday", _compiled(r"(?:the\s+day\s+before\s+)?yesterday"), _yesterday),
    ("overnight", _compiled(r"overnight|last\s+night"), _overnight),
    ("today", _compiled(r"(?:earlier\s+)?today|this\s+(?:morning|afternoon|evening)|tonight"), _today),
    ("weekend", _compiled(r"(?:(?:over|at|during|on)\s+)?(?:the|this|last|this\s+past)\s+weekend"), _weekend),
    ("unit", _compiled(r"(?:(?:early|late|mid-?|in\s+early|in\s+late)\s+)?(?P<which>last|this|earlier\s+this|later\s+this|previous)\s+(?P<unit>week|month|year|night)(?:[’']s)?"), _last_unit),
    ("month-year", _compiled(rf"(?:in\s+)?(?:early\s+|late\s+|mid-?\s?)?{_M},?\s+(?:of\s+)?{_Y}"), _month),
    ("month", _compiled(rf"(?:(?:in|during|last|this)\s+(?:early\s+|late\s+|mid-?\s?|last\s+)?|(?:early|late|mid-?)\s?(?:last\s+)?){_M}(?P<year>)(?!\s*\d)"), _month),
    ("years-before", _compiled(rf"{_N}\s+years?\s+(?:before(?:\s+that)?|earlier)(?=\s*(?:[,.;]|$|police|officers))|(?:the|a)\s+year\s+before\s+that"), lambda m, a, t: _years_before(_Either(m, "n", None), a, t)),  # type: ignore[arg-type]
    ("season", _compiled(r"(?:(?:last|this|in\s+the)\s+(?P<season>spring|summer|fall|autumn|winter)(?:\s+of\s+(?P<year>(?:19|20)\d\d))?)"), _season),
    ("so-far", _compiled(r"(?:so\s+far\s+)?this\s+year|since\s+the\s+(?:start|beginning)\s+of\s+the\s+year"), _so_far),
    ("year", _compiled(rf"(?:in|during|of)\s+{_ERA}{_Y}"), _year),
    ("year", _compiled(rf"(?:early|late|mid)[- ](?:in\s+)?{_Y}"), _year),
    ("clock", _compiled(_CLOCK), _clock),
)  # fmt: skip


class _Either:
    """A match in which one name may stand for another, or for "one" where there is none."""

    def __init__(self, match: re.Match[str], name: str, other: str | None) -> None:
        self._match, self._name, self._other = match, name, other

    def __getitem__(self, name: str) -> str:
        if name != self._name:
            return str(self._match[name])
        return self._match[name] or (self._match[self._other] if self._other else None) or "one"

    def group(self, index: int = 0) -> str:
        """The matched words."""
        return str(self._match.group(index))


class _Renamed:
    """A match whose weekday may stand in one of three groups."""

    def __init__(self, match: re.Match[str]) -> None:
        self._match = match

    def __getitem__(self, name: str) -> str:
        if name == "weekday":
            return next(value for key in ("weekday", "weekdayb", "weekdayc") if (value := self._match[key]))
        return str(self._match[name])

    def group(self, index: int = 0) -> str:
        """The matched words."""
        return str(self._match.group(index))
