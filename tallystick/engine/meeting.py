"""Which mentions hang together, found by Spark before they are linked: candidates by a join on keys, then compared.

Linking goes through the reports in the order in which they were recorded, because the names of events follow from it.
What takes its time, comparing each new mention with all that share a key with it, needs no order: a cluster does that,
and what is left is putting together what hangs together. Nothing can differ: a pair is compared by the same function,
and a mention that was not compared here is compared when its turn comes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec.structs import replace

from tallystick.link.blocking import looks_under, stands_under
from tallystick.link.incremental import Beforehand
from tallystick.link.judged import Verdicts
from tallystick.link.partition import Comparisons
from tallystick.link.telling import Telling, tellings
from tallystick.model import Reading, from_json

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

IN_A_PART = 500
"""Reports that one task takes the mentions of."""
CANDIDATES = """
    SELECT DISTINCT least(stands.ref, looks.ref) AS one, greatest(stands.ref, looks.ref) AS other
    FROM stands JOIN looks ON stands.key = looks.key WHERE stands.ref <> looks.ref
"""
COMPARED = """
    SELECT pairs.one, pairs.other, a.body AS left, b.body AS right
    FROM pairs JOIN told a ON a.ref = pairs.one JOIN told b ON b.ref = pairs.other
"""

_telling = msgspec.msgpack.Decoder(Telling)
_part = msgspec.msgpack.Decoder(list[tuple[bytes, str | None]])


class NewReports:
    """The reports of a run that are new in its ledger, on disk, where every machine finds them."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder.absolute()
        self._held: list[tuple[bytes, str | None]] = []
        self.parts: list[Path] = []
        self.read_anew: set[str] = set()

    def put(self, body: bytes, revises: str | None) -> None:
        """Keep a reading.

        Args:
            revises: the earlier version of its page, as the ledger found it.
        """
        self._held.append((body, revises))
        if len(self._held) >= IN_A_PART:
            self.close()

    def close(self) -> None:
        """Write what is left."""
        if self._held:
            path = self._folder / f"new-{len(self.parts):06}.msgpack"
            path.write_bytes(msgspec.msgpack.encode(self._held))
            self.parts.append(path)
            self._held = []

    def remove(self) -> None:
        """Take the files away."""
        for path in self.parts:
            path.unlink(missing_ok=True)


def compared(session: SparkSession, new: NewReports) -> Beforehand:
    """Compare all mentions of these reports that share a key with one another."""
    parts = [str(path) for path in new.parts]
    told = session.sparkContext.parallelize(parts, max(1, len(parts))).flatMap(_told).cache()
    session.createDataFrame(told.map(_body), "ref string, body binary").createOrReplaceTempView("told")
    session.createDataFrame(told.flatMap(_stands), "ref string, key long").createOrReplaceTempView("stands")
    session.createDataFrame(told.flatMap(_looks), "ref string, key long").createOrReplaceTempView("looks")
    session.sql(CANDIDATES).createOrReplaceTempView("pairs")
    # Not with mapInArrow: in PySpark 4.3 it wants pandas, too, and what is compared is no column of numbers.
    found = session.sql(COMPARED).rdd.mapPartitions(_hanging).collect()
    # A report that was read anew within the run tells something else now.
    refs = [ref for ref in told.map(_ref).collect() if ref.partition("/")[0] not in new.read_anew]
    return Beforehand(refs, found)


# ------------------------------------------------------------------------------ on another machine

_Row = tuple[str, bytes, list[int], list[int]]


def _told(path: str) -> Iterator[_Row]:
    """The mentions of a part, each with the keys it stands under and looks under."""
    for body, revises in _part.decode(Path(path).read_bytes()):
        reading = from_json(body, Reading)
        for telling in tellings([replace(reading, report=replace(reading.report, revises=revises))]):
            packed = msgspec.msgpack.encode(telling)
            yield telling.ref, packed, sorted(stands_under(telling)), sorted(looks_under(telling))


def _ref(row: _Row) -> str:
    return row[0]


def _body(row: _Row) -> tuple[str, bytearray]:
    return row[0], bytearray(row[1])


def _stands(row: _Row) -> list[tuple[str, int]]:
    return [(row[0], key) for key in row[2]]


def _looks(row: _Row) -> list[tuple[str, int]]:
    return [(row[0], key) for key in row[3]]


def _hanging(pairs: Iterable[Any]) -> Iterator[tuple[str, str]]:
    """Of pairs those that hang together."""
    known, verdicts = Comparisons(), Verdicts()
    for one, other, left, right in pairs:
        if known.hang_together(_telling.decode(left), _telling.decode(right), verdicts):
            yield one, other
