from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from tallystick.model import Reading
from tallystick.pipeline import make_sense
from tallystick.reconcile.profiles import profile_names
from tallystick.web.said import is_known
from tests.properties.claim_strategies import worlds
from tests.sentences import sentences


@settings(max_examples=80, deadline=None)
@given(worlds(), st.sampled_from(profile_names()))
def test_no_sentence_of_a_record_is_unknown_to_the_pages(world: list[Reading], profile: str) -> None:
    """Whatever is said of an event, every language has words for the reasons."""
    told = [text for event in make_sense(world, profile=profile) for text in sentences(event)]
    assert [text for text in told if not is_known(text)] == []
