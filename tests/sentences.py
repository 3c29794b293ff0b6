"""The sentences of a record that a reader sees: what every language must have."""

from __future__ import annotations

from collections.abc import Iterator

from tallystick.model import Event, Tally


def sentences(event: Event) -> Iterator[str]:
    """All that an event says in words of ours."""
    yield from (dispute.why for dispute in event.disputes)
    yield from (note.text for note in event.notes)
    yield from (why for origin in event.origins for why in origin.presumed)
    yield from (rating.why for rating in event.ratings)
    yield from (interest.why for interest in event.interests)
    yield from (why for mention in event.mentions for why in mention.why)
    yield from working(event.tally)


def working(tally: Tally) -> Iterator[str]:
    """All that a tally says of how it came about."""
    yield from tally.trace
    yield from (aside.reason for aside in tally.set_aside)
    yield from (passage.says for passage in tally.passages)
    yield from (word for grade in tally.grades for word in (grade.name, grade.value, grade.why))
    yield from (tally.out_of_scope,) if tally.out_of_scope else ()
