"""Sentences and the figures that must be read from them, and those from which none may be read."""

import re
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml

from tallystick.extract.claims import Knowledge, extract
from tallystick.model import Claim, Reading, Report

TABLES = ("quantities", "outcomes", "not_harm", "groups", "breakdowns", "scope")
FOLDER = Path(__file__).parents[2] / "cases"
FIGURE = re.compile(
    r"(?P<outcome>[a-z]+) (?P<low>\d+)(?:(?P<open>\+)|-(?P<high>\d+))?(?: “(?P<wording>[^”]*)”)?(?P<group>[^<\[(]*)"
    r"(?:\((?P<status>[a-z]+)\) ?)?(?:< (?P<whole>\d+) ?)?(?:\[(?P<scope>[a-z]+)\])?"
)


class Row(NamedTuple):
    """One row of a table."""

    table: str
    case: dict[str, Any]
    expected: list[str]
    beyond: bool


def _rows() -> list[Row]:
    rows = []
    for table in TABLES:
        lists = yaml.safe_load((FOLDER / f"{table}.yaml").read_text(encoding="utf-8"))
        rows += [Row(table, case, case["is"], beyond=False) for case in lists["cases"]]
        rows += [Row(table, case, case["is"], beyond=True) for case in lists.get("beyond") or []]
    return rows


ROWS = _rows()
READ = [row for row in ROWS if not row.beyond]
BEYOND = [row for row in ROWS if row.beyond]


def _name(row: Row) -> str:
    return f"{row.table}: {row.case.get('title') or row.case['say']}"[:70]


@pytest.fixture(scope="session")
def read(known: Knowledge) -> Any:
    """A row's text as read, each text once a session."""

    @cache
    def reading(title: str, say: str) -> Reading:
        return extract(Report(id="rep_0", title=title, text=say), known=known)

    return reading


def _reading(read: Any, row: Row) -> Reading:
    result: Reading = read(row.case.get("title", ""), row.case["say"])
    return result


def _harms(reading: Reading) -> list[Claim]:
    return [claim for claim in reading.claims if claim.kind == "harm"]


def _fits(figure: str, claim: Claim, reading: Reading) -> bool:
    match = FIGURE.fullmatch(figure)
    assert match is not None, f"a row says {figure!r}, which is not of the form that quantities.yaml tells"
    harm, low = claim.harm, int(match["low"])
    assert harm is not None
    high = None if match["open"] else int(match["high"] or low)
    if (harm.outcome, harm.quantity.low, harm.quantity.high) != (match["outcome"], low, high):
        return False
    group = match["group"].strip()
    wholes = {c.id: c.harm.quantity.low for c in _harms(reading)}
    return (
        (not match["wording"] or harm.quantity.wording == match["wording"])
        and (not group or harm.group.wording == group)
        and (not match["status"] or harm.group.status == match["status"])
        and (not match["scope"] or harm.scope == match["scope"])
        and (not match["whole"] or wholes.get(harm.part_of) == int(match["whole"]))
    )


def _agrees(row: Row, reading: Reading) -> bool:
    """Whether each figure of the row has its own claim, and each claim its figure."""
    left = _harms(reading)
    for figure in row.expected:
        fitting = next((claim for claim in left if _fits(figure, claim, reading)), None)
        if fitting is None:
            return False
        left.remove(fitting)
    return not left


def _told(reading: Reading) -> list[str]:
    """What was read, in the form of the tables."""
    wholes = {c.id: c.harm.quantity.low for c in _harms(reading)}
    lines = []
    for claim in _harms(reading):
        harm = claim.harm
        low, high = harm.quantity.low, harm.quantity.high
        bounds = f"{low}+" if high is None else f"{low}" if low == high else f"{low}-{high}"
        whole = f" < {wholes[harm.part_of]}" if harm.part_of else ""
        group = f"{harm.group.wording} ({harm.group.status}){whole} [{harm.scope}]"
        lines.append(f"{harm.outcome} {bounds} “{harm.quantity.wording}” {group}")
    return lines


@pytest.mark.parametrize("row", READ, ids=_name)
def test_figures_are_read(row: Row, read: Any) -> None:
    """Each row's text gives the figures that the row lists, and no other."""
    reading = _reading(read, row)
    assert _agrees(row, reading), f"wanted {row.expected}, read {_told(reading)}"


@pytest.mark.parametrize("row", BEYOND, ids=_name)
def test_rows_beyond_reach_still_fail(row: Row, read: Any) -> None:
    """A row listed as beyond reach is not read right yet; when it is, it belongs among the cases."""
    assert not _agrees(row, _reading(read, row)), "this row passes now: move it up to `cases`"


@pytest.mark.parametrize("row", ROWS, ids=_name)
def test_every_wording_stands_in_the_report_letter_for_letter(row: Row, read: Any) -> None:
    """Quotes and wordings are cut from the report itself, not from a copy with lowered headlines."""
    reading = _reading(read, row)
    report = reading.report
    both = f"{report.title}\n{report.text}"
    for claim in reading.claims:
        source = report.title if claim.in_ == "title" else report.text
        assert source[claim.span[0] : claim.span[1]] == claim.quote
        assert all(speaker.wording in both for speaker in claim.attribution.speakers)
    for claim in _harms(reading):
        assert claim.harm.quantity.wording in both
        assert claim.harm.group.wording in both


def test_no_text_stands_in_two_rows() -> None:
    """A text is told once, so that no two rows can disagree about it."""
    texts = [(row.case.get("title", ""), row.case["say"]) for row in ROWS]
    assert sorted(texts) == sorted(set(texts))
