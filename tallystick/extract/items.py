"""Groups told side by side: items of a breakdown whose total nobody gives.

"Detained a commander and several suspects", "killed two soldiers and a driver": each is a part, of a whole that is only
implied, so that whoever sums them up does not take one of them for the toll. Rule: the annotation guidelines.
"""

from __future__ import annotations

import re

from msgspec.structs import replace

from tallystick.extract.draft import Draft, harm_of, speaking
from tallystick.extract.people import People
from tallystick.text.english import parsed

_ANYBODY = re.compile(r"(?:people|persons|victims|others)?", re.I)
"""Words that tell no group apart."""
_AMONG = re.compile(r"\b(?:including|includes?|included|among|of\s+(?:them|whom)|mostly|mainly|namely)\b", re.I)


def side_by_side(harms: list[Draft]) -> None:
    """Make parts of totals that stand beside another total of the same outcome, voice and incident, in one sentence."""
    counted = [d for d in harms if _is_counted(d)]
    for draft in counted:
        beside = [d for d in counted if d is not draft and _same_breath(d, draft)]
        if beside and not any(_sums_up(d, [draft, *beside]) for d in counted):
            for item in (draft, *beside):
                item.payload["harm"] = replace(harm_of(item), scope="part")


def _is_counted(draft: Draft) -> bool:
    """A figure above 0 that its speaker stands by, and that is no part of another one."""
    harm, finding = harm_of(draft), draft.finding
    if finding is None or finding.parent is not None or draft.attribution.stance != "asserts":
        return False
    bare = finding.people.number is None and harm.quantity.hedge == "vague"
    return harm.scope in {"total", "part"} and (harm.quantity.low or 0) > 0 and not bare


def _same_breath(one: Draft, other: Draft) -> bool:
    """One sentence, outcome, voice and incident; two groups that are told apart."""
    a, b = one.finding, other.finding
    if a is None or b is None or a.sentence.start != b.sentence.start or one.in_title != other.in_title:
        return False
    left, right = harm_of(one), harm_of(other)
    told_apart = (
        a.people.head != b.people.head
        and not is_listed(a.people, b.people)
        and left.group.wording != right.group.wording
        and not _ANYBODY.fullmatch(left.group.wording)
        and not _ANYBODY.fullmatch(right.group.wording)
    )
    return (
        told_apart
        and left.outcome == right.outcome
        and one.incident is other.incident
        and speaking(one) == speaking(other)
    )


def is_listed(one: People, other: People) -> bool:
    """ "11 guests including three cooks": the second are among the first."""
    first, second = sorted((one, other), key=lambda people: people.start)
    between = parsed(one.head.doc)[first.head.idx : second.head.idx]
    return _AMONG.search(between) is not None


def _sums_up(toll: Draft, items: list[Draft]) -> bool:
    """Whether this figure of the same incident and outcome is as large as the items together."""
    harm, first = harm_of(toll), harm_of(items[0])
    together = sum(harm_of(item).quantity.low or 0 for item in items)
    known = harm.outcome == first.outcome and toll.incident is items[0].incident
    return toll not in items and known and (harm.quantity.low or 0) >= together
