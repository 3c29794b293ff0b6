from __future__ import annotations

from msgspec.structs import replace

from tallystick.model import Group, Origin, Reading, Speaker
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


# ------------------------------------------------------------- marks, copies, and who cites whom

REUTERS = Speaker(wording="Reuters", source="org:reuters", kind="agency")
BBC = Speaker(wording="the BBC", source="org:bbc", kind="outlet")
CNN = Speaker(wording="CNN", source="org:cnn", kind="outlet")
LONG = """ Rockets struck the livestock market of the town shortly after dawn, when traders of three valleys had put up
their stalls along the mill race, and rescuers were still searching under two collapsed sheds at noon while families
buried their dead."""


def _with_text(reading: Reading, more: str) -> Reading:
    return replace(reading, report=replace(reading.report, text=reading.report.text + more))


def _origins_of(*readings: Reading) -> dict[str, str]:
    case = one_case(*readings)
    names = {origin.id: origin.name for origin in case.origins}
    return {figure.id: names[figure.origin] for figure in case.figures}


def test_an_agencys_mark_makes_the_figures_the_agencys() -> None:
    """Two papers that print an agency's text with its mark, and the agency itself, are one origin."""
    papers = [
        _with_text(report(name, at(14), told(), harm("c1", 9)), "\nWith Reuters") for name in ("Gazette", "Courier")
    ]
    agency = report("Reuters", at(13), told(), harm("c1", 9))
    assert set(_origins_of(*papers, agency).values()) == {"Reuters"}
    assert not one_event(*papers, agency).origins[0].named


def test_of_several_marks_the_one_with_the_figure_counts() -> None:
    """ "With Reuters, AP": the figure is that of the agency that gives it elsewhere; without one, it is nobody's."""
    paper = _with_text(report("Gazette", at(14), told(), harm("c1", 9)), "\nWith Reuters, AP")
    assert _origins_of(paper) == {"rep_Gazette/c1": "Gazette"}
    cited = report("Courier", at(13), told(), harm("c1", 9, by=REUTERS))
    assert _origins_of(paper, cited)["rep_Gazette/c1"] == "Reuters"


def test_a_copied_text_has_the_origin_of_the_first() -> None:
    """An outlet that prints another's text and leaves its source out adds no origin; how much is shared is told."""
    first = _with_text(report("a", at(13), told(), harm("c1", 9, by=SOHR)), LONG)
    copy = _with_text(report("b", at(14), told(), harm("c1", 9)), LONG)
    assert set(_origins_of(first, copy).values()) == {"Syrian Observatory for Human Rights"}
    (origin,) = one_event(first, copy).origins
    assert any("b and a share" in why and "of the shorter text" in why for why in origin.presumed)
    alone = report("b", at(14), told(), harm("c1", 9))
    assert len(set(_origins_of(first, alone).values())) == 2


def test_a_named_origin_stays_though_the_text_is_copied() -> None:
    """Who copies a text and names another source for the figure has asked somebody else."""
    first = _with_text(report("a", at(13), told(), harm("c1", 9, by=SOHR)), LONG)
    own = _with_text(report("b", at(14), told(), harm("c1", 9, by=SNHR)), LONG)
    assert len(set(_origins_of(first, own).values())) == 2


def test_a_cited_outlet_leads_to_its_own_source() -> None:
    """The BBC cites Reuters, whose own report has it from a monitor: the monitor is the origin of all three."""
    monitor = report("Reuters", at(13), told(), harm("c1", 9, by=SOHR))
    cites = report("BBC", at(13, 9), told(), harm("c1", 9, by=REUTERS))
    again = report("Gazette", at(14), told(), harm("c1", 9, by=BBC))
    assert set(_origins_of(monitor, cites, again).values()) == {"Syrian Observatory for Human Rights"}
    assert any(
        "Gazette has 9 from BBC and Reuters" in why for why in one_event(monitor, cites, again).origins[0].presumed
    )


def test_outlets_that_cite_each_other_are_no_origin() -> None:
    """The BBC has it from CNN, and CNN from the BBC: one unnamed origin at most, told as a circle."""
    one = report("BBC", at(13), told(), harm("c1", 9, by=CNN))
    other = report("CNN", at(13), told(), harm("c1", 9, by=BBC))
    third = report("Gazette", at(14), told(), harm("c1", 9, by=BBC))
    event = one_event(one, other, third)
    assert [origin.named for origin in event.origins] == [False]
    assert "BBC and CNN cite each other" in event.origins[0].presumed[0]


def test_a_monitors_own_page_is_a_named_origin() -> None:
    """What a monitor says on its own page is the monitor's, as when others quote it."""
    page = report("Syrian Observatory for Human Rights", at(13), told(), harm("c1", 9))
    paper = report("Gazette", at(13), told(), harm("c1", 9, by=SOHR))
    assert [(origin.id, origin.named) for origin in one_event(page, paper).origins] == [("org:sohr", True)]
