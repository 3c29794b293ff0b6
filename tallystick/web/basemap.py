"""The ground of a map: land, lakes, borders, names, and the net of degrees. One picture, the same for everybody.

It holds nothing of the ledger, so that a browser may keep it. Where the outlines were not made, it is the net of
degrees with the names of the larger towns.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from itertools import pairwise
from xml.sax.saxutils import escape

import numpy as np
from fastapi import APIRouter, Depends, Request, Response
from numpy.typing import NDArray

from tallystick.reference import outlines
from tallystick.reference.outlines import Kind
from tallystick.reference.stepped import Lines
from tallystick.reference.towns import Town, towns_within
from tallystick.web.people import READS
from tallystick.web.window import SIZES, Window, window_of

router = APIRouter(include_in_schema=False, dependencies=[Depends(READS)])

Numbers = NDArray[np.int64]
Mask = NDArray[np.bool_]

NEAR = 80
"""Two points so near to each other are one: the square of nearly a pixel, in tenths of one."""
KEPT = 400
"""Pictures kept in memory, of 10 to 60 kB."""
# The pictures stand in pages as images, which no style sheet of a page reaches; so they carry their colours.
_LOOKS = {
    "light": {
        "sea": "#e9eef0", "land": "#fbfaf7", "coast": "#9aa8ad", "country": "#8d8577", "province": "#d3cdc0",
        "net": "#d5dee2", "name": "#6f6a60", "wide": "#8f897d", "halo": "#fbfaf7",
    },
    "dark": {
        "sea": "#12181b", "land": "#202427", "coast": "#4d5a60", "country": "#6d6a62", "province": "#373b3d",
        "net": "#263036", "name": "#9a9c9d", "wide": "#7d8083", "halo": "#202427",
    },
}  # fmt: skip


def address(window: Window, look: str) -> str:
    """Where the ground of a window is had; another make of it has another address."""
    found = outlines.load()
    made = found.about["fingerprint"][:12] if found else "0"
    return f"/map/ground.svg?at={window.at}&zoom={window.zoom}&size={window.size.name}&look={look}&v={made}"


@router.get("/map/ground.svg")
def ground(request: Request) -> Response:
    """The ground of one window; what is asked for that is no window is refused."""
    asked = request.query_params
    size, look = SIZES.get(asked.get("size", ""), SIZES["beside"]), asked.get("look", "light")
    window = window_of(asked.get("at", "15,15"), asked.get("zoom", "0"), size)
    picture = drawn(window, look if look in _LOOKS else "light")
    kept = "private, max-age=31536000, immutable" if asked.get("v") else "no-cache"
    return Response(picture, media_type="image/svg+xml", headers={"cache-control": kept})


@lru_cache(maxsize=KEPT)
def drawn(window: Window, look: str) -> bytes:
    """The picture, as SVG."""
    colours, size = _LOOKS[look], window.size
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size.width} {size.height}" width="{size.width}" '
        f'height="{size.height}" fill="none" stroke-linejoin="round" '
        f"font-family=\"system-ui,'Segoe UI','Noto Sans','DejaVu Sans',sans-serif\">",
        f'<rect width="{size.width}" height="{size.height}" fill="{colours["sea"]}"/>',
    ]
    parts += ['<g transform="scale(.1)">', *_outlines(window, colours), "</g>"]
    parts.append(f'<path d="{_net(window)}" stroke="{colours["net"]}" stroke-width=".7"/>')
    parts += _names(window, colours)
    parts.append("</svg>")
    return "".join(parts).encode()


def _outlines(window: Window, colours: dict[str, str]) -> Iterable[str]:
    found = outlines.load()
    if found is None:
        return
    level = outlines.level_for(window.scale)
    grounds: list[Kind] = ["land", "lake"]
    for kind in grounds:
        fill = colours["land" if kind == "land" else "sea"]
        # The ground is stroked in its own colour, so that no seam is seen between two tiles.
        seam = f' stroke="{fill}" stroke-width="6"' if kind == "land" else ""
        rings, coast = found.lines(kind, level=level), found.edges(kind, level=level)
        yield f'<path fill-rule="evenodd" fill="{fill}"{seam} d="{path(window, rings, closed=True)}"/>'
        yield f'<path stroke="{colours["coast"]}" stroke-width="8" d="{path(window, coast)}"/>'
    borders: list[tuple[Kind, str]] = [("province", "8"), ("country", "13")]
    for kind, width in borders[0 if outlines.has_provinces(level) else 1 :]:
        steps = path(window, found.lines(kind, level=level))
        yield f'<path stroke="{colours[kind]}" stroke-width="{width}" d="{steps}"/>'


def path(window: Window, lines: Lines, *, closed: bool = False) -> str:
    """Lines as the steps of a path, as often as they are seen: a wide window may show a place twice."""
    round_the_earth = (-360.0, 0.0, 360.0) if window.zoom else (0.0,)
    return "".join(
        _steps(window, lines, shift, closed=closed)
        for shift in round_the_earth
        if window.west < 180 + shift and window.east > shift - 180
    )


def _steps(window: Window, lines: Lines, shift: float, *, closed: bool) -> str:
    """In tenths of a pixel; nothing of what is smaller than a pixel or off the map."""
    tall, wide = 10 * window.scale, 10 * window.scale * window.shrink
    left = 5 * window.size.width - (window.longitude - shift) * wide
    top = 5 * window.size.height + window.latitude * tall
    bounds = lines.bounds
    west, east = (np.trunc(left + degrees * wide) for degrees in (bounds[0], bounds[2]))
    south, north = (np.trunc(top - degrees * tall) for degrees in (bounds[1], bounds[3]))
    seen = (east >= -20) & (west <= 10 * window.size.width + 20)
    seen &= (south >= -20) & (north <= 10 * window.size.height + 20)
    if closed:
        seen &= east - west + south - north >= 12
    lines = lines.only(np.flatnonzero(seen))
    xs = np.trunc(left + lines.points[:, 0] * wide).astype(np.int64)
    ys = np.trunc(top - lines.points[:, 1] * tall).astype(np.int64)
    drawn = np.flatnonzero(_drawn(xs, ys, lines.starts, closed=closed))
    points = np.stack([xs[drawn], ys[drawn]], axis=1)
    steps, firsts = np.diff(points, axis=0, prepend=0).ravel().tolist(), points.tolist()
    return "".join(
        f"M{firsts[start][0]} {firsts[start][1]}l{' '.join(map(str, steps[2 * start + 2 : 2 * end]))}{'Z' * closed}"
        for start, end in pairwise(np.searchsorted(drawn, lines.starts).tolist())
        if end - start > 1
    )


def _drawn(xs: Numbers, ys: Numbers, starts: Numbers, *, closed: bool) -> Mask:
    """Which points are drawn: the first, those a pixel from the one drawn before, and the last of what is no ring."""
    begins = np.zeros(len(xs) + 1, np.bool_)
    begins[starts] = True
    near: Mask = np.diff(xs, prepend=0) ** 2 + np.diff(ys, prepend=0) ** 2 < NEAR
    near &= ~begins[:-1]
    drawn = ~near
    x, y, is_near, is_first = xs.tolist(), ys.tolist(), near.tolist(), begins.tolist()
    at = 0
    for number in np.flatnonzero(near).tolist():
        # Only from here on does it matter which point was drawn before, and as long as points are near to each other.
        if number < at:
            continue
        before, at = number - 1, number
        while not is_first[at] and (is_near[at] or before < at - 1):
            if (x[at] - x[before]) ** 2 + (y[at] - y[before]) ** 2 >= NEAR:
                before, drawn[at] = at, True
            else:
                drawn[at] = False
            at += 1
    if not closed:
        last = starts[1:] - 1
        reached = np.maximum.accumulate(np.where(drawn, np.arange(len(drawn)), 0))[last]
        drawn[last] |= (xs[last] != xs[reached]) | (ys[last] != ys[reached])
    return drawn


def _net(window: Window) -> str:
    """Lines of whole degrees, about four across."""
    wanted = (window.east - window.west) / 4
    step = next((each for each in (0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 15, 30) if each >= wanted), 45)
    lines = []
    for number in range(int(window.west // step) - 1, int(window.east // step) + 2):
        x = window.size.width / 2 + (number * step - window.longitude) * window.scale * window.shrink
        lines.append(f"M{x:.1f} 0V{window.size.height}")
    for number in range(int(window.south // step), int(window.north // step) + 2):
        y = window.size.height / 2 - (number * step - window.latitude) * window.scale
        lines.append(f"M0 {y:.1f}H{window.size.width}")
    return "".join(lines)


def _names(window: Window, colours: dict[str, str]) -> Iterable[str]:
    """Names of countries and of the largest towns for which there is room."""
    taken: list[tuple[float, float, float, float]] = []
    towns, wide = 0, window.zoom < 4
    least = _LEAST[window.zoom]
    for town in towns_within(
        window.west, window.south, window.east, window.north, countries=window.zoom < 7, towns=not wide, least=least
    ):
        if towns >= 26:
            break
        x, y = window.xy(town.latitude, town.longitude)
        is_country = town.feature == "country"
        width = len(town.name) * (7.2 if is_country else 5.9)
        box = (x - width / 2, y - 10, x + width / 2, y + 6) if is_country else (x - 3, y - 9, x + 6 + width, y + 6)
        if box[0] < 2 or box[2] > window.size.width - 2 or box[1] < 2 or box[3] > window.size.height - 2:
            continue
        if any(box[0] < r and l < box[2] and box[1] < b and t < box[3] for l, t, r, b in taken):  # noqa: E741
            continue
        taken.append(box)
        towns += not is_country
        yield from _name(town, x, y, colours)


_LEAST = (8_000_000, 2_000_000, 500_000, 100_000, 100_000, 50_000, 20_000, 8_000, 2_000, 800, 0)
"""People that a town, or on a map of the world a country, must have to be named, by zoom."""


def _name(town: Town, x: float, y: float, colours: dict[str, str]) -> Iterable[str]:
    halo = f'paint-order="stroke" stroke="{colours["halo"]}" stroke-width="3"'
    if town.feature == "country":
        yield (
            f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="middle" font-size="12" letter-spacing="1" '
            f'fill="{colours["wide"]}" {halo}>{escape(town.name)}</text>'
        )
        return
    yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="1.6" fill="{colours["name"]}"/>'
    yield (
        f'<text x="{x + 5:.1f}" y="{y + 4:.1f}" font-size="11" fill="{colours["name"]}" {halo}>'
        f"{escape(town.name)}</text>"
    )
