"""Many events as one map and one time line, from columns: what `spots` and `timeline` make of them one by one."""

from __future__ import annotations

from typing import cast

import numpy as np

from tallystick.model import PlacePrecision
from tallystick.web.columns import Columns, Numbers, Pairs, day_of
from tallystick.web.spots import Placed, Spot
from tallystick.web.timeline import Timeline, counted


def placed(columns: Columns, rows: Numbers) -> Placed:
    """The places of some events; the same place of several events once."""
    events, spots = _of_rows(columns.pairs["spots"], rows, len(columns))
    known = columns.registers.spots.known[spots].reshape(-1, 4)
    at = known[:, 0].astype(np.int64)
    # The widest first; of one place its events in their order, each once. It is called as the first of them calls it.
    order = np.lexsort((np.arange(len(at)), at, known[:, 3], -known[:, 2], -known[:, 1]))
    twice = (np.diff(at[order], prepend=-1) == 0) & (np.diff(events[order], prepend=-1) == 0)
    order = order[~twice]
    starts = np.flatnonzero(np.diff(at[order], prepend=-1)).tolist()
    ids = columns.ids[rows[events[order]], 0].tolist()
    called = [columns.registers.spots.items[n] for n in spots[order[starts]].tolist()]
    found = [
        Spot(latitude, longitude, cast("PlacePrecision", precision), name, tuple(ids[start:end]))
        for (latitude, longitude, precision, name), start, end in zip(
            called, starts, [*starts[1:], len(ids)] if starts else [], strict=True
        )
    ]
    named, countries = _of_rows(columns.pairs["countries"], rows, len(columns))
    has = np.zeros(len(columns), np.bool_)
    has[rows[events]] = has[rows[named]] = True
    counts = np.bincount(countries, minlength=len(columns.registers.countries.items))
    by_name = {columns.registers.countries.items[n]: int(counts[n]) for n in np.flatnonzero(counts)}
    in_all = sorted(by_name.items(), key=lambda item: (-item[1], item[0]))
    return Placed(tuple(found), tuple(in_all), int(len(rows) - has[rows].sum()))


def timeline(columns: Columns, rows: Numbers) -> Timeline:
    """The time line of some events."""
    first, last, told = columns.first[rows], columns.last[rows], columns.told[rows]
    dated = first > 0
    spans, events = np.unique(np.stack([first[dated], last[dated]], axis=1), axis=0, return_counts=True)
    days, reports = np.unique(told[told > 0], return_counts=True)
    return counted(
        {
            (day_of(one), day_of(other)): number  # type: ignore[misc]  # none of them is 0
            for (one, other), number in zip(spans.tolist(), events.tolist(), strict=True)
        },
        {day_of(day): number for day, number in zip(days.tolist(), reports.tolist(), strict=True)},  # type: ignore[misc]
        int((~dated).sum()),
    )


def _of_rows(pairs: Pairs, rows: Numbers, whole: int) -> tuple[Numbers, Numbers]:
    """The pairs of some rows in their order: the place of each row among these, and the thing."""
    place = np.full(whole, -1)
    place[rows] = np.arange(len(rows))
    at = place[pairs.rows]
    keep = np.flatnonzero(at >= 0)
    keep = keep[np.argsort(at[keep], kind="stable")]
    return at[keep], pairs.things[keep]
