from __future__ import annotations

from pathlib import Path

import pytest
from lxml import html
from starlette.requests import Request
from starlette.testclient import TestClient

from tallystick import api
from tallystick.accounts import Role
from tallystick.model import Event
from tallystick.web import queue
from tallystick.web.app import create
from tallystick.web.desk import Desk
from tallystick.web.kept import Kept
from tallystick.web.people import Person
from tests.unit.web.conftest import HERE

SAME_ORIGIN = {"sec-fetch-site": "same-origin"}


class Named:
    """Tells who asks by a header that no browser sends."""

    def __init__(self, role: Role = "analyst") -> None:
        self.role: Role = role

    def person(self, request: Request) -> Person:
        """Whoever the header names."""
        name = request.headers.get("x-name", "Ana")
        return Person(name, self.role, f"session of {name}")

    def wrote(self, person: Person) -> None:
        """As much as anybody likes."""


@pytest.fixture
def desk(own: Path):
    """A desk over a ledger that may be written to."""
    desk = Desk(own)
    yield desk
    desk.close()


@pytest.fixture
def client(desk: Desk) -> TestClient:
    """Two analysts, by header."""
    return TestClient(create(desk, people=Named()), base_url=HERE)


def judging(page: str) -> list[html.FormElement]:
    """The forms of a page that write to the ledger."""
    return [form for form in html.fromstring(page).forms if form.action.startswith("/judgements")]


def forms(client: TestClient, address: str, **headers: str) -> list[html.FormElement]:
    """The forms of a page that judge."""
    answer = client.get(address, headers=headers)
    assert answer.status_code == 200, answer.text
    return judging(answer.text)


def send(client: TestClient, form: html.FormElement, why: str = "both name the bridge", name: str = "Ana", **more):
    """Send a form as a browser would."""
    values = [(key, value) for key, value in form.form_values() if key != "why"]
    data: dict[str, list[str]] = {"why": [why]}
    for key, value in [*values, *more.items()]:
        data.setdefault(key, []).append(value)
    return client.post(form.action, data=data, headers=SAME_ORIGIN | {"x-name": name}, follow_redirects=False)


def link_form(client: TestClient, **headers: str) -> html.FormElement:
    """The first proposed link of the queue."""
    return next(form for form in forms(client, "/review", **headers) if len(form.xpath(".//input[@name='item']")) == 2)


def test_a_link_is_judged_and_taken_back(client: TestClient, desk: Desk) -> None:
    """What the queue asks is answered, every page respects it, and undoing brings back what was before."""
    before = {event.id for event in desk.events("ledger")}
    form = link_form(client)
    answer = send(client, form, verdict="same")
    assert answer.status_code == 303
    (judged,) = api.judgements(desk.ledger)
    assert (judged.judgement.verdict, judged.judgement.by) == ("same", "Ana")
    assert answer.headers["location"] == f"/review#judged-{judged.entry}"
    pair = {str(value) for value in form.xpath(".//input[@name='item']/@value")}
    together = [{f"{ref.report}/{ref.mention}" for ref in event.mentions} for event in desk.events("ledger")]
    assert any(pair <= refs for refs in together)
    left = [{str(value) for value in each.xpath(".//input[@name='item']/@value")} for each in forms(client, "/review")]
    assert pair not in left
    (undoing,) = forms(client, "/judgements")
    assert send(client, undoing, why="a slip").status_code == 303
    assert {event.id for event in desk.events("ledger")} == before
    page = client.get("/judgements").text
    assert "Taken back by" in page
    assert "a slip" in page
    assert forms(client, "/judgements") == []


def test_a_claim_is_set_aside_and_every_figure_respects_it(client: TestClient, desk: Desk, disputed: str) -> None:
    """From the report's page; the dossier says by whom and why."""
    event = next(event for event in desk.events("ledger") if event.id == disputed)
    claim = event.tally.used[0]
    report, _, local = claim.partition("/")
    form = next(form for form in forms(client, f"/reports/{report}") if form.fields["item"] == claim)
    assert send(client, form, why="a misprint", verdict="reject").status_code == 303
    after = next(event for event in desk.events("ledger") if event.id == disputed)
    assert claim not in after.tally.used
    assert "rejected by Ana: a misprint" in client.get(f"/events/{disputed}").text
    assert local


