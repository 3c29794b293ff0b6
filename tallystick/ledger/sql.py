"""A store in a database, through SQLAlchemy Core: the same statements for every database."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, TypeVar

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    Table,
    Text,
    cast,
    exists,
    func,
    insert,
    select,
)
from sqlalchemy.sql import FromClause

from tallystick.ledger import schema
from tallystick.ledger.entries import Counts, Entry, EntryKind, Transaction
from tallystick.ledger.lines import Row
from tallystick.ledger.links import SqlShelf
from tallystick.ledger.originals import Packed
from tallystick.ledger.store import Loose
from tallystick.model import Record, to_builtins

R = TypeVar("R", bound=Record)

_entries = schema.entries
_readings = schema.readings
_transactions = schema.transactions
_originals = schema.originals
_bands = schema.bands


class SqlStore:
    """Statements in one database transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def last(self, at: str | None = None) -> Transaction | None:
        """The last transaction, or the last one known at an instant."""
        query = select(_transactions).order_by(_transactions.c.tx.desc()).limit(1)
        if at is not None:
            query = query.where(_transactions.c.known_at <= at)
        return next(iter(self._all(query, Transaction)), None)

    def next_entry(self) -> int:
        """The number that the next entry gets."""
        return self._number(select(func.coalesce(func.max(_entries.c.id), 0))) + 1

    def transactions(self, *, after: int, limit: int) -> Sequence[Transaction]:
        """Transactions after this one, in order."""
        query = select(_transactions).where(_transactions.c.tx > after)
        return self._all(query.order_by(_transactions.c.tx).limit(limit), Transaction)

    def entries(
        self,
        *,
        ids: Collection[int] | None = None,
        txs: Collection[int] | None = None,
        kind: EntryKind | None = None,
        report_id: str | None = None,
        item_id: str | None = None,
        upto: int | None = None,
    ) -> Sequence[Entry]:
        """Entries for which all that is given holds, in order of their ids."""
        query = select(_entries).order_by(_entries.c.id)
        if ids is not None:
            query = query.where(_entries.c.id.in_(ids))
        if txs is not None:
            query = query.where(_entries.c.tx.in_(txs))
        if kind is not None:
            # A report has few entries and a kind has millions. Without statistics SQLite takes both for equally rare,
            # and goes by whichever index was made last: so that by kind is kept from it.
            column = _entries.c.kind if report_id is None else _entries.c.kind.concat("")
            query = query.where(column == kind)
        if report_id is not None:
            query = query.where(_entries.c.report_id == report_id)
        if item_id is not None:
            query = query.where(_entries.c.item_id == item_id)
        if upto is not None:
            query = query.where(_entries.c.tx <= upto)
        return self._all(query, Entry)

    def rows(
        self,
        *,
        upto: int,
        report_id: str | None = None,
        page: tuple[str | None, str] | None = None,
    ) -> Sequence[Row]:
        """Readings not retracted, of one report or of one page (outlet, url), in order of writing."""
        query = select(_readings).where(_standing(_readings, upto)).order_by(_readings.c.tx)
        if report_id is not None:
            query = query.where(_readings.c.report_id == report_id)
        if page is not None:
            outlet, url = page
            query = query.where(_readings.c.url == url, _readings.c.outlet.is_not_distinct_from(outlet))
        return self._all(query, Row)

    def in_force(self, *, upto: int) -> Sequence[Row]:
        """The last reading not retracted of each report, by publication, then id."""
        latest = _latest(upto).subquery()
        published = _readings.c.published_at
        query = select(_readings).join(latest, _readings.c.tx == latest.c.tx)
        return self._all(query.order_by(published.is_(None), published, _readings.c.report_id), Row)

    def active(self, kind: EntryKind, *, upto: int, item_id: str | None = None) -> Sequence[Entry]:
        """Judgements, or problems outside of readings, that are not retracted, in order of writing."""
        query = _alone(select(_entries), kind, upto).order_by(_entries.c.id)
        if item_id is not None:
            query = query.where(_entries.c.item_id == item_id)
        return self._all(query, Entry)

    def count(self, *, upto: int) -> Counts:
        """How much is in force."""
        latest = _latest(upto).subquery()
        held = select(_entries.c.kind, func.count()).join(latest, _entries.c.tx == latest.c.tx)
        counted = self._connection.execute(held.group_by(_entries.c.kind))
        kinds: dict[str, int] = {row[0]: row[1] for row in counted}
        total = select(func.count())
        return Counts(
            reports=kinds.get("reading", 0),
            mentions=kinds.get("mention", 0),
            claims=kinds.get("claim", 0),
            problems=kinds.get("problem", 0) + self._number(_alone(total.select_from(_entries), "problem", upto)),
            judgements=self._number(_alone(total.select_from(_entries), "judgement", upto)),
            transactions=self._number(total.select_from(_transactions).where(_transactions.c.tx <= upto)),
        )

    def loose(self) -> Loose:
        """What belongs to no transaction."""
        entries = select(_entries.c.id).where(_entries.c.tx.not_in(select(_transactions.c.tx)))
        held = exists().where(
            _entries.c.id == _readings.c.entry,
            _entries.c.kind == "reading",
            _entries.c.tx == _readings.c.tx,
        )
        rows = select(_readings.c.entry).where(~held)
        named = exists().where(_entries.c.kind == "capture", _entries.c.item_id == _originals.c.sha256)
        originals = select(_originals.c.sha256).where(~named)
        return Loose(
            entries=tuple(self._connection.scalars(entries.order_by(_entries.c.id))),
            rows=tuple(self._connection.scalars(rows.order_by(_readings.c.entry))),
            originals=tuple(self._connection.scalars(originals.order_by(_originals.c.sha256))),
        )

    def indexed(self, txs: Collection[int]) -> Sequence[Row]:
        """The rows of these transactions, as they stand in the index."""
        return self._all(select(_readings).where(_readings.c.tx.in_(txs)), Row)

    def links(self) -> SqlShelf:
        """Where the links of the ledger are kept."""
        return SqlShelf(self._connection)

    def append(self, transaction: Transaction, entries: Sequence[Entry], row: Row | None) -> None:
        """Write one transaction."""
        self._insert(_transactions, [transaction])
        self._insert(_entries, entries)
        if row is not None:
            self._insert(_readings, [row])

    def original(self, sha256: str) -> Packed | None:
        """The row of these bytes; None where they are not held."""
        return next(iter(self._all(select(_originals).where(_originals.c.sha256 == sha256), Packed)), None)

    def keep(self, original: Packed) -> None:
        """Hold these bytes, which are not held yet."""
        row = {"sha256": original.sha256, "size": original.size, "packed": original.packed}
        self._connection.execute(insert(_originals), row)

    def bands_of(self, report_id: str) -> list[int]:
        """The bands under which a report is filed."""
        return list(self._connection.scalars(select(_bands.c.band).where(_bands.c.report_id == report_id)))

    def in_bands(self, bands: Collection[int]) -> list[tuple[str, int]]:
        """The reports in these bands, by id, with the number of bands that each is in."""
        count = func.count()
        query = select(_bands.c.report_id, count).where(_bands.c.band.in_(bands)).group_by(_bands.c.report_id)
        return [(row[0], row[1]) for row in self._connection.execute(query.order_by(_bands.c.report_id))]

    def file(self, report_id: str, bands: Collection[int]) -> None:
        """File a report, which is not filed yet, under bands."""
        self._connection.execute(
            insert(_bands), [{"band": band, "report_id": report_id} for band in sorted(set(bands))]
        )

    def _insert(self, table: Table, records: Sequence[Record]) -> None:
        self._connection.execute(insert(table), [to_builtins(record) for record in records])

    def _all(self, query: Select[Any], kind: type[R]) -> list[R]:
        # Columns and attributes have the same names, so a row is a record as it stands.
        return [kind(**row) for row in self._connection.execute(query).mappings()]

    def _number(self, query: Select[Any]) -> int:
        return int(self._connection.scalar(query) or 0)


def _standing(table: FromClause, upto: int) -> ColumnElement[bool]:
    """That a reading or an entry was written, and not retracted, up to this transaction."""
    number = table.c.entry if table is _readings else table.c.id
    later = _entries.alias("later")
    retracted = exists().where(
        later.c.kind == "retraction",
        later.c.item_id == cast(number, Text),
        later.c.tx <= upto,
    )
    return (table.c.tx <= upto) & ~retracted


def _latest(upto: int) -> Select[Any]:
    """The transaction of the reading in force of each report."""
    query = select(func.max(_readings.c.tx).label("tx")).where(_standing(_readings, upto))
    return query.group_by(_readings.c.report_id)


def _alone(query: Select[Any], kind: EntryKind, upto: int) -> Select[Any]:
    """Narrow a query of entries to those of a kind that stand, and were written by themselves."""
    own = select(_transactions.c.tx).where(_transactions.c.what == kind)
    return query.where(_entries.c.kind == kind, _standing(_entries, upto), _entries.c.tx.in_(own))
