"""What the reader knows beforehand: its word lists, the sources and actors, the gazetteer."""

from __future__ import annotations

from dataclasses import dataclass

from tallystick.reference.lexicon import Lexicon
from tallystick.reference.places import Gazetteer
from tallystick.reference.sources import Registry


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What the reader knows beforehand."""

    words: Lexicon
    registry: Registry
    gazetteer: Gazetteer
