"""What takes down as tallystick does, but for texts that name a way to die: documents that no reader survives."""

from __future__ import annotations

import os
import signal
from collections.abc import Sequence
from pathlib import Path

from tallystick import intake
from tallystick.model import Problem, Reading, Report

READER = f"{__name__}:taken_down"


def taken_down(report: Report, doubts: Sequence[Problem]) -> Reading:
    """The reading of a report, unless its text begins with a way to die."""
    way, _, rest = report.text.partition(" ")
    if way == "KILL":
        os.kill(os.getpid(), signal.SIGKILL)
    elif way == "ONCE":
        # The first process dies of it; the rest of the text names the file that says it did.
        seen = Path(rest.split()[0])
        if not seen.exists():
            seen.touch()
            os.kill(os.getpid(), signal.SIGKILL)
    elif way == "EXIT":
        os._exit(3)
    elif way == "HANG":
        while True:
            pass
    elif way == "EAT":
        eaten = []
        while True:
            eaten.append(bytearray(50_000_000))
    elif way == "RAISE":
        raise ValueError("no such thing")
    return intake.taken_down(report, doubts)
