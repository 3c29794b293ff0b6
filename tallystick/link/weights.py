"""The table of weights: `weights.toml`, one line a feature, and what it was fitted on."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from pathlib import Path

from tallystick.model import Record

FILE = Path(__file__).with_name("weights.toml")

VETO = float("-inf")
"""The weight of what rules a pair out."""


class Weights(Record, frozen=True, kw_only=True):
    """What each feature adds to the sum, and the sum that two mentions need to be one event."""

    needed: float
    """Least mean sum at which mentions are held to be one event."""
    once: float
    """Least sum of one pair at least, for two groups to be one event."""
    once_without_text: float
    """The same where one of the pair is told in passing, or its text is too short to be compared."""
    features: dict[str, float]

    def of(self, feature: str) -> float:
        """What this feature adds; minus infinity where it rules the pair out.

        Raises:
            KeyError: there is no such feature in the table.
        """
        return self.features[feature]


@lru_cache(maxsize=1)
def load() -> Weights:
    """The bundled table; read once."""
    table = tomllib.loads(FILE.read_text(encoding="utf-8"))
    features = {
        f"{group}: {name}": weight for group, rows in table["features"].items() for name, weight in rows.items()
    }
    vetoes = dict.fromkeys(table["ruled_out"]["features"], VETO)
    return Weights(
        needed=table["needed"],
        once=table["once"],
        once_without_text=table["once_without_text"],
        features=features | vetoes,
    )
