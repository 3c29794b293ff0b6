"""Who acted and who was hit, as registry actors; and on whose side the dead of a tally were."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Literal, NamedTuple

from tallystick.export.formats.crosswalk import type_codes
from tallystick.model import Claim, Dossier, Event, Group, GroupTally, Party
from tallystick.reference.sources import Actor, Registry

Side = Literal["initiator", "target", "civilians", "unknown"]
ORGANISED = frozenset({"state_forces", "rebel", "political_militia", "identity_militia", "external"})


class Parties(NamedTuple):
    """The actors that the registry knows, and the wordings that it does not."""

    actors: tuple[Actor, ...]
    unresolved: tuple[str, ...]


class Dead(NamedTuple):
    """The best estimate of the dead, split by side; the four add up to it."""

    initiator: int
    target: int
    civilians: int
    unknown: int


def initiators(event: Event) -> Parties:
    """Who acted."""
    return _parties(event.initiators)


def targets(event: Event) -> Parties:
    """Who or what was hit."""
    return _parties(event.targets)


def country(event: Event) -> str | None:
    """The country of most of its places (ISO 3166 alpha-2); of equally many, the one named by the sharpest."""
    found = Counter(place.country for place in event.places if place.country)
    return max(found, key=lambda code: found[code], default=None)


def dead(dossier: Dossier) -> Dead | None:
    """The dead by side; None where the tally has no best number.

    A group's own affiliation decides, else whether it is civilian. Other combatants, and people of
    other organised actors, count to the side that was hit where one side acted and is known. All others, and those whom
    no group accounts for, are unknown: the four always add up to the tally's best.
    """
    tally = dossier.event.tally
    best = tally.killed.best
    if best is None:
        return None
    counts: Counter[Side] = Counter()
    for group in tally.groups:
        if group.outcome == "killed" and group.part_of is None:
            counts[side(group, dossier)] += group.estimate.best or group.estimate.low or 0
    if not counts and (whole := _whole(dossier)):
        counts[whole] = best
    known = sum(counts[one] for one in ("initiator", "target", "civilians"))
    if known > best:
        return Dead(0, 0, 0, best)
    return Dead(counts["initiator"], counts["target"], counts["civilians"], best - known)


def side(group: GroupTally, dossier: Dossier) -> Side:
    """On whose side the people of one group were."""
    found = {_side_of(told, dossier.event, group.status) for told in _told(group.claims, dossier.claims)}
    return found.pop() if len(found) == 1 else "unknown"


def _whole(dossier: Dossier) -> Side | None:
    """The side of all the dead, where the tally has no groups and every figure it used says the same of them."""
    told = [
        claim.harm.group
        for key in dossier.event.tally.used
        if (claim := dossier.claims.get(key)) and claim.harm and claim.harm.outcome == "killed"
    ]
    found = {_side_of(group, dossier.event, group.status) for group in told}
    return found.pop() if len(found) == 1 else None


def _told(ids: Iterable[str], claims: Mapping[str, Claim]) -> list[Group]:
    return [claims[key].harm.group for key in ids if key in claims and claims[key].harm]  # type: ignore[union-attr]


def _side_of(group: Group, event: Event, status: str) -> Side:
    acted, hit = initiators(event).actors, targets(event).actors
    if status == "civilian" or group.affiliation == "act:CIVILIANS":
        return "civilians"
    if group.affiliation:
        for name, actors in (("initiator", acted), ("target", hit)):
            if any(_belongs(group.affiliation, actor) for actor in actors):
                return name  # type: ignore[return-value]
    fights = status == "combatant" or _is_organised(group.affiliation)
    if fights and acted and type_codes(event.type).aimed:
        return "target"
    return "unknown"


def _is_organised(affiliation: str | None) -> bool:
    actor = Registry.load().actor_by_id(affiliation) if affiliation else None
    return actor is not None and actor.kind in ORGANISED


def _belongs(affiliation: str, actor: Actor) -> bool:
    """Whether an actor is this one or a part of it."""
    if affiliation == actor.id:
        return True
    found = Registry.load().actor_by_id(affiliation)
    return found is not None and actor.id in found.belongs_to


def _parties(named: Iterable[Party]) -> Parties:
    registry = Registry.load()
    actors: dict[str, Actor] = {}
    unresolved: dict[str, None] = {}
    for party in named:
        actor = registry.actor_by_id(party.actor) if party.actor else None
        if actor:
            actors[actor.id] = actor
        elif party.wording:
            unresolved[party.wording] = None
    return Parties(tuple(actors.values()), tuple(unresolved))
