"""What every profile needs to show its working."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from tallystick.model import Estimate, GroupTally, SetAside, Tally
from tallystick.reconcile.case import Case, Toll
from tallystick.reconcile.figure import Figure
from tallystick.reconcile.independence import corroboration

UNKNOWN = Estimate(low=None, best=None, high=None)


def tally(
    case: Case,
    profile: str,
    *,
    killed: Estimate,
    wounded: Estimate,
    used: Iterable[str],
    trace: Sequence[str],
    otherwise: Mapping[str, str],
    groups: Sequence[GroupTally] = (),
    remainder: int | None = None,
) -> Tally:
    """Put a tally together; every claim that is not used is set aside with its reason.

    Args:
        otherwise: claim id to the profile's own reason, for standing claims that it does not use.
    """
    entered = set(used)
    aside = [
        SetAside(claim=figure.id, reason=figure.aside or otherwise.get(figure.id) or "this profile does not use it")
        for figure in case.figures
        if figure.id not in entered
    ]
    return Tally(
        profile=profile,
        as_of=case.as_of,
        killed=killed,
        wounded=wounded,
        groups=tuple(groups),
        remainder=remainder,
        used=tuple(sorted(entered)),
        set_aside=tuple(sorted(aside, key=lambda item: item.claim)),
        trace=tuple(trace),
    )


def told_by(case: Case, tolls: Iterable[Toll]) -> list[str]:
    """One sentence a number: who stands behind it, counting origins, not outlets."""
    by_number: dict[int, list[Toll]] = {}
    for toll in tolls:
        by_number.setdefault(toll.low, []).append(toll)
    return [_told_by(case, low, same) for low, same in sorted(by_number.items())]


def _told_by(case: Case, low: int, tolls: Sequence[Toll]) -> str:
    claims = {claim for toll in tolls for claim in toll.claims}
    behind = corroboration([f for f in case.figures if f.id in claims], case.origins)
    named = f" ({', '.join(behind.named)})" if behind.named else ""
    unnamed = ", and one unnamed at most" if behind.unnamed else ""
    summed = " (added up from parts)" if any(toll.derived for toll in tolls) else ""
    return (
        f"{low}{summed}: outlets {len(behind.outlets)}, named independent origins {len(behind.named)}{named}{unnamed}."
    )


def superseded(case: Case) -> list[str]:
    """One sentence a superseded total."""
    return [
        f"{figure.id} ({figure.number}) is {figure.aside}; it stays on the time line."
        for figure in case.figures
        if figure.superseded_by and figure.bears == "total"
    ]


def standing(case: Case) -> list[Figure]:
    """The figures that nothing has set aside."""
    return [figure for figure in case.figures if figure.stands]


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
