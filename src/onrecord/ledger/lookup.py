"""What passages are looked up by in a ledger: the table of keys."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import sqlalchemy as sa

from onrecord.ledger import bulk
from onrecord.ledger.compared import Kind, Passage
from onrecord.ledger.repeats import keys, promising, sought
from onrecord.ledger.schema import claims, passages
from onrecord.ledger.schema import keys as key_rows

#: A key that more passages than this have tells nothing.
STOP = 50
#: How many utterances, or statements, a passage is compared with: those that it shares most keys with.
BEST = 5


class Hit(NamedTuple):
    """A passage of the ledger that a key leads to."""

    id: int
    kind: Kind
    utterance: int
    statement: int


class Lookup:
    """What ``new`` passages share keys with, in the ledger and among themselves.

    ``said``: the statements at hand, by their ids.
    """

    def __init__(
        self, connection: sa.Connection, new: Sequence[Passage], said: Mapping[int, Passage]
    ) -> None:
        self.said = said
        self._connection = connection
        self._keys = {p.id: keys(p.saying) for p in new}
        self._sought = {p.id: sought(p.saying) for p in new}
        self._there = self._found({key for some in self._sought.values() for key in some})
        #: All that a key leads to, of those that lead anywhere.
        self._hits: dict[int, list[Passage | Hit]] = defaultdict(list)
        for key, there in self._there.items():
            if len(there) <= STOP:
                self._hits[key] += there
        once: dict[int, Passage] = {}
        for p in new:
            for key in self._own(p):
                first = once.setdefault(key, p)
                if first is not p or key in self._hits:
                    self._hits[key].append(p)
                if first is not p and first not in self._hits[key]:
                    self._hits[key].append(first)

    def utterances(self, p: Passage) -> list[int]:
        """The utterances of statements that a statement may be one more appearance of, the likeliest first."""
        return self._best(p, lambda hit: hit.utterance if hit.kind == "statement" else None)

    def statements(self, p: Passage) -> list[int]:
        """The statements of which a claim may be the same as a claim."""
        statement = self.said.get(p.statement)
        # What its statement's keys lead to was compared with that already.
        claims_only = statement is not None and self._keys[p.id] == self._of(statement)
        return self._best(p, lambda hit: None if claims_only and hit.kind == "statement" else hit.statement)

    def store(self, passages: Iterable[Passage], now: Callable[[int], Collection[int]]) -> None:
        """Write those keys of passages that their utterances do not have yet. ``now``: what an utterance became."""
        rows, seen = [], set()
        for p in passages:
            for key in self._own(p):
                there = self._there.get(key, ())
                if (key, p.utterance) in seen or len(there) > STOP:
                    continue
                seen.add((key, p.utterance))
                if not any(hit.kind == p.kind and p.utterance in now(hit.utterance) for hit in there):
                    rows.append({"key": key, "passage_id": p.id})
        bulk.insert(self._connection, key_rows, rows)

    def _found(self, wanted: Collection[int]) -> dict[int, list[Hit]]:
        out: dict[int, list[Hit]] = defaultdict(list)
        for row in self._rows(wanted):
            out[row[0]].append(Hit(*row[1:]))
        return out

    def _rows(self, wanted: Collection[int]) -> Sequence[Any]:
        if not wanted:
            return ()
        query = _hits(self._connection.dialect.name)
        return self._connection.execute(query, {"values": bulk.values(self._connection, wanted)}).all()

    def _best(self, p: Passage, of: "Callable[[Passage | Hit], int | None]") -> list[int]:
        shared: dict[int, set[int]] = defaultdict(set)
        for key in self._sought[p.id] & self._hits.keys():
            for hit in self._hits[key]:
                if hit.statement != p.statement and (one := of(hit)) is not None:
                    shared[one].add(key)
        some = [one for one, found in shared.items() if promising(found, self._sought[p.id])]
        return sorted(some, key=lambda one: (-len(shared[one]), one))[:BEST]

    def _own(self, p: Passage) -> frozenset[int]:
        """The keys of a passage; those of a claim without its statement's."""
        statement = self.said.get(p.statement) if p.kind == "claim" else None
        return self._keys[p.id] - self._of(statement) if statement else self._keys[p.id]

    def _of(self, statement: Passage) -> frozenset[int]:
        if statement.id not in self._keys:
            self._keys[statement.id] = keys(statement.saying)
        return self._keys[statement.id]


def forget(connection: sa.Connection, some: Collection[Passage]) -> None:
    """Delete the keys of passages."""
    known = {key for p in some for key in keys(p.saying)}
    dialect = connection.dialect.name
    if known:
        ids = bulk.values(connection, [p.id for p in some])
        connection.execute(
            sa.delete(key_rows).where(
                bulk.among(dialect, key_rows.c.key), bulk.among(dialect, key_rows.c.passage_id, "ids")
            ),
            {"values": bulk.values(connection, known), "ids": ids},
        )


@lru_cache(maxsize=2)
def _hits(dialect: str) -> "sa.Select[Any]":
    return (
        sa.select(
            key_rows.c.key,
            passages.c.id,
            passages.c.kind,
            passages.c.utterance_id,
            sa.func.coalesce(claims.c.statement_id, passages.c.id),
        )
        .select_from(key_rows)
        .join(passages, passages.c.id == key_rows.c.passage_id)
        .outerjoin(claims, claims.c.id == passages.c.id)
        .where(bulk.among(dialect, key_rows.c.key))
    )
