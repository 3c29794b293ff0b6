"""What the demo prints, cut for the README: `python -m tests.docs.excerpts` puts it there (`make readme`)."""

from __future__ import annotations

import contextlib
import io
import os
import re
import sys
import tempfile
from pathlib import Path

from tallystick.cli.main import main

README = Path(__file__).parents[2] / "README.md"
CUTS = {
    "figures": (r"^Figures$", r"^Who says what$"),
    "sum": (r"^Does it add up\?$", r"^Damage:"),
    "revisions": (r"^What was known when$", r"^Who confirmed, denied"),
}
"""Name of an excerpt: the heading that it begins with, and the one before which it ends."""


def demo_output() -> str:
    """All that the demo prints on a terminal of 80 columns, into a folder that is gone afterwards."""
    width = os.environ.get("COLUMNS")
    os.environ["COLUMNS"] = "80"
    out = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    try:
        with (
            tempfile.TemporaryDirectory() as folder,
            contextlib.redirect_stdout(out),
            contextlib.redirect_stderr(io.StringIO()),
        ):
            if main(["demo", "--out", folder]) != 0:
                raise SystemExit("The demo failed.")
            out.flush()
    finally:
        os.environ.pop("COLUMNS") if width is None else os.environ.update(COLUMNS=width)
    return out.buffer.getvalue().decode()  # type: ignore[attr-defined]


def excerpt(output: str, name: str) -> str:
    """One excerpt, without the blanks that fill its lines."""
    begin, end = (re.search(pattern, output, re.M) for pattern in _bare(CUTS[name]))
    if begin is None or end is None:
        raise ValueError(f"The demo prints no {name!r} any more: look at CUTS.")
    lines = output[begin.start() : end.start()].splitlines()
    return "\n".join(line.rstrip() for line in lines).rstrip()


def _bare(cut: tuple[str, str]) -> tuple[str, str]:
    """Headings are filled with blanks up to the terminal's width."""
    return tuple(pattern.replace("$", r" *$") for pattern in cut)  # type: ignore[return-value]


def blocks(readme: str) -> dict[str, str]:
    """The excerpts that stand in the README, by name."""
    return dict(re.findall(r"<!-- demo: (\w+) -->\n```text\n(.*?)\n```", readme, re.S))


def renewed(readme: str, output: str) -> str:
    """The README with what the demo prints now."""
    for name, old in blocks(readme).items():
        readme = readme.replace(f"<!-- demo: {name} -->\n```text\n{old}\n```", _block(name, excerpt(output, name)))
    return readme


def _block(name: str, content: str) -> str:
    return f"<!-- demo: {name} -->\n```text\n{content}\n```"


if __name__ == "__main__":
    README.write_text(renewed(README.read_text(encoding="utf-8"), demo_output()), encoding="utf-8")
    print(f"Renewed {len(blocks(README.read_text(encoding='utf-8')))} excerpts in {README.name}.", file=sys.stderr)
