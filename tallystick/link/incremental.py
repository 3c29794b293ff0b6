"""Linking report by report: what a new report hangs together with is partitioned anew, and nothing else is touched.

What it costs depends on how many mentions share its days, places and words, not on how large the ledger is. It ends
where linking all at once does, in any order, because a part's partition depends on its mentions alone (`partition.py`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Protocol

from tallystick.link.identity import name
from tallystick.link.judged import Verdicts
from tallystick.link.partition import Comparisons, Group, partition
from tallystick.link.telling import Telling
from tallystick.model import Record


class Placed(Record, frozen=True, kw_only=True):
    """Where a mention stands: what it hangs together with, its event, and the id that it is filed under."""

    part: str
    event: str
    filed: str


class Shelf(Protocol):
    """Where the mentions linked so far are kept."""

    def tellings(self, refs: Collection[str]) -> list[Telling]:
        """The mentions with these ids that are kept."""
        ...

    def of_report(self, report: str) -> list[str]:
        """The ids of a report's mentions."""
        ...

    def under(self, keys: Collection[int]) -> set[str]:
        """The mentions that stand under any of these keys."""
        ...

    def together(self, refs: Collection[str]) -> set[str]:
        """The mentions of the parts that these belong to."""
        ...

    def placed(self, refs: Collection[str]) -> dict[str, Placed]:
        """Where these mentions stand, where they have been placed."""
        ...

    def put(self, telling: Telling, keys: Collection[int]) -> None:
        """Keep a mention under these keys."""
        ...

    def drop(self, refs: Collection[str]) -> None:
        """Forget mentions."""
        ...

    def place(self, placed: Mapping[str, Placed]) -> None:
        """Say where mentions stand."""
        ...

    def born(self, ids: Collection[str]) -> dict[str, int]:
        """When each of these ids was given, as a number that grows."""
        ...

    def lead(self, leads_to: Mapping[str, str]) -> None:
        """Say where ids lead; those not known yet are given now."""
        ...

    def leads_to(self, id_: str) -> str | None:
        """The event that an id leads to."""
        ...

    def all_placed(self) -> dict[str, Placed]:
        """Where every mention stands."""
        ...

    def all_ids(self) -> dict[str, tuple[int, str]]:
        """Every id that was given: when, and where it leads."""
        ...


class Beforehand:
    """Which of very many mentions hang together, found before they are linked one by one; judgements aside."""

    def __init__(self, refs: Iterable[str], pairs: Iterable[tuple[str, str]]) -> None:
        """Take what was found.

        Args:
            refs: mentions of which each was compared with every other that shares a key with it.
            pairs: those of them that hang together.
        """
        self._refs = set(refs)
        self._with: defaultdict[str, set[str]] = defaultdict(set)
        for one, other in pairs:
            self._with[one].add(other)
            self._with[other].add(one)

    def left_to_compare(self, ref: str, others: set[str]) -> set[str]:
        """Of those that share a key with a mention, such as may hang together with it."""
        if ref not in self._refs:
            return others
        return {other for other in others if other not in self._refs or other in self._with[ref]}

    def forget(self, refs: Collection[str]) -> None:
        """Mentions were replaced: their report was read anew."""
        self._refs.difference_update(refs)


NOTHING_BEFOREHAND = Beforehand((), ())


