"""Every field of a record by its path, and how many values of each a record has.

A path is the JSON's: `event.tally.killed.low`, `claim.harm.quantity.wording`. Items of a list share the path. The
paths come from the model itself, so that a field added there is counted, and reported as lost, before any format
knows of it.
"""

from __future__ import annotations

from collections import Counter
from functools import cache
from typing import Any

import msgspec
from msgspec import UNSET, Struct
from msgspec.inspect import (
    CustomType,
    DictType,
    StructType,
    Type,
    UnionType,
    VarTupleType,
    type_info,
)

from tallystick.model import Change, Claim, Dossier, Event, Mention, Report

ROOTS: dict[str, type[Struct]] = {
    "event": Event,
    "claim": Claim,
    "mention": Mention,
    "report": Report,
    "change": Change,
}
"""What a dossier is made of, by the first step of the path."""

TWICE = frozenset(
    f"event.reports.{name}" for name in ("id", "external_id", "outlet", "published_at", "title", "url")
) | {"event.outlets"}
"""Said again under `report`, and not counted a second time."""


@cache
def paths() -> frozenset[str]:
    """Every path that can hold a value."""
    return frozenset(path for root, kind in ROOTS.items() for path in _below(root, type_info(kind))) - TWICE


def count(dossier: Dossier) -> Counter[str]:
    """How many values the dossier has at each path; what is unknown or empty is no value."""
    found: Counter[str] = Counter()
    _count(found, "event", dossier.event)
    for claim in dossier.claims.values():
        _count(found, "claim", claim)
    for mention in dossier.mentions.values():
        _count(found, "mention", mention)
    for report in dossier.reports:
        _count(found, "report", report)
    for change in dossier.changes:
        _count(found, "change", change)
    for path in TWICE:
        found.pop(path, None)
    return found


def matching(prefix: str) -> frozenset[str]:
    """The path itself and all below it.

    Raises:
        KeyError: there is no such path.
    """
    found = frozenset(path for path in paths() if path == prefix or path.startswith(f"{prefix}."))
    if not found:
        raise KeyError(f"The model has no field {prefix!r}.")
    return found


def _count(found: Counter[str], path: str, value: Any) -> None:
    if value is None or value is UNSET or value == "" or value == "unknown" or value == ():
        return
    if isinstance(value, Struct):
        for name, key in _names(type(value)):
            _count(found, f"{path}.{key}", getattr(value, name))
    elif isinstance(value, tuple) and not isinstance(value[0], int):
        for item in value:
            _count(found, path, item)
    else:
        found[path] += 1


@cache
def _names(kind: type[Struct]) -> tuple[tuple[str, str], ...]:
    """Attribute and JSON key of each field."""
    return tuple((field.name, field.encode_name) for field in msgspec.structs.fields(kind))


def _below(path: str, kind: Type) -> list[str]:
    """The paths of the values that a type holds."""
    if isinstance(kind, UnionType):
        return sorted({below for one in kind.types for below in _below(path, one) if not _is_nothing(one)})
    if isinstance(kind, VarTupleType):
        return _below(path, kind.item_type)
    if isinstance(kind, StructType):
        return [below for field in kind.fields for below in _below(f"{path}.{field.encode_name}", field.type)]
    if isinstance(kind, (DictType, CustomType)):
        raise TypeError(f"{path} is a {kind}; teach tallystick/export/formats/fields.py to count it.")
    return [path]


def _is_nothing(kind: Type) -> bool:
    return isinstance(kind, msgspec.inspect.NoneType) or (
        isinstance(kind, CustomType) and kind.cls is msgspec.UnsetType
    )
