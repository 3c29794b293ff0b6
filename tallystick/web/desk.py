"""The ledger as the pages see it: what is derived from it is kept until something is written to it.

Everything shown is a pure function of the ledger's entries, and the ledger's head names those entries: as long as the
head stays the same, so does the answer. A writer in another process changes the head, and the next page shows it: what
the new entries bear upon is made anew, and the rest is carried over (`following.py`).
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path
from threading import RLock
from typing import TypeVar

from tallystick import api
from tallystick.api import Known
from tallystick.ledger.base import Ledger
from tallystick.ledger.opening import open_ledger
from tallystick.model import Event
from tallystick.web.fulltext import FullText
from tallystick.web.kept import Kept

T = TypeVar("T")

KEPT = 12
"""Views of the ledger that are kept at once: now, and some of those that a time slider passes through. All views share
the readings; each has events of its own."""
ANSWERS = 240
"""What follows from a view and one question: lists of events, marks of a map."""


class Desk:
    """One ledger, and what was last derived from it. Any number of threads may use it."""

    def __init__(
        self, ledger: Path | str, *, profile: str = "ledger", letters: Mapping[str, str] | None = None
    ) -> None:
        """Open a ledger that is there.

        Args:
            profile: the one that holds where a page is asked for none.
            letters: reliability of origins, A to F, by id.
        Raises:
            SettingsError: there is no such ledger.
        """
        self.profile = profile
        self.letters = letters or {}
        self.ledger: Ledger = open_ledger(ledger)
        self._lock = RLock()
        self._last: Known | None = None
        self._kept: OrderedDict[Hashable, object] = OrderedDict()
        self._answers = Kept(ANSWERS)

    def close(self) -> None:
        """Let go of the ledger."""
        self.ledger.close()

    def head(self) -> str:
        """The hash of the ledger's last transaction: it names the state that everything shown follows from."""
        return self.ledger.head()

    def known(self, *, as_of: datetime | None = None, recorded_as_of: datetime | None = None) -> Known:
        """What the ledger holds, as known at one time; names of harmed people are covered."""
        head = self.head()
        if recorded_as_of is None:
            whole = self._once((head, "whole", None), self._follow)
        else:
            whole = self._once(
                (head, "whole", recorded_as_of),
                lambda: api.known(self.ledger, recorded_as_of=recorded_as_of, letters=self.letters),
            )
        return self._once((head, "at", as_of, recorded_as_of), lambda: whole.at(as_of)) if as_of else whole

    def events(
        self, profile: str, *, as_of: datetime | None = None, recorded_as_of: datetime | None = None
    ) -> list[Event]:
        """All events under a profile."""
        with self._lock:
            return self.known(as_of=as_of, recorded_as_of=recorded_as_of).events(profile)

    def full_text(self, *, recorded_as_of: datetime | None = None) -> FullText:
        """An index over the words of all reports and claims."""
        known = self.known(recorded_as_of=recorded_as_of)
        return self._once((self.head(), "words", recorded_as_of), lambda: FullText(known.readings))

    def writing(self) -> AbstractContextManager[object]:
        """Held while looking whether something may be written and writing it: nobody else of this server writes."""
        return self._lock

    def judgements(self) -> list[api.Judged]:
        """Everything that people judged, oldest first."""
        return self._once((self.head(), "judged"), lambda: api.judgements(self.ledger))

    def view(self, name: str, make: Callable[[], T], *parts: Hashable) -> T:
        """Something as large as all events at one time: kept like them, and no longer."""
        return self._once((self.head(), name, *parts), make)

    def derived(self, name: str, make: Callable[[], T], *parts: Hashable) -> T:
        """Anything else that follows from the ledger alone, made once for each state of it."""
        return self._answers.once((self.head(), name, *parts), make)

    def _follow(self) -> Known:
        self._last = api.follow(self.ledger, self._last, letters=self.letters)
        return self._last

    def _once(self, key: Hashable, make: Callable[[], T]) -> T:
        # One lock for all: two requests for the same view must not both link the whole ledger.
        with self._lock:
            if key not in self._kept:
                self._kept[key] = make()
                while len(self._kept) > KEPT:
                    self._kept.popitem(last=False)
            self._kept.move_to_end(key)
            return self._kept[key]  # type: ignore[return-value]  # what `make` gave for this key
