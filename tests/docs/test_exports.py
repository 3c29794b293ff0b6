"""docs/exports.md against the formats."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from tallystick.export.formats import BUNDLED, fields, format_named
from tallystick.export.formats.cells import TableFormat
from tallystick.export.formats.loss import Loss
from tests.exporting import dossiers_of
from tests.readings import live_page

PAGE = (Path(__file__).parents[2] / "docs/exports.md").read_text(encoding="utf-8")
SECTIONS = dict(re.findall(r"^## `([\w-]+)`\n(.*?)(?=^## |\Z)", PAGE, re.M | re.S))


def test_every_format_has_a_section() -> None:
    """Each format is told, and no other."""
    assert set(SECTIONS) == set(BUNDLED)


@pytest.mark.parametrize("name", [name for name in BUNDLED if name != "acled-codes"])
def test_every_column_is_told(name: str) -> None:
    """The section of a table names each of its columns."""
    one: Any = format_named(name)
    if isinstance(one, TableFormat) and name != "gtd":  # of its 135 columns the page tells those that are filled
        assert [column for column in one.columns if f"`{column}`" not in SECTIONS[name]] == []


def test_the_example_is_a_format() -> None:
    """What the page shows as a format of one's own works, and its losses are counted."""
    (code,) = re.findall(r"<!-- example: format -->\n```python\n(.*?)```", PAGE, re.S)
    names: dict[str, Any] = {}
    exec(compile(code, "docs/exports.md", "exec"), names)
    made = names["Ids"]()
    dossiers = dossiers_of([live_page()], made.profile)
    loss = Loss(dossiers, made.holds)
    written = made.write(dossiers, loss)
    assert written.files["ids.txt"].startswith(b"evt_")
    report = loss.report(format=made.name, profile=made.profile, rows=written.rows)
    assert [one.field for one in report.fields if one.kept] == ["event.id"]
    assert fields.paths() >= {one.field for one in report.fields}


def test_every_filled_column_of_gtd_is_told() -> None:
    """Of GTD's columns the page names each that ever has a value."""
    source = (Path(__file__).parents[2] / "tallystick/export/formats/gtd.py").read_text(encoding="utf-8")
    filled = set(re.findall(r'^ +"([a-z]\w+)":', source, re.M)) & set(format_named("gtd").columns)  # type: ignore[attr-defined]
    assert len(filled) > 15
    assert [column for column in filled if f"`{column}`" not in SECTIONS["gtd"]] == []
