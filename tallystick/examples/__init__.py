"""Short reports of our own on real, public events: what `tally demo` reads."""

from __future__ import annotations

from pathlib import Path


def paths() -> list[Path]:
    """The example reports, in the order of their names."""
    folder = Path(__file__).parent
    return sorted(path for path in folder.iterdir() if path.suffix in (".html", ".jsonl", ".txt"))
