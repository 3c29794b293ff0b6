"""A slow line between server and browser: a page comes in pieces, and what is sent is answered late.

What a journey counts before its page is wholly there, it counts wrongly, but on a fast machine nearly never: two
journeys that had passed for days failed on a busy one. On this line they fail each time.
"""

from __future__ import annotations

import asyncio
from itertools import pairwise

from starlette.types import ASGIApp, Message, Receive, Scope, Send

PIECES = 7
BETWEEN = 0.15
"""Seconds between two pieces of a page."""
BEFORE = {"GET": 0.2, "POST": 0.8}
"""Seconds until an answer begins."""


def slowly(app: ASGIApp) -> ASGIApp:
    """The same application, at the end of a slow line."""

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        is_page = False

        async def sending(message: Message) -> None:
            nonlocal is_page
            if message["type"] == "http.response.start":
                is_page = any(
                    value.startswith(b"text/html") for name, value in message["headers"] if name == b"content-type"
                )
                await asyncio.sleep(BEFORE.get(scope["method"], 0))
                await send(message)
                return
            body = message.get("body", b"") if is_page else b""
            if len(body) < PIECES:
                await send(message)
                return
            ends = [len(body) * piece // PIECES for piece in range(PIECES + 1)]
            for start, end in pairwise(ends[:-1]):
                await send({"type": "http.response.body", "body": body[start:end], "more_body": True})
                await asyncio.sleep(BETWEEN)
            await send(message | {"body": body[ends[-2] :]})

        await app(scope, receive, sending if scope["type"] == "http" else send)

    return answer
