"""What a format is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple, Protocol

from tallystick.export.formats.loss import Loss
from tallystick.model import Dossier


class Written(NamedTuple):
    """What a format made: the files by name, and how many rows, features or lines they hold."""

    files: dict[str, bytes]
    rows: int


class Format(Protocol):
    """One way in which records leave the ledger. The same records give the same bytes."""

    name: str
    description: str
    """One line."""
    profile: str
    """The profile whose figures it carries where no other is asked for."""
    codebook: bool
    """Its columns mean what one codebook says, so that the figures of another have no place in it."""
    files: tuple[str, ...]
    """Names of the files that it writes. Where it is one, it may go to standard output."""
    holds: Iterable[str]
    """The fields that it holds, as paths of `fields.paths()` or beginnings of some; the rest is reported as lost."""

    def write(self, dossiers: Sequence[Dossier], loss: Loss) -> Written:
        """The records in this format; what becomes of a field that it `holds` is told to `loss`."""
        ...
