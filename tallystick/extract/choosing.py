"""Which of several places of one name a report means: a table of weights over what speaks for each.

All names of a report are weighed once, each against the others: "Albany" beside Macon and Savannah is in Georgia,
beside Troy and Schenectady in New York. A name has one meaning in a report, unless the words beside it say another
("Albany, Ga., and Albany, N.Y.").

Similar spelling is never enough. A place found by its consonants alone counts only in a country that the report
is about, because worldwide they send Boukamal to Congo.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from tallystick.extract.context import Context
from tallystick.reference import fold
from tallystick.reference.outlets import Home
from tallystick.reference.places import Candidate, Gazetteer, within_km

WEIGHTS: dict[str, float] = {
    "folded": -0.6,
    "skeleton": -2.5,
    "other name": -2.0,
    "people": 0.4,
    "country": 6.0,
    "admin1": 3.7,
    "a seat of its name": -4.0,
    "admin2": 1.0,
    "site": 3.0,
    "region or water": 4.2,
    "airfield": 0.0,
    "in the report's country": 2.5,
    "in a named country": 1.0,
    "in a named province": 2.0,
    "said beside it": 5.0,
    "neighbours": 1.3,
    "in the outlet's country": 1.0,
    "in the outlet's province": 2.0,
    "near the outlet": 2.5,
    "the outlet's own name": 1.0,
}
"""What each fact weighs; the likeliest meaning has the largest sum. How they were found, and what each is worth:
docs/decisions/0014-places.md.

folded, skeleton            found by its letters without marks, by its consonants, and not by its spelling
other name                  the name is none of its own in any transliteration: Africa for Mahdia
people                      each factor of ten
country ... airfield        before anything is known of the report
a seat of its name          a province whose seat bears its name: the bare name is the town
in the report's country     times the country's share of all words for countries
neighbours                  the other names that may lie within a degree, each the less the more places it has
near the outlet             falls by half every 83 km
"""
_REACH_KM = 120.0
_MOST = 40
"""Of more places of a name only the first ten and those in countries that the report names are weighed."""
_SHORTEST_FUZZY = 5
_ALIKE = 0.78
"""Less alike in sound than this, equal consonants are chance: fold.likeness."""
_LARGE = 15_000
"""So many people make a town one that a report may name without its country."""
_FAMOUS = 200_000
"""So many people live where an old or foreign name may be meant anywhere: Saigon; not Africa for Mahdia."""
_SEAT, _CITY = 5_000, 500_000
"""So many people make a town the first meaning of a name that it shares with its own, or with another, province."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What a name means in a report, and what it does not."""

    candidate: Candidate | None
    why: str
    refused: tuple[tuple[Candidate, str], ...] = ()


@dataclass(slots=True)
class Name:
    """One name of a report with all that it may mean."""

    key: str
    wording: str
    beside: list[frozenset[str]] = field(default_factory=list)
    """Folded names that stand beside each of its occurrences as what it lies in."""
    candidates: list[Candidate] = field(default_factory=list)


