"""Web archives: the pages of a WARC file, plain or packed, and of the WARC files in a WACZ.

`fastwarc` reads the records, from a stream that was opened here: given a name, it would fetch addresses. Of a
record only the page counts: pictures, styles, answers other than 200 and repeats are passed over, and counted.
"""

from __future__ import annotations

import gzip
import re
import zipfile
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

from tallystick.errors import ExtraMissingError, FetchError
from tallystick.fetch.captures import Passed, captured
from tallystick.fetch.http import KEPT_HEADERS, Unpacker
from tallystick.fetch.limits import Limits
from tallystick.model import Original, Problem
from tallystick.read import addresses

STAGE = "read"
_PAGES = re.compile(r"text/html|application/xhtml\+xml|text/plain|application/(?:ld\+)?json|$")
_WARC = b"WARC/"
_FRAME = re.compile(rb"([0-9a-fA-F]{1,8})[ \t]*(?:;[^\r\n]{0,200})?\r\n")
_KINDS = {
    2: "warcinfo",
    4: "response",
    8: "resource",
    16: "request",
    32: "metadata",
    64: "revisit",
    128: "conversion",
    256: "continuation",
}
_MOST_MEMBERS = 10_000


def looks_like_warc(path: Path) -> bool:
    """Whether a file begins as a WARC does, plain or packed with gzip."""
    with path.open("rb") as file:
        head = file.read(65_536)
    if head.startswith(b"\x1f\x8b"):
        try:
            head = zlib.decompressobj(31).decompress(head, 100)
        except zlib.error:
            return False
    return head.startswith(_WARC)


def looks_like_wacz(path: Path) -> bool:
    """Whether a file is a ZIP with a WARC where a WACZ has it."""
    if not zipfile.is_zipfile(path):
        return False
    try:
        with zipfile.ZipFile(path) as archive:
            return any(_is_member(name) for name in archive.namelist()[:_MOST_MEMBERS])
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return False


def _is_member(name: str) -> bool:
    return re.fullmatch(r"archive/[^/]+\.warc(?:\.gz)?", name) is not None


def from_wacz(path: Path, *, limits: Limits) -> Iterator[Original | Problem | Passed]:
    """The pages of every WARC in a WACZ. Rule: WACZ 1.1.1, 4.2: they lie below archive/."""
    try:
        with zipfile.ZipFile(path) as archive:
            for name in sorted(filter(_is_member, archive.namelist()[:_MOST_MEMBERS])):
                with archive.open(name) as stream:
                    yield from _records(stream, f"{path.name}, {name.removeprefix('archive/')}", path.name, limits)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError) as error:
        yield _broken(path.name, f"it cannot be unpacked ({error})")


def from_warc(path: Path, *, limits: Limits) -> Iterator[Original | Problem | Passed]:
    """The pages of a WARC file, in its order. Rule: ISO 28500 (WARC 1.1)."""
    with path.open("rb") as stream:
        yield from _records(stream, path.name, path.name, limits)


def from_records(stream: IO[bytes], *, name: str, before: int, limits: Limits) -> Iterator[Original | Problem | Passed]:
    """The pages of records that were cut out of a WARC file, plain or packed.

    Args:
        before: how many records stand before them in the file.
    """
    yield from _records(stream, name, name, limits, before)


class _Watched:
    """A stream that remembers how it ended: fastwarc says nothing where a file is cut off within a record's head.

    Asked for much, gzip's own reader throws away what it had unpacked before the place where the file breaks off: whole
    pages. So it is asked for little at a time, and what it had is handed out before its error is raised.
    """

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._error: Exception | None = None
        self.last = b""
        self.tell = stream.tell
        self.seek = stream.seek

    def read(self, size: int = -1) -> bytes:
        """As the stream does; at its end or where it breaks off, what is there."""
        if self._error is not None:
            raise self._error
        read = self._read(size)
        self.last = (self.last + read[-4:])[-4:]
        return read

    def _read(self, size: int) -> bytes:
        if not isinstance(self._stream, gzip.GzipFile):
            return self._stream.read(size)
        parts: list[bytes] = []
        left = size
        try:
            while left and (part := self._stream.read1(left)):
                parts.append(part)
                left -= len(part)
        except (OSError, EOFError, zlib.error) as error:
            if not parts:
                raise
            self._error = error
        return b"".join(parts)


def _records(
    stream: IO[bytes], shown: str, name: str, limits: Limits, before: int = 0
) -> Iterator[Original | Problem | Passed]:
    try:
        from fastwarc.warc import ArchiveIterator
    except ImportError as error:
        raise ExtraMissingError("archives", f"read the web archive {shown}") from error
    number = before
    head = stream.read(2)
    stream.seek(0)
    # gzip's own reader tells a member that was cut off; fastwarc's ends there without a word.
    watched = _Watched(gzip.GzipFile(fileobj=stream) if head == b"\x1f\x8b" else stream)  # type: ignore[arg-type]
    try:
        for record in ArchiveIterator(watched, parse_http=False, stream_detect=False):  # type: ignore[arg-type]
            number += 1
            yield from _page(record, number, shown, name, limits)
    except (OSError, ValueError, EOFError, RuntimeError, zlib.error) as error:
        yield _broken(shown, f"after record {number} it breaks off or is damaged ({error}); what came before was read")
        return
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # what fastwarc's Rust throws, outside of Exception
            raise
        yield _broken(shown, f"after record {number} it is damaged; what came before was read")
        return
    if number == before:
        yield _broken(shown, "expected records, found none")
    elif watched.last.rstrip(b"\r\n"):
        yield _broken(shown, f"after record {number} it breaks off; what came before was read")


