from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from tallystick import api
from tallystick.accounts import Accounts
from tallystick.model import Claim, Group, Harm, Mention, Quantity
from tallystick.web.app import create
from tallystick.web.desk import Desk
from tallystick.web.members import Members
from tests.unit.web.conftest import HERE

V1 = "/api/v1"
TEXT = (
    "Gunmen stormed the village of Qarnabistan on 3 May 2022, killing nine guards, a monitor said. "
    "Amina Yusufova, 34, was killed in the village, doctors said. The army made no comment."
)
NOTES = "Minutes of the council.\nFour herders are named in it."


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    """Two reports: one of a raid at a place that is in no gazetteer, one in which nothing was understood."""
    lines = [{"text": TEXT, "published_at": "2022-05-04"}, {"text": NOTES, "published_at": "2022-05-05"}]
    (tmp_path / "told.jsonl").write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    api.add([tmp_path / "told.jsonl"], ledger=tmp_path / "tally.db")
    return tmp_path / "tally.db"


@pytest.fixture
def client(ledger: Path) -> Iterator[TestClient]:
    """A program that asks and writes."""
    desk = Desk(ledger)
    with TestClient(create(desk), base_url=HERE) as program:
        yield program
    desk.close()


class Raid:
    """What the API tells of the raid."""

    def __init__(self, client: TestClient) -> None:
        self.client = client
        reports = client.get(f"{V1}/reports").json()["items"]
        self.id = next(one["id"] for one in reports if one["text"].startswith("Gunmen"))
        self.notes = next(one["id"] for one in reports if one["text"].startswith("Minutes"))
        self.mention = next(
            f"{self.id}/{one['id']}"
            for one in self.reading()["mentions"]
            if one["places"][0]["wording"] == "Qarnabistan"
        )

    def reading(self) -> dict:
        """The report with everything taken down from it."""
        return self.client.get(f"{V1}/reports/{self.id}").json()

    def claim(self, **said: str) -> dict:
        """The first claim of which this is so."""
        found = self.reading()["claims"]
        return next(one for one in found if all(one.get(name) == value for name, value in said.items()))

    def send(self, verdict: str, item: str, **more):
        """Judge, with a reason."""
        return self.client.post(f"{V1}/judgements", json={"verdict": verdict, "items": [item], "why": "read it"} | more)


@pytest.fixture
def raid(client: TestClient) -> Raid:
    """The raid, and how to judge what is told of it."""
    return Raid(client)


def test_a_place_is_put_on_the_map(raid: Raid) -> None:
    """By a point, or by the gazetteer's number; it is in the next answer, and undone by its number."""
    made = raid.send("place", raid.mention, place={"wording": "Qarnabistan", "latitude": 36.7, "longitude": 38.9})
    assert made.status_code == 201, made.text
    assert made.json()["judgement"]["place"]["latitude"] == 36.7
    assert raid.reading()["mentions"][0]["places"][0]["latitude"] == 36.7
    assert raid.send("place", raid.mention, place={"wording": "Qarnabistan", "geonames_id": 170063}).status_code == 201
    assert raid.reading()["mentions"][0]["places"][0]["name"] == "Aleppo"
    for entry in (one["entry"] for one in raid.client.get(f"{V1}/judgements").json()["items"]):
        assert raid.client.post(f"{V1}/judgements/{entry}/undo", json={"why": "no"}).status_code == 200
    assert raid.reading()["mentions"][0]["places"][0]["latitude"] is None


@pytest.mark.parametrize(
    ("place", "status"),
    [
        ({"wording": "Qarnabistan"}, 400),
        ({"wording": "Qarnabistan", "latitude": 1.0}, 400),
        ({"wording": "Aleppo", "latitude": 1.0, "longitude": 1.0}, 400),
        ({"wording": "Qarnabistan", "geonames_id": 1}, 400),
        ({"wording": "Qarnabistan", "geonames_id": 170063, "latitude": 1.0, "longitude": 1.0}, 400),
        ({"wording": "Qarnabistan", "latitude": 91.0, "longitude": 1.0}, 422),
        ({"wording": "Qarnabistan", "latitude": 1.0, "longitude": 1.0, "hight": 2}, 422),
    ],
)
def test_a_place_that_cannot_be_is_a_problem(raid: Raid, place: dict, status: int) -> None:
    """Nothing is written."""
    answer = raid.send("place", raid.mention, place=place)
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    assert raid.client.get(f"{V1}/judgements").json()["items"] == []


def test_a_claim_is_edited_by_what_changes(raid: Raid) -> None:
    """What is left out stays, null says not known, and other kinds than figures are edited as well."""
    held = raid.claim(kind="harm")
    answer = raid.send("edit", f"{raid.id}/{held['id']}", claim={"harm": {"quantity": {"low": 8, "high": None}}})
    assert answer.status_code == 201, answer.text
    now = raid.claim(kind="harm")
    assert (now["harm"]["quantity"]["low"], now["harm"]["quantity"]["high"]) == (8, None)
    assert now["harm"]["quantity"]["wording"] == held["harm"]["quantity"]["wording"]
    assert now | {"harm": 0} == held | {"harm": 0}
    stand = raid.claim(kind="position")
    sent = raid.send("edit", f"{raid.id}/{stand['id']}", claim={"position": {"act": "denies", "toward": "the raid"}})
    assert sent.json()["judgement"]["claim"]["position"] == {"act": "denies", "toward": "the raid"}


