"""What linking one more mention costs as the ledger grows, on SQLite.

    python -m bench.scale [--known 10000 100000 200000] [--window 500] [--json]

A stream of invented mentions in the order of their days: sixty places of war and crime, of which a few have most of
what happens; in each place quiet weeks and bursts; each incident told by one report or several, with a day, a town
within half a degree, words of the place and of the incident, of which rare ones weigh more, and names; one in five
without a day, one in ten without a place. Where so many are known, a window of mentions is linked one by one as
`tally add` would, each in a transaction of its own, and timed; in between, mentions are linked a thousand at once and
put on the shelf with what they hang together with, which a new one is partitioned with.

Told: median and 99th percentile of the computing a mention, the ratio to the first window, and bytes of the file a
mention.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from pathlib import Path
from statistics import median, quantiles

from tallystick.ids import content_id
from tallystick.ledger.sqlite import SqliteLedger
from tallystick.link.incremental import Linker, Placed
from tallystick.link.judged import Verdicts
from tallystick.link.partition import Comparisons, partition
from tallystick.link.sketch import Sketch
from tallystick.link.telling import Telling
from tallystick.model import Mention, Party, Place

FIRST_DAY, A_DAY = date(2015, 1, 1), 55
"""Mentions a day: about what 200,000 in ten years make."""
CENTRES = 60
AT_ONCE = 1_000
"""Mentions that are linked and put on the shelf at once."""
TYPES = ("Air/drone strike", "Shelling/artillery/missile attack", "Attack", "Armed clash")


def stream(seed: int = 1) -> Iterator[Telling]:
    """Invented mentions without end, in the order of their publication."""
    dice = random.Random(seed)
    centres = [
        (dice.uniform(-35, 50), dice.uniform(-100, 100), f"C{n % 25}", dice.paretovariate(1.2)) for n in range(CENTRES)
    ]
    number, day = 0, FIRST_DAY
    while True:
        burst = [weight * (4 if dice.random() < 0.05 else 1) for *_, weight in centres]
        waiting: list[Telling] = []
        while len(waiting) < A_DAY:
            centre = dice.choices(range(CENTRES), burst)[0]
            for _ in range(1 + min(9, int(dice.expovariate(1 / 1.3)))):
                waiting.append(_told(dice, number, centre, centres[centre], day))
                number += 1
        yield from waiting
        day += timedelta(days=1)


def _told(dice: random.Random, number: int, centre: int, where: tuple[float, float, str, float], day: date) -> Telling:
    """One report's mention of an incident that is drawn anew for each day and place by its own seed."""
    latitude, longitude, country, _ = where
    incident = random.Random(f"{day} {centre} {number // 3}")
    town = incident.randrange(40)
    place = Place(
        wording=f"Town {centre}-{town}",
        name=f"Town {centre}-{town}",
        geonames_id=centre * 1000 + town,
        latitude=latitude + math.sin(town) / 2,
        longitude=longitude + math.cos(town) / 2,
        admin1=f"P{centre}",
        country=country,
    )
    told_day = day - timedelta(days=incident.randrange(2))
    dated, placed = dice.random() < 0.8, dice.random() < 0.9
    # Zipf's law: the word of rank n is 1/n as frequent as the first.
    words = [f"w{int(20_000 ** incident.random())}" for _ in range(30)]
    words += [f"w{int(20_000 ** dice.random())}" for _ in range(25)] + [f"town{centre}x{town}"] * 2
    names = frozenset(f"n{incident.randrange(10**6)}" for _ in range(3)) | {f"n{centre} spokesman"}
    published = datetime(day.year, day.month, day.day, dice.randrange(24), tzinfo=UTC)
    mention = Mention(
        id="m1",
        role="main",
        type=TYPES[incident.randrange(4)],  # type: ignore[arg-type]
        occurred_from=told_day if dated else None,
        occurred_to=told_day if dated else None,
        date_precision="day" if dated else "unknown",
        places=(place,) if placed else (),
        initiators=(Party(wording=f"Side {centre % 7}"),),
    )
    report = f"rep_{number:016x}"
    return Telling(
        ref=f"{report}/m1",
        report=report,
        mention=mention,
        outlet=f"Outlet {dice.randrange(200)}",
        published_at=published,
        figures=frozenset({("killed", incident.randrange(1, 40))}),
        known_at=published,
        copy=report,
        sketch=Sketch(terms=_weighed(words), names=names, ages=frozenset({incident.randrange(15, 60)})),
    )


def _weighed(words: Sequence[str]) -> dict[str, float]:
    """Rare words weigh more, as in a real report: else the commonest would be the first under which others are sought.

    The number of a word is its rank, from the commonest; a town's own word is as rare as the rarest.
    """
    raw = {word: 1 + math.log(int(word[1:]) + 1 if word[1:].isdigit() else 20_000) for word in words}
    length = math.sqrt(sum(weight * weight for weight in raw.values()))
    return {word: round(weight / length, 4) for word, weight in raw.items()}


def measure(ledger: SqliteLedger, told: Iterator[Telling], known: int, window: int) -> list[float]:
    """Milliseconds of computing that each of the next mentions takes to be linked, waiting for the disk left out."""
    taken = []
    for telling in islice(told, window):
        began = time.process_time()
        with ledger._writing() as store:
            Linker(store.links()).read(telling.report, [telling], Verdicts())
        taken.append((time.process_time() - began) * 1000)
    return taken


def fill(ledger: SqliteLedger, told: Iterator[Telling], number: int) -> None:
    """Put mentions on the shelf, as linked among themselves."""
    while number > 0:
        some = list(islice(told, min(number, AT_ONCE)))
        known = Comparisons()
        with ledger._writing() as store:
            shelf = store.links()
            placed = {}
            for telling in some:
                shelf.put(telling, known.stands(telling))
            for part in partition(some, Verdicts(), known):
                for group in part:
                    event = content_id("evt", group[0])
                    shelf.lead({event: event})
                    placed |= {ref: Placed(part=part[0][0], event=event, filed=event) for ref in group}
            shelf.place(placed)
        number -= len(some)
        print(".", end="", file=sys.stderr, flush=True)


def main(arguments: Sequence[str] | None = None) -> int:
    """Print one row a window; 1 where the last is more than 1.5 times as slow as the first."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--known", type=int, nargs="+", default=[10_000, 100_000, 200_000])
    parser.add_argument("--window", type=int, default=500)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args(arguments)
    rows: list[dict[str, float]] = []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "tally.db")
        with SqliteLedger.open(path, create=True) as ledger:
            with ledger._writing() as store:
                store.links().begin_anew()
            told, known = stream(), 0
            for level in given.known:
                fill(ledger, told, level - known)
                taken = measure(ledger, told, level, given.window)
                known = level + given.window
                size = sum(Path(folder, name).stat().st_size for name in ("tally.db", "tally.db-wal"))
                rows.append(
                    {
                        "known": level,
                        "median ms": median(taken),
                        "p99 ms": quantiles(taken, n=100)[98],
                        "bytes a mention": size / known,
                    }
                )
    for row in rows:
        row["ratio"] = row["median ms"] / rows[0]["median ms"]
    if given.json:
        print(json.dumps(rows, indent=1))
    else:
        print("| " + " | ".join(rows[0]) + " |\n|" + "---|" * len(rows[0]))
        print("\n".join("| " + " | ".join(f"{value:,.2f}" for value in row.values()) + " |" for row in rows))
    return 0 if rows[-1]["ratio"] <= 1.5 else 1


if __name__ == "__main__":
    sys.exit(main())
