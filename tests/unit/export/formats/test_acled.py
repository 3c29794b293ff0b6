from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from tallystick.export.formats.acled import COLUMNS
from tallystick.export.formats.crosswalk import interaction
from tallystick.model import DatePrecision, Group, Party, Place, Reading
from tallystick.reconcile.profiles.acled_rows import split
from tests.exporting import dossiers_of, export_of
from tests.properties.claim_strategies import worlds
from tests.readings import (
    ABU_KAMAL,
    DEIR_CITY,
    DEIR_PROVINCE,
    ISRAEL,
    MAYADIN,
    SOHR,
    SYRIA,
    Days,
    at,
    harm,
    on,
    report,
    told,
)

CIVILIANS = Party(wording="civilians", actor="act:CIVILIANS")
COUNTRY = Place(wording="Syria", name="Syria", country="SY", precision="country")
NIGHT = (on(12)[0], on(13)[0])


def rows_of(
    *claims: object,
    days: Days | None = None,
    precision: DatePrecision = "day",
    wording: str | None = None,
    hit: tuple[Party, ...] = (),
    format: str = "acled",
    **more: object,
) -> list[dict[str, str]]:
    """The rows of one event."""
    one = told("m1", days or on(13), **({"places": [ABU_KAMAL], "by": (ISRAEL,)} | more))  # type: ignore[arg-type]
    one = replace(one, date_precision=precision, date_wording=wording, targets=hit)
    return export_of(format, [report("one", at(14), one, *(claims or [harm("c1", 57, by=SOHR)]))]).rows()  # type: ignore[arg-type]


def test_31_columns_in_order() -> None:
    """ACLED's 31 columns."""
    assert len(COLUMNS) == len(set(COLUMNS)) == 31
    assert list(rows_of()[0]) == list(COLUMNS)


def test_three_towns_are_three_rows() -> None:
    """57 over three towns is 19 each, and every row's notes say whose split that is."""
    rows = rows_of(places=[MAYADIN, ABU_KAMAL, DEIR_CITY, DEIR_PROVINCE])
    assert [(row["location"], row["fatalities"]) for row in rows] == [
        ("Abu Kamal", "19"), ("Deir ez-Zor", "19"), ("Mayadin", "19"),
    ]  # fmt: skip
    assert all("Split by tallystick: 57 fatalities" in row["notes"] for row in rows)
    assert "Split" not in rows_of()[0]["notes"]


@given(st.integers(0, 5000), st.integers(1, 40))
def test_a_split_loses_nobody(total: int, parts: int) -> None:
    """Shares add up to the total; the first has the remainder, all others are equal."""
    shares = split(total, parts)
    assert sum(shares) == total
    assert len(shares) == parts
    assert len(set(shares[1:])) <= 1
    assert 0 <= shares[0] - shares[-1] < parts


@settings(max_examples=80, deadline=None)
@given(worlds())
def test_rows_of_an_event_add_up_to_its_tally(world: list[Reading]) -> None:
    """Over all rows of an event the fatalities are the profile's number, divided as the profile divides it."""
    sums: dict[str, int] = {}
    shares: dict[str, list[int]] = {}
    for row in export_of("acled", world).rows():
        event = row["tags"].split(";")[0].removeprefix("tallystick=")
        sums[event] = sums.get(event, 0) + int(row["fatalities"])
        shares[event] = sorted([*shares.get(event, []), int(row["fatalities"])])
    splits = {
        dossier.event.id: sorted(row.killed for row in dossier.event.tally.split)
        for dossier in dossiers_of(world, "acled")
        if dossier.event.tally.split
    }
    assert {event: found for event, found in shares.items() if event in splits} == {
        event: found for event, found in splits.items() if event in shares
    }
    tallies = {dossier.event.id: dossier.event.tally.killed.best or 0 for dossier in dossiers_of(world, "acled")}
    assert sums == {event: tallies[event] for event in sums}


