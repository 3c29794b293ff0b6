"""A program that records readings until it is stopped, and prints each report's id once it is recorded.

python -m tests.unit.ledger.writer LEDGER FIRST COUNT
"""

from __future__ import annotations

import sys

from tallystick.ledger.opening import open_ledger
from tests.unit.ledger.examples import at, reading


def main(path: str, first: int, count: int) -> None:
    """Record `count` readings, numbered from `first`."""
    with open_ledger(path, create=True) as ledger:
        for number in range(first, first + count):
            recorded = ledger.record(reading(number), known_at=at(number), reader="test 1")
            print(recorded.report, flush=True)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
