"""Drawings of an event as SVG: the breakdown, the steps of the toll, the places.

They carry class names, never colours, so that the page's style sheet decides for light, dark and paper.
Bar and steps are laid out in per cent and stretch without scaling their letters; every drawing has its words
beside it on the page, and a label that says the same.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import combinations
from math import cos, radians
from typing import NamedTuple
from xml.etree import ElementTree

from tallystick.export.naming import place_name
from tallystick.export.words import figure_words, shown
from tallystick.model import GroupTally, Place, PlacePrecision, Revision, Tally
from tallystick.shapes import N_, Shape

# How far around its coordinates a place of each precision reaches, in km, for the drawing only. Chosen, not
# measured: a town of the region is about 5 km across, a district 30, a province 100.
REACH_KM: dict[PlacePrecision, float] = {
    "site": 1.5,
    "town": 5,
    "near": 15,
    "district": 30,
    "area": 40,
    "water": 40,
    "province": 90,
}
AREAS: frozenset[PlacePrecision] = frozenset({"district", "area", "water", "province"})
WIDTH, HEIGHT, MARGIN = 400, 260, 46
KM_PER_DEGREE = 111.2
Say = Callable[[str], str]
"""Words of this page in its reader's language."""
BAR = Shape("Breakdown of %(number)s dead: %(parts)s", parts="")
STEPS = Shape("Killed, as said step by step. %(steps)s", steps="")
STEP = Shape("step %(number)s: %(figure)s killed", figure="")
SKETCH = Shape("Sketch of the places: %(places)s", places="")
NORTH = Shape("%(number)s km · north is up")
REST = N_("not accounted for")
# Beyond this many parts there are too many subsets to look for the one that the remainder belongs to.
MANY_PARTS = 14


class Part(NamedTuple):
    """One stretch of the breakdown bar; `group` None = those not accounted for."""

    group: str | None
    number: int


# ---------------------------------------------------------------------------------------- breakdown


def parts(tally: Tally) -> tuple[Part, ...]:
    """The parts of the dead that make up the total with the remainder, in the tally's order.

    A group that is counted a second time, such as an army's own count of the soldiers that others count
    too, is left out: the remainder tells which parts the tally counted.
    """
    counted = [
        Part(group.group, _count(group))
        for group in tally.groups
        if group.outcome == "killed" and group.part_of is None and _count(group) > 0
    ]
    total = tally.killed.best if tally.killed.best is not None else tally.killed.low
    if not counted or tally.remainder is None or total is None:
        # Groups that are more than the whole overlap, or belong to another number: side by side they would mislead.
        return tuple(counted) if total is None or sum(part.number for part in counted) <= total else ()
    fitting = _fitting(counted, total - tally.remainder)
    return (*fitting, Part(None, tally.remainder)) if tally.remainder else fitting


def _count(group: GroupTally) -> int:
    best = group.estimate.best if group.estimate.best is not None else group.estimate.low
    return best or 0


def _fitting(counted: Sequence[Part], wanted: int) -> tuple[Part, ...]:
    """The largest choice of parts that sums to what is wanted; all of them if there is none."""
    if len(counted) <= MANY_PARTS:
        for size in range(len(counted), 0, -1):
            for chosen in combinations(counted, size):
                if sum(part.number for part in chosen) == wanted:
                    return chosen
    return tuple(counted)


def breakdown_bar(tally: Tally, say: Say = str) -> str:
    """The dead as one bar, each part as long as its number; empty when there is no breakdown."""
    drawn = parts(tally)
    whole = sum(part.number for part in drawn)
    if not whole:
        return ""
    told = ", ".join(f"{part.number} {part.group or say(REST)}" for part in drawn)
    svg = _svg(say(BAR.text) % {"number": whole, "parts": told}, "breakdown", width="100%", height="58")
    at = 0.0
    for number, part in enumerate(drawn):
        share = 100 * part.number / whole
        kind = f"part p{number % 5}" if part.group is not None else "part rest"
        _add(svg, "rect", kind, x=f"{at:.3f}%", y="22", width=f"{share:.3f}%", height="32")
        if share >= 4:
            _add(svg, "text", "count", str(part.number), x=f"{at:.3f}%", y="15")
        at += share
    return _written(svg)


