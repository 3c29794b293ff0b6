"""`tally backfill`: very many documents, in many processes."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tallystick.cli import options, terminal

if TYPE_CHECKING:
    from tallystick.api import Backfilled

Sources = Annotated[list[str], typer.Argument(metavar="FILE|DIR…", help="WARC, Parquet, JSON lines; folders of them.")]


def register(app: typer.Typer) -> None:
    """Give the application these commands."""
    app.command()(backfill)


def backfill(
    sources: Sources,
    ledger: options.Ledger = None,
    engine: Annotated[str, typer.Option(metavar="local|spark", help="What has the documents read.")] = "local",
    workers: Annotated[
        int | None, typer.Option(metavar="N", min=1, help="Documents at a time; default: one for each processor.")
    ] = None,
    master: Annotated[
        str | None, typer.Option(metavar="URL", help="The Spark cluster; default: as it is set up.")
    ] = None,
    work: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="For what was read and not recorded yet; default: beside the ledger."),
    ] = None,
    seconds: Annotated[
        float,
        typer.Option(metavar="S", min=0.1, help="Of computing for one document; one that takes more is set aside."),
    ] = 120,
    megabytes: Annotated[
        int, typer.Option(metavar="MB", min=1, help="Of memory for one document; one that needs more is set aside.")
    ] = 4000,
    json: options.Json = False,
) -> None:
    """Read and record millions of documents; a run that was ended is taken up where it was.

    The ledger is the one that `tally add` makes of the same files, whichever engine reads them.
    """
    from tallystick import api
    from tallystick.model import to_json

    where = options.ledger_or_setting(ledger)
    set_here = options.in_force()
    with _counting() as counting:
        done = api.backfill(
            sources,
            ledger=where,
            engine=engine,
            workers=workers,
            master=master,
            work=work,
            keep_texts=set_here.keeps_texts,
            seconds=seconds,
            megabytes=megabytes,
            progress=counting,
            limits=set_here.limits,
        )
    if json:
        terminal.write_line(to_json(done))
    else:
        from rich.text import Text

        terminal.show(Text(f"{summary(done)}; in {options.shown(where)}"))
    terminal.finish_counted(_shards(done), done.problems)


def summary(done: Backfilled) -> str:
    """What became of the documents: numbers that add up to all of them."""
    from tallystick.export.words import plural

    parts = [
        f"{plural(done.documents, 'document')}: {plural(done.new, 'report')} new",
        *([f"{done.revised} revised"] if done.revised else []),
        *([f"{done.reread} read anew"] if done.reread else []),
        f"{done.same} held already",
        f"{done.passed_over} passed over",
        f"{done.quarantined} quarantined",
        f"{done.unread} unread",
    ]
    beside = [
        *([f"{done.without_claims} without claims"] if done.without_claims else []),
        *([f"{done.near_copies} nearly the same as another page"] if done.near_copies else []),
    ]
    return ", ".join(parts) + (f" ({', '.join(beside)})" if beside else "")


def _shards(done: Backfilled) -> str:
    from tallystick.export.words import plural

    earlier = f", {done.earlier} of them by an earlier run" if done.earlier else ""
    return f"{plural(done.shards, 'shard')} loaded{earlier}"


@contextmanager
def _counting() -> Iterator[Callable[[Mapping[str, int]], None]]:
    """A line that is kept up where somebody looks; else a line now and then, for a log."""
    with terminal.counting(_progress_words) as line:
        if terminal.is_watched():
            yield line
            return
        last = time.monotonic()

        def now_and_then(counts: Mapping[str, int]) -> None:
            nonlocal last
            if time.monotonic() - last >= EVERY_SECONDS:
                last = time.monotonic()
                terminal.tell(_progress_words(counts))

        yield now_and_then


EVERY_SECONDS = 30
"""Between two lines of a log."""


def _progress_words(counts: Mapping[str, int]) -> str:
    return f"shard {counts['shards']} of {counts['of_shards']}, {terminal.counts_words(counts)}"
