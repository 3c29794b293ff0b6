"""Telling others what was written to a ledger: signed messages to addresses that a desk names (webhooks).

A message holds lines of the feed of changes, as the API gives them: numbers and ids, never words of a report. It is
signed and named as Standard Webhooks have it, so that receivers can check it with the libraries there are: the header
`webhook-signature` is an HMAC-SHA256 over id, time and body. An address that does not take it is asked again, later and
later; what it missed comes in order, at least once, each message under the same id.
"""

from __future__ import annotations

import hmac
import os
import tomllib
from base64 import b64decode, b64encode
from binascii import Error as NoBase64
from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Protocol

import msgspec

from tallystick import changes
from tallystick.changes import Written
from tallystick.errors import FetchError, SettingsError
from tallystick.ledger.base import Ledger
from tallystick.locks import locked
from tallystick.model import Record
from tallystick.read import addresses

MOST = 100
"""Changes in one message."""
FIRST_WAIT, LONGEST_WAIT = 60.0, 6 * 3600.0
"""Seconds until an address is asked again: twice as many with each failure, up to the longest."""
PATIENCE = 5.0
"""Seconds that a round waits for another one with the same file; longer waits are for slow addresses."""
LEAST_SECRET = 24
"""Bytes of a secret, as Standard Webhooks want it."""
PREFIX = "whsec_"


class Hook(Record, frozen=True, kw_only=True):
    """One address that is told."""

    url: str
    secret: bytes

    @property
    def name(self) -> str:
        """By which the state knows it: nothing of the address, whose path may be a secret, too."""
        return sha256(self.url.encode()).hexdigest()[:16]


class Reached(Record, frozen=True, kw_only=True):
    """How far an address was told, and whether it can be had."""

    host: str
    entry: int
    """The last entry of the ledger that it knows of."""
    failures: int = 0
    """Since it last took something."""
    due_at: datetime | None = None
    """When it is asked again; None = as soon as there is something to tell."""
    problem: str | None = None
    pending: int | None = None
    """The last entry of a message that was not taken: it is sent again as it was, under its id."""
    stopped: bool = False
    """It answered that it is gone (410), and is asked no more."""


class Sends(Protocol):
    """What sends: `fetch.http.Fetcher`."""

    def post(self, url: str, body: bytes, headers: dict[str, str], /) -> object:
        """Send a body; a `FetchError` says why it was not taken."""
        ...


def hooks_in(path: Path) -> list[Hook]:
    """The addresses of a file.

        [[hook]]
        url = "https://desk.example.org/told"
        secret = "whsec_…"      # 24 bytes or more, in Base64

    Raises:
        SettingsError: the file cannot be read, or an address or a secret cannot be used.
    """
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8")).get("hook", [])
    except (OSError, ValueError) as error:
        raise SettingsError(f"Cannot read the hooks of {path}: {error}. Expected TOML with tables [[hook]].") from error
    if not isinstance(found, list) or not found:
        raise SettingsError(f"Cannot use the hooks of {path}: expected tables [[hook]], found none.")
    hooks = [_hook(one, path) for one in found]
    if len({hook.url for hook in hooks}) < len(hooks):
        raise SettingsError(f"Cannot use the hooks of {path}: expected each address once.")
    return hooks


def _hook(told: object, path: Path) -> Hook:
    url, secret = (told.get("url"), told.get("secret")) if isinstance(told, dict) else (None, None)
    if not isinstance(url, str) or addresses.parts_of(url) is None:
        raise SettingsError(f"Cannot use a hook of {path}: expected url = an http or https address, found {url!r}.")
    host = addresses.host(url)
    try:
        key = b64decode(secret.removeprefix(PREFIX), validate=True) if isinstance(secret, str) else b""
    except (NoBase64, ValueError):
        key = b""
    if len(key) < LEAST_SECRET:
        raise SettingsError(
            f"Cannot use the secret of the hook at {host} in {path}: expected {PREFIX} and {LEAST_SECRET} bytes or "
            "more in Base64. Make one with: openssl rand -base64 32."
        )
    return Hook(url=url, secret=key)


def signed(hook: Hook, body: bytes, *, name: str, at: datetime) -> dict[str, str]:
    """The headers by which a receiver checks a message."""
    seconds = str(int(at.timestamp()))
    digest = hmac.new(hook.secret, f"{name}.{seconds}.".encode() + body, sha256).digest()
    return {
        "Content-Type": "application/json",
        "webhook-id": name,
        "webhook-timestamp": seconds,
        "webhook-signature": f"v1,{b64encode(digest).decode()}",
    }


