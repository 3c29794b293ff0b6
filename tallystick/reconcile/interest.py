"""Whose number it is: a speaker that is party to the violence has a side in it. Flagged, never weighed.

Evidence for the rule: of 4,609 loss reports of one war each side overstated the enemy's losses, and one understated
its own (PNAS 2023, doi 10.1073/pnas.2307372120). Who speaks for whom stands in the registry (`sides`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from tallystick.model import Interest, Party
from tallystick.reconcile.figure import Figure
from tallystick.reference.sources import Actor, Registry, Source
from tallystick.shapes import Shape

OWN_LOSSES = Shape("%(name)s gives losses of its own side, which parties tend to understate")
ACCUSED = Shape("%(name)s speaks for the side that is said to have done it, and gives the harm that it is accused of")
ENEMY_LOSSES = Shape("%(name)s gives losses of the other side, which parties tend to overstate")

_STATE_FORCE = re.compile(r"act:[A-Z]{3}-[A-Z]+")
""" "act:ISR-MIL": put together from a country and a force; "act:HEZBOLLAH" is no such id."""


@lru_cache(maxsize=4096)
def speaks_for(source: str) -> frozenset[str]:
    """The actors that a source of the registry speaks for; empty for everybody else."""
    listed = Registry.load().by_id(source)
    return frozenset(listed.sides) if isinstance(listed, Source) else frozenset()


@lru_cache(maxsize=4096)
def is_state(actor: str) -> bool:
    """Whether an actor is a state's force, at home or abroad."""
    listed = Registry.load().by_id(actor)
    if isinstance(listed, Actor):
        return listed.kind == "state_forces"
    return _STATE_FORCE.fullmatch(actor) is not None


def interests(
    figures: Sequence[Figure],
    initiators: Iterable[Party],
    targets: Iterable[Party],
    names: Mapping[str, str],
) -> tuple[Interest, ...]:
    """Every figure of a speaker that is party to the violence, with the way in which it may lean."""
    acting = frozenset(party.actor for party in initiators if party.actor)
    hit = frozenset(party.actor for party in targets if party.actor)
    counted = frozenset(f.harm.group.affiliation for f in figures if f.harm.group.affiliation)
    found = (_interest(figure, acting, hit, counted, names) for figure in figures if figure.is_told)
    return tuple(sorted((one for one in found if one is not None), key=lambda one: one.claim))


def _interest(
    figure: Figure,
    acting: frozenset[str],
    hit: frozenset[str],
    counted: frozenset[str],
    names: Mapping[str, str],
) -> Interest | None:
    own = _sides(figure)
    if not own & (acting | hit | counted):
        return None
    party, group = names.get(figure.origin, figure.origin), figure.harm.group
    whose, side = group.affiliation, acting if own & acting else hit if own & hit else frozenset()
    if whose and (whose in own or whose in side):
        why = OWN_LOSSES(name=party)
        return Interest(claim=figure.id, party=party, toward="own_losses", may_be="understated", why=why)
    if own & acting and group.status != "combatant":
        why = ACCUSED(name=party)
        return Interest(claim=figure.id, party=party, toward="harm_it_is_accused_of", may_be="understated", why=why)
    # Of two groups that are both hit nobody knows that they are enemies: "pro-government fighters" of an army.
    if whose and (whose in acting) != bool(own & acting):
        why = ENEMY_LOSSES(name=party)
        return Interest(claim=figure.id, party=party, toward="enemy_losses", may_be="overstated", why=why)
    return None


def _sides(figure: Figure) -> frozenset[str]:
    speakers = figure.claim.attribution.speakers
    if not speakers:
        return frozenset()
    last = speakers[-1]
    if last.source:
        return speaks_for(last.source) or _sides_of_words(last.wording)
    return frozenset()


@lru_cache(maxsize=4096)
def _sides_of_words(wording: str) -> frozenset[str]:
    """For a state body that is not listed but put together from a country and an institution."""
    source = Registry.load().source(wording)
    return frozenset(source.sides) if source else frozenset()
