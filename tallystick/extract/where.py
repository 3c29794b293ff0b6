"""Places: names in the text, what they resolve to, and whether something happened there.

Entity labels are not trusted (the small pipeline calls al-Bukamal an organisation and Mayadeen a date): every
capitalised name is looked at. Which of several places of a name is meant is decided by the countries that the report
speaks of, then by the gazetteer's own order. Fuzzy keys are used only inside a country that the report names, because
worldwide they send Boukamal to Congo. A name that resolves to nothing is kept as words.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from spacy.tokens import Doc

from tallystick.model import Place, PlacePrecision
from tallystick.reference.lexicon import Lexicon
from tallystick.reference.places import Candidate, Gazetteer

_PARTICLE = r"(?:al|el|ad|ash|ez|az|as|ar|at|ed|er|es|et|abu|umm|bin|ibn|de|la|del|el|san|wadi|khan)"
_NAME = re.compile(
    rf"(?<![\w’'-])(?:(?:{_PARTICLE}[- ])?[A-Z\u00c0-\u00de\u0100-\u017f\u0400-\u04ff\u0590-\u06ff][\w.’'-]*\w|[A-Z]\d+|{_PARTICLE}-[A-Z][\w’'-]+)"
    rf"(?:[ -](?:(?:{_PARTICLE}|of the|of)[ -])?[A-Z\u00c0-\u00de][\w’'-]*\w)*"
)
_GOVERNED = re.compile(
    r"\b(?P<prep>in|near|at|outside|around|inside|on|over|across|between|along|within|into|throughout|against|to|from|"
    r"hit|hits|struck|strikes|targeted|of|and|towards?|off|through|by|shelled|bombed|pounded|,)\s+"
    r"(?P<between>(?:(?:the|a|an|its|their|rebel|government|regime|opposition|Islamic State|jihadist|militant|Israeli|Turkish|"
    r"north\w*|south\w*|east\w*|west\w*|central|rural|besieged|[a-z][\w’'-]*-(?:held|controlled|backed|run|majority)|"
    r"nearby|capital|main|border|coastal|war-torn|flashpoint|strategic|key|[a-z]+ern|outskirts|countryside|suburbs?|town|city|village|"
    r"district|neighbou?rhood|province|governorate|area|region|state|port|cities|towns|villages|provinces|areas|districts|"
    r"neighbou?rhoods|county|oblast|island|camp|enclave|of|north|south|east|west|oil-rich|divided|second|largest|biggest)\s+)*)$",
    re.I,
)
_LOCATIVE = frozenset(
    "in near at outside around inside over across between along within throughout on against hit struck targeted into of and , through off shelled bombed".split()
)
_SEAT = re.compile(
    r"(?:[-–]based|[-–]backed|[-–]led|[-–]run|[-–]allied|[-–]held|[-–]supported|[-–]born|[-–]controlled)\b", re.I
)
_BORDER = re.compile(r"\bborders?\b", re.I)
_OFFSET = re.compile(
    r"(?:(?P<km>\d+(?:\.\d+)?)\s*(?:km|kilomet(?:er|re)s|miles?)\b[^.;,]{0,12}?\s)?(?:(?:north|south|east|west)[- ]?(?:north|south)?[- ]?(?:east|west)?(?:ern)?\s+of|"
    r"outskirts\s+of|outside|near|close\s+to|on\s+the\s+edge\s+of|around|suburbs?\s+of|just\s+off)\s+(?:the\s+)?(?:[a-z-]+\s+){0,4}$",
    re.I,
)
_COMPASS_BEFORE = re.compile(
    r"((?:the\s+)?(?:(?:far|deep)\s+)?(?:north|south|east|west)(?:[- ]?(?:east|west))?(?:ern)?|central|the\s+(?:north|south|east|west)(?:east|west)?\s+of)\s+$",
    re.I,
)
_SKIP = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday january february march april june july august september "
    "october november december the a an he she it they we i this that these those but and or in on at according tags date "
    "update original entry posted reuters ap afp mr mrs ms dr islam islamic muslim christian sunni shia shiite kurdish arab "
    "god allah ramadan eid christmas easter president minister general colonel major captain sheriff police army".split()
)


@dataclass(frozen=True, slots=True)
class Where:
    """One place name in the text."""

    start: int
    end: int
    place: Place
    happened: bool
    """Something is said to be there: "in X", "near X", "struck X"; not "X's ministry", "X-based"."""
    why: str
    """How it was resolved, or why it was not."""


class Places:
    """Place names of one report: its countries decide between places of one name."""

    def __init__(self, doc: Doc, title: str, gazetteer: Gazetteer, words: Lexicon) -> None:
        self._gazetteer, self._words = gazetteer, words
        self._countries = _country_votes(f"{title}\n{doc.text}", gazetteer)
        self._persons = [(e.start_char, e.end_char) for e in doc.ents if e.label_ == "PERSON"]
        self._resolved: dict[str, tuple[Candidate | None, str]] = {}

    @property
    def countries(self) -> list[str]:
        """Countries that the report speaks of, most often named first."""
        return [code for code, _ in self._countries.most_common()]

    def find(self, text: str, start: int, end: int) -> list[Where]:
        """The place names between two characters, in text order."""
        found = []
        for match in _NAME.finditer(text, start, end):
            found.extend(self._readings(text, match.start(), match.end(), start))
        return found

    def happening_in(self, text: str) -> str | None:
        """The country of most places where something is said to be: "the army" there is that country's army."""
        votes = Counter(
            where.place.country for where in self.find(text, 0, len(text)) if where.happened and where.place.country
        )
        return votes.most_common(1)[0][0] if votes else next(iter(self.countries), None)

    # -------------------------------------------------------------------------------------- one name

    def _readings(self, text: str, begin: int, end: int, left: int) -> list[Where]:
        begin, end = _without_possessive(text, begin, end)
        begin = _without_adjective(text, begin, end, self._gazetteer)
        name = text[begin:end]
        if name.lower() in _SKIP or len(name) < 2 or (not name[0].isupper() and "-" not in name[:4]):
            return []
        candidate, why = self._resolve(name)
        if candidate is None and not self._is_person(begin, end):
            # "Aleppo University", "Berks County District Attorney": try its first words, longest first.
            parts = name.split(" ")
            for count in range(len(parts) - 1, 0, -1):
                shorter = " ".join(parts[:count])
                if shorter.lower() in _SKIP or (count == 1 and len(shorter) < 4):
                    continue
                candidate, why = self._resolve(shorter)
                if candidate is not None and candidate.match != "skeleton":
                    following = parts[count].lower()
                    if following in self._words.places["site"] or following in self._words.places["area"]:
                        break
                    end = begin + len(shorter)
                    break
                candidate = None
        before = text[max(left, begin - 90) : begin]
        governed = _GOVERNED.search(before)
        after = text[end : end + 30]
        happened = governed is not None and governed["prep"].lower() in _LOCATIVE and not _SEAT.match(after)
        if _BORDER.match(after.strip()) or re.search(r"\bborders?\s+(?:with|of)\s+$", before, re.I):
            happened = False
        if candidate is None and not (happened and self._looks_like_place(text, begin, end, governed)):
            return []
        if candidate is not None and self._is_person(begin, end) and not (happened and candidate.match == "exact"):
            return []
        place, start, stop = self._place(text, begin, end, candidate, before, after)
        return [Where(start, stop, place, happened, why)]

    def _is_person(self, begin: int, end: int) -> bool:
        return any(a <= begin and end <= b for a, b in self._persons)

    def _looks_like_place(self, text: str, begin: int, end: int, governed: re.Match[str] | None) -> bool:
        """An unknown name is kept as a place only where the words beside it say that it is one."""
        nouns = (
            self._words.places["province"]
            | self._words.places["district"]
            | self._words.places["site"]
            | self._words.places["area"]
            | {"town", "city", "village", "neighborhood", "neighbourhood"}
        )
        around = text[end : end + 20].lower().split()[:1] + (
            governed["between"].lower().split()[-2:] if governed else []
        )
        last = re.split(r"[ -]", text[begin:end].lower())[-1]
        return last in nouns or any(word.strip(".,") in nouns for word in around)

    def _resolve(self, name: str) -> tuple[Candidate | None, str]:
        if name not in self._resolved:
            self._resolved[name] = self._choose(name)
        return self._resolved[name]

    def _choose(self, name: str) -> tuple[Candidate | None, str]:
        code = self._gazetteer.country_of(name)
        if code is not None:
            country = next((c for c in self._gazetteer.candidates(name) if c.feature == "country"), None)
            return (country, "a country") if country is not None else (None, "a word for a country")
        found: list[tuple[int, int, Candidate]] = []
        for order, code in enumerate(self.countries[:4]):
            near = [c for c in self._gazetteer.candidates(name, country=code) if c.country in {code, None}]
            if near and (near[0].match != "skeleton" or len(name) >= 5):
                # An equal spelling in the second country beats equal consonants in the first.
                found.append((("exact", "folded", "skeleton").index(near[0].match), order, near[0]))
        if found:
            best = min(found, key=lambda f: f[:2])[2]
            return best, f"in {best.country or 'several countries'}, which the report names"
        anywhere = [c for c in self._gazetteer.candidates(name) if c.match == "exact"]
        if anywhere and (anywhere[0].population >= 15_000 or anywhere[0].feature not in {"town"}):
            return anywhere[0], "the largest place of that name"
        return None, "not in the gazetteer"

    def _place(
        self, text: str, begin: int, end: int, candidate: Candidate | None, before: str, after: str
    ) -> tuple[Place, int, int]:
        wording_start, wording_end, precision = begin, end, _precision(candidate)
        noun = re.match(r"\s+([A-Za-z-]+)", after)
        of = re.search(
            r"((?:the\s+)?(?:(?:north|south|east|west)\w*\s+|central\s+|coastal\s+)?(province|governorate|district|region|state|oblast|county|area|countryside)\s+of\s+)$",
            before,
            re.I,
        )
        compass = _COMPASS_BEFORE.search(before)
        kind = noun.group(1).lower() if noun else ""
        last = re.split(r"[ -]", text[begin:end].lower())[-1]
        if kind in self._words.places["province"] or last in self._words.places["province"]:
            candidate, precision = self._administrative(text[begin:end], candidate), "province"
            wording_end = end + (noun.end() if noun and kind in self._words.places["province"] else 0)
        elif of is not None and of.group(2).lower() not in {"area", "countryside"}:
            candidate = self._administrative(text[begin:end], candidate)
            precision = "district" if of.group(2).lower() in self._words.places["district"] else "province"
            wording_start = begin - len(of.group(1))
        elif kind in self._words.places["district"] or last in self._words.places["district"]:
            precision = "district"
            wording_end = end + (noun.end() if noun and kind in self._words.places["district"] else 0)
        elif kind in self._words.places["area"] or (of is not None):
            precision = "near"
        elif last in self._words.places["site"] or kind in self._words.places["site"]:
            precision = "site"
            wording_end = end + (noun.end() if noun and kind in self._words.places["site"] else 0)
        elif precision in {"country", "province"} and compass is not None:
            precision, wording_start = "area", begin - len(compass.group(0))
        elif _OFFSET.search(before) is not None and precision in {"town", "site"}:
            precision = "near"
        wording = text[wording_start:wording_end].strip()
        wording = re.sub(r"^(?:the|The)\s+(?=(?:north|south|east|west|province|district|state|region))", "", wording)
        wording_start = text.find(wording, max(0, wording_start - 1))
        if candidate is None:
            return Place(wording=wording, precision=precision), wording_start, wording_end
        return (
            Place(
                wording=wording,
                name=candidate.name,
                geonames_id=candidate.geonames_id,
                latitude=candidate.latitude,
                longitude=candidate.longitude,
                admin1=candidate.admin1,
                country=candidate.country,
                precision=precision,
            ),
            wording_start,
            wording_end,
        )

    def _administrative(self, name: str, candidate: Candidate | None) -> Candidate | None:
        """ "Deir ez-Zor Province" is the province, never the pin of the city."""
        country = candidate.country if candidate is not None else (self.countries[0] if self.countries else None)
        areas = self._gazetteer.admin(name, country=country)
        return areas[0] if areas else candidate


