"""Tiles under the map, where a desk sets some: from a server of tiles, or from a PMTiles file of its own.

Without any, and for whoever has no script or no WebGL, the map is the drawn one, and no other host is asked. With a
server of tiles its host, and no other, is let through the policy; a file is served from here, in ranges.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from math import cos, pi, sin
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import msgspec
from fastapi import APIRouter, Depends, Request
from fastapi.responses import FileResponse, Response

from tallystick.errors import SettingsError
from tallystick.reference.areas import Ring
from tallystick.web import areas, assets, atlas, picture
from tallystick.web.faults import NotHereError
from tallystick.web.found import found_events
from tallystick.web.people import READS
from tallystick.web.spots import Spot
from tallystick.web.views import asked_of, desk_of, tiles_of
from tallystick.web.window import KM_PER_DEGREE, SIZES, Window, shrink_at

router = APIRouter(include_in_schema=False, dependencies=[Depends(READS)])

MAGIC = b"PMTiles\x03"
KINDS = {1: "vector", 2: "raster", 3: "raster", 4: "raster", 5: "raster"}
"""What the tiles of a file are, by the byte of its header that says so (PMTiles 3)."""
_TYPE_AT = 99
_CORNERS = [(cos(2 * pi * number / 48), sin(2 * pi * number / 48)) for number in (*range(48), 0)]
"""Of a circle that is drawn as a polygon."""
ROOM = (80, 44)
"""Pixels to the next mark, across and down, that a name needs."""
LIBRARY = ("maplibre-gl.mjs", "maplibre-gl-worker.mjs", "pmtiles.js")
HERE = "/tiles/map.pmtiles"


class Tiles(NamedTuple):
    """Where tiles come from."""

    address: str
    """With {z}, {x} and {y} in it, or where the file is served."""
    kind: str
    """raster, or vector."""
    origin: str
    """The host that a browser must be let through to, with its scheme; "" = this one."""
    credit: str
    """Who made them, as they want it said."""
    file: Path | None = None

    @property
    def is_file(self) -> bool:
        """Whether they come from a file that is served from here."""
        return self.file is not None


def tiles_set(url: str, file: str, credit: str) -> Tiles | None:
    """The tiles that the settings name; None = none.

    Raises:
        SettingsError: they cannot be used, or what draws them is not here.
    """
    if not url and not file:
        return None
    if url and file:
        raise SettingsError("Cannot use both tiles_url and tiles_file: expected one of them.")
    missing = [name for name in LIBRARY if assets.asset(name) is None]
    if missing:
        raise SettingsError(
            f"Cannot draw tiles: found no {', no '.join(missing)}. Expected `npm ci --ignore-scripts` before the "
            "package was built or, in a checkout, at any time."
        )
    return _from_server(url, credit) if url else _from_file(Path(file), credit)


def _from_server(url: str, credit: str) -> Tiles:
    parts = urlsplit(url)
    usable = parts.scheme in ("http", "https") and parts.hostname and not parts.username
    plain = url.isascii() and url.isprintable() and not set(url) & set(" ;,'\"\\<>")
    if not usable or not plain or any(part not in url for part in ("{z}", "{x}", "{y}")) or "{" in parts.netloc:
        raise SettingsError(
            f"Cannot use tiles_url {url!r}: expected an address with {{z}}, {{x}} and {{y}} in its path, such as "
            "https://tiles.example.org/{z}/{x}/{y}.png."
        )
    return Tiles(url, "raster", f"{parts.scheme}://{parts.netloc}", credit)


def _from_file(file: Path, credit: str) -> Tiles:
    try:
        with file.open("rb") as opened:
            head = opened.read(_TYPE_AT + 1)
    except OSError as error:
        raise SettingsError(f"Cannot use tiles_file {str(file)!r}: {error.strerror or error}.") from error
    kind = KINDS.get(head[_TYPE_AT]) if len(head) > _TYPE_AT and head.startswith(MAGIC) else None
    if kind is None:
        raise SettingsError(f"Cannot use tiles_file {str(file)!r}: expected a PMTiles archive, version 3.")
    return Tiles(HERE, kind, "", credit, file)


@router.get(HERE)
def archive(request: Request) -> Response:
    """The file of tiles, or the range of it that is asked for."""
    tiles = tiles_of(request)
    if tiles is None or tiles.file is None:
        raise NotHereError("There is no file of tiles here. The setting tiles_file names one.")
    return FileResponse(
        tiles.file, media_type="application/vnd.pmtiles", headers={"cache-control": "private, no-cache"}
    )


@router.get("/map/events.json")
def events(request: Request) -> Response:
    """The events of a window, as they are drawn: where they may be, in degrees, and what is clicked on."""
    asked = asked_of(request)
    window = asked.window(SIZES["large"]) or Window(15, 15, 0, SIZES["large"])
    placed, addresses, words = atlas.parts(request, asked, found_events(desk_of(request), asked), "/map")
    clicked = []
    found = picture.linked(placed, window, addresses, words)
    points = [window.xy(link.mark.latitude, link.mark.longitude) for link in found]
    for link, (x, y) in zip(found, points, strict=True):
        alone = sum(abs(x - left) < ROOM[0] and abs(y - top) < ROOM[1] for left, top in points) == 1
        mark = link.mark
        clicked.append(
            {
                "at": [mark.longitude, mark.latitude],
                "events": mark.events,
                "href": link.address,
                "label": link.label,
                "name": mark.names[0] if len(mark.names) == 1 and alone else "",
            }
        )
    around = [_feature(spot) for spot in placed.spots(placed.ringed(window, picture.MOST_RINGS))]
    told = {"around": {"type": "FeatureCollection", "features": around}, "marks": clicked}
    return Response(msgspec.json.encode(told), media_type="application/json")


def _feature(spot: Spot) -> dict[str, Any]:
    """Where a place may be: its area where that is known, else a circle in true kilometres."""
    area = areas.area_at(spot.latitude, spot.longitude, spot.precision, 1)
    kind = "somewhere" if spot.is_area else "near" if spot.precision == "near" else "around"
    polygons = _polygons(area) if area else [[_circle(spot)]]
    shape = {"type": "MultiPolygon", "coordinates": polygons}
    return {"type": "Feature", "properties": {"kind": kind, "bordered": bool(area)}, "geometry": shape}


def _polygons(rings: Sequence[Ring]) -> list[list[list[list[float]]]]:
    """The rings of an area with their holes, which run the other way round, after them (RFC 7946)."""
    outer = [ring for ring in rings if _turn(ring) > 0]
    found = [[[list(point) for point in ring]] for ring in outer]
    for hole in (ring for ring in rings if _turn(ring) <= 0):
        home = next((number for number, ring in enumerate(outer) if _bounds(ring, hole)), None)
        if home is not None:
            found[home].append([list(point) for point in hole])
    return found


def _turn(ring: Ring) -> float:
    """Twice its area; below zero where it runs clockwise."""
    return sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in pairwise(ring))


def _bounds(ring: Ring, other: Ring) -> bool:
    """Whether the one reaches further than the other in all directions."""
    return all(
        min(point[axis] for point in ring) <= min(point[axis] for point in other)
        and max(point[axis] for point in other) <= max(point[axis] for point in ring)
        for axis in (0, 1)
    )


def _circle(spot: Spot) -> list[list[float]]:
    tall = spot.km / KM_PER_DEGREE
    wide = tall / shrink_at(spot.latitude)
    return [[spot.longitude + wide * east, spot.latitude + tall * north] for east, north in _CORNERS]
