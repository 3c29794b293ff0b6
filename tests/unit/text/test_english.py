import pytest
from hypothesis import given
from hypothesis import strategies as st

from tallystick.text.counts import count_ending, is_age, is_number
from tallystick.text.english import (
    KEPT_WORDS,
    headline_in,
    load_english,
    parse,
    printed,
    sentence_case,
    short_lived,
    unwrapped,
    words_of,
)
from tallystick.text.phrases import phrase_text


def test_a_headline_is_parsed_in_lower_case_and_printed_as_it_is() -> None:
    """The parse lowers a headline's capitals; what is cut from it has the report's own letters."""
    text = "Air Raid Kills At Least Twelve Villagers\nIt was on Monday."
    doc = parse(text)
    assert doc.text != text
    assert printed(doc, 0, len(text)) == text
    villagers = next(token for token in doc if token.lower_ == "villagers")
    assert phrase_text(villagers) in text
    assert words_of(list(doc)) == text


@given(st.text(alphabet="abcXYZ ÄéŁß-'’.,1", max_size=80))
def test_sentence_case_keeps_every_offset(line: str) -> None:
    """Lowering changes letters in place: the length, and every character that is no capital, stay."""
    lowered = sentence_case(line)
    assert len(lowered) == len(line)
    assert lowered.lower() == line.lower()


@pytest.mark.parametrize(
    "line", ["Rana Haddad", "He met Rana Haddad in Karma on Monday.", "UN AND EU CALL FOR TRUCE NOW"]
)
def test_names_sentences_and_capitals_stay(line: str) -> None:
    """A short name, running text and lines of capitals only are no headlines in Title Case."""
    assert sentence_case(line) == line


def test_a_line_break_ends_a_sentence() -> None:
    """A headline without a full stop does not run on into the text below it."""
    starts = [sentence.text.strip() for sentence in parse("Raid on Karma\nNine people died.").sents]
    assert starts == ["Raid on Karma", "Nine people died."]


def test_a_year_does_not_join_the_number_after_it() -> None:
    """ "2014 Seven guards" are seven guards, not two thousand and twenty-one."""
    doc = parse("Karma, 2 March 2014 Seven guards were killed.")
    seven = next(token for token in doc if token.text == "Seven")
    count = count_ending(doc, seven.i)
    assert count is not None
    assert (count.quantity.low, count.quantity.wording) == (7, "Seven")


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("Nadia Haddad, 40, was killed.", "40"),
        ("A boy, 10, was hurt.", "10"),
        ("A pupil below the age of 12 was hurt.", "12"),
        ("A guard aged 31 was hurt.", "31"),
    ],
)
def test_ages_count_nobody(text: str, number: str) -> None:
    """An age is a number that counts years, not people."""
    doc = parse(text)
    assert is_age(doc, next(token.i for token in doc if token.text == number))


def test_numbers_of_people_are_numbers_though_a_date_stands_before() -> None:
    """ "In 2016 21 civilians": the second number counts, whatever entity the pipeline makes of both."""
    doc = parse("In 2016 21 civilians were killed in Karma.")
    assert is_number(next(token for token in doc if token.text == "21"))


WRAPPED = (
    "A mine went off on the road to Halor before dawn and killed\n"
    "three drivers who were on their way to the market, and it\n"
    "wounded seven others, among them a child of the owner, the\n"
    "mayor of the town said on the radio in the afternoon.\n\n"
    "It was the second one of the week."
)


def test_a_line_that_was_full_ends_no_sentence() -> None:
    """A text broken into lines of one width keeps its letters and its length; its paragraphs stay apart."""
    text = unwrapped(WRAPPED)
    assert len(text) == len(WRAPPED)
    assert text.count("\n") == 2
    assert [sentence.text.strip()[:9] for sentence in parse(WRAPPED).sents if sentence.text.strip()] == [
        "A mine we",
        "It was th",
    ]


def test_lines_of_their_own_stay() -> None:
    """A list, or paragraphs of one line each, are not joined."""
    text = "Dead: three\nWounded: seven\nMissing: two\nThe mayor spoke of a black day for the town and all its people."
    assert unwrapped(text) == text


def test_a_headline_run_into_the_text_is_found() -> None:
    """Case and punctuation may differ, and the outlet's name behind it does not count; four words are needed."""
    text = "Mine kills Halor's drivers AP Monday A mine went off before dawn."
    assert headline_in(text, "Mine kills Halors drivers - Region - The Outlet") == (0, 27)
    assert headline_in(text, "Mine kills cooks in Dorm") is None
    assert headline_in(text, "Mine kills") is None


def test_a_title_that_breaks_off_a_sentence_is_no_line_of_its_own() -> None:
    """Feeds give the beginning of a text as its title: the sentence that goes on in small letters stays whole."""
    text = "Bandits killed nine herders in the hills of Dorm on Monday, police said."
    assert headline_in(text, "Bandits killed nine herders in the") is None
    assert headline_in(text, "Bandits killed nine herders - The Outlet") is None


def test_rare_words_are_freed_with_their_report() -> None:
    """Past the words that it keeps, the vocabulary is after a report what it was before it."""
    words = load_english().vocab.strings
    parse(" ".join(f"zq{number}xy" for number in range(KEPT_WORDS + 500)))
    before = len(words)
    with short_lived():
        parse("Qwvzx met Vqqzk in Zzhalorq.")
        assert len(words) > before
    assert len(words) == before
