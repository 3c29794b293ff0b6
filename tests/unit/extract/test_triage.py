"""Reports that hold no claim are passed over; none that holds one is."""

from __future__ import annotations

import pytest

from tallystick.extract.triage import may_hold_a_claim
from tallystick.model import Report
from tallystick.reference.lexicon import Lexicon

HOLDS = [
    "Four farmers were slain near the ford.",
    "Gunmen kidnapped two nurses.",
    "The mine claimed nine lives.",
    "Both passed away on the road.",
    "He is in critical condition.",
    "A shell flattened six houses.",
    "The battalion bombarded the hills all night.",
    "Dozens have fled their homes.",
    "Twelve hikers are still missing.",
    "The junta denied the airstrike.",
]
HOLDS_NOT = [
    "The finance minister presented the budget on Tuesday.",
    "Rain is expected over the weekend, with temperatures near ten degrees.",
    "The orchestra opens its season with a symphony by Sibelius.",
    "Shares rose by two percent after the merger was announced.",
    "Parliament will vote on the bill next month.",
]


@pytest.mark.parametrize("text", HOLDS)
def test_a_text_with_a_word_of_the_rules_is_read(text: str) -> None:
    """Any inflection of any word that sets off a rule lets a report pass."""
    assert may_hold_a_claim(Report(id="r", text=text), Lexicon.load())


@pytest.mark.parametrize("text", HOLDS_NOT)
def test_a_text_without_any_is_passed_over(text: str) -> None:
    """News of budgets, weather and music costs no parse."""
    assert not may_hold_a_claim(Report(id="r", text=text), Lexicon.load())


def test_a_headline_is_looked_at_too() -> None:
    """A claim may stand in the headline alone."""
    assert may_hold_a_claim(Report(id="r", title="Two killed", text="More soon."), Lexicon.load())
