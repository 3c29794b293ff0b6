"""The review queue: what nobody has decided yet, of which kind, and which events it is about."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import partial
from typing import NamedTuple

import numpy as np

from tallystick.link.judged import pair_of
from tallystick.link.partition import Comparisons
from tallystick.model import Reading
from tallystick.review import KINDS, Question, questions
from tallystick.web.columns import Mask
from tallystick.web.desk import Desk
from tallystick.web.records import STEP
from tallystick.web.rows import DISPUTED, DOUBTED, NOWHERE
from tallystick.web.sight import Sight

QUEUE = ("link", "dispute", "place", "claim")
"""In the order of need."""
_MARKED = {"dispute": DISPUTED, "place": NOWHERE, "claim": DOUBTED}
MOST_COMPARED = 5_000
"""Pairs that are compared for links in doubt: the mentions of the events that were told of last, each with all that may
be near to it. A pair takes about half a millisecond."""
MOST_LOOKED_AT = 2_000
"""Events that are looked at for each other kind of question: those that were told of last."""


class Looked(NamedTuple):
    """The questions of one kind, and among how many events they were looked for."""

    questions: tuple[Question, ...]
    events: int
    """Those that were told of last."""
    whole: int
    """All that may ask something of this kind."""


def open_questions(desk: Desk, kinds: Collection[str] = KINDS) -> dict[str, Looked]:
    """What nobody has decided yet, by kind, in the order of need."""
    return {kind: desk.derived("questions", partial(_open, desk, kind), kind) for kind in QUEUE if kind in kinds}


def limits(found: Mapping[str, Looked]) -> dict[str, Looked]:
    """Those kinds for which not all events were looked at."""
    return {kind: looked for kind, looked in found.items() if looked.events < looked.whole}


def _open(desk: Desk, kind: str) -> Looked:
    sight = desk.sight()
    held = sight.columns
    if kind == "link":
        readings, pairs, looked_at = _near_the_last(sight)
        events = list(sight.events_of(sight.told_by(list(readings)), desk.profile).values())
        links = questions(readings.values(), events, sight.judgements, kinds=[kind], pairs=pairs)
        return Looked(links, looked_at, len(held))
    every = held.by_until[(held.marks[held.by_until] & _MARKED[kind]) != 0]
    latest = every[-MOST_LOOKED_AT:]
    marked = latest[np.argsort(held.told_rank[latest])]
    found: list[Question] = []
    for first in range(0, len(marked), STEP):
        events = list(sight.events(desk.profile, marked[first : first + STEP]))
        # What is in dispute stands in the event.
        readings = sight.readings_of({ref.id for event in events for ref in event.reports if kind != "dispute"})
        found += questions(readings.values(), events, sight.judgements, kinds=[kind])
    return Looked(tuple(found), len(latest), len(every))


def _near_the_last(sight: Sight) -> tuple[dict[str, Reading], set[tuple[str, str]], int]:
    """The mentions of the events that were told of last, each with all that may be near to it, their reports, and how
    many events that are."""
    held, known = sight.columns, Comparisons()
    pairs: set[tuple[str, str]] = set()
    events = 0
    with sight.basis.ledger.links() as shelf:
        for row in held.by_until[::-1]:
            events += 1
            refs = {ref for refs in sight.members([held.ids[row, 0]]).values() for ref in refs}
            for telling in shelf.tellings(refs):
                pairs |= {pair_of(telling.ref, other) for other in shelf.under(known.looks(telling)) - {telling.ref}}
            if len(pairs) > MOST_COMPARED:
                break
    return sight.readings_of({ref.rpartition("/")[0] for pair in pairs for ref in pair}), pairs, events


def asked_about(desk: Desk, sight: Sight) -> Mask:
    """Of each event that is seen whether the queue asks something about it, as the queue is now."""
    wanted = desk.derived("asked about", lambda: _asked_about(desk))
    return np.fromiter((id_ in wanted for id_ in sight.columns.ids[:, 0]), np.bool_, len(sight.columns))


def _asked_about(desk: Desk) -> frozenset[str]:
    found = open_questions(desk).values()
    return frozenset(id_ for looked in found for question in looked.questions for id_ in question.events)
