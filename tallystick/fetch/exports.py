"""What other programs export: the messages of a chat channel, the rows of a Parquet file, one original each."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import msgspec

from tallystick.errors import ExtraMissingError
from tallystick.fetch.captures import Passed, captured
from tallystick.model import Original, Problem
from tallystick.read.messages import is_message

STAGE = "read"
LIMIT_BYTES = 500_000_000
"""The largest chat export; it is held in memory five times over while it is cut into messages."""

_TELEGRAM = re.compile(rb'\s*\{.{0,2000}?"messages"\s*:\s*\[|\s*\{.{0,4000}?"chats"\s*:\s*\{', re.DOTALL)
_CHANNELS = ("public_channel", "private_channel", "public_supergroup", "private_supergroup")


class _Chat(msgspec.Struct):
    """A chat as Telegram Desktop exports it; its messages stay as the bytes that they are."""

    messages: list[msgspec.Raw]
    name: str | None = None
    type: str | None = None
    id: int | None = None


class _Chats(msgspec.Struct):
    held: list[_Chat] = msgspec.field(name="list")


class _Account(msgspec.Struct):
    """The export of a whole account: many chats."""

    chats: _Chats


def looks_like_telegram(data: bytes) -> bool:
    """Whether a file begins as an export of Telegram Desktop does."""
    return _TELEGRAM.match(data[:10_000].removeprefix(b"\xef\xbb\xbf")) is not None


def from_telegram(data: bytes, *, name: str) -> Iterator[Original | Problem | Passed] | None:
    """The messages of the chats of an export; None = it is another program's JSON.

    A message is a report of its channel, at its address; an edited one is another version of it.
    """
    if len(data) > LIMIT_BYTES:
        what = f"expected an export of at most {LIMIT_BYTES:,} bytes, found {len(data):,}; export a shorter time"
        return iter((Problem(stage=STAGE, report=name, code="too-large", message=f"{name}: {what}"),))
    chats: list[_Chat] = []
    for kind in (_Chat, _Account):
        try:
            found: Any = msgspec.json.decode(data.removeprefix(b"\xef\xbb\xbf"), type=kind)
        except (ValueError, RecursionError):
            continue
        chats = [found] if isinstance(found, _Chat) else found.chats.held
        break
    else:
        return None
    return _messages(chats, name)


def _messages(chats: list[_Chat], name: str) -> Iterator[Original | Problem | Passed]:
    for chat in chats:
        for raw in chat.messages:
            data = bytes(raw)
            told = is_message(data)
            if told is None:
                yield Passed(name=name, why="a message without text, or about the chat itself")
                continue
            url = f"https://t.me/c/{chat.id}/{told}" if chat.id and chat.type in _CHANNELS else None
            yield captured(
                data,
                name=name,
                part=f"message {told}",
                url=url,
                media_type="application/json",
                told={"channel": chat.name},
            )


# ------------------------------------------------------------------------------------------- Parquet


def from_parquet(path: Path, *, rows: range | None = None) -> Iterator[Original | Problem]:
    """The rows of a Parquet file, each as the JSON line that it would be; columns are named as its keys.

    Args:
        rows: only these, counted from 0.
    """
    try:
        from pyarrow import ArrowException, parquet
    except ImportError as error:
        raise ExtraMissingError("parquet", f"read {path.name}") from error
    number = 0
    try:
        with parquet.ParquetFile(path) as file:
            columns = [name for name in file.schema_arrow.names if name in _COLUMNS]
            if "text" not in columns:
                found = ", ".join(file.schema_arrow.names[:20])
                message = f"{path.name}: expected a column `text`, found {found or 'none'}"
                yield Problem(stage=STAGE, report=path.name, code="bad-archive", message=message)
                return
            number, groups = _groups_with(file, rows)
            for batch in file.iter_batches(batch_size=200, columns=columns, row_groups=groups):
                for row in batch.to_pylist():
                    number += 1
                    if rows is not None and number - 1 not in rows:
                        continue
                    data = msgspec.json.encode({key: _plain(value) for key, value in row.items()})
                    yield captured(data, name=path.name, part=f"row {number}", media_type="application/json")
    except (ArrowException, OSError, ValueError, UnicodeError) as error:
        what = f"after row {number} it breaks off or is damaged ({error}); what came before was read"
        yield Problem(stage=STAGE, report=path.name, code="bad-archive", message=f"{path.name}: {what}")


def row_groups(path: Path) -> list[int]:
    """How many rows each row group of a Parquet file has; none where it is damaged or has no column of texts.

    Raises:
        ExtraMissingError: what reads Parquet is not installed.
    """
    try:
        from pyarrow import ArrowException, parquet
    except ImportError as error:
        raise ExtraMissingError("parquet", f"read {path.name}") from error
    try:
        with parquet.ParquetFile(path) as file:
            if "text" not in file.schema_arrow.names:
                return []
            return [file.metadata.row_group(group).num_rows for group in range(file.num_row_groups)]
    except (ArrowException, OSError, ValueError, UnicodeError):
        return []


def _groups_with(file: Any, rows: range | None) -> tuple[int, list[int] | None]:
    """The row groups that hold these rows (None = all), and how many rows stand before the first of them."""
    if rows is None:
        return 0, None
    groups: list[int] = []
    at = before = 0
    for group in range(file.num_row_groups):
        size = file.metadata.row_group(group).num_rows
        if at < rows.stop and at + size > rows.start:
            before = before if groups else at
            groups.append(group)
        at += size
    return before, groups


_COLUMNS = frozenset("id title text published_at outlet url language".split())


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime | date) else value
