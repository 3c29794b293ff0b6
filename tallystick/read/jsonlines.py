"""JSON lines: one report a line, read one by one so that memory does not grow with the file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import msgspec

from tallystick.errors import UnreadableReportError
from tallystick.model import Record

_OBJECT = re.compile(rb'\s*\{\s*(?:"|\})')
_ARRAY = re.compile(rb'\s*\[\s*(?:\{\s*(?:"|\})|\])')
_FIRST_LINES = 10


class Fields(Record, frozen=True):
    """The keys of one report, as given; everything but the text may be missing."""

    text: str
    id: str | None = None
    title: str = ""
    published_at: str | None = None
    outlet: str | None = None
    url: str | None = None
    language: str | None = None


def looks_like_json_lines(data: bytes) -> bool:
    """Do at least half of the first lines begin as a JSON object does?"""
    lines = []
    for _, line in split_lines(data):
        lines.append(bool(_OBJECT.match(line[:200])))
        if len(lines) == _FIRST_LINES:
            break
    return bool(lines) and 2 * sum(lines) >= len(lines)


def is_array(data: bytes) -> bool:
    """Does the file begin as a JSON array of objects does?"""
    return _ARRAY.match(data[:1000].removeprefix(b"\xef\xbb\xbf")) is not None


def split_lines(data: bytes) -> Iterator[tuple[int, bytes]]:
    """The lines that are not blank, numbered from 1. Only "\\n" ends a line: texts hold U+2028 and U+0085."""
    start = number = 0
    while start < len(data):
        end = data.find(b"\n", start)
        end = len(data) if end < 0 else end
        number += 1
        if (line := data[start:end]).strip():
            yield number, line
        start = end + 1


def whole_document(data: bytes) -> list[Any] | None:
    """The reports of a file that is one JSON object or array instead of lines; None = it is neither."""
    start = data[:1000]
    if not _ARRAY.match(start):
        lines = split_lines(data)
        _, first = next(lines, (0, b""))
        if not _OBJECT.match(start) or next(lines, None) is None or _parses(first):
            return None
    try:
        value = msgspec.json.decode(data)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, list) else [value]


def _parses(line: bytes) -> bool:
    try:
        msgspec.json.decode(line)
    except (ValueError, RecursionError):
        return False
    return True


def parse_line(line: bytes) -> Any:
    """The JSON value of one line.

    Raises:
        UnreadableReportError: with code encoding or bad-json.
    """
    try:
        line.decode("utf-8")
    except UnicodeDecodeError as error:
        raise UnreadableReportError(
            "encoding",
            f"expected UTF-8, found a byte that is not at position {error.start}; save it as UTF-8",
        ) from error
    try:
        return msgspec.json.decode(line)
    except RecursionError as error:
        raise UnreadableReportError("bad-json", "expected one flat JSON object, found deep nesting") from error
    except ValueError as error:
        raise UnreadableReportError("bad-json", f"expected one JSON object, found: {error}") from error


def to_fields(value: Any) -> Fields:
    """Check the keys of one report; unknown ones are ignored.

    Raises:
        UnreadableReportError: with code bad-json or no-text.
    """
    if not isinstance(value, dict):
        raise UnreadableReportError("bad-json", f"expected a JSON object, found {_kind(value)}")
    text = value.get("text")
    if text is None or (isinstance(text, str) and not text.strip()):
        raise UnreadableReportError("no-text", 'expected the report\'s text under "text", found nothing')
    if not isinstance(text, str):
        raise UnreadableReportError("bad-json", f'expected "text" to be a string, found {_kind(text)}')
    return Fields(
        text=text,
        id=_string(value, "id"),
        title=_string(value, "title") or "",
        published_at=_string(value, "published_at"),
        outlet=_string(value, "outlet") or None,
        url=_string(value, "url") or None,
        language=_string(value, "language"),
    )


def _string(value: dict[str, Any], key: str) -> str | None:
    """The string under a key; a number is its digits, because ids and dates come as numbers too."""
    given = value.get(key)
    if given is None or isinstance(given, str):
        return given
    if isinstance(given, int) and not isinstance(given, bool):
        return str(given)
    raise UnreadableReportError("bad-json", f'expected "{key}" to be a string or null, found {_kind(given)}')


def _kind(value: Any) -> str:
    names = {dict: "an object", list: "an array", str: "a string", bool: "true or false", type(None): "null"}
    return names.get(type(value), "a number")