def test_a_whole_claim_may_come_back_with_its_names_covered(raid: Raid, ledger: Path) -> None:
    """What is as it was shown is no change: the ledger keeps the name, and no answer gives it."""
    held = next(one for one in raid.reading()["claims"] if one["kind"] == "harm" and one["harm"]["group"]["named"])
    assert "█" in held["quote"]
    held["harm"]["group"]["status"] = "civilian"
    held["harm"]["group"]["sex"] = "female"
    answer = raid.send("edit", f"{raid.id}/{held['id']}", claim=held)
    assert answer.status_code == 201, answer.text
    assert "Yusufova" not in answer.text
    kept = next(one for one in api.reading(ledger, raid.id).claims if one.id == held["id"])
    assert kept.harm
    assert (kept.harm.group.wording, kept.harm.group.sex) == ("Amina Yusufova", "female")
    assert "Amina" in kept.quote
    undone = raid.client.post(f"{V1}/judgements/{answer.json()['entry']}/undo", json={"why": "not known"})
    for told in (undone, raid.client.get(f"{V1}/judgements"), raid.client.get("/judgements")):
        assert "Amina" not in told.text
        assert "Yusufova" not in told.text


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"harm": {"quantity": {"low": "eight"}}},
        {"harm": {"quantity": {"low": 9, "high": 2}}},
        {"harm": {"quantity": {"wording": "a dozen or so"}}},
        {"harm": {"quantity": {"lowest": 8}}},
        {"harm": None},
        {"position": {"act": "denies"}},
        {"quote": "eight guards"},
        {"span": [0, 4]},
        {"kind": "damage"},
        {"mention": "m77"},
        {"hram": {}},
    ],
)
def test_an_edit_that_cannot_be_is_a_problem(raid: Raid, changes: dict) -> None:
    """400 with what was expected; a slip of the pen is not passed over in silence."""
    held = raid.claim(kind="harm")
    answer = raid.send("edit", f"{raid.id}/{held['id']}", claim=changes)
    assert (answer.status_code, answer.json()["code"]) == (400, "usage"), answer.text
    assert raid.claim(kind="harm") == held


def test_a_claim_is_added(raid: Raid) -> None:
    """Where its quote stands once, the span is found; else it is asked for. The id is the ledger's."""
    none = {"low": None, "high": None, "wording": "", "hedge": "vague"}
    said = {"kind": "damage", "damage": {"object": "the village", "degree": "hit", "quantity": none}}
    made = raid.send("add", raid.mention, claim=said | {"quote": "stormed the village"})
    assert made.status_code == 201, made.text
    claim = made.json()["judgement"]["claim"]
    assert (claim["id"], TEXT[slice(*claim["span"])]) == ("h1", "stormed the village")
    twice = raid.send("add", raid.id, claim=said | {"quote": "the village"})
    assert (twice.status_code, "more than once" in twice.json()["detail"]) == (400, True)
    at = TEXT.rindex("the village")
    made = raid.send("add", raid.id, claim=said | {"quote": "the village", "span": [at, at + 11]})
    assert (made.status_code, made.json()["judgement"]["claim"]["id"]) == (201, "h2")
    covered = raid.reading()["report"]["text"]
    quote = covered[covered.index("█") : covered.index(", doctors")]
    made = raid.send("add", raid.id, claim=said | {"quote": quote})
    assert made.status_code == 201, made.text
    assert (made.json()["judgement"]["claim"]["quote"], made.text.count("Yusufova")) == (quote, 0)


def test_a_report_without_an_incident_gets_one(raid: Raid) -> None:
    """Or says that it needs one."""
    quantity = {"low": 4, "high": 4, "wording": "Four"}
    said = {"kind": "harm", "quote": "Four herders", "harm": {"outcome": "killed", "quantity": quantity,
            "group": {"wording": "herders"}}}  # fmt: skip
    alone = raid.send("add", raid.notes, claim=said)
    assert (alone.status_code, "no incident was understood" in alone.json()["detail"]) == (400, True)
    incident = {"type": "Attack", "occurred_from": "2022-05-01", "occurred_to": "2022-05-01", "date_precision": "day"}
    made = raid.send("add", raid.notes, claim=said, mention=incident)
    assert made.status_code == 201, made.text
    assert made.json()["judgement"]["items"] == [f"{raid.notes}/hm1"]
    events = raid.client.get(f"{V1}/events?type=Attack&since=2022-05-01&until=2022-05-01").json()["items"]
    assert [one["tally"]["killed"]["low"] for one in events] == [4]


