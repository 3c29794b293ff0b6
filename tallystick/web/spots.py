"""Events on a map: every place as wide as it is uncertain, many of them as a number, never a pin.

A place of which only the country is known is on no map: the middle of a country is where nothing happened.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple
from xml.etree import ElementTree

from tallystick.export import naming, words
from tallystick.export.figures import AREAS, REACH_KM
from tallystick.model import Event, PlacePrecision
from tallystick.web import areas
from tallystick.web.window import CLOSEST, Window

CELL = 56
"""Places in one square of so many pixels are shown as one number; a finger needs 44."""
MOST_RINGS = 240
"""Rings drawn at once; beyond them the numbers tell how many there are."""
SMALLEST = 7
"""Pixels of the smallest ring: a smaller one could not be seen."""


class Spot(NamedTuple):
    """One place of events."""

    latitude: float
    longitude: float
    precision: PlacePrecision
    name: str
    events: tuple[str, ...]
    """Ids of those that are there, or may be there."""

    @property
    def km(self) -> float:
        """How far around its point it reaches."""
        return REACH_KM[self.precision]

    @property
    def is_area(self) -> bool:
        """Whether it is somewhere in an area, and not around its point."""
        return self.precision in AREAS


class Placed(NamedTuple):
    """Where events are, and of which that is not known."""

    spots: tuple[Spot, ...]
    countries: tuple[tuple[str, int], ...]
    """Names of countries with the number of events of which no more is known, the most first."""
    nowhere: int
    """Events no place of which was found."""

    def circles(self) -> list[tuple[float, float, float]]:
        """Latitude, longitude and km of each spot."""
        return [(spot.latitude, spot.longitude, spot.km) for spot in self.spots]


class Mark(NamedTuple):
    """One thing to click on: a spot, or several that are too near to each other at this zoom."""

    spots: tuple[Spot, ...]
    events: tuple[str, ...]
    latitude: float
    longitude: float


class Where(NamedTuple):
    """Where one event is, as far as it can be drawn."""

    event: str
    keys: tuple[tuple[float, float, PlacePrecision, str], ...]
    """Latitude, longitude, precision and name of each of its places."""
    countries: tuple[str, ...]
    """Where no more is known, their names."""


def where(event: Event) -> Where:
    """The places of one event: made once, however often it is found."""
    keys = [
        (place.latitude, place.longitude, place.precision, place.name or place.wording)
        for place in naming.sharpest(event.places)
        if place.latitude is not None and place.longitude is not None and place.precision in REACH_KM
    ]
    codes = () if keys else dict.fromkeys(place.country for place in event.places if place.country)
    return Where(event.id, tuple(keys), tuple(naming.country_name(code) or code for code in codes))


def placed(events: Iterable[Where]) -> Placed:
    """The places of events; the same place of several events once."""
    at: dict[tuple[float, float, PlacePrecision], list[str]] = defaultdict(list)
    name: dict[tuple[float, float, PlacePrecision], str] = {}
    countries: dict[str, int] = defaultdict(int)
    nowhere = 0
    for event in events:
        for latitude, longitude, precision, called in event.keys:
            key = latitude, longitude, precision
            if not at[key] or at[key][-1] != event.event:
                at[key].append(event.event)
            name.setdefault(key, called)
        if not event.keys:
            nowhere += not event.countries
            for country in event.countries:
                countries[country] += 1
    spots = [Spot(*key, name[key], tuple(found)) for key, found in at.items()]
    ordered = sorted(countries.items(), key=lambda item: (-item[1], item[0]))
    return Placed(
        tuple(sorted(spots, key=lambda spot: (-spot.km, -spot.latitude, spot.longitude))), tuple(ordered), nowhere
    )


def marks(spots: Sequence[Spot], window: Window) -> list[Mark]:
    """What is clicked on in a window: by squares that stay where they are while the map is moved."""
    side = CELL / window.scale
    cells: dict[tuple[int, int], list[Spot]] = defaultdict(list)
    for spot in spots:
        if window.holds(spot.latitude, spot.longitude):
            row = int((spot.latitude + 90) // side)
            # A row has squares of one width, whichever window it is seen through.
            width = side / max(Window(row * side - 90, 0, 0, window.size).shrink, 0.1)
            cells[row, int((spot.longitude + 180) // width)].append(spot)
    found = []
    for held in cells.values():
        ids = tuple(dict.fromkeys(event for spot in held for event in spot.events))
        latitude = sum(spot.latitude for spot in held) / len(held)
        longitude = held[0].longitude + sum(
            (spot.longitude - held[0].longitude + 180) % 360 - 180 for spot in held
        ) / len(held)
        found.append(Mark(tuple(held), ids, latitude, longitude))
    return sorted(found, key=lambda mark: (-mark.latitude, mark.longitude))


class Addresses(NamedTuple):
    """Where marks lead."""

    event: Callable[[str], str]
    list_at: Callable[[Window], str]
    """The list of what a window shows."""
    map_at: Callable[[Window], str]
    """The map of a window."""


class Words(NamedTuple):
    """What the drawing says; all of it is told beside it, too."""

    map: str
    event: Callable[[str], str]
    """What one event is called."""
    several: Callable[[int, str], str]
    """So many events at these places."""


def drawing(spots: Sequence[Spot], window: Window, addresses: Addresses, told: Words) -> str:
    """The events of a window as SVG, to lie over its ground."""
    size = window.size
    svg = ElementTree.Element(
        "svg",
        {
            "class": "spots",
            "viewBox": f"0 0 {size.width} {size.height}",
            "role": "group",
            "aria-label": words.shown(told.map),
        },
    )
    hatch = _add(
        svg,
        "pattern",
        id="spot-hatch",
        width="7",
        height="7",
        patternUnits="userSpaceOnUse",
        patternTransform="rotate(45)",
    )
    _add(hatch, "line", kind="hatch", x1="0", y1="0", x2="0", y2="7")
    around = _add(svg, "g", kind="reach")
    for spot in seen(spots, window)[:MOST_RINGS]:
        x, y = window.xy(spot.latitude, spot.longitude)
        wide, tall = (max(radius, SMALLEST) for radius in window.radii(spot.latitude, spot.km))
        if spot.is_area and (path := areas.outline(spot.latitude, spot.longitude, spot.precision, window)):
            _add(around, "path", kind="somewhere bordered", d=path, fill_rule="evenodd")
            continue
        kind = "somewhere" if spot.is_area else "around near" if spot.precision == "near" else "around"
        _add(around, "ellipse", kind=kind, cx=f"{x:.1f}", cy=f"{y:.1f}", rx=f"{wide:.1f}", ry=f"{tall:.1f}")
    taken: list[tuple[float, float, float, float]] = []
    links, shown = _add(svg, "g"), _add(svg, "g", kind="labels")
    shown.set("aria-hidden", "true")  # each link has a name of its own that says more
    for mark in sorted(marks(spots, window), key=lambda each: -len(each.events)):
        _mark(links, shown, mark, window, addresses, told, taken)
    return ElementTree.tostring(svg, encoding="unicode", short_empty_elements=False)


def seen(spots: Sequence[Spot], window: Window) -> list[Spot]:
    """The spots of which a part may be on the map, the widest first, so that the sharp ones lie on top."""
    found = []
    for spot in spots:
        if (area := areas.area_at(spot.latitude, spot.longitude, spot.precision)) is not None:
            if area.is_seen(window):
                found.append(spot)
            continue
        x, y = window.xy(spot.latitude, spot.longitude)
        wide, tall = window.radii(spot.latitude, spot.km)
        if -wide <= x <= window.size.width + wide and -tall <= y <= window.size.height + tall:
            found.append(spot)
    return found


def _mark(
    links: ElementTree.Element,
    shown: ElementTree.Element,
    mark: Mark,
    window: Window,
    addresses: Addresses,
    told: Words,
    taken: list[tuple[float, float, float, float]],
) -> None:
    x, y = window.xy(mark.latitude, mark.longitude)
    address, label, names = leads_to(mark, window, addresses, told)
    link = _add(links, "a", href=address)
    _add(link, "title").text = words.shown(label)
    link.set("aria-label", words.shown(label))
    _add(link, "circle", kind="reach-of-finger", cx=f"{x:.1f}", cy=f"{y:.1f}", r="22")
    if len(mark.events) > 1:
        number = f"{len(mark.events):,}"
        _add(link, "circle", kind="many", cx=f"{x:.1f}", cy=f"{y:.1f}", r=f"{9 + 3.5 * len(number):.1f}")
        _add(shown, "text", kind="count", x=f"{x:.1f}", y=f"{y + 4.5:.1f}", text_anchor="middle").text = number
    else:
        _add(link, "circle", kind="one", cx=f"{x:.1f}", cy=f"{y:.1f}", r="3")
    if len(names) == 1:
        _name(shown, names[0], x, y + (25 if len(mark.events) > 1 else 19), window, taken)


def leads_to(mark: Mark, window: Window, addresses: Addresses, told: Words) -> tuple[str, str, list[str]]:
    """Where a mark leads, what it is called, and the names of its places."""
    names = list(dict.fromkeys(spot.name for spot in mark.spots))
    if len(mark.events) == 1:
        return addresses.event(mark.events[0]), told.event(mark.events[0]), names
    label = told.several(len(mark.events), ", ".join(names[:3]) + (" …" if len(names) > 3 else ""))
    nearer = window._replace(latitude=mark.latitude, longitude=mark.longitude).closer(2)
    together = len(mark.spots) == 1 or window.zoom == CLOSEST
    return addresses.list_at(_around(mark, window)) if together else addresses.map_at(nearer), label, names


def _name(
    shown: ElementTree.Element,
    name: str,
    x: float,
    y: float,
    window: Window,
    taken: list[tuple[float, float, float, float]],
) -> None:
    """The name below its mark, where there is room for it."""
    half = 3.6 * len(name)
    box = (x - half, y - 12, x + half, y + 3)
    if box[0] < 2 or box[2] > window.size.width - 2 or box[3] > window.size.height:
        return
    if any(box[0] < r and l < box[2] and box[1] < b and t < box[3] for l, t, r, b in taken):  # noqa: E741
        return
    taken.append(box)
    _add(shown, "text", kind="name", x=f"{x:.1f}", y=f"{y:.1f}", text_anchor="middle").text = words.shown(name)


def _around(mark: Mark, window: Window) -> Window:
    """The nearest window whose list holds this mark alone, or nearly."""
    return Window(mark.latitude, mark.longitude, max(CLOSEST, window.zoom), window.size)


def _add(parent: ElementTree.Element, tag: str, *, kind: str = "", **attributes: str) -> ElementTree.Element:
    named = {name.replace("_", "-"): value for name, value in attributes.items()}
    return ElementTree.SubElement(parent, tag, ({"class": kind} if kind else {}) | named)
