"""Which rows of speakers are one person: what people say, newest first, else what names, roles and company tell.

Each row is at most one other's; the row at the end of that chain stands for the person, and all have its id in
``person_id``. What people say of one ledger never makes a circle (:mod:`onrecord.ledger.merging`); where what is read
would close one, it is left out. What they say of several may, when these come together; then all in it are one.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import Any

import sqlalchemy as sa

from onrecord.ledger.database import batches
from onrecord.ledger.schema import merges, speakers

#: What people said last of a row of speakers: whose person it is, 0 where it is nobody else's; empty: nothing.
SAID = (
    sa.select(sa.func.coalesce(merges.c.into_id, 0))
    .where(merges.c.speaker_id == speakers.c.id, merges.c.document_id.is_(None))
    .order_by(merges.c.id.desc())
    .limit(1)
    .correlate(speakers)
    .scalar_subquery()
)


def join(connection: sa.Connection, joined: Mapping[int, int | None]) -> None:
    """Keep whose person rows are, as far as can be read, and make their persons anew."""
    connection.execute(
        sa.update(speakers).where(speakers.c.id == sa.bindparam("its")),
        [{"its": id, "joined_id": other} for id, other in sorted(joined.items())],
    )
    settle(connection, joined)


def settle(connection: sa.Connection, ids: Collection[int]) -> None:
    """Make the persons of these rows anew, and of those that are theirs."""
    below = _below(connection, ids)
    said = by_hand(connection, below)
    up = {row.id: row.joined_id for row in _rows(connection, below)} | said
    # What they hang on now, which itself hangs on none of them.
    others = {other for other in up.values() if other is not None} - below
    above = {row.id: row.person_id for row in _rows(connection, others)}
    roots: dict[int, int] = {}
    for id in sorted(below):
        path, at = [], id
        while at in below and at not in roots and at not in path and (after := up[at]) is not None:
            path.append(at)
            at = after
        if (
            at in path
        ):  # a circle: what is read closed it and gives way, or people did who used several ledgers
            circle = path[path.index(at) :]
            root = min((id for id in circle if id not in said), default=min(circle))
        else:
            root = roots.get(at) or above.get(at, at)
        roots |= dict.fromkeys([*path, id], root)
        if at in below:
            roots.setdefault(at, root)
    now = {row.id: row.person_id for row in _rows(connection, below)}
    changed = [{"its": id, "person_id": root} for id, root in roots.items() if now[id] != root]
    if changed:
        connection.execute(sa.update(speakers).where(speakers.c.id == sa.bindparam("its")), changed)


def elsewhere(connection: sa.Connection, document_id: int) -> dict[int, int]:
    """Who is somebody else in a document: by the row that stands for the person, the row of who it is there."""
    query = (
        sa.select(merges.c.into_id, speakers.c.person_id)
        .join(speakers, speakers.c.id == merges.c.speaker_id)
        .where(merges.c.document_id == document_id)
        .order_by(merges.c.id)
    )
    newest = {row.person_id: row.into_id for row in connection.execute(query)}
    return {person: other for person, other in newest.items() if other is not None}


def by_hand(connection: sa.Connection, ids: Collection[int]) -> dict[int, int | None]:
    """What people say of these rows, of those that they say something of: whose person each is, ``None``: its own."""
    out: dict[int, int | None] = {}
    for some in batches(sorted(ids)):
        query = sa.select(merges.c.speaker_id, merges.c.into_id).order_by(merges.c.id)
        said = query.where(merges.c.document_id.is_(None), merges.c.speaker_id.in_(some))
        out |= {row.speaker_id: row.into_id for row in connection.execute(said)}
    return out


def _below(connection: sa.Connection, ids: Collection[int]) -> set[int]:
    """These rows, and all that are theirs."""
    out: set[int] = set()
    left = set(ids)
    while left:
        out |= left
        found: dict[int, set[int]] = defaultdict(set)
        for some in batches(sorted(left)):
            for table, own, other in (
                (speakers, speakers.c.id, speakers.c.joined_id),
                (merges, merges.c.speaker_id, merges.c.into_id),
            ):
                query = sa.select(own.label("id"), other.label("up")).where(other.in_(some))
                if table is merges:
                    query = query.where(merges.c.document_id.is_(None))
                for row in connection.execute(query):
                    found[row.up].add(row.id)
        candidates = {id for ids in found.values() for id in ids} - out
        up = {row.id: row.joined_id for row in _rows(connection, candidates)} | by_hand(
            connection, candidates
        )
        left = {id for id in candidates if up[id] in out}
    return out


def _rows(connection: sa.Connection, ids: Collection[int]) -> list[Any]:
    return [
        row
        for some in batches(sorted(ids))
        for row in connection.execute(
            sa.select(speakers.c.id, speakers.c.joined_id, speakers.c.person_id).where(
                speakers.c.id.in_(some)
            )
        )
    ]
