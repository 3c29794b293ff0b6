"""Days: expressions of time in news, resolved to a first and a last day.

An expression is resolved against its anchor, the day on which its section was published where it happened, or against
the day told before it ("five days later", "the same evening"). What cannot be resolved stays unknown, with the reason;
nothing falls back to the day of publication, but for a bare time of the clock ("just before noon"), which the caller
may take or leave.

    words     reference/data/times.toml      what they mean   dates.py, narrative.py, periods.py, feasts.py
    tokens    tokens.py                  feasts, lunar    reference/calendars.py
    rules     rules.py                   combinations     timejoins.py
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from tallystick.extract.times.joins import JOINS, Node, node
from tallystick.extract.times.parts import Days, Meaning, Parts, Refused, Told, Unknown
from tallystick.extract.times.rules import BASE, TimeRule
from tallystick.extract.times.tokens import Token, Vocabulary, runs
from tallystick.model import DatePrecision
from tallystick.reference.calendars import Order


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
    """The day that it was told from: of publication, or of what was told before."""
    since: bool = False
    """A period that runs up to the anchor: "since April", "in the past two weeks"."""
    full: bool = False
    """Day, month and year are all printed: such a date at the head of a text is its dateline."""
    hour: int | None = None
    """The hour of the clock printed with it, 0 to 23."""
    why: str | None = None
    """Why its days are not known, or why it is no expression of time."""
    fault: str | None = None
    """Code of the problem, where its words contradict themselves or allow two days."""
    refused: bool = False
    """It only looks like an expression of time: "every Friday"."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What a report tells about all its expressions of time."""

    country: str | None = None
    """Alpha-2, where it happened: decides on the feasts of a state and on Easter."""
    order: Order | None = None
    """How the outlet writes 3/4; None = not known."""


NOWHERE = Setting()
_NO_ANCHOR = date(9999, 1, 1)
_PERIODS = frozenset({"since", "past-period", "in-span", "so-far"})
_TOLD = frozenset({"later", "later-clause", "same-day", "years-before", "same-unit", "after-something", "in-a-row"})


def find_times(
    text: str,
    anchor: date | None,
    *,
    start: int = 0,
    end: int | None = None,
    told: date | None = None,
    setting: Setting = NOWHERE,
) -> list[When]:
    """The expressions of time between two characters, in text order.

    Args:
        anchor: the day of publication; None = unknown, then only full dates are resolved.
        told: the day told just before this stretch, for "five days later".
    """
    return [w for w in read_times(text, anchor, start=start, end=end, told=told, setting=setting) if not w.refused]


def read_times(
    text: str,
    anchor: date | None,
    *,
    start: int = 0,
    end: int | None = None,
    told: date | None = None,
    setting: Setting = NOWHERE,
) -> list[When]:
    """As `find_times`, and what only looks like an expression of time (`When.refused`)."""
    stop = len(text) if end is None else end
    found: list[When] = []
    reading = _Reading(text, anchor, told, setting, start)
    for run in runs(text, start, stop):
        found.extend(reading.of(run))
    found.extend(_since_it_began(text, found, start))
    return _each_once(found)


