from hypothesis import given
from hypothesis import strategies as st

from tallystick.export.marks import passages, pieces, spans_in
from tallystick.model import Report, Section
from tests.dossiers import LIVE, live_claims, reports

SPANS = st.dictionaries(
    st.sampled_from("abcdef"), st.tuples(st.integers(0, 30), st.integers(1, 9)).map(lambda at: (at[0], sum(at)))
)


@given(SPANS, st.integers(0, 10), st.integers(11, 40))
def test_pieces_join_up_to_the_whole(spans, start, end):
    """Pieces follow each other without gap from first to last, and each has exactly the claims that cover it."""
    cut = pieces(start, end, spans)
    assert [piece.start for piece in cut] == [start, *(piece.end for piece in cut[:-1])]
    assert cut[-1].end == end
    for piece in cut:
        assert set(piece.claims) == {
            claim for claim, (first, last) in spans.items() if first <= piece.start and piece.end <= last
        }


def test_text_outside_every_section_is_kept():
    """What stands before, between and after the sections is shown too."""
    text = "before\nfirst\nbetween\nsecond\nafter"
    sections = (Section(start=7, end=12, label="1"), Section(start=21, end=27, label="2"))
    found = passages(Report(id="r", text=text, sections=sections))
    assert [text[slice(*lines)] for each in found for lines in each.paragraphs] == text.split("\n")
    assert [each.section.label if each.section else None for each in found] == [None, "1", None, "2", None]


def test_a_claim_that_does_not_fit_the_text_is_not_marked():
    """Only a span whose text is the quote is marked."""
    live = reports()[0]
    claims = {key: claim for key, claim in live_claims().items() if key == f"{LIVE}/c1"}
    assert list(spans_in(live, claims)) == [f"{LIVE}/c1"]
    assert spans_in(Report(id=LIVE, text="another version"), claims) == {}
