"""What a page says about the harm, before and after it was changed.

A figure is what a claim counts: outcome, quantity, and whom. Figures of the same people are set beside each other; a
figure that stayed is passed over. Nothing is judged here: which figure holds is the profile's question.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import UNSET

from tallystick.model import Change, Claim, Harm, Reading, Report, global_id

_People = tuple[str, str, str]


def changes(older: Reading, newer: Reading) -> list[Change]:
    """What the newer version of a page counts differently from the older one, in the order of the newer text."""
    before, after = _figures(older), _figures(newer)
    found: list[Change] = []
    for people, claim in after.items():
        was = before.get(people) or _alone(people, before, after)
        if was is None or _amount(was) != _amount(claim):
            found.append(_change(older, newer, was, claim))
    used = {change.before for change in found}
    for people, claim in before.items():
        gone = people not in after and global_id(older.report.id, claim.id) not in used
        if gone and not any(_amount(claim) == _amount(other) for other in after.values()):
            found.append(_change(older, newer, claim, None))
    return found


def all_changes(readings: Sequence[Reading]) -> list[Change]:
    """What changed between those of these reports that are versions of one page, earliest first."""
    by_id: Mapping[str, Reading] = {reading.report.id: reading for reading in readings}
    found: list[Change] = []
    for reading in sorted(readings, key=lambda each: _when(each.report)):
        older = by_id.get(reading.report.revises or "")
        if older is not None:
            found += changes(older, reading)
    return found


def _when(report: Report) -> tuple[bool, str, str]:
    return (report.published_at is None, report.published_at.isoformat() if report.published_at else "", report.id)


def _figures(reading: Reading) -> dict[_People, Claim]:
    """The first claim on each group of people and outcome, sums over many events left out."""
    found: dict[_People, Claim] = {}
    for claim in reading.claims:
        if (harm := _harm(claim)) and harm.scope in ("total", "part"):
            people = (harm.outcome, harm.scope, harm.group.wording.lower())
            found.setdefault(people, claim)
    return found


def _alone(people: _People, before: Mapping[_People, Claim], after: Mapping[_People, Claim]) -> Claim | None:
    """The one earlier figure of this outcome and scope, where each version has one: the same people in other words."""
    was = [claim for key, claim in before.items() if key[:2] == people[:2]]
    now = [claim for key, claim in after.items() if key[:2] == people[:2]]
    return was[0] if len(was) == len(now) == 1 else None


def _harm(claim: Claim) -> Harm | None:
    return None if claim.harm is UNSET else claim.harm


def _amount(claim: Claim) -> tuple[str, int | None, int | None] | None:
    harm = _harm(claim)
    return (harm.outcome, harm.quantity.low, harm.quantity.high) if harm else None


def _change(older: Reading, newer: Reading, was: Claim | None, now: Claim | None) -> Change:
    old, new = (_harm(claim) if claim else None for claim in (was, now))
    shown = new or old
    return Change(
        outcome=shown.outcome if shown else "casualties",
        group=shown.group.wording if shown else "",
        before=global_id(older.report.id, was.id) if was else None,
        after=global_id(newer.report.id, now.id) if now else None,
        wording_before=old.quantity.wording if old else None,
        wording_after=new.quantity.wording if new else None,
        older=older.report.id,
        newer=newer.report.id,
        published_at=newer.report.published_at,
    )
