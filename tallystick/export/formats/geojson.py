"""`geojson`: one feature an event, whose geometry is the area in which it lies (RFC 7946).

No pin is ever drawn: a report that names a town does not say where in it. Each of the sharpest places becomes a circle
around its coordinates, as wide as its precision is vague; the radius is a convention of ours (`REACH_KM`), and the
properties say so. A place that is known as a country only has no geometry.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import asin, atan2, cos, degrees, pi, radians, sin
from typing import Any

import msgspec

from tallystick.export.figures import REACH_KM
from tallystick.export.formats.format import Written
from tallystick.export.formats.loss import Loss
from tallystick.export.naming import flags, headline, sharpest
from tallystick.model import Dossier, Place, to_builtins

CORNERS = 36
EARTH_KM = 6371.0
AREA = (
    "circles around the places' coordinates, as wide as the reports are vague; the radii are a convention of "
    "tallystick, and the circles are no borders"
)

Ring = list[tuple[float, float]]


class GeoJson:
    """A FeatureCollection with one feature an event."""

    name = "geojson"
    description = "a map layer: one feature an event, its geometry the area in which it lies"
    profile = "ledger"
    codebook = False
    files = ("events.geojson",)
    holds = (
        "event.id",
        "event.type",
        "event.role",
        "event.occurred_from",
        "event.occurred_to",
        "event.date_precision",
        "event.places",
        "event.initiators",
        "event.targets",
        "event.tally.profile",
        "event.tally.as_of",
        "event.tally.killed",
        "event.tally.wounded",
        "event.tally.groups",
        "event.tally.remainder",
        "event.origins.name",
        "event.origins.named",
        "event.origins.kind",
        "event.disputes.why",
        "report.id",
        "report.outlet",
        "report.title",
        "report.url",
        "report.published_at",
    )

    def write(self, dossiers: Sequence[Dossier], loss: Loss) -> Written:
        """The collection, one feature a line."""
        lines = [msgspec.json.encode(_feature(dossier, loss)) for dossier in dossiers]
        head = b'{"type":"FeatureCollection","features":[\n'
        return Written({self.files[0]: head + b",\n".join(lines) + b"\n]}\n"}, len(lines))


def _feature(dossier: Dossier, loss: Loss) -> dict[str, Any]:
    event = dossier.event
    drawn = [place for place in sharpest(event.places) if _is_drawable(place)]
    if not drawn:
        why = "no place sharper than a country has coordinates" if event.places else "no report names a place"
        loss.blank("geometry", why, event.id)
    else:
        loss.derived("geometry: circles whose radius is a convention for each precision", event.id)
    return {
        "type": "Feature",
        "id": event.id,
        "geometry": geometry([polygon for place in drawn for polygon in circle(place)]),
        "properties": _properties(dossier, drawn),
    }


def _is_drawable(place: Place) -> bool:
    return place.latitude is not None and place.longitude is not None and place.precision in REACH_KM


def _properties(dossier: Dossier, drawn: Sequence[Place]) -> dict[str, Any]:
    event, tally = dossier.event, dossier.event.tally
    told = to_builtins(event)
    return {
        "title": headline(event),
        **{name: told[name] for name in ("type", "role", "occurred_from", "occurred_to", "date_precision")},
        **{f"killed_{name}": getattr(tally.killed, name) for name in ("low", "best", "high")},
        **{f"wounded_{name}": getattr(tally.wounded, name) for name in ("low", "best", "high")},
        "profile": tally.profile,
        "as_of": tally.as_of,
        "not_accounted_for": tally.remainder,
        "groups": told["tally"]["groups"],
        "flags": list(flags(event)),
        "geometry_is": AREA if drawn else "unknown",
        "radius_km": max((REACH_KM[place.precision] for place in drawn), default=None),
        "places": told["places"],
        "initiators": told["initiators"],
        "targets": told["targets"],
        "origins": [{"name": one.name, "kind": one.kind, "named": one.named} for one in event.origins],
        "disputes": [dispute.why for dispute in event.disputes],
        "reports": [_report(report) for report in map(to_builtins, dossier.reports)],
    }


def _report(report: dict[str, Any]) -> dict[str, Any]:
    return {key: report[key] for key in ("id", "outlet", "title", "url", "published_at")}


# ---------------------------------------------------------------------------------------- geometry


def geometry(polygons: Sequence[Ring]) -> dict[str, Any] | None:
    """One polygon, several as one, or nothing."""
    if not polygons:
        return None
    if len(polygons) == 1:
        return {"type": "Polygon", "coordinates": [polygons[0]]}
    return {"type": "MultiPolygon", "coordinates": [[ring] for ring in polygons]}


def circle(place: Place) -> list[Ring]:
    """The circle in which an event at this place lies, counter-clockwise and closed; two halves at the date line.

    Units:
        Degrees of longitude and latitude to five decimals, on a sphere of 6,371 km.
    """
    latitude, longitude = radians(place.latitude or 0), radians(place.longitude or 0)
    far = REACH_KM[place.precision] / EARTH_KM
    ring: Ring = []
    for corner in range(CORNERS):
        bearing = -2 * pi * corner / CORNERS
        north = asin(sin(latitude) * cos(far) + cos(latitude) * sin(far) * cos(bearing))
        east = atan2(sin(bearing) * sin(far) * cos(latitude), cos(far) - sin(latitude) * sin(north))
        ring.append((degrees(longitude + east), degrees(north)))
    parts = [_clipped(ring, -180.0 + 360 * turn, 180.0 + 360 * turn, turn) for turn in (-1, 0, 1)]
    return [[*part, part[0]] for part in parts if len(part) >= 3]


def _clipped(ring: Ring, west: float, east: float, turn: int) -> Ring:
    """What of a convex ring lies between two meridians, turned back to where longitudes are written."""
    kept = _beyond(_beyond(ring, west, 1), east, -1)
    points = [(round(x - 360 * turn, 5), round(y, 5)) for x, y in kept]
    return [point for number, point in enumerate(points) if point != points[number - 1]]


def _beyond(ring: Ring, meridian: float, sign: int) -> Ring:
    """What of a convex ring lies east (1) or west (-1) of a meridian. Rule: Sutherland and Hodgman."""
    kept: Ring = []
    for number, (x, y) in enumerate(ring):
        before_x, before_y = ring[number - 1]
        inside, was_inside = (x - meridian) * sign >= 0, (before_x - meridian) * sign >= 0
        if inside != was_inside:
            share = (meridian - before_x) / (x - before_x)
            kept.append((meridian, before_y + share * (y - before_y)))
        if inside:
            kept.append((x, y))
    return kept
