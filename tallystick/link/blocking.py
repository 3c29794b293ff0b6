"""Which pairs of mentions are worth comparing: those that share a key of day and place, of telling words, or of a name.

Nearly every key holds a stretch of time, so the mentions behind one are those of that time, however large the ledger.
Each mention stands under some keys and looks under others, and the rule is symmetric: of two mentions, either both find
each other or neither does. So it does not matter which came first.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import combinations, product
from math import floor

from tallystick.link.telling import Telling
from tallystick.model import Place
from tallystick.reference.fold import folded

REACH_DAYS = 2
LONGEST_SPAN_DAYS = 14
"""A mention with a longer span is looked for by place, not by day: it would be near everything."""
TELLING_WORDS = 12
"""By how many of its words a report is looked for among those published about then."""
TELLING_WORDS_EVER = 4
"""And by how many where one of the two has no time of publication."""
PAIRED_WORDS = 5
"""Of so many words every two are a key for a year, for a report of the trial gives the day of the trial: first and last
name, or town and street. On the half of gva-gvc that weights are fitted on they find what makes CoNLL .919 instead of
.907; four words find as much, six add wrong ones. Of 2,200 reports of four years no pair had more than 11."""

_AROUND = (-1, 0, 1)


def candidates(told: Sequence[Telling]) -> set[tuple[str, str]]:
    """Pairs of ids, smaller first, of mentions of different reports that could be one event.

    Args:
        told: any order; aggregates never meet incidents, so leave them out.
    """
    standing: dict[int, list[Telling]] = defaultdict(list)
    for telling in told:
        for key in stands_under(telling):
            standing[key].append(telling)
    return {
        (min(one.ref, other.ref), max(one.ref, other.ref))
        for one in told
        for key in looks_under(one)
        for other in standing.get(key, ())
        if one.report != other.report
    }


def stands_under(telling: Telling) -> frozenset[int]:
    """The keys under which others find this mention."""
    return _numbers(_standing(telling))


def looks_under(telling: Telling) -> frozenset[int]:
    """The keys under which this mention finds others."""
    return _numbers(_looking(telling))


def _standing(telling: Telling) -> Iterator[str]:
    yield f"copy {telling.copy}"
    yield f"page {telling.report}"
    if telling.revises:
        yield f"earlier version {telling.revises}"
    days, cells = _days(telling), _cells(telling)
    for day in days:
        yield from (f"{day} cell {north} {east}" for north, east in cells)
        sharpness = "point" if cells else "coarse"
        yield from (f"{day} {sharpness} {country}" for country in telling.countries)
        yield f"{day} anywhere"
        if _is_nowhere(telling):
            yield f"{day} nowhere"
    yield from (f"{place} {'dated' if days else 'undated'} {month}" for place, month in _place_months(telling))
    published = telling.published_on
    for word, name in _words_and_names(telling):
        if word:
            yield f"word {word} {_week(published)}"
        if name:
            yield f"name {name} {_week(published)}"
    if telling.sketch:
        yield from (f"victim {name} {_quarter(published)}" for name in telling.sketch.victims)
        yield from (f"surname {name} {_quarter(published)}" for name in telling.sketch.surnames)
    yield from (f"words {pair} {_year(published)}" for pair in _word_pairs(telling))
    for word in _first_words(telling, TELLING_WORDS_EVER):
        yield f"word {word} {'at some time' if published else 'at no time'}"


def _looking(telling: Telling) -> Iterator[str]:
    yield f"copy {telling.copy}"
    if telling.revises:
        yield f"page {telling.revises}"
    yield f"earlier version {telling.report}"
    days, cells = _days(telling), _cells(telling)
    for day in days:
        for (north, east), up, right in product(cells, _AROUND, _AROUND):
            yield f"{day} cell {north + up} {(east + right) % 360}"
        for country in telling.countries:
            yield f"{day} coarse {country}"
            if not cells:
                yield f"{day} point {country}"
        yield f"{day} {'anywhere' if _is_nowhere(telling) else 'nowhere'}"
    for place, month in _place_months(telling):
        for step in _AROUND:
            yield f"{place} undated {month + step}"
            if not days:
                yield f"{place} dated {month + step}"
    published = telling.published_on
    for word, name in _words_and_names(telling):
        for step in _AROUND if published else (0,):
            if word:
                yield f"word {word} {_week(published, step)}"
            if name:
                yield f"name {name} {_week(published, step)}"
    if telling.sketch:
        # Months later a victim's name still tells; a mayor's, who is in every report of his town, told for a week.
        for step in _AROUND if published else (0,):
            yield from (f"surname {name} {_quarter(published, step)}" for name in telling.sketch.victims)
            yield from (f"victim {name} {_quarter(published, step)}" for name in telling.sketch.surnames)
    for pair, step in product(_word_pairs(telling), _AROUND if published else (0,)):
        yield f"words {pair} {_year(published, step)}"
    for word in _first_words(telling, TELLING_WORDS_EVER):
        yield f"word {word} at no time"
        if not published:
            yield f"word {word} at some time"


def _days(telling: Telling) -> range:
    """The days of a mention with a short span, as numbers, and the two after: such as are two days apart share one."""
    days = telling.days
    if days is None or (days[1] - days[0]).days > LONGEST_SPAN_DAYS:
        return range(0)
    return range(days[0].toordinal(), days[1].toordinal() + REACH_DAYS + 1)


def _is_nowhere(telling: Telling) -> bool:
    """Whether neither point nor country is known: it may have been anywhere."""
    return not _cells(telling) and not telling.countries


def _cells(telling: Telling) -> frozenset[tuple[int, int]]:
    """The squares of one degree that its towns and sites lie in."""
    return frozenset(_cell(place) for place in telling.points)


def _cell(place: Place) -> tuple[int, int]:
    return floor(place.latitude or 0.0), floor(place.longitude or 0.0) % 360


def _place_months(telling: Telling) -> Iterator[tuple[str, int]]:
    """Its places below the country, with the months of its days, or of its publication where it tells no day."""
    days = telling.days or (telling.published_on, telling.published_on)
    if days[0] is None or days[1] is None:
        return
    for place in telling.mention.places:
        if place.precision != "country":
            where = f"{place.geonames_id}" if place.geonames_id else folded(place.name or place.wording)
            for month in {_month(days[0]), _month(days[1])}:
                yield f"place {where}", month


def _words_and_names(telling: Telling) -> Iterator[tuple[str, str]]:
    """Its telling words, each with an empty name, and the names in it, each with an empty word."""
    yield from ((word, "") for word in _first_words(telling, TELLING_WORDS))
    yield from (("", name) for name in (telling.sketch.names if telling.sketch else ()))


def _first_words(telling: Telling, number: int) -> list[str]:
    terms = telling.sketch.terms if telling.sketch else {}
    return [word for word, _ in sorted(terms.items(), key=lambda item: (-item[1], item[0]))[:number]]


def _word_pairs(telling: Telling) -> list[str]:
    """Every two of its most telling words."""
    return [f"{one} {other}" for one, other in combinations(sorted(_first_words(telling, PAIRED_WORDS)), 2)]


def _month(day: date) -> int:
    return day.year * 12 + day.month


def _week(day: date | None, step: int = 0) -> int | None:
    return day.toordinal() // 7 + step if day else None


def _year(day: date | None, step: int = 0) -> int | None:
    return day.year + step if day else None


def _quarter(day: date | None, step: int = 0) -> int | None:
    return day.toordinal() // 91 + step if day else None


def _numbers(keys: Iterable[str]) -> frozenset[int]:
    """Keys as 63-bit numbers, which a database compares fastest; two keys with one number cost a comparison."""
    digests = (hashlib.blake2b(key.encode("utf-8", "surrogatepass"), digest_size=8).digest() for key in keys)
    return frozenset(int.from_bytes(digest, "big") >> 1 for digest in digests)
