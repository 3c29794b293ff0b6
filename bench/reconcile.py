"""How long reconciling takes: `python -m bench.reconcile`.

Two loads: one event told by very many claims, and very many events told by a few. Claims are made from short lists,
with contradictions, breakdowns, updates and copies among them, and are made before the clock starts. Processor time
of this process is measured, for other work on the machine must not count.

    1,000 claims on one event, every profile            wanted: under 50 ms
    8 claims on each of 100,000 events, every profile   wanted: under 60 s on one core (timed on a part, scaled up)
"""

from __future__ import annotations

import argparse
import cProfile
import pstats
import random
import time
from datetime import UTC, datetime, timedelta

from tallystick.model import (
    Attribution,
    Claim,
    Group,
    Harm,
    Hedge,
    Mention,
    MentionRef,
    Outcome,
    Party,
    Quantity,
    Reading,
    Report,
    Speaker,
)
from tallystick.reconcile.profiles import OURS
from tallystick.reconcile.tally import case_of, tallies

GROUPS = (
    Group(wording="people"),
    Group(wording="soldiers", status="combatant", affiliation="act:SYR-MIL"),
    Group(wording="Iraqi militiamen", status="combatant", nationality="IQ"),
    Group(wording="Afghans", status="combatant", nationality="AF"),
    Group(wording="civilians", status="civilian"),
    Group(wording="children", status="civilian", age="child"),
)
SPEAKERS = (
    Speaker(wording="the Syrian Observatory for Human Rights", source="org:sohr", kind="monitor"),
    Speaker(wording="the Syrian Network for Human Rights", source="org:snhr", kind="monitor"),
    Speaker(wording="local sources", kind="unnamed"),
    Speaker(wording="the army", source="org:sy-army", kind="military"),
    Speaker(wording="a doctor at the hospital", kind="medical"),
)
OUTCOMES: tuple[Outcome, ...] = ("killed", "killed", "killed", "wounded", "casualties")
BEGIN = datetime(2021, 1, 13, tzinfo=UTC)

Told = tuple[list[MentionRef], dict[str, Reading]]


def event(number: int, claims: int, dice: random.Random) -> Told:
    """One event with so many claims, four a report."""
    readings: dict[str, Reading] = {}
    left = claims
    while left > 0:
        size = min(4, left)
        left -= size
        reading = _reading(f"rep_{number}_{len(readings)}", size, dice)
        readings[reading.report.id] = reading
    return [MentionRef(report=key, mention="m1", role="main") for key in readings], readings


def _reading(name: str, size: int, dice: random.Random) -> Reading:
    published = BEGIN + timedelta(hours=dice.randrange(72))
    claims = [_claim(f"c{number}", number, published, dice) for number in range(size)]
    mention = Mention(id="m1", role="main", type="Air/drone strike", initiators=(Party(wording="jets"),))
    report = Report(id=name, outlet=f"Outlet {dice.randrange(40)}", published_at=published, text="x. " * 40)
    return Reading(report=report, mentions=(mention,), claims=tuple(claims))


def _claim(name: str, place: int, said_at: datetime, dice: random.Random) -> Claim:
    low = dice.choice((1, 3, 8, 12, 15, 16, 41, 57))
    hedge: Hedge = dice.choice(("exact", "exact", "at_least", "range", "vague"))
    high = low if hedge == "exact" else low + 4 if hedge == "range" else None
    quantity = Quantity(low=low, high=high, wording=f"{hedge} {low}", hedge=hedge)
    is_part = place > 0 and dice.random() < 0.6
    speaker = dice.choice((None, *SPEAKERS))
    return Claim(
        id=name,
        kind="harm",
        mention="m1",
        span=(place * 10, place * 10 + 9),
        quote=f"{low} killed",
        attribution=Attribution(speakers=(speaker,) if speaker else ()),
        said_at=said_at,
        harm=Harm(
            outcome=dice.choice(OUTCOMES),
            quantity=quantity,
            group=dice.choice(GROUPS[1:]) if is_part else GROUPS[0],
            scope="part" if is_part else dice.choice(("total", "total", "total", "increment")),
            part_of="c0" if is_part else None,
        ),
    )


def reconciled(told: Told) -> int:
    """One event under every profile of ours; returns something so that nothing is left undone."""
    mentions, readings = told
    return sum(len(tally.used) for tally in tallies(case_of(mentions, readings), OURS).values())


def main() -> None:
    """Time both loads and print what they took."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=2_000, help="how many events stand for the 100,000")
    parser.add_argument("--profile", action="store_true", help="print where the time goes")
    given = parser.parse_args()
    dice = random.Random(20210113)
    reconciled(event(0, 8, dice))  # loads the registry
    large = event(0, 1_000, dice)
    small = [event(number, 8, dice) for number in range(given.events)]
    best = min(_seconds(lambda: reconciled(large)) for _ in range(3))
    print(f"1,000 claims on one event, {len(OURS)} profiles: {best * 1000:.0f} ms (wanted: under 50)")
    profiler = cProfile.Profile()
    if given.profile:
        profiler.enable()
    seconds = _seconds(lambda: [reconciled(one) for one in small])
    profiler.disable()
    each = seconds / len(small)
    print(f"8 claims on one event, {len(OURS)} profiles: {each * 1000:.2f} ms, which makes {each * 100_000:.0f} s for "
          "100,000 events (wanted: under 60)")  # fmt: skip
    if given.profile:
        pstats.Stats(profiler).sort_stats("tottime").print_stats(25)


def _seconds(work: object) -> float:
    start = time.process_time()
    work()  # type: ignore[operator]
    return time.process_time() - start


if __name__ == "__main__":
    main()
