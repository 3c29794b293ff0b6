from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tallystick.model import Claim, Reading, Report
from tallystick.web import fulltext
from tallystick.web.digest import Digest
from tallystick.web.fulltext import find
from tallystick.web.snapshot import Snapshot

TEXT = "Shelling of Ṣan‘ā’ killed 12 people, the “ministry” said. قتل سبعة مدنيين في القصف"
QUOTE = "killed 12 people"


@pytest.fixture(scope="module")
def index() -> Iterator[Snapshot]:
    """One report with one claim, and some without."""
    at = TEXT.index(QUOTE)
    claim = Claim(id="c1", kind="harm", mention=None, span=(at, at + len(QUOTE)), quote=QUOTE)
    report = Report(id="rep_a", title="A market", text=TEXT)
    digest = Digest()
    with digest.held():
        digest.put_readings(
            (reading, 0)
            for reading in (
                Reading(report=report, claims=(claim,)),
                Reading(report=Report(id="rep_b", text="Quiet.", url="https://a.example/zebra")),
                Reading(report=Report(id="rep_c", text="A quarry.")),
                Reading(report=Report(id="rep_d", text="A quarry, and much else beside it was seen from the road.")),
            )
        )
        digest.commit()
    with closing(digest.snapshot()) as snapshot:
        yield snapshot
    digest.close()


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("killed people", ["rep_a/c1", None]),
        ("12", ["rep_a/c1", None]),
        ("KILL", ["rep_a/c1", None]),
        ("ṣan", [None]),
        ("San", [None]),
        ("مدنيين", [None]),
        ("market shelling", [None]),
        ("market zebra", []),
        ("", []),
        ("“”!?", []),
    ],
)
def test_every_word_must_stand_there(index: Snapshot, words: str, found: list[str | None]) -> None:
    """Claims before reports; accents and capitals do not divide; the last word may be begun."""
    assert [hit.claim for hit in find(index, words)] == found


def test_the_words_looked_for_are_marked(index: Snapshot) -> None:
    """The excerpt is cut where they begin and end."""
    (claim, _) = find(index, "killed")
    assert [(piece.text, piece.hit) for piece in claim.excerpt] == [("killed", True), (" 12 people", False)]


def test_of_very_many_the_last_recorded_come_first(index: Snapshot, monkeypatch: pytest.MonkeyPatch) -> None:
    """None of them is best; where there are few, the one that is about nothing else is."""
    assert [hit.report for hit in find(index, "quarry")] == ["rep_c", "rep_d"]
    monkeypatch.setattr(fulltext, "MOST_RANKED", 2)
    assert [hit.report for hit in find(index, "quarry")] == ["rep_d", "rep_c"]


def test_all_reports_that_hold_the_words_are_found(index: Snapshot) -> None:
    """A filter leaves nothing out, however few hits a page lists."""
    assert fulltext.reports(index, "quarry") == {"rep_c", "rep_d"}
    assert fulltext.reports(index, "12 people") == {"rep_a"}
    assert fulltext.reports(index, "zebra") == fulltext.reports(index, "?!") == set()


@given(st.text(max_size=60))
def test_whatever_is_typed_is_words(index: Snapshot, words: str) -> None:
    """No sign of the query language can be typed in, and nothing that is typed breaks the search."""
    for hit in find(index, words):
        assert hit.report == "rep_a" or words
    assert find(index, f'{words} " NEAR( OR *') is not None
