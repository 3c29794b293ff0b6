from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from tallystick.errors import SettingsError
from tallystick.fetch.limits import Limits
from tallystick.settings import Settings, day_of, letters_of, load, moment_of


def test_environment_wins_over_the_file_and_the_file_over_nothing(tmp_path: Path) -> None:
    """What is set nearest to the call counts."""
    assert load(tmp_path, {}) == Settings()
    (tmp_path / "tallystick.toml").write_text("ledger = 'a.db'\nprofile = 'ucdp'\n")
    assert load(tmp_path, {}) == Settings(ledger="a.db", profile="ucdp")
    assert load(tmp_path, {"TALLYSTICK_LEDGER": "b.db", "HOME": "/"}) == Settings(ledger="b.db", profile="ucdp")


@pytest.mark.parametrize("content", ["ledgr = 'a.db'", "ledger = 3", "ledger", "ledger = '\udcff'"])
def test_a_setting_that_cannot_be_used_is_named(tmp_path: Path, content: str) -> None:
    """A misspelled key, a wrong kind of value, a file that is no TOML: never passed over."""
    (tmp_path / "tallystick.toml").write_bytes(content.encode("utf-8", "surrogateescape"))
    with pytest.raises(SettingsError, match=r"tallystick\.toml"):
        load(tmp_path, {})


def test_a_variable_that_is_none_of_ours_is_named(tmp_path: Path) -> None:
    """A misspelled variable is told, with those that exist."""
    with pytest.raises(SettingsError, match=r"TALLYSTICK_LEGER.*ledger"):
        load(tmp_path, {"TALLYSTICK_LEGER": "a.db"})


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("2021-01-13", datetime(2021, 1, 13, 23, 59, 59, 999999, tzinfo=UTC)),
        ("2021-01-13T18:00:00+02:00", datetime(2021, 1, 13, 16, tzinfo=UTC)),
        ("2021-01-13T18:00:00Z", datetime(2021, 1, 13, 18, tzinfo=UTC)),
        ("2021-01-13 18:00", datetime(2021, 1, 13, 18, tzinfo=UTC)),
        ("0001-01-01T00:00+23:59", datetime.min.replace(tzinfo=UTC)),
        ("9999-12-31T23:59-01:00", datetime.max.replace(tzinfo=UTC)),
    ],
)
def test_a_moment_as_typed(typed: str, meant: datetime) -> None:
    """A day means its end, UTC; an instant itself; what UTC's calendar does not hold, its first or last instant."""
    assert moment_of(typed, option="--as-of") == meant


@pytest.mark.parametrize("typed", ["", "yesterday", "2021-02-30", "13.01.2021", "0001-01-01T25:00Z"])
def test_a_moment_that_is_none(typed: str) -> None:
    """What is no time is told with the option that it was given to."""
    with pytest.raises(SettingsError, match="--as-of"):
        moment_of(typed, option="--as-of")


def test_a_day_is_a_day() -> None:
    """Days have no time of day."""
    assert day_of("2021-01-13", option="--since") == date(2021, 1, 13)
    with pytest.raises(SettingsError, match="--since"):
        day_of("2021-01-13T10:00:00Z", option="--since")


# ------------------------------------------------------------------------------------- the desk's file


def test_the_desks_letters_are_read(tmp_path: Path) -> None:
    """One letter an origin."""
    desk = tmp_path / "desk.toml"
    desk.write_text('[reliability]\n"org:sohr" = "B"\n')
    assert letters_of(desk) == {"org:sohr": "B"}


@pytest.mark.parametrize(
    "content", ['[reliability]\n"org:sohr" = "G"\n', '[reliability]\n"org:sohr" = 2\n', "reliability = 'B'", "[reliab"]
)
def test_a_desks_file_that_cannot_be_used_is_named(tmp_path: Path, content: str) -> None:
    """A letter beyond F, a number, no table, no TOML: the message says which file and what is expected."""
    desk = tmp_path / "desk.toml"
    desk.write_text(content)
    with pytest.raises(SettingsError, match=r"desk\.toml"):
        letters_of(desk)


def test_a_desks_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    """No file, no silence."""
    with pytest.raises(SettingsError, match="nowhere"):
        letters_of(tmp_path / "nowhere.toml")


def test_the_limits_of_fetching_can_be_set() -> None:
    """Each is a number in the unit of its default; without settings they are the safe defaults."""
    assert Settings().limits == Limits()
    assert Settings(fetch_bytes="1000", fetch_delay="0", fetch_seconds="2.5").limits == Limits(
        bytes=1_000, delay=0, seconds=2.5
    )


@pytest.mark.parametrize("wording", ["", "many", "-1", "0", "nan", "inf", "1e99", "0x10"])
def test_a_limit_that_is_no_number_is_refused(wording: str) -> None:
    """No word switches a limit off."""
    with pytest.raises(SettingsError, match="fetch_bytes"):
        _ = Settings(fetch_bytes=wording).limits
    with pytest.raises(SettingsError, match="fetch_seconds"):
        _ = Settings(fetch_seconds=wording).limits
