"""What is to be settled: forecasts and commitments that fell due and are open still, each utterance once."""

import datetime
from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa

from onrecord.ledger.database import Database
from onrecord.ledger.find import Hit, HitClaim, by_speaker, claims_made, distinct
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
    after: datetime.date | None = None,
    offset: int = 0,
) -> Due:
    """The open forecasts and commitments of these ``kinds`` that fall due on the day ``by`` or sooner.

    ``by``: ``None``, those of which nobody knows by when, newest first. ``speaker``: as for
    :class:`~onrecord.ledger.find.Search`. ``checkable``: such only as a stranger could check. ``after``: only what
    falls due later than that day. ``offset``: how many to leave out before the first.
    """
    query = (
        sa.select(claims.c.id.label("id"), claims.c.due_on.label("due_on"), passages.c.utterance_id)
        .join(passages, passages.c.id == claims.c.id)
        .join(statements, statements.c.id == claims.c.statement_id)
        .where(claims.c.outcome.is_(None), ~statements.c.superseded, ~statements.c.withdrawn)
        .where(claims.c.due_on.is_(None) if by is None else claims.c.due_on <= by)
    )
    if after is not None:
        query = query.where(claims.c.due_on > after)
    if speaker.strip():
        query = query.where(by_speaker(database.dialect, speaker))
    if checkable:
        query = query.where(claims.c.checkable)
    # Kind by kind: the index has those of one kind in their order, so that only the first of each are looked at.
    each = sa.union_all(*(query.where(claims.c.kind == kind) for kind in kinds))
    row = each.selected_columns
    ordered = each.order_by(row.id.desc()) if by is None else each.order_by(row.due_on, row.id)
    with database.reading() as connection:
        ids = distinct(connection, ordered, offset + limit + 1)[offset:]
        made = claims_made(connection, ids[:limit])
    return Due(tuple(OpenClaim(*made[id]) for id in ids[:limit]), len(ids) > limit)
