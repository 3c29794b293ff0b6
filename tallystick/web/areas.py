"""A place of which only the province is known, drawn as that province, where its outline is known."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from tallystick.model import PlacePrecision
from tallystick.reference import areas
from tallystick.reference.areas import Ring
from tallystick.web.window import Window


class Area(NamedTuple):
    """An outline, and the degrees within which it lies."""

    rings: tuple[Ring, ...]
    west: float
    south: float
    east: float
    north: float

    def is_seen(self, window: Window) -> bool:
        """Whether a part of it may be on the map."""
        if self.east - self.west > 180:  # it lies on both sides of 180°
            return True
        (left, top), (right, bottom) = window.xy(self.north, self.west), window.xy(self.south, self.east)
        if right < left:  # it lies on both sides of where the map is torn
            left, right = 0, window.size.width
        return left <= window.size.width and right >= 0 and top <= window.size.height and bottom >= 0


@lru_cache(maxsize=2_000)
def area_at(latitude: float, longitude: float, precision: PlacePrecision, level: int = 0) -> Area | None:
    """The area of a place; None = it is no province, or its outline is not known."""
    known = areas.load() if precision == "province" else None
    rings = known.at(latitude, longitude, level=level) if known else ()
    if not rings:
        return None
    xs = [x for ring in rings for x, _ in ring]
    ys = [y for ring in rings for _, y in ring]
    return Area(rings, min(xs), min(ys), max(xs), max(ys))


def outline(latitude: float, longitude: float, precision: PlacePrecision, window: Window) -> str | None:
    """The steps of a path around the place's area; None = there is none to draw."""
    area = area_at(latitude, longitude, precision, areas.level_for(window.scale))
    if area is None:
        return None
    # Each point as seen from the middle of the area, so that no ring is torn where the map is.
    x0, y0 = window.xy(latitude, longitude)
    wide, tall = window.scale * window.shrink, window.scale
    steps = []
    for ring in area.rings:
        # The shapes are cut at 180°: what lies beyond is drawn where it belongs.
        round_ = -360 * round((ring[0][0] - longitude) / 360)
        points = [(x0 + (x + round_ - longitude) * wide, y0 - (y - latitude) * tall) for x, y in ring]
        told = " ".join(f"{x:.1f} {y:.1f}" for x, y in _apart(points))
        steps.append(f"M{told}Z")
    return "".join(steps)


def _apart(points: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """The points without those within a pixel of the one before."""
    kept = points[:1]
    for x, y in points[1:-1]:
        if abs(x - kept[-1][0]) + abs(y - kept[-1][1]) >= 1:
            kept.append((x, y))
    return kept
