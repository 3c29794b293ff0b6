from __future__ import annotations

from pathlib import Path

import pytest

from bench import linking
from bench.corpora import CORPORA, Corpus, figures, score
from tests.quality import floors
from tests.quality.conftest import Readings


@pytest.mark.parametrize("corpus", CORPORA, ids=lambda corpus: corpus.name)
def test_no_figure_is_below_its_floor(corpus: Corpus, readings: Readings, sample: bool) -> None:
    """On every annotated corpus the reader reaches what it once reached."""
    outputs = readings(corpus)
    floor = floors.of(floors.load(), corpus, sample=sample)
    if not floor:
        pytest.skip(f"no floor is pinned for these files of {corpus.name}: python -m tests.quality.pin")
    assert not floors.below(floor, figures(corpus, score(corpus, outputs, sample=sample)))


def test_linking_is_not_below_its_floor() -> None:
    """On the first reports of a corpus that names their incidents, as many find each other as once did."""
    if not linking.SAMPLE.present:
        pytest.skip("ecbplus is not here; set TALLYSTICK_TEST_MATERIAL to the folder that holds it")
    floor = floors.of(floors.load(), linking.SAMPLE, sample=True)
    if not floor:
        pytest.skip("no floor is pinned for these files of ecbplus: python -m tests.quality.pin")
    assert not floors.below(floor, linking.sampled())


def test_the_table_of_linking_goes_between_its_marks() -> None:
    """The document of quality has the marks that the table is written between; one without them is refused."""
    document = (Path(__file__).parents[2] / "docs" / "quality.md").read_text(encoding="utf-8")
    filled = linking.filled_in(document, "| the table |")
    assert filled.count("| the table |") == 1
    assert filled.partition(linking.START)[0] == document.partition(linking.START)[0]
    assert filled.partition(linking.END)[2] == document.partition(linking.END)[2]
    with pytest.raises(ValueError, match="expected"):
        linking.filled_in("A text without marks.", "| the table |")


def test_a_floor_is_not_lowered_unless_that_is_asked_for() -> None:
    """Pinning raises a floor to what is measured; it lowers one only where a regression is allowed."""
    floor = {"figure F1": 0.8, "said F1": 0.7}
    measured = {"figure F1": 0.9, "said F1": 0.6}
    assert floors.moved(floor, measured, allow_regression=False) == {"figure F1": 0.9, "said F1": 0.7}
    assert floors.moved(floor, measured, allow_regression=True) == measured


def test_a_figure_may_waver_within_the_tolerance() -> None:
    """A figure just under its floor passes; one well under it, or not measured at all, does not."""
    assert floors.below({"figure F1": 0.8}, {"figure F1": 0.8 - floors.TOLERANCE / 2}) == []
    assert floors.below({"figure F1": 0.8}, {"figure F1": 0.79}) == ["figure F1 is 0.7900, pinned at 0.8000"]
    assert len(floors.below({"figure F1": 0.8}, {})) == 1
