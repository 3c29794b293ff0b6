"""Places: names in the text, what they resolve to, and whether something happened there.

    toponyms.py   what is looked at: every capitalised name
    context.py    the countries and provinces that the report speaks of
    choosing.py   which of several places of a name is meant
    locative.py   whether something happened there, or a speaker sits there
    extent.py     how sharp the place is: site, town, near, district, province, area, country, water

A name that resolves to nothing is kept as words where the words beside it say that it is a place: streets, bars,
quarters.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from msgspec.structs import replace as changed
from spacy.tokens import Doc

from tallystick.extract.choosing import Choice, Chooser, Name, beside_of
from tallystick.extract.context import context_of, state_of
from tallystick.extract.extent import Extent
from tallystick.extract.locative import Bearing, Locative
from tallystick.extract.toponyms import SKIP, named, streets, surnames, trimmed
from tallystick.model import Place
from tallystick.reference import fold
from tallystick.reference.lexicon import Lexicon
from tallystick.reference.outlets import home_of
from tallystick.reference.places import Candidate, Gazetteer
from tallystick.text.english import parsed

_FIRM = ("near the outlet", "beside other")
_KNOWN = 100_000
"""A town of so many people is known by its bare name."""
_HELD = re.compile(
    r"-(?:held|controlled|backed|led|run|allied|based|supported|born|dominated|ruled|trained|aligned|linked)$", re.I
)
_AFTER = re.compile(
    r"(?:,\s*(?:in\s+(?:the\s+)?(?:[a-z-]+\s+)?)?|\s+\(|\s+in\s+(?:the\s+)?(?:[a-z-]+\s+)?)"
    r"((?:[A-Z]\.\s?){2}|[A-Z][\w’'-]*(?:[ -][A-Z][\w’'-]*){0,2})(\.?)"
)
"""What a place lies in, after its name: "Albany, N.Y.", "Tripoli (Lebanon)", "Saraqib in Idlib province"."""
_BEFORE = re.compile(r"([A-Z][\w-]*(?: [A-Z][\w-]*)?)[’']s\s+(?:[\w-]+\s+){0,3}$")
"""And before it: "Idlib's Saraqib"."""
_OF_THE_COUNTRY = re.compile(
    r"\b(?:in|across|throughout|over|near|around|on)\s+"
    r"(?P<place>(?:the\s+)?(?:(?:far|deep|war-torn)\s+)?(?:(?:north|south|east|west|centre|center)"
    r"(?:[- ]?(?:east|west))?(?:ern\s+(?:part|parts|half|areas|regions))?\s+of\s+the\s+country|"
    r"the\s+country[’']s\s+(?:far\s+)?"
    r"(?:north|south|east|west|centre|center)(?:[- ]?(?:east|west))?(?!ern)))\b",
    re.I,
)
"""A part of the country that the report is about: "in the north of the country"."""
_ROAD = re.compile(r"\s+(?:road|highway|motorway|expressway|corridor|route|line)\b", re.I)


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
    refused: tuple[tuple[Candidate, str], ...] = ()
    """The next best meanings of the name, and what each lacks."""
    radius_km: float | None = None
    """How far its point may be off, where the words or the gazetteer say."""


class Places:
    """Place names of one report, each weighed against the others."""

    def __init__(
        self,
        doc: Doc,
        title: str,
        gazetteer: Gazetteer,
        words: Lexicon,
        *,
        outlet: str | None = None,
        url: str | None = None,
    ) -> None:
        self._gazetteer, self._words = gazetteer, words
        self._locative, self._extent = Locative(doc, words), Extent(gazetteer, words)
        self._persons = [(e.start_char, e.end_char) for e in doc.ents if e.label_ == "PERSON"]
        self._surnames = surnames(doc, self._persons)
        self._context = context_of(f"{title}\n{parsed(doc)}", gazetteer, words)
        names: dict[str, Name] = {}
        for text in (title, parsed(doc)):
            self._collect(text, names)
        self._chooser = Chooser(
            list(names.values()), gazetteer, context=self._context, home=home_of(outlet, url, gazetteer)
        )
        self._found: dict[tuple[int, int], list[Where]] = {}
        self._sentences = [(s.start_char, s.end_char) for s in doc.sents]

    @property
    def countries(self) -> list[str]:
        """Countries that the report speaks of, most often named first."""
        return [code for code, _ in self._context.countries.most_common()]

    def find(self, text: str, start: int, end: int) -> list[Where]:
        """The place names between two characters, in text order."""
        if (start, end) not in self._found:
            self._found[start, end] = self._find(text, start, end)
        return self._found[start, end]

    def _find(self, text: str, start: int, end: int) -> list[Where]:
        found: list[Where] = []
        taken = streets(text, start, end)
        found = [_unresolved(text, a, b, "a street") for a, b in taken]
        previous: tuple[int, Bearing] | None = None
        for begin, stop in named(text, start, end, self._words.places["venue"]):
            if any(a < stop and begin < b for a, b in taken):
                continue
            for where in self._readings(text, begin, stop, start, previous):
                previous = (where.end, where.bearing)
                found.append(where)
        found.extend(self._of_the_country(text, start, end))
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
        begin, end = trimmed(text, begin, end, self._gazetteer)
        name = text[begin:end]
        if (state := self._short_for_a_state(text, begin, end)) is not None:
            return [state]
        if not self._is_worth_asking(name):
            return []
        bearing = self._locative.bearing(text, begin, end, left, previous)
        spot = self._spot(text, begin, end, bearing)
        if spot is not None:
            return [spot]
        if len(name) < 2:
            return []
        choice, end = self._known(text, begin, end)
        candidate = choice.candidate
        if candidate is None and (pair := self._pair(text, begin, begin + len(name), bearing, left)):
            return pair
        bearing = self._locative.bearing(text, begin, end, left, previous) if end < begin + len(name) else bearing
        happened = bearing == "here"
        kept = happened and self._looks_like_place(text, begin, end)
        if candidate is None and not kept:
            return []
        if candidate is not None and self._is_common_word(text, begin, end, left, candidate):
            return []
        if candidate is not None and bearing != "dateline" and self._is_acronym(text, begin, end, left, candidate):
            return []
        if candidate is not None and bearing == "named" and self._is_another_name(text, begin, end, candidate, choice):
            return []
        told = bearing in {"here", "scene", "police", "dateline"}
        exact = told and candidate is not None and candidate.match == "exact"
        if (
            self._is_person(text, begin, end)
            and not exact
            and not kept
            and not self._is_no_person(text, begin, end, candidate)
        ):
            return []
        place, start, stop, radius = self._extent.place(
            text, begin, end, candidate, left=left, country=next(iter(self.countries), None)
        )
        return [Where(start, stop, place, happened, choice.why, bearing, choice.refused, radius)]

    def _is_worth_asking(self, name: str) -> bool:
        low = name.lower()
        if not name or low in SKIP or low in self._words.places["never"] or _HELD.search(name):
            return False
        return name[0].isupper() or "-" in name[:4] or name[0] > "\u024f"

    def _is_common_word(self, text: str, begin: int, end: int, left: int, candidate: Candidate) -> bool:
        """ "One man was ...", "Various groups": a first word that the parse takes for no name."""
        if " " in text[begin:end] or text[left:begin].strip(" \n\t\"“'‘(") or text[begin:end].isupper():
            return False
        token = self._locative.token_at(begin)
        if token is not None and token.ent_type_ == "NORP" and candidate.match == "skeleton":
            return True
        return token is not None and token.pos_ not in {"PROPN", "NOUN"} and not re.match(r"[,’']", text[end : end + 1])

    @staticmethod
    def _is_acronym(text: str, begin: int, end: int, left: int, candidate: Candidate) -> bool:
        """ "UN", "START": capitals in a sentence of small letters are short for something, and seldom for a town."""
        capitals = text[begin:end].isupper() and end - begin <= 5 and " " not in text[begin:end]
        return capitals and candidate.feature in {"town", "admin2"} and not text[left:end].isupper()

    def _is_another_name(self, text: str, begin: int, end: int, candidate: Candidate, choice: Choice) -> bool:
        """ "Faith Regional Center", "Salmon": a small town's name where nothing puts it down as a place."""
        if candidate.feature not in {"town", "admin2"} or candidate.population >= _KNOWN or " " in text[begin:end]:
            return False
        if text[end : end + 2] == ", " or choice.why.startswith(_FIRM) or choice.why.endswith("beside it say"):
            return False
        token = self._locative.token_at(begin)
        return token is not None and token.ent_type_ not in {"GPE", "LOC", "FAC", "ORG"}

    def _is_no_person(self, text: str, begin: int, end: int, candidate: Candidate | None) -> bool:
        """One word that the pipeline takes for a person, though it is a town of a country that the report names.

        Not in the United States, where towns bear the names of people.
        """
        if candidate is None or candidate.match != "exact" or candidate.country in {None, "US"}:
            return False
        if candidate.country not in self._context.countries or text[begin:end] in self._surnames:
            return False
        return any((a, b) == (begin, end) for a, b in self._persons)

    def _short_for_a_state(self, text: str, begin: int, end: int) -> Where | None:
        """ "Albany, N.Y.": the state, which says where Albany is and not where something was."""
        if text[max(0, begin - 2) : begin] != ", ":
            return None
        state = state_of(text[begin:end], text[end : end + 1], self._words)
        if state is None or state.lower() == text[begin:end].lower():
            return None
        found = next((c for c in self._gazetteer.admin(state, country="US") if c.feature == "admin1"), None)
        if found is None:
            return None
        stop = end + (text[end : end + 1] == ".")
        place, *_ = self._extent.place(text, begin, stop, found, left=begin, country="US")
        return Where(begin, stop, place, False, "short for a state", "named")

    def _of_the_country(self, text: str, start: int, end: int) -> list[Where]:
        """ "in the north of the country": an area of the country that the report speaks of most, if of one most."""
        ranked = self._context.countries.most_common(2)
        if not ranked or (len(ranked) > 1 and ranked[0][1] < 2 * ranked[1][1]):
            return []
        country = next(
            (
                c
                for c in self._gazetteer.candidates(self._gazetteer.country_name(ranked[0][0]))
                if c.feature == "country"
            ),
            None,
        )
        if country is None:
            return []
        found = []
        for match in _OF_THE_COUNTRY.finditer(text, start, end):
            begin, stop = match.span("place")
            place = Place(
                wording=text[begin:stop], name=country.name, geonames_id=country.geonames_id, latitude=country.latitude,
                longitude=country.longitude, country=country.country, precision="area",
            )  # fmt: skip
            found.append(Where(begin, stop, place, True, "of the country that the report is about", "here"))
        return found

    def _pair(self, text: str, begin: int, end: int, bearing: Bearing, left: int) -> list[Where]:
        """ "the Damascus-Homs road": near both, and as wide as they lie apart."""
        if not _ROAD.match(text[end : end + 14]):
            return []
        cut = next((at for at in range(begin + 3, end - 3) if text[at] in "-–"), None)
        if cut is None:
            return []
        found = []
        for first, last in ((begin, cut), (cut + 1, end)):
            choice = self._chooser.choose(text[first:last])
            if choice.candidate is None or choice.candidate.match == "skeleton":
                return []
            place, start, stop, radius = self._extent.place(
                text, first, last, choice.candidate, left=left, country=choice.candidate.country
            )
            place = changed(place, precision="near")
            found.append(Where(start, stop, place, bearing == "here", choice.why, bearing, choice.refused, radius))
        return found

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

    def _known(self, text: str, begin: int, end: int) -> tuple[Choice, int]:
        """The whole name, or else its first words, longest first: "Aleppo University", "Berks County Attorney"."""
        name = text[begin:end]
        whole = self._choose(text, begin, end)
        candidate = whole.candidate
        fuzzy = candidate is not None and candidate.match == "skeleton" and " " in name
        if (candidate is not None and not fuzzy) or self._is_person(text, begin, end):
            return whole, end
        parts = name.split(" ")
        lists = self._words.places
        named_for = lists["site"] | lists["street"]
        for count in range(len(parts) - 1, 0, -1):
            shorter = " ".join(parts[:count])
            if not self._is_worth_asking(shorter) or (count == 1 and len(shorter) < 4):
                continue
            rest = [part.lower().strip(".,") for part in parts[count:]]
            nature = lists["water"] | lists["height"]
            if rest[0] in nature or (count == 1 and parts[0].lower() in nature):
                continue  # the Umatilla River is not the town; Lake Lanier not a place called Lake
            if (
                len(parts) > 2
                and rest[-1] in named_for
                and not all(word in named_for or word in lists["generic"] for word in rest)
            ):
                continue
            choice = self._choose(text, begin, begin + len(shorter))
            if choice.candidate is not None and choice.candidate.match != "skeleton":
                inside = rest[0] in lists["site"] or rest[0] in lists["area"] or rest[0] in lists["district"]
                return choice, end if inside else begin + len(shorter)
        return whole, end

    def _choose(self, text: str, begin: int, end: int) -> Choice:
        return self._chooser.choose(text[begin:end], self._beside(text, begin, end))

    def _beside(self, text: str, begin: int, end: int) -> frozenset[str]:
        """What the words right beside a name say that it lies in: folded names of divisions, codes of countries."""
        told: list[str] = []
        after = _AFTER.match(text, end)
        if after is not None:
            printed = after.group(1).strip()
            state = state_of(printed, after.group(2), self._words)
            told = [state] if state is not None else [printed, printed.split(" ")[0]]
        before = _BEFORE.search(text, max(0, begin - 60), begin)
        if before is not None:
            told.append(before.group(1))
        codes = [code for one in told if (code := self._gazetteer.country_of(one)) is not None]
        return beside_of(told) | frozenset(codes)

    def _lies_in_a_known_one(self, text: str, begin: int, end: int) -> bool:
        """ "in Maar Tell, in southern Idlib province": what lies in a province of the report's countries is a place."""
        return any(
            one in self._context.countries
            or any(c.feature == "admin1" and c.country in self._context.countries for c in self._gazetteer.admin(one))
            for one in self._beside(text, begin, end)
        )

    def _collect(self, text: str, names: dict[str, Name]) -> None:
        """Every name of a text that may be a place, with what stands beside it."""
        for begin, end in named(text, 0, len(text), self._words.places["venue"]):
            begin, end = trimmed(text, begin, end, self._gazetteer)
            parts = text[begin:end].split(" ")
            for count in range(min(len(parts), 4), 0, -1):
                form = " ".join(parts[:count])
                if not self._is_worth_asking(form) or (count < len(parts) and count == 1 and len(form) < 4):
                    continue
                if not any(c.match != "skeleton" for c in self._gazetteer.candidates(form, limit=1)):
                    continue
                key = fold.folded(form)
                name = names.setdefault(key, Name(key, form))
                if (beside := self._beside(text, begin, begin + len(form))) and len(name.beside) < 8:
                    name.beside.append(beside)
                break

    def _is_person(self, text: str, begin: int, end: int) -> bool:
        return any(a <= begin and end <= b for a, b in self._persons) or text[begin:end] in self._surnames

    def _looks_like_place(self, text: str, begin: int, end: int) -> bool:
        """An unknown name is kept as a place only where the words beside it say that it is one."""
        lists = self._words.places
        nouns = lists["province"] | lists["district"] | lists["site"] | lists["area"] | lists["town"]
        nouns = nouns | lists["water"] | lists["height"]
        plural = {f"{noun}s" for noun in nouns} | {"cities"}
        last = re.split(r"[ -]", text[begin:end].lower())[-1]
        if text[end : end + 1] == "," and self._lies_in_a_known_one(text, begin, end):
            return True
        return last in nouns or any(
            word in nouns or word in plural for word in self._locative.nouns_beside(text, begin, end)
        )


def _unresolved(text: str, begin: int, end: int, why: str) -> Where:
    wording = text[begin:end].rstrip(".")
    return Where(
        begin, begin + len(wording), Place(wording=wording, precision="site"), True, f"{why}, kept as words", "here"
    )
