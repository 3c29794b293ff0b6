"""What every ledger does, whatever it is kept in."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from tallystick.errors import DataError, LedgerError, UsageError
from tallystick.ledger.base import Ledger
from tallystick.ledger.lines import published, without_revises
from tallystick.ledger.memory import MemoryLedger
from tallystick.link.incremental import events_of
from tallystick.model import Judgement, Problem, Reading
from tests.contract.conftest import NewLedger
from tests.properties import strategies
from tests.readings import ABU_KAMAL, DAMASCUS, ISRAEL, on, told
from tests.readings import at as at_time
from tests.readings import report as tell
from tests.unit.ledger.examples import at, reading

READER = "test 1"
LAW = settings(max_examples=30, deadline=None)


def add(ledger: Ledger, *readings: Reading, minutes: float = 0, reader: str = READER) -> None:
    """Record these readings."""
    for each in readings:
        ledger.record(each, known_at=at(minutes), reader=reader)


def ids(ledger: Ledger, minutes: float | None = None) -> list[str]:
    """The reports in force, in order."""
    when = None if minutes is None else at(minutes)
    return [each.report.id for each in ledger.readings(recorded_as_of=when)]


def plain(each: Reading) -> Reading:
    """A reading without what the ledger fills in."""
    return replace(each, report=without_revises(each.report))


# ------------------------------------------------------------------------------------------ recording


def test_an_empty_ledger_is_whole(ledger: Ledger) -> None:
    """A ledger without entries holds nothing, and nothing is wrong with it."""
    assert list(ledger.readings()) == []
    assert list(ledger.transactions()) == []
    assert ledger.reading("rep_1") is None
    assert ledger.counts().reports == 0
    assert ledger.verify() == []


def test_what_is_written_together_is_kept_whole_or_not_at_all(ledger: Ledger) -> None:
    """An error among many records leaves the ledger, its links too, as it was; the same records can be written then."""
    add(ledger, reading(1))
    with ledger.links() as shelf:
        before = ledger.head(), list(ledger.readings()), shelf.all_placed()
    with suppress(ZeroDivisionError), ledger.together() as book:
        add(book, reading(2), reading(3))
        with book.links() as shelf:
            assert len(shelf.all_placed()) > len(before[2])
        raise ZeroDivisionError
    with ledger.links() as shelf:
        assert (ledger.head(), list(ledger.readings()), shelf.all_placed()) == before
    with ledger.together() as book:
        add(book, reading(2), reading(3))
    assert len(ids(ledger)) == 3
    assert ledger.verify() == []


def test_a_reading_comes_back_as_it_was_given(ledger: Ledger) -> None:
    """What is recorded is what is read back, and it took one transaction."""
    recorded = ledger.record(reading(1), known_at=at(0), reader=READER)
    assert (recorded.report, recorded.outcome, recorded.tx) == ("rep_1", "new", 1)
    assert ledger.reading("rep_1") == reading(1)
    assert list(ledger.readings()) == [reading(1)]
    assert [each.tx for each in ledger.transactions()] == [1]


def test_the_same_again_changes_nothing(ledger: Ledger) -> None:
    """The same report read by the same reader again writes nothing."""
    add(ledger, reading(1))
    head = ledger.head()
    recorded = ledger.record(reading(1), known_at=at(5), reader=READER)
    assert (recorded.outcome, recorded.tx) == ("same", None)
    assert ledger.head() == head


def test_another_reader_that_finds_the_same_changes_nothing(ledger: Ledger) -> None:
    """A new version of the reader that takes down the same claims writes nothing."""
    add(ledger, reading(1))
    assert ledger.record(reading(1), known_at=at(5), reader="test 2").outcome == "same"
    assert ledger.counts().transactions == 1


def test_another_reader_that_finds_other_claims_replaces_the_reading(ledger: Ledger) -> None:
    """A re-read replaces the reading from then on, and what was known before stays known as of then."""
    first = reading(1)
    second = replace(first, claims=())
    add(ledger, first, minutes=0)
    recorded = ledger.record(second, known_at=at(10), reader="test 2")
    assert (recorded.outcome, recorded.tx) == ("reread", 2)
    assert list(ledger.readings()) == [second]
    assert list(ledger.readings(recorded_as_of=at(9))) == [first]
    assert ledger.reading("rep_1", recorded_as_of=at(9)) == first
    assert ledger.counts().claims == 0
    assert ledger.counts(recorded_as_of=at(9)).claims == 1


def test_a_reread_does_not_repeat_the_text(ledger: Ledger) -> None:
    """A report's text stands in the ledger once, however often it is read."""
    add(ledger, reading(1))
    add(ledger, replace(reading(1), claims=()), reader="test 2")
    bodies = [entry.body for entry in ledger.entries(report_id="rep_1")]
    assert sum("the coast guard said." in body for body in bodies) == 1


