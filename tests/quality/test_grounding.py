from __future__ import annotations

from copy import deepcopy
from dataclasses import replace
from typing import Any

import pytest

from bench.corpora import CORPORA, Corpus
from bench.grounding import denial, violations, wrong_bounds
from tests.quality.conftest import Readings

CLAIMS = [corpus for corpus in CORPORA if corpus.task not in ("attribution", "article")]


@pytest.mark.parametrize("corpus", CLAIMS, ids=lambda corpus: corpus.name)
def test_every_claim_stands_in_its_report(corpus: Corpus, readings: Readings, sample: bool) -> None:
    """Quotes, numbers and names are the report's own letters, and no claim asserts what the report denies.

    With --all-corpora every document is read, also of a corpus of which figures are told for a part.
    """
    whole = corpus if sample else replace(corpus, every=1)
    assert [found for output in readings(whole) for found in violations(output)] == []


TEXT = "At least 1,400 workers were killed in Ostrava, the mayor said."
OUTPUT: dict[str, Any] = {
    "report": {"external_id": "one", "title": "", "text": TEXT},
    "mentions": [],
    "claims": [
        {
            "id": "c1", "in": "text", "span": [0, 33], "quote": TEXT[:33],
            "attribution": {"speakers": [{"wording": "the mayor"}], "stance": "asserts"},
            "harm": {
                "outcome": "killed",
                "quantity": {"low": 1400, "high": None, "wording": "At least 1,400"},
                "group": {"wording": "workers"},
            },
        }
    ],
}  # fmt: skip


def _changed(path: str, value: Any) -> dict[str, Any]:
    output = deepcopy(OUTPUT)
    at: Any = output["claims"][0]
    *keys, last = path.split(".")
    for key in keys:
        at = at[int(key) if key.isdigit() else key]
    at[last] = value
    return output


def test_a_grounded_claim_has_no_violation() -> None:
    """A claim whose every word is the report's passes all checks."""
    assert list(violations(OUTPUT)) == []


@pytest.mark.parametrize(
    ("path", "value", "check"),
    [
        ("quote", "At least 1,500 workers were killed", "quote"),
        ("span", [1, 34], "quote"),
        ("harm.quantity.wording", "at least 1,400", "wording"),
        ("harm.quantity.low", 1401, "bounds"),
        ("harm.quantity.high", 1400, "bounds"),
        ("harm.group.wording", "miners", "group"),
        ("attribution.speakers.0.wording", "the Mayor", "speaker"),
    ],
)
def test_a_changed_letter_is_a_violation(path: str, value: Any, check: str) -> None:
    """Each check notices the change that it is there for."""
    assert check in {found.check for found in violations(_changed(path, value))}


@pytest.mark.parametrize(
    ("wording", "low", "high"),
    [("57", 57, 57), ("more than 57", 58, None), ("up to 60", 0, 60), ("two dozen", 24, 24), ("nine or more", 9, None)],
)
def test_bounds_follow_from_the_wording(wording: str, low: int, high: int | None) -> None:
    """One plain number with its hedge allows one interval, and no other."""
    assert wrong_bounds({"wording": wording, "low": low, "high": high}) is None
    assert wrong_bounds({"wording": wording, "low": low + 1, "high": high}) is not None


def test_an_age_is_no_number_of_people() -> None:
    """The digits of an age do not bound how many people there were."""
    assert wrong_bounds({"wording": "a 12-year-old girl", "low": 1, "high": 1}) is None
    assert wrong_bounds({"wording": "a 9 -year-old boy", "low": 1, "high": 1}) is None
    assert wrong_bounds({"wording": "his 12- and 14-year-old sons", "low": 2, "high": None}) is None


@pytest.mark.parametrize(
    "text", ["No miners or guards were injured.", "Two guards were not hurt.", "The four drivers weren't injured."]
)
def test_what_the_text_denies_is_noticed(text: str) -> None:
    """A negation over the word for harm, in its own clause, denies it."""
    assert denial(text, 0, len(text), "wounded")


@pytest.mark.parametrize(
    "text", ["No arrests followed, but two guards were hurt.", "Two guards were hurt; nobody saw who fired."]
)
def test_what_the_text_says_beside_a_negation_stands(text: str) -> None:
    """A negation in another clause denies nothing here."""
    start = text.index("two guards".capitalize() if text.startswith("Two") else "two guards")
    assert denial(text, start, start + len("two guards were hurt"), "wounded") is None
