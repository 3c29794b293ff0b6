"""What a figure is of: the whole toll, a part of it, something added to it, or a sum over many events.

Also settles what can be settled only with the other claims at hand: the bounds of "most" and "the rest", the people
of a number that stands alone, and figures told twice.
"""

from __future__ import annotations

import re

import msgspec

from tallystick.extract.draft import Draft
from tallystick.extract.finding import Finding
from tallystick.model import Harm, Scope
from tallystick.text.english import headline_of

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
    settled = [d for d in harms if _harm(d).quantity.low is not None]
    kept = _told_once(settled)
    lost = {id(d.finding) for d in settled} - {id(d.finding) for d in kept}
    for draft in kept:
        if draft.finding is not None and draft.finding.parent is not None and id(draft.finding.parent) in lost:
            draft.finding.parent = _same_as(draft.finding.parent, kept)
    return [d for d in drafts if d.kind != "harm"] + kept


def _harm(draft: Draft) -> Harm:
    harm: Harm = draft.payload["harm"]
    return harm


def _with_scope(draft: Draft, scope: Scope) -> Harm:
    return msgspec.structs.replace(_harm(draft), scope=scope)


def _scope(draft: Draft, harms: list[Draft]) -> Scope:
    finding = draft.finding
    assert finding is not None  # harm drafts are made from findings only
    if draft.incident is not None and draft.incident.role == "aggregate":
        return "aggregate"
    if finding.parent is not None or finding.people.of_total or finding.scope == "part":
        return "part"
    words = finding.sentence.text
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
    mine = _harm(draft).quantity.low
    if mine is None:
        return None
    candidates = [
        other
        for other in harms
        if other is not draft
        and other.finding is not draft.finding
        and other.incident is draft.incident
        and _harm(other).outcome == _harm(draft).outcome
        and other.said_at == draft.said_at
        and other.finding is not None
        and other.finding.parent is None
        and not other.finding.people.of_total
        and _may_contain(_harm(other))
        and not (_is_headline(other) and _harm(other).quantity.hedge == "vague")
        and (_harm(other).quantity.low or 0) > mine
        and _one_voice(draft, other)
    ]
    return max(candidates, key=lambda d: _harm(d).quantity.low or 0, default=None)


def _may_contain(toll: Harm) -> bool:
    """ "Several members of allied groups" is no toll that a soldier is a part of; "dozens of people" is one."""
    return toll.quantity.hedge != "vague" or not toll.group.wording or _GENERAL.search(toll.group.wording) is not None


def _one_voice(left: Draft, right: Draft) -> bool:
    a, b = left.attribution.speakers, right.attribution.speakers
    if not a or not b:
        return True
    return a[-1].wording == b[-1].wording or (a[-1].source is not None and a[-1].source == b[-1].source)


def _name_groups(harms: list[Draft]) -> None:
    """A number that stands alone counts the people of the number before it: "one soldier killed and 12 wounded"."""
    before: Draft | None = None
    for draft in sorted(harms, key=lambda d: (d.in_title, d.start)):
        harm = _harm(draft)
        bare = not harm.group.wording
        others = _OTHERS.match(harm.group.wording) is not None
        if (bare or others) and before is not None and draft.finding is not None and before.finding is not None:
            known = _harm(before).group.wording
            if before.finding.sentence.start == draft.finding.sentence.start and (
                known if bare else _GENERAL.search(known) or _harm(before).group.status == "combatant"
            ):
                draft.payload["harm"] = msgspec.structs.replace(harm, group=_harm(before).group)
        if draft.finding is None or draft.finding.parent is None:
            before = draft
    for draft in harms:
        harm = _harm(draft)
        if not harm.group.wording:
            same = next((h for h in map(_harm, harms) if h.group.wording and _same_figure(h, harm)), None)
            if same is not None:
                draft.payload["harm"] = msgspec.structs.replace(harm, group=same.group)


def _same_figure(left: Harm, right: Harm) -> bool:
    return left.outcome == right.outcome and left.quantity.low == right.quantity.low


