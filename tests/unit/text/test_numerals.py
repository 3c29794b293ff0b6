import pytest
from hypothesis import given
from hypothesis import strategies as st

from tallystick.text.numerals import SCALES, TENS, UNITS, bounds, number, vague


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("57", 57),
        ("1,400", 1_400),
        ("forty-two", 42),
        ("two hundred and six", 206),
        ("two dozen", 24),
        ("a hundred", 100),
        ("1.5 million", 1_500_000),
        ("three thousand two hundred", 3_200),
        ("zero", 0),
    ],
)
def test_words_to_numbers(words: str, value: int) -> None:
    """Number words, figures and both together give the number that they write."""
    assert number(words) == value


@pytest.mark.parametrize("words", ["", "a", "several", "fifty soldiers", "1.5", "hundredth"])
def test_words_that_write_no_whole_number(words: str) -> None:
    """What is no whole number gives none, rather than a guess."""
    assert number(words) is None


@given(st.integers(min_value=0, max_value=9_999_999))
def test_figures_keep_their_value(value: int) -> None:
    """A number in figures reads as itself, with and without thousands separators."""
    assert number(str(value)) == number(f"{value:,}") == value


@given(st.sampled_from(sorted(TENS)), st.sampled_from([w for w, v in UNITS.items() if 0 < v < 10]))
def test_tens_and_units_add_up(tens: str, unit: str) -> None:
    """ "forty-two" is forty and two, with a hyphen or without."""
    assert number(f"{tens}-{unit}") == number(f"{tens} {unit}") == TENS[tens] + UNITS[unit]


@given(st.sampled_from([w for w, v in UNITS.items() if v > 0]), st.sampled_from(sorted(SCALES)))
def test_scales_multiply(unit: str, scale: str) -> None:
    """ "three hundred" is three times a hundred."""
    assert number(f"{unit} {scale}") == UNITS[unit] * SCALES[scale]


@pytest.mark.parametrize(
    ("before", "low", "high"),
    [
        ("killed ", 57, 57),
        ("at least ", 57, None),
        ("no fewer than ", 57, None),
        ("more than ", 58, None),
        ("well over ", 58, None),
        ("no more than ", 0, 57),
        ("not more than ", 0, 57),
        ("up to ", 0, 57),
        ("as many as ", 0, 57),
        ("fewer than ", 0, 56),
        ("nearly ", 57, 57),
        ("some ", 57, 57),
    ],
)
def test_words_before_a_number_set_its_bounds(before: str, low: int, high: int | None) -> None:
    """A hedge opens, shifts or closes the interval as the annotation convention says."""
    allowed, _ = bounds(57, before)
    assert (allowed.low, allowed.high) == (low, high)


@given(st.integers(min_value=1, max_value=10_000), st.sampled_from(["at least ", "more than ", "up to ", "about ", ""]))
def test_bounds_are_in_order_and_the_hedge_is_cut_from_the_text(value: int, before: str) -> None:
    """The low bound never exceeds the high one, and the words given back end the text before the number."""
    allowed, words = bounds(value, f"killing {before}")
    assert allowed.high is None or 0 <= allowed.low <= allowed.high
    assert f"killing {before}".endswith(words)


def test_words_after_a_number_open_it() -> None:
    """ "30 or more" is open above, "30 or fewer" starts at none."""
    assert bounds(30, "", " or more people")[0].high is None
    assert bounds(30, "", " or fewer people")[0].low == 0


@pytest.mark.parametrize(
    ("words", "low"),
    [("dozens", 24), ("tens of thousands", 20_000), ("several dozen", 36), ("several hundred", 300), ("scores", 40)],
)
def test_vague_words_have_a_least_number(words: str, low: int) -> None:
    """A vague word allows at least what its plain meaning says."""
    assert vague(words) == low


@pytest.mark.parametrize("words", ["", "57", "dozens people", "soldiers"])
def test_other_words_are_not_vague_numbers(words: str) -> None:
    """Only a phrase made of vague words alone is one."""
    assert vague(words) is None
