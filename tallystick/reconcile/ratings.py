"""The Admiralty scale, both axes: how reliable the origin is, and how far others bear out what it says.

The letter is the desk's own, from its file; where the file says nothing it is F, "cannot be judged". The digit comes
from other independent origins alone, never from the letter and never from the number of outlets. Nothing in a tally is
weighed by either; `ucdp` and `acled` say so where they use a letter.

Rule: MISP taxonomy `admiralty-scale`; digits 1 to 6 as put into conditions here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

from tallystick.model import Origin, Rating
from tallystick.reconcile.figure import Figure, are_disjoint
from tallystick.shapes import N_, Shape

RATED = Shape("the desk's file rates %(name)s %(letter)s; %(why)s", why="")
NOT_RATED = Shape("the desk's file does not rate %(name)s; %(why)s", why="")
NO_NUMBER = Shape("%(wording)s is no number that others could bear out")
BORNE_OUT = Shape("borne out by %(names)s")
BOTH = Shape("borne out by %(names)s, contradicted by %(others)s")
CONTRADICTED = Shape("contradicted by %(names)s")

Digit = Literal["1", "2", "3", "4", "5", "6"]
LETTERS = ("A", "B", "C", "D", "E", "F")


def ratings(figures: Sequence[Figure], origins: Sequence[Origin], letters: Mapping[str, str]) -> tuple[Rating, ...]:
    """Both axes for every standing figure of a total or a group, in the order of their claims."""
    names = {origin.id: origin.name for origin in origins}
    kin: dict[tuple[str, str], list[Figure]] = {}
    for figure in figures:
        if figure.stands and figure.bears in ("total", "group", "party"):
            kin.setdefault((figure.harm.outcome, figure.topic), []).append(figure)
    found = []
    for members in kin.values():
        for figure in members:
            digit, why = _credibility(figure, members, names)
            letter = letters.get(figure.origin, "F")
            shape = RATED if figure.origin in letters else NOT_RATED
            told = shape(name=names[figure.origin], letter=letter, why=why)
            found.append(
                Rating(claim=figure.id, reliability=letter, credibility=digit, why=told)  # type: ignore[arg-type]
            )
    return tuple(sorted(found, key=lambda rating: rating.claim))


def _credibility(figure: Figure, kin: Sequence[Figure], names: Mapping[str, str]) -> tuple[Digit, str]:
    """The digit, and who bears the figure out or contradicts it."""
    if figure.quantity.hedge == "vague":
        return "6", NO_NUMBER(wording=repr(figure.quantity.wording))
    others = [other for other in kin if other.origin != figure.origin and other.quantity.hedge != "vague"]
    confirming = sorted({names[o.origin] for o in others if o.named and _bears_out(o, figure)})
    against = sorted({names[o.origin] for o in others if are_disjoint(o.quantity, figure.quantity)})
    if confirming and not against:
        return "1", BORNE_OUT(names=", ".join(confirming))
    if confirming:
        return "3", BOTH(names=", ".join(confirming), others=", ".join(against))
    if len(against) > 1:
        return "5", CONTRADICTED(names=", ".join(against))
    if against:
        return "4", CONTRADICTED(names=against[0])
    if not others:
        return "6", N_("no other origin speaks of the same people")
    if any(_bears_out(other, figure) for other in others):
        return "3", N_("only an unnamed origin gives the same")
    return "2", N_("others leave room for it, and none gives the same")


def _bears_out(other: Figure, figure: Figure) -> bool:
    """The same number, or two closed ranges with a number in common."""
    one, two = other.quantity, figure.quantity
    if one.low is not None and one.low == two.low:
        return True
    return one.high is not None and two.high is not None and not are_disjoint(one, two)
