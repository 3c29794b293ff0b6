from __future__ import annotations

import random
from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from tallystick import api
from tallystick.errors import TallystickError
from tallystick.ledger.base import Ledger
from tallystick.ledger.memory import MemoryLedger
from tallystick.ledger.sqlite import SqliteLedger
from tallystick.model import Judgement, Reading, global_id
from tallystick.web.desk import Desk
from tests.golden.test_golden import readings as bundled
from tests.properties.claim_strategies import worlds
from tests.readings import ABU_KAMAL, ISRAEL, at, harm, on, report, told

PROFILES = ("ledger", "ucdp")


def assert_alike(desk: Desk, anew: Desk, at_times: Iterable[datetime] = ()) -> None:
    """What was kept up with the ledger is what comes out from zero: in the file, and as it is looked at."""
    known = api.known(desk.ledger)
    one, other = desk.sight(), anew.sight()
    assert {id_: one.readings[id_] for id_ in one.readings} == {each.report.id: each for each in known.readings}
    for statement in (
        "SELECT * FROM mentions ORDER BY ref",
        "SELECT id, small, body FROM events ORDER BY id",
        "SELECT id, published, marks, body FROM reports ORDER BY id",
        "SELECT report, claim, words FROM said ORDER BY report, claim",
        "SELECT report, words, beside FROM told ORDER BY report",
    ):
        assert one.basis.snapshot.rows(statement) == other.basis.snapshot.rows(statement)
    counts = desk.ledger.counts()
    assert (len(one.readings), one.readings.claims) == (counts.reports, counts.claims)
    assert list(one.judgements) == known.judgements
    for profile in PROFILES:
        assert list(one.events(profile)) == known.events(profile) == list(other.events(profile))
    for as_of in at_times:
        assert list(desk.sight(as_of=as_of).events("ledger")) == known.at(as_of).events("ledger")
        assert list(desk.sight(as_of=as_of).readings.values()) == sorted(
            known.at(as_of).seen(), key=lambda each: each.report.id
        )


class Hand:
    """Writes to a ledger at random: new reports, readings that differ, judgements, withdrawals."""

    def __init__(self, ledger: Ledger, world: list[Reading], dice: random.Random) -> None:
        self.ledger, self.world, self.dice = ledger, list(world), dice
        self.known: list[Reading] = []
        self.versions = 0

    def write(self) -> None:
        """One more entry of some kind."""
        acts = [self.add] * (4 if self.world else 0) + (
            [self.read_anew, self.judge, self.withdraw] if self.known else []
        )
        self.dice.choice(acts)()

    def add(self) -> None:
        """A report that the ledger does not hold."""
        reading = self.world.pop()
        self.ledger.record(reading, known_at=at(20), reader="test")
        self.known.append(reading)

    def read_anew(self) -> None:
        """A reader that finds less in a report."""
        self.versions += 1
        reading = self.dice.choice(self.known)
        mentions = tuple(one for one in reading.mentions if self.dice.random() < 0.7)
        kept = {one.id for one in mentions}
        claims = tuple(one for one in reading.claims if one.mention in kept)
        ids = {one.id for one in claims}
        if all(not one.harm or one.harm.part_of is None or one.harm.part_of in ids for one in claims):
            changed = replace(reading, mentions=mentions, claims=claims)
            self.ledger.record(changed, known_at=at(20), reader=f"test {self.versions}")

    def judge(self) -> None:
        """A word on mentions, or on a claim."""
        refs = [global_id(one.report.id, mention.id) for one in self.known for mention in one.mentions]
        claims = [global_id(one.report.id, claim.id) for one in self.known for claim in one.claims]
        if claims and self.dice.random() < 0.3:
            verdict, items = self.dice.choice(["accept", "reject"]), [self.dice.choice(claims)]
        elif len(refs) > 1:
            verdict, items = self.dice.choice(["same", "different", "merge"]), self.dice.sample(refs, 2)
        else:
            return
        judgement = Judgement(verdict=verdict, items=tuple(items), by="Ada", why="read")  # type: ignore[arg-type]
        with suppress(TallystickError):  # a mention may not be there any more
            self.ledger.judge(judgement, known_at=at(20))

    def withdraw(self) -> None:
        """A reading or a judgement is taken back."""
        kind = self.dice.choice(["reading", "judgement"])
        entries = list(self.ledger.entries(kind=kind))  # type: ignore[arg-type]
        if entries:
            self.ledger.retract(self.dice.choice(entries).id, known_at=at(20), by="Ada", why="mistaken")


