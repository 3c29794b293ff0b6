"""How much of the network we take in, and how long we wait: safe by default, told in the message when met."""

from __future__ import annotations

from tallystick.model import Record


class Limits(Record, frozen=True, kw_only=True):
    """Bounds of one fetch, and of the traffic with one host."""

    bytes: int = 20_000_000
    """Of a body, unpacked. A long newspaper page is 1 MB, a news sitemap up to 10 MB."""
    seconds: float = 60.0
    """For everything: name, connection, redirects and the whole body, however slowly it comes."""
    silence: float = 20.0
    """Seconds to wait for the next byte."""
    redirects: int = 5
    ratio: int = 200
    """How many times larger a body may get by unpacking; text reaches 20, a bomb 1,000."""
    delay: float = 1.0
    """Seconds between two requests to one host, where its robots file does not ask for more."""
    longest_delay: float = 600.0
    """A host that asks for more seconds than that between requests is asked no more than one page a round."""
    entries: int = 2_000
    """Of one feed or sitemap."""
    pages: int = 5_000
    """Requests to one host in one round."""