def refs(event: Event) -> set[str]:
    """The mentions of an event."""
    return {f"{ref.report}/{ref.mention}" for ref in event.mentions}


def test_a_report_is_split_off_and_merged_again(client: TestClient, desk: Desk, disputed: str) -> None:
    """From the event's page: the report leaves, another event is made of it, and both can be one again."""
    members = refs(next(event for event in desk.events("ledger") if event.id == disputed))
    split = next(form for form in forms(client, f"/events/{disputed}/judge") if "Split" in form.text_content())
    leaving = split.xpath(".//input[@type='checkbox']/@value")[-1]
    assert send(client, split, item=leaving).status_code == 303
    other = next(event for event in desk.events("ledger") if leaving in refs(event))
    here = next(event for event in desk.events("ledger") if refs(event) & (members - {leaving}))
    assert not refs(other) & (members - {leaving})
    merge = next(form for form in forms(client, f"/events/{here.id}/judge") if "one event" in form.text_content())
    assert other.id in merge.xpath(".//option/@value")
    merge.xpath(".//select")[0].value = other.id
    assert send(client, merge).status_code == 303
    whole = next(event for event in desk.events("ledger") if leaving in refs(event))
    assert refs(here) <= refs(whole)


def test_two_people_do_not_overwrite_each_other(client: TestClient, desk: Desk) -> None:
    """Who was slower sees what the other said, and only then may say something else."""
    ana, ben = link_form(client, **{"x-name": "Ana"}), link_form(client, **{"x-name": "Ben"})
    assert send(client, ana, name="Ana", verdict="different").status_code == 303
    late = send(client, ben, name="Ben", why="the same bridge", verdict="same")
    assert late.status_code == 409
    assert "Ana" in late.text
    assert "different" in late.text
    assert len(api.judgements(desk.ledger)) == 1
    (again,) = judging(late.text)
    assert again.fields["why"] == "the same bridge"
    assert send(client, again, name="Ben", why=again.fields["why"]).status_code == 303
    assert [one.judgement.by for one in api.judgements(desk.ledger)] == ["Ana", "Ben"]


def test_somebody_judging_something_else_is_no_conflict(client: TestClient) -> None:
    """Only what bears on the same mentions or claims is told."""
    pages = {name: forms(client, "/review", **{"x-name": name}) for name in ("Ana", "Ben")}
    for name, which in (("Ana", 0), ("Ben", -1)):
        form = [form for form in pages[name] if form.xpath(".//input[@type='checkbox']")][which]
        item = form.xpath(".//input[@type='checkbox']/@value")[0]
        assert send(client, form, name=name, item=item, verdict="reject").status_code == 303


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"token": "wrong"}, 403),
        ({"why": ""}, 422),
        ({"why": "   "}, 400),
        ({"verdict": "perhaps"}, 400),
        ({"seen": "-1"}, 422),
    ],
)
def test_a_form_that_is_not_whole_writes_nothing(
    client: TestClient, desk: Desk, change: dict[str, str], status: int
) -> None:
    """No token of this session, no reason, no such verdict: told, and nothing is written."""
    data = dict(link_form(client).form_values()) | {"verdict": "same", "why": "a reason"} | change
    answer = client.post("/judgements", data=data, headers=SAME_ORIGIN)
    assert answer.status_code == status
    assert api.judgements(desk.ledger) == []


def test_a_form_of_another_session_is_refused(client: TestClient, desk: Desk) -> None:
    """A token is worth nothing to anybody else."""
    form = link_form(client, **{"x-name": "Ana"})
    assert send(client, form, name="Ben", verdict="same").status_code == 403
    assert api.judgements(desk.ledger) == []


@pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:x"])
def test_nobody_is_led_away(client: TestClient, back: str) -> None:
    """After judging, one comes back to a page of this site."""
    form = link_form(client)
    form.fields["back"] = back
    assert send(client, form, verdict="unsure").headers["location"].startswith("/judgements#")


