"""A lock beside a file: one process has it, and it ends with the process, however that ends."""

from __future__ import annotations

from pathlib import Path
from typing import IO


def locked(path: Path) -> IO[bytes]:
    """The lock of a file, held until what is returned is closed.

    Raises:
        BlockingIOError: another process has it.
        OSError: nothing can be written beside the file.
    """
    file = open(f"{path}-lock", "a+b")  # noqa: SIM115 (held as long as what it is for)
    try:
        try:
            import fcntl
        except ImportError:  # Windows
            import msvcrt

            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
        else:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        file.close()
        raise BlockingIOError(*error.args) from error
    return file
