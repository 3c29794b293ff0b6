"""Texts of others that tests read where they are present; nothing of them stands in the repository.

They lie in the folder named by `TALLYSTICK_TEST_MATERIAL`, else in a folder `shared` beside the checkout.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

FOLDER = Path(os.environ.get("TALLYSTICK_TEST_MATERIAL", Path(__file__).resolve().parents[2] / "shared"))


def needed(*parts: str) -> Path:
    """The file or folder at this place of the material; the test is skipped where it is not."""
    path = FOLDER.joinpath(*parts)
    if not path.exists():
        pytest.skip(f"the material {'/'.join(parts)} is not here; set TALLYSTICK_TEST_MATERIAL to its folder")
    return path
