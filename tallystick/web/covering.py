"""What people put right, with the names of harmed people covered that its report has covered.

A correction keeps words of its report, and is no part of the reading any more once it was taken back. So the words that
the report hides are looked for in it.
"""

from __future__ import annotations

import re
from typing import Any

import msgspec
from msgspec.structs import replace

from tallystick.export.withheld import COVER
from tallystick.model import Judgement, Reading, T, to_builtins

_CODES = frozenset({"id", "kind", "type", "role", "verdict", "rule", "source", "in"})


def covered_judgement(judgement: Judgement, raw: Reading, shown: Reading) -> Judgement:
    """A judgement whose place, claim and incident show no name that is covered in its report.

    Args:
        raw, shown: the report that it corrects, and the same with names covered, mark for letter.
    """
    hidden = _hidden(raw.report.text, shown.report.text) | _hidden(raw.report.title, shown.report.title)
    if not hidden:
        return judgement
    longest = sorted(hidden, key=lambda word: (-len(word), word))
    pattern = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest))})(?!\w)")
    parts: dict[str, Any] = {
        name: _covered(part, pattern)
        for name in ("place", "claim", "mention")
        if (part := getattr(judgement, name)) is not msgspec.UNSET
    }
    return replace(judgement, **parts)


def _hidden(raw: str, shown: str) -> set[str]:
    """The words of a text that are covered in the other."""
    return {
        match.group()
        for match in re.finditer(r"\w+", raw)
        if COVER in shown[match.start() : match.end()] and COVER not in match.group()
    }


def _covered(record: T, pattern: re.Pattern[str]) -> T:
    return msgspec.convert(_with_marks(to_builtins(record), pattern), type(record))


def _with_marks(value: Any, pattern: re.Pattern[str]) -> Any:
    if isinstance(value, str):
        return pattern.sub(lambda match: COVER * len(match.group()), value)
    if isinstance(value, dict):
        return {name: one if name in _CODES else _with_marks(one, pattern) for name, one in value.items()}
    return [_with_marks(one, pattern) for one in value] if isinstance(value, (list, tuple)) else value
