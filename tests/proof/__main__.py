"""The whole proof, and a table of what came of it: python -m tests.proof [--instants 300] [--deed …] [--ledger …]."""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from tests.proof.killing import DEEDS, files, kill, schemas


def main() -> None:
    """Kill, and print a row for each kind of work and each database."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--instants", type=int, default=300)
    parser.add_argument("--deed", choices=[deed.name for deed in DEEDS], action="append")
    parser.add_argument("--ledger", choices=["sqlite", "postgres"], action="append")
    given = parser.parse_args()
    wrong = 0
    for kind in given.ledger or ["sqlite", "postgres"]:
        with tempfile.TemporaryDirectory() as folder, files(Path(folder)) if kind == "sqlite" else schemas() as places:
            for deed in DEEDS:
                if not given.deed or deed.name in given.deed:
                    told = kill(deed, places, Path(folder), instants=given.instants)
                    cells = [kind, *map(str, told[:-1]), str(len(told.faults))]
                    print(f"| {' | '.join(cells)} |", *told.faults[:3], sep="\n", flush=True)
                    wrong += told.lost + told.twice + len(told.faults)
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
