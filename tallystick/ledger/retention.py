"""What stays of a reading where texts must not be kept: hash, spans and the quotes of its claims."""

from __future__ import annotations

import hashlib
import re

from msgspec.structs import replace

from tallystick.model import Original, Reading

_SIGN = re.compile(r"[^\n]")


def quotes_only(reading: Reading) -> Reading:
    """The reading with a text as long as it was, blank outside of what its claims quote.

    Line ends stay, so that every span, and every section, is where it was. The title stays whole: it is short, and
    the page is known by it.
    """
    report = reading.report
    kept: list[str] = []
    at = 0
    for start, end in sorted(claim.span for claim in reading.claims if claim.in_ == "text"):
        if end > at:
            kept.append(_SIGN.sub(" ", report.text[at : max(start, at)]))
            kept.append(report.text[max(start, at) : end])
            at = end
    kept.append(_SIGN.sub(" ", report.text[at:]))
    digest = hashlib.sha256(report.text.encode("utf-8", "surrogatepass")).hexdigest()
    return replace(reading, report=replace(report, text="".join(kept), text_sha256=digest))


def without_bytes(original: Original) -> Original:
    """The capture alone."""
    return Original(capture=replace(original.capture, kept=False), data=b"")
