"""Days: expressions of time in news, resolved to a first and a last day.

An expression is resolved against its anchor, the day on which its section was published, or against the day told
before it ("five days later", "the same evening"). What cannot be resolved stays unknown; nothing falls back to the day
of publication, but for a bare time of the clock ("just before noon"), which the caller may take or leave.

Rules are tried in the order of `_RULES`; the first that matches a stretch of text takes it. What they mean is in
`timewords.py`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from tallystick.extract import timewords as mean
from tallystick.model import DatePrecision

Rule = Callable[[mean.Parts, date, date | None], mean.Resolved]


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
            if name == "in-span" and _AHEAD.search(text[max(start, match.start() - 70) : match.end() + 12]):
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
                     since=name in {"since", "past-period", "in-span", "so-far"},
                     full=all(match.groupdict().get(part) for part in ("year", "day")) or name in {"iso", "numeric"},
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


def _resolve(name: str, rule: Rule, match: re.Match[str], anchor: date | None, told: date | None) -> mean.Resolved:
    words = mean.Parts.of(match)
    try:
        if anchor is None:
            if name == "after-something":
                return None, None, "unknown"
            return rule(words, mean.NO_ANCHOR, told) if name in _ABSOLUTE and words["year"] else None
        return rule(words, anchor, told)
    except ValueError:  # 31 February and the like: the words name no day
        return None


_AHEAD = re.compile(r"\b(?:will|would|due|scheduled|expected|next|plans?|planned|hopes?|\w+\s+time)\b", re.I)
"""Beside "in two weeks" these say that the weeks are still to come."""
_FULL_STOP = re.compile(r"(?:[a-z]{5,}|may|june|july|year|week|day)\.$", re.I)
"""A point that ends the sentence, where months may carry one of their own ("Dec.")."""
_ABSOLUTE = frozenset({"day-month", "month-day", "month-year", "iso", "numeric", "night-of"})


def _since(words: mean.Parts, anchor: date, told: date | None) -> mean.Resolved:
    """ "since April", "since 2011", "since Saturday", "began in March 2011": up to the anchor."""
    what = words["what"]
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


# ------------------------------------------------------------------------------------------- rules


def _plain(pattern: str) -> str:
    """The pattern without its named groups, to stand inside another."""
    return re.sub(r"\?P<\w+>", "?:", pattern)


def _compiled(*pieces: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-])(?:{''.join(pieces)})(?!\w)", re.I)


def _weekday(group: str = "weekday") -> str:
    return rf"(?P<{group}>monday|tuesday|wednesday|thursday|friday|saturday|sunday)"


_MONTH = rf"(?P<month>{'|'.join(sorted(mean.MONTHS, key=len, reverse=True))})\.?"
_DAY = r"(?P<day>[0-3]?\d)(?:st|nd|rd|th)?"
_DAY_2 = r"(?P<day2>[0-3]?\d)(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_YEAR_AFTER = r"(?:,?\s+(?P<year>(?:19|20)\d\d))?"
_COUNT = (
    r"(?P<n>\d+|a|an|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fourteen|fifteen|twenty|thirty|"
    r"several|a\s+few|a\s+couple\s+of|few|couple\s+of)"
)
_HOURS = r"(?P<n>\d\d?|several|a\s+few|few|twelve|twenty-four|thirty-six|forty-eight|seventy-two)[- ]hours?"
_NO_SPAN = r"(?!\s+(?:the\b|of\s+the|after|earlier|later|ago|a\s+day))"
_UNIT = r"(?P<unit>day|night|week|month|year|hour|minute)s?"
_EARLY = r"(?:the\s+)?(?:early\s+(?:hours|morning)(?:\s+hours)?|small\s+hours|pre-?dawn\s+hours|dawn)"
_PART = r"(?:\s+(?:morning|afternoon|evening|noon|at\s+(?:noon|dawn|dusk|midday)))?"
_ERA = r"(?:(?:the\s+)?(?:start|beginning|end|middle)\s+of\s+|early\s+(?:in\s+)?|late\s+(?:in\s+)?|mid[- ]?)?"
_BEGAN = r"(?:began|begun|started|erupted|broke\s+out|broken\s+out|starting|beginning)"
_MONTH_OR_YEAR = rf"{_ERA}(?:last\s+)?{_plain(_MONTH)}(?:,?\s+(?:of\s+)?(?:19|20)\d\d)?|{_ERA}(?:19|20)\d\d"
_PERIOD = (
    rf"{_plain(_DAY)}\s+{_plain(_MONTH)}(?:\s+(?:19|20)\d\d)?"
    rf"|{_plain(_MONTH)}\s+{_plain(_DAY)}(?!\d|:)(?:,?\s+(?:19|20)\d\d)?|{_MONTH_OR_YEAR}"
)
_DAY_NAME = r"(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,?\s+)?"
_NAMED = "|".join(re.escape(day) for day in sorted(mean.HOLIDAYS, key=len, reverse=True))
_NO_FEAST = (
    r"(?!\s+(?:party|parties|parade|costumes?|season|decorations|lights|shopping|market|trees?|gifts?|"
    r"celebrations|dinner|events?)\b)"
)
_CLOCK = (
    r"(?:(?:at|around|about|shortly|just|by|before|after|early|since|until|nearly|almost|approximately)\s+){1,3}"
    r"(?:(?:[01]?\d)(?::[0-5]\d)?\s*(?:[ap])\.?\s?m\b\.?|noon|midday|midnight|dawn|sunrise|dusk|sunset)"
)
_RULES: tuple[tuple[str, re.Pattern[str], Rule], ...] = (
    ("since", _compiled(
        rf"(?:since|{_BEGAN}\s+(?:in|on))\s+(?P<what>{_PERIOD}|{_plain(_weekday())}(?:\s+(?:night|morning|evening))?",
        rf"|yesterday|last\s+(?:week|month|year|{_plain(_weekday())}))",
    ), _since),
    ("since", _compiled(rf"(?:since|{_BEGAN})\s(?:[\w’'-]+\s+){{1,12}}?in\s+(?P<what>{_MONTH_OR_YEAR})"), _since),
    ("hours", _compiled(
        r"(?:in|within|over|during|for)\s+(?:the\s+|a\s+)?(?:past\s+|last\s+|previous\s+|preceding\s+)?",
        rf"(?:less\s+than\s+|under\s+|about\s+|around\s+|nearly\s+|roughly\s+)?(?:a\s+)?{_HOURS}{_NO_SPAN}",
    ), mean.hours),
    ("hours", _compiled(
        rf"(?:(?:the\s+)?(?:past|last|previous)\s+{_HOURS}|(?P<n_2>24|48|72)\s+hours\s+of){_NO_SPAN}"
    ), mean.hours),
    ("past-period", _compiled(
        rf"(?:(?:in|over|during|within|for)\s+)?(?:the\s+)?(?:past|last|previous)\s+{_COUNT}\s+{_UNIT}"
    ), mean.past_period),
    ("past-period", _compiled(rf"(?:in|over|during|within)\s+(?:the\s+)?(?:past|last)\s+{_UNIT}"), mean.past_period),
    ("past-period", _compiled(rf"in\s+(?:less|fewer)\s+than\s+{_COUNT}\s+{_UNIT}"), mean.past_period),
    ("in-span", _compiled(rf"in\s+(?:just\s+|only\s+)?{_COUNT}\s+(?P<unit>day|week|month)s"), mean.past_period),
    ("night-of", _compiled(
        rf"(?:the\s+)?night\s+of\s+{_DAY}\s*[-–/]\s*{_DAY_2}\s+{_MONTH}{_YEAR_AFTER}"
    ), mean.day_range),
    ("night-of", _compiled(rf"(?:the\s+)?night\s+(?:of|on)\s+{_DAY}\s+{_MONTH}{_YEAR_AFTER}"), mean.night_of),
    ("night-of", _compiled(rf"(?:the\s+)?night\s+(?:of|on)\s+{_MONTH}\s+{_DAY}{_YEAR_AFTER}"), mean.night_of),
    ("day-range", _compiled(
        rf"(?:(?:between|from)\s+)?{_DAY}\s*(?:-|–|to|and|until)\s*{_DAY_2}\s+{_MONTH}{_YEAR_AFTER}"
    ), mean.day_range),
    ("day-range", _compiled(
        rf"(?:(?:between|from)\s+)?{_MONTH}\s+{_DAY}\s*(?:-|–|to|and|until)\s*{_DAY_2}(?!\d|\s*:){_YEAR_AFTER}"
    ), mean.day_range),
    ("iso", _compiled(r"(?:19|20)\d\d-[01]\d-[0-3]\d"), mean.iso),
    ("numeric", _compiled(
        r"(?P<one>[0-3]?\d)(?P<mark>[./-])(?P<two>[0-3]?\d)(?P=mark)(?P<year>(?:19|20)\d\d)"
    ), mean.numeric),
    ("day-month", _compiled(
        rf"(?:(?:on|dated)\s+)?{_DAY_NAME}(?:the\s+)?{_DAY}\s+(?:of\s+)?{_MONTH}{_YEAR_AFTER}"
    ), mean.full_date),
    ("month-day", _compiled(
        rf"(?:on\s+)?{_DAY_NAME}{_MONTH}\s+{_DAY}(?!\d|:|,?\s*(?:people|civilians)){_YEAR_AFTER}"
    ), mean.full_date),
    ("into", _compiled(
        r"(?:overnight\s+|late\s+(?:on\s+)?|(?:the\s+)?night\s+(?:of|from|between)\s+)?",
        rf"{_weekday()}(?:\s+night)?\s+(?:and\s+)?(?:in)?to\s+(?:early\s+|the\s+early\s+hours\s+of\s+)?",
        rf"{_weekday('weekday2')}(?:\s+morning)?",
    ), mean.into),
    ("weekday-week", _compiled(rf"(?:on\s+)?{_weekday()}\s+(?:of\s+)?last\s+week"), mean.week_ago_weekday),
    ("night-of-weekday", _compiled(
        rf"(?:on\s+)?(?:last\s+)?{_weekday()}\s+night|(?:the\s+)?night\s+(?:of|on)\s+{_weekday('weekday_2')}",
        rf"|overnight\s+(?:on\s+)?{_weekday('weekday_3')}",
    ), mean.overnight_weekday),
    ("weekday", _compiled(
        rf"(?:(?:(?:in|at|during|before)\s+)?{_EARLY}\s+(?:of|on)\s+|(?:early|late|later|earlier)\s+(?:on\s+)?|on\s+)?",
        rf"(?:(?:last|this|past|previous)\s+)?{_weekday()}{_PART}(?:[’']s)?",
    ), mean.weekday),
    ("holiday", _compiled(rf"(?:on\s+)?(?P<holiday>{_NAMED})\w?{_NO_FEAST}{_YEAR_AFTER}"), mean.holiday),
    ("ago", _compiled(rf"{_COUNT}\s+{_UNIT}\s+ago"), mean.ago),
    ("later", _compiled(
        rf"{_COUNT}\s+(?P<unit>day|night|week|month|hour)s?\s+",
        r"(?:later|earlier|before\s+that|afterwards?|after\s+that|(?:before|after)(?=\s*(?:[,.;]|$)))",
    ), mean.later),
    ("after-something", _compiled(
        rf"(?:just\s+)?{_COUNT}\s+{_UNIT}\s+(?:after|before)(?=\s+(?!that\b)\w)",
        r"|(?:just\s+)?(?:days|weeks|months|hours)\s+after(?=\s+\w)",
    ), mean.after_something),
    ("later", _compiled(r"(?:on\s+)?the\s+(?:next|following|previous)\s+(?:day|morning|night)"), mean.later),
    ("same-day", _compiled(
        r"(?:on\s+|later\s+|earlier\s+)?(?:the\s+)?same\s+(?:day|evening|morning|night|afternoon)",
        r"|later\s+(?:in|that)\s+(?:the\s+)?day|that\s+(?:day|morning|evening|afternoon|night)",
    ), mean.same_day),
    ("yesterday", _compiled(r"(?:the\s+day\s+before\s+)?yesterday"), mean.yesterday),
    ("overnight", _compiled(r"overnight|last\s+night"), mean.overnight),
    ("today", _compiled(r"(?:earlier\s+)?today|this\s+(?:morning|afternoon|evening)|tonight"), mean.today),
    ("weekend", _compiled(r"(?:(?:over|at|during|on)\s+)?(?:the|this|last|this\s+past)\s+weekend"), mean.weekend),
    ("unit", _compiled(
        r"(?:(?:early|late|mid-?|in\s+early|in\s+late)\s+)?(?P<which>last|this|earlier\s+this|later\s+this|previous)\s+",
        r"(?P<unit>week|month|year|night)(?:[’']s)?",
    ), mean.last_unit),
    ("month-year", _compiled(
        rf"(?:in\s+)?(?:early\s+|late\s+|mid-?\s?)?{_MONTH},?\s+(?:of\s+)?{_YEAR}"
    ), mean.month),
    ("month", _compiled(
        r"(?:(?:in|during|last|this)\s+(?:early\s+|late\s+|mid-?\s?|last\s+)?|(?:early|late|mid-?)\s?(?:last\s+)?)",
        rf"{_MONTH}(?!\s*\d)",
    ), mean.month),
    ("years-before", _compiled(
        rf"{_COUNT}\s+years?\s+(?:before(?:\s+that)?|earlier)(?=\s*(?:[,.;]|$|police|officers))",
        r"|(?:the|a)\s+year\s+before\s+that",
    ), mean.years_before),
    ("season", _compiled(
        r"(?:last|this|in\s+the)\s+(?P<season>spring|summer|fall|autumn|winter)(?:\s+of\s+(?P<year>(?:19|20)\d\d))?"
    ), mean.season),
    ("so-far", _compiled(
        r"(?:so\s+far\s+)?this\s+year|since\s+the\s+(?:start|beginning)\s+of\s+the\s+year"
    ), mean.so_far),
    ("year", _compiled(rf"(?:in|during|of)\s+{_ERA}{_YEAR}"), mean.year),
    ("year", _compiled(rf"(?:early|late|mid)[- ](?:in\s+)?{_YEAR}"), mean.year),
    ("clock", _compiled(_CLOCK), mean.clock),
)  # fmt: skip
