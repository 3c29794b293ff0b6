from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from msgspec.structs import replace

from tallystick.export.formats.crosswalk import priogrid, ucdp_date_prec, ucdp_region
from tallystick.export.formats.ucdp_ged import COLUMNS
from tallystick.model import Group, Party, Place, Reading
from tests.exporting import export_of
from tests.properties.claim_strategies import worlds
from tests.readings import (
    ABU_KAMAL,
    AFGHANS,
    DEIR_PROVINCE,
    IRAQI_MILITIA,
    ISRAEL,
    MAYADIN,
    SOHR,
    TROOPS,
    at,
    at_least,
    harm,
    live_page,
    on,
    report,
    told,
)

SYRIAN_ARMY = Party(wording="Syrian troops", actor="act:SYR-MIL")
HTS = Party(wording="HTS fighters", actor="act:HTS")
CIVILIANS = Party(wording="civilians", actor="act:CIVILIANS")
IDS = (
    "id conflict_dset_id conflict_new_id dyad_dset_id dyad_new_id side_a_dset_id side_a_new_id side_b_dset_id "
    "side_b_new_id code_status active_year"
)


def row_of(*claims: object, by: object = (ISRAEL,), hit: tuple[Party, ...] = (), **more: object) -> dict[str, str]:
    """The one row of one strike."""
    strike = told("m1", more.pop("days", on(13)), by=by, **more)  # type: ignore[arg-type]
    rows = export_of("ucdp-ged", [report("one", at(14), replace(strike, targets=hit), *claims)]).rows()  # type: ignore[arg-type]
    assert len(rows) == 1
    return rows[0]


def test_49_columns_in_order() -> None:
    """GED's 49 columns, best before high before low."""
    assert len(COLUMNS) == len(set(COLUMNS)) == 49
    assert COLUMNS[:2] == ("id", "relid")
    assert COLUMNS[-5:] == ("best", "high", "low", "gwnoa", "gwnob")
    assert list(export_of("ucdp-ged", [live_page()]).rows()[0]) == list(COLUMNS)


@settings(max_examples=80, deadline=None)
@given(worlds())
def test_the_identity_always_holds(world: list[Reading]) -> None:
    """deaths_a + deaths_b + deaths_civilians + deaths_unknown = best, and low <= best <= high, in every row."""
    for row in export_of("ucdp-ged", world).rows():
        parts = [int(row[f"deaths_{side}"]) for side in ("a", "b", "civilians", "unknown")]
        assert sum(parts) == int(row["best"])
        assert min(parts) >= 0
        assert int(row["low"]) <= int(row["best"]) <= int(row["high"])


@settings(max_examples=80, deadline=None)
@given(worlds())
def test_coordinates_come_with_their_precision(world: list[Reading]) -> None:
    """Latitude, longitude, WKT and grid cell stand together, and only beside a where_prec."""
    for row in export_of("ucdp-ged", world).rows():
        given_ = {bool(row[name]) for name in ("latitude", "longitude", "geom_wkt", "priogrid_gid")}
        assert len(given_) == 1
        assert row["where_prec"] or not given_.pop()


@settings(max_examples=60, deadline=None)
@given(worlds())
def test_dates_fit_their_code(world: list[Reading]) -> None:
    """Code 1 is one day, 2 at most five more, 3 exactly six more, as in all published rows."""
    for row in export_of("ucdp-ged", world).rows():
        days = (date.fromisoformat(row["date_end"][:10]) - date.fromisoformat(row["date_start"][:10])).days
        assert row["date_prec"] == {0: "1", 6: "3"}.get(days, "2" if days < 6 else row["date_prec"])


def test_official_ids_stay_blank() -> None:
    """Ids, code status and active year are UCDP's; ours stands in relid and cannot be taken for one of theirs."""
    row = row_of(harm("c1", 5, by=SOHR))
    assert [name for name in IDS.split() if row[name]] == []
    assert row["relid"].startswith("tallystick:evt_")


def test_the_dead_by_side() -> None:
    """Troops, militiamen and foreign fighters hit by a foreign strike are side B's; whom no group counts is unknown."""
    row = row_of(
        harm("c1", 57, by=SOHR),
        harm("c2", 14, TROOPS, by=SOHR, of="c1"),
        harm("c3", 16, IRAQI_MILITIA, by=SOHR, of="c1"),
        harm("c4", 11, AFGHANS, by=SOHR, of="c1"),
        hit=(SYRIAN_ARMY,),
    )
    assert (row["deaths_a"], row["deaths_b"], row["deaths_civilians"], row["deaths_unknown"]) == ("0", "41", "0", "16")
    assert (row["side_a"], row["side_b"], row["type_of_violence"]) == (
        "Government of Israel",
        "Government of Syria",
        "1",
    )
    assert (row["gwnoa"], row["gwnob"]) == ("666", "652")


