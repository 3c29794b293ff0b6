"""Laws of reading: whatever the text, nothing is invented and nothing breaks."""

from __future__ import annotations

from functools import lru_cache

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec import UNSET

from tallystick.extract.claims import Knowledge, extract
from tallystick.ids import content_id
from tallystick.model import Report
from tallystick.reference import places
from tallystick.reference.lexicon import Lexicon
from tallystick.reference.sources import Registry

NUMBERS = st.sampled_from(
    ["at least 12", "57", "more than 1,400", "dozens of", "between 40 and 50", "no", "two", "up to 30"]
)
PEOPLE = st.sampled_from(
    ["people", "soldiers", "civilians, including three children,", "Iraqi militiamen", "of them", "women"]
)
FATES = st.sampled_from(["were killed", "died", "were wounded", "are missing", "may have died", "were reported dead"])
WHERE = st.sampled_from(
    ["in Aleppo", "near al-Qaim", "in Deir ez-Zor Province", "west of Kharkiv", "", "on the F-15 road"]
)
WHEN = st.sampled_from(["on Tuesday", "overnight", "five days later", "in 2019", "last Wednesday", ""])
WHO = st.sampled_from(["the army said", "according to SOHR", "medics said", "it said", "citing a doctor", ""])
SENTENCES = st.builds(lambda n, p, f, w, d, s: f"{n} {p} {f} {w} {d}, {s}.", NUMBERS, PEOPLE, FATES, WHERE, WHEN, WHO)
NOISE = st.text(alphabet=st.characters(exclude_categories=("Cs", "Cc")), max_size=60)
TEXTS = st.lists(st.one_of(SENTENCES, NOISE), max_size=5).map("\n".join)


@lru_cache(maxsize=1)
def known() -> Knowledge:
    """All tables, loaded once."""
    return Knowledge(Lexicon.load(), Registry.load(), places.load())


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(TEXTS, NOISE)
def test_every_quote_stands_in_its_report(text: str, title: str) -> None:
    """Whatever is read from whatever text: spans cut quotes, references exist, bounds are in order."""
    reading = extract(Report(id=content_id("rep", title, text), title=title, text=text), known=known())
    mentions = {mention.id for mention in reading.mentions}
    ids = {claim.id for claim in reading.claims}
    assert len(ids) == len(reading.claims)
    for claim in reading.claims:
        source = title if claim.in_ == "title" else text
        assert source[claim.span[0] : claim.span[1]] == claim.quote
        assert claim.mention is None or claim.mention in mentions
        assert claim.attribution.stance in {"asserts", "denies", "doubts"}
        if claim.harm is not UNSET:
            quantity = claim.harm.quantity
            assert quantity.low is not None
            assert quantity.high is None or quantity.low <= quantity.high
            assert quantity.wording in text + "\n" + title
            assert claim.harm.group.wording in text + "\n" + title
            assert claim.harm.part_of is None or claim.harm.part_of in ids - {claim.id}
