from collections import Counter

from tallystick.export.matrix import claims_matrix, toll_origins
from tests.dossiers import AGENCY, LIVE, dossier, without_anything


def row(matrix, name):
    """The row of one origin or party."""
    return next(row for row in matrix.rows if row.name == name)


def test_every_figure_stands_in_exactly_one_cell():
    """No harm claim is lost and none is shown twice."""
    cells = Counter(each.claim for row in claims_matrix(dossier()).rows for cell in row.cells for each in cell)
    assert cells == Counter(key for key, claim in dossier().claims.items() if claim.harm)


def test_the_columns_are_killed_its_groups_and_wounded():
    """An army's own count of soldiers stands in the column of the soldiers."""
    matrix = claims_matrix(dossier())
    labels = [column.label for column in matrix.columns]
    assert labels == [
        "killed",
        "Syrian government soldiers",
        "Iraqi militiamen",
        "Afghan fighters",
        "other parts",
        "wounded",
    ]
    army = row(matrix, "Syrian Arab Army")
    assert [[each.claim for each in cell] for cell in army.cells] == [
        [], [f"{LIVE}/c5"], [], [], [], [f"{LIVE}/c6"],
    ]  # fmt: skip


def test_outlets_stand_with_the_origin_that_they_repeat():
    """One row for the origin, with both outlets and why one of them is presumed to repeat it."""
    sohr = row(claims_matrix(dossier()), "Syrian Observatory for Human Rights")
    assert set(sohr.outlets) == {"Gulf Wire", "Levant Ledger"}
    assert sohr.presumed == ("Levant Ledger gives the same total and parts from “local sources”.",)
    assert {each.claim for each in sohr.cells[0]} == {f"{LIVE}/c1", f"{AGENCY}/c1", f"{AGENCY}/c8"}


def test_a_superseded_figure_is_kept_and_told_so():
    """The first toll still stands in the table, marked as superseded."""
    (first,) = row(claims_matrix(dossier()), "local sources").cells[0]
    assert (first.claim, first.superseded) == (f"{LIVE}/c9", True)


def test_parties_without_a_figure_have_a_row():
    """Who only keeps silent or accuses is shown beside those who count."""
    matrix = claims_matrix(dossier())
    assert [stand.act for stand in row(matrix, "Israel").stands] == ["declines_comment"]
    assert not any(row(matrix, "Syria's foreign ministry").cells)
    assert sum(len(each.stands) for each in matrix.rows) == len(dossier().event.positions)


def test_a_toll_rests_on_named_origins_that_count_everybody():
    """Two outlets and an army that counts its own soldiers make one named origin for the toll."""
    assert toll_origins(dossier(), claims_matrix(dossier())) == ("Syrian Observatory for Human Rights",)


def test_an_event_without_claims_has_no_rows():
    """Nothing known makes an empty matrix, no error."""
    assert claims_matrix(without_anything()).rows == ()
