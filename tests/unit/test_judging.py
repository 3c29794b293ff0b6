from __future__ import annotations

from itertools import count

import pytest

from tallystick import api
from tallystick.errors import UnknownEventError, UsageError
from tallystick.ledger.memory import MemoryLedger
from tests.readings import ABU_KAMAL, DAMASCUS, ISRAEL, at, harm, on, report, told

STRIKE = told(days=on(13), places=[ABU_KAMAL], by=[ISRAEL])
BOTH = [told(days=on(13), places=[ABU_KAMAL]), told("m2", on(6), places=[DAMASCUS], role="background")]


@pytest.fixture
def ledger() -> MemoryLedger:
    """Three reports: two of one strike, one of another."""
    held = MemoryLedger()
    for reading in (
        report("aa1", at(13), STRIKE, harm("c1", 9)),
        report("ab2", at(14), BOTH, harm("c1", 4)),
        report("bb3", at(14), told(days=on(13), places=[DAMASCUS]), harm("c1", 2)),
    ):
        held.record(reading, known_at=at(15), reader="test")
    return held


def _judge(ledger: MemoryLedger, verdict: str, *named: str) -> api.Judged:
    return api.judge(ledger, verdict, named, by="Ada", why="read them", known_at=at(16))


def _groups(ledger: MemoryLedger, **times: object) -> set[frozenset[str]]:
    events = api.events(ledger, **times)  # type: ignore[arg-type]
    return {frozenset(f"{ref.report.removeprefix('rep_')}/{ref.mention}" for ref in event.mentions) for event in events}


BEFORE = {frozenset({"aa1/m1", "ab2/m1"}), frozenset({"ab2/m2"}), frozenset({"bb3/m1"})}


def test_reports_stand_for_what_they_are_about(ledger: MemoryLedger) -> None:
    """A report named without a mention means its main one, and as much of an id as names one report is enough."""
    assert _groups(ledger) == BEFORE
    assert _judge(ledger, "different", "aa", "ab").judgement.items == ("rep_aa1/m1", "rep_ab2/m1")
    assert frozenset({"aa1/m1"}) in _groups(ledger)


def test_a_merge_is_kept_on_mentions_and_can_be_taken_back(ledger: MemoryLedger) -> None:
    """Two events become one in every later run, and are two again once the judgement is taken back."""
    events = {event.mentions[0].report: event.id for event in api.events(ledger)}
    judged = _judge(ledger, "merge", events["rep_aa1"], events["rep_bb3"])
    assert frozenset({"aa1/m1", "ab2/m1", "bb3/m1"}) in _groups(ledger)
    back = api.undo(ledger, judged.entry, by="Bo", why="a slip", known_at=at(17))
    assert (back.undone_by, back.undone_why) == ("Bo", "a slip")
    assert _groups(ledger) == BEFORE
    assert frozenset({"aa1/m1", "ab2/m1", "bb3/m1"}) in _groups(ledger, recorded_as_of=at(16))
    assert [one.entry for one in api.judgements(ledger)] == [judged.entry]


def test_a_split_takes_a_report_out_of_an_event(ledger: MemoryLedger) -> None:
    """Of the report named, only what it tells of that event leaves it."""
    event = next(event for event in api.events(ledger) if len(event.mentions) == 2)
    judgement = _judge(ledger, "split", event.id, "ab2").judgement
    assert (judgement.items, judgement.against) == (("rep_ab2/m1",), ("rep_aa1/m1",))
    assert frozenset({"aa1/m1"}) in _groups(ledger)


def test_a_rejected_claim_counts_again_once_that_is_taken_back(ledger: MemoryLedger) -> None:
    """A claim that a person rejects is set aside with the reason; taken back, it stands as before."""
    judged = _judge(ledger, "reject", "bb3/c1")

    def reasons() -> list[str]:
        return [aside.reason for event in api.events(ledger) for aside in event.tally.set_aside]

    assert "rejected by Ada: read them" in reasons()
    api.undo(ledger, judged.entry, by="Ada", why="it counts people after all")
    assert "rejected by Ada: read them" not in reasons()