class Linker:
    """Links mentions as they come."""

    def __init__(
        self, shelf: Shelf, known: Comparisons | None = None, beforehand: Beforehand = NOTHING_BEFOREHAND
    ) -> None:
        self.shelf = shelf
        self._known = known or Comparisons()
        self._beforehand = beforehand

    def read(self, report: str, told: Sequence[Telling], verdicts: Verdicts) -> None:
        """Take in the mentions of one report, in place of those that it had.

        Args:
            told: none, where the report was withdrawn.
        """
        gone = self.shelf.of_report(report)
        touched = self.shelf.together(gone) - set(gone)
        # A report that is read anew tells the same events: its mentions stay filed where they were.
        filed = {ref: placed.filed for ref, placed in self.shelf.placed(gone).items()}
        self.shelf.drop(gone)
        self._known.forget(gone)
        self._beforehand.forget(gone)
        for telling in told:
            self.shelf.put(telling, self._known.stands(telling))
        fresh = {telling.ref for telling in told}
        for telling in told:
            touched |= self._hanging_together(telling, verdicts)
        self._settle(self.shelf.together(touched - fresh) | touched | fresh, verdicts, filed)

    def judge(self, refs: Collection[str], verdicts: Verdicts) -> None:
        """Heed that what people hold of these mentions has changed."""
        self._settle(self.shelf.together(refs), verdicts)

    def _hanging_together(self, telling: Telling, verdicts: Verdicts) -> set[str]:
        sharing = self.shelf.under(self._known.looks(telling)) - {telling.ref}
        near = self.shelf.tellings(self._beforehand.left_to_compare(telling.ref, sharing))
        found = {other.ref for other in near if self._known.hang_together(telling, other, verdicts)}
        return found | {other.ref for other in self.shelf.tellings(verdicts.partners(telling.ref))}

    def _settle(self, refs: Collection[str], verdicts: Verdicts, carried: Mapping[str, str] | None = None) -> None:
        told = {telling.ref: telling for telling in self.shelf.tellings(refs)}
        if not told:
            return
        parts = partition(told.values(), verdicts, self._known)
        groups = sorted(group for part in parts for group in part)
        before = self.shelf.placed(told)
        filed = {ref: id_ for ref, id_ in (carried or {}).items() if ref in told}
        filed |= {ref: placed.filed for ref, placed in before.items()}
        naming = name(
            groups,
            filed,
            self.shelf.born(set(filed.values())),
            first=first_of(told),
            is_taken=lambda id_: self.shelf.leads_to(id_) is not None,
        )
        called = dict(zip(groups, naming.ids, strict=True))
        placed = {
            ref: Placed(part=part[0][0], event=called[group], filed=naming.filed[ref])
            for part in parts
            for group in part
            for ref in group
        }
        self.shelf.lead(naming.leads_to)
        self.shelf.place({ref: where for ref, where in placed.items() if before.get(ref) != where})


def first_of(told: Mapping[str, Telling]) -> Callable[[Group], str]:
    """A function that gives the mention of a group that was told first."""
    return lambda group: min(group, key=lambda ref: (told[ref].known_at, ref))


def events_of(shelf: Shelf) -> dict[str, Group]:
    """Each event of a shelf with its mentions, sorted."""
    members: dict[str, list[str]] = defaultdict(list)
    for ref, placed in shelf.all_placed().items():
        members[placed.event].append(ref)
    return {event: tuple(sorted(refs)) for event, refs in members.items()}


class Links(Record, frozen=True, kw_only=True):
    """What a shelf holds at one time."""

    told: dict[str, Telling]
    events: dict[str, Group]
    home: dict[str, str]
    """The event of each mention."""
    filed: dict[str, str]
    """The id that each mention is filed under."""
    born: dict[str, int]
    leads_to: dict[str, str]
    """Ids that were given to an event which goes by another now."""


def links_of(shelf: Shelf) -> Links:
    """Everything that a shelf holds."""
    return placed_of(shelf, {telling.ref: telling for telling in shelf.tellings(shelf.all_placed())})


def placed_of(shelf: Shelf, told: Mapping[str, Telling]) -> Links:
    """Everything that a shelf holds, less the mentions themselves.

    Args:
        told: the mentions that the shelf holds, and any others.
    """
    placed, ids = shelf.all_placed(), shelf.all_ids()
    members: dict[str, list[str]] = defaultdict(list)
    for ref, where in placed.items():
        members[where.event].append(ref)
    return Links(
        told={ref: telling for ref, telling in told.items() if ref in placed},
        events={event: tuple(sorted(refs)) for event, refs in members.items()},
        home={ref: where.event for ref, where in placed.items()},
        filed={ref: where.filed for ref, where in placed.items()},
        born={id_: born for id_, (born, _) in ids.items()},
        leads_to={id_: now for id_, (_, now) in ids.items() if now != id_},
    )


