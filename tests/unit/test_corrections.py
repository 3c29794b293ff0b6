from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from msgspec.structs import replace

from tallystick import api
from tallystick.corrections import corrected
from tallystick.errors import UsageError
from tallystick.ledger.sqlite import SqliteLedger
from tallystick.model import Claim, Group, Harm, Judgement, Mention, Place, Quantity, Reading, Report

TEXT = "Gunmen attacked a convoy at Wadi Zumurrud on Monday. Nine guards died. A second shot followed."
NOW = datetime(2026, 1, 1, tzinfo=UTC)
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
        harm=Harm(outcome="wounded", quantity=Quantity(low=low, high=low, wording="x"), group=Group(wording="guards")),
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