_OTHERS = re.compile(r"(?:the\s+)?(?:\d+\s+)?(?:others?|more|other\s+(?:people|persons))$", re.I)
_GENERAL = re.compile(
    r"\b(?:people|persons|civilians|soldiers|troops|fighters|militants|rebels|policemen|residents|villagers|insurgents)\b",
    re.I,
)


def _settle_shares(harms: list[Draft]) -> None:
    """ "Most of those killed": more than half of the total. "The rest": what its own parts add up to, or open."""
    for draft in harms:
        harm, finding = _harm(draft), draft.finding
        if harm.quantity.low is not None or finding is None:
            continue
        whole = next((d for d in harms if finding.parent is not None and d.finding is finding.parent), None)
        wording = harm.quantity.wording.lower()
        if wording.startswith(("most", "the majority", "majority", "half", "mainly", "largely")) and whole is not None:
            low, high = _harm(whole).quantity.low, _harm(whole).quantity.high
            if low is not None:
                least = low // 2 + 1 if "half" not in wording else (low + 1) // 2
                quantity = msgspec.structs.replace(harm.quantity, low=least, high=high)
                draft.payload["harm"] = msgspec.structs.replace(harm, quantity=quantity)
        elif "rest" in wording or "remainder" in wording:
            parts = [_harm(d).quantity.low for d in harms if d.finding is not None and d.finding.parent is finding]
            if parts and all(part is not None for part in parts):
                quantity = msgspec.structs.replace(harm.quantity, low=sum(part or 0 for part in parts))
                draft.payload["harm"] = msgspec.structs.replace(harm, quantity=quantity)


def _told_once(harms: list[Draft]) -> list[Draft]:
    """One claim for a figure that the text gives twice from one speaker of one incident: the fullest words."""
    kept: dict[tuple[object, ...], Draft] = {}
    for draft in sorted(harms, key=lambda d: d.start):
        harm = _harm(draft)
        origin = draft.attribution.speakers[-1].wording if draft.attribution.speakers else ""
        key = (
            id(draft.incident), harm.outcome, harm.quantity.low, harm.quantity.high, _who(harm), origin,
            draft.attribution.stance, draft.said_at,
        )  # fmt: skip
        other = kept.get(key)
        if other is None or _fullness(draft) > _fullness(other):
            kept[key] = draft
    return _without_names_again(
        _without_headlines(_without_looser_leads(_without_own_voice_twins(list(kept.values()))))
    )


_STOPPED = re.compile(r"[.!?][\"”’']*\s*$")
_LEAD = 180
"""Characters at the start of a text in which its headline may be printed again."""


def _without_headlines(harms: list[Draft]) -> list[Draft]:
    """A headline's figure that the text gives as well, rounder, without the hedge or without the fate, is told once."""
    return [
        d for d in harms if not _is_headline(d) or not any(_says_more(other, d) for other in harms if other is not d)
    ]


def _is_headline(draft: Draft) -> bool:
    if draft.finding is None or _harm(draft).scope == "aggregate":
        return False
    return draft.in_title or _is_heading(draft) or _is_title_line(draft)


def _is_heading(draft: Draft) -> bool:
    """Whether it stands where the text repeats its headline: there a speaker is named in short, if at all."""
    start, end = headline_of(draft.finding.trigger.doc) if draft.finding is not None else (0, 0)
    return start <= draft.start < end


def _is_title_line(draft: Draft) -> bool:
    """ "Five killed at the mill" above a text: its first sentence, without a full stop."""
    sentence = draft.finding.sentence if draft.finding is not None else None
    return sentence is not None and sentence.start == 0 and draft.start < _LEAD and not _STOPPED.search(sentence.text)


