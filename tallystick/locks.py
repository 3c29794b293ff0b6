"""A lock beside a file, which ends with the process, however that ends: of one process, or of several that share it."""

from __future__ import annotations

import time
from pathlib import Path
from typing import IO

_NAP = 0.005
"""Seconds between two looks at a lock that somebody else has."""


def locked(path: Path, *, shared: bool = False, patience: float = 0.0) -> IO[bytes]:
    """The lock of a file, held until what is returned is closed.

    Args:
        shared: others may have it, too, as long as nobody wants it alone; Windows knows no such locks here.
        patience: seconds to wait for it.
    Raises:
        BlockingIOError: another process has it, and still has it after so long.
        OSError: nothing can be written beside the file.
    """
    file = open(f"{path}-lock", "a+b")  # noqa: SIM115 (held as long as what it is for)
    deadline = time.monotonic() + patience
    while True:
        try:
            _lock(file, shared=shared)
        except OSError as error:
            if time.monotonic() < deadline:
                time.sleep(_NAP)
                continue
            file.close()
            raise BlockingIOError(*error.args) from error
        return file


def share(lock: IO[bytes]) -> None:
    """Let others have a lock, too, that was held alone; nobody else may be after it at that moment."""
    try:
        import fcntl
    except ImportError:  # Windows
        return
    fcntl.flock(lock, fcntl.LOCK_SH)


def _lock(file: IO[bytes], *, shared: bool) -> None:
    try:
        import fcntl
    except ImportError:  # Windows
        import msvcrt

        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
    else:
        fcntl.flock(file, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
