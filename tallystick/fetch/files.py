"""Paths to originals: files, folders and standard input, and what cannot be read of them as a `Problem`."""

from __future__ import annotations

import os
import re
import stat
import sys
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

from tallystick.errors import UsageError
from tallystick.fetch import exports, warc
from tallystick.fetch.captures import Passed, captured
from tallystick.fetch.limits import Limits
from tallystick.model import Original, Problem

STDIN = "-"
STAGE = "read"
LIMIT_BYTES = 1_000_000_000
"""The largest file read as one piece; JSON lines larger than that are cut into several files."""

_NO_REPORT = re.compile(r"(?:readme|license|licence|notice|changelog)(?:\.\w+)?|.*\.py[cio]?", re.I)
"""Files that tell of a folder, or run it: read only where they are named themselves."""


def check_paths(paths: Sequence[str]) -> None:
    """See that there is something at each path, before anything is done with the first.

    Raises:
        UsageError: there is nothing, or it is an address.
    """
    for path in paths:
        if path.lower().startswith(("http://", "https://")):
            raise UsageError(f"Cannot read {path}: reading fetches nothing. `tally add` does; or give a saved page.")
        if path != STDIN and not os.path.lexists(path):
            raise UsageError(f"Cannot read {path}: there is no such file or folder.")


def inputs(
    path: str, *, skip: Collection[Path] = (), limits: Limits | None = None
) -> Iterator[Original | Problem | Passed]:
    """The bytes of a file, of each file of a folder in the order of their paths, or of standard input ("-").

    Args:
        skip: absolute paths of files that a folder may hold and that are not read.
        limits: of a page in an archive, as for one that is fetched.
    """
    if path == STDIN:
        yield from _cut(_limited("stdin", sys.stdin.buffer.read(LIMIT_BYTES + 1)))
        return
    if not os.path.isdir(path):
        yield from _file(Path(path), limits or Limits())
        return
    found = files_in(path, skip=skip)
    if not found:
        message = f"{path}: expected reports, found a folder without files; give the folder that holds them"
        yield Problem(stage=STAGE, report=path, code="empty", message=message)
    for file in found:
        yield from _file(file, limits or Limits())


def files_in(folder: str, *, skip: Collection[Path] = ()) -> list[Path]:
    """Every file below a folder, sorted by path, but hidden ones and its own papers, such as a README.

    Links to folders are not followed.

    Args:
        skip: as for `inputs`.
    """
    found: list[Path] = []
    for top, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        found += [Path(top, name) for name in names if not name.startswith(".") and not _NO_REPORT.fullmatch(name)]
    return sorted(file for file in found if file.absolute() not in skip)


def _file(path: Path, limits: Limits) -> Iterator[Original | Problem | Passed]:
    """A file whole, or what lies in it where it is an archive or another program's export."""
    try:
        # A pipe with no writer would be waited for without end.
        if not stat.S_ISREG(path.stat().st_mode):
            yield _unreadable(path, "expected a file, found a device or a pipe")
            return
        if warc.looks_like_warc(path):
            yield from warc.from_warc(path, limits=limits)
        elif warc.looks_like_wacz(path):
            yield from warc.from_wacz(path, limits=limits)
        elif path.suffix.lower() == ".parquet":
            yield from exports.from_parquet(path)
        else:
            with path.open("rb") as file:
                # Asked for a billion bytes, `read` would first make room for them.
                whole = _limited(path.name, file.read(min(LIMIT_BYTES, path.stat().st_size) + 1))
            yield from _cut(whole)
    except (OSError, ValueError) as error:
        yield _unreadable(path, f"cannot be read: {getattr(error, 'strerror', None) or error}")


def _cut(whole: Original | Problem) -> Iterator[Original | Problem | Passed]:
    """The messages of a chat, where it is one; else what is given."""
    if isinstance(whole, Original) and exports.looks_like_telegram(whole.data):
        found = exports.from_telegram(whole.data, name=whole.capture.name or "chat")
        if found is not None:
            yield from found
            return
    yield whole


def _limited(name: str, data: bytes) -> Original | Problem:
    if len(data) <= LIMIT_BYTES:
        return captured(data, name=name)
    message = f"{name}: expected at most {LIMIT_BYTES:,} bytes in one file; cut it into several"
    return Problem(stage=STAGE, report=name, code="too-large", message=message)


def _unreadable(path: Path, why: str) -> Problem:
    return Problem(stage=STAGE, report=path.name, code="unreadable", message=f"{path}: {why}")
