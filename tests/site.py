"""A news site on loopback for tests: good, changing, slow, broken and hostile pages, and what it was asked.

    with site() as news:
        news.pages["/raid"] = "<p>…</p>"
        news.fetcher().get(news.url("/raid"))

Its host names are the site's own: `resolve` leads every name below `.example` to it, and its policy allows its one
address and port besides public ones. Nothing else on the machine is reached.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tallystick.fetch.guard import Policy
from tallystick.fetch.http import Fetcher
from tallystick.fetch.limits import Limits
from tallystick.fetch.politeness import Polite

QUICK = Limits(seconds=5, silence=1, delay=0)

Handler = BaseHTTPRequestHandler
Page = str | bytes | Callable[[Handler], None]


class Site:
    """What is served, and what was asked."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.pages: dict[str, Page] = {}
        self.asked: list[tuple[str, str, dict[str, str]]] = []
        """Host, path and headers of each request, names in small letters."""
        self.sent: list[tuple[str, dict[str, str], bytes]] = []
        """Path, headers and body of what was sent here."""
        self.names: dict[str, Sequence[str]] = {}
        """Where host names lead that do not lead here."""

    def url(self, path: str, host: str = "news.example") -> str:
        """The address of a page."""
        return f"http://{host}:{self.port}{path}"

    def paths(self) -> list[str]:
        """What was asked for, robots files left out."""
        return [path for _, path, _ in self.asked if path != "/robots.txt"]

    def resolve(self, name: str, port: int) -> Sequence[str]:
        """Names to addresses, without asking anybody."""
        return self.names.get(name, ("127.0.0.1",) if name.endswith(".example") else (name,))

    def policy(self) -> Policy:
        """Public addresses at any port of ours, and this site."""
        return Policy(ports=frozenset({80, 443, self.port}), allowed=frozenset({("127.0.0.1", self.port)}))

    def fetcher(self, limits: Limits = QUICK) -> Fetcher:
        """What fetches from here."""
        return Fetcher(limits=limits, policy=self.policy(), resolve=self.resolve)

    def polite(self, limits: Limits = QUICK, **clocks: Any) -> Polite:
        """What fetches from here with manners, at once."""
        return Polite(self.fetcher(limits), **{"sleep": lambda _: None, **clocks})


@contextmanager
def site() -> Iterator[Site]:
    """A site that is there while this lasts."""

    class Answering(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        timeout = 10

        def do_GET(self) -> None:
            headers = {name.lower(): value for name, value in self.headers.items()}
            served.asked.append((headers.get("host", ""), self.path, headers))
            page = served.pages.get(self.path, served.pages.get(self.path.partition("?")[0]))
            try:
                if callable(page):
                    page(self)
                elif page is None:
                    answer(self, b"no such page", status=404)
                else:
                    answer(self, page.encode() if isinstance(page, str) else page)
            except (BrokenPipeError, ConnectionResetError, TimeoutError):
                self.close_connection = True

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length", 0)))
            served.sent.append((self.path, {name.lower(): value for name, value in self.headers.items()}, body))
            self.do_GET()

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
    server.daemon_threads = True
    server.block_on_close = False
    served = Site(server.server_port)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield served
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)


def answer(
    handler: Handler,
    body: bytes = b"",
    *,
    status: int = 200,
    media_type: str = "text/html; charset=utf-8",
    length: int | None = -1,
    **headers: str,
) -> None:
    """Answer; `length` None sends none, and the end of the connection ends the body. `_` in names stands for `-`."""
    handler.send_response(status)
    handler.send_header("Content-Type", media_type)
    if length is not None:
        handler.send_header("Content-Length", str(len(body) if length == -1 else length))
    for name, value in headers.items():
        handler.send_header(name.replace("_", "-"), value)
    handler.send_header("Connection", "close")
    handler.end_headers()
    handler.wfile.write(body)
    handler.close_connection = True


def redirect(to: str, status: int = 302) -> Page:
    """A page that leads on."""
    return lambda handler: answer(handler, status=status, Location=to.encode().decode("latin-1"))


def dripping(start: bytes, *, every: float = 0.05) -> Page:
    """A page that never ends, a byte at a time."""

    def serve(handler: Handler) -> None:
        answer(handler, start, length=None)
        handler.wfile.flush()
        for _ in range(2_000):
            time.sleep(every)
            handler.wfile.write(b" ")
            handler.wfile.flush()

    return serve


def tagged(body: str, etag: str) -> Page:
    """A page with a version, which answers 304 to whoever has it."""

    def serve(handler: Handler) -> None:
        if handler.headers.get("If-None-Match") == etag:
            handler.send_response(304)
            handler.send_header("ETag", etag)
            handler.send_header("Connection", "close")
            handler.end_headers()
            handler.close_connection = True
        else:
            answer(handler, body.encode(), ETag=etag)

    return serve


def article(killed: int = 9, *, title: str = "Raid on the depot", published: str = "2021-01-13T08:00:00Z") -> str:
    """A page with one report."""
    return (
        f'<!DOCTYPE html><html lang="en"><head><title>{title}</title>'
        f'<meta property="article:published_time" content="{published}"></head><body><article><h1>{title}</h1>'
        f"<p>Warplanes bombed a depot near the town of Idlib on Tuesday, killing at least {killed} fighters, a hospital"
        " said.</p><p>The defence ministry made no comment on the raid, which came before dawn.</p></article></body>"
        "</html>"
    )


def rss(*urls: str, dates: Sequence[str] = ()) -> str:
    """A feed of these pages."""
    items = "".join(
        f"<item><title>Page {number}</title><link>{url}</link>"
        f"{f'<pubDate>{dates[number]}</pubDate>' if number < len(dates) else ''}</item>"
        for number, url in enumerate(urls)
    )
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>News</title>{items}</channel></rss>'


def opml(*urls: str) -> str:
    """A list of these feeds."""
    outlines = "".join(f'<outline text="feed" type="rss" xmlUrl="{url}"/>' for url in urls)
    return (
        f'<?xml version="1.0"?><opml version="2.0"><head/><body><outline text="war">{outlines}</outline></body></opml>'
    )
