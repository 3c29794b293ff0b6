"""The links of a ledger, kept beside it: which mentions are one event, and what each event is called.

These tables are a cache: everything in them follows from the ledger's transactions, in their order, and from the table
of weights. Where the weights have changed, or the tables are gone, they are made anew (`linking.py`). Nothing here is
guarded or chained.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

import msgspec
from sqlalchemy import Connection, inspect

from tallystick.ledger import schema
from tallystick.link.incremental import Placed
from tallystick.link.telling import Telling

_MOST = 500
"""How many values stand in one statement."""

_encode = msgspec.msgpack.Encoder(order="deterministic").encode
_decode = msgspec.msgpack.Decoder(Telling).decode


class SqlShelf:
    """A shelf in tables of a database, within one transaction. Its statements are such as every database takes."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._placeholder = "?" if connection.dialect.paramstyle == "qmark" else "%s"

    def begin_anew(self) -> None:
        """As `KeptShelf.begin_anew`; makes the tables where they are not there."""
        schema.cache.create_all(self._connection)
        for name in schema.cache.tables:
            self._do(f"DELETE FROM {name}")

    def state(self, key: str) -> str | None:
        """As `KeptShelf.state`."""
        if not inspect(self._connection).has_table("link_state"):
            return None
        found = self._rows("SELECT value FROM link_state WHERE key = ?", (key,))
        return found[0][0] if found else None

    def note(self, key: str, value: str) -> None:
        """As `KeptShelf.note`."""
        self._do(
            "INSERT INTO link_state VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value", (key, value)
        )

    def tellings(self, refs: Collection[str]) -> list[Telling]:
        """As `Shelf.tellings`."""
        return [_decode(body) for (body,) in self._among("SELECT body FROM link_mentions WHERE ref IN", refs)]

    def of_report(self, report: str) -> list[str]:
        """As `Shelf.of_report`."""
        return [ref for (ref,) in self._rows("SELECT ref FROM link_mentions WHERE report = ? ORDER BY ref", (report,))]

    def under(self, keys: Collection[int]) -> set[str]:
        """As `Shelf.under`."""
        numbers = {n for (n,) in self._among("SELECT DISTINCT n FROM link_keys WHERE key IN", keys)}
        return {ref for (ref,) in self._among("SELECT ref FROM link_mentions WHERE n IN", numbers)}

    def together(self, refs: Collection[str]) -> set[str]:
        """As `Shelf.together`."""
        parts = {part for (part,) in self._among("SELECT DISTINCT part FROM link_mentions WHERE ref IN", refs) if part}
        return {ref for (ref,) in self._among("SELECT ref FROM link_mentions WHERE part IN", parts)}

    def placed(self, refs: Collection[str]) -> dict[str, Placed]:
        """As `Shelf.placed`."""
        rows = self._among("SELECT ref, part, event, filed FROM link_mentions WHERE part IS NOT NULL AND ref IN", refs)
        return {ref: Placed(part=part, event=event, filed=filed) for ref, part, event, filed in rows}

    def put(self, telling: Telling, keys: Collection[int]) -> None:
        """As `Shelf.put`."""
        body = _encode(telling)
        self._do("INSERT INTO link_mentions (ref, report, body) VALUES (?, ?, ?)", (telling.ref, telling.report, body))
        ((number,),) = self._rows("SELECT n FROM link_mentions WHERE ref = ?", (telling.ref,))
        if keys:
            rows = [(key, number) for key in sorted(keys)]
            self._connection.exec_driver_sql(self._own("INSERT INTO link_keys VALUES (?, ?)"), rows)

    def drop(self, refs: Collection[str]) -> None:
        """As `Shelf.drop`."""
        for ref in refs:
            self._do("DELETE FROM link_keys WHERE n = (SELECT n FROM link_mentions WHERE ref = ?)", (ref,))
            self._do("DELETE FROM link_mentions WHERE ref = ?", (ref,))

    def place(self, placed: Mapping[str, Placed]) -> None:
        """As `Shelf.place`."""
        rows = [(where.part, where.event, where.filed, ref) for ref, where in placed.items()]
        if rows:
            statement = "UPDATE link_mentions SET part = ?, event = ?, filed = ? WHERE ref = ?"
            self._connection.exec_driver_sql(self._own(statement), rows)

    def born(self, ids: Collection[str]) -> dict[str, int]:
        """As `Shelf.born`."""
        return dict(self._among("SELECT id, born FROM link_ids WHERE id IN", ids))

    def lead(self, leads_to: Mapping[str, str]) -> None:
        """As `Shelf.lead`."""
        for id_, to in leads_to.items():
            self._do(
                "INSERT INTO link_ids VALUES (?, (SELECT coalesce(max(born), 0) + 1 FROM link_ids), ?) "
                "ON CONFLICT (id) DO UPDATE SET now = excluded.now",
                (id_, to),
            )

    def leads_to(self, id_: str) -> str | None:
        """As `Shelf.leads_to`."""
        found = self._rows("SELECT now FROM link_ids WHERE id = ?", (id_,))
        return found[0][0] if found else None

    def all_placed(self) -> dict[str, Placed]:
        """As `Shelf.all_placed`."""
        rows = self._rows("SELECT ref, part, event, filed FROM link_mentions WHERE part IS NOT NULL", ())
        return {ref: Placed(part=part, event=event, filed=filed) for ref, part, event, filed in rows}

    def all_ids(self) -> dict[str, tuple[int, str]]:
        """As `Shelf.all_ids`."""
        return {id_: (born, now) for id_, born, now in self._rows("SELECT id, born, now FROM link_ids", ())}

    def _among(self, statement: str, values: Collection[Any]) -> Iterator[Any]:
        wanted = sorted(values)
        for first in range(0, len(wanted), _MOST):
            some = wanted[first : first + _MOST]
            yield from self._rows(f"{statement} ({', '.join('?' * len(some))})", tuple(some))

    def _rows(self, statement: str, values: tuple[Any, ...]) -> Sequence[Any]:
        return self._connection.exec_driver_sql(self._own(statement), values).fetchall()

    def _do(self, statement: str, values: tuple[Any, ...] = ()) -> None:
        self._connection.exec_driver_sql(self._own(statement), values)

    def _own(self, statement: str) -> str:
        """The statement as the driver wants it; none of ours holds a question mark or a percent sign otherwise."""
        return statement.replace("?", self._placeholder)