class _Reading:
    """One stretch of text while it is read from left to right."""

    def __init__(self, text: str, anchor: date | None, told: date | None, setting: Setting, start: int) -> None:
        self.text, self.anchor, self.setting, self.start = text, anchor, setting, start
        self.before = told
        self.here: date | None = None
        self.period: Days | None = None

    def of(self, run: list[Token]) -> Iterator[When]:
        """The expressions of one run."""
        nodes = self._joined(self._based(run))
        for one in nodes:
            if isinstance(one, Node) and not one.weak:
                yield self._when(one)

    # ---------------------------------------------------------------------------------- matching

    def _based(self, run: list[Token]) -> list[Token | Node]:
        """The run with the expressions of `rules.py` put in the place of their tokens."""
        kinds, starts = _spelled(run)
        made: list[Token | Node] = []
        at = 0
        while at < len(run):
            found = self._longest(run, kinds, starts, at)
            if found is not None and run[at].kind in _SMALL and at + 1 < len(run):
                behind = self._longest(run, kinds, starts, at + 1)
                if behind is not None and len(behind.tokens) + 1 > len(found.tokens):
                    found = None  # "about | last week of 2016": the small word goes with something shorter
            if found is None:
                made.append(run[at])
                at += 1
                continue
            made.append(found)
            at += len(found.tokens)
            self._tell(found)
        return made

    def _longest(self, run: list[Token], kinds: str, starts: dict[int, int], at: int) -> Node | None:
        begin = next(offset for offset, index in starts.items() if index == at)
        for rule, match in _matches(kinds[begin:]):
            tokens = run[at : starts[begin + match.end()]]
            named = _named(match, run, starts, begin)
            found = self._resolve(rule, tokens, named)
            if found is not None:
                return found
        return None

    def _resolve(self, rule: TimeRule, tokens: list[Token], named: dict[str, list[Token]]) -> Node | None:
        if not self._may_be(rule, tokens):
            return None
        told = self._told(tokens)

        def again(told: Told, tokens: list[Token] = tokens) -> Meaning:
            try:
                return rule.means(Parts(tokens, named), told)
            except (ValueError, OverflowError):  # 31 February and the like: the words name no day
                return None

        if self.anchor is None and rule.name not in {"after-something"} and not _absolute(tokens, named):
            return None
        meaning = again(told)
        if meaning is None:
            return None
        return Node(rule.name, tokens, meaning, weak=rule.weak, again=again, told=told, named=named)

    def _told(self, tokens: list[Token]) -> Told:
        begin = tokens[0].start
        before = self.text[max(self.start, begin - 90) : begin]
        return Told(
            anchor=self.anchor or _NO_ANCHOR,
            before=self.before,
            here=self.here,
            period=self.period,
            ahead=self.anchor is not None and _AHEAD.search(before) is not None,
            country=self.setting.country,
            order=self.setting.order,
            near=self.anchor is not None,
        )

    def _may_be(self, rule: TimeRule, tokens: list[Token]) -> bool:
        """What only the text around the words tells: names, small letters, what follows a bare day of the month."""
        words = Vocabulary.load()
        after = self.text[tokens[-1].end : tokens[-1].end + 30]
        if rule.name in {
            "day-month",
            "month-day",
            "hijri",
            "hijri-month",
            "year",
            "weekday",
            "holiday",
        } and words.makes_a_name.match(after):
            return False
        if rule.name in {"ordinal-day"} and not any(token.kind in {"WD", "month"} for token in tokens):
            return _ALONE.match(after) is not None
        if rule.name == "weekday" and len(tokens) == 1 and len(tokens[0].text.rstrip(".")) < 5:
            return False  # "Sat phones": an abbreviation needs more beside it
        if rule.name == "bare-month":
            sure = tokens[0].text.lower() in words.sure_months and tokens[0].text[0].isupper()
            return sure and not re.match(r"\s+(?:[A-Z]|\d)", after)
        if rule.name == "season" and not any(token.kind in {"YEAR", "last", "this"} for token in tokens):
            return _ALONE.match(after) is not None
        if rule.name == "later-clause":
            return re.match(r"\s*(?:[,.;:]|$)", after) is not None
        if rule.name == "holiday" and (following := re.match(r"\s+([a-z]+)", after)):
            if following.group(1) in words.not_feast:
                return False
        if any(token.weak for token in tokens):
            beside = any(token.kind in _BESIDE_SMALL for token in tokens)
            return beside or _ONLY_SMALL.match(self.text) is not None
        if rule.name in {"month-day", "day-month"} and not any(t.kind in {"YEAR", "WD", "on"} for t in tokens):
            return not _COUNTED.match(after) or tokens[-1].kind != "NUM"
        return not (rule.name == "year" and tokens[0].kind == "of" and len(tokens) == 2 and _COUNTED.match(after))

    def _joined(self, nodes: list[Token | Node]) -> list[Token | Node]:
        """The same with combinations ("from X to Y") put in the place of their parts, as long as there are any."""
        changed = True
        while changed:
            changed = False
            kinds, starts = _spelled(nodes)
            for at in range(len(nodes)):
                begin = next(offset for offset, index in starts.items() if index == at)
                matches = [
                    (m.end(), -i, rule, m) for i, rule in enumerate(JOINS) if (m := rule.pattern.match(kinds, begin))
                ]
                for end, _, rule, match in sorted(matches, key=lambda one: one[:2], reverse=True):
                    parts = nodes[at : starts[end]]
                    joined = node(rule, parts, _named_nodes(match, nodes, starts), self._told(_tokens(parts)))
                    if joined is not None:
                        nodes = [*nodes[:at], joined, *nodes[starts[end] :]]
                        self._tell(joined)
                        changed = True
                        break
                if changed:
                    break
        return nodes

    # ----------------------------------------------------------------------------------- telling

    def _tell(self, found: Node) -> None:
        """What is told next may be told from this day."""
        if found.weak or not isinstance(found.meaning, Days) or found.rule == "clock":
            return
        if found.meaning.precision in {"day", "night"}:
            self.before = self.here = found.meaning.first
            self.period = None
        elif found.meaning.precision in {"month", "year"} and found.rule not in _PERIODS:
            self.period = found.meaning

    def _when(self, found: Node) -> When:
        tokens = _tokens([found])
        while len(tokens) > 1 and tokens[-1].kind in {",", "-"}:
            tokens = tokens[:-1]
        while len(tokens) > 1 and tokens[0].kind in {",", "-"}:
            tokens = tokens[1:]
        start, end = tokens[0].start, tokens[-1].end
        wording = self.text[start:end]
        meaning = found.meaning
        days = meaning if isinstance(meaning, Days) else None
        anchor = self.anchor
        if found.rule in _TOLD and found.told is not None and found.told.before is not None:
            anchor = found.told.before
        kinds = {token.kind for token in tokens}
        return When(
            start=start,
            end=end,
            wording=wording,
            first=days.first if days else None,
            last=days.last if days else getattr(meaning, "until", None),
            precision=days.precision if days else "unknown",
            rule=found.rule,
            anchor=anchor,
            since=found.rule in _PERIODS and not (found.told is not None and found.told.ahead),
            full=found.rule == "numeric"
            or ("YEAR" in kinds and found.rule in {"day-month", "month-day", "year-month-day"}),
            hour=_hour_at(self.text, start, end),
            why=None if days else getattr(meaning, "why", None),
            fault=meaning.fault if isinstance(meaning, Unknown) else None,
            refused=isinstance(meaning, Refused),
        )


