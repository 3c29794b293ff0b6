"""Maps and time lines as they are defined: event by event, place by place. The columns must come to the same."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

import numpy as np

from tallystick.reference.stepped import Line
from tallystick.web import areas
from tallystick.web.areas import Bounds
from tallystick.web.basemap import NEAR
from tallystick.web.columns import Columns, Registers
from tallystick.web.gathered import CELL, Mark, Placed, in_square
from tallystick.web.rows import Row
from tallystick.web.spots import Spot, Where
from tallystick.web.timeline import MOST, Column, Timeline, When, _after, _start, _starts, _unit
from tallystick.web.window import KM_PER_DEGREE, Window, shrink_at


def row(number: int = 1, **known: Any) -> Row:
    """An event in little, of which only this is known."""
    unknown = dict.fromkeys(("since", "until", "role", "type", "day", "end", "first", "last", "told", "marks"), 0)
    none = dict.fromkeys(("places", "spots", "countries", "initiators", "targets", "origins"), ())
    name = f"evt_{number:03}"
    return Row(**{"id": name, "opening": (0, name, "m1"), "part": name, "killed": -1, **unknown, **none, **known})


def columns_of(rows: Sequence[Row]) -> Columns:
    """Rows as columns."""
    return Columns.of(Registers(), rows)


class PlainlyPlaced:
    """What `gathered.placed` makes of events, by going through them."""

    def __init__(self, events: Iterable[tuple[str, Where]]) -> None:
        called: dict[tuple[float, float, str], Spot] = {}
        held: dict[tuple[float, float, str], list[str]] = defaultdict(list)
        countries: Counter[str] = Counter()
        self.nowhere = 0
        for event, where in events:
            for spot in where.spots:
                called.setdefault(spot[:3], spot)
                if event not in held[spot[:3]]:
                    held[spot[:3]].append(event)
            if not where.spots:
                self.nowhere += not where.countries
                countries.update(where.countries)
        self.countries = tuple(sorted(countries.items(), key=lambda item: (-item[1], item[0])))
        self.all = sorted(called.values(), key=lambda spot: (-spot.km, -spot.latitude, *spot[1:3]))
        self.held = [held[spot[:3]] for spot in self.all]

    def spots(self, which: Iterable[int]) -> list[Spot]:
        """Some of them, by where they stand."""
        return [self.all[n] for n in which]

    def touching(self, window: Window) -> list[int]:
        """Those of which a part may be on the map."""
        return [n for n, spot in enumerate(self.all) if _touches(spot, window)]

    def ringed(self, window: Window, most: int) -> list[int]:
        """Those whose reach is drawn: where they are too many, such as no number covers."""
        found = self.touching(window)
        alone = {cell[0] for cell in self._cells(window) if len(cell) == 1}
        if len(found) > most:
            found = [n for n in found if n in alone or 2 * self.all[n].km / KM_PER_DEGREE * window.scale > CELL]
        return found[:most]

    def _cells(self, window: Window) -> list[list[int]]:
        """Those on the map, by the square of the Earth that they are in."""
        side = CELL / window.scale
        cells: dict[tuple[int, int], list[int]] = defaultdict(list)
        for n, spot in enumerate(self.all):
            x, y = window.xy(spot.latitude, spot.longitude)
            if 0 <= x <= window.size.width and 0 <= y <= window.size.height:
                line = int((spot.latitude + 90) // side)
                width = side / max(shrink_at(line * side - 90), 0.1)
                cells[line, int((spot.longitude + 180) // width)].append(n)
        return list(cells.values())

    def marks(self, window: Window) -> list[Mark]:
        """One for each square of the Earth in which there are any."""
        found = []
        for cell in self._cells(window):
            spots, ids = self.spots(cell), {event for n in cell for event in self.held[n]}
            latitude, east = 0.0, 0.0
            for spot in spots:
                latitude += spot.latitude
                east += (spot.longitude - spots[0].longitude + 180) % 360 - 180
            middle = latitude / len(spots), spots[0].longitude + east / len(spots)
            found.append(
                Mark(
                    *(in_square(middle, spots[0][:2], len(ids), window) if len(spots) > 1 else middle),
                    names=tuple(dict.fromkeys(spot.name for spot in spots)),
                    spots=len(spots),
                    events=len(ids),
                    event=ids.pop() if len(ids) == 1 else None,
                )
            )
        return sorted(found, key=lambda mark: (-mark.latitude, mark.longitude))


def _touches(spot: Spot, window: Window) -> bool:
    bounds = areas.bounds_at(spot.latitude, spot.longitude, spot.precision)
    if bounds:
        return bool(Bounds(*np.array([bounds]).T).touch(window)[0])
    x, y = window.xy(spot.latitude, spot.longitude)
    wide, tall = window.radii(spot.latitude, spot.km)
    return -wide <= x <= window.size.width + wide and -tall <= y <= window.size.height + tall


def timeline(events: Iterable[When]) -> Timeline:
    """What `timeline.timeline` makes of events, by going through them."""
    found = list(events)
    dated = [(one.first, one.last) for one in found if one.first is not None and one.last is not None]
    told = [one.told for one in found if one.told is not None]
    if not dated and not told:
        return Timeline("day", (), len(found), 0)
    days = [*(day for span in dated for day in span), *told]
    unit = _unit(min(days), max(days))
    starts = _starts(unit, min(days), max(days))[-MOST:]
    columns = []
    for start in starts:
        in_it = [_start(unit, first) == start == _start(unit, last) for first, last in dated]
        touched = [_start(unit, first) <= start <= _start(unit, last) for first, last in dated]
        first_told = sum(_start(unit, day) == start for day in told)
        end = _after(unit, start) - timedelta(days=1)
        columns.append(Column(start, end, sum(in_it), sum(touched) - sum(in_it), first_told))
    return Timeline(unit, tuple(columns), len(found) - len(dated), sum(last < starts[0] for _, last in dated))


def ids_at(placed: Placed) -> list[list[str]]:
    """The events of each spot."""
    return [list(placed.columns.ids[placed.events.of(n), 0]) for n in range(placed.events.whole)]


def day_number(day: date | None) -> int:
    """A day as columns hold it."""
    return day.toordinal() if day else 0


def path(window: Window, line: Line, shift: float, *, closed: bool) -> str:
    """What `basemap` draws of one line, by going through its points."""
    tall, wide = 10 * window.scale, 10 * window.scale * window.shrink
    left = 5 * window.size.width - (window.longitude - shift) * wide
    top = 5 * window.size.height + window.latitude * tall
    xs, ys = [int(left + x * wide) for x, _ in line], [int(top - y * tall) for _, y in line]
    west, east, north, south = min(xs), max(xs), min(ys), max(ys)
    if east < -20 or west > 10 * window.size.width + 20 or south < -20 or north > 10 * window.size.height + 20:
        return ""
    if closed and east - west + south - north < 12:
        return ""
    x0, y0, steps = xs[0], ys[0], []
    for number in range(1, len(xs)):
        dx, dy = xs[number] - x0, ys[number] - y0
        if dx * dx + dy * dy >= NEAR or (number == len(xs) - 1 and not closed and (dx or dy)):
            steps.append(f"{dx} {dy}")
            x0, y0 = xs[number], ys[number]
    return f"M{xs[0]} {ys[0]}l{' '.join(steps)}{'Z' * closed}" if steps else ""


def parts(line: Line, after: Sequence[bool]) -> list[Line]:
    """A line cut after some of its points, without the parts that are one point."""
    found: list[Line] = [[]]
    for point, ends in zip(line, after, strict=True):
        found[-1].append(point)
        if ends:
            found.append([])
    return [part for part in found if len(part) > 1]