def message(ledger: str, written: Sequence[Written], *, at: datetime) -> tuple[str, bytes]:
    """A message and its id, which is the same however often it is sent.

    Args:
        ledger: hash of the ledger's first transaction, by which it is known.
    """
    first, last = written[0].entry, written[-1].entry
    name = f"msg_{sha256(f'{ledger} {first} {last}'.encode()).hexdigest()[:24]}"
    data = {"ledger": ledger, "changes": written, "after": last}
    return name, msgspec.json.encode({"type": "ledger.written", "timestamp": at, "data": data})


class Notifier:
    """Tells each address what it does not know yet; how far it came stands in a file."""

    def __init__(self, hooks: Sequence[Hook], state: Path, sends: Sends) -> None:
        """Take up where the file says.

        Raises:
            SettingsError: the file is none of ours.
        """
        self._hooks, self._state, self._sends = hooks, state, sends
        self.reached = state_of(state)

    def round(self, ledger: Ledger, *, now: datetime) -> int:
        """Tell every address that is due; an address that is new learns only what is written from now on.

        One round at a time has the file: what another process told meanwhile is not told again.

        Returns:
            How many messages were taken; none where another round is at it, which tells what there is to tell.
        Raises:
            SettingsError: the file is none of ours, or cannot be written.
        """
        try:
            held = locked(self._state, patience=PATIENCE)
        except BlockingIOError:
            self.reached = state_of(self._state)
            return 0
        except OSError as error:
            raise SettingsError(f"Cannot write {self._state}: {error.strerror or error}.") from error
        with closing(held):
            self.reached = state_of(self._state)
            return self._round(ledger, now=now)

    def _round(self, ledger: Ledger, *, now: datetime) -> int:
        last = _last_entry(ledger)
        first = next((transaction.hash for transaction in ledger.transactions()), "")
        told = [known.entry for hook in self._hooks if (known := self.reached.get(hook.name)) and not known.stopped]
        # Only what some address does not know yet is read: a ledger has millions of entries.
        begin = changes.before(ledger, entry=min(told)) if told else 0
        every = list(changes.changes(ledger, after=begin)) if told else []
        sent = 0
        for hook in self._hooks:
            known = self.reached.get(hook.name)
            if known is None:
                self._keep(hook, Reached(host=addresses.host(hook.url) or "", entry=last))
                continue
            if known.stopped or (known.due_at is not None and known.due_at > now):
                continue
            rest = sorted((one for one in every if one.entry > known.entry), key=lambda one: one.entry)
            while rest:
                batch = [one for one in rest if known.pending is None or one.entry <= known.pending][:MOST]
                known = self._tell(hook, known, first, batch, now=now)
                if known.failures:
                    break
                sent, rest = sent + 1, rest[len(batch) :]
        return sent

    def _tell(self, hook: Hook, known: Reached, ledger: str, written: Sequence[Written], *, now: datetime) -> Reached:
        name, body = message(ledger, written, at=written[-1].known_at)
        try:
            self._sends.post(hook.url, body, signed(hook, body, name=name, at=now))
        except FetchError as error:
            told = self._failed(known, error, written[-1].entry, now=now)
        else:
            told = Reached(host=known.host, entry=written[-1].entry)
        self._keep(hook, told)
        return told

    @staticmethod
    def _failed(known: Reached, error: FetchError, pending: int, *, now: datetime) -> Reached:
        wait = max(min(FIRST_WAIT * 2**known.failures, LONGEST_WAIT), error.retry_after or 0.0)
        return msgspec.structs.replace(
            known,
            failures=known.failures + 1,
            due_at=datetime.fromtimestamp(now.timestamp() + wait, UTC),
            problem=f"{error.code}: {error}",
            pending=pending,
            stopped=error.code == "gone" and "answered 410" in str(error),
        )

    def _keep(self, hook: Hook, told: Reached) -> None:
        self.reached[hook.name] = told
        draft = self._state.with_name(f"{self._state.name}.{os.getpid()}.tmp")
        try:
            draft.write_bytes(msgspec.json.format(msgspec.json.encode(self.reached)))
            os.replace(draft, self._state)
        except OSError as error:
            draft.unlink(missing_ok=True)
            raise SettingsError(f"Cannot write {self._state}: {error.strerror or error}.") from error


def _last_entry(ledger: Ledger) -> int:
    """The number of the last entry; 0 = there is none."""
    last = ledger.transaction()
    page = next(ledger.pages(after=last.tx - 1), None) if last else None
    return max((entry.id for entry in page.entries), default=0) if page else 0


def state_of(path: Path) -> dict[str, Reached]:
    """How far each address was told, by its name; nothing where none was.

    Raises:
        SettingsError: the file is none of ours.
    """
    try:
        return msgspec.json.decode(path.read_bytes(), type=dict[str, Reached])
    except FileNotFoundError:
        return {}
    except (OSError, msgspec.DecodeError) as error:
        raise SettingsError(f"Cannot use {path}: expected how far addresses were told, found {error}.") from error