def _absolute(tokens: list[Token], named: dict[str, list[Token]]) -> bool:
    """Whether the words name their days without any anchor."""
    kinds = {token.kind for token in tokens}
    return "YEAR" in kinds or any(token.kind == "DATE" and token.value.year is not None for token in tokens)


def _spelled(nodes: list[Token] | list[Token | Node]) -> tuple[str, dict[int, int]]:
    """The kinds of a run as one string, and which token begins where in it."""
    spelled, starts = "", {}
    for index, one in enumerate(nodes):
        starts[len(spelled)] = index
        spelled += one.kind + " "
    starts[len(spelled)] = len(nodes)
    return spelled, starts


@lru_cache(maxsize=4096)
def _matches(kinds: str) -> tuple[tuple[TimeRule, re.Match[str]], ...]:
    """The rules whose words a run of these kinds begins with, longest first, then in the order of their table.

    Kept, because runs are alike: trying all the rules anew at each word took a tenth of the time spent on times.
    """
    met = [(-m.end(), order, rule, m) for order, rule in enumerate(BASE) if (m := rule.pattern.match(kinds))]
    return tuple((rule, m) for length, _, rule, m in sorted(met, key=lambda one: one[:2]) if length)


def _named(match: re.Match[str], run: list[Token], starts: dict[int, int], begin: int) -> dict[str, list[Token]]:
    return {
        name.split("__")[0]: run[starts[begin + match.start(name)] : starts[begin + match.end(name)]]
        for name, value in match.groupdict().items()
        if value
    }


def _named_nodes(
    match: re.Match[str], nodes: list[Token | Node], starts: dict[int, int]
) -> dict[str, list[Token | Node]]:
    return {
        name.split("__")[0]: nodes[starts[match.start(name)] : starts[match.end(name)]]
        for name, value in match.groupdict().items()
        if value
    }


def _tokens(nodes: list[Token | Node]) -> list[Token]:
    return [token for one in nodes for token in (one.tokens if isinstance(one, Node) else [one])]


