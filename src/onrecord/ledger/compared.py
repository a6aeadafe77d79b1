"""The statements and claims of a ledger as they are compared: what they say, who says it, when, and where.

All as it was read, whatever people corrected since: so what is one does not hang on what was said of it when, and a
correction holds for what is added later, too.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Literal

import sqlalchemy as sa

from onrecord.ledger import bulk
from onrecord.ledger.records import unpacked, unpacked_reading
from onrecord.ledger.repeats import MEMBERS, Likeness, Saying
from onrecord.ledger.rows import joined
from onrecord.ledger.schema import (
    appearances,
    claims,
    passages,
    readings,
    speakers,
    statements,
    storable,
    versions,
)

if TYPE_CHECKING:
    from onrecord.reading import Reading

#: The kinds of speaker whom a text does not name: in each document somebody else.
NAMELESS = ("unnamed", "group")

Kind = Literal["statement", "claim"]
#: What passages are asked for by: their ids, those of their versions and utterances, or of the statements they are in.
By = Literal["id", "version", "utterance", "statement"]


@dataclass(slots=True, eq=False)
class Passage:
    """A statement or claim as it is compared: where it stands, what it says, and which utterance it is now.

    ``statement``: the one that makes a claim; of a statement itself. ``why``: why it is one with the fullest.
    """

    id: int
    kind: Kind
    statement: int
    version: int
    document: int
    start: int
    end: int
    utterance: int
    saying: Saying
    why: Likeness | None = None

    def overlaps(self, other: "Passage") -> bool:
        """Whether the two have a part of one text in common."""
        return self.version == other.version and self.start < other.end and other.start < self.end


class Compared:
    """Gives passages as they are in the tables now."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection
        self._readings: dict[int, Reading] = {}

    def persons(self, speaking: Collection[int]) -> dict[int, int]:
        """Who speakers are: of each the row that stands for the person."""
        if not speaking:
            return {}
        query = sa.select(speakers.c.id, speakers.c.person_id)
        query = query.where(bulk.among(self._connection.dialect.name, speakers.c.id))
        rows = self._connection.execute(query, {"values": bulk.values(self._connection, speaking)})
        return {row.id: row.person_id for row in rows}

    def passages(self, kind: Kind, by: By, ids: Collection[int]) -> list[Passage]:
        """The statements or claims asked for."""
        return [self._passage(kind, row) for row in self._rows(kind, by, False, ids)]

    def fullest(self, kind: Kind, utterances: Collection[int]) -> list[tuple[Passage, int]]:
        """The fullest passages of each utterance, with how many it has."""
        rows = self._rows(kind, "utterance", True, utterances)
        return [(self._passage(kind, row), row.number) for row in rows]

    def of_version(self, version: int) -> list[Passage]:
        """All statements and claims of a version."""
        return [
            *self.passages("statement", "version", [version]),
            *self.passages("claim", "version", [version]),
        ]

    def _rows(self, kind: Kind, by: By, ranked: bool, ids: Collection[int]) -> Sequence[Any]:
        if not ids:
            return ()
        query = _query(self._connection.dialect.name, kind, by, ranked)
        return self._connection.execute(query, {"values": bulk.values(self._connection, ids)}).all()

    def _passage(self, kind: Kind, row: Any) -> Passage:
        words, start, end, name, who, person = (
            self._as_read(kind, row)
            if row.edited or row.edited_statement
            else (row.words, row.start, row.end, row.name, row.kind, row.person_id)
        )
        return Passage(
            row.id,
            kind,
            row.statement,
            row.version_id,
            row.document_id,
            start,
            end,
            row.utterance_id,
            Saying(
                words,
                name or "",
                who or "unnamed",
                row.manner,
                row.published_on,
                None if who in NAMELESS else person,
                row.whole if kind == "claim" else None,
            ),
            Likeness(row.likeness, row.why) if row.why else None,
        )

    def _as_read(self, kind: Kind, row: Any) -> tuple[Any, ...]:
        """The words of a passage that people corrected, where they stand, and the speaker: name, kind and person."""
        if row.reading_id not in self._readings:
            source = sa.select(readings.c.record, versions.c.text).join(versions)
            found = self._connection.execute(source.where(readings.c.id == row.reading_id)).one()
            self._readings[row.reading_id] = unpacked_reading(found.record, unpacked(found.text))
        reading = self._readings[row.reading_id]
        statement = next(s for s in reading.statements if s.id == row.local_statement)
        if kind == "claim":
            claim = next(c for c in reading.claims if c.id == row.local)
            words, start, end = claim.text, claim.start, claim.end
        else:
            content = statement.content
            words, start, end = joined(content), content[0].start, content[-1].end
        query = sa.select(appearances.c.name, appearances.c.kind, speakers.c.person_id).join(speakers)
        mine = query.where(
            appearances.c.reading_id == row.reading_id, appearances.c.local == statement.speaker
        )
        who = self._connection.execute(mine).first() if statement.speaker else None
        return storable(words), start, end, *(who or (None, None, None))


@lru_cache(maxsize=32)
def _query(dialect: str, kind: Kind, by: By, ranked: bool) -> "sa.Select[Any]":
    found = claims if kind == "claim" else statements
    of_statement = passages.alias("of_statement")
    statement = claims.c.statement_id if kind == "claim" else passages.c.id
    column = {
        "id": passages.c.id,
        "version": passages.c.version_id,
        "utterance": passages.c.utterance_id,
        "statement": statement,
    }[by]
    query = sa.select(
        passages.c.id,
        statements.c.id.label("statement"),
        passages.c.version_id,
        versions.c.document_id,
        found.c.start,
        found.c.end,
        passages.c.utterance_id,
        passages.c.likeness,
        passages.c.why,
        found.c.words,
        statements.c.manner,
        versions.c.published_on,
        appearances.c.name,
        appearances.c.kind,
        speakers.c.person_id,
        of_statement.c.utterance_id.label("whole"),
        found.c.reading_id,
        found.c.local,
        found.c.edited,
        statements.c.local.label("local_statement"),
        statements.c.edited.label("edited_statement"),
    ).select_from(passages)
    if kind == "claim":
        query = query.join(claims, claims.c.id == passages.c.id)
    query = (
        query.join(statements, statements.c.id == statement)
        .join(of_statement, of_statement.c.id == statements.c.id)
        .join(versions, versions.c.id == passages.c.version_id)
        .outerjoin(appearances, appearances.c.id == statements.c.appearance_id)
        .outerjoin(speakers, speakers.c.id == appearances.c.speaker_id)
        .where(bulk.among(dialect, column))
    )
    if not ranked:
        return query
    longest = (sa.func.length(found.c.words).desc(), passages.c.id)
    nth = sa.func.row_number().over(partition_by=column, order_by=longest)
    number = sa.func.count().over(partition_by=column)
    rows = query.add_columns(nth.label("nth"), number.label("number")).subquery()
    return sa.select(rows).where(rows.c.nth <= MEMBERS)
