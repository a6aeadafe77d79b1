"""How forecasts and commitments stand: open, due, or settled in one way or another."""

import datetime
from collections.abc import Collection
from typing import TYPE_CHECKING, Literal, get_args

import sqlalchemy as sa

from onrecord.ledger.schema import claims

if TYPE_CHECKING:
    from onrecord.reading.record import ClaimKind

#: ``open``: not settled, whether it fell due or not; ``due``: fell due, and is open still; ``settled``: in whatever way;
#: ``yes`` came true, or was kept; ``no`` did not, or was broken; ``partly``; ``void`` cannot be judged, and is scored
#: with none.
Status = Literal["open", "due", "settled", "yes", "no", "partly", "void"]
STATUSES: tuple[Status, ...] = get_args(Status)

#: The kinds of claim that can come true, or not.
SETTLED_KINDS: tuple["ClaimKind", ...] = ("forecast", "commitment")


def having(statuses: Collection[Status], today: datetime.date) -> sa.ColumnElement[bool]:
    """The claims that have one of these statuses on that day."""
    is_open = claims.c.outcome.is_(None)
    conditions: dict[Status, sa.ColumnElement[bool]] = {
        "open": is_open,
        "due": is_open & (claims.c.due_on <= today),
        "settled": ~is_open,
    }
    wanted = [conditions.get(status, claims.c.outcome == status) for status in statuses]
    return claims.c.kind.in_(SETTLED_KINDS) & sa.or_(*wanted)
