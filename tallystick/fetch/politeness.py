"""Manners: robots files, a pause between two requests to one host, a bound on them, and backing off."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from typing import Any

from tallystick.errors import FetchError
from tallystick.fetch.http import Answer, Fetcher
from tallystick.model import Record
from tallystick.read import addresses

ROBOT = "tallystick"
"""The name that a robots file knows us by."""
ROBOTS_BYTES = 500_000
"""Of a robots file; RFC 9309 wants at least 500 KiB to be read."""
ROBOTS_SECONDS = 86_400.0
"""How long a robots file is believed; RFC 9309: not longer than a day."""
FAILED_ROBOTS_SECONDS = 600.0

BACK_OFF = (60.0, 300.0, 1_800.0, 7_200.0, 43_200.0)
"""Seconds until the next try after one, two, three … failures in a row; then every half a day."""


class _Rules(Record, frozen=True):
    """What one host's robots file asks for."""

    parsed: Any | None
    """None = everything is allowed."""
    shut: bool
    """True: the file could not be had because the server is in trouble, so nothing may be asked for."""
    until: float


class Polite:
    """A fetcher with manners. One instance for all that goes on at a time, or hosts are asked too often."""

    def __init__(
        self,
        fetcher: Fetcher,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """Wrap a fetcher; `clock` in seconds from any start."""
        self._fetcher = fetcher
        self.limits = fetcher.limits
        self._clock = clock
        self._sleep = sleep
        self._rules: dict[str, _Rules] = {}
        self._next: dict[str, float] = {}
        self._asked: Counter[str] = Counter()

    def get(self, url: str, *, etag: str | None = None, last_modified: str | None = None, wait: bool = True) -> Answer:
        """Fetch, if the host's robots file allows it, when its turn has come.

        Args:
            etag, last_modified: as for `Fetcher.get`.
            wait: sleep until then; False = the caller has asked `ready_in` and waited.
        Raises:
            FetchError: code robots where it is not allowed, else as `Fetcher.get`.
        """
        origin = origin_of(url)
        rules = self._rules_of(origin)
        if rules.shut:
            what = f"{origin}/robots.txt could not be had, so nothing there may be fetched now"
            raise FetchError("robots", what, temporary=True)
        if rules.parsed is not None and not rules.parsed.can_fetch(url, ROBOT):
            raise FetchError("robots", f"{origin}/robots.txt does not allow us to fetch this page")
        if self._asked[origin] >= self.limits.pages:
            what = f"{self.limits.pages:,} requests were made to {origin} in this round; the rest comes in the next"
            raise FetchError("bound", what, temporary=True)
        if wait:
            self._sleep(self.ready_in(url))
        try:
            return self._fetcher.get(url, etag=etag, last_modified=last_modified)
        finally:
            self._asked[origin] += 1
            self._next[origin] = self._clock() + self._delay(rules)

    def ready_in(self, url: str) -> float:
        """Seconds until this address's host may be asked again."""
        return max(0.0, self._next.get(origin_of(url), 0.0) - self._clock())

    def new_round(self) -> None:
        """Begin to count anew how often each host was asked."""
        self._asked.clear()

    def _delay(self, rules: _Rules) -> float:
        asked = rules.parsed.crawl_delay(ROBOT) if rules.parsed is not None else None
        return min(max(self.limits.delay, float(asked or 0.0)), self.limits.longest_delay)

    def _rules_of(self, origin: str) -> _Rules:
        held = self._rules.get(origin)
        if held is None or held.until <= self._clock():
            held = self._rules[origin] = self._ask_for_rules(origin)
        return held

    def _ask_for_rules(self, origin: str) -> _Rules:
        """Rule: RFC 9309, 2.3.1: no such file = everything is allowed; a server in trouble = nothing is."""
        self._sleep(self.ready_in(origin))
        try:
            answer = self._fetcher.get(f"{origin}/robots.txt", first_bytes=ROBOTS_BYTES)
        except FetchError as error:
            shut = error.temporary
            seconds = FAILED_ROBOTS_SECONDS if shut else ROBOTS_SECONDS
            return _Rules(parsed=None, shut=shut, until=self._clock() + seconds)
        finally:
            self._next[origin] = self._clock() + self.limits.delay
        from protego import Protego

        text = answer.body.decode("utf-8", "replace")
        try:
            parsed = Protego.parse(text)
        except Exception:  # a foreign parser over a hostile file: what it cannot read allows nothing
            return _Rules(parsed=None, shut=True, until=self._clock() + FAILED_ROBOTS_SECONDS)
        return _Rules(parsed=parsed, shut=False, until=self._clock() + ROBOTS_SECONDS)


def origin_of(url: str) -> str:
    """Scheme, host and port of an address: what a robots file speaks for."""
    tidied = addresses.tidy(url) or url
    return "/".join(tidied.split("/")[:3])


def back_off(failures: int, *, retry_after: float | None = None) -> float:
    """Seconds until the next try after so many failures in a row; never before the server asks for it."""
    return max(BACK_OFF[min(failures, len(BACK_OFF)) - 1], retry_after or 0.0)
