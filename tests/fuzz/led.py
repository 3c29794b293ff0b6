"""One reader, led by atheris: `python -m tests.fuzz.led TARGET FLAG… SEEDS`. `run.py` calls it.

By itself, because the lines of ours must be given their marks when they are imported, before anything else does that.
"""

from __future__ import annotations

import sys
import tempfile

import atheris

with atheris.instrument_imports(include=["tallystick"], enable_loader_override=False):
    from tests.fuzz import targets


def main() -> None:
    """Fuzz until the time that a flag gives is over."""
    name, *flags, begun = sys.argv[1:]
    with tempfile.TemporaryDirectory() as corpus:  # what it finds on the way is not for the repository
        atheris.Setup([sys.argv[0], *flags, corpus, begun], lambda data: targets.tried(name, data))
        atheris.Fuzz()


if __name__ == "__main__":
    main()
