"""Places: names in the text, what they resolve to, and whether something happened there.

Entity labels are not trusted (the small pipeline calls al-Bukamal an organisation and Mayadeen a date): every
capitalised name is looked at. Which of several places of a name is meant is decided by the countries and the states
that the report speaks of, then by the gazetteer's own order. Fuzzy keys are used only inside a country that the report
is about, because worldwide they send Boukamal to Congo. A name that resolves to nothing is kept as words where the
words beside it say that it is a place: streets, bars, quarters.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from spacy.tokens import Doc

from tallystick.extract.locative import Bearing, Locative
from tallystick.model import Place, PlacePrecision
from tallystick.reference.lexicon import Lexicon
from tallystick.reference.places import Candidate, Gazetteer
from tallystick.text.english import parsed

_PARTICLE = (
    r"(?:(?:al|el|ad|ash|ez|az|as|ar|at|ed|er|es|et|abu|umm|bin|ibn|de|la|del|san|wadi|khan)-"
    r"|(?:al|el|abu|umm|bin|ibn|de|la|del|san|wadi|khan) )"
)
"""With a space only those that are no English words: "at Hama" is no "at-Hama"."""
_CAPITAL = r"A-Z\u00c0-\u00de\u0100-\u017f\u0400-\u04ff\u0590-\u06ff"
_NAME = re.compile(
    rf"(?<![\w’'-])(?:(?:{_PARTICLE})?[{_CAPITAL}][\w.’'-]*\w|[A-Z]\d+|[A-Z](?=\s(?:Street|St|Avenue|Ave)\b)|{_PARTICLE}[A-Z][\w’'-]+)"
    rf"(?:[ -](?:{_PARTICLE}|of the |of )?[A-Z\u00c0-\u00de][\w’'-]*\w)*"
)
_BLOCK = re.compile(
    r"(?:the\s+)?\d{2,5}(?:th|st|nd|rd)?[- ]block\s+of\s+((?:[NSEW]\.?\s+)?[A-Z0-9][\w.’'-]*(?:\s[A-Z][\w.’'-]*){0,3})"
)
_ADDRESS = re.compile(
    r"\d{2,5}\s+(?:[NSEW]\.?\s+)?(?:[A-Z0-9][\w.’'-]*\s+){1,3}(?:St|Street|Ave|Avenue|Rd|Road|Blvd|Boulevard|Dr|Drive|Ln|Lane|Hwy|Highway|Ct|Court|Way|Pkwy|Parkway)\b\.?"
)
_HELD = re.compile(
    r"-(?:held|controlled|backed|led|run|allied|based|supported|born|dominated|ruled|trained|aligned|linked)$", re.I
)
_OFFSET = re.compile(
    r"(?:(?P<km>\d+(?:\.\d+)?)\s*(?:km|kilomet(?:er|re)s|miles?)\b[^.;,]{0,12}?\s)?"
    r"(?:(?:north|south|east|west)[- ]?(?:north|south)?[- ]?(?:east|west)?(?:ern)?\s+of|"
    r"outskirts\s+of|outside|near|close\s+to|on\s+the\s+edge\s+of|around|suburbs?\s+of|just\s+off)"
    r"\s+(?:the\s+)?(?:[a-z-]+\s+){0,4}$",
    re.I,
)
_COMPASS_BEFORE = re.compile(
    r"((?:the\s+)?(?:(?:far|deep)\s+)?(?:north|south|east|west)(?:[- ]?(?:east|west))?(?:ern)?|central|"
    r"the\s+(?:north|south|east|west)(?:east|west)?\s+of)\s+$",
    re.I,
)
_OF_AREA = re.compile(
    r"((?:the\s+)?(?:(?:north|south|east|west)\w*\s+|central\s+|coastal\s+)?(province|governorate|district|region|state|oblast|county|area|countryside)\s+of\s+)$",
    re.I,
)
_FUNCTION = frozenset(
    "the a an at in on of and but or for with from by to as it he she they we i this that these those its his her "
    "their our when where while after before since until although according also both two three four five six seven "
    "eight nine ten no not some dozens hundreds rest tags".split()
)
_SKIP = _FUNCTION | frozenset(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august "
    "september october november december date update original entry posted reuters ap afp mr mrs ms dr islam islamic "
    "muslim christian sunni shia shiite kurdish arab god allah ramadan eid christmas easter president minister general "
    "colonel major captain sheriff police army halloween".split()
)
_TWO_MEANINGS = frozenset({"Washington", "Georgia"})
"""States that share their name with a capital or a country count only after a town: "Albany, Georgia"."""
_US_CUES = re.compile(
    r"\b(?:Police Department|[Ss]heriff|State Police|Fla\.|Calif\.|Tenn\.|Pa\.|Ohio|911|Highway Patrol|"
    r"[Dd]istrict [Aa]ttorney)\b"
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
    bearing: Bearing = "named"


class Places:
    """Place names of one report: its countries decide between places of one name."""

    def __init__(self, doc: Doc, title: str, gazetteer: Gazetteer, words: Lexicon) -> None:
        self._gazetteer, self._words = gazetteer, words
        self._locative = Locative(doc, words)
        self._countries = _country_votes(f"{title}\n{parsed(doc)}", gazetteer)
        self._states = self._state_votes(f"{title}\n{parsed(doc)}")
        if self._states and (_US_CUES.search(parsed(doc)) or len(self._countries) < 2):
            self._countries["US"] += 2 * sum(self._states.values())
            if "Georgia" in self._states:
                del self._countries["GE"]
        elif _US_CUES.search(parsed(doc)):
            self._countries["US"] += 2
        self._persons = [(e.start_char, e.end_char) for e in doc.ents if e.label_ == "PERSON"]
        self._surnames = _surnames(doc, self._persons)
        self._resolved: dict[str, tuple[Candidate | None, str]] = {}
        self._found: dict[tuple[int, int], list[Where]] = {}
        self._sentences = [(s.start_char, s.end_char) for s in doc.sents]

    @property
    def countries(self) -> list[str]:
        """Countries that the report speaks of, most often named first."""
        return [code for code, _ in self._countries.most_common()]

    def find(self, text: str, start: int, end: int) -> list[Where]:
        """The place names between two characters, in text order."""
        if (start, end) not in self._found:
            self._found[start, end] = self._find(text, start, end)
        return self._found[start, end]

    def _find(self, text: str, start: int, end: int) -> list[Where]:
        found: list[Where] = []
        taken: list[tuple[int, int]] = []
        for pattern in (_BLOCK, _ADDRESS):
            for match in pattern.finditer(text, start, end):
                if not any(a < match.end() and match.start() < b for a, b in taken):
                    found.append(_unresolved(text, match.start(), match.end(), "a street"))
                    taken.append(match.span())
        previous: tuple[int, Bearing] | None = None
        for match in _NAME.finditer(text, start, end):
            if any(a < match.end() and match.start() < b for a, b in taken):
                continue
            for begin, stop in _split(text, match.start(), match.end(), self._words.places["venue"]):
                for where in self._readings(text, begin, stop, start, previous):
                    previous = (where.end, where.bearing)
                    found.append(where)
        return sorted(found, key=lambda where: where.start)

    def happening_in(self, text: str) -> str | None:
        """The country of most places where something is said to be: "the army" there is that country's army."""
        votes = Counter(
            where.place.country
            for start, end in self._sentences  # as they are asked for again, sentence by sentence
            for where in self.find(text, start, end)
            if where.happened and where.place.country
        )
        return votes.most_common(1)[0][0] if votes else next(iter(self.countries), None)

    # -------------------------------------------------------------------------------------- one name

    def _readings(
        self, text: str, begin: int, end: int, left: int, previous: tuple[int, Bearing] | None
    ) -> list[Where]:
        begin, end = _without_possessive(text, begin, end)
        begin = _without_adjective(text, begin, end, self._gazetteer)
        name = text[begin:end]
        low = name.lower()
        if _HELD.search(name):
            return []
        if (
            low in _SKIP
            or low in self._words.places["never"]
            or not name
            or (not name[0].isupper() and "-" not in name[:4])
        ):
            return []
        bearing = self._locative.bearing(text, begin, end, left, previous)
        spot = self._spot(text, begin, end, bearing)
        if spot is not None:
            return [spot]
        if len(name) < 2:
            return []
        candidate, why, end = self._known(text, begin, end)
        bearing = self._locative.bearing(text, begin, end, left, previous) if end < begin + len(name) else bearing
        happened = bearing == "here"
        if candidate is None and not (happened and self._looks_like_place(text, begin, end)):
            return []
        told = bearing in {"here", "scene", "police", "dateline"}
        exact = told and candidate is not None and candidate.match == "exact"
        if (
            self._is_person(text, begin, end)
            and not exact
            and not (happened and self._looks_like_place(text, begin, end))
        ):
            return []
        before, after = text[max(left, begin - 90) : begin], text[end : end + 30]
        place, start, stop = self._place(text, begin, end, candidate, before, after)
        return [Where(start, stop, place, happened, why, bearing)]

    def _spot(self, text: str, begin: int, end: int, bearing: Bearing) -> Where | None:
        """Streets and bars, which no gazetteer knows: kept as words where something happened there."""
        lists = self._words.places
        parts = [part.lower().strip(".,’'") for part in text[begin:end].split(" ")]
        following = re.match(r"(?:\s(\d{1,3}))?(?:\s+([A-Za-z]+))?", text[end : end + 24])
        after = (following.group(2) or "").lower() if following else ""
        street = (len(parts) > 1 and parts[-1] in lists["street"]) or (
            after in {"street", "streets", "road", "avenue"} and not after.istitle()
        )
        venue = parts[-1] in lists["venue"] and len(parts) > 1
        if following and following.group(1) and parts[-1] in lists["venue"]:
            venue, end = True, end + len(following.group(1)) + 1
        if not (street or venue) or bearing not in {"here", "scene"}:
            return None
        return _unresolved(text, begin, end, "a street" if street else "a bar or club")

    def _known(self, text: str, begin: int, end: int) -> tuple[Candidate | None, str, int]:
        """The whole name, or else its first words, longest first: "Aleppo University", "Berks County Attorney"."""
        name = text[begin:end]
        candidate, why = self._resolve(name)
        fuzzy = candidate is not None and candidate.match == "skeleton" and " " in name
        if (candidate is not None and not fuzzy) or self._is_person(text, begin, end):
            return candidate, why, end
        whole, whole_why = candidate, why
        parts = name.split(" ")
        lists = self._words.places
        if len(parts) > 2 and parts[-1].lower() in lists["site"] | lists["street"]:
            return None, "not in the gazetteer", end
        for count in range(len(parts) - 1, 0, -1):
            shorter = " ".join(parts[:count])
            if (
                shorter.lower() in _SKIP
                or shorter.lower() in self._words.places["never"]
                or (count == 1 and len(shorter) < 4)
            ):
                continue
            candidate, why = self._resolve(shorter)
            if candidate is not None and candidate.match != "skeleton":
                following = parts[count].lower()
                if following in lists["site"] or following in lists["area"] or following in lists["district"]:
                    return candidate, why, end
                return candidate, why, begin + len(shorter)
        return whole, whole_why, end

    def _is_person(self, text: str, begin: int, end: int) -> bool:
        return any(a <= begin and end <= b for a, b in self._persons) or text[begin:end] in self._surnames

    def _looks_like_place(self, text: str, begin: int, end: int) -> bool:
        """An unknown name is kept as a place only where the words beside it say that it is one."""
        lists = self._words.places
        nouns = lists["province"] | lists["district"] | lists["site"] | lists["area"] | lists["town"]
        plural = {f"{noun}s" for noun in nouns} | {"cities"}
        last = re.split(r"[ -]", text[begin:end].lower())[-1]
        return last in nouns or any(
            word in nouns or word in plural for word in self._locative.nouns_beside(text, begin, end)
        )

    def _resolve(self, name: str) -> tuple[Candidate | None, str]:
        if name not in self._resolved:
            self._resolved[name] = self._choose(name)
        return self._resolved[name]

    def _choose(self, name: str) -> tuple[Candidate | None, str]:
        if self._states and name in self._states:
            state = next((c for c in self._gazetteer.admin(name, country="US") if c.feature == "admin1"), None)
            if state is not None:
                return state, "a state that the report names"
        code = self._gazetteer.country_of(name)
        if code is not None:
            country = next((c for c in self._gazetteer.candidates(name) if c.feature == "country"), None)
            return (country, "a country") if country is not None else (None, "a word for a country")
        best = self._in_the_countries(name)
        if best is not None:
            return best, f"in {best.country or 'several countries'}, which the report names"
        anywhere = [c for c in self._gazetteer.candidates(name) if c.match == "exact"]
        if anywhere and (anywhere[0].population >= 15_000 or anywhere[0].feature not in {"town"}):
            return anywhere[0], "the largest place of that name"
        return None, "not in the gazetteer"

    def _in_the_countries(self, name: str) -> Candidate | None:
        """Equal spelling in the second country beats equal consonants in the first; these only where it happens."""
        found: list[tuple[tuple[int, int], Candidate]] = []
        most = max(self._countries.values(), default=0)
        for order, code in enumerate(self.countries[:4]):
            near = [c for c in self._gazetteer.candidates(name, country=code) if c.country in {code, None}]
            if code == "US" and self._states:
                near.sort(key=lambda c: (c.match != "exact", c.admin1 not in self._states))
            if not near:
                continue
            fuzzy = near[0].match == "skeleton"
            if fuzzy and (len(name) < 5 or code == "US" or 2 * self._countries[code] < most):
                continue
            found.append(((("exact", "folded", "skeleton").index(near[0].match), order), near[0]))
        return min(found, key=lambda f: f[0])[1] if found else None

    def _state_votes(self, text: str) -> Counter[str]:
        """States of the United States that the text names, in full or as a dateline prints them."""
        votes: Counter[str] = Counter()
        names = set(self._words.us_states.values())
        for match in re.finditer(r"[A-Z][a-z]+(?: [A-Z][a-z]+)?|[A-Z]\.\s?[A-Z]\.(?!\s?S\b)", text):
            words = match.group(0)
            after_town = text[max(0, match.start() - 2) : match.start()] == ", "
            point = "." if text[match.end() : match.end() + 1] == "." else ""
            abbreviated = self._words.us_states.get(words.lower().replace(" ", "") + point)
            if abbreviated is not None and after_town:
                votes[abbreviated] += 3
                continue
            state = words if words in names else words.split(" ")[0]
            if state in names and (after_town or state not in _TWO_MEANINGS):
                votes[state] += 3 if after_town else 1
        return votes

    def _place(
        self, text: str, begin: int, end: int, candidate: Candidate | None, before: str, after: str
    ) -> tuple[Place, int, int]:
        lists = self._words.places
        wording_start, wording_end, precision = begin, end, _precision(candidate)
        noun = re.match(r"\s+([A-Za-z-]+)", after)
        of = _OF_AREA.search(before)
        compass = _COMPASS_BEFORE.search(before)
        kind = noun.group(1).lower() if noun else ""
        last = re.split(r"[ -]", text[begin:end].lower())[-1]
        with_noun = end + (noun.end() if noun else 0)
        if kind in lists["province"] or last in lists["province"]:
            candidate, precision = self._administrative(text[begin:end], candidate), "province"
            wording_end = with_noun if kind in lists["province"] else end
        elif of is not None and of.group(2).lower() not in {"area", "countryside"}:
            candidate = self._administrative(text[begin:end], candidate)
            precision = "district" if of.group(2).lower() in lists["district"] else "province"
            wording_start = begin - len(of.group(1))
        elif kind in lists["district"] or last in lists["district"]:
            precision = "district"
            wording_end = with_noun if kind in lists["district"] else end
        elif kind in lists["area"] or (of is not None):
            precision = "near"
        elif last in lists["site"] or kind in lists["site"]:
            precision = "site"
            wording_end = with_noun if kind in lists["site"] else end
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