def test_an_old_reader_does_not_undo_a_newer_one(ledger: Ledger) -> None:
    """Two versions that read the same report in turn do not fill the ledger: what was read is not read anew."""
    second = replace(reading(1), claims=())
    add(ledger, reading(1), reader="test 1")
    add(ledger, second, reader="test 2")
    assert ledger.record(reading(1), known_at=at(3), reader="test 1").outcome == "same"
    assert list(ledger.readings()) == [second]


def test_a_corrected_date_is_a_new_reading(ledger: Ledger) -> None:
    """The same reader handed the report with another publication time takes it down anew."""
    add(ledger, reading(1, published_at=None))
    recorded = ledger.record(reading(1, published_at=at(0)), known_at=at(1), reader=READER)
    assert recorded.outcome == "reread"
    held = ledger.reading("rep_1")
    assert held is not None
    assert held.report.published_at == at(0)


def test_a_claim_that_does_not_quote_its_report_is_refused(ledger: Ledger) -> None:
    """A span that does not cut its quote is refused before anything is written, and named."""
    good = reading(1)
    bad = replace(good, claims=(replace(good.claims[0], quote="Nobody was killed"),))
    with pytest.raises(DataError, match=r"Cannot record rep_1: c1 quotes .*Nobody was killed"):
        add(ledger, bad)
    assert ledger.counts().transactions == 0


def test_half_a_character_is_refused(ledger: Ledger) -> None:
    """A text with half a surrogate pair is refused with a reason, and nothing is written."""
    broken = replace(reading(1), report=replace(reading(1).report, title="bad \ud83d title"))
    with pytest.raises(DataError, match="half a character"):
        add(ledger, broken)
    assert ledger.counts().transactions == 0


def test_a_clock_without_zone_is_refused(ledger: Ledger) -> None:
    """A `known_at` that names no instant is refused."""
    with pytest.raises(UsageError, match="no time zone"):
        ledger.record(reading(1), known_at=datetime(2024, 3, 1), reader=READER)


# ------------------------------------------------------------------------------------- order and time


def test_readings_come_by_publication_then_id(ledger: Ledger) -> None:
    """Order is that of publication, then id; reports without a time come last."""
    add(ledger, reading(4, published_at=None), reading(3, published_at=at(2)))
    add(ledger, reading(2, published_at=at(1)), reading(1, published_at=at(2)))
    assert ids(ledger) == ["rep_2", "rep_1", "rep_3", "rep_4"]


def test_as_of_shows_what_was_known_then(ledger: Ledger) -> None:
    """As of an instant, exactly the entries known by then count, the instant itself included."""
    add(ledger, reading(1), minutes=1)
    add(ledger, reading(2), minutes=2)
    assert ids(ledger, 0.5) == []
    assert ids(ledger, 1) == ["rep_1"]
    assert ids(ledger, 1.9) == ["rep_1"]
    assert ids(ledger, 2) == ["rep_1", "rep_2"]


def test_a_clock_that_goes_back_does_not_change_the_past(ledger: Ledger) -> None:
    """An entry written later is never known earlier, whatever its writer's clock said."""
    add(ledger, reading(1), minutes=10)
    before = ids(ledger, 10 - 1)
    add(ledger, reading(2), minutes=3)
    assert ids(ledger, 10 - 1) == before == []
    times = [each.known_at for each in ledger.transactions()]
    assert times == sorted(times) == ["2024-03-01T12:10:00.000000Z"] * 2
    assert ledger.verify() == []


