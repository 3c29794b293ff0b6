"""Readings, events and dossiers for the terminal, in the same order and words as the page.

Everything that comes from a report goes into a `rich.text.Text`, never into a string with markup, and
through `shown`: a title may hold `[red]` or an escape sequence, and must be printed, not obeyed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from rich import box
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from tallystick.export import figures, naming, words
from tallystick.export.marks import by_report, passages, pieces, report_of, spans_in
from tallystick.export.matrix import Told, claims_matrix, origin_name, outlet_names, toll_origins
from tallystick.export.words import shown
from tallystick.model import Claim, Dossier, Event, Mention, Problem, Reading, Report, Span, Tally

KIND_STYLES = {"harm": "bold cyan", "position": "yellow"}
OLD = "dim strike"
# Filled, then ever lighter; the dead not accounted for are dots.
BAR_GLYPHS, BAR_REST, BAR_WIDTH = "█▓▒░", "·", 57


# ------------------------------------------------------------------------------------------ readings


def reading_view(reading: Reading) -> RenderableType:
    """One report as read: its claims, its mentions, its text with the claims marked."""
    report = reading.report
    claims = {claim.id: claim for claim in reading.claims}
    shown_parts: list[RenderableType] = [_report_head(report), _claims_table(reading.claims)]
    if reading.mentions:
        shown_parts.append(_mentions_table(reading.mentions))
    shown_parts.append(marked_report(report, claims))
    if reading.problems:
        shown_parts.append(problems_view(reading.problems))
    return _spaced(shown_parts)


def _report_head(report: Report) -> Text:
    outlet = report.outlet or "outlet not known"
    head = Text(shown(report.title or "Without title"), style="bold")
    head.append(f"\n{shown(outlet)} · {words.published_words(report)} · {report.id}", style="not bold dim")
    return head


def _claims_table(claims: Sequence[Claim]) -> RenderableType:
    if not claims:
        return Text("No claim was found in this report.", style="italic")
    table = _table("", "who says", "what", "figure", "group", "scope", "words")
    for claim in claims:
        harm = claim.harm or None
        figure = words.figure_words(harm.quantity) if harm else ""
        if claim.damage:
            figure = words.figure_words(claim.damage.quantity)
        table.add_row(
            Text(claim.id, style="dim"),
            _speakers(claim),
            _text(harm.outcome if harm else naming.claim_words(claim), KIND_STYLES.get(claim.kind, "")),
            _text(figure, "bold"),
            _text(naming.group_words(claim)),
            Text(harm.scope if harm else "", style="dim"),
            _text(claim.quote, "italic"),
        )
    return table


def _speakers(claim: Claim) -> Text:
    who = _text(naming.speakers_words(claim.attribution), "" if claim.attribution.speakers else "dim")
    stance = naming.stance_words(claim.attribution)
    return who.append(f" {stance}", style="yellow") if stance else who


def _mentions_table(mentions: Sequence[Mention]) -> RenderableType:
    table = _table("", "what", "when", "where", "by whom", "role")
    for mention in mentions:
        table.add_row(
            Text(mention.id, style="dim"),
            Text(mention.type),
            _text(words.days_words(mention)),
            _text(naming.where_words(mention.places)),
            _text(", ".join(naming.parties(mention.initiators)) or words.UNKNOWN),
            Text(mention.role, style="" if mention.role == "main" else "dim"),
        )
    return table


def marked_report(report: Report, claims: Mapping[str, Claim]) -> RenderableType:
    """A report's text with its claims in colour, each followed by its id."""
    spans = spans_in(report, claims)
    parts: list[RenderableType] = []
    for passage in passages(report):
        section = passage.section
        if section and (section.label or section.published_at):
            said = words.instant_words(section.published_at or report.published_at)
            parts.append(_text(f"{section.label or 'Section'} · {said}", "dim"))
        parts += [marked(report.text, stretch, spans, claims) for stretch in passage.paragraphs]
    return _spaced(parts)


def marked(text: str, stretch: Span, spans: Mapping[str, Span], claims: Mapping[str, Claim]) -> Text:
    """A stretch of text with its claims in colour; where they overlap, the innermost colours it."""
    told = Text()
    for piece in pieces(*stretch, spans):
        inner = claims[piece.claims[-1]] if piece.claims else None
        style = f"{KIND_STYLES.get(inner.kind, '')} underline".strip() if inner else ""
        told.append(shown(text[piece.start : piece.end]), style=style)
        for key in piece.claims:
            if spans[key][1] == piece.end:
                told.append(f" {claims[key].id}", style="dim")
    return told


