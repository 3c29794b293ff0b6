"""A figure told twice is one claim: in lead and headline, by a shorter name, by a closer noun, with its hedge."""

from __future__ import annotations

import re

from tallystick.extract.draft import GENERAL, OTHERS, Draft, harm_of, one_voice, speaking
from tallystick.model import Harm
from tallystick.text.english import headline_of, text_of


def told_once(harms: list[Draft]) -> list[Draft]:
    """One claim for a figure that the text gives twice from one speaker of one incident: the fullest words."""
    kept: dict[tuple[object, ...], Draft] = {}
    for draft in sorted(harms, key=lambda d: d.start):
        harm = harm_of(draft)
        key = (
            id(draft.incident), harm.outcome, harm.quantity.low, harm.quantity.high, _who(harm), speaking(draft),
            draft.attribution.stance, draft.said_at,
        )  # fmt: skip
        other = kept.get(key)
        if other is None or _fullness(draft) > _fullness(other):
            kept[key] = draft
    once = _without_general_twins(list(kept.values()))
    return _without_names_again(_without_headlines(_without_looser_leads(_without_own_voice_twins(once))))


_ANYBODY = re.compile(r"(?:people|persons|victims|others|other\s+people|individuals|men|lives)?$", re.I)


def _without_general_twins(harms: list[Draft]) -> list[Draft]:
    """ "Two people were shot dead", then "he killed two customers": one figure of one speaker, by a closer noun."""
    return [
        d
        for d in harms
        if _ANYBODY.match(harm_of(d).group.wording) is None
        or not any(
            other is not d
            and _figure(other, harm_of(other).quantity.low) == _figure(d, harm_of(d).quantity.low)
            and harm_of(other).quantity.high == harm_of(d).quantity.high
            and _ANYBODY.match(harm_of(other).group.wording) is None
            and harm_of(other).scope == harm_of(d).scope
            and speaking(other) == speaking(d)
            and other.attribution.stance == d.attribution.stance
            for other in harms
        )
    ]


_STOPPED = re.compile(r"[.!?][\"”’']*\s*$")
_LEAD = 180
"""Characters at the start of a text in which its headline may be printed again."""


def _without_headlines(harms: list[Draft]) -> list[Draft]:
    """A headline's figure that the text gives as well, rounder, without the hedge or without the fate, is told once."""
    return [
        d for d in harms if not is_headline(d) or not any(_says_more(other, d) for other in harms if other is not d)
    ]


def is_headline(draft: Draft) -> bool:
    """Whether this figure stands in a headline: the report's own, or one that its text begins with."""
    if draft.finding is None or harm_of(draft).scope == "aggregate":
        return False
    return draft.in_title or _is_heading(draft) or _is_title_line(draft)


def _is_heading(draft: Draft) -> bool:
    """Whether it stands where the text repeats its headline: there a speaker is named in short, if at all."""
    start, end = headline_of(draft.finding.trigger.doc) if draft.finding is not None else (0, 0)
    return start <= draft.start < end


def _is_title_line(draft: Draft) -> bool:
    """ "Five killed at the mill" above a text: its first sentence, without a full stop."""
    sentence = draft.finding.sentence if draft.finding is not None else None
    return (
        sentence is not None and sentence.start == 0 and draft.start < _LEAD and not _STOPPED.search(text_of(sentence))
    )


def _says_more(other: Draft, headline: Draft) -> bool:
    if other.in_title or (other.start <= headline.start and not headline.in_title):
        return False
    told, lead = harm_of(other), harm_of(headline)
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
        or GENERAL.search(left.group.wording) is not None
        or OTHERS.match(right.group.wording) is not None
    )


def _without_names_again(harms: list[Draft]) -> list[Draft]:
    """A person told again by a shorter name, by the outlet or the same speaker, is one claim."""
    kept: list[Draft] = []
    for draft in sorted(harms, key=lambda d: -len(harm_of(d).group.wording)):
        if not any(_same_person(draft, other) for other in kept):
            kept.append(draft)
    return kept


def _same_person(short: Draft, full: Draft) -> bool:
    a, b = harm_of(short), harm_of(full)
    if a.outcome != b.outcome or a.quantity.high != 1 or b.quantity.high != 1 or a.quantity.low != 1:
        return False
    one, two = (set(re.findall(r"[^\W\d]+", h.group.wording)) for h in (a, b))
    ages = [set(re.findall(r"\d+", h.group.wording)) for h in (a, b)]
    if all(ages) and ages[0] != ages[1]:
        return False
    names = {word for word in one if word[:1].isupper()}
    if not names or names != one or not names <= two:
        return False
    return not short.attribution.speakers or one_voice(short, full)


def _without_looser_leads(harms: list[Draft]) -> list[Draft]:
    """A headline rounds "at least 12" to "12": the same figure of the same incident with its hedge stands for both."""
    bounded = {
        _figure(d, _least(d)) for d in harms
        if harm_of(d).quantity.hedge in {"at_least", "more_than"} and harm_of(d).scope != "aggregate"
    }  # fmt: skip
    return [
        d for d in harms
        if d.attribution.speakers or harm_of(d).quantity.hedge != "exact" or harm_of(d).scope == "part"
        or _figure(d, harm_of(d).quantity.low) not in bounded
    ]  # fmt: skip


def _least(draft: Draft) -> int:
    """The number as printed: "more than 12" starts at 13."""
    quantity = harm_of(draft).quantity
    return (quantity.low or 0) - (quantity.hedge == "more_than")


def _figure(draft: Draft, low: int | None) -> tuple[object, ...]:
    return id(draft.incident), harm_of(draft).outcome, low, draft.said_at


def _without_own_voice_twins(harms: list[Draft]) -> list[Draft]:
    """A lead in the outlet's voice that a speaker then repeats is the speaker's."""
    attributed = {_told(d) for d in harms if d.attribution.speakers}
    return [d for d in harms if d.attribution.speakers or _told(d) not in attributed]


def _told(draft: Draft) -> tuple[object, ...]:
    harm = harm_of(draft)
    return (*_figure(draft, harm.quantity.low), harm.quantity.high, _who(harm))


def _who(harm: Harm) -> str:
    """What tells one group from another: a person's whole name, since brothers share its last word; else the noun."""
    wording = harm.group.wording
    if harm.quantity.high == 1 and _NAME.fullmatch(wording):
        return wording
    age = re.search(r"\d+", wording) if harm.quantity.high == 1 else None
    if age is not None:
        return f"{age.group()} {wording.split()[-1].lower()}"  # "a 27-year-old woman" is not "a 20-year-old woman"
    words = re.findall(r"(?!\d+\b(?!-))[\w-]+", re.split(r"\b(?:of|from|in|with|for)\b", wording.lower())[0])
    return words[-1].removesuffix("s") if words else ""


_NAME = re.compile(r"(?:[A-ZÀ-Þ][\w’'.-]*\s*|al-\w+\s*){2,}(?:,\s*\d+)?")


def _fullness(draft: Draft) -> tuple[int, int]:
    return len(draft.attribution.speakers), len(harm_of(draft).group.wording)
