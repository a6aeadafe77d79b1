"""The documents of a ledger, the last one added first."""

import datetime
from collections import Counter
from dataclasses import dataclass

import sqlalchemy as sa

from onrecord.ledger.database import Database
from onrecord.ledger.schema import claims, documents, outlets, statements, versions
from onrecord.ledger.status import SETTLED_KINDS


@dataclass(frozen=True, slots=True)
class ListedDocument:
    """A document as a list shows it: its newest text, and how much is on record in that.

    ``version``: which of its texts that is, from 1. ``open_kinds``: how many forecasts and commitments it makes.
    """

    id: str
    title: str
    outlet: str | None
    author: str | None
    published: str | None
    url: str | None
    version: int
    added_at: datetime.datetime
    statements: int
    open_kinds: int


@dataclass(frozen=True, slots=True)
class Latest:
    """The documents, and whether there are ``more``."""

    documents: tuple[ListedDocument, ...]
    more: bool


def latest(database: Database, limit: int, offset: int = 0) -> Latest:
    """The documents whose newest texts were added last, that one first; at most ``limit``, after ``offset``."""
    newer = versions.alias()
    later = sa.exists().where(
        newer.c.document_id == versions.c.document_id, newer.c.number > versions.c.number
    )
    query = (
        sa.select(versions, documents.c.code, outlets.c.name.label("outlet"))
        .join(documents, documents.c.id == versions.c.document_id)
        .outerjoin(outlets, outlets.c.id == versions.c.outlet_id)
        .where(~later)
        .order_by(versions.c.id.desc())
        .limit(limit + 1)
        .offset(offset)
    )
    with database.reading() as connection:
        rows = connection.execute(query).all()
        ids = [row.id for row in rows[:limit]]

        def counted(table: sa.Table, *conditions: sa.ColumnElement[bool]) -> Counter[int]:
            those = sa.select(table.c.version_id, sa.func.count()).where(
                table.c.version_id.in_(ids), *conditions
            )
            return Counter({row[0]: row[1] for row in connection.execute(those.group_by(table.c.version_id))})

        made = counted(statements, ~statements.c.withdrawn)
        said = counted(claims, claims.c.kind.in_(SETTLED_KINDS))
    listed = (
        ListedDocument(
            id=row.code,
            title=row.title,
            outlet=row.outlet,
            author=row.author,
            published=row.published,
            url=row.url,
            version=row.number,
            added_at=row.added_at,
            statements=made[row.id],
            open_kinds=said[row.id],
        )
        for row in rows[:limit]
    )
    return Latest(tuple(listed), len(rows) > limit)
