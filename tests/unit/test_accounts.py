from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tallystick.accounts import ATTEMPTS, IDLE, SESSION, WINDOW, Accounts, TooManyError
from tallystick.errors import SettingsError, UsageError

pytest.importorskip("argon2", reason="the extra 'web' is not installed")

NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)
PASSWORD = "a long enough one"


@pytest.fixture
def accounts(tmp_path: Path):
    """One admin and one reader."""
    held = Accounts(tmp_path / "accounts.db", create=True)
    held.add("Ana", "admin", PASSWORD, now=NOW)
    held.add("Ben", "reader", PASSWORD + "!", now=NOW)
    yield held
    held.close()


def signed_in(accounts: Accounts, name: str = "Ana", *, now: datetime = NOW) -> str:
    """The secret of a new session."""
    password = PASSWORD if name == "Ana" else PASSWORD + "!"
    secret = accounts.sign_in(name, password, address="10.0.0.1", now=now)
    assert secret is not None
    return secret


def test_nothing_that_opens_anything_stands_in_the_file(accounts: Accounts, tmp_path: Path) -> None:
    """Neither the password nor a session nor a token, and nobody else may read it."""
    session = signed_in(accounts)
    token = accounts.make_token("Ana", label="feed", role="reader", days=7, now=NOW)
    path = tmp_path / "accounts.db"
    data = path.read_bytes()
    for secret in (PASSWORD, session, token.split("_", 2)[2]):
        assert secret.encode() not in data
    assert path.stat().st_mode & 0o077 == 0


def test_only_the_right_password_opens(accounts: Accounts) -> None:
    """Not another one's, not an unknown name, not an empty one."""
    assert accounts.session(signed_in(accounts), now=NOW).name == "Ana"
    for name, password in (("Ana", PASSWORD + "!"), ("Zoe", PASSWORD), ("Ana", ""), ("ana", PASSWORD)):
        assert accounts.sign_in(name, password, address="10.0.0.2", now=NOW) is None


@pytest.mark.parametrize(("after", "used", "holds"), [
    (IDLE - timedelta(seconds=1), [], True),
    (IDLE, [], False),
    (IDLE + timedelta(hours=1), [timedelta(hours=1, minutes=30)], True),
    (SESSION, [timedelta(hours=hour) for hour in range(1, 12)], False),
])  # fmt: skip
def test_a_session_ends(accounts: Accounts, after: timedelta, used: list[timedelta], holds: bool) -> None:
    """Two hours after it was last used, and twelve hours after it began, whatever happens."""
    secret = signed_in(accounts)
    for at in used:
        assert accounts.session(secret, now=NOW + at) is not None
    assert (accounts.session(secret, now=NOW + after) is not None) == holds
    if not holds:
        assert accounts.session(secret, now=NOW) is None


def test_signing_out_and_being_locked_out_end_every_session(accounts: Accounts) -> None:
    """At once, and with the tokens."""
    first, second, ana = signed_in(accounts, "Ben"), signed_in(accounts, "Ben"), signed_in(accounts)
    token = accounts.make_token("Ben", label="", role="reader", days=7, now=NOW)
    accounts.sign_out(first)
    assert accounts.session(first, now=NOW) is None
    assert accounts.session(second, now=NOW) is not None
    accounts.change("Ben", active=False)
    assert accounts.session(second, now=NOW) is None
    assert accounts.token(token, now=NOW) is None
    assert accounts.session(ana, now=NOW) is not None
    assert accounts.sign_in("Ben", PASSWORD + "!", address="10.0.0.1", now=NOW) is None


def test_another_password_ends_what_the_old_one_began(accounts: Accounts) -> None:
    """Whoever knew the old one is out."""
    secret = signed_in(accounts, "Ben")
    accounts.change("Ben", password="another long one")
    assert accounts.session(secret, now=NOW) is None
    assert accounts.sign_in("Ben", "another long one", address="10.0.0.1", now=NOW)


def test_guessing_is_slowed_down(accounts: Accounts) -> None:
    """Ten wrong ones for one name, from anywhere, or from one address, for any name; a window later it goes on."""
    for number in range(ATTEMPTS):
        assert accounts.sign_in("Ben", "wrong", address=f"10.0.1.{number}", now=NOW) is None
    with pytest.raises(TooManyError):
        accounts.sign_in("Ben", PASSWORD + "!", address="10.0.2.1", now=NOW)
    for number in range(ATTEMPTS):
        assert accounts.sign_in(f"nobody {number}", "wrong", address="10.0.3.1", now=NOW) is None
    with pytest.raises(TooManyError):
        accounts.sign_in("Ana", PASSWORD, address="10.0.3.1", now=NOW)
    assert accounts.sign_in("Ben", PASSWORD + "!", address="10.0.2.1", now=NOW + WINDOW + timedelta(seconds=1))


def test_signing_in_often_is_no_guessing(accounts: Accounts) -> None:
    """Attempts that succeed do not count."""
    for _ in range(ATTEMPTS + 2):
        signed_in(accounts)


def test_a_token_gives_what_it_was_given_and_no_more_than_the_person_has(accounts: Accounts) -> None:
    """Its role, cut to the person's as it is now; to its last day; for whoever holds the whole of it."""
    token = accounts.make_token("Ana", label="sync", role="analyst", days=7, now=NOW)
    assert accounts.token(token, now=NOW).role == "analyst"
    accounts.add("Cleo", "admin", PASSWORD, now=NOW)
    accounts.change("Ana", role="reader")
    assert accounts.token(token, now=NOW).role == "reader"
    assert accounts.token(token, now=NOW + timedelta(days=7)) is None
    assert accounts.token(token[:-1], now=NOW) is None
    assert accounts.token("tly__", now=NOW) is None
    assert accounts.token("", now=NOW) is None
    accounts.revoke(token)
    assert accounts.token(token, now=NOW) is None
    with pytest.raises(UsageError, match="reader"):
        accounts.make_token("Ben", label="", role="admin", days=1, now=NOW)


@pytest.mark.parametrize(
    ("name", "role", "password"),
    [
        ("", "reader", PASSWORD),
        ("a\nb", "reader", PASSWORD),
        ("Zoe", "owner", PASSWORD),
        ("Zoe", "reader", "short"),
        ("Ana", "reader", PASSWORD),
    ],
)
def test_an_account_that_cannot_be_is_refused(accounts: Accounts, name: str, role: str, password: str) -> None:
    """No name, no such role, a short password, a name that is taken; nothing is written."""
    before = accounts.members()
    with pytest.raises(UsageError):
        accounts.add(name, role, password, now=NOW)
    assert accounts.members() == before


def test_somebody_must_be_left_who_can_let_others_in(accounts: Accounts) -> None:
    """The last admin keeps the role, and is not locked out."""
    for change in ({"role": "reader"}, {"active": False}):
        with pytest.raises(UsageError, match="no admin"):
            accounts.change("Ana", **change)
    assert accounts.members()[0].role == "admin"


def test_no_file_is_no_open_door(tmp_path: Path) -> None:
    """A path with a slip in it is told, not taken for accounts of nobody."""
    with pytest.raises(SettingsError, match="tally account add"):
        Accounts(tmp_path / "none.db")
