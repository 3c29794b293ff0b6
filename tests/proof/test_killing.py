"""A bounded part of the proof; `python -m tests.proof` is the whole."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest

from tests.postgres import Postgres
from tests.proof.killing import DEEDS, Backfill, Deed, kill

pytestmark = pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs SIGKILL and fork")


@pytest.mark.parametrize("deed", DEEDS, ids=lambda deed: deed.name)
@pytest.mark.parametrize("ledger", ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def test_killed_at_any_instant_nothing_is_lost(
    ledger: str, deed: type[Deed], tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """Every acknowledged record is there, nothing is twice, and the ledger is whole."""
    if ledger == "postgres":
        postgres: Postgres = request.getfixturevalue("postgres")
        places = (postgres.address() for _ in range(100))
    else:
        places = (str(tmp_path / f"{number}.db") for number in range(100))
    told = kill(deed, places, tmp_path, instants=3 if deed is Backfill else 5)  # that one starts processes of its own
    assert (told.lost, told.twice, told.faults) == (0, 0, [])
    assert told.acknowledged
