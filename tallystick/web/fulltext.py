"""Which reports and claims hold some words: an index in memory, made from what the pages may show.

The index is a cache beside the ledger, not a part of it: it can be made again from the ledger at any time, and it
is made from readings whose names of harmed people are covered, so that nobody is found by a name that no page shows.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable
from threading import Lock
from typing import NamedTuple

from tallystick.model import Reading, global_id

MOST_WORDS = 12
MOST_HITS = 200
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
    excerpt: tuple[Piece, ...]


class FullText:
    """An index over readings."""

    def __init__(self, readings: Iterable[Reading]) -> None:
        self._lock = Lock()
        self._held = sqlite3.connect(":memory:", check_same_thread=False)
        # Accents do not divide, so that "Sanaa" finds "Ṣan‘ā’"; Arabic words are cut at their spaces.
        self._held.execute(
            "CREATE VIRTUAL TABLE said USING fts5"
            "(report UNINDEXED, claim UNINDEXED, words, tokenize = 'unicode61 remove_diacritics 2')"
        )
        self._held.executemany("INSERT INTO said VALUES (?, ?, ?)", _rows(readings))

    def find(self, words: str, *, most: int = MOST_HITS) -> list[Hit]:
        """Claims first, then reports, each best first; every word must stand there, the last one may be begun."""
        wanted = _WORD.findall(words)[:MOST_WORDS]
        if not wanted:
            return []
        # Each word in quotes is a word and nothing else: no operator of FTS5 can be typed in.
        asked = " ".join(f'"{word}"' for word in wanted) + "*"
        with self._lock:
            rows = self._held.execute(
                "SELECT report, claim, snippet(said, 2, ?, ?, '…', 30) FROM said WHERE said MATCH ?"
                " ORDER BY claim IS NULL, rank, report, claim LIMIT ?",
                (_OPEN, _CLOSE, asked, most),
            ).fetchall()
        return [Hit(report, claim, _pieces(excerpt)) for report, claim, excerpt in rows]

    def close(self) -> None:
        """Let go of the memory."""
        with self._lock:
            self._held.close()


def _rows(readings: Iterable[Reading]) -> Iterable[tuple[str, str | None, str]]:
    for reading in readings:
        report = reading.report
        yield report.id, None, _plain(f"{report.title}\n{report.text}")
        for claim in reading.claims:
            speakers = " ".join(speaker.wording for speaker in claim.attribution.speakers)
            yield (
                report.id,
                global_id(report.id, claim.id),
                _plain(f"{claim.quote} · {speakers}" if speakers else claim.quote),
            )


def _plain(text: str) -> str:
    """Without the two signs that mark a hit, and without what SQLite cannot store."""
    return text.translate({2: " ", 3: " "}).encode("utf-8", "replace").decode("utf-8")


def _pieces(excerpt: str) -> tuple[Piece, ...]:
    pieces, hit = [], False
    for part in re.split(f"([{_OPEN}{_CLOSE}])", excerpt):
        if part in (_OPEN, _CLOSE):
            hit = part == _OPEN
        elif part:
            pieces.append(Piece(part, hit))
    return tuple(pieces)
