from __future__ import annotations

import random
from collections.abc import Sequence
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tallystick.ledger.sqlite import SqliteLedger
from tallystick.link.compare import compare, score, weigh
from tallystick.link.incremental import Linker, MemoryShelf, Shelf, events_of
from tallystick.link.judged import Verdicts
from tallystick.link.partition import partition
from tallystick.link.telling import tellings
from tallystick.model import Judgement, Reading, global_id
from tests.golden.test_golden import readings as bundled
from tests.properties.claim_strategies import worlds
from tests.readings import at

few = settings(max_examples=60, deadline=None)
WORDS = ["same", "different", "unsure", "merge", "split"]


def _at_once(world: Sequence[Reading], judgements: Sequence[Judgement] = ()) -> set[tuple[str, ...]]:
    return {group for part in partition(tellings(world), Verdicts(judgements)) for group in part}


def _one_by_one(world: Sequence[Reading], judgements: Sequence[Judgement] = (), shelf: Shelf | None = None) -> Shelf:
    linker = Linker(shelf or MemoryShelf())
    verdicts = Verdicts(judgements)
    for reading in world:
        linker.read(reading.report.id, tellings([reading]), verdicts)
    return linker.shelf


@st.composite
def judged_worlds(draw: st.DrawFn) -> tuple[list[Reading], list[Judgement]]:
    """A few reports, and a few judgements on their mentions."""
    world = draw(worlds(5))
    refs = [global_id(one.report.id, mention.id) for one in world for mention in one.mentions]
    judgements = []
    for _ in range(draw(st.integers(0, 3)) if len(refs) >= 3 else 0):
        some = draw(st.permutations(refs))[:3]
        word = draw(st.sampled_from(WORDS))
        items, against = (some[:1], some[1:]) if word == "split" else (some[:2], [])
        judgements.append(
            Judgement(verdict=word, items=tuple(items), against=tuple(against), by="Ada", why="read")  # type: ignore[arg-type]
        )
    return world, judgements


@few
@given(judged_worlds(), st.randoms(use_true_random=False))
def test_report_by_report_ends_where_all_at_once_does(
    judged: tuple[list[Reading], list[Judgement]], dice: random.Random
) -> None:
    """In any order, with any judgements: the same events."""
    world, judgements = judged
    shuffled = dice.sample(world, len(world))
    assert set(events_of(_one_by_one(shuffled, judgements)).values()) == _at_once(world, judgements)


@few
@given(worlds(4))
def test_a_weight_is_the_sum_of_what_is_shown(world: list[Reading]) -> None:
    """The sum that is worked out without sentences is that of the sentences, whichever mention comes first."""
    for one, other in combinations(tellings(world), 2):
        assert weigh(one, other) == weigh(other, one) == pytest.approx(score(compare(one, other)))


@few
@given(worlds(4), st.data())
def test_reading_anew_and_withdrawing_leave_no_trace(world: list[Reading], data: st.DataObject) -> None:
    """A report read twice changes nothing, ids included; one that is withdrawn leaves the others as without it."""
    shelf = _one_by_one(world)
    before = events_of(shelf)
    again = data.draw(st.sampled_from(world))
    Linker(shelf).read(again.report.id, tellings([again]), Verdicts())
    assert events_of(shelf) == before
    Linker(shelf).read(again.report.id, [], Verdicts())
    rest = [one for one in world if one is not again]
    assert set(events_of(shelf).values()) == _at_once(rest)


@few
@given(judged_worlds())
def test_a_judgement_taken_back_leaves_no_trace(judged: tuple[list[Reading], list[Judgement]]) -> None:
    """Judged and taken back: the same events as before."""
    world, judgements = judged
    shelf = _one_by_one(world)
    before = events_of(shelf)
    about = {ref for judgement in judgements for ref in (*judgement.items, *judgement.against)}
    linker = Linker(shelf)
    linker.judge(about, Verdicts(judgements))
    assert set(events_of(shelf).values()) == _at_once(world, judgements)
    linker.judge(about, Verdicts())
    assert set(events_of(shelf).values()) == set(before.values())


@pytest.mark.parametrize("seed", range(4))
def test_the_bundled_reports_in_any_order(seed: int) -> None:
    """Real reports, shuffled: the same events."""
    world = [one for some in bundled().values() for one in some]
    shuffled = random.Random(seed).sample(world, len(world))
    assert set(events_of(_one_by_one(shuffled)).values()) == _at_once(world)


def test_the_bundled_reports_from_nothing_and_from_the_file(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Linked as it grew, at the end, or anew after its links were thrown away: the same events and ids."""
    world = [one for some in bundled().values() for one in some]
    grown, late = (SqliteLedger(tmp_path_factory.mktemp("ledger") / "tally.db") for _ in range(2))
    with grown, late:
        for reading in world:
            for ledger in (grown, late):
                ledger.record(reading, known_at=at(20), reader="test")
            with grown.links():
                pass
        with grown.links() as one, late.links() as other:
            assert events_of(one) == events_of(other)
            before = events_of(one)
        with grown._writing() as store:
            store.links().begin_anew()
        with grown.links() as anew:
            assert events_of(anew) == before
        assert grown.verify() == []
