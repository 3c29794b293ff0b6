"""Telling others what was written to a ledger."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from tallystick import notifying
from tallystick.api.books import beside, opened
from tallystick.fetch.http import Fetcher
from tallystick.notifying import Notifier, Reached, Sends


def notify(
    hooks: Path | str,
    *,
    ledger: Path | str,
    state: Path | str | None = None,
    now: datetime | None = None,
    sends: Sends | None = None,
) -> dict[str, Reached]:
    """Tell each address of a file what was written to a ledger since it was told last; once.

    Args:
        state: the file that says how far each was told; None = beside the ledger, or in the current folder where it is
            a database.
        now: None = now.
        sends: what sends; None = to public addresses only.
    Returns:
        How far each address was told, and what is wrong, by a name for it.
    Raises:
        SettingsError: there is no such ledger, or the file of addresses or of the state cannot be used.
        ExtraMissingError: what sends is not installed.
    """
    named = notifying.hooks_in(Path(hooks))
    notifier = Notifier(named, beside(ledger, state, "notify", "--state FILE", "state is"), sends or Fetcher())
    with opened(ledger) as book:
        notifier.round(book, now=now or datetime.now(UTC))
    return {hook.name: notifier.reached[hook.name] for hook in named if hook.name in notifier.reached}
