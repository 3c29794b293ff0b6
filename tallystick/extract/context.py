"""What a report speaks of as a whole: its countries and provinces, by every word for them."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

from tallystick.reference import fold
from tallystick.reference.lexicon import Lexicon
from tallystick.reference.places import Gazetteer

_TWO_MEANINGS = frozenset({"Washington", "Georgia"})
"""States that share their name with a capital or a country count only after a town: "Albany, Georgia"."""
_US_CUES = re.compile(
    r"\b(?:Police Department|[Ss]heriff|State Police|Fla\.|Calif\.|Tenn\.|Pa\.|Ohio|911|Highway Patrol|"
    r"[Dd]istrict [Aa]ttorney)\b"
)
_CAPITALS = re.compile(r"(?<![\w’'])(?:[A-Z][\w.]*(?: [A-Z][\w.]*){0,2})")
_STATE = re.compile(r"[A-Z][a-z]+(?: [A-Z][a-z]+)?|[A-Z]\.\s?[A-Z]\.(?!\s?S\b)")


@dataclass(slots=True)
class Context:
    """Countries and provinces of one report, and which names of it speak of them."""

    countries: Counter[str] = field(default_factory=Counter)
    own: dict[str, Counter[str]] = field(default_factory=dict)
    """Of these votes, those that a folded name gave itself: what it means they cannot decide."""
    provinces: dict[tuple[str, str], set[str]] = field(default_factory=dict)
    """Country and province: the folded names that speak of it."""

    def add_province(self, country: str, admin1: str, key: str) -> None:
        """A name speaks of a province."""
        self.provinces.setdefault((country, admin1), set()).add(key)

    def names_province(self, country: str | None, admin1: str | None, *, besides: str) -> bool:
        """Whether a name other than this one speaks of the province."""
        if country is None or admin1 is None:
            return False
        return bool(self.provinces.get((country, admin1), set()) - {besides})

    def withdraw(self, key: str) -> None:
        """A name turned out to mean no country: Lebanon in Pennsylvania."""
        for code, votes in self.own.pop(key, Counter()).items():
            self.countries[code] -= votes
            if self.countries[code] <= 0:
                del self.countries[code]

    def rule_out(self, code: str) -> None:
        """No name of the report means this country: Georgia beside a town of the state."""
        del self.countries[code]
        for votes in self.own.values():
            del votes[code]


def context_of(text: str, gazetteer: Gazetteer, words: Lexicon) -> Context:
    """Read the countries and the states of the United States out of a text."""
    context = Context()
    _vote_countries(context, text, gazetteer)
    states = _states_in(text, words)
    for state in states:
        context.add_province("US", state, fold.folded(state))
    cued = _US_CUES.search(text) is not None
    if states and (cued or len(context.countries) < 2):
        context.countries["US"] += 2 * sum(states.values())
        if "Georgia" in states:
            context.rule_out("GE")
    elif cued:
        context.countries["US"] += 2
    return context


def _vote_countries(context: Context, text: str, gazetteer: Gazetteer) -> None:
    for match in _CAPITALS.finditer(text):
        parts = match.group(0).split(" ")
        for size in (len(parts), 1):
            for index in range(len(parts) - size + 1):
                name = " ".join(parts[index : index + size]).rstrip(".")
                code = gazetteer.country_of(name)
                if code is not None:
                    votes = 2 if index == 0 and size > 1 else 1
                    context.countries[code] += votes
                    context.own.setdefault(fold.folded(name), Counter())[code] += votes
            if size == len(parts) and len(parts) == 1:
                break


def _states_in(text: str, words: Lexicon) -> Counter[str]:
    """States of the United States that the text names, in full or as a dateline prints them."""
    votes: Counter[str] = Counter()
    names = set(words.us_states.values())
    for match in _STATE.finditer(text):
        printed = match.group(0)
        after_town = text[max(0, match.start() - 2) : match.start()] == ", "
        abbreviated = state_of(printed, text[match.end() : match.end() + 1], words)
        if abbreviated is not None and after_town:
            votes[abbreviated] += 3
            continue
        state = printed if printed in names else printed.split(" ")[0]
        if state in names and (after_town or state not in _TWO_MEANINGS):
            votes[state] += 3 if after_town else 1
    return votes


def state_of(printed: str, following: str, words: Lexicon) -> str | None:
    """The state that "Fla" or "N.C." before a stop is short for."""
    point = "." if following == "." else ""
    return words.us_states.get(printed.lower().replace(" ", "") + point)
