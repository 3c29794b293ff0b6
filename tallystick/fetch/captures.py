"""Bytes with what is known of where they come from."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime

from tallystick.model import Capture, Original, Record


class Passed(Record, frozen=True, kw_only=True):
    """A part of an archive that is no report, such as a picture: counted, and passed over."""

    name: str
    why: str


def captured(
    data: bytes,
    *,
    name: str | None = None,
    part: str | None = None,
    url: str | None = None,
    asked: str | None = None,
    fetched_at: datetime | None = None,
    media_type: str | None = None,
    headers: Mapping[str, str] | None = None,
    told: Mapping[str, str | None] | None = None,
) -> Original:
    """These bytes as an original; `told` may hold None for what was not told. The fields are those of `Capture`."""
    capture = Capture(
        sha256=hashlib.sha256(data).hexdigest(),
        size=len(data),
        name=name,
        part=part,
        url=url,
        asked=asked if asked != url else None,
        fetched_at=fetched_at,
        media_type=media_type,
        headers=dict(headers or {}),
        told={key: value for key, value in (told or {}).items() if value},
    )
    return Original(capture=capture, data=data)
