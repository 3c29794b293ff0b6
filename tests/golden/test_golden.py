"""Whole reports against what a person has approved.

A change to what is read shows here as a difference, to be looked at line by line and then approved:

    pytest tests/golden --approve
"""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest

from tallystick import examples
from tallystick.extract.claims import Knowledge
from tallystick.model import Event, Reading, Report, to_builtins
from tallystick.pipeline import make_sense, take_down
from tallystick.read.formats import read_reports
from tallystick.reference import places
from tallystick.reference.lexicon import Lexicon
from tallystick.reference.sources import Registry

APPROVED = Path(__file__).parent / "approved"
PATHS = examples.paths()


@lru_cache(maxsize=1)
def readings() -> dict[str, list[Reading]]:
    """Every bundled report, read."""
    known = Knowledge(Lexicon.load(), Registry.load(), places.load())
    return {
        path.name: [
            take_down(one, known=known)
            for one in read_reports(path.read_bytes(), name=path.name)
            if isinstance(one, Report)
        ]
        for path in PATHS
    }


def told(reading: Reading) -> list[str]:
    """A reading in lines that a person can compare: one a mention, one a claim."""
    lines = [f"{reading.report.outlet} {reading.report.published_at} {reading.report.title!r}"]
    for mention in reading.mentions:
        places_ = ", ".join(f"{p.wording} = {p.name} ({p.precision})" for p in mention.places)
        doers = ", ".join(f"{p.wording} = {p.actor}" for p in mention.initiators)
        lines.append(
            f"{mention.id} {mention.role} | {mention.type} | {mention.occurred_from}..{mention.occurred_to} "
            f"{mention.date_precision} {mention.date_wording!r} | {places_} | by {doers}"
        )
    for claim in reading.claims:
        who = " > ".join(f"{s.wording} = {s.source or s.kind}" for s in claim.attribution.speakers) or "the outlet"
        payload = to_builtins(claim)[claim.kind]
        said = f"{who} {claim.attribution.stance} | {short(payload)} | {claim.quote!r}"
        lines.append(f"{claim.id} {claim.mention} {claim.kind} | {said}")
    lines.extend(f"problem {problem.code}" for problem in reading.problems)
    return lines


def short(payload: dict[str, Any]) -> str:
    """The payload on one line, what is unknown left out."""
    kept = {
        key: short(value) if isinstance(value, dict) else value
        for key, value in payload.items()
        if value not in (None, [], {})
    }
    return " ".join(f"{key}={value}" for key, value in kept.items())


def summed(event: Event) -> list[str]:
    """An event in lines: what, when, where, figures, and everything said beside them."""
    tally, where = event.tally, ", ".join(p.name or p.wording for p in event.places)
    origins = ", ".join(origin.name for origin in event.origins)
    lines = [
        f"{event.role} {event.type} {event.occurred_from}..{event.occurred_to}: {where}",
        f"  reports {len(event.reports)}, outlets {', '.join(event.outlets)}, origins {origins}",
        f"  killed {tally.killed.low}..{tally.killed.high}, wounded {tally.wounded.low}..{tally.wounded.high}",
        f"  remainder {tally.remainder}",
    ]
    lines.extend(f"  group {g.outcome} {g.estimate.low}..{g.estimate.high} {g.group}" for g in event.tally.groups)
    lines.extend(f"  dispute {d.why}" for d in event.disputes)
    lines.extend(f"  note {n.holds} {n.text}" for n in event.notes)
    lines.extend(f"  stand {s.party} {s.act}" for s in event.positions)
    return lines


def compare(name: str, found: list[str], approve: bool) -> None:
    """Hold what is found against what was approved, or approve it."""
    path = APPROVED / f"{name}.json"
    if approve:
        path.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    assert path.exists(), f"nothing is approved for {name} yet: look at it, then run with --approve"
    assert found == json.loads(path.read_text(encoding="utf-8")), (
        "look at the difference; run with --approve if it is right"
    )


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.name)
def test_a_report_is_read_as_approved(path: Path, approve: bool) -> None:
    """Every mention and claim of a bundled report is the approved one."""
    compare(path.name, [line for reading in readings()[path.name] for line in told(reading)], approve)


def test_events_are_summed_as_approved(approve: bool) -> None:
    """The events of all bundled reports, with their figures, are the approved ones."""
    events = make_sense([reading for found in readings().values() for reading in found])
    compare("events", [line for event in events for line in summed(event)], approve)