@pytest.mark.parametrize(
    ("verdict", "named", "told_why"),
    [
        ("alike", ["aa1", "ab2"], "no verdict 'alike'"),
        ("same", ["aa1"], "expected two mentions"),
        ("same", ["aa1", "aa1/m1"], "are one mention"),
        ("same", ["aa1", "ab2/m9"], "expected one of rep_ab2/m1, rep_ab2/m2"),
        ("same", ["aa1", "a"], "any of 2"),
        ("same", ["aa1", "zz"], "none of the 3 held"),
        ("reject", ["aa1/c7"], "no claim aa1/c7"),
        ("reject", [], "expected one claim"),
        ("merge", ["evt_", "evt_"], "may be any of"),
    ],
)
def test_what_cannot_be_judged_is_refused(ledger: MemoryLedger, verdict: str, named: list[str], told_why: str) -> None:
    """The message says what was expected and what was found; nothing is recorded."""
    with pytest.raises(UsageError, match=told_why):
        _judge(ledger, verdict, *named)
    assert api.judgements(ledger) == []


def test_an_event_is_not_merged_with_itself_nor_emptied(ledger: MemoryLedger) -> None:
    """One event cannot be merged, and not all of its mentions can leave it."""
    event = next(event for event in api.events(ledger) if len(event.mentions) == 2).id
    with pytest.raises(UsageError, match="one event already"):
        _judge(ledger, "merge", event, event)
    with pytest.raises(UsageError, match="every mention"):
        _judge(ledger, "split", event, "aa1", "ab2")
    with pytest.raises(UsageError, match="no such mention"):
        _judge(ledger, "split", event, "bb3")


@pytest.mark.parametrize(("by", "why"), [("", "read"), ("Ada", " ")])
def test_nobody_judges_without_a_name_and_a_reason(ledger: MemoryLedger, by: str, why: str) -> None:
    """Who judges and why are asked for, for verdicts and for taking them back."""
    with pytest.raises(UsageError, match="--by and --why"):
        api.judge(ledger, "same", ["aa1", "bb3"], by=by, why=why)
    with pytest.raises(UsageError, match="--by and --why"):
        api.undo(ledger, 1, by=by, why=why)


def test_only_a_judgement_is_taken_back(ledger: MemoryLedger) -> None:
    """An entry that is no judgement is none here, whatever else could be withdrawn."""
    with pytest.raises(UsageError, match="no judgement 1"):
        api.undo(ledger, 1, by="Ada", why="no")


def test_explaining_follows_what_is_known(ledger: MemoryLedger) -> None:
    """A report is explained by any part of its id that names one, and a mention by its own."""
    event = next(event for event in api.events(ledger) if len(event.mentions) == 2).id
    assert api.explain(ledger, "ab", event).mentions == ("rep_ab2/m1",)
    assert not api.explain(ledger, "ab2/m2", event).belongs
    with pytest.raises(UnknownEventError):
        api.explain(ledger, "aa1", event, as_of=at(1))


def test_judgements_are_listed_as_given(ledger: MemoryLedger) -> None:
    """Judgements are numbered in the order in which they were given, and listed so."""
    hours = count(1)
    given = [
        api.judge(ledger, word, ["aa1", "bb3"], by="Ada", why="again", known_at=at(16, next(hours))).entry
        for word in ("same", "different", "unsure")
    ]
    assert [one.entry for one in api.judgements(ledger)] == given == sorted(given)


def test_an_old_id_leads_to_the_event_that_it_became(ledger: MemoryLedger) -> None:
    """After a merge either id finds the event; after a split the larger part keeps the id."""
    events = {event.mentions[0].report: event.id for event in api.events(ledger)}
    first, second = events["rep_aa1"], events["rep_bb3"]
    _judge(ledger, "merge", first, second)
    assert api.dossier(ledger, second).event.id == first
    assert api.compare(ledger, second) == api.compare(ledger, first)
    assert api.dossier(ledger, second, recorded_as_of=at(15)).event.mentions[0].report == "rep_bb3"


def test_an_older_report_found_late_changes_no_id(ledger: MemoryLedger) -> None:
    """A report published before all others joins the event under the id that it has."""
    before = {event.id for event in api.events(ledger)}
    ledger.record(report("a0", at(12, 23), STRIKE), known_at=at(16), reader="test")
    after = api.events(ledger)
    assert {event.id for event in after} == before
    assert any(event.mentions[0].report == "rep_a0" for event in after)
