import json
import re
from datetime import datetime
from pathlib import Path

import pytest

from tallystick.examples import paths

KEYS = {"id", "title", "text", "published_at", "outlet", "url", "language"}


def lines() -> list[dict[str, str]]:
    """Every line of the JSON lines examples."""
    rows = (path.read_text(encoding="utf-8").splitlines() for path in paths() if path.suffix == ".jsonl")
    return [json.loads(line) for group in rows for line in group]


def texts() -> list[str]:
    """The prose of every example report."""
    found = [line["text"] for line in lines()]
    for path in paths():
        whole = path.read_text(encoding="utf-8")
        if path.suffix == ".html":
            found.append(re.sub(r"<[^>]+>", " ", whole.split("<article>")[1].split("</article>")[0]))
        elif path.suffix == ".txt":
            found.append(whole)
    return found


def test_paths_are_sorted_files() -> None:
    """The examples come in the order of their names, and each is there."""
    assert paths() == sorted(paths())
    assert all(path.is_file() for path in paths())
    assert {path.suffix for path in paths()} == {".html", ".jsonl", ".txt"}


def test_there_are_enough_reports() -> None:
    """At least a dozen reports, each a short one."""
    lengths = [len(text.split()) for text in texts()]
    assert len(lengths) >= 12
    assert min(lengths) >= 120
    assert max(lengths) <= 300


@pytest.mark.parametrize("row", lines(), ids=lambda row: row["id"])
def test_a_line_has_exactly_the_keys_of_the_contract(row: dict[str, str]) -> None:
    """A JSON line has the contract's keys, a readable time, and an address that nobody can own."""
    assert set(row) == KEYS
    datetime.fromisoformat(row["published_at"])
    assert re.match(r"https://[a-z-]+\.example/", row["url"])


def test_ids_and_addresses_are_used_once() -> None:
    """No two reports share an id or an address."""
    assert len({row["id"] for row in lines()}) == len(lines())
    assert len({row["url"] for row in lines()}) == len(lines())


@pytest.mark.parametrize("path", [path for path in paths() if path.suffix == ".html"], ids=lambda path: path.name)
def test_a_page_says_who_and_when(path: Path) -> None:
    """An HTML example carries its outlet and its time of publication with zone."""
    whole = path.read_text(encoding="utf-8")
    time = re.search(r'property="article:published_time" content="([^"]+)"', whole)
    assert time
    assert datetime.fromisoformat(time.group(1)).tzinfo is not None
    assert 'property="og:site_name"' in whole


def test_the_live_page_keeps_its_original_entry_below_the_update() -> None:
    """The live page tells 57 above the heading of 13 January, and at least 15 below it."""
    page = next(path for path in paths() if "live-blog" in path.name).read_text(encoding="utf-8")
    update, _, entry = page.partition("ORIGINAL ENTRY, JAN 13:")
    assert "57" in update
    assert "at least 15" in entry
    assert "at least 15" not in update


def test_the_partial_admission_is_told() -> None:
    """The army's own losses stand beside the total, and never instead of it."""
    assert any("one soldier was martyred and 12 others were wounded" in text for text in texts())