# -------------------------------------------------------------------------------------------- steps


def steps(revisions: Sequence[Revision], say: Say = str) -> str:
    """What was said of the dead, step by step; empty when fewer than two steps have a number.

    Steps stand at equal distances in their order, numbered as in the table beside them: days on which
    nothing was said would only push the figures apart. What has no time has no place among them.
    """
    told = [(n, step) for n, step in enumerate(revisions, 1) if step.said_at and _height(step) is not None]
    if len(told) < 2:
        return ""
    top = max(_height(step) or 0 for _, step in told) or 1
    label = "; ".join(
        say(STEP.text) % {"number": number, "figure": say(figure_words(step.killed))} for number, step in told
    )
    svg = _svg(say(STEPS.text) % {"steps": label}, "steps", width="100%", height="180")
    for share in (0.0, 0.5, 1.0):
        level = _level(share)
        _add(svg, "line", "grid", x1="0", x2="100%", y1=f"{level:.1f}", y2=f"{level:.1f}")
        _add(svg, "text", "", f"{round(share * top):,}", x="0", y=f"{level - 4:.1f}")
    before: dict[str, tuple[float, float]] = {}
    for place, (number, step) in enumerate(told):
        x, y = 14 + 80 * place / (len(told) - 1), _level((_height(step) or 0) / top)
        if step.origin in before:
            _step_line(svg, before[step.origin], (x, y))
        before[step.origin] = (x, y)
        _step_mark(svg, number, step, x, y, crowded=len(told) > 8)
    return _written(svg)


def _height(step: Revision) -> int | None:
    if step.killed is None:
        return None
    return step.killed.low if step.killed.low is not None else step.killed.high


def _level(share: float) -> float:
    """The height on the drawing of a share of the highest figure."""
    return 150 - 110 * share


def _step_line(svg: ElementTree.Element, start: tuple[float, float], end: tuple[float, float]) -> None:
    """From one figure of an origin to its next: it held until the next was said."""
    (x1, y1), (x2, y2) = start, end
    _add(svg, "line", "rise", x1=f"{x1:.2f}%", y1=f"{y1:.1f}", x2=f"{x2:.2f}%", y2=f"{y1:.1f}")
    if y1 != y2:
        _add(svg, "line", "rise", x1=f"{x2:.2f}%", y1=f"{y1:.1f}", x2=f"{x2:.2f}%", y2=f"{y2:.1f}")


def _step_mark(svg: ElementTree.Element, number: int, step: Revision, x: float, y: float, *, crowded: bool) -> None:
    old = " old" if step.superseded else ""
    is_open = step.killed is not None and step.killed.high is None
    if is_open:
        _add(svg, "line", "up" + old, x1=f"{x:.2f}%", x2=f"{x:.2f}%", y1=f"{y:.1f}", y2=f"{max(y - 26, 4):.1f}")
    kind = ("dot open" if is_open else "dot") + old
    _add(svg, "circle", kind, cx=f"{x:.2f}%", cy=f"{y:.1f}", r="5")
    if not crowded:
        words = f"{'≥ ' if is_open else ''}{_height(step):,}"
        _add(svg, "text", "count" + old, words, x=f"{x:.2f}%", y=f"{y - 4:.1f}", dx="10")
    _add(svg, "text", "key", str(number), x=f"{x:.2f}%", y="177", text_anchor="middle")


# -------------------------------------------------------------------------------------------- places


