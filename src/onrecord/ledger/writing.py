"""Rows into tables, within a transaction that nobody else writes beside: so new ids are the next ones."""

from collections.abc import Collection, Sequence

import sqlalchemy as sa

from onrecord.ledger import codes
from onrecord.ledger.database import batches
from onrecord.ledger.rows import Row


def insert(connection: sa.Connection, table: sa.Table, rows: Sequence[Row]) -> None:
    """Write ``rows``, if there are any."""
    if rows:
        connection.execute(sa.insert(table), rows)


def next_id(connection: sa.Connection, table: sa.Table) -> int:
    """The id after the last."""
    return (connection.execute(sa.select(sa.func.max(table.c.id))).scalar_one() or 0) + 1


def new_codes(
    connection: sa.Connection, letter: str, column: "sa.Column[str]", names: Sequence[str]
) -> list[str]:
    """An id for each of ``names``, as people type them, that none of ``column`` has (:func:`codes.codes`)."""

    def taken(some: Collection[str]) -> set[str]:
        return {
            code
            for part in batches(list(some))
            for code in connection.execute(sa.select(column).where(column.in_(part))).scalars()
        }

    return codes.codes(letter, names, taken)
