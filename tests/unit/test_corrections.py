from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from msgspec import UNSET
from msgspec.structs import replace

from tallystick import api
from tallystick.corrections import corrected
from tallystick.errors import UsageError
from tallystick.ledger.sqlite import SqliteLedger
from tallystick.model import (
    Claim,
    Damage,
    Group,
    Harm,
    Judgement,
    Mention,
    Party,
    Place,
    Position,
    Quantity,
    Reading,
    Report,
    Section,
)
from tallystick.righting import located, said_at

TEXT = "Gunmen attacked a convoy at Wadi Zumurrud on Monday. Nine guards died. A second shot followed."
NOW = datetime(2026, 1, 1, tzinfo=UTC)
ONE, GUARDS = Quantity(low=1, high=1, wording=""), Group(wording="guards")
VALLEY = Place(
    wording="Wadi Zumurrud", name="Wadi Zumurrud", latitude=34.2, longitude=40.1, country="SY", precision="site"
)


def reading(report: str = "rep_one") -> Reading:
    """A report with one claim, of a place that nobody knows."""
    start = TEXT.index("Nine guards died")
    claim = Claim(
        id="c1",
        kind="harm",
        mention="m1",
        span=(start, start + 16),
        quote="Nine guards died",
        harm=Harm(outcome="killed", quantity=Quantity(low=9, high=9, wording="Nine"), group=Group(wording="guards")),
    )
    mention = Mention(id="m1", role="main", type="Attack", places=(Place(wording="Wadi Zumurrud"),), span=(0, 50))
    at = datetime(2026, 1, 5, tzinfo=UTC)
    return Reading(report=Report(id=report, text=TEXT, published_at=at), mentions=(mention,), claims=(claim,))


def added(quote: str, low: int = 2) -> Claim:
    """A claim with these words of the report."""
    start = TEXT.index(quote)
    return Claim(
        id="",
        kind="harm",
        mention="m1",
        span=(start, start + len(quote)),
        quote=quote,
        harm=Harm(
            outcome="wounded",
            quantity=Quantity(low=low, high=low, wording=quote.split()[0]),
            group=Group(wording="guards"),
        ),
    )


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    """A ledger with the report."""
    with SqliteLedger.open(tmp_path / "tally.db", create=True) as book:
        book.record(reading(), known_at=NOW, reader="test 1")
    return tmp_path / "tally.db"


def test_a_place_put_on_the_map_is_there_everywhere_and_can_be_taken_back(ledger: Path) -> None:
    """Events, exports, links and the reading itself give it; at an earlier time, and once it is undone, not."""
    (before,) = api.events(ledger)
    assert before.places[0].latitude is None
    judged = api.put_on_map(ledger, ["rep_one/m1"], VALLEY, by="Ana", why="the valley north of the road")
    (after,) = api.events(ledger)
    assert after.id == before.id
    assert (after.places[0].latitude, after.places[0].longitude) == (34.2, 40.1)
    feature = json.loads(api.export(ledger, "geojson").files["events.geojson"])["features"][0]
    assert feature["geometry"] is not None
    assert api.events(ledger, recorded_as_of=NOW)[0].places[0].latitude is None
    assert api.verify(ledger).faults == ()
    api.undo(ledger, judged.entry, by="Ana", why="another valley")
    assert api.events(ledger)[0].places[0].latitude is None
    assert len(api.judgements(ledger)) == 1


def test_a_place_that_was_passed_over_is_added(ledger: Path) -> None:
    """Where its words stand in the report; where they stood once and do not any more, it changes nothing."""
    road = replace(VALLEY, wording="a convoy", name="the convoy's road", precision="near")
    judged = api.put_on_map(ledger, ["rep_one/m1"], road, by="Ana", why="they say where")
    assert [place.wording for place in api.events(ledger)[0].places] == ["Wadi Zumurrud", "a convoy"]
    api.put_on_map(ledger, ["rep_one/m1"], replace(road, latitude=34.5), by="Ana", why="further north")
    assert [place.latitude for place in api.events(ledger)[0].places] == [None, 34.5]
    other = replace(reading(), report=replace(reading().report, text=TEXT.replace("a convoy", "trucks")))
    assert corrected(other, [judged.judgement]) == other
    assert api.verify(ledger).faults == ()


def test_links_follow_a_place_that_was_found(ledger: Path) -> None:
    """Linking looks at the place as people corrected it, and linking from zero gives the same."""
    api.put_on_map(ledger, ["rep_one/m1"], VALLEY, by="Ana", why="seen")
    with SqliteLedger.open(ledger) as book, book.links() as shelf:
        (telling,) = shelf.tellings(["rep_one/m1"])
    assert telling.mention.places[0].latitude == 34.2


