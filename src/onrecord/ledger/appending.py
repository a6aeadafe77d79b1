"""Entries that come from elsewhere among those that are here: each once, and so that the last word holds."""

from collections.abc import Callable, Sequence
from typing import Any

import sqlalchemy as sa


def appended(
    connection: sa.Connection,
    table: sa.Table,
    rows: list[dict[str, Any]],
    known: Sequence[Any],
    scope: Callable[[Any], Any],
) -> int:
    """Append those of ``rows`` that are not ``known``; gives how many.

    ``scope``: the last word of each holds. A row gets a number below all others where, of its scope, one is known that
    was said later, or that comes after it in ``rows``.
    """
    ours: dict[int, int] = {}  # the known ones that are rows, by their ids
    missing = []
    taken: set[int] = set()
    for i, row in enumerate(rows):
        twin = next((k["id"] for k in known if k["id"] not in taken and _same(row, k)), None)
        if twin is None:
            missing.append(i)
        else:
            taken.add(twin)
            ours[twin] = i

    def later(i: int, other: Any) -> bool:
        if scope(other) != scope(rows[i]):
            return False
        if (place := ours.get(other["id"])) is not None:
            return place > i
        return bool(other["made_at"] > rows[i]["made_at"])

    below = [i for i in missing if any(later(i, other) for other in known)]
    for i in reversed(below):
        connection.execute(sa.insert(table), {**rows[i], "id": before(connection, table)})
    above = [rows[i] for i in missing if i not in below]
    if above:
        connection.execute(sa.insert(table), above)
    return len(missing)


def _same(row: dict[str, Any], known: Any) -> bool:
    return all(known[column] == value for column, value in row.items())


def before(connection: sa.Connection, table: sa.Table) -> int:
    """A number below all others of a table whose rows hold by their order."""
    return min(int(connection.execute(sa.select(sa.func.min(table.c.id))).scalar() or 0), 1) - 1