# -------------------------------------------------------------------------------------------- events


def explained_view(reading: Reading) -> RenderableType:
    """Which rule found each claim, and why each number that is in none was left out."""
    found = _table("claim", "rule", "words")
    for claim in reading.claims:
        found.add_row(claim.id, claim.rule or "", _text(claim.quote))
    left = _table("number", "why it is in no claim")
    for one in reading.left_out or ():
        left.add_row(_text(one.wording), one.why)
    return Group(Text("Found by"), found, Text("Left out"), left)


def events_view(events: Iterable[Event]) -> RenderableType:
    """The events known, one row each; two things to a cell keep it readable at 80 columns."""
    table = _table("event", "what and where", "killed", "wounded", "reports")
    # An id must be copied whole and a flag be read whole: their columns never shrink, the others share the rest.
    table.expand = True
    table.columns[0].width, table.columns[4].width = 20, 13
    table.columns[1].ratio, table.columns[2].ratio, table.columns[3].ratio = 2, 1, 1
    for event in events:
        named = sum(origin.named for origin in event.origins)
        first = Text(f"{event.id}\n", style="dim")
        table.add_row(
            first.append(words.days_words(event), style="not dim"),
            _text(naming.headline(event), "bold" if event.role == "main" else ""),
            _text(words.estimate_words(event.tally.killed)),
            _text(words.estimate_words(event.tally.wounded)),
            Text(f"{len(event.reports)} · {len(event.outlets)} · {named}\n").append(_flags(event)),
        )
    if not table.row_count:
        return Text("No events are known.", style="italic")
    return Group(table, Text("reports: reports · outlets · named origins", style="dim"))


def _flags(event: Event) -> Text:
    told = Text(", ".join(naming.flags(event)), style="yellow")
    if event.role != "main":
        told = Text(event.role, style="dim") if not told.plain else told.append(f", {event.role}", style="dim")
    return told


# ------------------------------------------------------------------------------------------- dossier


def dossier_view(
    dossier: Dossier, *, compare: Mapping[str, Tally] | None = None, show_texts: bool = True
) -> RenderableType:
    """The whole dossier of one event, in the order of the page."""
    event = dossier.event
    tallies = {event.tally.profile: event.tally} | dict(compare or {})
    sections: list[tuple[str, RenderableType]] = [
        ("Figures", _figures(dossier, tallies)),
        ("Who says what", _who_says(dossier)),
        ("Does it add up?", _adds_up(event)),
        ("What was known when", _known_when(dossier)),
        ("Who confirmed, denied, kept silent, accused", _stands(dossier)),
        ("Where", _where(event)),
    ]
    if show_texts:
        sections.append(("The reports, with their claims marked", _reports(dossier)))
    if dossier.background:
        sections.append(("Told as background in the same reports", _background(dossier.background)))
    sections.append(("The working", _working(dossier, tallies)))
    shown_sections = [Group(Text(name, style="bold underline"), body) for name, body in sections]
    return _spaced([_head(dossier), *shown_sections, _foot(dossier)])


def _head(dossier: Dossier) -> Text:
    event = dossier.event
    told = Text(shown(naming.headline(event)), style="bold")
    where = f"{words.days_words(event)} · {naming.where_words(event.places)}"
    told.append(f"\n{where}\n", style="not bold dim")
    sentences = [naming.by_whom_words(event), *naming.stand_sentences(event.positions)]
    told.append(f"\n{' '.join(sentences)}\n\n", style="not bold")
    reach = f"{words.plural(len(event.reports), 'report')} · {words.plural(len(event.outlets), 'outlet')} · "
    told.append(reach, style="not bold")
    origins = toll_origins(dossier, claims_matrix(dossier))
    flags = [naming.toll_words(origins), *(flag for flag in naming.flags(event) if "origin" not in flag)]
    return told.append(" · ".join(flags), style="not bold yellow")


def _figures(dossier: Dossier, tallies: Mapping[str, Tally]) -> RenderableType:
    event = dossier.event
    told = Text()
    for outcome, estimate in (("killed", event.tally.killed), ("wounded", event.tally.wounded)):
        told.append(f"{words.estimate_words(estimate)} {outcome}", style="bold")
        why = words.unknown_reason(event.tally, outcome, dossier.claims)  # type: ignore[arg-type]
        told.append(f" ({why})\n" if why else "\n", style="dim")
    told.append(words.remainder_words(event.tally) or "no report breaks the total down")
    told.append(f"\nprofile “{event.tally.profile}”, {words.as_of_words(event.tally)}", style="dim")
    return Group(told, _profiles(tallies)) if len(tallies) > 1 else told


