from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from lxml import html
from starlette.testclient import TestClient

from tallystick import api
from tallystick.accounts import MINUTE, WRITES, Accounts
from tallystick.ledger.sqlite import SqliteLedger
from tallystick.model import Judgement
from tallystick.web.agreement import agreements
from tallystick.web.app import create
from tallystick.web.desk import Desk
from tallystick.web.members import Members
from tallystick.web.putting import sentences
from tests.unit.web.conftest import HERE

TEXT = (
    "Gunmen stormed the village of Qarnabistan on 3 May 2022, killing nine guards, a monitor said. "
    "Two drivers who had been missing were later found alive. The army made no comment."
)


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    """A ledger with one report of a place that is in no gazetteer."""
    told = {"title": "Raid on a depot", "text": TEXT, "published_at": "2022-05-04", "outlet": "Gate Post"}
    (tmp_path / "one.jsonl").write_text(json.dumps(told), encoding="utf-8")
    api.add([tmp_path / "one.jsonl"], ledger=tmp_path / "tally.db")
    return tmp_path / "tally.db"


@pytest.fixture
def client(ledger: Path) -> Iterator[TestClient]:
    """The site over it, for one person."""
    desk = Desk(ledger)
    with TestClient(create(desk), base_url=HERE, headers={"origin": HERE}) as browser:
        yield browser
    desk.close()


def page(client: TestClient, address: str, status: int = 200) -> html.HtmlElement:
    """A page, parsed."""
    answer = client.get(address)
    assert answer.status_code == status, answer.text
    return html.fromstring(answer.text)


def filled(form: html.HtmlElement, **changed: str) -> dict:
    """What a browser would send of a form, with some fields filled in otherwise."""
    sent: dict = {}
    for key, value in form.form_values():
        sent.setdefault(key, []).append(value)
    return {key: values if len(values) > 1 else values[0] for key, values in sent.items()} | changed


def edit_of(client: TestClient, where: str, says: str = "9 killed") -> str:
    """Where a claim of a report is edited."""
    return page(client, where).xpath(f"//li[contains(., '{says}')]//a[.='Edit']/@href")[0]


def report_of(client: TestClient) -> str:
    """Where its report is."""
    return page(client, "/reports").xpath("//ol[@class='events']//h2/a/@href")[0]


def test_a_claim_is_added_from_a_chosen_sentence(client: TestClient, ledger: Path) -> None:
    """Sentence, form, and it stands in the report, in the event's figures, in the exports, and in the record."""
    where = report_of(client)
    chosen = page(client, f"{where}/add").xpath("//ol[@class='choose']//a[contains(., 'Two drivers')]/@href")[0]
    (form,) = page(client, chosen).xpath("//form[contains(@class, 'claim-form')]")
    sent = filled(form, quote="Two drivers who had been missing", outcome="missing", low="2", high="2", figure="Two",
                  group="drivers", why="missed", speaker="")  # fmt: skip
    assert client.post(form.get("action"), data=sent).status_code == 200
    (report,) = Desk(ledger).sight().readings.values()
    added = report.claims[-1]
    assert (added.id, added.quote) == ("h1", "Two drivers who had been missing")
    assert TEXT[added.span[0] : added.span[1]] == added.quote
    assert added.quote in page(client, where).xpath("//article[@class='report']//mark/text()")
    assert b"Two drivers who had been missing" in b"".join(api.export(ledger, "jsonl").files.values())
    assert "missed" in client.get("/judgements").text
    number = api.judgements(ledger)[-1].entry
    (undo,) = page(client, "/judgements").xpath(f"//form[@action='/judgements/{number}/undo']")
    client.post(undo.get("action"), data=filled(undo, why="a slip"))
    assert "h1" not in [claim.id for one in Desk(ledger).sight().readings.values() for claim in one.claims]


@pytest.mark.parametrize(
    "changed",
    [
        {"quote": "Three drivers"},
        {"low": "two"},
        {"low": "", "high": ""},
        {"low": "5", "high": "2"},
        {"outcome": "vanished"},
        {"mention": "m99"},
    ],
)
def test_what_the_report_does_not_say_is_not_added(client: TestClient, ledger: Path, changed: dict) -> None:
    """400 with what was expected, and nothing is written."""
    where = report_of(client)
    chosen = page(client, f"{where}/add?sentence=1")
    (form,) = chosen.xpath("//form[contains(@class, 'claim-form')]")
    sent = filled(form, low="2", why="missed") | changed
    answer = client.post(form.get("action"), data=sent)
    assert answer.status_code == 400
    assert "xpected" in answer.text
    assert api.judgements(ledger) == []


