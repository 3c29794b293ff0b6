"""The bundled examples, read and shown."""

from __future__ import annotations

from pathlib import Path

from tallystick import examples
from tallystick.api.books import files_of, write_text
from tallystick.api.sense import compare, dossier, events
from tallystick.api.taking import add
from tallystick.errors import SettingsError
from tallystick.intake import Added
from tallystick.model import Dossier, Event, Record, Tally


class Demo(Record, frozen=True, kw_only=True):
    """What the bundled examples give."""

    ledger: Path
    page: Path
    added: Added
    events: tuple[Event, ...]
    dossier: Dossier
    compare: dict[str, Tally]


def demo(folder: Path | str) -> Demo:
    """Read the bundled examples into a ledger of their own, and write the dossier of the event told most.

    Args:
        folder: made if needed; `demo.db` and `dossier.html` in it are made anew each time.
    Raises:
        SettingsError: nothing can be written there.
    """
    from tallystick.export.page import dossier_page

    where = Path(folder)
    ledger, page = where / "demo.db", where / "dossier.html"
    try:
        where.mkdir(parents=True, exist_ok=True)
        for old in files_of(ledger):
            old.unlink(missing_ok=True)
    except OSError as error:
        raise SettingsError(f"Cannot write to {where}: {error.strerror or error}. Give another folder.") from error
    added = add(examples.paths(), ledger=ledger)
    known = events(ledger)
    told = dossier(ledger, max(known, key=_reach).id)
    tallies = compare(ledger, told.event.id)
    write_text(page, dossier_page(told, compare=tallies))
    return Demo(ledger=ledger, page=page, added=added, events=tuple(known), dossier=told, compare=tallies)


def _reach(event: Event) -> tuple[int, int]:
    """How many reports are about it, then how many mention it."""
    return sum(report.role == "main" for report in event.reports), len(event.reports)
