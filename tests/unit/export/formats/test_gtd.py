from __future__ import annotations

from msgspec.structs import replace

from tallystick.export.formats.gtd import COLUMNS
from tallystick.model import Mention, Party
from tests.exporting import export_of
from tests.readings import ABU_KAMAL, ISRAEL, SOHR, at, harm, on, position, report, told

HTS = Party(wording="HTS fighters", actor="act:HTS")
VERDICTS = "eventid country region related crit1 crit2 crit3 doubtterr success INT_LOG INT_ANY".split()


def row_of(*claims: object, attack: Mention | None = None) -> dict[str, str]:
    """The row of one attack by an armed group."""
    attack = attack or told("m1", on(13), by=(HTS,), places=[ABU_KAMAL])
    rows = export_of("gtd", [report("one", at(14), attack, *(claims or [harm("c1", 5, by=SOHR)]))]).rows()  # type: ignore[arg-type]
    assert len(rows) == 1
    return rows[0]


def test_135_columns() -> None:
    """GTD has 135 columns, each once, the event's id first."""
    assert len(COLUMNS) == len(set(COLUMNS)) == 135
    assert COLUMNS[0] == "eventid"
    assert COLUMNS[-1] == "related"
    assert list(row_of()) == list(COLUMNS)


def test_a_state_is_out_of_scope() -> None:
    """An army's air strike has no row, and the report says why."""
    made = export_of("gtd", [report("one", at(14), told("m1", on(13), by=(ISRAEL,)), harm("c1", 5, by=SOHR))])
    assert made.rows() == []
    assert made.loss.omitted[0].why


def test_unknown_is_blank_and_never_0() -> None:
    """Nobody gives a number of wounded: the cell is blank; a day that is not known is 0, as GTD writes it."""
    row = row_of()
    assert (row["nkill"], row["nwound"], row["nkillter"]) == ("5", "", "")
    month = replace(told("m1", (on(1)[0], on(31)[0]), by=(HTS,)), date_precision="month")
    row = row_of(attack=month)
    assert (row["iyear"], row["imonth"], row["iday"]) == ("2021", "1", "0")
    assert row["approxdate"]


def test_who_claimed_it() -> None:
    """A claim of responsibility is 1; where none is recorded the cell is blank, for there may be one."""
    assert row_of()["claimed"] == ""
    assert row_of()["gname"] == "Hayat Tahrir al-Sham"
    said = position("p1", "claims_responsibility", SOHR)
    assert row_of(harm("c1", 5, by=SOHR), said)["claimed"] == "1"


def test_verdicts_and_ids_stay_blank() -> None:
    """Whether it was terrorism is a coder's verdict, and ids are GTD's."""
    row = row_of()
    assert [name for name in VERDICTS if row[name]] == []
    assert row["addnotes"].startswith("tallystick evt_")