def _says_more(other: Draft, headline: Draft) -> bool:
    if other.in_title or (other.start <= headline.start and not headline.in_title):
        return False
    told, lead = _harm(other), _harm(headline)
    low, mine = told.quantity.low or 0, lead.quantity.low or 0
    if told.scope == "aggregate":
        return False
    if lead.outcome == "casualties" and told.outcome in {"killed", "wounded"}:
        return low == mine
    if told.outcome != lead.outcome:
        return False
    same_people = not lead.group.wording or not told.group.wording or _alike(told, lead)
    if lead.quantity.hedge == "vague":
        return same_people and told.quantity.hedge != "vague" and low >= mine
    if low - (told.quantity.hedge == "more_than") != mine:
        return False
    rounder = lead.quantity.hedge == "exact" and told.quantity.hedge in {"at_least", "more_than", "about"}
    brief = headline.in_title or _is_heading(headline) or not lead.group.wording
    return rounder or (same_people and low == mine and brief)


def _alike(left: Harm, right: Harm) -> bool:
    one, two = (set(re.findall(r"\w+", h.group.wording.lower())) for h in (left, right))
    return (
        bool(one & two)
        or _GENERAL.search(left.group.wording) is not None
        or _OTHERS.match(right.group.wording) is not None
    )


def _without_names_again(harms: list[Draft]) -> list[Draft]:
    """A person told again by a shorter name, by the outlet or the same speaker, is one claim."""
    kept: list[Draft] = []
    for draft in sorted(harms, key=lambda d: -len(_harm(d).group.wording)):
        if not any(_same_person(draft, other) for other in kept):
            kept.append(draft)
    return kept


def _same_person(short: Draft, full: Draft) -> bool:
    a, b = _harm(short), _harm(full)
    if a.outcome != b.outcome or a.quantity.high != 1 or b.quantity.high != 1 or a.quantity.low != 1:
        return False
    one, two = (set(re.findall(r"[^\W\d]+", h.group.wording)) for h in (a, b))
    ages = [set(re.findall(r"\d+", h.group.wording)) for h in (a, b)]
    if all(ages) and ages[0] != ages[1]:
        return False
    names = {word for word in one if word[:1].isupper()}
    if not names or names != one or not names <= two:
        return False
    return not short.attribution.speakers or _one_voice(short, full)


def _without_looser_leads(harms: list[Draft]) -> list[Draft]:
    """A headline rounds "at least 12" to "12": the same figure of the same incident with its hedge stands for both."""
    bounded = {
        _figure(d, _least(d)) for d in harms
        if _harm(d).quantity.hedge in {"at_least", "more_than"} and _harm(d).scope != "aggregate"
    }  # fmt: skip
    return [
        d for d in harms
        if d.attribution.speakers or _harm(d).quantity.hedge != "exact" or _harm(d).scope == "part"
        or _figure(d, _harm(d).quantity.low) not in bounded
    ]  # fmt: skip


def _least(draft: Draft) -> int:
    """The number as printed: "more than 12" starts at 13."""
    quantity = _harm(draft).quantity
    return (quantity.low or 0) - (quantity.hedge == "more_than")


def _figure(draft: Draft, low: int | None) -> tuple[object, ...]:
    return id(draft.incident), _harm(draft).outcome, low, draft.said_at


def _without_own_voice_twins(harms: list[Draft]) -> list[Draft]:
    """A lead in the outlet's voice that a speaker then repeats is the speaker's."""
    attributed = {_told(d) for d in harms if d.attribution.speakers}
    return [d for d in harms if d.attribution.speakers or _told(d) not in attributed]


def _told(draft: Draft) -> tuple[object, ...]:
    harm = _harm(draft)
    return (*_figure(draft, harm.quantity.low), harm.quantity.high, _who(harm))


def _who(harm: Harm) -> str:
    """What tells one group from another: a person's whole name, since brothers share its last word; else the noun."""
    wording = harm.group.wording
    if harm.quantity.high == 1 and _NAME.fullmatch(wording):
        return wording
    words = re.findall(r"(?!\d+\b(?!-))[\w-]+", re.split(r"\b(?:of|from|in|with|for)\b", wording.lower())[0])
    return words[-1].removesuffix("s") if words else ""


_NAME = re.compile(r"(?:[A-ZÀ-Þ][\w’'.-]*\s*|al-\w+\s*){2,}(?:,\s*\d+)?")


def _fullness(draft: Draft) -> tuple[int, int]:
    return len(draft.attribution.speakers), len(_harm(draft).group.wording)


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
