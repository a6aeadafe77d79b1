"""A look into a ledger's tables, and a way to say something of what they hold."""

import datetime
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from onrecord.ledger import Ledger
from onrecord.ledger.schema import (
    appearances,
    claims,
    corrections,
    deadlines,
    documents,
    metadata,
    passages,
    resolutions,
    statements,
    versions,
)


def rows(ledger: Ledger, query: Any) -> Sequence[Any]:
    with ledger._database.reading() as connection:
        return connection.execute(query).all()


def contents(ledger: Ledger) -> dict[str, list[tuple[Any, ...]]]:
    """All that a ledger's tables hold, but for the times at which it was written."""
    out = {}
    for table in metadata.sorted_tables:
        columns = [c for c in table.c if not c.name.endswith("_at")]
        out[table.name] = sorted(map(tuple, rows(ledger, sa.select(*columns))), key=repr)
    return out


def passage(ledger: Ledger, code: str) -> Any:
    (row,) = rows(ledger, sa.select(passages).where(passages.c.code == code))
    return row


def resolve(ledger: Ledger, code: str, outcome: str = "true") -> None:
    """Say how a claim turned out."""
    _append(ledger, resolutions, code, outcome=outcome, evidence="https://example.org/minutes")


def correct(ledger: Ledger, code: str, field: str, value: str) -> None:
    """Say what a statement or claim is besides."""
    _append(ledger, corrections, code, field=field, value=value)


def set_deadline(ledger: Ledger, code: str, day: datetime.date) -> None:
    """Say by when a claim falls due."""
    _append(ledger, deadlines, code, due_on=day)


def _append(ledger: Ledger, table: sa.Table, code: str, **row: object) -> None:
    by = {"made_by": "Nell Varga", "made_at": datetime.datetime.now(datetime.UTC)}
    id = passage(ledger, code).id
    with ledger._database.writing() as connection:
        connection.execute(sa.insert(table), {"passage_id": id, **row, **by})


def check(ledger: Ledger) -> set[str]:
    """That nothing in a ledger is half there; gives the ids of its documents."""
    with ledger._database.reading() as connection:
        if ledger._database.dialect == "sqlite":
            assert connection.exec_driver_sql("PRAGMA integrity_check").scalar_one() == "ok"
            assert connection.exec_driver_sql("PRAGMA foreign_key_check").all() == []
        known = set(connection.execute(sa.select(documents.c.code)).scalars())
        words = connection.exec_driver_sql("SELECT count(*) FROM statement_words").scalar_one()
    found = 0
    for code in known:
        of_document = versions.c.document_id == documents.c.id, documents.c.code == code
        newest = {number: reading for number, _, reading in ledger.readings(code)}
        assert newest
        assert len(rows(ledger, sa.select(versions.c.id).where(*of_document))) == len(newest)
        for table, things in ((statements, "statements"), (claims, "claims"), (appearances, "speakers")):
            query = sa.select(table.c.local, versions.c.number).join(
                versions, versions.c.id == table.c.version_id
            )
            assert sorted(rows(ledger, query.where(*of_document))) == sorted(
                (thing.id, number) for number, reading in newest.items() for thing in getattr(reading, things)
            )
        found += sum(len(reading.statements) for reading in newest.values())
    assert words == found
    return known
