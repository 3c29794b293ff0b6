from __future__ import annotations

import csv
import io

import pytest
from msgspec.structs import replace

from tallystick.model import Party, Place
from tallystick.web.sheet import COLUMNS, events_sheet
from tests.dossiers import dossier


@pytest.mark.parametrize("words", ["=1+1", "+1", "-1+2", "@x", "\tx"])
def test_no_cell_is_a_formula(words: str) -> None:
    """What a report says of a party is never computed by a spreadsheet."""
    event = replace(dossier().event, initiators=(Party(wording=words),))
    (row,) = csv.DictReader(io.StringIO(events_sheet([event]), newline=""))
    assert row["initiators"] == f"'{words}"


def test_numbers_stay_numbers() -> None:
    """A latitude south of the equator is no formula."""
    place = Place(wording="Goma", name="Goma", latitude=-1.68, longitude=29.22, country="CD")
    (row,) = csv.DictReader(io.StringIO(events_sheet([replace(dossier().event, places=(place,))]), newline=""))
    assert row["latitude"] == "-1.68"
    assert tuple(row) == COLUMNS
