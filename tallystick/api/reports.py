"""Where a report comes from."""

from __future__ import annotations

from datetime import datetime

from tallystick.api.books import Book, opened, reading_of
from tallystick.errors import UnknownReportError
from tallystick.export.withheld import all_without_names
from tallystick.ledger.base import Ledger
from tallystick.ledger.lines import merging_of
from tallystick.model import Original, Provenance, Reading, Taken
from tallystick.reconcile.versions import changes


def provenance(ledger: Book, report_id: str, *, names: bool = False) -> Provenance:
    """One report: its reading, where its bytes were had, the versions of its page, and what they changed.

    Args:
        names: with the names of harmed people, which are covered otherwise.
    Raises:
        UnknownReportError: there is no such report.
    """
    with opened(ledger) as book:
        reading = reading_of(book, report_id)
        earlier = book.reading(reading.report.revises) if reading.report.revises else None
        found = [each for each in (earlier, reading) if each]
        shown = found if names else all_without_names(found)
        return Provenance(
            reading=shown[-1],
            captures=tuple(book.captures(reading.report.id)),
            versions=tuple(book.versions(reading.report.id)),
            changes=tuple(changes(*shown)) if earlier else (),
            near_copies=tuple(book.near_copies(reading.report.id)),
            taken=_taken(book, reading.report.id),
        )


def reading(ledger: Book, report_id: str) -> Reading:
    """One report with what was taken down from it and what people put right; the names of harmed people stand in it.

    Raises:
        UnknownReportError: there is no such report.
    """
    with opened(ledger) as book:
        return reading_of(book, report_id)


def source(ledger: Book, report_id: str) -> Original:
    """The bytes that a report was read from.

    Raises:
        UnknownReportError: there is no such report, or its bytes were not kept.
    """
    with opened(ledger) as book:
        reading = reading_of(book, report_id)
        found = book.captures(reading.report.id)
        data = book.original(found[0].sha256) if found else None
    if data is None:
        why = "only their hash was kept" if found else "it was recorded before originals were kept; add it again"
        raise UnknownReportError(f"There are no original bytes of {reading.report.id}: {why}.")
    return Original(capture=found[0], data=data)


def _taken(book: Ledger, report_id: str) -> tuple[Taken, ...]:
    """The desks that recorded a report besides this one, by when each did first."""
    first: dict[str, str] = {}
    for entry in book.entries(kind="merged", report_id=report_id):
        merging = merging_of(entry)
        first[merging.ledger] = min(merging.known_at, first.get(merging.ledger, merging.known_at))
    return tuple(
        Taken(ledger=ledger, known_at=datetime.fromisoformat(at))
        for ledger, at in sorted(first.items(), key=lambda item: (item[1], item[0]))
    )
