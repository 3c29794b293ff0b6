"""Our own table of times in news as a corpus: its rows, and whether a reader gives each expression its days.

Right: the expression that overlaps most with the words of the row has the same first and last day; where nobody can
tell the day ("?"), none is given; where a sentence has no expression of time, none with days is found.
"""

from __future__ import annotations

import collections
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml

from tallystick.extract.when import Setting, find_times

TABLE = Path(__file__).parent.parent / "tests" / "cases" / "news_times.yaml"
PUBLISHED = date(2022, 6, 15)
"""Where a row gives no time of publication."""
Row = dict[str, Any]
Found = tuple[int, int, str | None, str | None]
"""Start, end, first day, last day."""
Reads = Callable[[Row], Sequence[Found]]


@dataclass(frozen=True, slots=True)
class Outcome:
    """One expression of a row: what it means and what was read."""

    wording: str
    wanted: str
    got: str
    right: bool


def rows_of(file: Path) -> list[Row]:
    """The rows of the table, each with the part of the table it stands in."""
    table = yaml.safe_load(file.read_text(encoding="utf-8"))
    return [{**row, "part": part} for part, rows in table.items() for row in rows]


def published(row: Row) -> datetime | None:
    """The instant of publication; the start of the day where only the day is given; None where it is not known."""
    given = row.get("published", PUBLISHED)
    if given is None:
        return None
    if isinstance(given, str):
        return datetime.fromisoformat(given.replace("Z", "+00:00"))
    return datetime.combine(given, time(0), UTC)


def day_there(row: Row) -> date | None:
    """The day of publication where it happened."""
    at = published(row)
    if at is not None and isinstance(row.get("published"), str):
        at = at.astimezone(ZoneInfo(row.get("zone", "UTC")))
    return at.date() if at is not None else None


def ours(row: Row) -> list[Found]:
    """What our resolver gives."""
    setting = Setting(country=row.get("country"), order=row.get("order"))
    return [
        (w.start, w.end, w.first and w.first.isoformat(), w.last and w.last.isoformat())
        for w in find_times(row["say"], day_there(row), setting=setting)
    ]


def by(find: Callable[[str, date | None], Iterable[Found]]) -> Reads:
    """Another finder of times as a reader of rows; it is told the day of publication at the place."""
    return lambda row: list(find(row["say"], day_there(row)))


def outcomes(row: Row, reads: Reads = ours) -> list[Outcome]:
    """The expressions of a row, each with whether it was read right."""
    found = reads(row)
    if not row["is"]:
        dated = [row["say"][a:b] for a, b, first, _ in found if first is not None]
        return [Outcome("", "no expression", ", ".join(dated), not dated)]
    made, at = [], 0
    for expected in row["is"]:
        wording, days = expected.rsplit(" = ", 1)
        begin = row["say"].lower().find(wording.lower(), at)
        if begin < 0:
            raise ValueError(f"{wording!r} does not stand in {row['say']!r}")
        end = at = begin + len(wording)
        touching = [one for one in found if one[0] < end and begin < one[1]]
        best = max(touching, key=lambda one: min(one[1], end) - max(one[0], begin), default=None)
        got = "nothing" if best is None else _days(best)
        made.append(Outcome(wording, days, got, got == days or (days == "?" and best is None)))
    return made


def _days(found: Found) -> str:
    first, last = found[2], found[3]
    if first is None:
        return "?"
    return first if last == first else f"{first}..{last}"


def figures(rows: Iterable[Row], reads: Reads = ours) -> dict[str, float]:
    """Share of expressions read right, in the whole table and in each part of it."""
    right, total = collections.Counter[str](), collections.Counter[str]()
    for row in rows:
        for one in outcomes(row, reads):
            for name in ("all", row["part"], "none" if not row["is"] else ""):
                if name:
                    total[name] += 1
                    right[name] += one.right
    return {f"{name} right": right[name] / total[name] for name in sorted(total)}
