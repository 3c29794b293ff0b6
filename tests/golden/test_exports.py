"""The bundled reports in every format, against what a person has approved.

pytest tests/golden --approve
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tallystick.export.formats import format_named, names
from tallystick.export.formats.loss import summary
from tests.exporting import Exported, dossiers_of, exported
from tests.golden.test_golden import readings

APPROVED = Path(__file__).parent / "approved" / "exports"
NOT_COMPARED = {
    "jsonl": "it is the record itself, which events.json and the property tests compare",
    "acled-codes": "it is acled with other words",
    "claims-csv": "the claims of each report are compared by test_golden.py",
}


def made(name: str) -> Exported:
    """Every bundled report in a format, under the format's own profile."""
    found = [reading for several in readings().values() for reading in several]
    return exported(name, dossiers_of(found, format_named(name).profile))


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
