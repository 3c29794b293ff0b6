"""Readings to fill a ledger with."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta

from tallystick.model import (
    Attribution,
    Capture,
    Claim,
    Group,
    Harm,
    Mention,
    Original,
    Quantity,
    Reading,
    Report,
    Speaker,
)

START = datetime(2024, 3, 1, 12, tzinfo=UTC)


def at(minutes: float) -> datetime:
    """The ledger's clock, minutes after the start."""
    return START + timedelta(minutes=minutes)


def reading(
    number: int = 1,
    *,
    killed: int = 3,
    url: str | None = None,
    published_at: datetime | None = START,
    external_id: str | None = None,
) -> Reading:
    """Report `rep_<number>`: one mention, and as many killed as told."""
    text = f"Report {number}. At least {killed} fishermen were killed at the pier, the coast guard said."
    quote = f"At least {killed} fishermen were killed"
    start = text.index(quote)
    claim = Claim(
        id="c1",
        kind="harm",
        mention="m1",
        span=(start, start + len(quote)),
        quote=quote,
        attribution=Attribution(speakers=(Speaker(wording="the coast guard"),), verb="said"),
        said_at=published_at,
        harm=Harm(
            outcome="killed",
            quantity=Quantity(low=killed, high=None, wording=f"At least {killed}", hedge="at_least"),
            group=Group(wording="fishermen", status="civilian"),
        ),
    )
    return Reading(
        report=Report(
            id=f"rep_{number}",
            outlet="Harbour Post",
            url=url,
            title="Deaths at the pier",
            text=text,
            published_at=published_at,
            external_id=external_id,
        ),
        mentions=(Mention(id="m1", role="main", type="Attack", span=(0, len(text))),),
        claims=(claim,),
    )


PAGE = "<p>At least 3 fishermen were killed at the pier. القارب</p>".encode()


def original(data: bytes = PAGE, *, url: str = "https://harbour.example/pier") -> Original:
    """A page that was had from somewhere."""
    digest = hashlib.sha256(data).hexdigest()
    return Original(capture=Capture(sha256=digest, size=len(data), url=url, fetched_at=at(0)), data=data)
