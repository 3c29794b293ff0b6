from __future__ import annotations

from pathlib import Path

import pytest

from tallystick.ledger.schema import VERSION, metadata

DOCS = Path(__file__).parents[3] / "docs" / "ledger.md"


@pytest.mark.parametrize("table", sorted(metadata.tables))
def test_every_column_is_documented(table: str) -> None:
    """docs/ledger.md has a section for each table, with a row for each column, in order."""
    section = DOCS.read_text(encoding="utf-8").split(f"## `{table}`")[1].split("\n## ")[0]
    first_cells = [line.split("|")[1] for line in section.splitlines() if line.startswith("| `")]
    named = [name for cell in first_cells for name in cell.replace("`", "").replace(" ", "").split(",")]
    columns = [column.name for column in metadata.tables[table].columns]
    assert named[: len(columns)] == columns


def test_the_documented_version_is_ours() -> None:
    """docs/ledger.md describes this version of the schema."""
    assert f"Version {VERSION} of the schema." in DOCS.read_text(encoding="utf-8")
