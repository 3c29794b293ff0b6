"""A shard: what came of the documents of one slice, as a file that is there whole or not at all.

A shard follows from its slice, from what is asked of the reader and from the reader's code, and is called by a hash of
these. So it does not matter who made it, when, or how often: a second one is the same file.
"""

from __future__ import annotations

import hashlib
import os
import uuid
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Literal

import msgspec

import tallystick
from tallystick.engine.slices import Slice
from tallystick.errors import SettingsError
from tallystick.fetch.limits import Limits
from tallystick.intake import reader_name
from tallystick.model import Record, from_json, to_json

FORMAT = "1"
"""Changes whenever a shard is written otherwise."""
QUARANTINED = "quarantined"
BEGUN = ".begun-"
"""How the name of a file begins that is being written."""


class Job(Record, frozen=True, kw_only=True):
    """What is asked of the reader of every slice of a run."""

    keep_texts: bool = True
    """False: only hashes, spans and what claims quote leave the reader."""
    limits: Limits = Limits()
    """Of a page in an archive."""
    seconds: float = 120.0
    """Of computing, for one document; the longest text that is taken down needs thirty."""
    megabytes: int = 4_000
    """Of memory, for one document, besides what the reader needs itself; the longest text needs 1,600."""
    takes_down: str = "tallystick.intake:taken_down"
    """The function that takes the claims of a report, as `module:name`."""


class Outcome(msgspec.Struct, array_like=True):
    """What came of one document; records are JSON, as the ledger holds them."""

    kind: Literal["reading", "problem", "passed"]
    body: bytes
    capture: bytes | None = None
    packed: bytes | None = None
    """The original bytes as `ledger.originals.pack` makes them; None where they are not kept."""
    bands: list[int] = []
    code: str = ""
    """Of a problem."""


class Manifest(Record, frozen=True, kw_only=True):
    """What a shard holds, and by what it is known to be whole."""

    key: str
    slice: Slice
    reader: str
    outcomes: dict[str, int]
    """How many documents became a reading, a problem, were passed over, or were quarantined."""
    sha256: str
    size: int


@lru_cache(maxsize=1)
def code_version() -> str:
    """A hash of everything in this package that reading depends on: code, word lists, places."""
    digest = hashlib.sha256(reader_name().encode())
    top = Path(tallystick.__file__).parent
    for path in sorted([*top.rglob("*.py"), *top.rglob("*.toml")]):
        digest.update(path.relative_to(top).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def key_of(piece: Slice, job: Job) -> str:
    """The name of a shard."""
    digest = hashlib.sha256(f"{FORMAT} {code_version()}\n".encode())
    # As they come out of JSON, which is how they travel: there, 2 is 2.0 where a number may have a fraction.
    digest.update(to_json(from_json(to_json(job), Job)) + to_json(piece))
    return digest.hexdigest()[:32]


def paths_of(folder: Path, key: str) -> tuple[Path, Path]:
    """Where a shard lies, and its manifest."""
    return folder / f"part-{key}.shard", folder / f"part-{key}.json"


def finished(folder: Path, key: str) -> Manifest | None:
    """The manifest of a shard that is there and whole."""
    data, manifest = paths_of(folder, key)
    try:
        told = from_json(manifest.read_bytes(), Manifest)
        with data.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
    except (OSError, ValueError):
        return None
    return told if told.key == key and digest == told.sha256 else None


def write(folder: Path, key: str, piece: Slice, outcomes: Iterable[Outcome]) -> Manifest:
    """Write a shard, then its manifest, each all at once.

    Raises:
        SettingsError: the folder cannot be written to.
    """
    data, manifest = paths_of(folder, key)
    encode = msgspec.msgpack.Encoder().encode
    counts: Counter[str] = Counter()
    digest = hashlib.sha256()
    begun = folder / f"{BEGUN}{key}.{uuid.uuid4().hex}"
    try:
        with begun.open("wb") as file:
            for outcome in outcomes:
                frame = encode(outcome)
                for part in (len(frame).to_bytes(4, "big"), frame):
                    file.write(part)
                    digest.update(part)
                counts[QUARANTINED if outcome.code == QUARANTINED else outcome.kind] += 1
            size = file.tell()
            os.fsync(file.fileno())
        begun.replace(data)
        told = Manifest(
            key=key,
            slice=piece,
            reader=reader_name(),
            outcomes=dict(sorted(counts.items())),
            sha256=digest.hexdigest(),
            size=size,
        )
        with begun.open("wb") as file:
            file.write(to_json(told))
            os.fsync(file.fileno())
        begun.replace(manifest)
    except OSError as error:
        raise SettingsError(f"Cannot write to {folder}: {error.strerror or error}. Give another --work.") from error
    finally:
        begun.unlink(missing_ok=True)
    return told


def read(folder: Path, told: Manifest) -> Iterator[Outcome]:
    """What a shard holds.

    Raises:
        SettingsError: it is gone, or is not what was written.
    """
    path, _ = paths_of(folder, told.key)
    try:
        data = path.read_bytes()
    except OSError as error:
        raise SettingsError(f"Cannot read {path}: {error.strerror or error}. Begin again.") from error
    if hashlib.sha256(data).hexdigest() != told.sha256:
        raise SettingsError(f"{path} is not what was written. Remove it, and begin again.")
    decoder = msgspec.msgpack.Decoder(Outcome)
    at = 0
    while at < len(data):
        end = at + 4 + int.from_bytes(data[at : at + 4], "big")
        yield decoder.decode(memoryview(data)[at + 4 : end])
        at = end


def remove(folder: Path, key: str) -> None:
    """Take away the data of a shard; its manifest stays."""
    paths_of(folder, key)[0].unlink(missing_ok=True)


def tidy(folder: Path) -> None:
    """Take away what a run that was ended had begun to write."""
    for path in (*folder.glob(f"{BEGUN}*"), *folder.glob("new-*.msgpack")):
        path.unlink(missing_ok=True)
