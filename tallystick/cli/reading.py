"""`tally read` and `tally add`: taking down."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from tallystick.cli import options, terminal

if TYPE_CHECKING:
    from tallystick.intake import Added
    from tallystick.model import Problem, Reading

Paths = Annotated[
    list[str], typer.Argument(metavar="FILE|DIR|-…", help="Text, HTML or JSON lines; - is standard input.")
]
Inputs = Annotated[
    list[str],
    typer.Argument(metavar="FILE|DIR|URL|-…", help="Text, HTML, JSON lines, archives, feeds; addresses are fetched."),
]
Layers = Annotated[
    str, typer.Option(metavar="NAMES", help="Add layers to the JSON: attributions, places, times (with commas).")
]
Explain = Annotated[
    bool, typer.Option("--explain", help="Tell which rule found each claim, and why a number is in none.")
]


def register(app: typer.Typer) -> None:
    """Give the application these commands."""
    app.command()(read)
    app.command()(add)


def read(
    files: Paths,
    published_at: options.PublishedAt = None,
    outlet: options.Outlet = None,
    json: options.Json = False,
    layers: Layers = "",
    explain: Explain = False,
) -> None:
    """Read reports and show their claims; nothing is recorded."""
    from tallystick import api
    from tallystick.model import Reading, to_json

    reports = claims = 0
    problems: list[Problem] = []
    wanted = tuple(name.strip() for name in layers.split(",") if name.strip())
    for item in api.read_paths(files, outlet=outlet, published_at=published_at, layers=wanted, explain=explain):
        found = item.problems if isinstance(item, Reading) else (item,)
        if isinstance(item, Reading):
            reports, claims = reports + 1, claims + len(item.claims)
            if json:
                terminal.write_line(to_json(item))
            else:
                _show(item, first=reports == 1)
        for problem in found:
            terminal.tell_problem(problem)
        problems.extend(found)
    terminal.finish(f"{_number(reports, 'report')} read, {_number(claims, 'claim')}", problems)


def add(
    files: Inputs,
    ledger: options.Ledger = None,
    published_at: options.PublishedAt = None,
    outlet: options.Outlet = None,
    json: options.Json = False,
) -> None:
    """Read reports and record them; adding the same thing twice changes nothing.

    Addresses of pages are fetched, and so are the pages that a feed, a sitemap or an OPML list names.
    """
    from tallystick import api

    where = options.ledger_or_setting(ledger)
    set_here = options.in_force()
    with terminal.counting() as counting:
        added = api.add(
            files,
            ledger=where,
            outlet=outlet,
            published_at=published_at,
            keep_texts=set_here.keeps_texts,
            limits=set_here.limits,
            told=tell_item,
            progress=counting,
        )
    show_added(added, where, json=json)
    terminal.finish(_number(added.inputs - added.unread - added.passed_over, "report"), added.problems)


def show_added(added: Added, where: str, *, json: bool) -> None:
    """What became of the inputs, and in which ledger."""
    if json:
        from tallystick.model import to_json

        terminal.write_line(to_json(added))
        return
    from rich.text import Text

    terminal.show(Text(f"{summary(added)}; in {options.shown(where)}"))


def summary(added: Added) -> str:
    """What became of the inputs: numbers that add up to all of them."""
    parts = [
        f"{_number(added.inputs, 'input')}: {_number(added.new, 'report')} new",
        *([f"{added.revised} revised"] if added.revised else []),
        f"{added.same} held already",
        f"{added.reread} read anew",
        *([f"{added.unread} unread"] if added.unread else []),
        *([f"{added.passed_over} passed over"] if added.passed_over else []),
    ]
    beside = [
        *([f"{added.without_claims} without claims"] if added.without_claims else []),
        *([f"{added.near_copies} nearly the same as another page"] if added.near_copies else []),
    ]
    return ", ".join(parts) + (f" ({', '.join(beside)})" if beside else "")


def _show(reading: Reading, *, first: bool) -> None:
    """A reading without its problems: these go to stderr."""
    from msgspec import UNSET
    from msgspec.structs import replace
    from rich.rule import Rule

    from tallystick.cli.views import explained_view, reading_view

    view = reading_view(replace(reading, problems=()))
    terminal.show(*([view] if first else [Rule(style="dim"), view]))
    if reading.left_out is not UNSET:
        terminal.show(explained_view(reading))
        if reading.layers is not UNSET and "places" in reading.layers:
            from tallystick.cli.places import places_view

            terminal.show(places_view(reading.report.text, reading.layers["places"]))


def tell_item(item: Reading | Problem) -> None:
    """Tell what is wrong with a reading, or a problem."""
    from tallystick.model import Reading

    for problem in item.problems if isinstance(item, Reading) else (item,):
        terminal.tell_problem(problem)


def _number(count: int, noun: str) -> str:
    from tallystick.export.words import plural

    return plural(count, noun)
