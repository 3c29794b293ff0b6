"""What the processes of a backfill tell each other, as frames: four bytes for the length, then MessagePack."""

from __future__ import annotations

from typing import IO

import msgspec

from tallystick.engine.shards import Job, Outcome
from tallystick.engine.slices import Slice

FIND, READ, TAKE = 0, 1, 2
"""The steps: find the next document of a slice, read its next report, take the claims of that report."""
Place = tuple[int, int, int]
"""Number of a document in its slice, of a report in it, and the step."""


class Task(msgspec.Struct, array_like=True, frozen=True):
    """A slice to be read."""

    slice: Slice
    job: Job
    folder: str
    """Where paths begin that are no whole ones."""


class Begun(msgspec.Struct, array_like=True, tag=True):
    """A step is about to be taken."""

    place: Place


class Came(msgspec.Struct, array_like=True, tag=True):
    """A document has become something."""

    outcome: Outcome


class Ended(msgspec.Struct, array_like=True, tag=True):
    """The slice is read, or cannot be for a reason that lies outside of it."""

    code: str | None = None
    message: str = ""


Told = Begun | Came | Ended

_told = msgspec.msgpack.Decoder(Told)
_task = msgspec.msgpack.Decoder(Task)


def send(file: IO[bytes], record: msgspec.Struct) -> None:
    """Write one frame; not flushed."""
    frame = msgspec.msgpack.encode(record)
    file.write(len(frame).to_bytes(4, "big") + frame)


def told_by(frame: bytes) -> Told:
    """What a frame tells."""
    told: Told = _told.decode(frame)
    return told


def task_of(frame: bytes) -> Task:
    """The task that a frame gives."""
    return _task.decode(frame)


def receive(file: IO[bytes]) -> bytes | None:
    """Read one frame; None where the other side has ended, be it within a frame."""
    head = file.read(4)
    frame = file.read(int.from_bytes(head, "big")) if len(head) == 4 else b""
    return frame if len(head) == 4 and len(frame) == int.from_bytes(head, "big") else None
