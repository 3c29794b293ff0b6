from __future__ import annotations

import json
import re
import shutil
from datetime import UTC, datetime
from pathlib import Path
from xml.etree import ElementTree

import hypothesis
import msgspec
import pytest
import schemathesis
from lxml import html
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import positive_data_acceptance
from starlette.testclient import TestClient

from tallystick import api
from tallystick.model import Event, Reading, to_builtins
from tallystick.reconcile.profiles import profile_names
from tallystick.web.app import create
from tallystick.web.desk import Desk
from tallystick.web.feed import NAMESPACE
from tests.unit.web.conftest import HERE

V1 = "/api/v1"


@pytest.fixture(scope="module")
def schema(ledger: Path, tmp_path_factory: pytest.TempPathFactory):
    """The OpenAPI document, and the application that it describes, over a ledger that may be written to."""
    copy = shutil.copy(ledger, tmp_path_factory.mktemp("schema") / "tally.db")
    app = create(Desk(copy), hosts=["testserver", "localhost"])
    return schemathesis.openapi.from_asgi(f"{V1}/openapi.json", app)


@pytest.mark.parametrize("mode", list(GenerationMode))
def test_every_call_is_answered_as_the_document_says(schema, mode: GenerationMode) -> None:
    """What it allows is answered in its form, what it does not allow is refused as a problem; nothing breaks.

    Whether what is written can stand depends on the ledger, which no schema knows: there a refusal is in order, too.
    """
    found = [each.ok() for each in schema.get_all_operations()]
    assert len(found) >= 12
    # What takes no value can be asked for in no wrong way.
    operations = [
        each for each in found if mode.is_positive or {"parameters", "requestBody"} & each.definition.raw.keys()
    ]
    assert len(operations) >= 10
    for operation in operations:

        @hypothesis.settings(max_examples=20, deadline=None, suppress_health_check=list(hypothesis.HealthCheck))
        @hypothesis.given(case=operation.as_strategy(generation_mode=mode))
        def answered(case) -> None:
            case.call_and_validate(excluded_checks=[positive_data_acceptance] if case.method == "POST" else [])

        answered()


def test_the_document_explains_every_word_it_uses(client: TestClient) -> None:
    """No reference leads nowhere, and what is written is told apart by its verdict."""
    document = client.get(f"{V1}/openapi.json").json()
    referred = set(re.findall(r'"#/components/schemas/([^"]+)"', json.dumps(document)))
    assert referred <= document["components"]["schemas"].keys()
    body = document["paths"][f"{V1}/judgements"]["post"]["requestBody"]["content"]["application/json"]["schema"]
    assert {"place", "edit", "add", "same"} <= body["discriminator"]["mapping"].keys()


def every(client: TestClient, address: str) -> list:
    """All records of a list, page by page."""
    found, pages = [], 0
    while address:
        answer = client.get(address)
        assert answer.status_code == 200, answer.text
        body = answer.json()
        found += body["items"]
        address, pages = body["next"], pages + 1
        assert pages < 100
    return found


# -------------------------------------------------------------------------------------------- records


def test_events_are_those_of_the_library(client: TestClient, ledger: Path) -> None:
    """The same JSON as `tally events --json`, each event once, in pages of any size."""
    known = {event.id: to_builtins(event) for event in api.events(ledger)}
    for limit in (1, 7, 200):
        found = every(client, f"{V1}/events?background=true&limit={limit}")
        assert [one["id"] for one in found] == sorted(known)
    assert msgspec.convert(found, list[Event]) == [msgspec.convert(known[key], Event) for key in sorted(known)]


def test_a_dossier_is_that_of_the_command_line(client: TestClient, ledger: Path, disputed: str) -> None:
    """Byte for byte what `tally show --json` prints."""
    answer = client.get(f"{V1}/events/{disputed}?profile=ucdp")
    assert answer.content == api.dossier_json(api.dossier(ledger, disputed, profile="ucdp"))


