"""Paths to originals: files, folders and standard input, and what cannot be read of them as a `Problem`."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

from tallystick.errors import UsageError
from tallystick.fetch.captures import captured
from tallystick.model import Original, Problem

STDIN = "-"
STAGE = "read"
LIMIT_BYTES = 1_000_000_000
"""The largest file read as one piece; JSON lines larger than that are cut into several files."""


def check_paths(paths: Sequence[str]) -> None:
    """See that there is something at each path, before anything is done with the first.

    Raises:
        UsageError: there is nothing, or it is an address.
    """
    for path in paths:
        if path.startswith(("http://", "https://")):
            raise UsageError(f"Cannot read {path}: nothing is fetched yet. Save the page, and give its file.")
        if path != STDIN and not os.path.lexists(path):
            raise UsageError(f"Cannot read {path}: there is no such file or folder.")


def inputs(path: str, *, skip: Collection[Path] = ()) -> Iterator[Original | Problem]:
    """The bytes of a file, of each file of a folder in the order of their paths, or of standard input ("-").

    Args:
        skip: absolute paths of files that a folder may hold and that are not read.
    """
    if path == STDIN:
        yield _limited("stdin", sys.stdin.buffer.read(LIMIT_BYTES + 1))
        return
    if not os.path.isdir(path):
        yield _file(Path(path))
        return
    found = [file for file in _files_in(path) if file.absolute() not in skip]
    if not found:
        message = f"{path}: expected reports, found a folder without files; give the folder that holds them"
        yield Problem(stage=STAGE, report=path, code="empty", message=message)
    for file in found:
        yield _file(file)


def _files_in(folder: str) -> list[Path]:
    """Every file below a folder but hidden ones, sorted by path; links to folders are not followed."""
    found: list[Path] = []
    for top, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        found += [Path(top, name) for name in names if not name.startswith(".")]
    return sorted(found)


def _file(path: Path) -> Original | Problem:
    try:
        # A pipe with no writer would be waited for without end.
        if not stat.S_ISREG(path.stat().st_mode):
            return _unreadable(path, "expected a file, found a device or a pipe")
        with path.open("rb") as file:
            return _limited(path.name, file.read(LIMIT_BYTES + 1))
    except (OSError, ValueError) as error:
        return _unreadable(path, f"cannot be read: {getattr(error, 'strerror', None) or error}")


def _limited(name: str, data: bytes) -> Original | Problem:
    if len(data) <= LIMIT_BYTES:
        return captured(data, name=name)
    message = f"{name}: expected at most {LIMIT_BYTES:,} bytes in one file; cut it into several"
    return Problem(stage=STAGE, report=name, code="too-large", message=message)


def _unreadable(path: Path, why: str) -> Problem:
    return Problem(stage=STAGE, report=path.name, code="unreadable", message=f"{path}: {why}")
