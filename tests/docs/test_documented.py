from __future__ import annotations

import ast
import inspect
import re
from pathlib import Path

import pytest

from tallystick import api, errors
from tallystick.cli.main import app
from tallystick.errors import TallystickError
from tallystick.settings import PREFIX, Settings

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
ERRORS = (ROOT / "docs/errors.md").read_text(encoding="utf-8")
SOURCES = sorted((ROOT / "tallystick").rglob("*.py"))


def documented_codes() -> set[str]:
    """The titles of the paragraphs of docs/errors.md."""
    return set(re.findall(r"^### (\S+)$", ERRORS, re.M))


def error_codes() -> set[str]:
    """The codes of all our exceptions."""
    classes = [
        value for value in vars(errors).values() if inspect.isclass(value) and issubclass(value, TallystickError)
    ]
    return {found.code for found in classes}


def problem_codes() -> set[str]:
    """Every code that the source gives to a problem or an unreadable report, read from its syntax."""
    found: set[str] = set()
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                found |= _codes_in(node)
    return found


def _codes_in(call: ast.Call) -> set[str]:
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    given: list[ast.expr] = []
    if name == "Problem":
        given = [word.value for word in call.keywords if word.arg == "code"]
    elif name in ("UnreadableReportError", "FetchError"):
        given = call.args[:1]
    elif name in ("_problem", "_unread"):
        given = call.args[1:2]
    return {one.value for one in given if isinstance(one, ast.Constant) and isinstance(one.value, str)}


def test_every_error_has_a_paragraph() -> None:
    """Whoever searches for a code finds what it means and what to do."""
    assert error_codes() <= documented_codes()


def test_every_problem_has_a_paragraph() -> None:
    """The same for problems."""
    codes = problem_codes()
    assert {"empty", "binary", "no-claims", "unreadable"} <= codes
    assert codes <= documented_codes()


def test_no_paragraph_is_about_nothing() -> None:
    """A code that no source has any more is not documented."""
    text = "".join(path.read_text(encoding="utf-8") for path in SOURCES)
    assert [code for code in documented_codes() if f'"{code}"' not in text] == []


@pytest.mark.parametrize("command", sorted(each.callback.__name__ for each in app.registered_commands))
def test_every_command_is_in_the_readme(command: str) -> None:
    """The README's table has each command."""
    assert re.search(rf"\| `tally {command}\b", README)


@pytest.mark.parametrize("setting", Settings.__struct_fields__)
def test_every_setting_is_in_the_readme(setting: str) -> None:
    """Each setting with its variable."""
    assert f"`{PREFIX}{setting.upper()}`" in README


def test_every_public_function_says_what_it_does() -> None:
    """The surface of the library has no name without a sentence."""
    public = [value for name, value in vars(api).items() if not name.startswith("_") and inspect.isfunction(value)]
    own = [value for value in public if value.__module__.startswith(f"{api.__name__}.")]
    assert len(own) >= 30
    assert [value.__name__ for value in own if not inspect.getdoc(value)] == []
