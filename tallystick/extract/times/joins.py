"""Combinations of expressions of time: "from X to Y", "since X", "two days after X", "the eve of X".

X is an expression that `rules.py` has found, Y one that counts only beside other words (a bare "May").
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import NamedTuple

from tallystick.extract.times.parts import DAY, Days, Meaning, Parts, Told, Unknown, span, step, week_of
from tallystick.extract.times.rules import compiled
from tallystick.extract.times.tokens import Token


@dataclass(frozen=True, slots=True)
class Node:
    """An expression found in a run, in the place of its tokens."""

    rule: str
    tokens: list[Token]
    meaning: Meaning
    weak: bool = False
    again: Callable[[Told], Meaning] | None = None
    """The same words told from another day."""
    told: Told | None = None
    named: dict[str, list[Token]] = field(default_factory=dict)
    """Its parts by name."""

    @property
    def kind(self) -> str:
        """X, or Y where it counts only beside other words, or A: "two days after" something."""
        return "Y" if self.weak else "A" if self.rule == "after-something" else "X"

    @property
    def text(self) -> str:
        """Its first word."""
        return self.tokens[0].text


class Join(NamedTuple):
    """One row: a name, the words, what they mean."""

    name: str
    pattern: re.Pattern[str]
    means: Callable[[JoinedParts], Meaning]


@dataclass(frozen=True, slots=True)
class JoinedParts:
    """The parts of a combination."""

    tokens: list[Token]
    named: dict[str, list[Token | Node]]
    told: Told
    kinds: set[str] = field(default_factory=set)

    def node(self, name: str) -> Node:
        """The expression in this part."""
        return next(one for one in self.named[name] if isinstance(one, Node))

    def days(self, name: str) -> Days | None:
        """Its days, where they are known."""
        meaning = self.node(name).meaning
        return meaning if isinstance(meaning, Days) else None

    def shift(self) -> Parts:
        """The words that say how far from the expression: "two days after"."""
        for one in self.named.get("shift", []):
            if isinstance(one, Node):
                return Parts(one.tokens, one.named)
        return self.plain()

    def plain(self) -> Parts:
        """The words that are no expression of their own."""
        tokens = {name: [t for t in ones if isinstance(t, Token)] for name, ones in self.named.items()}
        return Parts(self.tokens, tokens)


def node(rule: Join, parts: list[Token | Node], named: dict[str, list[Token | Node]], told: Told) -> Node | None:
    """The combination as one expression; None where it is none after all."""
    tokens = [token for one in parts for token in (one.tokens if isinstance(one, Node) else [one])]
    kinds = {one.kind for one in parts}
    try:
        meaning = rule.means(JoinedParts(tokens, named, told, kinds))
    except (ValueError, OverflowError):
        return None
    return None if meaning is None else Node(rule.name, tokens, meaning, told=told)


def _between(parts: JoinedParts) -> Meaning:
    """ "from 28 February to 3 March", "between Saturday and Monday": the first told from the second."""
    left, right = parts.node("left"), parts.node("right")
    last = right.meaning
    if not isinstance(last, Days):
        return None
    first = left.meaning
    year_left = any(token.kind in _FIXED for token in left.tokens)
    if not year_left and left.again is not None and left.told is not None:
        first = left.again(replace(left.told, anchor=max(last.first, date(2, 1, 1)), ahead=False, before=None))
    if isinstance(first, Days) and first.first > last.last and right.again is not None and right.told is not None:
        last = right.again(replace(right.told, anchor=first.first, ahead=True))  # "from next Monday to Friday"
    if not isinstance(first, Days) or not isinstance(last, Days) or first.first > last.last:
        return None
    if left.rule in {"clock"} or right.rule in {"clock"}:
        return None
    return span(first.first, last.last) if first.first != last.last else last


_FIXED = frozenset("YEAR DATE TODAY YESTERDAY TOMORROW NOW next last this previous".split())
"""What says by itself when it is, so that the other end of a period does not decide on it."""


def _since(parts: JoinedParts) -> Meaning:
    """ "since April", "since Saturday": up to the day of publication."""
    found = parts.days("what")
    if found is None or parts.node("what").rule in {"clock", "in-a-row", "past-period", "hours"}:
        return None
    first = found.first
    if any(token.kind == "mid" for token in parts.tokens):
        first = first.replace(day=15) if found.precision == "week" else first.replace(month=7, day=1)
    anchor = parts.told.anchor
    return span(first, anchor) if first <= anchor else None


def _shifted(parts: JoinedParts) -> Meaning:
    """ "two days after 9 May", "a week before Christmas", "three weeks from tomorrow"."""
    found, plain = parts.days("what"), parts.shift()
    if found is None or (found.precision not in {"day", "night"} and not _feast(parts.node("what"))):
        return Unknown("the words do not tell the day of what came before or after")
    count = plain.count() if plain.of("n") else 1
    bare = not plain.of("n") and any(token.text.endswith("s") for token in plain.of("unit"))
    if count is None or bare or not plain.of("unit"):  # "days after Christmas", "eleven days into the new year"
        return Unknown("the words do not tell how long before or after")
    sign = -1 if plain.has("before") and parts.named.get("shift") else 1
    ends = [step(day, sign * count, plain.word("unit")) for day in (found.first, found.last)]
    if ends[0] is None or ends[1] is None:
        return None
    return Days(ends[0], ends[1], found.precision)


def _feast(node: Node) -> bool:
    return node.rule in {"holiday", "hijri"}


def _eve(parts: JoinedParts) -> Meaning:
    """ "the eve of 9 May"."""
    found = parts.days("what")
    return Days(found.first - DAY, found.last - DAY, found.precision) if found and found.precision == "day" else None


def _week_with(parts: JoinedParts) -> Meaning:
    """ "the week of 9 May", "the week beginning next Monday"."""
    found = parts.days("what")
    if found is None or found.precision != "day":
        return None
    return (
        Days(found.first, found.first + timedelta(6), "week")
        if {"start", "starting"} & parts.kinds
        else week_of(found.first)
    )


def _lasting(parts: JoinedParts) -> Meaning:
    """ "three days starting next Monday"."""
    found, plain = parts.days("what"), parts.plain()
    count = plain.count()
    if found is None or count is None:
        return None
    last = step(found.first, count, plain.word("unit"))
    return span(found.first, last - DAY) if last is not None and last > found.first else None


def _or(parts: JoinedParts) -> Meaning:
    """ "late Sunday or early Monday": either; the span of both."""
    left, right = parts.days("left"), parts.days("right")
    if (
        left is None
        or right is None
        or left.precision not in {"day", "night"}
        or right.precision not in {"day", "night"}
    ):
        return None
    if not {token.kind for token in parts.tokens} & {"late", "early", "NIGHT", "MIDNIGHT", "DAWN"}:
        return None
    if not timedelta(0) < right.first - left.first <= timedelta(2):
        return None
    return Days(left.first, right.last, "night" if right.last - left.first == DAY else "days")


def _joins(*rows: tuple[str, str, Callable[[JoinedParts], Meaning]]) -> tuple[Join, ...]:
    return tuple(Join(name, compiled(words), means) for name, words, means in rows)


JOINS = _joins(
    ("since", "since what:(X|Y)", _since),
    ("between", "from left:(X|Y) ,? (to|-) right:(X|Y)", _between),
    ("between", "between left:(X|Y) (and|to|-) right:(X|Y)", _between),
    ("between", "left:(X|Y) (to|-) right:(X|Y)", _between),
    ("either", "left:X or right:X", _or),
    ("beside", "(less than)? n:(NUM|a|SOME|a SOME) {UNITS} from what:X", _shifted),
    ("beside", "shift:A what:X", _shifted),
    ("eve", "on? the? eve of what:X", _eve),
    ("week-with", "(in|for|over)? the? week (of|start on?|starting on?) what:X", _week_with),
    ("lasting", "for? n:(NUM|a) {UNITS} ,? (from|start|starting|start from|starting from|from on) what:X", _lasting),
)  # fmt: skip
