"""Fuzz every reader for a while: `python -m tests.fuzz.run [--seconds 60] [--seed N] [TARGET…]`.

With atheris, where it is installed, led by which lines of ours were reached; else by making seeds worse, blindly. Bytes
that break a target are written to the folder `fuzz-found`, and the command exits with 1. Whoever mends the fault puts
them among the seeds, where every test run tries them.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.util
import random
import signal
import subprocess
import sys
import time
import traceback
from pathlib import Path
from types import FrameType

from tests.fuzz.mutate import worse
from tests.fuzz.targets import SEEDS, TARGETS, seeds, tried

FOUND = Path("fuzz-found")
HANG_SECONDS = 20
"""Of computing, for one input of at most 60 kB; the slowest takes two."""


class HangError(Exception):
    """A target does not come back."""


def bounded(name: str, data: bytes) -> None:
    """Give bytes to a target; a hang is a fault, too."""

    def late(number: int, frame: FrameType | None) -> None:
        raise HangError(f"{name} takes more than {HANG_SECONDS} seconds of computing")

    before = signal.signal(signal.SIGPROF, late)
    signal.setitimer(signal.ITIMER_PROF, HANG_SECONDS)
    try:
        tried(name, data)
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def blindly(name: str, seconds: float, seed: int) -> bool:
    """Make seeds worse for so long; whether all was well."""
    dice = random.Random(seed)
    begun = [*seeds(name)]
    well, count, deadline = True, 0, time.monotonic() + seconds
    told: set[str] = set()
    while time.monotonic() < deadline:
        data = worse(dice.choice(begun), dice, begun)
        count += 1
        try:
            bounded(name, data)
        except Exception as error:
            where = traceback.extract_tb(error.__traceback__)[-1]
            what = f"{type(error).__name__} at {where.filename}:{where.lineno}"
            if what not in told:
                told.add(what)
                print(f"{name}: {what}: {str(error)[:300]} in {kept(name, data)}", flush=True)
            well = False
    print(f"{name}: {count:,} inputs, {'no fault' if well else f'{len(told)} kinds of faults'}", flush=True)
    return well


def kept(name: str, data: bytes) -> Path:
    """Where bytes that broke a target are kept."""
    FOUND.mkdir(exist_ok=True)
    path = FOUND / f"{name}-{hashlib.sha256(data).hexdigest()[:12]}"
    path.write_bytes(data)
    return path


def led(name: str, seconds: float, seed: int) -> bool:
    """Let atheris look for so long, in a process of its own; whether all was well."""
    FOUND.mkdir(exist_ok=True)
    flags = [f"-max_total_time={seconds:.0f}", f"-seed={seed}", "-max_len=60000", "-timeout=60", "-verbosity=0"]
    flags.append(f"-artifact_prefix={FOUND}/{name}-")
    done = subprocess.run([sys.executable, "-m", "tests.fuzz.led", name, *flags, str(SEEDS / name)])
    print(f"{name}: led by atheris, {'no fault' if done.returncode == 0 else 'a fault, see above'}", flush=True)
    return done.returncode == 0


def main() -> int:
    """Fuzz, and say what was found."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("targets", nargs="*", default=list(TARGETS))
    arguments.add_argument("--seconds", type=float, default=60, help="for each target")
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--blind", action="store_true", help="without atheris")
    given = arguments.parse_args()
    has_atheris = importlib.util.find_spec("atheris") is not None
    if not has_atheris and not given.blind:
        print("atheris is not installed here: seeds are made worse blindly", file=sys.stderr)
    look = led if has_atheris and not given.blind else blindly
    well = [look(name, given.seconds, given.seed) for name in given.targets]  # all, whatever the first found
    return 0 if all(well) else 1


if __name__ == "__main__":
    sys.exit(main())
