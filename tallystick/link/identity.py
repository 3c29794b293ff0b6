"""Ids of events that stay: what an event is called when reports join it, events become one, or one falls apart.

Each mention is *filed* under the id that its event had when the mention came. An id belongs to the event that holds
most of what is filed under it, and an event is called by the oldest id that belongs to it; its other ids lead to it. So

- a report that joins changes no id, however early it was published;
- when two events become one, the older id stays and the younger leads to it;
- when an event falls apart, its id stays with the larger part, and the smaller part gets one of its own;
- when a merge is taken back, both ids are again what they were, for the mentions are still filed under them.

So ids follow from the order in which a ledger learned things, and which mentions are one event does not.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from tallystick.ids import content_id
from tallystick.link.partition import Group
from tallystick.model import Record


class Naming(Record, frozen=True, kw_only=True):
    """What the events of some mentions are called."""

    ids: tuple[str, ...]
    """Of each group, in the order given."""
    leads_to: dict[str, str]
    """Each id that a group has, and the id that the group is called by."""
    filed: dict[str, str]
    """The id that each mention is filed under from now on."""


def name(
    groups: Sequence[Group],
    filed: Mapping[str, str],
    born: Mapping[str, int],
    *,
    first: Callable[[Group], str],
    is_taken: Callable[[str], bool] = lambda id_: False,
) -> Naming:
    """Say what each group is called.

    Args:
        groups: all groups that hold mentions filed under the same ids, in a fixed order.
        filed: mention to id, where it is filed under one.
        born: a number for each id, larger for later ones.
        first: the mention of a group that was told first; a new id is made from it.
        is_taken: whether an id is in use already.
    """
    home = _homes(groups, filed)
    ids: list[str] = []
    leads_to: dict[str, str] = {}
    now_filed: dict[str, str] = {}
    for number, group in enumerate(groups):
        claims = sorted((id_ for id_, at in home.items() if at == number), key=lambda id_: (born[id_], id_))
        called = claims[0] if claims else _new(first(group), lambda id_: id_ in ids or is_taken(id_))
        ids.append(called)
        leads_to |= dict.fromkeys(claims, called) | {called: called}
        for ref in group:
            own = filed.get(ref)
            now_filed[ref] = own if own is not None and home.get(own) == number else called
    return Naming(ids=tuple(ids), leads_to=leads_to, filed=now_filed)


def _homes(groups: Sequence[Group], filed: Mapping[str, str]) -> dict[str, int]:
    """The group that holds most of what is filed under each id; of equal ones the first."""
    counts: dict[str, Counter[int]] = {}
    for number, group in enumerate(groups):
        for ref in group:
            if ref in filed:
                counts.setdefault(filed[ref], Counter())[number] += 1
    return {id_: min(held, key=lambda number: (-held[number], number)) for id_, held in counts.items()}


def _new(ref: str, is_taken: Callable[[str], bool]) -> str:
    id_ = content_id("evt", ref)
    again = 1
    while is_taken(id_):
        again += 1
        id_ = content_id("evt", ref, str(again))
    return id_
