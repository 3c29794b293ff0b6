"""Cells, and the tables in our own words: csv, claims-csv, hxl."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from tallystick.export.formats import flat, hxl, jsonl
from tallystick.export.formats.cells import csv_bytes, guarded, joined, unguarded
from tallystick.export.formats.loss import Loss
from tallystick.model import Group, Reading
from tests.exporting import dossiers_of, export_of, exported
from tests.properties.claim_strategies import worlds
from tests.readings import DEIR_PROVINCE, LOCALS, SOHR, agency_story, at, damage, harm, live_page, on, report, told

few = settings(max_examples=40, deadline=None)


@given(st.text())
def test_a_guard_can_be_taken_off(text: str) -> None:
    """Every text comes back as it was, and no guarded text begins like a formula."""
    safe = guarded(text)
    assert unguarded(safe) == text
    assert not safe.startswith(("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠"))


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "'=1", "＝1"])
def test_what_a_spreadsheet_would_run_is_guarded(text: str) -> None:
    """An apostrophe stands in front, and the loss report counts the cell."""
    loss = Loss([], ())
    assert csv_bytes(("a",), [{"a": text}], loss).decode().splitlines()[1].strip('"').startswith("'")
    assert loss.report(format="x", profile="x", rows=1).escaped == 1


def test_our_own_numbers_are_not_guarded() -> None:
    """A southern latitude is a number, no formula."""
    loss = Loss([], ())
    assert csv_bytes(("a",), [{"a": -33.5}], loss) == b"a\n-33.5\n"
    assert loss.report(format="x", profile="x", rows=1).escaped == 0


def test_items_of_a_cell_stay_apart() -> None:
    """A semicolon within an item becomes a comma; doubles and blanks are dropped."""
    assert joined(["a; b", None, "", "c", "a; b"]) == "a, b; c"


@few
@given(worlds())
def test_csv_gives_ids_days_and_figures_back(world: list[Reading]) -> None:
    """What stands in a cell of its own is the record's value, unknown being blank and never 0."""
    rows = {row["id"]: row for row in export_of("csv", world).rows()}
    for dossier in dossiers_of(world, "ledger"):
        event, row = dossier.event, rows.pop(dossier.event.id)
        assert row["occurred_from"] == (event.occurred_from.isoformat() if event.occurred_from else "")
        for name in ("low", "best", "high"):
            value = getattr(event.tally.killed, name)
            assert row[f"killed_{name}"] == ("" if value is None else str(value))
        assert (row["claims_used"].split("; ") if row["claims_used"] else []) == list(event.tally.used)
    assert rows == {}


@few
@given(worlds())
def test_a_place_has_coordinates_only_with_its_precision(world: list[Reading]) -> None:
    """Latitude and longitude stand together, beside how sharply the place is known."""
    for row in export_of("csv", world).rows():
        assert bool(row["latitude"]) == bool(row["longitude"])
        assert row["place_precision"] or not row["latitude"]


@few
@given(worlds())
def test_every_claim_has_its_row(world: list[Reading]) -> None:
    """Each claim once, with its exact words and whether the tally uses it."""
    rows = export_of("claims-csv", world).rows()
    claims = {key: claim for dossier in dossiers_of(world, "ledger") for key, claim in dossier.claims.items()}
    assert sorted(row["claim"] for row in rows) == sorted(claims)
    for row in rows:
        assert unguarded(row["quote"]) == claims[row["claim"]].quote


def test_claims_of_all_kinds() -> None:
    """Harm, damage and positions fill their own columns."""
    story = report("one", at(14), told("m1", on(13)), harm("c1", 5, by=LOCALS), damage("c2", 3, "depots", mention="m1"))
    first, second = export_of("claims-csv", [story]).rows()
    assert (first["outcome"], first["low"], first["speakers"], first["object"]) == ("killed", "5", "local sources", "")
    assert (second["object"], second["low"], second["outcome"]) == ("depots", "3", "")


def test_hxl_has_its_tags_in_the_second_row() -> None:
    """34 tags, each the one of its column; the rest are rows."""
    lines = export_of("hxl", [live_page(), agency_story()]).data.decode().splitlines()
    assert lines[1].split(",") == list(hxl.TAGGED.values())
    assert len(hxl.TAGGED) == 34
    assert all(tag.startswith("#") for tag in hxl.TAGGED.values())


def test_hxl_has_no_point_for_an_area() -> None:
    """A province has a name and no coordinates: a pin in its middle would be a false one."""
    one = report("one", at(14), told("m1", on(13), places=[DEIR_PROVINCE]), harm("c1", 5))
    row = export_of("hxl", [one]).rows()[1]
    assert (row["location"], row["latitude"], row["longitude"]) == ("Deir ez-Zor", "", "")


def test_hxl_never_adds_groups_that_may_overlap() -> None:
    """One exact group of children is a number; two groups of them are none."""
    child = Group(wording="children", age="child", status="civilian")
    girls = replace(child, wording="schoolgirls", sex="female")
    one = report("one", at(14), told("m1", on(13)), harm("c1", 9, by=SOHR), harm("c2", 4, child, by=SOHR, of="c1"))
    two = report(
        "two", at(14), told("m1", on(13)),
        harm("c1", 9, by=SOHR), harm("c2", 4, child, by=SOHR, of="c1"), harm("c3", 2, girls, by=SOHR, of="c1"),
    )  # fmt: skip
    assert export_of("hxl", [one]).rows()[1]["killed_children"] == "4"
    assert export_of("hxl", [two]).rows()[1]["killed_children"] == ""


def test_no_figure_becomes_0() -> None:
    """Where nobody gives a number, every cell for it is blank."""
    silent = [report("one", at(14), told("m1", on(13)))]
    row = export_of("csv", silent).rows()[0]
    assert [row[name] for name in flat.COLUMNS if name.startswith(("killed_", "wounded_"))] == [""] * 6


@few
@given(worlds())
def test_jsonl_can_be_read_back(world: list[Reading]) -> None:
    """Every dossier comes back as it was, but for the reports' texts."""
    dossiers = dossiers_of(world, "ledger")
    back = jsonl.read_back(exported("jsonl", dossiers).data)
    assert back == [
        replace(one, background=(), reports=tuple(map(jsonl.without_text, one.reports))) for one in dossiers
    ]
