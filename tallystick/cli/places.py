"""The places of a report as a table: what each name resolves to and why, and which meanings were refused."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rich.console import Group, RenderableType
from rich.text import Text

from tallystick.cli import bits


def places_view(text: str, rows: Sequence[dict[str, Any]]) -> RenderableType:
    """One row a name, in text order; a name told twice with one meaning stands once.

    Args:
        rows: the layer of places, made with the meanings refused.
    """
    table = bits.table("name", "is", "why", "refused")
    shown = set()
    for row in rows:
        wording = text[row["span"][0] : row["span"][1]]
        key = (wording, row["geonames_id"], row["name"], row["precision"], row["why"])
        if key in shown:
            continue
        shown.add(key)
        refused = "; ".join(f"{_printed(one)} ({one['feature']}): {one['why']}" for one in row.get("refused", ()))
        is_ = f"{_printed(row)} ({row['precision']})" if row["name"] else f"words only ({row['precision']})"
        table.add_row(bits.text(wording), bits.text(is_), bits.text(row["why"]), bits.text(refused))
    return Group(Text("Places"), table)


def _printed(one: dict[str, Any]) -> str:
    """The name with its province, where that is another, and its country."""
    inside = [one["admin1"]] if one["admin1"] and one["admin1"] != one["name"] else []
    return ", ".join([one["name"], *inside, *([one["country"]] if one["country"] else [])])
