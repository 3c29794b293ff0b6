"""The dossier of one event for the terminal, in the same order and words as the page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text
from rich.tree import Tree

from tallystick.cli import bits
from tallystick.cli.marked import marked_report, report_head
from tallystick.cli.profiles import profiles_table, trace
from tallystick.export import figures, naming, words
from tallystick.export.ihl import RULE, UNCOUNTED, presumption
from tallystick.export.marks import by_report, report_of
from tallystick.export.matrix import Told, claims_matrix, origin_name, outlet_names, toll_origins
from tallystick.export.stands import by_words, stand_sentences
from tallystick.export.tree import Branch, tree
from tallystick.export.words import shown
from tallystick.model import Dossier, Event, Tally

# Filled, then ever lighter; the dead not accounted for are dots.
BAR_GLYPHS, BAR_REST, BAR_WIDTH = "█▓▒░", "·", 57


def dossier_view(
    dossier: Dossier, *, compare: Mapping[str, Tally] | None = None, show_texts: bool = True, ihl: bool = False
) -> RenderableType:
    """The whole dossier of one event, in the order of the page.

    Args:
        ihl: with the view that in doubt everybody is a civilian.
    """
    event = dossier.event
    tallies = {event.tally.profile: event.tally} | dict(compare or {})
    sections: list[tuple[str, RenderableType]] = [
        ("Figures", _figures(dossier, tallies, ihl)),
        ("Who says what", _who_says(dossier)),
        ("Does it add up?", _adds_up(event)),
        ("What was known when", _known_when(dossier)),
        *([("What changed on a page", _changes(dossier))] if dossier.changes else []),
        ("Who confirmed, denied, kept silent, accused", _stands(dossier)),
        ("Where", _where(event)),
    ]
    if show_texts:
        sections.append(("The reports, with their claims marked", _reports(dossier)))
    if dossier.background:
        sections.append(("Told as background in the same reports", _background(dossier.background)))
    sections.append(("The working", _working(dossier, tallies)))
    shown_sections = [Group(Text(name, style="bold underline"), body) for name, body in sections]
    return bits.spaced([_head(dossier), *shown_sections, _foot(dossier)])


def _head(dossier: Dossier) -> Text:
    event = dossier.event
    told = Text(shown(naming.headline(event)), style="bold")
    where = f"{words.days_words(event)} · {naming.where_words(event.places)}"
    told.append(f"\n{where}\n", style="not bold dim")
    sentences = [naming.by_whom_words(event), *stand_sentences(event.positions)]
    told.append(f"\n{' '.join(sentences)}\n\n", style="not bold")
    reach = f"{words.plural(len(event.reports), 'report')} · {words.plural(len(event.outlets), 'outlet')} · "
    told.append(reach, style="not bold")
    origins = toll_origins(dossier, claims_matrix(dossier))
    flags = [naming.toll_words(origins), *(flag for flag in naming.flags(event) if "origin" not in flag)]
    return told.append(" · ".join(flags), style="not bold yellow")


def _figures(dossier: Dossier, tallies: Mapping[str, Tally], ihl: bool) -> RenderableType:
    event = dossier.event
    told = Text()
    for outcome, estimate in (("killed", event.tally.killed), ("wounded", event.tally.wounded)):
        told.append(f"{words.estimate_words(estimate)} {outcome}", style="bold")
        why = words.unknown_reason(event.tally, outcome, dossier.claims)  # type: ignore[arg-type]
        told.append(f" ({why})\n" if why else "\n", style="dim")
    told.append(words.remainder_words(event.tally) or words.no_remainder_words(event.tally))
    if ihl:
        view = presumption(event.tally)
        told.append(f"\n{view.words if view else UNCOUNTED}", style="bold").append(f"\n{RULE}", style="not bold dim")
    told.append(f"\nprofile “{event.tally.profile}”, {words.as_of_words(event.tally)}", style="dim")
    return Group(told, profiles_table(tallies)) if len(tallies) > 1 else told


def _who_says(dossier: Dossier) -> RenderableType:
    matrix = claims_matrix(dossier)
    if not matrix.rows:
        return Text("No report gives a figure or a party’s position.", style="italic")
    told: list[RenderableType] = []
    for row in matrix.rows:
        who = bits.text(row.name, "bold")
        who.append(f" · {row.kind}" if row.kind else "", style="not bold dim")
        who.append(f" · in {', '.join(row.outlets)}" if row.outlets else "", style="not bold dim")
        for why in row.presumed:
            who.append(f"\npresumed: {why}", style="not bold dim")
        for told_words, _ in by_words(row.stands):
            who.append(f"\n  {told_words}", style="not bold yellow")
        cells = zip(matrix.columns, row.cells, strict=True)
        figures_told = [_told_cells(column.label, each) for column, cell in cells for each in cell]
        told.append(Group(who, _told_table(figures_told)) if figures_told else who)
    return bits.spaced(told)


def _told_table(rows: Sequence[tuple[Text, ...]]) -> RenderableType:
    """Figures of one origin; equal shares of the width keep the columns of all origins in line."""
    table = Table(box=None, show_header=False, pad_edge=False, expand=True, padding=(0, 1, 0, 0))
    for ratio in (3, 2, 3, 4):
        table.add_column(ratio=ratio, overflow="fold")
    for row in rows:
        table.add_row(*row)
    return Padding(table, (0, 0, 0, 2))


def _told_cells(label: str, each: Told) -> tuple[Text, ...]:
    figure = Text(" ".join(part for part in each.figure if part), style=bits.OLD if each.superseded else "bold")
    aside = "superseded" if each.superseded else "set aside" if each.set_aside else ""
    for extra in filter(None, (", ".join(each.notes), aside, each.interest)):
        figure.append(f"\n{extra}", style="not bold not strike yellow")
    said = Text(words.short_instant_words(each.said.said_at))
    said.append(f"\n{each.via}", style="dim")
    counts = bits.text(label)
    if each.group.casefold() != label.casefold():
        counts.append(f"\n{each.group}", style="dim")
    return counts, figure, said, bits.text(each.said.quote, "italic")


def _adds_up(event: Event) -> RenderableType:
    told: list[RenderableType] = [_bar(event.tally)]
    for branch in tree(event):
        told.append(_grown(Tree(_branch(branch), guide_style="dim"), branch))
    told += [bits.text(f"Disputed: {dispute.why}", "yellow") for dispute in event.disputes]
    for note in event.notes:
        held = "" if note.holds is None else f"{naming.HOLDS[note.holds]} "
        line = Text(held, style="bold").append(shown(note.text), style="not bold")
        told.append(line.append(f" {' '.join(note.events)}", style="not bold dim") if note.events else line)
    if not event.disputes:
        told.append(Text("No claims were found that cannot all hold.", style="dim"))
    return Group(*told)


def _grown(root: Tree, branch: Branch) -> Tree:
    for inner in branch.within:
        _grown(root.add(_branch(inner)), inner)
    return root


def _branch(branch: Branch) -> Text:
    told = bits.text(branch.words)
    return told.append(f" ({branch.detail})", style="dim") if branch.detail else told


def _bar(tally: Tally) -> Text:
    drawn = figures.parts(tally)
    whole = sum(part.number for part in drawn)
    if not whole:
        return Text(words.sentence(words.no_remainder_words(tally)), style="italic")
    bar, legend, at = Text(), Text(), 0
    for number, part in enumerate(drawn):
        glyph = BAR_REST if part.group is None else BAR_GLYPHS[number % len(BAR_GLYPHS)]
        # Borders are rounded, not lengths, so that the bar is always whole.
        length = round((at + part.number) * BAR_WIDTH / whole) - round(at * BAR_WIDTH / whole)
        at += part.number
        bar.append(glyph * length, style="cyan" if part.group is not None else "dim")
        legend.append(f"{glyph} {part.number:,} {shown(part.group or 'not accounted for')}   ")
    return bar.append("\n").append(legend)


def _changes(dossier: Dossier) -> RenderableType:
    """Figures that a page gave otherwise in a later version."""
    outlets = {report.id: report.outlet or report.id for report in dossier.reports}
    told = bits.table("page", "published again", "changed")
    for change in dossier.changes:
        told.add_row(
            bits.text(outlets.get(change.newer, change.newer)),
            Text(words.short_instant_words(change.published_at)),
            bits.text(words.change_words(change)),
        )
    return told


def _known_when(dossier: Dossier) -> RenderableType:
    event = dossier.event
    if not event.revisions:
        return Text("No figure was told, so none was revised.", style="italic")
    table = bits.table("step", "said", "by", "killed", "wounded", "words")
    for number, step in enumerate(event.revisions, 1):
        style = bits.OLD if step.superseded else ""
        killed, wounded = (
            Text(words.figure_words(quantity), style=style) if quantity else Text("not told", style="dim")
            for quantity in (step.killed, step.wounded)
        )
        if step.superseded:
            killed.append("\nsuperseded", style="not strike dim")
        quotes = [f"“{dossier.claims[key].quote}”" for key in step.claims if key in dossier.claims]
        table.add_row(
            Text(str(number)),
            Text(words.short_instant_words(step.said_at)),
            bits.text(origin_name(event.origins, step.origin)),
            killed,
            wounded,
            bits.text(" ".join(quotes), "italic"),
        )
    return table


def _stands(dossier: Dossier) -> RenderableType:
    silent = _silent(dossier.event)
    if not dossier.event.positions:
        return Group(Text("No report gives a party’s position.", style="italic"), *silent)
    outlets = _outlets(dossier)
    told = []
    for stand in naming.by_act(dossier.event.positions):
        line = bits.text(stand.party, "bold").append(f" {naming.stand_words(stand)}", style="not bold")
        told.append(line.append(f" · {outlets.get(stand.report, stand.report)}", style="not bold dim"))
    return Group(*told, *silent)


def _silent(event: Event) -> list[Text]:
    """Parties of whom no report tells a word: that is no denial, and no refusal to comment."""
    if not event.silent:
        return []
    named = naming.listed(naming.parties(event.silent))
    return [bits.text(f"Not heard in any of these reports: {named}.", "dim")]


def _where(event: Event) -> RenderableType:
    if not event.places:
        return Text("Place not known: no report names one that was understood.", style="italic")
    table = bits.table("place", "what is known", "latitude, longitude")
    for place in event.places:
        name = bits.text(naming.place_words(place))
        if place.name and place.name != place.wording:
            name.append(f"\nas printed: {words.quoted(place.wording)}", style="dim")
        table.add_row(name, Text(naming.PLACE_SHARPNESS[place.precision]), Text(naming.coordinates_words(place)))
    return table


def _reports(dossier: Dossier) -> RenderableType:
    claims = by_report(dossier.reports, dossier.claims)
    parts = [
        Group(report_head(report), Padding(marked_report(report, claims[report.id]), (0, 0, 0, 2)))
        for report in dossier.reports
    ]
    return bits.spaced(parts) if parts else Text("No report is at hand.", style="italic")


def _background(events: Iterable[Event]) -> RenderableType:
    told = []
    for event in events:
        line = Text(words.days_words(event), style="bold")
        line.append(f" · {shown(naming.headline(event))}", style="not bold")
        told.append(line.append(f" · {event.id}", style="not bold dim"))
    return Group(*told)


def _working(dossier: Dossier, tallies: Mapping[str, Tally]) -> RenderableType:
    told: list[RenderableType] = [trace(profile, tally) for profile, tally in tallies.items()]
    told.append(
        bits.text(f"Used: {', '.join(_called(dossier, key) for key in dossier.event.tally.used) or 'no claim'}")
    )
    for aside in dossier.event.tally.set_aside:
        told.append(bits.text(f"Set aside: {_called(dossier, aside.claim)}: {aside.reason}"))
    for mention in dossier.event.mentions:
        outlet = _outlets(dossier).get(mention.report, mention.report)
        why = "; ".join(mention.why) or "the first that told of it"
        told.append(bits.text(f"One event with {outlet}, {naming.ROLES[mention.role]}: {why}", "dim"))
    return Group(*told)


def _called(dossier: Dossier, key: str) -> str:
    if key not in dossier.claims:
        return key
    outlet = _outlets(dossier).get(report_of(key), report_of(key))
    return f"{naming.claim_words(dossier.claims[key])} ({outlet} {dossier.claims[key].id})"


def _foot(dossier: Dossier) -> Text:
    reports = ", ".join(report.id for report in dossier.reports) or "none"
    return Text(f"{words.LEGAL}\n{words.GEONAMES}\nEvent {dossier.event.id}; reports {reports}", style="dim")


def _outlets(dossier: Dossier) -> dict[str, str]:
    return outlet_names(dossier)