class Chooser:
    """The names of one report, weighed against each other."""

    def __init__(
        self,
        names: Sequence[Name],
        gazetteer: Gazetteer,
        *,
        context: Context,
        home: Home,
    ) -> None:
        self._gazetteer, self._home, self._context = gazetteer, home, context
        self._names = {name.key: name for name in names}
        for name in names:
            name.candidates = self._meanings(name)
            for one in name.candidates:
                if one.feature == "admin1" and one.country and one.admin1 and fold.folded(one.name) == name.key:
                    if one.country in context.countries or one.country == home.country:
                        context.add_province(one.country, one.admin1, name.key)
        self._cells = self._where_names_may_lie(names)
        self._chosen: dict[tuple[str, frozenset[str]], Choice] = {}
        for key in [key for key in context.own if key in self._names]:
            chosen = self._weigh(self._names[key], frozenset()).candidate
            if chosen is not None and chosen.feature != "country":
                context.withdraw(key)

    def choose(self, wording: str, beside: frozenset[str] = frozenset()) -> Choice:
        """What a name means; `beside` = the folded names that stand beside this occurrence."""
        key = fold.folded(wording)
        name = self._names.get(key)
        if name is None:
            name = self._names[key] = Name(key, wording)
            name.candidates = self._meanings(name)
        if (key, beside) not in self._chosen:
            self._chosen[key, beside] = self._weigh(name, beside)
        return self._chosen[key, beside]

    def features(self, name: Name, one: Candidate, beside: frozenset[str]) -> dict[str, float]:
        """What speaks for and against one meaning, by the names of `WEIGHTS`."""
        home = self._home
        told: dict[str, float] = {}
        if one.match != "exact":
            told[one.match] = 1.0
        if not _same_name(one.name, name.key):
            told["other name"] = 1.0
        if one.feature == "town":
            told["people"] = math.log10(one.population + 10)
        elif one.feature in {"region", "water"}:
            told["region or water"] = 1.0
        else:
            told[one.feature] = 1.0
        if one.feature == "admin1" and self._has_seat(name, one):
            told["a seat of its name"] = 1.0
        code = one.country
        others = self._context.countries - Counter(self._context.own.get(name.key, {}))  # its own vote is no support
        if others[code or ""] > 0:
            told["in a named country"] = 1.0
            told["in the report's country"] = others[code or ""] / others.total()
        if one.feature != "admin1" and self._context.names_province(code, one.admin1, besides=name.key):
            told["in a named province"] = 1.0
        if beside and self._lies_in(one, beside):
            told["said beside it"] = 1.0
        elif not beside and any(around and self._lies_in(one, around) for around in name.beside):
            told["said beside it"] = 0.7
        if one.feature not in {"country"} and one.latitude is not None and one.longitude is not None:
            told["neighbours"] = self._support(name.key, one.latitude, one.longitude)
        if home.country is not None and code == home.country:
            told["in the outlet's country"] = 1.0
            if home.admin1 is not None and one.admin1 == home.admin1:
                told["in the outlet's province"] = 1.0
        if (
            home.latitude is not None
            and home.longitude is not None
            and one.latitude is not None
            and one.longitude is not None
        ):
            if one.feature not in {"country", "admin1"}:
                away = within_km(home.latitude, home.longitude, one.latitude, one.longitude)
                told["near the outlet"] = math.exp(-away / _REACH_KM)
        if name.key in home.names and one.feature == "town":
            told["the outlet's own name"] = 1.0
        return told

    @staticmethod
    def _has_seat(name: Name, area: Candidate) -> bool:
        """Whether a town of the name lies in the province, or a city of it in the country: Idlib, Washington."""
        return any(
            one.country == area.country and one.population >= (_SEAT if one.admin1 == area.admin1 else _CITY)
            for one in name.candidates
            if one.feature == "town" and _same_name(one.name, name.key)
        )

    # ------------------------------------------------------------------------------------- weighing

    def _weigh(self, name: Name, beside: frozenset[str]) -> Choice:
        weighed = []
        for one in name.candidates:
            told = self.features(name, one, beside)
            weighed.append((sum(WEIGHTS[what] * much for what, much in told.items()), told, one))
        weighed = [row for row in weighed if self._may_be_meant(name, row[2], row[1])]
        if not weighed:
            return Choice(
                None, "not in the gazetteer" if not name.candidates else "too small to be meant without a country"
            )
        weighed.sort(key=lambda row: -row[0])
        best = weighed[0]
        refused = tuple((one, self._against(best[1], told)) for _, told, one in weighed[1:4])
        return Choice(best[2], self._reason(best[1], best[2]), refused)

    def _may_be_meant(self, name: Name, one: Candidate, told: dict[str, float]) -> bool:
        """Whether it may be meant at all: large, or in a country that the report speaks of."""
        if told.get("other name") and one.feature in {"town", "admin2"} and " " not in name.key:
            known = ("in a named country", "said beside it")
            return one.population >= _FAMOUS or any(told.get(what) for what in known)
        if one.match == "exact" and (one.feature != "town" or one.population >= _LARGE):
            # Quarters are called Mansour and Crater too: of theirs one word is too little anywhere in the world.
            return one.feature != "site" or one.country is None or " " in name.key
        return any(
            told.get(what, 0.0) > 0.3
            for what in (
                "in a named country",
                "in a named province",
                "said beside it",
                "in the outlet's country",
                "near the outlet",
                "neighbours",
            )
        )

    @staticmethod
    def _reason(told: dict[str, float], one: Candidate) -> str:
        for what, words in _REASONS:
            if told.get(what, 0.0) > 0.3:
                return words.format(country=one.country, admin1=one.admin1)
        return "a country" if one.feature == "country" else "the largest place of that name"

    @staticmethod
    def _against(best: dict[str, float], told: dict[str, float]) -> str:
        """The weightiest difference."""
        gaps = {what: WEIGHTS[what] * (best.get(what, 0.0) - told.get(what, 0.0)) for what in {*best, *told}}
        what = max(sorted(gaps), key=lambda one: gaps[one])
        return f"{_LACKS[what]} ({gaps[what]:.1f})"

    # -------------------------------------------------------------------------------------- meanings

    def _meanings(self, name: Name) -> list[Candidate]:
        """The places of a name: anywhere by its letters, in the report's countries by its consonants too."""
        found = [c for c in self._gazetteer.candidates(name.wording, limit=400) if c.match != "skeleton"]
        most = max(self._context.countries.values(), default=0)
        for code, votes in self._context.countries.most_common(4):
            if len(name.key) < _SHORTEST_FUZZY or code == "US" or 2 * votes < most:
                continue
            if any(c.country == code and c.match == "exact" and c.feature not in {"admin1", "admin2"} for c in found):
                continue
            fuzzy = [c for c in self._gazetteer.candidates(name.wording, country=code)[:6] if c.match == "skeleton"]
            found.extend([c for c in fuzzy if fold.likeness(name.wording, c.name) >= _ALIKE][:3])
        if len(found) <= _MOST:
            return found
        kept, rest = found[:10], found[10:]
        named = set(self._context.countries) | {self._home.country}
        near = [c for c in rest if c.country in named]
        beside = frozenset().union(*name.beside) if name.beside else frozenset()
        first = [
            c
            for c in near
            if (c.country or "", c.admin1 or "") in self._context.provinces
            or self._lies_in(c, beside)
            or c.admin1 == self._home.admin1
        ]
        seen = {id(c) for c in first}
        return [*kept, *first, *(c for c in near if id(c) not in seen)][: 2 * _MOST]

    def _lies_in(self, one: Candidate, around: frozenset[str]) -> bool:
        if not around:
            return False
        inside = [name for name in (one.admin1, one.admin2) if name]
        if one.feature in {"admin1", "country"}:
            inside = []
        if any(fold.folded(name) in around or fold.folded(name.split(" ")[0]) in around for name in inside):
            return True
        return one.feature != "country" and one.country is not None and one.country in around

    # ------------------------------------------------------------------------------------ neighbours

    def _where_names_may_lie(self, names: Sequence[Name]) -> dict[tuple[int, int], dict[str, float]]:
        """Cells of one degree with the names that may lie in them; a name of many places says little of each."""
        cells: dict[tuple[int, int], dict[str, float]] = defaultdict(dict)
        for name in names:
            spots = {
                (math.floor(c.latitude), math.floor(c.longitude))
                for c in name.candidates
                if c.match != "skeleton" and c.feature in {"town", "admin2", "site", "airfield"}
                and c.latitude is not None and c.longitude is not None
                and (c.country in self._context.countries or c.country == self._home.country or c.population >= _LARGE)
            }  # fmt: skip
            for cell in spots:
                cells[cell][name.key] = 1.0 / math.sqrt(len(spots))
        return cells

    def _support(self, key: str, latitude: float, longitude: float) -> float:
        around: dict[str, float] = {}
        row, column = math.floor(latitude), math.floor(longitude)
        for y in (row - 1, row, row + 1):
            for x in (column - 1, column, column + 1):
                around.update(self._cells.get((y, x), {}))
        around.pop(key, None)
        return math.log1p(sum(around.values()))


