"""A claim on its way, before it has an id."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tallystick.extract.finding import Finding
from tallystick.extract.incident import Incident
from tallystick.model import Attribution, Harm


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


OTHERS = re.compile(r"(?:the\s+)?(?:\d+\s+)?(?:others?|more|other\s+(?:people|persons))$", re.I)
"""People told apart from some told before, and no more."""
GENERAL = re.compile(
    r"\b(?:people|persons|civilians|soldiers|troops|fighters|militants|rebels|policemen|residents|villagers|insurgents)\b",
    re.I,
)
"""A word that may take in people of every kind of one side."""


def harm_of(draft: Draft) -> Harm:
    """The harm that this draft of a claim tells."""
    harm: Harm = draft.payload["harm"]
    return harm


def speaking(draft: Draft) -> str:
    """The last speaker; "" = the outlet."""
    return draft.attribution.speakers[-1].wording if draft.attribution.speakers else ""


def one_voice(left: Draft, right: Draft) -> bool:
    """Whether one speaker gives both, or the outlet gives one of them."""
    a, b = left.attribution.speakers, right.attribution.speakers
    if not a or not b:
        return True
    return a[-1].wording == b[-1].wording or (a[-1].source is not None and a[-1].source == b[-1].source)
