"""Who may read and judge, where a ledger is shared: people, their sessions, their tokens.

Accounts live in a file of their own beside the ledger and never in it: a ledger is copied, published and kept for
good, and nothing in it is ever erased. Of passwords, sessions and tokens only hashes are kept; who has the file cannot
sign in with what stands there.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import RLock
from typing import Literal, NamedTuple, cast, get_args

from tallystick.errors import SettingsError, UsageError

Role = Literal["reader", "analyst", "admin"]
ROLES: tuple[Role, ...] = get_args(Role)
"""From the least to the most: reads, judges too, manages accounts too."""

SHORTEST_PASSWORD = 12
"""Characters; NIST SP 800-63B asks for 8 at least, with a second factor that we do not have."""
SESSION = timedelta(hours=12)
"""How long a session lasts at most."""
IDLE = timedelta(hours=2)
"""How long it lasts unused."""
WINDOW = timedelta(minutes=15)
ATTEMPTS = 10
"""Failed attempts to sign in, for one name or from one address, within a window."""
WRITES = 60
"""What one account may write within a minute, by hand or by its programs: more than anybody judges with care."""
MINUTE = timedelta(minutes=1)
TOKEN = "tly"

_NAME = re.compile(r"[\w.@-][\w .@-]{0,62}[\w.@-]|[\w.@-]")
_TABLES = """
CREATE TABLE IF NOT EXISTS people (
  name TEXT PRIMARY KEY, role TEXT NOT NULL, password TEXT NOT NULL, active INTEGER NOT NULL, made_at TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS sessions (
  hash TEXT PRIMARY KEY, name TEXT NOT NULL REFERENCES people, made_at TEXT NOT NULL, used_at TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS tokens (
  prefix TEXT PRIMARY KEY, hash TEXT NOT NULL, name TEXT NOT NULL REFERENCES people, role TEXT NOT NULL,
  label TEXT NOT NULL, made_at TEXT NOT NULL, ends_at TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS attempts (who TEXT NOT NULL, at TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS ix_attempts ON attempts (who, at);
"""


class Member(NamedTuple):
    """Somebody with an account."""

    name: str
    role: Role
    active: bool


class Signed(NamedTuple):
    """Somebody who has shown a session or a token."""

    name: str
    role: Role
    by: str
    """Hash of the session, or prefix of the token: names it, and opens nothing."""


class Accounts:
    """The accounts of one file; any number of threads may use it. Times are the caller's, with a zone."""

    def __init__(self, path: Path | str, *, create: bool = False) -> None:
        """Open the file.

        Raises:
            SettingsError: there is none, it is none of ours, or argon2 is not installed.
        """
        try:
            from argon2 import PasswordHasher
        except ImportError as error:
            raise SettingsError(
                "Cannot keep accounts: argon2 is not installed. Install the extra: pip install 'tallystick[web]'."
            ) from error
        self._path = Path(path)
        if not create and not self._path.exists():
            raise SettingsError(f"There are no accounts in {path}. `tally account add NAME --role admin` makes some.")
        self._hasher = PasswordHasher()
        # Checked where there is no such name, so that both answers take the same time.
        self._nobody = self._hasher.hash(secrets.token_urlsafe())
        self._lock = RLock()
        try:
            self._held = sqlite3.connect(self._path, check_same_thread=False, isolation_level=None, timeout=5)
            if create:
                self._path.chmod(0o600)
            self._held.executescript(_TABLES)
        except (sqlite3.Error, OSError) as error:
            raise SettingsError(f"Cannot open the accounts in {path}: {error}.") from error

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            self._held.close()

    # ------------------------------------------------------------------------------------------ people

    def members(self) -> list[Member]:
        """Everybody, by name."""
        with self._lock:
            rows = self._held.execute("SELECT name, role, active FROM people ORDER BY name").fetchall()
        return [Member(name, role, bool(active)) for name, role, active in rows]

    def add(self, name: str, role: str, password: str, *, now: datetime) -> Member:
        """Make an account.

        Raises:
            UsageError: the name, the role or the password cannot be used, or the name is taken.
        """
        if not _NAME.fullmatch(name):
            raise UsageError(f"Cannot use {name!r} as a name: expected up to 64 letters, digits, spaces and . _ @ -")
        checked, hashed = _role(role), self._hashed(password)
        with self._writing():
            if self._held.execute("SELECT 1 FROM people WHERE name = ?", (name,)).fetchone():
                raise UsageError(f"There is an account {name!r} already.")
            self._held.execute("INSERT INTO people VALUES (?, ?, ?, 1, ?)", (name, checked, hashed, _at(now)))
        return Member(name, checked, True)

    def change(
        self, name: str, *, role: str | None = None, password: str | None = None, active: bool | None = None
    ) -> None:
        """Change what is given; whoever is locked out or gets another password is signed out everywhere.

        Raises:
            UsageError: there is no such account, or a value cannot be used, or no admin would be left.
        """
        with self._writing():
            if not self._held.execute("SELECT 1 FROM people WHERE name = ?", (name,)).fetchone():
                raise UsageError(f"There is no account {name!r}. `tally account list` shows those there are.")
            if role is not None:
                self._held.execute("UPDATE people SET role = ? WHERE name = ?", (_role(role), name))
            if password is not None:
                self._held.execute("UPDATE people SET password = ? WHERE name = ?", (self._hashed(password), name))
            if active is not None:
                self._held.execute("UPDATE people SET active = ? WHERE name = ?", (int(active), name))
            if password is not None or active is False:
                self._held.execute("DELETE FROM sessions WHERE name = ?", (name,))
                self._held.execute("DELETE FROM tokens WHERE name = ?", (name,))
            left = self._held.execute("SELECT count(*) FROM people WHERE role = 'admin' AND active").fetchone()[0]
            if not left and (role is not None or active is False):
                raise UsageError(f"Cannot change {name}: no admin would be left.")

    def _hashed(self, password: str) -> str:
        if len(password) < SHORTEST_PASSWORD:
            raise UsageError(f"Expected a password of {SHORTEST_PASSWORD} characters or more, found {len(password)}.")
        if len(password) > 1_000:
            raise UsageError("Expected a password of at most 1,000 characters.")
        return self._hasher.hash(password)

    # ---------------------------------------------------------------------------------------- sessions

    def sign_in(self, name: str, password: str, *, address: str, now: datetime) -> str | None:
        """Begin a session and return its secret; None where name and password do not fit.

        Args:
            address: where the attempt comes from: attempts are counted by name and by address.
        Raises:
            TooManyError: too many attempts failed within a quarter of an hour.
        """
        from argon2.exceptions import VerificationError

        keys = [f"name {name[:64]}", f"address {address[:64]}"]
        with self._writing():
            self._held.execute("DELETE FROM attempts WHERE at <= ?", (_at(now - WINDOW),))
            for key in keys:
                if self._held.execute("SELECT count(*) FROM attempts WHERE who = ?", (key,)).fetchone()[0] >= ATTEMPTS:
                    raise TooManyError("Too many attempts to sign in failed. Try again in a quarter of an hour.")
            # Counted before it is checked: many attempts at once count as many.
            self._held.executemany("INSERT INTO attempts VALUES (?, ?)", [(key, _at(now)) for key in keys])
        with self._lock:
            row = self._held.execute("SELECT password FROM people WHERE name = ? AND active", (name,)).fetchone()
        try:
            self._hasher.verify(row[0] if row else self._nobody, password[:1_000])
        except VerificationError:
            return None
        if row is None:
            return None
        secret = secrets.token_urlsafe(32)
        with self._writing():
            self._held.executemany("DELETE FROM attempts WHERE who = ? AND at = ?", [(key, _at(now)) for key in keys])
            self._held.execute("INSERT INTO sessions VALUES (?, ?, ?, ?)", (_hash(secret), name, _at(now), _at(now)))
        return secret

    def wrote(self, name: str, *, now: datetime) -> None:
        """Count one thing that somebody is about to write.

        Raises:
            TooManyError: too much was written within a minute.
        """
        key = f"write {name}"
        with self._writing():
            self._held.execute("DELETE FROM attempts WHERE who = ? AND at <= ?", (key, _at(now - MINUTE)))
            if self._held.execute("SELECT count(*) FROM attempts WHERE who = ?", (key,)).fetchone()[0] >= WRITES:
                raise TooManyError(f"{name} has written {WRITES} times within a minute. Try again later.", seconds=60)
            self._held.execute("INSERT INTO attempts VALUES (?, ?)", (key, _at(now)))

    def session(self, secret: str, *, now: datetime) -> Signed | None:
        """Who has this session; None where there is none, or none any more."""
        key = _hash(secret)
        with self._writing():
            row = self._held.execute(
                "SELECT p.name, p.role, s.made_at, s.used_at FROM sessions s JOIN people p USING (name)"
                " WHERE s.hash = ? AND p.active",
                (key,),
            ).fetchone()
            if row is None:
                return None
            if row[2] <= _at(now - SESSION) or row[3] <= _at(now - IDLE):
                self._held.execute("DELETE FROM sessions WHERE hash = ?", (key,))
                return None
            if row[3] <= _at(now - timedelta(minutes=1)):
                self._held.execute("UPDATE sessions SET used_at = ? WHERE hash = ?", (_at(now), key))
        return Signed(row[0], row[1], key)

    def sign_out(self, secret: str) -> None:
        """End a session."""
        with self._writing():
            self._held.execute("DELETE FROM sessions WHERE hash = ?", (_hash(secret),))

    # ------------------------------------------------------------------------------------------ tokens

    def make_token(self, name: str, *, label: str, role: str, days: int, now: datetime) -> str:
        """A token for a program of somebody's; it is shown once and never again.

        Args:
            role: what the program may do: as much as the person, or less.
        Raises:
            UsageError: there is no such account, or the role is more than the person's.
        """
        wanted = _role(role)
        member = next((one for one in self.members() if one.name == name and one.active), None)
        if member is None:
            raise UsageError(f"There is no account {name!r}. `tally account list` shows those there are.")
        if ROLES.index(wanted) > ROLES.index(member.role):
            raise UsageError(f"Cannot give a token the role {wanted}: {name} has {member.role}.")
        if not 1 <= days <= 366:
            raise UsageError(f"Cannot make a token for {days} days: expected 1 to 366.")
        prefix, secret = secrets.token_hex(4), secrets.token_urlsafe(32)
        ends = _at(now + timedelta(days=days))
        row = (prefix, _hash(secret), name, wanted, label[:100], _at(now), ends)
        with self._writing():
            self._held.execute("INSERT INTO tokens VALUES (?, ?, ?, ?, ?, ?, ?)", row)
        return f"{TOKEN}_{prefix}_{secret}"

    def token(self, token: str, *, now: datetime) -> Signed | None:
        """Whose token this is; None where it is nobody's (any more). It gives no more than the person has."""
        kind, _, rest = token.partition("_")
        prefix, _, secret = rest.partition("_")
        with self._lock:
            row = self._held.execute(
                "SELECT t.hash, p.name, t.role, p.role, t.ends_at FROM tokens t JOIN people p USING (name)"
                " WHERE t.prefix = ? AND p.active",
                (prefix,),
            ).fetchone()
        if kind != TOKEN or row is None or not hmac.compare_digest(row[0], _hash(secret)) or row[4] <= _at(now):
            return None
        return Signed(row[1], min(cast("Sequence[Role]", (row[2], row[3])), key=ROLES.index), prefix)

    def revoke(self, prefix: str) -> None:
        """Make a token worthless.

        Args:
            prefix: its second part, or the whole.
        Raises:
            UsageError: there is none.
        """
        wanted = prefix.split("_")[1] if prefix.startswith(f"{TOKEN}_") else prefix
        with self._writing():
            if not self._held.execute("DELETE FROM tokens WHERE prefix = ?", (wanted,)).rowcount:
                raise UsageError(f"There is no token {wanted!r}.")

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """All or nothing, and nobody else meanwhile."""
        with self._lock:
            self._held.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self._held.execute("ROLLBACK")
                raise
            self._held.execute("COMMIT")


class TooManyError(UsageError):
    """Too many attempts within a window."""

    def __init__(self, message: str, *, seconds: int = int(WINDOW.total_seconds())) -> None:
        """With the time after which it makes sense to try again."""
        super().__init__(message)
        self.seconds = seconds


def _role(role: str) -> Role:
    if role not in ROLES:
        raise UsageError(f"There is no role {role!r}. Expected one of: {', '.join(ROLES)}.")
    return role


def _hash(secret: str) -> str:
    """A secret of ours is long and random: a plain hash of it cannot be guessed backwards."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _at(now: datetime) -> str:
    """As text that sorts as time does."""
    return now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
