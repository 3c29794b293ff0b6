"""How fast the gazetteer opens and answers.

    python -m bench.lookups [--rounds N]

Names are those of the families of spellings, asked for once each in their country and once anywhere, so that no
answer comes from a cache. The ratio is to a bare look-up by primary key in the same file in the same run: machines
drift, a ratio does not.
"""

from __future__ import annotations

import argparse
import sqlite3
import statistics
import time

from bench.families import families
from tallystick.reference import places


def main() -> None:
    """Time both and print a small table."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--rounds", type=int, default=5)
    given = arguments.parse_args()
    asked = [(name, country) for one in families() for name in one["spellings"] for country in (one["country"], None)]
    opening, looking, bare = [], [], []
    for _ in range(given.rounds):
        places.load.cache_clear()
        began = time.perf_counter()
        gazetteer = places.load()
        opening.append(time.perf_counter() - began)
        for name, country in asked:
            began = time.perf_counter()
            gazetteer.candidates(name, country=country)
            looking.append(time.perf_counter() - began)
        connection = sqlite3.connect(f"{places.PATH.as_uri()}?mode=ro&immutable=1", uri=True)
        for number in range(1, len(asked) + 1):
            began = time.perf_counter()
            connection.execute("SELECT name FROM place WHERE id = ?", (number * 97,)).fetchall()
            bare.append(time.perf_counter() - began)
        connection.close()
    looked, plain = statistics.median(looking) * 1e6, statistics.median(bare) * 1e6
    print(f"{len(asked)} look-ups, {given.rounds} rounds, none from a cache, one core")
    print(f"opening        {min(opening) * 1e3:7.1f} ms at best, {max(opening) * 1e3:.1f} at worst")
    print(f"look-up        {looked:7.1f} microseconds, median")
    print(f"bare by key    {plain:7.1f} microseconds, median")
    print(f"ratio          {looked / plain:7.2f}")


if __name__ == "__main__":
    main()
