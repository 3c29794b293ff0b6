"""How strongly two reports seem to tell the same incident: a list of weighed reasons, each a sentence.

The weights are additive, like logarithms of odds: what speaks for, what against, and what rules it out. They are the
whole policy, in one table, `weights.toml`, so that a reader can see and question it; how they were fitted, and what was
tried, is in docs/decisions/0003-linking.md. Unknown is no evidence: a missing day or place weighs nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from tallystick.link import weights
from tallystick.link.apart import Reason, days_apart, places_apart
from tallystick.link.sketch import Sketch, has_name, likeness
from tallystick.link.telling import Telling, country_of, stems
from tallystick.link.weights import VETO
from tallystick.model import EventType, Party

__all__ = ["DISTINCTIVE", "VETO", "Evidence", "compare", "features", "needed", "score"]

DISTINCTIVE = 10
"""From here on an equal figure is unlikely to be chance: in news of violence most tolls are below ten."""
TELLING = 3
"""Equal figures below this say next to nothing: most incidents have one or two dead."""
LIKENESS = (0.03, 0.06, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5)
"""Steps of likeness of two texts, each a feature."""
FEWEST_WORDS = 20
"""Likeness of two texts says nothing where one of them has fewer telling words."""
PUBLISHED = ((0, "the same day"), (3, "within 3 days"), (14, "within 2 weeks"), (60, "within 2 months"))

_BLASTS: frozenset[EventType] = frozenset(
    {"Air/drone strike", "Shelling/artillery/missile attack", "Chemical weapon", "Grenade"}
)
_BOMBS: frozenset[EventType] = frozenset({"Remote explosive/landmine/IED", "Suicide bomb", "Grenade"})
_CLOSE_UP: frozenset[EventType] = frozenset(
    {"Armed clash", "Attack", "Mob violence", "Excessive force against protesters", "Sexual violence"}
)
_FAMILIES = (_BLASTS, _BOMBS, _CLOSE_UP, frozenset({"Abduction/forced disappearance", "Arrests"}))
_ANYTHING: frozenset[EventType] = frozenset({"Attack", "Other"})
"""Words of reporters for every kind of violence: "the attack"."""


class Evidence(NamedTuple):
    """One reason for or against two mentions being one event."""

    feature: str
    weight: float
    sentence: str


def needed() -> float:
    """Least mean score at which mentions are held to be one event."""
    return weights.load().needed


def compare(left: Telling, right: Telling) -> list[Evidence]:
    """Every reason for or against these two being the same incident; their order is no matter."""
    table = weights.load()
    return [_weighed(reason, table.of(reason.feature)) for reason in features(left, right)]


def score(evidence: Iterable[Evidence]) -> float:
    """Sum of the weights; minus infinity where anything rules it out."""
    return sum(reason.weight for reason in evidence)


def features(left: Telling, right: Telling) -> list[Reason]:
    """The features of the table that hold for this pair, not weighed yet."""
    if left.ref > right.ref:
        left, right = right, left
    figures = left.figures & right.figures
    same_people = _are_same_people(left, right, figures)
    apart = [
        days_apart(left, right, same_people=same_people),
        places_apart(left, right, same_people=same_people),
    ]
    differs = (
        any(reason.differs for reason in apart if reason) and not same_people and not _has_common_name(left, right)
    )
    found = [
        *apart,
        _published(left, right),
        _types(left.mention.type, right.mention.type),
        _initiators(left.mention.initiators, right.mention.initiators),
        _targets(left.mention.targets, right.mention.targets),
        _figures(left, right),
        *(_texts(left.sketch, right.sketch, differs=differs) if left.sketch and right.sketch else ()),
        _page(left, right),
    ]
    return [reason for reason in found if reason]


def _weighed(reason: Reason, weight: float) -> Evidence:
    shown = "ruled out" if weight == VETO else f"{weight:+g}"
    return Evidence(reason.feature, weight, f"{reason.sentence} ({shown})")


def _are_same_people(left: Telling, right: Telling, figures: frozenset[tuple[str, int]]) -> bool:
    """Whether one victim, two further names, or several distinctive figures are common to both."""
    if sum(low >= DISTINCTIVE for _, low in figures) >= 2:
        return True
    one, other = left.sketch, right.sketch
    if one is None or other is None:
        return False
    return bool(_shared_victims(one, other)) or len(one.names & other.names) >= 2


def _has_common_name(left: Telling, right: Telling) -> bool:
    """Whether both name one person or thing that few reports do: then likeness of the texts is not alone."""
    return left.sketch is not None and right.sketch is not None and not left.sketch.names.isdisjoint(right.sketch.names)


def _published(left: Telling, right: Telling) -> Reason | None:
    """How far apart the reports were published, where both are about the incident and one of them tells no day."""
    if not (left.sketch and right.sketch) or (left.days and right.days):
        return None
    if not (left.published_on and right.published_on):
        return Reason("published: not told", "it is not told when both reports were published")
    gap = abs((left.published_on - right.published_on).days)
    reach = next((name for limit, name in PUBLISHED if gap <= limit), "further apart")
    return Reason(f"published: {reach}", f"the reports were published {f'{gap} days apart' if gap else 'on one day'}")


# ------------------------------------------------------------------------------------ what and who


def _types(left: EventType, right: EventType) -> Reason:
    if left == right:
        return Reason("type: the same", f"both are {left}")
    alike = any({left, right} <= family for family in _FAMILIES) or bool({left, right} & _ANYTHING)
    feature = "type: can be the same" if alike else "type: another"
    return Reason(feature, f"one is {left}, the other {right}")


def _initiators(left: tuple[Party, ...], right: tuple[Party, ...]) -> Reason | None:
    shared = _shared_party(left, right)
    if shared:
        return Reason("initiator: the same", f"both name {_shown(shared)} as the one who did it")
    if left and right and all(party.actor for party in (*left, *right)):
        return Reason("initiator: another", f"one names {_shown(left[0])}, the other {_shown(right[0])}")
    return None


def _targets(left: tuple[Party, ...], right: tuple[Party, ...]) -> Reason | None:
    shared = _shared_party(left, right)
    return Reason("target: the same", f"both name {_shown(shared)} as the target") if shared else None


def _shared_party(left: tuple[Party, ...], right: tuple[Party, ...]) -> Party | None:
    """A party of both: the same actor, actors of one country, or a distinctive word in common."""
    same_country = _actor_countries(left) & _actor_countries(right)
    for one in left:
        for other in right:
            by_actor = one.actor is not None and one.actor == other.actor
            by_country = country_of(one.actor) in same_country
            if by_actor or by_country or stems(one.wording) & stems(other.wording):
                return one
    return None


def _shown(party: Party) -> str:
    """A party in a sentence; who may be a private person is not named."""
    return "a person" if party.actor is None and has_name(party.wording) else party.wording


def _actor_countries(parties: tuple[Party, ...]) -> frozenset[str]:
    return frozenset(country for party in parties if (country := country_of(party.actor)))


# --------------------------------------------------------------------------- figures, text and page


def _figures(left: Telling, right: Telling) -> Reason | None:
    equal = sorted(left.figures & right.figures)
    distinctive = [figure for figure in equal if figure[1] >= DISTINCTIVE]
    named = ", ".join(f"{low} {outcome}" for outcome, low in distinctive or equal)
    if len(distinctive) >= 2:
        return Reason("figures: several distinctive ones equal", f"both give {named}")
    if distinctive:
        return Reason("figures: a distinctive one equal", f"both give {named}")
    if any(low >= TELLING for _, low in equal):
        return Reason("figures: a middling one equal", f"both give {named}")
    if any(low > 0 for _, low in equal):
        return Reason("figures: a small one equal", f"both give {named}")
    if {"killed"} <= {outcome for outcome, _ in left.figures} & {outcome for outcome, _ in right.figures}:
        return Reason("figures: other numbers of dead", "they give other numbers of dead")
    return None


def _texts(left: Sketch, right: Sketch, *, differs: bool) -> Iterable[Reason]:
    """Telling words, names and ages in common; likeness of words alone is no reason where days or places differ."""
    alike = likeness(left, right)
    long_enough = min(len(left.terms), len(right.terms)) >= FEWEST_WORDS
    step = next((f"{limit:.2f} at most" for limit in LIKENESS if alike <= limit), f"over {LIKENESS[-1]:.2f}")
    if long_enough and (not differs or alike <= 0.15):
        yield Reason(f"text: {step}", f"the texts are alike to {alike:.2f}, of 1")
    if shared := len(_shared_victims(left, right)):
        yield Reason("victims: the same", f"both name the same {'victim' if shared == 1 else 'victims'}")
    elif left.victims and right.victims:
        yield Reason("victims: others", "they name other victims")
    if shared := len(left.names & right.names):
        many = "one" if shared == 1 else "two" if shared == 2 else "three" if shared == 3 else "more"
        yield Reason(f"names: {many} in common", f"{shared} {'name is' if shared == 1 else 'names are'} in both texts")
    elif min(len(left.names), len(right.names)) >= 3:
        yield Reason("names: none of many in common", "both name several people, and nobody in common")
    if shared := len(left.ages & right.ages):
        many = "one" if shared == 1 else "two" if shared == 2 else "more"
        yield Reason(f"ages: {many} in common", f"{shared} {'age is' if shared == 1 else 'ages are'} in both texts")
    elif left.ages and right.ages:
        yield Reason("ages: none in common", "they give other ages")


def _shared_victims(left: Sketch, right: Sketch) -> frozenset[str]:
    """Victims of the one whom the other names, as a victim or not."""
    return (left.victims & right.surnames) | (right.victims & left.surnames)


def _page(left: Telling, right: Telling) -> Reason | None:
    if right.report == left.revises or left.report == right.revises:
        return Reason("page: a later version", "one report is a later version of the other's page")
    return None
