"""Two desks become one record: nothing lost, nothing twice, and the same whichever desk takes over the other."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from tallystick import api, examples
from tallystick.cli.main import main
from tallystick.errors import LedgerDamagedError
from tallystick.ledger.base import Ledger
from tallystick.ledger.entries import Merged
from tallystick.ledger.memory import MemoryLedger
from tallystick.ledger.retention import quotes_only
from tallystick.link.incremental import events_of
from tallystick.model import Event, Judgement, Problem, Reading, Taken
from tests.contract.conftest import NewLedger
from tests.unit.ledger.examples import at, original, reading

NOW = at(1000)
PAGE = "https://post.example/live"


def verdict(word: str, by: str = "Ada", *items: str) -> Judgement:
    """A person's judgement on two mentions, or on what is named."""
    return Judgement(verdict=word, items=items or ("rep_1/m1", "rep_2/m1"), by=by, why="Read both.")  # type: ignore[arg-type]


def add(ledger: Ledger, *readings: Reading, minutes: float = 0, reader: str = "test 1") -> None:
    """Record readings."""
    for each in readings:
        ledger.record(each, known_at=at(minutes), reader=reader)


def both_ways(one: Ledger, other: Ledger) -> tuple[Ledger, Ledger]:
    """What becomes of copies of two ledgers when each takes over the other."""
    there, back = MemoryLedger(), MemoryLedger()
    there.restore(one)
    back.restore(other)
    there.merge(other, known_at=NOW)
    back.merge(one, known_at=NOW)
    for merged in (there, back):
        assert merged.verify() == []
    return there, back


def state(ledger: Ledger) -> tuple[object, ...]:
    """What a ledger says: readings, verdicts in their order, problems, and which mentions are one event."""
    with ledger.links() as shelf:
        events = sorted(events_of(shelf).values())
    return list(ledger.readings()), list(ledger.judgements()), sorted(map(repr, ledger.problems())), events


# ------------------------------------------------------------------------------------ taking over


def test_everything_is_taken_over_with_where_it_came_from(ledger: Ledger) -> None:
    """Readings with their originals and bands, problems and verdicts: each beside a line that names its origin."""
    problem = Problem(stage="read", report="x.html", code="empty", message="x.html is empty.")
    with MemoryLedger() as other:
        other.record(reading(1), known_at=at(1), reader="their 1", original=original(), bands=(1, 2, 3, 4))
        other.record_problem(problem, known_at=at(2), original=original(b" "))
        entry = other.judge(verdict("reject", "Ben", "rep_1/c1"), known_at=at(3))
        add(ledger, reading(2), minutes=10)
        merged = ledger.merge(other, known_at=NOW)
        assert (merged.taken, merged.held, merged.known, merged.conflicts) == (3, 0, 0, ())
        assert [each.report.id for each in ledger.readings()] == ["rep_1", "rep_2"]
        assert ledger.readers("rep_1") == ["their 1"]
        assert ledger.original(original().capture.sha256) == original().data
        assert list(ledger.bands_of("rep_1")) == [1, 2, 3, 4]
        assert list(ledger.judgements()) == [verdict("reject", "Ben", "rep_1/c1")]
        assert list(ledger.problems()) == [problem]
        lines = [each.item_id for each in ledger.entries(kind="merged")]
        assert lines == [each.hash for each in other.transactions()]
        assert list(ledger.readings(recorded_as_of=at(999))) == [reading(2)]
        assert ledger.verify() == []
        there = Taken(ledger=next(other.transactions()).hash, known_at=at(1))
        assert [api.provenance(ledger, each).taken for each in ("rep_1", "rep_2")] == [(there,), ()]
        other.retract(entry, known_at=at(20), by="Ben", why="A slip.")
        assert ledger.merge(other, known_at=NOW) == replace(merged, taken=1, known=3)
    assert list(ledger.judgements()) == []


def test_merging_again_adds_nothing(ledger: Ledger) -> None:
    """Once more, in a circle, or by way of a third desk: what is known is not written again."""
    with MemoryLedger() as other, MemoryLedger() as third:
        add(other, reading(1), reading(2))
        other.judge(verdict("same"), known_at=at(1))
        add(ledger, reading(2), reading(3), minutes=5)
        ledger.merge(other, known_at=NOW)
        head = ledger.head()
        assert ledger.merge(other, known_at=NOW).known == 3
        third.merge(ledger, known_at=NOW)
        assert ledger.merge(third, known_at=NOW).taken == 0
        other.merge(third, known_at=NOW)
        assert ledger.merge(other, known_at=NOW).taken == 0
        assert ledger.head() == head
        assert third.verify() == other.verify() == []
        assert state(third) == state(ledger)


def test_what_both_have_is_held_once(ledger: Ledger) -> None:
    """A report that both desks read alike stands once; a line says that the other desk has it, too."""
    with MemoryLedger() as other:
        add(other, reading(1))
        add(ledger, reading(1), minutes=5)
        merged = ledger.merge(other, known_at=NOW)
        assert (merged.taken, merged.held) == (0, 1)
        assert [each.kind for each in ledger.entries()].count("reading") == 1
        assert [each.what for each in ledger.transactions()] == ["reading", "merged"]