def test_a_claim_is_edited(client: TestClient, ledger: Path) -> None:
    """The figures follow; its words cannot be changed."""
    where = report_of(client)
    edit = edit_of(client, where)
    (form,) = page(client, edit).xpath("//form[contains(@class, 'claim-form')]")
    assert filled(form)["low"] == "9"
    client.post(form.get("action"), data=filled(form, low="8", high="8", why="one of them lived"))
    assert api.events(ledger)[0].tally.killed.low == 8
    other = client.post(form.get("action"), data=filled(form, low="7", quote="other words", why="x"))
    assert other.status_code in (200, 400)
    assert all(one.judgement.claim.quote in TEXT for one in api.judgements(ledger) if one.judgement.claim)


def test_a_stand_is_edited(client: TestClient, ledger: Path) -> None:
    """Not only figures: what a party does, and toward whom, is put right by the same form."""
    where = report_of(client)
    edit = edit_of(client, where, "comment")
    (form,) = page(client, edit).xpath("//form[contains(@class, 'claim-form')]")
    assert filled(form)["act"] == "declines_comment"
    client.post(form.get("action"), data=filled(form, act="denies", toward="the raid", why="it did comment"))
    assert ("denies", "the raid") in [(stand.act, stand.toward) for stand in api.events(ledger)[0].positions]


def test_damage_is_added(client: TestClient, ledger: Path) -> None:
    """The form of another kind of claim is a link away, and has its own fields."""
    where = report_of(client)
    other = page(client, f"{where}/add?sentence=0").xpath("//nav[@class='kinds']//a[.='things damaged']/@href")[0]
    (form,) = page(client, other).xpath("//form[contains(@class, 'claim-form')]")
    sent = filled(form, quote="stormed the village", object="the village", degree="hit", why="missed")
    assert client.post(form.get("action"), data=sent).status_code == 200
    added = next(one for one in next(iter(Desk(ledger).sight().readings.values())).claims if one.id == "h1")
    assert added.damage
    assert (added.damage.object, added.damage.degree, added.damage.quantity.low) == ("the village", "hit", None)
    assert client.post(form.get("action"), data=sent | {"kind": "rumour"}).status_code == 400
    assert client.post(form.get("action"), data=sent | {"object": "x" * 301}).status_code == 422


def test_a_report_without_an_incident_gets_one_with_the_claim(tmp_path: Path) -> None:
    """It says what the person says, nothing else; its place comes to the queue, and all of it is taken back at once."""
    text = "Council minutes of 7 May 2022.\nOld files name four herders lost at Qarnabistan."
    (tmp_path / "one.jsonl").write_text(json.dumps({"text": text, "published_at": "2022-05-08"}), encoding="utf-8")
    api.add([tmp_path / "one.jsonl"], ledger=tmp_path / "tally.db")
    assert api.events(tmp_path / "tally.db") == []
    desk = Desk(tmp_path / "tally.db")
    with TestClient(create(desk), base_url=HERE, headers={"origin": HERE}) as browser:
        where = report_of(browser)
        (form,) = page(browser, f"{where}/add?sentence=1").xpath("//form[contains(@class, 'claim-form')]")
        sent = filled(form, low="4", high="4", figure="four", group="herders", why="the council's own list")
        assert sent["mention"] == "another"
        assert browser.post(form.get("action"), data=sent | {"where": "Aleppo"}).status_code == 400
        assert browser.post(form.get("action"), data=sent | {"type": "Rain"}).status_code == 400
        assert (
            browser.post(form.get("action"), data=sent | {"where": "Qarnabistan", "type": "Attack"}).status_code == 200
        )
        (event,) = api.events(tmp_path / "tally.db")
        assert (event.type, event.occurred_from, event.tally.killed.low) == ("Attack", None, 4)
        assert "Qarnabistan" in browser.get("/review?kind=place").text
        assert api.verify(tmp_path / "tally.db").faults == ()
        (undo,) = page(browser, "/judgements").xpath("//form[contains(@action, '/undo')]")
        browser.post(undo.get("action"), data=filled(undo, why="another Qarnabistan"))
        assert api.events(tmp_path / "tally.db") == []
    desk.close()


