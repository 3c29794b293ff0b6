"""The events of a map as SVG: every place as wide as it is uncertain, many of them as a number, never a pin."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple
from xml.etree import ElementTree

from tallystick.export import words
from tallystick.web import areas
from tallystick.web.gathered import Mark, Placed, radius
from tallystick.web.window import CLOSEST, Window

MOST_RINGS = 240
"""Rings drawn at once; where there are more, numbers stand for those that they cover."""
SMALLEST = 7
"""Pixels of the smallest ring: a smaller one could not be seen."""


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
    events: Callable[[Sequence[str]], Mapping[str, str]]
    """What each of these events is called."""
    several: Callable[[int, str], str]
    """So many events at these places."""


def drawing(placed: Placed, window: Window, addresses: Addresses, told: Words) -> str:
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
    for spot in placed.spots(placed.ringed(window, MOST_RINGS)):
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
    for link in sorted(linked(placed, window, addresses, told), key=lambda each: -each.mark.events):
        _mark(links, shown, link, window, taken)
    return ElementTree.tostring(svg, encoding="unicode", short_empty_elements=False)


class Link(NamedTuple):
    """A mark, where it leads, and what it is called."""

    mark: Mark
    address: str
    label: str


def linked(placed: Placed, window: Window, addresses: Addresses, told: Words) -> list[Link]:
    """All that is clicked on in a window, from north to south."""
    marks = placed.marks(window)
    named = told.events([mark.event for mark in marks if mark.event])
    return [
        Link(mark, addresses.event(mark.event), named[mark.event])
        if mark.event
        else Link(mark, _leads_to(mark, window, addresses), told.several(mark.events, _names(mark)))
        for mark in marks
    ]


def _leads_to(mark: Mark, window: Window, addresses: Addresses) -> str:
    """Nearer, or to the list of its events where nothing nearer takes them apart."""
    at = window._replace(latitude=mark.latitude, longitude=mark.longitude)
    if mark.spots == 1 or window.zoom == CLOSEST:
        return addresses.list_at(at._replace(zoom=CLOSEST))
    return addresses.map_at(at.closer(2))


def _names(mark: Mark) -> str:
    return ", ".join(mark.names[:3]) + (" …" if len(mark.names) > 3 else "")


def _mark(
    links: ElementTree.Element,
    shown: ElementTree.Element,
    link: Link,
    window: Window,
    taken: list[tuple[float, float, float, float]],
) -> None:
    mark = link.mark
    x, y = window.xy(mark.latitude, mark.longitude)
    a = _add(links, "a", href=link.address)
    _add(a, "title").text = words.shown(link.label)
    a.set("aria-label", words.shown(link.label))
    _add(a, "circle", kind="reach-of-finger", cx=f"{x:.1f}", cy=f"{y:.1f}", r="22")
    if mark.events > 1:
        number = f"{mark.events:,}"
        _add(a, "circle", kind="many", cx=f"{x:.1f}", cy=f"{y:.1f}", r=f"{radius(mark.events):.1f}")
        _add(shown, "text", kind="count", x=f"{x:.1f}", y=f"{y + 4.5:.1f}", text_anchor="middle").text = number
    else:
        _add(a, "circle", kind="one", cx=f"{x:.1f}", cy=f"{y:.1f}", r="3")
    if len(mark.names) == 1:
        _name(shown, mark.names[0], x, y + (25 if mark.events > 1 else 19), window, taken)


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


def _add(parent: ElementTree.Element, tag: str, *, kind: str = "", **attributes: str) -> ElementTree.Element:
    named = {name.replace("_", "-"): value for name, value in attributes.items()}
    return ElementTree.SubElement(parent, tag, ({"class": kind} if kind else {}) | named)