def test_a_claim_is_edited_and_taken_back(ledger: Path) -> None:
    """Its words stay; its number is the person's, in every tally."""
    (held,) = reading().claims
    assert held.harm
    right = replace(held, harm=replace(held.harm, quantity=Quantity(low=8, high=8, wording="Nine")))
    judged = api.edit_claim(ledger, "rep_one", right, by="Ben", why="one of them lived")
    assert api.events(ledger)[0].tally.killed.low == 8
    with pytest.raises(UsageError, match="nothing would change"):
        api.edit_claim(ledger, "rep_one", right, by="Ben", why="again")
    api.undo(ledger, judged.entry, by="Ben", why="a slip")
    assert api.events(ledger)[0].tally.killed.low == 9


def test_a_claim_is_added_judged_and_taken_back(ledger: Path) -> None:
    """With an id of its own, on which people can judge further."""
    first = api.add_claim(ledger, "rep_one", added("A second shot followed"), by="Ana", why="missed")
    second = api.add_claim(ledger, "rep_one", added("Gunmen attacked a convoy", 3), by="Ana", why="missed")
    assert first.judgement.claim
    assert second.judgement.claim
    assert (first.judgement.claim.id, second.judgement.claim.id) == ("h1", "h2")
    assert api.events(ledger)[0].tally.wounded.low is not None
    api.judge(ledger, "reject", ["rep_one/h1"], by="Ben", why="no")
    assert api.verify(ledger).faults == ()
    for one in (first, second):
        api.undo(ledger, one.entry, by="Ana", why="no")
    assert api.events(ledger)[0].tally.wounded.low is None


def test_an_id_that_was_given_is_never_given_again(ledger: Path) -> None:
    """What was said of a claim that was taken back is not said of the next one."""
    first = api.add_claim(ledger, "rep_one", added("A second shot followed"), by="Ana", why="missed")
    api.judge(ledger, "reject", ["rep_one/h1"], by="Ben", why="no")
    api.undo(ledger, first.entry, by="Ana", why="no")
    second = api.add_claim(ledger, "rep_one", added("Gunmen attacked a convoy", 3), by="Ana", why="missed")
    assert second.judgement.claim
    assert second.judgement.claim.id == "h2"
    assert api.events(ledger)[0].tally.wounded.low == 3


def test_a_claim_brings_the_incident_it_is_about(ledger: Path) -> None:
    """One that the reading does not have: an event of its own, that links, judgements and merging ledgers know."""
    raid = Mention(id="", role="main", type="Armed clash", places=(Place(wording="Wadi Zumurrud"),))
    claim = replace(added("A second shot followed"), mention=None)
    judged = api.add_claim(ledger, "rep_one", claim, mention=raid, by="Ana", why="another day")
    assert judged.judgement.mention
    assert (judged.judgement.items, judged.judgement.mention.role) == (("rep_one/hm1",), "background")
    assert {event.type for event in api.events(ledger)} == {"Attack", "Armed clash"}
    api.judge(ledger, "same", ["rep_one/m1", "rep_one/hm1"], by="Ben", why="one and the same")
    assert len(api.events(ledger)) == 1
    assert api.verify(ledger).faults == ()
    other = ledger.parent / "other.db"
    with SqliteLedger.open(other, create=True) as book:
        book.record(reading(), known_at=NOW, reader="test 1")
    api.merge(other, ledger)
    assert api.judgements(other)[0].judgement == judged.judgement
    assert api.verify(other).faults == ()


@pytest.mark.parametrize(
    "wrong",
    [
        Mention(id="", role="main", type="Attack", places=(Place(wording="Aleppo"),)),
        Mention(id="", role="main", type="Attack", initiators=(Party(wording="the navy"),)),
        Mention(id="", role="main", type="Attack", occurred_from=date(2026, 1, 3), occurred_to=date(2026, 1, 2)),
        Mention(id="", role="main", type="Attack", occurred_from=date(2026, 1, 3)),
    ],
)
def test_an_incident_that_the_report_does_not_tell_is_refused(ledger: Path, wrong: Mention) -> None:
    """Its places and parties stand in the report; its days are two, in their order."""
    with pytest.raises(UsageError, match="expected"):
        api.add_claim(ledger, "rep_one", added("A second shot followed"), mention=wrong, by="Ana", why="missed")
    assert api.judgements(ledger) == []


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"harm": UNSET}, "what a claim of the kind harm says"),
        ({"damage": Damage(object="a car", degree="hit", quantity=Quantity(low=1, high=1, wording=""))}, "of the kind"),
        ({"harm": Harm(outcome="killed", quantity=Quantity(low=1, high=1, wording="eleven"), group=GUARDS)}, "printed"),
        (
            {"harm": Harm(outcome="killed", quantity=Quantity(low=-1, high=1, wording=""), group=GUARDS)},
            "smaller first",
        ),
        ({"harm": Harm(outcome="killed", quantity=ONE, group=Group(wording=" "))}, "expected its group"),
        ({"harm": Harm(outcome="killed", quantity=ONE, group=GUARDS, part_of="c7")}, "no such claim"),
        ({"mention": "m4"}, "which has m1"),
        ({"quote": "guards"}, "found there"),
    ],
)
def test_a_claim_that_cannot_be_is_refused(ledger: Path, changed: dict, why: str) -> None:
    """What it says fits its kind, its number is possible and is printed, what it is part of is there."""
    with pytest.raises(UsageError, match=why):
        api.add_claim(ledger, "rep_one", replace(added("Nine guards died"), **changed), by="Ana", why="missed")


