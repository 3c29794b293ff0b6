"""The harmed as a tree: the whole, its cuts, their groups, what lies within those, and what is left over."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from tallystick.export.words import estimate_words, shown
from tallystick.model import Event, GroupTally, Tally
from tallystick.shapes import N_, Shape

BY_CUT = Shape("by %(cut)s", cut="")
AGAIN = N_("divides the same people again, and is not added")
BESIDE = N_("beside the others, not added to them")
LEFT = Shape("the others leave %(figure)s for it", figure="")
REST = N_("not accounted for")
HELD_BY_NONE = N_("no group that is told holds them")


class Branch(NamedTuple):
    """One line of the tree, and what lies within it."""

    number: str
    """ "16"; empty for a way to divide."""
    of: str
    """ "Iraqi militiamen", "killed", "by nationality"."""
    detail: str
    """What a reader must know beside it; empty = nothing."""
    claims: tuple[str, ...]
    within: tuple[Branch, ...] = ()

    @property
    def words(self) -> str:
        """ "16 Iraqi militiamen"."""
        return f"{self.number} {self.of}".strip()


def tree(event: Event) -> tuple[Branch, ...]:
    """One branch for the dead, one for each other outcome that has groups; empty where nobody is divided.

    Groups of one cut may be added; a second cut divides the same dead again and says so.
    """
    tally = event.tally
    outcomes = list(dict.fromkeys(group.outcome for group in tally.groups))
    return tuple(_outcome(tally, outcome) for outcome in outcomes)


def _outcome(tally: Tally, outcome: str) -> Branch:
    groups = [group for group in tally.groups if group.outcome == outcome]
    names = {group.group for group in groups}
    top = [group for group in groups if group.part_of is None or group.part_of not in names]
    cuts = list(dict.fromkeys(group.cut for group in top if group.cut is not None))
    within: list[Branch] = []
    for cut in cuts:
        members = tuple(_group(group, groups) for group in top if group.cut == cut)
        rest = _rest(tally) if cut == cuts[0] and outcome == "killed" else ()
        if len(cuts) > 1:
            detail = AGAIN if cut != cuts[0] else ""
            within.append(Branch("", BY_CUT(cut=cut), detail, (), (*members, *rest)))
        else:
            within += [*members, *rest]
    beside = BESIDE if cuts else ""
    within += [_group(group, groups, beside) for group in top if group.cut is None]
    estimate = {"killed": tally.killed, "wounded": tally.wounded}.get(outcome)
    return Branch(estimate_words(estimate) if estimate else "", outcome, "", (), tuple(within))


def _group(group: GroupTally, groups: Sequence[GroupTally], detail: str = "") -> Branch:
    implied = LEFT(figure=estimate_words(group.implied)) if group.implied else detail
    inner = tuple(
        _group(other, groups) for other in groups if other.part_of == group.group and other.group != group.group
    )
    return Branch(estimate_words(group.estimate), shown(group.group), implied, group.claims, inner)


def _rest(tally: Tally) -> tuple[Branch, ...]:
    if not tally.remainder:
        return ()
    return (Branch(f"{tally.remainder:,}", REST, HELD_BY_NONE, ()),)
