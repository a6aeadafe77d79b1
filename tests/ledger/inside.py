"""A look into a ledger's tables, and a way to say something of what they hold."""

import datetime
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from onrecord.ledger import Changed, Correction, Ledger, Outcome, Signed
from onrecord.ledger.schema import (
    appearances,
    claims,
    documents,
    metadata,
    passages,
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


def resolve(ledger: Ledger, code: str, outcome: Outcome = "yes") -> Changed:
    """Say how a claim turned out."""
    return ledger.resolve(code, outcome, Signed("Nell Varga", evidence=("https://example.org/minutes",)))


def correct(ledger: Ledger, code: str, **what: Any) -> Changed:
    """Say what a statement or claim is besides."""
    return ledger.correct(code, Correction(**what), Signed("Nell Varga"))


def set_deadline(ledger: Ledger, code: str, day: datetime.date | None) -> Changed:
    """Say by when a claim falls due."""
    return ledger.set_deadline(code, day, Signed("Nell Varga"))


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