def _precision(candidate: Candidate | None) -> PlacePrecision:
    features: dict[str, PlacePrecision] = {
        "admin1": "province", "admin2": "district", "country": "country", "region": "area", "water": "water",
        "airfield": "site", "site": "site",
    }  # fmt: skip
    return features.get(candidate.feature, "town") if candidate is not None else "town"


def _country_votes(text: str, gazetteer: Gazetteer) -> Counter[str]:
    votes: Counter[str] = Counter()
    for match in re.finditer(r"(?<![\w’'])(?:[A-Z][\w.]*(?: [A-Z][\w.]*){0,2})", text):
        words = match.group(0).split(" ")
        for size in (len(words), 1):
            for index in range(len(words) - size + 1):
                code = gazetteer.country_of(" ".join(words[index : index + size]).rstrip("."))
                if code is not None:
                    votes[code] += 2 if index == 0 and size > 1 else 1
            if size == len(words) and len(words) == 1:
                break
    return votes


def _without_adjective(text: str, begin: int, end: int, gazetteer: Gazetteer) -> int:
    """ "Iraqi Mosul" is Mosul; "Israeli" alone is no place."""
    first = re.match(r"(?:an?\s+)?([A-Z][\w.]+)(\s+|$)", text[begin:end])
    if first is None:
        return begin
    word = first.group(1)
    is_adjective = bool(re.search(r"(?:i|ian|an|ish|ese|is|ans|ch)$", word)) and gazetteer.country_of(word) is not None
    is_name = any(c.feature == "country" and c.match == "exact" for c in gazetteer.candidates(word)[:1])
    return begin + first.end() if is_adjective and not is_name else begin


def _without_possessive(text: str, begin: int, end: int) -> tuple[int, int]:
    name = text[begin:end]
    cut = re.sub(r"(?:[’']s?|\.)$", "", name)
    return begin, begin + len(cut)
