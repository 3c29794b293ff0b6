"""Many events side by side, in columns: what filters, orders, maps and time lines are computed from.

A hundred bytes an event instead of its record, and a few milliseconds for a hundred thousand of them. What events
share, such as a place, is held once, and asked once whether it is meant.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from datetime import date
from functools import cached_property
from typing import Any, Generic, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from tallystick.model import Party, Place
from tallystick.search import Search, actor_test, place_test
from tallystick.web.rows import DISPUTED, ROLES, TYPES, UNPLACED, Row
from tallystick.web.spots import Spot
from tallystick.web.window import Circles, Window

T = TypeVar("T", bound=Hashable)
Numbers = NDArray[np.int64]
Mask = NDArray[np.bool_]


class Register(Generic[T]):
    """Things that rows share, each with a number; what is held stays."""

    def __init__(self) -> None:
        self.items: list[T] = []
        self._numbers: dict[T, int] = {}

    def number(self, item: T) -> int:
        """The number of a thing, which is given one where it has none."""
        found = self._numbers.get(item)
        if found is None:
            found = self._numbers[item] = len(self.items)
            self.items.append(item)
        return found

    def meant(self, is_meant: Callable[[T], bool]) -> Mask:
        """Of each thing whether it is meant."""
        return np.fromiter((is_meant(item) for item in self.items), np.bool_, len(self.items))


class Known(NamedTuple):
    """What is computed with of spots, as columns."""

    circles: Circles
    ranks: NDArray[np.integer[Any]]
    """Where each place stands among all: the widest first, then from north to south, from west to east."""


class Spots(Register[Spot]):
    """Places of events; those that differ by name alone are one place."""

    def __init__(self) -> None:
        super().__init__()
        self._known = _known(())

    @property
    def known(self) -> Known:
        """Of each where it is, and how wide."""
        known = self._known
        if len(known.ranks) < len(self.items):
            known = self._known = _known(tuple(self.items))
        return known


def _known(spots: Sequence[Spot]) -> Known:
    places = {spot[:3]: spot for spot in spots}
    order = sorted(places.values(), key=lambda spot: (-spot.km, -spot.latitude, spot.longitude, spot.precision))
    rank = {spot[:3]: n for n, spot in enumerate(order)}
    columns = np.array([(spot.latitude, spot.longitude, spot.km) for spot in spots]).reshape(-1, 3)
    # As few bytes as will do: the smallest numbers are sorted by their digits.
    ranks = np.array([rank[spot[:3]] for spot in spots], np.min_scalar_type(len(order)))
    return Known(Circles(*columns.T), ranks)


class Registers:
    """All that rows share."""

    def __init__(self) -> None:
        self.parts: Register[str] = Register()
        self.places: Register[Place] = Register()
        self.spots = Spots()
        self.countries: Register[str] = Register()
        self.parties: Register[Party] = Register()
        self.origins: Register[tuple[str, str, str | None]] = Register()


class Pairs:
    """Which things each of so many rows has: two columns, row and thing, in the order of rows."""

    def __init__(self, rows: Numbers, things: Numbers, whole: int) -> None:
        self.rows, self.things, self.whole = rows, things, whole

    @cached_property
    def _starts(self) -> Numbers:
        """Where the things of each row begin, and where the last ones end."""
        return np.concatenate([[0], np.cumsum(np.bincount(self.rows, minlength=self.whole))])

    def only(self, keep: Mask, place: Numbers) -> Pairs:
        """Those of the rows that stay, which are numbered anew."""
        stays = keep[self.rows]
        return Pairs(place[self.rows[stays]], self.things[stays], int(keep.sum()))

    def plus(self, other: Pairs) -> Pairs:
        """With those of rows that come after."""
        rows = np.concatenate([self.rows, other.rows + self.whole])
        return Pairs(rows, np.concatenate([self.things, other.things]), self.whole + other.whole)

    def rows_with(self, things: Mask) -> Mask:
        """Of each row whether it has any of these things."""
        found = np.zeros(self.whole, np.bool_)
        found[self.rows[things[self.things]]] = True
        return found

    def counts(self) -> Numbers:
        """How many things each row has."""
        return np.diff(self._starts)

    def of(self, row: int) -> Numbers:
        """The things of one row."""
        return self.things[self._starts[row] : self._starts[row + 1]]

    def of_rows(self, rows: Numbers) -> tuple[Numbers, Numbers]:
        """The things of some rows in their order: for each thing the place of its row among these, and the thing."""
        counts = self.counts()[rows]
        places = np.repeat(np.arange(len(rows)), counts)
        before = np.cumsum(counts) - counts
        return places, self.things[np.arange(len(places)) + (self._starts[rows] - before)[places]]


_NUMBERS = ("since", "until", "role", "type", "day", "end", "first", "last", "told", "marks")
_PAIRS = ("places", "spots", "countries", "initiators", "targets", "origins")


class Columns:
    """Events, one a row; never changed, only made anew from others."""

    def __init__(
        self, registers: Registers, ids: NDArray[Any], numbers: dict[str, Numbers], pairs: dict[str, Pairs]
    ) -> None:
        self.registers, self.ids = registers, ids
        self._numbers, self.pairs = numbers, pairs

    @classmethod
    def of(cls, registers: Registers, rows: Sequence[Row]) -> Columns:
        """Rows as columns."""
        numbers = {name: _column(getattr(row, name) for row in rows) for name in _NUMBERS}
        numbers["known"] = _column(row.opening[0] for row in rows)
        numbers["killed"] = np.array([row.killed for row in rows], np.int64).reshape(len(rows), -1 if rows else 0)
        numbers["part"] = _column(registers.parts.number(row.part) for row in rows)
        register: dict[str, Register[Any]] = {
            "places": registers.places, "spots": registers.spots, "countries": registers.countries,
            "initiators": registers.parties, "targets": registers.parties, "origins": registers.origins,
        }  # fmt: skip
        pairs = {}
        for name in _PAIRS:
            found = [(n, register[name].number(thing)) for n, row in enumerate(rows) for thing in getattr(row, name)]
            pairs[name] = Pairs(_column(n for n, _ in found), _column(thing for _, thing in found), len(rows))
        ids = np.empty((len(rows), 3), object)
        for n, row in enumerate(rows):
            ids[n] = row.id, row.opening[1], row.opening[2]
        return cls(registers, ids, numbers, pairs)

    def __len__(self) -> int:
        return len(self.ids)

    def __getattr__(self, name: str) -> Numbers:
        if name.startswith("_") or name not in self._numbers:
            raise AttributeError(name)
        return self._numbers[name]

    def only(self, keep: Mask) -> Columns:
        """The rows that stay."""
        if keep.all():
            return self
        place = np.cumsum(keep) - 1
        return Columns(
            self.registers,
            self.ids[keep],
            {name: column[keep] for name, column in self._numbers.items()},
            {name: pairs.only(keep, place) for name, pairs in self.pairs.items()},
        )

    def plus(self, other: Columns) -> Columns:
        """With the rows of others, which have the same registers."""
        if not len(other):
            return self
        if not len(self):
            return other
        return Columns(
            self.registers,
            np.concatenate([self.ids, other.ids]),
            {name: np.concatenate([column, other._numbers[name]]) for name, column in self._numbers.items()},
            {name: pairs.plus(other.pairs[name]) for name, pairs in self.pairs.items()},
        )

    def without(self, ids: frozenset[str] | set[str]) -> Columns:
        """All but these events."""
        return self.only(np.fromiter((id_ not in ids for id_ in self.ids[:, 0]), np.bool_, len(self))) if ids else self

    # -------------------------------------------------------------------------------------- orders

    @cached_property
    def by_id(self) -> Numbers:
        """Rows by id."""
        return _sorted(list(range(len(self))), key=self.ids[:, 0].__getitem__)

    @cached_property
    def sorted_ids(self) -> list[str]:
        """Ids in order."""
        return list(self.ids[self.by_id, 0])

    @cached_property
    def row(self) -> dict[str, int]:
        """The row of each event."""
        return {id_: n for n, id_ in enumerate(self.ids[:, 0])}

    @cached_property
    def as_told(self) -> Numbers:
        """Rows in the order in which each was first told."""
        known, reports, mentions = self.known.tolist(), self.ids[:, 1].tolist(), self.ids[:, 2].tolist()
        return _sorted(list(range(len(self))), key=lambda n: (known[n], reports[n], mentions[n]))

    @cached_property
    def told_rank(self) -> Numbers:
        """Where each row stands in that order."""
        return _ranks(self.as_told)

    @cached_property
    def as_listed(self) -> Numbers:
        """Rows as lists have them: main ones first, then the latest first; those without a day last."""
        # By the first day only: one that is known to have been over by some day has none here.
        return np.lexsort((_ranks(self.by_id), -np.maximum(self.day, 1), self.role))

    @cached_property
    def by_until(self) -> Numbers:
        """Rows by when the last of them was told."""
        return np.lexsort((self.told_rank, self.until))

    def around(self, event: str, most: int) -> Numbers:
        """The rows of the incidents nearest to an event by day, less itself; of equally near ones by id."""
        own = self.row[event]
        days = np.abs(self.day - self.day[own])
        days[(self.day == 0) | (self.day[own] == 0)] = 10**6
        order = np.lexsort((_ranks(self.by_id), days))
        kept: Numbers = order[(order != own) & (self.role[order] != ROLES.index("aggregate"))][:most]
        return kept

    # ------------------------------------------------------------------------------------- searching

    def matching(self, search: Search) -> Mask:
        """The events that are all that is asked for: as `search.matching` finds them."""
        found = np.ones(len(self), np.bool_)
        if search.since is not None or search.until is not None:
            found &= self.first > 0
            if search.since is not None:
                found &= self.last >= search.since.toordinal()
            if search.until is not None:
                found &= self.first <= search.until.toordinal()
        if search.place:
            found &= self.pairs["places"].rows_with(self.registers.places.meant(place_test(search.place)))
        if search.actor:
            meant = self.registers.parties.meant(actor_test(search.actor))
            found &= self.pairs["initiators"].rows_with(meant) | self.pairs["targets"].rows_with(meant)
        if search.type:
            found &= self.type == TYPES.index(search.type)
        if search.disputed:
            found &= (self.marks & DISPUTED) != 0
        if search.single_origin:
            found &= self.pairs["origins"].counts() <= 1
        if search.unplaced:
            found &= (self.marks & UNPLACED) != 0
        return found

    def on_map(self, window: Window) -> Mask:
        """The events a place of which is on a map of this window."""
        return self.pairs["spots"].rows_with(window.holds(self.registers.spots.known.circles))


def day_of(ordinal: int) -> date | None:
    """A day from its number."""
    return date.fromordinal(ordinal) if ordinal else None


def _column(values: Iterable[int]) -> Numbers:
    return np.fromiter(values, np.int64)


def _sorted(rows: list[int], key: Callable[[int], Any]) -> Numbers:
    return np.array(sorted(rows, key=key), np.int64)


def _ranks(order: Numbers) -> Numbers:
    ranks = np.empty(len(order), np.int64)
    ranks[order] = np.arange(len(order))
    return ranks
