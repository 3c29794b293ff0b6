"""The reports and events of a sight as collections, each read from the file when it is looked at."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, overload

import numpy as np

from tallystick.model import Event, Reading
from tallystick.web.columns import Mask, Numbers

if TYPE_CHECKING:
    from tallystick.web.sight import Sight

STEP = 100
"""Records read at once, where many are gone through."""


class Readings(Mapping[str, Reading]):
    """All reports of a time, in the order of their ids."""

    def __init__(self, sight: Sight) -> None:
        self._sight = sight

    def __getitem__(self, report: str) -> Reading:
        return self._sight.readings_of([report])[report]

    def __iter__(self) -> Iterator[str]:
        return (reading.report.id for reading in self.after(""))

    def __len__(self) -> int:
        if self._sight.as_of is None:
            return int(self._sight.basis.snapshot.rows("SELECT count(*) FROM reports")[0][0])
        return sum(1 for _ in self)

    def after(self, report: str, *, inclusive: bool = False) -> Iterator[Reading]:
        """The readings of reports whose ids come after one."""
        more = ">=" if inclusive else ">"
        while True:
            statement = f"SELECT id FROM reports WHERE id {more} ? ORDER BY id LIMIT ?"
            ids = [id_ for (id_,) in self._sight.basis.snapshot.rows(statement, (report, STEP))]
            found = self._sight.readings_of(ids)
            yield from (found[id_] for id_ in ids if id_ in found)
            if len(ids) < STEP:
                return
            report, more = ids[-1], ">"

    def beginning(self, names: Collection[str]) -> list[Reading]:
        """The readings of the reports with these ids or external ids, or whose ids begin so."""
        wanted = set[str]()
        for name in names:
            own = name.removeprefix("rep_")
            statement = "SELECT id FROM reports WHERE id IN (?, ?) OR id BETWEEN ? AND ? OR id BETWEEN ? AND ?"
            ends = (own, f"{own}\U0010ffff", f"rep_{own}", f"rep_{own}\U0010ffff")
            wanted |= (
                {id_ for (id_,) in self._sight.basis.snapshot.rows(statement, (name, own, *ends))} if own else set()
            )
        return list(self._sight.readings_of(wanted).values())

    @property
    def claims(self) -> int:
        """How many claims all reports make, whatever had been said by when."""
        # By the smallest table of the index over their words: the index itself takes a hundred times as long.
        return int(self._sight.basis.snapshot.rows("SELECT count(*) FROM said_docsize")[0][0])

    @property
    def days(self) -> list[date]:
        """The days from which reports are, whatever had been said by when."""
        statement = "SELECT DISTINCT substr(published, 1, 10) FROM reports WHERE published IS NOT NULL"
        return sorted(date.fromisoformat(day) for (day,) in self._sight.basis.snapshot.rows(statement))

    @property
    def latest(self) -> Latest:
        """All that are held, the latest first; those without a time before them."""
        return Latest(self._sight)


class Latest(Sequence[Reading]):
    """The reports of a ledger, the latest first, whatever had been said by when."""

    def __init__(self, sight: Sight) -> None:
        self._sight = sight

    def __len__(self) -> int:
        return int(self._sight.basis.snapshot.rows("SELECT count(*) FROM reports")[0][0])

    @overload
    def __getitem__(self, at: int) -> Reading: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[Reading]: ...
    def __getitem__(self, at: int | slice) -> Reading | Sequence[Reading]:
        start, end, _ = (at if isinstance(at, slice) else slice(at, at + 1)).indices(len(self))
        statement = "SELECT id FROM reports ORDER BY published IS NULL DESC, published DESC, id DESC LIMIT ? OFFSET ?"
        ids = [id_ for (id_,) in self._sight.basis.snapshot.rows(statement, (max(end - start, 0), start))]
        found = self._sight.readings_of(ids)
        items = [found[id_] for id_ in ids]
        return items if isinstance(at, slice) else items[0]


class Events(Sequence[Event]):
    """Events in some order, each read when it is looked at."""

    def __init__(self, sight: Sight, profile: str, rows: Numbers) -> None:
        self.sight, self.profile, self.rows = sight, profile, rows

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def ids(self) -> list[str]:
        """Their ids."""
        return list(self.sight.columns.ids[self.rows, 0])

    @overload
    def __getitem__(self, at: int) -> Event: ...
    @overload
    def __getitem__(self, at: slice) -> Events: ...
    def __getitem__(self, at: int | slice) -> Event | Events:
        if isinstance(at, slice):
            return Events(self.sight, self.profile, self.rows[at])
        return next(iter(Events(self.sight, self.profile, self.rows[[at]])))

    def __iter__(self) -> Iterator[Event]:
        for first in range(0, len(self.rows), STEP):
            ids = list(self.sight.columns.ids[self.rows[first : first + STEP], 0])
            found = self.sight.events_of(ids, self.profile)
            yield from (found[id_] for id_ in ids)

    def after(self, event: str, most: int) -> Events:
        """So many of them whose ids come after one, by id."""
        among = np.zeros(len(self.sight.columns), np.bool_)
        among[self.rows] = True
        order = self.sight.columns.by_id
        start = bisect_right(self.sight.columns.sorted_ids, event)
        rest = order[start:]
        return Events(self.sight, self.profile, rest[among[rest]][:most])

    def only(self, wanted: Mask) -> Events:
        """Those of which each is wanted, by the rows of the columns."""
        return Events(self.sight, self.profile, self.rows[wanted[self.rows]])