def _profiles(tallies: Mapping[str, Tally]) -> Table:
    table = _table("profile", "killed", "wounded", "not accounted for", "used / set aside")
    for profile, tally in tallies.items():
        rest = "no breakdown" if tally.remainder is None else f"{tally.remainder:,}"
        table.add_row(
            _text(profile, "bold"),
            Text(words.estimate_words(tally.killed)),
            Text(words.estimate_words(tally.wounded)),
            Text(rest),
            Text(f"{len(tally.used)} / {len(tally.set_aside)}"),
        )
    return table


def _who_says(dossier: Dossier) -> RenderableType:
    matrix = claims_matrix(dossier)
    if not matrix.rows:
        return Text("No report gives a figure or a party’s position.", style="italic")
    told: list[RenderableType] = []
    for row in matrix.rows:
        who = _text(row.name, "bold")
        who.append(f" · {row.kind}" if row.kind else "", style="not bold dim")
        who.append(f" · in {', '.join(row.outlets)}" if row.outlets else "", style="not bold dim")
        for why in row.presumed:
            who.append(f"\npresumed: {why}", style="not bold dim")
        for stand in row.stands:
            who.append(f"\n  {naming.stand_words(stand)}", style="not bold yellow")
        cells = zip(matrix.columns, row.cells, strict=True)
        figures_told = [_told_cells(column.label, each) for column, cell in cells for each in cell]
        told.append(Group(who, _told_table(figures_told)) if figures_told else who)
    return _spaced(told)


def _told_table(rows: Sequence[tuple[Text, ...]]) -> RenderableType:
    """Figures of one origin; equal shares of the width keep the columns of all origins in line."""
    table = Table(box=None, show_header=False, pad_edge=False, expand=True, padding=(0, 1, 0, 0))
    for ratio in (3, 2, 3, 4):
        table.add_column(ratio=ratio, overflow="fold")
    for row in rows:
        table.add_row(*row)
    return Padding(table, (0, 0, 0, 2))


def _told_cells(label: str, each: Told) -> tuple[Text, ...]:
    figure = Text(" ".join(part for part in each.figure if part), style=OLD if each.superseded else "bold")
    aside = "superseded" if each.superseded else "set aside" if each.set_aside else ""
    for extra in filter(None, (each.note, aside)):
        figure.append(f"\n{extra}", style="not bold not strike yellow")
    said = Text(words.short_instant_words(each.said.said_at))
    said.append(f"\n{each.via}", style="dim")
    counts = _text(label)
    if each.group.casefold() != label.casefold():
        counts.append(f"\n{each.group}", style="dim")
    return counts, figure, said, _text(each.said.quote, "italic")


def _adds_up(event: Event) -> RenderableType:
    told: list[RenderableType] = [_bar(event.tally)]
    drawn = {part.group for part in figures.parts(event.tally)}
    for group in event.tally.groups:
        if group.outcome != "killed" or group.group not in drawn:
            told.append(_text(f"beside it: {naming.group_tally_words(group)}, {group.outcome}", "dim"))
    told += [_text(f"Disputed: {dispute.why}", "yellow") for dispute in event.disputes]
    for note in event.notes:
        held = "" if note.holds is None else f"{naming.HOLDS[note.holds]} "
        told.append(Text(held, style="bold").append(shown(note.text), style="not bold"))
    if not event.disputes:
        told.append(Text("No claims were found that cannot all hold.", style="dim"))
    return Group(*told)


def _bar(tally: Tally) -> Text:
    drawn = figures.parts(tally)
    whole = sum(part.number for part in drawn)
    if not whole:
        return Text("No report breaks the dead down into groups.", style="italic")
    bar, legend, at = Text(), Text(), 0
    for number, part in enumerate(drawn):
        glyph = BAR_REST if part.group is None else BAR_GLYPHS[number % len(BAR_GLYPHS)]
        # Borders are rounded, not lengths, so that the bar is always whole.
        length = round((at + part.number) * BAR_WIDTH / whole) - round(at * BAR_WIDTH / whole)
        at += part.number
        bar.append(glyph * length, style="cyan" if part.group is not None else "dim")
        legend.append(f"{glyph} {part.number:,} {shown(part.group or 'not accounted for')}   ")
    return bar.append("\n").append(legend)


