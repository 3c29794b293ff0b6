"""Tables as CSV: UTF-8, a comma between cells, a line feed at the end of a row, quotes where they are needed.

A cell that begins like a formula gets an apostrophe in front: a spreadsheet would run "=HYPERLINK(…)" that somebody
put into a headline. Rule: OWASP, CSV injection. Numbers that we write ourselves are left as they are.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import ClassVar

from tallystick.export.formats.format import Written
from tallystick.export.formats.loss import Loss
from tallystick.export.words import shown
from tallystick.model import Dossier

Cell = str | int | float | date | None
Row = Mapping[str, Cell]

_FORMULA = re.compile("'*[=+\\-@\t\r\uff1d\uff0b\uff0d\uff20]")
SEPARATOR = "; "


class TableFormat:
    """A format that is one table: subclasses say which columns, and the rows of one dossier."""

    name: ClassVar[str]
    description: ClassVar[str]
    profile: ClassVar[str] = "ledger"
    codebook: ClassVar[bool] = False
    files: ClassVar[tuple[str, ...]]
    holds: ClassVar[Iterable[str]]
    columns: ClassVar[tuple[str, ...]]
    second_header: ClassVar[tuple[str, ...]] = ()
    """A row of tags under the names of the columns."""

    def rows(self, dossier: Dossier, loss: Loss) -> Iterator[Row]:
        """The rows of one event, each with exactly the columns; none where the format leaves the event out."""
        raise NotImplementedError

    def write(self, dossiers: Sequence[Dossier], loss: Loss) -> Written:
        """The table as one file."""
        rows = [row for dossier in dossiers for row in self.rows(dossier, loss)]
        return Written(
            {self.files[0]: csv_bytes(self.columns, rows, loss, second_header=self.second_header)}, len(rows)
        )


def csv_bytes(columns: Sequence[str], rows: Iterable[Row], loss: Loss, *, second_header: Sequence[str] = ()) -> bytes:
    """A table as bytes.

    Raises:
        KeyError: a row lacks a column.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    if second_header:
        writer.writerow(second_header)
    for row in rows:
        if row.keys() - set(columns):
            raise KeyError(f"no such column: {sorted(row.keys() - set(columns))}")
        writer.writerow(_written(row[column], loss) for column in columns)
    return out.getvalue().encode("utf-8")


def joined(items: Iterable[str | None]) -> str:
    """Several texts in one cell, each once, in their order; a semicolon within one becomes a comma."""
    return SEPARATOR.join(dict.fromkeys(item.replace(";", ",") for item in items if item))


def number(value: int | None) -> str:
    """A whole number, blank where it is not known."""
    return "" if value is None else str(value)


def guarded(text: str) -> str:
    """The text, with an apostrophe in front where it begins like a formula."""
    return f"'{text}" if _FORMULA.match(text) else text


def unguarded(cell: str) -> str:
    """A cell as it was before `guarded`."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell


def _written(cell: Cell, loss: Loss) -> str:
    if cell is None:
        return ""
    if isinstance(cell, str):
        text = shown(cell)
        safe = guarded(text)
        if safe != text:
            loss.escaped()
        return safe
    if isinstance(cell, (datetime, date)):
        return cell.isoformat()
    return repr(cell) if isinstance(cell, float) else str(cell)