def place_sketch(places: Sequence[Place], say: Say = str) -> str:
    """The places by their coordinates, each as wide as it is uncertain; empty when none has any.

    A town is a ring, never a pin; a province is hatched within its outline where that is known (`reference/areas.py`),
    any other area within a circle.
    """
    drawn = _drawable(places)
    if not drawn:
        return ""
    at = _projection([_reach(place) for place in drawn])
    svg = _svg(
        say(SKETCH.text)
        % {"places": "; ".join(f"{say(place_name(place))} ({say(place.precision)})" for place in drawn)},
        "places",
        viewBox=f"0 0 {WIDTH} {HEIGHT}",
        width="100%",
    )
    hatch = _add(
        svg, "pattern", "", id="hatch", width="7", height="7", patternUnits="userSpaceOnUse",
        patternTransform="rotate(45)",
    )  # fmt: skip
    _add(hatch, "line", "hatch", x1="0", y1="0", x2="0", y2="7")
    taken: list[tuple[float, float, float, float]] = []
    for place in sorted(drawn, key=lambda place: -REACH_KM[place.precision]):
        _mark(svg, place, at)
    for place in sorted(drawn, key=lambda place: REACH_KM[place.precision]):
        _label(svg, place, at, taken, say)
    _scale(svg, at, say)
    return _written(svg)


class Projection(NamedTuple):
    """From degrees to the drawing: equal distances east and north around its middle."""

    latitude: float
    longitude: float
    per_km: float

    def xy(self, longitude: float, latitude: float) -> tuple[float, float]:
        """Where a point lies on the drawing."""
        north = (latitude - self.latitude) * KM_PER_DEGREE
        east = _around(longitude - self.longitude) * KM_PER_DEGREE * _shrink(self.latitude)
        return WIDTH / 2 + east * self.per_km, HEIGHT / 2 - north * self.per_km

    def radius(self, place: Place) -> float:
        """How wide a place is drawn."""
        return max(REACH_KM[place.precision] * self.per_km, 9)


class _Reach(NamedTuple):
    """Degrees within which a place lies, its uncertainty among them; east may be beyond 180."""

    west: float
    south: float
    east: float
    north: float


def _reach(place: Place) -> _Reach:
    """How far a place reaches: its outline, where it has one, else a circle."""
    longitude, latitude = place.longitude or 0, place.latitude or 0
    points = [point for ring in _outline(place, 0) for point in ring]
    if points:
        easts = [longitude + _around(x - longitude) for x, _ in points]
        norths = [y for _, y in points]
        return _Reach(min(easts), min(norths), max(easts), max(norths))
    tall = REACH_KM[place.precision] / KM_PER_DEGREE
    wide = tall / _shrink(latitude)
    return _Reach(longitude - wide, latitude - tall, longitude + wide, latitude + tall)


def _outline(place: Place, level: int) -> Sequence[Sequence[tuple[float, float]]]:
    """The rings of a province, longitude first; none where they are not known, or it is no province."""
    if place.precision != "province" or place.latitude is None or place.longitude is None:
        return ()
    from tallystick.reference import areas  # brings numpy, which takes a moment

    known = areas.load()
    return known.at(place.latitude, place.longitude, level=level) if known else ()


def _drawable(places: Sequence[Place]) -> tuple[Place, ...]:
    """Places with coordinates, each once; a country is too wide to draw, and its middle says nothing."""
    kept = {
        (place.latitude, place.longitude, place.precision): place
        for place in places
        if place.latitude is not None and place.longitude is not None and place.precision in REACH_KM
    }
    return tuple(kept.values())


def _projection(reaches: Sequence[_Reach]) -> Projection:
    """The nearest view that holds every place with the whole of its uncertainty."""
    anchor = reaches[0].west
    moved = [_around(one.west - anchor) + anchor - one.west for one in reaches]
    south, north = min(one.south for one in reaches), max(one.north for one in reaches)
    west = min(one.west + by for one, by in zip(reaches, moved, strict=True))
    east = max(one.east + by for one, by in zip(reaches, moved, strict=True))
    shrink = _shrink((south + north) / 2)
    wide, tall = (east - west) * KM_PER_DEGREE * shrink, (north - south) * KM_PER_DEGREE
    # Never closer than 60 km across: a nearer view would promise a precision that no report gives.
    per_km = min((WIDTH - MARGIN) / max(wide, 60), (HEIGHT - MARGIN) / max(tall, 40))
    return Projection((north + south) / 2, (east + west) / 2, per_km)


