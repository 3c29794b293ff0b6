"""Claims that cannot all hold, and why, in words.

Scope first: one soldier, as the army says, and 57 dead, as a monitor says, are not about the same people. Only
figures of the same outcome and the same people can contradict each other, or figures that an arithmetic binds: parts
and their whole, a share and what it is a share of, dead and wounded and casualties.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations

from tallystick.model import Dispute, Note, Origin
from tallystick.reconcile.bounds import System, conflict, joint, within
from tallystick.reconcile.breakdown import Breakdown
from tallystick.reconcile.figure import Figure, ancestors, are_disjoint
from tallystick.reconcile.groups import same_group
from tallystick.reconcile.shares import Share, impossible, shares
from tallystick.reconcile.tree import limit, system_of
from tallystick.shapes import Shape

NO_NUMBER_FITS = Shape("On %(whom)s: %(said)s. No number fits them all.", whom="", said="; ")
ALL = Shape("all %(outcome)s")
OF = Shape("%(what)s %(outcome)s")
SAYS = Shape("%(name)s says %(figure)s")
DENIED = Shape(
    "%(name)s denies %(what)s. No report here gives a figure for them, so the denial touches no number.", what=""
)
DENIED_AGAINST = Shape("%(name)s denies %(what)s; %(said)s.", what="", said="; ")
AMONG = Shape("%(outcome)s among %(group)s")
ANY = Shape("any %(outcome)s")
OWN_TOTAL = Shape("The groups named add up to %(sum)d, but the total is %(total)s.")
OWN_TOTAL_CLOSED = Shape(
    "The groups named add up to %(sum)d, but the total is %(total)s, and the words say that the list is complete."
)
OTHER_TOTAL = Shape("%(name)s counts %(listed)s, %(told)s in all.")
SHARE_CANNOT = Shape(
    "%(name)s says %(share)s of %(total)s %(outcome)s are %(group)s; with %(listed)s counted, that cannot be."
)
NOT_WITHIN = Shape("%(inner)s cannot be among %(outer)s.")
NOT_CASUALTIES = Shape("%(name)s gives %(said)s: dead and wounded are the casualties.", said=", ")


def disputes(figures: Sequence[Figure], found: Sequence[Breakdown], origins: Sequence[Origin]) -> tuple[Dispute, ...]:
    """Contradictions of numbers, of denials, of parts with wholes, of shares, and of casualties with dead and wounded.

    Returns:
        `sets` of each holds smallest sets of claims: take any one claim away, and the others can hold.
    """
    names = {origin.id: origin.name for origin in origins}
    every = [
        *_of_numbers(figures, names),
        *_of_denials(figures, names),
        *_of_sums(figures, found, names),
        *_of_shares(shares(figures, found), names),
        *_of_containers(figures),
        *_of_casualties(figures, names),
    ]
    return tuple(sorted(every, key=lambda dispute: (dispute.claims, dispute.why)))


# ------------------------------------------------------------------------------------------- numbers


def _of_numbers(figures: Sequence[Figure], names: dict[str, str]) -> Iterator[Dispute]:
    kin: dict[tuple[str, str], list[Figure]] = {}
    for figure in sorted(figures, key=lambda figure: figure.id):
        if figure.stands and figure.bears in {"total", "group", "party"}:
            kin.setdefault((figure.harm.outcome, figure.topic), []).append(figure)
    for (outcome, topic), members in kin.items():
        statements = _each_once(members)
        sets = [
            (one, other)
            for one, other in combinations(statements, 2)
            if one.origin != other.origin and are_disjoint(one.quantity, other.quantity)
        ]
        clashing = {_statement(figure) for pair in sets for figure in pair}
        if clashing:
            told = [figure for figure in members if _statement(figure) in clashing]
            of_whom = OF(what=topic, outcome=outcome) if topic else ALL(outcome=outcome)
            yield Dispute(
                claims=tuple(figure.id for figure in told),
                why=NO_NUMBER_FITS(whom=of_whom, said=_said(told, names)),
                sets=tuple((one.id, other.id) for one, other in sets),
            )


def _statement(figure: Figure) -> tuple[object, ...]:
    """Who gives which bounds: however many reports repeat it, it is one statement."""
    return figure.origin, figure.quantity.low, figure.quantity.high


def _each_once(figures: Iterable[Figure]) -> list[Figure]:
    first: dict[tuple[object, ...], Figure] = {}
    for figure in figures:
        first.setdefault(_statement(figure), figure)
    return list(first.values())


def _said(figures: Iterable[Figure], names: dict[str, str]) -> str:
    """Who says which number, each once however many reports repeat it."""
    return "; ".join(dict.fromkeys(SAYS(name=names[one.origin], figure=one.number) for one in figures))


# ------------------------------------------------------------------------------------------- denials


def denial_notes(figures: Sequence[Figure], origins: Sequence[Origin]) -> list[Note]:
    """Denials that meet no figure here: they concern their own statement and nothing else."""
    names = {origin.id: origin.name for origin in origins}
    return [
        Note(
            claims=(denial.id,),
            text=DENIED(name=_capital(names[denial.origin]), what=_what(denial)),
        )
        for denial in _denials(figures)
        if not _contradicted(denial, figures)
    ]


def _of_denials(figures: Sequence[Figure], names: dict[str, str]) -> Iterator[Dispute]:
    for denial in _denials(figures):
        against = _contradicted(denial, figures)
        if against:
            yield Dispute(
                claims=(denial.id, *(figure.id for figure in against)),
                why=DENIED_AGAINST(name=_capital(names[denial.origin]), what=_what(denial), said=_said(against, names)),
                sets=tuple((denial.id, figure.id) for figure in _each_once(against)),
            )


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


def _what(denial: Figure) -> str:
    group = denial.harm.group.wording
    outcome = denial.harm.outcome
    return AMONG(outcome=outcome, group=group) if group else ANY(outcome=outcome)


def _capital(name: str) -> str:
    return name[:1].upper() + name[1:]


# ---------------------------------------------------------------------------------- parts and wholes


def _of_sums(figures: Sequence[Figure], found: Sequence[Breakdown], names: dict[str, str]) -> Iterator[Dispute]:
    """Lists that do not fit their own total, and lists that do not fit the total of somebody else."""
    seen: set[tuple[object, ...]] = set()
    for one in found:
        own = conflict(system_of(one))
        if own:
            yield Dispute(claims=one.claims, why=_of_own_total(one), sets=(own,))
            continue
        totals = [f for f in figures if f.stands and f.bears == "total" and f.harm.outcome == one.total.harm.outcome]
        for total in _each_once(totals):
            key = (_statement(total), tuple(_statement(part) for part in one.parts))
            if total.origin == one.parts[0].origin or key in seen:
                continue
            seen.add(key)
            if (clash := conflict(system_of(one, [total]))) and total.id in clash:
                # What is too many may stand in another list of the same whole: by role where the first is by sex.
                parts = [part for cut in (one.parts, *one.others) for part in cut if part.id in clash]
                yield Dispute(claims=clash, why=_of_other_total(parts, total, names), sets=(clash,))


def _of_own_total(one: Breakdown) -> str:
    return (OWN_TOTAL_CLOSED if one.closed else OWN_TOTAL)(sum=one.accounted, total=one.total.number)


def _of_other_total(parts: Sequence[Figure], total: Figure, names: dict[str, str]) -> str:
    listed = " + ".join(f"{part.low} {part.harm.group.wording}".strip() for part in parts)
    summed = f" = {sum(part.low for part in parts)}" if len(parts) > 1 else ""
    who, other = _capital(names[parts[0].origin]), names[total.origin]
    return OTHER_TOTAL(name=who, listed=f"{listed}{summed}", told=f"{other} {total.number}")


def _of_shares(read: Sequence[Share], names: dict[str, str]) -> Iterator[Dispute]:
    for share in read:
        if share.holds is False and (clash := impossible(share)):
            who, figure = _capital(names[share.figure.origin]), share.figure
            listed = " + ".join(f"{part.low} {part.harm.group.wording}".strip() for part in share.one.parts)
            yield Dispute(
                claims=clash,
                why=SHARE_CANNOT(
                    name=who,
                    share=repr(figure.quantity.wording),
                    total=share.one.total.number,
                    outcome=figure.harm.outcome,
                    group=figure.harm.group.wording,
                    listed=listed,
                ),
                sets=(clash,),
            )


def _of_containers(figures: Sequence[Figure]) -> Iterator[Dispute]:
    """A group that is larger than the group that it is told to be within."""
    by_id = {figure.id: figure for figure in figures}
    for part in sorted(figures, key=lambda figure: figure.id):
        if not part.stands or part.bears != "group" or part.part_of is None:
            continue
        for whole in ancestors(part, by_id):
            if not whole.stands or whole.bears != "group" or whole.harm.outcome != part.harm.outcome:
                continue
            if clash := conflict(System((limit("whole", whole), limit("part", part)), (within("part", "whole"),))):
                inner, outer = (f"{figure.number} {figure.harm.group.wording}" for figure in (part, whole))
                yield Dispute(claims=clash, why=NOT_WITHIN(inner=inner, outer=outer), sets=(clash,))


def _of_casualties(figures: Sequence[Figure], names: dict[str, str]) -> Iterator[Dispute]:
    """Dead and wounded of one passage that are not its casualties."""
    passages: dict[tuple[object, ...], dict[str, Figure]] = {}
    for figure in sorted(figures, key=lambda figure: figure.id):
        if figure.stands and figure.bears == "total" and figure.harm.outcome in ("killed", "wounded", "casualties"):
            passages.setdefault((figure.report, figure.when, figure.origin), {}).setdefault(figure.harm.outcome, figure)
    for told in passages.values():
        if "casualties" not in told or len(told) < 2:
            continue
        system = System(
            tuple(limit(outcome, figure) for outcome, figure in told.items()),
            (joint("casualties", ["killed", "wounded"]),),
        )
        if clash := conflict(system):
            said = ", ".join(
                OF(what=told[outcome].number, outcome=outcome) for outcome in told if told[outcome].id in clash
            )
            who = _capital(names[told["casualties"].origin])
            yield Dispute(claims=clash, why=NOT_CASUALTIES(name=who, said=said), sets=(clash,))
