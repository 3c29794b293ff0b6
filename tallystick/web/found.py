"""The events that an address asks for: those that lists, maps and programs show."""

from __future__ import annotations

from bisect import bisect_left

import numpy as np

from tallystick.web import fulltext, near
from tallystick.web.asked import Asked
from tallystick.web.desk import Desk
from tallystick.web.queue import asked_about
from tallystick.web.records import Events


def found_events(desk: Desk, asked: Asked, *, background: bool | None = None) -> Events:
    """The events that fit, main ones first, then the latest first; those without a day come last."""
    everything = desk.derived("found", lambda: _found_events(desk, asked), asked.filters - {("background", "true")})
    if asked.background if background is None else background:
        return everything
    # Main ones stand first: where the others begin is all that there is to find.
    roles = everything.sight.columns.role[everything.rows]
    return everything[: bisect_left(roles, 1)]


def _found_events(desk: Desk, asked: Asked) -> Events:
    sight = near.index(desk, asked).sight
    held = sight.columns
    found = sight.matching(asked.search, asked.profile)
    if asked.words:
        told = np.zeros(len(held), np.bool_)
        reports = fulltext.reports(sight.basis.snapshot, asked.words)
        told[[held.row[id_] for id_ in sight.told_by(reports)]] = True
        found &= told
    if asked.needs_review:
        found &= asked_about(desk, sight)
    if (window := asked.viewed) is not None:
        found &= held.on_map(window)
    return sight.events(asked.profile, held.as_listed[found[held.as_listed]])
