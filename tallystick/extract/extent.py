"""How sharp a place is, and where it lies, by the words around its name.

"Deir ez-Zor province" is the province, "eastern Syria" an area, "20 km south of Mosul" a point 20 km from that town.

Rule: precision ladder of the contract, 2; field.md 2.6 for what codebooks make of it.
"""

from __future__ import annotations

import math
import re

from tallystick.model import Place, PlacePrecision
from tallystick.reference.lexicon import Lexicon
from tallystick.reference.places import Candidate, Gazetteer

_OFFSET = re.compile(
    r"(?:(?P<km>\d+(?:\.\d+)?)\s*(?P<unit>km|kms|kilomet(?:er|re)s?|miles?)\b\s*(?:\([^)]{1,20}\)\s*)?"
    r"(?:(?:to\s+the|in\s+the|away\s+to\s+the|just|due)\s+)?)?"
    r"(?:(?:(?P<side>(?:north|south|east|west)(?:[- ]?(?:north|south))?(?:[- ]?(?:east|west))?)"
    r"(?:ern\s+(?:edge|outskirts))?\s+(?:of|from)|"
    r"(?P<near>outskirts\s+of|outside|near|close\s+to|on\s+the\s+edge\s+of|around|suburbs?\s+of|just\s+off|away\s+from|"
    r"between|vicinity\s+of|from)))"
    r"\s+(?:the\s+)?(?:[a-z-]+\s+){0,4}$",
    re.I,
)
_NOUN = re.compile(
    r"\s+(?:(?:air|military|army|border|refugee|displacement|international|power|oil|gas|nuclear|training|bus|railway|train)\s+)?"
    r"([A-Za-z-]+)"
)
"""What kind of place it is, after the name: "T4 air base"."""
_TO_ROAD = re.compile(
    r"[-–][A-Z][\w’'-]*(?: [A-Z][\w’'-]*)?\s+(?:road|highway|motorway|expressway|corridor|route|line)\b"
)
_ROAD = re.compile(r"\s+(?:road|highway|motorway|expressway|corridor|route|line)\b")
_COMPASS_BEFORE = re.compile(
    r"((?:the\s+)?(?:(?:far|deep)\s+)?(?:north|south|east|west)(?:[- ]?(?:east|west))?(?:ern)?|central|"
    r"the\s+(?:north|south|east|west)(?:east|west)?\s+of)\s+$",
    re.I,
)
_OF_AREA = re.compile(
    r"((?:the\s+)?(?:(?:north|south|east|west)\w*\s+|central\s+|coastal\s+)?"
    r"(province|governorate|district|region|state|oblast|county|area|countryside)\s+of\s+)$",
    re.I,
)
_DEGREES = {
    "north": 0,
    "northeast": 45,
    "east": 90,
    "southeast": 135,
    "south": 180,
    "southwest": 225,
    "west": 270,
    "northwest": 315,
}
_KM_A_MILE = 1.609
_KM_A_DEGREE = 111.2
_LEAST_RADIUS_KM = 3.0
_ROUNDING = 0.25
"""Reports round distances and name one of eight sides: the point is good to a quarter of the way."""
_FEATURES: dict[str, PlacePrecision] = {
    "admin1": "province",
    "admin2": "district",
    "country": "country",
    "region": "area",
    "water": "water",
    "airfield": "site",
    "site": "site",
}


