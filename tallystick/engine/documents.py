"""A slice opened: the documents in it, as they are when its whole file is read."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from tallystick.engine.slices import Slice
from tallystick.errors import UsageError
from tallystick.fetch import exports, files, warc
from tallystick.fetch.captures import Passed, captured
from tallystick.fetch.limits import Limits
from tallystick.model import Original, Problem

_STEP = 1_000_000


def documents(piece: Slice, *, limits: Limits) -> Iterator[Original | Problem | Passed]:
    """What lies in a slice, in its order; JSON lines all in one original.

    Args:
        limits: of a page in an archive.
    Raises:
        UsageError: the file is not what it was when it was cut, or is not there any more.
        ExtraMissingError: what reads such a file is not installed.
    """
    try:
        yield from _documents(piece, limits)
    except OSError as error:
        raise UsageError(f"Cannot read {piece.path} any more: {error.strerror or error}.") from error


def _documents(piece: Slice, limits: Limits) -> Iterator[Original | Problem | Passed]:
    path = Path(piece.path)
    if piece.kind == "rows":
        yield from exports.from_parquet(path, rows=range(piece.start, piece.end))
    elif piece.kind == "file":
        if piece.sha256:
            with path.open("rb") as file:
                _check(piece, hashlib.file_digest(file, "sha256").hexdigest())
        yield from files.inputs(piece.path, limits=limits)
    else:
        with path.open("rb") as file, io.BufferedReader(Stretch(file, piece.start, piece.end), _STEP) as stretch:
            _check(piece, _digest(stretch))
            stretch.seek(0)
            if piece.kind == "records":
                yield from warc.from_records(stretch, name=piece.name, before=piece.before, limits=limits)
            else:
                yield captured(stretch.read(), name=piece.name)


def _digest(stretch: IO[bytes]) -> str:
    digest = hashlib.sha256()
    while chunk := stretch.read(_STEP):
        digest.update(chunk)
    return digest.hexdigest()


def _check(piece: Slice, found: str) -> None:
    if found != piece.sha256:
        raise UsageError(f"{piece.path} was changed while it was read. Begin again when nobody writes to it.")


class Stretch(io.RawIOBase):
    """A stretch of a file, as a file."""

    def __init__(self, file: io.BufferedReader, start: int, end: int) -> None:
        super().__init__()
        self._file, self._start, self._size, self._at = file, start, end - start, 0

    def readable(self) -> bool:
        """It is."""
        return True

    def seekable(self) -> bool:
        """It is."""
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """As of a file."""
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence]
        self._at = max(0, base + offset)
        return self._at

    def tell(self) -> int:
        """As of a file."""
        return self._at

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        """As of a file."""
        self._file.seek(self._start + self._at)
        wanted = min(len(buffer), max(0, self._size - self._at))
        data = self._file.read(wanted)
        buffer[: len(data)] = data
        self._at += len(data)
        return len(data)
