"""Who took which position, in sentences that say each party once.

Reports word one party in many ways: "the regime's military", "a military official". A party with a registry id is one
party, called by its usual name; whom it accuses is one party too, however worded. Every stand by itself, in the words
of its report, stands in its section below.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from tallystick.export.naming import act_words, by_act, listed
from tallystick.export.words import quoted, shown
from tallystick.model import Act, Stand
from tallystick.reference.sources import Registry

PLAIN: frozenset[Act] = frozenset({"confirms", "declines_comment", "condemns"})
"""Acts that say it all without their object: who confirmed it need not be told to have confirmed a part of it."""


class Position(NamedTuple):
    """What some parties of one mind did."""

    act: Act
    parties: tuple[str, ...]
    towards: tuple[str, ...]
    """What it is aimed at, in the reports' words."""


def stand_sentences(stands: Sequence[Stand]) -> tuple[str, ...]:
    """ "Israel declined to comment.", parties of one mind in one sentence, in the order of `ACT_ORDER`."""
    told = (f"{listed(one.parties)} {_act(one.act, one.towards)}." for one in positions(stands))
    return tuple(sentence[:1].upper() + sentence[1:] for sentence in told)


def positions(stands: Sequence[Stand]) -> tuple[Position, ...]:
    """Who did what, each party once an act, in the order of `ACT_ORDER`."""
    names = party_names(stands)
    objects = _objects(stand.toward for stand in stands if stand.act == "accuses" and stand.toward)
    plain = {(party_key(stand), stand.act) for stand in stands if stand.act in PLAIN and not stand.toward}
    said: dict[tuple[Act, str], list[str]] = {}
    for stand in by_act(stands):
        toward = stand.toward
        if stand.act in PLAIN and (party_key(stand), stand.act) in plain:
            toward = None
        elif stand.act == "accuses" and toward:
            toward = objects[toward]
        found = said.setdefault((stand.act, names[party_key(stand)]), [])
        if toward and toward not in found:
            found.append(toward)
    alike: dict[tuple[Act, tuple[str, ...]], list[str]] = {}
    for (act, party), towards in said.items():
        alike.setdefault((act, tuple(towards)), []).append(party)
    return tuple(Position(act, tuple(parties), towards) for (act, towards), parties in alike.items())


def _act(act: Act, towards: Sequence[str]) -> str:
    """ "admitted “one soldier” and “two tanks”"."""
    if not towards:
        return act_words(act, None)
    return listed([act_words(act, towards[0]), *(quoted(toward) for toward in towards[1:])])


def party_key(stand: Stand) -> str:
    """What makes two stands one party's: the registry id, else the wording."""
    return stand.source or stand.party.casefold()


def party_names(stands: Iterable[Stand]) -> dict[str, str]:
    """One name a party: the registry's, else the wording that most reports use."""
    wordings: dict[str, Counter[str]] = {}
    for stand in stands:
        wordings.setdefault(party_key(stand), Counter())[stand.party] += 1
    names = {}
    for key, counts in wordings.items():
        listed_source = Registry.load().by_id(key)
        common = min(counts, key=lambda wording: (-counts[wording], len(wording), wording))
        names[key] = shown(listed_source.name if listed_source else common)
    return names


def by_party(stands: Sequence[Stand]) -> tuple[tuple[str, tuple[Stand, ...]], ...]:
    """Each party with all that it did, in the order of `ACT_ORDER`; the same act in the same words once a report."""
    names = party_names(stands)
    found: dict[str, list[Stand]] = {}
    for stand in by_act(stands):
        told = found.setdefault(party_key(stand), [])
        if not any(
            (other.act, other.toward, other.report) == (stand.act, stand.toward, stand.report) for other in told
        ):
            told.append(stand)
    return tuple((names[key], tuple(told)) for key, told in found.items())


def by_words(stands: Iterable[Stand]) -> tuple[tuple[str, tuple[Stand, ...]], ...]:
    """Stands of one party by what they say, each said once however many reports tell it."""
    found: dict[str, list[Stand]] = {}
    for stand in stands:
        found.setdefault(act_words(stand.act, stand.toward), []).append(stand)
    return tuple((told, tuple(alike)) for told, alike in found.items())


def _objects(wordings: Iterable[str]) -> dict[str, str]:
    """One wording for each party that is accused: "Israel" for "Israeli", "Israeli jets" and "Israeli aircraft"."""
    registry = Registry.load()
    actors: dict[str, str | None] = {}
    for wording in sorted(set(wordings), key=lambda wording: (len(wording), wording)):
        actor = registry.actor(wording)
        actors[wording] = actor.id if actor else None
    shortest: dict[str, str] = {}
    for wording, actor_id in actors.items():
        if actor_id:
            shortest.setdefault(actor_id, wording)
    known = {wording.split()[0][:5].casefold(): actor_id for wording, actor_id in actors.items() if actor_id}
    found = {}
    for wording, actor_id in actors.items():
        # "Israeli" alone is no actor to the registry; beside "Israel" it is the same word, shortened or lengthened.
        alone = actor_id or (known.get(wording[:5].casefold()) if " " not in wording else None)
        found[wording] = shortest.get(alone or "", wording)
    return found
