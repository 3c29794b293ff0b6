"""What a watch has to visit, and when: kept beside the ledger, so that it goes on after a restart.

Nothing here is part of the record. Whoever throws the file away loses only what was seen when: feeds and pages are
asked again, and the ledger knows what it holds. Each step is one transaction: a feed's new pages and the mark of the
version that named them are written together, and a page is marked as had only after the ledger has it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tallystick.errors import SettingsError, UsageError
from tallystick.locks import locked
from tallystick.model import Record
from tallystick.read.feeds import Entry

VERSION = "1"

_TABLES = """
CREATE TABLE IF NOT EXISTS feeds (
  url TEXT PRIMARY KEY, etag TEXT, last_modified TEXT, due REAL NOT NULL,
  failures INTEGER NOT NULL DEFAULT 0, had_at REAL, problem TEXT, entries INTEGER NOT NULL DEFAULT 0, parent TEXT
);
CREATE TABLE IF NOT EXISTS pages (
  url TEXT PRIMARY KEY, feed TEXT, title TEXT, published TEXT, updated TEXT, etag TEXT, last_modified TEXT,
  due REAL, visits INTEGER NOT NULL DEFAULT 0, failures INTEGER NOT NULL DEFAULT 0, had_at REAL, problem TEXT
);
CREATE INDEX IF NOT EXISTS pages_due ON pages (due);
CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT NOT NULL);
"""


class FeedState(Record, frozen=True, kw_only=True):
    """A feed as it stands; instants in seconds since 1970."""

    url: str
    etag: str | None = None
    last_modified: str | None = None
    due: float = 0.0
    failures: int = 0
    """In a row."""
    had_at: float | None = None
    """When it was last had; None = never."""
    problem: str | None = None
    entries: int = 0
    parent: str | None = None
    """The list that named it."""


class PageState(Record, frozen=True, kw_only=True):
    """A page as it stands."""

    url: str
    feed: str | None = None
    title: str | None = None
    published: str | None = None
    updated: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    due: float | None = None
    """When it is visited next; None = not again, unless its feed says that it changed."""
    visits: int = 0
    failures: int = 0
    had_at: float | None = None
    problem: str | None = None


class Agenda:
    """The file with what is to be visited; one watch at a time has it."""

    def __init__(self, path: Path, *, exclusive: bool = True) -> None:
        """Open it, or make it.

        Args:
            exclusive: False only looks.
        Raises:
            UsageError: another watch has it.
            SettingsError: there is no such place, or the file is something else.
        """
        self._lock = _locked(path) if exclusive else None
        try:
            self._connection = sqlite3.connect(path, isolation_level=None, timeout=10)
            self._connection.row_factory = sqlite3.Row
            self._connection.execute("PRAGMA journal_mode = WAL")
            self._connection.executescript(_TABLES)
            self._connection.execute("INSERT OR IGNORE INTO meta VALUES ('version', ?)", (VERSION,))
            found = self._connection.execute("SELECT value FROM meta WHERE key = 'version'").fetchone()[0]
        except sqlite3.Error as error:
            self._unlock()
            raise SettingsError(f"Cannot use {path} for the state of a watch: {error}.") from error
        if found != VERSION:
            self.close()
            raise SettingsError(f"Cannot use {path}: it is of version {found}, expected {VERSION}. Remove it.")

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()
        self._unlock()

    def _unlock(self) -> None:
        if self._lock is not None:
            self._lock.close()

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield self._connection
        except BaseException:
            self._connection.execute("ROLLBACK")
            raise
        self._connection.execute("COMMIT")

    # ----------------------------------------------------------------------------------------- feeds

    def watch_feeds(self, urls: Iterable[str], *, now: float, parent: str | None = None) -> None:
        """Put feeds on the agenda that are not there yet, due now."""
        with self._writing() as connection:
            connection.executemany(
                "INSERT OR IGNORE INTO feeds (url, due, parent) VALUES (?, ?, ?)", [(url, now, parent) for url in urls]
            )

    def only_feeds(self, urls: Iterable[str]) -> None:
        """Take feeds off the agenda that are neither among these nor named by one that is."""
        wanted = sorted(urls)
        marks = ",".join("?" * len(wanted))
        with self._writing() as connection:
            connection.execute(
                f"DELETE FROM feeds WHERE url NOT IN ({marks}) AND (parent IS NULL OR parent NOT IN ({marks}))",
                (*wanted, *wanted),
            )

    def due_feeds(self, now: float) -> list[FeedState]:
        """Feeds to be asked now, longest due first."""
        return self._all(FeedState, "SELECT * FROM feeds WHERE due <= ? ORDER BY due, url", now)

    def feeds(self) -> list[FeedState]:
        """Every feed."""
        return self._all(FeedState, "SELECT * FROM feeds ORDER BY url")

    def feed_had(self, feed: FeedState, entries: Iterable[Entry], *, now: float) -> int:
        """A feed was had, and names these pages; returns how many of them are new or changed.

        A page is due when it is new, or when its feed dates it otherwise than before.
        """
        fresh = 0
        with self._writing() as connection:
            for entry in entries:
                held = connection.execute("SELECT * FROM pages WHERE url = ?", (entry.url,)).fetchone()
                told = (entry.title or None, entry.published, entry.updated)
                if held is None:
                    connection.execute(
                        "INSERT INTO pages (url, feed, title, published, updated, due) VALUES (?, ?, ?, ?, ?, ?)",
                        (entry.url, feed.url, *told, now),
                    )
                    fresh += 1
                elif held["feed"] == feed.url and (held["published"], held["updated"]) != told[1:]:
                    connection.execute(
                        "UPDATE pages SET title = ?, published = ?, updated = ?, due = ?, failures = 0 WHERE url = ?",
                        (*told, now, entry.url),
                    )
                    fresh += 1
            self._put(connection, "feeds", feed)
        return fresh

    def put_feed(self, feed: FeedState) -> None:
        """Note how a feed stands."""
        with self._writing() as connection:
            self._put(connection, "feeds", feed)

    # ----------------------------------------------------------------------------------------- pages

    def due_pages(self, now: float, *, most: int = 500) -> list[PageState]:
        """Pages to be visited now, longest due first."""
        return self._all(PageState, "SELECT * FROM pages WHERE due <= ? ORDER BY due, url LIMIT ?", now, most)

    def put_page(self, page: PageState) -> None:
        """Note how a page stands."""
        with self._writing() as connection:
            self._put(connection, "pages", page)

    def next_due(self) -> float | None:
        """When the next visit of a feed or a page is due; None = nothing is on the agenda."""
        found = self._connection.execute(
            "SELECT min(due) FROM (SELECT min(due) AS due FROM feeds UNION ALL SELECT min(due) FROM pages)"
        ).fetchone()[0]
        return None if found is None else float(found)

    def page_counts(self) -> dict[str, int]:
        """How many pages wait for their first visit, were had, failed for good, and are tried again."""
        row = self._connection.execute(
            "SELECT count(*) AS pages,"
            " coalesce(sum(had_at IS NULL AND failures = 0 AND due IS NOT NULL), 0) AS waiting,"
            " coalesce(sum(had_at IS NOT NULL), 0) AS had,"
            " coalesce(sum(failures > 0 AND due IS NOT NULL), 0) AS retried,"
            " coalesce(sum(had_at IS NULL AND due IS NULL), 0) AS failed FROM pages"
        ).fetchone()
        return dict(row)

    def problems(self, most: int = 50) -> list[PageState]:
        """Pages with a problem, the latest first."""
        query = "SELECT * FROM pages WHERE problem IS NOT NULL ORDER BY rowid DESC LIMIT ?"
        return self._all(PageState, query, most)

    def _all(self, kind: Any, query: str, *values: object) -> list[Any]:
        return [kind(**dict(row)) for row in self._connection.execute(query, values)]

    @staticmethod
    def _put(connection: sqlite3.Connection, table: str, record: FeedState | PageState) -> None:
        names = record.__struct_fields__
        marks = ",".join("?" * len(names))
        values = [getattr(record, name) for name in names]
        connection.execute(f"INSERT OR REPLACE INTO {table} ({','.join(names)}) VALUES ({marks})", values)


def is_running(path: Path) -> bool:
    """Whether a watch has this agenda now."""
    try:
        _locked(path).close()
    except UsageError:
        return True
    return False


def _locked(path: Path) -> Any:
    """A lock that ends with the process, however it ends: a watch that was killed can be started again at once."""
    if not path.parent.is_dir():
        raise SettingsError(f"Cannot keep the state of a watch at {path}: there is no folder {path.parent}.")
    try:
        return locked(path)
    except BlockingIOError as error:
        raise UsageError(f"Another watch is at work with {path}. Stop it first, or ask it with --status.") from error
