from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from fastapi.routing import APIRoute
from lxml import html
from starlette.routing import BaseRoute
from starlette.testclient import TestClient

from tallystick import api
from tallystick.accounts import ATTEMPTS, IDLE, Accounts
from tallystick.web.app import create
from tallystick.web.desk import Desk
from tallystick.web.members import COOKIE, Members
from tallystick.web.people import Needs
from tests.unit.web.conftest import HERE

PASSWORD = "a long enough one"
OURS = {"sec-fetch-site": "same-origin"}
PUBLIC = {("GET", "/static/{name}"), ("GET", "/sign-in"), ("POST", "/sign-in"), ("GET", "/api/v1/openapi.json")}
"""All that is answered without knowing who asks: nothing of it comes from the ledger."""


class Clock:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = datetime(2026, 1, 1, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        """What time it is."""
        return self.now


@pytest.fixture
def clock() -> Clock:
    """Noon."""
    return Clock()


@pytest.fixture
def accounts(tmp_path: Path, clock: Clock):
    """One of each role."""
    held = Accounts(tmp_path / "accounts.db", create=True)
    for name, role in (("Ana", "admin"), ("Ben", "analyst"), ("Cleo", "reader")):
        held.add(name, role, PASSWORD, now=clock.now)
    yield held
    held.close()


@pytest.fixture
def app(own: Path, accounts: Accounts, clock: Clock):
    """A site for people with accounts."""
    desk = Desk(own)
    yield create(desk, people=Members(accounts, clock=clock))
    desk.close()


def browser(app, name: str | None = None, password: str = PASSWORD, **options: str) -> TestClient:
    """Somebody's browser, signed in where a name is given."""
    client = TestClient(app, base_url=options.get("base_url", HERE), follow_redirects=False)
    if name:
        answer = client.post("/sign-in", data={"name": name, "password": password, "back": "/review"}, headers=OURS)
        assert (answer.status_code, answer.headers["location"]) == (303, "/review")
    return client


def routes(app) -> list[tuple[str, str, BaseRoute]]:
    """Every method and path that is answered, however deep it is mounted."""
    found = []
    stack = list(app.routes)
    while stack:
        route = stack.pop()
        inner = getattr(route, "routes", None) or getattr(getattr(route, "original_router", None), "routes", None)
        if inner and not isinstance(route, APIRoute):
            stack.extend(inner)
        elif hasattr(route, "path"):
            found += [(method, route.path, route) for method in getattr(route, "methods", None) or {"GET"}]
    return [each for each in found if each[0] != "HEAD"]


def test_every_route_asks_who_it_is(app) -> None:
    """Denied by default: without a session every path but the few public ones gives nothing, whatever its method."""
    client = browser(app)
    walked = routes(app)
    assert len({path for _, path, _ in walked}) >= 28
    for method, path, _ in walked:
        if (method, path) in PUBLIC:
            continue
        address = re.sub(r"\{[^}]+\}", "1", path)
        sent = {"json": {"why": "x"}} if path.startswith("/api/") else {"data": {"why": "x", "token": "x"}}
        body = sent if method == "POST" else {}
        answer = client.request(method, address, headers=OURS, **body)
        leads_to_sign_in = answer.headers.get("location", "").startswith("/sign-in")
        assert answer.status_code == 401 or (answer.status_code == 303 and leads_to_sign_in), (method, path)


def test_every_route_that_writes_needs_more_than_a_reader(app, own: Path) -> None:
    """A reader gets 403 from each of them, and nothing is written."""
    client = browser(app, "Cleo")
    before = api.head(own)
    writing = [(method, path) for method, path, _ in routes(app) if method != "GET" and (method, path) not in PUBLIC]
    assert len(writing) >= 6
    for method, path in writing:
        if path == "/sign-out":
            continue
        address = re.sub(r"\{[^}]+\}", "1", path)
        sent = {"json": {"why": "x"}} if path.startswith("/api/") else {"data": {"why": "x"}}
        assert client.request(method, address, headers=OURS, **sent).status_code == 403, (method, path)
    assert api.head(own) == before


def test_each_role_reaches_what_it_needs(app) -> None:
    """Readers read, analysts see forms to judge with, admins see the people."""
    for name, forms, people in (("Cleo", 0, 403), ("Ben", 1, 403), ("Ana", 1, 200)):
        client = browser(app, name)
        page = html.fromstring(client.get("/review").text)
        assert bool(page.xpath("//form[@action='/judgements']")) == bool(forms)
        assert client.get("/people").status_code == people


def test_originals_with_their_names_are_for_those_who_judge(app, own: Path) -> None:
    """Nothing in them is covered: a reader gets the page with its covers, and not the bytes."""
    report = api.known(own).readings[0].report.id
    for name, status in (("Cleo", 403), ("Ben", 200)):
        client = browser(app, name)
        assert client.get(f"/reports/{report}/original").status_code == status
        assert ("The original bytes" in client.get(f"/reports/{report}").text) == (status == 200)


def test_one_comes_back_to_the_page_that_was_asked_for(app) -> None:
    """With its whole address; never to another site."""
    client = browser(app)
    asked = client.get("/events/evt_x?as_of=2021-01-13&profile=ucdp")
    page = html.fromstring(client.get(asked.headers["location"]).text)
    (back,) = page.xpath("//input[@name='back']/@value")
    assert back == "/events/evt_x?as_of=2021-01-13&profile=ucdp"
    for evil in ("//evil.example", "https://evil.example", "/\\evil.example", "/\n/evil.example"):
        data = {"name": "Ana", "password": PASSWORD, "back": evil}
        assert client.post("/sign-in", data=data, headers=OURS).headers["location"] == "/"


def test_the_cookie_is_out_of_reach(app) -> None:
    """Of scripts and of other sites; over https it stays on https; each sign-in makes a new one."""
    client = browser(app)
    seen = set()
    for base, secure in ((HERE, False), ("https://127.0.0.1", True)):
        data = {"name": "Ana", "password": PASSWORD}
        cookie = browser(app, base_url=base).post("/sign-in", data=data, headers=OURS).headers["set-cookie"].lower()
        assert "httponly" in cookie
        assert "samesite=lax" in cookie
        assert ("secure" in cookie) == secure
        seen.add(cookie.split(";")[0])
    assert len(seen) == 2
    assert COOKIE not in client.cookies


def test_a_session_ends_and_the_next_page_asks_to_sign_in(app, clock: Clock) -> None:
    """After two hours unused; the form that was still open writes nothing."""
    client = browser(app, "Ben")
    form = next(form for form in html.fromstring(client.get("/review").text).forms if form.action == "/judgements")
    clock.now += IDLE
    assert client.get("/").headers["location"].startswith("/sign-in")
    data = dict(form.form_values()) | {"verdict": "same", "why": "x"}
    assert client.post("/judgements", data=data, headers=OURS).status_code == 401


def test_signing_out_ends_it_in_the_store(app) -> None:
    """The old cookie is worth nothing, wherever it was copied to."""
    client = browser(app, "Ben")
    stolen = client.cookies[COOKIE]
    (token,) = html.fromstring(client.get("/").text).xpath("//form[@action='/sign-out']/input[@name='token']/@value")
    assert client.post("/sign-out", data={"token": "x"}, headers=OURS).status_code == 403
    assert client.post("/sign-out", data={"token": token}, headers=OURS).status_code == 303
    assert browser(app).get("/", headers={"cookie": f"{COOKIE}={stolen}"}).status_code == 303


def test_wrong_ones_are_told_alike_and_slowed_down(app) -> None:
    """An unknown name and a wrong password give the same page; ten of them close the door for a while."""
    client = browser(app)
    told = []
    for number in range(ATTEMPTS):
        data = {"name": "Ana" if number % 2 else "Zoe", "password": "wrong wrong wrong"}
        answer = client.post("/sign-in", data=data, headers=OURS)
        assert answer.status_code == 401
        told.append(answer.text.replace("Ana", "Zoe"))
    assert len(set(told)) == 1
    late = client.post("/sign-in", data={"name": "Ben", "password": PASSWORD}, headers=OURS)
    assert (late.status_code, late.headers["retry-after"]) == (429, "900")


def test_a_program_shows_its_token(app, accounts: Accounts, clock: Clock) -> None:
    """No cookie, no origin, no form token: the header alone, and no more than its role."""
    client = browser(app)
    for role, status in (("reader", 403), ("analyst", 201)):
        token = accounts.make_token("Ben", label="sync", role=role, days=1, now=clock.now)
        headers = {"authorization": f"Bearer {token}"}
        assert client.get("/api/v1/events", headers=headers).status_code == 200
        claim = client.get("/api/v1/claims", headers=headers).json()["items"][0]["id"]
        body = {"verdict": "reject", "items": [claim], "why": "x"}
        made = client.post("/api/v1/judgements", json=body, headers=headers)
        assert made.status_code == status
        if status == 201:
            assert made.json()["judgement"]["by"] == "Ben"
    wrong = client.get("/api/v1/events", headers={"authorization": "Bearer tly_x_y"})
    assert (wrong.status_code, wrong.headers["www-authenticate"]) == (401, "Bearer")


def test_an_admin_locks_somebody_out_at_once(app) -> None:
    """The next request of that person is nobody's."""
    ben, ana = browser(app, "Ben"), browser(app, "Ana")
    form = next(form for form in html.fromstring(ana.get("/people").text).forms if form.action == "/people/Ben")
    data = dict(form.form_values()) | {"what": "off"}
    assert ana.post("/people/Ben", data=data, headers=OURS).status_code == 303
    assert ben.get("/").status_code == 303
    assert "locked out" in ana.get("/people").text


def test_every_guarded_route_names_a_role(app) -> None:
    """It stands in the route itself, where a reader of the code finds it."""
    for method, path, route in routes(app):
        if isinstance(route, APIRoute) and (method, path) not in PUBLIC:
            calls = {type(each.call) for each in route.dependant.dependencies}
            inherited = {type(each.dependency) for each in route.dependencies}
            assert Needs in calls | inherited, (method, path)


def test_times_have_zones(clock: Clock) -> None:
    """The clock that the site uses by default tells UTC."""
    now = Members.__init__.__kwdefaults__["clock"]()
    assert now.tzinfo is UTC
    assert abs(now - datetime.now(UTC)) < timedelta(minutes=1)
