"""A bad network for tests: between a client and a server on this machine, bytes are held up, cut off or lost.

with proxy(port) as network:
    network.cut_after(3_000)      # the connection breaks after so many bytes from the client
    ledger = PostgresLedger(postgres.address(port=network.port))
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress


class Network:
    """What is wrong with the way, for connections that are made from now on."""

    def __init__(self, port: int) -> None:
        self._to = port
        self.port = 0
        self.delay = 0.0
        """Seconds that each piece is held up, both ways."""
        self._left: dict[str, int | None] = {"there": None, "back": None}
        self.refuses = False
        """Whether new connections are closed at once."""
        self.breaks = 0
        """How often a connection was cut."""
        self._open: set[asyncio.StreamWriter] = set()

    def cut_after(self, there: int | None = None, back: int | None = None) -> None:
        """Break everything off after so many more bytes to the server, or from it; the last piece is cut short."""
        self._left = {"there": there, "back": back}

    def heal(self) -> None:
        """Nothing is wrong any more."""
        self.delay, self.refuses = 0.0, False
        self.cut_after()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, until either side ends it or we do."""
        if self.refuses:
            writer.close()
            return
        far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self._to)
        self._open |= {writer, far_writer}
        await asyncio.gather(self._pass(reader, far_writer, "there"), self._pass(far_reader, writer, "back"))
        self._open -= {writer, far_writer}

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, way: str) -> None:
        with suppress(ConnectionError, RuntimeError):
            while data := await reader.read(65_536):
                if self.delay:
                    await asyncio.sleep(self.delay)
                left = self._left[way]
                if left is not None and len(data) >= left:
                    writer.write(data[:left])
                    await writer.drain()
                    self._cut()
                    return
                if left is not None:
                    self._left[way] = left - len(data)
                writer.write(data)
                await writer.drain()
        writer.close()

    def _cut(self) -> None:
        self.breaks += 1
        self.refuses = True
        self.hang_up()

    def hang_up(self) -> None:
        """End all connections without a farewell: a cable that is pulled says nothing."""
        for each in self._open:
            each.transport.abort()


@contextmanager
def proxy(port: int) -> Iterator[Network]:
    """A network to a port of this machine, while this lasts."""
    network = Network(port)
    ready = threading.Event()
    stop: list[Callable[[], object]] = []

    async def run() -> None:
        over = asyncio.Event()
        server = await asyncio.start_server(network.serve, "127.0.0.1", 0)
        network.port = server.sockets[0].getsockname()[1]
        loop = asyncio.get_running_loop()
        stop.append(lambda: loop.call_soon_threadsafe(over.set))
        ready.set()
        await over.wait()
        server.close()
        network.hang_up()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        await asyncio.wait(others, timeout=5) if others else None

    thread = threading.Thread(target=lambda: asyncio.run(run()), daemon=True)
    thread.start()
    assert ready.wait(10)
    try:
        yield network
    finally:
        stop[0]()
        thread.join(10)
