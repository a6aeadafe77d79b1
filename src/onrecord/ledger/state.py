"""The state of a ledger in a few figures."""

import datetime
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from onrecord.ledger.database import Database
from onrecord.ledger.schema import appearances, claims, documents, outlets, passages, statements
from onrecord.ledger.status import having


@dataclass(frozen=True, slots=True)
class State:
    """How much there is: documents, statements that hold, speakers and outlets; and how the forecasts stand.

    ``open``, ``due`` and ``settled`` count forecasts and commitments, each utterance once; what is due is open too.
    """

    documents: int
    statements: int
    speakers: int
    outlets: int
    open: int
    due: int
    settled: int


def state(database: Database, today: datetime.date) -> State:
    """The figures of a ledger on the day ``today``."""
    holds = ~statements.c.superseded & ~statements.c.withdrawn
    with database.reading() as connection:

        def number(query: sa.Select[Any]) -> int:
            return int(connection.execute(query).scalar_one())

        def standing(condition: sa.ColumnElement[bool]) -> int:
            return number(
                sa.select(sa.func.count(passages.c.utterance_id.distinct()))
                .join(claims, claims.c.id == passages.c.id)
                .join(statements, statements.c.id == claims.c.statement_id)
                .where(condition, holds)
            )

        return State(
            documents=number(sa.select(sa.func.count()).select_from(documents)),
            statements=number(sa.select(sa.func.count()).select_from(statements).where(holds)),
            speakers=number(sa.select(sa.func.count(appearances.c.speaker_id.distinct()))),
            outlets=number(sa.select(sa.func.count()).select_from(outlets)),
            open=standing(having(["open"], today)),
            due=standing(having(["due"], today)),
            settled=standing(having(["settled"], today)),
        )
