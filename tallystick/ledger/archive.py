"""A whole ledger as one open file, which needs no program of ours to be read: docs/archive.md describes it.

A ZIP with the transactions as lines of JSON, the originals as they were fetched, the bands, a manifest with the
SHA-256 of each part, and a text that says what all that is. The same ledger gives the same parts, whichever database
it is kept in.
"""

from __future__ import annotations

import hashlib
import os
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import IO, Self, TypeVar

import msgspec

from tallystick.errors import LedgerDamagedError, LedgerVersionError, SettingsError
from tallystick.ledger.chain import GENESIS
from tallystick.ledger.entries import Transaction
from tallystick.ledger.originals import LEVEL, Packed, unpack
from tallystick.ledger.pages import Page, Paged, captures_of
from tallystick.model import Record

R = TypeVar("R", bound=Record)

FORMAT = "tallystick ledger archive"
VERSION = "1"
MANIFEST, ABOUT, TRANSACTIONS, BANDS = "manifest.json", "README.txt", "transactions.jsonl", "bands.jsonl"
_START = (1980, 1, 1, 0, 0, 0)
_LARGEST = 500_000_000
"""Bytes of one line or original that are believed; what is larger is no archive of ours."""

_README = """This is a ledger of tallystick: a record of what was reported about violent events, who said it, and what
people judged of it. It can be read without any program of ours.

transactions.jsonl  one transaction a line, in the order of writing, as JSON in UTF-8:
                    {"transaction": {"tx", "known_at", "what", "prev_hash", "hash"},
                     "entries": [{"id", "tx", "kind", "report_id", "item_id", "body", "hash"}, ...]}
                    `body` is JSON itself, kept as text so that its bytes can be hashed.
originals/          the bytes that reports were read from, each under its SHA-256 (the first two signs are the folder)
bands.jsonl         keys of nearly equal texts, {"report_id", "bands"}: an index, which the texts can give again
manifest.json       the last transaction and its hash ("head"), and the SHA-256 of each of these parts

Is it whole? Each entry's hash is the SHA-256 over the JSON of [id, kind, report_id, item_id, body], without blanks.
Each transaction's hash is the SHA-256 over prev_hash followed by the JSON of [tx, known_at, what, [hash of each
entry]]. prev_hash is the hash of the transaction before; in the first one it is 64 zeros.
"""


class Manifest(Record, frozen=True, kw_only=True):
    """What an archive holds."""

    format: str
    version: str
    transactions: int
    entries: int
    originals: int
    ledger: str | None
    """Hash of the first transaction: it names the ledger. None = it holds nothing."""
    head: str
    """Hash of the last transaction."""
    known_at: str | None
    """When the last transaction was known."""
    parts: dict[str, str]
    """SHA-256 of each other part, originals apart, whose names are theirs."""


class Filed(Record, frozen=True, kw_only=True):
    """A line of the bands."""

    report_id: str
    bands: list[int]


# ------------------------------------------------------------------------------------------- writing


def write(source: Paged, path: Path) -> Manifest:
    """Write a ledger as it is now into a file, while others may go on writing to it.

    The file is put in its place when it is whole and on the disk; until then an older one stays.

    Raises:
        SettingsError: the file cannot be written.
        LedgerDamagedError: an original is missing, or is not what was written.
    """
    beside = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        try:
            with beside.open("wb") as file:
                with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=LEVEL) as archive:
                    manifest = _fill(archive, source)
                file.flush()
                os.fsync(file.fileno())
            beside.replace(path)
        except OSError as error:
            raise SettingsError(f"Cannot write {path}: {error.strerror or error}.") from error
    finally:
        beside.unlink(missing_ok=True)
    return manifest


def _fill(archive: zipfile.ZipFile, source: Paged) -> Manifest:
    parts: dict[str, str] = {}
    first: Transaction | None = None
    last: Transaction | None = None
    entries = 0
    originals: dict[str, None] = {}
    reports: dict[str, None] = {}

    def lines() -> Iterator[bytes]:
        nonlocal first, last, entries
        for page in source.pages():
            first, last = first or page.transaction, page.transaction
            entries += len(page.entries)
            originals.update((capture.sha256, None) for capture in captures_of(page) if capture.kept)
            reports.update(
                (entry.report_id, None) for entry in page.entries if entry.kind == "report" and entry.report_id
            )
            yield msgspec.json.encode(page)

    parts[ABOUT] = _part(archive, ABOUT, iter([_README.encode()]))
    parts[TRANSACTIONS] = _part(archive, TRANSACTIONS, (line + b"\n" for line in lines()))
    filed = (Filed(report_id=report, bands=sorted(source.bands_of(report))) for report in reports)
    parts[BANDS] = _part(archive, BANDS, (msgspec.json.encode(one) + b"\n" for one in filed if one.bands))
    for sha256 in originals:
        held = source.packed(sha256)
        if held is None:
            raise LedgerDamagedError(f"The original {sha256} is missing. `tally verify` lists what else is damaged.")
        _part(archive, _place_of(sha256), iter([unpack(held)]))
    manifest = Manifest(
        format=FORMAT,
        version=VERSION,
        transactions=last.tx if last else 0,
        entries=entries,
        originals=len(originals),
        ledger=first.hash if first else None,
        head=last.hash if last else GENESIS,
        known_at=last.known_at if last else None,
        parts=parts,
    )
    _part(archive, MANIFEST, iter([msgspec.json.format(msgspec.json.encode(manifest), indent=2) + b"\n"]))
    return manifest