def _shrink(latitude: float) -> float:
    return max(cos(radians(latitude)), 0.05)


def _around(degrees: float) -> float:
    """A difference of longitudes the short way round."""
    return (degrees + 180) % 360 - 180


def _mark(svg: ElementTree.Element, place: Place, at: Projection) -> None:
    if path := _path(place, at):
        _add(svg, "path", "area known", d=path, fill_rule="evenodd")
        return
    x, y = at.xy(place.longitude or 0, place.latitude or 0)
    kind = "area" if place.precision in AREAS else "ring near" if place.precision == "near" else "ring"
    _add(svg, "circle", kind, cx=f"{x:.1f}", cy=f"{y:.1f}", r=f"{at.radius(place):.1f}")


def _path(place: Place, at: Projection) -> str:
    """The steps around a province, in whole points of the drawing, none twice; empty where it has no outline."""
    from tallystick.reference.areas import level_for

    steps = []
    for ring in _outline(place, level_for(at.per_km * KM_PER_DEGREE)):
        points: list[tuple[int, int]] = []
        for longitude, latitude in ring:
            x, y = at.xy(longitude, latitude)
            if not points or points[-1] != (round(x), round(y)):
                points.append((round(x), round(y)))
        if len(points) > 3:
            steps.append("M" + " ".join(f"{x} {y}" for x, y in points) + "Z")
    return "".join(steps)


def _label(
    svg: ElementTree.Element,
    place: Place,
    at: Projection,
    taken: list[tuple[float, float, float, float]],
    say: Say,
) -> None:
    """The name beside its mark, moved down until it stands on no other name."""
    x, y = at.xy(place.longitude or 0, place.latitude or 0)
    area = place.precision in AREAS
    words = say(place_name(place)) + (f", {say(place.precision)}" if area else "")
    words = words if len(words) <= 34 else words[:33] + "…"
    wide, beside = 6.7 * len(words), at.radius(place) + 5
    top = at.xy(place.longitude or 0, _reach(place).north)[1] if area else 0
    left, y = (x - wide / 2, top + 14) if area else (x + beside, y + 4)
    if left + wide > WIDTH - 4:
        left = x - beside - wide
    left, y = min(max(left, 4), max(WIDTH - 4 - wide, 4)), min(max(y, 14), HEIGHT - 30)
    while any(left < r and l < left + wide and abs(y - other) < 15 for l, r, other, _ in taken):  # noqa: E741
        y += 15
    taken.append((left, left + wide, y, 0))
    _add(svg, "text", "name wide" if area else "name", words, x=f"{left:.1f}", y=f"{y:.1f}")


def _scale(svg: ElementTree.Element, at: Projection, say: Say) -> None:
    length = max(km for km in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000) if km == 1 or km * at.per_km <= 120)
    y, end = str(HEIGHT - 14), f"{14 + length * at.per_km:.1f}"
    _add(svg, "line", "scale", x1="14", x2=end, y1=y, y2=y)
    _add(svg, "text", "", say(NORTH(number=f"{length:,}")), x="14", y=str(HEIGHT - 20))


# ----------------------------------------------------------------------------------------- elements


def _svg(label: str, kind: str, **attributes: str) -> ElementTree.Element:
    return ElementTree.Element("svg", {"role": "img", "aria-label": shown(label), "class": kind, **attributes})


def _add(parent: ElementTree.Element, tag: str, kind: str, words: str = "", **attributes: str) -> ElementTree.Element:
    named = {name.replace("_", "-"): value for name, value in attributes.items()}
    child = ElementTree.SubElement(parent, tag, ({"class": kind} if kind else {}) | named)
    child.text = shown(words) or None
    return child


def _written(svg: ElementTree.Element) -> str:
    return ElementTree.tostring(svg, encoding="unicode", short_empty_elements=False)
