from __future__ import annotations

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from tallystick.web.guard import HERE, LARGEST_BODY, Guard


@pytest.fixture(scope="module")
def client() -> TestClient:
    """A guard before something that can be read and changed."""

    async def answer(request: Request) -> PlainTextResponse:
        return PlainTextResponse(f"{len(await request.body())}")

    inner = Starlette(routes=[Route("/", answer, methods=["GET", "POST"])])
    return TestClient(Guard(inner, hosts=HERE), base_url="http://127.0.0.1:8000")


@pytest.mark.parametrize("host", ["127.0.0.1:8000", "localhost", "LOCALHOST:1", "[::1]:8000", "[::1]"])
def test_our_own_names_may_be_asked(client: TestClient, host: str) -> None:
    """With any port, in any case."""
    assert client.get("/", headers={"host": host}).status_code == 200


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example:80", "::1", ""])
def test_a_foreign_name_that_points_here_reads_nothing(client: TestClient, host: str) -> None:
    """A page that makes its own name resolve to this machine gets no answer."""
    assert client.get("/", headers={"host": host}).status_code == 421


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"sec-fetch-site": "same-origin"}, 200),
        ({"origin": "http://127.0.0.1:8000"}, 200),
        ({"sec-fetch-site": "cross-site", "origin": "http://127.0.0.1:8000"}, 403),
        ({"sec-fetch-site": "same-site"}, 403),
        ({"origin": "http://evil.example"}, 403),
        ({"origin": "http://127.0.0.1:9000"}, 403),
        ({"origin": "null"}, 403),
        ({}, 403),
        ({"authorization": "Bearer x"}, 200),
        ({"content-type": "application/json"}, 200),
        ({"content-type": "application/json", "origin": "http://evil.example"}, 403),
        ({"content-type": "text/plain"}, 403),
    ],
)
def test_only_our_pages_change_something(client: TestClient, headers: dict[str, str], status: int) -> None:
    """A form on a foreign page is turned away, and so is a browser that does not say where it comes from."""
    assert client.post("/", content=b"a=b", headers=headers).status_code == status


def test_a_long_body_is_turned_away(client: TestClient) -> None:
    """By its length where it tells it."""
    headers = {"sec-fetch-site": "same-origin"}
    assert client.post("/", content=b"x" * LARGEST_BODY, headers=headers).text == str(LARGEST_BODY)
    assert client.post("/", content=b"x" * (LARGEST_BODY + 1), headers=headers).status_code == 413