@lru_cache(maxsize=65_536)
def _same_name(printed: str, key: str) -> bool:
    """Whether a name is the printed one in another transliteration, and no other name: "Africa" for Mahdia."""
    folded = fold.folded(printed)
    return folded == key or (not key.isascii()) or fold.skeleton(folded) == fold.skeleton(key)


_LACKS = {
    "folded": "it is spelled with other marks",
    "skeleton": "only its consonants are alike",
    "other name": "the name is not its own",
    "people": "fewer people live there",
    "country": "it is no country",
    "admin1": "it is no province",
    "a seat of its name": "a bare name is the town and not its province",
    "admin2": "it is no district",
    "site": "it is no site that reports name",
    "region or water": "it is no region or water that reports name",
    "airfield": "it is no airfield",
    "in the report's country": "the report speaks more of the other's country",
    "in a named country": "the report does not name its country",
    "in a named province": "the report does not name its province",
    "said beside it": "the words beside the name say another",
    "neighbours": "the report's other places lie elsewhere",
    "in the outlet's country": "the outlet is at home in another country",
    "in the outlet's province": "the outlet is at home in another province",
    "near the outlet": "the outlet is at home elsewhere",
    "the outlet's own name": "the outlet's name is of another",
}
"""What a refused meaning lacks most."""
_REASONS = (
    ("said beside it", "in {admin1}, {country}, as the words beside it say"),
    ("in a named province", "in {admin1}, which the report names"),
    ("in the report's country", "in {country}, which the report names"),
    ("near the outlet", "near the outlet's home"),
    ("neighbours", "beside other places that the report names"),
    ("in a named country", "in {country}, which the report names"),
)


def beside_of(names: Iterable[str]) -> frozenset[str]:
    """Names as `Name.beside` wants them."""
    return frozenset(key for name in names if (key := fold.folded(name)))
