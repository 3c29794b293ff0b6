"""Several ways to divide the same dead: by nationality, affiliation, status, sex and age. Cuts are not added.

"16 Iraqis and 11 Afghans. Twenty of the dead were children": the children are among the Iraqis, the Afghans and
the others, so there are not 47. Groups are of one cut where the words list them side by side in one sentence, or where
nobody can be in both.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from tallystick.model import Group
from tallystick.reconcile.figure import Figure
from tallystick.reference.sources import Actor, Registry
from tallystick.shapes import N_

_FURTHER = re.compile(r"\b(?:another|other|others|further|additional|besides|also)\b", re.I)
""" "another 12 drivers": whoever they are, they were not counted before."""


def cuts_of(parts: Sequence[Figure]) -> list[list[Figure]]:
    """The parts of one passage, divided into cuts; the one that names most groups first, then that counts most."""
    found: list[list[Figure]] = []
    for part in sorted(parts, key=lambda part: (part.sentence, part.claim.span, part.id)):
        home = next((cut for cut in found if all(are_apart(part, member) for member in cut)), None)
        if home is None:
            found.append([part])
        else:
            home.append(part)
    return sorted(found, key=lambda cut: (-len(cut), -sum(part.low for part in cut), cut[0].id))


def widest_cut(parts: Sequence[Figure]) -> list[Figure]:
    """The cut that counts most people: the most that these parts together say about a total."""
    return max(cuts_of(parts), key=lambda cut: sum(part.low for part in cut))


def are_apart(one: Figure, other: Figure) -> bool:
    """Whether nobody is counted in both."""
    if one.report == other.report and one.sentence == other.sentence and one.said_at == other.said_at:
        return True
    if any(_FURTHER.search(figure.harm.quantity.wording) for figure in (one, other)):
        return True
    return exclude(one.harm.group, other.harm.group)


def exclude(one: Group, other: Group) -> bool:
    """Whether the marks of two groups say that nobody is in both; two plain callings ("drivers", "guards") do."""
    left, right = _marks(one), _marks(other)
    if any(left[mark] != right[mark] for mark in left.keys() & right.keys()):
        return True
    if not left and not right:
        return one.wording.casefold() != other.wording.casefold()
    return _is_of_elsewhere(one, other) or _is_of_elsewhere(other, one)


def _marks(group: Group) -> dict[str, str]:
    """What the words tell of a group; women and children, as lists in the news have them, are two."""
    marks: dict[str, str | None] = {
        "status": group.status if group.status in ("civilian", "combatant") else None,
        "nationality": group.nationality,
        "affiliation": group.affiliation,
        "person": "child" if group.age == "child" else group.sex,
    }
    return {mark: value for mark, value in marks.items() if value is not None}


def _is_of_elsewhere(one: Group, other: Group) -> bool:
    """Soldiers of one country's army are no nationals of another."""
    if not one.affiliation or not other.nationality or one.nationality:
        return False
    listed = Registry.load().by_id(one.affiliation)
    country = listed.country if isinstance(listed, Actor) and listed.kind == "state_forces" else None
    return country is not None and country != other.nationality


def cut_name(cut: Sequence[Figure]) -> str:
    """What a cut divides by, from the marks that its groups have: "nationality", "sex and age", "group"."""
    names = {
        "status": N_("status"),
        "nationality": N_("nationality"),
        "affiliation": N_("affiliation"),
        "person": N_("sex and age"),
    }
    shared = [name for mark, name in names.items() if all(mark in _marks(part.harm.group) for part in cut)]
    return N_("group") if not shared else next((name for name in shared if name != "status"), shared[0])
