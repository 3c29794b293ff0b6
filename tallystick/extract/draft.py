"""A claim on its way, before it has an id."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tallystick.extract.finding import Finding
from tallystick.extract.incident import Incident
from tallystick.model import Attribution


@dataclass(slots=True)
class Draft:
    """A claim on its way: what it says, where it stands, who says it."""

    kind: str
    start: int
    end: int
    incident: Incident | None
    rule: str
    attribution: Attribution
    said_at: datetime | None
    in_title: bool = False
    payload: dict[str, Any] = field(default_factory=dict)
    finding: Finding | None = None
