from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from importlib.metadata import EntryPoint
from pathlib import Path

import numpy as np
import pytest

from tallystick import api
from tallystick.errors import UsageError
from tallystick.reconcile import profiles
from tallystick.search import Search, matching, most_killed
from tallystick.web.desk import Desk
from tallystick.web.gathered import placed
from tallystick.web.sight import Sight
from tallystick.web.spots import where
from tallystick.web.timeline import timeline, when
from tests import plain


@pytest.fixture(scope="module")
def sights(ledger: Path) -> Iterator[list[Sight]]:
    """What is known now, and was at an earlier time."""
    desk = Desk(ledger)
    yield [desk.sight(), desk.sight(as_of=datetime(2021, 1, 14, 12, tzinfo=UTC))]
    desk.close()


SEARCHES = [
    Search(),
    Search(since=date(2021, 1, 12), until=date(2021, 1, 20)),
    Search(until=date(2021, 1, 12)),
    Search(place="Syria"),
    Search(place="al-Bukamal"),
    Search(place="Nowhere at all"),
    Search(actor="act:ISR-MIL"),
    Search(actor="Israel"),
    Search(min_killed=1),
    Search(min_killed=40),
    Search(type="Air/drone strike"),
    Search(disputed=True),
    Search(single_origin=True),
    Search(unplaced=True),
    Search(place="Syria", disputed=True, min_killed=10),
]


@pytest.mark.parametrize("search", SEARCHES, ids=repr)
@pytest.mark.parametrize("profile", ["ledger", "ucdp", "airwars"])
def test_columns_find_what_events_are(sights: list[Sight], search: Search, profile: str) -> None:
    """The same events as looking at one after the other, on the same map and time line."""
    for sight in sights:
        everything = list(sight.events(profile))
        expected = matching(everything, search)
        held = sight.columns
        rows = held.as_told[sight.matching(search, profile)[held.as_told]]
        assert list(sight.events(profile, rows)) == expected
        one, other = placed(held, rows), plain.PlainlyPlaced((event.id, where(event)) for event in expected)
        every = np.arange(len(other.all))
        assert (one.spots(every), one.countries, one.nowhere) == (other.all, other.countries, other.nowhere)
        assert plain.ids_at(one) == other.held
        line = timeline(held.first[rows], held.last[rows], held.told[rows])
        assert line == plain.timeline(map(when, expected))


@pytest.fixture
def theirs(monkeypatch: pytest.MonkeyPatch) -> str:
    """A profile that another package brings."""
    door = EntryPoint("theirs", "tallystick.reconcile.profiles.airwars:airwars", profiles.GROUP)
    doors = {**profiles._doors(), door.name: door}
    monkeypatch.setattr(profiles, "_doors", lambda: doors)
    return door.name


def test_what_somebody_elses_profile_says_of_very_many_events_is_not_waited_for(
    sights: list[Sight], theirs: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who asks for it is told how to have it; of those that all else leaves it is reckoned. Of ours all is kept."""
    monkeypatch.setattr("tallystick.web.sight.MOST_RECKONED", 3)
    with pytest.raises(UsageError, match="tally serve --profile theirs"):
        sights[0].matching(Search(min_killed=1), theirs)
    assert sights[0].matching(Search(min_killed=1), "airwars").sum() > 3
    told = [event for event in sights[0].events(theirs) if event.occurred_from and most_killed(event.tally) > 0]
    day = told[0].occurred_from
    narrow = Search(min_killed=1, since=day, until=day)
    rows = np.flatnonzero(sights[0].matching(narrow, theirs))
    expected = matching(sights[0].events(theirs), narrow)
    assert {event.id for event in sights[0].events(theirs, rows)} == {event.id for event in expected} != set()


def test_a_desk_by_somebody_elses_profile_keeps_what_it_says(ledger: Path, theirs: str) -> None:
    """Its own dead and those of ours are found by columns, now and at an earlier time."""
    desk = Desk(ledger, profile=theirs)
    for sight in (desk.sight(), desk.sight(as_of=datetime(2021, 1, 14, 12, tzinfo=UTC))):
        for profile in (theirs, "ucdp"):
            expected = matching(sight.events(profile), Search(min_killed=10))
            rows = np.flatnonzero(sight.matching(Search(min_killed=10), profile))
            assert {event.id for event in sight.events(profile, rows)} == {event.id for event in expected} != set()
    desk.close()


def test_what_is_near_is_told_the_same(sights: list[Sight], ledger: Path) -> None:
    """Dossiers and comparisons are those of the library, events of sums and series included."""
    for sight in sights:
        known = api.known(ledger).at(sight.as_of)
        for event in known.events():
            assert sight.dossier(sight.named(event.id, "ledger"), "ledger") == known.dossier(event.id)
            assert sight.compare(event) == known.compare(event.id)


def test_events_come_in_pages_by_id(sights: list[Sight]) -> None:
    """Each follows the one before, and none is left out."""
    events = sights[0].events("ledger")
    seen: list[str] = []
    while page := events.after(seen[-1] if seen else "", 7).ids:
        seen += page
    assert seen == sorted(events.ids)
