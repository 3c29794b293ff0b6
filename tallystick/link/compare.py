"""How strongly two reports seem to tell the same incident: a list of weighed reasons, each a sentence.

The weights are additive, like logarithms of odds: what speaks for, what against, and what rules it out. They are the
whole policy, in one table, `weights.toml`, so that a reader can see and question it; how they were fitted, and what was
tried, is in docs/decisions/0003-linking.md. Unknown is no evidence: a missing day or place weighs nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from tallystick.link import weights
from tallystick.link.apart import Reason, days_apart, places_apart
from tallystick.link.sketch import Sketch, has_name, likeness
from tallystick.link.telling import Telling, country_of, stems
from tallystick.link.weights import VETO
from tallystick.model import EventType, Party
from tallystick.shapes import N_, Shape

__all__ = ["DISTINCTIVE", "VETO", "Evidence", "compare", "features", "needed", "score", "suffices", "weigh"]

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


RULED_OUT = Shape("%(why)s (ruled out)", why="")
WEIGHED = Shape("%(why)s (%(weight)s)", why="")
PUBLISHED_APART = Shape("the reports were published %(number)s days apart")
ON_ONE_DAY = N_("the reports were published on one day")
BOTH_ARE = Shape("both are %(type)s", type="")
OTHER_TYPE = Shape("one is %(type)s, the other %(other)s", type="", other="")
SAME_DOER = Shape("both name %(name)s as the one who did it", name="")
OTHER_DOER = Shape("one names %(name)s, the other %(other)s", name="", other="")
SAME_TARGET = Shape("both name %(name)s as the target", name="")
BOTH_GIVE = Shape("both give %(told)s", told=", ")
COUNTED = Shape("%(low)d %(outcome)s")
ALIKE = Shape("the texts are alike to %(share)s, of 1")
SAME_VICTIM, SAME_VICTIMS = N_("both name the same victim"), N_("both name the same victims")
NAME, NAMES = Shape("%(number)s name is in both texts"), Shape("%(number)s names are in both texts")
AGE, AGES = Shape("%(number)s age is in both texts"), Shape("%(number)s ages are in both texts")


class Evidence(NamedTuple):
    """One reason for or against two mentions being one event."""

    feature: str
    weight: float
    sentence: str


def needed() -> float:
    """Least mean score at which mentions are held to be one event."""
    return weights.load().needed


def suffices(left: Telling, right: Telling, score: float) -> bool:
    """Whether a score is so high that what hangs together with the one is to be partitioned with the other.

    It takes more than is needed on average: else in a war, or a large city, nearly everything hangs together by pairs
    that share a day and a doer, and each new report has thousands to be partitioned with. Where one is told in passing,
    or its text is too short to be compared, less is known, and a day and a town that agree are enough.
    """
    table = weights.load()
    return score >= (table.once if _have_texts(left.sketch, right.sketch) else table.once_without_text)


def _have_texts(left: Sketch | None, right: Sketch | None) -> bool:
    """Whether both are long enough for their likeness to say something."""
    return left is not None and right is not None and min(len(left.terms), len(right.terms)) >= FEWEST_WORDS


def compare(left: Telling, right: Telling) -> list[Evidence]:
    """Every reason for or against these two being the same incident; their order is no matter."""
    table = weights.load()
    return [_weighed(reason, table.of(reason.feature)) for reason in features(left, right)]


def score(evidence: Iterable[Evidence]) -> float:
    """Sum of the weights; minus infinity where anything rules it out."""
    return sum(reason.weight for reason in evidence)


def weigh(left: Telling, right: Telling) -> float:
    """The same sum for a pair, without a sentence; what rules the pair out ends it."""
    table, total = weights.load(), 0.0
    for reason in _features(left, right):
        weight = table.of(reason.feature)
        if weight == VETO:
            return VETO
        total += weight
    return total


def features(left: Telling, right: Telling) -> list[Reason]:
    """The features of the table that hold for this pair, not weighed yet."""
    return list(_features(left, right))


def _features(left: Telling, right: Telling) -> Iterator[Reason]:
    """Days and places first: they rule out most pairs."""
    if left.ref > right.ref:
        left, right = right, left
    figures = left.figures & right.figures
    same_people = _are_same_people(left, right, figures)
    days = days_apart(left, right, same_people=same_people)
    if days:
        yield days
    place = places_apart(left, right, same_people=same_people)
    if place:
        yield place
    one, other = left.mention, right.mention
    for reason in (
        _published(left, right),
        _types(one.type, other.type),
        _initiators(one.initiators, other.initiators),
        _targets(one.targets, other.targets),
        _figures(left, right, figures),
    ):
        if reason:
            yield reason
    if left.sketch and right.sketch:
        differs = any(reason.differs for reason in (days, place) if reason)
        alone = differs and not same_people and left.sketch.names.isdisjoint(right.sketch.names)
        yield from _texts(left.sketch, right.sketch, alone=alone)
    if page := _page(left, right):
        yield page


def _weighed(reason: Reason, weight: float) -> Evidence:
    said = RULED_OUT(why=reason.says()) if weight == VETO else WEIGHED(why=reason.says(), weight=f"{weight:+g}")
    return Evidence(reason.feature, weight, said)


def _are_same_people(left: Telling, right: Telling, figures: frozenset[tuple[str, int]]) -> bool:
    """Whether one victim, two further names, or several distinctive figures are common to both."""
    if len(figures) > 1 and sum(low >= DISTINCTIVE for _, low in figures) > 1:
        return True
    one, other = left.sketch, right.sketch
    if one is None or other is None:
        return False
    return bool(_shared_victims(one, other)) or len(one.names & other.names) >= 2


def _published(left: Telling, right: Telling) -> Reason | None:
    """How far apart the reports were published, where both are about the incident and one of them tells no day."""
    if not (left.sketch and right.sketch) or (left.days and right.days):
        return None
    if not (left.published_on and right.published_on):
        return Reason("published: not told", lambda: N_("it is not told when both reports were published"))
    gap = abs((left.published_on - right.published_on).days)
    reach = next((name for limit, name in PUBLISHED if gap <= limit), "further apart")
    return Reason(f"published: {reach}", lambda: PUBLISHED_APART(number=gap) if gap else ON_ONE_DAY)


# ------------------------------------------------------------------------------------ what and who


def _types(left: EventType, right: EventType) -> Reason:
    if left == right:
        return Reason("type: the same", lambda: BOTH_ARE(type=left))
    feature = "type: can be the same" if _can_be_the_same(left, right) else "type: another"
    return Reason(feature, lambda: OTHER_TYPE(type=left, other=right))


@lru_cache(maxsize=1_024)
def _can_be_the_same(left: EventType, right: EventType) -> bool:
    return any({left, right} <= family for family in _FAMILIES) or bool({left, right} & _ANYTHING)


def _initiators(left: tuple[Party, ...], right: tuple[Party, ...]) -> Reason | None:
    shared = _shared_party(left, right)
    if shared:
        return Reason("initiator: the same", lambda: SAME_DOER(name=_shown(shared)))
    if left and right and all(party.actor for party in (*left, *right)):
        return Reason("initiator: another", lambda: OTHER_DOER(name=_shown(left[0]), other=_shown(right[0])))
    return None


def _targets(left: tuple[Party, ...], right: tuple[Party, ...]) -> Reason | None:
    shared = _shared_party(left, right)
    return Reason("target: the same", lambda: SAME_TARGET(name=_shown(shared))) if shared else None


def _shared_party(left: tuple[Party, ...], right: tuple[Party, ...]) -> Party | None:
    """A party of both: the same actor, actors of one country, or a distinctive word in common."""
    if not (left and right):
        return None
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
    return N_("a person") if party.actor is None and has_name(party.wording) else party.wording


def _actor_countries(parties: tuple[Party, ...]) -> frozenset[str]:
    return frozenset(country for party in parties if (country := country_of(party.actor)))


# --------------------------------------------------------------------------- figures, text and page


def _figures(left: Telling, right: Telling, figures: frozenset[tuple[str, int]]) -> Reason | None:
    """What the figures say that both give, if any."""
    equal = sorted(figures)
    distinctive = [figure for figure in equal if figure[1] >= DISTINCTIVE]

    def says() -> str:
        return BOTH_GIVE(told=", ".join(COUNTED(low=low, outcome=outcome) for outcome, low in distinctive or equal))

    if len(distinctive) >= 2:
        return Reason("figures: several distinctive ones equal", says)
    if distinctive:
        return Reason("figures: a distinctive one equal", says)
    if any(low >= TELLING for _, low in equal):
        return Reason("figures: a middling one equal", says)
    if any(low > 0 for _, low in equal):
        return Reason("figures: a small one equal", says)
    if left.tells_dead and right.tells_dead:
        return Reason("figures: other numbers of dead", lambda: N_("they give other numbers of dead"))
    return None


def _texts(left: Sketch, right: Sketch, *, alone: bool) -> Iterator[Reason]:
    """Telling words, names and ages in common.

    Args:
        alone: likeness of words would stand alone against days or places that differ: then it is no reason.
    """
    alike = likeness(left, right)
    if _have_texts(left, right) and (not alone or alike <= 0.15):
        step = next((f"{limit:.2f} at most" for limit in LIKENESS if alike <= limit), f"over {LIKENESS[-1]:.2f}")
        yield Reason(f"text: {step}", lambda: ALIKE(share=f"{alike:.2f}"))
    if victims := len(_shared_victims(left, right)):
        yield Reason("victims: the same", lambda: SAME_VICTIM if victims == 1 else SAME_VICTIMS)
    elif left.victims and right.victims:
        yield Reason("victims: others", lambda: N_("they name other victims"))
    if names := len(left.names & right.names):
        many = "one" if names == 1 else "two" if names == 2 else "three" if names == 3 else "more"
        yield Reason(f"names: {many} in common", lambda: (NAME if names == 1 else NAMES)(number=names))
    elif min(len(left.names), len(right.names)) >= 3:
        yield Reason("names: none of many in common", lambda: N_("both name several people, and nobody in common"))
    if ages := len(left.ages & right.ages):
        many = "one" if ages == 1 else "two" if ages == 2 else "more"
        yield Reason(f"ages: {many} in common", lambda: (AGE if ages == 1 else AGES)(number=ages))
    elif left.ages and right.ages:
        yield Reason("ages: none in common", lambda: N_("they give other ages"))


def _shared_victims(left: Sketch, right: Sketch) -> frozenset[str]:
    """Victims of the one whom the other names, as a victim or not."""
    return (left.victims & right.surnames) | (right.victims & left.surnames)


def _page(left: Telling, right: Telling) -> Reason | None:
    if right.report == left.revises or left.report == right.revises:
        return Reason("page: a later version", lambda: N_("one report is a later version of the other's page"))
    return None
