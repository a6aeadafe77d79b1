"""One statement with all that belongs to it."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from onrecord.ledger import codes
from onrecord.ledger.database import Database
from onrecord.ledger.errors import NotInLedger
from onrecord.ledger.find import Hit, hits
from onrecord.ledger.records import unpacked, unpacked_reading
from onrecord.ledger.schema import appearances, claims, passages, readings, speakers, statements, versions

if TYPE_CHECKING:
    from onrecord.reading import Reading, Statement


# The fields of a record that are ids of a reading's own.
_REFERENCES = ("id", "statement", "speaker", "within")


@dataclass(frozen=True, slots=True)
class Shown:
    """A statement in its document.

    ``hit``: the statement as it is found. ``statement``: as it stands in ``reading``, whose document has the text.
    ``ids``: the ledger's ids of the reading's statements, claims and speakers, by the reading's own. ``paragraphs``: where in
    the text the paragraphs are that the statement stands in. ``versions``: how many texts the document has had.
    """

    hit: Hit
    statement: "Statement"
    reading: "Reading"
    ids: dict[str, str]
    paragraphs: tuple[tuple[int, int], ...]
    versions: int

    def to_dict(self) -> dict[str, Any]:
        """For programs: the document, the statement with its speaker and claims, the statements that it is quoted in
        (innermost first) and those that it quotes, and its paragraphs.

        All as in the ``onrecord/1`` format, but with the ledger's ids; ``given_id`` is the document's own.
        """
        record = self.reading.to_dict()
        for row in (*record["statements"], *record["claims"], *record["speakers"]):
            row |= {name: row[name] and self.ids[row[name]] for name in _REFERENCES if name in row}
        said = {row["id"]: row for row in record["statements"]}
        text = self.reading.document.text
        return {
            "document": {
                **record["document"],
                "id": self.hit.document,
                "given_id": self.reading.document.id,
                "version": self.hit.version,
                "versions": self.versions,
                "dropped": self.hit.dropped,
            },
            "statement": said[self.hit.id],
            "speaker": next((row for row in record["speakers"] if row["id"] == self.hit.speaker_id), None),
            "claims": [row for row in record["claims"] if row["statement"] == self.hit.id],
            "quoted_in": [said[self.ids[outer.id]] for outer in self.reading.chain(self.statement)],
            "quotes": [row for row in record["statements"] if row["within"] == self.hit.id],
            "paragraphs": [{"start": a, "end": b, "text": text[a:b]} for a, b in self.paragraphs],
        }


def show(database: Database, id: str) -> Shown:
    """The statement with that id, or the one that makes the claim with that id.

    Raises :class:`NotInLedger` where there is none.
    """
    with database.reading() as connection:
        row = _statement(connection, id)
        (hit,) = hits(connection, [row.id], [])
        ids = _ids(connection, row.reading_id)
        number = connection.execute(
            sa.select(sa.func.count()).where(versions.c.document_id == row.document_id)
        ).scalar_one()
    reading = unpacked_reading(row.record, unpacked(row.text))
    statement = next(s for s in reading.statements if s.id == row.local)
    return Shown(hit, statement, reading, ids, _paragraphs(reading, statement), number)


def _ids(connection: sa.Connection, reading_id: int) -> dict[str, str]:
    codes_of = {
        table: sa.select(table.c.local, passages.c.code).join(passages, passages.c.id == table.c.id)
        for table in (statements, claims)
    }
    codes_of[appearances] = sa.select(appearances.c.local, speakers.c.code).join(speakers)
    return {
        row.local: row.code
        for table, query in codes_of.items()
        for row in connection.execute(query.where(table.c.reading_id == reading_id))
    }


def _statement(connection: sa.Connection, id: str) -> Any:
    """The row of a statement, with its reading and its document's text."""
    code = codes.typed(id)
    passage = connection.execute(
        sa.select(passages, versions.c.text).join(versions).where(passages.c.code == code)
    ).first()
    if passage is None:
        raise NotInLedger(f"the ledger has no statement {id}; onrecord find says their ids")
    wanted = sa.select(claims.c.statement_id).where(claims.c.id == passage.id).scalar_subquery()
    row = connection.execute(
        sa.select(
            statements.c.id,
            statements.c.local,
            statements.c.reading_id,
            readings.c.record,
            versions.c.document_id,
            versions.c.text,
        )
        .join(readings, readings.c.id == statements.c.reading_id)
        .join(versions, versions.c.id == statements.c.version_id)
        .where(statements.c.id == (passage.id if passage.kind == "statement" else wanted))
    ).first()
    if row is None:
        words = " ".join(unpacked(passage.text)[passage.start : passage.end].split())
        raise NotInLedger(
            f"{code} was read as a {passage.kind} once, and is no more by the newest reader; its words are “{words}”"
        )
    return row


def _paragraphs(reading: "Reading", statement: "Statement") -> tuple[tuple[int, int], ...]:
    from onrecord.reading.quotations import paragraphs as cut

    spans = (*statement.source, *statement.cue, *statement.content)
    return tuple(
        (start, end)
        for start, end in cut(reading.document.text)
        if any(span.start < end and start < span.end for span in spans)
    )
