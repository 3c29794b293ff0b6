"""Answers that are kept: made once for each state of the ledger and each question, and let go when others are newer."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import TypeVar

T = TypeVar("T")


class _Making:
    """One answer, or the place where it will be."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.made = False
        self.answer: object = None


class Kept:
    """Any number of threads may ask; two that ask the same wait for one making, two that ask other things do not."""

    def __init__(self, most: int) -> None:
        """Keep so many answers, those that were asked for last."""
        self._most = most
        self._lock = Lock()
        self._held: OrderedDict[Hashable, _Making] = OrderedDict()

    def once(self, key: Hashable, make: Callable[[], T]) -> T:
        """The answer kept for this key, or the one that is made now; what cannot be made is not kept."""
        with self._lock:
            making = self._held.setdefault(key, _Making())
            self._held.move_to_end(key)
            while len(self._held) > self._most:
                self._held.popitem(last=False)
        with making.lock:
            if not making.made:
                making.answer = make()
                making.made = True
            return making.answer  # type: ignore[return-value]  # what `make` gave for this key