@pytest.mark.parametrize(
    ("claim", "mention"),
    [
        ({"kind": "harm"}, None),
        ({"kind": "harm", "quote": "ten guards"}, None),
        ({"kind": "harm", "quote": "nine guards"}, None),
        ({"kind": "rumour", "quote": "nine guards"}, None),
        ({"kind": "position", "quote": "nine guards", "position": {"act": "jokes"}}, None),
        ({"kind": "position", "quote": "nine guards", "position": {"act": "denies"}, "in": "margin"}, None),
        ({"kind": "position", "quote": "nine guards", "position": {"act": "denies"}, "span": [5, 2]}, None),
        ({"kind": "position", "quote": "nine guards", "position": {"act": "denies"}, "span": ["a", 2]}, None),
        ({"kind": "position", "quote": "nine guards", "position": {"act": "denies", "twoard": "x"}}, None),
        ({"kind": "position", "quote": "nine guards", "position": {"act": "denies"}}, {"type": "Rain"}),
        ({"kind": "position", "quote": "nine guards", "position": {"act": "denies"}}, {"type": "Attack", "plase": 1}),
    ],
)
def test_a_claim_that_cannot_be_is_a_problem(raid: Raid, claim: dict, mention: dict | None) -> None:
    """400 with what was expected, and nothing is written."""
    answer = raid.send("add", raid.id, claim=claim, **({"mention": mention} if mention else {}))
    assert (answer.status_code, answer.json()["code"]) == (400, "usage"), answer.text
    assert raid.client.get(f"{V1}/judgements").json()["items"] == []


def test_of_two_who_correct_the_same_the_slower_is_told(ledger: Path, tmp_path: Path) -> None:
    """409 with the judgement that came between; a reader's token corrects nothing, nor does a reader with one."""
    now = datetime(2026, 1, 1, tzinfo=UTC)
    accounts = Accounts(tmp_path / "accounts.db", create=True)
    tokens = {}
    for name, role in (("Ana", "analyst"), ("Ben", "analyst"), ("Cleo", "reader")):
        accounts.add(name, role, "a long enough one", now=now)  # type: ignore[arg-type]
        tokens[name] = accounts.make_token(name, label="sync", role=role, days=9, now=now)  # type: ignore[arg-type]
    tokens["Ana, as a reader"] = accounts.make_token("Ana", label="read", role="reader", days=9, now=now)
    desk = Desk(ledger)
    with TestClient(create(desk, people=Members(accounts, clock=lambda: now)), base_url=HERE) as program:
        program.headers["authorization"] = f"Bearer {tokens['Ana']}"
        raid = Raid(program)
        key = f"{raid.id}/{raid.claim(kind='harm')['id']}"
        sent = {"claim": {"harm": {"quantity": {"low": 8}}}, "seen": 0}
        for name in ("Cleo", "Ana, as a reader"):
            program.headers["authorization"] = f"Bearer {tokens[name]}"
            place = {"wording": "Qarnabistan", "latitude": 1.0, "longitude": 1.0}
            for verdict, item, more in (("edit", key, sent), ("place", raid.mention, {"place": place}),
                                        ("add", raid.id, {"claim": {"quote": "nine"}})):  # fmt: skip
                assert raid.send(verdict, item, **more).status_code == 403
        program.headers["authorization"] = f"Bearer {tokens['Ana']}"
        first = raid.send("edit", key, **sent)
        assert first.status_code == 201
        program.headers["authorization"] = f"Bearer {tokens['Ben']}"
        late = raid.send("edit", key, claim={"harm": {"quantity": {"low": 7}}}, seen=0)
        assert (late.status_code, late.headers["content-type"]) == (409, "application/problem+json")
        assert [one["entry"] for one in late.json()["judged"]] == [first.json()["entry"]]
        assert late.json()["judged"][0]["judgement"]["by"] == "Ana"
        again = raid.send("edit", key, claim={"harm": {"quantity": {"low": 7}}}, seen=late.json()["seen"])
        assert again.status_code == 201
    desk.close()
    accounts.close()


def test_a_desk_that_follows_sees_an_added_incident_at_once(ledger: Path) -> None:
    """What is kept up with the ledger is what would come from zero, when a correction comes and when it goes."""
    desk = Desk(ledger)
    before = list(desk.events("ledger"))
    found = next(one for one in api.known(ledger).readings if one.report.text.startswith("Minutes"))
    quantity = Quantity(low=4, high=4, wording="Four")
    claim = Claim(
        id="", kind="harm", mention=None, span=(24, 36), quote="Four herders",
        harm=Harm(outcome="killed", quantity=quantity, group=Group(wording="herders")),
    )  # fmt: skip
    raid = Mention(id="", role="main", type="Attack")
    judged = api.add_claim(ledger, found.report.id, claim, mention=raid, by="Ana", why="other papers say so")
    now = list(desk.events("ledger"))
    assert now == api.events(ledger)
    assert len(now) == len(before) + 1
    api.undo(ledger, judged.entry, by="Ana", why="no")
    assert list(desk.events("ledger")) == before
    desk.close()
