"""Laws of times, for any day of publication and any expression that the strategies put together."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tallystick.extract.anchors import Anchors
from tallystick.extract.times.tokens import Vocabulary
from tallystick.extract.when import When, find_times, read_times
from tallystick.model import Report
from tallystick.reference.calendars import Calendars

calm = settings(max_examples=60, deadline=None)
"""A loaded machine is slow, and a law is no law of speed."""
DAYS = st.dates(min_value=date(1960, 1, 1), max_value=date(2070, 12, 31))
WEEKDAYS = st.sampled_from("Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split())
MONTHS = st.sampled_from(
    "January February March April May June July August September October November December".split()
)
NUMBERS = st.sampled_from(["two", "three", "5", "ten"])
UNITS = st.sampled_from(["days", "weeks", "months", "years"])
FEASTS = st.sampled_from(["Christmas Day", "Easter Sunday", "Eid al-Fitr", "Ashura", "Yom Kippur", "Nowruz"])

BACKWARD = st.one_of(
    WEEKDAYS.map("on {}".format),
    WEEKDAYS.map("late on {}".format),
    WEEKDAYS.map("last {}".format),
    MONTHS.map("in {}".format),
    FEASTS.map("on {}".format),
    st.tuples(NUMBERS, UNITS).map(lambda pair: "{} {} ago".format(*pair)),
    st.tuples(NUMBERS, UNITS).map(lambda pair: "in the past {} {}".format(*pair)),
    MONTHS.map("since {}".format),
    st.sampled_from(
        ["yesterday", "today", "last week", "last month", "last year", "on the 9th", "for the third day running"]
    ),
)
"""Expressions of the past, or of the day of publication."""
ANY = st.one_of(
    BACKWARD,
    st.tuples(st.integers(1, 31), MONTHS).map(lambda pair: "on {} {}".format(*pair)),
    WEEKDAYS.map("{} night".format),
    st.sampled_from(["overnight", "tomorrow", "next week", "this year", "in 2014", "the 1990s", "during Ramadan"]),
    st.tuples(WEEKDAYS, WEEKDAYS).map(lambda pair: "from {} to {}".format(*pair)),
    st.tuples(MONTHS, MONTHS).map(lambda pair: "between {} and {}".format(*pair)),
)


def _said(words: str) -> str:
    return f"The depot was shelled {words}, and two guards died."


def _meaning(times: list[When]) -> list[tuple[object, ...]]:
    return [(w.wording, w.first, w.last, w.precision, w.why) for w in times]


@calm
@given(ANY, DAYS)
def test_the_first_day_is_not_after_the_last(words: str, published: date) -> None:
    """From <= to, and both are known or the first is not."""
    for when in find_times(_said(words), published):
        if when.first is not None:
            assert when.last is not None
            assert when.first <= when.last


@calm
@given(BACKWARD, DAYS)
def test_the_past_is_past(words: str, published: date) -> None:
    """Where the words do not look ahead, no day after that of publication is chosen as the first."""
    found = find_times(_said(words), published)
    assert found
    assert all(when.first is None or when.first <= published for when in found)


@calm
@given(ANY, DAYS)
def test_resolving_is_deterministic(words: str, published: date) -> None:
    """The same words on the same day mean the same."""
    assert read_times(_said(words), published) == read_times(_said(words), published)


@calm
@given(BACKWARD, DAYS, st.sampled_from(["The bakery is closed.", "He sells bread by the river.", "Nobody knew why."]))
def test_a_sentence_without_a_time_changes_nothing(words: str, published: date, more: str) -> None:
    """Words before and behind that hold no time leave every meaning as it is."""
    alone = _meaning(find_times(_said(words), published))
    assert _meaning(find_times(f"{more} {_said(words)} {more}", published)) == alone


@calm
@given(WEEKDAYS, DAYS)
def test_a_weekday_falls_on_that_weekday(weekday: str, published: date) -> None:
    """The day is of that name, and no more than six days back."""
    (when,) = find_times(_said(f"on {weekday}"), published)
    assert when.first is not None
    assert f"{when.first:%A}" == weekday
    assert timedelta(0) <= published - when.first <= timedelta(6)


@calm
@given(DAYS, st.integers(1, 6))
def test_days_follow_the_day_of_publication(published: date, later: int) -> None:
    """A report of a later day tells "yesterday" of a later day: the same distance everywhere."""
    (one,) = find_times(_said("yesterday"), published)
    (other,) = find_times(_said("yesterday"), published + timedelta(later))
    assert one.first is not None
    assert other.first == one.first + timedelta(later)


@calm
@given(DAYS, st.integers(0, 23), st.sampled_from(["Asia/Damascus", "Asia/Kabul", "America/Bogota", "Europe/Kyiv"]))
def test_a_zone_moves_the_day_by_one_at_most(day: date, hour: int, zone: str) -> None:
    """An instant is of one day at each place, a day apart from UTC's at most; a day stays that day."""
    at = datetime(day.year, day.month, day.day, hour, 30, tzinfo=UTC)
    report = Report(id="rep_1", text="It happened yesterday.", published_at=at, published_precision="instant")
    there = Anchors(report, zone=zone).published
    assert there is not None
    assert abs((there - day).days) <= 1
    whole = Report(id="rep_1", text="", published_at=datetime(day.year, day.month, day.day, tzinfo=UTC),
                   published_precision="day")  # fmt: skip
    assert Anchors(whole, zone=zone).published == day


@calm
@given(st.integers(1925, 2076), st.sampled_from(["eid al-fitr", "eid al-adha", "ashura", "arbaeen"]))
def test_lunar_feasts_move_back_through_the_year(year: int, name: str) -> None:
    """From one year to the next a lunar feast comes 10 to 12 days earlier, or twice in one year."""
    calendars = Calendars.load()
    windows = [one.first for y in (year, year + 1) for one in calendars.feast(name, y)]
    assume(len(windows) > 1)
    assert all(353 <= (later - earlier).days <= 356 for earlier, later in pairwise(windows))


@calm
@given(st.integers(1900, 2099))
def test_easter_is_a_sunday_in_both_churches(year: int) -> None:
    """Western and Orthodox Easter are Sundays between 22 March and 8 May."""
    for rite in ("western", "orthodox"):
        (window,) = Calendars.load().feast("easter", year, rite=rite)
        assert window.first.weekday() == 6
        assert date(year, 3, 22) <= window.first <= date(year, 5, 8)


_KNOWN = Vocabulary.load()
_ROWS = st.lists(
    st.sampled_from(
        sorted({*_KNOWN.kinds, *_KNOWN.ordinals})
        + "9 12 2016 3/4/2015 2-May-2011 christmas ramadan nowruz two three twenty , - the of into after before".split()
    ),
    min_size=2,
    max_size=7,
)


@settings(max_examples=400, deadline=None)
@given(_ROWS, DAYS)
def test_no_row_of_words_about_time_makes_the_reader_fail(words: list[str], published: date) -> None:
    """Whatever stands beside what, it has days or a reason; "days into the new year" once had neither."""
    for when in read_times(" ".join(words), published):
        assert when.wording
