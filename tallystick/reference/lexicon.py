"""The words that the reader knows, from `data/lexicon.toml`."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any

from tallystick.model import EventType, Outcome, Record, Stance, Status

DATA = Path(__file__).parent / "data" / "lexicon.toml"


class Trigger(Record, frozen=True, kw_only=True):
    """A word that says that people came to harm, and how the people stand to it."""

    outcome: Outcome
    frame: str
    """object, subject, state or noun; see the comments of the data file."""
    weak: bool = False
    """Counts only with a noun for people and a number: "captured 12 fighters", never "captured the town"."""
    to_death: bool = False
    """Counts only with these words: "beaten to death"."""


class Lexicon:
    """All word lists, ready for look-up. Made by `load()`."""

    def __init__(self, data: dict[str, Any]) -> None:
        people = data["people"]
        self.status: dict[str, Status] = {}
        for status in ("unknown", "civilian", "combatant"):
            self.status |= dict.fromkeys(people[status], status)
        self.combatant_words = whole_words(people["combatant_words"])
        self.civilian_words = whole_words(people["civilian_words"])
        self.female, self.male = frozenset(people["female"]), frozenset(people["male"])
        self.children = frozenset(people["children"])
        self.not_people = frozenset(people["not_people"])
        self.triggers: dict[str, list[Trigger]] = {}
        for row in data["trigger"]:
            for lemma in row["lemmas"]:
                trigger = Trigger(
                    outcome=row["outcome"],
                    frame=row["frame"],
                    weak=lemma in row.get("weak", ()),
                    to_death=row.get("to_death", False),
                )
                self.triggers.setdefault(lemma, []).append(trigger)
        self.speech: dict[str, Stance] = {}
        stances: tuple[Stance, ...] = ("asserts", "denies", "doubts")
        for stance in stances:
            self.speech |= dict.fromkeys(data["speech"][stance], stance)
        self.distancing = frozenset(data["speech"]["claimed"])
        self.hedge_words = frozenset(data["speech"]["hedges"])
        self.speaker_nouns = frozenset(data["speech"]["speaker_nouns"])
        self.saying: dict[str, frozenset[str]] = {key: frozenset(value) for key, value in data["speech"].items()}
        """Every list of `[speech]` by its name."""
        self.incidents: list[tuple[EventType, re.Pattern[str]]] = [
            (row["type"], whole_words(row["words"])) for row in data["incident"]
        ]
        self.phrases: list[tuple[Outcome, str, re.Pattern[str]]] = [
            (row["outcome"], row["name"], re.compile(rf"\b(?:{row['pattern']})\b", re.I)) for row in data["phrase"]
        ]
        self.violence_words = frozenset(data["violence"]["words"])
        self.violence = whole_words(self.violence_words)
        self.headline_words = frozenset(data["violence"]["headline"])
        self.headline = whole_words(self.headline_words)
        self.incident_words = frozenset(word for row in data["incident"] for word in row["words"])
        self.response = whole_words(data["violence"]["response"])
        self.aftermath = frozenset(data["violence"]["aftermath"])
        self.weapon_things = frozenset(data["violence"]["things"])
        self.positions: dict[str, frozenset[str]] = {key: frozenset(value) for key, value in data["positions"].items()}
        self.outrage = whole_words(data["positions"]["outrage"])
        self.damage: dict[str, frozenset[str]] = {key: frozenset(value) for key, value in data["damage"].items()}
        self.us_states: dict[str, str] = dict(data["places"]["us_states"])
        self.places: dict[str, frozenset[str]] = {
            key: frozenset(value) for key, value in data["places"].items() if key != "us_states"
        }
        self.initiator_nouns = frozenset(data["initiators"]["nouns"])
        self.violent_acts = frozenset(data["initiators"]["acts"])

    @classmethod
    @lru_cache(maxsize=1)
    def load(cls) -> Lexicon:
        """The bundled word lists."""
        return cls(tomllib.loads(DATA.read_text(encoding="utf-8")))

    def types_in(self, text: str) -> list[tuple[int, EventType, str]]:
        """Every word for violence in the text: offset, type, words; the more specific type wins a place."""
        found: dict[int, tuple[int, EventType, str]] = {}
        taken: list[tuple[int, int]] = []
        for kind, pattern in self.incidents:
            for match in pattern.finditer(text):
                if any(start < match.end() and match.start() < end for start, end in taken):
                    continue
                taken.append(match.span())
                found[match.start()] = (match.start(), kind, match.group(0))
        return [found[start] for start in sorted(found)]


def whole_words(words: Iterable[str]) -> re.Pattern[str]:
    """One pattern that finds any of these as whole words, longest first, in any case."""
    ordered = sorted(words, key=len, reverse=True)
    return re.compile(rf"(?<![\w-])(?:{'|'.join(re.escape(word) for word in ordered)})(?![\w-])", re.I)
