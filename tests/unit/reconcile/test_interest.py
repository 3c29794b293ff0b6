from __future__ import annotations

from tallystick.model import Event, Group, Party
from tests.readings import ARMY, IDF, ISRAEL, SOHR, TROOPS, Said, at, harm, report, told
from tests.unit.reconcile.cases import one_event

SYRIA = Party(wording="Syrian army posts", actor="act:SYR-MIL")
CIVILIANS = Group(wording="civilians", status="civilian")


def struck(*claims: Said) -> Event:
    """A strike by Israel on the Syrian army."""
    return one_event(report("a", at(13), told(by=[ISRAEL], against=[SYRIA]), *claims))


def flags(event: Event) -> list[tuple[str, str, str]]:
    """Whose figure leans which way."""
    return [(one.claim, one.toward, one.may_be) for one in event.interests]


def test_an_army_on_its_own_losses() -> None:
    """They may be understated."""
    event = struck(harm("c1", 1, TROOPS, by=ARMY, scope="part"))
    assert flags(event) == [("rep_a/c1", "own_losses", "understated")]


def test_an_army_on_its_enemys_losses() -> None:
    """They may be overstated."""
    event = struck(harm("c1", 30, TROOPS, by=IDF, scope="part"))
    assert flags(event) == [("rep_a/c1", "enemy_losses", "overstated")]


def test_whoever_did_it_on_the_harm_to_civilians() -> None:
    """The harm that a side is accused of may be understated by it."""
    event = struck(harm("c1", 2, CIVILIANS, by=IDF))
    assert flags(event) == [("rep_a/c1", "harm_it_is_accused_of", "understated")]


def test_a_monitor_has_no_side() -> None:
    """Whoever speaks for no actor of the event is not flagged."""
    assert flags(struck(harm("c1", 30, TROOPS, by=SOHR, scope="part"))) == []


def test_an_army_on_fighters_beside_it() -> None:
    """Militiamen that were hit with it are not its enemies."""
    militia = Group(wording="militiamen", status="combatant", affiliation="act:SYR-PGM")
    assert flags(struck(harm("c1", 3, militia, by=ARMY, scope="part"))) == []


def test_an_interest_weighs_nothing() -> None:
    """The same number of the same kind of speaker counts the same with and without a side in it."""
    with_side = struck(harm("c1", 12, by=IDF), harm("c2", 20, by=SOHR))
    without = one_event(report("a", at(13), told(), harm("c1", 12, by=IDF), harm("c2", 20, by=SOHR)))
    assert with_side.interests
    assert with_side.tally.killed == without.tally.killed
