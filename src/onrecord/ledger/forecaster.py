"""What one speaker forecast and promised: how it stands, what of it falls due first, and what was settled last."""

import datetime
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, get_args

import sqlalchemy as sa

from onrecord.ledger import bulk
from onrecord.ledger.due import OpenClaim
from onrecord.ledger.entries import settling
from onrecord.ledger.find import claims_made
from onrecord.ledger.outcomes import Settlement
from onrecord.ledger.schema import claims, passages, resolutions
from onrecord.ledger.status import SETTLED_KINDS, Status


@dataclass(frozen=True, slots=True)
class Forecaster:
    """A speaker's forecasts and commitments, each utterance once.

    ``states``: how many stand how. ``open``: the first to fall due, what has no date last. ``settled``: the last settled
    first.
    """

    states: dict[Status, int]
    open: tuple[OpenClaim, ...]
    settled: tuple[Settlement, ...]


def forecaster(connection: sa.Connection, theirs: "sa.Select[Any]", few: int) -> Forecaster:
    """Those that the statements make whose ids ``theirs`` selects; at most ``few`` are open, and settled, of those shown."""
    query = (
        sa.select(claims.c.id, claims.c.outcome, claims.c.due_on, passages.c.utterance_id)
        .join(passages, passages.c.id == claims.c.id)
        .where(claims.c.statement_id.in_(theirs), claims.c.kind.in_(SETTLED_KINDS))
        .order_by(claims.c.due_on.is_(None), claims.c.due_on, claims.c.id)
    )
    first: dict[int, Any] = {}
    for row in connection.execute(query):
        first.setdefault(row.utterance_id, row)
    today = datetime.date.today()
    counts: Counter[Status] = Counter(
        row.outcome or ("due" if row.due_on and row.due_on <= today else "open") for row in first.values()
    )
    open_ = [row for row in first.values() if row.outcome is None][:few]
    settled = [first[id] for id in _last(connection, [id for id, row in first.items() if row.outcome], few)]
    shown = claims_made(connection, [row.id for row in (*open_, *settled)])
    entries = settling(connection, [row.utterance_id for row in settled])
    return Forecaster(
        {status: counts[status] for status in get_args(Status) if counts[status]},
        tuple(OpenClaim(*shown[row.id]) for row in open_),
        tuple(Settlement(*shown[row.id], entries[row.utterance_id]) for row in settled),
    )


def _last(connection: sa.Connection, utterances: Sequence[int], few: int) -> Iterable[int]:
    """The ``few`` of these utterances that were settled last, the last of all first."""
    query = (
        sa.select(passages.c.utterance_id)
        .join(resolutions, resolutions.c.passage_id == passages.c.id)
        .where(bulk.among(connection.dialect.name, passages.c.utterance_id))
        .group_by(passages.c.utterance_id)
        .order_by(sa.func.max(resolutions.c.id).desc())
        .limit(few)
    )
    return connection.execute(query, {"values": bulk.values(connection, utterances)}).scalars()