def test_a_merge_that_broke_off_goes_on(ledger: Ledger) -> None:
    """A damaged transaction stops the merge where it stands; what came before is taken over, and stays so."""
    with MemoryLedger() as other:
        add(other, reading(1), reading(2), reading(3))
        forged = replace(other._store._entries[6], body="{}")  # type: ignore[union-attr]
        good, other._store._entries[6] = other._store._entries[6], forged  # type: ignore[union-attr]
        other._store._by["tx", 2][2] = forged  # type: ignore[union-attr]
        with pytest.raises(LedgerDamagedError, match="Transaction 2: it is not what was written"):
            ledger.merge(other, known_at=NOW)
        other._store._by["tx", 2][2] = good  # type: ignore[union-attr]
        ledger.merge(other, known_at=NOW)
        assert ledger.counts().reports == 3
        assert ledger.verify() == []


# -------------------------------------------------------------------------------------- conflicts


def told(merged: Merged) -> list[str]:
    """What conflicts are about."""
    return [conflict.about for conflict in merged.conflicts]


def test_the_later_reading_is_in_force(new_ledger: NewLedger) -> None:
    """Of two readings of one report the one made later counts, wherever it was made, and both stay on record."""
    with new_ledger() as one, MemoryLedger() as other:
        add(one, reading(1), minutes=1)
        add(other, replace(reading(1), claims=()), minutes=2, reader="test 2")
        there, back = both_ways(one, other)
        assert list(there.readings()) == list(back.readings()) == [replace(reading(1), claims=())]
        assert one.merge(other, known_at=NOW).conflicts[0].why.endswith("is in force now.")
        assert [each.kind for each in back.entries()].count("reading") == 2


def test_a_text_that_was_kept_counts_before_one_that_was_not(new_ledger: NewLedger) -> None:
    """A desk that may not keep texts does not take them away from one that does."""
    with new_ledger() as one, MemoryLedger() as other:
        add(one, reading(1), minutes=1)
        add(other, quotes_only(reading(1)), minutes=2)
        assert [list(each.readings()) for each in both_ways(one, other)] == [[reading(1)], [reading(1)]]


def test_the_later_verdict_counts(new_ledger: NewLedger) -> None:
    """Two people who judge otherwise are told of each other, and the later verdict counts at both desks."""
    with new_ledger() as one, MemoryLedger() as other:
        add(one, reading(1), reading(2), minutes=1)
        add(other, reading(1), reading(2), minutes=2)
        one.judge(verdict("different"), known_at=at(5))
        other.judge(verdict("same", "Ben"), known_at=at(3))
        there, back = both_ways(one, other)
        assert list(there.judgements())[-1] == list(back.judgements())[-1] == verdict("different")
        merged = one.merge(other, known_at=NOW)
        assert told(merged) == ["rep_1/m1 rep_2/m1"]
        assert "Ben judged 'same' there, Ada 'different' here" in merged.conflicts[0].why
        one.judge(verdict("same", "Cleo"), known_at=at(2000))
        assert list(one.judgements())[-1].by == "Cleo"


def test_claims_that_two_desks_added_under_one_name_are_told(new_ledger: NewLedger) -> None:
    """The one added first stands at both desks, and whoever added the other learns of it."""
    with new_ledger() as one, MemoryLedger() as other:
        for minutes, ledger, words in ((1, one, "the coast guard said"), (2, other, "at the pier")):
            add(ledger, reading(1), minutes=minutes)
            start = reading(1).report.text.index(words)
            claim = replace(reading(1).claims[0], id="h1", span=(start, start + len(words)), quote=words)
            added = Judgement(verdict="add", items=("rep_1/m1",), by=words, why="Missed.", claim=claim)
            ledger.judge(added, known_at=at(minutes + 2))
        for merged in both_ways(one, other):
            assert [claim.quote for held in merged.readings() for claim in held.claims][1:] == ["the coast guard said"]
        assert "the one added first stands" in one.merge(other, known_at=NOW).conflicts[0].why


def test_a_desk_withdraws_what_it_recorded(new_ledger: NewLedger) -> None:
    """What one desk withdrew and the other found by itself stays, and is told."""
    with new_ledger() as one, MemoryLedger() as other:
        add(one, reading(1), minutes=1)
        add(other, reading(1), minutes=2)
        number = next(each.id for each in other.entries(kind="reading"))
        other.retract(number, known_at=at(5), by="Ben", why="Not news.")
        there, back = both_ways(one, other)
        assert list(there.readings()) == list(back.readings()) == [reading(1)]
        assert told(one.merge(other, known_at=NOW)) == ["rep_1"]


