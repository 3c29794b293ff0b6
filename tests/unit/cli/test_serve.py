from __future__ import annotations

from pathlib import Path

import pytest

from tallystick.cli import serve
from tallystick.cli.main import main


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.4", "example.org"])
def test_without_accounts_nobody_else_is_served(
    host: str, capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An address that others can reach is refused before anything listens."""
    monkeypatch.chdir(tmp_path)
    assert main(["serve", "--host", host]) == 2
    assert "without accounts" in capsys.readouterr().err


def test_a_missing_ledger_is_told_before_it_listens(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Exit 2 with the path."""
    monkeypatch.chdir(tmp_path)
    assert main(["serve", "--ledger", "nowhere.db"]) == 2
    assert "nowhere.db" in capsys.readouterr().err


def test_a_missing_extra_is_named(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever installed the base alone reads what to install."""
    monkeypatch.setattr(serve, "NEEDED", ("fastapi", "a_package_that_nobody_has"))
    assert main(["serve"]) == 2
    told = capsys.readouterr().err
    assert "a_package_that_nobody_has" in told
    assert "tallystick[web]" in told


def test_with_accounts_others_are_served_over_https_only(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Passwords never pass in the clear; other names need accounts; accounts must be there."""
    monkeypatch.chdir(tmp_path)
    assert main(["serve", "--host", "0.0.0.0", "--accounts", "a.db"]) == 2
    assert "in the clear" in capsys.readouterr().err
    assert main(["serve", "--names", "desk.example.org"]) == 2
    assert "without accounts" in capsys.readouterr().err