def _known_when(dossier: Dossier) -> RenderableType:
    event = dossier.event
    if not event.revisions:
        return Text("No figure was told, so none was revised.", style="italic")
    table = _table("step", "said", "by", "killed", "wounded", "words")
    for number, step in enumerate(event.revisions, 1):
        style = OLD if step.superseded else ""
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
            _text(origin_name(event.origins, step.origin)),
            killed,
            wounded,
            _text(" ".join(quotes), "italic"),
        )
    return table


def _stands(dossier: Dossier) -> RenderableType:
    if not dossier.event.positions:
        return Text("No report gives a party’s position.", style="italic")
    outlets = _outlets(dossier)
    told = []
    for stand in naming.by_act(dossier.event.positions):
        line = _text(stand.party, "bold").append(f" {naming.stand_words(stand)}", style="not bold")
        told.append(line.append(f" · {outlets.get(stand.report, stand.report)}", style="not bold dim"))
    return Group(*told)


def _where(event: Event) -> RenderableType:
    if not event.places:
        return Text("Place not known: no report names one that was understood.", style="italic")
    table = _table("place", "what is known", "latitude, longitude")
    for place in event.places:
        name = _text(naming.place_words(place))
        if place.name and place.name != place.wording:
            name.append(f"\nas printed: {words.quoted(place.wording)}", style="dim")
        table.add_row(name, Text(naming.PLACE_SHARPNESS[place.precision]), Text(naming.coordinates_words(place)))
    return table


def _reports(dossier: Dossier) -> RenderableType:
    claims = by_report(dossier.reports, dossier.claims)
    parts = [
        Group(_report_head(report), Padding(marked_report(report, claims[report.id]), (0, 0, 0, 2)))
        for report in dossier.reports
    ]
    return _spaced(parts) if parts else Text("No report is at hand.", style="italic")


def _background(events: Iterable[Event]) -> RenderableType:
    told = []
    for event in events:
        line = Text(words.days_words(event), style="bold")
        line.append(f" · {shown(naming.headline(event))}", style="not bold")
        told.append(line.append(f" · {event.id}", style="not bold dim"))
    return Group(*told)


def _working(dossier: Dossier, tallies: Mapping[str, Tally]) -> RenderableType:
    told: list[RenderableType] = [_trace(profile, tally) for profile, tally in tallies.items()]
    told.append(_text(f"Used: {', '.join(_called(dossier, key) for key in dossier.event.tally.used) or 'no claim'}"))
    for aside in dossier.event.tally.set_aside:
        told.append(_text(f"Set aside: {_called(dossier, aside.claim)}: {aside.reason}"))
    for mention in dossier.event.mentions:
        outlet = _outlets(dossier).get(mention.report, mention.report)
        why = "; ".join(mention.why) or "the first that told of it"
        told.append(_text(f"One event with {outlet}, {naming.ROLES[mention.role]}: {why}", "dim"))
    return Group(*told)


def _trace(profile: str, tally: Tally) -> Text:
    told = _text(f"Profile “{profile}”", "bold")
    for number, step in enumerate(tally.trace, 1):
        told.append(f"\n{number}. {shown(step)}", style="not bold")
    return told if tally.trace else told.append("\nIt had nothing to work on.", style="not bold italic")


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


# --------------------------------------------------------------------------------- compare, problems


def compare_view(event_id: str, tallies: Mapping[str, Tally]) -> RenderableType:
    """Every profile's figures side by side, then how each came to them."""
    head = Text(f"Event {shown(event_id)} by {words.plural(len(tallies), 'profile')}", style="bold")
    parts = [_trace(profile, tally) for profile, tally in tallies.items()]
    return _spaced([head, _profiles(tallies), *parts])


def problems_view(problems: Sequence[Problem]) -> RenderableType:
    """Inputs, or parts of them, that could not be used."""
    if not problems:
        return Text("No problems.", style="dim")
    table = _table("stage", "code", "report", "what is wrong")
    for problem in problems:
        table.add_row(
            _text(problem.stage),
            _text(problem.code, "yellow"),
            _text(problem.report or "", "dim"),
            _text(problem.message),
        )
    return Group(Text(words.plural(len(problems), "problem"), style="bold yellow"), table)


# ---------------------------------------------------------------------------------------------- bits


def _table(*headings: str) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, header_style="dim", padding=(0, 1, 0, 0))
    for heading in headings:
        table.add_column(heading, overflow="fold")
    return table


def _text(words_shown: str, style: str = "") -> Text:
    return Text(shown(words_shown), style=style)


def _spaced(parts: Sequence[RenderableType]) -> RenderableType:
    """One under the other with an empty line between."""
    return Group(*(Padding(part, (0, 0, 0 if part is parts[-1] else 1, 0)) for part in parts))
