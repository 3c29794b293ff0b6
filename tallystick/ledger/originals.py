"""The bytes that reports were read from: held once each under their SHA-256, packed.

Packed with DEFLATE (RFC 1950), which every language can unpack, and will;
docs/decisions/0012-originals.md has the measurements.
"""

from __future__ import annotations

import hashlib
import zlib

from tallystick.errors import LedgerDamagedError
from tallystick.ledger.chain import Draft
from tallystick.ledger.lines import body_of
from tallystick.model import Capture, Original, Record

LEVEL = 6
"""Of DEFLATE, 1 to 9: 9 makes news pages 0.6 % smaller and takes 40 % longer."""


class Packed(Record, frozen=True, kw_only=True):
    """A row of `originals`: bytes as they are held."""

    sha256: str
    size: int
    """Of the bytes themselves."""
    packed: bytes


class PackedOriginal(Original, frozen=True, kw_only=True):
    """A capture whose bytes come packed already, and are not at hand otherwise."""

    packed: bytes
    """As `pack` makes them."""


def pack(original: Original) -> Packed:
    """The row for these bytes."""
    capture = original.capture
    if isinstance(original, PackedOriginal):
        return Packed(sha256=capture.sha256, size=capture.size, packed=original.packed)
    return Packed(sha256=capture.sha256, size=capture.size, packed=zlib.compress(original.data, LEVEL))


def unpack(row: Packed) -> bytes:
    """The bytes of a row; never more than the row announces.

    Raises:
        LedgerDamagedError: they are not what was written.
    """
    opened = zlib.decompressobj()
    try:
        data = opened.decompress(row.packed, row.size + 1)
    except zlib.error as error:
        raise LedgerDamagedError(f"The original {row.sha256} cannot be unpacked ({error}).") from error
    if len(data) != row.size or hashlib.sha256(data).hexdigest() != row.sha256:
        raise LedgerDamagedError(f"The original {row.sha256} is not what was written.")
    return data


def capture_draft(capture: Capture, subject: str | None) -> Draft:
    """The line that says where these bytes came from."""
    body = body_of(capture, subject or capture.sha256)
    return Draft(kind="capture", report_id=subject, item_id=capture.sha256, body=body)
