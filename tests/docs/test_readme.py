from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from tallystick import api
from tallystick.cli.main import main
from tests.docs.excerpts import CUTS, README, blocks, demo_output, excerpt

ROOT = README.parent
TEXT = README.read_text(encoding="utf-8")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A place where the README's commands can be typed without leaving anything behind."""
    (tmp_path / "tallystick").symlink_to(ROOT / "tallystick")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def fenced(language: str) -> list[str]:
    """The contents of the README's blocks of one language."""
    return re.findall(rf"```{language}\n(.*?)```", TEXT, re.S)


def test_the_demo_prints_what_the_readme_shows() -> None:
    """Each excerpt is what the demo prints now; `make readme` renews them."""
    shown = blocks(TEXT)
    output = demo_output()
    assert shown
    assert shown == {name: excerpt(output, name) for name in CUTS if name in shown}


def test_every_command_runs(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Each `tally` line of a block can be typed as it stands, with an event's id for EVENT; none is wrong usage."""
    lines = [line for block in fenced("sh") for line in block.splitlines() if line.startswith("tally ")]
    assert len(lines) >= 7
    for line in lines:
        words = shlex.split(line, comments=True)[1:]
        if "EVENT" in words:
            event = max(api.events("tally.db"), key=lambda event: len(event.reports)).id
            words = [event[:12] if word == "EVENT" else word for word in words]
        assert main(words) in (0, 1), line
        assert capsys.readouterr().out, line


def test_every_python_block_runs(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The library is used as shown, and finds what the sentence says."""
    for block in fenced("python"):
        exec(compile(block, "README.md", "exec"), {})
    told = capsys.readouterr().out
    assert "killed at least nine people" in told
    assert "evt_" in told


def test_every_target_of_make_is_there() -> None:
    """A `make` line of the README names a target of the Makefile."""
    targets = re.findall(r"^(\w+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M)
    named = re.findall(r"make (\w+)", "".join(fenced("sh")))
    assert named
    assert set(named) <= set(targets)


def test_links_lead_somewhere() -> None:
    """Every file that the README and the docs link to is there."""
    for page in (README, ROOT / "CONTRIBUTING.md", *(ROOT / "docs").rglob("*.md")):
        links = re.findall(r"\]\((?!https?:)([^)#]+)", page.read_text(encoding="utf-8"))
        assert [link for link in links if not (page.parent / link).exists()] == [], page


def test_the_first_screen_shows_both_commands() -> None:
    """Who opens the page sees how to try it without scrolling."""
    first = TEXT.splitlines()[:20]
    assert any(line.startswith("make demo") for line in first)
    assert any(line.startswith("make test") for line in first)
    assert len(TEXT.splitlines()) <= 160
