"""How forecasts and commitments turned out, each utterance once, what was settled last first."""

from collections.abc import Collection
from dataclasses import dataclass

import sqlalchemy as sa

from onrecord.ledger.database import Database
from onrecord.ledger.entries import Entry, Outcome, settling
from onrecord.ledger.find import Hit, HitClaim, by_speaker, claims_made
from onrecord.ledger.schema import claims, passages, resolutions, statements

#: So many entries are read at a time, at most: the most that a query has room for.
MOST = 10_000


@dataclass(frozen=True, slots=True)
class Settlement:
    """A forecast or commitment that is settled, with the statement that makes it and the entry that settled it."""

    claim: HitClaim
    statement: Hit
    entry: Entry


@dataclass(frozen=True, slots=True)
class Outcomes:
    """What was settled, and whether there is ``more``."""

    claims: tuple[Settlement, ...]
    more: bool


def outcomes(
    database: Database,
    wanted: Collection[Outcome] | None = None,
    speaker: str = "",
    limit: int = 20,
    offset: int = 0,
) -> Outcomes:
    """What was settled last, that first; with one of the outcomes ``wanted``, by default whatever it was.

    ``speaker``: as for :class:`~onrecord.ledger.find.Search`.
    """
    conditions = [claims.c.outcome.is_not(None), ~statements.c.superseded, ~statements.c.withdrawn]
    if wanted is not None:
        conditions.append(claims.c.outcome.in_(wanted))
    if speaker.strip():
        conditions.append(by_speaker(database.dialect, speaker))
    with database.reading() as connection:
        found = _lasts(connection, conditions, offset + limit + 1)
        shown = found[offset : offset + limit]
        made = claims_made(connection, [claim for _, claim in shown])
        entries = settling(connection, [utterance for utterance, _ in shown])
        settled = tuple(Settlement(*made[claim], entries[utterance]) for utterance, claim in shown)
    return Outcomes(settled, len(found) > offset + limit)


def _lasts(
    connection: sa.Connection, conditions: list[sa.ColumnElement[bool]], wanted: int
) -> list[tuple[int, int]]:
    """The ``wanted`` utterances that were settled last, each with a claim; entries are read from the last on."""
    firsts: dict[int, int | None] = {}
    before: int | None = None
    taken = wanted
    while sum(first is not None for first in firsts.values()) < wanted:
        taken = min(4 * taken, MOST)  # of few, many have to be looked at until there are enough
        entries = (
            sa.select(resolutions.c.id, passages.c.utterance_id)
            .join(passages, passages.c.id == resolutions.c.passage_id)
            .order_by(resolutions.c.id.desc())
            .limit(taken)
        )
        if before is not None:
            entries = entries.where(resolutions.c.id < before)
        rows = connection.execute(entries).all()
        if not rows:
            break
        before = rows[-1].id
        new = [id for id in dict.fromkeys(row.utterance_id for row in rows) if id not in firsts]
        query = (
            sa.select(passages.c.utterance_id, sa.func.min(claims.c.id).label("id"))
            .join(claims, claims.c.id == passages.c.id)
            .join(statements, statements.c.id == claims.c.statement_id)
            .where(passages.c.utterance_id.in_(new), *conditions)
            .group_by(passages.c.utterance_id)
        )
        settled = {row.utterance_id: row.id for row in connection.execute(query)}
        firsts |= {id: settled.get(id) for id in new}
    return [(id, first) for id, first in firsts.items() if first is not None][:wanted]
