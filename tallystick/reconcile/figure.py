"""A harm claim as reconciling sees it: whose figure it is, what it bears on, and whether it still stands."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Literal

from msgspec import UnsetType

from tallystick.ids import content_id
from tallystick.model import Claim, Harm, Quantity, Reading, Record, Report, global_id
from tallystick.shapes import N_, Shape

SHARE = Shape("a share in words (%(share)s): checked against the parts, not counted")

Bearing = Literal["total", "group", "party", "share", "addition", "nothing"]
"""What a figure can say something about: the event's toll; one group of it; one group as a party to the
fighting gives it; a share in words ("most"); people added to an earlier toll; or nothing that can be counted here."""

LONG_AGO = datetime(1, 1, 1, tzinfo=UTC)

PARTY_KINDS = frozenset({"military", "government", "armed_group"})
"""Kinds of speakers that may be fighting themselves, with an interest in the number."""

_SENTENCE_END = re.compile(r"""[.!?][\"'”’)\]]*\s|\n\s*\n""")
_SHARE = re.compile(r"\b(most|mostly|majority|bulk|rest|remainder|remaining|half)\b|\ball but\b", re.I)
_FORMER_WOUNDED = re.compile(r"\b(?:wounded|injured)\b", re.I)
""" "two of the wounded died": they were counted among the wounded, and add to the dead."""


class Figure(Record, frozen=True, kw_only=True):
    """One harm claim of one event."""

    id: str
    report: str
    outlet: str
    """The outlet, or a stand-in made from the text where it is not told, so that copies stay copies."""
    outlet_name: str
    claim: Claim
    harm: Harm
    said_at: datetime | None
    bears: Bearing
    part_of: str | None = None
    """Ledger-wide id of the claim that this is a part of."""
    origin: str = ""
    named: bool = False
    topic: str = ""
    """Name of the group it counts, the same for all figures of that group; empty for the event's total."""
    aside: str | None = None
    """Why it does not stand; None = it stands."""
    code: str = ""
    """The kind of reason, one of `reasons.SHARED`; empty where it stands."""
    superseded_by: str | None = None
    adds_to: str | None = None
    """Ledger-wide id of the toll that an addition adds to."""
    sentence: int = 0
    """Which sentence of its report it stands in, counted roughly: what one sentence lists is listed side by side."""

    @property
    def quantity(self) -> Quantity:
        """The bounds that the words allow."""
        return self.harm.quantity

    @property
    def low(self) -> int:
        """Least number that the words allow; 0 where they allow any."""
        return self.quantity.low or 0

    @property
    def when(self) -> datetime:
        """For sorting: what has no time comes first."""
        return self.said_at or LONG_AGO

    @property
    def stands(self) -> bool:
        """Whether it may enter a tally."""
        return self.aside is None

    @property
    def is_told(self) -> bool:
        """Standing, or superseded by the same speaker's later word: not what was denied, rejected or of no number."""
        return self.aside is None or self.superseded_by is not None

    @property
    def number(self) -> str:
        """The number as worded, for sentences."""
        return self.quantity.wording or (N_("an unknown number") if self.quantity.low is None else str(self.low))


def figures_of(reading: Reading, mention: str, rejected: Mapping[str, str]) -> list[Figure]:
    """The harm claims of one mention, not yet traced to their origins.

    Args:
        rejected: ledger-wide claim id to the reason that a person gave.
    """
    told = [
        (claim, claim.harm)
        for claim in reading.claims
        if claim.mention == mention and not isinstance(claim.harm, UnsetType)
    ]
    # Only lists need to know where sentences end, and looking for it in every text would cost more than all the rest.
    is_list = sum(harm.scope == "part" for _, harm in told) > 1
    ends = [match.end() for match in _SENTENCE_END.finditer(reading.report.text)] if is_list else []
    return [_figure(reading.report, claim, harm, rejected, bisect_right(ends, claim.span[0])) for claim, harm in told]


def _figure(report: Report, claim: Claim, harm: Harm, rejected: Mapping[str, str], sentence: int) -> Figure:
    claim_id = global_id(report.id, claim.id)
    code, why = ("rejected", rejected[claim_id]) if claim_id in rejected else _never_counted(claim, harm)
    return Figure(
        id=claim_id,
        report=report.id,
        outlet=report.outlet or content_id("out", report.title, report.text),
        outlet_name=report.outlet or N_("a report without a named outlet"),
        claim=claim,
        harm=harm,
        said_at=claim.said_at or report.published_at,
        bears=_bearing(claim, harm),
        part_of=global_id(report.id, harm.part_of) if harm.part_of else None,
        aside=why,
        code=code,
        sentence=-1 if claim.in_ == "title" else sentence,
    )


def _bearing(claim: Claim, harm: Harm) -> Bearing:
    if harm.scope == "aggregate":
        return "nothing"
    if harm.scope == "increment" or (harm.outcome == "killed" and _FORMER_WOUNDED.search(harm.group.wording)):
        return "addition"
    if is_share(harm.quantity):
        return "share"
    if _speaks_as_party(claim, harm):
        return "party"
    return "group" if harm.scope == "part" else "total"


def _speaks_as_party(claim: Claim, harm: Harm) -> bool:
    """An army counting soldiers or fighters, its own or the enemy's: one group, never the event's toll.

    A ministry that counts "people" after a bombing speaks of the toll; that is why the group decides too.
    """
    speakers = claim.attribution.speakers
    if not speakers or speakers[-1].kind not in PARTY_KINDS:
        return False
    return harm.scope == "part" or harm.group.status == "combatant" or harm.group.affiliation is not None


def _never_counted(claim: Claim, harm: Harm) -> tuple[str, str | None]:
    """Code and sentence for a claim that no profile counts; "" and None for the others."""
    if claim.attribution.stance == "denies":
        return "denied", N_("its speaker denies it; the denial concerns this statement only")
    if claim.attribution.stance == "doubts":
        return "doubted", N_("its speaker doubts it")
    if harm.scope == "aggregate":
        return "aggregate", N_("it sums over many events")
    if is_share(harm.quantity):
        return "share", SHARE(share=repr(harm.quantity.wording))
    if harm.quantity.low is None and harm.quantity.high is None:
        return "no_number", N_("it gives no number")
    return "", None


def is_share(quantity: Quantity) -> bool:
    """Whether the number is a share of another one: "most", "the rest"."""
    return quantity.hedge == "vague" and _SHARE.search(quantity.wording) is not None


def are_disjoint(one: Quantity, other: Quantity) -> bool:
    """Whether no number fits both."""
    return _above(one, other) or _above(other, one)


def _above(one: Quantity, other: Quantity) -> bool:
    return other.high is not None and (one.low or 0) > other.high


def ancestors(figure: Figure, by_id: dict[str, Figure]) -> Sequence[Figure]:
    """The figures that this one is a part of, nearest first; safe against circles."""
    chain: list[Figure] = []
    seen = {figure.id}
    while figure.part_of in by_id and figure.part_of not in seen:
        figure = by_id[figure.part_of]
        seen.add(figure.id)
        chain.append(figure)
    return chain
