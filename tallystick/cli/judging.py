"""`tally judge` and `tally explain`: what people hold of links and claims, and why reports are linked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from tallystick.cli import options, terminal

if TYPE_CHECKING:
    from rich.console import RenderableType

    from tallystick.api import Judged
    from tallystick.link.explain import Comparison, Explanation

Verdict = Annotated[
    str,
    typer.Argument(
        metavar="VERDICT",
        help="same, different, unsure: two mentions or reports. merge: events. split: an event, then the mentions or "
        "reports that leave it. accept, reject: claims. place: mentions whose place is put on the map. edit: a claim. "
        "add: a report, with a claim that was missed. undo: the number of a judgement. list: all of them.",
    ),
]
Named = Annotated[list[str] | None, typer.Argument(metavar="ID…", help="What the verdict is about.")]


def register(app: typer.Typer) -> None:
    """Give the application these commands."""
    app.command()(judge)
    app.command()(explain)


def judge(
    verdict: Verdict,
    named: Named = None,
    by: Annotated[str, typer.Option("--by", metavar="NAME", help="Who judges.")] = "",
    why: Annotated[str, typer.Option("--why", metavar="TEXT", help="For which reason.")] = "",
    values: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="NAME=VALUE", help="edit, add: what the claim says, such as low=9. Repeat it."),
    ] = None,
    kind: Annotated[
        str,
        typer.Option("--kind", metavar="KIND", help="add: harm (the default), damage, position, series, media …"),
    ] = "",
    quote: Annotated[
        str, typer.Option("--quote", metavar="WORDS", help="add: the words it rests on, as they stand in the report.")
    ] = "",
    from_character: Annotated[
        int, typer.Option("--from-character", metavar="N", min=0, help="add: look for the words from there on.")
    ] = 0,
    wording: Annotated[
        str, typer.Option("--wording", metavar="WORDS", help="place: which place of the mention, as it is printed.")
    ] = "",
    place: Annotated[
        int | None, typer.Option("--place", metavar="N", min=1, help="place: it is the one with this GeoNames number.")
    ] = None,
    at: Annotated[str, typer.Option("--at", metavar="LAT,LON", help="place: it is this point, in degrees.")] = "",
    name: Annotated[str, typer.Option("--name", metavar="NAME", help="place: what the point is called.")] = "",
    country: Annotated[str, typer.Option("--country", metavar="XX", help="place: where it lies, two letters.")] = "",
    precision: Annotated[
        str, typer.Option("--precision", metavar="P", help="place: site town near district province area water.")
    ] = "",
    incident: Annotated[
        str,
        typer.Option(
            "--incident",
            metavar="TYPE",
            help="add: the claim is about an incident that was not understood, of this type; --since, --until and "
            "--wording tell its days and place.",
        ),
    ] = "",
    since: Annotated[str, typer.Option("--since", metavar="DAY", help="add: the incident's first day.")] = "",
    until: Annotated[str, typer.Option("--until", metavar="DAY", help="add: its last day.")] = "",
    ledger: options.Ledger = None,
    json: options.Json = False,
) -> None:
    """Say what you hold of reports, events or claims; every later run respects it, and it can be taken back."""
    from tallystick import api
    from tallystick.cli.correcting import Given, correct
    from tallystick.corrections import CORRECTIONS
    from tallystick.errors import UsageError
    from tallystick.model import to_json

    where, given = options.ledger_or_setting(ledger), named or []
    correction = Given(
        tuple(values or ()), kind, quote, from_character, wording, place, at, name, country, precision, incident,
        since, until,
    )  # fmt: skip
    correction.check(verdict)
    if verdict == "list":
        judged = api.judgements(where)
    elif verdict == "undo":
        if len(given) != 1 or not given[0].isdecimal():
            raise UsageError("Cannot take a judgement back: expected its number. `tally judge list` shows all.")
        judged = [api.undo(where, int(given[0]), by=by, why=why)]
    elif verdict in CORRECTIONS:
        judged = [correct(where, verdict, given, correction, by=by, why=why)]
    else:
        judged = [api.judge(where, verdict, given, by=by, why=why)]
    if json:
        for one in judged:
            terminal.write_line(to_json(one))
        return
    from rich.text import Text

    terminal.show(*(_judged_view(one) for one in judged) if judged else (Text("Nobody has judged anything."),))


def explain(
    report: Annotated[str, typer.Argument(metavar="REPORT", help="A report, or one of its mentions (rep_…/m1).")],
    event: Annotated[str, typer.Argument(metavar="EVENT", help="An event, or as much of its id as names one.")],
    as_of: options.AsOf = None,
    recorded_as_of: options.RecordedAsOf = None,
    ledger: options.Ledger = None,
    json: options.Json = False,
) -> None:
    """Show why a report does, or does not, tell of an event: the evidence for and against."""
    from tallystick import api
    from tallystick.model import to_json

    said_by, recorded_by = options.moment(as_of, "--as-of"), options.moment(recorded_as_of, "--recorded-as-of")
    found = api.explain(options.ledger_or_setting(ledger), report, event, as_of=said_by, recorded_as_of=recorded_by)
    if json:
        terminal.write_line(to_json(found))
    else:
        terminal.show(*_explained_view(found))


def _judged_view(one: Judged) -> RenderableType:
    from rich.text import Text

    from tallystick.export.naming import claim_words
    from tallystick.export.words import shown
    from tallystick.model import global_id

    judgement = one.judgement
    told = Text(f"{one.entry}", style="bold")
    told.append(f" · {one.known_at:%Y-%m-%d %H:%M} · {judgement.verdict}: ", style="not bold")
    told.append(shown(" ".join(judgement.items)), style="not bold")
    if judgement.against:
        told.append(shown(f" from {' '.join(judgement.against)}"), style="not bold")
    if judgement.place:
        place = judgement.place
        told.append(
            shown(f"\n  “{place.wording}” is {place.name}, {place.latitude}, {place.longitude}"), style="not bold"
        )
    if judgement.claim:
        claim = judgement.claim
        own = global_id(judgement.items[0].partition("/")[0], claim.id)
        told.append(shown(f"\n  {own} says {claim_words(claim)}"), style="not bold")
    told.append(shown(f"\n  {judgement.by}: {judgement.why}"), style="not bold dim")
    if one.undone_by is not None:
        told.append(shown(f"\n  taken back by {one.undone_by}: {one.undone_why}"), style="not bold yellow")
    return told


def _explained_view(found: Explanation) -> list[RenderableType]:
    from rich.text import Text

    from tallystick.export.words import shown

    head = Text(shown(found.sentence), style="bold")
    return [head, *(_comparison_view(one) for one in found.comparisons)]


def _comparison_view(one: Comparison) -> RenderableType:
    from rich.text import Text

    from tallystick.export.words import shown

    total = "ruled out" if one.score is None else f"{one.score:g}"
    told = Text(f"\n{one.mention} and {one.other} ({shown(one.outlet or 'outlet not known')}): {total}")
    if one.judgement:
        told.append(shown(f"\n  judged: {one.judgement}"), style="yellow")
    for reason in one.evidence:
        style = "green" if reason.weight is not None and reason.weight > 0 else "red"
        told.append(shown(f"\n  {reason.sentence}"), style=style)
    return told
