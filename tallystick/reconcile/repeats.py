"""Which reports repeat another: by their text, and by the marks of agencies that they bear.

Texts are compared by the stretches of eight words that they share, exactly, and only where they share one: an index of
stretches finds those. A sketch such as MinHash would only approximate this, and cannot see that a long text holds a
short one whole.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

from tallystick.model import Record, Report
from tallystick.reference.sources import Registry, Source

STRETCH = 8
"""Words in a stretch. Two reports of one strike may share no five words, unless one copies or both quote a speaker."""
LEAST_STRETCHES = 12
"""A text with fewer is too short to say."""
REPEATED = 0.5
"""From which share of the shorter text's stretches on it is a copy; the rest may be the outlet's own."""

AGENCIES = frozenset({"agency", "state_media"})

_WORD = re.compile(r"\w+")
_DATELINE = re.compile(r"^[^()\n]{2,80}\(([^()]{2,40})\)")
_MARK = re.compile(
    r"^\W*(?:(?:additional )?reporting by|with(?: reporting by| files from)?|sources?:|via|by|text:|from)?\W*"
    r"(?P<names>[^\n]{2,90}?)(?: (?:has )?contributed to this (?:report|story|article))?\W*$",
    re.IGNORECASE,
)
_BETWEEN = re.compile(r"\s*(?:,|/|&|;|\band\b|\+)\s*")
_LONG_AGO = datetime(1, 1, 1, tzinfo=UTC)


class Copied(Record, frozen=True, kw_only=True):
    """That a report repeats the text of an earlier one."""

    earlier: str
    """Id of the earlier report."""
    share: float
    """Of the shorter text, how much stands in the other, from 0 to 1."""


def copied(reports: Iterable[Report]) -> dict[str, Copied]:
    """For each report that repeats another outlet's text, the earliest that it repeats.

    The later one is the copy; of two at one time, or without a time, the one with the larger id.
    """
    ordered = sorted(reports, key=lambda report: (report.published_at or _LONG_AGO, report.id))
    stretches = [_stretches(report) for report in ordered]
    holding: dict[str, list[int]] = {}
    found: dict[str, Copied] = {}
    for place, report in enumerate(ordered):
        # Only reports with a stretch in common are compared; of texts that do not copy hardly any two have one.
        common = Counter(earlier for stretch in stretches[place] for earlier in holding.get(stretch, ()))
        for earlier in sorted(common):
            if ordered[earlier].outlet == report.outlet:
                continue
            share = _share(common[earlier], len(stretches[earlier]), len(stretches[place]))
            if share >= REPEATED:
                found[report.id] = Copied(earlier=ordered[earlier].id, share=share)
                break
        for stretch in stretches[place]:
            holding.setdefault(stretch, []).append(place)
    return found


def _stretches(report: Report) -> frozenset[str]:
    words = _WORD.findall(report.text.lower())
    return frozenset(" ".join(words[at : at + STRETCH]) for at in range(len(words) - STRETCH + 1))


def _share(common: int, one: int, other: int) -> float:
    """Of the stretches of the shorter text, how many stand in the other."""
    fewer = min(one, other)
    return common / fewer if fewer >= LEAST_STRETCHES else 0.0


def agencies_marked(report: Report) -> tuple[Source, ...]:
    """The agencies whose mark a text bears: "DAMASCUS (Reuters) -", "With Reuters, AP and local media", a line "AFP".

    In the order in which they stand; nothing where the outlet is the agency itself.
    """
    registry = Registry.load()
    dateline = _DATELINE.match(report.text.lstrip())
    named = [dateline[1]] if dateline else []
    lines = [line.strip() for line in report.text.splitlines() if line.strip()]
    named += [mark["names"] for line in (*lines[:3], *lines[-4:]) if len(line) <= 120 and (mark := _MARK.match(line))]
    if not named:
        return ()
    own = registry.source(report.outlet) if report.outlet else None
    found: dict[str, Source] = {}
    for name in (part.strip(" .()[]—–-*") for names in named for part in _BETWEEN.split(names)):
        source = registry.source(name) if name else None
        # The whole name and nothing else: "The AP's office was hit" is no mark.
        if source is None or name.casefold() not in {known.casefold() for known in (source.name, *source.aliases)}:
            continue
        if source.kind in AGENCIES and (own is None or source.id != own.id):
            found.setdefault(source.id, source)
    return tuple(found.values())


def published_by(reports: Mapping[str, Report]) -> dict[str, str]:
    """The registry's id of each report's outlet, where the registry knows it."""
    registry = Registry.load()
    outlets = {
        report.outlet for report in reports.values() if report.outlet
    }  # each is looked up once: it is no cheap look
    known = {outlet: source.id for outlet in outlets if (source := registry.source(outlet)) is not None}
    return {id_: known[report.outlet] for id_, report in reports.items() if report.outlet in known}
