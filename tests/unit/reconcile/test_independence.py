from __future__ import annotations

from msgspec.structs import replace

from tallystick.model import Group, Origin, Speaker
from tallystick.reconcile.independence import corroboration
from tests.readings import LOCALS, SNHR, SOHR, agency_story, at, harm, live_page, report, told
from tests.unit.reconcile.cases import one_case, one_event

DRIVERS, GUARDS = Group(wording="drivers"), Group(wording="guards")


def _named(*readings: object) -> list[Origin]:
    return [origin for origin in one_event(*readings).origins if origin.named]  # type: ignore[arg-type]


def _behind_57() -> tuple[tuple[str, ...], int, tuple[str, ...]]:
    case = one_case(live_page(), agency_story())
    found = corroboration([f for f in case.figures if f.low == 57], case.origins)
    return found.named, found.unnamed, found.outlets


def test_two_outlets_one_origin() -> None:
    """Two outlets print 57, and one named origin stands behind both."""
    assert _behind_57() == (("Syrian Observatory for Human Rights",), 0, ("agency", "live"))


def test_presumptions_leave_evidence() -> None:
    """Where a report does not name the origin it is held to repeat, a sentence says why."""
    sohr = _named(live_page(), agency_story())[0]
    assert sohr.id == "org:sohr"
    assert sohr.reports == ("rep_agency", "rep_live")
    assert any("its figures 57, 16, 11 are those of" in why for why in sohr.presumed)


def test_earlier_toll_of_local_sources_stays_theirs() -> None:
    """Only the batch with the same figures is presumed a copy; "at least 15" the day before is not."""
    case = one_case(live_page(), agency_story())
    first_toll = next(figure for figure in case.figures if figure.low == 15)
    assert not first_toll.named


def test_last_speaker_is_the_origin() -> None:
    """An agency that quotes a monitor passes on the monitor's figure."""
    agency = Speaker(wording="Reuters", source="org:reuters", kind="agency")
    named = _named(report("a", at(13), told(), harm("c1", 20, by=[agency, SOHR])))
    assert [origin.id for origin in named] == ["org:sohr"]


def test_own_total_over_attributed_parts() -> None:
    """A total in the outlet's own voice belongs to the one speaker of its parts."""
    story = report("a", at(13), told(), harm("c1", 20), harm("c2", 12, DRIVERS, by=SOHR, of="c1"))
    assert {figure.origin for figure in one_case(story).figures} == {"org:sohr"}


def test_own_total_over_parts_of_two_speakers() -> None:
    """Parts of two speakers make the total nobody's but the outlet's."""
    story = report(
        "a",
        at(13),
        told(),
        harm("c1", 20),
        harm("c2", 12, DRIVERS, by=SOHR, of="c1"),
        harm("c3", 8, GUARDS, by=SNHR, of="c1"),
    )
    total = next(figure for figure in one_case(story).figures if figure.low == 20)
    assert not total.named


def test_one_equal_figure_is_no_copy() -> None:
    """The same total alone does not make local sources a monitor's echo."""
    mine = report("a", at(13), told(), harm("c1", 20, by=LOCALS))
    other = report("b", at(13), told(), harm("c1", 20, by=SOHR))
    assert {origin.named for origin in one_event(mine, other).origins} == {True, False}


def test_small_equal_figures_are_no_copy() -> None:
    """Two small equal numbers are chance: 3 dead drivers and 2 dead guards prove nothing without a total."""
    mine = report("a", at(13), told(), harm("c1", 3, DRIVERS, by=LOCALS, scope="part"),
                  harm("c2", 2, GUARDS, by=LOCALS, scope="part"))  # fmt: skip
    other = report("b", at(13), told(), harm("c1", 3, DRIVERS, by=SOHR, scope="part"),
                   harm("c2", 2, GUARDS, by=SOHR, scope="part"))  # fmt: skip
    assert len(one_event(mine, other).origins) == 2


def test_own_distinction_is_respected() -> None:
    """An outlet that tells local sources and a monitor apart, with equal figures, knows that they are two."""
    first = report(
        "a",
        at(13),
        told(),
        harm("c1", 20, by=LOCALS),
        harm("c2", 12, DRIVERS, by=LOCALS, of="c1"),
        harm("c3", 20, by=SOHR),
        harm("c4", 12, DRIVERS, by=SOHR, of="c3"),
    )
    copy = replace(first, report=replace(first.report, id="rep_copy"))
    assert len(one_event(first, copy).origins) == 2


def test_two_candidates_are_no_copy() -> None:
    """Where two named origins have the same breakdown, nobody can say whom the third repeats."""
    telling = [
        report(name, at(13), told(), harm("c1", 20, by=by), harm("c2", 12, DRIVERS, by=by, of="c1"))
        for name, by in (("a", SOHR), ("b", SNHR), ("c", LOCALS))
    ]
    assert sum(not origin.named for origin in one_event(*telling).origins) == 1


def test_unnamed_count_for_one_at_most() -> None:
    """Three outlets with three sets of unnamed sources are one unnamed origin at most."""
    stories = [report(name, at(13), told(), harm("c1", 20, by=LOCALS)) for name in "abc"]
    case = one_case(*stories)
    assert corroboration(case.figures, case.origins).unnamed == 1


def test_copy_without_outlet_adds_no_origin() -> None:
    """Two copies of a text without an outlet share their unnamed origin."""
    first = report("a", at(13), told(), harm("c1", 20), outlet=None)
    copy = replace(first, report=replace(first.report, id="rep_copy"))
    assert len(one_event(first, copy).origins) == 1
