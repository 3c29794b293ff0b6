"""What the parts of `performance.py` share: a row of its table, what is measured with, a clock."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

ROUNDS = 3


class Row(NamedTuple):
    """One line of the table."""

    step: str
    figure: str
    beside: str = ""
    """What it is set against, in the same run."""


class Load(NamedTuple):
    """What is measured with."""

    folder: Path
    stories: Path
    """JSON lines."""
    count: int
    known: int


def seconds(work: Callable[[], object], *, rounds: int = 1, clock: Callable[[], float] = time.process_time) -> float:
    """The median of so many rounds."""
    taken = []
    for _ in range(rounds):
        began = clock()
        work()
        taken.append(clock() - began)
    return statistics.median(taken)
