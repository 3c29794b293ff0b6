"""Cut a text at the borders of the claims that stand in it, so that page and terminal can mark them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from tallystick.model import Claim, Report, Section, Span


class Piece(NamedTuple):
    """A stretch of text with no border in it, and the claims that cover it, outermost first."""

    start: int
    end: int
    claims: tuple[str, ...]


class Passage(NamedTuple):
    """A section of a report, cut into paragraphs."""

    section: Section | None
    paragraphs: tuple[Span, ...]


def pieces(start: int, end: int, spans: Mapping[str, Span]) -> tuple[Piece, ...]:
    """Cut `[start, end)` wherever a claim begins or ends; the pieces join up to the whole.

    Args:
        spans: claims by id; they may overlap, nest and cross.
    """
    inside = {claim: span for claim, span in spans.items() if span[0] < end and start < span[1]}
    # Longest first among those that start together, so that nested claims open in the order they close.
    outer = sorted(inside, key=lambda claim: (inside[claim][0], -inside[claim][1], claim))
    borders = {start, end} | {border for span in inside.values() for border in span if start < border < end}
    cuts = sorted(borders)
    return tuple(
        Piece(left, right, tuple(claim for claim in outer if inside[claim][0] <= left < inside[claim][1]))
        for left, right in pairwise(cuts)
    )


def passages(report: Report) -> tuple[Passage, ...]:
    """The whole text in its order: every section, and whatever no section covers."""
    text, at, found = report.text, 0, []
    for section in sorted(report.sections, key=lambda section: section.start):
        found.append(Passage(None, _paragraphs(text, at, section.start)))
        found.append(Passage(section, _paragraphs(text, max(at, section.start), section.end)))
        at = max(at, section.end)
    found.append(Passage(None, _paragraphs(text, at, len(text))))
    return tuple(passage for passage in found if passage.paragraphs)


def spans_in(report: Report, claims: Mapping[str, Claim], *, title: bool = False) -> dict[str, Span]:
    """The claims that can be marked in a report's text (or title), by id, with their spans."""
    text = report.title if title else report.text
    return {
        key: claim.span
        for key, claim in claims.items()
        if (claim.in_ == "title") == title and claim.quote and text[slice(*claim.span)] == claim.quote
    }


def by_report(reports: Sequence[Report], claims: Mapping[str, Claim]) -> dict[str, dict[str, Claim]]:
    """A dossier's claims by report id, each under its ledger-wide id."""
    found: dict[str, dict[str, Claim]] = {report.id: {} for report in reports}
    for key, claim in claims.items():
        found.setdefault(report_of(key), {})[key] = claim
    return found


def report_of(claim_id: str) -> str:
    """The report id in a ledger-wide claim id `rep_…/c1`."""
    return claim_id.rpartition("/")[0]


def _paragraphs(text: str, start: int, end: int) -> tuple[Span, ...]:
    return tuple(_lines(text, start, min(end, len(text))))


def _lines(text: str, start: int, end: int) -> Iterable[Span]:
    at = start
    while at < end:
        stop = text.find("\n", at, end)
        stop = end if stop < 0 else stop
        if text[at:stop].strip():
            yield (at, stop)
        at = stop + 1
