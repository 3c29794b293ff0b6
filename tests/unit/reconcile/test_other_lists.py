from __future__ import annotations

from tallystick.model import Group
from tallystick.pipeline import make_sense
from tests.readings import ARMY, MASYAF, SOHR, at, harm, on, report, told

WOMAN, MAN = Group(wording="woman", sex="female"), Group(wording="man", sex="male")
NEIGHBOURS = Group(wording="neighbours", status="civilian")


def test_a_second_list_of_the_same_dead_is_set_beside_a_smaller_total() -> None:
    """By sex a woman and a man, by role six neighbours, of eight: six do not fit into two, and the dispute says so."""
    strike = told("m1", on(5), places=[MASYAF])
    claims = [
        harm("c1", 8, by=SOHR),
        harm("c2", 1, WOMAN, of="c1", by=SOHR),
        harm("c3", 1, MAN, of="c1", by=SOHR),
        harm("c4", 6, NEIGHBOURS, of="c1", by=SOHR),
    ]
    for claim in claims:
        claim.quote += "."
    smaller = report("b", at(7), strike, harm("c1", 2, by=ARMY))
    (event,) = make_sense([report("a", at(6), strike, *claims), smaller])
    told_of = [dispute.why for dispute in event.disputes if "6 neighbours" in dispute.why]
    assert told_of == ["Syrian Observatory for Human Rights counts 6 neighbours, Syrian Arab Army 2 in all."]
