"""Where a command prints: results to stdout, everything else to stderr."""

from __future__ import annotations

import io
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

    from tallystick.model import Problem


def show(*views: RenderableType) -> None:
    """Print results for people."""
    console = _console(stderr=False)
    for view in views:
        console.print(view)


def write_line(line: bytes) -> None:
    """Print one line of JSON, the same bytes on every machine and terminal."""
    sys.stdout.flush()
    sys.stdout.buffer.write(line + b"\n")


def tell(message: str) -> None:
    """Print a line about what is going on."""
    from rich.text import Text

    from tallystick.export.words import shown

    _console(stderr=True).print(Text(shown(message)), soft_wrap=True)


def tell_problem(problem: Problem) -> None:
    """Print one problem: its code, which docs/errors.md explains, and what is wrong."""
    tell(f"{problem.code}: {problem.message}")


def counted(problems: Iterable[Problem]) -> str:
    """ "3 problems (2 undated, 1 empty)"; "no problems"."""
    return counted_codes(Counter(problem.code for problem in problems))


def counted_codes(codes: Mapping[str, int]) -> str:
    """As `counted`, of how many problems of each code there were."""
    from tallystick.export.words import plural

    if not codes:
        return "no problems"
    listed = ", ".join(f"{count} {code}" for code, count in sorted(codes.items()))
    return f"{plural(sum(codes.values()), 'problem')} ({listed})"


def is_watched() -> bool:
    """Whether somebody looks at what goes to stderr."""
    return _console(stderr=True).is_terminal


@contextmanager
def counting(words: Callable[[Mapping[str, int]], str] | None = None) -> Iterator[Callable[[Mapping[str, int]], None]]:
    """A line at the bottom of the terminal that counts what came in; nothing where nobody looks.

    Args:
        words: makes the line of the counts; None = `counts_words`.
    """
    told = words or counts_words
    console = _console(stderr=True)
    if not console.is_terminal:
        yield lambda counts: None
        return
    from rich.status import Status

    with Status("", console=console) as status:
        yield lambda counts: status.update(told(counts))


def counts_words(counts: Mapping[str, int]) -> str:
    """ "120 inputs: 3 new, 1 revised, 116 same, 2 without claims, 4 problems"."""
    kinds = ("new", "revised", "same", "reread", "unread", "passed_over")
    total = sum(counts.get(kind, 0) for kind in kinds)
    shown = [
        f"{counts[kind]} {kind.replace('_', ' ')}"
        for kind in (*kinds, "without_claims", "problems")
        if counts.get(kind)
    ]
    return f"{total} inputs: {', '.join(shown)}" if shown else "0 inputs"


def finish(done: str, problems: Sequence[Problem]) -> None:
    """Tell what was done and how many problems there were; with problems the command exits with 1."""
    finish_counted(done, Counter(problem.code for problem in problems))


def finish_counted(done: str, codes: Mapping[str, int]) -> None:
    """As `finish`, of how many problems of each code there were."""
    import typer

    tell(f"{done}; {counted_codes(codes)}")
    if codes:
        raise typer.Exit(1)


def _console(*, stderr: bool) -> Console:
    from rich.console import Console

    file = sys.stderr if stderr else sys.stdout
    if isinstance(file, io.TextIOWrapper) and file.errors == "strict":
        # A terminal that cannot show a letter gets a question mark, and not an error.
        file.reconfigure(errors="replace")
    return Console(file=file, highlight=False, markup=False, emoji=False)
