"""People and parties: status, nationality, affiliation, sex and age as the words tell them, and nothing more."""

from __future__ import annotations

import re

from tallystick.model import Group, Party, Status
from tallystick.reference.lexicon import Lexicon
from tallystick.reference.places import Gazetteer
from tallystick.reference.sources import Registry

_CIVIL_MEMBER = re.compile(
    r"\bmembers?\s+of\s+(?:\w+\s+){0,3}?(?:staff|family|families|household|crew|parliament|council|public|press|community|"
    r"congregation|clergy|union)\b|\b(?:staff|family|household|crew|council|community|union)\s+members?\b",
    re.I,
)
"""A member alone is one of an armed group; of a staff or a family nobody says that he fought."""
_UNARMED = re.compile(r"\b(?:unarmed|off-?duty|former|retired)\b", re.I)


def group_of(wording: str, *, words: Lexicon, registry: Registry, gazetteer: Gazetteer) -> Group:
    """The people so worded, described.

    Rule: status is what the words say ("people" is unknown, not civilian); in doubt the law presumes civilians
    (AP I art. 50), but that is a view on the record, not the record.
    """
    tokens = re.findall(r"[\w’'-]+", wording)
    actor = registry.actor(wording)
    return Group(
        wording=wording,
        status=_status(wording, tokens, words),
        nationality=_nationality(tokens, gazetteer),
        affiliation=actor.id if actor is not None else None,
        sex="female" if _has(tokens, words.female, words) else "male" if _has(tokens, words.male, words) else None,
        age="child" if _has(tokens, words.children, words) else None,
    )


def party_of(wording: str, *, registry: Registry, gazetteer: Gazetteer, country: str | None = None) -> Party:
    """An initiator or target and the actor that the registry knows it as: "Israeli" of a strike is Israel's forces."""
    actor = registry.actor(wording, country=country)
    if actor is None and (code := gazetteer.country_of(wording)) is not None:
        actor = registry.actor(gazetteer.country_name(code))
    return Party(wording=wording, actor=actor.id if actor is not None else None)


def _status(wording: str, tokens: list[str], words: Lexicon) -> Status:
    found: set[Status] = set()
    civil = _CIVIL_MEMBER.search(wording) and not words.combatant_words.search(wording)
    for token in tokens:
        for form in _forms(token):
            if civil and form == "member":
                continue
            if form in words.status and words.status[form] != "unknown":
                found.add(words.status[form])
                break
    if words.civilian_words.search(wording):
        return "civilian"
    if found == {"civilian", "combatant"}:
        return "mixed" if re.search(r"\band\b", wording) else "combatant"
    if found:
        return found.pop()
    if words.combatant_words.search(wording) and not _UNARMED.search(wording):
        return "combatant"
    return "unknown"


def _nationality(tokens: list[str], gazetteer: Gazetteer) -> str | None:
    for token in tokens:
        if token[:1].isupper() and "-" not in token:
            code = gazetteer.country_of(token)
            if code is not None:
                return code
    return None


def _has(tokens: list[str], nouns: frozenset[str], words: Lexicon) -> bool:
    return any(form in nouns for token in tokens for form in _forms(token))


def _forms(token: str) -> list[str]:
    """The word and what it may be the plural of."""
    lower = token.lower().removesuffix("'s").removesuffix("’s")
    irregular = {
        "children": "child",
        "women": "woman",
        "men": "man",
        "babies": "baby",
        "wives": "wife",
        "people": "people",
    }
    singular = irregular.get(lower) or (lower[:-3] + "y" if lower.endswith("ies") else lower.removesuffix("s"))
    if singular.endswith("men"):
        singular = singular[:-3] + "man"
    return [lower, singular]
