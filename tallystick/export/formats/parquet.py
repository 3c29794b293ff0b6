"""`parquet`: everything, one row an event, nested and typed, for data frames and SQL engines. It can be read back.

It needs pyarrow, which the extra `parquet` brings: `pip install 'tallystick[parquet]'`. The schema is made from the
model's types, so that a field added there is a column here.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date, datetime
from importlib import import_module
from typing import Any

import msgspec
from msgspec import UNSET, Struct
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

from tallystick.errors import SettingsError
from tallystick.export.formats.fields import paths
from tallystick.export.formats.format import Written
from tallystick.export.formats.jsonl import TEXT, without_text
from tallystick.export.formats.loss import Loss
from tallystick.model import Change, Claim, Dossier, Event, Mention, Report

LISTS: dict[str, type[Struct]] = {
    "claims": Claim,
    "mention_details": Mention,
    "report_details": Report,
    "changes": Change,
}
"""What stands beside the event's own columns; claims and mentions with their ledger-wide `key` in front."""
KEYED = ("claims", "mention_details")
GROUP_SIZE = 10_000


class Parquet:
    """The whole record, but the texts of the reports: these belong to their publishers."""

    name = "parquet"
    description = "one row an event, nested and typed, for data frames and SQL engines; needs tallystick[parquet]"
    profile = "ledger"
    codebook = False
    files = ("events.parquet",)
    holds = paths() - {TEXT}

    def write(self, dossiers: Sequence[Dossier], loss: Loss) -> Written:
        """One row group of ten thousand events after another.

        Raises:
            SettingsError: pyarrow is not installed.
        """
        arrow, parquet = _pyarrow(), import_module("pyarrow.parquet")
        for dossier in dossiers:
            loss.withheld("the texts of the reports, which belong to their publishers", dossier.event.id)
        table = arrow.Table.from_pylist([_row(dossier) for dossier in dossiers], schema=schema())
        out = io.BytesIO()
        parquet.write_table(table, out, compression="zstd", row_group_size=GROUP_SIZE)
        return Written({self.files[0]: out.getvalue()}, len(dossiers))


def read_back(data: bytes) -> list[Dossier]:
    """The dossiers of a file that this format wrote; the reports' texts are empty.

    Raises:
        SettingsError: pyarrow is not installed.
        msgspec.ValidationError: a row is no dossier.
    """
    _pyarrow()
    return [_dossier(row) for row in import_module("pyarrow.parquet").read_table(io.BytesIO(data)).to_pylist()]


def schema() -> Any:
    """The columns and their types: the event's fields, then `LISTS`."""
    arrow = _pyarrow()
    columns = [arrow.field(name, kind) for name, kind in _fields(Event)]
    for name, record in LISTS.items():
        inner = [arrow.field("key", arrow.string())] if name in KEYED else []
        inner += [arrow.field(field, kind) for field, kind in _fields(record)]
        columns.append(arrow.field(name, arrow.list_(arrow.struct(inner))))
    return arrow.schema(columns)


def _pyarrow() -> Any:
    try:
        return import_module("pyarrow")
    except ImportError as error:
        raise SettingsError(
            "Cannot write parquet: expected the package pyarrow, which is not installed. "
            "Install it with: pip install 'tallystick[parquet]'."
        ) from error


# ------------------------------------------------------------------------------------------- types


def _fields(record: type[Struct]) -> list[tuple[str, Any]]:
    info = type_info(record)
    assert isinstance(info, StructType)
    return [(field.encode_name, _type(field.type)) for field in info.fields]


def _type(kind: Type) -> Any:
    """The arrow type of a type of the model."""
    arrow = _pyarrow()
    if isinstance(kind, UnionType):
        return _type(next(one for one in kind.types if not isinstance(one, (NoneType, CustomType))))
    if isinstance(kind, VarTupleType):
        return arrow.list_(_type(kind.item_type))
    if isinstance(kind, TupleType):
        return arrow.list_(_type(kind.item_types[0]))
    if isinstance(kind, StructType):
        return arrow.struct([arrow.field(field.encode_name, _type(field.type)) for field in kind.fields])
    for ours, theirs in (
        ((StrType, LiteralType), arrow.string()),
        (IntType, arrow.int64()),
        (FloatType, arrow.float64()),
        (BoolType, arrow.bool_()),
        (DateTimeType, arrow.timestamp("us", tz="UTC")),
        (DateType, arrow.date32()),
    ):
        if isinstance(kind, ours):
            return theirs
    raise TypeError(f"{kind} has no column type; teach tallystick/export/formats/parquet.py one.")


# -------------------------------------------------------------------------------------------- rows


def _plain(record: Struct) -> dict[str, Any]:
    built: dict[str, Any] = msgspec.to_builtins(record, builtin_types=(date, datetime))
    return built


def _row(dossier: Dossier) -> dict[str, Any]:
    return _plain(dossier.event) | {
        "claims": [{"key": key, **_plain(claim)} for key, claim in dossier.claims.items()],
        "mention_details": [{"key": key, **_plain(mention)} for key, mention in dossier.mentions.items()],
        "report_details": [_plain(without_text(report)) for report in dossier.reports],
        "changes": [_plain(change) for change in dossier.changes],
    }


def _dossier(row: dict[str, Any]) -> Dossier:
    lists = {name: row.pop(name) for name in LISTS}
    told = {
        "event": row,
        "claims": {one.pop("key"): _without_unset(one, Claim) for one in lists["claims"]},
        "mentions": {one.pop("key"): one for one in lists["mention_details"]},
        "reports": [_without_unset(one, Report) for one in lists["report_details"]],
        "changes": lists["changes"],
    }
    return msgspec.convert(told, Dossier)


def _without_unset(told: dict[str, Any], record: type[Struct]) -> dict[str, Any]:
    """A row's values without those that the record leaves out, such as the payloads of other kinds of claims."""
    unset = {field.encode_name for field in msgspec.structs.fields(record) if field.default is UNSET}
    return {name: value for name, value in told.items() if value is not None or name not in unset}