def _page(record: Any, number: int, shown: str, name: str, limits: Limits) -> Iterator[Original | Problem | Passed]:
    """The page of one record, if it has one."""
    kind = _kind(record)
    url = (record.headers.get("WARC-Target-URI") or "").strip("<> ")
    part = f"record {record.record_id or number}"
    if kind in ("warcinfo", "request", "metadata"):
        return  # what surrounds the pages, and none itself
    if kind not in ("response", "resource"):
        yield Passed(name=shown, why=f"a {kind} record")
        return
    try:
        headers, body = _opened(record, kind, limits)
    except _NoPageError as error:
        yield Passed(name=shown, why=str(error))
        return
    except FetchError as error:
        yield Problem(stage=STAGE, report=url or shown, code=error.code, message=f"{shown}, {part}: {error}")
        return
    if cut := record.headers.get("WARC-Truncated"):
        message = f"{shown}, {part}: the crawler cut this page off ({cut}); what is there was read"
        yield Problem(stage=STAGE, report=url or shown, code="broken-off", message=message)
    yield captured(
        body,
        name=name,
        part=part,
        url=addresses.tidy(url),
        asked=url if addresses.parts_of(url) else None,
        fetched_at=_when(record),
        media_type=_media_type(headers, record),
        headers={key: value[:500] for key, value in headers.items() if key in KEPT_HEADERS},
    )


class _NoPageError(Exception):
    """The record holds something else than a page; the message says what, as a phrase."""


def _opened(record: Any, kind: str, limits: Limits) -> tuple[dict[str, str], bytes]:
    """Headers and unpacked body of a record.

    Raises:
        _NoPageError: it holds no page.
        FetchError: its page cannot be unpacked within the limits.
    """
    headers: dict[str, str] = {}
    if kind == "response":
        if "http" not in (record.headers.get("Content-Type") or "application/http").lower():
            raise _NoPageError("an answer that is not HTTP")
        record.parse_http(auto_decode="none", quirks_mode=True)
        status = record.http_headers.status_code if record.http_headers is not None else "none"
        if status != 200:
            raise _NoPageError(f"an answer with status {status}")
        headers = {key.lower(): value for key, value in record.http_headers.to_tuples()}
    if not _PAGES.match(_media_type(headers, record) or ""):
        raise _NoPageError("no page, but a picture, a style, a script or another file")
    raw = _raw(record, limits)
    if "chunked" in headers.get("transfer-encoding", "").lower():
        raw = _dechunked(raw)
    return headers, _unpacked(raw, headers.get("content-encoding", ""), limits)


def _raw(record: Any, limits: Limits) -> bytes:
    """The body as it stands in the record; fastwarc ends it silently where the file ends."""
    parts: list[bytes] = []
    size = 0
    while chunk := record.reader.read(65_536):
        size += len(chunk)
        if size > limits.bytes:
            raise FetchError("too-large", f"expected at most {limits.bytes:,} bytes in a page, found more")
        parts.append(chunk)
    if size < record.content_length:
        what = f"the file ends within this record: {size:,} bytes of {record.content_length:,} are there"
        raise FetchError("broken-off", what)
    return b"".join(parts)


def _dechunked(raw: bytes) -> bytes:
    """The body without the frames of its transfer; as it is where it has none, for some crawlers take them off."""
    parts: list[bytes] = []
    at = 0
    while found := _FRAME.match(raw, at):
        size = int(found[1], 16)
        if size == 0:
            return b"".join(parts)
        parts.append(raw[found.end() : found.end() + size])
        at = found.end() + size + 2
    return raw


def _unpacked(raw: bytes, encoding: str, limits: Limits) -> bytes:
    unpacker = Unpacker(encoding, limits)
    parts: list[bytes] = []
    size = 0
    for at in range(0, len(raw), 65_536):
        for part in unpacker.feed(raw[at : at + 65_536]):
            size += len(part)
            if size > limits.bytes:
                raise FetchError("too-large", f"expected at most {limits.bytes:,} bytes in a page, found more")
            parts.append(part)
    unpacker.finish()
    return b"".join(parts)


def _kind(record: Any) -> str:
    """What the record holds, in the words of ISO 28500; the reader's own type has no names at run time."""
    return _KINDS.get(int(record.record_type), "unknown")


def _media_type(headers: dict[str, str], record: Any) -> str | None:
    told = headers.get("content-type")
    if told is None and _kind(record) == "resource":
        told = record.headers.get("Content-Type")
    return (told or "").partition(";")[0].strip().lower() or None


def _when(record: Any) -> datetime | None:
    try:
        at: datetime | None = record.record_date
    except ValueError:
        return None
    if at is None:
        return None
    return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)


def _broken(shown: str, why: str) -> Problem:
    return Problem(stage=STAGE, report=shown, code="bad-archive", message=f"{shown}: {why}")
