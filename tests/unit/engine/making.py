"""Sources to be read: JSON lines, web archives and Parquet files of made-up reports."""

from __future__ import annotations

import gzip
import json
from collections.abc import Sequence
from pathlib import Path

TOWNS = ("Idlib", "Raqqa", "Homs", "Mosul", "Aleppo", "Kunduz", "Taiz", "Benghazi")


def story(number: int) -> str:
    """A short report of its own."""
    town = TOWNS[number % len(TOWNS)]
    day = ("Monday", "Tuesday", "Wednesday", "Thursday")[number % 4]
    return (
        f"Shelling of a market in {town} killed {number % 40 + 2} people on {day}, a hospital said. "
        f"The army made no comment. Report {number}."
    )


def line(number: int, text: str | None = None) -> bytes:
    """One report as a line of JSON."""
    held = {
        "id": str(number),
        "text": text or story(number),
        "published_at": f"2021-01-{number % 27 + 1:02}T08:00:00Z",
        "outlet": f"Outlet {number % 5}",
    }
    return json.dumps(held).encode()


def lines(path: Path, texts: Sequence[str | None]) -> Path:
    """A file of JSON lines; None = a story of its own."""
    path.write_bytes(b"".join(line(number, text) + b"\n" for number, text in enumerate(texts)))
    return path


def page(number: int) -> bytes:
    """A report as a page."""
    return (
        f'<!DOCTYPE html><html lang="en"><head><title>Report {number}</title>'
        f'<meta property="article:published_time" content="2021-01-{number % 27 + 1:02}T08:00:00Z"></head>'
        f"<body><article><h1>Report {number}</h1><p>{story(number)}</p><p>Residents spoke of a loud blast, and of "
        "smoke that hung over the square until the evening.</p></article></body></html>"
    ).encode()


def archive(path: Path, count: int) -> Path:
    """A WARC of pages, with a head and a picture among them; packed, record by record, where it is named so."""
    records = [_record("warcinfo", "", b"software: a test\r\n", "application/warc-fields", count)]
    for number in range(count):
        kind = "image/png" if number % 7 == 3 else "text/html; charset=utf-8"
        body = f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\n\r\n".encode() + page(number)
        told = f"WARC-Target-URI: https://news.example/{number}\r\n"
        records.append(_record("response", told, body, "application/http; msgtype=response", number))
    path.write_bytes(b"".join(map(gzip.compress, records) if path.suffix == ".gz" else records))
    return path


def _record(kind: str, told: str, body: bytes, media_type: str, number: int) -> bytes:
    head = (
        f"WARC/1.1\r\nWARC-Type: {kind}\r\n{told}WARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-{number:012}>\r\n"
        f"WARC-Date: 2021-02-01T00:00:00Z\r\nContent-Type: {media_type}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body + b"\r\n\r\n"


def table(path: Path, count: int, *, group: int) -> Path:
    """A Parquet file with so many rows in a group."""
    import pyarrow
    from pyarrow import parquet

    rows = [json.loads(line(number)) for number in range(count)]
    parquet.write_table(pyarrow.Table.from_pylist(rows), path, row_group_size=group)
    return path
