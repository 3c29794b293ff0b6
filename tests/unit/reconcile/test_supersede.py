from __future__ import annotations

from dataclasses import replace

from msgspec import structs

from tallystick.model import Event
from tests.readings import (
    ARMY,
    LOCALS,
    SNHR,
    SOHR,
    Older,
    Said,
    agency_story,
    at,
    at_least,
    harm,
    live_page,
    report,
    told,
)
from tests.unit.reconcile.cases import killed, one_event


def _page(later: Said, earlier: Said) -> Event:
    return one_event(report("page", at(14), told(), later, older=Older(at(13), [earlier])))


def _superseded(event: Event) -> list[str]:
    return [item.claim for item in event.tally.set_aside if item.reason.startswith("superseded")]


def test_at_least_15_gives_way_to_57() -> None:
    """The first toll of a live page is superseded by its update and is no contradiction."""
    event = one_event(live_page())
    assert killed(event) == (57, None, 57)
    assert _superseded(event) == ["rep_live/c9"]
    assert not any("rep_live/c9" in dispute.claims for dispute in event.disputes)


def test_superseded_stays_on_the_time_line() -> None:
    """Revisions keep every step in time order, the superseded one marked."""
    steps = one_event(live_page(), agency_story()).revisions
    said = [(step.said_at, step.killed.wording, step.superseded) for step in steps if step.killed]
    assert (at(13), "at least 15", True) in said
    assert (at(13), "at least 57", False) in said
    assert said[-1] == (at(14), "57", False)
    assert [step.origin for step in steps if step.killed][-1] == "org:sohr"


def test_repetition_is_no_update() -> None:
    """ "At least 57" and a day later 57 say the same; the first still stands, open above."""
    event = one_event(live_page(), agency_story())
    assert killed(event) == (57, None, None)


def test_correction_downward_by_the_same_outlet() -> None:
    """An outlet that takes 57 back to 52 of the same origin has corrected itself."""
    assert killed(_page(harm("c1", 52, by=SOHR), harm("c2", 57, by=SOHR))) == (52, None, 52)


def test_lower_number_through_another_outlet_replaces_nothing() -> None:
    """An old figure printed late by another outlet does not undo the newer one."""
    first = report("a", at(13), told(), harm("c1", 57, by=SOHR))
    late = report("b", at(14), told(), harm("c1", 15, by=SOHR))
    assert killed(one_event(first, late)) == (15, None, 57)


def test_higher_number_through_another_outlet_updates() -> None:
    """The same origin's higher number, whoever prints it, is the newer state."""
    first = report("a", at(13), told(), at_least("c1", 15, by=SOHR))
    later = report("b", at(14), told(), harm("c1", 57, by=SOHR))
    assert killed(one_event(first, later)) == (57, None, 57)


def test_other_origins_do_not_supersede() -> None:
    """A later number of somebody else leaves the earlier one standing."""
    first = report("a", at(13), told(), harm("c1", 15, by=LOCALS))
    later = report("b", at(14), told(), harm("c1", 57, by=SOHR))
    assert killed(one_event(first, later)) == (15, None, 57)


def test_group_never_supersedes_total() -> None:
    """A later count of one group does not replace the toll."""
    page = _page(harm("c1", 20, "drivers", by=LOCALS, scope="part"), at_least("c2", 15, by=LOCALS))
    assert page.tally.killed.low == 15


def test_same_moment_supersedes_nothing() -> None:
    """Without an order in time there is no update."""
    event = one_event(report("a", at(13), told(), at_least("c1", 15, by=SOHR), harm("c2", 57, by=SOHR)))
    assert _superseded(event) == []


# ------------------------------------------------------------------------- corrections and retractions


def _quoted(said: Said, quote: str) -> Said:
    return replace(said, quote=quote)


def test_revised_down_through_another_outlet_is_a_correction() -> None:
    """A lower number elsewhere is an old one printed late, unless its words say that it was revised."""
    first = report("a", at(13), told(), harm("c1", 20, by=SOHR))
    plain = report("b", at(14), told(), harm("c1", 12, by=SOHR))
    revised = report("b", at(14), told(), _quoted(harm("c1", 12, by=SOHR), "revised its toll down to 12"))
    assert killed(one_event(first, plain)) == (12, None, 20)
    assert killed(one_event(first, revised)) == (12, None, 12)


def test_an_origin_that_denies_its_own_number_takes_it_back() -> None:
    """A withdrawn count no longer stands, and another's does."""
    event = one_event(
        report("a", at(13), told(), harm("c1", 20, by=SOHR), harm("c2", 12, by=SNHR)),
        report("b", at(14), told(), harm("c1", 20, by=SOHR, stance="denies")),
    )
    assert killed(event) == (12, None, 12)
    assert {item.claim: item.code for item in event.tally.set_aside}["rep_a/c1"] == "retracted"


def test_somebody_elses_denial_takes_nothing_back() -> None:
    """An army's denial leaves the monitor's count where it is."""
    event = one_event(
        report("a", at(13), told(), harm("c1", 20, by=SOHR)),
        report("b", at(14), told(), harm("c1", 20, by=ARMY, stance="denies")),
    )
    assert killed(event) == (20, None, 20)


def test_a_changed_page_says_what_it_says_now() -> None:
    """The earlier version of a page no longer stands, even where the new one gives a lower number."""
    old = report("old", at(13), told(), harm("c1", 20), outlet="Gazette")
    new = report("new", at(14), told(), harm("c1", 12), outlet="Gazette")
    new = structs.replace(new, report=structs.replace(new.report, revises="rep_old"))
    event = one_event(old, new)
    assert killed(event) == (12, None, 12)
    assert {item.claim: item.code for item in event.tally.set_aside} == {"rep_old/c1": "page_revised"}
    assert [step.superseded for step in event.revisions] == [True, False]
