"""Why a report does, or does not, tell of an event: every pair compared, with what speaks for and against."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tallystick.link.closeness import of_pair, together
from tallystick.link.compare import VETO, Evidence, compare, needed, score, suffices
from tallystick.link.judged import Said, Verdicts
from tallystick.link.partition import Comparisons
from tallystick.link.telling import Telling
from tallystick.model import Judgement, Record


class Reason(Record, frozen=True, kw_only=True):
    """One piece of evidence."""

    feature: str
    """Its name in the table of weights, `link/compare.py`."""
    weight: float | None
    """What it adds to the sum; None = it rules the pair out."""
    sentence: str


class Comparison(Record, frozen=True, kw_only=True):
    """One mention of the report beside one of the event."""

    mention: str
    other: str
    outlet: str | None
    """Who published the other one."""
    score: float | None
    """Sum of the weights; None = ruled out."""
    evidence: tuple[Reason, ...]
    """For first, then against; what weighs nothing is left out."""
    judgement: str | None = None
    """What a person said of this pair, which outranks all evidence."""


class Explanation(Record, frozen=True, kw_only=True):
    """Whether a report tells of an event, and the evidence for and against."""

    report: str
    event: str
    belongs: bool
    """Whether one of its mentions is held to be this event."""
    mentions: tuple[str, ...]
    """Its mentions that are, by ledger-wide id."""
    needed: float
    """Least mean score at which a mention joins an event."""
    mean: float | None
    """Mean score of its best mention with the other mentions of the event; None = ruled out, or nothing to compare.

    A pair that is ruled out, among others that are not, weighs what link/closeness.py says."""
    comparisons: tuple[Comparison, ...]
    """The strongest first."""
    sentence: str


def explain(
    report: str,
    event: str,
    *,
    own: Sequence[Telling],
    members: Sequence[Telling],
    judgements: Iterable[Judgement] = (),
) -> Explanation:
    """Compare each mention of a report with each mention of an event that another report tells.

    Args:
        report, event: their ids, as they are to be shown.
        own: the mentions of the report.
        members: the mentions of the event, those of the report included.
    """
    judged = Verdicts(judgements)
    inside = {telling.ref for telling in members}
    belonging = tuple(sorted(telling.ref for telling in own if telling.ref in inside))
    compared = [telling for telling in own if not belonging or telling.ref in belonging]
    others = [telling for telling in members if telling.report not in {mine.report for mine in own}]
    known = Comparisons()
    found = [_compared(mine, other, judged.said(mine.ref, other.ref)) for mine in compared for other in others]
    means = [together(of_pair(known.score(mine, other)) for other in others).mean for mine in compared if others]
    best = max(means, default=VETO)
    mean = None if best == VETO else round(best, 2)
    return Explanation(
        report=report,
        event=event,
        belongs=bool(belonging),
        mentions=belonging,
        needed=needed(),
        mean=mean,
        comparisons=tuple(sorted(found, key=_strength)),
        sentence=_sentence(
            report,
            event,
            bool(belonging),
            mean,
            found,
            compared=bool(own),
            others=bool(others),
            any_suffices=any(suffices(mine, other, known.score(mine, other)) for mine in compared for other in others),
        ),
    )


def _compared(mine: Telling, other: Telling, said: Said | None) -> Comparison:
    evidence = compare(mine, other)
    total = score(evidence)
    reasons = sorted((one for one in evidence if one.weight), key=lambda one: (-one.weight, one.feature))
    return Comparison(
        mention=mine.ref,
        other=other.ref,
        outlet=other.outlet,
        score=None if total == VETO else round(total, 2),
        evidence=tuple(_reason(one) for one in reasons),
        judgement=said.sentence if said else None,
    )


def _reason(one: Evidence) -> Reason:
    weight = None if one.weight == VETO else one.weight
    return Reason(feature=one.feature, weight=weight, sentence=one.sentence)


def _strength(found: Comparison) -> tuple[bool, bool, float, str, str]:
    ruled_out = found.score is None
    return found.judgement is None, ruled_out, -(found.score or 0.0), found.mention, found.other


def _sentence(
    report: str,
    event: str,
    belongs: bool,
    mean: float | None,
    found: Sequence[Comparison],
    *,
    compared: bool,
    others: bool,
    any_suffices: bool,
) -> str:
    tells = f"{report} {'tells' if belongs else 'does not tell'} of {event}"
    if any(one.judgement for one in found):
        return f"{tells}; a person's judgement bears on it."
    if not compared:
        return f"{tells}: no violent incident was found in it."
    if not others:
        return f"{tells}; no other report does, so there is nothing to compare it with."
    if mean is None:
        return (
            f"{tells}: too many of its pairings with the event are ruled out."
            if not belongs
            else f"{tells}, through copies of itself."
        )
    told = f"{tells}: {mean:g} on average with its other mentions, of the {needed():g} needed"
    if not belongs and mean >= needed() and not any_suffices:
        return f"{told}; but no pair agrees as strongly as one must, so that they are not looked at together."
    return f"{told}."
