"""Whether two sets of places are one ground or two, as far as one report tells.

Round-ups are the hard case: one text counts the dead of five provinces, half of whose villages are in no gazetteer.
So names count before points, and provinces where there is no point.
"""

from __future__ import annotations

from collections.abc import Sequence

from tallystick.extract.where import Where
from tallystick.reference.fold import folded
from tallystick.reference.places import within_km

APART_KM = 25
"""Two towns farther apart than this, each with dead of its own, are two incidents."""
SHARP = frozenset({"town", "near", "site", "district"})
_POINTS = frozenset({"town", "near", "site"})
_WIDE = frozenset({"area", "country", "water"})


def sharp(places: Sequence[Where]) -> list[Where]:
    """The places that are sharp enough to tell two incidents apart."""
    return [where for where in places if where.place.precision in SHARP]


def points(places: Sequence[Where]) -> list[Where]:
    """The towns and sites whose coordinates are known."""
    return [w for w in places if w.place.precision in _POINTS and w.place.latitude is not None]


def shared(left: Sequence[Where], right: Sequence[Where]) -> bool:
    """Whether a sharp place of the one is named by the other, in whatever spelling."""
    names = {name for where in left for name in _names(where)}
    return any(name in names for where in right for name in _names(where))


def apart(here: Sequence[Where], there: Sequence[Where]) -> bool:
    """Whether nothing that happened here can have happened there.

    Two villages that no gazetteer knows are two; towns with points decide by distance; else places of different
    provinces are apart, and so are two districts.
    False where either side names nothing sharper than a region.
    """
    mine, theirs = _unknown_towns(here), _unknown_towns(there)
    if mine and theirs:
        return not shared(mine, theirs)
    if shared(sharp(here), sharp(there)):
        return False
    near, far = points(here), points(there)
    if near and far:
        return all(km(a, b) > APART_KM for a in near for b in far)
    of_here, of_there = provinces(here), provinces(there)
    if of_here and of_there and not of_here & of_there:
        return True
    ours, others = _districts(here), _districts(there)
    return bool(ours and others) and not shared(ours, others)


def provinces(places: Sequence[Where]) -> set[tuple[str, str]]:
    """The provinces that these places are, or lie in."""
    found = set()
    for where in places:
        place = where.place
        if place.country and place.precision not in _WIDE and (place.admin1 or place.precision == "province"):
            found.add((place.country, folded(place.admin1 or place.name or place.wording)))
    return found


def km(left: Where, right: Where) -> float:
    """How far apart two places are; 0 where one has no point."""
    a, b = left.place, right.place
    if a.latitude is None or a.longitude is None or b.latitude is None or b.longitude is None:
        return 0.0
    return within_km(a.latitude, a.longitude, b.latitude, b.longitude)


def _unknown_towns(places: Sequence[Where]) -> list[Where]:
    """Towns and villages, called so by the report, that the gazetteer lacks."""
    return [where for where in places if where.place.precision == "town" and where.place.latitude is None]


def _districts(places: Sequence[Where]) -> list[Where]:
    return [where for where in places if where.place.precision == "district" and where.place.latitude is None]


def _names(where: Where) -> set[str]:
    place = where.place
    return {folded(name) for name in (place.wording, place.name) if name}