def test_a_place_is_put_on_the_map_and_taken_back(client: TestClient, ledger: Path) -> None:
    """From the queue, by a point; the question is gone, the event is on the map, and undoing brings both back."""
    (question,) = page(client, "/review?kind=place").xpath("//article[.//form[@action='/places']]")
    (form,) = question.xpath(".//form")
    wording = filled(form)["wording"]
    sent = filled(form, latitude="36.70", longitude="38.95", country="sy", precision="near", why="the old map")
    sent["choice"] = ""
    client.post("/places", data=sent)
    assert page(client, "/review").xpath("//form[@action='/places']") == []
    place = next(place for place in api.events(ledger)[0].places if place.wording == wording)
    assert (place.latitude, place.longitude, place.country, place.precision) == (36.7, 38.95, "SY", "near")
    assert page(client, "/map").xpath("//*[@class='spots']//a")
    (undo,) = page(client, "/judgements").xpath("//form[contains(@action, '/undo')]")
    client.post(undo.get("action"), data=filled(undo, why="another Tell"))
    assert page(client, "/review").xpath("//form[@action='/places']")
    assert page(client, "/map").xpath("//*[@class='spots']//a") == []


def test_a_place_that_was_passed_over_is_put_on_the_map(client: TestClient, ledger: Path) -> None:
    """From the event's own page, in words that its report has, and no others."""
    (event,) = api.events(ledger)
    (form,) = page(client, f"/events/{event.id}/judge").xpath("//form[@action='/places']")
    sent = filled(form, latitude="36.7", longitude="38.9", country="SY", precision="near", why="it says so")
    assert client.post("/places", data=sent | {"wording": "the depot"}).status_code == 400
    client.post("/places", data=sent | {"wording": "the village"})
    assert ("the village", 36.7) in [(place.wording, place.latitude) for place in api.events(ledger)[0].places]


def test_a_place_of_the_gazetteer_is_chosen(client: TestClient, ledger: Path) -> None:
    """By its number; a number that nobody knows, or a point that is none, is refused."""
    (form,) = page(client, "/review?kind=place").xpath("//form[@action='/places']")
    nowhere = ({"latitude": "north", "longitude": "1"}, {"latitude": "99", "longitude": "1"})
    for wrong in ({"choice": "1"}, {"choice": "x"}, *nowhere):
        assert client.post("/places", data=filled(form, why="x", choice="") | wrong).status_code == 400
    aleppo = 170063
    client.post("/places", data=filled(form, why="x") | {"choice": str(aleppo)})
    assert aleppo in [place.geonames_id for place in api.events(ledger)[0].places]


def test_two_people_correct_the_same(ledger: Path, tmp_path: Path) -> None:
    """The slower one is shown what the other said, and nothing is written."""
    accounts = Accounts(tmp_path / "accounts.db", create=True)
    now = datetime(2026, 1, 1, tzinfo=UTC)
    desk = Desk(ledger)
    with TestClient(create(desk, people=Members(accounts, clock=lambda: now)), base_url=HERE) as browser:
        tokens = {}
        for name in ("Ana", "Ben"):
            accounts.add(name, "analyst", "a long enough one", now=now)
            browser.post("/sign-in", data={"name": name, "password": "a long enough one"}, headers={"origin": HERE})
            tokens[name] = browser.cookies["tallystick"]
            browser.cookies.clear()

        def act(name: str, method: str, address: str, **more):
            return browser.request(
                method, address, headers={"cookie": f"tallystick={tokens[name]}", "origin": HERE}, **more
            )

        forms = {
            name: html.fromstring(act(name, "GET", "/review?kind=place").text).xpath("//form[@action='/places']")[0]
            for name in tokens
        }
        for name, latitude in (("Ana", "36.1"), ("Ben", "36.2")):
            sent = filled(forms[name], latitude=latitude, longitude="38", why=f"{name} looked") | {"choice": ""}
            answer = act(name, "POST", "/places", data=sent)
        assert answer.status_code == 409
        assert "Ana looked" in answer.text
        assert len(api.judgements(ledger)) == 1
    desk.close()
    accounts.close()


