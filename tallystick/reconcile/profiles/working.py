"""What a profile needs to show its working. A profile of your own may import everything that stands here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

from tallystick.model import Estimate, GroupTally, Outcome, Passage, SetAside, Tally
from tallystick.reconcile.case import Case, Toll
from tallystick.reconcile.figure import Figure
from tallystick.reconcile.independence import corroboration
from tallystick.shapes import N_, Shape

TOLD_BY = Shape("%(low)s: outlets %(outlets)d, named independent origins %(origins)s.", low="", origins="")
TOLD_BY_UNNAMED_TOO = Shape(
    "%(low)s: outlets %(outlets)d, named independent origins %(origins)s, and one unnamed at most.", low="", origins=""
)
ALONE = Shape("%(low)d")
ADDED_UP = Shape("%(low)d (added up from parts)")
NAMED = Shape("%(low)d (%(names)s)")
SUPERSEDED = Shape("%(ref)s (%(figure)s) is %(why)s; it stays on the time line.", why="")
KILLED = Shape("Killed, %(line)s", line="")
WOUNDED = Shape("Wounded, %(line)s", line="")
UNKNOWN = Estimate(low=None, best=None, high=None)


class Why(NamedTuple):
    """Why a profile does not use a claim: a code of `reasons.py`, a sentence, and the passage that decided it."""

    code: str
    reason: str
    passage: Passage | None = None


UNUSED = Why("unused", N_("this profile does not use it"))


def tally(
    case: Case,
    profile: str,
    *,
    killed: Estimate = UNKNOWN,
    wounded: Estimate = UNKNOWN,
    used: Iterable[str] = (),
    trace: Sequence[str] = (),
    otherwise: Callable[[Figure], Why],
    passages: Iterable[Passage] = (),
    **more: Any,
) -> Tally:
    """Put a tally together; every claim that is not used is set aside with its reason.

    Args:
        otherwise: the profile's own reason for a standing claim that it does not use.
        passages: the rules that made the figures; those that set a claim aside are added.
        more: further fields of the tally, such as `groups` and `grades`.
    """
    entered = set(used)
    applied = {passage.id: passage for passage in passages}
    aside = []
    for figure in case.figures:
        if figure.id in entered:
            continue
        if figure.aside is not None:
            aside.append(SetAside(claim=figure.id, reason=figure.aside, code=figure.code))
            continue
        why = otherwise(figure)
        if why.passage is not None:
            applied.setdefault(why.passage.id, why.passage)
        aside.append(
            SetAside(claim=figure.id, reason=why.reason, code=why.code, passage=why.passage.id if why.passage else None)
        )
    return Tally(
        profile=profile,
        as_of=case.as_of,
        killed=killed,
        wounded=wounded,
        used=tuple(sorted(entered)),
        set_aside=tuple(sorted(aside, key=lambda item: item.claim)),
        trace=tuple(trace),
        passages=tuple(sorted(applied.values(), key=lambda passage: passage.id)),
        **more,
    )


def beyond_scope(case: Case, profile: str, why: str, passage: Passage, more: Sequence[str] = ()) -> Tally:
    """The tally of a codebook that would not record this event: no figures, every claim set aside, and why.

    Args:
        more: further steps of the working.
    """
    return tally(
        case,
        profile,
        trace=[why, *more],
        otherwise=lambda figure: Why("out_of_scope", why, passage),
        passages=[passage],
        out_of_scope=why,
    )


def told_by(case: Case, tolls: Iterable[Toll]) -> list[str]:
    """One sentence a number: who stands behind it, counting origins, not outlets."""
    told = tuple(tolls)
    return case.once(("told by", told), lambda: _sentences(case, told))


def _sentences(case: Case, tolls: Sequence[Toll]) -> list[str]:
    by_number: dict[int, list[Toll]] = {}
    for toll in tolls:
        by_number.setdefault(toll.low, []).append(toll)
    return [_told_by(case, low, same) for low, same in sorted(by_number.items())]


def _told_by(case: Case, low: int, tolls: Sequence[Toll]) -> str:
    behind = corroboration(_behind(case, tolls), case.origins)
    fields = {
        "low": (ADDED_UP if any(toll.derived for toll in tolls) else ALONE)(low=low),
        "outlets": len(behind.outlets),
        "origins": (NAMED if behind.named else ALONE)(low=len(behind.named), names=", ".join(behind.named)),
    }
    return (TOLD_BY_UNNAMED_TOO if behind.unnamed else TOLD_BY)(**fields)


def _behind(case: Case, tolls: Iterable[Toll]) -> list[Figure]:
    claims = {claim for toll in tolls for claim in toll.claims}
    return [figure for figure in case.figures if figure.id in claims]


def superseded(case: Case) -> list[str]:
    """One sentence a superseded total."""
    return case.once("superseded", lambda: _superseded(case))


def _superseded(case: Case) -> list[str]:
    return [
        SUPERSEDED(ref=figure.id, figure=figure.number, why=figure.aside)
        for figure in case.figures
        if figure.superseded_by and figure.bears == "total"
    ]


def lines(outcome: Outcome, told: Iterable[str]) -> list[str]:
    """Sentences of the working that are of the dead, or of the wounded."""
    shape = KILLED if outcome == "killed" else WOUNDED
    return [shape(line=line) for line in told]


def standing(case: Case) -> list[Figure]:
    """The figures that nothing has set aside."""
    return case.standing()


def claims_of(tolls: Iterable[Toll]) -> set[str]:
    """The claims that these tolls rest on."""
    return {claim for toll in tolls for claim in toll.claims}


def by_topic(figures: Iterable[Figure]) -> dict[tuple[str, str], list[Figure]]:
    """Figures of the same people and outcome together, in the order given."""
    found: dict[tuple[str, str], list[Figure]] = {}
    for figure in figures:
        found.setdefault((figure.topic, figure.harm.outcome), []).append(figure)
    return found


def highest(values: Iterable[int | None]) -> int | None:
    """The greatest of upper bounds; None as soon as one of them is open."""
    found = list(values)
    return None if not found or None in found else max(value for value in found if value is not None)


def hull(tolls: Sequence[Toll | Figure]) -> Estimate:
    """The bounds that hold all of these; `best` unknown, for choosing is not what it does."""
    if not tolls:
        return UNKNOWN
    tops = [toll.high if isinstance(toll, Toll) else toll.quantity.high for toll in tolls]
    return Estimate(low=min(toll.low for toll in tolls), best=None, high=highest(tops))


def group_row(name: str, members: Sequence[Figure], estimate: Estimate, **more: Any) -> GroupTally:
    """One group of the harmed, with the marks in which its claims agree."""
    groups = [figure.harm.group for figure in members]
    statuses = {group.status for group in groups} - {"unknown"}
    return GroupTally(
        group=name,
        outcome=members[0].harm.outcome,
        estimate=estimate,
        status=statuses.pop() if len(statuses) == 1 else "mixed" if statuses else "unknown",
        claims=tuple(figure.id for figure in members),
        nationality=_agreed(group.nationality for group in groups),
        affiliation=_agreed(group.affiliation for group in groups),
        sex=_agreed(group.sex for group in groups),
        age=_agreed(group.age for group in groups),
        **more,
    )


def _agreed(values: Iterable[Any]) -> Any:
    """The one value that is told; None where none is, or several are."""
    found = {value for value in values if value is not None}
    return found.pop() if len(found) == 1 else None
