"""Readings and records into formats, without a ledger, and a record in which every field has a value of its own."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any, NamedTuple

import msgspec
from msgspec import UNSET
from msgspec.inspect import (
    BoolType,
    CustomType,
    DateTimeType,
    DateType,
    FloatType,
    IntType,
    LiteralType,
    NoneType,
    StrType,
    StructType,
    TupleType,
    Type,
    UnionType,
    VarTupleType,
    type_info,
)
from msgspec.structs import replace

from tallystick.export.formats import format_named
from tallystick.export.formats.loss import Loss, LossReport
from tallystick.model import Change, Claim, Dossier, Event, Mention, Reading, Report
from tallystick.pipeline import dossier_of, make_sense


class Exported(NamedTuple):
    """What a format made of some records."""

    files: dict[str, bytes]
    loss: LossReport
    dossiers: list[Dossier]

    @property
    def data(self) -> bytes:
        """All files in one."""
        return b"\n".join(self.files.values())

    def rows(self, name: str | None = None) -> list[dict[str, str]]:
        """The rows of a CSV, by column."""
        data = self.files[name] if name else next(iter(self.files.values()))
        return list(csv.DictReader(io.StringIO(data.decode("utf-8"), newline="")))


def dossiers_of(readings: Sequence[Reading], profile: str) -> list[Dossier]:
    """The events of some readings, with their words."""
    by_report = {reading.report.id: reading for reading in readings}
    return [dossier_of(event, by_report) for event in make_sense(readings, profile=profile)]


def exported(name: str, dossiers: Sequence[Dossier]) -> Exported:
    """Records in a format."""
    wanted = format_named(name)
    loss = Loss(dossiers, wanted.holds)
    written = wanted.write(dossiers, loss)
    report = loss.report(format=name, profile=wanted.profile, rows=written.rows)
    return Exported(written.files, report, list(dossiers))


def export_of(name: str, readings: Sequence[Reading]) -> Exported:
    """Readings in a format, under the format's own profile."""
    return exported(name, dossiers_of(readings, format_named(name).profile))


# --------------------------------------------------------------------------------- a record of marks


class Marked(NamedTuple):
    """A record, and for each path the text by which its value is found again in a file."""

    dossier: Dossier
    marks: dict[str, str]


FIXED: dict[str, Any] = {
    "event.id": "evt_mark",
    "event.role": "main",
    "event.places.country": "SY",
    "event.places.precision": "town",
    "event.places.latitude": 34.123456,
    "event.places.longitude": 40.654321,
    "event.mentions.report": "rep_mark",
    "event.mentions.mention": "m1",
    "event.tally.groups.claims": "rep_mark/c1",
    "event.tally.groups.outcome": "killed",
    "event.tally.groups.part_of": None,
    "event.tally.out_of_scope": None,
    "event.tally.used": "rep_mark/c1",
    "event.tally.set_aside.claim": "rep_mark/c2",
    "event.initiators.actor": "act:ISR-MIL",
    "event.targets.actor": "act:HTS",
    "event.origins.named": True,
    "claim.mention": "m1",
    "mention.id": "m1",
    "report.id": "rep_mark",
}
"""Values that must fit each other or a table."""


def marked() -> Marked:
    """One event in which every field is filled, each text and number unlike any other."""
    marks: dict[str, str] = {}
    numbers = count(610_007, 10)
    event: Event = _filled("event", type_info(Event), marks, numbers)
    report: Report = _filled("report", type_info(Report), marks, numbers)
    mention: Mention = _filled("mention", type_info(Mention), marks, numbers)
    whole: Claim = _filled("claim", type_info(Claim), marks, numbers)
    payloads = ("harm", "damage", "position", "series", "media", "occurrence")
    claims = {}
    for number, kind in enumerate(payloads, 1):
        others = {name: UNSET for name in payloads if name != kind}
        claims[f"rep_mark/c{number}"] = replace(whole, id=f"c{number}", kind=kind, **others)  # type: ignore[arg-type]
    marks.pop("claim.id", None)
    change: Change = _filled("change", type_info(Change), marks, numbers)
    dossier = Dossier(
        event=event, claims=claims, reports=(report,), mentions={"rep_mark/m1": mention}, changes=(change,)
    )
    return Marked(dossier, marks)


def _filled(path: str, kind: Type, marks: dict[str, str], numbers: Iterator[int]) -> Any:
    if isinstance(kind, VarTupleType):
        return (_filled(path, kind.item_type, marks, numbers),)
    if path in FIXED:
        return FIXED[path]
    if isinstance(kind, StructType):
        values = {
            field.name: _filled(f"{path}.{field.encode_name}", field.type, marks, numbers) for field in kind.fields
        }
        return kind.cls(**values)
    if isinstance(kind, UnionType):
        real = [one for one in kind.types if not isinstance(one, (NoneType, CustomType))]
        return _filled(path, real[0], marks, numbers)
    if isinstance(kind, TupleType):
        return tuple(next(numbers) for _ in kind.item_types)
    return _value(path, kind, marks, numbers)


def _value(path: str, kind: Type, marks: dict[str, str], numbers: Iterator[int]) -> Any:
    number = next(numbers)
    if isinstance(kind, StrType):
        marks[path] = f"Mark{number}"
        return marks[path]
    if isinstance(kind, IntType):
        marks[path] = str(number)
        return number
    if isinstance(kind, FloatType):
        return number / 1000
    if isinstance(kind, DateTimeType):
        return datetime(2021, 1, 13, tzinfo=UTC) + timedelta(minutes=number % 1000)
    if isinstance(kind, DateType):
        return date(2021, 1, 13)
    if isinstance(kind, LiteralType):
        return kind.values[-1] if path.endswith("precision") else kind.values[0]
    if isinstance(kind, BoolType):
        return True
    raise TypeError(f"{path}: {kind}")


def texts_of(dossier: Dossier) -> str:
    """Everything that a record says, as one text."""
    return msgspec.json.encode(dossier).decode()
