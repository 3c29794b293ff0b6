"""From the words of `--ledger` to a ledger: a file, or the address of a database."""

from __future__ import annotations

from pathlib import Path

from tallystick.ledger import postgres
from tallystick.ledger.database import DatabaseLedger
from tallystick.ledger.postgres import PostgresLedger
from tallystick.ledger.sqlite import SqliteLedger


def open_ledger(ledger: Path | str, *, create: bool = False) -> DatabaseLedger:
    """Open the ledger in this file or at this address.

    Args:
        create: make one where there is none.
    Raises:
        SettingsError: there is none, or there cannot be one.
        ExtraMissingError: it is in PostgreSQL, and the driver is not installed.
        LedgerVersionError: it was written by a newer version of tallystick.
        LedgerDamagedError: what is there is no ledger.
    """
    if is_address(ledger):
        return PostgresLedger.open(str(ledger), create=create)
    return SqliteLedger.open(ledger, create=create)


def is_address(ledger: Path | str) -> bool:
    """Whether this is the address of a database, and not the path of a file."""
    return isinstance(ledger, str) and postgres.is_address(ledger)


def shown(ledger: Path | str) -> str:
    """The ledger as it may be printed: without a password."""
    return postgres.shown(str(ledger)) if is_address(ledger) else str(ledger)


def beside(ledger: Path | str, ending: str) -> Path:
    """A file that belongs to a ledger and is no part of it: beside its file; of a database, in the current folder."""
    return Path(f"{postgres.database_of(str(ledger)) if is_address(ledger) else ledger}{ending}")