def test_instants_are_compared_across_time_zones(ledger: Ledger) -> None:
    """An instant given in another zone is the same instant."""
    east = at(0).astimezone(timezone(timedelta(hours=5)))
    ledger.record(reading(1), known_at=east, reader=READER)
    assert ids(ledger, 0) == ["rep_1"]
    assert ids(ledger, -1) == []


# --------------------------------------------------------------------------------- versions of a page

PAGE = "https://post.example/live"


def revises(ledger: Ledger, report: str) -> str | None:
    """What a recorded report revises."""
    held = ledger.reading(report)
    assert held is not None
    return held.report.revises


def test_a_changed_page_revises_the_version_before_it(ledger: Ledger) -> None:
    """Another text at the same outlet and address names the latest earlier version."""
    for number in (1, 2, 3):
        add(ledger, reading(number, url=PAGE, published_at=at(number)))
    assert [revises(ledger, f"rep_{number}") for number in (1, 2, 3)] == [None, "rep_1", "rep_2"]


def test_reports_without_address_revise_nothing(ledger: Ledger) -> None:
    """Two texts without an address are not versions of each other."""
    add(ledger, reading(1), reading(2))
    assert revises(ledger, "rep_2") is None


def test_a_version_published_later_is_not_revised(ledger: Ledger) -> None:
    """An earlier version that is recorded after a later one does not revise it."""
    add(ledger, reading(2, url=PAGE, published_at=at(60)), reading(1, url=PAGE, published_at=at(0)))
    assert revises(ledger, "rep_1") is None


def test_a_reread_keeps_what_it_revises(ledger: Ledger) -> None:
    """Reading the first version again does not make it revise the second."""
    add(ledger, reading(1, url=PAGE), reading(2, url=PAGE))
    add(ledger, replace(reading(1, url=PAGE), claims=()), reader="test 2")
    assert (revises(ledger, "rep_1"), revises(ledger, "rep_2")) == (None, "rep_1")
    assert ledger.verify() == []


def test_a_page_that_goes_back_adds_nothing(ledger: Ledger) -> None:
    """A page that shows an earlier text again is that earlier report."""
    add(ledger, reading(1, url=PAGE), reading(2, url=PAGE))
    assert ledger.record(reading(1, url=PAGE), known_at=at(9), reader=READER).outcome == "same"


# ------------------------------------------------------------------- problems, judgements, retractions

EMPTY = Problem(stage="read", report=None, code="empty", message="a.html holds no text.")


def test_a_problem_is_recorded_once(ledger: Ledger) -> None:
    """An identical problem is the same entry; another one is another."""
    first = ledger.record_problem(EMPTY, known_at=at(0))
    assert ledger.record_problem(EMPTY, known_at=at(1)) == first
    other = replace(EMPTY, message="b.html holds no text.")
    assert ledger.record_problem(other, known_at=at(2)) != first
    assert list(ledger.problems()) == [EMPTY, other]
    assert list(ledger.problems(recorded_as_of=at(1))) == [EMPTY]
    assert ledger.counts().problems == 2


def test_problems_of_a_replaced_reading_are_gone(ledger: Ledger) -> None:
    """A reading's problems stand as long as the reading does."""
    trouble = replace(EMPTY, report="rep_1", code="no-date")
    add(ledger, replace(reading(1), problems=(trouble,)), minutes=0)
    assert list(ledger.problems()) == [trouble]
    assert ledger.counts().problems == 1
    add(ledger, reading(1), minutes=1, reader="test 2")
    assert list(ledger.problems()) == []
    assert list(ledger.problems(recorded_as_of=at(0))) == [trouble]


def verdict(word: str, *items: str) -> Judgement:
    """A person's judgement."""
    return Judgement(verdict=word, items=items, by="a person", why="Read both.")  # type: ignore[arg-type]


def test_judgements_are_kept_in_order(ledger: Ledger) -> None:
    """A change of mind is recorded; saying the same thing twice in a row is not."""
    add(ledger, reading(1), reading(2))
    same = verdict("same", "rep_1/m1", "rep_2/m1")
    different = verdict("different", "rep_2/m1", "rep_1/m1")
    numbers = [ledger.judge(each, known_at=at(1)) for each in (same, same, different, same)]
    assert numbers[0] == numbers[1]
    assert len(set(numbers)) == 3
    assert list(ledger.judgements()) == [same, different, same]
    assert ledger.counts().judgements == 3