class Extent:
    """Reads how sharp places are."""

    def __init__(self, gazetteer: Gazetteer, words: Lexicon) -> None:
        self._gazetteer, self._lists = gazetteer, words.places

    def place(
        self, text: str, begin: int, end: int, candidate: Candidate | None, *, left: int, country: str | None
    ) -> tuple[Place, int, int, float | None]:
        """The place that a name and the words around it tell of.

        Args:
            left: where its sentence begins.
            country: the one that decides between provinces of a name, where the name itself resolves to nothing.

        Returns:
            The place, where its wording begins and ends, and, for a place at a distance from a town, how many
            kilometres its point may be off.
        """
        lists = self._lists
        before, after = text[max(left, begin - 90) : begin], text[end : end + 30]
        wording_start, wording_end, precision = begin, end, precision_of(candidate)
        noun = _NOUN.match(after)
        of = _OF_AREA.search(before)
        compass = _COMPASS_BEFORE.search(before)
        kind = noun.group(1).lower() if noun else ""
        last = re.split(r"[ -]", text[begin:end].lower())[-1]
        with_noun = end + (noun.end() if noun else 0)
        shifted: tuple[float, float, float] | None = None
        nature: dict[PlacePrecision, frozenset[str]] = {"water": lists["water"], "area": lists["height"]}
        for kind_of_nature, nouns in nature.items():
            if candidate is None or candidate.feature == "town":
                if last in nouns or kind in nouns:
                    stop = end if last in nouns else with_noun
                    return Place(wording=text[begin:stop], precision=kind_of_nature), begin, stop, None
        if kind in lists["province"] or last in lists["province"]:
            candidate, precision = self._administrative(text[begin:end], candidate, country), "province"
            wording_end = with_noun if kind in lists["province"] else end
        elif of is not None and of.group(2).lower() not in {"area", "countryside"}:
            candidate = self._administrative(text[begin:end], candidate, country)
            precision = "district" if of.group(2).lower() in lists["district"] else "province"
            wording_start = begin - len(of.group(1))
        elif kind in lists["district"] or last in lists["district"]:
            precision = "district"
            wording_end = with_noun if kind in lists["district"] else end
        elif (
            kind in lists["area"]
            or (of is not None)
            or _TO_ROAD.match(text, end)
            or (text[begin - 1 : begin] == "–" and _ROAD.match(text, end))
        ):
            precision = "near"
        elif last in lists["site"] or kind in lists["site"]:
            precision = "site"
            wording_end = with_noun if kind in lists["site"] else end
        elif precision in {"country", "province"} and compass is not None:
            precision, wording_start = "area", begin - len(compass.group(0))
        elif (offset := _OFFSET.search(before)) is not None and precision in {"town", "site"}:
            if offset["near"] is None or offset["near"].lower() != "from" or offset["km"]:
                precision, shifted = "near", _shifted(candidate, offset)
        wording = text[wording_start:wording_end].strip()
        wording = re.sub(r"^(?:the|The)\s+(?=(?:north|south|east|west|province|district|state|region))", "", wording)
        wording_start = text.find(wording, max(0, wording_start - 1))
        if candidate is None:
            return Place(wording=wording, precision=precision), wording_start, wording_end, None
        place = Place(
            wording=wording,
            name=candidate.name,
            geonames_id=candidate.geonames_id,
            latitude=shifted[0] if shifted else candidate.latitude,
            longitude=shifted[1] if shifted else candidate.longitude,
            admin1=candidate.admin1,
            country=candidate.country,
            precision=precision,
        )
        return place, wording_start, wording_end, shifted[2] if shifted else candidate.radius_km

    def _administrative(self, name: str, candidate: Candidate | None, country: str | None) -> Candidate | None:
        """ "Deir ez-Zor Province" is the province, never the pin of the city."""
        country = candidate.country if candidate is not None else country
        if candidate is not None and candidate.feature in {"admin1", "admin2"}:
            return candidate
        areas = self._gazetteer.admin(name, country=country)
        return areas[0] if areas else candidate


def precision_of(candidate: Candidate | None) -> PlacePrecision:
    """The precision of a bare name."""
    return _FEATURES.get(candidate.feature, "town") if candidate is not None else "town"


def _shifted(candidate: Candidate | None, offset: re.Match[str]) -> tuple[float, float, float] | None:
    """ "20 km south of X": the point, and how far it may be off. A distance without a side is all that distance off."""
    if candidate is None or candidate.latitude is None or candidate.longitude is None or not offset["km"]:
        return None
    km = float(offset["km"]) * (_KM_A_MILE if offset["unit"].lower().startswith("mile") else 1.0)
    if offset["side"] is None:
        return candidate.latitude, candidate.longitude, round(km, 1)
    side = math.radians(_side(offset["side"]))
    latitude = candidate.latitude + km * math.cos(side) / _KM_A_DEGREE
    longitude = candidate.longitude + km * math.sin(side) / (_KM_A_DEGREE * math.cos(math.radians(candidate.latitude)))
    return round(latitude, 3), round(longitude, 3), round(max(_LEAST_RADIUS_KM, _ROUNDING * km), 1)


def _side(words: str) -> float:
    """The direction in degrees from north; "north-northwest" lies between its two halves."""
    parts = re.split(r"[- ]", words.lower())
    joined = "".join(parts)
    if joined in _DEGREES:
        return float(_DEGREES[joined])
    first, second = float(_DEGREES[parts[0]]), float(_DEGREES.get("".join(parts[1:]), _DEGREES[parts[0]]))
    return ((first + 360.0 if second - first > 180.0 else first) + second) / 2
