from __future__ import annotations

import random
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tallystick.model import Report
from tallystick.reconcile.repeats import LEAST_STRETCHES, REPEATED, STRETCH, agencies_marked, copied
from tests.readings import at

STORY = """Rockets struck the livestock market of the town soon after dawn, killing at least nine traders and wounding
dozens more, a doctor told reporters by telephone. Rescuers were still searching under two collapsed sheds
at noon, and families had begun to bury their dead in the cemetery behind the mill."""
OTHER = """At least nine people died when rockets landed on a market, medics said on Monday. No group has said that it
fired them; the army denied having been active in the area since the weekend, and the governor announced an inquiry."""


def _report(name: str, text: str, when: datetime | None = None, outlet: str | None = "same") -> Report:
    return Report(id=f"rep_{name}", outlet=name if outlet == "same" else outlet, published_at=when, text=text)


def test_a_text_printed_again_is_a_copy_of_the_first() -> None:
    """The later text repeats the earlier, though it adds a paragraph of its own."""
    found = copied(
        [_report("b", STORY + " Our correspondent adds that shops stayed shut.", at(14)), _report("a", STORY, at(13))]
    )
    assert set(found) == {"rep_b"}
    assert found["rep_b"].earlier == "rep_a"
    assert found["rep_b"].share == 1.0


def test_two_texts_of_one_strike_are_no_copies() -> None:
    """The same event in other words is not repeated."""
    assert copied([_report("a", STORY, at(13)), _report("b", OTHER, at(13))]) == {}


def test_versions_of_one_outlet_are_no_copies() -> None:
    """An outlet that prints its own text again copies nobody."""
    assert copied([_report("a", STORY, at(13), "Gazette"), _report("b", STORY, at(14), "Gazette")]) == {}


def test_a_short_text_says_nothing() -> None:
    """A line of ten words may be alike by chance."""
    line = "Nine traders were killed at the market, a doctor said."
    assert copied([_report("a", line, at(13)), _report("b", line, at(14))]) == {}


@pytest.mark.parametrize(
    ("text", "agencies"),
    [
        ("DAMASCUS (Reuters) - Rockets struck a market on Monday.", ["org:reuters"]),
        (
            "Rockets struck a market on Monday.\nMore follows.\nWith Reuters, AP and local media",
            ["org:reuters", "org:ap"],
        ),
        ("Rockets struck a market.\n\nAFP contributed to this report.", ["org:afp"]),
        ("Rockets struck a market.\n\nSource: AFP", ["org:afp"]),
        ("Reporting by Reuters\nRockets struck a market.", ["org:reuters"]),
        ("Rockets struck a market (a covered hall) on Monday.", []),
        ("Rockets struck the Reuters office on Monday.", []),
        ("Rockets struck a market.\nThe AP's bureau was closed with other media.", []),
        ("", []),
    ],
)
def test_an_agencys_mark_is_read_where_it_stands(text: str, agencies: list[str]) -> None:
    """In the dateline, or in a line of its own at the top or the end; a name in a sentence is no mark."""
    assert [source.id for source in agencies_marked(_report("Gazette", text))] == agencies


def test_an_agency_does_not_mark_itself() -> None:
    """Reuters' own dateline names no other origin."""
    assert agencies_marked(_report("x", "DAMASCUS (Reuters) - Rockets struck.", outlet="Reuters")) == ()


def _pair_by_pair(reports: list[Report]) -> dict[str, tuple[str, float]]:
    """What `copied` says, by comparing every pair of texts."""

    def stretches(report: Report) -> set[tuple[str, ...]]:
        words = report.text.split()
        return {tuple(words[at : at + STRETCH]) for at in range(len(words) - STRETCH + 1)}

    ordered = sorted(reports, key=lambda report: (report.published_at or datetime(1, 1, 1, tzinfo=UTC), report.id))
    found = {}
    for place, report in enumerate(ordered):
        mine = stretches(report)
        for earlier in ordered[:place]:
            theirs = stretches(earlier)
            fewer = min(len(mine), len(theirs))
            if earlier.outlet != report.outlet and fewer >= LEAST_STRETCHES and len(mine & theirs) / fewer >= REPEATED:
                found[report.id] = (earlier.id, len(mine & theirs) / fewer)
                break
    return found


@given(st.randoms(use_true_random=False))
@settings(max_examples=60, deadline=None)
def test_the_index_of_stretches_misses_no_copy(dice: random.Random) -> None:
    """Whatever is copied from whom, in whole or in part, it is found as by comparing every pair."""
    reports: list[Report] = []
    for number in range(12):
        words = [f"word{dice.randrange(400)}" for _ in range(dice.randrange(5, 60))]
        if reports and dice.random() < 0.6:
            copied_words = dice.choice(reports).text.split()
            first = dice.randrange(len(copied_words))
            words = words[: dice.randrange(len(words))] + copied_words[first : first + dice.randrange(60)]
        when = dice.choice([None, datetime(2024, 3, 1, dice.randrange(24), tzinfo=UTC)])
        reports.append(
            Report(id=f"rep_{number:02}", text=" ".join(words) or "empty", outlet=f"O{number % 5}", published_at=when)
        )
    assert {id_: (one.earlier, one.share) for id_, one in copied(reports).items()} == _pair_by_pair(reports)
