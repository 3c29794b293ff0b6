from __future__ import annotations

import io
from pathlib import Path

import pytest

from tallystick.cli.main import main

pytest.importorskip("argon2", reason="the extra 'web' is not installed")


@pytest.fixture
def account(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    """Run `tally account` in an empty folder, with a line on standard input."""
    monkeypatch.chdir(tmp_path)

    def run(*words: str, line: str = "a long enough one\n") -> tuple[int, str, str]:
        monkeypatch.setattr("sys.stdin", io.StringIO(line))
        code = main(["account", *words])
        told = capsys.readouterr()
        return code, told.out, told.err

    return run


def test_accounts_are_made_listed_and_changed(account, tmp_path: Path) -> None:
    """Beside the ledger, in a file of their own; the password comes from standard input."""
    assert account("add", "ana", "--role", "admin")[0] == 0
    assert account("add", "ben")[0] == 0
    assert (tmp_path / "tally.db.accounts").exists()
    assert not (tmp_path / "tally.db").exists()
    assert account("role", "ben", "--role", "analyst")[0] == 0
    assert account("off", "ben")[0] == 0
    assert account("list")[1] == "ana\tadmin\nben\tanalyst, locked out\n"


def test_a_token_is_printed_alone(account) -> None:
    """So that it can be piped; what is said about it goes to stderr."""
    account("add", "ana", "--role", "admin")
    code, out, err = account("token", "ana", "--label", "sync")
    assert (code, out[:4], out.count("\n")) == (0, "tly_", 1)
    assert "once" in err
    assert account("revoke", out.strip())[0] == 0
    assert account("revoke", out.strip())[0] == 2


@pytest.mark.parametrize("words", [("list",), ("add", "ana", "--role", "owner"), ("forget", "ana")])
def test_wrong_usage_is_told(account, words: tuple[str, ...]) -> None:
    """No accounts yet, no such role, no such act: exit 2."""
    if words[0] == "forget":
        account("add", "zoe", "--role", "admin")
    assert account(*words)[0] == 2


def test_a_short_password_is_refused(account, tmp_path: Path) -> None:
    """With what was expected."""
    code, _, err = account("add", "ana", line="short\n")
    assert code == 2
    assert "12 characters" in err
