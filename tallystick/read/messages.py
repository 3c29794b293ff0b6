"""JSON of other programs that holds one report: a message of Telegram Desktop's export, an item of an archiver.

Rules: Telegram Desktop's "machine-readable JSON" as its exports have it since 2021; the `metadata.json` that
Bellingcat's auto-archiver writes beside what it archived.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import msgspec

from tallystick.read.jsonlines import Fields


def is_message(data: bytes) -> str | None:
    """The number of a chat message that has a text; None = it has none, or is no message."""
    value = _decoded(data)
    return str(value["id"]) if value is not None and _text(value).strip() else None


def fields_of(value: Any) -> Fields | None:
    """The report in such an object; None = it is none of these."""
    if not isinstance(value, dict):
        return None
    if _is_telegram(value):
        return Fields(text=_text(value), id=str(value["id"]), published_at=_instant(value))
    if isinstance(value.get("metadata"), dict) and isinstance(value.get("media"), list) and "status" in value:
        return _archived(value["metadata"])
    return None


def _decoded(data: bytes) -> dict[str, Any] | None:
    try:
        value = msgspec.json.decode(data)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) and _is_telegram(value) else None


def _is_telegram(value: dict[str, Any]) -> bool:
    whole = isinstance(value.get("id"), int) and isinstance(value.get("date"), str)
    return whole and value.get("type") == "message" and isinstance(value.get("text"), str | list)


def _text(value: dict[str, Any]) -> str:
    """The text of a message: a string, or a list of strings and of objects for what is bold, a link, …"""
    parts = value["text"] if isinstance(value["text"], list) else [value["text"]]
    return "".join(str(part.get("text", "")) if isinstance(part, dict) else str(part) for part in parts)


def _instant(value: dict[str, Any]) -> str:
    """When it was sent, with its zone where the export has the instant; else as a clock somewhere showed it."""
    unix = value.get("date_unixtime")
    if isinstance(unix, str) and unix.isascii() and unix.isdigit() and len(unix) <= 11:
        return datetime.fromtimestamp(int(unix), UTC).isoformat()
    return str(value["date"])


def _archived(metadata: dict[str, Any]) -> Fields | None:
    def told(key: str) -> str | None:
        found = metadata.get(key)
        return found if isinstance(found, str) and found.strip() else None

    text = told("content") or told("text") or told("description")
    if text is None:
        return None
    return Fields(text=text, title=told("title") or "", url=told("url"), published_at=told("timestamp"))
