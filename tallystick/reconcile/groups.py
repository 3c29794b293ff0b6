"""Which figures count the same people: "16 Iraqi militiamen" here and "16 Iraqis" there are one group."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from msgspec.structs import replace

from tallystick.model import Group
from tallystick.reconcile.figure import Figure, ancestors

_GENERIC = frozenset(
    """the a an of and or by in on at for to its their his her them those who were was are people person persons
    members member men others other dead killed wounded injured casualties deaths victims including""".split()
)
_SPONSORED = re.compile(r"\w+[-‑–](?:backed|supported|led|linked|allied|aligned|sponsored|funded|trained|made)\b")
""" "Iranian-backed militiamen" are no Iranians: catches that word, not "Iranian militiamen"."""


def same_group(one: Group, other: Group) -> bool:
    """Whether two wordings can mean the same people.

    Sex and age must agree exactly ("women" are not "people"). Nationality decides where both tell it, then
    affiliation, then a distinctive word in common.
    """
    if (one.sex, one.age) != (other.sex, other.age) or {one.status, other.status} == {"civilian", "combatant"}:
        return False
    if one.affiliation and other.affiliation and one.affiliation != other.affiliation:
        return False
    if one.nationality and other.nationality:
        return one.nationality == other.nationality
    if one.affiliation and other.affiliation:
        return True
    if _told_by_other_marks(one, other) or _told_by_other_marks(other, one):
        return False
    left, right = stems(one.wording), stems(other.wording)
    return bool(left & right) or left == right


def _told_by_other_marks(one: Group, other: Group) -> bool:
    """Iraqi militiamen, and fighters of a militia: by nation and by side; "militia" alone joins nobody."""
    return bool(one.nationality and not one.affiliation and other.affiliation and not other.nationality)


@lru_cache(maxsize=65536)
def stems(wording: str) -> frozenset[str]:
    """Distinctive words of a group, cut to five letters, so that "Iraqis" meets "Iraqi"."""
    plain = _SPONSORED.sub(" ", unicodedata.normalize("NFC", wording.casefold()))
    return frozenset(word[:5] for word in re.findall(r"[\w-]+", plain) if word not in _GENERIC)


def with_topics(figures: Iterable[Figure]) -> list[Figure]:
    """The figures of groups, each given the name of its group; the others unchanged."""
    figures = list(figures)
    by_id = {figure.id: figure for figure in figures}
    clusters: list[list[Figure]] = []
    for figure in sorted((f for f in figures if f.bears in {"group", "party"}), key=_fullest_first):
        home = next((cluster for cluster in clusters if _fits(figure, cluster, by_id)), None)
        if home is None:
            clusters.append([figure])
        else:
            home.append(figure)
    topics = {figure.id: _name(cluster) for cluster in clusters for figure in cluster}
    return [replace(figure, topic=topics.get(figure.id, "")) for figure in figures]


def _fullest_first(figure: Figure) -> tuple[bool, int, str, str]:
    """Well-described groups found the clusters that short wordings then join."""
    group = figure.harm.group
    known = sum(value is not None for value in (group.nationality, group.affiliation, group.sex, group.age))
    return figure.bears == "party", -known, group.wording.casefold(), figure.id


def _fits(figure: Figure, cluster: list[Figure], by_id: dict[str, Figure]) -> bool:
    return all(
        same_group(figure.harm.group, member.harm.group)
        and figure.harm.outcome == member.harm.outcome
        and not _told_apart(figure, member, by_id)
        for member in cluster
    )


def _told_apart(one: Figure, other: Figure, by_id: dict[str, Figure]) -> bool:
    """One report lists them side by side, or one within the other."""
    if one.report != other.report or one.said_at != other.said_at:
        return False
    if other in ancestors(one, by_id) or one in ancestors(other, by_id):
        return True
    siblings = one.bears == other.bears and one.claim.attribution.speakers == other.claim.attribution.speakers
    repeated = one.quantity == other.quantity and one.harm.group == other.harm.group
    return siblings and not repeated


def _name(cluster: list[Figure]) -> str:
    """The fullest wording, outcome first told by non-parties."""
    wordings = {figure.harm.group.wording for figure in cluster if figure.bears == "group"} or {
        figure.harm.group.wording for figure in cluster
    }
    return min(wordings, key=lambda wording: (-len(wording), wording)) or "people"