def test_tallies_stand_side_by_side(client: TestClient, disputed: str) -> None:
    """One for each profile."""
    assert tuple(client.get(f"{V1}/events/{disputed}/tallies").json()) == profile_names()


def test_a_report_comes_with_all_that_was_taken_down(client: TestClient, ledger: Path) -> None:
    """Every span still cuts its quote."""
    for report in every(client, f"{V1}/reports?limit=5"):
        reading = msgspec.json.decode(client.get(f"{V1}/reports/{report['id']}").content, type=Reading)
        for claim in reading.claims:
            text = reading.report.title if claim.in_ == "title" else reading.report.text
            assert text[slice(*claim.span)] == claim.quote
    assert client.get(f"{V1}/reports/rep_none").json()["status"] == 404


def test_claims_lead_to_their_events(client: TestClient, ledger: Path, disputed: str) -> None:
    """The claims of an event are those of its dossier; each kind is a part of them."""
    found = every(client, f"{V1}/claims?event={disputed}&limit=20")
    assert {one["id"] for one in found} == set(api.dossier(ledger, disputed).claims)
    harm = every(client, f"{V1}/claims?event={disputed}&kind=harm")
    assert {one["id"] for one in harm} == {one["id"] for one in found if one["claim"]["kind"] == "harm"}
    assert every(client, f"{V1}/claims?q=Fatimid")


def test_what_was_not_said_yet_is_in_no_answer(client: TestClient, disputed: str) -> None:
    """`as_of` holds for claims, reports and sources, too."""
    for kind in ("claims", "reports", "sources"):
        then = every(client, f"{V1}/{kind}?as_of=2019-01-01")
        assert 0 < len(then) < len(every(client, f"{V1}/{kind}"))


# ------------------------------------------------------------------------------------- faults, etags


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/events/evt_none", 404),
        ("/events?since=2021-13-01", 422),
        ("/events?limit=0", 422),
        ("/events?profile=mine", 422),
        ("/events?as_of=1610496000", 422),
        ("/nothing", 404),
    ],
)
def test_a_fault_is_a_problem(client: TestClient, address: str, status: int) -> None:
    """RFC 9457: its media type, its status, a title, a sentence, and our code."""
    answer = client.get(V1 + address)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    told = answer.json()
    assert told["status"] == status
    assert told["title"]
    assert told["detail"]
    assert told["code"]


def test_what_did_not_change_is_not_sent_again(ledger: Path, tmp_path: Path) -> None:
    """304 as long as the ledger stays the same; another address, or another entry, has another tag."""
    copy = tmp_path / "tally.db"
    shutil.copy(ledger, copy)
    with TestClient(create(Desk(copy)), base_url=HERE) as client:
        first = client.get(f"{V1}/events")
        tag = first.headers["etag"]
        again = client.get(f"{V1}/events", headers={"if-none-match": f'"other", W/{tag}'})
        assert (again.status_code, again.content) == (304, b"")
        assert client.get(f"{V1}/events?limit=3").headers["etag"] != tag
        story = tmp_path / "story.txt"
        story.write_text("Shelling of a school in Homs killed nine people on Tuesday, a monitor said.")
        api.add([story], ledger=copy, published_at="2022-05-11", outlet="Gate Post")
        assert client.get(f"{V1}/events", headers={"if-none-match": tag}).status_code == 200


# -------------------------------------------------------------------------------------------- changes


