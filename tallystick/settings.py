"""What a user may set, read from `tallystick.toml` in the current folder and from the environment, only here.

The environment wins over the file, an option of a command over both.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from pathlib import Path

from msgspec.structs import replace

from tallystick.errors import SettingsError
from tallystick.fetch.limits import Limits
from tallystick.model import Record

FILE = "tallystick.toml"
PREFIX = "TALLYSTICK_"

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


class Settings(Record, frozen=True, kw_only=True):
    """Everything that can be set. A key of the file, and in capitals after `TALLYSTICK_` a variable."""

    ledger: str = "tally.db"
    """The ledger: a file, whose relative path starts in the current folder, or a `postgresql://` address."""
    profile: str = "ledger"
    """The codebook whose rule the figures follow where no other is asked for."""
    desk: str = ""
    """The desk's own file with the reliability of origins, A to F; a relative path starts in the current folder."""
    accounts: str = ""
    """The file of the accounts of `tally serve`; empty = one person, on this machine."""
    hosts: str = ""
    """Names besides this machine's own under which `tally serve` answers, with commas; only with accounts."""
    forms_secret: str = ""
    """What the forms of `tally serve` are signed with, the same for all servers of a site; empty = a new one."""
    tiles_url: str = ""
    """Tiles under the map of `tally serve`, from a server of tiles: an address with {z}, {x} and {y}; empty = none."""
    tiles_file: str = ""
    """The same from a PMTiles file; a relative path starts in the current folder."""
    tiles_credit: str = ""
    """Who made the tiles, as they want it said beside the map."""
    hooks: str = ""
    """The file with the addresses that `tally notify` tells of what was written; a relative path starts here."""
    keep_texts: str = "yes"
    """"no": of what is added only hashes, spans and the quotes of claims are kept."""

    fetch_bytes: str = "20000000"
    """The largest body that is fetched, unpacked; this and the next are the fields of `fetch.limits.Limits`."""
    fetch_seconds: str = "60"
    """The longest that one fetch may take, redirects included."""
    fetch_silence: str = "20"
    """Seconds to wait for the next byte."""
    fetch_redirects: str = "5"
    fetch_ratio: str = "200"
    """How many times larger a body may get by unpacking."""
    fetch_delay: str = "1"
    """Seconds between two requests to one host; its robots file may ask for more."""
    fetch_entries: str = "2000"
    """The most pages that are read of one feed or sitemap."""
    fetch_pages: str = "5000"
    """The most requests to one host in one round of a watch."""

    @property
    def letters(self) -> dict[str, str]:
        """The reliability of origins by the desk's own file; nothing where none is set.

        Raises:
            SettingsError: as for `letters_of`.
        """
        return letters_of(Path(self.desk)) if self.desk else {}

    @property
    def limits(self) -> Limits:
        """How much is taken from the network, and how long is waited.

        Raises:
            SettingsError: one of them is no number above zero (the delay may be zero).
        """
        kinds = Limits()
        found: dict[str, float] = {}
        for name in ("bytes", "seconds", "silence", "redirects", "ratio", "delay", "entries", "pages"):
            wording = getattr(self, f"fetch_{name}")
            try:
                value = type(getattr(kinds, name))(wording)
            except ValueError:
                value = -1
            if not 0 <= value < 1e12 or (value == 0 and name not in ("delay", "redirects")):
                raise SettingsError(
                    f"Cannot use fetch_{name} {wording!r}: expected a number, such as {getattr(kinds, name)}."
                )
            found[name] = value
        return replace(kinds, **found)

    @property
    def keeps_texts(self) -> bool:
        """Whether texts and original bytes are kept.

        Raises:
            SettingsError: it is set to something else than yes or no.
        """
        if self.keep_texts not in ("yes", "no"):
            raise SettingsError(f"Cannot use keep_texts {self.keep_texts!r}: expected yes or no.")
        return self.keep_texts == "yes"


def load(folder: Path, environment: Mapping[str, str]) -> Settings:
    """The settings that hold in a folder.

    Raises:
        SettingsError: the file cannot be read, or something is set that does not exist or is no text.
    """
    values = _from_file(folder / FILE)
    for variable in sorted(environment):
        if variable.startswith(PREFIX) and not variable.startswith(f"{PREFIX}TEST_"):  # those are the suite's own
            values[_known(variable.removeprefix(PREFIX).lower(), where=f"the variable {variable}")] = environment[
                variable
            ]
    return Settings(**values)


def _from_file(path: Path) -> dict[str, str]:
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise SettingsError(f"Cannot read {path}: {error}. Expected TOML, such as: ledger = 'tally.db'.") from error
    for key, value in found.items():
        _known(key, where=str(path))
        if not isinstance(value, str):
            raise SettingsError(f"Cannot use {key} in {path}: expected text, found {value!r}.")
    return found


def letters_of(path: Path) -> dict[str, str]:
    """The reliability of origins from a desk's file, by id.

        [reliability]
        "org:sohr" = "B"

    Raises:
        SettingsError: the file cannot be read, or a letter is none of A to F.
    """
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8")).get("reliability", {})
    except (OSError, ValueError) as error:
        raise SettingsError(
            f"Cannot read the desk's file {path}: {error}. Expected TOML with a table [reliability]."
        ) from error
    if not isinstance(found, dict):
        raise SettingsError(f"Cannot use reliability in {path}: expected a table, found {found!r}.")
    for origin, letter in found.items():
        if letter not in ("A", "B", "C", "D", "E", "F"):
            raise SettingsError(f"Cannot use the reliability of {origin} in {path}: expected A to F, found {letter!r}.")
    return found


def _known(key: str, *, where: str) -> str:
    if key not in Settings.__struct_fields__:
        names = ", ".join(Settings.__struct_fields__)
        raise SettingsError(f"There is no setting {key!r} (in {where}). Expected one of: {names}.")
    return key


# ----------------------------------------------------------------------------------- times as typed


def moment_of(text: str, *, option: str) -> datetime:
    """An instant as typed: "2021-01-13" is the end of that day, UTC; a time without a zone is UTC.

    Raises:
        SettingsError: it is neither a day nor an instant.
    """
    wording = text.strip()
    try:
        if _DAY.fullmatch(wording):
            return end_of_day(date.fromisoformat(wording))
        at = datetime.fromisoformat(wording)
        return _in_utc(at if at.tzinfo else at.replace(tzinfo=UTC))
    except (ValueError, OverflowError) as error:
        raise SettingsError(
            f"Cannot use {option} {text!r}: expected a day (2021-01-13) or an instant (2021-01-13T18:00:00Z)."
        ) from error


def _in_utc(at: datetime) -> datetime:
    """The instant in UTC; one that the calendar does not hold there is the first or the last that it holds."""
    try:
        return at.astimezone(UTC)
    except OverflowError:
        return (datetime.min if at.year == 1 else datetime.max).replace(tzinfo=UTC)


def day_of(text: str, *, option: str) -> date:
    """A calendar day as typed.

    Raises:
        SettingsError: it is none.
    """
    try:
        if _DAY.fullmatch(text.strip()):
            return date.fromisoformat(text.strip())
    except ValueError:
        pass
    raise SettingsError(f"Cannot use {option} {text!r}: expected a day, such as 2021-01-13.")


def end_of_day(day: date) -> datetime:
    """The last moment of a day, UTC."""
    return datetime.combine(day, time.max, tzinfo=UTC)
