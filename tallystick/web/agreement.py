"""How far people who judged the same agree: Krippendorff's alpha, over what two or more of them judged.

Alpha is 1 where they always agree, 0 where they agree as often as chance would have it, and less where they agree less.
It says nothing of who is right. Of a person's several verdicts on one thing the last that holds counts.
Rule: K. Krippendorff, Content Analysis, 4th ed. 2019, ch. 12; nominal data, as the package krippendorff computes it.
"""

from __future__ import annotations

from collections.abc import Iterable

from tallystick.model import Judgement, Record
from tallystick.shapes import N_, Shape

ALL_SAID = Shape("everybody said “%(verdict)s”, which tells nothing of how far they would agree", verdict="")
LINKS = ("same", "different", "unsure")
CLAIMS = ("accept", "reject")


class Agreement(Record, frozen=True, kw_only=True):
    """Agreement on one kind of verdict."""

    about: str
    """`links`: whether two mentions are one event. `claims`: whether a claim stands."""
    items: int
    """Things that two people or more judged."""
    people: int
    """Who judged at least one of them."""
    agreed: int
    """Things on which all of them said the same."""
    alpha: float | None
    why_unknown: str | None = None
    """Why there is no alpha."""


def agreements(judgements: Iterable[Judgement]) -> tuple[Agreement, ...]:
    """Agreement on links and on claims.

    Args:
        judgements: those that hold, in the order in which they were given.
    """
    links: dict[str, dict[str, str]] = {}
    claims: dict[str, dict[str, str]] = {}
    for judgement in judgements:
        if judgement.verdict in LINKS:
            links.setdefault(" ".join(sorted(judgement.items)), {})[judgement.by] = judgement.verdict
        elif judgement.verdict in CLAIMS:
            for item in judgement.items:
                claims.setdefault(item, {})[judgement.by] = judgement.verdict
    return _agreement("links", links, LINKS), _agreement("claims", claims, CLAIMS)


def _agreement(about: str, said: dict[str, dict[str, str]], values: tuple[str, ...]) -> Agreement:
    twice = {item: by for item, by in said.items() if len(by) > 1}
    people = sorted({person for by in twice.values() for person in by})
    told = {by[person] for by in twice.values() for person in by}
    found = Agreement(
        about=about,
        items=len(twice),
        people=len(people),
        agreed=sum(len(set(by.values())) == 1 for by in twice.values()),
        alpha=None,
    )
    if not twice:
        return _unknown(found, N_("nothing was judged by two people"))
    if len(told) < 2:
        return _unknown(found, ALL_SAID(verdict=next(iter(told))))
    return Agreement(
        about=about, items=found.items, people=found.people, agreed=found.agreed, alpha=_alpha(twice, people, values)
    )


def _unknown(found: Agreement, why: str) -> Agreement:
    return Agreement(
        about=found.about, items=found.items, people=found.people, agreed=found.agreed, alpha=None, why_unknown=why
    )


def _alpha(twice: dict[str, dict[str, str]], people: list[str], values: tuple[str, ...]) -> float:
    import krippendorff  # brings numpy, which takes a moment

    data = [
        [float(values.index(by[person])) if person in by else float("nan") for by in twice.values()]
        for person in people
    ]
    return round(float(krippendorff.alpha(reliability_data=data, level_of_measurement="nominal")), 3)
