from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from tallystick.errors import SettingsError, UsageError
from tallystick.reconcile import profiles
from tallystick.reconcile.profiles import OURS, profile_named, profile_names
from tallystick.reconcile.reasons import CODES
from tests.readings import SNHR, SOHR, Speaker, at, harm, report, told
from tests.unit.reconcile.cases import killed, one_event

DOCS = Path(__file__).parents[2] / "docs"
HOWTO = (DOCS / "howto/write-a-profile.md").read_text(encoding="utf-8")
PROFILES = (DOCS / "profiles.md").read_text(encoding="utf-8")
DOCTOR = Speaker(wording="a doctor of Mercy hospital", source="org:mercy", kind="medical")


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):  # type: ignore[no-untyped-def]
    """Installs a module with entry points, as pip would, for the length of a test."""

    def install(entry_points: str, code: str = "") -> None:
        (tmp_path / "middle.py").write_text(code, encoding="utf-8")
        metadata = tmp_path / "desk-1.0.dist-info"
        metadata.mkdir()
        (metadata / "METADATA").write_text("Metadata-Version: 2.1\nName: desk\nVersion: 1.0\n", encoding="utf-8")
        (metadata / "entry_points.txt").write_text(f"[{profiles.GROUP}]\n{entry_points}\n", encoding="utf-8")
        monkeypatch.syspath_prepend(tmp_path)
        _forget()

    yield install
    sys.modules.pop("middle", None)
    monkeypatch.undo()
    _forget()


def _forget() -> None:
    profiles._doors.cache_clear()
    profile_named.cache_clear()


def block(language: str) -> str:
    """The first block of a language in the how-to."""
    found = re.search(rf"```{language}\n(.*?)```", HOWTO, re.S)
    assert found is not None
    return found.group(1)


def test_the_profile_of_the_howto_runs(installed) -> None:  # type: ignore[no-untyped-def]
    """Written as the page has it and installed, it is a profile like the others."""
    line = next(line for line in block("toml").splitlines() if line.startswith("middle"))
    installed(line.replace('"', ""), block("python"))
    story = report("a", at(13), told(), harm("c1", 12, by=SOHR), harm("c2", 20, by=SNHR), harm("c3", 25, by=DOCTOR))
    event = one_event(story, profile="middle")
    assert profile_names() == (*OURS, "middle")
    assert killed(event) == (12, 20, 25)
    assert {item.claim: item.passage for item in event.tally.set_aside} == dict.fromkeys(
        ["rep_a/c1", "rep_a/c3"], "middle.voice"
    )


def test_nobody_replaces_a_profile_of_ours(installed) -> None:  # type: ignore[no-untyped-def]
    """An installed package cannot change what `ucdp` means."""
    installed("ucdp = middle:middle", "middle = 1")
    assert profile_named("ucdp").__module__ == "tallystick.reconcile.profiles.ucdp"


@pytest.mark.parametrize(
    ("line", "code", "found"),
    [("broken = middle:nothing", "", "AttributeError"), ("broken = middle:middle", "middle = 1", "found int")],
)
def test_a_profile_that_cannot_be_used_says_why(installed, line: str, code: str, found: str) -> None:  # type: ignore[no-untyped-def]
    """The message names the profile and what is wrong with it."""
    installed(line, code)
    with pytest.raises(SettingsError, match=found):
        profile_named("broken")


def test_an_unknown_profile_is_a_wrong_call() -> None:
    """The message lists those that there are."""
    with pytest.raises(UsageError, match="ledger, ucdp, acled"):
        profile_named("nobody")


def test_every_code_is_in_the_table() -> None:
    """Codes of the source and codes of the page are the same."""
    assert set(re.findall(r"^\| `(\w+)` \| [^|]+ \|$", PROFILES, re.M)) == set(CODES)


@pytest.mark.parametrize("name", OURS)
def test_every_profile_is_on_the_page(name: str) -> None:
    """Each with a row."""
    assert f"| `{name}` |" in PROFILES