def test_a_judgement_on_what_was_never_recorded_is_refused(ledger: Ledger) -> None:
    """Every item of a judgement must have been recorded at some time."""
    add(ledger, reading(1))
    for item in ("rep_1/m9", "rep_9/m1", "m1", ""):
        with pytest.raises(UsageError, match="Cannot judge"):
            ledger.judge(verdict("same", "rep_1/m1", item), known_at=at(1))


def test_a_judgement_can_be_undone(ledger: Ledger) -> None:
    """A retracted judgement counts no more, and still counts as of before."""
    add(ledger, reading(1))
    reject = verdict("reject", "rep_1/c1")
    number = ledger.judge(reject, known_at=at(1))
    gone = ledger.retract(number, known_at=at(2), by="a person", why="Slip of the hand.")
    assert ledger.retract(number, known_at=at(3), by="another", why="Again.") == gone
    assert list(ledger.judgements()) == []
    assert list(ledger.judgements(recorded_as_of=at(1))) == [reject]
    assert ledger.judge(reject, known_at=at(4)) > gone
    assert list(ledger.judgements()) == [reject]


def entry_of(ledger: Ledger, kind: str, report: str) -> int:
    """The last entry of a kind that a report has."""
    return [each.id for each in ledger.entries(report_id=report) if each.kind == kind][-1]


def test_a_retracted_reading_gives_way_to_the_one_before(ledger: Ledger) -> None:
    """Retracting a re-read brings back what it replaced; retracting both leaves nothing."""
    add(ledger, reading(1), minutes=0)
    add(ledger, replace(reading(1), claims=()), minutes=1, reader="test 2")
    ledger.retract(entry_of(ledger, "reading", "rep_1"), known_at=at(2), by="a person", why="Worse.")
    assert list(ledger.readings()) == [reading(1)]
    first = next(each.id for each in ledger.entries(report_id="rep_1", kind="reading"))
    ledger.retract(first, known_at=at(3), by="a person", why="Not news.")
    assert list(ledger.readings()) == []
    assert ledger.counts().reports == 0
    assert ids(ledger, 1) == ["rep_1"]
    assert ledger.verify() == []


def test_recording_what_was_retracted_brings_it_back(ledger: Ledger) -> None:
    """Retracted and recorded again is, from then on, as if never retracted."""
    add(ledger, reading(1))
    before = list(ledger.readings())
    ledger.retract(entry_of(ledger, "reading", "rep_1"), known_at=at(1), by="a person", why="Slip.")
    assert ledger.record(reading(1), known_at=at(2), reader=READER).outcome == "new"
    assert list(ledger.readings()) == before


def test_what_cannot_be_retracted_alone_is_refused(ledger: Ledger) -> None:
    """A single claim, mention, report or retraction is not retracted, nor what is not there."""
    trouble = replace(EMPTY, report="rep_1")
    add(ledger, replace(reading(1), problems=(trouble,)))
    for kind in ("report", "mention", "claim", "problem"):
        with pytest.raises(UsageError, match="Cannot retract"):
            ledger.retract(entry_of(ledger, kind, "rep_1"), known_at=at(1), by="x", why="y")
    with pytest.raises(UsageError, match="there is none"):
        ledger.retract(999, known_at=at(1), by="x", why="y")


def test_entries_show_everything_ever_written(ledger: Ledger) -> None:
    """The lines of a report, replaced ones included, are numbered in order of writing."""
    add(ledger, reading(1))
    add(ledger, replace(reading(1), claims=()), reader="test 2")
    kinds = [entry.kind for entry in ledger.entries()]
    assert kinds == ["report", "reading", "mention", "claim", "reading", "mention"]
    assert [entry.id for entry in ledger.entries()] == [1, 2, 3, 4, 5, 6]
    assert [entry.id for entry in ledger.entries(kind="reading")] == [2, 5]


def test_a_closed_ledger_says_so(ledger: Ledger) -> None:
    """Using a closed ledger is an error of ours, with words."""
    ledger.close()
    with pytest.raises(LedgerError, match="closed"):
        ledger.counts()
    ledger.close()


# ----------------------------------------------------------------------------------------------- laws


