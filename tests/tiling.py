"""Tiles for tests: one colour, as PNG, in a PMTiles archive of one tile, and from a server of tiles."""

from __future__ import annotations

import struct
import threading
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from math import asinh, pi, radians, tan

RED = (200, 30, 30)


def png(colour: tuple[int, int, int] = RED, side: int = 256) -> bytes:
    """A square of one colour."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = (b"\0" + bytes(colour) * side) * side
    head = struct.pack(">2I5B", side, side, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def vector_tile(layer: str) -> bytes:
    """A vector tile (Mapbox, version 2) in which one layer covers everything."""

    def field(number: int, data: bytes) -> bytes:
        return _varints(number << 3 | 2, len(data)) + data

    # Move to the corner, three lines along the edges, close; steps in zigzag.
    square = _varints(9, 0, 0, 3 << 3 | 2, 8192, 0, 0, 8192, 8191, 0, 15)
    feature = _varints(3 << 3, 3) + field(4, square)
    return field(3, _varints(15 << 3, 2) + field(1, layer.encode()) + field(2, feature) + _varints(5 << 3, 4096))


def named_tile(longitude: float, latitude: float, **names: str) -> bytes:
    """A vector tile of land with one named place."""

    def field(number: int, data: bytes) -> bytes:
        return _varints(number << 3 | 2, len(data)) + data

    x = round((longitude + 180) / 360 * 4096)
    y = round((1 - asinh(tan(radians(latitude))) / pi) / 2 * 4096)
    tags = field(2, _varints(*(n for pair in enumerate(range(len(names))) for n in pair)))
    feature = _varints(3 << 3, 1) + tags + field(4, _varints(9, 2 * x, 2 * y))
    keys = b"".join(field(3, key.replace("_", ":").encode()) for key in names)
    values = b"".join(field(4, field(1, value.encode())) for value in names.values())
    layer = _varints(15 << 3, 2) + field(1, b"places") + field(2, feature) + keys + values + _varints(5 << 3, 4096)
    return vector_tile("earth") + field(3, layer)


def archive(tile: bytes, *, tile_type: int = 2, metadata: bytes = b"{}") -> bytes:
    """A PMTiles archive (version 3) that holds this tile of the whole world, nothing compressed."""
    directory = _varints(1, 0, 1, len(tile), 1)  # entries, then of each: step of its id, run, length, offset + 1
    parts = [127]
    for part in (directory, metadata, b"", tile):
        parts.append(parts[-1] + len(part))
    offsets = (parts[0], len(directory), parts[1], len(metadata), parts[2], 0, parts[3], len(tile))
    head = b"PMTiles\x03" + struct.pack("<8Q", *offsets) + struct.pack("<3Q", 1, 1, 1)
    head += bytes([1, 1, 1, tile_type, 0, 0])  # clustered; directory and tiles not compressed; zooms 0 to 0
    head += struct.pack("<4i", -1_800_000_000, -850_000_000, 1_800_000_000, 850_000_000) + bytes([0])
    head += struct.pack("<2i", 0, 0)
    assert len(head) == 127
    return head + directory + metadata + tile


def _varints(*numbers: int) -> bytes:
    found = bytearray()
    for number in numbers:
        while number > 127:
            found.append(number & 127 | 128)
            number >>= 7
        found.append(number)
    return bytes(found)


@contextmanager
def tile_server(tile: bytes) -> Iterator[tuple[str, list[str]]]:
    """A server that answers every path with this tile: its address, and what it was asked."""
    asked: list[str] = []

    class Answering(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(200)
            self.send_header("Content-Type", "image/png")
            self.send_header("Content-Length", str(len(tile)))
            self.send_header("Access-Control-Allow-Origin", "*")
            self.end_headers()
            self.wfile.write(tile)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", asked
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)
