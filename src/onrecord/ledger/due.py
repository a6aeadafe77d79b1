"""What is to be settled: forecasts and commitments that fell due and are open still, each utterance once."""

import datetime
from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa

from onrecord.ledger.database import Database
from onrecord.ledger.find import Hit, HitClaim, by_speaker, distinct, hits
from onrecord.ledger.schema import claims, passages, statements
from onrecord.ledger.status import SETTLED_KINDS

if TYPE_CHECKING:
    from onrecord.reading.record import ClaimKind


@dataclass(frozen=True, slots=True)
class OpenClaim:
    """A forecast or commitment that is open, with the statement that makes it."""

    claim: HitClaim
    statement: Hit


@dataclass(frozen=True, slots=True)
class Due:
    """What falls due, the soonest first, and whether there are ``more``."""

    claims: tuple[OpenClaim, ...]
    more: bool


def due(
    database: Database,
    by: datetime.date | None,
    kinds: "Collection[ClaimKind]" = SETTLED_KINDS,
    speaker: str = "",
    checkable: bool = False,
    limit: int = 20,
) -> Due:
    """The open forecasts and commitments of these ``kinds`` that fall due on the day ``by`` or sooner.

    ``by``: ``None``, those of which nobody knows by when, newest first. ``speaker``: as for
    :class:`~onrecord.ledger.find.Search`. ``checkable``: such only as a stranger could check.
    """
    query = (
        sa.select(claims.c.id, passages.c.utterance_id)
        .join(passages, passages.c.id == claims.c.id)
        .join(statements, statements.c.id == claims.c.statement_id)
        .where(claims.c.kind.in_(kinds), claims.c.outcome.is_(None))
        .where(~statements.c.superseded, ~statements.c.withdrawn)
    )
    if by is None:
        query = query.where(claims.c.due_on.is_(None)).order_by(claims.c.id.desc())
    else:
        query = query.where(claims.c.due_on <= by).order_by(claims.c.due_on, claims.c.id)
    if speaker.strip():
        query = query.where(by_speaker(database.dialect, speaker))
    if checkable:
        query = query.where(claims.c.checkable)
    with database.reading() as connection:
        ids = distinct(connection, query, limit + 1)
        pairs = connection.execute(
            sa.select(claims.c.id, claims.c.statement_id, passages.c.code)
            .join(passages, passages.c.id == claims.c.id)
            .where(claims.c.id.in_(ids[:limit]))
        )
        of = {row.id: row for row in pairs}
        found = {
            claim.id: OpenClaim(claim, hit)
            for hit in hits(connection, sorted({row.statement_id for row in of.values()}), [])
            for claim in hit.claims
        }
    return Due(tuple(found[of[id].code] for id in ids[:limit]), len(ids) > limit)
