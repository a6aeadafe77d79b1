"""Many rows and many values at a time: in PostgreSQL, too, in one round trip to the server."""

import json
from collections.abc import Collection, Iterable, Sequence
from functools import lru_cache
from operator import itemgetter
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY

from onrecord.ledger import codes
from onrecord.ledger.rows import Row
from onrecord.ledger.schema import Words, appearances, passages, places, speakers, storable


def insert(connection: sa.Connection, table: sa.Table, rows: Sequence[Row]) -> None:
    """Write ``rows``, which all have the same columns."""
    if rows:
        _run(connection, _insertion(connection.dialect, table, tuple(rows[0])), rows)


def update(connection: sa.Connection, table: sa.Table, rows: Sequence[Row]) -> None:
    """Change rows to what ``rows`` say, which all have the same columns, ``id`` the first."""
    if rows:
        _run(connection, _change(connection.dialect, table, tuple(rows[0])), rows)


def among(dialect: str, column: sa.Column[Any], name: str = "values") -> sa.ColumnElement[bool]:
    """Whether a column is one of the values that the query is given by that ``name``, however many they are."""
    if dialect == "sqlite":
        some = sa.func.json_each(sa.bindparam(name, type_=sa.Text)).table_valued("value")
        return column.in_(sa.select(some.c.value))
    # Not a join with them, for which the planner would read small tables whole, and go on when they have grown.
    kind = sa.Text if isinstance(column.type, sa.Text | Words) else sa.BigInteger
    return column == sa.any_(sa.bindparam(name, type_=ARRAY(kind)))


def values(connection: sa.Connection, some: Iterable[int | str]) -> str | list[int | str]:
    """``some`` as a query with :func:`among` takes them."""
    several = [storable(one) if isinstance(one, str) else one for one in some]
    return json.dumps(several) if connection.dialect.name == "sqlite" else several


def known(
    connection: sa.Connection, wanted: Collection[str], column: "sa.Column[str]", *columns: "sa.Column[Any]"
) -> Sequence[Any]:
    """The rows where a column has one of the ``wanted`` values: that column, and other ``columns``."""
    if not wanted:
        return ()
    query = _having(connection.dialect.name, column, *columns)
    return connection.execute(query, {"values": values(connection, wanted)}).all()


def next_ids(connection: sa.Connection) -> dict[str, int]:
    """The first ids that are free in the tables whose rows are numbered by whoever writes them.

    Within a transaction that nobody else writes beside.
    """
    row = connection.execute(_greatest()).one()
    return {table: (greatest or 0) + 1 for table, greatest in row._asdict().items()}


def new_codes(
    connection: sa.Connection, letter: str, column: "sa.Column[str]", names: Sequence[str]
) -> list[str]:
    """An id for each of ``names``, as people type them, that none of ``column`` has (:func:`codes.codes`)."""
    return codes.codes(letter, names, lambda some: [row[0] for row in known(connection, some, column)])


@lru_cache(maxsize=8)
def _having(dialect: str, column: "sa.Column[str]", *columns: "sa.Column[Any]") -> "sa.Select[Any]":
    return sa.select(column, *columns).where(among(dialect, column))


@lru_cache(maxsize=1)
def _greatest() -> "sa.Select[Any]":
    greatest = (
        sa.select(sa.func.max(table.c.id)).scalar_subquery().label(table.name)
        for table in (passages, appearances, speakers, places)
    )
    return sa.select(*greatest)


@lru_cache(maxsize=100)
def _insertion(dialect: sa.Dialect, table: sa.Table, names: tuple[str, ...]) -> "_Command":
    columns = [table.c[name] for name in names]
    # Names of the schema's own, and no others.
    into = f"INSERT INTO {table.name} ({', '.join(map(_quoted, names))})"
    if dialect.name == "sqlite":
        return _Command(dialect, columns, f"{into} VALUES ({', '.join('?' * len(names))})")
    return _Command(dialect, columns, f"{into} SELECT * FROM {_unnested(dialect, columns)}")  # noqa: S608


@lru_cache(maxsize=100)
def _change(dialect: sa.Dialect, table: sa.Table, names: tuple[str, ...]) -> "_Command":
    first, *rest = names
    if dialect.name == "sqlite":
        sets = ", ".join(f"{_quoted(name)} = ?" for name in rest)
        columns = [table.c[name] for name in (*rest, first)]
        return _Command(dialect, columns, f"UPDATE {table.name} SET {sets} WHERE {first} = ?")  # noqa: S608
    columns = [table.c[name] for name in names]
    sets = ", ".join(f"{_quoted(name)} = new.{_quoted(name)}" for name in rest)
    source = f"{_unnested(dialect, columns)} AS new ({', '.join(map(_quoted, names))})"
    where = f"{table.name}.{first} = new.{first}"
    return _Command(dialect, columns, f"UPDATE {table.name} SET {sets} FROM {source} WHERE {where}")  # noqa: S608


class _Command:
    """A command that takes values of ``columns``: row by row in SQLite, column by column in PostgreSQL."""

    def __init__(self, dialect: sa.Dialect, columns: Sequence[sa.Column[Any]], sql: str) -> None:
        self.sql = sql
        self.of = itemgetter(*(column.name for column in columns))
        self.stored = [
            (i, stored)
            for i, column in enumerate(columns)
            if (stored := column.type.dialect_impl(dialect).bind_processor(dialect))
        ]


def _run(connection: sa.Connection, command: _Command, rows: Sequence[Row]) -> None:
    columns: list[Sequence[Any]] = list(zip(*map(command.of, rows), strict=True))
    for i, stored in command.stored:
        columns[i] = [stored(value) for value in columns[i]]
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(command.sql, list(zip(*columns, strict=True)))
    else:
        connection.exec_driver_sql(command.sql, tuple(map(list, columns)))


def _unnested(dialect: sa.Dialect, columns: Sequence[sa.Column[Any]]) -> str:
    return f"unnest({', '.join(f'%s::{column.type.compile(dialect)}[]' for column in columns)})"


def _quoted(name: str) -> str:
    return f'"{name}"'
