"""One dossier in every format, against what a person has approved.

pytest tests/golden --approve
"""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from tallystick.export.formats import format_named, names
from tallystick.export.formats.loss import summary
from tallystick.model import Estimate, Grade, GroupTally
from tests.dossiers import dossier, tallies
from tests.exporting import Exported, exported

APPROVED = Path(__file__).parent / "approved" / "exports"
NOT_COMPARED = {
    "jsonl": "it is the record itself, which the property tests compare",
    "acled-codes": "it is acled with other words",
    "parquet": "it is jsonl in other bytes, which depend on the version of pyarrow",
    "prov": "its graph is checked statement by statement, and names the version of this package",
    "ftm": "its entities are checked one by one",
}


NO_CIVILIANS = Estimate(low=None, best=None, high=None)
BESIDE = {
    "gtd": {
        "killed": NO_CIVILIANS,
        "wounded": NO_CIVILIANS,
        "groups": (),
        "out_of_scope": "GTD records sub-national perpetrators only; Israel acts for a state.",
    },
    "airwars": {
        "killed": NO_CIVILIANS,
        "wounded": NO_CIVILIANS,
        "groups": (
            GroupTally(
                group="belligerents",
                outcome="killed",
                estimate=Estimate(low=41, best=None, high=57),
                status="combatant",
                claims=(),
            ),
        ),
        "grades": (
            Grade(name="harm", value="weak", why="a single independent source, whatever the number of outlets"),
            Grade(name="strike", value="likely", why="confirmed by state television, declared by nobody who did it"),
            Grade(name="attribution", value="suspected", why="reports name Israel; nobody owns it"),
        ),
    },
}
"""What the coders of two more codebooks would write of this event, for tests/dossiers.py has no tally of theirs."""


def made(name: str) -> Exported:
    """The dossier of tests/dossiers.py in a format: no change to reading, linking or reconciling moves it."""
    told = dossier()
    profile = format_named(name).profile
    tally = tallies().get(profile) or replace(told.event.tally, profile=profile, **BESIDE[profile])
    return exported(name, [replace(told, event=replace(told.event, tally=tally))])


def compare(file: str, data: bytes, approve: bool) -> None:
    """Hold a file against the approved one, or approve it."""
    path = APPROVED / file
    if approve:
        path.write_bytes(data)
    assert path.exists(), f"nothing is approved for {file} yet: look at it, then run with --approve"
    assert data.decode().splitlines() == path.read_bytes().decode().splitlines(), (
        "look at the difference; run with --approve if it is right"
    )


@pytest.mark.parametrize("name", [name for name in names() if name not in NOT_COMPARED])
def test_a_format_is_as_approved(name: str, approve: bool) -> None:
    """The files of a format are the approved ones, and so is what it says that it lost."""
    found = made(name)
    for file, data in found.files.items():
        compare(file, data, approve)
    compare(f"{name}.loss.txt", "".join(f"{line}\n" for line in summary(found.loss)).encode(), approve)