@LAW
@given(data=st.data())
def test_readings_recorded_are_readings_read_back(new_ledger: NewLedger, data: st.DataObject) -> None:
    """Whatever can be read can be recorded and read back, equal in every field but `revises`."""
    given_ = data.draw(st.lists(strategies.readings(), max_size=5, unique_by=lambda each: each.report.id))
    with new_ledger() as ledger:
        add(ledger, *given_)
        held = list(ledger.readings())
        assert ledger.verify() == []
    expected = sorted(
        given_,
        key=lambda each: (
            each.report.published_at is None,
            published(each.report) or "",
            each.report.id,
        ),
    )
    assert [plain(each) for each in held] == expected


@LAW
@given(data=st.data())
def test_the_past_does_not_change(new_ledger: NewLedger, data: st.DataObject) -> None:
    """As of any instant, the ledger says what it said at that instant, whatever was recorded later."""
    reports = data.draw(st.lists(strategies.reports(), min_size=1, max_size=3, unique_by=lambda each: each.id))
    steps = data.draw(
        st.lists(
            st.tuples(
                strategies.readings(of=st.sampled_from(reports)),
                st.sampled_from(["test 1", "test 2", "test 3"]),
                st.integers(0, 4),
            ),
            max_size=6,
        )
    )
    seen: dict[str, list[Reading]] = {}
    with new_ledger() as ledger:
        for each, reader, minutes in steps:
            add(ledger, each, minutes=minutes, reader=reader)
            seen[list(ledger.transactions())[-1].known_at] = list(ledger.readings())
        for known_at, held in seen.items():
            assert list(ledger.readings(recorded_as_of=datetime.fromisoformat(known_at))) == held
        assert ledger.verify() == []


@LAW
@given(steps=st.lists(st.tuples(strategies.readings(), st.sampled_from(["a 1", "a 2"])), max_size=4))
def test_every_ledger_writes_the_same_chain(new_ledger: NewLedger, steps: list[tuple[Reading, str]]) -> None:
    """The same history has the same hashes and the same counts, whatever it is kept in."""
    with new_ledger() as ledger, MemoryLedger() as memory:
        for kept in (ledger, memory):
            for each, reader in steps:
                add(kept, each, reader=reader)
        assert ledger.head() == memory.head()
        assert ledger.counts() == memory.counts()
        assert list(ledger.entries()) == list(memory.entries())


# ------------------------------------------------------------------------------------------- links


def _events(ledger: Ledger) -> set[tuple[str, ...]]:
    with ledger.links() as shelf:
        return set(events_of(shelf).values())


def _strikes(*names: str) -> list[Reading]:
    return [tell(name, at_time(13), told(days=on(13), places=[ABU_KAMAL], by=[ISRAEL])) for name in names]


def test_links_follow_what_is_recorded_judged_and_withdrawn(ledger: Ledger) -> None:
    """After each transaction the links are those of what is in force."""
    add(ledger, *_strikes("a", "b"))
    both = ("rep_a/m1", "rep_b/m1")
    assert _events(ledger) == {both}
    number = ledger.judge(verdict("different", *both), known_at=at(1))
    assert _events(ledger) == {both[:1], both[1:]}
    ledger.retract(number, known_at=at(2), by="a person", why="Slip of the hand.")
    assert _events(ledger) == {both}
    ledger.retract(entry_of(ledger, "reading", "rep_b"), known_at=at(3), by="a person", why="A hoax.")
    assert _events(ledger) == {both[:1]}


def test_a_younger_id_leads_to_the_older(ledger: Ledger) -> None:
    """Two events that become one: the id given first stays, the other leads to it, and back when that is taken back."""
    add(ledger, *_strikes("a"), tell("far", at_time(13), told(days=on(13), places=[DAMASCUS])))
    with ledger.links() as shelf:
        first, second = (
            next(id_ for id_, refs in events_of(shelf).items() if name in refs[0]) for name in ("a", "far")
        )
    number = ledger.judge(verdict("merge", "rep_a/m1", "rep_far/m1"), known_at=at(1))
    with ledger.links() as shelf:
        assert shelf.leads_to(second) == shelf.leads_to(first) == first
    ledger.retract(number, known_at=at(2), by="a person", why="Two towns.")
    with ledger.links() as shelf:
        assert shelf.leads_to(second) == second
