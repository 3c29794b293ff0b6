"""Who speaks and who acts: what a report's wordings resolve to.

The tables are data/sources.toml and data/actors.toml; docs/howto/add-a-source.md says how to extend them.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import msgspec

from tallystick.model import Record
from tallystick.reference.registry_data import Table, check_registry, names, read_registry
from tallystick.reference.wordings import Found, Phrases, Word, words

__all__ = ["Actor", "Registry", "Source", "check_registry"]

Text = tuple[Word, ...]


class Source(Record, frozen=True):
    """A party that can say something."""

    id: str
    name: str
    kind: str
    country: str | None = None
    about: tuple[str, ...] = ()
    """Countries that it reports on; empty = the world, or not told."""
    aliases: tuple[str, ...] = ()
    whole: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    belongs_to: tuple[str, ...] = ()
    sides: tuple[str, ...] = ()
    """Actors that it speaks for; it is not disinterested in their losses and deeds."""
    institution: str | None = None


class Actor(Record, frozen=True):
    """A party that acts, or is acted upon."""

    id: str
    name: str
    kind: str
    country: str | None = None
    about: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    whole: tuple[str, ...] = ()
    belongs_to: tuple[str, ...] = ()


class Institution(Record, frozen=True):
    """What a state body is to its country: "defence ministry"."""

    suffix: str
    kind: str
    name: str
    phrases: tuple[str, ...]
    side: str | None = None
    capital: bool = False


class Nation(Record, frozen=True):
    """A state and the words for it."""

    iso2: str
    iso3: str
    names: tuple[str, ...]
    adjectives: tuple[str, ...] = ()


class Force(Record, frozen=True):
    """Nouns that together with a country make an actor."""

    suffix: str
    name: str
    heads: tuple[str, ...]
    bare: bool = False


class Country(NamedTuple):
    """A state as a phrase names it."""

    iso2: str
    how: str
    """name, adjective, word ("the Assad regime") or capital."""


class SpeakerKind(NamedTuple):
    kind: str
    named: bool


class Registry:
    """Known sources and actors, and the rules that put together the ones nobody listed. Made by `load()`."""

    def __init__(self, data: Table) -> None:
        lists = data["words"]
        self._cased = frozenset(lists["cased"])
        self._not_the_state = frozenset(lists["not_the_state"])
        self._of_the_state = frozenset(lists["of_the_state"])
        speakers = data["speakers"]
        self._roles = frozenset(speakers["roles"])
        self._somebody = frozenset(speakers["somebody"])
        self._officials = frozenset(speakers["officials"])
        self._prepositions = frozenset(speakers["prepositions"])
        self._read_countries(data)
        self._read_sources(data)
        self._read_actors(data)

    @staticmethod
    def load(*extra: Path) -> Registry:
        """The bundled registry with the user's TOML files on top; read once for each list of files.

        Raises:
            SettingsError: a file cannot be read or has faults.
        """
        return _load(extra)

    def by_id(self, id_: str) -> Source | Actor | None:
        """The listed source or actor with this id; None = none is listed (it may still be a composed one)."""
        return self._sources.get(id_) or self._actors.get(id_)

    def actor_by_id(self, id_: str) -> Actor | None:
        """The actor with this id, listed or put together from a country and a force (`act:TCD-MIL`)."""
        iso3, _, suffix = id_.removeprefix("act:").partition("-")
        nation = next((one for one in self._nations.values() if one.iso3 == iso3), None)
        return self._actors.get(id_) or (self._state_actor(nation.iso2, suffix) if nation else None)

    def source(self, wording: str, *, country: str | None = None) -> Source | None:
        """The party that a speaker's wording names.

        Args:
            wording: a noun phrase, such as "a spokesman for the Israeli army".
            country: where the event was (ISO 3166 alpha-2), for "the regime's military" and "the coalition".
        Returns:
            A listed source, or one put together from a country and an institution (`org:td-mod`).
            None = somebody without a name ("local sources"), or nobody that is known.
        """
        text = words(wording)
        if any(word.form in self._somebody for word in text):
            return None
        listed = self._listed_source(text)
        state = self._state_body(text, country)
        if listed and (state is None or listed.end - listed.start >= state[1]):
            return listed.value
        if state:
            return state[0]
        return self._short_name(text, country) or self._state_itself(text)

    def kind(self, wording: str, *, country: str | None = None) -> str | None:
        """The kind of origin a speaker is, listed or not; None = the words do not tell."""
        if source := self.source(wording, country=country):
            return source.kind
        text = words(wording)
        head, rest = self._head(text)
        found = self._speaker_kind(head)
        if (found is None or found.kind == "unnamed") and (deeper := self._speaker_kind(rest)):
            found = deeper if found is None or deeper.kind != "unnamed" else found
        official = any(word.form in ("official", "officials") for word in head)
        if found and found.kind == "unnamed" and official and self._country(text):
            return "government"
        return found.kind if found else None

    def is_named(self, wording: str, *, country: str | None = None) -> bool:
        """Whether a speaker could be asked again: a listed party, a body, a person with a name."""
        if self.source(wording, country=country):
            return True
        text = words(wording)
        if self._has_personal_name(text):
            return True
        if any(word.form in self._somebody | self._officials for word in text):
            return False
        found = self._speaker_kind(text)
        if found:
            return found.named
        return all(word.capital for word in text) and not self._countries.longest(text)

    def actor(self, wording: str, *, country: str | None = None) -> Actor | None:
        """The party that a wording says acted or was hit.

        Args:
            wording: a noun phrase, such as "Israeli warplanes" or "Afghan members of the Fatimid Brigade".
            country: where the event was (ISO 3166 alpha-2), for "the army" and "pro-government militiamen".
        Returns:
            A listed actor or a state's forces (`act:<ISO3>-MIL`). None = not known, or two different parties.
        """
        text = words(wording)
        listed = self._actor_names.all(text)
        parts = _coordinated(text, listed)
        if len(parts) == 1:
            return self._one_actor(text, country)
        return self._common_actor(parts, country)

    # ------------------------------------------------------------------------------------ the tables

    def _read_countries(self, data: Table) -> None:
        self._nations = {nation.iso2: nation for nation in msgspec.convert(data["nationality"], tuple[Nation, ...])}
        entries: list[tuple[str, Country]] = []
        for nation in self._nations.values():
            entries += [(name, Country(nation.iso2, "name")) for name in nation.names]
            entries += [(word, Country(nation.iso2, "adjective")) for word in nation.adjectives]
        entries += [(word, Country(iso2, "word")) for word, iso2 in data["country_words"].items()]
        entries += [(word, Country(iso2, "capital")) for word, iso2 in data["capitals"].items()]
        self._countries = Phrases(entries, self._cased)

    def _read_sources(self, data: Table) -> None:
        listed = msgspec.convert(data["source"], tuple[Source, ...])
        self._sources = {source.id: source for source in listed}
        self._source_names = Phrases(
            ((name, self._sources[block["id"]]) for block in data["source"] for name in names(block)),
            self._cased,
        )
        self._short_names = Phrases(
            ((name, tuple(source for source in listed if name in source.whole)) for name in _short(listed)),
            self._cased,
        )
        self._bodies = {(source.country, source.institution): source for source in listed if source.institution}
        self._institutions = Phrases(
            (phrase, institution)
            for institution in msgspec.convert(data["institution"], tuple[Institution, ...])
            for phrase in institution.phrases
        )
        self._speakers = Phrases(
            (phrase, SpeakerKind(block["kind"], block.get("named", False)))
            for block in data["speaker"]
            for phrase in block["phrases"]
        )

    def _read_actors(self, data: Table) -> None:
        listed = msgspec.convert(data["actor"], tuple[Actor, ...])
        self._actors = {actor.id: actor for actor in listed}
        self._actor_names = Phrases(
            ((name, self._actors[block["id"]]) for block in data["actor"] for name in names(block)),
            self._cased,
        )
        self._short_actors = Phrases(
            ((name, tuple(actor for actor in listed if name in actor.whole)) for name in _short(listed)),
            self._cased,
        )
        self._forces = msgspec.convert(data["force"], tuple[Force, ...])
        self._heads = Phrases((head, force) for force in self._forces for head in force.heads)
        self._proxy_suffix = str(data["proxy"]["suffix"])
        self._bonds = frozenset(data["proxy"]["bonds"])
        self._irregulars = frozenset(data["proxy"]["heads"])

    # ------------------------------------------------------------------------------------ speakers

    def _listed_source(self, text: Text) -> Found[Source] | None:
        """The longest listed name, unless it only says where somebody else is: "a hospital run by the ICRC"."""
        head, _ = self._head(text)
        for found in self._source_names.all(text):
            before = head[: found.start] if found.start < len(head) else head
            owner = self._speakers.longest(tuple(word for word in before if word.form not in self._roles))
            if found.start < len(head) or owner is None:
                return found
        return None

    def _state_body(self, text: Text, country: str | None) -> tuple[Source, int] | None:
        places = self._countries.all(text)
        bodies = [
            found
            for found in self._institutions.all(text)
            if not any(place.start < found.end and found.start < place.end for place in places)
        ]
        covered = {index for found in bodies for index in range(found.start, found.end)}
        if any(word.form in self._not_the_state for index, word in enumerate(text) if index not in covered):
            return None
        if not bodies:
            return None
        body = next((found for found in bodies if found.value.suffix != "gov"), bodies[0])
        place = _nearest(places, body)
        if place and (place.value.how != "capital" or body.value.capital):
            length = body.end - body.start + place.end - place.start
            return self._of_country(body.value, place.value.iso2), length
        if country and not places and self._only(text, bodies):
            return self._of_country(body.value, country), body.end - body.start
        return None

    def _only(self, text: Text, parts: list[Found[Institution]]) -> bool:
        covered = {index for found in parts for index in range(found.start, found.end)}
        spare = self._roles | {"country", "national"}
        return all(index in covered or word.form in spare for index, word in enumerate(text))

    def _of_country(self, body: Institution, iso2: str) -> Source:
        if source := self._bodies.get((iso2, body.suffix)):
            return source
        nation = self._nations.get(iso2)
        return Source(
            id=f"org:{iso2.lower()}-{body.suffix}",
            name=body.name.format(country=nation.names[0] if nation else iso2),
            kind=body.kind,
            country=iso2,
            sides=(f"act:{nation.iso3}-{body.side}",) if nation and body.side else (),
            institution=body.suffix,
        )

    def _short_name(self, text: Text, country: str | None) -> Source | None:
        found = self._short_names.whole(text) or self._short_names.whole(self._core(text)) or ()
        fitting = [source for source in found if country is None or not source.about or country in source.about]
        return fitting[0] if len(fitting) == 1 else None

    def _state_itself(self, text: Text) -> Source | None:
        """ "Moscow", "Israel said": the government; "US officials" are not one speaker."""
        if any(word.form in self._officials for word in text):
            return None
        place = self._countries.whole(text) or self._countries.whole(self._core(text))
        if place is None or place.how == "adjective":
            return None
        government = self._institutions.whole(words("government"))
        return self._of_country(government, place.iso2) if government else None

    def _core(self, text: Text) -> Text:
        return tuple(word for word in text if word.form not in self._roles)

    def _head(self, text: Text) -> tuple[Text, Text]:
        """A noun phrase up to its first preposition, and the rest."""
        for index, word in enumerate(text):
            if word.form in self._prepositions and index:
                return text[:index], text[index + 1 :]
        return text, ()

    def _speaker_kind(self, text: Text) -> SpeakerKind | None:
        """Of equally long phrases the last counts: the head of an English compound stands at its end."""
        found = self._speakers.all(text)
        return max(found, key=lambda one: (one.end - one.start, one.end)).value if found else None

    def _has_personal_name(self, text: Text) -> bool:
        covered = {
            index
            for phrases in (self._speakers, self._countries, self._institutions)
            for start, end, _ in phrases.all(text)
            for index in range(start, end)
        }
        free = [
            word.capital and index not in covered and word.form not in self._roles for index, word in enumerate(text)
        ]
        return any(left and right for left, right in pairwise(free))

    def _country(self, text: Text) -> str | None:
        found = self._countries.longest(text)
        return found.value.iso2 if found else None

    # ------------------------------------------------------------------------------------ actors

    def _common_actor(self, parts: list[Text], country: str | None) -> Actor | None:
        """The one actor of "Israeli jets and drones"; None for "Russian and Syrian warplanes"."""
        found: set[str] = set()
        result: Actor | None = None
        for part in parts:
            actor = self._one_actor(part, country)
            if actor is None and (place := self._countries.whole(part)):
                actor = self._state_actor(place.iso2, "MIL")
            if actor:
                found.add(actor.id)
                result = result or actor
            elif self._heads.whole(part) is None:
                return None
        return result if len(found) == 1 else None

    def _one_actor(self, text: Text, country: str | None) -> Actor | None:
        if listed := self._actor_names.longest(text):
            return listed.value
        for short in self._short_actors.whole(text) or ():
            if country in short.about:
                return short
        return self._proxy(text) or self._state_force(text, country)

    def _proxy(self, text: Text) -> Actor | None:
        """ "Iran-backed militiamen", "pro-Iranian fighters": listed ones only."""
        if not any(word.form in self._irregulars for word in text):
            return None
        for word in text:
            first, _, last = word.form.partition("-")
            patron = last if first == "pro" else first if last in self._bonds else None
            place = self._countries.whole((Word(patron, True, True),)) if patron else None
            nation = self._nations.get(place.iso2) if place else None
            if nation and (actor := self._actors.get(f"act:{nation.iso3}-{self._proxy_suffix}")):
                return actor
        return None

    def _state_force(self, text: Text, country: str | None) -> Actor | None:
        if any(word.form in self._not_the_state or word.form.startswith(("pro-", "anti-")) for word in text):
            return None
        places = self._countries.all(text)
        heads = [
            found
            for found in self._heads.all(text)
            if not any(place.start < found.end and found.start < place.end for place in places)
        ]
        if not heads:
            place = self._countries.whole(text)
            bare = next((force for force in self._forces if force.bare), None)
            means_state = place is not None and place.how in ("name", "word")
            return self._state_actor(place.iso2, bare.suffix) if means_state and place and bare else None
        head = min(heads, key=lambda found: self._forces.index(found.value))
        if nearest := _nearest([place for place in places if place.value.how != "capital"], head):
            return self._state_actor(nearest.value.iso2, head.value.suffix)
        heads_only = sum(found.end - found.start for found in heads) == len(text)
        if country and not places and heads_only and any(word.form in self._of_the_state for word in text):
            return self._state_actor(country, head.value.suffix)
        return None

    def _state_actor(self, iso2: str, suffix: str) -> Actor | None:
        nation = self._nations.get(iso2)
        force = next((force for force in self._forces if force.suffix == suffix), None)
        if nation is None or force is None:
            return None
        id_ = f"act:{nation.iso3}-{suffix}"
        name = force.name.format(country=nation.names[0])
        return self._actors.get(id_) or Actor(id=id_, name=name, kind="state_forces", country=iso2)


@lru_cache(maxsize=8)
def _load(extra: tuple[Path, ...]) -> Registry:
    return Registry(read_registry(extra))


def _short(listed: tuple[Source, ...] | tuple[Actor, ...]) -> list[str]:
    return sorted({name for one in listed for name in one.whole})


def _nearest(places: list[Found[Country]], body: Found[Institution] | Found[Force]) -> Found[Country] | None:
    """The country closest before a noun ("the Syrian army"), else the first after it ("army of Syria")."""
    before = [place for place in places if place.end <= body.start]
    if before:
        return max(before, key=lambda place: place.end)
    return min((place for place in places if place.start >= body.end), key=lambda place: place.start, default=None)


def _coordinated(text: Text, listed: list[Found[Actor]]) -> list[Text]:
    """The parts of "A and B"; an "and" inside a listed name does not part."""
    cuts = [
        index
        for index, word in enumerate(text)
        if word.form in ("and", "or") and not any(found.start <= index < found.end for found in listed)
    ]
    edges = [-1, *cuts, len(text)]
    return [text[left + 1 : right] for left, right in pairwise(edges)]