def test_nobody_writes_without_end(tmp_path: Path) -> None:
    """So much a minute for one account; others write on, and so does the same one later."""
    from tallystick.accounts import TooManyError

    now = datetime(2026, 1, 1, tzinfo=UTC)
    accounts = Accounts(tmp_path / "accounts.db", create=True)
    for _ in range(WRITES):
        accounts.wrote("Ana", now=now)
    with pytest.raises(TooManyError) as caught:
        accounts.wrote("Ana", now=now)
    assert caught.value.seconds == 60
    accounts.wrote("Ben", now=now)
    accounts.wrote("Ana", now=now + MINUTE)
    accounts.close()


def test_two_servers_over_one_ledger_never_show_stale_figures(ledger: Path) -> None:
    """What is written through one is on the next page of the other: list, map, dossier, queue, search and API."""
    desks = Desk(ledger), Desk(ledger)
    with (
        TestClient(create(desks[0]), base_url=HERE, headers={"origin": HERE}) as one,
        TestClient(create(desks[1]), base_url=HERE) as other,
    ):
        pages = ["/", "/map", "/review", "/api/v1/events", "/sources"]
        before = {address: other.get(address).text for address in pages}
        (event,) = api.events(ledger)
        edit = edit_of(one, report_of(one))
        (form,) = page(one, edit).xpath("//form[contains(@class, 'claim-form')]")
        one.post(form.get("action"), data=filled(form, low="8", high="8", why="one of them lived"))
        assert '"low":8' in other.get("/api/v1/events").text
        assert before["/api/v1/events"] != other.get("/api/v1/events").text
        assert "<b>8</b>" in other.get("/").text
        assert ">8<" in other.get(f"/events/{event.id}").text
        with SqliteLedger.open(ledger) as book:  # another process, such as `tally judge undo`
            number = next(iter(book.entries(kind="judgement"))).id
            api.undo(book, number, by="Ben", why="no")
        for desk in (one, other):
            assert "<b>9</b>" in desk.get("/").text
            assert ">9<" in desk.get(f"/events/{event.id}").text
    for desk in desks:
        desk.close()


def test_sentences_can_be_chosen_wherever_they_end() -> None:
    """Each with the words that stand at its span; no text is lost but what is between them."""
    text = "He said: “Nine died.” Then rain came!\nA line without an end\n\nقتل سبعة. وأصيب آخرون؟ نعم"
    found = sentences(text)
    assert [text[one.span[0] : one.span[1]] for one in found] == [one.words for one in found]
    assert re.sub(r"\s+", "", "".join(one.words for one in found)) in re.sub(r"\s+", "", text)
    assert len(found) == 6


def said(verdict: str, by: str, *items: str) -> Judgement:
    """A verdict."""
    return Judgement(verdict=verdict, items=items, by=by, why="x")  # type: ignore[arg-type]


def test_agreement_is_krippendorffs() -> None:
    """The worked example of his book for two observers, ten things and two values has alpha .095."""
    ones, others = "0100000000", "1110010100"
    words = {"0": "accept", "1": "reject"}
    judged = [
        said(words[value], who, f"rep_x/c{number}")
        for who, row in (("A", ones), ("B", others))
        for number, value in enumerate(row)
    ]
    links, claims = agreements(judged)
    assert (links.items, links.alpha) == (0, None)
    assert links.why_unknown
    assert (claims.items, claims.people, claims.agreed) == (10, 2, 6)
    assert claims.alpha == 0.095


def test_agreement_takes_the_last_word_of_each() -> None:
    """And says why there is none where everybody said the same."""
    pair = ("rep_a/m1", "rep_b/m1")
    judged = [said("same", "A", *pair), said("different", "A", *pair), said("different", "B", *pair[::-1])]
    links, _ = agreements(judged)
    assert (links.items, links.agreed, links.alpha) == (1, 1, None)
    assert "everybody said" in (links.why_unknown or "")


def test_agreement_is_on_the_queue_and_in_the_api(client: TestClient) -> None:
    """The same."""
    assert "How far people agree" in client.get("/review").text
    assert [one["about"] for one in client.get("/api/v1/agreement").json()["items"]] == ["claims", "links"]
