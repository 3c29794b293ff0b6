"""What every view for the terminal is made of."""

from __future__ import annotations

from collections.abc import Sequence

from rich import box
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from tallystick.export.words import shown

OLD = "dim strike"


def table(*headings: str) -> Table:
    """An empty table with these headings."""
    made = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, header_style="dim", padding=(0, 1, 0, 0))
    for heading in headings:
        made.add_column(heading, overflow="fold")
    return made


def text(words_shown: str, style: str = "") -> Text:
    """Words of a report, printed and not obeyed."""
    return Text(shown(words_shown), style=style)


def spaced(parts: Sequence[RenderableType]) -> RenderableType:
    """One under the other with an empty line between."""
    return Group(*(Padding(part, (0, 0, 0 if part is parts[-1] else 1, 0)) for part in parts))
