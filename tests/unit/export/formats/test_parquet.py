from __future__ import annotations

import sys

import pytest
from hypothesis import given, settings
from msgspec.structs import replace

from tallystick.errors import SettingsError
from tallystick.export.formats import jsonl, parquet
from tallystick.model import Reading
from tests.exporting import dossiers_of, exported, marked
from tests.properties.claim_strategies import worlds
from tests.readings import agency_story, live_page

pytest.importorskip("pyarrow", reason="pyarrow is not installed: pip install 'tallystick[parquet]'")


@settings(max_examples=15, deadline=None)
@given(worlds())
def test_parquet_can_be_read_back(world: list[Reading]) -> None:
    """Every dossier comes back as it was, but for the reports' texts."""
    dossiers = dossiers_of(world, "ledger")
    back = parquet.read_back(exported("parquet", dossiers).data)
    assert back == [
        replace(one, background=(), reports=tuple(map(jsonl.without_text, one.reports))) for one in dossiers
    ]


def test_every_field_comes_back() -> None:
    """A record in which every field is filled comes back whole."""
    dossier = marked().dossier
    assert parquet.read_back(exported("parquet", [dossier]).data) == [
        replace(dossier, reports=tuple(map(jsonl.without_text, dossier.reports)))
    ]


def test_columns_have_names_of_their_own() -> None:
    """No two columns share a name, and the figures are whole numbers, not floats that lose the unknown."""
    schema = parquet.schema()
    assert len(set(schema.names)) == len(schema.names)
    assert str(schema.field("tally").type.field("killed").type.field("low").type) == "int64"


def test_the_same_bytes_each_time() -> None:
    """Two runs write the same file."""
    dossiers = dossiers_of([live_page(), agency_story()], "ledger")
    assert exported("parquet", dossiers).files == exported("parquet", dossiers).files


def test_without_pyarrow(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the package is missing, the error names the extra that brings it."""
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(SettingsError, match=r"tallystick\[parquet\]"):
        exported("parquet", [])
