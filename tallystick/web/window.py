"""What a map shows: a middle, a zoom, a size; and where a point of the Earth lies on it.

The projection keeps kilometres the same in both directions at the middle of the map, which is enough for a country or
a province, and lets a circle of uncertainty be drawn as what it is. It is no map to sail by.
"""

from __future__ import annotations

from math import cos, log2, radians
from typing import NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from tallystick.errors import UsageError

Floats = NDArray[np.float64]
F = TypeVar("F", float, Floats)

CLOSEST = 10
"""At this zoom 400 pixels are 27 km: no report places an event more sharply, nor are the outlines good for more."""
KM_PER_DEGREE = 111.2
_BASE = 1.6
"""Pixels of a degree of latitude at zoom 0: the world fits into 576."""


class Size(NamedTuple):
    """Width and height of a map in its own units; the page stretches it."""

    name: str
    width: int
    height: int


SIZES = {size.name: size for size in (Size("beside", 560, 520), Size("large", 1160, 640))}


class Circles(NamedTuple):
    """Points of the Earth, each with how far around it is meant; as columns."""

    latitude: Floats
    longitude: Floats
    km: Floats

    def at(self, which: NDArray[np.int64]) -> Circles:
        """Some of them."""
        return Circles(self.latitude[which], self.longitude[which], self.km[which])

    @property
    def degrees(self) -> tuple[Floats, Floats]:
        """How far each reaches to the east, and to the north."""
        north = self.km / KM_PER_DEGREE
        return north / np.maximum(np.cos(np.radians(self.latitude)), LEAST_SHRINK), north


class Window(NamedTuple):
    """One view of the Earth."""

    latitude: float
    longitude: float
    zoom: int
    size: Size

    @property
    def scale(self) -> float:
        """Pixels of a degree of latitude."""
        return _BASE * (1 << self.zoom)

    @property
    def shrink(self) -> float:
        """How much shorter a degree of longitude is at the middle."""
        return shrink_at(self.latitude)

    def xy(self, latitude: F, longitude: F) -> tuple[F, F]:
        """Where a point lies, or where many do, the short way round from the middle."""
        east = (longitude - self.longitude + 180) % 360 - 180
        return (
            self.size.width / 2 + east * self.scale * self.shrink,
            self.size.height / 2 - (latitude - self.latitude) * self.scale,
        )

    def radii(self, latitude: float, km: float) -> tuple[float, float]:
        """How wide and how tall a circle of so many km is drawn at a latitude."""
        tall = km / KM_PER_DEGREE * self.scale
        return tall * self.shrink / shrink_at(latitude), tall

    @property
    def west(self) -> float:
        """Longitude of the left edge; may lie beyond -180."""
        return self.longitude - self.size.width / 2 / (self.scale * self.shrink)

    @property
    def east(self) -> float:
        """Longitude of the right edge; may lie beyond 180."""
        return self.longitude + self.size.width / 2 / (self.scale * self.shrink)

    @property
    def south(self) -> float:
        """Latitude of the lower edge."""
        return max(self.latitude - self.size.height / 2 / self.scale, -90)

    @property
    def north(self) -> float:
        """Latitude of the upper edge."""
        return min(self.latitude + self.size.height / 2 / self.scale, 90)

    def holds(self, circles: Circles) -> NDArray[np.bool_]:
        """Of each circle whether its middle is on the map."""
        x, y = self.xy(circles.latitude, circles.longitude)
        return (x >= 0) & (x <= self.size.width) & (y >= 0) & (y <= self.size.height)

    def touches(self, circles: Circles) -> NDArray[np.bool_]:
        """Of each circle whether a part of it may be on the map."""
        x, y = self.xy(circles.latitude, circles.longitude)
        east, north = circles.degrees
        wide, tall = east * self.scale * self.shrink, north * self.scale
        return (x >= -wide) & (x <= self.size.width + wide) & (y >= -tall) & (y <= self.size.height + tall)

    def closer(self, steps: int = 1) -> Window:
        """The same middle, so many zooms nearer, or further away where it is negative."""
        return self._replace(zoom=min(max(self.zoom + steps, 0), CLOSEST))

    def moved(self, right: float, down: float) -> Window:
        """The window beside this one; 1 = its whole width or height."""
        longitude = self.longitude + right * self.size.width / (self.scale * self.shrink)
        latitude = self.latitude - down * self.size.height / self.scale
        return self._replace(latitude=min(max(latitude, -85), 85), longitude=(longitude + 180) % 360 - 180)

    @property
    def at(self) -> str:
        """Its middle for an address: as many decimals as a pixel is wide."""
        decimals = 1 if self.zoom < 4 else 2 if self.zoom < 8 else 3
        return f"{self.latitude:.{decimals}f},{self.longitude:.{decimals}f}"


def window_of(at: str, zoom: str, size: Size) -> Window:
    """Read a window from an address.

    Raises:
        UsageError: it is none.
    """
    parts = at.split(",")
    try:
        latitude, longitude = (float(part) for part in parts)
    except ValueError:
        latitude = longitude = 999.0
    if not (at.isascii() and len(at) < 40 and -90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise UsageError(f"Cannot use at {at!r}: expected a latitude and a longitude, such as 34.5,40.9.")
    if not (zoom.isascii() and zoom.isdecimal() and len(zoom) < 3 and int(zoom) <= CLOSEST):
        raise UsageError(f"Cannot use zoom {zoom!r}: expected a whole number from 0 to {CLOSEST}.")
    return Window(latitude, longitude, int(zoom), size)


def fitting(circles: Circles, size: Size) -> Window:
    """The nearest view that holds all these circles; of nothing the world."""
    if not len(circles.km):
        return Window(15, 15, 0, size)
    middle = _middle(circles.longitude)
    east, north = circles.degrees
    around = (circles.longitude - middle + 180) % 360 - 180
    southmost, northmost = float((circles.latitude - north).min()), float((circles.latitude + north).max())
    westmost, eastmost = float((around - east).min()), float((around + east).max())
    latitude = min(max((southmost + northmost) / 2, -85), 85)
    longitude = (middle + (westmost + eastmost) / 2 + 180) % 360 - 180
    tall = max(northmost - southmost, 0.2)
    wide = max(eastmost - westmost, 0.2) * shrink_at(latitude)
    room = min(size.height * 0.86 / tall, size.width * 0.86 / wide)
    # No nearer than a province by itself: what lies around tells where one is.
    return Window(latitude, longitude, min(max(int(log2(max(room / _BASE, 1))), 0), 7), size)


def _middle(longitudes: Floats) -> float:
    """The longitude opposite the middle of the widest gap between these."""
    around = np.unique(np.round((longitudes + 360) % 360, 3))
    gaps = np.diff(around, append=around[0] + 360)
    widest = len(gaps) - 1 - int(np.argmax(gaps[::-1]))
    return float((around[widest] + gaps[widest] / 2 + 180) % 360)


LEAST_SHRINK = 0.08


def shrink_at(latitude: float) -> float:
    """How much shorter a degree of longitude is than one of latitude."""
    return max(cos(radians(latitude)), LEAST_SHRINK)