def _part(archive: zipfile.ZipFile, name: str, pieces: Iterator[bytes]) -> str:
    """Write one part and return its SHA-256; its time is the same for all, so that the same ledger gives the same."""
    about = zipfile.ZipInfo(name, date_time=_START)
    about.compress_type = zipfile.ZIP_DEFLATED
    about.external_attr = 0o644 << 16
    digest = hashlib.sha256()
    with archive.open(about, "w", force_zip64=True) as part:
        for piece in pieces:
            digest.update(piece)
            part.write(piece)
    return digest.hexdigest()


def _place_of(sha256: str) -> str:
    return f"originals/{sha256[:2]}/{sha256}"


# ------------------------------------------------------------------------------------------- reading


def is_archive(path: Path | str) -> bool:
    """Whether this file is an archive, by its content."""
    try:
        with zipfile.ZipFile(path) as archive:
            return MANIFEST in archive.namelist()
    except (OSError, zipfile.BadZipFile):
        return False


class Archive:
    """An archive that is open to be read; a `Paged`."""

    def __init__(self, path: Path | str) -> None:
        """Open it, and look at its manifest.

        Raises:
            SettingsError: there is no such file, or it is no archive.
            LedgerVersionError: a newer version wrote it.
        """
        self._path = Path(path)
        self._bands: dict[str, list[int]] | None = None
        try:
            self._zip = zipfile.ZipFile(self._path)
            self.manifest = msgspec.json.decode(self._zip.read(MANIFEST), type=Manifest)
        except OSError as error:
            raise SettingsError(f"Cannot read {path}: {error.strerror or error}.") from error
        except (zipfile.BadZipFile, KeyError, zlib.error, msgspec.MsgspecError) as error:
            raise SettingsError(
                f"Cannot use {path}: it is no archive of a ledger, or a broken one ({error})."
            ) from error
        if (self.manifest.format, self.manifest.version) != (FORMAT, VERSION):
            found = f"{self.manifest.format} {self.manifest.version}"
            self.close()
            raise LedgerVersionError(f"Cannot read {path}: it is a {found}, expected {FORMAT} {VERSION}.")

    def close(self) -> None:
        """Let go of the file."""
        self._zip.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def head(self) -> str:
        """Hash of the last transaction."""
        return self.manifest.head

    def pages(self, *, after: int = 0) -> Iterator[Page]:
        """As `Paged.pages`.

        Raises:
            LedgerDamagedError: the part is not what was written; told at its end at the latest.
        """
        for page in self._records(TRANSACTIONS, Page):
            if page.transaction.tx > after:
                yield page

    def packed(self, sha256: str) -> Packed | None:
        """As `Paged.packed`."""
        name = _place_of(sha256)
        if name not in self._zip.NameToInfo:
            return None
        with self._opened(name) as part:
            data = part.read(_LARGEST)
        return Packed(sha256=sha256, size=len(data), packed=zlib.compress(data, LEVEL))

    def bands_of(self, report_id: str) -> list[int]:
        """As `Paged.bands_of`."""
        if self._bands is None:
            self._bands = {filed.report_id: filed.bands for filed in self._records(BANDS, Filed)}
        return self._bands.get(report_id, [])

    def faults(self) -> list[str]:
        """What of the archive is not what was written, one sentence each: parts, originals, the ends of the chain."""
        found: list[str] = []
        for name, digest in self.manifest.parts.items():
            try:
                with self._opened(name) as part:
                    if hashlib.file_digest(part, "sha256").hexdigest() != digest:  # type: ignore[arg-type]
                        found.append(f"{name} is not what was written.")
            except LedgerDamagedError as error:
                found.append(str(error))
        for name in self._zip.namelist():
            if name.startswith("originals/"):
                try:
                    with self._opened(name) as part:
                        if hashlib.file_digest(part, "sha256").hexdigest() != name.rpartition("/")[2]:  # type: ignore[arg-type]
                            found.append(f"{name} is not what was written.")
                except LedgerDamagedError as error:
                    found.append(str(error))
        return found

    def _records(self, name: str, kind: type[R]) -> Iterator[R]:
        decoder = msgspec.json.Decoder(kind)
        for line in self._lines(name):
            try:
                yield decoder.decode(line)
            except (msgspec.MsgspecError, UnicodeError) as error:
                raise LedgerDamagedError(f"The archive {self._path} is damaged: {name}, {error}.") from error

    def _lines(self, name: str) -> Iterator[bytes]:
        digest = hashlib.sha256()
        with self._opened(name) as part:
            while line := part.readline(_LARGEST):
                digest.update(line)
                yield line
        if digest.hexdigest() != self.manifest.parts.get(name):
            raise LedgerDamagedError(f"The archive {self._path} is damaged: {name} is not what was written.")

    def _opened(self, name: str) -> _Part:
        return _Part(self._path, self._zip, name)


class _Part:
    """A part that is being read; whatever is wrong with it is damage of the archive."""

    def __init__(self, path: Path, archive: zipfile.ZipFile, name: str) -> None:
        self._path, self._archive, self._name = path, archive, name

    def __enter__(self) -> IO[bytes]:
        try:
            self._part = self._archive.open(self._name)
        except (KeyError, zipfile.BadZipFile, OSError) as error:
            raise self._damaged(error) from error
        return self._part

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._part.close()
        if isinstance(error, (zipfile.BadZipFile, zlib.error, EOFError)):
            raise self._damaged(error) from error

    def _damaged(self, error: BaseException) -> LedgerDamagedError:
        return LedgerDamagedError(f"The archive {self._path} is damaged: {self._name}, {error}.")