def _each_once(found: list[When]) -> list[When]:
    """In text order; of two that overlap the longer."""
    kept: list[When] = []
    for one in sorted(found, key=lambda when: (when.start - when.end, when.start)):
        if not any(other.start < one.end and one.start < other.end for other in kept):
            kept.append(one)
    return sorted(kept, key=lambda when: when.start)


def _hour_at(text: str, start: int, end: int) -> int | None:
    """The hour of the clock in the words themselves or right beside them: "Sunday at 6 p.m.", "2 a.m. Sunday"."""
    beside = text[max(0, start - 16) : end + 24]
    hour = re.search(r"(?<![\d:])([01]?\d)(?::[0-5]\d)?\s*([ap])\.?\s?m\b", beside, re.I)
    if hour is None or int(hour.group(1)) > 12:
        return None
    return int(hour.group(1)) % 12 + (12 if hour.group(2).lower() == "p" else 0)


_BEGAN = re.compile(
    r"\b(?:since|began|begun|started|erupted|broke\s+out|broken\s+out)\s(?:[\w’'-]+\s+){0,20}?(?:in\s+|on\s+)?$", re.I
)


_SINCE_CLAUSE = re.compile(r"\bsince\s+(?:[\w’'-]+\s+){3,20}?(?:in\s+|on\s+)?$", re.I)
"""A clause of when something lasts from, whatever its verb: "since the council passed a resolution last year"."""
_BEGAN_ON = re.compile(
    r"\b(?:war|conflict|uprising|revolt|offensive|assault|operation|campaign|siege|battle)\b[^.;]{0,60}?"
    r"\b(?:began|begun|started|launched)\s+$",
    re.I,
)
"""What lasts: "clashes broke out on Sunday" are of that day."""


def _since_it_began(text: str, found: list[When], start: int) -> Iterator[When]:
    """ "since a truce collapsed in January", "the war, which began in 2011": from then up to the anchor."""
    for when in found:
        if when.first is None or when.anchor is None or when.since:
            continue
        before = text[max(start, when.start - 190) : when.start]
        began = (_BEGAN if when.rule in {"month", "month-year", "year"} else _BEGAN_ON).search(before)
        if began is None and when.precision in {"month", "year"}:
            began = _SINCE_CLAUSE.search(before)
        if began is None or when.first > when.anchor:
            continue
        first = when.first
        begin = when.start - len(before) + began.start()
        days = since(first, when, when.anchor)
        yield replace(
            when, start=begin, wording=text[begin : when.end], first=days.first, last=days.last,
            precision=days.precision, rule="since", since=True,
        )  # fmt: skip


def since(first: date, when: When, anchor: date) -> Days:
    """From the first day of what began up to the anchor."""
    if re.search(r"\bmid", when.wording, re.I):
        first = first.replace(day=15) if when.precision == "week" else first.replace(month=7, day=1)
    length = (anchor - first).days
    return Days(first, anchor, "day" if length == 0 else "days" if length < 7 else "month" if length < 62 else "year")


_AHEAD = re.compile(
    r"(?:\b(?:will|shall|due|schedule[ds]?|slated|set\s+(?:to|for)|expected\s+(?:to|on)|(?:is|are)\s+to|ahead\s+of|appointment)|[’']ll)\b"
    r"(?:\s+(?!who\b|which\b|that\b|when\b|after\b|where\b|what\b|since\b|from\b|until\b|happened\b|killed\b)[\w’'-]+,?){0,7}?\s*$",
    re.I,
)
"""Before "on Friday" these say that the day is still to come."""
_ALONE = re.compile(
    r"\s*(?:[.,;:!?)”\"]|$)|\s+(?:and|when|as|after|before|in|at|near|but|by|while|with|a|the|of\s+(?:this|last|the)\s+month|he|she|they|it)\b"
)
"""What may follow "on the 9th"; a noun would be what it counts ("on the 9th floor")."""
_SMALL = frozenset("in at on by for over nearly of from".split())
_BESIDE_SMALL = frozenset("YEAR ORD in on last next early late mid since from".split())
"""What makes a month of "may" in small letters."""
_ONLY_SMALL = re.compile(r"[^A-Z]*$")
"""A text in small letters throughout."""
_COUNTED = re.compile(r",?\s+(?:people|civilians|fighters|soldiers|men|women|children|rebels|militants|others)\b")
