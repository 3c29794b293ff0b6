from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tallystick.model import DateEvidence
from tallystick.read.dates import choose, evidence, latest_change, read_date

READ = [
    ("2021-01-14", "2021-01-14T00:00:00", "day"),
    ("2021-01-14T10:30:00Z", "2021-01-14T10:30:00", "instant"),
    ("2021-01-14T01:30:00+03:00", "2021-01-13T22:30:00", "instant"),
    ("2021-01-14T10:30:00.123456-05:00", "2021-01-14T15:30:00", "instant"),
    ("2021-01-14 10:30:00 +0200", "2021-01-14T08:30:00", "instant"),
    ("20210114T1030Z", "2021-01-14T10:30:00", "instant"),
    ("2021-01-14T10:30:00", "2021-01-14T00:00:00", "day"),
    ("2021-01-14T10:30 IST", "2021-01-14T00:00:00", "day"),
    ("Thu, 14 Jan 2021 10:30:00 GMT", "2021-01-14T10:30:00", "instant"),
    ("Thu, 14 Jan 2021 10:30:00 +0100", "2021-01-14T09:30:00", "instant"),
    ("January 14, 2021 10:30 PM EST", "2021-01-15T03:30:00", "instant"),
    ("14 January 2021", "2021-01-14T00:00:00", "day"),
    ("Jan. 14th, 2021", "2021-01-14T00:00:00", "day"),
    ("2021/01/14", "2021-01-14T00:00:00", "day"),
]
UNREAD = [
    "", "yesterday", "14/01/2021", "03/04/2021", "2021", "2021-13-01", "2021-02-30", "0001-01-01T00:00:00Z",
    "1970-01-01T00:00:00Z", "1610618400", "2021-01-14T25:00:00Z", "2021-01-14 and more", "9999-12-31T23:59:00-05:00",
    "2021-01-14T10:30:00Z" + " " * 90 + "x", "13 o'clock",
]  # fmt: skip


@pytest.mark.parametrize(("wording", "at", "precision"), READ)
def test_wordings_that_are_read(wording: str, at: str, precision: str) -> None:
    """A day stays a day, an instant is kept in UTC, and a time without a known zone is only a day."""
    read = read_date(wording)
    assert read is not None
    assert (read.at, read.precision) == (datetime.fromisoformat(at).replace(tzinfo=UTC), precision)


@pytest.mark.parametrize("wording", UNREAD)
def test_wordings_that_are_not_read(wording: str) -> None:
    """What is ambiguous, impossible, or the null value of some software is not a date."""
    assert read_date(wording) is None
    assert evidence("meta date", wording).at is None


@given(st.datetimes(min_value=datetime(1971, 1, 1), max_value=datetime(2200, 1, 1)), st.integers(-14 * 60, 14 * 60))
def test_instants_survive_their_zone(moment: datetime, minutes: int) -> None:
    """An instant printed in any zone is the same instant when read."""
    moment = moment.replace(microsecond=0, tzinfo=UTC)
    read = read_date(moment.astimezone(timezone(timedelta(minutes=minutes))).isoformat())
    assert read is not None
    assert read.at == moment


@given(st.text(max_size=40))
def test_no_wording_raises(wording: str) -> None:
    """Any wording is read or not read."""
    read = read_date(wording)
    assert read is None or read.at.tzinfo is UTC


def _places(*pairs: tuple[str, str]) -> list[DateEvidence]:
    return [evidence(where, wording) for where, wording in pairs]


def test_order_of_belief() -> None:
    """Each place in the documented order is believed before all that come after it."""
    order = [
        "given",
        "json published_at",
        "meta article:published_time",
        "json-ld datePublished",
        "itemprop datePublished",
        "time pubdate",
        "meta dc.date",
        "time element",
        "meta article:modified_time",
    ]
    found = _places(*((where, f"2021-01-{day}") for day, where in enumerate(order, start=10)))
    for first in range(len(order)):
        chosen = choose(reversed(found[first:]))
        assert chosen.at == datetime(2021, 1, 10 + first, tzinfo=UTC)


def test_a_change_is_not_the_publication() -> None:
    """A time of change is used only when the page says nothing else."""
    changed = ("meta article:modified_time", "2021-01-15T10:00:00Z")
    both = choose(_places(changed, ("meta dc.date", "2021-01-14")))
    assert (both.at, both.precision) == (datetime(2021, 1, 14, tzinfo=UTC), "day")
    assert choose(_places(changed)).at == datetime(2021, 1, 15, 10, tzinfo=UTC)


def test_an_instant_sharpens_a_day() -> None:
    """A day is replaced by a later-ranked instant on the same printed day, and by no other."""
    day = ("meta article:published_time", "2021-01-14T23:30:00")
    sharp = choose(_places(day, ("json-ld datePublished", "2021-01-14T23:30:00-05:00")))
    assert (sharp.at, sharp.precision) == (datetime(2021, 1, 15, 4, 30, tzinfo=UTC), "instant")
    other = choose(_places(day, ("json-ld datePublished", "2021-01-12T23:30:00Z")))
    assert (other.at, other.precision) == (datetime(2021, 1, 14, tzinfo=UTC), "day")


def test_quarrelling_time_elements_are_no_evidence() -> None:
    """Plain time elements count only when they name one day."""
    one = ("time element", "2021-01-14T10:00:00Z")
    assert choose(_places(one, ("time element", "2021-01-14T11:00:00Z"))).at == datetime(2021, 1, 14, 10, tzinfo=UTC)
    assert choose(_places(one, ("time element", "2021-01-12T11:00:00Z"))).at is None


def test_unreadable_evidence_is_passed_over() -> None:
    """An unreadable wording leaves the choice to the next place; nothing readable is no time."""
    chosen = choose(_places(("given", "soon"), ("meta article:published_time", "2021-01-14")))
    assert chosen.at == datetime(2021, 1, 14, tzinfo=UTC)
    assert choose(_places(("given", "soon"))) == (None, None)


def test_latest_change() -> None:
    """The last instant of all evidence bounds the sections; days do not."""
    found = _places(("meta date", "2021-01-20"), ("json-ld dateModified", "2021-01-15T10:00:00Z"))
    assert latest_change(found) == datetime(2021, 1, 15, 10, tzinfo=UTC)
    assert latest_change([]) is None
