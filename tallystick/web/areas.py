"""A place of which only the province is known, drawn as that province, where its outline is known."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tallystick.model import PlacePrecision
from tallystick.reference import areas
from tallystick.reference.areas import Ring
from tallystick.web.window import Floats, Window


@lru_cache(maxsize=2_000)
def area_at(latitude: float, longitude: float, precision: PlacePrecision, level: int = 0) -> tuple[Ring, ...]:
    """The area of a place, rings in rings being holes; none = it is no province, or its outline is not known."""
    known = areas.load() if precision == "province" else None
    return known.at(latitude, longitude, level=level) if known else ()


class Bounds(NamedTuple):
    """Degrees within which areas lie, as columns."""

    west: Floats
    south: Floats
    east: Floats
    north: Floats

    def touch(self, window: Window) -> NDArray[np.bool_]:
        """Of each whether a part of it may be on the map."""
        (left, top), (right, bottom) = window.xy(self.north, self.west), window.xy(self.south, self.east)
        across = (left <= window.size.width) & (right >= 0)
        across |= right < left  # it lies on both sides of where the map is torn
        across &= (top <= window.size.height) & (bottom >= 0)
        return across | (self.east - self.west > 180)  # it lies on both sides of 180°


@lru_cache(maxsize=20_000)
def bounds_at(latitude: float, longitude: float, precision: PlacePrecision) -> tuple[float, float, float, float] | None:
    """West, south, east and north of a place's area; None = none is known."""
    points = [point for ring in area_at(latitude, longitude, precision) for point in ring]
    if not points:
        return None
    xs, ys = zip(*points, strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def outline(latitude: float, longitude: float, precision: PlacePrecision, window: Window) -> str | None:
    """The steps of a path around the place's area; None = there is none to draw."""
    rings = area_at(latitude, longitude, precision, areas.level_for(window.scale))
    if not rings:
        return None
    # Each point as seen from the middle of the area, so that no ring is torn where the map is.
    x0, y0 = window.xy(latitude, longitude)
    wide, tall = window.scale * window.shrink, window.scale
    steps = []
    for ring in rings:
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
