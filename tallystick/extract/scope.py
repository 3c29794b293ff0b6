"""What a figure is of: the whole toll, a part of it, something added to it, or a sum over many events.

Also settles what can be settled only with the other claims at hand: the bounds of "most" and "the rest", the people
of a number that stands alone, and figures told twice.
"""

from __future__ import annotations

import re

import msgspec

from tallystick.extract.draft import GENERAL, OTHERS, Draft, harm_of, one_voice
from tallystick.extract.finding import Finding
from tallystick.extract.items import is_listed, side_by_side
from tallystick.extract.once import is_headline, told_once
from tallystick.model import Group, Harm, Scope
from tallystick.text.english import text_of

_ADDED = re.compile(r"\b(?:more|another|further|additional|others?)\b", re.I)
_OF_WOUNDS = re.compile(
    r"\bof\s+(?:\w+\s+)?(?:wounds|injuries)\b|\bsuccumbed\b|\b(?:raising|bringing|taking|pushing)\s+the\s+(?:death\s+)?toll\b",
    re.I,
)


def settle(drafts: list[Draft]) -> list[Draft]:
    """The drafts with their scopes settled, each figure told once."""
    harms = [d for d in drafts if d.kind == "harm"]
    for draft in harms:
        draft.payload["harm"] = _with_scope(draft, _scope(draft, harms))
    _name_groups(harms)
    _settle_shares(harms)
    side_by_side(harms)
    settled = [d for d in harms if harm_of(d).quantity.low is not None]
    kept = told_once(settled)
    lost = {id(d.finding) for d in settled} - {id(d.finding) for d in kept}
    for draft in kept:
        if draft.finding is not None and draft.finding.parent is not None and id(draft.finding.parent) in lost:
            draft.finding.parent = _same_as(draft.finding.parent, kept)
    return [d for d in drafts if d.kind != "harm"] + kept


def _with_scope(draft: Draft, scope: Scope) -> Harm:
    return msgspec.structs.replace(harm_of(draft), scope=scope)


def _scope(draft: Draft, harms: list[Draft]) -> Scope:
    finding = draft.finding
    assert finding is not None  # harm drafts are made from findings only
    if draft.incident is not None and draft.incident.role == "aggregate":
        return "aggregate"
    if finding.parent is not None or finding.people.of_total or finding.scope == "part":
        return "part"
    words = text_of(finding.sentence)
    wording = words[
        max(0, finding.people.start - finding.sentence.start_char - 12) : finding.people.end
        - finding.sentence.start_char
        + 8
    ]
    if finding.rule != "harm.toll" and _ADDED.search(wording) and _OF_WOUNDS.search(words):
        return "increment"
    whole = _larger(draft, harms)
    if whole is not None:
        finding.parent = whole.finding
        return "part"
    return finding.scope or "total"


def _larger(draft: Draft, harms: list[Draft]) -> Draft | None:
    """The toll of the same incident, outcome and section that this smaller figure must be a part of.

    A headline's "dozens" is a manner of speaking, and no toll.

    Only where the same speaker gives both, or one of them stands in the outlet's own voice: another speaker's
    smaller figure is a figure of its own.
    """
    mine = harm_of(draft).quantity.low
    if mine is None:
        return None
    candidates = [
        other
        for other in harms
        if other is not draft
        and other.finding is not draft.finding
        and other.incident is draft.incident
        and harm_of(other).outcome == harm_of(draft).outcome
        and other.said_at == draft.said_at
        and other.finding is not None
        and other.finding.parent is None
        and not other.finding.people.of_total
        and _may_contain(harm_of(other))
        and not (is_headline(other) and harm_of(other).quantity.hedge == "vague")
        and (harm_of(other).quantity.low or 0) > mine
        and one_voice(draft, other)
        and not _conflicting(harm_of(draft).group, harm_of(other).group)
        and not _are_joined(draft, other)
    ]
    return max(candidates, key=lambda d: harm_of(d).quantity.low or 0, default=None)


_ANYBODY = re.compile(r"\b(?:people|persons)\b", re.I)


