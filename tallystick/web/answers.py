"""How the API answers: records as JSON, lists in pages, and nothing that the client has already."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from hashlib import sha256
from heapq import nsmallest
from typing import Any, TypeVar

import msgspec
from fastapi import Request, Response

from tallystick import __version__
from tallystick.web.views import desk_of

T = TypeVar("T")


def paged(
    request: Request,
    make: Callable[[], Iterable[T]],
    key: Callable[[T], str],
    after: str | None,
    limit: str,
    *,
    show: Callable[[T], Any] = lambda item: item,
) -> Response:
    """One page of a list in the order of its keys, and where the next one is."""

    def made() -> dict[str, Any]:
        rest = nsmallest(int(limit) + 1, (item for item in make() if after is None or key(item) > after), key=key)
        items = rest[: int(limit)]
        more = str(request.url.include_query_params(after=key(items[-1]))) if len(rest) > len(items) else None
        return {"items": [show(item) for item in items], "next": more and more.removeprefix(str(request.base_url)[:-1])}

    return answered(request, made)


def answered(request: Request, make: Callable[[], Any]) -> Response:
    """Records as JSON."""
    return conditional(request, lambda: msgspec.json.encode(make()), kind="application/json")


def conditional(request: Request, make: Callable[[], bytes], *, kind: str) -> Response:
    """The answer, or 304 where the client has it: everything follows from the ledger's head, the address and us."""
    named = f"{desk_of(request).head()} {__version__} {request.url.path}?{request.url.query}"
    tag = f'"{sha256(named.encode()).hexdigest()[:32]}"'
    headers = {"etag": tag, "cache-control": "private, no-cache"}
    if tag in (each.strip().removeprefix("W/") for each in request.headers.get("if-none-match", "").split(",")):
        return Response(status_code=304, headers=headers)
    return Response(make(), media_type=kind, headers=headers)
