from __future__ import annotations

from hypothesis import given, settings

from tallystick.export.formats.airwars import CATEGORIES, TABLES
from tallystick.export.withheld import all_without_names
from tallystick.model import Group, Reading, Speaker
from tests.exporting import Exported, export_of
from tests.properties.claim_strategies import worlds
from tests.readings import ABU_KAMAL, IDF, ISRAEL, MAYADIN, SNHR, SOHR, at, harm, on, position, report, told

CIVILIANS = Group(wording="civilians", status="civilian")
CHILDREN = Group(wording="children", status="civilian", age="child")


def made_of(*claims: object, places: object = (ABU_KAMAL,), **more: object) -> Exported:
    """The tables of one strike."""
    strike = told("m1", on(13), by=(ISRAEL,), places=list(places))  # type: ignore[call-overload]
    return export_of("airwars", [report("one", at(14), strike, *claims, outlet="Gazette")])  # type: ignore[arg-type]


def test_six_tables_with_their_columns() -> None:
    """Each file has its header, even where it has no rows; there are 18 categories of people."""
    made = made_of(harm("c1", 5, CIVILIANS, by=SOHR))
    assert set(made.files) == {f"{name}.csv" for name in TABLES}
    for name, columns in TABLES.items():
        assert made.files[f"{name}.csv"].decode().splitlines()[0].split(",") == list(columns)
        assert len(columns) == len(set(columns))
    assert len(CATEGORIES) == 18


@settings(max_examples=30, deadline=None)
@given(worlds())
def test_tables_join(world: list[Reading]) -> None:
    """Every code of the other tables is an incident's, and no minimum is above its maximum."""
    made = export_of("airwars", world)
    codes = {row["code"] for row in made.rows("incidents.csv")}
    for name in TABLES:
        for row in made.rows(f"{name}.csv"):
            assert row["code"] in codes
            for column in row:
                if column.endswith("_min") and row[column] and row[column.replace("_min", "_max")]:
                    assert int(row[column]) <= int(row[column.replace("_min", "_max")])


def test_civilians_and_children() -> None:
    """Civilian harm is a range, children a category of it; what nobody tells is blank."""
    made = made_of(harm("c1", 9, CIVILIANS, by=SOHR), harm("c2", 4, CHILDREN, by=SOHR, of="c1"))
    (row,) = made.rows("incidents.csv")
    assert (row["civilian_non_combatants_killed_min"], row["children_killed_min"]) == ("9", "4")
    assert (row["women_killed_min"], row["civilian_non_combatants_injured_min"]) == ("", "")


def test_the_grade_is_proposed() -> None:
    """One source is weak, whatever the outlets; the loss report says that nobody signed it."""
    made = made_of(harm("c1", 9, CIVILIANS, by=SOHR))
    (row,) = made.rows("incidents.csv")
    assert row["civilian_harm_status_name"] == "Weak"
    assert row["strike_status_name"] == "Single source claim"
    assert row["geolocation_sign_off_assessor"] == ""
    assert any("signed by nobody" in one.what for one in made.loss.derived)


def test_what_a_belligerent_says() -> None:
    """Its own words are a statement, its position an assessment, and nothing is conceded that it did not concede."""
    made = made_of(
        harm("c1", 9, CIVILIANS, by=SOHR), harm("c2", 9, CIVILIANS, by=SNHR), position("p1", "declines_comment", IDF)
    )
    (row,) = made.rows("belligerents.csv")
    assert row["belligerent_name"] == "Israel Defense Forces"
    assert row["assessment_name"] == "declined to comment"
    assert row["deaths_conceded_min"] == ""
    (statement,) = made.rows("statements.csv")
    assert statement["belligerent_id"] == row["belligerent_id"]


def test_civilian_harm_that_is_conceded() -> None:
    """What the party itself says of civilians stands in its row."""
    made = made_of(harm("c1", 9, CIVILIANS, by=SOHR), harm("c2", 2, CIVILIANS, by=IDF))
    (row,) = made.rows("belligerents.csv")
    assert (row["deaths_conceded_min"], row["deaths_conceded_max"]) == ("2", "2")


def test_coordinates_only_with_their_accuracy() -> None:
    """One town has coordinates and says so; two have none."""
    (one,) = made_of(harm("c1", 9, by=SOHR)).rows("incidents.csv")
    (two,) = made_of(harm("c1", 9, by=SOHR), places=(ABU_KAMAL, MAYADIN)).rows("incidents.csv")
    assert (one["geolocated"], one["geolocation_accuracy_name"], bool(one["latitude"])) == ("yes", "Town", True)
    assert (two["geolocated"], two["latitude"]) == ("no", "")


def test_victims_have_no_names() -> None:
    """A named victim is a row with a covered name, and the report says that names were kept back."""
    neighbour = Speaker(wording="a neighbour", kind="resident")
    named = Group(wording="Amina Yusuf", status="civilian", sex="female", named=True)
    one = report("one", at(14), told("m1", on(13)), harm("c1", 1, named, by=neighbour))
    made = export_of("airwars", all_without_names([one]))
    (row,) = made.rows("victims.csv")
    assert row["gender"] == "female"
    assert "Yusuf" not in row["name"]
    assert "█" in row["name"]
    assert any("names of victims" in told_.what for told_ in made.loss.withheld)
