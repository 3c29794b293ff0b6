"""The words of a sentence that may belong to an expression of time, as tokens of a few kinds.

The kinds are those of `reference/data/times.toml` (`[words]`) and these: MONTH, WD (weekday), NUM, ORD, YEAR, DATE (in
figures), CLOCK, FEAST, HM (a month of the Islamic year), SEASON, DECADE, "," and "-". Tokens that stand together with
no other word between them make a run; the rules of `rules.py` are tried on runs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from tallystick.reference.calendars import Calendars
from tallystick.text.numerals import SCALES, TENS, UNITS, number

CORE = frozenset(
    "MONTH WD DATE FEAST HM SEASON DECADE CLOCK PART NIGHT DAWN DUSK MIDNIGHT TODAY TONIGHT YESTERDAY TOMORROW NOW "
    "overnight weekend fortnight quarter day week month year decade YEAR century ORD hours QUARTER HALFYEAR".split()
)
"""A run without any of these says nothing about time."""


@dataclass(frozen=True, slots=True)
class Token:
    """One word or figure."""

    kind: str
    start: int
    end: int
    text: str
    value: Any = None
    weak: bool = False
    """A word of another kind too, in small letters: "may", "march"."""


class Figures(NamedTuple):
    """A date in figures, as printed: its numbers and which of them is the year, None where none is."""

    numbers: tuple[int, ...]
    year: int | None
    mark: str


class Vocabulary:
    """What a word counts as. Made by `load()`."""

    def __init__(self, calendars: Calendars) -> None:
        data = calendars.data
        self.kinds: dict[str, tuple[str, Any]] = {}
        for kind, words in data["words"].items():
            self.kinds |= {word: (kind, word) for word in words}
        for index, names in enumerate(data["months"], start=1):
            self.kinds |= dict.fromkeys(names, ("MONTH", index))
        for index, names in enumerate(data["weekdays"]):
            self.kinds |= dict.fromkeys(names, ("WD", index))
        self.kinds |= {season: ("SEASON", month) for season, month in data["seasons"].items()}
        self.kinds |= {word: ("DECADE", start) for word, start in data["decade_names"].items()}
        self.kinds |= {word: ("DECADE", 20 + 10 * index) for index, word in enumerate(data["decades"])}
        self.ordinals = {word: index for index, word in enumerate(data["ordinals"], start=1)}
        self.also_words = frozenset(data["also_words"])
        self.sure_months = frozenset(data["sure_months"])
        self.hijri = {name: index for index, names in enumerate(data["hijri_months"], start=1) for name in names}
        self.not_feast = frozenset(data["names"]["not_feast"])
        self.names = _phrases(data["names"]["whole"])
        after = "|".join(data["names"]["after"])
        self.makes_a_name = re.compile(rf"\s+(?:Youth\s+)?(?:{after})\b")
        self.phrases = re.compile(
            rf"(?<![\w-])(?:(?P<feast>{_alternatives(calendars.feasts)})|(?P<hijri>{_alternatives(self.hijri)}))"
            r"(?:[’'](?=s\b)s)?(?!\w)",
            re.I,
        )

        core = {word for word, (kind, _) in self.kinds.items() if kind in CORE}
        named = (_LETTERS.findall(name) for name in (*calendars.feasts, *self.hijri))
        self._of_feasts = frozenset(max(parts, key=len) for parts in named)
        self._telling = frozenset({*core, *self.ordinals, *_OF_YEARS})

    def may_tell(self, text: str) -> tuple[bool, bool]:
        """Whether any word or figure of this text can make a run, and whether any can belong to a feast or to a month
        of the Islamic year. Most sentences of a report have none, and both searches cost more than this one."""
        words = _LETTERS.findall(text.lower())
        feasts = not self._of_feasts.isdisjoint(words)
        return feasts or not self._telling.isdisjoint(words) or any(c.isdigit() for c in text), feasts

    @classmethod
    @lru_cache(maxsize=1)
    def load(cls) -> Vocabulary:
        """The bundled words."""
        return cls(Calendars.load())


def _alternatives(names: Any) -> str:
    ordered = sorted(names, key=len, reverse=True)
    return "|".join(
        re.escape(name).replace(r"\ ", r"\s+").replace("'", "[’']").replace(r"\-", "[- ]") for name in ordered
    )


def _phrases(names: list[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w/])(?:{_alternatives(names)})(?![\w/])", re.I)


_MONTHS = (
    r"jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec|january|february|march|april|june|july|august|september|"
    r"october|november|december"
)
_TOKEN = re.compile(
    r"(?P<clock>(?<![\d:.])[0-2]?\d(?::|\.(?=\d\d\s*[ap]\.?m))[0-5]\d(?:\s*[ap]\.?\s?m\b\.?)?|(?<![\d:.])[01]?\d\s*[ap]\.?\s?m\b\.?"
    r"|(?<!\d)[0-2]\d[0-5]\d\s*(?:GMT|UTC|hrs|hours|local\s+time)\b)"
    r"|(?P<iso>(?<![\d-])\d{4}(?P<im>[-/.])[01]?\d(?P=im)[0-3]?\d(?![\d-]))"
    r"|(?P<dmy>(?<![\d/.-])[0-3]?\d(?P<dm>[./-])[0-3]?\d(?P=dm)(?:\d{4}|\d\d)(?![\d/]|(?P=dm)\d|\.\d))"
    r"|(?P<ym>(?<![\d-])(?:19|20)\d\d\s?[-/]\s?[01]?\d(?![\d/-])|(?<![\d/-])[01]?\d\s?[-/]\s?(?:19|20)\d\d(?![\d/-]))"
    rf"|(?P<worded>(?<![\w-])(?:[0-3]?\d[-/](?:{_MONTHS})[-/]\d{{4}}|\d{{4}}[-/](?:{_MONTHS})[-/][0-3]?\d"
    rf"|(?:{_MONTHS})[-/][0-3]?\d[-/]\d{{4}})(?!\w))"
    rf"|(?P<monthday>(?<![\w-])(?:{_MONTHS})[-/]?[0-3]?\d(?![\w/-])|(?<![\w-])(?:{_MONTHS})[-/](?:19|20)\d\d(?!\w))"
    r"|(?P<compact>(?<![\w/-])(?:19|20)\d\d[01]\d[0-3]\d(?![\w/-]))"
    r"|(?P<slash>(?<![\d/.-])[0-3]?\d/[0-3]?\d(?![\d/]|-\d{3}))"
    r"|(?P<decade>(?:(?<!\d)[12]\d\d0[’']?s\b|(?<!\d)[’']?[1-9]0[’']?s\b))"
    r"|(?P<ord>(?<![\w.,])\d{1,2}(?:st|nd|rd|th)\b)"
    r"|(?P<num>(?<![\w.,$€£/])\d{1,4}(?![\d%]|[.,:/]\d|[A-Za-z]))"
    r"|(?P<part>(?<!\w)(?:q[1-4]|h[12])(?!\w))"
    r"|(?P<word>[^\W\d_]+(?:[’']s?(?!\w))?)"
    r"|(?P<mark>,|[-–—~])",
    re.I,
)
_SPOKEN = re.compile(r"[\s-]+(?:and\s+)?([A-Za-z]+)")
_LETTERS = re.compile(r"[^\W\d_]+")
_OF_YEARS = frozenset({"thousand", "twenty", *(word for word, value in UNITS.items() if value >= 10)})
"""Number words that a year can begin or go on with: "nineteen eighty four", "two thousand and five"."""
_NUMBER_WORDS = frozenset(UNITS) | frozenset(TENS) | frozenset(SCALES)


def runs(text: str, start: int, end: int) -> Iterator[list[Token]]:
    """The runs between two characters that may say something about time."""
    words = Vocabulary.load()
    some, feasts = words.may_tell(text[start:end])
    if not some:
        return
    taken = [(m.start(), m.end()) for m in words.names.finditer(text, start, end)]
    run: list[Token] = []
    previous = start
    for token in _tokens(text, start, end, words, feasts=feasts):
        gap = text[previous : token.start] if token.kind else "x"
        stays = token.kind and not any(a < token.end and token.start < b for a, b in taken)
        if not stays or gap.strip(" \t\n\xa0") not in {"", "."} or (gap.strip() == "." and not _abbreviated(run)):
            if _says_time(run):
                yield run
            run = []
        if stays:
            run.append(token)
        previous = token.end
    if _says_time(run):
        yield run


def _abbreviated(run: list[Token]) -> bool:
    """Whether a point after the last token may be that of "Dec."."""
    return bool(run) and run[-1].kind in {"MONTH", "WD", "CLOCK", "NUM"} and len(run[-1].text) <= 5


def _says_time(run: list[Token]) -> bool:
    return any(token.kind in CORE for token in run)


def _tokens(text: str, start: int, end: int, words: Vocabulary, *, feasts: bool) -> Iterator[Token]:
    at = start
    phrases = {m.start(): m for m in words.phrases.finditer(text, start, end)} if feasts else {}
    blocked = -1
    while match := _TOKEN.search(text, at, end):
        begin, at = match.span()
        if begin in phrases:
            match = phrases[begin]
            at = match.end()
            yield _named(match, words)
            continue
        if begin == blocked:  # "post-Friday", "al-May": a part of another word
            yield Token("", begin, at, "")
            continue
        token = _token(text, match, words)
        if token.kind == "number-word":
            token, at = _spoken(text, match, end, words)
        if not token.kind and text[at : at + 1] == "-":
            blocked = at + 1
            at += 1
        yield token


def _named(match: re.Match[str], words: Vocabulary) -> Token:
    name = re.sub(r"\s+", " ", match.group(0).lower().replace("’", "'"))
    if match["hijri"]:
        name = re.sub(r"\s+", " ", match["hijri"].lower().replace("’", "'"))
        return Token("HM", match.start(), match.end(), match.group(0), words.hijri[name])
    return Token("FEAST", match.start(), match.end(), match.group(0), _feast_key(match["feast"]))


def _feast_key(printed: str) -> str:
    name = re.sub(r"\s+", " ", printed.lower().replace("’", "'"))
    feasts = Calendars.load().feasts
    if name in feasts:
        return name
    return next(key for key in feasts if key.replace("-", " ") == name.replace("-", " "))


def _token(text: str, match: re.Match[str], words: Vocabulary) -> Token:
    begin, end = match.span()
    printed = match.group(0)
    if match["word"]:
        return _word(printed, begin, end, words)
    if match["num"]:
        value = int(printed)
        year = len(printed) == 4 and 1000 <= value <= 2199
        return Token("YEAR" if year else "NUM", begin, end, printed, value)
    if match["ord"]:
        return Token("ORD", begin, end, printed, int(printed[:-2]))
    if match["mark"]:
        kind = "," if printed == "," else "-" if printed == "-" else "to"
        return Token(kind, begin, end, printed)
    if match["part"]:
        return Token("QUARTER" if printed[0] in "qQ" else "HALFYEAR", begin, end, printed, int(printed[1]))
    if match["clock"]:
        return Token("CLOCK", begin, end, printed)
    if match["decade"]:
        value = int(re.sub(r"\D", "", printed))
        return Token("DECADE", begin, end, printed, value)
    return Token("DATE", begin, end, printed, _figures(match))


def _figures(match: re.Match[str]) -> Figures:
    printed = match.group(0)
    if match["worded"]:
        months = Vocabulary.load().kinds
        parts = [months[p.lower()][1] if p.isalpha() else int(p) for p in re.split(r"[-/]", printed)]
        month = next(i for i, p in enumerate(re.split(r"[-/]", printed)) if p.isalpha())
        year = next(value for value in parts if value > 31)
        day = next(value for i, value in enumerate(parts) if i != month and value <= 31)
        return Figures((parts[month], day), year, "worded")
    if match["monthday"]:
        word, figure = re.findall(r"[a-z]+|\d+", printed.lower())
        month, value = Vocabulary.load().kinds[word][1], int(figure)
        return Figures((month,), value, "month") if value > 31 else Figures((month, value), None, "worded")
    if match["compact"]:
        return Figures((int(printed[4:6]), int(printed[6:])), int(printed[:4]), "iso")
    parts = [int(p) for p in re.split(r"\s?[-/.]\s?", printed)]
    if match["iso"]:
        return Figures((parts[1], parts[2]), parts[0], "iso")
    if match["ym"]:
        return Figures((min(parts),), max(parts), "month")
    if match["slash"]:
        return Figures((parts[0], parts[1]), None, "/")
    year = parts[2] if parts[2] > 99 else parts[2] + (2000 if parts[2] < 50 else 1900)
    return Figures((parts[0], parts[1]), year, match["dm"])


def _word(printed: str, begin: int, end: int, words: Vocabulary) -> Token:
    bare = re.sub(r"[’']s?$", "", printed).lower()
    if bare in words.ordinals:
        return Token("ORD", begin, end, printed, words.ordinals[bare])
    known = words.kinds.get(bare)
    if known is not None:
        kind, value = known
        return Token(kind, begin, end, printed, value, weak=printed.islower() and bare in words.also_words)
    if bare in _NUMBER_WORDS:
        return Token("number-word", begin, end, printed)
    return Token("", begin, end, printed)


def _spoken(text: str, match: re.Match[str], end: int, words: Vocabulary) -> tuple[Token, int]:
    """Number words in a row: "twenty-first", "nineteen ninety nine", "twenty one two thousand and eighteen"."""
    spoken, ends = [match.group(0).lower()], [match.end()]
    at = match.end()
    while following := _SPOKEN.match(text, at, end):
        word = following.group(1).lower()
        if word in words.ordinals and spoken[-1] in TENS:
            value = TENS[spoken[-1]] + words.ordinals[word]
            return Token(
                "ORD", match.start(), following.end(), text[match.start() : following.end()], value
            ), following.end()
        if word not in _NUMBER_WORDS:
            break
        spoken.append(word)
        ends.append(following.end())
        at = following.end()
    for length in _lengths(spoken):
        year, count = _year(spoken[:length]), number(" ".join(spoken[:length]))
        if year is not None or count is not None:
            kind, stop = "YEAR" if year is not None else "NUM", ends[length - 1]
            return Token(kind, match.start(), stop, text[match.start() : stop], year or count), stop
    return Token("", match.start(), match.end(), match.group(0)), match.end()


def _lengths(spoken: list[str]) -> list[int]:
    """How many of the words to try as one number: a day before a year ("twenty one two thousand") comes first."""
    days = [n for n in (2, 1) if _year(spoken[n:]) is not None and (number(" ".join(spoken[:n])) or 99) <= 31]
    whole = [] if _year(spoken) is None else [len(spoken)]
    return [*whole, *days, *range(len(spoken), 0, -1)]


def _year(spoken: list[str]) -> int | None:
    """A year in words: "nineteen eighty four", "two thousand and five"."""
    if len(spoken) < 2 or spoken[0] not in {**UNITS, **TENS}:
        return None
    if spoken[1] in {"thousand"}:
        whole = number(" ".join(spoken))
        return whole if whole is not None and 1000 <= whole < 2200 and (whole > 2000 or len(spoken) == 2) else None
    century = number(spoken[0])
    rest = [word for word in spoken[1:] if word not in {"hundred", "zero"}]
    within: int | None = number(" ".join(rest)) if rest else 0
    if century is None or not 10 <= century <= 21 or within is None or within > 99:
        return None
    if rest and rest[0] not in TENS and within < 10 and "zero" not in spoken and "hundred" not in spoken:
        return None  # "nineteen two": no year
    return century * 100 + within