def test_what_kind_a_claim_is_is_not_edited(ledger: Path) -> None:
    """It is rejected, and another one is added."""
    (held,) = reading().claims
    other = replace(held, kind="position", harm=UNSET, position=Position(act="denies"))
    with pytest.raises(UsageError, match="reject it"):
        api.edit_claim(ledger, "rep_one", other, by="Ana", why="no figure")


def test_words_are_found_where_they_stand() -> None:
    """In the text, else in the title; covered or not, what is kept are the words; twice is told, not guessed."""
    raw = Reading(report=Report(id="rep_x", title="Raid at dawn", text="Amina fell. Amina Yusuf fell. He lived."))
    seen = replace(raw, report=replace(raw.report, text="█████ fell. █████ █████ fell. He lived."))
    assert located([raw, seen], "█████ █████ fell") == ("text", (12, 28), "Amina Yusuf fell")
    assert located([raw, seen], "Raid") == ("title", (0, 4), "Raid")
    assert located([raw, seen], "Amina", after=3) == ("text", (12, 17), "Amina")
    for words in ("Amina", "rain", " "):
        with pytest.raises(UsageError, match=r"more than once|exactly"):
            located([raw, seen], words)


def test_a_claim_was_said_when_its_section_was() -> None:
    """A live page's older entries keep their time."""
    early = datetime(2026, 1, 4, tzinfo=UTC)
    report = replace(
        reading().report, sections=(Section(start=0, end=53), Section(start=53, end=70, published_at=early))
    )
    assert said_at(report, added("Nine guards died")) == early
    assert said_at(report, added("A second shot followed")) == report.published_at


@pytest.mark.parametrize("quote", ["Ten guards died", "Nine  guards died", "", "nine guards died"])
def test_words_that_do_not_stand_there_are_refused(ledger: Path, quote: str) -> None:
    """A claim is grounded or it is none, whoever makes it."""
    claim = replace(added("Nine guards died"), quote=quote)
    with pytest.raises(UsageError, match="stand in the report exactly"):
        api.add_claim(ledger, "rep_one", claim, by="Ana", why="missed")
    assert api.judgements(ledger) == []


def test_nobody_corrects_without_a_reason(ledger: Path) -> None:
    """Nor without a name."""
    for by, why in (("", "seen"), ("Ana", " ")):
        with pytest.raises(UsageError, match="expected who does and why"):
            api.put_on_map(ledger, ["rep_one/m1"], VALLEY, by=by, why=why)


@pytest.mark.parametrize(
    ("mention", "place"),
    [
        ("rep_one/m9", VALLEY),
        ("rep_none/m1", VALLEY),
        ("rep_one/m1", replace(VALLEY, wording="Wadi Other")),
        ("rep_one/m1", replace(VALLEY, latitude=91.0)),
        ("rep_one/m1", replace(VALLEY, longitude=None)),
    ],
)
def test_a_place_that_cannot_be_is_refused(ledger: Path, mention: str, place: Place) -> None:
    """No such mention, no such words in it, no such point."""
    with pytest.raises(UsageError):
        api.put_on_map(ledger, [mention], place, by="Ana", why="seen")


def test_a_correction_outlives_a_new_reading(ledger: Path) -> None:
    """A better reader that still does not know the place gets it from the person."""
    api.put_on_map(ledger, ["rep_one/m1"], VALLEY, by="Ana", why="seen")
    with SqliteLedger.open(ledger) as book:
        again = replace(reading(), claims=())
        book.record(again, known_at=datetime(2026, 2, 1, tzinfo=UTC), reader="test 2")
    assert api.events(ledger)[0].places[0].latitude == 34.2


def test_what_is_gone_is_not_put_right() -> None:
    """A claim whose words are others now, a mention that is no more: the reading stays as it is."""
    held = reading()
    (claim,) = held.claims
    moved = replace(claim, span=(0, 5))
    gone = replace(claim, id="h1", mention="m9")
    for verdict, wrong in (("edit", moved), ("add", moved), ("add", gone)):
        judgement = Judgement(verdict=verdict, items=("rep_one/c1",), by="Ana", why="x", claim=wrong)
        assert corrected(held, [judgement]) == held
