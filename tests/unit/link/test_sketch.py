"""What linking keeps of a text: whom it names as harmed, and whom besides."""

from __future__ import annotations

import pytest

from tallystick.link.sketch import hashed, sketch
from tallystick.model import Attribution, Claim, Group, Harm, Quantity, Reading, Report
from tallystick.reference.terms import Terms


def victims_of(wording: str, text: str = "") -> frozenset[str]:
    """The hashes by which the person harmed is told from others."""
    text = text or f"{wording} was killed."
    claim = Claim(
        id="c1",
        kind="harm",
        mention="m1",
        span=(0, len(wording)),
        quote=wording,
        attribution=Attribution(),
        harm=Harm(
            outcome="killed",
            quantity=Quantity(low=1, high=1, wording=wording),
            group=Group(wording=wording, named=True),
            scope="total",
        ),
    )
    return sketch(Reading(report=Report(id="rep_1", text=text), claims=(claim,)), terms=Terms.load()).victims


@pytest.mark.parametrize(
    ("wording", "told_by"),
    [
        ("Amina Yusufova", "yusufova"),
        ("Peter Harbeckson Jr", "harbeckson"),
        ("Mary Jackson", "mary jackson"),
    ],
)
def test_a_rare_surname_tells_a_person_and_a_common_one_does_not(wording: str, told_by: str) -> None:
    """Yusufova alone is enough; of the many Jacksons the first name tells which; Jr. is nobody's name."""
    assert victims_of(wording) == {hashed(told_by)}


@pytest.mark.parametrize("wording", ["Mill Street", "Regional Hospital", "Grant County"])
def test_what_no_surname_can_be_is_nobody(wording: str) -> None:
    """A harmed party's wording may end in a street or a hospital, which is in every third report."""
    assert victims_of(wording) == frozenset()


def test_a_common_name_in_a_text_meets_the_victim_of_another() -> None:
    """A text that only mentions Mary Jackson can be found by the report that tells her death."""
    reading = Reading(report=Report(id="rep_1", text="Friends of Mary Jackson lit candles at the mill."))
    assert victims_of("Mary Jackson") <= sketch(reading, terms=Terms.load()).surnames
