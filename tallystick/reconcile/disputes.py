"""Claims that cannot all hold, and why, in words.

Scope first: one soldier, as the army says, and 57 dead, as a monitor says, are not about the same people. Only
figures of the same outcome and the same people can contradict each other.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import combinations

from tallystick.model import Dispute, Note, Origin
from tallystick.reconcile.breakdown import Breakdown
from tallystick.reconcile.figure import Figure, are_disjoint
from tallystick.reconcile.groups import same_group


def disputes(figures: Sequence[Figure], found: Sequence[Breakdown], origins: Sequence[Origin]) -> tuple[Dispute, ...]:
    """Contradictions of numbers, of denials, and of breakdowns with their totals."""
    names = {origin.id: origin.name for origin in origins}
    every = _of_numbers(figures, names) + _of_denials(figures, names) + _of_sums(found)
    return tuple(sorted(every, key=lambda dispute: (dispute.claims, dispute.why)))


def denial_notes(figures: Sequence[Figure], origins: Sequence[Origin]) -> list[Note]:
    """Denials that meet no figure here: they concern their own statement and nothing else."""
    names = {origin.id: origin.name for origin in origins}
    return [
        Note(
            claims=(denial.id,),
            text=f"{_capital(names[denial.origin])} denies {_what(denial)}. No report here gives a figure for them, "
            "so the denial touches no number.",
        )
        for denial in _denials(figures)
        if not _contradicted(denial, figures)
    ]


def _of_numbers(figures: Sequence[Figure], names: dict[str, str]) -> list[Dispute]:
    kin: dict[tuple[str, str], list[Figure]] = {}
    for figure in sorted(figures, key=lambda figure: figure.id):
        if figure.stands and figure.bears in {"total", "group", "party"}:
            kin.setdefault((figure.harm.outcome, figure.topic), []).append(figure)
    found = []
    for (outcome, topic), members in kin.items():
        clashing = {
            figure.id: figure
            for one, other in combinations(members, 2)
            if one.origin != other.origin and are_disjoint(one.quantity, other.quantity)
            for figure in (one, other)
        }
        if clashing:
            said = _said(clashing.values(), names)
            of_whom = f"{topic} {outcome}" if topic else f"all {outcome}"
            found.append(Dispute(claims=tuple(clashing), why=f"On {of_whom}: {said}. No number fits them all."))
    return found


def _said(figures: Iterable[Figure], names: dict[str, str]) -> str:
    """Who says which number, each once however many reports repeat it."""
    return "; ".join(dict.fromkeys(f"{names[figure.origin]} says {figure.number}" for figure in figures))


def _of_denials(figures: Sequence[Figure], names: dict[str, str]) -> list[Dispute]:
    found = []
    for denial in _denials(figures):
        against = _contradicted(denial, figures)
        if against:
            said = _said(against, names)
            why = f"{_capital(names[denial.origin])} denies {_what(denial)}; {said}."
            found.append(Dispute(claims=(denial.id, *(figure.id for figure in against)), why=why))
    return found


def _denials(figures: Sequence[Figure]) -> list[Figure]:
    denied = (figure for figure in figures if figure.claim.attribution.stance == "denies")
    return sorted(denied, key=lambda figure: figure.id)


def _contradicted(denial: Figure, figures: Sequence[Figure]) -> list[Figure]:
    """Standing figures of the very people whom the denial is about."""
    return sorted(
        (
            figure
            for figure in figures
            if figure.stands
            and figure.low > 0
            and _can_be_same_harm(denial, figure)
            and (denial.bears == "total") == (figure.bears == "total")
            and same_group(denial.harm.group, figure.harm.group)
        ),
        key=lambda figure: figure.id,
    )


def _can_be_same_harm(denial: Figure, figure: Figure) -> bool:
    """The same outcome; "casualties" leaves open whether dead or wounded."""
    outcomes = {denial.harm.outcome, figure.harm.outcome}
    return len(outcomes) == 1 or outcomes in ({"casualties", "killed"}, {"casualties", "wounded"})


def _of_sums(found: Sequence[Breakdown]) -> list[Dispute]:
    return [
        Dispute(
            claims=one.claims,
            why=f"The groups named add up to {one.accounted}, but the total is {one.total.number}"
            + (", and the words say that the list is complete." if one.closed else "."),
        )
        for one in found
        if one.is_impossible
    ]


def _what(denial: Figure) -> str:
    group = denial.harm.group.wording
    return f"{denial.harm.outcome} among {group}" if group else f"any {denial.harm.outcome}"


def _capital(name: str) -> str:
    return name[:1].upper() + name[1:]