def test_days_that_it_went_on() -> None:
    """ "Three days of shelling" is a row a day; a weekend on which it happened once is one row, dated in the middle."""
    three = (on(12)[0], on(14)[0])
    rows = rows_of(days=three, precision="days", wording="three days of shelling")
    assert [(row["event_date"], row["time_precision"], row["fatalities"]) for row in rows] == [
        ("2021-01-12", "1", "19"), ("2021-01-13", "1", "19"), ("2021-01-14", "1", "19"),
    ]  # fmt: skip
    rows = rows_of(days=three, precision="days", wording="at the weekend")
    assert [(row["event_date"], row["time_precision"]) for row in rows] == [("2021-01-13", "2")]


@pytest.mark.parametrize(
    ("wording", "day", "precision"),
    [("early on Wednesday", "2021-01-13", "1"), ("Tuesday night", "2021-01-12", "1"), ("overnight", "2021-01-13", "2")],
)
def test_a_night_has_the_day_that_is_stated(wording: str, day: str, precision: str) -> None:
    """A night is dated to the day that the report names, precisely; else to its end, less precisely."""
    row = rows_of(days=NIGHT, precision="night", wording=wording)[0]
    assert (row["event_date"], row["time_precision"]) == (day, precision)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"places": (COUNTRY,)}, "no place within the country"),
        ({"places": ()}, "no place within the country"),
        ({"role": "aggregate"}, "counted twice"),
        ({"occurred_from": None, "occurred_to": None}, "no report tells when"),
        ({"occurred_from": on(1)[0], "occurred_to": on(31, 12)[0], "date_precision": "year"}, "within a month"),
    ],
)
def test_what_acled_does_not_code(change: dict[str, Any], why: str) -> None:
    """A whole country, a sum over incidents, no day, a year: no row, and the report says why."""
    one = replace(told("m1", on(13), places=[ABU_KAMAL]), **change)
    made = export_of("acled", [report("one", at(14), one, harm("c1", 5))])
    assert made.rows() == []
    assert why in made.loss.omitted[0].why


def test_an_army_abroad_is_external() -> None:
    """Israel in Syria is "External/Other forces", Syria at home "State forces"; older files have the numbers."""
    assert rows_of()[0]["inter1"] == "External/Other forces"
    assert rows_of(by=(SYRIA,))[0]["inter1"] == "State forces"
    assert rows_of(format="acled-codes")[0]["inter1"] == "8"
    row = rows_of(by=(SYRIA,), hit=(CIVILIANS,))[0]
    assert (row["interaction"], row["civilian_targeting"]) == ("State forces-Civilians", "Civilians targeted")
    assert rows_of(by=(SYRIA,), hit=(CIVILIANS,), format="acled-codes")[0]["interaction"] == "17"


def test_the_words_of_interactions() -> None:
    """The smaller digit first; of external forces and civilians ACLED names the forces first."""
    assert interaction(8, 7) == (78, "External/Other forces-Civilians")
    assert interaction(8, 1) == (18, "State forces-External/Other forces")
    assert interaction(2, None) == (20, "Rebel group only")
    assert interaction(None, None) == (None, "")


def test_a_hospital_in_a_town_is_one_place() -> None:
    """A site without a place of its own counts with its town: its dead are not split."""
    hospital = Place(wording="the hospital", precision="site")
    assert [row["fatalities"] for row in rows_of(places=[ABU_KAMAL, hospital])] == ["57"]


def test_nobody_killed_is_0_and_told() -> None:
    """ACLED writes 0 where no death is told."""
    assert rows_of(harm("c1", 4, Group(wording="people"), outcome="wounded"))[0]["fatalities"] == "0"


def test_ids_stay_blank() -> None:
    """ACLED's id, time stamp and scale are ACLED's; ours stands in the tags."""
    row = rows_of()[0]
    assert [row[name] for name in ("event_id_cnty", "timestamp", "source_scale")] == ["", "", ""]
    assert row["tags"].startswith("tallystick=evt_")
