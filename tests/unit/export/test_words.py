from datetime import UTC, date, datetime

import pytest
from msgspec.structs import replace

from tallystick.export.words import (
    as_of_words,
    days_words,
    estimate_words,
    figure_words,
    instant_words,
    low_best_high,
    no_remainder_words,
    quoted,
    remainder_words,
    short_instant_words,
    shown,
    unknown_reason,
)
from tallystick.model import Estimate, Mention, Quantity, SetAside, Tally
from tests.dossiers import dossier, tally


def quantity(low, high, wording="", hedge="exact"):
    """A quantity in one line."""
    return Quantity(low=low, high=high, wording=wording, hedge=hedge)


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (None, "not known"),
        (quantity(57, 57), "57"),
        (quantity(0, 0, "none"), "none"),
        (quantity(57, None, "at least 57", "at_least"), "at least 57"),
        (quantity(58, None, "more than 57", "more_than"), "more than 57"),
        (quantity(0, 60, "up to 60", "at_most"), "at most 60"),
        (quantity(50, 50, "some 50", "about"), "about 50"),
        (quantity(40, 50, "40 to 50", "range"), "40–50"),
        (quantity(24, None, "dozens", "vague"), "“dozens” (at least 24)"),
        (quantity(29, 57, "most", "vague"), "“most” (29–57)"),
        (quantity(None, None, "many", "vague"), "“many”"),
        (quantity(None, None, "a toll"), "not known (“a toll”)"),
        (quantity(None, None), "not known"),
        (quantity(None, 12, "", "at_most"), "at most 12"),
        (quantity(0, None, "", "at_least"), "not known"),
        (quantity(12000, 12000), "12,000"),
        (quantity(2, None, "civilians"), "at least 2"),
    ],
)
def test_figures_say_what_their_words_allow(given, told):
    """A figure keeps its hedge, zero is said as none, and what is missing is not known, never 0."""
    assert figure_words(given) == told


@pytest.mark.parametrize(
    ("low", "best", "high", "told"),
    [
        (None, None, None, "not known"),
        (0, 0, 0, "none"),
        (57, 57, 57, "57"),
        (57, 57, None, "at least 57"),
        (12, None, None, "at least 12"),
        (15, 57, None, "57 (at least 15)"),
        (15, 57, 60, "57 (15–60)"),
        (12, None, 57, "12–57"),
        (None, None, 57, "at most 57"),
        (None, 57, None, "57 (bounds not known)"),
        (0, 3, 5, "3 (at most 5)"),
        (0, 0, None, "none (bounds not known)"),
    ],
)
def test_estimates_that_are_open_above_say_at_least(low, best, high, told):
    """Three numbers become one phrase; an open end is "at least N", a missing one is said to be missing."""
    assert estimate_words(Estimate(low=low, best=best, high=high)) == told


def test_an_open_bound_and_a_missing_one_are_told_apart():
    """High is "open" above a known low, and "not known" where nothing is."""
    assert low_best_high(Estimate(low=57, best=None, high=None)) == ("57", "no single number", "open")
    assert low_best_high(Estimate(low=None, best=None, high=None)) == ("not known",) * 3
    assert low_best_high(Estimate(low=0, best=0, high=0)) == ("0", "0", "0")


