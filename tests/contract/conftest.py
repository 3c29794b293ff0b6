from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from tallystick.ledger.base import Ledger
from tallystick.ledger.memory import MemoryLedger
from tallystick.ledger.postgres import PostgresLedger
from tallystick.ledger.sqlite import SqliteLedger
from tests.postgres import Postgres

NewLedger = Callable[[], Ledger]


@pytest.fixture(scope="session", params=["memory", "sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def new_ledger(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> NewLedger:
    """Makes an empty ledger at each call; for the laws, which need many."""
    if request.param == "memory":
        return MemoryLedger
    if request.param == "postgres":
        postgres: Postgres = request.getfixturevalue("postgres")
        return lambda: PostgresLedger(postgres.address())
    return lambda: SqliteLedger(tmp_path_factory.mktemp("ledger") / "tally.db")


@pytest.fixture
def ledger(new_ledger: NewLedger) -> Iterator[Ledger]:
    """One empty ledger of each kind."""
    with new_ledger() as opened:
        yield opened
