"""What every answer carries and every request must pass, whatever page it is for.

- `Host` must be a name that this server goes by: a foreign page that makes its own name point here (DNS rebinding)
  would otherwise read the ledger of whoever visits it.
- A request that changes something must come from a page of ours: `Sec-Fetch-Site`, else `Origin`, says so, and a
  form that comes with neither is turned away.
- Pages load nothing from anywhere else, but for the tiles of a map where some are set, run no script but the site's
  files, and stand in no foreign frame.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tallystick.web import tongues
from tallystick.web.desk import one_moment

HEADERS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), browsing-topics=()",
}
HERE = ("127.0.0.1", "localhost", "[::1]")
"""The names of this machine as seen from itself."""
SAFE = ("GET", "HEAD", "OPTIONS")
LARGEST_BODY = 64 * 1024
"""Bytes of a form or a judgement; a reason is a few sentences."""


PROBLEM = "application/problem+json"


def problem_json(status: int, title: str, code: str, detail: str) -> bytes:
    """A fault as RFC 9457 has it."""
    told = {"type": "about:blank", "title": title, "status": status, "code": code, "detail": detail}
    return json.dumps(told, ensure_ascii=False).encode()


def policy(tiles: str = "") -> str:
    """What pages may load.

    Args:
        tiles: the host of the tiles under the map, with its scheme, which a browser is let through to; "" = none.
    """
    return "; ".join(
        (
            "default-src 'none'",
            "style-src 'self'",
            "script-src 'self'",
            "img-src 'self'",
            f"connect-src 'self' {tiles}".rstrip(),
            "form-action 'self'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
        )
    )


class Guard:
    """Turns away what may not come in, and sets the headers of what goes out."""

    def __init__(self, app: ASGIApp, *, hosts: Collection[str], tiles: str = "") -> None:
        """Stand before an application.

        Args:
            hosts: names that the server goes by, without ports.
            tiles: the host of the tiles under the map, if it is another one.
        """
        self._headers = HEADERS | {"content-security-policy": policy(tiles)}
        self._app = app
        self._hosts = {host.lower() for host in hosts}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    headers.setdefault(name, value)
                headers.setdefault("cache-control", "no-store")
            await send(message)

        headers = Headers(scope=scope)
        refused = self._refusal(scope["method"], headers)
        if refused is not None:
            status, why = refused
            told: Response = PlainTextResponse(f"{why}\n", status_code=status)
            if scope["path"].startswith("/api/"):
                told = Response(problem_json(status, "Not allowed", "http", why), status, media_type=PROBLEM)
            await told(scope, receive, sending)
            return
        tongues.speak(tongues.spoken(Request(scope)))
        with one_moment():
            await self._app(scope, _bounded(receive), sending)

    def _refusal(self, method: str, headers: Headers) -> tuple[int, str] | None:
        host = headers.get("host", "")
        if _name(host) not in self._hosts:
            return 421, "This server does not go by the name that was asked for."
        if method in SAFE:
            return None
        length = headers.get("content-length", "0")
        if not length.isdecimal() or int(length) > LARGEST_BODY:
            return 413, f"Expected at most {LARGEST_BODY:,} bytes."
        if headers.get("authorization", "").startswith("Bearer "):
            return None  # a token is no cookie: no foreign page can make a browser send it
        site, origin = headers.get("sec-fetch-site"), headers.get("origin")
        if site is not None:
            return (
                None if site in ("same-origin", "none") else (403, "This may only be sent from a page of this server.")
            )
        if origin is not None:
            return (
                None if urlsplit(origin).netloc == host else (403, "This may only be sent from a page of this server.")
            )
        if headers.get("content-type", "").partition(";")[0].strip().lower() == "application/json":
            return None  # a program: a foreign page's JSON is held back by its own browser, which always sends Origin
        return 403, "The request does not say from which page it was sent (Origin)."


def _name(host: str) -> str:
    """The host without its port; an IPv6 address keeps its brackets."""
    name, colon, port = host.lower().rpartition(":")
    return name if colon and port.isdecimal() and (not name.count(":") or name.endswith("]")) else host.lower()


def _bounded(receive: Receive) -> Receive:
    """A body that told no length, or a wrong one, ends where it becomes too long."""
    taken = 0

    async def receiving() -> Message:
        nonlocal taken
        message = await receive()
        if message["type"] == "http.request":
            taken += len(message.get("body", b""))
            if taken > LARGEST_BODY:
                return {"type": "http.disconnect"}
        return message

    return receiving
