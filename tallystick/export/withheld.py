"""Names of the harmed, withheld: what leaves the ledger shows them only to who asks for them.

A name is covered by as many marks as it has letters, so that every span still cuts its quote. It is covered wherever
its report prints it, whole or in part, for "Yusuf" tells as much as "Amina Yusuf". The ledger itself keeps the words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from msgspec import UNSET
from msgspec.structs import replace

from tallystick.model import Claim, Reading

COVER = "█"
_NAME_PART = re.compile(r"[^\W\d_][\w’'-]{2,}")
_TITLES = frozenset(
    "the and his her their son daughter wife husband children mother father brother sister aged".split()
)


def without_names(reading: Reading) -> Reading:
    """The reading with the names of harmed people covered; the same reading where it has none."""
    parts = sorted(_parts(reading.claims), key=len, reverse=True)
    if not parts:
        return reading
    pattern = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, parts))})(?!\w)")
    report = replace(
        reading.report, text=_covered(reading.report.text, pattern), title=_covered(reading.report.title, pattern)
    )
    return replace(reading, report=report, claims=tuple(_claim(claim, pattern) for claim in reading.claims))


def _parts(claims: Iterable[Claim]) -> set[str]:
    """Each word of each name: capitalised, three letters or more, no title."""
    named = (claim.harm.group.wording for claim in claims if claim.harm is not UNSET and claim.harm.group.named)
    return {
        part for name in named for part in _NAME_PART.findall(name) if part[0].isupper() and part.lower() not in _TITLES
    }


def _covered(text: str, pattern: re.Pattern[str]) -> str:
    return pattern.sub(lambda match: re.sub(r"\w", COVER, match.group(0)), text)


def _claim(claim: Claim, pattern: re.Pattern[str]) -> Claim:
    covered = replace(claim, quote=_covered(claim.quote, pattern))
    if not claim.harm:
        return covered
    group = replace(claim.harm.group, wording=_covered(claim.harm.group.wording, pattern))
    quantity = replace(claim.harm.quantity, wording=_covered(claim.harm.quantity.wording, pattern))
    return replace(covered, harm=replace(claim.harm, group=group, quantity=quantity))
