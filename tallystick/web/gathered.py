"""Many events as one map: from columns, so that only what is drawn is looked at one by one."""

from __future__ import annotations

from functools import cached_property
from typing import NamedTuple

import numpy as np

from tallystick.export.figures import REACH_KM
from tallystick.web import areas
from tallystick.web.areas import Bounds
from tallystick.web.columns import Columns, Numbers, Pairs
from tallystick.web.spots import Spot
from tallystick.web.window import KM_PER_DEGREE, Floats, Window, shrink_at

CELL = 56
"""Places in one square of so many pixels are shown as one number; a finger needs 44."""


class Mark(NamedTuple):
    """One thing to click on: a spot, or several that are too near to each other at this zoom."""

    latitude: float
    """Of the spot, or of the middle of several, as far from the border of their square as their number is wide."""
    longitude: float
    names: tuple[str, ...]
    """Of its spots, each once."""
    spots: int
    events: int
    """Those that are at one of its spots, or may be."""
    event: str | None
    """The id of the only one; None = there are several."""


class Placed:
    """Where events are, and of which that is not known."""

    def __init__(
        self, columns: Columns, spots: Numbers, events: Pairs, countries: tuple[tuple[str, int], ...], nowhere: int
    ) -> None:
        """Say where events are.

        Args:
            spots: their numbers in the register, the widest first.
            events: rows of the columns, by spot.
            countries: names of countries with the number of events of which no more is known, the most first.
            nowhere: events no place of which was found.
        """
        self.columns, self._spots, self.events = columns, spots, events
        self.countries, self.nowhere = countries, nowhere
        self.circles = columns.registers.spots.known.circles.at(spots)

    def spots(self, which: Numbers) -> list[Spot]:
        """Some of them, by where they stand."""
        items = self.columns.registers.spots.items
        return [items[n] for n in self._spots[which].tolist()]

    def touching(self, window: Window) -> Numbers:
        """The spots of which a part may be on the map, the widest first, so that the sharp ones lie on top."""
        seen = window.touches(self.circles)
        which, bounds = self._bordered
        seen[which] = bounds.touch(window)
        return np.flatnonzero(seen)

    def ringed(self, window: Window, most: int) -> Numbers:
        """The spots whose reach is drawn, the widest first: all that a part of may be seen, where that is not too many.

        Else those that stand alone, and those wider than a number is. Of ten thousand towns one would see only the
        first rings, wherever they are, and take that for where it happened.
        """
        which = self.touching(window)
        if len(which) <= most:
            return which
        there, cell, _ = self._squared(window)
        shown = 2 * self.circles.km / KM_PER_DEGREE * window.scale > CELL
        shown[there] |= np.bincount(cell)[cell] == 1
        return which[shown[which]][:most]

    @cached_property
    def _bordered(self) -> tuple[Numbers, Bounds]:
        """The spots that are drawn as areas, and where these lie."""
        provinces = np.flatnonzero(self.circles.km == REACH_KM["province"])
        found = [areas.bounds_at(*spot[:3]) for spot in self.spots(provinces)]
        bounds = np.array([each for each in found if each]).reshape(-1, 4)
        return provinces[[each is not None for each in found]], Bounds(*bounds.T)

    def marks(self, window: Window) -> list[Mark]:
        """What is clicked on in a window: by squares that stay where they are while the map is moved."""
        there, cell, first = self._squared(window)
        latitude, longitude, _ = self.circles.at(there)
        spots = np.bincount(cell)
        east = (longitude - longitude[first[cell]] + 180) % 360 - 180
        at = np.bincount(cell, latitude) / spots, longitude[first] + np.bincount(cell, east) / spots
        # Each event once, however many of the spots of a mark it is at.
        places, rows = self.events.of_rows(there)
        found = np.sort(cell[places] * len(self.columns) + rows)
        found = found[np.diff(found, prepend=-1) != 0]
        events = np.bincount(found // len(self.columns), minlength=len(spots))
        last = self.columns.ids[found[np.cumsum(events) - 1] % len(self.columns), 0]
        held = np.split(there[np.argsort(cell, kind="stable")], np.cumsum(spots)[:-1])
        middles = zip(at[0].tolist(), at[1].tolist(), strict=True)
        corners = zip(latitude[first].tolist(), longitude[first].tolist(), strict=True)
        stands = [
            in_square(middle, corner, number, window) if several > 1 else middle
            for middle, corner, number, several in zip(middles, corners, events.tolist(), spots.tolist(), strict=True)
        ]
        return [
            Mark(
                latitude=stands[n][0],
                longitude=stands[n][1],
                names=tuple(dict.fromkeys(spot.name for spot in self.spots(held[n]))),
                spots=int(spots[n]),
                events=int(events[n]),
                event=last[n] if events[n] == 1 else None,
            )
            for n in sorted(range(len(stands)), key=lambda n: (-stands[n][0], stands[n][1]))
        ]

    def _squared(self, window: Window) -> tuple[Numbers, Numbers, Numbers]:
        """The spots in a window, the square that each is in, and which of them is the first of each square."""
        there = np.flatnonzero(window.holds(self.circles))
        latitude, longitude, _ = self.circles.at(there)
        squares = _squares(latitude, longitude, CELL / window.scale)
        _, first, cell = np.unique(squares, return_index=True, return_inverse=True)
        return there, cell, first


def radius(events: int) -> float:
    """Pixels around a number of events that tell it from the ground."""
    return 9 + 3.5 * len(f"{events:,}")


def in_square(
    middle: tuple[float, float], spot: tuple[float, float], events: int, window: Window
) -> tuple[float, float]:
    """The middle of several spots, moved so far into their square that its number does not cover the next one's.

    Args:
        middle, spot: latitude and longitude, of one of the spots.
    """
    side, wide = CELL / window.scale, radius(events) / window.scale
    low = (spot[0] + 90) // side * side - 90
    width = side / max(shrink_at(low), 0.1)
    left = (spot[1] + 180) // width * width - 180
    return _between(middle[0], low, side, wide), _between(middle[1], left, width, wide / window.shrink)


def _between(value: float, start: float, length: float, margin: float) -> float:
    margin = min(margin, length / 2)
    return min(max(value, start + margin), start + length - margin)


def _squares(latitude: Floats, longitude: Floats, side: float) -> Floats:
    """For each point the number of its square, so many degrees of latitude high."""
    rows, row = np.unique((latitude + 90) // side, return_inverse=True)
    # A row has squares of one width, whichever window it is seen through.
    width = np.array([side / max(shrink_at(low * side - 90), 0.1) for low in rows.tolist()])
    square: Floats = row * 1e6 + (longitude + 180) // width[row]
    return square


def placed(columns: Columns, rows: Numbers) -> Placed:
    """The places of some events; the same place of several events once."""
    pairs, registers = columns.pairs, columns.registers
    event, spot = pairs["spots"].of_rows(rows)
    # Of one place its events in their order, each once. It is called as the first of them calls it.
    rank = registers.spots.known.ranks[spot]
    order = np.argsort(rank, kind="stable")
    rank, event, spot = rank[order].astype(np.int64), event[order], spot[order]
    is_first = np.diff(rank, prepend=-1) != 0
    once = is_first | (np.diff(event, prepend=-1) != 0)
    events = Pairs((np.cumsum(is_first) - 1)[once], rows[event[once]], int(is_first.sum()))
    _, country = pairs["countries"].of_rows(rows)
    counts = np.bincount(country, minlength=len(registers.countries.items)).tolist()
    by_name = [(name, number) for name, number in zip(registers.countries.items, counts, strict=False) if number]
    nowhere = (pairs["spots"].counts()[rows] + pairs["countries"].counts()[rows] == 0).sum()
    return Placed(
        columns, spot[is_first], events, tuple(sorted(by_name, key=lambda item: (-item[1], item[0]))), int(nowhere)
    )