def test_a_reader_may_not_judge(desk: Desk) -> None:
    """No form is shown, and one that is sent all the same is refused: on pages and in the API."""
    client = TestClient(create(desk, people=Named("reader")), base_url=HERE)
    report = next(iter(desk.sight().readings))
    for address in ("/review", f"/reports/{report}", "/judgements"):
        assert forms(client, address) == []
    data = {"verdict": "reject", "item": f"{report}/c1", "why": "x", "seen": "0", "token": "x"}
    assert client.post("/judgements", data=data, headers=SAME_ORIGIN).status_code == 403
    sent = client.post("/api/v1/judgements", json={"verdict": "reject", "items": [f"{report}/c1"], "why": "x"})
    assert (sent.status_code, sent.headers["content-type"]) == (403, "application/problem+json")
    assert client.post("/api/v1/judgements/1/undo", json={"why": "x"}).status_code == 403
    assert api.judgements(desk.ledger) == []


def test_the_api_judges_undoes_and_tells_of_a_conflict(client: TestClient, desk: Desk) -> None:
    """As the pages do, with `seen` where the client wants to know."""
    items = [str(value) for value in link_form(client).xpath(".//input[@name='item']/@value")]
    body = {"verdict": "different", "items": items, "why": "other years", "seen": 0}
    made = client.post("/api/v1/judgements", json=body, headers={"x-name": "Ana"})
    assert made.status_code == 201
    late = client.post("/api/v1/judgements", json=body | {"verdict": "same"}, headers={"x-name": "Ben"})
    assert (late.status_code, late.json()["title"]) == (409, "Somebody else was faster")
    entry = made.json()["entry"]
    assert client.post(f"/api/v1/judgements/{entry}/undo", json={"why": "a slip"}).json()["undone_by"] == "Ana"
    assert client.post(f"/api/v1/judgements/{entry + 99}/undo", json={"why": "x"}).status_code == 400


def test_a_queue_that_is_cut_says_so(desk: Desk, client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of how many events it looked at those that were told of last; where it looked at all, nothing is said."""
    whole = html.fromstring(client.get("/review").text)
    assert whole.find_class("limits") == []
    monkeypatch.setattr(queue, "MOST_LOOKED_AT", 1)
    monkeypatch.setattr(queue, "MOST_COMPARED", 0)
    desk._answers = Kept(2)
    page = html.fromstring(client.get("/review").text)
    (told,) = (each.text_content() for each in page.find_class("limits"))
    assert told.startswith("Not all is looked at: only what was told of last. links: 1 of ")
    assert "disputes: 1 of 4 events." in told
    narrow = html.fromstring(client.get("/review?kind=dispute").text).find_class("limits")
    assert [each.text_content().partition("last. ")[2] for each in narrow] == ["disputes: 1 of 4 events."]
    assert html.fromstring(client.get("/review?kind=place").text).find_class("limits") == []
    for listed in ("/?needs_review=1", "/map?needs_review=1"):
        (again,) = html.fromstring(client.get(listed).text).find_class("limits")
        assert again.text_content() == told


def test_the_list_narrows_to_what_the_queue_asks_about(desk: Desk, client: TestClient) -> None:
    """Each event of an open question and no other, on every face alike; one that is decided is gone."""
    asked = {id_ for looked in queue.open_questions(desk).values() for each in looked.questions for id_ in each.events}
    assert 0 < len(asked) < len(desk.sight().columns)
    page = html.fromstring(client.get("/?needs_review=1&background=1").text)
    assert {one.get("id") for one in page.find_class("events")[0]} == asked
    rows = client.get("/events.csv?needs_review=1&background=1").text.splitlines()[1:]
    given = client.get("/api/v1/events?needs_review=true&background=true&limit=200").json()["items"]
    assert {one["id"] for one in given} == {row.split(",")[0] for row in rows} == asked
    for question in list(queue.open_questions(desk)["dispute"].questions):
        client.post("/api/v1/judgements", json={"verdict": "reject", "items": question.items[:1], "why": "a slip"})
    left = {id_ for looked in queue.open_questions(desk).values() for each in looked.questions for id_ in each.events}
    given = client.get("/api/v1/events?needs_review=true&background=true&limit=200").json()["items"]
    assert {one["id"] for one in given} == left < asked
