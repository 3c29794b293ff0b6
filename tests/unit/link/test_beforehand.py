from __future__ import annotations

from itertools import combinations, islice

from bench.scale import stream
from tallystick.link.blocking import looks_under, stands_under
from tallystick.link.incremental import Beforehand, Linker, MemoryShelf
from tallystick.link.judged import Verdicts
from tallystick.link.partition import Comparisons
from tallystick.link.telling import Telling


def linked(told: list[Telling], beforehand: Beforehand) -> tuple[object, object]:
    """Where everything stands after the mentions were linked one by one, the last one twice."""
    shelf = MemoryShelf()
    linker = Linker(shelf, beforehand=beforehand)
    for telling in [*told, told[-1]]:
        linker.read(telling.report, [telling], Verdicts())
    return shelf.all_placed(), shelf.all_ids()


def test_what_is_known_beforehand_changes_nothing() -> None:
    """All of them compared before, a half, or none: the same events with the same ids, and no pair compared in vain."""
    told = list(islice(stream(), 160))
    known, verdicts = Comparisons(), Verdicts()
    for some in (told, told[:80], told[::2]):
        pairs = [
            (one.ref, other.ref)
            for one, other in combinations(some, 2)
            if stands_under(one) & looks_under(other) and known.hang_together(one, other, verdicts)
        ]
        assert pairs
        beforehand = Beforehand([telling.ref for telling in some], pairs)
        assert linked(told, beforehand) == linked(told, Beforehand((), ()))


def test_only_what_may_hang_together_is_compared() -> None:
    """Of mentions that were all compared before, those that hang together; of others, all that share a key."""
    beforehand = Beforehand(["a", "b", "c"], [("b", "a")])
    assert beforehand.left_to_compare("a", {"b", "c", "new"}) == {"b", "new"}
    assert beforehand.left_to_compare("new", {"a", "b", "c"}) == {"a", "b", "c"}
    beforehand.forget(["c"])
    assert beforehand.left_to_compare("a", {"b", "c"}) == {"b", "c"}