@pytest.mark.parametrize(
    ("first", "last", "precision", "told"),
    [
        ((2021, 1, 12), (2021, 1, 13), "night", "night of 12–13 January 2021"),
        ((2021, 1, 13), (2021, 1, 13), "day", "13 January 2021"),
        ((2020, 12, 30), (2021, 1, 2), "days", "30 December 2020 – 2 January 2021"),
        ((2021, 1, 28), (2021, 2, 2), "days", "28 January – 2 February 2021"),
        ((2021, 1, 11), (2021, 1, 17), "week", "week of 11–17 January 2021"),
        ((2021, 1, 1), (2021, 1, 31), "month", "January 2021, day not known"),
        ((2020, 1, 1), (2020, 12, 31), "year", "2020, day not known"),
        ((2020, 4, 1), (2021, 1, 13), "unknown", "1 April 2020 – 13 January 2021, day not known"),
        (None, (2021, 1, 13), "unknown", "by 13 January 2021"),
        ((2021, 1, 13), None, "unknown", "from 13 January 2021 on"),
        (None, None, "unknown", "day not known"),
    ],
)
def test_days_are_told_as_sharply_as_they_are_known(first, last, precision, told):
    """Night, week, month and year keep their word, and no day is made up."""
    mention = Mention(
        id="m1",
        role="main",
        type="Attack",
        occurred_from=date(*first) if first else None,
        occurred_to=date(*last) if last else None,
        date_precision=precision,
    )
    assert days_words(mention) == told


def test_midnight_sharp_is_a_day():
    """A time stored as midnight is shown as the day that it stands for, any other with UTC."""
    assert instant_words(datetime(2021, 1, 14, tzinfo=UTC)) == "14 January 2021"
    assert instant_words(datetime(2021, 1, 14, 9, 5, tzinfo=UTC)) == "14 January 2021, 09:05 UTC"
    assert instant_words(None) == "time not known"
    assert short_instant_words(datetime(2021, 1, 14, 9, 5, tzinfo=UTC)) == "14 Jan 2021, 09:05"


def test_the_end_of_a_day_is_told_as_that_day():
    """`as_of` a day means its end, and is told so."""
    assert as_of_words(tally()) == "as known at the end of 14 January 2021"


def test_why_a_number_is_missing():
    """A figure that is not known comes with its reason, and one that is known with none."""
    claims = dossier().claims
    nothing = Estimate(low=None, best=None, high=None)
    bare = Tally(profile="ledger", as_of=None, killed=nothing, wounded=nothing)
    assert unknown_reason(tally(), "killed", claims) is None
    assert unknown_reason(bare, "wounded", {}) == "no report says how many were wounded"
    wounded = [key for key, claim in claims.items() if claim.harm and claim.harm.outcome == "wounded"]
    aside = Tally(
        profile="ucdp", as_of=None, killed=nothing, wounded=nothing,
        set_aside=tuple(SetAside(claim=key, reason="not counted") for key in wounded),
    )  # fmt: skip
    assert unknown_reason(aside, "wounded", claims).startswith("every figure that was told is set aside")


def test_why_no_remainder_is_told():
    """Groups of another number, a codebook without groups, and no groups at all are three answers."""
    assert no_remainder_words(replace(tally(), remainder=None)) == "the groups that are told do not divide this number"
    aside = SetAside(claim="r/c1", reason="why", code="group_not_coded")
    codebook = replace(tally(), groups=(), remainder=None, set_aside=(aside,))
    assert no_remainder_words(codebook) == f"the profile “{codebook.profile}” does not divide its number by group"
    assert no_remainder_words(replace(codebook, set_aside=())) == "no report breaks the total down"


def test_a_remainder_is_told_in_words():
    """What the parts leave open is said, and nothing is said without parts."""
    assert remainder_words(tally()) == "41 of them described, 16 not accounted for"
    nothing = Estimate(low=57, best=57, high=57)
    assert remainder_words(Tally(profile="acled", as_of=None, killed=nothing, wounded=nothing)) is None


def test_foreign_text_cannot_steer_a_screen():
    """Escapes, bidi overrides and lone surrogates become one visible character each."""
    hostile = "a\x1b[2Jb\u202ec\ud800d\r\n"
    assert shown(hostile) == "a\ufffd[2Jb\ufffdc\ufffdd \n"
    assert len(shown(hostile)) == len(hostile)


def test_quotes_from_right_to_left_are_isolated():
    """An Arabic quote cannot turn the words around it; an English one is left as it is."""
    assert quoted("البوكمال") == "“\u2068البوكمال\u2069”"
    assert quoted("Abu Kamal") == "“Abu Kamal”"
