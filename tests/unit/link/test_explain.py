from __future__ import annotations

from msgspec.structs import replace

from tallystick.link.compare import needed
from tallystick.link.explain import Explanation, explain
from tallystick.link.judged import Verdicts
from tallystick.link.partition import partition
from tallystick.link.telling import tellings
from tallystick.model import Judgement, Mention
from tests.readings import ABU_KAMAL, DAMASCUS, ISRAEL, MASYAF, at, on, report, told

STRIKE = told(days=on(13), places=[ABU_KAMAL], by=[ISRAEL])


def _explained(mine: Mention, *members: Mention, inside: bool = False, judged: Judgement | None = None) -> Explanation:
    own = tellings([report("mine", at(14), mine)])
    others = tellings([report(f"r{n}", at(14), one, outlet=f"Paper {n}") for n, one in enumerate(members)])
    given = [judged] if judged else []
    return explain("rep_mine", "evt_1", own=own, members=others + (own if inside else []), judgements=given)


def test_what_speaks_for_comes_first() -> None:
    """For a report of the event: the mean reached, and its evidence, the strongest first."""
    found = _explained(STRIKE, STRIKE, told(days=on(13), places=[ABU_KAMAL]), inside=True)
    assert found.belongs
    assert found.mentions == ("rep_mine/m1",)
    assert found.mean is not None
    assert found.mean >= found.needed == needed()
    assert [one.outlet for one in found.comparisons] == ["Paper 0", "Paper 1"]
    weights = [reason.weight for reason in found.comparisons[0].evidence]
    assert weights == sorted(weights, key=lambda weight: -(weight or 0))


def test_what_rules_it_out_is_told() -> None:
    """For another town's strike: no score, and a reason without a weight that says why."""
    found = _explained(told(days=on(13), places=[DAMASCUS], by=[ISRAEL]), STRIKE)
    assert not found.belongs
    assert found.mean is None
    assert found.comparisons[0].score is None
    assert any(reason.weight is None and "km apart" in reason.sentence for reason in found.comparisons[0].evidence)


def test_what_falls_short_tells_by_how_much() -> None:
    """For a strike of the same night elsewhere: the mean, and that it does not suffice."""
    found = _explained(told(days=on(13), places=[MASYAF], by=[ISRAEL]), told(days=on(13), places=[DAMASCUS]))
    assert found.mean is not None
    assert found.mean < found.needed
    assert f"of the {needed():g} needed" in found.sentence


MARKET = """Artillery hit the grain market beside the river at the eastern edge of town while traders unloaded lorries,
    witnesses told reporters, and ambulances carried the injured across two bridges toward the provincial clinic, where
    surgeons worked through the night without electricity because the generator had run out of fuel that morning."""
BAKERY = """Warplanes bombed a bakery beside the railway after noon prayers, the governor announced, and volunteers dug
    with bare hands under collapsed balconies until dusk, while ambulances from neighbouring districts queued behind
    roadblocks and a schoolteacher described counting forty explosions before the sirens stopped over the orchards."""


def test_a_day_and_a_doer_alone_are_not_looked_at_together() -> None:
    """In a war many strikes of one day have one doer: where long reports agree in no more, that is told."""
    one, other = (
        replace(made, report=replace(made.report, text=text))
        for made, text in (
            (report("mine", at(14), told(days=on(13), by=[ISRAEL])), MARKET),
            (report("other", at(14), told(days=on(13), by=[ISRAEL])), BAKERY),
        )
    )
    found = explain("rep_mine", "evt_1", own=tellings([one]), members=tellings([other]))
    assert found.mean is not None
    assert found.mean >= found.needed
    assert "no pair agrees as strongly as one must" in found.sentence
    assert [len(part) for part in partition(tellings([one, other]), Verdicts())] == [1, 1]


def test_a_judgement_is_named_before_evidence() -> None:
    """Where a person decided, the explanation says who and why, first of all."""
    judged = Judgement(verdict="different", items=("rep_mine/m1", "rep_r1/m1"), by="Ada", why="two raids")
    found = _explained(STRIKE, STRIKE, STRIKE, judged=judged)
    assert found.comparisons[0].judgement == "Ada judged them different: two raids"
    assert "a person's judgement" in found.sentence


def test_nothing_to_compare_is_said() -> None:
    """An event that one report alone tells, and a report without an incident, are explained in a sentence."""
    assert "no other report" in _explained(STRIKE, inside=True).sentence
    empty = explain("rep_x", "evt_1", own=[], members=tellings([report("r", at(14), STRIKE)]))
    assert "no violent incident" in empty.sentence
