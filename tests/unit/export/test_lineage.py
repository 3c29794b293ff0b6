from __future__ import annotations

import re

from msgspec.structs import replace

from tallystick import api, examples
from tallystick.export.lineage import MOST, lineage
from tallystick.model import Event, Origin
from tests.dossiers import dossier


def event(*origins: Origin) -> Event:
    """An event of three reports and these origins."""
    base = dossier().event
    reports = tuple(replace(base.reports[0], id=f"rep_{n}", outlet=f"Outlet {n}") for n in range(3))
    return replace(base, reports=reports, origins=origins)


def origin(name: str, *reports: str, **more) -> Origin:
    """An origin whose figures these reports carry."""
    return Origin(id=f"org:{name}", name=name, kind=None, reports=reports, claims=("rep_0/c1",), **more)


def test_each_report_hangs_on_its_origin() -> None:
    """One line for each; dotted where it is presumed, hollow where nobody is named."""
    drawn = lineage(
        event(
            origin("A monitor", "rep_0", "rep_1"),
            origin("An army", "rep_1", presumed=("same words",)),
            origin("local sources", "rep_2", named=False),
        ),
        {},
    )
    assert len(re.findall(r'class="strand', drawn)) == 4
    assert drawn.count('class="strand presumed"') == 1
    assert drawn.count('class="origin open"') == 1
    assert drawn.count('class="carrier"') == 3
    assert "A monitor in Outlet 0, Outlet 1" in drawn


def test_where_there_is_nothing_to_follow_nothing_is_drawn() -> None:
    """One report, an origin without a figure, or more lines than anybody could follow."""
    silent = replace(origin("A monitor", "rep_0", "rep_1"), claims=())
    assert lineage(event(origin("A monitor", "rep_0")), {}) == ""
    assert lineage(event(silent), {}) == ""
    assert lineage(event(*(origin(f"Source {n}", "rep_0", "rep_1") for n in range(MOST + 1))), {}) == ""


def test_names_are_no_markup() -> None:
    """Whatever a report calls its source."""
    drawn = lineage(event(origin("<script>alert(1)</script>", "rep_0", "rep_1")), {})
    assert "<script" not in drawn


def test_the_examples_disputed_event_has_one_voice_behind_many_reports(tmp_path) -> None:
    """The monitor's figure runs to several outlets, the army's to its own."""
    api.add(examples.paths(), ledger=tmp_path / "tally.db")
    told = max(api.events(tmp_path / "tally.db"), key=lambda one: len(one.reports))
    drawn = lineage(told, api.dossier(tmp_path / "tally.db", told.id).claims)
    assert 'class="strand"' in drawn
    assert 'class="strand presumed"' in drawn
    assert len(re.findall(r'class="strand', drawn)) > len(re.findall(r'class="origin', drawn)) - 1 > 0
