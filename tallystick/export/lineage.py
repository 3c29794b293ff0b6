"""Who has a figure from whom, drawn: origins on one side, the reports that carry their figures on the other, by time.

Two reports that lead to one origin are one voice: that is the whole point of the drawing. What it shows is told in the
table of who says what, too.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import NamedTuple
from xml.etree import ElementTree

from tallystick.export.words import OWN_VOICE, shown
from tallystick.model import Claim, Event, Origin, ReportRef
from tallystick.shapes import N_, Shape

WHOM = Shape("Who has figures from whom: %(lines)s", lines="")
LINE = Shape("%(origin)s in %(outlets)s", origin="")
UNNAMED = N_("outlet not known")
Say = Callable[[str], str]

WIDTH, ROW, TOP = 720, 30, 16
_LEFT, _RIGHT = 250, 470
MOST = 24
"""Rows of either side: a drawing with more lines could not be followed."""
_NEVER = datetime.max.replace(tzinfo=UTC)


class _Row(NamedTuple):
    """One origin or report, and where it stands."""

    words: str
    y: float


def lineage(
    event: Event,
    claims: Mapping[str, Claim],
    say: Say = str,
    day: Callable[[date], str] = lambda day: f"{day.day} {day:%b}",
) -> str:
    """The drawing as SVG; empty where it would show no more than one line, or too many.

    Args:
        claims: of the event, by ledger-wide id: a report that names an origin in one of them is no presumed copy.
        say, day: words and days of this page in its reader's language.
    """
    origins = [origin for origin in event.origins if origin.claims and origin.reports]
    carried = {report for origin in origins for report in origin.reports}
    reports = sorted(
        (ref for ref in event.reports if ref.id in carried), key=lambda ref: (ref.published_at or _NEVER, ref.id)
    )
    if len(reports) < 2 or max(len(origins), len(reports)) > MOST:
        return ""
    height = 2 * TOP + ROW * max(len(origins), len(reports))
    left = _placed([_cut(say(shown(origin.name) or OWN_VOICE), 34) for origin in origins], height)
    right = _placed([_report_words(ref, say, day) for ref in reports], height)
    named = {
        (key.partition("/")[0], speaker.source)
        for key, claim in claims.items()
        for speaker in claim.attribution.speakers
    }
    at = {ref.id: row for ref, row in zip(reports, right, strict=True)}
    svg = ElementTree.Element(
        "svg",
        {
            "role": "img",
            "aria-label": _label(origins, reports, say),
            "class": "lineage",
            "viewBox": f"0 0 {WIDTH} {height}",
        },
    )
    for origin, row in zip(origins, left, strict=True):
        for report in origin.reports:
            if report in at:
                _line(svg, row, at[report], presumed=bool(origin.presumed) and (report, origin.id) not in named)
    for origin, row in zip(origins, left, strict=True):
        _dot(svg, _LEFT, row.y, "origin" if origin.named else "origin open")
        _words(svg, row, _LEFT - 10, "end", "name" if origin.named else "name wide")
    for row in right:
        _dot(svg, _RIGHT, row.y, "carrier")
        _words(svg, row, _RIGHT + 10, "start", "carried")
    return ElementTree.tostring(svg, encoding="unicode", short_empty_elements=False)


def _placed(texts: Sequence[str], height: float) -> list[_Row]:
    """Rows at equal distances around the middle."""
    start = (height - ROW * len(texts)) / 2 + ROW / 2
    return [_Row(text, start + ROW * number) for number, text in enumerate(texts)]


def _report_words(ref: ReportRef, say: Say, day: Callable[[date], str]) -> str:
    told = f", {day(ref.published_at)}" if ref.published_at else ""
    return (_cut(shown(ref.outlet), 26) if ref.outlet else say(UNNAMED)) + told


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"


def _label(origins: Sequence[Origin], reports: Sequence[ReportRef], say: Say) -> str:
    outlets = {ref.id: ref.outlet or ref.id for ref in reports}
    told = (
        say(LINE.text)
        % {
            "origin": say(origin.name),
            "outlets": ", ".join(dict.fromkeys(outlets[one] for one in origin.reports if one in outlets)),
        }
        for origin in origins
    )
    return shown(say(WHOM.text) % {"lines": "; ".join(told)})


def _line(svg: ElementTree.Element, one: _Row, other: _Row, *, presumed: bool) -> None:
    middle = (_LEFT + _RIGHT) / 2
    path = f"M{_LEFT} {one.y:.1f}C{middle:.0f} {one.y:.1f} {middle:.0f} {other.y:.1f} {_RIGHT} {other.y:.1f}"
    ElementTree.SubElement(svg, "path", {"class": "strand presumed" if presumed else "strand", "d": path})


def _dot(svg: ElementTree.Element, x: float, y: float, kind: str) -> None:
    ElementTree.SubElement(svg, "circle", {"class": kind, "cx": str(x), "cy": f"{y:.1f}", "r": "5"})


def _words(svg: ElementTree.Element, row: _Row, x: float, anchor: str, kind: str) -> None:
    text = ElementTree.SubElement(
        svg, "text", {"class": kind, "x": str(x), "y": f"{row.y + 4:.1f}", "text-anchor": anchor}
    )
    text.text = row.words
