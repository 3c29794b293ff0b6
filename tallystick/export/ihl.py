"""A view: who counts as civilian where, in doubt, everybody does.

Rule: Additional Protocol I, article 50(1): in case of doubt whether a person is a civilian, that person shall be
considered to be a civilian. It is a rule of law and no finding: record, tallies and exports keep "unknown".
"""

from __future__ import annotations

from typing import NamedTuple

from tallystick.export import figures
from tallystick.model import Tally
from tallystick.shapes import N_, Shape

RULE = N_("In doubt, a person shall be considered to be a civilian (Additional Protocol I, article 50(1)).")
UNCOUNTED = N_("By this presumption nobody is counted here: no number is known, or its groups do not divide it.")
COUNTED = Shape(
    "By this presumption %(number)s of at least %(total)s killed count as civilians: %(civilians)s told to be, "
    "%(presumed)s of whom nothing is told; %(combatants)s are told to be combatants."
)


class Presumption(NamedTuple):
    """The dead of a breakdown, or of a total without one, by this view."""

    civilians: int
    """Told to be civilians."""
    presumed: int
    """Of whom no report tells what they were."""
    combatants: int

    @property
    def words(self) -> str:
        """One sentence."""
        return COUNTED(
            number=f"{self.civilians + self.presumed:,}",
            total=f"{sum(self):,}",
            civilians=f"{self.civilians:,}",
            presumed=f"{self.presumed:,}",
            combatants=f"{self.combatants:,}",
        )


def presumption(tally: Tally) -> Presumption | None:
    """The dead by the presumption; None where no number of dead is known, or its groups do not divide it."""
    total = tally.killed.best if tally.killed.best is not None else tally.killed.low
    if total is None:
        return None
    drawn = figures.parts(tally)
    if not drawn and any(group.outcome == "killed" for group in tally.groups):
        return None
    if not drawn:
        return Presumption(0, total, 0)
    statuses = {group.group: group.status for group in tally.groups if group.outcome == "killed"}
    told = {"civilian": 0, "combatant": 0, "unknown": 0}
    for part in drawn:
        status = statuses.get(part.group or "", "unknown")
        told[status if status in told else "unknown"] += part.number
    return Presumption(told["civilian"], told["unknown"], told["combatant"])
