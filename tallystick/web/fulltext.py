"""Which reports and claims hold some words.

The index holds what the pages may show, with the names of harmed people covered, so that nobody is found by a name that
no page shows.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from tallystick.web.snapshot import Snapshot

MOST_WORDS = 12
MOST_HITS = 200
MOST_RANKED = 2_000
"""Words that more hold are told by when they were recorded, the last first: none of so many is best, and to weigh each
takes 3 microseconds."""
_WORD = re.compile(r"[^\W_]+")
_OPEN, _CLOSE = "\x02", "\x03"


class Piece(NamedTuple):
    """A stretch of an excerpt; `hit` where it is one of the words looked for."""

    text: str
    hit: bool


class Hit(NamedTuple):
    """A report, or a claim of one, that holds the words."""

    report: str
    claim: str | None
    """Ledger-wide id; None = the report's title or text."""
    marked: str
    """An excerpt, with signs before and after each word."""

    @property
    def excerpt(self) -> tuple[Piece, ...]:
        """What to show of it."""
        return _pieces(self.marked)


def find(held: Snapshot, words: str, *, most: int = MOST_HITS) -> list[Hit]:
    """Claims first, then reports, each best first; every word must stand there, the last one may be begun."""
    asked = _asked(words)
    if not asked:
        return []
    found = _best(held, "said", "claim", 2, asked, most)
    if len(found) < most:
        found += _best(held, "told", "NULL", 1, f"words : ({asked})", most - len(found))
    return found


def reports(held: Snapshot, words: str) -> set[str]:
    """All the reports that hold these words, in their text or in one of their claims, however many they are."""
    asked = _asked(words)
    if not asked:
        return set()
    in_text = held.rows("SELECT report FROM told WHERE told MATCH ?", (f"words : ({asked})",))
    in_claims = held.rows("SELECT report FROM said WHERE said MATCH ?", (asked,))
    return {report for (report,) in (*in_text, *in_claims)}


def _asked(words: str) -> str:
    """What FTS5 is asked; empty where there is no word."""
    wanted = _WORD.findall(words)[:MOST_WORDS]
    # Each word in quotes is a word and nothing else: no operator of FTS5 can be typed in.
    return " ".join(f'"{word}"' for word in wanted) + "*" if wanted else ""


def _best(held: Snapshot, table: str, claim: str, column: int, asked: str, most: int) -> list[Hit]:
    ((many,),) = held.rows(
        f"SELECT count(*) FROM (SELECT 1 FROM {table} WHERE {table} MATCH ? LIMIT ?)", (asked, MOST_RANKED)
    )
    is_ranked = many < MOST_RANKED
    rows = held.rows(
        f"SELECT {'rank' if is_ranked else 'NULL'}, report, {claim}, snippet({table}, {column}, ?, ?, '…', 30) "
        f"FROM {table} WHERE {table} MATCH ? ORDER BY {'rank' if is_ranked else 'rowid DESC'} LIMIT ?",
        (_OPEN, _CLOSE, asked, most),
    )
    if is_ranked:  # of equally good ones the ids decide, so that two who hold the same tell it in the same order
        rows.sort(key=lambda row: (row[0], row[1], row[2] or ""))
    return [Hit(report, claim, excerpt) for _, report, claim, excerpt in rows]


def _pieces(excerpt: str) -> tuple[Piece, ...]:
    pieces, hit = [], False
    for part in re.split(f"([{_OPEN}{_CLOSE}])", excerpt):
        if part in (_OPEN, _CLOSE):
            hit = part == _OPEN
        elif part:
            pieces.append(Piece(part, hit))
    return tuple(pieces)