class MemoryShelf:
    """A shelf in memory."""

    def __init__(self) -> None:
        self._told: dict[str, Telling] = {}
        self._keys: dict[str, tuple[int, ...]] = {}
        self._under: defaultdict[int, set[str]] = defaultdict(set)
        self._reports: defaultdict[str, list[str]] = defaultdict(list)
        self._placed: dict[str, Placed] = {}
        self._parts: defaultdict[str, set[str]] = defaultdict(set)
        self._ids: dict[str, tuple[int, str]] = {}

    def tellings(self, refs: Collection[str]) -> list[Telling]:
        """As `Shelf.tellings`."""
        return [self._told[ref] for ref in refs if ref in self._told]

    def of_report(self, report: str) -> list[str]:
        """As `Shelf.of_report`."""
        return list(self._reports.get(report, ()))

    def under(self, keys: Collection[int]) -> set[str]:
        """As `Shelf.under`."""
        return {ref for key in keys for ref in self._under.get(key, ())}

    def together(self, refs: Collection[str]) -> set[str]:
        """As `Shelf.together`."""
        parts = {self._placed[ref].part for ref in refs if ref in self._placed}
        return {ref for part in parts for ref in self._parts[part]}

    def placed(self, refs: Collection[str]) -> dict[str, Placed]:
        """As `Shelf.placed`."""
        return {ref: self._placed[ref] for ref in refs if ref in self._placed}

    def put(self, telling: Telling, keys: Collection[int]) -> None:
        """As `Shelf.put`."""
        self._told[telling.ref] = telling
        self._keys[telling.ref] = tuple(keys)
        self._reports[telling.report].append(telling.ref)
        for key in keys:
            self._under[key].add(telling.ref)

    def drop(self, refs: Collection[str]) -> None:
        """As `Shelf.drop`."""
        for ref in refs:
            self._reports[self._told.pop(ref).report].remove(ref)
            for key in self._keys.pop(ref):
                self._under[key].discard(ref)
            if ref in self._placed:
                self._parts[self._placed.pop(ref).part].discard(ref)

    def place(self, placed: Mapping[str, Placed]) -> None:
        """As `Shelf.place`."""
        for ref, where in placed.items():
            if ref in self._placed:
                self._parts[self._placed[ref].part].discard(ref)
            self._placed[ref] = where
            self._parts[where.part].add(ref)

    def born(self, ids: Collection[str]) -> dict[str, int]:
        """As `Shelf.born`."""
        return {id_: self._ids[id_][0] for id_ in ids}

    def lead(self, leads_to: Mapping[str, str]) -> None:
        """As `Shelf.lead`."""
        for id_, to in leads_to.items():
            number = self._ids[id_][0] if id_ in self._ids else len(self._ids)
            self._ids[id_] = number, to

    def leads_to(self, id_: str) -> str | None:
        """As `Shelf.leads_to`."""
        return self._ids[id_][1] if id_ in self._ids else None

    def all_placed(self) -> dict[str, Placed]:
        """As `Shelf.all_placed`."""
        return dict(self._placed)

    def all_ids(self) -> dict[str, tuple[int, str]]:
        """As `Shelf.all_ids`."""
        return dict(self._ids)


def all_at_once(told: Iterable[Telling], verdicts: Verdicts, links: Links) -> dict[str, Group]:
    """Link mentions without regard to what was linked before; call the events as they are called now.

    For what was known at an earlier time: the event that held the mentions then has the id that it has now.
    """
    by_ref = {telling.ref: telling for telling in told}
    groups = sorted(group for part in partition(by_ref.values(), verdicts) for group in part)
    filed = {ref: links.filed[ref] for ref in by_ref if ref in links.filed}
    return dict(zip(name(groups, filed, links.born, first=first_of(by_ref)).ids, groups, strict=True))
