"""The registry's tables: reading them, laying a user's own on top, and saying what is wrong with them."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from tallystick.errors import SettingsError
from tallystick.reference.wordings import key

DATA = Path(__file__).parent / "data"
BUNDLED = (DATA / "sources.toml", DATA / "actors.toml")

Table = dict[str, Any]

SOURCE_KINDS = frozenset(
    {
        "military", "government", "state_media", "armed_group", "medical", "rescue", "local_authority", "police",
        "monitor", "outlet", "agency", "resident", "relative", "ngo", "international_organisation",
        "foreign_government", "visual", "unnamed", "own_voice",
    }
)  # fmt: skip
"""The kinds of origin; corroboration counts how many different ones vouch for a figure."""
ACTOR_KINDS = frozenset(
    {
        "state_forces", "rebel", "political_militia", "identity_militia", "external", "civilians", "protesters",
        "rioters",
    }
)  # fmt: skip
_TEXTS = {"id", "name", "kind", "country", "institution"}
_LISTS = {"about", "aliases", "whole", "people", "belongs_to", "sides"}
_ID = {"source": re.compile(r"org:[a-z0-9][a-z0-9-]*"), "actor": re.compile(r"act:[A-Z0-9][A-Z0-9-]*")}
_KINDS = {"source": SOURCE_KINDS, "actor": ACTOR_KINDS}
_COUNTRY = re.compile(r"[A-Z]{2}")


def read_registry(extra: Iterable[Path] = ()) -> Table:
    """The bundled tables with the user's on top.

    Raises:
        SettingsError: a file cannot be read, or what it says does not fit; every fault is named.
    """
    data: Table = {}
    for path in (*BUNDLED, *extra):
        merge(data, _parse(path))
    if faults := check_registry(data):
        raise SettingsError("The registry of sources and actors has faults:\n  " + "\n  ".join(faults))
    return data


def _parse(path: Path) -> Table:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(
            f"Cannot read the registry file {path}: expected TOML in UTF-8, found: {error}. "
            "Correct the file, or leave it out."
        ) from error


def merge(base: Table, top: Table) -> None:
    """Lay one file's tables over another's.

    Rule: a block with a known id adds its names to that block and replaces its other fields; lists are never shortened.
    """
    for name, value in top.items():
        if name in ("source", "actor") and isinstance(value, list):
            _merge_blocks(base.setdefault(name, []), value)
        elif isinstance(value, list):
            base.setdefault(name, []).extend(value)
        elif isinstance(value, dict):
            base.setdefault(name, {}).update(value)
        else:
            base[name] = value


def _merge_blocks(base: list[Table], top: list[Table]) -> None:
    known = {block.get("id"): block for block in base if isinstance(block, dict)}
    for block in top:
        old = known.get(block.get("id")) if isinstance(block, dict) and base is not top else None
        if old is None:
            base.append(block)
            continue
        for field, value in block.items():
            both = isinstance(value, list) and isinstance(old.get(field), list)
            old[field] = [*old[field], *(item for item in value if item not in old[field])] if both else value


def check_registry(data: Table) -> list[str]:
    """What is wrong with these tables, one sentence each; empty = nothing."""
    faults: list[str] = []
    for table in ("source", "actor"):
        blocks = data.get(table, [])
        if not isinstance(blocks, list):
            faults.append(f"{table}: expected blocks that begin with [[{table}]].")
            continue
        for number, block in enumerate(blocks, start=1):
            faults.extend(_faults(table, number, block))
        if not faults:
            faults.extend(_repeated_ids(table, blocks))
            faults.extend(_shared_names(table, blocks))
    return faults or list(_dangling(data))


def _faults(table: str, number: int, block: Any) -> Iterator[str]:
    if not isinstance(block, dict):
        yield f"{table} block {number}: expected fields such as id and name, found {block!r}."
        return
    where = f"{table} {block.get('id') or f'block {number}'}"
    for field, value in block.items():
        if field in _TEXTS:
            fits = isinstance(value, str) and bool(value.strip())
            expected = "a text that is not empty"
        elif field in _LISTS:
            fits = isinstance(value, list) and all(isinstance(item, str) and item.strip() for item in value)
            expected = 'a list of texts, such as ["SOHR"]'
        else:
            yield f"{where}: nobody knows the field {field!r}; known are {', '.join(sorted(_TEXTS | _LISTS))}."
            continue
        if not fits:
            yield f"{where}: {field} must be {expected}, found {value!r}."
    yield from _wrong_values(table, where, block)


def _wrong_values(table: str, where: str, block: Table) -> Iterator[str]:
    for field in ("id", "name", "kind"):
        if field not in block:
            yield f"{where}: {field} is missing."
    if not _ID[table].fullmatch(str(block.get("id", ""))) and "id" in block:
        yield f"{where}: an id must look like {'org:sohr' if table == 'source' else 'act:ISR-MIL'}."
    if block.get("kind") not in _KINDS[table] and "kind" in block:
        yield f"{where}: {block['kind']!r} is no kind; choose one of {', '.join(sorted(_KINDS[table]))}."
    countries = [block["country"]] if "country" in block else []
    about = block.get("about", [])
    for code in (*countries, *(about if isinstance(about, list) else ())):
        if not (isinstance(code, str) and _COUNTRY.fullmatch(code)):
            yield f"{where}: {code!r} is no country code of two capitals, such as SY."


def _repeated_ids(table: str, blocks: list[Table]) -> Iterator[str]:
    for id_, count in Counter(block["id"] for block in blocks).items():
        if count > 1:
            yield f"{table} {id_}: {count} blocks have this id; make them one."


def names(block: Table) -> list[str]:
    """Everything that finds a block anywhere in a phrase."""
    return [block["name"], *block.get("aliases", []), *block.get("people", [])]


def _shared_names(table: str, blocks: list[Table]) -> Iterator[str]:
    owners: dict[tuple[str, ...], str] = {}
    for block in blocks:
        for name in names(block):
            form = key(name)
            if not form:
                yield f"{table} {block['id']}: {name!r} has no word that could be found in a text."
            elif owners.setdefault(form, block["id"]) != block["id"]:
                yield f"{table} {block['id']}: {name!r} already stands under {owners[form]}; keep it in one of the two."


def _dangling(data: Table) -> Iterator[str]:
    known = {block["id"] for table in ("source", "actor") for block in data.get(table, [])}
    states = {nation["iso3"] for nation in data.get("nationality", [])}
    suffixes = {force["suffix"] for force in data.get("force", [])}
    for table in ("source", "actor"):
        for block in data.get(table, []):
            for other in (*block.get("belongs_to", []), *block.get("sides", [])):
                state, _, suffix = other.removeprefix("act:").partition("-")
                if other not in known and not (state in states and suffix in suffixes):
                    yield f"{table} {block['id']}: {other} is named, but no block has that id."
