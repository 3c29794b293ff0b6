"""Readings, events and problems for the terminal, in the same order and words as the page.

Everything that comes from a report goes into a `rich.text.Text`, never into a string with markup, and
through `shown`: a title may hold `[red]` or an escape sequence, and must be printed, not obeyed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.console import Group, RenderableType
from rich.text import Text

from tallystick.cli import bits
from tallystick.cli.marked import KIND_STYLES, marked_report, report_head
from tallystick.export import naming, words
from tallystick.model import Claim, Event, Mention, Problem, Reading

# ------------------------------------------------------------------------------------------ readings


def reading_view(reading: Reading) -> RenderableType:
    """One report as read: its claims, its mentions, its text with the claims marked."""
    report = reading.report
    claims = {claim.id: claim for claim in reading.claims}
    shown_parts: list[RenderableType] = [report_head(report), _claims_table(reading.claims)]
    if reading.mentions:
        shown_parts.append(_mentions_table(reading.mentions))
    shown_parts.append(marked_report(report, claims))
    if reading.problems:
        shown_parts.append(problems_view(reading.problems))
    return bits.spaced(shown_parts)


def _claims_table(claims: Sequence[Claim]) -> RenderableType:
    if not claims:
        return Text("No claim was found in this report.", style="italic")
    table = bits.table("", "who says", "what", "figure", "group", "scope", "words")
    for claim in claims:
        harm = claim.harm or None
        figure = words.figure_words(harm.quantity) if harm else ""
        if claim.damage:
            figure = words.figure_words(claim.damage.quantity)
        table.add_row(
            Text(claim.id, style="dim"),
            _speakers(claim),
            bits.text(harm.outcome if harm else naming.claim_words(claim), KIND_STYLES.get(claim.kind, "")),
            bits.text(figure, "bold"),
            bits.text(naming.group_words(claim)),
            Text(harm.scope if harm else "", style="dim"),
            bits.text(claim.quote, "italic"),
        )
    return table


def _speakers(claim: Claim) -> Text:
    who = bits.text(naming.speakers_words(claim.attribution), "" if claim.attribution.speakers else "dim")
    stance = ", ".join(naming.stance_words(claim.attribution))
    return who.append(f" {stance}", style="yellow") if stance else who


def _mentions_table(mentions: Sequence[Mention]) -> RenderableType:
    table = bits.table("", "what", "when", "where", "by whom", "role")
    for mention in mentions:
        table.add_row(
            Text(mention.id, style="dim"),
            Text(mention.type),
            bits.text(words.days_words(mention)),
            bits.text(naming.where_words(mention.places)),
            bits.text(", ".join(naming.parties(mention.initiators)) or words.UNKNOWN),
            Text(mention.role, style="" if mention.role == "main" else "dim"),
        )
    return table


# -------------------------------------------------------------------------------------------- events


def explained_view(reading: Reading) -> RenderableType:
    """Which rule found each claim, and why each number that is in none was left out."""
    found = bits.table("claim", "rule", "words")
    for claim in reading.claims:
        found.add_row(claim.id, claim.rule or "", bits.text(claim.quote))
    left = bits.table("number", "why it is in no claim")
    for one in reading.left_out or ():
        left.add_row(bits.text(one.wording), one.why)
    times = bits.table("time", "days", "told from", "rule", "why it is not known, or dates nothing")
    for told in reading.times or ():
        days = "?" if told.first is None else words.span_words(told.first, told.last or told.first)
        why = told.why_refused or told.why_unknown or ""
        times.add_row(bits.text(told.wording), days, str(told.anchor or ""), told.rule, why)
    return Group(Text("Found by"), found, Text("Left out"), left, Text("Times"), times)


def events_view(events: Iterable[Event]) -> RenderableType:
    """The events known, one row each; two things to a cell keep it readable at 80 columns."""
    table = bits.table("event", "what and where", "killed", "wounded", "reports")
    # An id must be copied whole and a flag be read whole: their columns never shrink, the others share the rest.
    table.expand = True
    table.columns[0].width, table.columns[4].width = 20, 13
    # The longest word of a type of event, "Shelling/artillery/missile", is not broken.
    table.columns[1].min_width = 26
    table.columns[1].ratio, table.columns[2].ratio, table.columns[3].ratio = 2, 1, 1
    for event in events:
        named = sum(origin.named for origin in event.origins)
        first = Text(f"{event.id}\n", style="dim")
        table.add_row(
            first.append(words.days_words(event), style="not dim"),
            bits.text(naming.headline(event), "bold" if event.role == "main" else ""),
            bits.text(words.estimate_words(event.tally.killed)),
            bits.text(words.estimate_words(event.tally.wounded)),
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


def problems_view(problems: Sequence[Problem]) -> RenderableType:
    """Inputs, or parts of them, that could not be used."""
    if not problems:
        return Text("No problems.", style="dim")
    table = bits.table("stage", "code", "report", "what is wrong")
    for problem in problems:
        table.add_row(
            bits.text(problem.stage),
            bits.text(problem.code, "yellow"),
            bits.text(problem.report or "", "dim"),
            bits.text(problem.message),
        )
    return Group(Text(words.plural(len(problems), "problem"), style="bold yellow"), table)