def test_whoever_follows_learns_what_was_written_and_what_came_of_it(ledger: Path, tmp_path: Path) -> None:
    """A report that makes an event new, a judgement that merges two, and what it takes back: each has its line."""
    copy = tmp_path / "tally.db"
    shutil.copy(ledger, copy)
    before = datetime.now(UTC)
    story = tmp_path / "story.txt"
    story.write_text("Shelling of a school in Homs killed nine people on Tuesday, a monitor said.")
    api.add([story], ledger=copy, published_at="2022-05-11", outlet="Gate Post")
    events = [event for event in api.events(copy) if event.role == "main"]
    merged = [event.id for event in events if event.occurred_from and event.occurred_from.year in (2015, 2018)]
    judged = api.judge(copy, "merge", merged, by="Ana", why="a test")
    with TestClient(create(Desk(copy)), base_url=HERE) as client:
        since = before.isoformat(timespec="microseconds").replace("+00:00", "Z")
        written = every(client, f"{V1}/changes?since={since}")
        assert [line["what"] for line in written] == ["reading", "judgement"]
        assert written[1]["entry"] == judged.entry
        lines = {line["event"]: line for line in every(client, f"{V1}/changes/events?since={since}")}
        assert [lines[key]["change"] for key in lines if key not in merged] == ["new"]
        assert sorted(lines[key]["change"] for key in merged) == ["changed", "gone"]
        assert every(client, f"{V1}/judgements")[0]["judgement"]["by"] == "Ana"


def test_the_feed_is_atom(client: TestClient, ledger: Path) -> None:
    """Every main event once, with the elements that RFC 4287 asks for; links lead to pages."""
    answer = client.get(f"{V1}/events.atom")
    assert answer.headers["content-type"] == "application/atom+xml"
    root = ElementTree.fromstring(answer.content)
    entries = root.findall(f"{{{NAMESPACE}}}entry")
    assert len(entries) == sum(event.role == "main" for event in api.events(ledger))
    for entry in entries:
        for tag in ("id", "title", "updated", "author", "summary"):
            assert entry.find(f"{{{NAMESPACE}}}{tag}") is not None
        link = entry.find(f"{{{NAMESPACE}}}link")
        assert client.get(link.get("href")).status_code == 200


# -------------------------------------------------------------------------------------------- exports


def test_an_export_holds_what_the_list_shows(client: TestClient) -> None:
    """By every filter, words too; from the list one comes to it with the whole question."""
    page = html.fromstring(client.get("/?q=Kunduz&background=1").text)
    (address,) = [each for each in page.xpath("//details[@class='formats']//a/@href") if "exports/jsonl" in each]
    told = [json.loads(line) for line in client.get(address).text.splitlines()]
    held = [one.get("event", one)["id"] for one in told]
    assert sorted(held) == sorted(page.xpath("//ol[@class='events']/li/@id"))
    assert 0 < len(held) < len(client.get(f"{V1}/exports/jsonl").text.splitlines())
    assert "exports/jsonl" not in client.get("/?at=36.7,68.9&zoom=6&in_view=1").text


def test_every_format_can_be_had(client: TestClient, ledger: Path) -> None:
    """The file that `tally export` writes, of the events asked for, and what it could not hold of them."""
    names = [one["name"] for one in every(client, f"{V1}/exports")]
    assert {"csv", "ucdp-ged", "geojson"} <= set(names)
    for name in names:
        wanted = api.export(ledger, name, place="Syria")
        answer = client.get(f"{V1}/exports/{name}?place=Syria")
        assert answer.status_code == 200
        if len(wanted.files) == 1:
            assert answer.content == next(iter(wanted.files.values()))
        assert answer.headers["content-disposition"].startswith("attachment")
        assert client.get(f"{V1}/exports/{name}/loss?place=Syria").content == msgspec.json.encode(wanted.loss)
    assert client.get(f"{V1}/exports/none").status_code == 404
    assert client.get(f"{V1}/exports/ucdp-ged?profile=acled").status_code == 400


def test_the_desks_letters_hold_on_the_site_too(ledger: Path, disputed: str) -> None:
    """The reliability of origins that the desk's file gives is the same here as in the terminal."""
    with TestClient(create(Desk(ledger, letters={"org:sohr": "B"})), base_url=HERE) as client:
        ratings = client.get(f"/api/v1/events/{disputed}").json()["ratings"]
    assert {rating["reliability"] for rating in ratings} == {"B", "F"}