def follow_at_random(ledger: Ledger, world: list[Reading], dice: random.Random, steps: int) -> None:
    """Write and look in turn; at each look, what was carried over is what comes out from zero."""
    hand, desk = Hand(ledger, world, dice), Desk(ledger)
    times = sorted(
        {
            moment
            for one in world
            for moment in (one.report.published_at, *(claim.said_at for claim in one.claims))
            if moment is not None
        }
    )
    for _ in range(steps):
        for _ in range(dice.randrange(1, 4)):
            hand.write()
        for profile in dice.sample(PROFILES, dice.randrange(len(PROFILES) + 1)):
            list(desk.events(profile))
        anew = Desk(ledger)
        assert_alike(desk, anew, dice.sample(times, min(len(times), 2)))
        anew.let_go()
    desk.let_go()


def share_at_random(ledger: Ledger, world: list[Reading], dice: random.Random, steps: int, kept: Path) -> None:
    """Write, and look through one of three servers that share a file: it shows what comes out from zero."""
    hand, desks = Hand(ledger, world, dice), [Desk(ledger, kept=kept) for _ in range(3)]
    for _ in range(steps):
        for _ in range(dice.randrange(1, 4)):
            hand.write()
        anew = Desk(ledger)
        for desk in dice.sample(desks, dice.randrange(1, 3)):
            assert_alike(desk, anew)
        anew.let_go()
    for desk in desks:
        desk.let_go()


@given(worlds(5), st.randoms(use_true_random=False))
@settings(max_examples=15, deadline=None)
def test_servers_that_share_a_file_show_the_same(world: list[Reading], dice: random.Random) -> None:
    """Whoever of them follows the ledger: none is behind, and none trusts what another made of something else."""
    with TemporaryDirectory() as folder, MemoryLedger() as ledger:
        share_at_random(ledger, world, dice, 5, Path(folder) / "desk")


@given(worlds(5), st.randoms(use_true_random=False))
@settings(max_examples=25, deadline=None)
def test_what_follows_from_new_entries_is_what_follows_from_all(world: list[Reading], dice: random.Random) -> None:
    """Whatever is written, in whatever order: carried over and made anew are one."""
    with MemoryLedger() as ledger:
        follow_at_random(ledger, world, dice, 4)


@pytest.mark.parametrize("seed", range(1))
def test_the_bundled_reports_followed(seed: int, tmp_path: Path) -> None:
    """Real reports in a file, with judgements, withdrawals and names of victims: the same."""
    dice = random.Random(seed)
    world = [one for some in bundled().values() for one in some]
    with SqliteLedger(tmp_path / "tally.db") as ledger:
        follow_at_random(ledger, dice.sample(world, len(world)), dice, 8)


def test_the_bundled_reports_followed_by_several(tmp_path: Path) -> None:
    """The same with a ledger in a file, names of victims among its words, and servers that take turns."""
    dice = random.Random(3)
    world = [one for some in bundled().values() for one in some]
    with SqliteLedger(tmp_path / "tally.db") as ledger:
        share_at_random(ledger, dice.sample(world, len(world)), dice, 8, tmp_path / "desk")


def test_every_time_of_the_bundled_reports() -> None:
    """What was half known at a time is linked and reconciled by itself: as all together is."""
    with MemoryLedger() as ledger:
        times = set()
        for reading in (one for some in bundled().values() for one in some):
            ledger.record(reading, known_at=at(20), reader="test")
            times |= {reading.report.published_at, *(claim.said_at for claim in reading.claims)}
        desk, known = Desk(ledger), api.known(ledger)
        for as_of in sorted(moment for moment in times if moment is not None):
            assert list(desk.sight(as_of=as_of).events("ledger")) == known.at(as_of).events("ledger")
        desk.let_go()


def test_a_judgement_that_moves_nothing_is_the_reason_from_now_on() -> None:
    """Two reports that evidence had joined are one because Ada says so, once she says so."""
    with MemoryLedger() as ledger:
        for name in ("morning", "evening"):
            reading = report(name, at(14), told("m1", on(13), places=[ABU_KAMAL], by=[ISRAEL]), harm("c1", 57))
            ledger.record(reading, known_at=at(20), reader="test")
        desk, anew = Desk(ledger), Desk(ledger)
        (joined,) = desk.events("ledger")
        verdict = Judgement(verdict="same", items=("rep_morning/m1", "rep_evening/m1"), by="Ada", why="one strike")
        ledger.judge(verdict, known_at=at(21))
        assert_alike(desk, anew)
        (after,) = desk.events("ledger")
        assert after.id == joined.id
        assert "Ada judged it the same" in after.mentions[0].why[0]
        desk.let_go()
        anew.let_go()


def test_nothing_new_is_nothing_to_do() -> None:
    """Who asks again where nothing was written looks at the very same state."""
    with MemoryLedger() as ledger:
        for reading in next(iter(bundled().values())):
            ledger.record(reading, known_at=at(20), reader="test")
        desk = Desk(ledger)
        assert desk.sight() is desk.sight()
        desk.let_go()