def test_versions_of_a_page_follow_each_other(new_ledger: NewLedger) -> None:
    """Versions that two desks saw of one page are in one order at both, by publication."""
    with new_ledger() as one, MemoryLedger() as other:
        versions = [reading(n, url=PAGE, published_at=at(n)) for n in (1, 2, 3)]
        add(one, versions[0], versions[2], minutes=10)
        add(other, versions[1], minutes=10)
        for merged in both_ways(one, other):
            assert [each.report.revises for each in merged.readings()] == [None, "rep_1", "rep_2"]
            assert merged.versions("rep_2") == ["rep_1", "rep_2", "rep_3"]


# ----------------------------------------------------------------------------------------- laws

REPORTS = [reading(n, url=PAGE if n < 3 else None, published_at=at(n)) for n in (1, 2, 3, 4)]
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["read", "read", "judge", "retract", "problem"]),
        st.sampled_from(REPORTS),
        st.booleans(),
        st.sampled_from(["test 1", "test 2"]),
        st.integers(0, 30),
    ),
    max_size=7,
)


def desk(steps: list[tuple[str, Reading, bool, str, int]], by: str) -> MemoryLedger:
    """A ledger to which some things were done."""
    ledger = MemoryLedger()
    for number, (deed, each, whole, reader, minutes) in enumerate(steps):
        when = at(minutes + number / 100 + (0.005 if by == "Ben" else 0))
        if deed == "read":
            ledger.record(each if whole else replace(each, claims=()), known_at=when, reader=reader)
        elif deed == "problem":
            problem = Problem(stage="read", report=None, code="empty", message=f"{reader} is empty.")
            ledger.record_problem(problem, known_at=when)
        elif deed == "judge" and ledger.counts().reports > 1:
            ids = sorted(held.report.id for held in ledger.readings())[:2]
            items = tuple(f"{held}/m1" for held in ids)
            ledger.judge(verdict("same" if whole else "different", by, *items), known_at=when)
        elif deed == "retract":
            for entry in [held for held in ledger.entries() if held.kind in ("reading", "judgement")][-1:]:
                ledger.retract(entry.id, known_at=when, by=by, why="A slip.")
    return ledger


@settings(max_examples=150, deadline=None)
@given(one=STEPS, other=STEPS)
def test_it_does_not_matter_who_takes_over_whom(one: list, other: list) -> None:  # type: ignore[type-arg]
    """Readings in force, verdicts that count, problems and events are the same both ways, and again adds nothing."""
    ours, theirs = desk(one, "Ada"), desk(other, "Ben")
    there, back = both_ways(ours, theirs)
    assert state(there)[0] == state(back)[0]
    assert state(there)[2:] == state(back)[2:]
    for merged, source in ((there, theirs), (back, ours)):
        head = merged.head()
        assert merged.merge(source, known_at=NOW).taken == 0
        assert merged.head() == head
    assert there.merge(back, known_at=NOW).taken == 0


@pytest.mark.parametrize("kept", ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def test_two_desks_come_to_the_same_events(kept: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    """Each desk reads half of the bundled reports and some of the other's; whoever merges gets what one desk would."""
    paths = sorted(map(str, examples.paths()))
    where = {}
    for name in ("one", "other", "all"):
        where[name] = str(tmp_path / f"{name}.db")
        if kept == "postgres":
            where[name] = request.getfixturevalue("postgres").address()
    api.add(paths[:9], ledger=where["one"], known_at=at(0))
    api.add(paths[7:], ledger=where["other"], known_at=at(0))
    api.add(paths, ledger=where["all"], known_at=at(0))
    api.backup(where["one"], tmp_path / "one.zip")
    api.merge(where["one"], where["other"], known_at=NOW)
    api.merge(where["other"], tmp_path / "one.zip", known_at=NOW)
    expected = sorted(map(told_by, api.events(where["all"])))
    assert expected
    for name in ("one", "other"):
        assert sorted(map(told_by, api.events(where[name]))) == expected
        assert api.verify(where[name]).faults == ()


def told_by(event: Event) -> str:
    """An event without the name that it has at one desk."""
    return repr(sorted(map(repr, event.mentions))) + repr(event.tally.killed) + repr(event.tally.wounded)


def test_the_command_tells_conflicts(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`tally merge` says what came over and what the desks hold otherwise."""
    from tallystick.ledger.sqlite import SqliteLedger

    one, other = str(tmp_path / "one.db"), str(tmp_path / "other.db")
    with SqliteLedger(one) as ours, SqliteLedger(other) as theirs:
        add(ours, reading(1), reading(2), minutes=1)
        add(theirs, reading(1), reading(2), minutes=2)
        ours.judge(verdict("different"), known_at=at(5))
        theirs.judge(verdict("same", "Ben"), known_at=at(3))
    assert main(["merge", other, "--ledger", one]) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert "rep_1/m1 rep_2/m1: Ben judged 'same' there, Ada 'different' here; the verdict given later counts." in said
    assert "3 transactions of" in said
    assert "1 taken over, 2 held here already, 0 known; 1 conflict" in said
    capsys.readouterr()
    assert main(["show", "rep_1", "--ledger", one]) == 0
    assert "merged into this one" in " ".join(capsys.readouterr().out.split())