def _unresolved(text: str, begin: int, end: int, why: str) -> Where:
    wording = text[begin:end].rstrip(".")
    return Where(
        begin, begin + len(wording), Place(wording=wording, precision="site"), True, f"{why}, kept as words", "here"
    )


def _split(text: str, begin: int, end: int, venues: frozenset[str]) -> list[tuple[int, int]]:
    """A run of capitals cut at its function words and owners: "Russia At", "Idlib's Saraqib", never "Rosie's Bar"."""
    pieces: list[tuple[int, int]] = []
    first = last = None
    words = list(re.finditer(r"[^ ]+", text[begin:end]))
    of_venue = (
        words[-1].group(0).lower() in venues or re.match(r"\s(?:bar|club|pub)\b", text[end : end + 6]) is not None
    )
    for word in words:
        printed = word.group(0)
        if printed.lower() in _FUNCTION and printed[0].isupper():
            if first is not None and last is not None:
                pieces.append((begin + first, begin + last))
            first = None
            continue
        first, last = word.start() if first is None else first, word.end()
        if re.search(r"[’']s$", printed) and not of_venue:
            pieces.append((begin + first, begin + last))
            first = None
    if first is not None and last is not None:
        pieces.append((begin + first, begin + last))
    return pieces


def _surnames(doc: Doc, persons: list[tuple[int, int]]) -> frozenset[str]:
    """Last words of people's full names: "Adams" after "John Adams"."""
    names = (parsed(doc)[a:b].split() for a, b in persons)
    return frozenset(
        word for parts in names if 1 < len(parts) <= 4 and all(p[:1].isupper() for p in parts) for word in parts[-1:]
    )


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