def _conflicting(part: Group, whole: Group) -> bool:
    """Civilians are no part of the fighters killed, nor Poles of the Danes, nor people of the children."""
    if _ANYBODY.search(part.wording) and (whole.age is not None or whole.sex is not None):
        return True
    if {part.status, whole.status} == {"civilian", "combatant"}:
        return True
    return part.nationality is not None and whole.nationality not in {None, part.nationality}


def _are_joined(one: Draft, other: Draft) -> bool:
    """ "two soldiers and a driver were killed": told of one verb, neither is a part of the other."""
    a, b = one.finding, other.finding
    if a is None or b is None or a is b or a.trigger != b.trigger:
        return False
    return a.parent is None and b.parent is None and not is_listed(a.people, b.people)


def _may_contain(toll: Harm) -> bool:
    """ "Several members of allied groups" is no toll that a soldier is a part of; "dozens of people" is one."""
    return toll.quantity.hedge != "vague" or not toll.group.wording or GENERAL.search(toll.group.wording) is not None


def _name_groups(harms: list[Draft]) -> None:
    """A number that stands alone counts the people of the number before it: "one soldier killed and 12 wounded"."""
    before: Draft | None = None
    for draft in sorted(harms, key=lambda d: (d.in_title, d.start)):
        harm = harm_of(draft)
        bare = not harm.group.wording
        others = OTHERS.match(harm.group.wording) is not None
        if (bare or others) and before is not None and draft.finding is not None and before.finding is not None:
            known = harm_of(before).group.wording
            if before.finding.sentence.start == draft.finding.sentence.start and (
                known if bare else GENERAL.search(known) or harm_of(before).group.status == "combatant"
            ):
                draft.payload["harm"] = msgspec.structs.replace(harm, group=harm_of(before).group)
        if draft.finding is None or draft.finding.parent is None:
            before = draft
    for draft in harms:
        harm = harm_of(draft)
        if not harm.group.wording:
            same = next((h for h in map(harm_of, harms) if h.group.wording and _same_figure(h, harm)), None)
            if same is not None:
                draft.payload["harm"] = msgspec.structs.replace(harm, group=same.group)


def _same_figure(left: Harm, right: Harm) -> bool:
    return left.outcome == right.outcome and left.quantity.low == right.quantity.low


_SHARE = re.compile(
    r"(?:most|mostly|(?:the\s+)?majority|half|mainly|largely|(?:well\s+)?(?:more\s+than|over)\s+half)\b"
)


def _settle_shares(harms: list[Draft]) -> None:
    """ "Most of those killed": more than half of the total. "The rest": what its own parts add up to, or open."""
    for draft in harms:
        harm, finding = harm_of(draft), draft.finding
        if harm.quantity.low is not None or finding is None:
            continue
        whole = next((d for d in harms if finding.parent is not None and d.finding is finding.parent), None)
        wording = harm.quantity.wording.lower()
        if _SHARE.match(wording) and whole is not None:
            low, high = harm_of(whole).quantity.low, harm_of(whole).quantity.high
            if low is not None:
                exactly_half = "half" in wording and "more than" not in wording
                least = (low + 1) // 2 if exactly_half else low // 2 + 1
                quantity = msgspec.structs.replace(harm.quantity, low=least, high=high)
                draft.payload["harm"] = msgspec.structs.replace(harm, quantity=quantity)
        elif "rest" in wording or "remainder" in wording:
            parts = [harm_of(d).quantity.low for d in harms if d.finding is not None and d.finding.parent is finding]
            if parts and all(part is not None for part in parts):
                quantity = msgspec.structs.replace(harm.quantity, low=sum(part or 0 for part in parts))
                draft.payload["harm"] = msgspec.structs.replace(harm, quantity=quantity)


def _same_as(finding: Finding, kept: list[Draft]) -> Finding | None:
    """The claim that stands for a figure told twice."""
    for draft in kept:
        other = draft.finding
        if (
            other is not None
            and other.outcome == finding.outcome
            and other.people.quantity.low == finding.people.quantity.low
        ):
            return other
    return None
