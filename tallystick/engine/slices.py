"""Sources cut into slices: stretches of a file that can be read by themselves, in any place and order.

How a source is cut changes nothing of what is read: a document has the name, the place in its file and the bytes that
are its when the whole file is read.
"""

from __future__ import annotations

import hashlib
import mmap
import re
import zlib
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import Literal

from tallystick.errors import UsageError
from tallystick.fetch import exports, files, warc
from tallystick.model import Record
from tallystick.read import formats

DOCUMENTS = 200
"""In a slice, at most: what is read again where a shard was not finished."""
BYTES = 16_000_000
"""Of a slice that is held in memory, at most, where its documents allow it; as they are in the file."""

_STEP = 65_536
_LENGTH = re.compile(rb"\r\nContent-Length:[ \t]*(\d{1,18})[ \t]*\r\n", re.I)
_HEAD_END = b"\r\n\r\n"


class Slice(Record, frozen=True, kw_only=True):
    """A stretch of one file."""

    path: str
    kind: Literal["lines", "records", "rows", "file"]
    """JSON lines; records of a WARC file; rows of a Parquet file; a file that cannot be cut."""
    start: int = 0
    """First byte, or first row; 0 of a file that cannot be cut."""
    end: int = 0
    before: int = 0
    """How many lines, records or rows stand before it."""
    sha256: str = ""
    """Of its bytes; of the whole file for rows and for a file that cannot be cut; empty where it cannot be read."""

    @property
    def name(self) -> str:
        """Of its file, without the folder."""
        return Path(self.path).name


class _Part(Record, frozen=True):
    """A document or several that cannot be parted: where they begin, where they end, and how many they are."""

    start: int
    end: int
    count: int = 1


def check(sources: Iterable[str]) -> None:
    """See that there is a file or a folder at each path.

    Raises:
        UsageError: there is not, or it is an address or standard input.
    """
    given = list(sources)
    if files.STDIN in given:
        raise UsageError("Cannot backfill from standard input: a run that is taken up again must find it again.")
    files.check_paths(given)


def slices(sources: Iterable[str], *, skip: Collection[Path] = (), documents: int = DOCUMENTS) -> Iterator[Slice]:
    """The slices of files, and of each file of a folder, in the order in which `tally add` reads them.

    Args:
        skip: absolute paths of files that a folder may hold and that are not read.
        documents: in a slice, at most.
    """
    for source in sources:
        folder = Path(source)
        found = files.files_in(source, skip=skip) if folder.is_dir() else [folder]
        for path in found or [folder]:
            yield from slices_of(path, documents=documents)


def slices_of(path: Path, *, documents: int = DOCUMENTS) -> list[Slice]:
    """The slices of one file, in order, without gaps."""
    try:
        # What is no file, or cannot be read, is told when it is read, in the words in which `tally add` tells it.
        if not path.is_file() or not path.stat().st_size:
            return [Slice(path=str(path), kind="file")]
        with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
            return _rows(path, data, documents) or _stretches(path, data, documents) or [_whole(path, data)]
    except (OSError, ValueError):
        return [Slice(path=str(path), kind="file")]


def _whole(path: Path, data: mmap.mmap) -> Slice:
    return Slice(path=str(path), kind="file", sha256=hashlib.sha256(data).hexdigest())


def _stretches(path: Path, data: mmap.mmap, documents: int) -> list[Slice]:
    """The slices of a file that can be cut between bytes; none where it cannot."""
    if warc.looks_like_warc(path):
        kind: Literal["lines", "records"] = "records"
        found = _packed_records(data) if data[:2] == b"\x1f\x8b" else _records(data)
    elif _are_lines(path, data):
        kind, found = "lines", _lines(data)
    else:
        return []
    cut: list[Slice] = []
    before = held = 0
    start: int | None = None
    end = 0
    for part in found:
        if part.count != 1:
            return []
        if start is not None and (held >= documents or part.end - start > BYTES):
            cut.append(_slice(path, kind, data, start, end, before))
            before, held, start = before + held, 0, None
        start = part.start if start is None else start
        end, held = part.end, held + 1
    if start is None:
        return []
    # What follows the last whole document, such as one that breaks off, is read with it.
    cut.append(_slice(path, kind, data, start, len(data), before))
    return cut


def _slice(path: Path, kind: Literal["lines", "records"], data: mmap.mmap, start: int, end: int, before: int) -> Slice:
    digest = hashlib.sha256(memoryview(data)[start:end]).hexdigest()
    return Slice(path=str(path), kind=kind, start=start, end=end, before=before, sha256=digest)


# -------------------------------------------------------------------------------------------- lines


def _are_lines(path: Path, data: mmap.mmap) -> bool:
    head = data[: formats.LIMIT_BYTES]
    if len(head) < len(data):
        head = head[: head.rfind(b"\n") + 1]
    return not exports.looks_like_telegram(head) and formats.are_lines(head, path.name)


def _lines(data: mmap.mmap) -> Iterator[_Part]:
    start = 3 if data[:3] == b"\xef\xbb\xbf" else 0
    while start < len(data):
        end = data.find(b"\n", start) + 1 or len(data)
        yield _Part(start, end)
        start = end


# ------------------------------------------------------------------------------------- web archives


def _records(data: mmap.mmap) -> Iterator[_Part]:
    """The records of a plain WARC, as far as each is followed by another one or by the end."""
    start = 0
    while start < len(data):
        size = _record_size(data[start : start + _STEP])
        end = start + size
        if not size or end > len(data) or (end < len(data) and data[end : end + 5] != b"WARC/"):
            return
        yield _Part(start, end)
        start = end


def _record_size(head: bytes) -> int:
    """How long a record is that begins so, with the two line ends after it; 0 = it does not say."""
    stop = head.find(_HEAD_END)
    found = _LENGTH.search(head, 0, stop + 2) if head.startswith(b"WARC/") and stop > 0 else None
    return stop + len(_HEAD_END) + int(found[1]) + len(_HEAD_END) if found else 0


def _packed_records(data: mmap.mmap) -> Iterator[_Part]:
    """The members of a packed WARC, as far as they are whole; a count of 0 where one does not hold just one record."""
    start = 0
    while start < len(data):
        opened = zlib.decompressobj(31)
        head, size, at = b"", 0, start
        try:
            while not opened.eof and at < len(data):
                chunk = data[at : at + _STEP]
                found = opened.decompress(chunk)
                size += len(found)
                head += found[: _STEP - len(head)]
                at += len(chunk) - len(opened.unused_data)
        except zlib.error:
            return
        if not opened.eof:
            return
        yield _Part(start, at, 1 if _record_size(head) == size else 0)
        start = at


# ------------------------------------------------------------------------------------------ Parquet


def _rows(path: Path, data: mmap.mmap, documents: int) -> list[Slice]:
    """The slices of a Parquet file; none where it is none, or holds no texts."""
    if path.suffix.lower() != ".parquet" or not (sizes := exports.row_groups(path)):
        return []
    digest = hashlib.sha256(data).hexdigest()
    cut: list[Slice] = []
    at = 0
    for size in sizes:
        # To read a slice, its group is unpacked up to there: a large group is cut into few.
        step = max(documents, -(-size // 16))
        for start in range(at, at + size, step):
            end = min(start + step, at + size)
            cut.append(Slice(path=str(path), kind="rows", start=start, end=end, before=start, sha256=digest))
        at += size
    return cut
