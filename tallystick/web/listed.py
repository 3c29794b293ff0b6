"""Lists for pages: cut into pages, with what each line needs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Generic, NamedTuple, TypeVar

import numpy as np
from msgspec.structs import replace

from tallystick.model import Claim, Report
from tallystick.web import near
from tallystick.web.asked import Asked
from tallystick.web.desk import Desk
from tallystick.web.fulltext import Hit, Piece
from tallystick.web.records import Events

T = TypeVar("T")


class Cut(NamedTuple, Generic[T]):
    """One page of a list."""

    items: Sequence[T]
    whole: int
    page: int
    pages: int
    first: int
    """Number of the first item shown, from 1; 0 = none is."""


def cut(items: Sequence[T], *, page: int, size: int) -> Cut[T]:
    """A page of a list; a page beyond the last is the last."""
    pages = max(-(-len(items) // size), 1)
    page = min(page, pages)
    start = (page - 1) * size
    return Cut(items[start : start + size], len(items), page, pages, start + 1 if items else 0)


class Found(NamedTuple):
    """A claim or a report that holds the words, with what to show of it."""

    report: Report
    claim: Claim | None
    key: str | None
    excerpt: tuple[Piece, ...]


def looked_up(desk: Desk, asked: Asked, hits: Sequence[Hit]) -> list[Found]:
    """What these are, to be shown."""
    sight = near.index(desk, replace(asked, as_of=None)).sight
    readings = sight.readings_of({hit.report for hit in hits})
    found = []
    for hit in hits:
        reading = readings[hit.report]
        own = (hit.claim or "").rpartition("/")[2]
        claim = next((claim for claim in reading.claims if claim.id == own), None)
        found.append(Found(reading.report, claim, hit.claim, hit.excerpt))
    return found


class SourceLine(NamedTuple):
    """One origin of figures over all events."""

    name: str
    kind: str | None
    id: str
    events: Events


def sources(held: near.Index) -> list[SourceLine]:
    """Every named origin, by name; numbers of events are not compared."""
    columns = held.sight.columns
    pairs, told = columns.pairs["origins"], columns.registers.origins.items
    named: dict[str, tuple[str, str | None]] = {}
    rows: dict[str, list[int]] = {}
    order = np.lexsort((np.arange(len(pairs.rows)), columns.told_rank[pairs.rows]))
    for row, number in zip(pairs.rows[order].tolist(), pairs.things[order].tolist(), strict=True):
        key, name, kind = told[number]
        named.setdefault(key, (name, kind))
        rows.setdefault(key, []).append(row)
    lines = [
        SourceLine(name, kind, key, held.sight.events(held.profile, np.array(rows[key], np.int64)))
        for key, (name, kind) in named.items()
    ]
    return sorted(lines, key=lambda line: (line.name.casefold(), line.id))
