"""Reports with their claims in colour."""

from __future__ import annotations

from collections.abc import Mapping

from rich.console import RenderableType
from rich.text import Text

from tallystick.cli import bits
from tallystick.export import words
from tallystick.export.marks import passages, pieces, spans_in
from tallystick.export.words import shown
from tallystick.model import Claim, Report, Span

KIND_STYLES = {"harm": "bold cyan", "position": "yellow"}


def report_head(report: Report) -> Text:
    """Title, outlet, time and id of a report."""
    outlet = report.outlet or "outlet not known"
    head = Text(shown(report.title or "Without title"), style="bold")
    head.append(f"\n{shown(outlet)} · {words.published_words(report)} · {report.id}", style="not bold dim")
    return head


def marked_report(report: Report, claims: Mapping[str, Claim]) -> RenderableType:
    """A report's text with its claims in colour, each followed by its id."""
    spans = spans_in(report, claims)
    parts: list[RenderableType] = []
    for passage in passages(report):
        section = passage.section
        if section and (section.label or section.published_at):
            said = words.instant_words(section.published_at or report.published_at)
            parts.append(bits.text(f"{section.label or 'Section'} · {said}", "dim"))
        parts += [marked(report.text, stretch, spans, claims) for stretch in passage.paragraphs]
    return bits.spaced(parts)


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
