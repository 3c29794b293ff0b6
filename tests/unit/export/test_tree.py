from __future__ import annotations

from tallystick.export.tree import Branch, tree
from tallystick.model import Group
from tests.readings import AFGHANS, ARMY, IRAQIS, SOHR, TROOPS, at, harm, report, told
from tests.unit.reconcile.cases import one_event


def drawn(branches: tuple[Branch, ...], depth: int = 0) -> list[str]:
    """The tree as indented lines."""
    lines: list[str] = []
    for branch in branches:
        lines += [f"{'  ' * depth}{branch.words}", *drawn(branch.within, depth + 1)]
    return lines


def test_the_whole_its_groups_and_what_is_left() -> None:
    """57 with 14 and 16 described, four officers within the 14, the army's own count within them too."""
    officers = Group(wording="officers", status="combatant")
    story = report(
        "a", at(13), told(), harm("c1", 57, by=SOHR), harm("c2", 14, TROOPS, by=SOHR, of="c1"),
        harm("c3", 16, IRAQIS, by=SOHR, of="c1"), harm("c4", 4, officers, by=SOHR, of="c2"),
        harm("c5", 1, TROOPS, by=ARMY, scope="part"), harm("c6", 12, TROOPS, outcome="wounded", by=ARMY),
    )  # fmt: skip
    assert drawn(tree(one_event(story))) == [
        "57 killed",
        "  14 government troops",
        "    4 officers",
        "    1 government troops, according to Syrian Arab Army",
        "  16 Iraqis",
        "  27 not accounted for",
        "at least 12 wounded",
        "  12 government troops, according to Syrian Arab Army",
    ]


def test_a_second_cut_says_that_it_is_not_added() -> None:
    """Nations, and then ages, of the same dead."""
    children = Group(wording="children", age="child")
    story = report(
        "a", at(13), told(), harm("c1", 30, by=SOHR), harm("c2", 16, IRAQIS, by=SOHR, of="c1"),
        harm("c3", 11, AFGHANS, by=SOHR, of="c1"), harm("c4", 9, children, by=SOHR, of="c1"),
    )  # fmt: skip
    text = story.report.text.replace("16 Iraqis killed", "16 Iraqis killed").replace(
        "11 Afghans killed\n", "11 Afghans dead.\n"
    )
    from msgspec.structs import replace

    claims = list(story.claims)
    claims[2] = replace(claims[2], quote="11 Afghans dead.", span=(claims[2].span[0], claims[2].span[0] + 16))
    shift = len(text) - len(story.report.text)
    claims[3] = replace(claims[3], span=(claims[3].span[0] + shift, claims[3].span[1] + shift))
    story = replace(story, report=replace(story.report, text=text), claims=tuple(claims))
    (dead,) = tree(one_event(story))
    assert [branch.words for branch in dead.within] == ["by nationality", "by sex and age"]
    assert dead.within[1].detail == "divides the same people again, and is not added"