def test_civilians_by_their_own_word() -> None:
    """A toll that is said to be of civilians is theirs entirely; a toll of people is of nobody known."""
    assert row_of(harm("c1", 9, Group(wording="civilians", status="civilian"), by=SOHR))["deaths_civilians"] == "9"
    assert row_of(harm("c1", 9, by=SOHR))["deaths_unknown"] == "9"


def test_a_government_is_side_a() -> None:
    """Rebels who strike an army are side B, and the army's dead are side A's."""
    row = row_of(harm("c1", 4, TROOPS, by=SOHR), by=(HTS,), hit=(SYRIAN_ARMY,))
    assert (row["side_a"], row["side_b"]) == ("Government of Syria", "Hayat Tahrir al-Sham")
    assert (row["deaths_a"], row["deaths_b"]) == ("4", "0")


def test_who_attacks_civilians_is_side_a() -> None:
    """One-sided violence: the perpetrator is side A, whoever it is."""
    row = row_of(harm("c1", 4, Group(wording="civilians", status="civilian"), by=SOHR), by=(HTS,), hit=(CIVILIANS,))
    assert (row["type_of_violence"], row["side_a"], row["side_b"]) == ("3", "Hayat Tahrir al-Sham", "Civilians")
    assert row["deaths_civilians"] == "4"


def test_unnamed_sides_stay_blank() -> None:
    """Where nobody says who did it, neither side nor type is guessed."""
    row = row_of(harm("c1", 4, by=SOHR), by=())
    assert (row["type_of_violence"], row["side_a"], row["side_b"], row["dyad_name"]) == ("", "", "", "")


@pytest.mark.parametrize(
    ("places", "where_prec", "where"),
    [
        ([ABU_KAMAL], "1", "Abu Kamal"),
        ([replace(ABU_KAMAL, precision="near")], "2", "Abu Kamal"),
        ([DEIR_PROVINCE], "4", "Deir ez-Zor"),
        ([ABU_KAMAL, MAYADIN, replace(DEIR_PROVINCE, latitude=35.0, longitude=40.4)], "4", "Deir ez-Zor"),
        ([ABU_KAMAL, MAYADIN], "5", "Abu Kamal"),
        ([Place(wording="Syria", name="Syria", country="SY", precision="country")], "6", "Syria"),
        ([], "", ""),
    ],
)
def test_where_prec(places: list[Place], where_prec: str, where: str) -> None:
    """A town is 1, near it 2, a province 4, several towns their province or 5, a country 6, nothing told blank."""
    row = row_of(harm("c1", 4, by=SOHR), places=places)
    assert (row["where_prec"], row["where_coordinates"]) == (where_prec, where)


def test_one_row_of_what_cost_no_life() -> None:
    """An event without a death, a sum over many events and one without a day have no row, and the report says why."""
    none = [report("one", at(14), told("m1", on(13)), harm("c1", 5, outcome="wounded"))]
    many = [report("one", at(14), told("m1", on(13), role="aggregate"), harm("c1", 5))]
    undated = [report("one", at(14), told("m1", None), harm("c1", 5, by=SOHR))]
    for readings, why in ((none, "at least one death"), (many, "counted twice"), (undated, "no report tells the day")):
        made = export_of("ucdp-ged", readings)
        assert made.rows() == []
        assert why in made.loss.omitted[0].why


def test_sources_as_ged_writes_them() -> None:
    """Articles in quotes with semicolons between, the origin apart from the outlet; no quote mark breaks it."""
    one = report("one", at(14), told("m1", on(13)), at_least("c1", 5, by=SOHR), outlet="Gazette; Daily")
    one = replace(one, report=replace(one.report, title='A "raid"'))
    row = export_of("ucdp-ged", [one]).rows()[0]
    assert row["source_article"] == "\"Gazette, Daily,2021-01-14,A 'raid'\""
    assert row["source_office"] == "Gazette, Daily"
    assert row["source_original"] == "Syrian Observatory for Human Rights"
    assert row["number_of_sources"] == "1"


def test_codes_of_others() -> None:
    """Known values: Kabul's and Mosul's grid cells, the ranges of regions, the lengths of spans."""
    assert priogrid(34.53, 69.17) == 179779
    assert priogrid(-90, -180) == 1
    assert priogrid(89.9, 179.9) == 259200
    assert [ucdp_region(gw) for gw in (2, 365, 651, 652, 475, 700)] == [
        "Americas", "Europe", "Middle East", "Middle East", "Africa", "Asia",
    ]  # fmt: skip
    first = date(2021, 1, 1)
    codes = [ucdp_date_prec(first, first + timedelta(days=days)) for days in (0, 1, 5, 6, 7, 30, 31, 364)]
    assert codes == [1, 2, 2, 3, 4, 4, 5, 5]
